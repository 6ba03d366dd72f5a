"""RDC deposits for pages: the list, one with its items, its totals, and what is suggested."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime

from django.db.models import Count, Q, QuerySet, Sum

from rentrail.checks import sealing
from rentrail.checks.models import AccountLink, CheckImage, CheckItem, ImageUse, RdcDeposit, Side
from rentrail.checks.queries import evaluation
from rentrail.checks.queries.evaluation import Judged
from rentrail.checks.states import DepositState, ItemState
from rentrail.identity import vault
from rentrail.payments import queries as payments
from rentrail.portfolio.models import LedgerName

COUNTED = (ItemState.WAITING, ItemState.POSTED, ItemState.FAILED)


@dataclass(frozen=True, kw_only=True, slots=True)
class Totals:
    """A deposit's items against its control totals; those set aside have left them (RDC-4)."""

    control_count: int
    control_cents: int
    item_count: int
    item_cents: int

    @property
    def is_balanced(self) -> bool:
        """Tell whether count and amount agree."""
        return self.count_difference == 0 and self.cents_difference == 0

    @property
    def count_difference(self) -> int:
        """Give how many items there are too many, or below zero too few."""
        return self.item_count - self.control_count

    @property
    def cents_difference(self) -> int:
        """Give how much there is too much, or below zero too little."""
        return self.item_cents - self.control_cents


def deposits(
    *, property_ids: Collection[int], states: Collection[DepositState] = tuple(DepositState)
) -> "QuerySet[RdcDeposit]":
    """Give RDC deposits, newest first, each with ``item_count`` and ``item_cents`` (RDC-1)."""
    counted = Q(items__state__in=COUNTED)
    found: QuerySet[RdcDeposit] = (
        RdcDeposit.objects.filter(property__in=property_ids, state__in=states)
        .annotate(
            item_count=Count("items", filter=counted),
            item_cents=Sum("items__amount_cents", filter=counted, default=0),
        )
        .select_related("property")
        .order_by("-id")
    )
    return found


def to_process() -> list[str]:
    """Give the public ids of deposits that were finished and are not processed to the end."""
    waiting = RdcDeposit.objects.filter(state=DepositState.PROCESSING).order_by("id")
    return list(waiting.values_list("public_id", flat=True))


def totals_of(deposit: RdcDeposit) -> Totals:
    """Give a deposit's running totals against its control totals."""
    sums = {
        row["state"]: (row["count"], row["cents"] or 0)
        for row in deposit.items.values("state").annotate(
            count=Count("id"), cents=Sum("amount_cents")
        )
    }
    aside_count, aside_cents = sums.get(ItemState.SET_ASIDE, (0, 0))
    counted = [sums[state] for state in COUNTED if state in sums]
    return Totals(
        control_count=deposit.control_count - aside_count,
        control_cents=deposit.control_cents - aside_cents,
        item_count=sum(count for count, _ in counted),
        item_cents=sum(cents for _, cents in counted),
    )


def items_of(deposit: RdcDeposit, *, now: datetime) -> list[Judged]:
    """Give a deposit's items as they were scanned, each with its rail and statuses (RDC-3)."""
    items = deposit.items.exclude(state=ItemState.DELETED).select_related("property")
    return evaluation.judge(list(items.order_by("id")), now=now)


def suggested_cents(one: Judged) -> int | None:
    """Suggest an item's amount, for staff to confirm: as a bank encoded it, else what is owed.

    None where it isn't encoded and nobody is associated, or nothing is owed.
    """
    if one.line.amount_cents:
        return one.line.amount_cents
    owed = [
        payments.balances_to_pay(lease_ids=[line.lease_id], ledger=LedgerName(line.ledger))
        for line in one.lines
        if line.lease_id is not None
    ]
    total = sum(sum(cents.values()) for cents in owed)
    return total if total > 0 else None


def remembered(item: CheckItem) -> "QuerySet[AccountLink]":
    """Give the people who paid from an item's bank account before, latest first (SCAN-8)."""
    found: QuerySet[AccountLink] = (
        AccountLink.objects.filter(account_hash=item.account_hash, unlinked_at__isnull=True)
        .select_related("person", "lease")
        .order_by("-id")
    )
    return found


def images_of(item: CheckItem) -> dict[tuple[Side, ImageUse], CheckImage]:
    """Give an item's latest images by side and use, still sealed."""
    rows = CheckImage.objects.filter(item=item).order_by("take")
    return {(Side(row.side), ImageUse(row.use)): row for row in rows}


def content_of(image: CheckImage) -> bytes:
    """Open an image; it takes the right “View item images” once the item is posted (SCAN-5)."""
    return vault.open_sealed(image.content_sealed, context=sealing.image_context(image.public_id))
