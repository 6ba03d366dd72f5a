"""The row of places that makes up a line: characters follow at the pitch or leave a blank."""

import numpy as np
from numpy.typing import NDArray

BLANK_MIN = 1.38  # pitches from a character to the next behind a blank
UNEVENNESS_COST = 0.2  # of the greatest unevenness
BLANK_COST = 0.05
SKIPPED_INK_COST = 2.0  # of a pitch full of ink that belongs to no character
AIR = 0.5  # pitches before the first and behind the last character that should be white


def best_chain(
    places: NDArray[np.float64],
    gains: NDArray[np.float64],
    *,
    width: float,
    unevenness: float,
    ink: NDArray[np.float64],
) -> list[int]:
    """Give the indices of the places that together gain most.

    `places` are right edges in pitches, rising; `width` is that of a character; neighbours are a
    pitch apart, give or take `unevenness`. `ink` tells for each tenth of a pitch how full of ink it
    is: passing over ink costs.
    """
    passed = np.concatenate([[0.0], np.cumsum(ink) / 10])
    ends = _at(passed, places)
    starts = _at(passed, places - width)
    total = gains - SKIPPED_INK_COST * (starts - _at(passed, places - width - AIR))
    before = np.full(len(places), -1)
    for index in range(1, len(places)):
        first = int(np.searchsorted(places, places[index] - 40))
        gaps = places[index] - places[first:index]
        skipped = np.maximum(starts[index] - ends[first:index], 0)
        cost = np.where(gaps >= BLANK_MIN, BLANK_COST + SKIPPED_INK_COST * skipped, np.inf)
        uneven = np.abs(gaps - 1) / unevenness
        cost[uneven <= 1] = UNEVENNESS_COST * uneven[uneven <= 1]
        reached = total[first:index] - cost
        if len(reached) and gains[index] + reached.max() > total[index]:
            before[index] = first + int(np.argmax(reached))
            total[index] = gains[index] + reached.max()
    total -= SKIPPED_INK_COST * (_at(passed, places + AIR) - ends)
    return _followed_back(before, int(np.argmax(total))) if len(places) else []


def _at(passed: NDArray[np.float64], places: NDArray[np.float64]) -> NDArray[np.float64]:
    return np.interp(places * 10, np.arange(len(passed)), passed)


def _followed_back(before: NDArray[np.int64], index: int) -> list[int]:
    chosen = []
    while index >= 0:
        chosen.append(index)
        index = int(before[index])
    return chosen[::-1]
