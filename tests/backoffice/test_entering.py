"""Staff enter payments and decide about those that wait."""

from datetime import date
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse
from tests.backoffice.scenery import sign_in
from tests.cast import NOW, ROUTING_NUMBER, charge_rent
from tests.payments import cast as payments_cast

from rentrail.identity import operations as identity
from rentrail.ledger import operations as ledger
from rentrail.payments.models import (
    Authorization,
    Instrument,
    Payment,
    PreauthorizedPayment,
    Refusal,
)
from rentrail.payments.states import TransactionStatus
from rentrail.portfolio import operations as portfolio
from rentrail.portfolio.models import Lease, Person, Property, StaffTask
from rentrail.primitives import clock

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def on_the_first_day(oak_court: Property) -> Any:
    Property.objects.update(phone="+1 217 555 0100", address="12 Oak Street")
    with clock.running(clock.SettableClock(NOW)):
        yield


def typed_in(alice: Person, **changes: str) -> dict[str, str]:
    return {
        "idempotency_key": "page-1",
        "amount": "1,200.00",
        "ledger": "resident",
        "person": str(alice.id),
        "instrument": "",
        "routing_number": ROUTING_NUMBER,
        "account_number": "4711-42",
        "account_number_again": "4711-42",
        "account_type": "checking",
        "holder_name": "Alice Resident",
        "signed_form": "Cabinet 3",
        "is_signed": "on",
        **changes,
    }


def enter(browser: Client, lease: Lease, typed: dict[str, str]) -> Any:
    address = reverse("backoffice:resident-enter-payment", args=[lease.public_id])
    return browser.post(address, typed)


def said_by(answer: Any) -> str:
    return str(answer.content.decode())


def test_a_payment_is_taken_from_a_new_account_with_a_signed_form(
    alices_lease: Lease, alice: Person, bobs_browser: Client
) -> None:
    charge_rent(alices_lease)

    answer = enter(bobs_browser, alices_lease, typed_in(alice))

    payment = Payment.objects.get()
    assert answer["Location"] == reverse("backoffice:payment", args=[payment.public_id])
    assert (payment.status, payment.sec_code) == (TransactionStatus.APPROVED, "PPD")
    assert payment.taken_by == "bob@oakhomes.example"
    assert Authorization.objects.get().evidence["form"] == "Cabinet 3"


def test_what_is_owed_now_is_proposed_and_what_falls_due_later_is_shown(
    alices_lease: Lease, bobs_browser: Client
) -> None:
    charge_rent(alices_lease)
    charge_rent(alices_lease, amount_cents=77_700, due_date=date(2026, 6, 5))

    page = bobs_browser.get(
        reverse("backoffice:resident-enter-payment", args=[alices_lease.public_id])
    )

    shown = page.content.decode()
    assert 'value="1,200.00"' in shown
    assert "owed $1,200.00 and later $777.00" in shown


def test_the_same_form_sent_twice_is_one_payment(
    alices_lease: Lease, alice: Person, bobs_browser: Client
) -> None:
    charge_rent(alices_lease)

    first = enter(bobs_browser, alices_lease, typed_in(alice))
    second = enter(bobs_browser, alices_lease, typed_in(alice))

    assert first["Location"] == second["Location"]
    assert Payment.objects.count() == 1
    assert Authorization.objects.count() == 1


@pytest.mark.parametrize(
    "change",
    [
        {"amount": "50.00"},
        {"ledger": "deposit"},
        {"account_number": "4711-43", "account_number_again": "4711-43"},
        {"property_date": "2026-03-01"},
    ],
)
def test_the_same_form_sent_again_with_something_else_in_it_is_refused(
    change: dict[str, str], alices_lease: Lease, alice: Person, bobs_browser: Client
) -> None:
    enter(bobs_browser, alices_lease, typed_in(alice))

    answer = enter(bobs_browser, alices_lease, typed_in(alice, **change))

    assert answer.status_code == 422
    assert "This form took a payment of 1,200.00 before, and nothing now." in said_by(answer)
    assert Payment.objects.get().amount_cents == 120_000
    assert Instrument.objects.count() == 1


def test_a_payment_is_dated_by_the_property_or_earlier(
    alices_lease: Lease, alice: Person, bobs_browser: Client
) -> None:
    address = reverse("backoffice:resident-enter-payment", args=[alices_lease.public_id])
    proposed = bobs_browser.get(address).content.decode()

    enter(bobs_browser, alices_lease, typed_in(alice, property_date="2026-02-27"))

    payment = Payment.objects.get()
    assert 'name="property_date" value="2026-03-02"' in proposed
    assert payment.property_date == date(2026, 2, 27)
    assert payment.journal_entry.property_date == date(2026, 2, 27)


def test_a_payment_is_not_dated_ahead_or_into_a_closed_period(
    oak_court: Property, alices_lease: Lease, alice: Person, bobs_browser: Client
) -> None:
    ledger.close_period(book_id=oak_court.book_id, period=202602, closed_by="bob", now=NOW)

    ahead = enter(bobs_browser, alices_lease, typed_in(alice, property_date="2026-03-03"))
    closed = enter(bobs_browser, alices_lease, typed_in(alice, property_date="2026-02-27"))

    assert "The date lies ahead" in said_by(ahead)
    assert "The fiscal period 02/2026 is closed." in said_by(closed)
    assert not Payment.objects.exists()


@pytest.mark.parametrize("long_ago", ["2026-01-31", "1900-01-01", "0001-01-01"])
def test_without_a_limit_a_payment_is_dated_no_further_back_than_the_period_before(
    long_ago: str, alices_lease: Lease, alice: Person, bobs_browser: Client
) -> None:
    answer = enter(bobs_browser, alices_lease, typed_in(alice, property_date=long_ago))

    assert "The date is too far back; 02/01/2026 is the earliest." in said_by(answer)
    assert not Payment.objects.exists()


def test_where_periods_are_closed_a_payment_may_be_dated_to_any_open_one(
    oak_court: Property, alices_lease: Lease, alice: Person, bobs_browser: Client
) -> None:
    ledger.close_period(book_id=oak_court.book_id, period=202510, closed_by="bob", now=NOW)

    enter(bobs_browser, alices_lease, typed_in(alice, property_date="2025-11-03"))

    assert Payment.objects.get().property_date == date(2025, 11, 3)


def test_a_refusal_shows_every_reason_and_is_recorded(
    alices_lease: Lease, alice: Person, bobs_browser: Client
) -> None:
    Person.objects.update(eviction_started=True)
    Property.objects.update(takes_partial_payments=False)
    charge_rent(alices_lease)

    answer = enter(bobs_browser, alices_lease, typed_in(alice, amount="10.00"))

    assert answer.status_code == 422
    assert len(answer.context["refusal"]) >= 2
    assert all(reason in answer.content.decode() for reason in answer.context["refusal"])
    assert Refusal.objects.count() == 1
    assert not Payment.objects.exists()


@pytest.mark.parametrize(
    ("changes", "said"),
    [
        ({"amount": "12,00"}, "is not an amount"),
        ({"amount": "0"}, "The amount must lie between 0.01 and 99,999,999.99."),
        ({"amount": "-0.01"}, "The amount must lie between 0.01 and 99,999,999.99."),
        ({"amount": "-5"}, "The amount must lie between 0.01 and 99,999,999.99."),
        ({"amount": "100,000,000.00"}, "The amount must lie between 0.01 and 99,999,999.99."),
        ({"routing_number": "076401252"}, "routing number"),
        ({"account_number": "abc"}, "account number"),
        ({"account_number_again": "4711-43"}, "differ"),
        ({"holder_name": ""}, "Needed for a new bank account."),
        ({"is_signed": ""}, "This field is required."),
        ({"signed_form": ""}, "This field is required."),
    ],
)
def test_what_was_mistyped_is_said_and_takes_nothing(
    changes: dict[str, str],
    said: str,
    alices_lease: Lease,
    alice: Person,
    bobs_browser: Client,
) -> None:
    answer = enter(bobs_browser, alices_lease, typed_in(alice, **changes))

    assert said.lower() in answer.content.decode().lower()
    assert not Payment.objects.exists()
    assert not Authorization.objects.exists()


def test_an_amount_may_be_written_with_its_dollar_sign(
    alices_lease: Lease, alice: Person, bobs_browser: Client
) -> None:
    enter(bobs_browser, alices_lease, typed_in(alice, amount="$12.50"))

    assert Payment.objects.get().amount_cents == 1_250


def test_an_account_on_file_needs_no_numbers(
    alices_lease: Lease, alice: Person, bobs_browser: Client
) -> None:
    on_file: Instrument = payments_cast.add_account(alice)
    charge_rent(alices_lease)
    typed = typed_in(alice, instrument=str(on_file.id), account_number="", routing_number="")

    enter(bobs_browser, alices_lease, typed)

    assert Payment.objects.get().instrument == on_file


def test_the_account_on_file_is_proposed(
    alices_lease: Lease, alice: Person, bobs_browser: Client
) -> None:
    on_file: Instrument = payments_cast.add_account(alice)
    address = reverse("backoffice:resident-enter-payment", args=[alices_lease.public_id])

    page = said_by(bobs_browser.get(address))

    assert f'<option value="{on_file.id}" selected>' in page


def test_a_duplicate_is_asked_about_only_once_it_is_one(
    alices_lease: Lease, alice: Person, bobs_browser: Client
) -> None:
    address = reverse("backoffice:resident-enter-payment", args=[alices_lease.public_id])
    question = "Take it, though the same amount was paid today"
    on_file: Instrument = payments_cast.add_account(alice)
    typed = typed_in(alice, instrument=str(on_file.id), amount="31.00")

    before = said_by(bobs_browser.get(address))
    enter(bobs_browser, alices_lease, typed)
    again = enter(bobs_browser, alices_lease, typed | {"idempotency_key": "page-2"})
    enter(
        bobs_browser,
        alices_lease,
        typed | {"idempotency_key": "page-2", "is_duplicate_confirmed": "on"},
    )

    assert question not in before
    assert question in said_by(again)
    assert Payment.objects.count() == 2


def test_a_second_person_approves_and_the_first_cannot(
    alices_lease: Lease, alice: Person, bobs_browser: Client
) -> None:
    Property.objects.update(approval_over_cents=100_000)
    charge_rent(alices_lease)
    enter(bobs_browser, alices_lease, typed_in(alice))
    own = Payment.objects.get()
    approve = reverse("backoffice:payment-decide", args=[own.public_id, "approve"])

    answer = bobs_browser.post(approve, {"reason": "Looks right"}, follow=True)

    own.refresh_from_db()
    assert "another person must approve" in answer.content.decode()
    assert own.status == TransactionStatus.AWAITING_APPROVAL


@pytest.mark.parametrize(
    ("policy", "daily_count_max", "decision", "why"),
    [
        ({"approval_over_cents": 100_000}, None, "approve", "a second person must approve it"),
        ({}, 0, "release", "More than 0 payments a day"),
    ],
)
def test_what_waits_is_a_task_that_ends_with_the_second_persons_decision(
    policy: dict[str, int],
    daily_count_max: int | None,
    decision: str,
    why: str,
    oak_court: Property,
    alices_lease: Lease,
    alice: Person,
    bobs_browser: Client,
) -> None:
    carol = identity.create_user(
        email="carol@oakhomes.example",
        name="Carol",
        password="Rent-Day-5th",
        role="Property manager",
        property_public_id=oak_court.public_id,
    )
    Property.objects.update(**policy)
    portfolio.set_limit(
        property_id=oak_court.id, limit_group="ACH_RENT", daily_count_max=daily_count_max
    )
    enter(bobs_browser, alices_lease, typed_in(alice))
    payment = Payment.objects.get()
    page = reverse("backoffice:payment", args=[payment.public_id])

    task = StaffTask.objects.get(done_at=None)
    tasks = said_by(bobs_browser.get("/tasks/"))
    own = said_by(bobs_browser.get(page))
    hers = said_by(sign_in(carol).get(page))
    sign_in(carol).post(f"{page}{decision}/", {"reason": "I asked Alice."})

    assert why in tasks
    assert page in tasks
    assert f"You took this payment; another person must {decision} it. Who can: Carol." in own
    assert f"{page}{decision}/" not in own
    assert f"{page}{decision}/" in hers
    task.refresh_from_db()
    payment.refresh_from_db()
    assert payment.status == TransactionStatus.APPROVED
    assert task.done_by == "carol@oakhomes.example"


def test_what_waits_and_is_voided_is_no_task_any_more(
    oak_court: Property, alices_lease: Lease, alice: Person, bobs_browser: Client
) -> None:
    Property.objects.update(approval_over_cents=100_000)
    enter(bobs_browser, alices_lease, typed_in(alice))
    page = reverse("backoffice:payment", args=[Payment.objects.get().public_id])

    shown = said_by(bobs_browser.get(page))
    bobs_browser.post(f"{page}void/", {"reason": "Alice pays by check."})

    assert "Nobody else has “Approve or capture”." in shown
    assert not StaffTask.objects.filter(done_at=None).exists()


def test_a_payment_is_voided_with_its_reason(
    alices_lease: Lease, alice: Person, bobs_browser: Client
) -> None:
    charge_rent(alices_lease)
    enter(bobs_browser, alices_lease, typed_in(alice))
    payment = Payment.objects.get()
    void = reverse("backoffice:payment-decide", args=[payment.public_id, "void"])

    without = bobs_browser.post(void, {"reason": ""}, follow=True)
    bobs_browser.post(void, {"reason": "Entered twice"})

    payment.refresh_from_db()
    assert "why" in without.content.decode().lower()
    assert payment.status == TransactionStatus.VOIDED


def test_what_a_closed_period_refuses_is_said_on_the_page(
    oak_court: Property, alices_lease: Lease, alice: Person, bobs_browser: Client
) -> None:
    charge_rent(alices_lease)
    enter(bobs_browser, alices_lease, typed_in(alice))
    payment = Payment.objects.get()
    ledger.close_period(book_id=oak_court.book_id, period=202603, closed_by="bob", now=NOW)
    void = reverse("backoffice:payment-decide", args=[payment.public_id, "void"])

    page = bobs_browser.post(void, {"reason": "Entered twice"}, follow=True)

    payment.refresh_from_db()
    assert "March 2026 is closed" in page.content.decode()
    assert payment.status == TransactionStatus.APPROVED


def signed_for(alice: Person, **changes: str) -> dict[str, str]:
    terms = {
        "frequency": "monthly",
        "amount_kind": "fixed",
        "start_date": "2026-03-05",
        "email": "alice@example.com",
    }
    return typed_in(alice, **(terms | changes))


def set_up(browser: Client, lease: Lease, typed: dict[str, str]) -> Any:
    address = reverse("backoffice:resident-set-up-preauthorized", args=[lease.public_id])
    return browser.post(address, typed, follow=True)


def test_a_preauthorized_payment_is_set_up_once_from_a_signed_form(
    alices_lease: Lease, alice: Person, bobs_browser: Client
) -> None:
    first = said_by(set_up(bobs_browser, alices_lease, signed_for(alice)))
    again = set_up(bobs_browser, alices_lease, signed_for(alice))

    assert "the first debit is due on Mar 5, 2026" in first
    assert again.status_code == 200
    scheduled = PreauthorizedPayment.objects.get()
    assert (scheduled.amount_cents, scheduled.frequency) == (120_000, "monthly")
    assert (scheduled.created_by, scheduled.created_by_kind) == ("bob@oakhomes.example", "S")
    assert scheduled.authorization.kind == "ppd_recurring"
    assert scheduled.authorization.evidence == {
        "form": "Cabinet 3",
        "seen_by": "bob@oakhomes.example",
    }


@pytest.mark.parametrize(
    ("changes", "told"),
    [
        ({"amount": ""}, "A fixed amount is needed."),
        ({"amount": "-5"}, "Each amount lies between 0.01 and 99,999,999.99."),
        ({"amount_kind": "open_balance_up_to"}, "The most that may be debited is needed."),
        ({"start_date": "2026-02-27"}, "The start lies in the past."),
        ({"end_date": "2026-03-01"}, "The end lies before the start."),
        ({"end_date": "2026-09-01", "payments_max": "3"}, "not both"),
        ({"account_number_again": "4711-43"}, "differ"),
        ({"email": ""}, "This field is required."),
        ({"is_signed": ""}, "This field is required."),
    ],
)
def test_what_cannot_be_set_up_says_why_and_records_no_consent(
    changes: dict[str, str],
    told: str,
    alices_lease: Lease,
    alice: Person,
    bobs_browser: Client,
) -> None:
    answer = set_up(bobs_browser, alices_lease, signed_for(alice, **changes))

    assert answer.status_code == 422
    assert told in said_by(answer)
    assert not PreauthorizedPayment.objects.exists()
    assert not Authorization.objects.exists()
    assert not Instrument.objects.exists()


def test_an_open_balance_is_debited_up_to_what_was_signed_for(
    alices_lease: Lease, alice: Person, bobs_browser: Client
) -> None:
    typed = signed_for(alice, amount_kind="open_balance_up_to", amount_max="$1,500.00")

    set_up(bobs_browser, alices_lease, typed)

    scheduled = PreauthorizedPayment.objects.get()
    assert (scheduled.amount_cents, scheduled.amount_cents_max) == (None, 150_000)
