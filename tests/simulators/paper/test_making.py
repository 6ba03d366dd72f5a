import numpy as np
import pytest

from rentrail.simulators import paper

WEIGHTS = (3, 7, 1) * 3


def test_the_same_seed_makes_the_same_pictures():
    first, again = (paper.make(seed=5, number=2, wear_name="photo light") for _ in range(2))

    assert first.item == again.item
    assert first.front.tobytes() == again.front.tobytes()
    assert first.back.tobytes() == again.back.tobytes()


def test_another_seed_makes_another_item():
    assert paper.make(seed=5, number=0).item != paper.make(seed=6, number=0).item


@pytest.mark.parametrize("wear_name", paper.WEARS)
def test_every_wear_can_be_made(wear_name):
    check = paper.make(seed=1, number=3, wear_name=wear_name)

    expected = check.item.width_inches * check.wear.dpi * check.wear.stretch
    assert expected * 0.93 < check.front.width < expected * 1.2
    assert check.front.mode == check.back.mode == "L"


def test_items_of_all_kinds_come_with_a_right_routing_number():
    items = [check.item for check in paper.make_many(seed=3, count=20)]

    assert {item.kind for item in items} == set(paper.Kind)
    for item in items:
        digits = [int(digit) for digit in item.routing_number]
        assert sum(w * d for w, d in zip(WEIGHTS, digits, strict=True)) % 10 == 0


def test_only_items_of_business_size_bear_an_auxiliary_on_us_field():
    for check in paper.make_many(seed=4, count=20):
        item = check.item
        large = item.kind in (paper.Kind.BUSINESS, paper.Kind.CASHIERS_CHECK)

        assert item.micr_line.startswith(f"o{item.serial_number}o t" if large else "t")
        assert f"t{item.routing_number}t" in item.micr_line
        assert item.serial_number in item.micr_line
        assert (item.width_inches > 8) is large


def test_one_in_three_is_clean_and_every_wear_has_its_turn():
    checks = list(paper.make_many(seed=2, count=42))

    names = [check.wear_name for check in checks]
    assert names.count("clean") == 14
    assert set(names) == set(paper.WEARS)


def test_a_magnetic_line_stands_in_the_clear_band():
    check = paper.make(seed=9, number=1)

    grey = np.asarray(check.front)
    band = grey[round(-0.625 * check.wear.dpi) :]
    assert (band < 90).mean() > 0.005
