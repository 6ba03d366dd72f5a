from dataclasses import replace
from textwrap import dedent

import pytest
from tests.cast import NOW, TODAY, charge_rent, journal_of

from rentrail.portfolio import operations, queries
from rentrail.portfolio.models import ChargeSource


def test_rent_is_owed_and_income(alices_lease):
    charge_rent(alices_lease)

    assert journal_of(alices_lease) == dedent("""\
        2026-03-01  resident-receivable   1,200.00 dr
        2026-03-01  rent-income           1,200.00 cr""")
    assert queries.open_balance_cents(lease_ids=[alices_lease.id]) == {alices_lease.id: 120_000}


def test_a_reversed_charge_is_owed_no_more(alices_lease):
    fee = charge_rent(alices_lease, code="LATE", amount_cents=5_000)

    for _ in range(2):
        operations.reverse_charge(
            public_id=fee.public_id, property_date=TODAY, reason="Paid", reversed_by="bob", now=NOW
        )

    fee.refresh_from_db()
    assert fee.open_cents == 0
    assert queries.open_balance_cents(lease_ids=[alices_lease.id]) == {alices_lease.id: 0}


def request_for(lease, **changes) -> operations.ChargeRequest:
    request = operations.ChargeRequest(
        lease_id=lease.id,
        transaction_code="RENT",
        amount_cents=120_000,
        due_date=TODAY,
        property_date=TODAY,
        source=ChargeSource.IMPORTED,
        source_id="MRI-1",
    )
    return replace(request, **changes)


def test_a_charge_from_the_same_source_is_made_once(alices_lease):
    request = request_for(alices_lease)

    first, second = operations.charge([request, request], posted_by="mri", now=NOW)
    [third] = operations.charge([request], posted_by="mri", now=NOW)

    assert first.id == second.id == third.id
    assert queries.open_balance_cents(lease_ids=[alices_lease.id]) == {alices_lease.id: 120_000}


def test_an_opening_balance_is_no_income(alices_lease):
    operations.charge(
        [request_for(alices_lease, credited_key="opening-balances")], posted_by="mri", now=NOW
    )

    assert journal_of(alices_lease) == dedent("""\
        2026-03-02  resident-receivable   1,200.00 dr
        2026-03-02  opening-balances      1,200.00 cr""")


@pytest.mark.parametrize("code", ["RNET", "PMTOPACH"])
def test_only_charge_codes_are_charged(alices_lease, code):
    with pytest.raises(operations.UnknownTransactionCode, match=code):
        operations.charge(
            [request_for(alices_lease, transaction_code=code)], posted_by="mri", now=NOW
        )


@pytest.mark.parametrize("amount_cents", [0, -1])
def test_a_charge_is_more_than_nothing(alices_lease, amount_cents):
    with pytest.raises(operations.ChargeNotPositive):
        operations.charge(
            [request_for(alices_lease, amount_cents=amount_cents)], posted_by="mri", now=NOW
        )
