"""The balance with which a lease comes over from MRI, beside its open charges."""

from collections.abc import Collection, Mapping, Sequence
from datetime import date, datetime

from django.db import transaction

from rentrail.accounting.models import LeaseOpening, MriProperty
from rentrail.identity import bulk
from rentrail.ledger import operations as ledger
from rentrail.ledger import queries as ledger_queries
from rentrail.portfolio import operations as portfolio
from rentrail.portfolio.models import (
    ChargeSource,
    Lease,
    LedgerName,
    TransactionCode,
    TransactionCodeKind,
)
from rentrail.portfolio.operations import ChargeRequest, CreditDraft

POSTED_BY = "mri"
COUNTER_ACCOUNT = "opening-balances"
OPENING_CODE = "OPENBAL"
DESCRIPTION = "Opening balance"


@transaction.atomic
def open_leases(
    mri_property: MriProperty, differences: Mapping[int, int], *, today: date, now: datetime
) -> None:
    """Open leases with what MRI's balance is above (or below) what stands here; each only once.

    `differences` are signed cents by lease: what is owed in MRI and isn't here is positive.
    """
    wanted = unopened(differences)
    leases = Lease.objects.filter(id__in=wanted).order_by("id").values_list("id", "external_id")
    opened = [(lease_id, key, differences[lease_id]) for lease_id, key in leases]
    _owe([one for one in opened if one[2] > 0], today=today, now=now)
    credit(
        mri_property,
        [
            (lease_id, -signed, f"mri:{mri_property.rmpropid}:opening:{key}")
            for lease_id, key, signed in opened
            if signed < 0
        ],
        description=DESCRIPTION,
        counter_account=COUNTER_ACCOUNT,
        code=OPENING_CODE,
        property_date=today,
        now=now,
    )
    if opened:
        bulk.insert(
            LeaseOpening,
            {
                "mri_property": [mri_property.id] * len(opened),
                "lease": [lease_id for lease_id, _, _ in opened],
                "opened_at": [now] * len(opened),
                "signed_cents": [signed for _, _, signed in opened],
            },
        )


def unopened(lease_ids: Collection[int]) -> set[int]:
    """Give those leases that haven't come over yet."""
    opened = LeaseOpening.objects.filter(lease_id__in=lease_ids).values_list("lease_id", flat=True)
    return set(lease_ids) - set(opened)


def credit(
    mri_property: MriProperty,
    amounts: Sequence[tuple[int, int, str]],
    *,
    description: str,
    counter_account: str,
    code: str,
    property_date: date,
    now: datetime,
) -> None:
    """Credit households with what MRI says they have: (lease, cents, source), once a source."""
    if not amounts:
        return
    book_id = mri_property.property.book_id
    accounts = ledger_queries.account_ids(book_id)
    drafts = [
        ledger.JournalEntryDraft(
            book_id=book_id,
            property_date=property_date,
            transaction_code=code,
            description=description,
            source=source,
            lines=[
                ledger.debit(accounts[counter_account], cents, lease_id),
                ledger.credit(accounts["resident-receivable"], cents, lease_id),
            ],
        )
        for lease_id, cents, source in amounts
    ]
    entry_ids = ledger.post(drafts, posted_by=POSTED_BY, now=now)
    portfolio.record_credits(
        [
            CreditDraft(
                lease_id=lease_id,
                ledger=LedgerName.RESIDENT,
                amount_cents=cents,
                journal_entry_id=entry_id,
                property_date=property_date,
            )
            for (lease_id, cents, _), entry_id in zip(amounts, entry_ids, strict=True)
        ],
        now=now,
    )


def _owe(owed: Sequence[tuple[int, str, int]], *, today: date, now: datetime) -> None:
    if not owed:
        return
    rent = TransactionCode.objects.filter(
        kind=TransactionCodeKind.CHARGE, account_key="rent-income"
    ).earliest("id")
    portfolio.charge(
        [
            ChargeRequest(
                lease_id=lease_id,
                transaction_code=rent.code,
                amount_cents=cents,
                due_date=today,
                property_date=today,
                source=ChargeSource.IMPORTED,
                source_id=f"opening:{key}",
                description=DESCRIPTION,
                credited_key=COUNTER_ACCOUNT,
            )
            for lease_id, key, cents in owed
        ],
        posted_by=POSTED_BY,
        now=now,
    )
