"""In a real browser: sign in, find a resident, read the ledger, and nothing breaks the CSP."""

import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect, sync_playwright
from pytest_django.live_server_helper import LiveServer
from tests.backoffice import scenery
from tests.cast import BOBS_PASSWORD

from rentrail.identity.models import User
from rentrail.payments.models import Payment
from rentrail.portfolio.models import Person, Property

CHROMIUM = shutil.which("chromium") or shutil.which("google-chrome")
PHONE_WIDTH, LAPTOP_WIDTH = 390, 1280
LONG_NAME = "Wolfeschlegelsteinhausenbergerdorff-Montgomery"
LISTS = (
    "",
    "properties/",
    "residents/",
    "payments/",
    "bank/batches/",
    "bank/files/",
    "bank/inbound/",
    "bank/statements/",
    "mri/",
    "mri/postings/",
    "tasks/",
)
CUT_OFF = """[...document.querySelectorAll(".table-wrap, .journal, .subtabs")]
    .filter(box => box.scrollWidth > box.clientWidth).map(box => box.textContent.trim())"""

pytestmark = [
    pytest.mark.skipif(CHROMIUM is None, reason="needs chromium, which .ci/run installs"),
    pytest.mark.django_db(transaction=True),
]


@pytest.fixture
def site(live_server: LiveServer, bob: User, oak_court: Property, tmp_path: Path) -> str:
    """The address of the site, with a week of Oak Court to look at, and a long name."""
    scenery.fill(oak_court, root=tmp_path / "bank")
    Person.objects.filter(first_name="Ada").update(last_name=LONG_NAME)
    return str(live_server.url)


@pytest.fixture
def of_one_payment(site: str) -> tuple[str, ...]:
    """The pages of a payment, its household and its authorization."""
    payment = Payment.objects.select_related("lease", "authorization").earliest("id")
    household = f"residents/{payment.lease.public_id}/"
    return (
        household,
        f"{household}ledger/",
        f"payments/{payment.public_id}/",
        f"authorizations/{payment.authorization.public_id}/",
    )


@pytest.fixture
def complaints() -> list[str]:
    """What the page wrote to the browser's console."""
    return []


@pytest.fixture
def page(site: str, complaints: list[str]) -> Iterator[Page]:
    """A page on which Bob has signed in. The database is left alone while it is open."""
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=CHROMIUM, args=["--no-sandbox"])
        opened = browser.new_page(viewport={"width": 1280, "height": 860})
        opened.on("console", lambda message: complaints.append(message.text))
        opened.on("pageerror", lambda error: complaints.append(str(error)))
        opened.goto(site)
        opened.get_by_label("E-mail").fill("bob@oakhomes.example")
        opened.get_by_label("Password").fill(BOBS_PASSWORD)
        opened.get_by_role("button", name="Sign in").click()
        expect(opened.get_by_role("heading", name="All properties")).to_be_visible()
        yield opened
        browser.close()


def test_staff_find_a_resident_with_the_keyboard_and_read_the_ledger(
    page: Page, complaints: list[str]
) -> None:
    page.get_by_role("link", name="Residents").click()
    expect(page.get_by_role("heading", name="Residents")).to_be_visible()
    page.keyboard.press("/")
    page.keyboard.type("chloe")
    expect(page.locator("#residents tbody tr")).to_have_count(1)
    page.keyboard.press("ArrowDown")
    page.keyboard.press("Enter")
    page.get_by_role("link", name="Ledger", exact=True).click()

    expect(page.locator("tfoot")).to_contain_text("1,200.00")
    assert page.locator("#content .table-wrap, .content .table-wrap").evaluate_all(
        "boxes => boxes.every(box => box.scrollHeight <= box.clientHeight)"
    )
    assert complaints == []


def test_back_from_a_resident_shows_the_whole_page_with_the_search(
    site: str, page: Page, complaints: list[str]
) -> None:
    page.goto(f"{site}/residents/")
    page.get_by_label("Search residents").press_sequentially("chloe")
    expect(page.locator("#residents tbody tr")).to_have_count(1)
    page.get_by_role("link", name="Chloe Tenant02").click()
    expect(page.get_by_role("heading", name="Chloe Tenant02")).to_be_visible()

    page.go_back()

    expect(page.get_by_role("heading", name="Residents")).to_be_visible()
    expect(page.get_by_label("Search residents")).to_have_value("chloe")
    expect(page.locator("#residents tbody tr")).to_have_count(1)
    assert complaints == []


def test_a_search_after_the_session_ended_asks_to_sign_in_and_comes_back(
    site: str, page: Page, complaints: list[str]
) -> None:
    page.goto(f"{site}/residents/")
    page.context.clear_cookies()

    page.get_by_label("Search residents").press_sequentially("chloe")

    expect(page.get_by_label("Password")).to_be_visible()
    expect(page.get_by_role("heading", name="Residents")).to_have_count(0)
    page.get_by_label("E-mail").fill("bob@oakhomes.example")
    page.get_by_label("Password").fill(BOBS_PASSWORD)
    page.get_by_role("button", name="Sign in").click()
    expect(page.locator("#residents tbody tr")).to_have_count(1)
    assert complaints == []


def test_every_page_fits_a_phone_and_a_laptop_and_keeps_the_content_security_policy(
    site: str, of_one_payment: tuple[str, ...], page: Page, complaints: list[str]
) -> None:
    for width in (PHONE_WIDTH, LAPTOP_WIDTH):
        page.set_viewport_size({"width": width, "height": 844})
        for path in (*LISTS, *of_one_payment):
            page.goto(f"{site}/{path}")
            assert page.evaluate("document.documentElement.scrollWidth") <= width, path
            assert page.evaluate(CUT_OFF) == [], path
    assert complaints == []


def test_a_line_for_phones_shows_only_on_phones(site: str, page: Page) -> None:
    page.goto(f"{site}/payments/")
    line_for_phones = page.locator("tbody .under.only-phone").first

    expect(line_for_phones).to_be_hidden()
    page.set_viewport_size({"width": PHONE_WIDTH, "height": 844})
    expect(line_for_phones).to_be_visible()
