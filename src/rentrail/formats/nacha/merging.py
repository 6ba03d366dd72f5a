"""Making one file of several: nothing is lost, and no trace number doubled."""

from collections.abc import Iterable, Iterator, Sequence

from rentrail.formats.nacha.assembling import file_of
from rentrail.formats.nacha.errors import NachaReadError, NachaWriteError
from rentrail.formats.nacha.file import AchFile, Batch, Entry
from rentrail.formats.nacha.parts import (
    BatchEnd,
    Outline,
    Rereadable,
    iter_parts,
    outline_first,
)
from rentrail.formats.nacha.reader import parse
from rentrail.formats.nacha.records import (
    AnyBatchHeader,
    BatchHeader,
    FileHeader,
    IatBatchHeader,
)
from rentrail.formats.nacha.rewriting import (
    BatchesWriter,
    SumsDiffer,
    SumsOfFile,
    TracesOfFiles,
)


class FilesNotMergeable(ValueError):
    """Files cannot become one. The text is fit to show a person."""


def merge(
    files: Sequence[AchFile], *, header: FileHeader | None = None, join_batches: bool = False
) -> AchFile:
    """Make one file of several, with their batches numbered anew from 1.

    The first file's header is kept unless another is given; line ends and padding are the first
    file's. With `join_batches`, batches whose headers differ in their number only become one,
    with their entries in the order of their trace numbers.

    Raises:
        FilesNotMergeable: there is none, one is broken or its controls do not agree with it, they
            go to different banks, or two entries have the same trace number.
    """
    merged = parse(b"".join(iter_merged(files, header=header)))
    return _joined(merged) if join_batches else merged


def iter_merged(
    files: Sequence[Rereadable], *, header: FileHeader | None = None
) -> Iterator[bytes]:
    """Give the one file that `merge` makes piece by piece, in little memory.

    Raises:
        FilesNotMergeable: see `merge`; what was given by then is of no use.
    """
    if not files:
        raise FilesNotMergeable("There is no file to merge.")
    outlines = [outline_first(file) for file in files]
    for number, one in enumerate(outlines, 1):
        _refuse_unfit(one, number, outlines[0], is_header_given=header is not None)
    kept = header or outlines[0].header
    assert kept is not None  # noqa: S101 (a file without a header was refused)
    writer, traces = BatchesWriter(kept, like=outlines[0]), TracesOfFiles()
    for number, (file, drawn) in enumerate(zip(files, outlines, strict=True), 1):
        try:
            yield from _copied(file, drawn, writer, traces)
        except SumsDiffer as fault:
            raise FilesNotMergeable(f"File {number} is not whole: {fault}") from None
        except (NachaReadError, NachaWriteError) as fault:
            raise FilesNotMergeable(f"File {number} is broken: {fault}.") from None
    writer.finish()
    yield writer.lines.taken()
    if trace := traces.repeated():
        raise FilesNotMergeable(f"Two entries have the trace number {trace}.")


def _copied(
    file: Rereadable, drawn: Outline, writer: BatchesWriter, traces: TracesOfFiles
) -> Iterator[bytes]:
    """Write all batches of a file, and hold its controls against them."""
    sums = SumsOfFile()
    batch: AnyBatchHeader | None = None
    for part in iter_parts(file):
        match part:
            case Entry():
                writer.entry(part)
                traces.add(part)
                if writer.lines.are_many:
                    yield writer.lines.taken()
            case BatchEnd():
                assert batch is not None  # noqa: S101 (a batch begins before it ends)
                sums.add(writer.end(part.control))
                sums.prove_batch(batch, part.control)
            case BatchHeader() | IatBatchHeader():
                batch = part
                writer.begin(batch)
            case _:
                pass  # the file's own header and control stand in its outline
    sums.prove_file(drawn.control)


def _refuse_unfit(file: Outline, number: int, first: Outline, *, is_header_given: bool) -> None:
    if file.header is None or not file.is_in_order:
        raise FilesNotMergeable(f"File {number} is broken; put it in order first.")
    assert first.header is not None  # noqa: S101 (the first was looked at first)
    for name in ("immediate_destination", "immediate_origin"):
        if not is_header_given and file.header.raw(name) != first.header.raw(name):
            raise FilesNotMergeable(
                f"File {number} has another {name.replace('_', ' ')} than the first."
            )


def _joined(file: AchFile) -> AchFile:
    assert file.header is not None  # noqa: S101 (it was just made)
    return file_of(
        file.header,
        list(_of_equal_headers(file.batches)),
        line_end=file.line_end,
        padded=outline_first(file).is_padded,
        ends_with_line_end=file.ends_with_line_end,
        renumbered=True,
    )


def _of_equal_headers(batches: Iterable[Batch]) -> Iterator[Batch]:
    alike: dict[tuple[type, str], list[Batch]] = {}
    for batch in batches:
        key = (type(batch.header), batch.header.replace(batch_number=0).text)
        alike.setdefault(key, []).append(batch)
    for found in alike.values():
        entries = [entry for batch in found for entry in batch.entries]
        yield Batch(
            header=found[0].header,
            entries=tuple(sorted(entries, key=lambda entry: entry.detail.trace_number)),
        )
