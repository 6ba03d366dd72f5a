"""Lists as CSV files that a spreadsheet opens without running anything in them (SEC-2)."""

import csv
import io
from collections.abc import Iterable, Sequence

from django.http import HttpResponse

FORMULA_STARTS = ("=", "+", "-", "@", "\t", "\r")


def csv_response(
    *, name: str, header: Sequence[str], rows: Iterable[Sequence[object]]
) -> HttpResponse:
    """Answer with a CSV file to be saved."""
    text = io.StringIO()
    writer = csv.writer(text)
    writer.writerow(header)
    writer.writerows([harmless(cell) for cell in row] for row in rows)
    return HttpResponse(
        text.getvalue(),
        content_type="text/csv; charset=utf-8",
        headers={"Content-Disposition": f'attachment; filename="{name}"'},
    )


def harmless(cell: object) -> object:
    """Keep a spreadsheet from taking a text for a formula; numbers stay numbers.

    >>> harmless("=2+5"), harmless("Rent"), harmless(-5)
    ("'=2+5", 'Rent', -5)
    """
    if isinstance(cell, str) and cell.startswith(FORMULA_STARTS):
        return f"'{cell}"
    return cell
