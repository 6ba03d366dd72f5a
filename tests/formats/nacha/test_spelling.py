import string

import pytest
from hypothesis import given
from hypothesis import strategies as st

from rentrail.formats.nacha.spelling import to_alphameric


@pytest.mark.parametrize(
    ("name", "written"),
    [
        ("José Ñandú", "Jose Nandu"),
        ("Weiß & Søn", "Weiss & Son"),
        ("  Anne\tMarie ", "Anne Marie"),
        ("王小明", ""),
        ("Zoë \u201cZed\u201d O\u2019Neil", 'Zoe "Zed" O\'Neil'),
    ],
)
def test_names_are_spelled_in_plain_letters(name, written):
    assert to_alphameric(name, 22) == written


@given(st.text(max_size=60), st.integers(min_value=1, max_value=40))
def test_every_name_fits_when_it_was_spelled(name, width):
    spelled = to_alphameric(name, width)

    assert len(spelled) <= width
    assert set(spelled) <= set(string.printable) - set("\t\n\r\x0b\x0c")
    assert spelled == spelled.strip()
