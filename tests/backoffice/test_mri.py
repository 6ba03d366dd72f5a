"""What staff do on the MRI pages: retrying and skipping postings, syncing at once."""

import pytest
from django.test import Client
from django.urls import reverse
from tests.accounting import cast as accounting_cast
from tests.backoffice import scenery

from rentrail.accounting.models import MriPosting, MriPostingState
from rentrail.identity import operations as identity
from rentrail.identity.models import User
from rentrail.payments.models import Payment
from rentrail.portfolio.models import Lease, Property
from rentrail.simulators.mri import Plan, RunningMri

OPEN_CHARGES = "MRI_S-PMRM_OpenCharges"

pytestmark = pytest.mark.django_db


@pytest.fixture
def erin(oak_court: Property) -> User:
    return identity.create_user(
        email="erin@oakhomes.example", name="Erin", password="Rent-Day-4th", role="Accountant"
    )


@pytest.fixture
def erins_browser(erin: User) -> Client:
    return scenery.sign_in(erin)


def posting_in(state: MriPostingState) -> MriPosting:
    posting = MriPosting.objects.earliest("id")
    posting.state, posting.attempts = state, 3
    posting.save()
    return posting


def send(browser: Client, posting: MriPosting, name: str, **typed: str) -> str:
    address = reverse(f"backoffice:mri-posting-{name}", args=[posting.id])
    return browser.post(address, typed, follow=True).content.decode()


@pytest.mark.parametrize(
    ("before", "after"),
    [
        (MriPostingState.FAILED, MriPostingState.QUEUED),
        (MriPostingState.NEEDS_PERSON, MriPostingState.UNKNOWN),
    ],
)
def test_what_is_stuck_is_tried_again(
    before: MriPostingState, after: MriPostingState, week: list[Payment], erins_browser: Client
) -> None:
    posting = posting_in(before)

    said = send(erins_browser, posting, "retry")

    assert f"{posting.external_number} is tried again." in said
    posting.refresh_from_db()
    assert posting.state == after


def test_the_connection_is_tested_and_the_missing_right_named(
    oak_court: Property, erins_browser: Client
) -> None:
    with RunningMri(plan=Plan(lease_count=5)) as mri:
        accounting_cast.connect(mri)
        accounting_cast.map_property(oak_court)
        mri.settings.denied_apis = {OPEN_CHARGES}

        page = erins_browser.post(reverse("backoffice:mri-test")).content.decode()

        assert mri.world.payments() == []
    assert f"OAK01: {OPEN_CHARGES}" in page
    assert page.count("No right") == 1


def test_what_is_skipped_names_who_and_why(week: list[Payment], erins_browser: Client) -> None:
    posting = posting_in(MriPostingState.FAILED)

    assert "Say why the posting is skipped." in send(erins_browser, posting, "skip")
    said = send(erins_browser, posting, "skip", reason="entered by hand")

    assert f"{posting.external_number} is skipped." in said
    posting.refresh_from_db()
    assert posting.state == MriPostingState.SKIPPED
    assert posting.note == "erin@oakhomes.example: entered by hand"


@pytest.mark.parametrize("name", ["retry", "skip"])
def test_what_mri_has_is_neither_retried_nor_skipped(
    name: str, week: list[Payment], erins_browser: Client
) -> None:
    posting = posting_in(MriPostingState.CONFIRMED)

    said = send(erins_browser, posting, name, reason="because")

    assert "This posting is confirmed." in said
    posting.refresh_from_db()
    assert posting.state == MriPostingState.CONFIRMED


def test_without_the_right_nothing_is_retried_or_skipped(
    week: list[Payment], bobs_browser: Client
) -> None:
    posting = posting_in(MriPostingState.FAILED)

    page = bobs_browser.get(reverse("backoffice:mri-postings")).content.decode()

    assert "Your role lacks the right “Retry or skip MRI postings”." in page
    for name in ("retry", "skip"):
        assert "Retry or skip MRI postings" in send(bobs_browser, posting, name, reason="because")
    posting.refresh_from_db()
    assert posting.state == MriPostingState.FAILED


def test_sync_now_brings_the_households(oak_court: Property, bobs_browser: Client) -> None:
    with RunningMri(plan=Plan(lease_count=3)) as mri:
        accounting_cast.connect(mri)
        mapped = accounting_cast.map_property(oak_court)
        address = reverse("backoffice:mri-sync-now", args=[mapped.id])

        said = bobs_browser.post(address, follow=True).content.decode()

    assert "Oak Court" in said
    assert " is synced: " in said
    assert Lease.objects.exists()


def test_only_who_has_the_right_syncs(week: list[Payment]) -> None:
    agent = scenery.sign_in(
        identity.create_user(
            email="fay@oakhomes.example", name="Fay", password="Rent-Day-5th", role="Leasing agent"
        )
    )

    refused = agent.post(reverse("backoffice:mri-sync-now", args=[1]))

    assert refused.status_code == 403
    assert "Run MRI sync" in refused.content.decode()
