"""A property's books on its pages: the trial balance at a past date, and an account's lines."""

from datetime import date

import pytest
from django.test import Client
from django.urls import reverse
from tests.cast import charge_rent, make_household

from rentrail.payments.models import Payment
from rentrail.portfolio.models import Lease, Property

MARCH_1, MARCH_2 = date(2026, 3, 1), date(2026, 3, 2)


@pytest.fixture
def charged(oak_court: Property) -> Lease:
    """Rent of March 1 and of March 2, both posted on March 2."""
    lease = make_household(oak_court, unit="101")
    charge_rent(lease, amount_cents=100_000, due_date=MARCH_1)
    charge_rent(lease, amount_cents=7_500, code="PETDEP", due_date=MARCH_1)
    charge_rent(lease, amount_cents=2_345, code="LATE", due_date=MARCH_2)
    return lease


def shown(browser: Client, property_: Property, key: str = "", **asked: object) -> str:
    arguments = [property_.public_id, *([key] if key else [])]
    name = "property-account" if key else "property-books"
    return browser.get(reverse(f"backoffice:{name}", args=arguments), asked).content.decode()


def test_the_trial_balance_is_shown_as_of_a_date_and_as_known_on_one(
    charged: Lease, oak_court: Property, bobs_browser: Client
) -> None:
    now = shown(bobs_browser, oak_court)
    then = shown(bobs_browser, oak_court, as_of=MARCH_1)
    unknown_then = shown(bobs_browser, oak_court, known_on=MARCH_1)

    assert "1,023.45" in now
    assert now.count("1,098.45") == 2  # debits and credits together
    assert "1,000.00" in then
    assert "23.45" not in then
    assert "No account held anything then." in unknown_then


def test_an_accounts_lines_are_filtered_and_keep_the_balance_of_the_whole(
    charged: Lease, oak_court: Property, bobs_browser: Client
) -> None:
    late = shown(bobs_browser, oak_court, "resident-receivable", code="LATE")
    credits_ = shown(bobs_browser, oak_court, "resident-receivable", side="credit")
    march = shown(bobs_browser, oak_court, "resident-receivable", period="2026-03")

    assert "23.45" in late
    assert "1,023.45" in late
    assert "1 line<" in late
    assert "No lines" in credits_
    assert "2 lines<" in march


def test_an_account_is_exported_as_filtered_oldest_first(
    charged: Lease, oak_court: Property, bobs_browser: Client
) -> None:
    address = reverse(
        "backoffice:property-account-csv", args=[oak_court.public_id, "resident-receivable"]
    )

    rows = bobs_browser.get(address).content.decode().splitlines()

    assert [row.split(",")[-3:] for row in rows[1:]] == [
        ["1000.00", "", "1000.00"],
        ["23.45", "", "1023.45"],
    ]


def test_a_long_account_is_read_in_pages(week: list[Payment], bobs_browser: Client) -> None:
    property_ = week[0].property
    lease = week[0].lease
    for number in range(60):
        charge_rent(lease, amount_cents=100 + number)

    first = shown(bobs_browser, property_, "resident-receivable")
    second = shown(bobs_browser, property_, "resident-receivable", page="2")

    assert "1 to 50 of" in first
    assert "Page 2 of 2" in second
    assert "Previous" in second
