"""What paper is due for destruction, and which images are kept no longer (C21-6)."""

from collections.abc import Collection
from datetime import date

from django.db.models import Exists, OuterRef, Q, QuerySet

from rentrail.checks.models import CheckItem, CheckLine, ItemRail, LegalHold
from rentrail.checks.states import ItemState
from rentrail.payments.states import TransactionStatus
from rentrail.portfolio.models import Property

ARC_YEARS = 2  # from settlement. Source: [NACHA-CHECKS] retention of copies
IN_DISPUTE = (
    TransactionStatus.DISPUTED,
    TransactionStatus.UNAUTHORIZED,
    TransactionStatus.RETURNED,
    TransactionStatus.BAD_ACCOUNT,
    TransactionStatus.IN_COLLECTION,
    TransactionStatus.UNCOLLECTED_NSF,
    TransactionStatus.IN_RESEARCH,
)
CONVERTED = (ItemRail.ARC, ItemRail.BOC)


def paper_due(*, property_ids: Collection[int], today: date) -> "QuerySet[CheckItem]":
    """Give the items whose paper is due for destruction: the destruction list, oldest first.

    What is held, or whose payment came back or is in dispute, is not.
    """
    found: QuerySet[CheckItem] = (
        _kept_for_nothing()
        .filter(
            property__in=property_ids,
            destroy_from__lte=today,
            destruction__isnull=True,
        )
        .order_by("destroy_from", "id")
    )
    return found


def images_due(*, today: date) -> "QuerySet[CheckItem]":
    """Give the items whose images are kept no longer.

    Those of entries two years from settlement at least, or by the property's years; those of
    images by the property's years from posting.

    Source: [NACHA-CHECKS] retention of copies.
    """
    found: QuerySet[CheckItem] = (
        _kept_for_nothing()
        .filter(_images_are_old(today), images_deleted_on__isnull=True)
        .order_by("id")
    )
    return found


def years_before(day: date, years: int) -> date:
    """Give the same day some years before; of a leap day, the day before March.

    >>> years_before(date(2028, 2, 29), 2)
    datetime.date(2026, 2, 28)
    """
    try:
        return day.replace(year=day.year - years)
    except ValueError:
        return day.replace(year=day.year - years, day=28)


def _kept_for_nothing() -> "QuerySet[CheckItem]":
    held = LegalHold.objects.filter(item=OuterRef("pk"), lifted_at__isnull=True)
    disputed = CheckLine.objects.filter(item=OuterRef("pk"), payment__status__in=IN_DISPUTE)
    found: QuerySet[CheckItem] = CheckItem.objects.filter(
        ~Exists(held), ~Exists(disputed), state=ItemState.POSTED
    )
    return found


def _images_are_old(today: date) -> Q:
    old = Q(pk__in=[])
    for years in set(Property.objects.values_list("images_kept_years", flat=True)):
        of_property = Q(property__images_kept_years=years)
        of_entries = Q(rail__in=CONVERTED)
        settled_after = CheckLine.objects.filter(item=OuterRef("pk")).filter(
            Q(payment__settlement_date__isnull=True)
            | Q(payment__settlement_date__gt=years_before(today, max(years, ARC_YEARS)))
        )
        old |= of_property & of_entries & Q(~Exists(settled_after))
        posted = Q(posted_at__date__lte=years_before(today, years))
        old |= of_property & Q(rail=ItemRail.IRD) & posted
    return old
