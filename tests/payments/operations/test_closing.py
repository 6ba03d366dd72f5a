from datetime import UTC, date, datetime

import pytest
from tests.cast import NOW, TODAY, charge_rent, make_household
from tests.payments import cast

from rentrail.ledger import queries as ledger
from rentrail.payments import operations
from rentrail.portfolio import operations as portfolio

APRIL_1 = date(2026, 4, 1)
MARCH_31 = datetime(2026, 3, 31, 15, tzinfo=UTC)


def close(property_, period=202603):
    return operations.close_fiscal_period(
        property_id=property_.id, period=period, closed_by="bob", now=NOW
    )


@pytest.fixture
def april(oak_court, alices_lease):
    """Oak Court in April; Alice's payment of March is in an open batch."""
    charge_rent(alices_lease)
    cast.pay(alices_lease)
    portfolio.advance_property_date(property_id=oak_court.id, to_date=APRIL_1, now=MARCH_31)
    oak_court.refresh_from_db()
    return oak_court


def test_a_period_waits_for_the_open_batch_that_holds_a_payment_of_it(april):
    with pytest.raises(operations.PeriodNotClosable, match=r"03/2026 .*: ACH batch 1 \(1\)"):
        close(april)

    operations.close_batches(banking_date=TODAY, now=NOW)
    close(april)
    close(april)

    assert ledger.closed_through(april.book_id) == 202603


def test_an_open_batch_of_the_next_month_holds_nothing_up(april):
    operations.close_batches(banking_date=TODAY, now=NOW)
    cast.pay(make_household(april, unit="205"), now=MARCH_31)

    close(april)

    assert ledger.closed_through(april.book_id) == 202603


def test_the_month_that_the_property_posts_to_stays_open(oak_court):
    with pytest.raises(operations.PeriodNotClosable, match="posts to 2026-03-02; advance its date"):
        close(oak_court)


@pytest.mark.parametrize("period", [0, 3, 202613, 202600, 99_999_901])
def test_what_is_no_month_is_refused(period, oak_court):
    with pytest.raises(operations.PeriodNotClosable, match="no month"):
        close(oak_court, period)
