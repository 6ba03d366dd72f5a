import pytest
from hypothesis import given
from hypothesis import strategies as st
from tests.formats.x937 import samples
from tests.formats.x937.images import tiff

from rentrail.formats import x937
from rentrail.formats.x937.rows import RowFacts, RowWriter


def written(rows: list[x937.CheckRow], deposit: x937.Deposit | None = None, **settings) -> bytes:
    writer = x937.DepositWriter(samples.profile(**settings), created_at=samples.MADE_AT)
    pieces = writer.deposit(deposit or samples.deposit_of(rows), rows)
    return b"".join([writer.start(), *pieces, writer.finish()])


@pytest.mark.parametrize(
    ("change", "field", "reason"),
    [
        ({"routing_number": "021000022"}, "routing_number", "check digit"),
        ({"routing_number": "02100002"}, "payor_bank_check_digit", "blank"),
        ({"on_us": "7445A789/"}, "on_us", "must be digits"),
        ({"on_us": "1" * 21}, "on_us", "longer than its 20"),
        ({"amount_cents": 0}, "amount_cents", "above zero"),
        ({"amount_cents": -1}, "amount_cents", "zero or more"),
        ({"amount_cents": 10**10}, "amount_cents", "more than 10 digits"),
        ({"amount_cents": "100"}, "amount_cents", "whole number"),
        ({"sequence_number": 10**15}, "item_sequence_number", "longer"),
        ({"payee_name": "RÉSIDENCE"}, "payee_name", "printable"),
        ({"payee_name": "A NAME THAT IS LONG"}, "payee_name", "longer than its 15"),
        ({"micr_valid_indicator": "9"}, "micr_valid_indicator", "one of 1, 2, 3, 4"),
        ({"front": b"\xff\xd8JPEG"}, "front", "no TIFF"),
        ({"back": tiff(dpi=(100, 100))}, "back", "dots an inch"),
    ],
)
def test_what_does_not_fit_is_refused_with_its_row_and_field(change, field, reason):
    rows = samples.check_rows(3)
    rows[1] = rows[1]._replace(**change)

    with pytest.raises(x937.X937WriteError, match=reason) as refused:
        written(rows, samples.deposit_of(samples.check_rows(3)))

    assert (refused.value.field, refused.value.row) == (field, 1)


def test_account_numbers_are_not_in_the_words_of_a_refusal():
    rows = samples.check_rows(1, on_us="7445X789/1042")

    with pytest.raises(x937.X937WriteError) as refused:
        written(rows)

    assert "7445" not in str(refused.value)


def test_a_sequence_number_of_the_cash_letter_is_not_used_again():
    rows = [*samples.check_rows(2), *samples.check_rows(1)]

    with pytest.raises(x937.X937WriteError, match="was there before") as refused:
        written(rows, bundle_items_max=1)

    assert refused.value.row == 2


def test_a_deposit_slip_is_the_sum_of_its_checks():
    rows = samples.check_rows(2)
    deposit = samples.deposit_of(rows, total_cents=20_004)

    with pytest.raises(x937.X937WriteError, match="20004, but the checks add up to 20003"):
        written(rows, deposit, credit="62")


def test_bundles_are_as_a_bank_limits_them():
    rows = samples.check_rows(5)

    data = written(rows, bundle_items_max=3, bundle_amount_max_cents=20_010)

    (letter,) = x937.parse(data).cash_letters
    assert [len(bundle.items) for bundle in letter.bundles] == [2, 2, 1]


@pytest.mark.parametrize("limit", ["cash_letter_items_max", "file_items_max"])
def test_more_checks_than_a_bank_takes_are_refused(limit):
    with pytest.raises(x937.X937WriteError, match="more than the 2"):
        written(samples.check_rows(3), **{limit: 2})


def test_no_cash_letter_is_written_empty_or_left_open():
    writer = x937.DepositWriter(samples.profile(), created_at=samples.MADE_AT)

    with pytest.raises(x937.X937WriteError, match="has no cash letter"):
        writer.finish()
    with pytest.raises(x937.X937WriteError, match="has no items"):
        writer.file.close_bundle()


def test_several_deposits_go_into_one_file():
    writer = x937.DepositWriter(samples.profile(credit="61"), created_at=samples.MADE_AT)
    first, second = samples.check_rows(2), samples.check_rows(3)

    data = b"".join(
        [
            writer.start(),
            *writer.deposit(samples.deposit_of(first), first),
            *writer.deposit(samples.deposit_of(second, cash_letter_id="2"), second),
            writer.finish(),
        ]
    )

    assert x937.validate(data, profile=samples.profile(credit="61")) == []
    assert writer.file.totals.item_count == 5
    assert writer.file.record_count == len(x937.parse(data).records)
    with pytest.raises(x937.X937WriteError, match="cash_letter_id"):
        list(writer.deposit(samples.deposit_of(first), first))


def test_a_record_with_a_fault_is_not_written():
    item = samples.check()
    wrong = type(item.detail).holding(item.detail.text[:-1])

    with pytest.raises(x937.X937WriteError, match="cannot be changed"):
        samples.file_of_items([item._replace(detail=wrong)])


@st.composite
def rows(draw: st.DrawFn) -> list[x937.CheckRow]:
    numbers = draw(st.lists(st.integers(0, 10**15 - 1), unique=True, min_size=1, max_size=12))
    digits = st.text("0123456789-* ", max_size=12)
    return [
        x937.CheckRow(
            draw(st.sampled_from([samples.BANK, samples.OTHER_BANK, samples.PAYOR_BANK])),
            draw(digits).strip() + draw(st.sampled_from(["", "/", "/1042"])),
            draw(st.integers(1, 10**10 - 1)),
            number,
            tiff(width=draw(st.integers(1, 9_999)), strip=draw(st.binary(min_size=1, max_size=90))),
            tiff(strip=draw(st.binary(min_size=1, max_size=90))),
            auxiliary_on_us=draw(digits).strip(),
            micr_valid_indicator=draw(st.sampled_from(["1", "2", "3", "4", ""])),
            correction_indicator=draw(st.sampled_from("01234")),
            payee_name=draw(st.text("ABC %.", max_size=15)).strip(),
            image_quality=draw(st.sampled_from("012")),
        )
        for number in numbers
    ]


@given(
    rows(),
    st.sampled_from(["EBCDIC", "ASCII"]),
    st.sampled_from(["length-prefixed", "lines", "none"]),
    st.sampled_from(["61", "62", "none"]),
    st.booleans(),
    st.integers(1, 5),
)
def test_rows_are_read_back_as_the_records_they_are(checks, encoding, framing, credit, tests, most):
    settings = {
        "encoding": encoding, "framing": framing, "credit": credit, "analysis": tests,
        "bundle_items_max": most,
    }  # fmt: skip
    total = min(sum(row.amount_cents for row in checks), 10**10 - 1)
    if credit == "61" and total != sum(row.amount_cents for row in checks):
        return  # record 61 has no room for it
    deposit = samples.deposit_of(checks, credit_sequence_number=0)

    data = written(checks, deposit, **settings)

    profile = samples.profile(**settings)
    facts = RowFacts(samples.OTHER_BANK, samples.OTHER_BANK, samples.DAY_TEXT, "", "99887766", "")
    writer = RowWriter(profile, facts)
    assert x937.validate(data, profile=profile) == []
    assert list(x937.parse(data).items) == [writer.item_of(row) for row in checks]
