from datetime import date
from textwrap import dedent

import pytest
from tests.cast import NOW, charge_rent, journal_of
from tests.payments.cast import make_settled, pay, standing_of

from rentrail.payments import operations, states
from rentrail.payments.models import Authorization, Notice, Payment
from rentrail.payments.operations import Returned
from rentrail.payments.states import IllegalMove, InstrumentStanding
from rentrail.portfolio.models import Charge, Lease, StaffTask


def test_a_return_after_settlement_reopens_the_rent_and_takes_it_from_cash(alices_lease):
    rent = charge_rent(alices_lease)
    payment = make_settled(pay(alices_lease))

    send_back(payment, "R01", credits_cash=True)

    rent.refresh_from_db()
    assert rent.open_cents == 120_000
    assert standing_of(payment) == states.UNCOLLECTED_NSF
    assert journal_of(alices_lease) == dedent("""\
        2026-03-01  resident-receivable   1,200.00 dr
        2026-03-01  rent-income           1,200.00 cr
        2026-03-02  ach-clearing          1,200.00 dr
        2026-03-02  resident-receivable   1,200.00 cr
        2026-03-09  resident-receivable   1,200.00 dr
        2026-03-09  operating-cash        1,200.00 cr""")


def send_back(payment: Payment, return_code: str, **details: object) -> int:
    one = Returned(
        **{
            "payment_id": payment.id,
            "return_code": return_code,
            "received_date": date(2026, 3, 9),
            "came_from": "returns.ach:7",
            **details,
        }
    )
    return operations.return_payments([one], now=NOW)
