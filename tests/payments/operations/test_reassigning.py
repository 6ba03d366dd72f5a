from textwrap import dedent

import pytest
from tests.cast import NOW, TODAY, charge_rent, journal_of, make_household, make_property
from tests.payments.cast import make_settled, pay

from rentrail.ledger.models import JournalEntry
from rentrail.payments import operations, verify
from rentrail.payments.operations import PaymentNotMovable, ReasonMissing, Returned
from rentrail.portfolio.models import Charge, LedgerName, Property, StaffTask


@pytest.fixture
def danas_lease(oak_court):
    return make_household(oak_court, unit="205", first_name="Dana", last_name="Neighbor")


@pytest.fixture
def elms_lease(oak_homes):
    elm = make_property(code="ELM01", name="Elm Court")
    return make_household(elm, unit="1", first_name="Eve")


def test_a_payment_moves_to_the_neighbor_and_pays_her_rent(alices_lease, danas_lease):
    alices, danas = charge_rent(alices_lease), charge_rent(danas_lease)
    payment = pay(alices_lease)

    move(payment, danas_lease)

    assert not StaffTask.objects.exists()
    alices.refresh_from_db()
    danas.refresh_from_db()
    assert (alices.open_cents, danas.open_cents) == (120_000, 0)
    assert payment.lease == danas_lease
    assert journal_of(danas_lease) == dedent("""\
        2026-03-01  resident-receivable   1,200.00 dr
        2026-03-01  rent-income           1,200.00 cr
        2026-03-02  resident-receivable   1,200.00 dr
        2026-03-02  resident-receivable   1,200.00 cr""")
    assert not list(verify.problems())


def test_between_properties_the_one_owes_it_to_the_other(alices_lease, elms_lease):
    payment = pay(alices_lease)

    move(payment, elms_lease)

    assert journal_of(alices_lease) == dedent("""\
        2026-03-02  ach-clearing          1,200.00 dr
        2026-03-02  resident-receivable   1,200.00 cr
        2026-03-02  resident-receivable   1,200.00 dr
        2026-03-02  due-to-properties     1,200.00 cr""")
    assert journal_of(elms_lease) == dedent("""\
        2026-03-02  due-from-properties   1,200.00 dr
        2026-03-02  resident-receivable   1,200.00 cr""")
    moves = JournalEntry.objects.filter(source__contains=":moved:")
    assert len({entry.control_number for entry in moves}) == 1
    assert not list(verify.problems())


def test_staff_are_asked_to_transfer_the_money_between_properties(alices_lease, elms_lease):
    payment = pay(alices_lease)

    move(payment, elms_lease)
    move(payment, alices_lease)

    there, back = StaffTask.objects.filter(kind="money-to-transfer").order_by("id")
    assert "1,200.00" in there.text
    assert "from Oak Court to Elm Court" in there.text
    assert (there.property, back.property) == (alices_lease.property, elms_lease.property)


def test_a_moved_payment_that_comes_back_is_owed_where_it_is_now(alices_lease, elms_lease):
    payment = pay(alices_lease)
    move(payment, elms_lease)
    make_settled(payment)

    operations.return_payments(
        [
            Returned(
                payment_id=payment.id,
                return_code="R01",
                received_date=TODAY,
                came_from="x",
                credits_cash=True,
            )
        ],
        now=NOW,
    )

    assert journal_of(alices_lease).endswith(
        dedent("""\
        2026-03-02  due-to-properties     1,200.00 dr
        2026-03-02  operating-cash        1,200.00 cr""")
    )
    assert journal_of(elms_lease).endswith(
        dedent("""\
        2026-03-02  resident-receivable   1,200.00 dr
        2026-03-02  due-from-properties   1,200.00 cr""")
    )
    assert not list(verify.problems())


@pytest.mark.parametrize(("elms_fee_cents", "charged"), [(4_000, [4_000]), (0, [])])
def test_want_of_funds_costs_the_fee_of_the_property_it_was_moved_to(
    alices_lease, elms_lease, elms_fee_cents, charged
):
    Property.objects.filter(id=alices_lease.property_id).update(nsf_fee_cents=2_500)
    Property.objects.filter(id=elms_lease.property_id).update(nsf_fee_cents=elms_fee_cents)
    payment = make_settled(pay(alices_lease))
    move(payment, elms_lease)

    returned = Returned(
        payment_id=payment.id, return_code="R01", received_date=TODAY, came_from="returns.ach:7"
    )
    operations.return_payments([returned], now=NOW)

    fees = Charge.objects.filter(transaction_code__code="NSF")
    assert list(fees.values_list("amount_cents", flat=True)) == charged
    assert all(fee.lease == elms_lease for fee in fees)


def test_a_moved_payment_can_be_moved_back_and_voided(alices_lease, danas_lease):
    payment = pay(alices_lease)

    move(payment, danas_lease)
    move(payment, alices_lease)
    operations.void_payment(
        public_id=payment.public_id, reason="Never mind", voided_by="bob", now=NOW
    )

    assert journal_of(alices_lease).count("resident-receivable") == 6
    assert not list(verify.problems())


def test_a_deposit_moves_on_the_deposit_ledger(alices_lease, danas_lease):
    payment = pay(alices_lease, ledger=LedgerName.DEPOSIT)

    move(payment, danas_lease)

    assert journal_of(danas_lease) == dedent("""\
        2026-03-02  security-deposits-held   1,200.00 dr
        2026-03-02  security-deposits-held   1,200.00 cr""")
    assert not list(verify.problems())


def test_what_waits_or_stands_there_already_is_not_moved(alices_lease, danas_lease):
    with pytest.raises(PaymentNotMovable):
        move(pay(alices_lease), alices_lease)

    Property.objects.update(approval_over_cents=1)
    with pytest.raises(PaymentNotMovable):
        move(pay(danas_lease), alices_lease)


def test_a_move_needs_a_reason(alices_lease, danas_lease):
    with pytest.raises(ReasonMissing):
        move(pay(alices_lease), danas_lease, reason="")


def move(payment, lease, *, reason="wrong person"):
    operations.move_payment(
        public_id=payment.public_id, to_lease_id=lease.id, reason=reason, moved_by="bob", now=NOW
    )
    payment.refresh_from_db()
