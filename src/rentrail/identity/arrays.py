"""PostgreSQL's text form of arrays, written at once for many thousand values.

A driver that adapts each value by its type takes longer than PostgreSQL takes to write them.
"""

from collections.abc import Iterable, Sequence
from datetime import date
from typing import cast

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


def array_of_texts(values: Sequence[str | None]) -> str:
    r"""Write texts, whatever they hold, and nulls.

    >>> print(array_of_texts(["Rent", 'a "quoted" part', "", "NULL", None]))
    {"Rent","a \"quoted\" part","","NULL",NULL}

    Raises:
        ValueError: one of them holds the character NUL.
    """
    if not values:
        return "{}"
    if None in values:
        return "{" + ",".join("NULL" if text is None else _quoted([text]) for text in values) + "}"
    return "{" + _quoted(cast("Sequence[str]", values)) + "}"


def _quoted(texts: Sequence[str]) -> str:
    joined = _BETWEEN.join(texts)
    if joined.count(_BETWEEN) != len(texts) - 1:
        raise ValueError("A text holds the character NUL, which PostgreSQL doesn't take.")
    escaped = joined.replace("\\", "\\\\").replace('"', '\\"')
    return '"' + escaped.replace(_BETWEEN, '","') + '"'
