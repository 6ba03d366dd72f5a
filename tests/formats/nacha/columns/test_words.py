import random

import numpy as np
import pytest

from rentrail.formats.nacha.columns import words
from rentrail.formats.nacha.routing import WEIGHTS


def lines_of(*lines: str) -> words.Characters:
    joined = "".join(lines).encode("latin-1")
    return np.frombuffer(joined, np.uint8).reshape(len(lines), -1).copy()


def read(found: words.Words) -> list[str]:
    return [int(one).to_bytes(8, "little").decode("latin-1") for one in found]


ALPHABET = "".join(chr(ord("0") + i % 75) for i in range(94))


@pytest.mark.parametrize("start", [1, 2, 5, 40, 87, 88, 90, 94])
@pytest.mark.parametrize("width", [1, 2, 7, 8, 9, 15, 17, 39])
def test_a_text_is_cut_into_words_with_blanks_after_it(start: int, width: int) -> None:
    end = min(start + width - 1, 94)

    found = words.text_words(lines_of(ALPHABET, ALPHABET[::-1]), start, end)

    text = ["".join(parts) for parts in zip(*map(read, found), strict=True)]
    assert [one.rstrip() for one in text] == [
        ALPHABET[start - 1 : end],
        ALPHABET[::-1][start - 1 : end],
    ]
    assert {len(one) % 8 for one in text} == {0}


@pytest.mark.parametrize("start", [1, 2, 5, 40, 84, 88, 94])
@pytest.mark.parametrize("width", [1, 2, 7, 8, 9, 10, 12, 15])
def test_a_number_is_cut_into_words_with_zeros_before_it(start: int, width: int) -> None:
    digits = "".join(str(i * 7 % 10) for i in range(94))
    end = min(start + width - 1, 94)
    wanted = digits[start - 1 : end]

    found = words.number_words(lines_of(digits, digits), start, end)

    assert words.numbers(found).tolist() == [int(wanted)] * 2
    text = "".join(read(one)[0] for one in found)
    assert text == wanted.rjust(len(text), "0")


def test_digits_are_told_from_all_other_characters() -> None:
    every = [f"00{chr(code)}00000" for code in range(256)]

    found = words.not_digits(words.view(lines_of(*every), 1))

    assert [chr(code) for code in range(256) if not found[code]] == list("0123456789")


def test_numbers_are_read_and_written() -> None:
    values = [0, 1, 9, 10, 99, 100, 9_999, 10_000, 99_999_999, *range(0, 10**8, 9_973)]

    written = words.digits(np.array(values, np.uint64))

    assert read(written) == [f"{value:08d}" for value in values]
    assert words.number(written).tolist() == values
    assert words.first_two_digits(written).tolist() == [value // 10**6 for value in values]


def test_a_weighted_sum_is_the_one_of_the_rulebook() -> None:
    random.seed(5)
    numbers = [f"{random.randrange(10**8):08d}" for _ in range(200)] + ["99999999", "00000000"]

    found = words.weighted_sum(words.view(lines_of(*numbers), 1), WEIGHTS)

    assert found.tolist() == [
        sum(w * int(d) for w, d in zip(WEIGHTS, number, strict=True)) for number in numbers
    ]


@pytest.mark.parametrize(
    ("text", "has_gap"),
    [
        ("ABCDEFGHIJKLMNOPQ", False),
        ("ABC              ", False),
        ("                 ", False),
        ("ABCDEFGH         ", False),
        ("ABCDEFGHIJKLMNOP ", False),
        (" BC              ", True),
        ("A C              ", True),
        ("ABCDEFG I        ", True),
        ("ABCDEFGH J       ", True),
        ("                Q", True),
        ("ABCDEFGHIJKLMNO Q", True),
    ],
)
def test_a_blank_before_or_within_a_text_is_a_gap(text: str, has_gap: bool) -> None:
    flags = [words.filled(one) for one in words.text_words(lines_of(text), 1, 17)]

    assert bool(words.gaps(flags)[0]) is has_gap


def test_blanks_and_zeros_are_told_from_all_other_characters() -> None:
    every = [f"0 {chr(code)} 0 0 " for code in range(256)]

    found = words.blank_or_zero(words.view(lines_of(*every), 1))

    assert [chr(code) for code in range(256) if not found[code]] == [" ", "0"]


def test_sortable_words_compare_as_their_text() -> None:
    texts = ["00000000", "00000001", "10000000", "A0000000", "zzzzzzzz"]

    found = words.sortable(words.view(lines_of(*texts), 1))

    assert found.tolist() == sorted(found.tolist())


@pytest.mark.parametrize(("start", "end"), [(1, 1), (3, 4), (5, 12), (84, 87), (80, 94), (30, 39)])
def test_a_number_is_put_into_its_columns(start: int, end: int) -> None:
    values = [0, 7, 10 ** (end - start + 1) - 1]
    lines = lines_of(*[ALPHABET] * 3)

    words.put_number(lines, start, end, np.array(values, np.uint64))

    for line, value in zip(lines, values, strict=True):
        written = f"{value:0{end - start + 1}d}"
        wanted = ALPHABET[: start - 1] + written + ALPHABET[end:]
        assert line.tobytes().decode("latin-1") == wanted


def test_a_text_is_put_into_its_columns_with_zeros_after_it() -> None:
    lines = lines_of(ALPHABET, ALPHABET)

    words.put_text(lines, 13, np.array([b"00123", b"7"], "S6"))

    assert [line.tobytes()[12:18] for line in lines] == [b"00123\0", b"7\0\0\0\0\0"]
    assert all(line.tobytes()[18:] == ALPHABET[18:].encode("latin-1") for line in lines)


def test_a_blank_is_found_wherever_it_stands() -> None:
    texts = ["ABCDEFGH", *[f"{'A' * place} {'B' * (7 - place)}" for place in range(8)]]

    found = words.has_blank(words.view(lines_of(*texts), 1)).tolist()

    assert found == [False, *[True] * 8]


def test_characters_that_are_set_are_flagged() -> None:
    found = words.set_bytes(words.view(lines_of("A\0 \x01\0~\0\0"), 1))

    assert hex(found[0]) == "0x800080800080"
