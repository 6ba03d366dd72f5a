"""`rentrail nacha …`: check, show, change and explain Nacha files, without a database."""

import argparse
import dataclasses
import sys
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

from rentrail.config.cli import bank_file_pages, bank_files, output
from rentrail.config.cli.refusals import Refused
from rentrail.formats import nacha
from rentrail.formats.nacha.records import AnyBatchHeader

FINE, BAD = 0, 1


def validate(args: argparse.Namespace) -> int:
    """Say all that is wrong with each file."""
    bank = bank_files.bank_rules(args.rules, args.today) if args.rules else None
    verdicts = []
    for name in args.files:
        with bank_files.opened(name) as source:
            problems = nacha.validate(source, today=args.today, bank=bank)
        verdicts.append(_verdict(name, problems))
        if not args.json:
            _show_problems(name, problems)
    if args.json:
        output.show_json({"files": verdicts})
    return BAD if any(verdict["errors"] for verdict in verdicts) else FINE


def inspect(args: argparse.Namespace) -> None:
    """Show what a file holds, for people."""
    file = bank_files.parsed(args.file)
    for line in bank_file_pages.page_of(file, level=args.level, unmasked=args.unmasked):
        print(line)


def convert(args: argparse.Namespace) -> None:
    """Write a file in another form."""
    file = bank_files.parsed(args.file)
    data = bank_files.told(args.file, lambda: _FORMS[args.to](file))
    if args.output:
        bank_files.save(args.output, data, inputs=[args.file])
    else:
        sys.stdout.buffer.write(data)


def diff(args: argparse.Namespace) -> int:
    """Show in what two files differ, field by field."""
    first, second = (bank_files.parsed(name) for name in (args.first, args.second))
    found = list(bank_file_pages.differences(first, second, unmasked=args.unmasked))
    if args.json:
        output.show_json({"same": not found, "differences": found})
    else:
        print("\n".join(found) or "The files are the same.")
    return BAD if found else FINE


def fix(args: argparse.Namespace) -> None:
    """Work out counts, totals, hashes and padding anew; write the file only where asked."""
    file = bank_files.parsed(args.file)
    fixed, changes = bank_files.told(
        args.file, lambda: nacha.fix(file, padded=not args.without_padding)
    )
    if args.output:
        bank_files.save(args.output, nacha.write(fixed), inputs=[args.file])
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
    files = [bank_files.parsed(name) for name in args.files]
    made = bank_files.told(args.output, lambda: nacha.merge(files, join_batches=args.join_batches))
    bank_files.save(args.output, nacha.write(made), inputs=args.files)
    print(f"{args.output}: {_size_of(made)} of {len(files)} files.")


def split(args: argparse.Namespace) -> None:
    """Make several files of one, in a folder."""
    file = bank_files.parsed(args.file)
    parts = bank_files.told(
        args.file,
        lambda: nacha.split(file, by=_GROUPS[args.by], record_count_max=args.records_max),
    )
    try:
        args.output.mkdir(parents=True, exist_ok=True)
    except OSError as problem:
        raise Refused(f"{args.output}: cannot be made ({problem.strerror}).") from problem
    stem = "part" if args.file == bank_files.STANDARD_INPUT else Path(args.file).stem
    for number, part in enumerate(parts, 1):
        path = args.output / f"{stem}-{number}.ach"
        bank_files.save(path, nacha.write(part), inputs=[args.file])
        print(f"{path}: {_size_of(part)}.")


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


def _json(file: nacha.AchFile) -> bytes:
    return f"{nacha.to_json(file, indent=2)}\n".encode()


def _csv(file: nacha.AchFile) -> bytes:
    return nacha.to_csv(file).encode()


_FORMS: dict[str, Callable[[nacha.AchFile], bytes]] = {
    "nacha": nacha.write,
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


def _verdict(name: str, problems: Sequence[nacha.Problem]) -> dict[str, Any]:
    errors = sum(problem.severity is nacha.Severity.ERROR for problem in problems)
    return {
        "file": name,
        "errors": errors,
        "warnings": len(problems) - errors,
        "problems": [problem.as_json() for problem in problems],
    }


def _show_problems(name: str, problems: Sequence[nacha.Problem]) -> None:
    for problem in problems:
        shown = dataclasses.replace(problem, where=name)
        print(f"{shown} ({problem.severity.value.lower()}, {problem.rule})")
    if not problems:
        print(f"{name}: nothing is wrong.")


def _size_of(file: nacha.AchFile) -> str:
    batches = bank_file_pages.counted(len(file.batches), "batch", "batches")
    entries = bank_file_pages.counted(sum(1 for _ in file.entries), "entry", "entries")
    return f"{batches}, {entries}"
