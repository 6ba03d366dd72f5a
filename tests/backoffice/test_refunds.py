"""Staff refund a payment on a page, release the refund before its day, or cancel it."""

from typing import Any

import pytest
from django.test import Client
from django.urls import reverse
from tests.backoffice import scenery
from tests.cast import NOW
from tests.payments.cast import make_settled, pay

from rentrail.identity import operations as identity
from rentrail.payments.models import Payment, Refund
from rentrail.portfolio.models import Lease, Property
from rentrail.primitives import clock

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def on_the_first_day(oak_court: Property) -> Any:
    with clock.running(clock.SettableClock(NOW)):
        yield


@pytest.fixture
def settled(alices_lease: Lease) -> Payment:
    return make_settled(pay(alices_lease))


@pytest.fixture
def accountants_browser(oak_court: Property) -> Client:
    return scenery.sign_in(
        identity.create_user(
            email="ann@oakhomes.example", name="Ann", password="Rent-Day-5th", role="Accountant"
        )
    )


def refund(browser: Client, payment: Payment, amount: str = "500.00", key: str = "page-1") -> Any:
    return browser.post(
        reverse("backoffice:payment-refund", args=[payment.public_id]),
        {"idempotency_key": key, "amount": amount, "reason": "Paid too much"},
        follow=True,
    )


def decide(browser: Client, decision: str, reason: str = "She moves") -> Any:
    made = Refund.objects.get()
    address = reverse("backoffice:refund-decide", args=[made.public_id, decision])
    return browser.post(address, {"reason": reason}, follow=True)


def page_of(browser: Client, payment: Payment) -> str:
    address = reverse("backoffice:payment", args=[payment.public_id])
    return str(browser.get(address).content.decode())


def test_a_payment_is_refunded_once_however_often_the_form_is_sent(
    settled: Payment, bobs_browser: Client
) -> None:
    form = bobs_browser.get(reverse("backoffice:payment-refund", args=[settled.public_id]))

    refund(bobs_browser, settled)
    page = refund(bobs_browser, settled).content.decode()

    assert 'value="1,200.00"' in form.content.decode()
    assert Refund.objects.get().amount_cents == 50_000
    assert "sent on or after Mar 9, 2026" in page


def test_more_than_was_paid_is_refused_with_what_is_left(
    settled: Payment, bobs_browser: Client
) -> None:
    refund(bobs_browser, settled)

    answer = refund(bobs_browser, settled, amount="700.01", key="page-2")

    assert answer.status_code == 422
    assert "700.00 of it can be refunded, not 700.01." in answer.content.decode()


def test_a_refund_is_released_by_who_has_that_right(
    settled: Payment, bobs_browser: Client, accountants_browser: Client
) -> None:
    refund(bobs_browser, settled)

    assert "Your role lacks the right “Release a held refund”." in page_of(bobs_browser, settled)
    assert decide(bobs_browser, "release").status_code == 403
    assert "goes with the next file" in decide(accountants_browser, "release").content.decode()
    assert Refund.objects.get().released_by == "ann@oakhomes.example"


def test_a_refund_is_canceled_for_a_reason(settled: Payment, bobs_browser: Client) -> None:
    refund(bobs_browser, settled)

    assert "Say why the refund is canceled." in decide(bobs_browser, "cancel", " ").content.decode()
    assert "The refund is canceled." in decide(bobs_browser, "cancel").content.decode()
    assert Refund.objects.get().state == "canceled"


def test_what_cannot_be_refunded_says_why(alices_lease: Lease, bobs_browser: Client) -> None:
    payment = pay(alices_lease)
    address = reverse("backoffice:payment-refund", args=[payment.public_id])

    assert address not in page_of(bobs_browser, payment)
    assert "until it is in a file, void it" in bobs_browser.get(address).content.decode()


def test_who_may_not_refund_sees_why(settled: Payment, accountants_browser: Client) -> None:
    assert "Your role lacks the right “Refund”." in page_of(accountants_browser, settled)
    assert refund(accountants_browser, settled).status_code == 403
