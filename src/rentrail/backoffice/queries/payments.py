"""Payments: the list, and one payment's way from the household to the bank statement."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date, datetime

from django.db.models import Prefetch, Q, QuerySet
from django.utils import timezone

from rentrail.accounting.models import MriPosting
from rentrail.banking.models import BankFile, Entry, FileState, InboundItem, StatementLine
from rentrail.ledger.models import JournalEntry, Posting
from rentrail.payments.models import Payment, Step
from rentrail.payments.states import SettlementStatus
from rentrail.primitives.money import format_cents

AMOUNT_WIDTH = 14
ARRIVED = (SettlementStatus.HELD, SettlementStatus.SETTLED, SettlementStatus.DISBURSED)


@dataclass(frozen=True, kw_only=True)
class Stage:
    """One station of a payment's way, reached or not yet."""

    name: str
    what: str = "not yet"
    note: str = ""
    reached: bool = False
    failed: bool = False
    url_name: str = ""
    url_id: str | int = ""


def payments_found(
    *,
    property_ids: Collection[int],
    text: str = "",
    status: str = "",
    from_date: date | None = None,
    to_date: date | None = None,
) -> "QuerySet[Payment]":
    """Give payments, latest first, narrowed by payer or unit, status and property dates."""
    found: QuerySet[Payment] = with_links(Payment.objects.filter(property_id__in=property_ids))
    if status:
        found = found.filter(status=status)
    if from_date:
        found = found.filter(property_date__gte=from_date)
    if to_date:
        found = found.filter(property_date__lte=to_date)
    for word in text.split():
        found = found.filter(
            Q(person__first_name__icontains=word)
            | Q(person__last_name__icontains=word)
            | Q(lease__unit__code__istartswith=word)
            | Q(public_id__iexact=word)
            | Q(document=word)
        )
    return found.order_by("-taken_at", "-id")


def payments_at(property_ids: Collection[int]) -> "QuerySet[Payment]":
    """Give the payments that are deposited for these properties, or stand with their households.

    The two differ after a move between properties.
    """
    return with_links(
        Payment.objects.filter(
            Q(property_id__in=property_ids) | Q(lease__property_id__in=property_ids)
        )
    )


def places_of(payment: Payment) -> tuple[str, str]:
    """Name the properties whose books a change of a payment touches, the same one twice if so."""
    return payment.property.public_id, payment.lease.property.public_id


def with_links(payments: "QuerySet[Payment]") -> "QuerySet[Payment]":
    """Read what a line of a list of payments shows in the same query."""
    return payments.select_related(
        *("property", "person", "instrument", "authorization", "batch"),
        *("lease__property", "lease__unit__building"),
    )


def steps_of(payment: Payment) -> "QuerySet[Step]":
    """Give what happened to a payment, first things first."""
    steps: QuerySet[Step] = payment.steps.order_by("id")
    return steps


def mri_postings_of(payment: Payment) -> "QuerySet[MriPosting]":
    """Give a payment's postings to MRI."""
    found: QuerySet[MriPosting] = (
        MriPosting.objects.filter(payment=payment)
        .select_related("mri_batch", "step")
        .order_by("id")
    )
    return found


def journal_of(payment: Payment) -> str:
    """Write the payment's journal entries as a bookkeeper reads them, a line for each posting."""
    entry_ids = [one for one in payment.steps.values_list("journal_entry", flat=True) if one]
    postings = Prefetch(
        "postings", Posting.objects.select_related("ledger_account").order_by("line")
    )
    entries = (
        JournalEntry.objects.filter(id__in={*entry_ids, payment.journal_entry_id} - {None})
        .order_by("id")
        .prefetch_related(postings)
    )
    return "\n".join(
        _journal_line(entry.property_date, posting)
        for entry in entries
        for posting in entry.postings.all()
    )


def way_of(payment: Payment) -> list[Stage]:
    """Follow a payment: batch, file, acknowledgement, settlement, statement line, and back."""
    entry = _entry_of(payment)
    file = entry.entry_batch.file if entry else None
    stages = [
        Stage(
            name="Taken",
            what=_day(payment.property_date),
            note=payment.get_origin_display(),
            reached=True,
        ),
        _batch_stage(payment),
        _file_stage(file),
        _acknowledgement_stage(file),
        _settlement_stage(payment),
        _statement_stage(entry),
    ]
    return stages + [_return_stage(item) for item in (entry.came_back.all() if entry else ())]


def _journal_line(day: date, posting: Posting) -> str:
    side = "dr" if posting.signed_cents > 0 else "cr"
    amount = format_cents(abs(posting.signed_cents))
    return f"{day}  {posting.ledger_account.name:<28}{amount:>{AMOUNT_WIDTH}} {side}"


def _entry_of(payment: Payment) -> Entry | None:
    lines = Prefetch("statement_lines", StatementLine.objects.select_related("statement"))
    found: Entry | None = (
        Entry.objects.filter(payment=payment)
        .select_related("entry_batch__file")
        .prefetch_related(
            Prefetch("came_back", InboundItem.objects.select_related("file").order_by("id")),
            lines,
            Prefetch("entry_batch__statement_lines", lines.queryset),
        )
        .order_by("-id")
        .first()
    )
    return found


def _batch_stage(payment: Payment) -> Stage:
    batch = payment.batch
    if batch is None:
        return Stage(name="Batch")
    return Stage(
        name="Batch",
        what=f"{batch.batch_type} {batch.number}",
        note=batch.get_state_display(),
        reached=True,
        url_name="backoffice:bank-batch",
        url_id=batch.public_id,
    )


def _file_stage(file: BankFile | None) -> Stage:
    if file is None:
        return Stage(name="File")
    return Stage(
        name="File",
        what=file.name,
        note=f"for {_day(file.banking_date)}",
        reached=True,
        url_name="backoffice:bank-file",
        url_id=file.public_id,
    )


def _acknowledgement_stage(file: BankFile | None) -> Stage:
    if file is None or file.state not in (FileState.ACCEPTED, FileState.REJECTED):
        return Stage(name="Acknowledgement")
    return Stage(
        name="Acknowledgement",
        what=file.get_state_display(),
        note=_local_day(file.answered_at),
        reached=True,
        failed=file.state == FileState.REJECTED,
    )


def _local_day(moment: datetime | None) -> str:
    return _day(timezone.localdate(moment)) if moment else ""


def _day(value: date) -> str:
    return f"{value:%b} {value.day}, {value.year}"


def _settlement_stage(payment: Payment) -> Stage:
    if payment.settlement_date is None:
        return Stage(name="Settlement")
    arrived = payment.settlement_status in ARRIVED
    return Stage(
        name="Settlement",
        what=payment.get_settlement_status_display() if arrived else "Settled, came back",
        note=_day(payment.settlement_date),
        reached=True,
    )


def _statement_stage(entry: Entry | None) -> Stage:
    lines = [*entry.entry_batch.statement_lines.all()] if entry else []
    if not lines:
        return Stage(name="Bank statement")
    line = lines[0]
    return Stage(
        name="Bank statement",
        what=f"Line {line.number}",
        note=_day(line.statement.statement_date),
        reached=True,
        url_name="backoffice:bank-statement",
        url_id=line.statement_id,
    )


def _return_stage(item: InboundItem) -> Stage:
    return Stage(
        name=item.get_kind_display(),
        what=item.code,
        note=_day(item.received_date),
        reached=True,
        failed=item.kind == "return",
        url_name="backoffice:bank-inbound-file",
        url_id=item.file.public_id,
    )
