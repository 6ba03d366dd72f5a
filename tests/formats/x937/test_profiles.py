import tomllib
from datetime import date
from pathlib import Path

import pytest

from rentrail.formats import x937

EXAMPLES = Path(__file__).parents[3] / "docs" / "how-to" / "examples" / "icl-banks.toml"


@pytest.mark.parametrize(
    ("setting", "value", "expected"),
    [
        ("credit", "63", "credit is one of none, 61, 62"),
        ("credit", 61, "credit is one of"),
        ("credit", ["61"], "credit is one of"),
        ("encoding", "UTF-8", "encoding is one of EBCDIC, ASCII"),
        ("bundle_items_max", 0, "whole number above zero"),
        ("bundle_items_max", True, "whole number above zero"),
        ("analysis", "yes", "true or false"),
        ("immediate_destination_routing_number", "076401252", "check digit"),
        ("image_resolutions", ["200"], "list of whole numbers"),
        ("since", "soon", "YYYY-MM-DD"),
        ("ece_institution_name", 7, "is a text"),
        ("colour", "blue", "has no colour"),
    ],
)
def test_a_setting_that_cannot_be_is_refused_by_its_name(setting, value, expected):
    with pytest.raises(x937.ProfileNotValid, match=expected):
        x937.BankProfile.from_data({"name": "example", setting: value})


def test_a_profile_has_a_name():
    with pytest.raises(x937.ProfileNotValid, match="has its name"):
        x937.BankProfile.from_data({"credit": "61"})


def test_the_profile_that_counts_is_the_last_that_has_begun():
    profiles = x937.all_profiles(tomllib.loads(EXAMPLES.read_text()))

    before = x937.profile_on(date(2026, 12, 31), "second-bank", profiles)
    after = x937.profile_on(date(2027, 1, 1), "second-bank", profiles)

    assert (before.bundle_items_max, after.bundle_items_max) == (200, 400)
    with pytest.raises(x937.ProfileNotValid, match="No profile of 'third-bank'"):
        x937.profile_on(date(2027, 1, 1), "third-bank", profiles)
