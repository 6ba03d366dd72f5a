"""Every page, for those who may see it and those who may not."""

import re

import pytest
from django.test import Client
from django.urls import get_resolver, reverse
from tests.backoffice import scenery
from tests.cast import make_property

from rentrail.accounting.models import SyncRun
from rentrail.banking.models import BankFile, InboundFile, Statement
from rentrail.identity import operations as identity
from rentrail.identity.models import Grant, Role, User
from rentrail.payments.models import Payment
from rentrail.portfolio.models import Property, StaffTask

PUBLIC = {"healthz", "sign-in"}
CHANGES = {
    "authorization-revoke",
    "authorization-proof",
    "authorization-send-copy",
    "proof-answer",
    "charge-take-back",
    "instrument-release",
    "mri-posting-retry",
    "mri-posting-skip",
    "mri-sync-now",
    "mri-test",
    "next-day",
    "bank-file-missing",
    "bank-file-taken",
    "bank-inbound-close",
    "bank-item-close",
    "bank-transfer-send-again",
    "payment-decide",
    "preauthorized-disable",
    "property-advance-date",
    "refund-decide",
    "property-close-period",
    "sign-out",
    "switch-property",
    "task-done",
}


def addresses_of(payment: Payment) -> dict[str, str]:
    """Give the address of every page that shows something of one payment's property."""
    household = {"public_id": payment.lease.public_id}
    assert payment.batch is not None
    account = {"public_id": payment.property.public_id, "key": "ach-clearing"}
    arguments: dict[str, dict[str, object]] = {
        "property": {"public_id": payment.property.public_id},
        "property-books": {"public_id": payment.property.public_id},
        "property-account": account,
        "property-account-csv": account,
        "resident": household,
        "resident-ledger": household,
        "resident-deposit": household,
        "resident-ledger-csv": household,
        "resident-deposit-csv": household,
        "resident-preauthorized": household,
        "resident-set-up-preauthorized": household,
        "resident-payments": household,
        "resident-enter-payment": household,
        "resident-statuses": household,
        "resident-account-correct": {
            **household,
            "instrument_id": payment.instrument.public_id,
        },
        "authorization": {"public_id": payment.authorization.public_id},
        "charge": {"public_id": payment.lease.charges.get().public_id},
        "payment": {"public_id": payment.public_id},
        "payment-move": {"public_id": payment.public_id},
        "payment-refund": {"public_id": payment.public_id},
        "bank-batch": {"public_id": payment.batch.public_id},
        "bank-file": {"public_id": BankFile.objects.get().public_id},
        "bank-inbound-file": {"public_id": InboundFile.objects.get(name="RET0304.ach").public_id},
        "bank-statement": {"statement_id": Statement.objects.get().id},
        "mri-sync": {"run_id": SyncRun.objects.get().id},
    }
    return {
        name: reverse(f"backoffice:{name}", kwargs=kwargs) for name, kwargs in arguments.items()
    }


def lists() -> dict[str, str]:
    """Give the address of every page that needs no argument."""
    names = {pattern.name for pattern in get_resolver().url_patterns[0].url_patterns}
    return {
        name: reverse(f"backoffice:{name}")
        for name in names - CHANGES - PUBLIC
        if "<" not in route_of(name)
    }


def route_of(name: str) -> str:
    [pattern] = [one for one in get_resolver().url_patterns[0].url_patterns if one.name == name]
    return str(pattern.pattern)


def test_every_address_is_walked_by_these_tests(week: list[Payment]) -> None:
    names = {pattern.name for pattern in get_resolver().url_patterns[0].url_patterns}

    assert names == {*lists(), *addresses_of(week[0]), *CHANGES, *PUBLIC}


def test_every_page_shows_itself_to_who_manages_the_property(
    week: list[Payment], bobs_browser: Client
) -> None:
    for name, address in (lists() | addresses_of(week[0])).items():
        answer = bobs_browser.get(address)

        assert answer.status_code == 200, name
        assert "1000204" not in answer.content.decode(), f"{name} shows an account number"
        assert not re.search(r"\sstyle=|\son[a-z]+=\"", answer.content.decode()), name


def test_nobody_sees_a_page_without_signing_in(week: list[Payment]) -> None:
    for name, address in (lists() | addresses_of(week[0])).items():
        answer = Client().get(address)

        assert answer.status_code == 302, name
        assert answer["Location"].startswith("/sign-in/"), name


def test_nothing_of_another_company_can_be_seen(week: list[Payment], charlie: User) -> None:
    browser = scenery.sign_in(charlie)

    for name, address in addresses_of(week[0]).items():
        assert browser.get(address).status_code == 404, name
    for name, address in lists().items():
        page = browser.get(address).content.decode()
        assert "Oak Court" not in page, name
        assert "Tenant0" not in page, name


def test_nothing_of_another_company_can_be_changed(week: list[Payment], charlie: User) -> None:
    browser = scenery.sign_in(charlie)
    task = StaffTask.objects.get(kind="unmatched-line")

    decided = browser.post(
        reverse("backoffice:payment-decide", args=[week[0].public_id, "void"]), {"reason": "x"}
    )
    done = browser.post(reverse("backoffice:task-done", args=[task.id]))
    disabled = browser.post(reverse("backoffice:preauthorized-disable", args=["pre_1"]))

    assert (decided.status_code, done.status_code, disabled.status_code) == (404, 404, 404)
    task.refresh_from_db()
    assert task.done_at is None


def test_a_grant_on_one_property_shows_nothing_of_another(
    week: list[Payment], oak_court: Property
) -> None:
    other = make_property(code="OAK02", name="Oak Hill")
    dana = identity.create_user(
        email="dana@oakhomes.example",
        name="Dana",
        password="Rent-Day-3rd",
        role="Property manager",
        property_public_id=other.public_id,
    )
    browser = scenery.sign_in(dana)

    for name, address in addresses_of(week[0]).items():
        assert browser.get(address).status_code == 404, name
    assert "Oak Court" not in browser.get(reverse("backoffice:properties")).content.decode()


def test_a_right_on_one_property_shows_no_bank_lists_of_the_company(
    week: list[Payment], oak_court: Property
) -> None:
    other = make_property(code="OAK02", name="Oak Hill")
    erin = identity.create_user(
        email="erin@oakhomes.example", name="Erin", password="Rent-Day-4th", role="Leasing agent"
    )
    Grant.objects.create(
        user=erin,
        role=Role.objects.get(name="Accountant"),
        property_public_id=other.public_id,
    )
    browser = scenery.sign_in(erin)

    for name in ("bank-files", "bank-inbound", "bank-statements"):
        page = browser.get(reverse(f"backoffice:{name}"))
        assert page.status_code == 200
        assert "First Bank" not in page.content.decode(), name
    assert browser.get(addresses_of(week[0])["bank-file"]).status_code == 404


def test_no_link_leads_where_the_role_may_not_go(week: list[Payment]) -> None:
    erin = identity.create_user(
        email="erin@oakhomes.example", name="Erin", password="Rent-Day-4th", role="Leasing agent"
    )
    browser = scenery.sign_in(erin)
    pages = [browser.get(address) for address in (lists() | addresses_of(week[0])).values()]

    linked = {
        link
        for page in pages
        if page.status_code == 200 and not page.streaming
        for link in re.findall(r'href="(/[^"#]*)"', page.content.decode())
        if not link.startswith("/static/")
    }

    assert linked
    assert {link for link in linked if browser.get(link).status_code == 403} == set()


@pytest.mark.parametrize("name", ["residents", "payments", "bank-batches", "mri-postings"])
def test_a_longer_list_needs_no_more_queries(
    name: str,
    week: list[Payment],
    oak_court: Property,
    bobs_browser: Client,
    django_assert_max_num_queries: object,
) -> None:
    from django.db import connection
    from django.test.utils import CaptureQueriesContext
    from tests.cast import make_household

    address = reverse(f"backoffice:{name}")
    bobs_browser.get(address)
    with CaptureQueriesContext(connection) as before:
        bobs_browser.get(address)
    for number in range(10):
        make_household(oak_court, unit=f"9{number:02}")
    with CaptureQueriesContext(connection) as after:
        bobs_browser.get(address)

    assert len(after) == len(before)
    assert len(after) <= 20
