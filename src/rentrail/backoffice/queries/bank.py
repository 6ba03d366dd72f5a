"""Batches, files to and from the bank, and statements."""

from collections.abc import Collection
from typing import Any

from django.db.models import Aggregate, Count, Exists, F, OuterRef, Q, QuerySet, Subquery, Sum
from django.db.models.functions import Coalesce

from rentrail.accounting.models import MriBatch
from rentrail.backoffice.access import EVERYWHERE, Staff
from rentrail.banking.models import (
    BankFile,
    Entry,
    EntryBatch,
    InboundFile,
    InboundItem,
    InboundState,
    Statement,
    StatementLine,
    StatementLineState,
    Transfer,
)
from rentrail.banking.operations.items import CLOSABLE
from rentrail.identity.models import Right
from rentrail.payments.models import Batch, Payment

SEES = Right.VIEW_REPORTS
FILE_TOTALS = ("entry_count", "total_debit_cents", "total_credit_cents")


def batches_found(*, property_ids: Collection[int], state: str = "") -> "QuerySet[Batch]":
    """Give batches, latest first; an open one with what it holds so far."""
    found: QuerySet[Batch] = (
        Batch.objects.filter(property_id__in=property_ids)
        .select_related("property", "bank_account")
        .annotate(
            count_so_far=Coalesce("item_count", _so_far(Count("id"))),
            cents_so_far=Coalesce("total_cents", _so_far(Sum("amount_cents")), 0),
        )
        .order_by("-opened_at", "-id")
    )
    return found.filter(state=state) if state else found


def _so_far(counted: Aggregate) -> Subquery:
    """Count or sum the payments of a batch."""
    held = Payment.objects.filter(batch=OuterRef("pk")).order_by().values("batch")
    return Subquery(held.values(counted=counted))


def batch_details(batch: Batch) -> dict[str, Any]:
    """Give a batch's entry batches, transfers and MRI batches, and what it holds so far."""
    return {
        "entry_batches": EntryBatch.objects.filter(batch=batch)
        .select_related("file")
        .order_by("id"),
        "transfers": Transfer.objects.filter(batch=batch)
        .select_related("bank_account")
        .order_by("id"),
        "mri_batches": MriBatch.objects.filter(batch=batch).order_by("part"),
        "so_far": batch.payments.aggregate(count=Count("id"), cents=Sum("amount_cents")),
    }


def files_found(staff: Staff) -> "QuerySet[BankFile]":
    """Give the files to the bank in which the user has a batch, latest first.

    A file holds the batches of many properties: who may see every property's sees every file, and
    the others the number and sums (`shown_...`) of their own batches in it.
    """
    found: QuerySet[BankFile] = BankFile.objects.select_related("connection").order_by("-id")
    if staff.may_everywhere(SEES):
        return found.annotate(**{f"shown_{name}": F(name) for name in FILE_TOTALS})
    own = EntryBatch.objects.filter(
        file=OuterRef("pk"), batch__property_id__in=staff.property_ids(SEES)
    )
    sums = {f"shown_{name}": _sum_of(own, name) for name in FILE_TOTALS}
    return found.filter(Exists(own)).annotate(**sums)


def _sum_of(entry_batches: "QuerySet[EntryBatch]", name: str) -> Subquery:
    by_file = entry_batches.order_by().values("file")
    return Subquery(by_file.values(total=Sum(name)))


def entry_batches_of(file: BankFile, staff: Staff) -> "QuerySet[EntryBatch]":
    """Give the batches inside a file that the user may see."""
    found: QuerySet[EntryBatch] = (
        EntryBatch.objects.filter(file=file)
        .select_related("batch__property", "originator")
        .order_by("number")
    )
    if staff.may_everywhere(SEES):
        return found
    return found.filter(batch__property_id__in=staff.property_ids(SEES))


def entries_of(entry_batches: "QuerySet[EntryBatch]") -> "QuerySet[Entry]":
    """Give the entries of a file's batches in the order of their traces."""
    found: QuerySet[Entry] = (
        Entry.objects.filter(entry_batch__in=entry_batches)
        .select_related(
            "entry_batch",
            "payment__person",
            "payment__instrument",
            "payment__lease__unit__building",
            "transfer__bank_account",
        )
        .order_by("id")
    )
    return found


def inbound_found(staff: Staff, *, needing_a_person: bool = False) -> "QuerySet[InboundFile]":
    """Give the files from the bank, latest first, without their content."""
    sees_all = staff.may_everywhere(SEES)
    of_own = Q(items__entry__payment__property_id__in=staff.property_ids(SEES))
    shown = Q(items__isnull=False) if sees_all else of_own
    found: QuerySet[InboundFile] = (
        InboundFile.objects.select_related("connection")
        .defer("content_sealed")
        .annotate(
            item_count=Count("items", filter=shown, distinct=True),
            unmatched_count=Count(
                "items", filter=shown & Q(items__state__in=CLOSABLE), distinct=True
            ),
        )
        .order_by("-id")
    )
    if needing_a_person:
        waits = InboundItem.objects.filter(file=OuterRef("pk"), state__in=CLOSABLE)
        found = found.filter(Q(state=InboundState.WITH_PROBLEMS) | Exists(waits))
    if sees_all:
        return found
    property_ids = staff.property_ids(SEES)
    items = InboundItem.objects.filter(
        file=OuterRef("pk"), entry__payment__property_id__in=property_ids
    )
    statements = Statement.objects.filter(
        file=OuterRef("pk"), bank_account__property_id__in=property_ids
    )
    return found.filter(Exists(items) | Exists(statements))


def place_of(item: InboundItem) -> str:
    """Name the property whose rights say who works an item; the company's where none is known."""
    entry = item.entry
    if entry is None or entry.payment is None:
        return EVERYWHERE
    place: str = entry.payment.property.public_id
    return place


def items_of(file: InboundFile, staff: Staff) -> "QuerySet[InboundItem]":
    """Give the returns and notifications of change of a file that the user may see."""
    found: QuerySet[InboundItem] = (
        InboundItem.objects.filter(file=file)
        .defer("corrected_data_sealed")
        .select_related(
            "entry__payment__person",
            "entry__payment__property",
            "entry__payment__lease__unit__building",
        )
        .order_by("line", "id")
    )
    if staff.may_everywhere(SEES):
        return found
    return found.filter(entry__payment__property_id__in=staff.property_ids(SEES))


def statements_found(staff: Staff) -> "QuerySet[Statement]":
    """Give bank statements, latest first, with how many of their lines are explained."""
    unmatched = Q(lines__state=StatementLineState.UNMATCHED)
    found: QuerySet[Statement] = (
        Statement.objects.select_related("connection", "bank_account__property", "file")
        .defer("file__content_sealed")
        .annotate(line_count=Count("lines"), unmatched_count=Count("lines", filter=unmatched))
        .order_by("-statement_date", "-id")
    )
    if staff.selected is not None:
        return found.filter(bank_account__property_id__in=staff.shown_ids(SEES))
    if staff.may_everywhere(SEES):
        return found
    return found.filter(bank_account__property_id__in=staff.property_ids(SEES))


def lines_of(statement: Statement) -> "QuerySet[StatementLine]":
    """Give a statement's lines with what each was matched to."""
    found: QuerySet[StatementLine] = (
        StatementLine.objects.filter(statement=statement)
        .select_related("entry_batch__batch__property", "entry__payment__person", "entry__transfer")
        .order_by("number")
    )
    return found
