"""What MRI stories share: Oak Court mapped to a simulated MRI, its sync, payments and reads."""

import json
from datetime import datetime, timedelta
from typing import Any

from tests.cast import NOW, TODAY
from tests.payments import cast as payments_cast

from rentrail.accounting import operations
from rentrail.accounting.models import MriConnection, MriPosting, MriProperty, SyncRun, SyncState
from rentrail.accounting.mri import clients, configured, deliveries, delivery, posting, sync
from rentrail.identity import vault
from rentrail.payments import operations as payments
from rentrail.payments.models import Payment
from rentrail.portfolio import operations as portfolio
from rentrail.portfolio.models import Lease, LedgerName, Property, TransactionCode
from rentrail.portfolio.queries import open_balance_cents
from rentrail.simulators.mri import RunningMri

__all__ = ["configured", "deliveries", "posting"]

RMPROPID = "DEMO01"
CODES = {"LATE": "LATE", "SECDEP": "SECDEP"}
ADDED_CODES = {"PARKING": "PKG", "CLEANING": "CLN", "PETRENT": "PET"}


def connect(mri: RunningMri, **settings: Any) -> None:
    """Connect Oak Homes to a simulated MRI, with the ready configuration for it."""
    credentials = mri.credentials
    operations.connect(
        **{
            "base_url": mri.base_url,
            "client_id": credentials.client_id,
            "database": credentials.database,
            "user": credentials.user,
            "key": credentials.key,
            "password": credentials.password,
            "timeout_seconds": 5,
            "operations": configured.SIMULATOR,
            "now": NOW,
            **settings,
        }
    )


def map_property(property_: Property, rmpropid: str = RMPROPID) -> MriProperty:
    """Map a property with its bank accounts and the charge codes that the simulator uses."""
    mapped = operations.map_property(property_id=property_.id, rmpropid=rmpropid, now=NOW)
    for bank_account, cash_type in zip(
        property_.bank_accounts.order_by("id"), ("OP", "DP"), strict=True
    ):
        operations.map_cash_type(bank_account_id=bank_account.id, cash_type=cash_type)
    operations.map_charge_code(code="PETDEP", mri_code="")
    for code, mri_code in CODES.items():
        operations.map_charge_code(code=code, mri_code=mri_code)
    if not TransactionCode.objects.filter(code="PARKING").exists():
        for code, mri_code in ADDED_CODES.items():
            portfolio.add_charge_code(
                code=code, name=code.title(), ledger_name=LedgerName.RESIDENT, mri_code=mri_code
            )
    return mapped


def sync_now(mapped: MriProperty, *, full: bool = True, now: datetime = NOW) -> SyncRun:
    """Sync a property, and expect MRI to have answered."""
    run = sync.sync_property(mri_property_id=mapped.id, full=full, now=now)
    assert run.state == SyncState.COMPLETED, run.note
    return run


def household_of(mri: RunningMri, *, place: int = 0) -> Lease:
    """Give a current household that may pay."""
    heads = [
        one
        for one in mri.world.residents(property_id=RMPROPID)
        if one.is_current and one.resident_id == one.name_group and one.block_epayments != "Y"
    ]
    return Lease.objects.get(
        members__person__external_id=heads[place].resident_id, status="current"
    )


def head_id(lease: Lease) -> str:
    """Give MRI's id of a household's head."""
    found: str = lease.members.get(role="head").person.external_id
    return found


def pay(lease: Lease, **details: Any) -> Payment:
    """Take a payment of a household, which counts at once."""
    return payments_cast.pay(
        lease, **{"amount_cents": 12_345, "is_duplicate_confirmed": True, **details}
    )


def post_all(*, minutes: int = 0) -> dict[str, int]:
    """Post to MRI, some minutes after the story began."""
    return posting.post_all(now=NOW + timedelta(minutes=minutes))


def posting_of(payment: Payment) -> MriPosting:
    """Give the posting of a payment."""
    return MriPosting.objects.get(payment=payment, kind="payment")


def balance_of(lease: Lease) -> int:
    """Give what a household owes here."""
    return open_balance_cents(lease_ids=[lease.id])[lease.id]


def close_batches() -> None:
    """Close our own batches for today."""
    payments.close_batches(banking_date=TODAY, now=NOW)


def void_by_staff(mri: RunningMri, transaction_id: str) -> None:
    """Void a payment in MRI, as staff do there."""
    call = configured.configured_operation(name="void", settings=configured.SIMULATOR["void"])
    with clients.client_for(MriConnection.objects.get()) as client:
        client.call_configured(
            call, {"mri_transaction_id": transaction_id, "description": "Voided by the office"}
        )


def request_of(found: MriPosting) -> dict[str, str]:
    """Open what was sent."""
    opened: dict[str, str] = json.loads(
        vault.open_text(found.request_sealed, context=delivery.sealed_for(found))
    )
    return opened


def answer_of(found: MriPosting) -> str:
    """Open what MRI answered."""
    return vault.open_text(found.answer_sealed, context=delivery.sealed_for(found))


def returned(payment: Payment) -> None:
    """Let the payer's bank send a payment back."""
    payments_cast.make_settled(payment)
    payments.return_payments(
        [
            payments.Returned(
                payment_id=payment.id,
                return_code="R01",
                received_date=TODAY + timedelta(days=3),
                came_from="file",
                credits_cash=True,
            )
        ],
        now=NOW + timedelta(days=3),
    )


def reverse_by_staff(mri: RunningMri, transaction_id: str) -> None:
    """Reverse a payment in MRI, as staff do there."""
    settings = configured.SIMULATOR["reversal"]
    call = configured.configured_operation(name="reversal", settings=settings)
    values = {"mri_transaction_id": transaction_id, "date": "2026-03-05", "description": "NSF"}
    with clients.client_for(MriConnection.objects.get()) as client:
        client.call_configured(call, values)


def credit_by_staff(lease: Lease, *, amount_cents: int) -> None:
    """Credit a household in MRI, as staff do there."""
    settings = configured.SIMULATOR["credit"]
    call = configured.configured_operation(name="credit", settings=settings)
    values = {
        "resident_id": head_id(lease),
        "property_id": RMPROPID,
        "date": TODAY.isoformat(),
        "amount": f"{amount_cents // 100}.{amount_cents % 100:02}",
        "description": "Fee waived",
    }
    with clients.client_for(MriConnection.objects.get()) as client:
        client.call_configured(call, values)
