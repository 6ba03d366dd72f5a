"""Proof that books, payments, bank and MRI agree (LED-7): every difference, in words."""

from collections.abc import Iterator

from rentrail.accounting import verify as accounting
from rentrail.banking import verify as banking
from rentrail.identity import queries as identity
from rentrail.ledger import verify as ledger
from rentrail.payments import verify as payments
from rentrail.portfolio import verify as portfolio
from rentrail.primitives.problems import Problem


def problems() -> Iterator[Problem]:
    """Recompute everything of the company in scope, and give each difference."""
    yield from ledger.problems()
    yield from portfolio.problems()
    yield from payments.problems()
    yield from banking.problems()
    yield from accounting.problems()


def audit_trail_problems() -> Iterator[Problem]:
    """Prove that no sealed record of the audit trail, which all companies share, was touched."""
    yield from identity.audit_trail_problems()
