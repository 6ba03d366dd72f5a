"""A file as JSON and back: fields by name, as the layouts declare them, and nothing lost.

Texts are given without the blanks behind them, numbers as numbers, identifiers of digits as
texts. The schema (JSON Schema 2020-12) is made from the same layouts.
"""

import json
from collections.abc import Callable, Iterator, Mapping
from functools import cache
from typing import Any, TypeVar

from rentrail.formats.nacha import addenda
from rentrail.formats.nacha.addenda import AddendaRecord
from rentrail.formats.nacha.entries import ENTRY_CLASSES, EntryDetail, UnclassedEntry
from rentrail.formats.nacha.errors import NachaReadError, NachaWriteError
from rentrail.formats.nacha.fields import RECORD_LENGTH, Record
from rentrail.formats.nacha.file import AchFile, Batch, Entry
from rentrail.formats.nacha.parts import BatchEnd, Rereadable, iter_parts, outline_first
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


def iter_json(source: Rereadable) -> Iterator[str]:
    """Give a file's JSON form piece by piece, with each entry on a line of its own.

    An open file is read twice, and little of it is in memory at once.

    Raises:
        NachaReadError: a number has letters; what was given by then is of no use.
        NachaWriteError: the order of the records is broken.
    """
    drawn = outline_first(source)
    refuse_broken(is_in_order=drawn.is_in_order)
    yield f'{{"header": {_dumped(drawn.header)},\n"batches": ['
    between, is_first_batch = "", True
    for part in iter_parts(source):
        match part:
            case Entry(detail, addenda):
                written = ", ".join([_dumped(one) for one in addenda])
                yield f'{between}\n{{"detail": {_dumped(detail)}, "addenda": [{written}]}}'
                between = ","
            case BatchEnd(control):
                yield f'],\n"control": {_dumped(control)}}}'
            case BatchHeader() | IatBatchHeader():
                yield f'{"" if is_first_batch else ","}\n{{"header": {_dumped(part)}, "entries": ['
                between, is_first_batch = "", False
            case _:
                pass  # the file's own header and control stand in the outline
    rest = {
        "padding_count": drawn.padding_count,
        "line_end": LINE_END_NAMES[drawn.line_end],
        "ends_with_line_end": drawn.ends_with_line_end,
        "trailing": list(drawn.trailing),
    }
    yield f'],\n"control": {_dumped(drawn.control)},\n{json.dumps(rest)[1:]}\n'


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
    refuse_broken(is_in_order=not file.strays and file.has_uniform_line_ends)
    return {
        "header": _values(file.header),
        "batches": [_batch_data(batch) for batch in file.batches],
        "control": _values(file.control),
        "padding_count": file.padding_count,
        "line_end": LINE_END_NAMES[file.line_end],
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
    if unknown := sorted(whole.keys() - _PARTS.keys()):
        raise NotAFile(f"There is no {unknown[0]!r} in the file.")
    for name, (is_fitting, expected) in _PARTS.items():
        if name in whole and not is_fitting(whole[name]):
            raise NotAFile(f"{name} is {expected}, not {whole[name]!r}.")
    header, control = whole.get("header"), whole.get("control")
    return AchFile(
        header=_chosen({"FileHeader": FileHeader}, header, "the file header") if header else None,
        batches=tuple(
            _batch(one, f"batch {number}") for number, one in enumerate(whole.get("batches", ()), 1)
        ),
        control=_chosen(FILE_CONTROLS, control, "the file control") if control else None,
        padding_count=whole.get("padding_count", 0),
        line_end=LINE_ENDS[whole.get("line_end", "LF")],
        ends_with_line_end=whole.get("ends_with_line_end", True),
        trailing=tuple(whole.get("trailing", ())),
    )


@cache
def record_classes() -> dict[str, type[Record]]:
    """Give the records of a file by the names that the form has for them."""
    classes: dict[str, type[Record]] = {"FileHeader": FileHeader}
    for kind in (HEADERS, BATCH_CONTROLS, FILE_CONTROLS, DETAILS, ADDENDA):
        classes.update(kind)
    return classes


def refuse_broken(*, is_in_order: bool) -> None:
    """Refuse a file of which a line has no place.

    Raises:
        NachaWriteError: it has such a line.
    """
    if not is_in_order:
        raise NachaWriteError(field="the file", reason="is broken; this form cannot say how")


def values_of(record: Record) -> dict[str, Any]:
    """Give the fields of a record by name, with the name of the record itself.

    Raises:
        NachaReadError: a number has letters, or the record is too long or short.
    """
    if len(record.text) != RECORD_LENGTH:
        message = f"This record has {len(record.text)} characters, which JSON could not say."
        raise NachaReadError(message=message, line=record.line)
    return {"record": type(record).__name__, **record.values()}


LINE_ENDS = {"LF": "\n", "CRLF": "\r\n", "CR": "\r", "none": ""}
LINE_END_NAMES = {line_end: name for name, line_end in LINE_ENDS.items()}


def _is_any(value: Any) -> bool:
    return True


def _is_list(value: Any) -> bool:
    return isinstance(value, list)


def _is_list_of_texts(value: Any) -> bool:
    return isinstance(value, list) and all(isinstance(one, str) for one in value)


def _is_count(value: Any) -> bool:
    return type(value) is int and value >= 0


def _is_truth(value: Any) -> bool:
    return isinstance(value, bool)


def _is_line_end(value: Any) -> bool:
    return isinstance(value, str) and value in LINE_ENDS


# What a file's parts may be; headers, batches and controls are looked at further when read.
_PARTS: dict[str, tuple[Callable[[Any], bool], str]] = {
    "header": (_is_any, "a record"),
    "batches": (_is_list, "a list"),
    "control": (_is_any, "a record"),
    "padding_count": (_is_count, "a whole number"),
    "line_end": (_is_line_end, "LF, CRLF, CR or none"),
    "ends_with_line_end": (_is_truth, "true or false"),
    "trailing": (_is_list_of_texts, "a list of texts"),
}
HEADERS: dict[str, type[BatchHeader] | type[IatBatchHeader]] = {
    cls.__name__: cls for cls in (BatchHeader, IatBatchHeader)
}
BATCH_CONTROLS: dict[str, type[BatchControl] | type[AdvBatchControl]] = {
    cls.__name__: cls for cls in (BatchControl, AdvBatchControl)
}
FILE_CONTROLS: dict[str, type[FileControl] | type[AdvFileControl]] = {
    cls.__name__: cls for cls in (FileControl, AdvFileControl)
}
DETAILS: dict[str, type[EntryDetail]] = {
    **{cls.__name__: cls for cls in ENTRY_CLASSES.values()},
    "UnclassedEntry": UnclassedEntry,
}
ADDENDA: dict[str, type[AddendaRecord]] = {
    name: cls
    for name, cls in vars(addenda).items()
    if isinstance(cls, type) and issubclass(cls, AddendaRecord) and not cls.PARTIAL
}


def _batch_data(batch: Batch) -> dict[str, Any]:
    return {
        "header": values_of(batch.header),
        "entries": [
            {"detail": values_of(detail), "addenda": [values_of(one) for one in addenda]}
            for detail, addenda in batch.entries
        ],
        "control": _values(batch.control),
    }


def _values(record: Record | None) -> dict[str, Any] | None:
    return values_of(record) if record else None


def _dumped(record: Record | None) -> str:
    return json.dumps(_values(record), ensure_ascii=False)


def _batch(data: Any, place: str) -> Batch:
    found = _mapping(data, place)
    entries = tuple(
        _entry(one, f"{place}, entry {number}")
        for number, one in enumerate(_list(found, "entries"), 1)
    )
    control: AnyBatchControl | None = None
    if (given := found.get("control")) is not None:
        control = _chosen(BATCH_CONTROLS, given, f"{place}, control")
    header: AnyBatchHeader = _chosen(HEADERS, found.get("header"), f"{place}, header")
    return Batch(header=header, entries=entries, control=control)


def _entry(data: Any, place: str) -> Entry:
    found = _mapping(data, place)
    return Entry(
        _chosen(DETAILS, found.get("detail"), place),
        tuple(
            _chosen(ADDENDA, one, f"{place}, addenda {number}")
            for number, one in enumerate(_list(found, "addenda"), 1)
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
