from collections import Counter
from datetime import date, timedelta

from hypothesis import given
from hypothesis import strategies as st

from rentrail.portfolio.rules.apply_order import (
    Allocation,
    ApplyBy,
    OpenCharge,
    OpenCredit,
    allocate,
)

MARCH, APRIL = date(2026, 3, 1), date(2026, 4, 1)
LATE_FEE = OpenCharge(1, 5_000, MARCH, "LATE", 60)
RENT = OpenCharge(2, 120_000, MARCH, "RENT", 10)
NEXT_RENT = OpenCharge(3, 120_000, APRIL, "RENT", 10)
CHARGES = [LATE_FEE, NEXT_RENT, RENT]

days = st.integers(0, 60).map(lambda count: MARCH + timedelta(days=count))
cents = st.integers(0, 500_000)
charge_lists = st.lists(
    st.builds(
        OpenCharge,
        id=st.integers(1, 1_000),
        open_cents=cents,
        due_date=days,
        code=st.sampled_from(["RENT", "LATE"]),
        priority=st.integers(0, 3),
    ),
    unique_by=lambda charge: charge.id,
    max_size=8,
)
credit_lists = st.lists(
    st.builds(
        OpenCredit,
        id=st.integers(1, 1_000),
        unapplied_cents=cents,
        property_date=days,
        for_code=st.sampled_from(["", "LATE"]),
    ),
    unique_by=lambda credit: credit.id,
    max_size=8,
)
orders = st.sampled_from([[], ["oldest"], ["priority"], ["priority", "oldest"]])


def test_the_oldest_charge_is_paid_first_then_by_code():
    paid = allocate(credits_=[OpenCredit(9, 130_000, MARCH)], charges=CHARGES)

    assert paid == [
        Allocation(9, RENT.id, 120_000),
        Allocation(9, LATE_FEE.id, 5_000),
        Allocation(9, NEXT_RENT.id, 5_000),
    ]


def test_a_property_may_put_the_code_before_the_age():
    paid = allocate(
        credits_=[OpenCredit(9, 240_000, MARCH)], charges=CHARGES, order=[ApplyBy.PRIORITY]
    )

    assert [allocation.charge_id for allocation in paid] == [RENT.id, NEXT_RENT.id]


def test_what_a_payment_is_for_is_paid_first():
    paid = allocate(credits_=[OpenCredit(9, 6_000, MARCH, "LATE")], charges=CHARGES)

    assert paid == [Allocation(9, LATE_FEE.id, 5_000), Allocation(9, RENT.id, 1_000)]


def test_a_credit_for_one_charge_pays_that_charge():
    paid = allocate(
        credits_=[OpenCredit(9, 6_000, MARCH, for_charge_id=NEXT_RENT.id)], charges=CHARGES
    )

    assert paid == [Allocation(9, NEXT_RENT.id, 6_000)]


@given(credits_=credit_lists, charges=charge_lists, order=orders)
def test_no_cent_is_used_twice_and_none_is_left_while_a_charge_is_open(credits_, charges, order):
    used, paid = Counter(), Counter()
    for allocation in allocate(credits_=credits_, charges=charges, order=order):
        assert allocation.cents > 0
        used[allocation.credit_id] += allocation.cents
        paid[allocation.charge_id] += allocation.cents

    assert all(used[credit.id] <= credit.unapplied_cents for credit in credits_)
    assert all(paid[charge.id] <= charge.open_cents for charge in charges)
    offered = sum(credit.unapplied_cents for credit in credits_)
    owed = sum(charge.open_cents for charge in charges)
    assert sum(paid.values()) == min(offered, owed)
