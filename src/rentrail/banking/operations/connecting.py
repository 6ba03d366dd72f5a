"""Banks a company is connected to, and how each bank account's payments are sent there."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any, TypedDict, Unpack

from django.db import transaction

from rentrail.banking import connecting, readers, rules
from rentrail.banking.models import BankConnection, Clearing, Originator, TransportKind
from rentrail.formats.nacha.routing import is_valid_routing_number
from rentrail.identity import vault
from rentrail.ledger import operations as ledger
from rentrail.ledger.models import Book, BookKind, LedgerAccountKind
from rentrail.primitives import ids

CLEARING_CHART = (
    ledger.AccountDraft(
        key="clearing-cash", number="1000", name="Clearing cash", kind=LedgerAccountKind.ASSET
    ),
    ledger.AccountDraft(
        key="returns-to-recover",
        number="1300",
        name="Returns to recover from owners",
        kind=LedgerAccountKind.ASSET,
    ),
    ledger.AccountDraft(
        key="owed-to-owners",
        number="2000",
        name="Owed to owners",
        kind=LedgerAccountKind.LIABILITY,
    ),
    ledger.AccountDraft(
        key="reserves-held",
        number="2100",
        name="Reserves held",
        kind=LedgerAccountKind.LIABILITY,
    ),
    ledger.AccountDraft(
        key="fee-income", number="4000", name="Fee income", kind=LedgerAccountKind.INCOME
    ),
)
"""The accounts of the company's own book where the bank relation is central (LED-11)."""

COMPANY_NAME_LENGTH_MAX = 16
COMPANY_IDENTIFICATION_LENGTH_MAX = 10
ENTRY_DESCRIPTION_LENGTH_MAX = 10


class BankSettingsNotValid(Exception):
    """A bank cannot be reached or told apart like that. The text is fit to show a person."""


class ClearingAccountDiffers(Exception):
    """The clearing account has another number than it was connected with. Fit to show a person."""


class OriginatorNotValid(Exception):
    """A bank takes no entries under such a name or number. The text is fit to show a person."""


class BankSettings(TypedDict):
    """What a bank tells us when the relation begins: who is who in a file, and how files travel.

    `transport_settings` are those of `SftpSettings` without the private key, or `FolderSettings`.
    """

    clearing: Clearing
    immediate_destination: str
    immediate_destination_name: str
    immediate_origin: str
    immediate_origin_name: str
    odfi_identification: str
    transport: TransportKind
    transport_settings: dict[str, Any]
    acknowledgement_format: str
    statement_format: str
    cutoffs: dict[str, Any]


@transaction.atomic
def connect_bank(
    *,
    name: str,
    now: datetime,
    private_key: str | None = None,
    clearing_routing_number: str = "",
    clearing_account_number: str = "",
    **settings: Unpack[BankSettings],
) -> BankConnection:
    """Connect the company in scope to a bank, or change how; the private key is sealed.

    Raises:
        BankSettingsNotValid: a setting cannot be right.
        ClearingAccountDiffers: central clearing has another account at this bank already.
    """
    _refuse_wrong_settings(settings)
    known = BankConnection.objects.select_for_update().filter(name=name).first()
    bank = known or BankConnection(public_id=ids.new_public_id("con", now=now), name=name)
    for field, value in settings.items():
        setattr(bank, field, value)
    if private_key is not None:
        bank.private_key_sealed = vault.seal(
            private_key, context=connecting.key_context(bank.public_id)
        )
    if bank.clearing == Clearing.CENTRAL:
        _give_clearing_account(
            bank,
            routing_number=clearing_routing_number,
            account_number=clearing_account_number,
            now=now,
        )
    _refuse_unreachable(bank)
    bank.save()
    return bank


@transaction.atomic
def add_originator(
    *,
    bank_account_id: int,
    connection_id: int,
    company_name: str,
    company_identification: str,
    entry_description: str = "RENT",
) -> Originator:
    """Say through which bank, and under which name, a bank account's payments are sent.

    Raises:
        OriginatorNotValid: a field of the entry batch could not hold it.
    """
    _refuse_unfit("company name", company_name, COMPANY_NAME_LENGTH_MAX)
    _refuse_unfit(
        "company identification", company_identification, COMPANY_IDENTIFICATION_LENGTH_MAX
    )
    _refuse_unfit("entry description", entry_description, ENTRY_DESCRIPTION_LENGTH_MAX)
    added: Originator
    added, _ = Originator.objects.update_or_create(
        bank_account_id=bank_account_id,
        defaults={
            "connection_id": connection_id,
            "company_name": company_name,
            "company_identification": company_identification,
            "entry_description": entry_description,
        },
    )
    return added


def clearing_account_number(bank: BankConnection) -> str:
    """Open the number of central clearing's own account; empty where clearing is direct."""
    if not bank.clearing_account_sealed:
        return ""
    return vault.open_text(
        bank.clearing_account_sealed, context=connecting.clearing_context(bank.public_id)
    )


def _give_clearing_account(
    bank: BankConnection, *, routing_number: str, account_number: str, now: datetime
) -> None:
    if bank.clearing_account_sealed:
        same = (bank.clearing_routing_number, clearing_account_number(bank)) == (
            routing_number,
            account_number,
        )
        if not same:
            raise ClearingAccountDiffers(
                f"{bank.name} clears through the account ••{bank.clearing_last_four}. Another "
                "account needs a second person's approval."
            )
        return
    _refuse_impossible_account(bank.name, routing_number, account_number)
    bank.clearing_routing_number = routing_number
    bank.clearing_account_sealed = vault.seal(
        account_number, context=connecting.clearing_context(bank.public_id)
    )
    bank.clearing_last_four = account_number[-4:]
    bank.clearing_book = _clearing_book(now=now)


def _clearing_book(*, now: datetime) -> Book:
    """Give the company's one clearing book, made when it is first needed."""
    book: Book | None = Book.objects.filter(kind=BookKind.CLEARING).first()
    accounts: Sequence[ledger.AccountDraft] = CLEARING_CHART
    return book or ledger.create_book(
        name="Central clearing", kind=BookKind.CLEARING, accounts=accounts, now=now
    )


def _refuse_wrong_settings(settings: Mapping[str, Any]) -> None:
    for field in ("immediate_destination", "odfi_identification"):
        if not settings[field].strip().isdigit():
            raise BankSettingsNotValid(f"The {field.replace('_', ' ')} has digits only.")
    try:
        rules.cutoffs_of(settings["cutoffs"])
    except (ValueError, TypeError) as problem:
        raise BankSettingsNotValid(f"The cut-offs cannot be used: {problem}") from problem


def _refuse_unreachable(bank: BankConnection) -> None:
    try:
        readers.acknowledgement_reader(bank)
        readers.statement_reader(bank)
        if bank.transport == TransportKind.SFTP and not bank.private_key_sealed:
            raise BankSettingsNotValid(f"{bank.name}: SFTP needs a private key to sign in.")
        connecting.transport_to(bank)
    except (readers.UnknownReader, ValueError) as problem:
        raise BankSettingsNotValid(f"{bank.name}: {problem}") from problem


def _refuse_impossible_account(name: str, routing_number: str, account_number: str) -> None:
    if not is_valid_routing_number(routing_number):
        raise BankSettingsNotValid(
            f"{name}: the clearing account's routing number is not a bank's."
        )
    if not (account_number.isascii() and account_number.isalnum() and len(account_number) <= 17):
        raise BankSettingsNotValid(
            f"{name}: the clearing account's number needs 1 to 17 digits or letters."
        )


def _refuse_unfit(what: str, text: str, length_max: int) -> None:
    if not (text.strip() and text.isascii() and text.isprintable() and len(text) <= length_max):
        raise OriginatorNotValid(
            f"The {what} “{text}” needs 1 to {length_max} plain characters, without accents."
        )
