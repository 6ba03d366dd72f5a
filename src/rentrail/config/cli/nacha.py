"""`rentrail nacha …`: check, show, change and explain Nacha files, without a database."""

import argparse
import contextlib
import dataclasses
import sys
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path

from rentrail.config.cli import bank_file_pages, bank_files, output
from rentrail.config.cli.refusals import Refused
from rentrail.formats import nacha
from rentrail.formats.nacha.lines import CHUNK_SIZE, Readable
from rentrail.formats.nacha.parts import Rereadable
from rentrail.formats.nacha.records import AnyBatchHeader

FINE, BAD = 0, 1


def validate(args: argparse.Namespace) -> int:
    """Say all that is wrong with each file."""
    bank = bank_files.bank_rules(args.rules, args.today) if args.rules else None
    verdicts = []
    for name in args.files:
        with bank_files.opened(name) as source:
            problems = nacha.validate(source, today=args.today, bank=bank)
        verdicts.append(bank_files.verdict(name, problems))
        if not args.json:
            bank_files.show_problems(name, problems)
    if args.json:
        output.show_json({"files": verdicts})
    return BAD if any(verdict["errors"] for verdict in verdicts) else FINE


def inspect(args: argparse.Namespace) -> None:
    """Show what a file holds, for people."""
    with bank_files.reading(args.file) as source:
        for line in bank_file_pages.page_of(source, level=args.level, unmasked=args.unmasked):
            print(line)


def convert(args: argparse.Namespace) -> None:
    """Write a file in another form."""
    with bank_files.reading(args.file) as source:
        pieces = bank_files.pieces_of(args.file, _FORMS[args.to](source))
        if args.output:
            bank_files.save(args.output, pieces, inputs=[args.file])
        else:
            for piece in pieces:
                sys.stdout.buffer.write(piece)


def diff(args: argparse.Namespace) -> int:
    """Show in what two files differ, field by field."""
    with bank_files.reading(args.first) as first, bank_files.reading(args.second) as second:
        found = bank_file_pages.differences(first, second, unmasked=args.unmasked)
        if args.json:
            told = list(found)
            output.show_json({"same": not told, "differences": told})
            return BAD if told else FINE
        is_same = True
        for line in found:
            is_same = False
            print(line)
    if is_same:
        print("The files are the same.")
    return FINE if is_same else BAD


def fix(args: argparse.Namespace) -> None:
    """Work out counts, totals, hashes and padding anew; write the file only where asked."""
    changes: list[nacha.Change] = []
    with bank_files.reading(args.file) as source:
        fixed = nacha.iter_fixed(source, changes, padded=not args.without_padding)
        pieces = bank_files.pieces_of(args.file, fixed)
        if args.output:
            bank_files.save(args.output, pieces, inputs=[args.file])
        else:
            for _ in pieces:
                pass  # what would change is told all the same
    if args.json:
        output.show_json({"changes": [dataclasses.asdict(change) for change in changes]})
        return
    for change in changes:
        print(change)
    if not changes:
        print("There was nothing to change.")
    elif not args.output:
        print("Nothing was written: name the file to write with -o.")


def merge(args: argparse.Namespace) -> None:
    """Make one file of several."""
    with contextlib.ExitStack() as files:
        sources = [files.enter_context(bank_files.reading(name)) for name in args.files]
        merged = _joined(sources) if args.join_batches else nacha.iter_merged(sources)
        pieces = bank_files.pieces_of(str(args.output), merged)
        bank_files.save(args.output, pieces, inputs=args.files)
    print(f"{args.output}: {_size_of(args.output)} of {len(args.files)} files.")


def split(args: argparse.Namespace) -> None:
    """Make several files of one, in a folder."""
    stem = "part" if args.file == bank_files.STANDARD_INPUT else Path(args.file).stem
    paths = {}
    with bank_files.reading(args.file) as source:
        pieces = nacha.iter_split(source, by=_GROUPS[args.by], record_count_max=args.records_max)
        _make_folder(args.output)
        with bank_files.Saving(inputs=[args.file]) as saving:
            for piece in bank_files.pieces_of(args.file, pieces):
                paths[piece.number] = args.output / f"{stem}-{piece.number}.ach"
                saving.write(paths[piece.number], piece.content)
    for _, path in sorted(paths.items()):
        print(f"{path}: {_size_of(path)}.")


def explain(args: argparse.Namespace) -> None:
    """Say what a code or a rule means."""
    try:
        found = nacha.explain(args.code)
    except nacha.UnknownCode as problem:
        raise Refused(str(problem)) from problem
    if args.json:
        output.show_json({**dataclasses.asdict(found), "details": dict(found.details)})
        return
    print(f"{found.code} ({found.kind}): {found.title}")
    for name, text in found.details:
        print(f"  {name}: {text}")


def _written(source: Rereadable) -> Iterator[bytes]:
    if isinstance(source, nacha.AchFile):
        yield nacha.write(source)
        return
    assert isinstance(source, Readable)  # noqa: S101 (what is no parsed file is an open one)
    while piece := source.read(CHUNK_SIZE):
        yield piece


def _json(source: Rereadable) -> Iterator[bytes]:
    return (piece.encode() for piece in nacha.iter_json(source))


def _csv(source: Rereadable) -> Iterator[bytes]:
    return (piece.encode() for piece in nacha.iter_csv(source))


def _joined(sources: Sequence[Rereadable]) -> Iterator[bytes]:
    """Give a file of joined batches: their entries change places, so all of it is in memory."""
    whole = nacha.parse(b"".join(nacha.iter_merged(sources)))
    yield nacha.write(nacha.merge([whole], join_batches=True))


def _make_folder(path: Path) -> None:
    try:
        path.mkdir(parents=True, exist_ok=True)
    except OSError as problem:
        raise Refused(f"{path}: cannot be made ({problem.strerror}).") from problem


_FORMS: dict[str, Callable[[Rereadable], Iterator[bytes]]] = {
    "nacha": _written,
    "json": _json,
    "csv": _csv,
}
_GROUPS: dict[str | None, Callable[[AnyBatchHeader], object] | None] = {
    None: None,
    "batch": lambda header: header.batch_number,
    "class": lambda header: header.standard_entry_class_code,
    "company": lambda header: header.company_identification,
    "date": lambda header: header.effective_entry_date,
}


def _size_of(path: Path) -> str:
    with bank_files.reading(str(path)) as source:
        made = nacha.outline(source)
    batches = bank_file_pages.counted(len(made.batches), "batch", "batches")
    entries = bank_file_pages.counted(made.entry_count, "entry", "entries")
    return f"{batches}, {entries}"
