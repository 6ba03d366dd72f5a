from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from rentrail.primitives import clock, ids
from rentrail.primitives.clock import SettableClock

NOON = datetime(2026, 3, 2, 12, tzinfo=UTC)


def test_an_id_says_what_it_names():
    public_id = ids.new_public_id("pay", now=NOON)

    assert public_id.startswith("pay_")
    assert len(public_id) == len("pay_") + 26
    assert ids.is_public_id(public_id, prefix="pay")
    assert not ids.is_public_id(public_id, prefix="lea")
    assert not ids.is_public_id(public_id.lower(), prefix="pay")


def test_the_time_part_is_the_ulid_of_the_moment():
    moment = datetime(2016, 7, 30, 23, 54, 10, 259_000, tzinfo=UTC)  # ULID's own example

    assert ids.new_public_id("pay", now=moment)[4:14] == "01ARZ3NDEK"


def test_an_id_without_a_moment_takes_the_clocks():
    with clock.running(SettableClock(NOON)):
        public_id = ids.new_public_id("pay")

    assert public_id[:14] == ids.new_public_id("pay", now=NOON)[:14]


@given(
    st.datetimes(min_value=datetime(1970, 1, 1), max_value=datetime(2200, 1, 1)),  # noqa: DTZ001 - made aware below
    st.timedeltas(min_value=timedelta(milliseconds=1), max_value=timedelta(days=36_500)),
)
def test_later_ids_sort_after_earlier_ones(moment, duration):
    earlier = moment.replace(tzinfo=UTC)

    assert ids.new_public_id("pay", now=earlier) < ids.new_public_id("pay", now=earlier + duration)


def test_many_ids_are_different_and_in_order():
    public_ids = ids.new_public_ids("pay", count=20_000, now=NOON)

    assert len(set(public_ids)) == 20_000
    assert public_ids == sorted(public_ids)
    assert all(ids.is_public_id(public_id, prefix="pay") for public_id in public_ids)


def test_no_ids_are_no_ids():
    assert ids.new_public_ids("pay", count=0, now=NOON) == []


def test_a_seed_makes_ids_repeat():
    with ids.seeded(7):
        first = ids.new_public_ids("pay", count=3, now=NOON)
    with ids.seeded(7):
        second = ids.new_public_ids("pay", count=3, now=NOON)
    unseeded = ids.new_public_ids("pay", count=3, now=NOON)

    assert first == second
    assert not set(first) & set(unseeded)


@pytest.mark.parametrize("prefix", ["", "p", "PAY", "p1", "toolong", "pay_", "päy"])
def test_a_prefix_is_two_to_five_small_letters(prefix):
    with pytest.raises(ValueError, match="prefix"):
        ids.new_public_id(prefix, now=NOON)


def test_no_id_is_older_than_1970():
    with pytest.raises(ValueError, match="1970"):
        ids.new_public_id("pay", now=datetime(1969, 12, 31, tzinfo=UTC))
