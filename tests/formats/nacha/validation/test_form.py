"""The form of every record: its length, its characters, and what its columns may hold."""

import pytest
from tests.formats.nacha.conftest import overwritten, rules_of
from tests.formats.nacha.samples import VALID, entry, file_of

from rentrail.formats import nacha
from rentrail.formats.nacha.fields import Kind, Requirement


def damaged(name: str, line: int, start: int, value: str) -> bytes:
    return overwritten(nacha.write(VALID[name]), line, start, value)


# Line 1 is the file header, 2 the batch header, 3 the entry, 4 and 5 the controls.
@pytest.mark.parametrize(
    ("line", "start", "value", "rules"),
    [
        (1, 2, "0X", ["field.digits", "file.priority-code"]),
        (1, 2, "02", ["file.priority-code"]),
        (1, 2, "  ", ["field.required"]),
        (1, 4, " " * 10, ["field.mandatory"]),
        (1, 4, "0" * 10, ["field.mandatory"]),
        (1, 24, "      ", ["field.mandatory"]),
        (1, 24, "26022X", ["field.digits"]),
        (1, 30, "    ", []),
        (1, 30, " 930", ["field.digits"]),
        (1, 34, " ", ["field.mandatory"]),
        (1, 64, "MAPLE\tCOURT", ["file.characters"]),
        (2, 5, " " * 16, ["field.mandatory"]),
        (2, 5, "0" * 16, ["batch.zeros"]),
        (2, 5, " MAPLE", ["field.justification"]),
        (2, 41, " " * 10, ["field.mandatory", "batch.control-company-identification"]),
        (2, 41, "0" * 10, ["batch.zeros", "batch.control-company-identification"]),
        (2, 54, " " * 10, ["field.mandatory"]),
        (2, 54, "0000      ", ["batch.zeros"]),
        (2, 70, "      ", ["field.required"]),
        (2, 70, "2603 2", ["field.digits"]),
        (2, 76, "ABC", ["batch.settlement-date-present", "field.digits"]),
        (2, 79, " ", ["field.mandatory"]),
        (2, 88, "ABCDEFG", ["field.numeric", "batch.control-number"]),
        (3, 4, "1234567A", ["field.digits", "batch.entry-hash", "file.entry-hash"]),
        (3, 12, " ", ["field.numeric"]),
        (3, 13, " " * 17, ["entry.account-number"]),
        (3, 13, "0" * 17, ["entry.account-number"]),
        (3, 55, " " * 22, ["field.required"]),
        (3, 55, "0" * 22, ["field.required"]),
        (3, 55, " ALICE", ["field.justification"]),
        (3, 79, "X", ["field.numeric"]),
        (3, 80, " ", ["field.digits"]),
        (4, 5, "     1", ["field.numeric"]),
        (4, 45, " " * 10, ["field.required"]),
        (4, 74, "X", ["field.reserved"]),
        (5, 14, "       1", ["field.numeric"]),
        (5, 56, "X", ["field.reserved"]),
    ],
)
def test_a_fault_of_form_is_told_by_its_rule(line, start, value, rules):
    assert rules_of(damaged("PPD", line, start, value)) == rules


def test_an_amount_with_a_letter_is_a_problem_and_not_a_smaller_number():
    problems = nacha.validate(damaged("PPD", 3, 30, "00001200A0"))

    first = problems[0]
    assert (first.rule, first.line, first.columns) == ("field.numeric", 3, (30, 39))
    assert (first.record, first.field, first.value) == ("PpdEntry", "amount_cents", "00001200A0")
    assert (first.expected, first.severity) == ("10 digits", nacha.Severity.ERROR)
    assert {problem.rule for problem in problems[1:]} == {"batch.total-debit", "file.total-debit"}


@pytest.mark.parametrize("kept", [93, 95, 1, 60])
def test_a_record_of_a_wrong_length_is_told_and_not_read_further(kept):
    lines = nacha.write(VALID["POP"]).decode().splitlines()
    lines[2] = f"{lines[2]:<95}"[:kept]

    problems = nacha.validate("\n".join(lines).encode())

    first = problems[0]
    assert (first.rule, first.line, first.expected) == ("file.record-length", 3, "94")
    assert f"is {kept} characters long" in first.message
    sums = {"batch.total-debit", "file.total-debit", "batch.entry-hash", "file.entry-hash"}
    assert {problem.rule for problem in problems[1:]} <= sums


@pytest.mark.parametrize("line", [1, 2, 4, 5])
def test_a_header_or_control_of_a_wrong_length_is_told_once(line):
    lines = nacha.write(VALID["PPD"]).decode().splitlines()
    lines[line - 1] = lines[line - 1] + " "

    assert rules_of("\n".join(lines).encode()) == ["file.record-length"]


def test_a_letter_outside_ascii_is_told_with_its_field():
    [problem] = nacha.validate(damaged("PPD", 3, 55, "JOS\xc9  "))

    assert (problem.rule, problem.field, problem.columns) == (
        "file.characters",
        "individual_name",
        (55, 76),
    )
    assert "'É'" in problem.message


def test_a_name_is_not_asked_for_in_what_comes_back():
    batch = nacha.return_for(
        VALID["PPD"].batches[0].header,
        entry("PPD", individual_name=""),
        return_code="R03",
        trace_number="123456780000001",
    )

    assert rules_of(file_of(batch.header, *batch.entries)) == []


@pytest.mark.parametrize("name", VALID)
def test_every_field_of_every_record_is_looked_at(name):
    """Whatever a field must not be, it is found out when it is."""
    lines = nacha.write(VALID[name]).decode().splitlines()
    missed = []
    for record in nacha.parse("\n".join(lines)).records():
        for column in record.COLUMNS:
            for value in _wrong_values(column, is_forward=not _comes_back(name)):
                data = overwritten("\n".join(lines).encode(), record.line, column.start, value)
                found = nacha.validate(data)
                if not any(one.line == record.line for one in found):
                    missed.append((type(record).__name__, column.name, value))

    assert missed == []


def _comes_back(name: str) -> bool:
    return "-" in name or name in ("dishonored", "contested")


def _wrong_values(column, *, is_forward: bool) -> list[str]:
    if column.requirement is Requirement.RESERVED:
        return ["X" * column.width]
    wrong = ["\x1f" * column.width]
    if column.kind is not Kind.TEXT:
        wrong.append("X" * column.width)
    if column.mandatory or (is_forward and column.requirement is Requirement.REQUIRED):
        wrong.append(" " * column.width)
    return wrong


def test_account_numbers_are_never_shown():
    problems = nacha.validate(damaged("PPD", 3, 13, " 744567"))

    assert [problem.rule for problem in problems] == ["entry.account-number-blanks"]
    assert "744567" not in repr(problems)


def test_a_byte_order_mark_is_told_as_such():
    marked = nacha.validate(b"\xef\xbb\xbf" + nacha.write(VALID["PPD"]))

    assert [problem.message for problem in marked if problem.rule == "file.record-type"] == [
        "A byte order mark stands here: save the file as plain ASCII text."
    ]
