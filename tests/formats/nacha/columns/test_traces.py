import random

import numpy as np
import pytest

from rentrail.formats.nacha.columns.traces import NO_NUMBER, TraceNumbers

NONE = int(NO_NUMBER)


def repeated(*parts: list[int]) -> set[int]:
    traces = TraceNumbers()
    for part in parts:
        traces.add(np.array(part, np.uint64))
    return set(traces.repeated())


@pytest.mark.parametrize(
    ("parts", "found"),
    [
        ([], set()),
        ([[]], set()),
        ([[0]], set()),
        ([[0], [0]], {0}),
        ([[1, 2, 3], [4, 5]], set()),
        ([[1, 2, 3], [3, 4]], {3}),
        ([[1, 2, 3], [2]], {2}),
        ([[1, 2, 2, 4]], {2}),
        ([[1, 2, 2, 4], [5]], {2}),
        ([[1, 4, 6], [7, 9]], set()),
        ([[1, 4, 6], [2, 5]], set()),
        ([[1, 4, 6], [2, 4]], {4}),
        ([[3, 2, 1]], set()),
        ([[3, 2, 3]], {3}),
        ([[4, 5], [1, 2, 3]], set()),
        ([[4, 5], [1, 2, 3], [6], [5]], {5}),
        ([[1, 3], [1, 3], [1, 3]], {1, 3}),
        ([[NONE, 7, NONE], [NONE, 8]], set()),
        ([[NONE, 7, NONE], [7]], {7}),
        ([[NONE], [NONE]], set()),
        ([[999_999_999_999_999], [999_999_999_999_998]], set()),
    ],
)
def test_numbers_that_stand_more_than_once_are_found(
    parts: list[list[int]], found: set[int]
) -> None:
    assert repeated(*parts) == found


@pytest.mark.parametrize("seed", range(40))
def test_they_are_found_however_the_file_is_cut(seed: int) -> None:
    chance = random.Random(seed)
    numbers = sorted(chance.choices(range(60), k=30)) if seed % 2 else list(range(40))
    numbers += chance.choices(range(80), k=seed % 4)
    cuts = sorted(chance.choices(range(len(numbers)), k=5))
    parts = [numbers[a:b] for a, b in zip([0, *cuts], [*cuts, len(numbers)], strict=True)]

    assert repeated(*parts) == {n for n in numbers if numbers.count(n) > 1}
