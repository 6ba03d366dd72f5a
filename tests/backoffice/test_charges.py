"""A charge has a page, on which staff with the right take it back for a reason."""

import pytest
from django.test import Client
from django.urls import reverse
from tests.backoffice import scenery
from tests.cast import charge_rent
from tests.payments.cast import pay

from rentrail.identity import operations as identity
from rentrail.portfolio import queries as portfolio
from rentrail.portfolio.models import Charge, ChargeSource, Lease, Property

pytestmark = pytest.mark.django_db


@pytest.fixture
def accountants_browser(oak_court: Property) -> Client:
    return scenery.sign_in(
        identity.create_user(
            email="ann@oakhomes.example", name="Ann", password="Rent-Day-5th", role="Accountant"
        )
    )


def take_back(browser: Client, charge: Charge, **typed: str) -> str:
    address = reverse("backoffice:charge-take-back", args=[charge.public_id])
    return browser.post(address, typed, follow=True).content.decode()


def page_of(browser: Client, charge: Charge) -> str:
    return browser.get(reverse("backoffice:charge", args=[charge.public_id])).content.decode()


def test_a_charge_shows_what_paid_it(alices_lease: Lease, accountants_browser: Client) -> None:
    rent = charge_rent(alices_lease)
    payment = pay(alices_lease)

    page = page_of(accountants_browser, rent)

    assert reverse("backoffice:payment", args=[payment.public_id]) in page
    assert "1,200.00" in page


def test_a_paid_fee_is_taken_back_for_a_reason_and_its_money_is_a_credit(
    alices_lease: Lease, accountants_browser: Client
) -> None:
    fee = charge_rent(alices_lease, code="NSF", amount_cents=2_500)
    pay(alices_lease, amount_cents=2_500)

    without = take_back(accountants_browser, fee, reason=" ")
    done = take_back(accountants_browser, fee, reason="The bank erred")
    again = take_back(accountants_browser, fee, reason="The bank erred")

    assert "Say why the charge is taken back." in without
    assert "Reversed: The bank erred, by ann@oakhomes.example" in done
    assert "Take back</button>" not in again
    assert portfolio.open_balance_cents(lease_ids=[alices_lease.id]) == {alices_lease.id: -2_500}


def test_what_mri_charged_is_taken_back_in_mri(
    alices_lease: Lease, accountants_browser: Client
) -> None:
    charge = charge_rent(alices_lease, source=ChargeSource.IMPORTED)

    assert "Take it back in MRI, where it was charged" in take_back(
        accountants_browser, charge, reason="x"
    )
    assert portfolio.open_balance_cents(lease_ids=[alices_lease.id]) == {alices_lease.id: 120_000}


def test_who_lacks_the_right_sees_why(alices_lease: Lease, bobs_browser: Client) -> None:
    fee = charge_rent(alices_lease, code="NSF", amount_cents=2_500)
    address = reverse("backoffice:charge-take-back", args=[fee.public_id])

    assert "Your role lacks the right “Issue credits”." in page_of(bobs_browser, fee)
    assert bobs_browser.post(address, {"reason": "x"}).status_code == 403
