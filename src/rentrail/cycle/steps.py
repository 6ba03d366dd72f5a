"""The steps of a business day, in their order (RAIL-1).

What came in is applied before anything new is built: an entry is never made on an account while a
return or notification of change of it waits to be applied.
"""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, datetime

from rentrail.accounting.mri import batches as mri_batches
from rentrail.accounting.mri import posting as mri_posting
from rentrail.accounting.mri import sync as mri_sync
from rentrail.banking import operations as banking
from rentrail.checks import operations as checks
from rentrail.identity import operations as identity
from rentrail.payments import operations as payments
from rentrail.payments import queries as payment_queries
from rentrail.portfolio import operations as portfolio
from rentrail.portfolio import queries as portfolio_queries
from rentrail.primitives import holidays
from rentrail.primitives.problems import Refusal

Counts = dict[str, int]


class StepNotDone(Refusal):
    """A step did a part of its work; run again, it does the rest. Fit to show a person."""


@dataclass(frozen=True, kw_only=True)
class Day:
    """One business day of the company in scope, and the moment its steps run."""

    business_date: date
    now: datetime

    @property
    def is_banking_day(self) -> bool:
        """Tell whether banks exchange entries on it."""
        return holidays.is_banking_day(self.business_date)


@dataclass(frozen=True, kw_only=True)
class StepOfDay:
    """One step: what it does, and what its failure means for the steps after it."""

    name: str
    run: Callable[[Day], Counts]
    every_day: bool = True  # else on banking days only
    in_the_morning: bool = False  # also as each calendar day begins, whether banks work or not
    adds_up: bool = False  # what each run of the day did is told in sum
    once_a_day: bool = False  # else a second run may find more to do
    holds_the_day: bool = False  # nothing after it may run when it fails


def _fetch(day: Day) -> Counts:
    return banking.fetch(now=day.now)


def _apply(day: Day) -> Counts:
    return banking.apply_inbound(now=day.now)


def _settle(day: Day) -> Counts:
    return banking.settle(business_date=day.business_date, now=day.now)


def _match(day: Day) -> Counts:
    matched = banking.match_statements(business_date=day.business_date, now=day.now)
    unanswered = banking.tell_unanswered(business_date=day.business_date, now=day.now)
    return matched | {"files_unanswered": unanswered}


def _sync(day: Day) -> Counts:
    counts = mri_sync.sync_all(full=True, now=day.now)
    if counts["interrupted"]:
        raise StepNotDone(f"{counts['interrupted']} of {counts['properties']} syncs broke off.")
    return counts


def _charge(day: Day) -> Counts:
    return {"charges": len(portfolio.charge_recurring(through=day.business_date, now=day.now))}


def _charge_late_fees(day: Day) -> Counts:
    fees = [
        portfolio.charge_late_fees(
            property_id=property_id,
            waiting_since=payment_queries.waiting_since(property_id=property_id),
            now=day.now,
        )
        for property_id in portfolio_queries.property_ids_with_late_fee()
    ]
    return {"fees": sum(map(len, fees))}


def _end_schedules(day: Day) -> Counts:
    ended = payments.end_of_moved_out(today=day.business_date, ended_by="run-day", now=day.now)
    return {"ended": ended}


def _take_due(day: Day) -> Counts:
    return payments.take_due(today=day.business_date, now=day.now)


def _close_batches(day: Day) -> Counts:
    closed = payments.close_batches(banking_date=day.business_date, now=day.now)
    return {"batches": len(closed)}


def _release_holds(day: Day) -> Counts:
    return banking.release_holds(business_date=day.business_date, now=day.now)


def _build_files(day: Day) -> Counts:
    return banking.build_files(business_date=day.business_date, now=day.now)


def _send_files(day: Day) -> Counts:
    return banking.send_files(now=day.now)


def _post_to_mri(day: Day) -> Counts:
    return mri_posting.post_all(now=day.now)


def _close_in_mri(day: Day) -> Counts:
    return mri_batches.close_all(business_date=day.business_date, now=day.now)


def _notify(day: Day) -> Counts:
    today, now = day.business_date, day.now
    return {
        "amounts": payments.notify_amounts(today=today, now=now),
        "reminders": payments.remind(today=today, now=now),
        "proofs_late": payments.alert_late_proofs(today=today, now=now),
    }


def _keep_paper(day: Day) -> Counts:
    deleted = checks.delete_expired_images(today=day.business_date)
    told = checks.tell_paper_due(today=day.business_date, now=day.now)
    return {"images_deleted": deleted, "properties_with_paper_due": told}


def _seal_audit_trail(day: Day) -> Counts:
    seal = identity.seal_audit_trail(now=day.now)
    return {"records": seal.record_count if seal else 0}


def _advance_property_dates(day: Day) -> Counts:
    advanced = portfolio.advance_due_dates(now=day.now)
    return {"advanced": len(advanced), "overdue": portfolio.alert_overdue_dates(now=day.now)}


STEPS = (
    StepOfDay(name="fetch", run=_fetch),
    StepOfDay(name="apply", run=_apply, holds_the_day=True),
    StepOfDay(name="settle", run=_settle, every_day=False),
    StepOfDay(name="match bank lines", run=_match, every_day=False),
    StepOfDay(name="sync", run=_sync, once_a_day=True, in_the_morning=True),
    StepOfDay(name="charge", run=_charge, in_the_morning=True, adds_up=True),
    StepOfDay(name="charge late fees", run=_charge_late_fees, in_the_morning=True, adds_up=True),
    StepOfDay(name="end schedules", run=_end_schedules, in_the_morning=True, adds_up=True),
    StepOfDay(name="take due payments", run=_take_due),
    StepOfDay(name="close batches", run=_close_batches, every_day=False),
    StepOfDay(name="release holds", run=_release_holds, every_day=False),
    StepOfDay(name="build files", run=_build_files, every_day=False, holds_the_day=True),
    StepOfDay(name="send files", run=_send_files),
    StepOfDay(name="post to MRI", run=_post_to_mri),
    StepOfDay(name="close in MRI", run=_close_in_mri),
    StepOfDay(name="notify", run=_notify, in_the_morning=True, adds_up=True),
    StepOfDay(name="keep paper", run=_keep_paper),
    StepOfDay(name="seal audit trail", run=_seal_audit_trail),
    StepOfDay(name="advance property dates", run=_advance_property_dates, in_the_morning=True),
)
MORNING_STEPS = tuple(step for step in STEPS if step.in_the_morning)
