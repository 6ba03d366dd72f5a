import string

import pytest
from hypothesis import given
from hypothesis import strategies as st

from rentrail.formats.nacha.fields import (
    NachaWriteError,
    Record,
    numeric,
    record,
    text,
    to_alphameric,
)


def test_a_declaration_with_a_gap_is_a_bug_found_at_import():
    class Gapped(Record):
        TYPE = "X"
        name: str = text(2, 10)
        number: int = numeric(12, 94)

    with pytest.raises(TypeError, match=r"Gapped\.number must start in column 11"):
        record(Gapped)


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


def test_a_refusal_names_the_field_and_the_entry():
    refusal = NachaWriteError(field="amount_cents", reason="must be whole cents", row=41)

    assert str(refusal) == "Entry 42: amount_cents must be whole cents"
