"""What the benchmark of Nacha files has done in processes of their own, and the files for it.

Nothing is imported here that the work does not need: start-up counts.
"""

import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any, BinaryIO

MILLION = 1_000_000
SIZES = (1_000, 10_000, 100_000, MILLION, 5 * MILLION)
BATCH_SIZE = 10_000
RETURNS = 100_000

ODFI, RDFI = "07640125", "12345678"
BANKS = [
    f"{prefix:02d}{prefix * 7919 % 1_000_000:06d}" for prefix in (*range(1, 13), *range(61, 73))
]


def make(directory: str) -> str:
    """Make all files, in a process whose memory is not counted."""
    files = Path(directory)
    for size in SIZES:
        write_right_file(files, size)
    write_wrong_file(files)
    write_returns(files)
    return directory


def start(file: str) -> str:
    """Do nothing but start up as a file of this size needs it: large ones with the columns."""
    from rentrail.formats.nacha import validation

    if Path(file).stat().st_size < validation.LARGE:
        return validation.__name__
    from rentrail.formats.nacha.columns import scan

    return scan.__name__


def validate(file: str) -> int:
    """Count what is wrong with a file."""
    from rentrail.formats import nacha

    with open(file, "rb") as opened:
        return len(nacha.validate(opened))


def validate_with_achkit(file: str) -> bool:
    """Have the peer say whether a file is right."""
    import achkit

    return bool(achkit.validate(Path(file).read_text())["ok"])


def write(columns: str, target: str) -> str:
    """Write a file from columns on disk."""
    import numpy as np

    values = {path.stem: np.load(path) for path in Path(columns).glob("*.npy")}
    with open(target, "wb") as opened:
        write_file(opened, values, MILLION)
    return target


def stream(file: str) -> int:
    """Count the entries of a file, one object at a time."""
    from rentrail.formats import nacha

    with open(file, "rb") as opened:
        return sum(1 for _ in nacha.iter_entries(opened))


def read_returns(file: str) -> int:
    """Count the returns in a file."""
    from rentrail.formats import nacha

    file_read = nacha.parse(Path(file).read_bytes())
    return sum(len(batch.entries) for batch in file_read.batches)


def right_file(files: Path, size: int) -> Path:
    """Give where the right file of so many entries stands."""
    return files / f"{size}.ach"


def write_right_file(files: Path, size: int) -> None:
    """Write a file without a fault; keep the columns of the million."""
    import numpy as np

    values = column_values(size)
    if size == MILLION:
        for name, column in values.items():
            np.save(files / f"{name}.npy", column)
    with right_file(files, size).open("wb") as opened:
        write_file(opened, values, size)


def write_file(opened: BinaryIO, values: dict[str, Any], size: int) -> None:
    """Write entries from columns, in batches."""
    from rentrail.formats import nacha
    from rentrail.formats.nacha.columns import EntryColumns

    entries = EntryColumns.of(transaction_code=27, **values)
    writer = nacha.FileWriter(file_header())
    opened.write(writer.start())
    for number, start in enumerate(range(0, size, BATCH_SIZE), 1):
        for content in writer.batch(batch_header(number), entries[start : start + BATCH_SIZE]):
            opened.write(content)
    opened.write(writer.finish())


def column_values(size: int) -> dict[str, Any]:
    """Make up what the entries say."""
    import numpy as np

    from rentrail.formats.nacha.routing import routing_check_digit

    banks = np.array([int(f"{bank}{routing_check_digit(bank)}") for bank in BANKS])
    numbers = np.arange(size)
    return {
        "routing_number": banks[numbers % len(banks)],
        "dfi_account_number": np.char.mod("%010d", 1 + numbers * 7919 % 10**10).astype("S10"),
        "amount_cents": 100 + numbers * 37 % 300_000,
        "identification_number": np.char.mod("LEASE-%05d", numbers % 100_000).astype("S11"),
        "individual_name": np.char.mod("RESIDENT %07d", numbers).astype("S16"),
        "trace_sequence": numbers + 1,
    }


def write_wrong_file(files: Path) -> None:
    """Put a fault into every entry of a file, of nine sorts in turn."""
    import numpy as np

    content = np.frombuffer(right_file(files, MILLION).read_bytes(), np.uint8).copy()
    lines = content.reshape(-1, 95)
    entries = np.flatnonzero(lines[:, 0] == ord("6"))
    for number, (start, value) in enumerate(FAULTS):
        place = slice(start - 1, start - 1 + len(value))
        lines[entries[number :: len(FAULTS)], place] = np.frombuffer(value, np.uint8)
    (files / "wrong.ach").write_bytes(content.tobytes())


FAULTS = [
    (2, b"22"),  # a credit among debits
    (4, b"50000000"),  # no district of the Federal Reserve, and its check digit
    (13, b" 12"),  # blanks in an account number
    (13, b" " * 17),  # none
    (30, b"0" * 10),  # no amount
    (30, b"000000100A"),  # a letter in one
    (55, b" " * 22),  # no name
    (79, b"1"),  # addenda that are not there
    (80, b"12345678"),  # another bank's trace number
]


def write_returns(files: Path) -> None:
    """Write a file of returns, as a bank sends it."""
    from rentrail.formats import nacha

    batches = [
        nacha.batch_of(
            batch_header(number).replace(odfi_identification=RDFI),
            [returned(entry) for entry in range(1 + start, 1 + start + BATCH_SIZE)],
        )
        for number, start in enumerate(range(0, RETURNS, BATCH_SIZE), 1)
    ]
    (files / "returns.ach").write_bytes(nacha.write(nacha.file_of(file_header(), batches)))


def returned(number: int) -> Any:
    """Give an entry that comes back for want of funds."""
    from rentrail.formats import nacha
    from rentrail.formats.nacha.addenda import ReturnAddenda

    trace = f"{RDFI}{number:07d}"
    detail = nacha.PpdEntry.from_line(
        f"626{ODFI}1{number * 7919:<17}{100 + number:010d}{'LEASE-1':<15}"
        f"{'ALICE RESIDENT':<24}1{trace}"
    )
    reason = ReturnAddenda.from_line(f"799R01{ODFI}{number:07d}{'':6}{RDFI}{'':44}{trace}")
    return nacha.Entry(detail, (reason,))


def file_header() -> Any:
    """Give the header of every file."""
    from rentrail.formats import nacha

    return nacha.FileHeader(
        immediate_destination=f" {ODFI}1",
        immediate_origin=f" {ODFI}1",
        file_creation_date="260301",
        file_creation_time="0930",
    )


def batch_header(number: int) -> Any:
    """Give the header of a batch."""
    from rentrail.formats import nacha

    return nacha.BatchHeader(
        service_class_code=225,
        company_name="MAPLE COURT",
        company_identification="1234567890",
        standard_entry_class_code="PPD",
        company_entry_description="RENT",
        effective_entry_date="260302",
        odfi_identification=ODFI,
        batch_number=number,
    )


WORK: dict[str, Callable[..., object]] = {
    work.__name__: work
    for work in (make, start, validate, validate_with_achkit, write, stream, read_returns)
}

if __name__ == "__main__":
    print(WORK[sys.argv[1]](*sys.argv[2:]))
