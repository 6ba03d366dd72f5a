"""Closing a property's fiscal period, once what was taken in it has gone to the bank (LED-5)."""

from collections.abc import Sequence
from datetime import date, datetime

from django.db import transaction
from django.db.models import Count, Q

from rentrail.ledger import operations as ledger
from rentrail.ledger.models import FiscalPeriod
from rentrail.payments.models import Batch
from rentrail.payments.states import BatchState
from rentrail.portfolio.models import Property

MONTHS = 12


class PeriodNotClosable(Exception):
    """The fiscal period can't be closed yet. The text is fit to show a person."""


@transaction.atomic
def close_fiscal_period(
    *, property_id: int, period: int, closed_by: str, now: datetime
) -> FiscalPeriod:
    """Close a month of a property, as 202603, and all before it.

    Batches that are open wait for it, so that no payment of the month comes in meanwhile. Closing
    a month again changes nothing.

    Raises:
        PeriodNotClosable: it is no month, the property still posts to it, or an open batch holds
            payments of it.
    """
    next_month = _month_after(period)
    batches = Batch.objects.select_for_update().filter(
        property_id=property_id, state=BatchState.OPEN
    )
    open_ids = [batch.id for batch in batches.order_by("id")]
    property_ = Property.objects.get(id=property_id)
    if property_.property_date < next_month:
        raise PeriodNotClosable(
            f"{property_} posts to {property_.property_date}; advance its date past "
            f"{_shown(period)} first."
        )
    _refuse_unsent(open_ids, period=period, next_month=next_month)
    return ledger.close_period(
        book_id=property_.book_id, period=period, closed_by=closed_by, now=now
    )


def _refuse_unsent(open_ids: Sequence[int], *, period: int, next_month: date) -> None:
    of_the_month = Count("payments", filter=Q(payments__property_date__lt=next_month))
    holding = Batch.objects.filter(id__in=open_ids).annotate(held=of_the_month).filter(held__gt=0)
    said = [f"{batch} ({batch.held})" for batch in holding.order_by("number")]
    if said:
        raise PeriodNotClosable(
            f"{_shown(period)} can be closed once these batches are, which hold payments of it: "
            f"{', '.join(said)}."
        )


def _month_after(period: int) -> date:
    year, month = divmod(period, 100)
    try:
        date(year, month, 1)
        return date(year + month // MONTHS, month % MONTHS + 1, 1)
    except ValueError as problem:
        raise PeriodNotClosable(f"{period} is no month; write it as 202603.") from problem


def _shown(period: int) -> str:
    return f"{period % 100:02}/{period // 100}"
