"""The journal patterns of payments (LED-3): which accounts an event debits and credits."""

from rentrail.ledger.operations import Line, credit, debit


def payment_taken(
    *,
    clearing_id: int,
    receivable_id: int,
    held_id: int,
    is_deposit: bool,
    amount_cents: int,
    open_cents: int,
    lease_id: int,
) -> tuple[Line, ...]:
    """A bank payment: clearing against what the household owes.

    A deposit pays the deposit receivable as far as one was charged; the rest stands at once as
    security deposits held.
    """
    if not is_deposit:
        owed = amount_cents
    else:
        owed = min(max(open_cents, 0), amount_cents)
    lines = [debit(clearing_id, amount_cents, lease_id)]
    if owed:
        lines.append(credit(receivable_id, owed, lease_id))
    if amount_cents > owed:
        lines.append(credit(held_id, amount_cents - owed, lease_id))
    return tuple(lines)


def taken_back(lines: tuple[Line, ...], *, money_account_id: int) -> tuple[Line, ...]:
    """A payment that came back: what it credited is owed again, from clearing or from cash."""
    return tuple(
        Line(
            money_account_id if line.signed_cents > 0 else line.ledger_account_id,
            -line.signed_cents,
            line.subject_id,
        )
        for line in lines
    )
