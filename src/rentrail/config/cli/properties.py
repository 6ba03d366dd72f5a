"""`rentrail property advance` and `rentrail period close`."""

import argparse

from rentrail.businessdays.zones import in_zone
from rentrail.config.cli import actors
from rentrail.config.cli.refusals import Refused
from rentrail.identity.audit import acting_as
from rentrail.identity.tenancy import company_scope
from rentrail.payments import operations as payments
from rentrail.portfolio import operations as portfolio
from rentrail.portfolio.models import Property
from rentrail.primitives import clock


def advance(args: argparse.Namespace) -> None:
    """Advance a property's date, to the calendar day there if none is named."""
    company, now = actors.the_company(args), clock.now()
    with company_scope(company.id), acting_as(actors.whoever_types(), source="property advance"):
        property_ = property_named(args.code)
        today = in_zone(now, zone=property_.time_zone).date()
        try:
            advanced = portfolio.advance_property_date(
                property_id=property_.id, to_date=args.to or today, now=now
            )
        except (portfolio.PropertyDateAhead, portfolio.PropertyDateNotLater) as problem:
            raise Refused(str(problem)) from problem
    print(f"{advanced} posts to {advanced.property_date} now.")


def close_period(args: argparse.Namespace) -> None:
    """Close a month of a property, and all before it."""
    company = actors.the_company(args)
    with company_scope(company.id), acting_as(actors.whoever_types(), source="period close"):
        property_ = property_named(args.code)
        try:
            payments.close_fiscal_period(
                property_id=property_.id,
                period=args.period,
                closed_by=actors.whoever_types(),
                now=clock.now(),
            )
        except payments.PeriodNotClosable as problem:
            raise Refused(str(problem)) from problem
    print(
        f"{property_}: {args.period // 100}-{args.period % 100:02} is closed, with all before it."
    )


def property_named(code: str) -> Property:
    """Give the property of a code.

    Raises:
        Refused: the company has none such.
    """
    found: Property | None = Property.objects.filter(code=code).first()
    if found is None:
        known = ", ".join(Property.objects.order_by("code").values_list("code", flat=True))
        raise Refused(f"There is no property “{code}”; there is {known or 'none'}.")
    return found
