"""The file as a whole: its header, the order of its records, its blocks and its control."""

import pytest
from tests.formats.nacha.conftest import BATCH, HEADER, overwritten, rules_of
from tests.formats.nacha.samples import VALID, entry, file_of, forward

from rentrail.formats import nacha
from rentrail.formats.nacha.validation import problems_of_the_whole

DATA = nacha.write(VALID["PPD"])
LINES = DATA.decode().splitlines()
NINES = "9" * 94


def joined(*lines: str) -> bytes:
    return "".join(f"{line}\n" for line in lines).encode()


@pytest.mark.parametrize(
    ("start", "value", "rules"),
    [
        (4, " 076401252", ["file.destination"]),
        (4, "1076401251", ["file.destination"]),
        (4, " 12345678 ", ["file.destination"]),
        (14, "ACME123456", []),
        (24, "260230", ["file.creation-date"]),
        (30, "2400", ["file.creation-time"]),
        (30, "2359", []),
        (34, "a", ["file.id-modifier"]),
        (34, "-", ["file.id-modifier"]),
        (34, "0", []),
        (34, "Z", []),
        (35, "095", ["file.record-size"]),
        (38, "20", ["file.blocking-factor"]),
        (40, "2", ["file.format-code"]),
    ],
)
def test_the_file_header(start, value, rules):
    assert rules_of(overwritten(DATA, 1, start, value)) == rules


def test_the_expected_value_is_told():
    [problem] = nacha.validate(overwritten(DATA, 1, 35, "095"))

    assert (problem.value, problem.expected, problem.columns) == ("095", "094", (35, 37))
    assert problem.severity is nacha.Severity.ERROR


@pytest.mark.parametrize(
    ("start", "value", "rule"),
    [
        (2, "000002", "file.batch-count"),
        (8, "000002", "file.block-count"),
        (14, "00000003", "file.entry-addenda-count"),
        (22, "0000000001", "file.entry-hash"),
        (32, "000000000001", "file.total-debit"),
        (44, "000000000001", "file.total-credit"),
    ],
)
def test_the_file_control(start, value, rule):
    assert rules_of(overwritten(DATA, 5, start, value)) == [rule]


def test_the_right_sum_is_told():
    [problem] = nacha.validate(overwritten(DATA, 5, 32, "000000000001"))

    assert (problem.line, problem.field, problem.expected) == (
        5,
        "total_debit_cents",
        "000000120000",
    )
    assert problem.message == "The debits come to 1,200.00; this says 0.01."


def test_the_sums_of_many_batches_are_the_files():
    batches = [
        nacha.batch_of(
            BATCH.replace(batch_number=number),
            [entry("PPD", trace_number=f"0764012500000{number:02}", amount_cents=10**10 - number)],
        )
        for number in range(1, 100)
    ]

    assert rules_of(nacha.write(nacha.file_of(HEADER, batches))) == []


@pytest.mark.parametrize(
    ("lines", "rules"),
    [
        (LINES[1:], ["file.header-missing", "file.blocking"]),
        (
            [*LINES[:1], *LINES[2:]],
            [
                "file.order",
                "file.order",
                "file.blocking",
                "file.batch-count",
                "file.entry-addenda-count",
                "file.entry-hash",
                "file.total-debit",
                "file.empty",
            ],
        ),
        ([*LINES[:2], *LINES[3:]], ["batch.empty"]),
        ([*LINES[:3], *LINES[4:]], ["batch.control-missing"]),
        (LINES[:4], ["file.control-missing"]),
        ([*LINES[:4], NINES, NINES, ""], ["file.trailing-data", "file.control-missing"]),
        ([*LINES[:3], NINES, LINES[3], NINES], ["file.order", "file.control-missing"]),
        ([*LINES[:3], NINES, NINES, *LINES[3:8]], ["file.order"]),
        ([*LINES, LINES[2]], ["file.order"]),
        ([*LINES[:5], LINES[0], *LINES[5:9]], ["file.order"]),
        ([*LINES[:1], LINES[0], *LINES[1:9]], ["file.order"]),
        ([*LINES[:4], NINES, *LINES[4:9]], ["file.order"]),
        ([*LINES[:3], "X" * 94, *LINES[3:9]], ["file.record-type"]),
        ([*LINES[:2], "705" + " " * 91, *LINES[2:9]], ["file.order"]),
        ([*LINES[:4], "705" + " " * 91, *LINES[4:9]], ["file.order"]),
        ([*LINES[:4], LINES[2], *LINES[4:9]], ["file.order"]),
        ([*LINES[:4], LINES[3], *LINES[4:9]], ["file.order"]),
        ([*LINES[:2], "", *LINES[2:9]], ["file.blank-line"]),
        ([*LINES[:2], " " * 94, *LINES[2:9]], ["file.blank-line"]),
        ([*LINES, ""], ["file.trailing-data"]),
        ([*LINES, "", "\x1a"], ["file.trailing-data"]),
        ([*LINES[:6], "9" * 93, *LINES[6:9]], ["file.blocking", "file.record-length"]),
        ([], ["file.header-missing", "file.control-missing", "file.empty"]),
    ],
)
def test_the_order_of_records(lines, rules):
    found = rules_of(joined(*lines))

    assert [rule for rule in found if rule not in _FOLLOWING or rule in rules] == rules


# What follows from records that are missing, and is not of interest where it is not named.
_FOLLOWING = {
    "batch.entry-addenda-count", "batch.entry-hash", "batch.total-debit", "file.batch-count",
    "file.block-count", "file.entry-addenda-count", "file.entry-hash", "file.total-debit",
    "file.blocking", "file.empty",
}  # fmt: skip


def test_only_the_first_of_many_lines_out_of_place_is_told():
    problems = nacha.validate(joined(*LINES[:1], *LINES[2:3] * 50, *LINES[4:]))

    assert [(one.rule, one.line) for one in problems if one.rule == "file.order"] == [
        ("file.order", 2)
    ]


def test_two_faults_of_order_in_two_batches_are_both_told():
    lines = [*LINES[:1], LINES[2], *LINES[1:4], LINES[2], *LINES[4:]]

    problems = nacha.validate(joined(*lines))

    assert [one.line for one in problems if one.rule == "file.order"] == [2, 6]


def test_a_missing_control_is_told_where_its_batch_begins():
    [problem] = [
        one
        for one in nacha.validate(joined(*LINES[:3], *LINES[4:]))
        if one.rule == "batch.control-missing"
    ]

    assert problem.line == 2


def test_line_ends_of_several_sorts_are_told():
    mixed = DATA.replace(b"\n", b"\r\n", 1)

    assert rules_of(mixed) == ["file.line-ends"]


@pytest.mark.parametrize("line_end", ["", "\n", "\r\n", "\r"])
def test_line_ends_of_one_sort_are_right(line_end):
    assert rules_of(line_end.join(LINES).encode()) == []


@pytest.mark.parametrize(
    ("kept", "rules"),
    [(5, ["file.padding"]), (6, ["file.blocking"]), (9, ["file.blocking"]), (10, []),
     (20, ["file.blocking"])],
)  # fmt: skip
def test_the_last_block_is_to_be_filled(kept, rules):
    assert rules_of(joined(*[*LINES, *[NINES] * 10][:kept])) == rules


def test_a_file_that_fills_its_blocks_has_no_padding():
    entries = [
        entry("PPD", trace_number=f"0764012500000{number:02}", amount_cents=number)
        for number in range(1, 7)
    ]
    file = file_of(BATCH, *entries)

    assert (file.padding_count, rules_of(nacha.write(file))) == (0, [])


def test_a_file_sent_twice_is_told():
    identity = nacha.FileIdentity("076401251", "260227", "0930", "A")

    assert nacha.identity_of(VALID["PPD"]) == identity
    assert rules_of(DATA, known_files={identity}) == ["file.duplicate"]
    assert rules_of(DATA, known_files={identity._replace(file_id_modifier="B")}) == []


def test_a_file_without_a_header_has_no_identity():
    assert nacha.identity_of(nacha.parse(joined(*LINES[1:]))) is None


def test_a_file_without_entries_is_told():
    problems = nacha.validate(nacha.write(VALID["no-batches"]))

    assert [(one.rule, one.severity) for one in problems] == [
        ("file.empty", nacha.Severity.WARNING)
    ]


def test_advices_do_not_stand_with_other_entries():
    batches = [
        *forward("ADV").batches,
        nacha.batch_of(
            BATCH.replace(batch_number=2), [entry("PPD", trace_number="076401250000002")]
        ),
    ]
    file = nacha.file_of(HEADER, batches)

    assert rules_of(nacha.write(file)) == ["file.control-layout"]


def test_problems_come_in_the_order_of_lines_and_what_concerns_the_file_last():
    data = overwritten(overwritten(DATA, 4, 5, "000009"), 1, 40, "2")
    lines = data.decode().splitlines()[:4]

    problems = nacha.validate(joined(*lines))

    assert [one.line for one in problems] == [1, 4, None]


def test_what_shows_that_a_file_is_not_whole_can_be_asked_for_alone():
    odd = overwritten(overwritten(DATA, 3, 12, "9"), 4, 21, "000000000001")

    assert [one.rule for one in problems_of_the_whole(odd)] == ["batch.total-debit"]
    assert problems_of_the_whole(overwritten(DATA, 1, 34, "a")) == []
    assert problems_of_the_whole(DATA) == []


def test_a_file_made_by_hand_is_checked_as_one_that_was_parsed():
    broken = nacha.AchFile(
        header=None,
        batches=(nacha.Batch(header=BATCH, entries=(entry("PPD"),)),),
    )

    assert rules_of(broken) == [
        "file.header-missing", "batch.control-missing", "file.control-missing"
    ]  # fmt: skip


@pytest.mark.parametrize("missing", range(5))
def test_a_parsed_file_has_the_same_problems_as_its_bytes(missing):
    data = joined(*LINES[:missing], "", *LINES[missing + 1 :])

    assert nacha.validate(nacha.parse(data)) == nacha.validate(data)
