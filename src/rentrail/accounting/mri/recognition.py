"""Recognizing in MRI's ledger what we know: a payment of ours, a reversal, a line not yet here.

MRI's ledger doesn't carry our external number, so it stands in the description, and in the check
number with which the receipt descriptor begins (MRI-7).
"""

import re
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from rentrail.accounting.mri.rows import LedgerLine

DATE_TOLERANCE = timedelta(days=3)
ENTERED_WITHIN = timedelta(days=31)  # by hand, after the payment's own date
RECEIPT = "CR"


@dataclass(frozen=True, kw_only=True, slots=True)
class Wanted:
    """A line of ours that may stand in MRI's ledger; a payment is negative."""

    resident_id: str
    signed_amount_cents: int
    posted_date: date
    external_number: str


def description_of(*, external_number: str, batch_number: int) -> str:
    """Write the description by which a payment is found again.

    >>> description_of(external_number="7001", batch_number=12)
    'RR T#7001 B#12'
    """
    return f"RR T#{external_number} B#{batch_number}"


def fee_description_of(*, external_number: str, mri_code: str) -> str:
    """Write the description by which a fee charged here, or its credit, is found again.

    >>> fee_description_of(external_number="7002", mri_code="NSF")
    'RR T#7002 NSF'
    """
    return f"RR T#{external_number} {mri_code}".strip()


def number_in(description: str) -> str:
    """Give the number of ours that a description bears, or nothing."""
    found = re.search(r"\bT#(\d+)\b", description)
    return found[1] if found else ""


def carries(line: LedgerLine, external_number: str) -> bool:
    """Tell whether a line bears our number."""
    in_description = re.search(rf"\bT#{re.escape(external_number)}\b", line.description)
    return bool(in_description) or line.receipt_descriptor.startswith(f"{external_number}_")


def may_be_entered_for(line: LedgerLine, *, amount_cents: int, posted_date: date) -> bool:
    """Tell whether a line can be what staff entered for a payment that was not to be posted.

    Nothing of ours stands on it: its amount and a date soon after the payment's must do.
    """
    waited = line.transaction_date - posted_date
    return line.signed_amount_cents == -amount_cents and (
        -DATE_TOLERANCE <= waited <= ENTERED_WITHIN
    )


def found_lines(
    lines: Sequence[LedgerLine], *, wanted: Wanted, taken_ids: Collection[str]
) -> list[LedgerLine]:
    """Give the lines that are this posting; those of other postings, by id, are left out."""
    return [
        line
        for line in lines
        if line.transaction_id not in taken_ids
        and line.resident_id == wanted.resident_id
        and line.signed_amount_cents == wanted.signed_amount_cents
        and abs(line.transaction_date - wanted.posted_date) <= DATE_TOLERANCE
        and carries(line, wanted.external_number)
    ]


def undoes(line: LedgerLine, *, transaction_id: str, amount_cents: int) -> bool:
    """Tell whether a line takes back a payment that MRI knows under an id."""
    return (
        bool(transaction_id)
        and line.signed_amount_cents == amount_cents
        and line.source_code == RECEIPT
        and line.reference_number in ("", transaction_id)
    )


def latest_that_sum_to(lines: Sequence[LedgerLine], signed_cents: int) -> list[LedgerLine]:
    """Give the latest lines that make up a sum, else the one line that does, else none.

    The lines are in the ledger's order. Two lines alike are no answer.
    """
    total = 0
    for place in range(len(lines) - 1, -1, -1):
        total += lines[place].signed_amount_cents
        if total == signed_cents:
            return list(lines[place:])
    alike = [line for line in lines if line.signed_amount_cents == signed_cents]
    return alike if len(alike) == 1 else []
