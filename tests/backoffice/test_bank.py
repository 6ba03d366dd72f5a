"""Files from and to the bank that a person decides on: closed, given up, sent again."""

from pathlib import Path

import pytest
from django.test import Client
from django.urls import reverse
from tests.backoffice import scenery
from tests.banking import cast as banking_cast
from tests.banking.cast import FolderBank
from tests.cast import TODAY, make_household, make_property
from tests.payments import cast as payments_cast

from rentrail.banking.models import (
    FileState,
    InboundFile,
    InboundItem,
    InboundItemState,
    InboundState,
    Transfer,
    TransferKind,
    TransferState,
)
from rentrail.identity import operations as identity
from rentrail.identity.models import AuditRecord
from rentrail.payments.models import Payment
from rentrail.portfolio.models import BankAccount, BankAccountPurpose, Lease, Property

pytestmark = pytest.mark.django_db


@pytest.fixture
def bank(tmp_path: Path, operating: BankAccount) -> FolderBank:
    return banking_cast.make_bank(tmp_path, operating)


@pytest.fixture
def admins_browser(oak_court: Property) -> Client:
    return scenery.sign_in(
        identity.create_user(
            email="gil@oakhomes.example", name="Gil", password="Rent-Day-6th", role="Administrator"
        )
    )


@pytest.fixture
def kept(bank: FolderBank) -> InboundFile:
    """A file that nobody can read."""
    bank.leaves(b"\x00\xffjunk", name="README.dat")
    banking_cast.receive()
    return InboundFile.objects.get()


def test_an_open_batch_shows_what_it_holds_so_far(
    alices_lease: Lease, bobs_browser: Client
) -> None:
    payments_cast.pay(alices_lease, amount_cents=120_000)

    listed = bobs_browser.get(reverse("backoffice:bank-batches")).context["page"]
    at_property = bobs_browser.get(
        reverse("backoffice:property", args=[alices_lease.property.public_id])
    ).context["batches"]

    for [batch] in (listed, at_property):
        assert (batch.state, batch.count_so_far, batch.cents_so_far) == ("open", 1, 120_000)


def test_a_file_that_was_kept_is_closed_for_a_reason(
    kept: InboundFile, admins_browser: Client
) -> None:
    page = reverse("backoffice:bank-inbound-file", args=[kept.public_id])
    assert "Close this file" in admins_browser.get(page).content.decode()
    address = reverse("backoffice:bank-inbound-close", args=[kept.public_id])

    unsaid = admins_browser.post(address, {"reason": ""}, follow=True).content.decode()
    said = admins_browser.post(address, {"reason": "Not for us"}, follow=True).content.decode()

    assert "Say what was done about it." in unsaid
    assert "The file is closed" in said
    kept.refresh_from_db()
    assert (kept.state, kept.closed_by) == (InboundState.CLOSED, "gil@oakhomes.example")


def test_files_that_wait_for_a_person_are_listed_by_themselves(
    kept: InboundFile, admins_browser: Client
) -> None:
    waiting = reverse("backoffice:bank-inbound") + "?show=waiting"
    assert kept.name in admins_browser.get(waiting).content.decode()

    address = reverse("backoffice:bank-inbound-close", args=[kept.public_id])
    admins_browser.post(address, {"reason": "Not for us"})

    assert "Nothing waits" in admins_browser.get(waiting).content.decode()


def test_an_item_is_closed_by_who_may_work_unmatched_items(
    week: list[object], oak_court: Property, bobs_browser: Client, admins_browser: Client
) -> None:
    item = InboundItem.objects.get()
    item.pk, item.identity, item.state = None, "another", InboundItemState.UNMATCHED
    item.save()
    address = reverse("backoffice:bank-item-close", args=[item.file.public_id, item.id])

    said = bobs_browser.post(address, {"reason": "Told the bank"}, follow=True).content.decode()

    item.refresh_from_db()
    assert "is closed" in said
    assert (item.state, item.closed_by) == (InboundItemState.CLOSED, "bob@oakhomes.example")
    again = admins_browser.post(address, {"reason": "Again"}, follow=True).content.decode()
    assert "nothing waits" in again


def test_who_may_not_release_files_closes_none(week: list[object], bobs_browser: Client) -> None:
    file = InboundFile.objects.get(kind="returns")
    item = file.items.get()
    file.pk, file.public_id, file.digest = None, "inb_1", "another"
    file.state = InboundState.WITH_PROBLEMS
    file.problems = [{"rule": "x", "message": "Something is wrong."}]
    file.save()
    item.pk, item.identity, item.file = None, "another", file
    item.save()
    address = reverse("backoffice:bank-inbound-close", args=[file.public_id])

    refused = bobs_browser.post(address, {"reason": "please"})

    assert refused.status_code == 403
    shown = bobs_browser.get(reverse("backoffice:bank-inbound-file", args=[file.public_id]))
    assert "Your role lacks the right “Release bank files”." in shown.content.decode()


def test_a_transfer_that_came_back_is_sent_again_by_who_may_release_files(
    week: list[Payment], bobs_browser: Client, admins_browser: Client
) -> None:
    batch = week[0].batch
    assert batch is not None
    transfer = Transfer.objects.create(
        public_id="trf_1",
        kind=TransferKind.DISBURSEMENT,
        state=TransferState.RETURNED,
        return_code="R03",
        bank_account=batch.bank_account,
        batch=batch,
        amount_cents=117_000,
        due_date=TODAY,
    )
    page = reverse("backoffice:bank-batch", args=[batch.public_id])
    address = reverse("backoffice:bank-transfer-send-again", args=[transfer.public_id])

    shown = bobs_browser.get(page).content.decode()
    refused = bobs_browser.post(address)
    said = admins_browser.post(address, follow=True).content.decode()
    again = admins_browser.post(address, follow=True).content.decode()

    assert "Your role lacks the right “Release bank files”." in shown
    assert refused.status_code == 403
    assert "goes with the next file" in said
    assert "This transfer is waiting for its day." in again
    transfer.refresh_from_db()
    assert transfer.state == TransferState.WAITING


def test_a_file_that_the_bank_does_not_have_is_taken_back_by_who_may_release_files(
    bank: FolderBank, alices_lease: Lease, bobs_browser: Client, admins_browser: Client
) -> None:
    payments_cast.pay(alices_lease)
    file = banking_cast.send()
    bank.received[0].unlink()  # the bank took it away, and lost it
    page = reverse("backoffice:bank-file", args=[file.public_id])
    address = reverse("backoffice:bank-file-missing", args=[file.public_id])

    refused = bobs_browser.post(address, {"reason": "please"})
    shown = bobs_browser.get(page).content.decode()
    said = admins_browser.post(address, {"reason": "Ms Stone has no trace of it"}, follow=True)

    assert refused.status_code == 403
    assert "Your role lacks the right “Release bank files”." in shown
    assert "The file is withdrawn" in said.content.decode()
    file.refresh_from_db()
    assert file.state == FileState.WITHDRAWN
    assert "gil@oakhomes.example: the bank doesn't have it. Ms Stone" in file.answer
    assert AuditRecord.objects.filter(
        table_name="banking_bankfile", actor="gil@oakhomes.example"
    ).exists()


def test_a_file_that_the_bank_says_it_took_is_accepted_by_who_may_release_files(
    bank: FolderBank, alices_lease: Lease, bobs_browser: Client, admins_browser: Client
) -> None:
    payments_cast.pay(alices_lease)
    file = banking_cast.send()
    address = reverse("backoffice:bank-file-taken", args=[file.public_id])

    refused = bobs_browser.post(address, {"reason": "please"})
    said = admins_browser.post(address, {"reason": "Ms Stone sees it"}, follow=True)

    assert refused.status_code == 403
    assert "The file is accepted" in said.content.decode()
    file.refresh_from_db()
    assert file.state == FileState.ACCEPTED


def test_of_a_file_staff_see_the_sums_of_their_own_properties_only(
    tmp_path: Path,
    operating: BankAccount,
    alices_lease: Lease,
    bobs_browser: Client,
    admins_browser: Client,
) -> None:
    elm_court = make_property(code="ELM01", name="Elm Court")
    elms = elm_court.bank_accounts.get(purpose=BankAccountPurpose.OPERATING)
    banking_cast.make_bank(tmp_path, operating, elms)
    payments_cast.pay(alices_lease)
    payments_cast.pay(make_household(elm_court, unit="1"), amount_cents=98_765)
    file = banking_cast.send()

    for address in (
        reverse("backoffice:bank-files"),
        reverse("backoffice:bank-file", args=[file.public_id]),
    ):
        of_bob = bobs_browser.get(address).content.decode()
        of_all = admins_browser.get(address).content.decode()
        assert "1,200.00" in of_bob
        assert "2,187.65" not in of_bob
        assert "2,187.65" in of_all
