from datetime import date

import pytest

from rentrail.payments.rules import late_returns


@pytest.mark.parametrize(
    ("return_code", "settled", "last"),
    [
        pytest.param("R01", date(2026, 3, 4), date(2026, 3, 9), id="two banking days and one"),
        pytest.param("R01", date(2026, 5, 21), date(2026, 5, 27), id="over Memorial Day"),
        pytest.param("R10", date(2026, 3, 4), date(2026, 5, 5), id="sixty days, on a Sunday"),
        pytest.param("R06", date(2026, 3, 4), None, id="as agreed between the banks"),
        pytest.param("R99", date(2026, 3, 4), None, id="no code of the rules"),
    ],
)
def test_a_return_has_its_last_day(return_code: str, settled: date, last: date | None) -> None:
    assert late_returns.last_day(return_code=return_code, settlement_date=settled) == last
