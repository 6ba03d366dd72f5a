"""What the tests of the format share: a file of two entries, and ways to change or damage it."""

from collections.abc import Callable, Sequence
from datetime import date

import pytest

from rentrail.formats import nacha
from rentrail.formats.nacha.writer import EntryRow, FileWriter

HEADER = nacha.FileHeader(
    immediate_destination=" 076401251",
    immediate_origin=" 076401251",
    file_creation_date="260227",
    file_creation_time="0930",
    immediate_destination_name="FIRST BANK",
    immediate_origin_name="MAPLE COURT",
)
BATCH = nacha.BatchHeader(
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

FRIDAY, SATURDAY, MONDAY = date(2026, 2, 27), date(2026, 2, 28), date(2026, 3, 2)


def rules_of(source: bytes | nacha.AchFile, **kwargs: object) -> list[str]:
    """Name the rules that a file breaks, in the order of its lines."""
    return [problem.rule for problem in nacha.validate(source, **kwargs)]


def overwritten(data: bytes, line: int, start: int, value: str) -> bytes:
    """Write over columns of one line of a file with LF ends (both count from 1)."""
    lines = data.decode("latin-1").split("\n")
    old = lines[line - 1]
    lines[line - 1] = old[: start - 1] + value + old[start - 1 + len(value) :]
    return "\n".join(lines).encode("latin-1")


@pytest.fixture
def header() -> nacha.FileHeader:
    return HEADER


@pytest.fixture
def batch() -> nacha.BatchHeader:
    return BATCH


@pytest.fixture
def alice() -> EntryRow:
    return ALICE


@pytest.fixture
def bob() -> EntryRow:
    return BOB


@pytest.fixture
def original() -> nacha.Entry:
    """The entry that is answered."""
    return nacha.Entry(
        nacha.PpdEntry(
            transaction_code=27,
            rdfi_identification="12345678",
            check_digit=0,
            dfi_account_number="74456789",
            amount_cents=120_000,
            identification_number="LEASE-0042",
            individual_name="ALICE RESIDENT",
            trace_number="076401250000001",
        )
    )


@pytest.fixture
def written() -> Callable[..., bytes]:
    """Write a file of one batch; keywords change its header."""

    def write(
        rows: Sequence[EntryRow] = (ALICE, BOB), *, line_end: str = "\n", **changes: object
    ) -> bytes:
        writer = FileWriter(HEADER, line_end=line_end)
        batch_header = BATCH.replace(**changes)
        return b"".join([writer.start(), *writer.batch(batch_header, rows), writer.finish()])

    return write


@pytest.fixture
def damaged(written) -> Callable[..., bytes]:
    """Write a file and overwrite columns of one of its lines (both count from 1)."""

    def damage(line: int, start: int, value: str, **kwargs: object) -> bytes:
        return overwritten(written(**kwargs), line, start, value)

    return damage
