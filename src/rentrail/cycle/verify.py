"""Proof that books, payments, bank and MRI agree (LED-7): every difference, in words."""

from collections.abc import Iterator
from datetime import datetime

from rentrail.accounting import verify as accounting
from rentrail.accounting.mri import sync
from rentrail.banking import verify as banking
from rentrail.identity import queries as identity
from rentrail.ledger import verify as ledger
from rentrail.payments import verify as payments
from rentrail.portfolio import verify as portfolio
from rentrail.primitives.problems import Problem, Severity


def problems() -> Iterator[Problem]:
    """Recompute everything of the company in scope, and give each difference."""
    yield from ledger.problems()
    yield from portfolio.problems()
    yield from payments.problems()
    yield from banking.problems()
    yield from accounting.problems()


def problems_against_mri(*, now: datetime) -> Iterator[Problem]:
    """Read every payment and balance from MRI anew, and give each difference, here and there.

    A balance that couldn't be read is a warning: what is told of it is older (MRI-6).

    Raises:
        MriError: MRI could not be asked.
    """
    yield from accounting.verify_against_mri(now=now)
    interrupted_count = sync.sync_all(full=True, now=now)["interrupted"]
    if interrupted_count:
        yield Problem(
            rule="mri-sync",
            message="A sync broke off: balances are compared as the last whole one left them.",
            severity=Severity.WARNING,
        )
    yield from problems()


def audit_trail_problems() -> Iterator[Problem]:
    """Prove that no sealed record of the audit trail, which all companies share, was touched."""
    yield from identity.audit_trail_problems()
