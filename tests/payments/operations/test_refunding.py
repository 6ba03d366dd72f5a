"""A bank payment is refunded: in sum never more than was paid, and not before it is final."""

from datetime import date, timedelta
from itertools import count
from textwrap import dedent

import pytest
from django.db import IntegrityError, transaction
from tests.cast import NOW, TODAY, charge_rent, journal_of, make_household, make_property
from tests.payments.cast import make_settled, pay

from rentrail.ledger import operations as ledger
from rentrail.payments import operations, queries, verify
from rentrail.payments.models import Instrument, Notice, Payment, Refund
from rentrail.payments.operations import (
    NotRefundable,
    PaymentNotMovable,
    ReasonMissing,
    RefundNotWaiting,
    RefundRequest,
    Returned,
)
from rentrail.payments.states import InstrumentStanding
from rentrail.portfolio import operations as portfolio
from rentrail.portfolio import queries as portfolio_queries
from rentrail.portfolio import verify as portfolio_verify
from rentrail.portfolio.models import Charge, Lease, LedgerName, Property, StaffTask

AGREED = {"reason": "Agreed with her", "now": NOW}
keys = count(1)


@pytest.fixture
def settled(alices_lease: Lease) -> Payment:
    """A payment of 1,200.00 that settled on Wednesday, March 4."""
    return make_settled(pay(alices_lease))


def refund(payment: Payment, amount_cents: int = 120_000, **details: object) -> Refund:
    return operations.refund_payment(
        RefundRequest(
            **{
                "idempotency_key": f"refund-{next(keys)}",
                "payment_public_id": payment.public_id,
                "amount_cents": amount_cents,
                "reason": "Paid twice",
                **details,
            }
        ),
        requested_by="bob",
        now=NOW,
    )


def problems() -> list[object]:
    return [*verify.problems(), *portfolio_verify.problems()]


def owed_by(lease: Lease) -> int:
    return portfolio_queries.open_balance_cents(lease_ids=[lease.id])[lease.id]


def test_what_was_paid_too_much_goes_back_out_of_clearing(settled, alices_lease):
    charge_rent(alices_lease, amount_cents=70_000)

    made = refund(settled, 50_000)

    assert owed_by(alices_lease) == 0
    assert Charge.objects.get(transaction_code__code="REFUND").open_cents == 0
    assert journal_of(alices_lease).endswith(
        dedent("""\
        2026-03-02  resident-receivable     500.00 dr
        2026-03-02  ach-clearing            500.00 cr""")
    )
    assert made.not_before_date == date(2026, 3, 9)  # two banking days, and one to hear of it
    assert settled.steps.last().detail == {
        "refund": made.public_id,
        "amount": "500.00",
        "reason": "Paid twice",
    }
    assert "500.00 of your payment of 1,200.00" in Notice.objects.get(kind="payment-refunded").text
    assert problems() == []


def test_rent_that_is_refunded_is_owed_again(settled, alices_lease):
    rent = charge_rent(alices_lease)

    refund(settled)

    rent.refresh_from_db()
    assert rent.open_cents == 0
    assert Charge.objects.get(transaction_code__code="REFUND").open_cents == 120_000
    assert owed_by(alices_lease) == 120_000
    assert problems() == []


def test_a_deposit_is_refunded_from_what_is_held(alices_lease):
    settled = make_settled(pay(alices_lease, ledger=LedgerName.DEPOSIT))

    refund(settled, 20_000)

    assert journal_of(alices_lease).endswith(
        dedent("""\
        2026-03-02  deposit-receivable         200.00 dr
        2026-03-02  trust-ach-clearing         200.00 cr
        2026-03-02  security-deposits-held     200.00 dr
        2026-03-02  deposit-receivable         200.00 cr""")
    )
    assert problems() == []


def test_refunds_sum_up_to_no_more_than_was_paid(settled):
    refund(settled, 100_000)

    with pytest.raises(NotRefundable, match=r"200\.00 of it can be refunded, not 200\.01"):
        refund(settled, 20_001)
    refund(settled, 20_000)
    with pytest.raises(NotRefundable, match="All of it is refunded"):
        refund(settled, 1)
    assert problems() == []


def test_postgresql_too_refuses_to_refund_more_than_was_paid(settled):
    made = refund(settled, 100_000)
    made.pk, made.public_id, made.idempotency_key = None, "ref_2", "other"
    made.charge = charge_rent(settled.lease)

    with pytest.raises(IntegrityError, match="more than was paid"), transaction.atomic():
        made.save(force_insert=True)


@pytest.mark.parametrize("amount_cents", [0, -1, 120_001])
def test_an_amount_lies_within_what_was_paid(settled, amount_cents):
    with pytest.raises(NotRefundable, match="can be refunded"):
        refund(settled, amount_cents)


def test_the_same_key_refunds_once_and_nothing_else(settled):
    first = refund(settled, 10_000, idempotency_key="page-1")

    assert refund(settled, 10_000, idempotency_key="page-1") == first
    with pytest.raises(NotRefundable, match=r"made a refund of 100\.00 before"):
        refund(settled, 20_000, idempotency_key="page-1")
    assert queries.refundable_cents(settled) == 110_000


def test_what_has_not_arrived_is_voided_not_refunded(alices_lease):
    with pytest.raises(NotRefundable, match="until it is in a file, void it"):
        refund(pay(alices_lease))


def test_what_came_back_is_not_refunded(settled):
    send_back(settled)

    with pytest.raises(NotRefundable, match="is gone again"):
        refund(settled)


def test_an_account_that_is_closed_is_not_credited(settled):
    Instrument.objects.update(standing=InstrumentStanding.STOPPED_FOR_GOOD)

    with pytest.raises(NotRefundable, match="can't be credited"):
        refund(settled)


def test_what_was_moved_to_another_property_is_not_refunded_here(settled):
    elms_lease = make_household(make_property(code="ELM01", name="Elm Court"), unit="1")
    operations.move_payment(
        public_id=settled.public_id, to_lease_id=elms_lease.id, moved_by="bob", **AGREED
    )

    with pytest.raises(NotRefundable, match="another property"):
        refund(settled)


def test_a_refund_needs_a_reason_and_an_open_period(settled, oak_court):
    with pytest.raises(ReasonMissing):
        refund(settled, reason=" ")
    ledger.close_period(book_id=oak_court.book_id, period=202603, closed_by="bob", now=NOW)
    with pytest.raises(ledger.PeriodClosed):
        refund(settled)
    assert not Refund.objects.exists()


def test_a_refund_is_released_before_its_day_for_a_reason(settled):
    made = refund(settled)

    with pytest.raises(ReasonMissing):
        operations.release_refund(public_id=made.public_id, reason="", released_by="ann", now=NOW)
    released = operations.release_refund(public_id=made.public_id, released_by="ann", **AGREED)

    assert (released.released_by, released.release_reason) == ("ann", "Agreed with her")


def test_a_canceled_refund_is_credited_again_and_can_be_made_anew(settled, alices_lease):
    made = refund(settled)

    operations.cancel_refund(public_id=made.public_id, canceled_by="bob", **AGREED)

    assert owed_by(alices_lease) == -120_000
    assert problems() == []
    with pytest.raises(RefundNotWaiting, match="is canceled"):
        operations.cancel_refund(public_id=made.public_id, canceled_by="bob", **AGREED)
    refund(settled)


def test_what_is_in_a_file_is_neither_canceled_nor_released(settled):
    made = refund(settled)
    operations.note_in_file([made.id])

    for change in (
        lambda: operations.cancel_refund(public_id=made.public_id, canceled_by="bob", **AGREED),
        lambda: operations.release_refund(public_id=made.public_id, released_by="bob", **AGREED),
    ):
        with pytest.raises(RefundNotWaiting, match="in a bank file"):
            change()


def test_a_payment_that_comes_back_takes_its_waiting_refund_with_it(settled, alices_lease):
    made = refund(settled)

    send_back(settled)

    made.refresh_from_db()
    assert (made.state, made.cancel_reason) == ("canceled", "The payment came back.")
    assert owed_by(alices_lease) == 0
    assert problems() == []


def test_a_return_of_what_was_refunded_already_raises_an_alert_at_once(settled, alices_lease):
    made = refund(settled, 50_000)
    operations.note_in_file([made.id])

    send_back(settled)

    assert "500.00 of a payment that came back now was refunded before" in (
        StaffTask.objects.get(kind="refunded-payment-returned").text
    )
    assert owed_by(alices_lease) == 50_000
    assert problems() == []


def test_a_refund_that_comes_back_is_in_credit_again(settled, alices_lease, operating):
    made = refund(settled, 50_000)
    operations.note_in_file([made.id])
    operations.note_settled([made.id], settlement_date=date(2026, 3, 10))

    operations.return_refund(
        refund_id=made.id,
        return_code="R02",
        received_date=TODAY + timedelta(days=10),
        money_account_id=operating.cash_account_id,
        now=NOW,
    )

    assert journal_of(alices_lease).endswith(
        dedent("""\
        2026-03-12  operating-cash          500.00 dr
        2026-03-12  resident-receivable     500.00 cr""")
    )
    assert queries.refundable_cents(settled) == 120_000
    assert "came back, R02" in StaffTask.objects.get(kind="refund-returned").text
    assert problems() == []


def test_a_refund_is_not_taken_back_as_a_charge(settled):
    refund(settled)

    with pytest.raises(portfolio.ChargeNotReversible, match="Cancel the refund"):
        portfolio.reverse_charge(
            public_id=Charge.objects.get().public_id,
            property_date=TODAY,
            reason="x",
            reversed_by="bob",
            now=NOW,
        )


def send_back(payment: Payment) -> None:
    operations.return_payments(
        [
            Returned(
                payment_id=payment.id,
                return_code="R01",
                received_date=TODAY,
                came_from="returns.ach:7",
                credits_cash=True,
            )
        ],
        now=NOW,
    )


def test_a_payment_refunded_in_part_stays_with_the_household_that_owes_it_again(
    settled: Payment, oak_court: Property
) -> None:
    neighbor = make_household(oak_court, unit="205")
    refunded = refund(settled, 40_000)
    move = {"to_lease_id": neighbor.id, "reason": "Hers", "moved_by": "bob", "now": NOW}

    with pytest.raises(PaymentNotMovable, match="400\\.00 of this payment is refunded"):
        operations.move_payment(public_id=settled.public_id, **move)

    operations.cancel_refund(public_id=refunded.public_id, canceled_by="bob", **AGREED)
    operations.move_payment(public_id=settled.public_id, **move)
    assert not list(verify.problems())


def test_a_refund_that_another_household_owes_again_is_found(
    settled: Payment, oak_court: Property
) -> None:
    refund(settled, 40_000)

    Payment.objects.update(lease=make_household(oak_court, unit="205"))

    assert "Another household than that of payment" in " ".join(map(str, verify.problems()))
