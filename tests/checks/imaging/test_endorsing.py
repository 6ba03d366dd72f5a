import numpy as np
import pytest

from rentrail.checks.imaging.endorsing import endorsed, remote_deposit_lines

LINES = remote_deposit_lines(
    bank_name="First Bank", company_name="Oak Homes", told="2026-11-27 0042"
)
EMPTY = np.zeros((550, 1200), bool)


def test_it_says_for_what_at_which_bank():
    assert LINES == ["FOR REMOTE DEPOSIT ONLY AT", "First Bank", "Oak Homes", "2026-11-27 0042"]
    assert remote_deposit_lines(bank_name="First Bank") == LINES[:2]


def test_an_empty_back_bears_it_then():
    back = endorsed(EMPTY, LINES, dpi=200)

    rows, columns = np.nonzero(back)
    assert 1500 < back.sum() < 12_000
    assert rows.max() - rows.min() < 0.7 * 200
    assert 1.0 * 200 < columns.max() - columns.min() < 2.6 * 200


def test_it_is_drawn_where_nothing_stands():
    back = EMPTY.copy()
    back[:, :650] = np.random.default_rng(1).random((550, 650)) < 0.2

    drawn = endorsed(back, LINES, dpi=200)

    assert np.array_equal(drawn[:, :650], back[:, :650])
    assert drawn[:, 650:].any()


def test_what_stood_there_still_stands():
    full = np.random.default_rng(1).random((550, 1200)) < 0.2

    assert endorsed(full, LINES, dpi=200)[full].all()


def test_a_long_name_is_set_smaller_and_stays_on_the_back():
    name = (
        "The Exceedingly Long Named Farmers, Mechanics and Merchants Savings Bank of Example " * 2
    )

    drawn = endorsed(EMPTY, remote_deposit_lines(bank_name=name), dpi=200)

    assert drawn.any()
    assert not drawn[:, -20:].any()


@pytest.mark.parametrize("shape", [(10, 10), (48, 600), (500, 60)])
def test_a_back_too_small_for_it_bears_what_fits(shape):
    assert endorsed(np.zeros(shape, bool), LINES, dpi=200).shape == shape
