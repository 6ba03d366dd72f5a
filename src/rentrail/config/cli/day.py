"""`rentrail run-day`."""

import argparse
from collections.abc import Iterable, Sequence
from datetime import date, datetime, time
from typing import Any

from django.conf import settings

from rentrail.businessdays.zones import CENTRAL, in_zone, moment_at
from rentrail.config.cli import actors, output, progress
from rentrail.config.cli.refusals import Refused
from rentrail.cycle import operations
from rentrail.cycle.steps import StepOfDay
from rentrail.identity.models import Company
from rentrail.primitives import clock

EVENING = time(18)


def run_day(args: argparse.Namespace) -> int:
    """Run the business day of each company; run again, it goes on from where it stopped."""
    business_date = args.date or clock.today(CENTRAL)
    now = _moment_of(business_date)
    _refuse_ahead(business_date, now=now)
    results = [
        (company, _run(company, business_date=business_date, now=now))
        for company in actors.companies(args)
    ]
    if args.json:
        output.show_json([_as_json(company, result) for company, result in results])
    else:
        for company, result in results:
            _show(company, result)
    return 0 if all(result.is_whole for _, result in results) else 1


def _moment_of(business_date: date) -> datetime:
    """Give the moment it is; a demo's clock is moved on to the evening of the day that is run."""
    evening = moment_at(business_date, EVENING, zone=CENTRAL)
    if settings.RENTRAIL_CLOCK_FILE is not None and clock.now() < evening:
        clock.FileClock(settings.RENTRAIL_CLOCK_FILE).freeze(evening)
    return clock.now()


def _refuse_ahead(business_date: date, *, now: datetime) -> None:
    """Refuse a mistyped date: it would debit payers before their due dates."""
    if business_date > in_zone(now, zone=CENTRAL).date():
        raise Refused(f"{business_date} lies ahead: a day is run when it has come.")


def _run(company: Company, *, business_date: date, now: datetime) -> operations.DayResult:
    def shown(steps: Sequence[StepOfDay]) -> Iterable[StepOfDay]:
        return progress.over(
            steps, count=len(steps), label=lambda step: f"{company.code}: {step.name}"
        )

    try:
        return operations.run_day(
            company_id=company.id, business_date=business_date, now=now, shown=shown
        )
    except operations.DayIsRunning as problem:
        raise Refused(f"{company.code}: {problem} Wait for it, or run again later.") from problem


def _show(company: Company, result: operations.DayResult) -> None:
    print(f"{company.code}, {result.business_date:%A, %B %-d, %Y}")
    steps = [*result.counts, *result.problems]
    width = max((len(name) for name in steps), default=0)
    for name, counts in result.counts.items():
        print(f"  {name:<{width}}  {output.counted(counts)}")
    for name, problem in result.problems.items():
        print(f"  {name:<{width}}  FAILED: {problem}")
    if result.problems:
        print("  Run the day again when the cause is gone; what was done stays done.")


def _as_json(company: Company, result: operations.DayResult) -> dict[str, Any]:
    return {
        "company": company.code,
        "business_date": result.business_date,
        "steps": result.counts,
        "problems": result.problems,
    }
