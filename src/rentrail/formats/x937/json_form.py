"""A file as JSON and back: fields by name, as the layouts declare them, and nothing lost.

Texts are given without the blanks that fill them, numbers as numbers, images in base64. A record
that could not be made of its fields again (blanks where there are none usually, letters in a
number, a length that is wrong) is given as its `text`.
"""

import json
from base64 import b64decode, b64encode
from collections.abc import Callable, Mapping
from typing import Any

from rentrail.formats.x937.encoding import Encoding
from rentrail.formats.x937.errors import X937ReadError, X937WriteError
from rentrail.formats.x937.fields import Record
from rentrail.formats.x937.file import X937File
from rentrail.formats.x937.framing import Form, Framing
from rentrail.formats.x937.layouts import CLASSES, UnknownRecord
from rentrail.formats.x937.reader import file_of
from rentrail.formats.x937.views import ImageViewData

LINE_ENDS = {
    "none": b"", "LF": b"\n", "CRLF": b"\r\n", "CR": b"\r", "EBCDIC CRLF": b"\x0d\x25",
    "EBCDIC LF": b"\x25", "EBCDIC NL": b"\x15",
}  # fmt: skip
_LINE_END_NAMES = {line_end: name for name, line_end in LINE_ENDS.items()}
_CLASSES: dict[str, type[Record]] = {
    **{cls.__name__: cls for cls in CLASSES.values()},
    UnknownRecord.__name__: UnknownRecord,
}
_BINARY = ("image", "digital_signature")


class NotAFile(ValueError):
    """The JSON holds no X9.37 file. The text names the place, and is fit to show a person."""


def to_json(file: X937File, *, indent: int | None = None) -> str:
    """Give a file as JSON."""
    return json.dumps(as_data(file), indent=indent, ensure_ascii=False)


def from_json(text: str) -> X937File:
    """Make a file of its JSON form.

    Raises:
        NotAFile: it is no JSON, or says something else than a file.
        X937WriteError: a value does not fit its field.
    """
    try:
        data = json.loads(text)
    except ValueError as fault:
        raise NotAFile(f"This is no JSON: {fault}.") from None
    return from_data(data)


def as_data(file: X937File) -> dict[str, Any]:
    """Give a file as dictionaries and lists, ready for JSON."""
    encoding, framing, line_end = file.form
    return {
        "encoding": encoding.value,
        "framing": framing.value,
        "line_end": _LINE_END_NAMES[line_end],
        "ends_with_line_end": file.ends_with_line_end,
        "records": [record_data(record) for record in file.records],
        "rest": b64encode(file.rest).decode(),
    }


def record_data(record: Record) -> dict[str, Any]:
    """Give a record by its fields, or as its text where its fields are not all of it."""
    data: dict[str, Any] = {"record": type(record).__name__}
    binary: dict[str, bytes] = {}
    if isinstance(record, ImageViewData):
        binary = {name: getattr(record, name) for name in _BINARY}
    data |= _values_of(record, binary) or {"text": record.text}
    return data | {name: b64encode(value).decode() for name, value in binary.items()}


def from_data(data: Any) -> X937File:
    """Make a file of dictionaries and lists.

    Raises:
        NotAFile: they say something else than a file.
        X937WriteError: a value does not fit its field.
    """
    whole = _mapping(data, "the file")
    if unknown := sorted(whole.keys() - _PARTS.keys()):
        raise NotAFile(f"There is no {unknown[0]!r} in the file.")
    for name, (is_fitting, expected) in _PARTS.items():
        if name in whole and not is_fitting(whole[name]):
            raise NotAFile(f"{name} is {expected}, not {whole[name]!r}.")
    form = Form(
        Encoding(whole.get("encoding", Encoding.EBCDIC.value)),
        Framing(whole.get("framing", Framing.LENGTH_PREFIXED.value)),
        LINE_ENDS[whole.get("line_end", "none")],
    )
    if (form.framing is Framing.LINES) is not bool(form.line_end):
        raise NotAFile("line_end belongs to the framing by lines, and to no other.")
    records = [
        _record(one, f"record {number}") for number, one in enumerate(whole.get("records", ()), 1)
    ]
    made = file_of(records, form)
    return X937File(
        records=made.records,
        form=form,
        ends_with_line_end=whole.get("ends_with_line_end", bool(form.line_end)),
        rest=_bytes(whole.get("rest", ""), "the rest"),
        header=made.header,
        cash_letters=made.cash_letters,
        control=made.control,
    )


def _values_of(record: Record, binary: Mapping[str, bytes]) -> dict[str, Any] | None:
    """Give the fields; None where they don't make the same record again."""
    try:
        values = {name: _blank_for_none(value) for name, value in record.values().items()}
        again = type(record)(**values, **binary)
    except (X937ReadError, X937WriteError, TypeError):
        return None
    return values if again == record and values else None


def _blank_for_none(value: Any) -> Any:
    return "" if value is None else value


def _record(data: Any, place: str) -> Record:
    found = dict(_mapping(data, place))
    name = found.pop("record", None)
    cls = _CLASSES.get(name) if isinstance(name, str) else None
    if cls is None:
        raise NotAFile(f"There is no record {name!r} for {place}.")
    binary: dict[str, bytes] = {}
    if cls is ImageViewData:
        binary = {one: _bytes(found.pop(one, ""), f"{place}, {one}") for one in _BINARY}
    text = found.pop("text", None)
    if text is not None:
        return _record_of_text(cls, text, binary, place)
    if cls is UnknownRecord:
        raise NotAFile(f"In {place}: a record of unknown type is given as its text.")
    try:
        return cls(**found, **binary)
    except TypeError as fault:
        raise NotAFile(f"In {place}: {fault}") from None


def _record_of_text(
    cls: type[Record], text: object, binary: Mapping[str, bytes], place: str
) -> Record:
    if not isinstance(text, str) or any(ord(character) > 255 for character in text):
        raise NotAFile(f"In {place}: text is characters of one byte each.")
    record = cls.holding(text)
    if isinstance(record, ImageViewData):
        return record.with_binary(binary["image"], binary["digital_signature"])
    return record


def _mapping(data: Any, place: str) -> Mapping[str, Any]:
    if not isinstance(data, Mapping):
        raise NotAFile(f"{place} is an object with names, not {data!r}.")
    return data


def _bytes(value: object, place: str) -> bytes:
    try:
        return b64decode(value, validate=True) if isinstance(value, str) else b64decode(b"=")
    except ValueError:
        raise NotAFile(f"{place} must be base64.") from None


def _is_truth(value: Any) -> bool:
    return isinstance(value, bool)


def _is_list(value: Any) -> bool:
    return isinstance(value, list)


def _is_text(value: Any) -> bool:
    return isinstance(value, str)


_PARTS: dict[str, tuple[Callable[[Any], bool], str]] = {
    "encoding": (lambda value: value in [one.value for one in Encoding], "EBCDIC or ASCII"),
    "framing": (
        lambda value: value in [one.value for one in Framing], "length-prefixed, lines or none"
    ),
    "line_end": (lambda value: value in list(LINE_ENDS), f"one of {', '.join(LINE_ENDS)}"),
    "ends_with_line_end": (_is_truth, "true or false"),
    "records": (_is_list, "a list"),
    "rest": (_is_text, "base64"),
}  # fmt: skip
