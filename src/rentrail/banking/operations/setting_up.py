"""Bank connections, and which bank account is originated for over which of them."""

from datetime import datetime
from typing import TypedDict, Unpack

from django.db import transaction

from rentrail.banking import connecting
from rentrail.banking.models import BankConnection, Clearing, Originator
from rentrail.identity import vault
from rentrail.ledger import operations as ledger
from rentrail.ledger.models import Book, BookKind, LedgerAccountKind
from rentrail.ledger.operations import AccountDraft
from rentrail.primitives import ids

CLEARING_CHART = (
    AccountDraft(
        key="clearing-cash", number="1000", name="Clearing cash", kind=LedgerAccountKind.ASSET
    ),
    AccountDraft(
        key="returns-to-recover",
        number="1200",
        name="Returns to recover",
        kind=LedgerAccountKind.ASSET,
    ),
    AccountDraft(
        key="owed-to-owners", number="2000", name="Owed to owners", kind=LedgerAccountKind.LIABILITY
    ),
    AccountDraft(
        key="reserves-held", number="2100", name="Reserves held", kind=LedgerAccountKind.LIABILITY
    ),
    AccountDraft(key="fee-income", number="4000", name="Fees", kind=LedgerAccountKind.INCOME),
)


class ConnectionSettings(TypedDict, total=False):
    """What may be set on a bank connection beside what it must have."""

    acknowledgement_format: str
    statement_format: str
    cutoffs: dict[str, object]
    sending_is_on: bool
    entries_in_file_max: int


@transaction.atomic
def add_connection(
    *,
    name: str,
    clearing: Clearing,
    odfi_identification: str,
    immediate_destination: str,
    immediate_destination_name: str,
    immediate_origin: str,
    immediate_origin_name: str,
    transport: str,
    transport_settings: dict[str, object],
    now: datetime,
    private_key: str = "",
    clearing_routing_number: str = "",
    clearing_account_number: str = "",
    **settings: Unpack[ConnectionSettings],
) -> BankConnection:
    """Add a bank that takes the company's files; central clearing gets its own book (LED-11)."""
    public_id = ids.new_public_id("con", now=now)
    is_central = clearing == Clearing.CENTRAL
    added: BankConnection = BankConnection.objects.create(
        public_id=public_id,
        name=name,
        clearing=clearing,
        odfi_identification=odfi_identification,
        immediate_destination=immediate_destination,
        immediate_destination_name=immediate_destination_name,
        immediate_origin=immediate_origin,
        immediate_origin_name=immediate_origin_name,
        transport=transport,
        transport_settings=transport_settings,
        private_key_sealed=_sealed(private_key, connecting.key_context(public_id)),
        clearing_book=_clearing_book(name, now=now) if is_central else None,
        clearing_routing_number=clearing_routing_number,
        clearing_account_sealed=_sealed(
            clearing_account_number, connecting.clearing_context(public_id)
        ),
        clearing_last_four=clearing_account_number[-4:],
        **settings,
    )
    return added


@transaction.atomic
def add_originator(
    *,
    bank_account_id: int,
    connection_id: int,
    company_name: str,
    company_identification: str,
    entry_description: str = "RENT",
) -> Originator:
    """Say over which connection, and under which name, a bank account's payments are sent."""
    added: Originator = Originator.objects.create(
        bank_account_id=bank_account_id,
        connection_id=connection_id,
        company_name=company_name,
        company_identification=company_identification,
        entry_description=entry_description,
    )
    return added


def _clearing_book(name: str, *, now: datetime) -> Book:
    return ledger.create_book(
        name=f"Clearing, {name}"[:120], kind=BookKind.CLEARING, accounts=CLEARING_CHART, now=now
    )


def _sealed(secret: str, context: str) -> bytes:
    return vault.seal(secret, context=context) if secret else b""
