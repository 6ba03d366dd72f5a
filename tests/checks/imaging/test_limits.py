import pytest

from rentrail.checks.imaging.limits import Face, LimitsNotValid, limits_for


def test_a_bank_replaces_what_it_names_and_nothing_else():
    own = {"front": {"kilobytes": [1, 30]}}

    front = limits_for(Face.FRONT, own)

    assert front.kilobytes == (1, 30)
    assert front.black_percent == limits_for(Face.FRONT).black_percent
    assert limits_for(Face.BACK, own) == limits_for(Face.BACK)


def test_a_side_of_a_range_may_be_open():
    assert limits_for(Face.FRONT, {"front": {"streaks": [0, float("inf")]}}).streaks[1] > 10**9


@pytest.mark.parametrize(
    ("own", "message"),
    [
        ({"blackness": [0, 1]}, "“blackness” is no measure of an image"),
        ({"streaks": 3}, "“streaks” needs two numbers"),
        ({"streaks": [3, 0]}, "the lower first"),
        ({"streaks": ["0", "3"]}, "“streaks” needs two numbers"),
        ({"streaks": [0, float("nan")]}, "“streaks” needs two numbers"),
    ],
)
def test_what_is_no_limit_is_refused(own, message):
    with pytest.raises(LimitsNotValid, match=message):
        limits_for(Face.FRONT, {"front": own})
