"""Proof that books, payments, bank and MRI agree (LED-7): every difference, in words."""

from collections.abc import Iterator
from datetime import datetime

from rentrail.accounting import verify as accounting
from rentrail.accounting.models import BalanceDifference, SyncRun
from rentrail.accounting.mri import sync
from rentrail.banking import verify as banking
from rentrail.identity import queries as identity
from rentrail.ledger import verify as ledger
from rentrail.payments import verify as payments
from rentrail.portfolio import verify as portfolio
from rentrail.primitives.money import format_cents
from rentrail.primitives.problems import Problem


def problems() -> Iterator[Problem]:
    """Recompute everything of the company in scope, and give each difference."""
    yield from ledger.problems()
    yield from portfolio.problems()
    yield from payments.problems()
    yield from banking.problems()
    yield from accounting.problems()


def problems_against_mri(*, now: datetime) -> Iterator[Problem]:
    """Read every payment and balance from MRI anew, and give those that differ (MRI-6).

    Raises:
        MriError: MRI could not be asked.
    """
    yield from accounting.verify_against_mri(now=now)
    last_before = SyncRun.objects.order_by("-id").values_list("id", flat=True).first() or 0
    sync.sync_all(full=True, now=now)
    found = BalanceDifference.objects.filter(sync_run_id__gt=last_before).select_related("lease")
    for difference in found.order_by("id"):
        yield Problem(
            rule="mri-balance",
            where=f"lease {difference.lease.public_id}",
            message=f"Here the balance is {format_cents(difference.balance_here_cents)}, in MRI "
            f"{format_cents(difference.balance_mri_cents)}.",
        )


def audit_trail_problems() -> Iterator[Problem]:
    """Prove that no sealed record of the audit trail, which all companies share, was touched."""
    yield from identity.audit_trail_problems()
