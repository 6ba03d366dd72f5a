"""What staff do on a property's page: advancing its date, closing a period."""

from datetime import UTC, date, datetime
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse
from tests.backoffice import scenery
from tests.cast import BOBS_PASSWORD, NOW, charge_rent

from rentrail.identity import operations as identity
from rentrail.identity.models import Role
from rentrail.ledger import queries as ledger
from rentrail.portfolio import operations as portfolio
from rentrail.portfolio.models import Lease, Property
from rentrail.primitives import clock
from rentrail.primitives.clock import SettableClock

pytestmark = pytest.mark.django_db

MARCH_31 = datetime(2026, 3, 31, 15, tzinfo=UTC)


@pytest.fixture(autouse=True)
def _end_of_march() -> Any:
    with clock.running(SettableClock(MARCH_31)):
        yield


def send(browser: Client, property_: Property, name: str, **typed: str) -> str:
    address = reverse(f"backoffice:property-{name}", args=[property_.public_id])
    return browser.post(address, typed, follow=True).content.decode()


def test_the_date_is_advanced_then_the_month_is_closed(
    oak_court: Property, bobs_browser: Client
) -> None:
    early = send(bobs_browser, oak_court, "close-period", month="2026-03", is_sure="on")
    advanced = send(bobs_browser, oak_court, "advance-date", to_date="2026-04-01")
    unsure = send(bobs_browser, oak_court, "close-period", month="2026-03")
    assert ledger.closed_through(oak_court.book_id) is None
    closed = send(bobs_browser, oak_court, "close-period", month="2026-03", is_sure="on")

    assert "say that you are sure" in unsure
    assert "advance its date past 03/2026 first" in early
    assert "posts to 2026-04-01 now" in advanced
    assert "2026-03 is closed, with all before it" in closed
    oak_court.refresh_from_db()
    assert oak_court.property_date == date(2026, 4, 1)
    assert ledger.closed_through(oak_court.book_id) == 202603


@pytest.mark.parametrize(
    ("name", "typed", "told"),
    [
        ("advance-date", {"to_date": "2026-03-01"}, "is at 2026-03-02 already"),
        ("advance-date", {"to_date": "2062-03-31"}, "lies ahead"),
        ("advance-date", {"to_date": "soon"}, "Enter the date"),
        ("close-period", {"month": "March"}, "Enter the month"),
        ("close-period", {"month": "2026-13", "is_sure": "on"}, "is no month"),
    ],
)
def test_what_cannot_be_done_is_said_on_the_page(
    name: str, typed: dict[str, str], told: str, oak_court: Property, bobs_browser: Client
) -> None:
    assert told in send(bobs_browser, oak_court, name, **typed)


def test_without_the_right_the_buttons_are_closed_and_the_addresses_refuse(
    oak_court: Property,
) -> None:
    agent = scenery.sign_in(
        identity.create_user(
            email="erin@oakhomes.example",
            name="Erin",
            password="Rent-Day-4th",
            role="Leasing agent",
        )
    )

    page = agent.get(reverse("backoffice:property", args=[oak_court.public_id])).content.decode()

    assert "Your role lacks the right “Advance property date”." in page
    assert "Your role lacks the right “Close fiscal period”." in page
    assert "Advance property date" in send(agent, oak_court, "advance-date", to_date="2026-03-31")
    assert "Close fiscal period" in send(agent, oak_court, "close-period", month="2026-02")
    oak_court.refresh_from_db()
    assert oak_court.property_date == date(2026, 3, 2)
    assert ledger.closed_through(oak_court.book_id) is None


def test_a_role_that_reads_no_ledgers_and_reports_sees_no_sums_and_no_tasks(
    oak_court: Property, alices_lease: Lease
) -> None:
    Role.objects.create(name="Scanner", rights=["scan_checks"])
    sam = identity.create_user(
        email="sam@oakhomes.example",
        name="Sam",
        password=BOBS_PASSWORD,
        role="Scanner",
        property_public_id=oak_court.public_id,
    )
    charge_rent(alices_lease, amount_cents=123_456)
    portfolio.raise_task(
        kind="payment-returned",
        subject="pay_1",
        text="Alice Resident: 987.65 came back",
        property_id=oak_court.id,
        now=NOW,
    )
    browser = scenery.sign_in(sam)

    for name, arguments in (
        ("overview", []),
        ("properties", []),
        ("tasks", []),
        ("property", [oak_court.public_id]),
    ):
        page = browser.get(reverse(f"backoffice:{name}", args=arguments)).content.decode()
        assert "1,234.56" not in page
        assert "Alice" not in page
