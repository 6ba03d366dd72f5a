"""A bar in the terminal for long work (OPS-4); where nobody looks, nothing is drawn."""

import sys
from collections.abc import Callable, Iterable, Iterator
from typing import TypeVar

Item = TypeVar("Item")

BAR_WIDTH = 30
ERASED = "\r\x1b[2K"


def over(
    items: Iterable[Item],
    *,
    count: int,
    label: Callable[[Item], str],
    makes_room: bool = False,
) -> Iterator[Item]:
    """Give items one by one, and draw on stderr how many of `count` are done.

    `label` names the item that is worked on. With `makes_room` the bar is gone while the caller has
    an item, so that it may print.
    """
    if not sys.stderr.isatty():
        yield from items
        return
    _draw(_bar(0, count, ""))
    try:
        for done, item in enumerate(items):
            _draw(ERASED if makes_room else _bar(done, count, label(item)))
            yield item
            if makes_room:
                _draw(_bar(done + 1, count, label(item)))
    finally:
        _draw(ERASED)


def _bar(done: int, count: int, label: str) -> str:
    filled = BAR_WIDTH * min(done, count) // max(count, 1)
    bar = "█" * filled + "░" * (BAR_WIDTH - filled)
    return f"{ERASED}{bar} {done:,} of {count:,}  {label}".rstrip()


def _draw(text: str) -> None:
    sys.stderr.write(text)
    sys.stderr.flush()
