"""Staff set special statuses and the block on a household's page, and override them for once."""

from typing import Any

import pytest
from django.test import Client
from django.urls import reverse
from tests.backoffice import scenery
from tests.backoffice.test_entering import enter, typed_in
from tests.cast import NOW

from rentrail.identity import operations as identity
from rentrail.payments.models import Payment
from rentrail.portfolio.models import Lease, Person, Property
from rentrail.primitives import clock

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def on_the_first_day(oak_court: Property) -> Any:
    Property.objects.update(phone="+1 217 555 0100", address="12 Oak Street")
    with clock.running(clock.SettableClock(NOW)):
        yield


@pytest.fixture
def agents_browser(oak_court: Property) -> Client:
    """The browser of a leasing agent, who may take payments and override nothing."""
    return scenery.sign_in(
        identity.create_user(
            email="lea@oakhomes.example", name="Lea", password="Rent-Day-4th", role="Leasing agent"
        )
    )


def statuses_of(lease: Lease) -> str:
    return reverse("backoffice:resident-statuses", args=[lease.public_id])


def test_statuses_are_set_for_a_reason_and_show_at_a_glance(
    alices_lease: Lease, alice: Person, bobs_browser: Client
) -> None:
    ticked = {f"in_collection-{alice.id}": "on", "block_epayment": "on"}

    without = bobs_browser.post(statuses_of(alices_lease), ticked)
    done = bobs_browser.post(
        statuses_of(alices_lease), {**ticked, "reason": "Agency has it"}, follow=True
    )

    assert "Say why the status is changed." in without.content.decode()
    page = done.content.decode()
    assert "Changed: Alice Resident, the lease." in page
    assert "In collection" in page
    assert "ePayment blocked" in page
    alice.refresh_from_db()
    assert alice.in_collection


def test_who_lacks_the_right_sees_why(alices_lease: Lease, agents_browser: Client) -> None:
    glance = agents_browser.get(reverse("backoffice:resident", args=[alices_lease.public_id]))

    assert "Your role lacks the right “Edit special collection status and blocks”." in (
        glance.content.decode()
    )
    assert agents_browser.post(statuses_of(alices_lease)).status_code == 403


def test_eviction_is_overridden_with_right_and_reason(
    alices_lease: Lease, alice: Person, bobs_browser: Client
) -> None:
    Person.objects.update(eviction_started=True)

    refused = enter(bobs_browser, alices_lease, typed_in(alice))
    enter(bobs_browser, alices_lease, typed_in(alice, override_reason="The court agreed"))

    assert "eviction proceedings have started" in refused.content.decode()
    assert Payment.objects.get().steps.get().detail["override_reason"] == "The court agreed"


def test_who_may_not_override_gets_the_refusal_whatever_is_typed(
    alices_lease: Lease, alice: Person, agents_browser: Client
) -> None:
    Person.objects.update(eviction_started=True)

    refused = enter(agents_browser, alices_lease, typed_in(alice, override_reason="I like her"))

    assert refused.status_code == 422
    assert "Your role lacks the right “Override a block”." in refused.content.decode()
    assert not Payment.objects.exists()
