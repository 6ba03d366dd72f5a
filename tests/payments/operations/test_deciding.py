from datetime import date, timedelta
from textwrap import dedent

import pytest
from tests.cast import NOW, ROUTING_NUMBER, TODAY, charge_rent, journal_of
from tests.payments.cast import consent, make_settled, pay, run_day, schedule_rent, standing_of

from rentrail.payments import operations, states, verify
from rentrail.payments.models import Payment
from rentrail.payments.operations import (
    NeedsSecondPerson,
    PaymentNotPayable,
    PaymentNotPending,
    PaymentNotResolvable,
    PaymentNotVoidable,
    ReasonMissing,
)
from rentrail.portfolio import operations as portfolio
from rentrail.portfolio.models import (
    BankAccountPurpose,
    BatchType,
    LedgerName,
    Person,
    Property,
)
from rentrail.portfolio.queries import open_balance_cents

REASON = {"reason": "It is right.", "now": NOW + timedelta(days=1)}


def test_a_second_person_approves_and_it_posts_on_the_property_date_of_then(alices_lease):
    payment = waiting_for_approval(alices_lease)
    Property.objects.update(property_date=date(2026, 3, 3))

    operations.approve_payment(public_id=payment.public_id, approved_by="bob", **REASON)

    assert standing_of(payment) == states.APPROVED
    assert payment.batch is not None
    assert journal_of(alices_lease) == dedent("""\
        2026-03-03  ach-clearing          1,200.00 dr
        2026-03-03  resident-receivable   1,200.00 cr""")
    assert [step.event for step in payment.steps.order_by("id")] == [
        "awaiting_approval",
        "approved",
    ]
    assert not list(verify.problems())


def test_who_took_it_does_not_approve_it(alices_lease):
    payment = waiting_for_approval(alices_lease)

    with pytest.raises(NeedsSecondPerson):
        operations.approve_payment(public_id=payment.public_id, approved_by="alice", **REASON)


def test_a_suspended_payment_is_released(oak_court, alices_lease):
    portfolio.set_limit(property_id=oak_court.id, limit_group="ACH_RENT", daily_cents_max=1)
    payment = pay(alices_lease)

    operations.release_payment(public_id=payment.public_id, released_by="bob", **REASON)

    assert standing_of(payment) == states.APPROVED
    assert not list(verify.problems())


def test_who_took_it_does_not_release_it(oak_court, alices_lease):
    portfolio.set_limit(property_id=oak_court.id, limit_group="ACH_RENT", daily_cents_max=1)
    payment = waiting_for_approval(alices_lease)  # over both: the limit suspends it

    with pytest.raises(NeedsSecondPerson, match="another person must release it"):
        operations.release_payment(public_id=payment.public_id, released_by="alice", **REASON)

    assert standing_of(payment) == states.SUSPENDED


def test_a_scheduled_payment_is_released_for_its_due_date_by_another(oak_court, alices_lease):
    portfolio.set_limit(property_id=oak_court.id, limit_group="ACH_RENT", daily_cents_max=1)
    schedule_rent(alices_lease)
    run_day(date(2026, 3, 5))
    payment = Payment.objects.get()

    with pytest.raises(NeedsSecondPerson, match="You scheduled this payment; another"):
        operations.release_payment(public_id=payment.public_id, released_by="bob", **REASON)
    operations.release_payment(public_id=payment.public_id, released_by="dana", **REASON)

    assert standing_of(payment) == states.APPROVED


def test_who_scheduled_it_does_not_approve_what_the_schedule_took(oak_court, alices_lease):
    schedule_rent(alices_lease)  # by bob
    Property.objects.update(approval_over_cents=100_000)
    run_day(date(2026, 3, 5))
    payment = Payment.objects.get()
    assert standing_of(payment) == states.AWAITING_APPROVAL

    with pytest.raises(NeedsSecondPerson, match="You scheduled this payment; another"):
        operations.approve_payment(public_id=payment.public_id, approved_by="bob", **REASON)

    operations.approve_payment(public_id=payment.public_id, approved_by="dana", **REASON)
    assert standing_of(payment) == states.APPROVED


def test_what_waited_is_deposited_where_the_property_deposits_now(oak_court, alices_lease):
    payment = waiting_for_approval(alices_lease)
    new_bank = portfolio.add_bank_account(
        property_id=oak_court.id,
        name="New bank",
        purpose=BankAccountPurpose.OPERATING,
        routing_number=ROUTING_NUMBER,
        account_number="2000204",
        now=NOW,
    )
    portfolio.route_deposits(
        property_id=oak_court.id,
        ledger_name=LedgerName.RESIDENT,
        batch_type=BatchType.ACH,
        bank_account_id=new_bank.id,
    )

    operations.approve_payment(public_id=payment.public_id, approved_by="bob", **REASON)

    payment.refresh_from_db()
    assert payment.bank_account == new_bank
    assert payment.batch.bank_account == new_bank
    debited = payment.journal_entry.postings.get(signed_cents__gt=0).ledger_account
    assert debited == new_bank.clearing_account
    assert not list(verify.problems())


@pytest.mark.parametrize("decide", [operations.approve_payment, operations.release_payment])
def test_what_does_not_wait_for_it_cannot_be_decided(alices_lease, decide):
    payment = pay(alices_lease)
    by = "approved_by" if decide is operations.approve_payment else "released_by"

    with pytest.raises(PaymentNotPending, match="is approved"):
        decide(public_id=payment.public_id, **{by: "bob"}, **REASON)


def test_what_holds_no_more_is_not_approved(alices_lease):
    payment = waiting_for_approval(alices_lease)
    Person.objects.update(in_collection=True)

    with pytest.raises(PaymentNotPayable, match="in collection"):
        operations.approve_payment(public_id=payment.public_id, approved_by="bob", **REASON)

    assert standing_of(payment) == states.AWAITING_APPROVAL


def test_what_was_taken_in_spite_of_eviction_is_approved_so(alices_lease):
    Property.objects.update(approval_over_cents=100_000)
    Person.objects.update(eviction_started=True)
    payment = pay(alices_lease, override_reason="The court agreed")

    operations.approve_payment(public_id=payment.public_id, approved_by="bob", **REASON)

    assert standing_of(payment) == states.APPROVED


def test_what_waited_too_long_for_its_authorization_is_taken_anew(alices_lease):
    payment = waiting_for_approval(alices_lease)
    week = {"reason": "At last.", "approved_by": "bob"}

    with pytest.raises(PaymentNotPayable, match="taken on 03/02/2026, and its authorization"):
        operations.approve_payment(public_id=payment.public_id, now=NOW + timedelta(days=8), **week)

    operations.approve_payment(public_id=payment.public_id, now=NOW + timedelta(days=7), **week)
    assert standing_of(payment) == states.APPROVED


def test_a_void_undoes_the_ledger_and_leaves_the_batch(alices_lease, alice):
    rent = charge_rent(alices_lease)
    authorization = consent(alice)
    payment = pay(alices_lease, authorization_id=authorization.id)

    void(payment)

    rent.refresh_from_db()
    assert rent.open_cents == 120_000
    assert standing_of(payment) == states.VOIDED
    assert payment.batch is None
    assert operations.close_batches(banking_date=TODAY, now=NOW) == []
    assert journal_of(alices_lease) == dedent("""\
        2026-03-01  resident-receivable   1,200.00 dr
        2026-03-01  rent-income           1,200.00 cr
        2026-03-02  ach-clearing          1,200.00 dr
        2026-03-02  resident-receivable   1,200.00 cr
        2026-03-02  resident-receivable   1,200.00 dr
        2026-03-02  ach-clearing          1,200.00 cr""")
    assert not list(verify.problems())
    pay(alices_lease, authorization_id=authorization.id)  # not spent after all


def test_what_waits_is_voided_without_a_trace_on_the_ledger(alices_lease):
    payment = waiting_for_approval(alices_lease)

    void(payment)

    assert standing_of(payment) == states.VOIDED
    assert journal_of(alices_lease) == ""
    assert not list(verify.problems())


def test_a_payment_of_a_closed_batch_is_voided_until_it_is_in_a_file(alices_lease):
    first, second = pay(alices_lease), pay(alices_lease, amount_cents=1_000)
    [batch] = operations.close_batches(banking_date=TODAY, now=NOW)

    void(first)

    batch.refresh_from_db()
    assert (batch.state, batch.item_count, batch.total_cents) == ("closed", 1, 1_000)
    assert not list(verify.problems())
    void(second)
    batch.refresh_from_db()
    assert (batch.state, batch.item_count, batch.total_cents) == ("settled", 0, 0)
    assert not list(verify.problems())


def test_a_payment_in_a_file_is_not_voided(alices_lease):
    payment = pay(alices_lease)
    operations.close_batches(banking_date=TODAY, now=NOW)
    operations.originate([payment.id], now=NOW, came_from="file")

    with pytest.raises(PaymentNotVoidable, match="processed can't be voided"):
        void(payment)


def test_a_settled_payment_is_not_voided(alices_lease):
    with pytest.raises(PaymentNotVoidable, match="processed can't be voided"):
        void(make_settled(pay(alices_lease)))


def test_a_returned_payment_is_marked_as_resolved_and_its_money_stays_taken_back(alices_lease):
    payment = make_settled(pay(alices_lease))
    resolve = {"public_id": payment.public_id, "reason": "Paid by check.", "resolved_by": "bob"}
    with pytest.raises(PaymentNotResolvable, match="processed can't be resolved"):
        operations.resolve_payment(**resolve, now=NOW)
    operations.return_payments(
        [
            operations.Returned(
                payment_id=payment.id,
                return_code="R01",
                received_date=TODAY,
                came_from="file",
                credits_cash=True,
            )
        ],
        now=NOW,
    )
    owed = open_balance_cents(lease_ids=[alices_lease.id])

    operations.resolve_payment(**resolve, now=NOW)

    payment.refresh_from_db()
    assert payment.get_status_display() == "Resolved"
    assert payment.steps.latest("id").detail == {"reason": "Paid by check."}
    assert open_balance_cents(lease_ids=[alices_lease.id]) == owed
    assert not list(verify.problems())


def test_a_decision_needs_a_reason(alices_lease):
    payment = pay(alices_lease)

    with pytest.raises(ReasonMissing):
        operations.void_payment(public_id=payment.public_id, reason=" ", voided_by="bob", now=NOW)


def waiting_for_approval(lease):
    Property.objects.update(approval_over_cents=100_000)
    return pay(lease)


def void(payment):
    return operations.void_payment(
        public_id=payment.public_id, reason="Paid twice", voided_by="bob", now=NOW
    )
