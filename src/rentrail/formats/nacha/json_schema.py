"""The JSON Schema (2020-12) of a file's JSON form, made from the layouts."""

from typing import Any

from rentrail.formats.nacha import json_form
from rentrail.formats.nacha.fields import Column, Kind, Record
from rentrail.formats.nacha.records import (
    AdvBatchControl,
    AdvFileControl,
    BatchControl,
    FileControl,
    FileHeader,
)

SCHEMA_ID = "https://rentrail.org/schemas/nacha-file-1.json"


def schema() -> dict[str, Any]:
    """Give the JSON Schema of the form, from the layouts."""
    definitions = {name: _schema_of(cls) for name, cls in json_form.record_classes().items()}
    definitions["Entry"] = _object(
        {
            "detail": {"oneOf": [_reference(cls) for cls in json_form.DETAILS.values()]},
            "addenda": {
                "type": "array",
                "items": {"oneOf": [_reference(cls) for cls in json_form.ADDENDA.values()]},
            },
        },
        required=["detail"],
    )
    definitions["Batch"] = _object(
        {
            "header": {"oneOf": [_reference(cls) for cls in json_form.HEADERS.values()]},
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
            "line_end": {"enum": list(json_form.LINE_ENDS)},
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
