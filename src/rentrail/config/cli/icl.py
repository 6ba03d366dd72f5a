"""`rentrail icl …`: check, show, take apart and convert image cash letters, without a database."""

import argparse
import json
import sys
import tomllib
from collections.abc import Iterator
from datetime import date
from pathlib import Path
from typing import Any

from rentrail.config.cli import bank_files, icl_pages, output
from rentrail.config.cli.refusals import Refused
from rentrail.formats import x937
from rentrail.formats.x937.profiles import LINE_ENDS

FINE, BAD = 0, 1
EXTENSIONS = {"00": "tif", "01": "ica", "20": "png", "21": "jpg", "22": "spf", "23": "jbg",
              "24": "jp2"}  # fmt: skip


def validate(args: argparse.Namespace) -> int:
    """Say all that is wrong with each file."""
    profile = _profile(args.profile, args.today) if args.profile else None
    verdicts = []
    for name in args.files:
        with bank_files.opened(name) as source:
            problems = x937.validate(source, today=args.today, profile=profile)
        verdicts.append(bank_files.verdict(name, problems))
        if not args.json:
            bank_files.show_problems(name, problems)
    if args.json:
        output.show_json({"files": verdicts})
    return BAD if any(verdict["errors"] for verdict in verdicts) else FINE


def inspect(args: argparse.Namespace) -> None:
    """Show what a file holds, for people or programs, without its images."""
    file = _parsed(args.file)
    if args.json:
        output.show_json(icl_pages.data_of(file, unmasked=args.unmasked))
        return
    for line in icl_pages.page_of(file, level=args.level, unmasked=args.unmasked):
        print(line)


def extract(args: argparse.Namespace) -> int:
    """Write the images of a file into a folder, each to a file of its own."""
    try:
        args.output.mkdir(parents=True, exist_ok=True)
    except OSError as problem:
        raise Refused(f"{args.output}: cannot be made ({problem.strerror}).") from problem
    written: list[dict[str, Any]] = []
    problem_found = ""
    with bank_files.opened(args.file) as source:
        try:
            for _, item in x937.iter_items(source):
                written += _extracted(item, args.output)
        except x937.X937ReadError as problem:
            problem_found = f"{args.file}: {problem}"
    if args.json:
        output.show_json({"images": written, "problem": problem_found or None})
    else:
        print(f"{args.output}: {icl_pages.counted(len(written), 'image', 'images')}.")
    if problem_found and not args.json:
        print(problem_found, file=sys.stderr)
    return BAD if problem_found else FINE


def convert(args: argparse.Namespace) -> None:
    """Write a file in another encoding, framing or form."""
    file = _parsed(args.file)
    pieces = bank_files.pieces_of(args.file, _converted(file, args))
    if args.output:
        bank_files.save(args.output, pieces, inputs=[args.file])
        return
    for piece in pieces:
        sys.stdout.buffer.write(piece)


def _converted(file: x937.X937File, args: argparse.Namespace) -> Iterator[bytes]:
    encoding, framing, line_end = file.form
    if args.encoding:
        encoding = x937.Encoding(args.encoding)
    if args.framing:
        framing = x937.Framing(args.framing)
        line_end = LINE_ENDS[args.line_end] if framing is x937.Framing.LINES else b""
    form = x937.Form(encoding, framing, line_end)
    if args.to == "json":
        made = file if form == file.form else x937.parse(x937.write(file, into=form))
        yield f"{x937.to_json(made, indent=2)}\n".encode()
    else:
        yield from x937.iter_write(file, into=form)


def _parsed(name: str) -> x937.X937File:
    """Read a file, as X9.37 or JSON."""
    data = bank_files.content_of(name)
    if data[:200].lstrip(b"\xef\xbb\xbf \r\n\t").startswith(b"{"):
        return bank_files.told(name, lambda: x937.from_json(data.decode("utf-8-sig")))
    file = x937.parse(data)
    if not file.records:
        raise Refused(f"{name}: is no image cash letter; it does not start with a file header.")
    return file


def _extracted(item: x937.Item, folder: Path) -> list[dict[str, Any]]:
    sequence = item.detail.raw("item_sequence_number").strip(" ")
    sequence = sequence if sequence.isalnum() and sequence.isascii() else "none"
    written = []
    for number, view in enumerate(item.views, 1):
        if not view.image:
            continue
        side = {"0": "front", "1": "back"}.get(view.detail.raw("view_side"), "side")
        extension = EXTENSIONS.get(view.detail.raw("image_format"), "tif")
        path = folder / f"{item.number:07d}-{sequence}-{number}-{side}.{extension}"
        if path.exists():
            raise Refused(f"{path}: is there already; name an empty folder.")
        bank_files.save(path, [view.image], inputs=[])
        written.append(
            {"file": str(path), "record": item.number, "item": sequence, "side": side,
             "bytes": len(view.image)}
        )  # fmt: skip
    return written


def _profile(named: str, today: date | None) -> x937.BankProfile:
    """Read a bank's profile: `FILE`, or `FILE:BANK` where the file has those of several."""
    path, _, bank = named.partition(":")
    known = bank_files.told(path, lambda: x937.all_profiles(_profile_data(path)))
    names = sorted({profile.name for profile in known})
    if not bank and len(names) != 1:
        raise Refused(f"{path}: has {', '.join(names) or 'no bank'}; name one: FILE:BANK.")
    return bank_files.told(
        path, lambda: x937.profile_on(today or date.max, bank or names[0], known)
    )


def _profile_data(path: str) -> dict[str, Any]:
    text = bank_files.content_of(path).decode("utf-8", "replace")
    data: dict[str, Any] = json.loads(text) if path.endswith(".json") else tomllib.loads(text)
    if not all(isinstance(periods, list) for periods in data.values()):
        raise ValueError("each bank has a list of profiles, as [[bank]] in TOML.")
    return data
