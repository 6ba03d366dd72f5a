"""PostgreSQL's text form of arrays, written at once for many thousand values.

A driver that adapts each value by its type takes longer than PostgreSQL takes to write them.
"""

from collections.abc import Iterable, Sequence
from datetime import date

_BETWEEN = "\0"  # PostgreSQL has no text with it


def array_of_numbers(values: Iterable[int | bool | None]) -> str:
    """Write numbers, truth values and nulls.

    >>> array_of_numbers([1, None, True])
    '{1,NULL,True}'
    """
    return "{" + ",".join(map(str, values)).replace("None", "NULL") + "}"


def array_of_dates(values: Iterable[date | None]) -> str:
    """Write dates or moments, and nulls.

    >>> array_of_dates([date(2026, 3, 2), None])
    '{2026-03-02,NULL}'
    """
    return "{" + ",".join("NULL" if day is None else day.isoformat() for day in values) + "}"


def array_of_texts(values: Sequence[str]) -> str:
    r"""Write texts, whatever they hold.

    >>> print(array_of_texts(["Rent", 'a "quoted" part', "", "NULL"]))
    {"Rent","a \"quoted\" part","","NULL"}

    Raises:
        ValueError: one of them holds the character NUL.
    """
    if not values:
        return "{}"
    joined = _BETWEEN.join(values)
    if joined.count(_BETWEEN) != len(values) - 1:
        raise ValueError("A text holds the character NUL, which PostgreSQL doesn't take.")
    escaped = joined.replace("\\", "\\\\").replace('"', '\\"')
    return '{"' + escaped.replace(_BETWEEN, '","') + '"}'
