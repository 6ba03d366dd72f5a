"""What is to be posted, as values: journal entry drafts and their lines."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import NamedTuple


class Line(NamedTuple):
    """One line of a journal entry: debits positive, credits negative, and whose line it is."""

    ledger_account_id: int
    signed_cents: int
    subject_id: int | None = None


def debit(ledger_account_id: int, amount_cents: int, subject_id: int | None = None) -> Line:
    """Debit an account.

    Raises:
        ValueError: the amount is not positive.
    """
    return Line(ledger_account_id, _positive(amount_cents), subject_id)


def credit(ledger_account_id: int, amount_cents: int, subject_id: int | None = None) -> Line:
    """Credit an account.

    Raises:
        ValueError: the amount is not positive.
    """
    return Line(ledger_account_id, -_positive(amount_cents), subject_id)


@dataclass(frozen=True, slots=True, kw_only=True)
class JournalEntryDraft:
    """A journal entry to be posted.

    `source` names what it comes from and is posted once in a book. Drafts that tell one event share
    a control number; without one a draft gets its own. Staff's drafts are refused in a closed
    period, others move to the first open day.
    """

    book_id: int
    property_date: date
    transaction_code: str
    description: str
    source: str
    lines: Sequence[Line]
    document: str = ""
    control_number: int | None = None
    reverses_id: int | None = None
    by_staff: bool = False


def _positive(amount_cents: int) -> int:
    if amount_cents <= 0:
        raise ValueError(f"An amount is positive; {amount_cents} cents are not.")
    return amount_cents
