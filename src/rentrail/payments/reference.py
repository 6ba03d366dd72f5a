"""The reference page of a payment's life, drawn from the table of moves itself."""

from collections import defaultdict

from rentrail.payments.states import (
    EVENTS,
    MOVES,
    STANDINGS,
    STATUSES,
    PaymentEvent,
    Standing,
    TransactionStatus,
)

INTRODUCTION = """\
# The life of a payment

Drawn from `MOVES` in `src/rentrail/payments/states.py`; nothing else sets where a payment stands,
and a move that is not in it can't happen. A standing is the payment's transaction status and, after
the slash, where its money is. Each move adds a step to the payment's history, in one transaction
with its journal entry where it has one.
"""

BEGINNINGS = """\
A payment begins as *Approved / To be originated*, or waits first as *Awaiting approval* or
*Suspended*: then it has no journal entry and no place in a batch.
"""


def life_of_a_payment() -> str:
    """Write docs/reference/life-of-a-payment.md."""
    return "\n".join(
        (
            *(INTRODUCTION, BEGINNINGS, "## Picture\n", _picture(), "## All moves\n", _table()),
            *("## Not in this version\n", _not_yet()),
        )
    )


def name_of(standing: Standing) -> str:
    """Name a standing as the pages do.

    >>> from rentrail.payments import states
    >>> name_of(states.PENDING)
    'Processed / Originated, settlement pending'
    """
    return f"{standing.status.label} / {standing.settlement.label}"


def _picture() -> str:
    """Draw the moves from one standing to another; those that stay are only in the table."""
    events: dict[tuple[Standing, Standing], list[PaymentEvent]] = defaultdict(list)
    for (before, event), after in MOVES.items():
        if after != before:
            events[before, after].append(event)
    lines = [
        f"    {_node(before)} --> {_node(after)}: {', '.join(event.label for event in labels)}"
        for (before, after), labels in events.items()
    ]
    names = [f'    state "{name_of(standing)}" as {_node(standing)}' for standing in STANDINGS]
    return "\n".join(("```mermaid", "stateDiagram-v2", *names, *lines, "```\n"))


def _table() -> str:
    rows = [
        f"| {name_of(before)} | {event.label} | {name_of(after)} |"
        for (before, event), after in MOVES.items()
    ]
    return "\n".join(("| stands as | event | then stands as |", "| --- | --- | --- |", *rows, ""))


def _not_yet() -> str:
    """Name the words that have their codes already, and come with what brings them about."""
    statuses = [status.label for status in TransactionStatus if status not in STATUSES]
    events = [event.label for event in PaymentEvent if event not in EVENTS]
    return (
        "Nothing brings these about yet; cards, collection and research will.\n\n"
        f"- Statuses: {', '.join(statuses)}\n- Events: {', '.join(events)}\n"
    )


def _node(standing: Standing) -> str:
    return f"{standing.status.value}_{standing.settlement.value}"
