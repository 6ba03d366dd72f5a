"""Makes the corpus: valid files of every kind, and files with one fault each.

`python -m tests.formats.nacha.corpus.making` writes them all anew, and the table `faults.csv` of
what is wrong with each. All names and numbers are made up. To add a file, add its line here: the
expected rule, line and field are what the rulebook says, not what the validation happens to tell.
"""

import csv
import io
from collections.abc import Callable
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from tests.formats.nacha import samples
from tests.formats.nacha.conftest import ALICE, BATCH, BOB, HEADER, overwritten

from rentrail.formats import nacha
from rentrail.formats.nacha.addenda import PaymentAddenda
from rentrail.formats.nacha.writer import EntryRow

FOLDER = Path(__file__).parent
COLUMNS = ("file", "rule", "line", "field", "also", "today", "bank", "sent_before", "shows")

Edit = Callable[[bytes], bytes]


@dataclass(frozen=True)
class Fault:
    """A file with one fault, and what is to be told of it."""

    name: str
    shows: str  # in words
    data: bytes
    rule: str
    line: int | None  # None: the file as a whole is meant
    field: str = ""  # empty: the record as a whole is meant
    also: str = ""  # rules that cannot hold then: told too, on whatever line
    today: str = ""  # the day it is validated on, where it matters
    bank: str = ""  # its rules, in banks.toml
    sent_before: str = ""  # the valid file that went out before

    def row(self) -> tuple[str, ...]:
        """Give its line of the table."""
        line = str(self.line or "")
        return (
            f"{self.name}.ach", self.rule, line, self.field, self.also, self.today, self.bank,
            self.sent_before, self.shows,
        )  # fmt: skip


def main() -> None:
    """Write all files and the table."""
    for path, data in contents().items():
        path.parent.mkdir(exist_ok=True)
        path.write_bytes(data)


@cache
def contents() -> dict[Path, bytes]:
    """Give what each file of the corpus holds."""
    found = {FOLDER / "valid" / f"{name}.ach": data for name, data in valid().items()}
    found.update({FOLDER / "faulty" / f"{fault.name}.ach": fault.data for fault in faults()})
    table = io.StringIO()
    csv.writer(table, lineterminator="\n").writerows([COLUMNS, *(one.row() for one in faults())])
    return {**found, FOLDER / "faults.csv": table.getvalue().encode()}


# Making files


def batches_of(*made: tuple[dict[str, object], list[EntryRow]]) -> bytes:
    """Write batches, each of changes to the usual header and its entries."""
    batches = []
    for number, (changes, rows) in enumerate(made, 1):
        header = BATCH.replace(**{"batch_number": number, **changes})
        batches.append(nacha.batch_of(header, [entry_of(row) for row in rows]))
    return nacha.write(nacha.file_of(HEADER, batches))


def entry_of(row: EntryRow) -> nacha.Entry:
    """Make an entry, whatever is wrong with it (a `FileWriter` would refuse)."""
    information = row.payment_related_information
    detail = nacha.PpdEntry(
        transaction_code=row.transaction_code,
        rdfi_identification=row.routing_number[:8],
        check_digit=int(row.routing_number[8]),
        dfi_account_number=row.dfi_account_number,
        amount_cents=row.amount_cents,
        identification_number=row.identification_number,
        individual_name=row.individual_name,
        discretionary_data=row.discretionary_data,
        addenda_indicator=int(bool(information)),
        trace_number=f"{BATCH.odfi_identification}{row.trace_sequence:07d}",
    )
    addenda = PaymentAddenda(
        payment_related_information=information,
        entry_detail_sequence_number=row.trace_sequence,
    )
    return nacha.Entry(detail, (addenda,) if information else ())


def ppd(*rows: EntryRow, **changes: object) -> bytes:
    """Write one batch of PPD debits: Alice's on line 3 and Bob's on line 4, unless told."""
    return batches_of((changes, list(rows) or [ALICE, BOB]))


def sample(name: str) -> bytes:
    """Write a file of one entry; it stands on line 3, its addenda from line 4."""
    return nacha.write(samples.VALID[name])


def edited(data: bytes, *edits: Edit) -> bytes:
    """Do one edit after the other."""
    for edit in edits:
        data = edit(data)
    return data


def put(line: int, column: int, value: str) -> Edit:
    """Write over columns."""
    return lambda data: overwritten(data, line, column, value)


def cut(line: int, count: int = 1) -> Edit:
    """Leave lines out."""

    def edit(lines: list[bytes]) -> list[bytes]:
        return lines[: line - 1] + lines[line - 1 + count :]

    return _on_lines(edit)


def insert(line: int, text: str) -> Edit:
    """Put a line before another."""
    return _on_lines(lambda lines: [*lines[: line - 1], text.encode(), *lines[line - 1 :]])


def repeat(line: int) -> Edit:
    """Put a line in twice."""
    return _on_lines(lambda lines: [*lines[:line], *lines[line - 1 :]])


def swap(line: int) -> Edit:
    """Let a line and the next change places."""

    def edit(lines: list[bytes]) -> list[bytes]:
        return [*lines[: line - 1], lines[line], lines[line - 1], *lines[line + 1 :]]

    return _on_lines(edit)


def move(line: int, before: int) -> Edit:
    """Move a line up."""

    def edit(lines: list[bytes]) -> list[bytes]:
        kept = lines[: line - 1] + lines[line:]
        return [*kept[: before - 1], lines[line - 1], *kept[before - 1 :]]

    return _on_lines(edit)


def settle(data: bytes) -> bytes:
    """Let counts, totals, hashes and padding agree again, so that one fault is left."""
    fixed, _ = nacha.fix(nacha.parse(data))
    return nacha.write(fixed)


def line_ends(line_end: str) -> Edit:
    """Change how the lines end."""
    return lambda data: data.replace(b"\n", line_end.encode())


def _on_lines(edit: Callable[[list[bytes]], list[bytes]]) -> Edit:
    return lambda data: b"\n".join(edit(data.split(b"\n")))


def file_in_form(made: nacha.AchFile, **form: object) -> bytes:
    """Write a file with other line ends, or without padding."""
    return nacha.write(nacha.file_of(made.header, made.batches, **form))


# Valid files


@cache
def valid() -> dict[str, bytes]:
    """Give the files that nobody refuses, by their names."""
    from tests.formats.nacha.corpus.valid_files import own_valid_files

    found = {name.lower(): sample(name) for name in samples.VALID if name != "no-batches"}
    return {**found, **own_valid_files()}


@cache
def faults() -> tuple[Fault, ...]:
    """Give the files that have one fault each."""
    from tests.formats.nacha.corpus import faulty_answers, faulty_entries, faulty_files

    return (*faulty_files.faults(), *faulty_entries.faults(), *faulty_answers.faults())


if __name__ == "__main__":
    main()
