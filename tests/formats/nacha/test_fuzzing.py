"""The fuzzer finds nothing in a short run, and tells of what it finds."""

from itertools import islice

import pytest
from tests.formats.nacha import fuzzing
from tests.formats.nacha.promises import PROMISES

from rentrail.formats import nacha

FILES = list(islice(fuzzing.damaged_files(seed=1), 150))


@pytest.mark.parametrize("promise", PROMISES, ids=lambda promise: promise.__name__)
def test_no_promise_is_broken_by_the_first_files_of_a_seed(promise):
    assert [fuzzing.fault_of(promise, data) for data in FILES] == [""] * len(FILES)


def test_a_seed_gives_the_same_files_each_time():
    assert list(islice(fuzzing.damaged_files(seed=1), 20)) == FILES[:20]


def test_files_are_of_many_kinds():
    assert len(set(FILES)) > 100
    assert {bool(nacha.validate(data)) for data in FILES} == {True, False}


def test_a_broken_promise_is_told_with_the_file_that_broke_it(monkeypatch, tmp_path, capsys):
    def it_never_says_nine(data: bytes) -> None:
        assert b"9" not in data

    monkeypatch.setattr(fuzzing, "PROMISES", (it_never_says_nine,))
    monkeypatch.setattr(
        "sys.argv", ["fuzzing", "--seconds", "0.05", "--seed", "7", "--folder", str(tmp_path)]
    )

    assert fuzzing.main() == 1

    kept = sorted(tmp_path.glob("fuzz-7-*.ach"))
    assert b"9" in kept[0].read_bytes()
    assert f"{kept[0]}: it_never_says_nine does not hold." in capsys.readouterr().out
