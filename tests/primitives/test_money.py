import pytest
from hypothesis import given
from hypothesis import strategies as st

from rentrail.primitives import money
from rentrail.primitives.money import MoneyError


@pytest.mark.parametrize(
    ("text", "cents"),
    [
        ("1,234.50", 123_450),
        ("1234.5", 123_450),
        ("1250.0000", 125_000),
        ("  7.05\t", 705),
        ("0", 0),
        ("-0.00", 0),
        ("-12.30", -1_230),
        ("1,234,567.89", 123_456_789),
    ],
)
def test_an_amount_is_read_into_cents(text, cents):
    assert money.parse_cents(text) == cents


@pytest.mark.parametrize(
    "text",
    [
        "", "   ", "abc", "12a", "$12.00", "1.234,50", "12,34", "1,2345.00", "0,123456", "1234,567",
        ",123", "12.", ".50", "--1", "+1", "- 1", "1 000", "(5.00)", "1e3", "NaN", "1.2.3", "١٢",
        "1_000", "99999999999999",
    ],
)  # fmt: skip
def test_what_could_be_read_two_ways_is_refused(text):
    with pytest.raises(MoneyError):
        money.parse_cents(text)


def test_a_fraction_of_a_cent_is_refused_with_a_sentence():
    with pytest.raises(MoneyError, match=r"“12\.005” has a fraction of a cent"):
        money.parse_cents("12.005")


def test_a_misplaced_comma_is_explained():
    with pytest.raises(MoneyError, match="a comma may only part thousands"):
        money.parse_cents("12,34")


def test_a_long_text_is_not_shown_whole():
    with pytest.raises(MoneyError) as refusal:
        money.parse_cents("x" * 10_000)

    assert len(str(refusal.value)) < 100


@given(st.integers(min_value=-(10**14), max_value=10**14))
def test_what_is_shown_reads_back(cents):
    assert money.parse_cents(money.format_cents(cents)) == cents


def test_a_negative_amount_keeps_its_sign_in_front():
    assert money.format_cents(-123_450) == "-1,234.50"


@pytest.mark.parametrize(
    ("total_cents", "basis_points", "share_cents"),
    [(10_000, 250, 250), (1, 5_000, 1), (1, 4_999, 0), (333, 3_333, 111), (500, 10_000, 500)],
)
def test_a_share_rounds_half_a_cent_up(total_cents, basis_points, share_cents):
    assert money.share(total_cents=total_cents, basis_points=basis_points) == share_cents


@given(st.integers(0, 10**12), st.integers(0, 10_000))
def test_a_share_never_exceeds_the_whole(total_cents, basis_points):
    assert 0 <= money.share(total_cents=total_cents, basis_points=basis_points) <= total_cents


@pytest.mark.parametrize(("total_cents", "basis_points"), [(-1, 1), (1, -1), (1, 10_001)])
def test_a_share_outside_the_whole_is_refused(total_cents, basis_points):
    with pytest.raises(ValueError, match="share"):
        money.share(total_cents=total_cents, basis_points=basis_points)
