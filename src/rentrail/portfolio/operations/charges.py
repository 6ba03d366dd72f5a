"""Charging households: one or a hundred thousand, and never the same charge twice."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime

from django.db import transaction

from rentrail.identity import bulk, prepared
from rentrail.identity.arrays import array_of_numbers, array_of_texts
from rentrail.ledger import operations as ledger
from rentrail.ledger import queries as ledger_queries
from rentrail.ledger.models import JournalEntry
from rentrail.portfolio.chart import RECEIVABLE_KEYS
from rentrail.portfolio.models import (
    Charge,
    ChargeSource,
    LedgerName,
    TransactionCode,
    TransactionCodeKind,
)
from rentrail.portfolio.operations import deposits
from rentrail.portfolio.operations.applying import apply_credits
from rentrail.portfolio.operations.credits import CreditDraft, record_credits
from rentrail.portfolio.operations.locking import LockedLease, lock_leases
from rentrail.primitives import ids

Key = tuple[int, str, str]  # what makes a charge the same again: property, source, source id

DESCRIPTION_MAX = 120
KNOWN_CHARGES = """
SELECT DISTINCT charge.id
FROM unnest(%s::bigint[], %s::text[], %s::text[]) AS wanted (property_id, source, source_id)
CROSS JOIN LATERAL (
    SELECT id FROM portfolio_charge
    WHERE property_id = wanted.property_id AND source = wanted.source
        AND source_id = wanted.source_id OFFSET 0
) AS charge
"""


class UnknownTransactionCode(Exception):
    """The company has no charge code of that name. The text is fit to show a person."""


class ChargeNotPositive(Exception):
    """A charge of nothing or less. The text is fit to show a person."""


class ChargeNotReversible(Exception):
    """The charge isn't ours to take back, or no reason is given. Fit to show a person."""


@dataclass(frozen=True, kw_only=True, slots=True)
class ChargeRequest:
    """A charge to be made. ``source`` and ``source_id`` say what it came from, once a property.

    ``credited_key`` names the ledger account to credit where it isn't the code's own, such as
    ``opening-balances``. What staff enter may not fall into a closed period.
    """

    lease_id: int
    transaction_code: str
    amount_cents: int
    due_date: date
    property_date: date
    source: ChargeSource
    source_id: str
    description: str = ""
    document: str = ""
    credited_key: str = ""
    by_staff: bool = False


@transaction.atomic
def charge(requests: Sequence[ChargeRequest], *, posted_by: str, now: datetime) -> list[Charge]:
    """Charge households, and pay the charges from what they have in credit.

    Gives one charge for each request, in order; one that was made before, from the same source,
    is given as it is.

    Raises:
        UnknownTransactionCode: no charge code of that name.
        ChargeNotPositive: an amount of zero or less.
        PeriodClosed: staff charge into a closed period.
    """
    _refuse_not_positive(requests)
    leases = lock_leases(request.lease_id for request in requests)
    codes = _charge_codes(requests)
    _refuse_without_account(requests, codes)
    keys = [_key_of(request, leases) for request in requests]
    known = _known_charges(keys)
    new = {key: one for key, one in zip(keys, requests, strict=True) if key not in known}
    if new:
        made = _make_charges(list(new.values()), leases, codes, posted_by=posted_by, now=now)
        apply_credits((charge.lease_id for charge in made), now=now)
        deposits.keep_held(_deposits_charged(new.values(), codes), now=now)
        known |= zip(new, made, strict=True)
    return [known[key] for key in keys]


@transaction.atomic
def reverse_charge(
    *, public_id: str, property_date: date, reason: str, reversed_by: str, now: datetime
) -> None:
    """Take back a charge, such as a late fee: a credit of its amount, which pays it first.

    Reversed before, nothing happens.

    Raises:
        ChargeNotReversible: the accounting system made it, or no reason is given.
        PeriodClosed: the property date lies in a closed period.
    """
    if not reason.strip():
        raise ChargeNotReversible("Say why the charge is taken back.")
    reversed_ = Charge.objects.select_related("transaction_code", "journal_entry").get(
        public_id=public_id
    )
    if reversed_.source == ChargeSource.IMPORTED:
        raise ChargeNotReversible("Take it back in MRI, where it was charged; the sync follows.")
    if reversed_.source == ChargeSource.REFUND:
        raise ChargeNotReversible("Cancel the refund instead, on the payment's page.")
    _take_back(
        reversed_,
        property_date=property_date,
        reason=reason,
        by=reversed_by,
        by_staff=True,
        now=now,
    )


@transaction.atomic
def reverse_refund(
    *,
    charge_id: int,
    property_date: date,
    reason: str,
    reversed_by: str,
    now: datetime,
    money_account_id: int | None = None,
) -> None:
    """Credit a household again with a refund that wasn't sent, or came back from the payer's bank.

    ``money_account_id`` is the account that has the money again, where it isn't the one that the
    refund was taken from.
    """
    _take_back(
        Charge.objects.select_related("transaction_code", "journal_entry").get(id=charge_id),
        property_date=property_date,
        reason=reason,
        by=reversed_by,
        by_staff=False,
        now=now,
        money_account_id=money_account_id,
    )


def _take_back(
    reversed_: Charge,
    *,
    property_date: date,
    reason: str,
    by: str,
    by_staff: bool,
    now: datetime,
    money_account_id: int | None = None,
) -> None:
    lock_leases([reversed_.lease_id])
    if JournalEntry.objects.filter(reverses=reversed_.journal_entry_id).exists():
        return
    draft = _reversal_of(
        reversed_,
        property_date=property_date,
        reason=reason,
        by_staff=by_staff,
        money_account_id=money_account_id,
    )
    [journal_entry_id] = ledger.post([draft], posted_by=by, now=now)
    record_credits(
        [
            CreditDraft(
                lease_id=reversed_.lease_id,
                ledger=LedgerName(reversed_.transaction_code.ledger),
                amount_cents=reversed_.amount_cents,
                journal_entry_id=journal_entry_id,
                property_date=property_date,
                for_charge_id=reversed_.id,
            )
        ],
        now=now,
    )
    if reversed_.transaction_code.ledger == LedgerName.DEPOSIT:
        deposits.keep_held({reversed_.lease_id: property_date}, now=now)


def _deposits_charged(
    requests: Iterable[ChargeRequest], codes: dict[str, TransactionCode]
) -> dict[int, date | None]:
    return {
        request.lease_id: request.property_date
        for request in requests
        if codes[request.transaction_code].ledger == LedgerName.DEPOSIT
    }


def _refuse_not_positive(requests: Sequence[ChargeRequest]) -> None:
    if any(request.amount_cents <= 0 for request in requests):
        raise ChargeNotPositive("A charge is more than nothing; a credit is another thing.")


def _charge_codes(requests: Sequence[ChargeRequest]) -> dict[str, TransactionCode]:
    wanted = {request.transaction_code for request in requests}
    found = TransactionCode.objects.filter(code__in=wanted, kind=TransactionCodeKind.CHARGE)
    codes = {code.code: code for code in found}
    missing = wanted - codes.keys()
    if missing:
        raise UnknownTransactionCode(f"There is no charge code {min(missing)}.")
    return codes


def _refuse_without_account(
    requests: Sequence[ChargeRequest], codes: dict[str, TransactionCode]
) -> None:
    """A refund's code has no account of its own: nobody charges it but the refund."""
    for request in requests:
        if not (request.credited_key or codes[request.transaction_code].account_key):
            raise UnknownTransactionCode(f"{request.transaction_code} is not charged by itself.")


def _key_of(request: ChargeRequest, leases: dict[int, LockedLease]) -> Key:
    return leases[request.lease_id].property_id, request.source.value, request.source_id


def _known_charges(keys: Sequence[Key]) -> dict[Key, Charge]:
    if not keys:
        return {}
    property_ids, sources, source_ids = zip(*keys, strict=True)
    columns = [array_of_numbers(property_ids), array_of_texts(sources), array_of_texts(source_ids)]
    charge_ids = [row[0] for row in prepared.ask(KNOWN_CHARGES, columns)]
    known = Charge.objects.filter(id__in=charge_ids) if charge_ids else ()
    return {(charge.property_id, charge.source, charge.source_id): charge for charge in known}


def _make_charges(
    requests: Sequence[ChargeRequest],
    leases: dict[int, LockedLease],
    codes: dict[str, TransactionCode],
    *,
    posted_by: str,
    now: datetime,
) -> list[Charge]:
    books = {lease.book_id for lease in leases.values()}
    accounts = {book_id: ledger_queries.account_ids(book_id) for book_id in books}
    drafts = [
        _entry_for(
            request,
            book_id=leases[request.lease_id].book_id,
            code=codes[request.transaction_code],
            accounts=accounts[leases[request.lease_id].book_id],
        )
        for request in requests
    ]
    entry_ids = ledger.post(drafts, posted_by=posted_by, now=now)
    charges = _charges(requests, leases, codes, entry_ids, now=now)
    bulk.insert_rows(charges)
    return charges


def _charges(
    requests: Sequence[ChargeRequest],
    leases: dict[int, LockedLease],
    codes: dict[str, TransactionCode],
    entry_ids: Sequence[int],
    *,
    now: datetime,
) -> list[Charge]:
    public_ids = ids.new_public_ids("chg", count=len(requests), now=now)
    return [
        Charge(
            public_id=public_id,
            lease_id=request.lease_id,
            transaction_code_id=codes[request.transaction_code].id,
            amount_cents=request.amount_cents,
            open_cents=request.amount_cents,
            due_date=request.due_date,
            description=_description_of(request, codes[request.transaction_code]),
            source=request.source,
            source_id=request.source_id,
            property_id=leases[request.lease_id].property_id,
            journal_entry_id=entry_id,
        )
        for request, entry_id, public_id in zip(requests, entry_ids, public_ids, strict=True)
    ]


def _entry_for(
    request: ChargeRequest, *, book_id: int, code: TransactionCode, accounts: dict[str, int]
) -> ledger.JournalEntryDraft:
    receivable = accounts[RECEIVABLE_KEYS[LedgerName(code.ledger)]]
    credited = accounts[request.credited_key or code.account_key]
    return ledger.JournalEntryDraft(
        book_id=book_id,
        property_date=request.property_date,
        transaction_code=code.code,
        description=_description_of(request, code),
        document=request.document,
        source=f"charge:{request.source}:{request.source_id}",
        lines=[
            ledger.debit(receivable, request.amount_cents, subject_id=request.lease_id),
            ledger.credit(credited, request.amount_cents, subject_id=request.lease_id),
        ],
        by_staff=request.by_staff,
    )


def _description_of(request: ChargeRequest, code: TransactionCode) -> str:
    return (request.description or code.name)[:DESCRIPTION_MAX]


def _reversal_of(
    charge: Charge,
    *,
    property_date: date,
    reason: str,
    by_staff: bool,
    money_account_id: int | None,
) -> ledger.JournalEntryDraft:
    entry = charge.journal_entry
    return ledger.JournalEntryDraft(
        book_id=entry.book_id,
        property_date=property_date,
        transaction_code=entry.transaction_code,
        description=f"Reversed: {reason}"[:DESCRIPTION_MAX],
        source=f"charge:{charge.public_id}:reversed",
        lines=[
            ledger.Line(
                money_account_id
                if money_account_id and posting.signed_cents < 0
                else posting.ledger_account_id,
                -posting.signed_cents,
                posting.subject_id,
            )
            for posting in entry.postings.order_by("-line")
        ],
        reverses_id=entry.id,
        by_staff=by_staff,
    )
