"""A bar on stderr while something long is done, where somebody looks at it."""

import io
from types import SimpleNamespace

import pytest

from rentrail.config.cli import progress


class Terminal(io.StringIO):
    """A stderr that somebody looks at."""

    def isatty(self) -> bool:
        return True


@pytest.fixture
def terminal(monkeypatch: pytest.MonkeyPatch) -> Terminal:
    looked_at = Terminal()
    monkeypatch.setattr(progress, "sys", SimpleNamespace(stderr=looked_at))
    return looked_at


def screens(terminal: Terminal) -> list[str]:
    """Give what was to be seen, one after the other; an empty text where the bar is gone."""
    return terminal.getvalue().split(progress.ERASED)[1:]


def test_it_tells_how_much_is_done_and_what_is_worked_on(terminal):
    done = list(progress.over(["charge", "notify"], count=2, label=str))

    assert done == ["charge", "notify"]
    assert [screen[progress.BAR_WIDTH :] for screen in screens(terminal)] == [
        " 0 of 2",
        " 0 of 2  charge",
        " 1 of 2  notify",
        "",
    ]
    assert screens(terminal)[2].startswith("█" * 15 + "░" * 15)


def test_it_makes_room_for_what_is_printed(terminal):
    for _ in progress.over([1, 2], count=2, label=lambda day: f"day {day}", makes_room=True):
        assert screens(terminal)[-1] == ""

    assert [screen[progress.BAR_WIDTH :] for screen in screens(terminal)] == [
        " 0 of 2",
        "",
        " 1 of 2  day 1",
        "",
        " 2 of 2  day 2",
        "",
    ]


def test_it_is_gone_when_the_work_fails(terminal):
    work = progress.over(map(int, ["1", "broken"]), count=2, label=str)

    with pytest.raises(ValueError, match="broken"):
        list(work)

    assert screens(terminal)[-1] == ""


def test_where_nobody_looks_nothing_is_drawn(capsys):
    assert list(progress.over(range(3), count=3, label=str)) == [0, 1, 2]

    assert capsys.readouterr().err == ""
