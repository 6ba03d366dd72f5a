from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from datetime import date, timedelta
from textwrap import dedent

import pytest
from django.db import IntegrityError, connection, transaction
from tests.cast import NOW, TODAY, charge_rent, journal_of, make_household, make_property
from tests.concurrency import is_waiting, meanwhile
from tests.payments.cast import (
    add_account,
    ask,
    consent,
    pay,
    reasons_of,
    request_for,
    run_day,
    schedule_rent,
    standing_of,
)

from rentrail.identity.tenancy import company_scope, current_company_id
from rentrail.ledger import operations as ledger
from rentrail.payments import operations, states, verify
from rentrail.payments.models import AuthorizationKind, HolderType, Payment, Refusal, Step
from rentrail.payments.operations import KeyUsedOtherwise
from rentrail.payments.rules.gate import Outcome
from rentrail.payments.states import TransactionStatus
from rentrail.portfolio import operations as portfolio
from rentrail.portfolio.models import Lease, LeasePerson, LedgerName, PaymentLimit, Person, Property


def test_a_payment_stands_on_the_ledger_with_its_step_and_batch(alices_lease):
    rent = charge_rent(alices_lease)

    payment = pay(alices_lease)

    rent.refresh_from_db()
    assert rent.open_cents == 0
    assert standing_of(payment) == states.APPROVED
    assert (payment.transaction_code, payment.sec_code) == ("PMTOPACH", "WEB")
    assert (payment.document, payment.description) == ("1142", "Bank payment – Alice Resident")  # noqa: RUF001
    assert payment.batch.state == "open"
    [step] = Step.objects.filter(payment=payment)
    assert step.journal_entry == payment.journal_entry
    assert journal_of(alices_lease) == dedent("""\
        2026-03-01  resident-receivable   1,200.00 dr
        2026-03-01  rent-income           1,200.00 cr
        2026-03-02  ach-clearing          1,200.00 dr
        2026-03-02  resident-receivable   1,200.00 cr""")
    assert not list(verify.problems())


def test_a_deposit_pays_what_was_charged_and_the_rest_is_held(alices_lease):
    charge_rent(alices_lease, code="SECDEP", amount_cents=50_000)

    payment = pay(alices_lease, ledger=LedgerName.DEPOSIT)

    assert payment.bank_account.purpose == "trust"
    assert journal_of(alices_lease) == dedent("""\
        2026-03-01  deposit-receivable         500.00 dr
        2026-03-01  security-deposits-held     500.00 cr
        2026-03-02  trust-ach-clearing       1,200.00 dr
        2026-03-02  deposit-receivable         500.00 cr
        2026-03-02  security-deposits-held     700.00 cr""")


def test_the_same_key_with_the_same_content_gives_the_first_result(alices_lease):
    request = request_for(alices_lease)

    first, again = (operations.take([request], taken_by="alice", now=NOW)[0] for _ in range(2))

    assert again.payment_id == first.payment_id
    assert again.is_repeat
    assert Payment.objects.count() == 1


@pytest.mark.parametrize(
    ("approval_over_cents", "count_max", "outcome"),
    [(1, None, Outcome.AWAITING_APPROVAL), (None, 0, Outcome.SUSPENDED)],
)
def test_the_same_key_of_a_payment_that_waits_says_again_why(
    alices_lease, oak_court, approval_over_cents, count_max, outcome
):
    Property.objects.update(approval_over_cents=approval_over_cents)
    PaymentLimit.objects.create(
        property=oak_court, limit_group="ACH_RENT", daily_count_max=count_max
    )
    request = request_for(alices_lease)

    [first], [again] = (operations.take([request], taken_by="a", now=NOW) for _ in range(2))

    assert again.is_repeat
    assert again.decision == first.decision
    assert again.decision.outcome is outcome


def test_what_waits_for_release_pays_its_part_where_no_partial_payment_is_taken(
    alices_lease, oak_court
):
    charge_rent(alices_lease, amount_cents=70_000)
    PaymentLimit.objects.create(property=oak_court, limit_group="ACH_RENT", daily_cents_max=60_000)
    assert pay(alices_lease, amount_cents=70_000).status == TransactionStatus.SUSPENDED
    PaymentLimit.objects.update(daily_cents_max=None)
    Property.objects.update(takes_partial_payments=False)
    charge_rent(alices_lease, amount_cents=50_000)

    assert reasons_of(ask(alices_lease, amount_cents=40_000)) == ["partial_payment"]
    assert pay(alices_lease, amount_cents=50_000)


@pytest.mark.parametrize("changes", [{"amount_cents": 110_000}, {"description": "Other"}])
def test_the_same_key_with_other_content_is_refused(alices_lease, changes):
    request = request_for(alices_lease)
    operations.take([request], taken_by="alice", now=NOW)

    with pytest.raises(KeyUsedOtherwise, match="other content"):
        operations.take([replace(request, **changes)], taken_by="alice", now=NOW)


def test_a_key_comes_once_in_a_bulk_too(alices_lease):
    request = request_for(alices_lease)

    results = operations.take([request, request], taken_by="alice", now=NOW)

    assert results[0].payment_id == results[1].payment_id
    assert [result.is_repeat for result in results] == [False, True]


def test_a_payment_in_a_bulk_knows_those_before_it(oak_court, alices_lease, alice):
    portfolio.set_limit(property_id=oak_court.id, limit_group="ACH_RENT", daily_count_max=1)
    instrument = add_account(alice)
    requests = [
        request_for(alices_lease, authorization_id=consent(alice, instrument).id, amount_cents=n)
        for n in (100, 200)
    ]

    first, second = operations.take(requests, taken_by="alice", now=NOW)

    assert standing_of(Payment.objects.get(id=first.payment_id)) == states.APPROVED
    assert standing_of(Payment.objects.get(id=second.payment_id)) == states.SUSPENDED
    assert reasons_of(second) == ["velocity"]


def test_what_waits_has_a_step_and_nothing_else(oak_court, alices_lease):
    Property.objects.filter(id=oak_court.id).update(approval_over_cents=100_000)

    payment = pay(alices_lease)

    assert standing_of(payment) == states.AWAITING_APPROVAL
    assert (payment.batch_id, payment.journal_entry_id) == (None, None)
    assert journal_of(alices_lease) == ""
    assert not list(verify.problems())


def test_a_likely_duplicate_is_confirmed_or_refused(alices_lease, alice):
    instrument = add_account(alice)
    pay(alices_lease, authorization_id=consent(alice, instrument).id)
    twin = {"authorization_id": consent(alice, instrument).id}

    refused = ask(alices_lease, **twin)
    confirmed = ask(alices_lease, **twin, is_duplicate_confirmed=True)

    assert reasons_of(refused) == ["duplicate"]
    assert confirmed.payment_id is not None


def test_a_single_authorization_is_spent_by_its_debit(alices_lease, alice):
    authorization = consent(alice)
    pay(alices_lease, authorization_id=authorization.id)

    again = ask(alices_lease, authorization_id=authorization.id, amount_cents=500)

    assert reasons_of(again) == ["authorization_spent"]


def test_an_agreement_to_one_debit_of_a_business_is_spent_by_it(alices_lease, alice):
    business = add_account(alice, holder_type=HolderType.BUSINESS)
    agreement = consent(alice, business, kind=AuthorizationKind.CCD_AGREEMENT, last_date=TODAY)
    payment = pay(alices_lease, authorization_id=agreement.id)

    again = ask(alices_lease, authorization_id=agreement.id, is_duplicate_confirmed=True)

    assert not payment.is_recurring
    assert reasons_of(again) == ["authorization_spent"]


@pytest.mark.parametrize(
    "asked_otherwise",
    [{}, {"debit_date": date(2026, 3, 5)}, {"is_preauthorized": True}],
    ids=["on another day", "on its day, beside it", "as if scheduled, for no due date"],
)
def test_a_recurring_authorization_is_debited_by_its_schedule_only(alices_lease, asked_otherwise):
    scheduled = schedule_rent(alices_lease)

    beside = ask(
        alices_lease,
        authorization_id=scheduled.authorization_id,
        now=NOW + timedelta(days=10),
        **asked_otherwise,
    )
    run_day(date(2026, 3, 5))

    assert reasons_of(beside) == ["authorization_date"]
    assert Payment.objects.get().authorization_id == scheduled.authorization_id


def test_a_refusal_is_kept_with_every_reason(alices_lease):
    Person.objects.update(in_collection=True)

    result = ask(alices_lease, amount_cents=600_000)

    assert result.payment_id is None
    refusal = Refusal.objects.get()
    assert refusal.reasons == ["method_closed", "authorization_amount"]
    assert "in collection" in refusal.message
    assert journal_of(alices_lease) == ""


def close_route(lease: Lease) -> None:
    lease.property.deposit_routes.all().delete()


def close_march(lease: Lease) -> None:
    ledger.close_period(book_id=lease.property.book_id, period=202603, closed_by="bob", now=NOW)


def owe_more(lease: Lease) -> None:
    charge_rent(lease, amount_cents=120_001)
    Property.objects.update(takes_partial_payments=False)


@pytest.mark.parametrize(
    ("due_date", "property_date", "days_on", "is_refused"),
    [
        (date(2026, 3, 2), TODAY, 0, True),
        (date(2026, 3, 3), TODAY, 0, False),
        (date(2026, 3, 3), date(2026, 3, 3), 0, True),  # staff have advanced it ahead
        (date(2026, 3, 5), TODAY, 3, True),  # staff are behind
    ],
)
def test_a_charge_is_open_from_its_due_date_on(
    alices_lease, due_date, property_date, days_on, is_refused
):
    charge_rent(alices_lease)
    charge_rent(alices_lease, due_date=due_date)
    Property.objects.update(takes_partial_payments=False, property_date=property_date)

    result = ask(alices_lease, now=NOW + timedelta(days=days_on))

    assert (reasons_of(result) == ["partial_payment"]) is is_refused


@pytest.mark.parametrize(
    ("arrange", "reason"),
    [
        (lambda lease: Property.objects.update(takes_ach=False), "ach_not_taken"),
        (close_route, "no_deposit_route"),
        (close_march, "period_closed"),
        (owe_more, "partial_payment"),
        (lambda lease: Lease.objects.update(status="prospect"), "prospects_may_not_pay"),
        (lambda lease: Lease.objects.update(block_epayment=True), "method_closed"),
        (lambda lease: Lease.objects.update(block_epayment_imported=True), "method_closed"),
        (lambda lease: Person.objects.update(ach_opt_out=True), "method_closed"),
        (lambda lease: Person.objects.update(eviction_started=True), "method_closed"),
        (
            lambda lease: portfolio.set_limit(
                property_id=lease.property_id, limit_group="ACH_RENT", single_cents_max=119_999
            ),
            "over_limit",
        ),
    ],
)
def test_settings_blocks_and_limits_refuse(alices_lease, arrange, reason):
    arrange(alices_lease)

    result = ask(alices_lease)

    assert reasons_of(result) == [reason]
    assert not Payment.objects.exists()


def test_an_eviction_holds_for_the_whole_household(alices_lease, alice):
    roommate = Person.objects.create(
        public_id="per_x", property=alice.property, last_name="Roommate", eviction_started=True
    )
    alices_lease.members.create(person=roommate, role="co_resident")

    assert reasons_of(ask(alices_lease)) == ["method_closed"]


def test_only_a_member_of_the_household_pays_for_it(oak_court, alices_lease, alice):
    other = make_household(oak_court, unit="205", first_name="Dana")

    result = ask(other, person=alice)

    assert reasons_of(result) == ["not_of_household"]


def test_a_business_account_goes_as_ccd_under_its_own_agreement(alices_lease, alice):
    business = add_account(alice, holder_type=HolderType.BUSINESS)
    agreement = consent(alice, business, kind=AuthorizationKind.CCD_AGREEMENT, last_date=TODAY)

    refused = ask(alices_lease, authorization_id=consent(alice, business).id)
    payment = pay(alices_lease, authorization_id=agreement.id)

    assert reasons_of(refused) == ["business_account"]
    assert payment.sec_code == "CCD"


@pytest.mark.parametrize(
    ("property_date", "reasons"),
    [
        (TODAY - timedelta(days=2), []),
        (TODAY - timedelta(days=3), ["date_too_far_back"]),
        (TODAY + timedelta(days=1), ["date_ahead"]),
    ],
)
def test_a_payment_may_be_dated_back_as_far_as_the_property_allows(
    alices_lease, property_date, reasons
):
    Property.objects.update(backdating_days_max=2)

    assert reasons_of(ask(alices_lease, property_date=property_date)) == reasons


def test_an_amount_outside_the_consent_or_its_dates_is_not_debited(alices_lease, alice):
    early = consent(alice, add_account(alice), first_date=date(2026, 3, 3))

    assert reasons_of(ask(alices_lease, authorization_id=early.id)) == ["authorization_date"]


def test_closing_freezes_a_batch_and_the_next_payment_opens_another(alices_lease, alice):
    instrument = add_account(alice)
    first = pay(alices_lease, authorization_id=consent(alice, instrument).id)
    [closed] = operations.close_batches(banking_date=TODAY, now=NOW)

    second = pay(alices_lease, authorization_id=consent(alice, instrument).id, amount_cents=500)

    assert (closed.item_count, closed.total_cents, closed.banking_date) == (1, 120_000, TODAY)
    assert (first.batch_id, first.batch.number) == (closed.id, 1)
    assert second.batch.number == 2
    assert operations.close_batches(banking_date=TODAY, now=NOW) == [second.batch]
    assert operations.close_batches(banking_date=TODAY, now=NOW) == []


def test_the_companys_own_table_decides_what_collection_closes(alices_lease):
    Person.objects.update(in_collection=True)
    assert reasons_of(ask(alices_lease)) == ["method_closed"]

    portfolio.set_eligibility_table({"collection": ["schedule_bank"]})

    assert ask(alices_lease).payment_id is not None


def test_the_companys_own_table_never_opens_what_mri_blocks(alices_lease):
    portfolio.set_eligibility_table({"block_epayment": []})
    Lease.objects.update(block_epayment_imported=True)

    assert reasons_of(ask(alices_lease)) == ["method_closed"]


def test_eviction_is_overridden_for_a_reason_that_stands_on_the_payment(alices_lease):
    Person.objects.update(eviction_started=True)

    payment = pay(alices_lease, override_reason="The court agreed")

    assert payment.steps.get().detail == {"override_reason": "The court agreed"}


def test_a_block_of_the_accounting_system_is_not_overridden(alices_lease):
    Lease.objects.update(block_epayment_imported=True)

    result = ask(alices_lease, override_reason="She is at the desk")

    assert reasons_of(result) == ["method_closed"]


@pytest.mark.django_db(transaction=True)
def test_a_double_click_charges_once(alices_lease):
    request = request_for(alices_lease)

    results = at_once([lambda: operations.take([request], taken_by="alice", now=NOW)] * 4)

    assert len({result[0].payment_id for result in results}) == 1
    assert Payment.objects.count() == Step.objects.count() == 1


@pytest.mark.django_db(transaction=True)
def test_a_payer_of_two_households_passes_no_limit_by_paying_for_both_at_once(
    oak_court, alices_lease
):
    pay(alices_lease)  # the batch is open, so that nobody waits for its opening
    PaymentLimit.objects.create(property=oak_court, limit_group="ACH_RENT", daily_count_max=1)
    leases = [make_household(oak_court, unit=str(number)) for number in (301, 302)]
    mother = leases[0].members.get().person
    LeasePerson.objects.create(lease=leases[1], person=mother, role="guarantor")
    account = add_account(mother)
    first, second = (
        request_for(
            lease,
            person=mother,
            amount_cents=cents,
            authorization_id=consent(mother, account).id,
        )
        for lease, cents in zip(leases, (120_000, 90_000), strict=True)
    )

    with transaction.atomic():
        [taken] = operations.take([first], taken_by="x", now=NOW)
        other = meanwhile(lambda: operations.take([second], taken_by="y", now=NOW))
        waited = is_waiting(other)

    [result] = other.result()
    assert waited
    assert taken.decision.outcome is Outcome.APPROVED
    assert result.decision.outcome is Outcome.SUSPENDED


@pytest.mark.django_db(transaction=True)
def test_takes_for_the_same_payer_and_households_wait_in_no_ring(oak_court):
    PaymentLimit.objects.create(property=oak_court, limit_group="ACH_RENT", daily_count_max=99)
    leases = [make_household(oak_court, unit=str(number)) for number in (301, 302)]
    mother = leases[0].members.get().person
    LeasePerson.objects.create(lease=leases[1], person=mother, role="guarantor")
    account = add_account(mother)

    def asked(lease, cents):
        consent_id = consent(mother, account).id
        return request_for(lease, person=mother, amount_cents=cents, authorization_id=consent_id)

    takes = [
        requests
        for cents in range(1_000, 1_012)
        for requests in (
            [asked(leases[0], cents), asked(leases[1], cents + 100)],
            [asked(leases[1], cents + 200)],
        )
    ]

    results = at_once(
        [lambda one=one: operations.take(one, taken_by="x", now=NOW) for one in takes]
    )

    assert all(result.payment_id for taken in results for result in taken)


@pytest.mark.django_db(transaction=True)
def test_no_payment_slips_past_the_close_of_its_batch(oak_court):
    leases = [make_household(oak_court, unit=str(number)) for number in range(300, 312)]
    requests = [
        request_for(lease, authorization_id=consent(person, add_account(person)).id)
        for lease in leases
        for person in [lease.members.get().person]
    ]

    at_once(
        [lambda one=one: operations.take([one], taken_by="x", now=NOW) for one in requests]
        + [lambda: operations.close_batches(banking_date=TODAY, now=NOW)] * 4
    )

    operations.close_batches(banking_date=TODAY, now=NOW)
    assert Payment.objects.filter(batch__isnull=False).count() == len(requests)
    assert not list(verify.problems())


def test_another_company_cannot_take_a_payment_of_this_one(alices_lease, charlie):
    request = request_for(alices_lease)

    with company_scope(charlie.company_id), pytest.raises(LookupError):
        operations.take([request], taken_by="charlie", now=NOW)


def test_each_property_has_its_own_batch(oak_court, alices_lease):
    elm = make_property(code="ELM01", name="Elm Court")
    elms_lease = make_household(elm, unit="1")

    results = operations.take(
        [request_for(alices_lease), request_for(elms_lease)], taken_by="x", now=NOW
    )

    batches = [Payment.objects.get(id=result.payment_id).batch for result in results]
    assert [(batch.property, batch.number) for batch in batches] == [(oak_court, 1), (elm, 1)]


def at_once(works):
    company_id = current_company_id()

    def run(work):
        try:
            with company_scope(company_id):
                return work()
        finally:
            connection.close()

    with ThreadPoolExecutor(len(works)) as pool:
        return list(pool.map(run, works))


def test_postgresql_too_refuses_a_second_debit_of_a_single_authorization(alices_lease):
    payment = pay(alices_lease)
    payment.pk, payment.public_id, payment.idempotency_key = None, "pay_2", "other"
    payment.journal_entry = None

    with pytest.raises(IntegrityError, match="payment_spends_authorization"):
        payment.save(force_insert=True)
