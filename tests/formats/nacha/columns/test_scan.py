"""The columns and the exact rules say the same of every file, word for word."""

import io
from datetime import date
from pathlib import Path
from random import Random

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from tests.formats.nacha.columns import made_files
from tests.formats.nacha.conftest import ALICE, BATCH, FRIDAY, HEADER, MONDAY, overwritten

from rentrail.formats.nacha import validation
from rentrail.formats.nacha.bank_rules import BankRules
from rentrail.formats.nacha.columns import chunks, scan
from rentrail.formats.nacha.lines import line_end_of
from rentrail.formats.nacha.problems import Problem
from rentrail.formats.nacha.validation import Settings
from rentrail.formats.nacha.validation.checker import Checker
from rentrail.formats.nacha.walking import walk_source
from rentrail.formats.nacha.writer import EntryRow, FileWriter
from rentrail.primitives.holidays import is_banking_day

ASKED = Settings(today=None, is_banking_day=is_banking_day)


def exactly(content: bytes, asked: Settings) -> list[Problem]:
    checker = Checker(asked)
    return checker.finished(line_end=walk_source(content, checker).line_end)


def made_by_chance(seed: int) -> tuple[bytes, Settings, dict[str, int]]:
    chance = Random(seed)
    content = made_files.damage(chance, *made_files.make(chance))
    asked = Settings(
        today=chance.choice([None, MONDAY, date(2026, 3, 1)]),
        is_banking_day=is_banking_day,
        bank=chance.choice(
            [
                None,
                None,
                BankRules(name="x", capitals=True),
                BankRules(name="x", entry_max_cents=100, prenotes=False),
                BankRules(name="x", prenotes_apart=True, balanced=True),
                BankRules(name="x", record_count_max=20, batch_count_max=2, padding=True),
            ]
        ),
        known_traces=chance.choice([(), {"076401250000003", "123456780000004"}]),
    )
    size = {
        "lines_per_chunk": chance.choice([1, 2, 3, 7, 20, 64, 4_000]),
        "run_min": chance.choice([1, 1, 2, 5, 24]),
    }
    return content, asked, size


@settings(max_examples=400, deadline=None)
@given(seed=st.integers(0, 2**40))
def test_columns_and_exact_rules_give_the_same_problems(seed: int) -> None:
    content, asked, size = made_by_chance(seed)

    found = scan.validate(chunks.Content(content), asked, **size)

    assert found in (exactly(content, asked), None)
    assert (found is None) == (line_end_of(content.decode("latin-1")) == "\r")


@settings(max_examples=40, deadline=None)
@given(seed=st.integers(0, 2**40))
def test_a_file_on_disk_is_validated_like_one_in_memory(seed: int) -> None:
    content, asked, size = made_by_chance(seed)

    on_disk = scan.validate(chunks.OpenFile(io.BytesIO(content)), asked, **size)

    assert on_disk == scan.validate(chunks.Content(content), asked, **size)


def many_entries(batch_count: int = 3, entry_count: int = 500) -> bytes:
    """Write a file without a fault; each tenth entry has an addenda."""
    writer = FileWriter(HEADER)
    parts, sequence = [writer.start()], 0
    for number in range(1, batch_count + 1):
        rows = []
        for _ in range(entry_count):
            sequence += 1
            information = "RENT MARCH" if sequence % 10 == 0 else ""
            row = ALICE._replace(
                identification_number=f"{sequence}",
                trace_sequence=sequence,
                payment_related_information=information,
            )
            rows.append(row)
        parts += writer.batch(BATCH.replace(batch_number=number), rows)
    return b"".join([*parts, writer.finish()])


def test_right_entries_are_hardly_looked_at_one_by_one(monkeypatch: pytest.MonkeyPatch) -> None:
    looked_at = []
    exact_check = Checker.entry
    monkeypatch.setattr(
        Checker, "entry", lambda self, entry: looked_at.append(exact_check(self, entry))
    )

    found = scan.validate(chunks.Content(many_entries()), ASKED, lines_per_chunk=400)

    assert found == []
    assert len(looked_at) < 10


@pytest.mark.parametrize(
    ("start", "value", "rule"),
    [
        (2, "22", "entry.service-class"),
        (12, "5", "entry.check-digit"),
        (13, " " * 17, "entry.account-number"),
        (13, "1 2", "entry.account-number-blanks"),
        (30, "0000000000", "entry.amount-missing"),
        (30, "000000000A", "field.numeric"),
        (55, " " * 22, "field.required"),
        (60, "\t", "file.characters"),
        (79, "1", "entry.addenda-indicator"),
        (80, "12345678", "entry.trace-prefix"),
        (88, "0000001", "entry.trace-unique"),
    ],
)
def test_a_fault_among_many_is_told_with_its_line(start: int, value: str, rule: str) -> None:
    content = overwritten(many_entries(), 777, start, value)

    found = scan.validate(chunks.Content(content), ASKED)

    assert found == exactly(content, ASKED)
    assert (rule, 777) in [(problem.rule, problem.line) for problem in found]


@pytest.mark.parametrize("number", range(1, 28))
def test_a_trace_number_that_does_not_rise_is_told_wherever_it_stands(number: int) -> None:
    lines = many_entries(1, 28).decode().splitlines()
    entries = [at for at, text in enumerate(lines, 1) if text[0] == "6"]
    before = lines[entries[number - 1] - 1][87:94]
    content = overwritten(many_entries(1, 28), entries[number], 88, before)

    found = scan.validate(chunks.Content(content), ASKED, lines_per_chunk=10, run_min=1)

    assert found == exactly(content, ASKED)
    assert "entry.trace-order" in [problem.rule for problem in found]


def test_records_are_counted_where_no_control_counts_them() -> None:
    bank = BankRules(name="x", record_count_max=157)
    asked = Settings(today=None, is_banking_day=is_banking_day, bank=bank)
    content, _, _ = many_entries(3, 50).partition(b"\n9")

    found = scan.validate(chunks.Content(content), asked, run_min=1)

    assert found == exactly(content, asked)
    assert "odfi.file-size" in [problem.rule for problem in found]


def written(rows: list[EntryRow], **changes: object) -> bytes:
    writer = FileWriter(HEADER)
    batch = writer.batch(BATCH.replace(**changes), rows)
    return b"".join([writer.start(), *batch, writer.finish()])


@pytest.mark.parametrize("indicator", "02A")
def test_an_entry_that_does_not_tell_of_its_addenda_is_told(indicator: str) -> None:
    lines = many_entries().decode().splitlines()
    line = next(at for at in range(700, 800) if lines[at][0] == "7")  # and its entry before it
    content = overwritten(many_entries(), line, 79, indicator)

    found = scan.validate(chunks.Content(content), ASKED)

    assert found == exactly(content, ASKED)
    assert [problem.line for problem in found] == [line]


@pytest.mark.parametrize(("last_code", "is_far"), [(22, False), (27, True)])
def test_debits_among_many_credits_count_for_the_effective_date(
    last_code: int, is_far: bool
) -> None:
    rows = [
        ALICE._replace(transaction_code=22, identification_number=f"{n}", trace_sequence=n)
        for n in range(1, 100)
    ]
    rows[50:90] = [row._replace(transaction_code=last_code) for row in rows[50:90]]
    content = written(rows, service_class_code=200, effective_entry_date="260303")
    asked = Settings(today=FRIDAY, is_banking_day=is_banking_day)

    found = scan.validate(chunks.Content(content), asked)

    assert found == exactly(content, asked)
    assert ("batch.effective-date-far" in [problem.rule for problem in found]) is is_far


@pytest.mark.parametrize(("amount_cents", "is_mixed"), [(0, False), (100, True)])
def test_prenotes_are_counted_apart(amount_cents: int, is_mixed: bool) -> None:
    asked = Settings(
        today=None,
        is_banking_day=is_banking_day,
        bank=BankRules(name="x", prenotes_apart=True),
    )
    prenote = ALICE._replace(transaction_code=28, amount_cents=0)
    rows = [prenote._replace(identification_number=f"{n}", trace_sequence=n) for n in range(1, 100)]
    if is_mixed:
        rows[70] = rows[70]._replace(transaction_code=27, amount_cents=amount_cents)
    content = written(rows)

    found = scan.validate(chunks.Content(content), asked)

    assert found == exactly(content, asked)
    assert ("odfi.prenote" in [problem.rule for problem in found]) is is_mixed


def test_a_wrong_payment_type_among_many_is_told() -> None:
    rows = [
        ALICE._replace(discretionary_data="R", identification_number=f"{n}", trace_sequence=n)
        for n in range(1, 100)
    ]
    content = written(rows, standard_entry_class_code="WEB")
    content = overwritten(content, 70, 77, "Q")

    found = scan.validate(chunks.Content(content), ASKED)

    assert found == exactly(content, ASKED)
    assert [(problem.rule, problem.line) for problem in found] == [("entry.payment-type", 70)]


def test_two_entries_that_say_the_same_are_found_far_apart() -> None:
    lines = many_entries().decode().splitlines()
    lines[400] = lines[20][:79] + lines[400][79:]
    content = "".join(f"{line}\n" for line in lines).encode()

    found = scan.validate(chunks.Content(content), ASKED, lines_per_chunk=100)

    assert [(problem.rule, problem.line) for problem in found] == [("entry.duplicate", 401)]
    assert "line 21" in found[0].message


def test_entries_that_say_the_same_are_found_among_returns_too() -> None:
    header, batch, *entries, control, end = many_entries(1, 60).decode().splitlines()[:66]
    entries = [line for line in entries if line[0] == "6" and line[78] == "0"]
    first, *others = entries
    trace = first[79:]
    returned = [f"626{first[3:78]}1{trace}", f"799R01{trace}{'':6}{first[3:11]}{'':44}{trace}"]
    again = [f"{others[0][:79]}{line[79:]}" for line in others[:20]]
    content = "\n".join([header, batch, *returned, *again, control, end]).encode()

    found = scan.validate(chunks.Content(content), ASKED, run_min=1)

    assert found == exactly(content, ASKED)
    assert [problem.rule for problem in found].count("entry.duplicate") == 19


def test_a_batch_without_a_trace_number_that_can_be_read() -> None:
    lines = many_entries(1, 5).decode().splitlines()
    lines = [f"{line[:93]}X" if line[0] == "6" else line for line in lines]
    content = "".join(f"{line}\n" for line in lines).encode()

    found = scan.validate(chunks.Content(content), ASKED, run_min=1)

    assert found == exactly(content, ASKED)


def test_a_line_may_be_longer_than_many_others() -> None:
    content = overwritten(many_entries(1, 50), 20, 95, "X" * 50_000)

    found = scan.validate(chunks.Content(content), ASKED)

    assert found == exactly(content, ASKED)


@pytest.fixture
def by_columns(monkeypatch: pytest.MonkeyPatch) -> list[object]:
    """Have every file count as large; the list fills with what the columns found."""
    found: list[object] = []
    by_columns = scan.validate
    monkeypatch.setattr(validation, "LARGE", 1)
    monkeypatch.setattr(
        scan, "validate", lambda *args: found.append(by_columns(*args)) or found[-1]
    )
    return found


def test_a_large_file_is_validated_by_columns(by_columns: list[object], tmp_path: Path) -> None:
    content = overwritten(many_entries(), 777, 12, "5")
    path = tmp_path / "file.ach"
    path.write_bytes(b"before" + content)
    wanted = exactly(content, ASKED)

    with path.open("rb") as opened, path.open("rb", buffering=0) as unbuffered:
        opened.seek(6)
        unbuffered.seek(6)
        sources = [content, content.decode(), io.BytesIO(content), opened, unbuffered]

        assert [validation.validate(source) for source in sources] == [wanted] * 5

    assert by_columns == [wanted] * 5


def test_chunks_and_small_files_are_validated_line_by_line(by_columns: list[object]) -> None:
    content = many_entries(1, 5)

    assert validation.validate([content[:100], content[100:]]) == []
    assert validation.validate(b"") == exactly(b"", ASKED)

    assert by_columns == []


def test_a_file_whose_lines_end_in_carriage_returns_is_validated_line_by_line(
    by_columns: list[object],
) -> None:
    content = many_entries(1, 5).replace(b"\n", b"\r")

    assert validation.validate(content) == exactly(content, ASKED) == []

    assert by_columns == [None]


def test_a_file_that_is_cut_while_it_is_read_ends_where_it_ends_now(tmp_path: Path) -> None:
    content = many_entries(1, 50)
    path = tmp_path / "file.ach"
    path.write_bytes(content)

    with path.open("rb") as opened:
        file = chunks.OpenFile(opened)
        path.write_bytes(content[:2_000])

        assert scan.validate(file, ASKED) == exactly(content[:2_000], ASKED)
