"""The journal patterns of payments (LED-3): which accounts an event debits and credits."""

from collections.abc import Iterable

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
    owed = min(max(open_cents, 0), amount_cents) if is_deposit else amount_cents
    lines = [debit(clearing_id, amount_cents, lease_id)]
    if owed:
        lines.append(credit(receivable_id, owed, lease_id))
    if amount_cents > owed:
        lines.append(credit(held_id, amount_cents - owed, lease_id))
    return tuple(lines)


def taken_back(
    lines: Iterable[Line], *, clearing_id: int, money_account_id: int
) -> tuple[Line, ...]:
    """A payment that came back or never goes out: all that it did is undone, in one entry.

    Where its money had left clearing already, it is taken from cash.
    """
    cents: dict[tuple[int, int | None], int] = {}
    for line in lines:
        key = (line.ledger_account_id, line.subject_id)
        cents[key] = cents.get(key, 0) - line.signed_cents
    undone = [
        Line(money_account_id if account_id == clearing_id else account_id, signed, subject_id)
        for (account_id, subject_id), signed in cents.items()
        if signed
    ]
    return tuple(sorted(undone, key=lambda line: -line.signed_cents))
