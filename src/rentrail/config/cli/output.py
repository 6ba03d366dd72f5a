"""What a command shows: lines and tables for people, JSON for programs."""

import json
import sys
from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from rentrail.primitives.money import format_cents

CENTS = "_cents"


def show_json(value: Any) -> None:
    """Print a value as JSON; dates and the like as text."""
    json.dump(value, sys.stdout, indent=2, default=str)
    print()


def show_rows(rows: Iterable[Mapping[str, Any]], *, as_json: bool, nothing: str) -> None:
    """Print rows as a table under their names, or as JSON; `nothing` where there are none.

    What is named `..._cents` is whole cents in JSON, and dollars in the table.
    """
    found = [dict(row) for row in rows]
    if as_json:
        show_json(found)
    elif found:
        print("\n".join(_table([_in_dollars(row) for row in found])))
    else:
        print(nothing)


def counted(counts: Mapping[str, int]) -> str:
    """Write counts as “3 payments, 1 refused”; what is nought is left out."""
    parts = [f"{count:,} {name.replace('_', ' ')}" for name, count in counts.items() if count]
    return ", ".join(parts) or "nothing to do"


def _in_dollars(row: Mapping[str, Any]) -> dict[str, Any]:
    return {
        name.removesuffix(CENTS): format_cents(value)
        if name.endswith(CENTS) and isinstance(value, int)
        else value
        for name, value in row.items()
    }


def _table(rows: Sequence[Mapping[str, Any]]) -> list[str]:
    names = list(rows[0])
    numeric = {name for name in names if all(_is_number(row[name]) for row in rows)}
    cells = [[_cell(row[name]) for name in names] for row in rows]
    widths = [
        max(len(name), *(len(line[place]) for line in cells)) for place, name in enumerate(names)
    ]
    heads = [name.replace("_", " ") for name in names]
    return [
        "  ".join(
            text.rjust(width) if name in numeric else text.ljust(width)
            for name, text, width in zip(names, line, widths, strict=True)
        ).rstrip()
        for line in (heads, *cells)
    ]


def _is_number(value: Any) -> bool:
    if isinstance(value, str):  # an amount as it is shown
        return bool(value) and value.replace(",", "").replace(".", "").lstrip("-").isdigit()
    return isinstance(value, int | float)


def _cell(value: Any) -> str:
    return "" if value is None else str(value)
