from datetime import UTC, date, datetime

from rentrail.primitives.clock import SettableClock
from rentrail.simulators.mri.generator import Plan, generate
from rentrail.simulators.mri.office import Office
from rentrail.simulators.mri.storage import Storage
from rentrail.simulators.mri.world import World


def make_world(plan: Plan) -> World:
    clock = SettableClock(datetime(2026, 3, 1, tzinfo=UTC))
    office = Office(storage=Storage(None), clock=clock)
    generate(office=office, plan=plan)
    return World(office=office)


def test_the_same_seed_gives_the_same_world() -> None:
    one, same = make_world(Plan(seed=7)), make_world(Plan(seed=7))

    assert one.residents() == same.residents()
    assert one.residents() != make_world(Plan(seed=8)).residents()


def test_every_balance_is_the_sum_of_its_ledger_and_of_what_is_open() -> None:
    world = make_world(Plan(lease_count=200))

    wrong = world.office.storage.rows(
        """
        SELECT lease_key FROM leases l JOIN ledger e USING (lease_key)
        WHERE e.book = 'resident' GROUP BY lease_key
        HAVING sum(signed_cents) <> balance_cents OR sum(open_cents) <> balance_cents
        """
    )

    assert wrong == []


def test_leases_are_spread_over_the_properties() -> None:
    world = make_world(Plan(lease_count=21, property_ids=("DEMO01", "DEMO02")))

    current = [
        sum(one.status == "Current" for one in world.residents(property_id=property_id))
        for property_id in ("DEMO01", "DEMO02")
    ]

    assert current == [11, 10]


def test_a_world_has_all_kinds_of_people_and_blocks() -> None:
    people = make_world(Plan(lease_count=100)).residents()

    assert {one.status for one in people} == {
        "Current",
        "Co-Resident",
        "Other Resident",
        "Old",
        "New",
    }
    assert {one.block_epayments for one in people} == {"N", "Y", "X", None}
    assert all(90_000 <= one.rent_cents <= 260_000 for one in people)
    assert any(not one.last_name.isascii() for one in people)
    assert all(len(one.resident_id) == 10 for one in people)


def test_a_month_is_charged_once() -> None:
    world = make_world(Plan(lease_count=20))
    before = {one.name_group: one.balance_cents for one in world.residents()}

    count = world.post_month_charges(property_id="DEMO01", year=2026, month=4)

    assert count >= 20
    assert world.post_month_charges(property_id="DEMO01", year=2026, month=4) == 0
    for one in world.residents():
        if one.is_current:
            assert one.balance_cents >= before[one.name_group] + one.rent_cents


def test_staff_change_a_lease() -> None:
    world = make_world(Plan(lease_count=10))
    future = next(one for one in world.residents() if one.is_future)
    alice = next(one for one in world.residents() if one.status == "Current")

    world.move_in(resident_id=future.resident_id, on=date(2026, 3, 15))
    world.change_rent(resident_id=alice.resident_id, rent_cents=111_100)
    world.move_out(resident_id=alice.resident_id, on=date(2026, 3, 31))

    after = {one.resident_id: one for one in world.residents()}
    assert (after[future.resident_id].status, after[future.resident_id].is_current) == (
        "Current",
        True,
    )
    assert after[alice.resident_id].rent_cents == 111_100
    assert (after[alice.resident_id].status, after[alice.resident_id].is_current) == ("Old", False)


def test_a_world_that_is_there_is_left_alone() -> None:
    world = make_world(Plan())

    assert generate(office=world.office, plan=Plan(seed=9)) is False
