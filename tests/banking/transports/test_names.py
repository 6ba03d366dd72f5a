"""Names of files on the other side."""

import pytest

from rentrail.banking.transports import names
from rentrail.banking.transports.names import TemporaryNames

DIGEST = "0123456789abcdef" * 4


def test_each_try_has_a_temporary_name_of_its_own() -> None:
    fresh = {TemporaryNames().fresh(name="a.ach", digest=DIGEST) for _ in range(20)}

    assert len(fresh) == 20
    assert all(name.startswith(".a.ach.") and name.endswith(".part") for name in fresh)


def test_a_leftover_is_ours_only_for_the_same_name_and_bytes() -> None:
    temporary = TemporaryNames(prefix="tmp_", suffix=".filepart")
    leftover = temporary.fresh(name="a.ach", digest=DIGEST)

    assert temporary.is_leftover(leftover, name="a.ach", digest=DIGEST.upper())
    assert not temporary.is_leftover(leftover, name="b.ach", digest=DIGEST)
    assert not temporary.is_leftover(leftover, name="a.ach", digest="f" * 64)
    assert not temporary.is_leftover("a.ach", name="a.ach", digest=DIGEST)


@pytest.mark.parametrize("name", ["", ".", "..", ".x", "a/b", "a\\b", "a\0", "a\nb"])
def test_a_name_that_is_a_path_is_not_plain(name: str) -> None:
    assert not names.is_plain(name)
    with pytest.raises(ValueError, match="not a plain file name"):
        names.require_plain(name)


def test_a_plain_name_is_given_back() -> None:
    assert names.require_plain("ACME-20260309-A.ach") == "ACME-20260309-A.ach"


@pytest.mark.parametrize(
    ("name", "is_finished"), [("a.txt", True), ("a.txt.part", False), ("A.PART", False)]
)
def test_a_suffix_tells_that_a_file_is_being_written(name: str, is_finished: bool) -> None:
    assert names.is_finished(name, unfinished_suffixes=(".part",)) is is_finished
