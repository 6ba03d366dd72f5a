"""Making one file of several, and several of one: nothing is lost, and no trace number doubled."""

from collections.abc import Callable, Iterable, Iterator, Sequence

from rentrail.formats.nacha.assembling import batch_of, file_of
from rentrail.formats.nacha.file import AchFile, Batch, Entry
from rentrail.formats.nacha.records import BLOCKING_FACTOR, AnyBatchHeader, FileHeader


class FilesNotMergeable(ValueError):
    """Files cannot become one. The text is fit to show a person."""


class FileNotSplittable(ValueError):
    """A file cannot be cut as asked. The text is fit to show a person."""


def merge(
    files: Sequence[AchFile], *, header: FileHeader | None = None, join_batches: bool = False
) -> AchFile:
    """Make one file of several, with their batches numbered anew from 1.

    The first file's header is kept unless another is given; line ends and padding are the first
    file's. With `join_batches`, batches whose headers differ in their number only become one,
    with their entries in the order of their trace numbers.

    Raises:
        FilesNotMergeable: there is none, one is broken, they go to different banks, or two
            entries have the same trace number.
    """
    if not files:
        raise FilesNotMergeable("There is no file to merge.")
    first = files[0]
    for number, file in enumerate(files, 1):
        _refuse_unfit(file, number, first, is_header_given=header is not None)
    batches = [batch for file in files for batch in file.batches]
    if join_batches:
        batches = list(_joined(batches))
    _refuse_double_traces(batches)
    kept = header or first.header
    assert kept is not None  # noqa: S101 (a file without a header was refused)
    return file_of(
        kept,
        batches,
        line_end=first.line_end,
        padded=not _is_unpadded(first),
        ends_with_line_end=first.ends_with_line_end,
        renumbered=True,
    )


def split(
    file: AchFile,
    *,
    by: Callable[[AnyBatchHeader], object] | None = None,
    record_count_max: int | None = None,
    file_id_modifiers: Sequence[str] = "ABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789",
) -> list[AchFile]:
    """Make several files of one: by what their batch headers say, by size, or both.

    `by` gives what the batches of one file have in common (an SEC code, a company); with
    `record_count_max` no file has more records, padding included, and batches are cut in two
    where they must. The files get the ID modifiers in order, from that of the file on.

    Raises:
        FileNotSplittable: the file is broken, the limit leaves no room for an entry, or there are
            more files than modifiers.
    """
    header = file.header
    if header is None or file.strays or not file.has_uniform_line_ends:
        raise FileNotSplittable("The file is broken; put it in order first.")
    if not file.batches:
        return [file]
    groups: dict[object, list[Batch]] = {}
    for batch in file.batches:
        groups.setdefault(by(batch.header) if by else None, []).append(batch)
    parts = [part for group in groups.values() for part in _parts(group, record_count_max)]
    start = _place_of(header.file_id_modifier, file_id_modifiers)
    if start + len(parts) > len(file_id_modifiers):
        raise FileNotSplittable(f"There are not enough file ID modifiers for {len(parts)} files.")
    return [
        file_of(
            header.replace(file_id_modifier=file_id_modifiers[start + number]),
            part,
            line_end=file.line_end,
            padded=not _is_unpadded(file),
            ends_with_line_end=file.ends_with_line_end,
            renumbered=True,
        )
        for number, part in enumerate(parts)
    ]


def _place_of(modifier: str, modifiers: Sequence[str]) -> int:
    if modifier not in tuple(modifiers):
        raise FileNotSplittable(f"{modifier!r} is no file ID modifier.")
    return modifiers.index(modifier)


def _refuse_unfit(file: AchFile, number: int, first: AchFile, *, is_header_given: bool) -> None:
    if file.header is None or file.strays or not file.has_uniform_line_ends:
        raise FilesNotMergeable(f"File {number} is broken; put it in order first.")
    assert first.header is not None  # noqa: S101 (the first was looked at first)
    for name in ("immediate_destination", "immediate_origin"):
        if not is_header_given and file.header.raw(name) != first.header.raw(name):
            raise FilesNotMergeable(
                f"File {number} has another {name.replace('_', ' ')} than the first."
            )


def _refuse_double_traces(batches: Iterable[Batch]) -> None:
    seen: set[str] = set()
    for batch in batches:
        for entry in batch.entries:
            trace = entry.detail.trace_number
            if trace in seen:
                raise FilesNotMergeable(f"Two entries have the trace number {trace}.")
            seen.add(trace)


def _joined(batches: Iterable[Batch]) -> Iterator[Batch]:
    alike: dict[tuple[type, str], list[Batch]] = {}
    for batch in batches:
        header = batch.header
        key = (type(header), header.replace(batch_number=0).text)
        alike.setdefault(key, []).append(batch)
    for found in alike.values():
        entries = [entry for batch in found for entry in batch.entries]
        yield batch_of(
            found[0].header, sorted(entries, key=lambda entry: entry.detail.trace_number)
        )


def _is_unpadded(file: AchFile) -> bool:
    """Tell whether a file shows that it was written without padding."""
    return not file.padding_count and sum(1 for _ in file.records()) % BLOCKING_FACTOR > 0


def _parts(batches: Sequence[Batch], record_count_max: int | None) -> Iterator[list[Batch]]:
    if record_count_max is None:
        yield list(batches)
        return
    room = record_count_max - record_count_max % BLOCKING_FACTOR - 2  # header and control
    part: list[Batch] = []
    left = room
    for batch in batches:
        for piece in _pieces(batch, room):
            size = _size(piece)
            if size > left:
                yield part
                part, left = [], room
            part.append(piece)
            left -= size
    yield part


def _pieces(batch: Batch, room: int) -> Iterator[Batch]:
    entries: list[Entry] = []
    left = room - 2
    for entry in batch.entries:
        size = 1 + len(entry.addenda)
        if size > room - 2:
            raise FileNotSplittable(f"The entry in line {entry.line} does not fit the limit.")
        if size > left:
            yield batch_of(batch.header, entries)
            entries, left = [], room - 2
        entries.append(entry)
        left -= size
    yield batch_of(batch.header, entries)


def _size(batch: Batch) -> int:
    return 2 + sum(1 + len(entry.addenda) for entry in batch.entries)
