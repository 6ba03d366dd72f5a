"""A file as CSV and back: a row for each record, a column for each field, and nothing lost.

The first row tells the form of the lines. What only counts and adds up (controls, padding) may be
left out of a CSV file that is made by hand: then it is worked out.
"""

import csv
import io
from collections.abc import Iterable, Iterator, Mapping
from itertools import islice
from typing import Any

from rentrail.formats.nacha.assembling import batch_of, file_of
from rentrail.formats.nacha.errors import NachaReadError
from rentrail.formats.nacha.fields import Kind, Record
from rentrail.formats.nacha.file import AchFile, Batch
from rentrail.formats.nacha.json_form import (
    LINE_END_NAMES,
    NotAFile,
    from_data,
    record_classes,
    refuse_broken,
    values_of,
)
from rentrail.formats.nacha.parts import (
    Outline,
    Rereadable,
    iter_parts,
    iter_records,
    outline_first,
)

FORM = "Form"  # of the row that tells the form of the lines
ROWS_PER_PIECE = 2_000

_FORM_FIELDS = ("line_end", "ends_with_line_end", "padding_count")


def to_csv(file: AchFile) -> str:
    """Give a file as CSV.

    Raises:
        NachaReadError: CSV could not say what it is: a number has letters, the file control is
            missing, or lines follow the last record.
        NachaWriteError: the order of the records is broken.
    """
    return "".join(iter_csv(file))


def iter_csv(source: Rereadable) -> Iterator[str]:
    """Give a file's CSV form piece by piece; an open file is read twice, in little memory.

    Raises:
        NachaReadError: see `to_csv`; what was given by then is of no use.
        NachaWriteError: the order of the records is broken.
    """
    drawn = outline_first(source)
    refuse_broken(is_in_order=drawn.is_in_order)
    if drawn.trailing:
        raise NachaReadError(message="Lines follow the last record, which CSV could not say.")
    if drawn.header and not drawn.control:
        raise NachaReadError(message="The file control is missing; from CSV it would be made anew.")
    columns = [column.name for cls in drawn.record_classes for column in cls.COLUMNS]
    names = list(dict.fromkeys(["record", *_FORM_FIELDS, *columns]))
    rows = iter(_rows(drawn, source))
    yield _written([names])
    while some := list(islice(rows, ROWS_PER_PIECE)):
        yield _written([row.get(name, "") for name in names] for row in some)


def from_csv(text: str) -> AchFile:
    """Make a file of its CSV form; controls and padding that are left out are worked out.

    Raises:
        NotAFile: the rows are no file.
        NachaWriteError: a value does not fit its field.
        NachaReadError: a number of a header has letters.
    """
    reader = csv.DictReader(io.StringIO(text))
    if "record" not in (reader.fieldnames or ()):
        raise NotAFile("The first line names the columns, and one of them is record.")
    data: dict[str, Any] = {"batches": []}
    for number, row in enumerate(reader, 2):
        _take(row, number, data)
    return _completed(from_data(data))


def _rows(drawn: Outline, source: Rereadable) -> Iterator[dict[str, Any]]:
    form = {
        "line_end": LINE_END_NAMES[drawn.line_end],
        "ends_with_line_end": drawn.ends_with_line_end,
        "padding_count": drawn.padding_count,
    }
    yield {"record": FORM, **form}
    for record in iter_records(iter_parts(source)):
        yield values_of(record)


def _written(rows: Iterable[Iterable[object]]) -> str:
    text = io.StringIO()
    csv.writer(text, lineterminator="\n").writerows(rows)
    return text.getvalue()


def _take(row: Mapping[str, Any], number: int, data: dict[str, Any]) -> None:
    """Put one row where it belongs, as the JSON form has it."""
    name = row["record"]
    if name == FORM:
        data.update(_form(row, number))
        return
    cls = record_classes().get(name)
    if cls is None:
        raise NotAFile(f"Line {number}: there is no record {name!r}.")
    values, batches = {"record": name, **dict(_values(cls, row, number))}, data["batches"]
    match cls.TYPE:
        case "1":
            data["header"] = values
        case "5":
            batches.append({"header": values, "entries": []})
        case "9":
            data["control"] = values
        case _ if not batches:
            raise NotAFile(f"Line {number}: this {name} is in no batch.")
        case "6":
            batches[-1]["entries"].append({"detail": values, "addenda": []})
        case "8":
            batches[-1]["control"] = values
        case _ if not batches[-1]["entries"]:
            raise NotAFile(f"Line {number}: this {name} belongs to no entry.")
        case _:
            batches[-1]["entries"][-1]["addenda"].append(values)


def _form(row: Mapping[str, Any], number: int) -> Iterable[tuple[str, object]]:
    padding = row.get("padding_count") or "0"
    if not padding.isdecimal():
        raise NotAFile(f"Line {number}: padding_count is a number, not {padding!r}.")
    yield "line_end", row.get("line_end") or "LF"
    yield "ends_with_line_end", row.get("ends_with_line_end") != "False"
    yield "padding_count", int(padding)


def _values(cls: type[Record], row: Mapping[str, Any], number: int) -> Iterator[tuple[str, object]]:
    for column in cls.COLUMNS:
        raw = row.get(column.name) or ""
        if column.kind is not Kind.NUMERIC:
            if raw or column.default is None or column.name in row:
                yield column.name, raw
        elif raw.isdecimal():
            yield column.name, int(raw)
        elif raw or column.default is None:
            raise NotAFile(f"Line {number}: {column.name} is a number, not {raw!r}.")


def _completed(file: AchFile) -> AchFile:
    """Work out what was left out."""
    if file.control is not None or file.header is None:
        return file
    batches = [batch if batch.control else _proven(batch) for batch in file.batches]
    return file_of(
        file.header,
        batches,
        line_end=file.line_end,
        ends_with_line_end=file.ends_with_line_end,
    )


def _proven(batch: Batch) -> Batch:
    return batch_of(batch.header, batch.entries)
