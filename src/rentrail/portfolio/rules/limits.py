"""Which limit a payment falls under (ORG-4)."""

from rentrail.portfolio.models import BatchType, LedgerName


def limit_group(*, batch_type: BatchType, ledger: LedgerName) -> str:
    """Name the limit group of a payment by its rail and ledger: ``ACH_RENT``, ``IRD_DEPOSIT``."""
    return f"{batch_type}_{'DEPOSIT' if ledger == LedgerName.DEPOSIT else 'RENT'}"
