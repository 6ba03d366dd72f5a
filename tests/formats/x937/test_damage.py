"""Whatever is done to a file: it is read, told of, and written as it was; both paths agree."""

import os

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from tests.formats.x937 import samples

from rentrail.formats import x937
from rentrail.formats.x937 import scan
from rentrail.formats.x937.validation import Settings, exactly

FORMS = [
    {"encoding": encoding, "framing": framing}
    for encoding in ("EBCDIC", "ASCII")
    for framing in ("length-prefixed", "lines", "none")
]
RETURNS = [samples.returned(f"{number}") for number in range(1, 4)]
CHECKS = [samples.check(f"{number}") for number in range(1, 4)]
PROFILES = [
    None, samples.profile(), samples.profile(credit="61", credit_placement="bundle"),
    samples.profile(analysis=True, bundle_items_max=2, item_amount_max_cents=10_002),
    samples.profile(addendum_a=False, image_bytes_max=280),
]  # fmt: skip
SOURCES = [
    *(samples.deposit_file(4, bundle_items_max=3, **form) for form in FORMS),
    samples.deposit_file(3, credit="61", credit_placement="bundle"),
    samples.deposit_file(3, credit="62", credit_in_totals=True, analysis=True),
    samples.deposit_file(3, addendum_a=False, bofd_indicator="U"),
    samples.file_of_items(RETURNS, collection_type="03"),
    samples.file_of_items(CHECKS),
]
PIECES = [
    b"", b"\0\0\0P", b"\0\0\0\0", b"\xff\xff\xff\xff", b"\0\x98\x96\x7f", b"\n", b"\x40", b"\xf0",
    b"\xf9", b"0", b"9", b" ", b"\xc1", b"*", b"\x5c", b"\xf5\xf2", b"\xf5\xf0", b"\xf2\xf5",
    b"\xf7\xf0", b"52", b"25", b"II*\0", b"\x00", b"\xff",
]  # fmt: skip
EXAMPLES = int(os.environ.get("RENTRAIL_SOAK_EXAMPLES", "150"))


@st.composite
def damaged(draw: st.DrawFn) -> bytes:
    """Take a file that is right, and cut, copy or overwrite some of it."""
    data = draw(st.sampled_from(SOURCES))
    for _ in range(draw(st.integers(0, 3))):
        at = draw(st.integers(0, len(data)))
        piece = draw(st.sampled_from(PIECES) | st.binary(max_size=5))
        removed = draw(st.sampled_from([len(piece), len(piece), len(piece), 0, 1, 80, 84, 400]))
        data = data[:at] + piece + data[at + removed :]
    return data[: draw(st.integers(0, len(data)))] if draw(st.integers(0, 5)) == 0 else data


@given(damaged())
@settings(max_examples=EXAMPLES)
def test_it_is_written_as_it_was_read(data):
    file = x937.parse(data)

    assert x937.write(file) == data


@given(damaged(), st.sampled_from(PROFILES))
@settings(max_examples=2 * EXAMPLES)
def test_runs_of_checks_and_exact_rules_agree(data, profile):
    asked = Settings(profile=profile)

    assert scan.validate(data, asked) == exactly(data, asked)


@given(damaged(), st.integers(1, 7))
@settings(max_examples=EXAMPLES)
def test_what_was_parsed_has_the_problems_of_its_bytes_however_they_come(data, size):
    chunks = [data[at : at + size * 50] for at in range(0, len(data), size * 50)]

    assert x937.validate(x937.parse(data)) == x937.validate(data) == x937.validate(iter(chunks))


@given(damaged())
@settings(max_examples=EXAMPLES)
def test_its_items_are_read_or_it_is_told_where_the_file_ends(data):
    try:
        items = [item for _, item in x937.iter_items(data)]
    except x937.X937ReadError:
        told = {problem.rule for problem in x937.validate(data)}
        assert told & {"file.cut", "file.unreadable"}
        return

    letters = x937.parse(data).cash_letters
    slips = [slip for letter in letters for slip in letter.credits]
    bundled = [item for letter in letters for bundle in letter.bundles for item in bundle.items]
    assert sorted(items, key=lambda item: item.number) == sorted(
        [*slips, *bundled], key=lambda item: item.number
    )


@pytest.mark.parametrize("source", [SOURCES[0], SOURCES[6]], ids=["plain", "with-slip"])
def test_no_byte_of_a_record_is_passed_over(source):
    """Every byte of a file's text is looked at: changed to what no field holds, it is told of."""
    records = x937.parse(source).records
    text_places = [record.offset + place for record in records for place in range(len(record.text))]

    passed_over = [
        at
        for at in text_places[:: max(1, len(text_places) // 400)]
        if not x937.validate(source[:at] + b"\x01" + source[at + 1 :])
    ]

    assert passed_over == []


@pytest.mark.parametrize("length", [b"\xff\xff\xff\xff", b"\x7f\xff\xff\xff", b"\x00\x9b\xa4\xe0"])
def test_a_huge_length_takes_no_memory(length):
    data = samples.deposit_file()[:84] + length + b"10" + b"\0" * 1000

    assert "file.cut" in {problem.rule for problem in x937.validate(data)}


SMALL = samples.deposit_file(1)
STEP = 1 if EXAMPLES > 1_000 else 23  # every byte in a soak


@pytest.mark.parametrize("end", range(0, len(SMALL), STEP))
def test_a_file_cut_anywhere_is_told_of(end):
    data = SMALL[:end]

    told = {problem.rule for problem in x937.validate(data)}

    assert "file.control-missing" in told
    assert told & {"file.cut", "file.unreadable"} or end in record_ends(SMALL)
    assert x937.write(x937.parse(data)) == data


@pytest.mark.parametrize("at", range(0, len(SMALL), STEP))
@pytest.mark.parametrize("change", [0x01, 0x80, 0xFF])
def test_a_file_with_any_byte_changed_is_read_and_told_of_alike_by_both_paths(at, change):
    data = SMALL[:at] + bytes([SMALL[at] ^ change]) + SMALL[at + 1 :]

    assert x937.write(x937.parse(data)) == data
    assert scan.validate(data, Settings()) == exactly(data, Settings())


@given(st.integers(0, 9), st.integers(0, 9), st.integers(1, 3))
@settings(max_examples=50)
def test_no_digit_of_an_amount_changes_without_the_totals_telling(place, digit, number):
    data = samples.deposit_file(3)
    check = list(x937.parse(data).items)[number - 1].detail
    at = check.offset + 47 + place
    changed = data[:at] + f"{digit}".encode("cp037") + data[at + 1 :]

    told = {problem.rule for problem in x937.validate(changed)}

    is_other = changed != data
    assert (told >= {"bundle.total", "cash-letter.total", "file.total"}) is is_other


def record_ends(data: bytes) -> set[int]:
    """Give where records end."""
    file = x937.parse(data)
    return {record.offset - 4 for record in file.records} | {0}
