from textwrap import dedent

from tests.cast import NOW, TODAY, charge_rent, journal_of

from rentrail.portfolio import operations, queries


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
