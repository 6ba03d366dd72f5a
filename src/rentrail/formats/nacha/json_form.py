"""A file as JSON and back: fields by name, as the layouts declare them, and nothing lost.

Texts are given without the blanks behind them, numbers as numbers, identifiers of digits as
texts. The schema (JSON Schema 2020-12) is made from the same layouts.
"""

import json
from collections.abc import Mapping
from functools import cache
from typing import Any, TypeVar

from rentrail.formats.nacha import addenda
from rentrail.formats.nacha.addenda import AddendaRecord
from rentrail.formats.nacha.entries import ENTRY_CLASSES, EntryDetail, UnclassedEntry
from rentrail.formats.nacha.errors import NachaReadError, NachaWriteError
from rentrail.formats.nacha.fields import RECORD_LENGTH, Column, Kind, Record
from rentrail.formats.nacha.file import AchFile, Batch, Entry
from rentrail.formats.nacha.records import (
    AdvBatchControl,
    AdvFileControl,
    AnyBatchControl,
    AnyBatchHeader,
    BatchControl,
    BatchHeader,
    FileControl,
    FileHeader,
    IatBatchHeader,
)

SCHEMA_ID = "https://rentrail.org/schemas/nacha-file-1.json"
_LINE_ENDS = {"\n": "LF", "\r\n": "CRLF", "\r": "CR", "": "none"}
_Record = TypeVar("_Record", bound=Record)


class NotAFile(ValueError):
    """The JSON holds no Nacha file. The text names the place, and is fit to show a person."""


def to_json(file: AchFile, *, indent: int | None = None) -> str:
    """Give a file as JSON.

    Raises:
        NachaReadError: a number has letters; JSON would have to lose it.
        NachaWriteError: the order of the records is broken.
    """
    return json.dumps(as_data(file), indent=indent, ensure_ascii=False)


def from_json(text: str) -> AchFile:
    """Make a file of its JSON form.

    Raises:
        NotAFile: it is no JSON, or says something else than a file.
        NachaWriteError: a value does not fit its field.
    """
    try:
        data = json.loads(text)
    except ValueError as fault:
        raise NotAFile(f"This is no JSON: {fault}.") from None
    return from_data(data)


def as_data(file: AchFile) -> dict[str, Any]:
    """Give a file as dictionaries and lists, ready for JSON.

    Raises:
        NachaReadError: a number has letters.
        NachaWriteError: the order of the records is broken, which this form cannot say.
    """
    if file.strays or not file.has_uniform_line_ends:
        raise NachaWriteError(field="the file", reason="is broken; this form cannot say how")
    return {
        "header": _values(file.header),
        "batches": [_batch_data(batch) for batch in file.batches],
        "control": _values(file.control),
        "padding_count": file.padding_count,
        "line_end": _LINE_ENDS[file.line_end],
        "ends_with_line_end": file.ends_with_line_end,
        "trailing": list(file.trailing),
    }


def from_data(data: Any) -> AchFile:
    """Make a file of dictionaries and lists.

    Raises:
        NotAFile: they say something else than a file.
        NachaWriteError: a value does not fit its field.
    """
    whole = _mapping(data, "the file")
    batches = tuple(
        _batch(one, f"batch {number}") for number, one in enumerate(_list(whole, "batches"), 1)
    )
    line_ends = {name: line_end for line_end, name in _LINE_ENDS.items()}
    line_end = whole.get("line_end", "LF")
    if line_end not in line_ends:
        raise NotAFile(f"line_end is LF, CRLF, CR or none, not {line_end!r}.")
    header, control = whole.get("header"), whole.get("control")
    return AchFile(
        header=_chosen({"FileHeader": FileHeader}, header, "the file header") if header else None,
        batches=batches,
        control=_chosen(_FILE_CONTROLS, control, "the file control") if control else None,
        padding_count=int(whole.get("padding_count", 0)),
        line_end=line_ends[line_end],
        ends_with_line_end=bool(whole.get("ends_with_line_end", True)),
        trailing=tuple(str(text) for text in whole.get("trailing", ())),
    )


def schema() -> dict[str, Any]:
    """Give the JSON Schema of the form, from the layouts."""
    definitions = {name: _schema_of(cls) for name, cls in record_classes().items()}
    definitions["Entry"] = _object(
        {
            "detail": {"oneOf": [_reference(cls) for cls in _DETAILS.values()]},
            "addenda": {
                "type": "array",
                "items": {"oneOf": [_reference(cls) for cls in _ADDENDA.values()]},
            },
        },
        required=["detail"],
    )
    definitions["Batch"] = _object(
        {
            "header": {"oneOf": [_reference(cls) for cls in _HEADERS.values()]},
            "entries": {"type": "array", "items": {"$ref": "#/$defs/Entry"}},
            "control": {
                "oneOf": [
                    _reference(BatchControl), _reference(AdvBatchControl), {"type": "null"}
                ]
            },
        },
        required=["header", "entries"],
    )  # fmt: skip
    whole = _object(
        {
            "header": {"oneOf": [_reference(FileHeader), {"type": "null"}]},
            "batches": {"type": "array", "items": {"$ref": "#/$defs/Batch"}},
            "control": {
                "oneOf": [_reference(FileControl), _reference(AdvFileControl), {"type": "null"}]
            },
            "padding_count": {"type": "integer", "minimum": 0},
            "line_end": {"enum": list(_LINE_ENDS.values())},
            "ends_with_line_end": {"type": "boolean"},
            "trailing": {"type": "array", "items": {"type": "string"}},
        },
        required=["header", "batches"],
    )
    return {
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        "$id": SCHEMA_ID,
        "title": "A Nacha file",
        **whole,
        "$defs": definitions,
    }


@cache
def record_classes() -> dict[str, type[Record]]:
    """Give the records of a file by the names that the form has for them."""
    classes: dict[str, type[Record]] = {"FileHeader": FileHeader}
    for kind in (_HEADERS, _BATCH_CONTROLS, _FILE_CONTROLS, _DETAILS, _ADDENDA):
        classes.update(kind)
    return classes


_HEADERS: dict[str, type[BatchHeader] | type[IatBatchHeader]] = {
    cls.__name__: cls for cls in (BatchHeader, IatBatchHeader)
}
_BATCH_CONTROLS: dict[str, type[BatchControl] | type[AdvBatchControl]] = {
    cls.__name__: cls for cls in (BatchControl, AdvBatchControl)
}
_FILE_CONTROLS: dict[str, type[FileControl] | type[AdvFileControl]] = {
    cls.__name__: cls for cls in (FileControl, AdvFileControl)
}
_DETAILS: dict[str, type[EntryDetail]] = {
    **{cls.__name__: cls for cls in ENTRY_CLASSES.values()},
    "UnclassedEntry": UnclassedEntry,
}
_ADDENDA: dict[str, type[AddendaRecord]] = {
    name: cls
    for name, cls in vars(addenda).items()
    if isinstance(cls, type) and issubclass(cls, AddendaRecord) and not cls.PARTIAL
}


def _batch_data(batch: Batch) -> dict[str, Any]:
    return {
        "header": _values(batch.header),
        "entries": [
            {"detail": _values(detail), "addenda": [_values(one) for one in addenda]}
            for detail, addenda in batch.entries
        ],
        "control": _values(batch.control),
    }


def _values(record: Record | None) -> dict[str, Any] | None:
    if record is None:
        return None
    if len(record.text) != RECORD_LENGTH:
        message = f"This record has {len(record.text)} characters, which JSON could not say."
        raise NachaReadError(message=message, line=record.line)
    return {"record": type(record).__name__, **record.values()}


def _batch(data: Any, place: str) -> Batch:
    found = _mapping(data, place)
    entries = tuple(
        _entry(one, f"{place}, entry {number}")
        for number, one in enumerate(_list(found, "entries"), 1)
    )
    control: AnyBatchControl | None = None
    if (given := found.get("control")) is not None:
        control = _chosen(_BATCH_CONTROLS, given, f"{place}, control")
    header: AnyBatchHeader = _chosen(_HEADERS, found.get("header"), f"{place}, header")
    return Batch(header=header, entries=entries, control=control)


def _entry(data: Any, place: str) -> Entry:
    found = _mapping(data, place)
    return Entry(
        _chosen(_DETAILS, found.get("detail"), place),
        tuple(
            _chosen(_ADDENDA, one, f"{place}, addenda {number}")
            for number, one in enumerate(found.get("addenda", ()), 1)
        ),
    )


def _chosen(classes: Mapping[str, type[_Record]], data: Any, place: str) -> _Record:
    """Make the record that the data names."""
    found = dict(_mapping(data, place))
    name = found.pop("record", None)
    if name not in classes:
        raise NotAFile(f"There is no record {name!r} for {place}.")
    try:
        return classes[name](**found)
    except TypeError as fault:
        raise NotAFile(f"In {place}: {fault}") from None


def _mapping(data: Any, place: str) -> Mapping[str, Any]:
    if not isinstance(data, Mapping):
        raise NotAFile(f"Fields with names are needed for {place}.")
    return data


def _list(data: Mapping[str, Any], name: str) -> list[Any]:
    found = data.get(name, [])
    if not isinstance(found, list):
        raise NotAFile(f"{name} is a list.")
    return found


def _object(properties: dict[str, Any], *, required: list[str]) -> dict[str, Any]:
    return {
        "type": "object",
        "properties": properties,
        "required": required,
        "additionalProperties": False,
    }


def _reference(cls: type[Record]) -> dict[str, str]:
    return {"$ref": f"#/$defs/{cls.__name__}"}


def _schema_of(cls: type[Record]) -> dict[str, Any]:
    fields = {column.name: _schema_of_field(column) for column in cls.COLUMNS}
    required = [column.name for column in cls.COLUMNS if column.default is None]
    return _object({"record": {"const": cls.__name__}, **fields}, required=["record", *required])


def _schema_of_field(column: Column) -> dict[str, Any]:
    if column.kind is Kind.NUMERIC:
        return {"type": "integer", "minimum": 0, "maximum": 10**column.width - 1}
    if column.kind is Kind.DIGITS:
        pattern = f"^[0-9]{{{column.width}}}$"
        return {"type": "string", "pattern": pattern if column.mandatory else f"{pattern}|^$"}
    return {"type": "string", "maxLength": column.width, "pattern": "^[ -~]*$"}
