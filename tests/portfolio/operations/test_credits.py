from dataclasses import replace
from datetime import date

import pytest
from django.db import IntegrityError, ProgrammingError, connection
from tests.cast import NOW, TODAY, charge_rent, journal_of, make_household, make_property

from rentrail.ledger import operations as ledger
from rentrail.ledger import queries as ledger_queries
from rentrail.portfolio import operations, queries, verify
from rentrail.portfolio.models import Application, Lease, LedgerName, OpenCharge
from rentrail.portfolio.operations import credits as credits_


def pay(lease: Lease, amount_cents: int, *, number: int = 1, **purpose: str) -> int:
    """Post a payment's journal entry and record its credit; gives the entry's id."""
    entry_id = post_payment(lease, amount_cents, number=number)
    operations.record_credits([draft_of(lease, amount_cents, entry_id, **purpose)], now=NOW)
    return entry_id


def post_payment(lease: Lease, amount_cents: int, *, number: int = 1) -> int:
    """Post a payment's journal entry, and give its id."""
    accounts = ledger_queries.account_ids(lease.property.book_id)
    [entry_id] = ledger.post(
        [
            ledger.JournalEntryDraft(
                book_id=lease.property.book_id,
                property_date=TODAY,
                transaction_code="PMTOPACH",
                description=f"Payment {number}",
                source=f"payment:{number}",
                lines=[
                    ledger.debit(accounts["ach-clearing"], amount_cents, lease.id),
                    ledger.credit(accounts["resident-receivable"], amount_cents, lease.id),
                ],
            )
        ],
        posted_by="resident",
        now=NOW,
    )
    return entry_id


def draft_of(
    lease: Lease, amount_cents: int, entry_id: int, **purpose: str
) -> operations.CreditDraft:
    return operations.CreditDraft(
        lease_id=lease.id,
        ledger=LedgerName.RESIDENT,
        amount_cents=amount_cents,
        journal_entry_id=entry_id,
        property_date=TODAY,
        **purpose,
    )


def open_cents(lease: Lease) -> dict[str, int]:
    return {
        charge.transaction_code.code: charge.open_cents
        for charge in lease.charges.select_related("transaction_code")
    }


def listed_as_open(lease: Lease) -> set[int]:
    return set(OpenCharge.objects.filter(lease=lease).values_list("charge_id", flat=True))


@pytest.fixture
def owing(alices_lease: Lease) -> Lease:
    """Alice's lease with March rent and a late fee."""
    charge_rent(alices_lease)
    charge_rent(alices_lease, code="LATE", amount_cents=5_000, due_date=TODAY)
    return alices_lease


def test_a_payment_pays_the_oldest_charge_first(owing):
    pay(owing, 121_000)

    assert open_cents(owing) == {"RENT": 0, "LATE": 4_000}
    assert not list(verify.problems())


def test_what_is_left_pays_a_charge_that_comes_later(owing):
    pay(owing, 130_000)
    water = charge_rent(owing, code="WATER", amount_cents=7_500, due_date=date(2026, 3, 5))

    water.refresh_from_db()
    assert water.open_cents == 2_500
    assert queries.open_balance_cents(lease_ids=[owing.id]) == {owing.id: 2_500}


def test_a_payment_for_the_fee_pays_the_fee(owing):
    pay(owing, 5_000, for_code="LATE")

    assert open_cents(owing) == {"RENT": 120_000, "LATE": 0}


def test_a_property_may_order_by_code(owing):
    operations.change_property(property_id=owing.property_id, apply_order=["priority"])
    charge_rent(owing, due_date=date(2026, 4, 1))

    pay(owing, 240_000)

    assert [charge.open_cents for charge in owing.charges.order_by("id")] == [0, 5_000, 0]


def test_a_returned_payment_opens_what_it_paid_and_another_credit_steps_in(owing):
    returned = pay(owing, 120_000)
    pay(owing, 30_000, number=2)

    operations.undo_credits([returned], now=NOW)
    operations.undo_credits([returned], now=NOW)

    assert open_cents(owing) == {"RENT": 95_000, "LATE": 0}
    first, second = owing.credits.order_by("id")
    assert (first.is_undone, first.unapplied_cents) == (True, 0)
    assert (second.is_undone, second.unapplied_cents) == (False, 0)


def test_a_credit_is_recorded_once(owing):
    entry_id = pay(owing, 120_000)

    operations.record_credits([draft_of(owing, 120_000, entry_id)], now=NOW)

    assert owing.credits.count() == 1
    assert open_cents(owing)["RENT"] == 0


def test_resident_money_never_pays_a_deposit(owing):
    deposit = charge_rent(owing, code="SECDEP", amount_cents=50_000)

    pay(owing, 200_000)

    deposit.refresh_from_db()
    assert deposit.open_cents == 50_000
    assert "deposit-receivable         500.00 dr" in journal_of(owing)


def test_the_statement_says_what_paid_what(owing):
    pay(owing, 121_000)

    rent, fee, payment = queries.statement(lease_id=owing.id)

    assert rent.applied == (("Payment 1", 120_000),)
    assert fee.applied == (("Payment 1", 1_000),)
    assert payment.applied == (("Rent", 120_000), ("Late fee", 1_000))


def test_verify_sees_a_cent_that_no_application_explains(owing):
    charge = owing.charges.earliest("id")
    charge.open_cents -= 1
    charge.save(update_fields=["open_cents"])

    [problem] = verify.problems()

    assert problem.rule == "charge-open"
    assert "1,199.99 open; its applications leave 1,200.00" in problem.message


def test_many_credits_are_recorded_in_chunks(oak_court, monkeypatch):
    monkeypatch.setattr(credits_, "CREDITS_AT_ONCE", 2)
    leases = [make_household(oak_court, unit=str(number)) for number in range(3)]
    for lease in leases:
        charge_rent(lease)

    operations.record_credits(
        [
            draft_of(lease, 60_000, post_payment(lease, 60_000, number=number * 10 + half))
            for half in range(2)
            for number, lease in enumerate(leases)
        ],
        now=NOW,
    )

    assert [open_cents(lease) for lease in leases] == [{"RENT": 0}] * 3
    assert not list(verify.problems())


def test_a_credit_pays_before_one_that_is_recorded_with_it_and_dated_later(owing):
    later = replace(
        draft_of(owing, 10_000, post_payment(owing, 10_000)), property_date=date(2026, 3, 3)
    )
    earlier = draft_of(owing, 125_000, post_payment(owing, 125_000, number=2))

    operations.record_credits([later, earlier], now=NOW)

    unapplied = dict(owing.credits.values_list("amount_cents", "unapplied_cents"))
    assert unapplied == {10_000: 10_000, 125_000: 0}
    assert not list(verify.problems())


def test_postgresql_lists_the_charges_that_are_open(owing):
    rent, fee = owing.charges.order_by("id")
    entry_id = pay(owing, 121_000)
    assert listed_as_open(owing) == {fee.id}

    operations.undo_credits([entry_id], now=NOW)

    assert listed_as_open(owing) == {rent.id, fee.id}


def test_a_credit_never_pays_another_households_charge(owing, oak_court):
    danas = make_household(oak_court, unit="205")
    pay(danas, 1_000)

    with pytest.raises(IntegrityError, match="of one household"):
        Application.objects.create(
            credit=danas.credits.get(),
            charge=owing.charges.earliest("id"),
            applied_cents=1_000,
            applied_at=NOW,
        )


def test_a_credit_stands_in_the_books_of_its_property(owing):
    elm_court = make_property(code="ELM01", name="Elm Court")
    danas = make_household(elm_court, unit="101")
    elsewhere = post_payment(danas, 1_000)

    with pytest.raises(IntegrityError, match="do not go together"):
        operations.record_credits([draft_of(owing, 1_000, elsewhere)], now=NOW)


@pytest.mark.parametrize(
    "statement",
    [
        "DELETE FROM portfolio_charge",
        "UPDATE portfolio_charge SET amount_cents = amount_cents + 1",
        "UPDATE portfolio_credit SET lease_id = lease_id + 1",
        "DELETE FROM portfolio_opencharge",
        "DELETE FROM portfolio_lease",
    ],
)
def test_what_was_owed_and_paid_is_out_of_reach(owing, statement):
    pay(owing, 1_000)

    with pytest.raises(ProgrammingError, match="permission denied"), connection.cursor() as cursor:
        cursor.execute(statement)
