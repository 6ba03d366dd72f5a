"""PostgreSQL's text form of arrays, written at once for many thousand values.

A driver that adapts each value by its type takes longer than PostgreSQL takes to post them.
"""

from collections.abc import Iterable


def array_of_numbers(values: Iterable[int | bool | None]) -> str:
    """Write numbers, truth values and nulls.

    >>> array_of_numbers([1, None, True])
    '{1,NULL,True}'
    """
    return "{" + ",".join(map(str, values)).replace("None", "NULL") + "}"


def array_of_texts(values: Iterable[str]) -> str:
    r"""Write texts, whatever they hold.

    >>> print(array_of_texts(["Rent", 'a "quoted" part', "", "NULL"]))
    {"Rent","a \"quoted\" part","","NULL"}
    """
    escaped = (value.replace("\\", "\\\\").replace('"', '\\"') for value in values)
    return "{" + ",".join(f'"{value}"' for value in escaped) + "}"
