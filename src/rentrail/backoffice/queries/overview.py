"""The first page: the month so far, the latest day's steps, what waits, files and MRI."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from itertools import accumulate

from django.db.models import Count, Max, Q, QuerySet, Sum

from rentrail.cycle.models import DayStep
from rentrail.payments.models import Payment, Step
from rentrail.payments.states import PaymentEvent, TransactionStatus
from rentrail.portfolio.models import Charge, ChargeSource, Property

TAKEN = (TransactionStatus.APPROVED, TransactionStatus.PROCESSED)
CAME_BACK = (
    PaymentEvent.RETURNED_NSF,
    PaymentEvent.RETURNED_BAD_ACCOUNT,
    PaymentEvent.RETURNED_UNAUTHORIZED,
    PaymentEvent.RETURNED_OTHER,
)
LATEST_FILES = 6


@dataclass(frozen=True, kw_only=True)
class DayOfMonth:
    """What was charged and collected on a day, and from the first of the month to it."""

    day: date
    charged_cents: int
    collected_cents: int
    charged_so_far_cents: int
    collected_so_far_cents: int


@dataclass(frozen=True, kw_only=True)
class Month:
    """Charged and collected in the month of the property date."""

    first: date
    through: date
    days: tuple[DayOfMonth, ...]
    returned_count: int  # by the property date of the return, whenever the payment was taken
    returned_cents: int

    @property
    def last_of_month_before(self) -> date:
        """Give the day to which the month before is shown."""
        return self.first - timedelta(days=1)

    @property
    def charged_cents(self) -> int:
        """Give what was charged in the month."""
        return self.days[-1].charged_so_far_cents

    @property
    def collected_cents(self) -> int:
        """Give what was collected in the month and has not come back."""
        return self.days[-1].collected_so_far_cents

    @property
    def collected_percent(self) -> int | None:
        """Give the share of the month's charges that was collected."""
        return self.collected_cents * 100 // self.charged_cents if self.charged_cents else None


def latest_worked_date(*, properties: Sequence[Property]) -> date | None:
    """Give the latest business day that was run, or the property date before there is one."""
    dates = [property_.property_date for property_ in properties]
    ran = DayStep.objects.aggregate(latest=Max("business_date"))["latest"]
    return min(max(dates), ran or max(dates)) if dates else None


def month_of(*, properties: Sequence[Property], through: date | None) -> Month | None:
    """Add up the month to a day, for these properties."""
    if not properties or through is None:
        return None
    property_ids = [property_.id for property_ in properties]
    returned = _returns(property_ids, through).aggregate(
        count=Count("id"), cents=Sum("payment__amount_cents")
    )
    return Month(
        first=through.replace(day=1),
        through=through,
        days=_days(through, _charged(property_ids, through), _collected(property_ids, through)),
        returned_count=returned["count"],
        returned_cents=int(returned["cents"] or 0),
    )


def latest_day_steps() -> "QuerySet[DayStep]":
    """Give the steps of the latest business day that was begun (RAIL-1)."""
    latest = DayStep.objects.order_by("-business_date").values_list("business_date", flat=True)[:1]
    steps: QuerySet[DayStep] = DayStep.objects.filter(business_date__in=latest).order_by(
        "started_at", "id"
    )
    return steps


def _days(
    through: date, charged: dict[date, int], collected: dict[date, int]
) -> tuple[DayOfMonth, ...]:
    days = [through.replace(day=1) + timedelta(days=place) for place in range(through.day)]
    charged_so_far = accumulate(charged.get(day, 0) for day in days)
    collected_so_far = accumulate(collected.get(day, 0) for day in days)
    return tuple(
        DayOfMonth(
            day=day,
            charged_cents=charged.get(day, 0),
            collected_cents=collected.get(day, 0),
            charged_so_far_cents=charged_sum,
            collected_so_far_cents=collected_sum,
        )
        for day, charged_sum, collected_sum in zip(
            days, charged_so_far, collected_so_far, strict=True
        )
    )


def _charged(property_ids: Collection[int], through: date) -> dict[date, int]:
    rows = (
        Charge.objects.filter(
            property_id__in=property_ids,
            journal_entry__property_date__range=(through.replace(day=1), through),
        )
        .filter(~Q(journal_entry__reversals__isnull=False))
        .exclude(source=ChargeSource.REFUND)
        .values_list("journal_entry__property_date")
        .annotate(cents=Sum("amount_cents"))
    )
    return {day: int(cents) for day, cents in rows}


def _collected(property_ids: Collection[int], through: date) -> dict[date, int]:
    rows = (
        _payments(property_ids, through)
        .filter(status__in=TAKEN)
        .values_list("property_date")
        .annotate(cents=Sum("amount_cents"))
    )
    return {day: int(cents) for day, cents in rows}


def _payments(property_ids: Collection[int], through: date) -> "QuerySet[Payment]":
    found: QuerySet[Payment] = Payment.objects.filter(
        property_id__in=property_ids, property_date__range=(through.replace(day=1), through)
    )
    return found


def _returns(property_ids: Collection[int], through: date) -> "QuerySet[Step]":
    found: QuerySet[Step] = Step.objects.filter(
        payment__property_id__in=property_ids,
        event__in=CAME_BACK,
        journal_entry__property_date__range=(through.replace(day=1), through),
    ).exclude(payment__return_code="")
    return found
