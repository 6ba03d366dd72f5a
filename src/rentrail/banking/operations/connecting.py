"""Connecting a bank, or changing how, by what the bank has told us; impossible settings refused."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any, TypedDict, Unpack

from django.db import transaction

from rentrail.banking import connecting, readers, rules
from rentrail.banking.models import (
    BankConnection,
    Clearing,
    EntryBatch,
    Originator,
    Transfer,
    TransferState,
    TransportKind,
)
from rentrail.banking.operations import setting_up
from rentrail.formats.nacha.routing import is_valid_routing_number
from rentrail.identity import vault
from rentrail.payments.models import Batch, Refund
from rentrail.payments.states import BatchState, RefundState

ACCOUNT_DIGITS_MAX = 17
LENGTHS = {"company_name": 16, "company_identification": 10, "entry_description": 10}


class BankSettingsNotValid(Exception):
    """A bank cannot be reached or told apart like that. The text is fit to show a person."""


class ClearingAccountDiffers(Exception):
    """The clearing account has another number than it was connected with. Fit to show a person."""


class OriginatorNotValid(Exception):
    """A bank takes no entries under such a name or number. The text is fit to show a person."""


class MoneyOnItsWay(Exception):
    """Funds of a bank account are between two stations at its bank. Fit to show a person."""


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
    private_key: str = "",
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
    if known is not None:
        _refuse_other_clearing(
            known, settings["clearing"], clearing_routing_number, clearing_account_number
        )
        bank = _changed(known, settings, private_key=private_key)
    else:
        if settings["clearing"] == Clearing.CENTRAL:
            _refuse_impossible_account(clearing_routing_number, clearing_account_number)
        bank = setting_up.add_connection(
            name=name,
            now=now,
            private_key=private_key,
            clearing_routing_number=clearing_routing_number,
            clearing_account_number=clearing_account_number,
            **settings,
        )
    _refuse_unreachable(bank)
    return bank


@transaction.atomic
def originate_over(*, bank_account_id: int, connection_id: int, **names: str) -> Originator:
    """Say over which bank, and under which names, a bank account's payments are sent, or change it.

    Raises:
        OriginatorNotValid: a field of the entry batch could not hold a name.
        MoneyOnItsWay: something of the account goes, or is held, over the bank it has now.
    """
    for name, text in names.items():
        _refuse_unfit(name, text)
    known = Originator.objects.select_for_update().filter(bank_account_id=bank_account_id).first()
    if known is None:
        return setting_up.add_originator(
            bank_account_id=bank_account_id, connection_id=connection_id, **names
        )
    if known.connection_id != connection_id and _is_on_its_way(bank_account_id):
        raise MoneyOnItsWay(
            f"Payments to {known.bank_account} are on their way over {known.connection}, or held "
            "there. Let them settle and reach the owner; then change the bank."
        )
    Originator.objects.filter(id=known.id).update(connection_id=connection_id, **names)
    changed: Originator = Originator.objects.get(id=known.id)
    return changed


def private_key_of(bank: BankConnection) -> str:
    """Open the key that signs in to a bank; empty where none is needed."""
    return _opened(bank.private_key_sealed, connecting.key_context(bank.public_id))


def clearing_account_number_of(bank: BankConnection) -> str:
    """Open the number of central clearing's own account; empty where clearing is direct."""
    return _opened(bank.clearing_account_sealed, connecting.clearing_context(bank.public_id))


def _changed(bank: BankConnection, settings: BankSettings, *, private_key: str) -> BankConnection:
    for field, value in settings.items():
        setattr(bank, field, value)
    if private_key != private_key_of(bank):
        context = connecting.key_context(bank.public_id)
        bank.private_key_sealed = vault.seal(private_key, context=context) if private_key else b""
    bank.save()
    return bank


def _is_on_its_way(bank_account_id: int) -> bool:
    """Tell whether batches, held funds, transfers or refunds of an account are not at their end."""
    sent = Batch.objects.filter(
        bank_account_id=bank_account_id,
        state__in=[BatchState.CLOSED, BatchState.ORIGINATED, BatchState.WITH_ERRORS],
    )
    held = EntryBatch.objects.filter(
        file__connection__clearing=Clearing.CENTRAL,
        batch__bank_account_id=bank_account_id,
        settlement_date__isnull=False,
        sent_on_by=None,
    )
    transfers = Transfer.objects.filter(bank_account_id=bank_account_id).exclude(
        state=TransferState.SETTLED
    )
    refunds = Refund.objects.filter(
        payment__bank_account_id=bank_account_id,
        state__in=[RefundState.WAITING, RefundState.IN_FILE],
    )
    return any(found.exists() for found in (sent, held, transfers, refunds))


def _opened(sealed: bytes | memoryview, context: str) -> str:
    return vault.open_text(sealed, context=context) if sealed else ""


def _refuse_other_clearing(
    bank: BankConnection, clearing: Clearing, routing_number: str, account_number: str
) -> None:
    if bank.clearing != clearing:
        raise BankSettingsNotValid(
            f"{bank.name} has {bank.clearing} clearing; connect another bank for {clearing}."
        )
    known = (bank.clearing_routing_number, clearing_account_number_of(bank))
    if known != (routing_number, account_number):
        raise ClearingAccountDiffers(
            f"{bank.name} clears through the account ••{bank.clearing_last_four}. Another account "
            "needs a second person's approval."
        )


def _refuse_wrong_settings(settings: BankSettings) -> None:
    texts: Mapping[str, Any] = settings
    for field in ("immediate_destination", "odfi_identification"):
        if not texts[field].strip().isdigit():
            raise BankSettingsNotValid(f"The {field.replace('_', ' ')} has digits only.")
    try:
        rules.cutoffs_of(settings["cutoffs"])
    except (ValueError, TypeError) as problem:
        raise BankSettingsNotValid(f"The cut-offs cannot be used: {problem}") from problem


def _refuse_unreachable(bank: BankConnection) -> None:
    if bank.transport == TransportKind.SFTP and not bank.private_key_sealed:
        raise BankSettingsNotValid("SFTP needs a private key to sign in.")
    try:
        readers.acknowledgement_reader(bank)
        readers.statement_reader(bank)
        connecting.transport_to(bank)
    except (readers.UnknownReader, ValueError) as problem:
        raise BankSettingsNotValid(str(problem)) from problem


def _refuse_impossible_account(routing_number: str, account_number: str) -> None:
    if not is_valid_routing_number(routing_number):
        raise BankSettingsNotValid("The clearing account's routing number is not a bank's.")
    plain = account_number.isascii() and account_number.isalnum()
    if not (plain and len(account_number) <= ACCOUNT_DIGITS_MAX):
        raise BankSettingsNotValid("The clearing account's number has 1 to 17 digits or letters.")


def _refuse_unfit(name: str, text: str) -> None:
    plain = text.strip() and text.isascii() and text.isprintable()
    if not (plain and len(text) <= LENGTHS[name]):
        raise OriginatorNotValid(
            f"The {name.replace('_', ' ')} “{text}” needs 1 to {LENGTHS[name]} plain characters, "
            "without accents."
        )
