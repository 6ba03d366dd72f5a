"""Opening a simulated company with its counterparts, and holding the three books together."""

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from rentrail.config import company_file, setting_up
from rentrail.config.simulation.company import company_content
from rentrail.config.simulation.counterparts import Counterparts
from rentrail.config.simulation.month import Month, opens_at
from rentrail.config.simulation.plan import Plan
from rentrail.cycle import verify
from rentrail.identity.models import Company
from rentrail.identity.tenancy import company_scope
from rentrail.primitives import clock, ids
from rentrail.primitives.clock import FileClock
from rentrail.primitives.problems import Problem

CLOCK = "clock"


@contextmanager
def opened(plan: Plan, *, folder: Path) -> Iterator[Month]:
    """Start bank and MRI, set the company up with them, and bring its leases in."""
    shared = FileClock(folder / CLOCK)
    shared.freeze(opens_at(plan.start))
    with clock.running(shared), ids.seeded(plan.seed), reopened(plan, folder=folder) as month:
        month.open()
        yield month


@contextmanager
def reopened(plan: Plan, *, folder: Path) -> Iterator[Month]:
    """Start bank and MRI on what they kept, and tell the company where they are now."""
    shared = FileClock(folder / CLOCK)
    with Counterparts(folder=folder, plan=plan, clock_file=shared.path) as counterparts:
        content = company_content(plan=plan, counterparts=counterparts)
        setting_up.apply(company_file.parse(content), now=shared.now())
        yield _month(plan, counterparts, shared)


@contextmanager
def joined(plan: Plan, *, folder: Path) -> Iterator[Month]:
    """Work with a bank and an MRI that another process has started on this folder."""
    shared = FileClock(folder / CLOCK)
    with Counterparts.joined(folder=folder, plan=plan, clock_file=shared.path) as counterparts:
        yield _month(plan, counterparts, shared)


def differences(month: Month) -> Iterator[Problem]:
    """Compare ledger, bank and MRI: every cent of difference is a problem."""
    with company_scope(month.company_id):
        yield from verify.problems_against_mri(now=month.clock.now())
    yield from verify.audit_trail_problems()
    duplicates = month.counterparts.duplicate_entries()
    if duplicates:
        yield Problem(
            rule="bank-duplicates", message=f"Banks were sent {duplicates} entries twice."
        )


def _month(plan: Plan, counterparts: Counterparts, shared: FileClock) -> Month:
    return Month(
        plan=plan,
        company_id=Company.objects.get().id,
        counterparts=counterparts,
        clock=shared,
    )
