import io

import pytest

from rentrail.formats.nacha.columns import chunks

LINE = "6" + "A" * 93
OTHER = "7" + "B" * 93


def stretch_of(text: str, line_end: str) -> tuple[list[str], list[bool]]:
    content = chunks.Content(text.encode("latin-1"))
    found = chunks.stretch_of(content.read(0, content.size), line_end.encode())
    lines = [line.tobytes().decode("latin-1") for line in found.lines]
    return lines, found.unprintable.tolist()


@pytest.mark.parametrize("line_end", ["", "\n", "\r\n"])
def test_lines_of_94_characters_make_a_stretch(line_end: str) -> None:
    lines, unprintable = stretch_of((LINE + line_end) * 2 + "9 and a part", line_end)

    assert lines == [LINE + line_end] * 2
    assert unprintable == [False, False]


@pytest.mark.parametrize("character", ["\t", "\x00", "\x7f", "é", "\xff"])
def test_a_line_with_an_unprintable_character_is_told(character: str) -> None:
    text = f"{LINE}\n{LINE[:-1]}{character}\n{OTHER}\n"

    assert stretch_of(text, "\n")[1] == [False, True, False]


def test_the_first_and_the_last_printable_character_are_fine() -> None:
    text = f"{LINE[:-2]} ~\n{LINE[:-1]}\x7f\n{LINE[:-1]}\x1f\n"

    assert stretch_of(text, "\n")[1] == [False, True, True]


@pytest.mark.parametrize(
    "odd",
    [
        LINE[:-1] + "\n",
        LINE + "X\n",
        LINE[:-1] + "\r\n",
        LINE + "\r\n",
        LINE + "\r",
        LINE[:40] + "\n" + LINE[41:] + "\n",
        "\n",
        "\r\n",
    ],
)
def test_a_stretch_ends_before_an_odd_line(odd: str) -> None:
    lines, _ = stretch_of(f"{LINE}\n{OTHER}\n{odd}{LINE}\n{LINE}\n", "\n")

    assert lines == [LINE + "\n", OTHER + "\n"]


def test_a_line_feed_alone_is_odd_among_others() -> None:
    lines, _ = stretch_of(f"{LINE}\r\n{LINE}\n{OTHER}\r\n", "\r\n")

    assert lines == [LINE + "\r\n"]


def test_a_line_feed_is_unprintable_where_there_are_no_line_ends() -> None:
    lines, unprintable = stretch_of(f"{LINE}{OTHER[:-1]}\n{LINE}", "")

    assert lines == [LINE, OTHER[:-1] + "\n", LINE]
    assert unprintable == [False, True, False]


@pytest.mark.parametrize(
    ("text", "is_all", "lines", "length"),
    [
        ("ab\nc\r\nd\re", True, ["ab", "c", "d", "e"], 9),
        ("ab\nc\r\nd\re", False, ["ab", "c", "d"], 8),
        ("ab\n", True, ["ab"], 3),
        ("ab\n\n", True, ["ab", ""], 4),
        ("ab\r", True, ["ab"], 3),
        ("ab\r", False, [], 0),
        ("a\nb\r", False, ["a"], 2),
        ("ab\n\r", False, ["ab"], 3),
        ("ab", False, [], 0),
    ],
)
def test_odd_lines_are_cut_at_every_line_end(
    text: str, is_all: bool, lines: list[str], length: int
) -> None:
    assert chunks.odd_lines(text.encode(), b"\n", is_all=is_all) == (lines, length)


def test_what_is_left_of_a_file_without_line_ends_is_one_line() -> None:
    assert chunks.odd_lines(b"9 and a\npart", b"", is_all=True) == (["9 and a\npart"], 12)


@pytest.mark.parametrize(
    ("text", "line_end", "uniform"),
    [
        ("a\nb\n", "\n", True),
        ("a\nb\r\n", "\n", False),
        ("a\rb\n", "\n", False),
        ("a\r\nb\r\n", "\r\n", True),
        ("a\r\nb\n", "\r\n", False),
        ("a\r\nb\r", "\r\n", False),
        ("a", "\n", True),
        ("a\n", "", True),
    ],
)
def test_line_ends_of_several_sorts_are_told(text: str, line_end: str, uniform: bool) -> None:
    assert chunks.is_uniform(text.encode(), line_end.encode()) is uniform


def test_a_file_on_disk_is_read_like_one_in_memory() -> None:
    content = bytes(range(256)) * 3
    on_disk, in_memory = chunks.OpenFile(io.BytesIO(content)), chunks.Content(content)

    assert on_disk.size == in_memory.size == 768
    for position, length in [(0, 5), (700, 100), (5, 768), (768, 4), (1, 2)]:
        wanted = content[position : position + length]
        assert on_disk.read(position, length).tobytes() == wanted
        assert in_memory.read(position, length).tobytes() == wanted
        assert on_disk.fetch(position, length) == in_memory.fetch(position, length) == wanted


def test_a_file_on_disk_starts_where_it_stands() -> None:
    file = io.BytesIO(b"before" + LINE.encode())
    file.seek(6)

    on_disk = chunks.OpenFile(file)

    assert on_disk.size == 94
    assert on_disk.read(0, 94).tobytes() == on_disk.fetch(0, 94) == LINE.encode()
