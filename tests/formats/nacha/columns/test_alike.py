from collections.abc import Callable

import numpy as np
import pytest

from rentrail.formats.nacha.addenda import PaymentAddenda
from rentrail.formats.nacha.columns import keys
from rentrail.formats.nacha.columns.alike import AlikeEntries, Run
from rentrail.formats.nacha.entries import PpdEntry
from rentrail.formats.nacha.file import Entry
from rentrail.formats.nacha.validation.traces import content_of


def entry(content: str, *information: str, line: int = 1) -> Entry:
    detail = PpdEntry.holding(f"6{content:<78}{line:015d}", line)
    return Entry(detail, tuple(PaymentAddenda.holding(f"705{one:<91}") for one in information))


@pytest.mark.parametrize(
    "other",
    [
        entry("B"),
        entry("A", "RENT"),
        entry("A", "RENT", "MARCH"),
        entry("A", "MARCH", "RENT"),
        Entry(PpdEntry.holding("6A")),
        Entry(PpdEntry.holding("6A" + " " * 70)),
    ],
)
def test_a_key_tells_contents_apart(other: Entry) -> None:
    contents = [content_of(entry("A", line=5)), content_of(entry("A", line=9)), content_of(other)]

    first, second, third = keys.of_contents(contents).tolist()

    assert first == second != third


def test_keys_of_lines_are_those_of_their_contents() -> None:
    plain, with_addenda = entry("A"), entry("A", "RENT", "MARCH")
    texts = [plain.detail.text, *(one.text for one in with_addenda.addenda)]
    lines = np.frombuffer("".join(texts).encode(), np.uint8).reshape(3, 94)

    details = keys.of_entries(lines[:1])
    addenda = keys.of_addenda(lines[1:], np.array([1, 2], np.uint64))

    wanted = keys.of_contents([content_of(plain), content_of(with_addenda)])
    assert details.tolist() == [wanted[0]]
    assert (details + addenda.sum()).tolist() == [wanted[1]]


def run_of(*entries: Entry) -> tuple[Run, Callable[[Run, list[int]], list[Entry]]]:
    contents = [content_of(one) for one in entries]
    run = Run(
        position=0, first_line=1, line_count=len(entries), entry_rows=None,
        keys=keys.of_contents(contents),
    )  # fmt: skip
    return run, lambda _, numbers: [entries[number] for number in numbers]


def test_entries_of_runs_and_single_ones_are_compared() -> None:
    first, second, third = entry("A", line=1), entry("B", line=2), entry("C", line=3)
    again, single = entry("A", line=4), entry("C", line=5)
    run, read = run_of(first, second, third, again)
    alike = AlikeEntries()
    alike.add(single)
    alike.add_run(run)

    assert alike.found(read) == [first, third, again, single]


def test_nothing_is_read_again_where_no_key_is_repeated() -> None:
    run, _ = run_of(entry("A"), entry("B"))
    alike = AlikeEntries()
    alike.add_run(run)
    alike.add(entry("C"))

    assert alike.found(lambda *_: pytest.fail("read again")) == []


def test_without_runs_all_entries_are_for_the_exact_rule() -> None:
    alike = AlikeEntries()
    alike.add(entry("A"))

    assert alike.found(lambda *_: []) == [entry("A")]


@pytest.mark.parametrize(("number", "rows"), [(0, (0, 3)), (1, (3, 4)), (2, (4, 6))])
def test_a_run_knows_the_rows_of_its_entries(number: int, rows: tuple[int, int]) -> None:
    run = Run(
        position=0, first_line=1, line_count=6, entry_rows=np.array([0, 3, 4]),
        keys=np.zeros(3, np.uint64),
    )  # fmt: skip

    assert run.rows_of(number) == rows
