from dataclasses import replace
from textwrap import dedent

import pytest
from django.db import IntegrityError, transaction
from tests.cast import NOW, TODAY, charge_rent, journal_of
from tests.payments.cast import add_account, make_settled, reasons_of

from rentrail.payments import operations, queries
from rentrail.payments.models import (
    AuthorizationKind,
    Batch,
    HolderType,
    InstrumentKind,
    Origin,
    Payment,
)
from rentrail.payments.operations import PaperRequest, PaymentRequest, Receipt
from rentrail.payments.states import InstrumentStanding
from rentrail.portfolio.models import LedgerName, PaymentLimit, Property
from rentrail.portfolio.rules.eligibility import Way


def paper_of(person, **details):
    """Describe a check of 1,200.00 of the person's own, converted by the notice."""
    request = PaperRequest(
        person_id=person.id,
        kind=InstrumentKind.CHECK,
        routing_number="076401251",
        account_number="00047-1142",
        holder_type=HolderType.PERSONAL,
        holder_name=str(person),
        authorized_by=AuthorizationKind.ARC_NOTICE,
        amount_cents=120_000,
        received_date=TODAY,
        evidence={"check_item": "chk_1"},
    )
    return replace(request, **details)


def take_paper(lease, paper, *, way=Way.CHECK_ACH, key="key-1", **details):
    """Take one payment by paper, and give its result."""
    authorization = operations.authorize_paper(paper, property_id=lease.property_id, now=NOW)
    request = PaymentRequest(
        **{
            "idempotency_key": key,
            "lease_id": lease.id,
            "person_id": paper.person_id,
            "authorization_id": authorization.id,
            "amount_cents": paper.amount_cents,
            "origin": Origin.MAILED_IN,
            "way": way,
            "document": "0101",
            **details,
        }
    )
    [result] = operations.take([request], taken_by="bob", now=NOW)
    return result


def payment_of(result):
    assert result.payment_id is not None, result.decision.message
    return Payment.objects.select_related("batch", "instrument").get(id=result.payment_id)


@pytest.mark.parametrize(
    ("kind", "authorized_by", "way", "batch_type", "sec_code", "code"),
    [
        (InstrumentKind.CHECK, "arc_notice", Way.CHECK_ACH, "ACH", "ARC", "PMTARC"),
        (InstrumentKind.CHECK, "boc_notice", Way.CHECK_ACH, "ACH", "BOC", "PMTARC"),
        (InstrumentKind.CHECK, "paper", Way.CHECK_IRD, "IRD", "", "PMTIRD"),
        (InstrumentKind.MONEY_ORDER, "paper", Way.MONEY_ORDER, "IRD", "", "PMTIRD"),
        (InstrumentKind.CASHIERS_CHECK, "receipt", Way.CASHIERS_CHECK, "HAND", "", "PMTHAND"),
    ],
)
def test_paper_goes_by_what_authorizes_it(
    alices_lease, alice, kind, authorized_by, way, batch_type, sec_code, code
):
    charge_rent(alices_lease)
    paper = paper_of(alice, kind=kind, authorized_by=AuthorizationKind(authorized_by))

    payment = payment_of(take_paper(alices_lease, paper, way=way))

    assert (payment.batch_type, payment.batch.batch_type) == (batch_type, batch_type)
    assert (payment.sec_code, payment.transaction_code) == (sec_code, code)
    assert (payment.document, payment.instrument.last_four) == ("0101", "1142")
    assert journal_of(alices_lease) == dedent("""\
        2026-03-01  resident-receivable   1,200.00 dr
        2026-03-01  rent-income           1,200.00 cr
        2026-03-02  ach-clearing          1,200.00 dr
        2026-03-02  resident-receivable   1,200.00 cr""")


def test_entries_and_images_of_one_bank_account_stand_in_batches_of_their_own(alices_lease, alice):
    converted = paper_of(alice)
    image = paper_of(alice, authorized_by=AuthorizationKind.PAPER)

    take_paper(alices_lease, converted, key="one")
    take_paper(alices_lease, image, way=Way.CHECK_IRD, key="two", is_duplicate_confirmed=True)

    assert set(Batch.objects.values_list("batch_type", flat=True)) == {"ACH", "IRD"}
    closed = operations.close_batches(banking_date=TODAY, now=NOW)
    assert [batch.item_count for batch in closed] == [1, 1]


def test_a_property_that_takes_no_images_refuses_them_and_converts_on(alices_lease, alice):
    Property.objects.update(takes_ird=False)

    image = paper_of(alice, authorized_by=AuthorizationKind.PAPER)
    refused = take_paper(alices_lease, image, way=Way.CHECK_IRD, key="one")

    assert reasons_of(refused) == ["ird_not_taken"]
    assert payment_of(take_paper(alices_lease, paper_of(alice), key="two")).sec_code == "ARC"


def test_limits_of_images_are_their_own(alices_lease, alice, oak_court):
    PaymentLimit.objects.create(
        property=oak_court, limit_group="IRD_RENT", single_cents_max=100_000, daily_count_max=1
    )
    image = paper_of(alice, authorized_by=AuthorizationKind.PAPER)

    assert reasons_of(take_paper(alices_lease, image, way=Way.CHECK_IRD)) == ["over_limit"]
    payment_of(take_paper(alices_lease, paper_of(alice), key="two"))
    small = replace(image, amount_cents=50_000)
    assert not reasons_of(take_paper(alices_lease, small, way=Way.CHECK_IRD, key="three"))


@pytest.mark.parametrize(
    ("status", "way", "authorized_by", "is_closed"),
    [
        ("ach_opt_out", Way.CHECK_IRD, "paper", False),
        ("no_checks", Way.CHECK_ACH, "arc_notice", True),
        ("no_checks", Way.CHECK_IRD, "paper", True),
        ("no_money_orders", Way.MONEY_ORDER, "paper", True),
        ("no_money_orders", Way.CASHIERS_CHECK, "paper", False),
        ("eviction_started", Way.CASHIERS_CHECK, "paper", True),
    ],
)
def test_the_payer_s_standing_closes_paper_too(
    alices_lease, alice, status, way, authorized_by, is_closed
):
    setattr(alice, status, True)
    alice.save()

    paper = paper_of(alice, authorized_by=AuthorizationKind(authorized_by))
    result = take_paper(alices_lease, paper, way=way)

    assert ("method_closed" in reasons_of(result)) is is_closed


def test_what_authorizes_a_check_is_spent_by_it(alices_lease, alice):
    payment = payment_of(take_paper(alices_lease, paper_of(alice)))

    again = PaymentRequest(
        idempotency_key="again",
        lease_id=alices_lease.id,
        person_id=alice.id,
        authorization_id=payment.authorization_id,
        amount_cents=120_000,
        origin=Origin.MAILED_IN,
        way=Way.CHECK_ACH,
        is_duplicate_confirmed=True,
    )
    [refused] = operations.take([again], taken_by="bob", now=NOW)
    assert reasons_of(refused) == ["authorization_spent"]


def test_a_check_stops_no_account_on_file_and_no_image_is_stopped(alices_lease, alice):
    on_file = add_account(alice)
    payment = payment_of(take_paper(alices_lease, paper_of(alice)))
    payment.instrument.standing = InstrumentStanding.UNTIL_AUTHORIZED
    payment.instrument.save()

    on_file.refresh_from_db()
    assert on_file.standing == "good"
    converted = take_paper(alices_lease, paper_of(alice), key="two", is_duplicate_confirmed=True)
    assert reasons_of(converted) == ["account_stopped"]
    image = paper_of(alice, authorized_by=AuthorizationKind.PAPER)
    payment_of(
        take_paper(alices_lease, image, way=Way.CHECK_IRD, key="three", is_duplicate_confirmed=True)
    )


def test_a_business_s_check_may_be_converted_where_it_was_classified_so(alices_lease, alice):
    payment_of(take_paper(alices_lease, paper_of(alice, holder_type=HolderType.BUSINESS)))


def test_a_check_authorizes_no_other_debit(alices_lease, alice):
    payment = payment_of(take_paper(alices_lease, paper_of(alice)))

    with pytest.raises(operations.WrongKind, match="authorizes itself alone"):
        operations.authorize(
            operations.AuthorizationRequest(
                kind=AuthorizationKind.PPD_SINGLE,
                instrument_id=payment.instrument_id,
                property_id=alices_lease.property_id,
                plan=None,
                evidence={"form": "signed.pdf"},
            ),
            today=TODAY,
            now=NOW,
        )


def test_what_was_paid_by_paper_is_not_refunded_to_its_account(alices_lease, alice):
    payment = make_settled(payment_of(take_paper(alices_lease, paper_of(alice))))

    assert "paid with paper" in queries.why_not_refundable(payment)


def test_a_payment_by_paper_that_awaited_approval_keeps_its_number_and_rail(alices_lease, alice):
    Property.objects.update(approval_over_cents=100_000)
    image = paper_of(alice, authorized_by=AuthorizationKind.PAPER)
    waiting = payment_of(take_paper(alices_lease, image, way=Way.CHECK_IRD))
    assert waiting.status == "awaiting_approval"

    approved = operations.approve_payment(
        public_id=waiting.public_id, reason="Seen.", approved_by="dora", now=NOW
    )

    assert (approved.batch.batch_type, approved.document) == ("IRD", "0101")
    assert approved.journal_entry.document == "0101"


def test_a_deposit_by_check_goes_to_the_trust_account(alices_lease, alice, trust):
    image = paper_of(alice, authorized_by=AuthorizationKind.PAPER)

    payment = payment_of(
        take_paper(alices_lease, image, way=Way.CHECK_IRD, ledger=LedgerName.DEPOSIT)
    )

    assert payment.bank_account == trust


def test_the_kind_of_an_instrument_stays(alices_lease, alice):
    payment = payment_of(take_paper(alices_lease, paper_of(alice)))

    payment.instrument.kind = InstrumentKind.BANK_ACCOUNT
    with pytest.raises(IntegrityError, match="stays as it was written"), transaction.atomic():
        payment.instrument.save()


def receipt_for(lease, person, **details):
    """Describe cash of 1,200.00 with its receipt's number."""
    return Receipt(
        **{
            "idempotency_key": "receipt-1",
            "lease_id": lease.id,
            "person_id": person.id,
            "kind": InstrumentKind.CASH,
            "amount_cents": 120_000,
            "document": "R-17",
            **details,
        }
    )


def record(receipt):
    return operations.record_receipt(receipt, recorded_by="bob", now=NOW)


@pytest.mark.parametrize("kind", sorted(set(InstrumentKind) - {InstrumentKind.BANK_ACCOUNT}))
def test_what_staff_take_by_hand_stands_in_the_hand_batch(alices_lease, alice, kind):
    charge_rent(alices_lease)

    payment = payment_of(record(receipt_for(alices_lease, alice, kind=kind)))

    assert (payment.batch.batch_type, payment.transaction_code) == ("HAND", "PMTHAND")
    assert payment.document == "R-17"
    assert payment.description == f"{kind.label} – Alice Resident"  # noqa: RUF001
    assert journal_of(alices_lease).endswith("resident-receivable   1,200.00 cr")


def test_a_receipt_recorded_again_is_the_one_that_was_recorded(alices_lease, alice):
    first = record(receipt_for(alices_lease, alice))

    again = record(receipt_for(alices_lease, alice))

    assert (again.payment_id, again.is_repeat) == (first.payment_id, True)
    assert Payment.objects.count() == 1


def test_a_receipt_needs_its_number(alices_lease, alice):
    with pytest.raises(operations.DocumentMissing, match="the cash receipt's"):
        record(receipt_for(alices_lease, alice, document=" "))


def test_the_same_cash_twice_on_a_day_is_confirmed(alices_lease, alice):
    record(receipt_for(alices_lease, alice))

    second = receipt_for(alices_lease, alice, idempotency_key="receipt-2", document="R-18")

    assert reasons_of(record(second)) == ["duplicate"]
    payment_of(record(replace(second, is_duplicate_confirmed=True)))


def test_what_closes_checks_closes_those_recorded_by_hand(alices_lease, alice):
    alice.no_checks = True
    alice.save()

    check = receipt_for(alices_lease, alice, kind=InstrumentKind.CHECK)

    assert reasons_of(record(check)) == ["method_closed"]
    payment_of(record(receipt_for(alices_lease, alice, idempotency_key="cash")))


def test_the_deposit_slip_lists_what_goes_to_the_counter(alices_lease, alice):
    record(receipt_for(alices_lease, alice))
    check = receipt_for(
        alices_lease,
        alice,
        idempotency_key="receipt-2",
        kind=InstrumentKind.CHECK,
        document="0102",
        amount_cents=30_000,
    )
    record(check)

    slip = queries.deposit_slip(Batch.objects.get())

    assert [(line.kind, line.document, line.person) for line in slip.lines] == [
        ("Cash", "R-17", "Alice Resident"),
        ("Check", "0102", "Alice Resident"),
    ]
    assert slip.total_cents == 150_000
