"""The comma-separated fields of a BAI2 record, and records put together from their lines."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime

CONTINUATION = "88"


@dataclass(frozen=True, kw_only=True, slots=True)
class LogicalRecord:
    """A record with its continuations, as the text between its code and its end."""

    code: str
    body: str
    line: int
    line_count: int  # its own line and the continuations: control records count them all


def logical_records(content: str) -> Iterator[LogicalRecord]:
    r"""Put records together with their continuations.

    A continuation goes on with the next field when the line before ended with a slash, and with
    the text itself when it did not.

    >>> [r.body for r in logical_records("16,165,100,,REF,,TENANT\n88,RENT\n49,100,3/")]
    ['165,100,,REF,,TENANT RENT', '100,3']
    >>> [r.body for r in logical_records("03,1,USD,010,5,,/\n88,015,6,,/")]
    ['1,USD,010,5,,,015,6,,']
    """
    lines = [(n, line.strip()) for n, line in enumerate(content.splitlines(), 1) if line.strip()]
    start = 0
    while start < len(lines):
        end = start + 1
        while end < len(lines) and lines[end][1].startswith(CONTINUATION + ","):
            end += 1
        number, first = lines[start]
        yield LogicalRecord(
            code=first[:2],
            body=_joined([first, *(line for _, line in lines[start + 1 : end])]),
            line=number,
            line_count=end - start,
        )
        start = end


def amount_of(value: str) -> int | None:
    """Read an amount in cents, signed where the layout allows it; None when it is none.

    >>> amount_of("+1200"), amount_of("-5"), amount_of("12.00")
    (1200, -5, None)
    """
    digits = value[1:] if value[:1] in ("+", "-") else value
    if not (digits.isascii() and digits.isdigit()):
        return None
    return int(value)


def date_of(value: str) -> date | None:
    """Read a date as YYMMDD; None when it is none."""
    try:
        return datetime.strptime(value, "%y%m%d").date()  # noqa: DTZ007 (a day, no moment)
    except ValueError:
        return None


def funds_width(values: list[str]) -> int:
    """Tell how many fields the funds type takes that stands first, itself included.

    >>> funds_width(["S", "1", "2", "3"]), funds_width(["V", "260302", ""]), funds_width(["0"])
    (4, 3, 1)
    >>> funds_width(["D", "2", "0", "100", "1", "50", "REF"])
    6
    """
    match values[:2]:
        case ["S", *_]:
            return 4
        case ["V", *_]:
            return 3
        case ["D", count] if count.isascii() and count.isdigit():
            return 2 + 2 * int(count)
        case _:
            return 1


def _joined(lines: list[str]) -> str:
    body = lines[0][3:]
    for line in lines[1:]:
        body = f"{body[:-1]},{line[3:]}" if body.endswith("/") else f"{body} {line[3:]}"
    return body.removesuffix("/")
