"""Whatever is done to a file: it is read, told of, written as it was, or refused by name."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from tests.formats.nacha.conftest import HEADER
from tests.formats.nacha.promises import PROMISES
from tests.formats.nacha.samples import VALID

from rentrail.formats import nacha

MANY = [
    nacha.write(nacha.file_of(HEADER, [*VALID[one].batches, *VALID[other].batches]))
    for one, other in zip(VALID, reversed(VALID), strict=True)
]
SOURCES = [*(nacha.write(file) for file in VALID.values()), *MANY]
PIECES = [
    b"", b"\n", b"\r\n", b"\r", b"9" * 94, b"7", b"6", b"5", b"8", b"1", b" ", b"\xff", b"0", b"A",
    b"-", b"\x00", b"799R01", b"798C01", b"IAT", b"COR", b"ADV", b"280", b"\xb2",
]  # fmt: skip


@st.composite
def damaged(draw: st.DrawFn) -> bytes:
    """Take a file that is right, and cut, copy or overwrite some of it."""
    data = draw(st.sampled_from(SOURCES))
    for _ in range(draw(st.integers(0, 4))):
        at = draw(st.integers(0, len(data)))
        piece = draw(st.sampled_from(PIECES) | st.binary(max_size=6))
        removed = draw(st.sampled_from([0, len(piece), 1, 94, 95, 300]))
        data = data[:at] + piece + data[at + removed :]
    return data


@pytest.mark.parametrize("promise", PROMISES, ids=lambda promise: promise.__name__)
@settings(deadline=None)
@given(data=damaged())
def test_whatever_the_damage(promise, data):
    promise(data)
