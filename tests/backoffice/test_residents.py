"""Finding residents, their ledgers on the page and as a file."""

import csv
import io

import pytest
from django.test import Client
from django.urls import reverse
from tests.cast import charge_rent, make_household
from tests.payments import cast as payments_cast

from rentrail.identity import operations as identity
from rentrail.identity.models import User
from rentrail.payments.models import PreauthorizedPayment
from rentrail.payments.states import PreauthorizedStatus
from rentrail.portfolio.models import Lease, LeasePerson, LeaseRole, Person, Property

pytestmark = pytest.mark.django_db


def page_of(lease: Lease, name: str = "resident-ledger") -> str:
    return reverse(f"backoffice:{name}", args=[lease.public_id])


def found_by(browser: Client, text: str) -> list[str]:
    answer = browser.get(reverse("backoffice:residents"), {"q": text})
    return [str(household.head) for household in answer.context["households"]]


@pytest.mark.parametrize(
    "text", ["alice", "RESIDENT ali", "204", "a-204", "alice@ex", "5550123", "r204", "1142"]
)
def test_a_resident_is_found_by_whatever_one_knows(
    text: str, alice: Person, oak_court: Property, bobs_browser: Client
) -> None:
    make_household(oak_court, unit="777", first_name="Zoe", last_name="Other")
    Person.objects.filter(id=alice.id).update(mobile="(217) 555-0123")
    payments_cast.add_account(alice)

    assert found_by(bobs_browser, text) == ["Alice Resident"]


def test_typing_brings_only_the_rows(alices_lease: Lease, bobs_browser: Client) -> None:
    answer = bobs_browser.get(
        reverse("backoffice:residents"), {"q": "alice"}, headers={"HX-Request": "true"}
    )

    assert answer.status_code == 200
    assert b"<html" not in answer.content
    assert b"Alice Resident" in answer.content
    assert "HX-Request" in answer["Vary"]


def test_a_ledger_runs_its_balance_and_adds_up(alices_lease: Lease, bobs_browser: Client) -> None:
    charge_rent(alices_lease)
    charge_rent(alices_lease, code="UTILITY", amount_cents=4_550)
    payments_cast.pay(alices_lease)

    shown = bobs_browser.get(page_of(alices_lease)).context["shown"]

    assert [line.balance_cents for line in shown.lines] == [4_550, 124_550, 120_000]
    assert (shown.charges_cents, shown.credits_cents) == (124_550, 120_000)
    assert shown.balance_cents == 4_550


@pytest.mark.parametrize(
    ("asked", "codes"),
    [
        ({"open_only": "on"}, ["UTILITY"]),
        ({"kind": "charges"}, ["UTILITY", "RENT"]),
        ({"kind": "payments"}, ["PMTOPACH"]),
        ({"period": "202602"}, []),
        ({"from_date": "2026-03-02"}, ["PMTOPACH"]),
        ({"to_date": "2026-03-01"}, ["UTILITY", "RENT"]),
        ({"from_date": "not a day"}, ["PMTOPACH", "UTILITY", "RENT"]),
    ],
)
def test_a_ledger_shows_the_lines_asked_for(
    asked: dict[str, str], codes: list[str], alices_lease: Lease, bobs_browser: Client
) -> None:
    charge_rent(alices_lease)
    charge_rent(alices_lease, code="UTILITY", amount_cents=4_550)
    payments_cast.pay(alices_lease)

    shown = bobs_browser.get(page_of(alices_lease), asked).context["shown"]

    assert [line.transaction_code for line in shown.lines] == codes
    assert shown.balance_cents == 4_550


def test_a_payment_that_waits_stands_on_the_ledger_marked_pending(
    oak_court: Property, alices_lease: Lease, bobs_browser: Client
) -> None:
    Property.objects.update(approval_over_cents=100_000)
    charge_rent(alices_lease)
    payments_cast.pay(alices_lease)

    page = bobs_browser.get(page_of(alices_lease))

    assert page.context["shown"].balance_cents == 120_000
    assert "pending" in page.content.decode()
    assert "Awaiting approval" in page.content.decode()


def test_an_exported_ledger_adds_up_and_runs_no_formula(
    alices_lease: Lease, bobs_browser: Client
) -> None:
    charge_rent(alices_lease)
    payments_cast.pay(alices_lease, description="=HYPERLINK(1)")

    answer = bobs_browser.get(page_of(alices_lease, "resident-ledger-csv"))
    rows = list(csv.DictReader(io.StringIO(answer.content.decode())))

    name = "resident-ledger-a-204-alice-resident.csv"
    assert answer["Content-Disposition"] == f'attachment; filename="{name}"'
    assert [row["Balance"] for row in rows] == ["1200.00", "0.00"]
    assert rows[1]["Description"] == "'=HYPERLINK(1)"
    assert rows[1]["Credit"] == "1200.00"


def test_who_has_the_right_disables_a_preauthorized_payment(
    alices_lease: Lease, bobs_browser: Client
) -> None:
    Property.objects.update(phone="+1 217 555 0100", address="12 Oak Street")
    scheduled = payments_cast.schedule_rent(alices_lease)
    address = reverse("backoffice:preauthorized-disable", args=[scheduled.public_id])

    unsaid = bobs_browser.post(address, {"reason": " "}, follow=True)
    still_runs = PreauthorizedPayment.objects.get().status == PreauthorizedStatus.ENABLED
    first = bobs_browser.post(address, {"reason": "Alice asked for it."})
    again = bobs_browser.post(address, {"reason": "Alice asked for it."}, follow=True)

    assert "Say why." in unsaid.content.decode()
    assert still_runs
    assert first.status_code == 302
    assert "already" in again.content.decode()
    disabled = PreauthorizedPayment.objects.get()
    assert disabled.status == PreauthorizedStatus.DISABLED
    assert disabled.status_reason == "Alice asked for it."


def test_what_a_role_may_not_do_is_shown_with_the_reason(
    alices_lease: Lease, oak_court: Property
) -> None:
    accountant = identity.create_user(
        email="erin@oakhomes.example", name="Erin", password="Rent-Day-4th", role="Accountant"
    )
    browser = Client()
    browser.force_login(accountant)

    page = browser.get(page_of(alices_lease, "resident")).content.decode()
    refused = browser.get(page_of(alices_lease, "resident-enter-payment"))

    assert "Your role lacks the right “Take one-time bank payments”." in page
    assert refused.status_code == 403
    assert "Take one-time bank payments" in refused.content.decode()


def test_a_leasing_agent_does_not_reach_the_bank(alices_lease: Lease, oak_court: Property) -> None:
    agent: User = identity.create_user(
        email="lee@oakhomes.example", name="Lee", password="Rent-Day-5th", role="Leasing agent"
    )
    browser = Client()
    browser.force_login(agent)

    assert browser.get(reverse("backoffice:bank-files")).status_code == 403
    assert browser.get(reverse("backoffice:overview")).status_code == 200


def test_the_head_of_the_household_comes_first_whoever_was_entered_first(
    alices_lease: Lease, bobs_browser: Client
) -> None:
    LeasePerson.objects.filter(lease=alices_lease).update(role=LeaseRole.CO_RESIDENT)
    dana = Person.objects.create(
        public_id="per_dana", property=alices_lease.property, first_name="Dana", last_name="Tenant"
    )
    LeasePerson.objects.create(lease=alices_lease, person=dana, role=LeaseRole.HEAD)

    page = bobs_browser.get(f"/residents/{alices_lease.public_id}/").content.decode()

    assert page.index("<strong>Dana Tenant") < page.index("<strong>Alice Resident")
