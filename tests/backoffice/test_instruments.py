"""Releasing a stopped bank account, and revoking an authorization, on a household's pages."""

import pytest
from django.test import Client
from django.urls import reverse
from tests.backoffice import scenery
from tests.cast import ROUTING_NUMBER
from tests.payments import cast as payments_cast

from rentrail.identity import operations as identity
from rentrail.payments.models import Instrument, Notice, PreauthorizedPayment
from rentrail.payments.states import InstrumentStanding, PreauthorizedStatus
from rentrail.portfolio.models import Lease, Person, Property, StaffTask

pytestmark = pytest.mark.django_db


@pytest.fixture
def admins_browser(oak_court: Property) -> Client:
    return scenery.sign_in(
        identity.create_user(
            email="gil@oakhomes.example", name="Gil", password="Rent-Day-6th", role="Administrator"
        )
    )


@pytest.fixture
def stopped(alice: Person) -> Instrument:
    account = payments_cast.add_account(alice)
    account.standing = InstrumentStanding.UNTIL_RELEASED
    account.save()
    return account


def typed_in(**changes: str) -> dict[str, str]:
    return {
        "routing_number": ROUTING_NUMBER,
        "account_number": "998877",
        "account_number_again": "998877",
        "account_type": "checking",
        "reason": "Seen on a voided check",
        **changes,
    }


def release(browser: Client, lease: Lease, account: Instrument, **typed: str) -> str:
    address = reverse("backoffice:instrument-release", args=[lease.public_id, account.public_id])
    return browser.post(address, typed, follow=True).content.decode()


def test_a_stopped_account_is_released_for_a_reason(
    alices_lease: Lease, stopped: Instrument, admins_browser: Client
) -> None:
    assert "Say why the account is released." in release(admins_browser, alices_lease, stopped)
    said = release(admins_browser, alices_lease, stopped, reason="the bank erred")

    assert "may be debited again" in said
    stopped.refresh_from_db()
    assert stopped.standing == InstrumentStanding.GOOD
    assert stopped.standing_reason == "Released by gil@oakhomes.example: the bank erred"


def test_who_may_not_release_sees_why(
    alices_lease: Lease, stopped: Instrument, bobs_browser: Client
) -> None:
    address = reverse("backoffice:resident", args=[alices_lease.public_id])

    page = bobs_browser.get(address).content.decode()

    why = "Your role lacks the right “Release a stopped account”."
    assert why in page
    assert why in release(bobs_browser, alices_lease, stopped, reason="please")
    stopped.refresh_from_db()
    assert stopped.standing == InstrumentStanding.UNTIL_RELEASED


def test_a_wrong_number_is_corrected_on_a_page_of_its_own(
    alices_lease: Lease, stopped: Instrument, bobs_browser: Client
) -> None:
    Instrument.objects.update(standing=InstrumentStanding.UNTIL_CORRECTED)
    page = bobs_browser.get(reverse("backoffice:resident", args=[alices_lease.public_id]))
    address = reverse(
        "backoffice:resident-account-correct", args=[alices_lease.public_id, stopped.public_id]
    )
    assert address in page.content.decode()

    wrong = bobs_browser.post(address, typed_in(account_number_again="998878"))
    right = bobs_browser.post(address, typed_in(), follow=True)

    assert "The two account numbers differ" in wrong.content.decode()
    assert "Checking ••8877 is corrected and may be debited again." in right.content.decode()
    stopped.refresh_from_db()
    assert stopped.standing == InstrumentStanding.GOOD


def test_a_revoked_authorization_ends_its_preauthorized_payment(
    alices_lease: Lease, bobs_browser: Client
) -> None:
    Property.objects.update(phone="+1 217 555 0100", address="12 Oak Street")
    scheduled = payments_cast.schedule_rent(alices_lease)
    address = reverse("backoffice:authorization-revoke", args=[scheduled.authorization.public_id])

    without = bobs_browser.post(address, {"reason": " "}, follow=True).content.decode()
    still_runs = PreauthorizedPayment.objects.get().status == PreauthorizedStatus.ENABLED
    first = bobs_browser.post(address, {"reason": "by phone"}, follow=True).content.decode()
    again = bobs_browser.post(address, {"reason": "by phone"}, follow=True).content.decode()

    assert "Say why it is revoked." in without
    assert still_runs
    assert "The authorization is revoked" in first
    assert "revoked before" in again
    ended = PreauthorizedPayment.objects.get()
    assert ended.status == PreauthorizedStatus.DISABLED
    assert ended.status_reason == "Its authorization was revoked: by phone"
    assert ended.authorization.revoked_by == "bob@oakhomes.example"
    assert ended.authorization.revoked_because == "by phone"


def test_an_authorization_is_shown_word_for_word_and_sent_again(
    alices_lease: Lease, bobs_browser: Client
) -> None:
    Property.objects.update(phone="+1 217 555 0100", address="12 Oak Street")
    authorization = payments_cast.schedule_rent(alices_lease).authorization
    address = reverse("backoffice:authorization", args=[authorization.public_id])
    schedules = reverse("backoffice:resident-preauthorized", args=[alices_lease.public_id])

    page = bobs_browser.get(address).content.decode()
    sent = bobs_browser.post(
        reverse("backoffice:authorization-send-copy", args=[authorization.public_id]), follow=True
    )

    assert address in bobs_browser.get(schedules).content.decode()
    assert "I, Alice Resident, authorize Oak Court" in page
    assert "signed.pdf" in page
    assert "A copy goes to alice@example.com." in sent.content.decode()
    assert Notice.objects.filter(kind="authorization-copy").count() == 2


def test_proof_that_a_bank_asks_for_is_recorded_and_answered(
    alices_lease: Lease, bobs_browser: Client
) -> None:
    Property.objects.update(phone="+1 217 555 0100", address="12 Oak Street")
    authorization = payments_cast.schedule_rent(alices_lease).authorization
    address = reverse("backoffice:authorization-proof", args=[authorization.public_id])

    recorded = bobs_browser.post(
        address, {"bank_reference": "Case 4711", "received_date": "2026-03-02"}, follow=True
    ).content.decode()
    asked = authorization.proof_requests.get()
    answered = bobs_browser.post(
        reverse("backoffice:proof-answer", args=[asked.public_id]),
        {"reason": "The signed form, by mail"},
        follow=True,
    ).content.decode()

    assert "The request is recorded; the answer is due 03/16/2026." in recorded
    assert "The signed form, by mail" in answered
    assert not StaffTask.objects.filter(kind="proof-requested", done_at=None).exists()


def test_a_request_from_the_future_is_refused_in_words(
    alices_lease: Lease, bobs_browser: Client
) -> None:
    Property.objects.update(phone="+1 217 555 0100", address="12 Oak Street")
    authorization = payments_cast.schedule_rent(alices_lease).authorization
    address = reverse("backoffice:authorization-proof", args=[authorization.public_id])

    refused = bobs_browser.post(
        address, {"bank_reference": "Case 4711", "received_date": "2099-01-01"}, follow=True
    )

    assert "The day it was received lies ahead." in refused.content.decode()
