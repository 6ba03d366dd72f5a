"""The reference page of an RDC deposit's and an item's life, drawn from the tables themselves."""

from collections.abc import Mapping
from typing import TypeVar

from django.db.models import TextChoices

from rentrail.checks.rules.statuses import INCOMPLETE, MEANINGS, NAMES, ONLY_SHOWN, ItemStatus
from rentrail.checks.states import DEPOSIT_MOVES, ITEM_MOVES

State = TypeVar("State", bound=TextChoices)
Event = TypeVar("Event", bound=TextChoices)

INTRODUCTION = """\
# The life of an RDC deposit

Drawn from the tables in `src/rentrail/checks/states.py`; nothing else sets where a deposit or an
item stands, and PostgreSQL refuses any other move. A deposit is scanned while it is *in progress*;
finished, it is processed in the background, by whichever worker is free, and goes on where it was
stopped. Items that fail leave it *completed with errors*: they are put right or deleted, and it is
finished again.
"""

STATUSES = """\
## Statuses of an item

What stands against an item. Where something is missing, the deposit can't be finished; what is
complete and not allowed fails when it is processed, unless it is set aside before.
"""


def life_of_a_deposit() -> str:
    """Write docs/reference/life-of-a-deposit.md."""
    return "\n".join(
        (
            INTRODUCTION,
            "## The deposit\n",
            _picture(DEPOSIT_MOVES),
            "## The item\n",
            _picture(ITEM_MOVES),
            STATUSES,
            _statuses(),
        )
    )


def _picture(moves: Mapping[tuple[State, Event], State]) -> str:
    lines = [
        f"    {before.value} --> {after.value}: {event.label}"
        for (before, event), after in moves.items()
    ]
    states = dict.fromkeys(
        state for (before, _), after in moves.items() for state in (before, after)
    )
    names = [f'    state "{state.label}" as {state.value}' for state in states]
    return "\n".join(("```mermaid", "stateDiagram-v2", *names, *lines, "```\n"))


def _statuses() -> str:
    rows = [
        f"| `{status.value}` | {NAMES[status]} | {MEANINGS[status]} | {_does(status)} |"
        for status in ItemStatus
    ]
    head = ("| code | status | meaning | the item |", "| --- | --- | --- | --- |")
    return "\n".join((*head, *rows, ""))


def _does(status: ItemStatus) -> str:
    if status in ONLY_SHOWN:
        return "goes, as its image"
    return "is incomplete" if status in INCOMPLETE else "is not allowed"
