from datetime import date
from textwrap import dedent

import pytest
from tests.cast import NOW, TODAY, charge_rent, journal_of
from tests.payments.cast import make_settled, pay

from rentrail.payments import operations as payments
from rentrail.payments.operations import Returned
from rentrail.portfolio import operations, queries, verify
from rentrail.portfolio.models import LedgerName

DEPOSIT = LedgerName.DEPOSIT


@pytest.fixture
def prepaid(trust, alices_lease):
    """A deposit of 500.00 that Alice paid before it was charged."""
    return pay(alices_lease, ledger=DEPOSIT, amount_cents=50_000)


def test_a_deposit_paid_before_it_is_charged_is_not_owed_again(alices_lease, prepaid):
    deposit = charge_deposit(alices_lease)

    deposit.refresh_from_db()
    assert (deposit.open_cents, owed_by(alices_lease)) == (0, 0)
    assert journal_of(alices_lease) == dedent("""\
        2026-03-02  trust-ach-clearing       500.00 dr
        2026-03-02  security-deposits-held   500.00 cr
        2026-03-03  deposit-receivable       500.00 dr
        2026-03-03  security-deposits-held   500.00 cr
        2026-03-03  security-deposits-held   500.00 dr
        2026-03-03  deposit-receivable       500.00 cr""")
    assert not list(verify.problems())


def test_what_a_prepayment_leaves_open_is_owed(alices_lease, prepaid):
    charge_deposit(alices_lease, amount_cents=80_000)

    assert owed_by(alices_lease) == 30_000
    assert not list(verify.problems())


def test_a_prepaid_deposit_that_comes_back_is_owed(alices_lease, prepaid):
    deposit = charge_deposit(alices_lease)

    returned = Returned(
        payment_id=make_settled(prepaid).id,
        return_code="R02",
        received_date=date(2026, 3, 5),
        came_from="file",
    )
    payments.return_payments([returned], now=NOW)

    deposit.refresh_from_db()
    assert (deposit.open_cents, owed_by(alices_lease)) == (50_000, 50_000)
    assert not list(verify.problems())


def test_a_paid_deposit_whose_charge_is_reversed_stays_held(alices_lease, prepaid):
    deposit = charge_deposit(alices_lease)

    operations.reverse_charge(
        public_id=deposit.public_id, property_date=TODAY, reason="Twice", reversed_by="bob", now=NOW
    )

    assert owed_by(alices_lease) == 0
    assert not list(verify.problems())
    charge_deposit(alices_lease, due_date=date(2026, 3, 4))
    assert owed_by(alices_lease) == 0
    assert not list(verify.problems())


def charge_deposit(lease, **details):
    return charge_rent(
        lease,
        **{"code": "SECDEP", "amount_cents": 50_000, "due_date": date(2026, 3, 3), **details},
    )


def owed_by(lease) -> int:
    return queries.open_balance_cents(lease_ids=[lease.id], ledger=DEPOSIT)[lease.id]
