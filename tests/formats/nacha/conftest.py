from collections.abc import Callable, Sequence
from dataclasses import replace

import pytest

from rentrail.formats.nacha.records import BatchHeader, FileHeader
from rentrail.formats.nacha.writer import EntryRow, FileWriter

HEADER = FileHeader(
    immediate_destination=" 076401251",
    immediate_origin=" 076401251",
    file_creation_date="260227",
    file_creation_time="0930",
    immediate_destination_name="FIRST BANK",
    immediate_origin_name="MAPLE COURT",
)
BATCH = BatchHeader(
    service_class_code=225,
    company_name="MAPLE COURT",
    company_identification="1234567890",
    standard_entry_class_code="PPD",
    company_entry_description="RENT",
    effective_entry_date="260302",
    odfi_identification="07640125",
    batch_number=1,
)
ALICE = EntryRow(27, "123456780", "74456789", 120_000, "LEASE-0042", "ALICE RESIDENT", "", 1)
BOB = EntryRow(37, "056005075", "99-1", 95_050, "LEASE-0043", "BOB RESIDENT", "", 2)


@pytest.fixture
def header() -> FileHeader:
    return HEADER


@pytest.fixture
def batch() -> BatchHeader:
    return BATCH


@pytest.fixture
def alice() -> EntryRow:
    return ALICE


@pytest.fixture
def bob() -> EntryRow:
    return BOB


@pytest.fixture
def written() -> Callable[..., bytes]:
    """Write a file of one batch; keywords change its header."""

    def write(rows: Sequence[EntryRow] = (ALICE, BOB), *, line_end: str = "\n", **changes) -> bytes:
        writer = FileWriter(HEADER, line_end=line_end)
        batch_header = replace(BATCH, **changes)
        return b"".join([writer.start(), *writer.batch(batch_header, rows), writer.finish()])

    return write


@pytest.fixture
def damaged(written) -> Callable[..., bytes]:
    """Write a file and overwrite columns of one of its lines (both count from 1)."""

    def damage(line: int, start: int, value: str, **kwargs) -> bytes:
        lines = written(**kwargs).decode().splitlines()
        old = lines[line - 1]
        lines[line - 1] = old[: start - 1] + value + old[start - 1 + len(value) :]
        return "".join(f"{one}\n" for one in lines).encode("latin-1")

    return damage
