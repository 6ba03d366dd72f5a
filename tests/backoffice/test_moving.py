"""Staff move a payment to the household it was meant for."""

from typing import Any

import pytest
from django.test import Client
from django.urls import reverse
from tests.backoffice import scenery
from tests.cast import BOBS_PASSWORD, NOW, charge_rent, make_household, make_property
from tests.payments.cast import pay

from rentrail.identity import operations as identity
from rentrail.ledger import operations as ledger
from rentrail.payments import operations
from rentrail.payments.models import Payment
from rentrail.portfolio.models import Lease, LeasePerson, LeaseRole, Person, Property
from rentrail.primitives import clock

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def on_the_first_day(oak_court: Property) -> Any:
    with clock.running(clock.SettableClock(NOW)):
        yield


@pytest.fixture
def danas_lease(oak_court: Property) -> Lease:
    return make_household(oak_court, unit="205", first_name="Dana", last_name="Neighbor")


@pytest.fixture
def payment(alices_lease: Lease) -> Payment:
    return pay(alices_lease)


def move(browser: Client, payment: Payment, lease: Lease, reason: str = "Wrong unit") -> Any:
    address = reverse("backoffice:payment-move", args=[payment.public_id])
    return browser.post(address, {"lease": lease.public_id, "reason": reason}, follow=True)


def test_the_right_household_is_found_and_gets_the_payment(
    payment: Payment, danas_lease: Lease, bobs_browser: Client
) -> None:
    rent = charge_rent(danas_lease)
    address = reverse("backoffice:payment-move", args=[payment.public_id])
    assert (
        address
        in bobs_browser.get(
            reverse("backoffice:payment", args=[payment.public_id])
        ).content.decode()
    )

    found = bobs_browser.get(address, {"q": "neighbor"}).content.decode()
    moved = move(bobs_browser, payment, danas_lease).content.decode()

    assert danas_lease.public_id in found
    assert "The payment is moved." in moved
    payment.refresh_from_db()
    rent.refresh_from_db()
    assert (payment.lease, rent.open_cents) == (danas_lease, 0)


def test_a_household_found_by_a_co_residents_name_shows_them_and_this_property_comes_first(
    payment: Payment, danas_lease: Lease
) -> None:
    make_household(make_property(code="ACORN1", name="Acorn Court"), unit="1", last_name="Holm")
    nils = Person.objects.create(
        property=danas_lease.property, public_id="per_nils", first_name="Nils", last_name="Holm"
    )
    LeasePerson.objects.create(lease=danas_lease, person=nils, role=LeaseRole.CO_RESIDENT)
    browser = scenery.sign_in(
        identity.create_user(
            email="gil@oakhomes.example", name="Gil", password="Rent-Day-6th", role="Administrator"
        )
    )

    address = reverse("backoffice:payment-move", args=[payment.public_id])
    answer = browser.get(address, {"q": "holm"})

    found = [str(household.head) for household in answer.context["households"]]
    assert found == ["Dana Neighbor", "Dana Holm"]
    assert "with Nils Holm" in answer.content.decode()


def test_the_history_of_a_move_names_the_households(
    payment: Payment, danas_lease: Lease, bobs_browser: Client
) -> None:
    page = move(bobs_browser, payment, danas_lease).content.decode()

    assert f'To lease: <a href="/residents/{danas_lease.public_id}/">Dana Neighbor, A-205' in page
    assert "Other journal entries" not in page


def test_a_move_needs_a_reason(payment: Payment, danas_lease: Lease, bobs_browser: Client) -> None:
    assert (
        "Say why the payment is moved."
        in move(bobs_browser, payment, danas_lease, reason=" ").content.decode()
    )


def test_a_payment_goes_only_where_the_user_may_move_payments(
    payment: Payment, bobs_browser: Client
) -> None:
    elm = make_property(code="ELM01", name="Elm Court")
    elms_lease = make_household(elm, unit="1", first_name="Eve")

    address = reverse("backoffice:payment-move", args=[payment.public_id])
    found = bobs_browser.get(address, {"q": "eve"}).content.decode()

    assert "Nobody found" in found
    assert move(bobs_browser, payment, elms_lease).status_code == 404


def test_who_may_not_move_sees_why(payment: Payment, danas_lease: Lease) -> None:
    lea = identity.create_user(
        email="lea@oakhomes.example", name="Lea", password="Rent-Day-4th", role="Leasing agent"
    )
    browser = scenery.sign_in(lea)
    page = browser.get(reverse("backoffice:payment", args=[payment.public_id])).content.decode()

    assert "Your role lacks the right “Move payment”." in page
    assert move(browser, payment, danas_lease).status_code == 403


def test_a_period_that_is_closed_refuses_the_move(
    payment: Payment, danas_lease: Lease, oak_court: Property, bobs_browser: Client
) -> None:
    ledger.close_period(book_id=oak_court.book_id, period=202603, closed_by="bob", now=NOW)

    assert "March 2026 is closed" in move(bobs_browser, payment, danas_lease).content.decode()


@pytest.fixture
def elms_lease(oak_homes: Any) -> Lease:
    return make_household(make_property(code="ELM01", name="Elm Court"), unit="1")


def moved_to(lease: Lease, payment: Payment) -> Payment:
    return operations.move_payment(
        public_id=payment.public_id,
        to_lease_id=lease.id,
        reason="Hers",
        moved_by="admin",
        now=NOW,
    )


def test_staff_of_the_first_property_take_nothing_back_from_another(
    payment: Payment, alices_lease: Lease, elms_lease: Lease, bobs_browser: Client
) -> None:
    moved_to(elms_lease, payment)
    void = reverse("backoffice:payment-decide", args=[payment.public_id, "void"])

    answers = [
        move(bobs_browser, payment, alices_lease),
        bobs_browser.post(void, {"reason": "Back"}),
        bobs_browser.get(reverse("backoffice:payment-refund", args=[payment.public_id])),
    ]

    assert [answer.status_code for answer in answers] == [403, 403, 403]
    payment.refresh_from_db()
    assert (payment.lease, payment.status) == (elms_lease, "approved")


def test_staff_where_a_payment_stands_now_see_it(payment: Payment, elms_lease: Lease) -> None:
    moved_to(elms_lease, payment)
    meg = identity.create_user(
        email="meg@oakhomes.example",
        name="Meg",
        password=BOBS_PASSWORD,
        role="Property manager",
        property_public_id=elms_lease.property.public_id,
    )

    page = scenery.sign_in(meg).get(reverse("backoffice:payment", args=[payment.public_id]))

    assert page.status_code == 200
    assert "Your role lacks the right “Void”." in page.content.decode()
