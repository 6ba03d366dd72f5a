"""The background work: what runs when, in whichever worker is free.

Every job may be run again at any moment, by another worker, and after one that was killed in the
middle: it asks the database what is still to do. Days are run ahead of each bank's cut-offs.
"""

import logging
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import date
from typing import Any

from django.db import close_old_connections
from procrastinate import JobContext
from procrastinate.contrib.django import app

from rentrail.accounting.mri import posting, sync
from rentrail.banking import operations as banking
from rentrail.checks import operations as checks
from rentrail.checks.queries import deposits
from rentrail.cycle import operations, queries
from rentrail.identity import operations as identity
from rentrail.identity.audit import SYSTEM, acting_as
from rentrail.identity.models import Company
from rentrail.identity.tenancy import company_scope
from rentrail.portfolio import operations as portfolio
from rentrail.primitives import clock

log = logging.getLogger(__name__)

EVERY_MINUTE = "* * * * *"
EVERY_FIVE_MINUTES = "*/5 * * * *"
EVERY_TEN_MINUTES = "*/10 * * * *"
POSTING_PAUSE_SECONDS = 1.0
POSTING_SECONDS = 55.0  # of each minute; then the next minute's job takes over
STALLED_SECONDS = 60
FINISHED_HOURS = 24
PERIODIC = (
    "mornings and business days",
    "bank files",
    "MRI sync",
    "MRI postings",
    "property dates",
    "check deposits",
    "audit seals",
    "rescue",
)


@app.periodic(cron=EVERY_MINUTE)
@app.task(queueing_lock="run due days", lock="run due days")
def run_due_days(timestamp: int) -> None:
    """Run the day of every company that a cut-off is near for since its last run, or its morning.

    A morning in which something failed is made up for by a whole day that is due.
    """
    for company_id in _company_ids():
        with _work_for(company_id, "run-day"):
            business_date = queries.day_due(now=clock.now())
            if business_date is not None:
                run_day(company_id=company_id, business_date=business_date.isoformat())
            morning = queries.morning_due(now=clock.now())
            if morning is not None:
                run_morning(company_id=company_id, calendar_date=morning.isoformat())


@app.task(retry=3)
def run_day(*, company_id: int, business_date: str) -> None:
    """Run one company's business day; a step that failed is tried again by the next run."""
    try:
        result = operations.run_day(
            company_id=company_id,
            business_date=date.fromisoformat(business_date),
            now=clock.now(),
        )
    except operations.DayIsRunning:
        return
    log.info("The business day %s of company %s was run.", business_date, company_id)
    _log_problems(result)


@app.task(retry=3)
def run_morning(*, company_id: int, calendar_date: str) -> None:
    """Run what one company's calendar day begins with."""
    try:
        result = operations.run_morning(
            company_id=company_id,
            calendar_date=date.fromisoformat(calendar_date),
            now=clock.now(),
        )
    except operations.DayIsRunning:
        return
    log.info("The morning of %s of company %s was run.", calendar_date, company_id)
    _log_problems(result)


@app.periodic(cron=EVERY_FIVE_MINUTES)
@app.task(queueing_lock="exchange files", lock="exchange files")
def exchange_files(timestamp: int) -> None:
    """Fetch and apply what each bank has put out, and send what is built."""
    for company_id in _company_ids():
        for exchange in (banking.fetch, banking.apply_inbound, banking.send_files):
            with _work_for(company_id, "exchange-files"):  # one that fails holds no other
                exchange(now=clock.now())


@app.periodic(cron=EVERY_FIVE_MINUTES)
@app.task(queueing_lock="sync changes", lock="sync changes")
def sync_changes(timestamp: int) -> None:
    """Bring in what has changed in MRI; the business day syncs everything (MRI-4)."""
    for company_id in _company_ids():
        with _work_for(company_id, "sync"):
            sync.sync_all(full=False, now=clock.now())


@app.periodic(cron=EVERY_MINUTE)
@app.task(queueing_lock="post to MRI", lock="post to MRI", pass_context=True)
def post_to_mri(context: JobContext, timestamp: int) -> None:
    """Post payments to MRI as they are taken, looking every second for a minute (MRI-7)."""
    ends_at = time.monotonic() + POSTING_SECONDS
    while time.monotonic() < ends_at and not context.should_abort():
        for company_id in _company_ids():
            with _work_for(company_id, "post"):
                posting.post_all(now=clock.now())
        time.sleep(POSTING_PAUSE_SECONDS)


@app.periodic(cron=EVERY_MINUTE)
@app.task(queueing_lock="advance property dates", lock="advance property dates")
def advance_property_dates(timestamp: int) -> None:
    """Advance the property dates that advance by themselves, at their hour of every day."""
    for company_id in _company_ids():
        with _work_for(company_id, "advance-property-dates"):
            portfolio.advance_due_dates(now=clock.now())


@app.task(retry=3)
def process_deposit(*, company_id: int, public_id: str) -> None:
    """Take the payments of a deposit of checks that was finished; deferred as it is (RDC-6)."""
    with company_scope(company_id), acting_as(SYSTEM, source="process-deposit"):
        checks.process_deposit(public_id=public_id, now=clock.now())


@app.periodic(cron=EVERY_MINUTE)
@app.task(queueing_lock="process deposits", lock="process deposits")
def process_deposits(timestamp: int) -> None:
    """Go on with deposits of checks that were finished and stopped half way."""
    for company_id in _company_ids():
        with _work_for(company_id, "process-deposits"):
            for public_id in deposits.to_process():
                checks.process_deposit(public_id=public_id, now=clock.now())


@app.periodic(cron=EVERY_TEN_MINUTES)
@app.task(queueing_lock="seal audit trail", lock="seal audit trail")
def seal_audit_trail(timestamp: int) -> None:
    """Seal what was added to the audit trail."""
    while identity.seal_audit_trail(now=clock.now()) is not None:
        pass


@app.periodic(cron=EVERY_MINUTE)
@app.task(queueing_lock="rescue stalled jobs", pass_context=True)
async def rescue_stalled_jobs(context: JobContext, timestamp: int) -> None:
    """Put the jobs of killed workers back, and forget those that finished long ago."""
    manager = context.app.job_manager
    for job in await manager.get_stalled_jobs(seconds_since_heartbeat=STALLED_SECONDS):
        log.warning("A worker died; %s is put back.", job.task_name)
        await manager.retry_job(job)
    await manager.delete_old_jobs(nb_hours=FINISHED_HOURS, include_failed=False)


def with_live_connections(call_next: Callable[[], Any], context: JobContext, worker: Any) -> Any:
    """Wrap each job in a worker: a connection that broke or grew old is not used again."""
    close_old_connections()
    try:
        return call_next()
    finally:
        close_old_connections()


def _log_problems(result: operations.DayResult) -> None:
    for step, problem in result.problems.items():
        log.error("Step “%s” of %s: %s", step, result.business_date, problem)


def _company_ids() -> list[int]:
    return list(Company.objects.order_by("id").values_list("id", flat=True))


@contextmanager
def _work_for(company_id: int, source: str) -> Iterator[None]:
    """Work in one company's scope; its failure is logged and keeps no other company waiting."""
    try:
        with company_scope(company_id), acting_as(SYSTEM, source=source):
            yield
    except Exception:
        log.exception("The work “%s” failed for company %s.", source, company_id)
