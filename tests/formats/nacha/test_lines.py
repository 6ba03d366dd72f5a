import io

import pytest
from hypothesis import given
from hypothesis import strategies as st

from rentrail.formats.nacha.lines import Lines

RECORD = "6" * 94


def cut(source: object) -> tuple[list[str], str, bool, bool]:
    lines = Lines(source)
    texts = [text for block in lines for text in block]
    return texts, lines.line_end, lines.ends_with_line_end, lines.is_uniform


@pytest.mark.parametrize("line_end", ["\n", "\r\n", "\r"])
@pytest.mark.parametrize("last", ["", "end"])
def test_lines_are_cut_at_their_ends(line_end, last):
    content = line_end.join(["one", "", "two", last])

    texts = ["one", "", "two", *([last] if last else [])]
    assert cut(content.encode()) == (texts, line_end, not last, True)


def test_records_without_line_ends_are_cut_by_length():
    assert cut(RECORD * 2 + "7" * 10) == ([RECORD, RECORD, "7" * 10], "", False, True)


@pytest.mark.parametrize(
    ("content", "line_end"),
    [("a\nb\r\nc", "\n"), ("a\r\nb\nc", "\r\n"), ("a\r\nb\rc", "\r\n"), ("a\rb\nc", "\r"),
     ("a\rb\r\nc\r", "\r")],
)  # fmt: skip
def test_line_ends_of_several_sorts_are_told(content, line_end):
    texts, found, _, is_uniform = cut(content)

    assert (texts, found, is_uniform) == (["a", "b", "c"], line_end, False)


def test_nothing_has_no_lines():
    assert cut(b"") == ([], "", False, True)
    assert cut("\n") == ([""], "\n", True, True)


def test_bytes_are_one_character_each():
    assert cut(b"\xc3\x89\xff\n")[0] == ["\xc3\x89\xff"]
    assert cut("É\n")[0] == ["\xc3\x89"]


@pytest.mark.parametrize("wrap", [io.BytesIO, lambda data: [data], lambda data: iter([data])])
def test_an_open_file_or_chunks_do_as_well(wrap):
    assert cut(wrap(b"one\ntwo\n")) == (["one", "two"], "\n", True, True)


@pytest.mark.parametrize(
    ("content", "line_end"),
    [
        ("x" * 939 + "\r\n", "\r\n"),
        ("x" * 939 + "\r", "\r"),
        ("x" * 939 + "\n", "\n"),
        ("x" * 940 + "\n", ""),
    ],
)
@pytest.mark.parametrize("size", [1, 940, 2000])
def test_line_ends_show_in_the_first_ten_records_or_not_at_all(content, line_end, size):
    chunks = [content[at : at + size].encode() for at in range(0, len(content), size)]

    assert cut(chunks)[1] == line_end


def test_empty_chunks_do_not_matter():
    assert cut([b"", b"a\r", b"", b"\nb", b""]) == (["a", "b"], "\r\n", False, True)


@given(
    pieces=st.lists(st.sampled_from(["6" * 94, "", "ab", "\n", "\r\n", "\r", "x" * 300])),
    sizes=st.lists(st.integers(1, 400), min_size=1),
)
def test_chunks_of_any_size_are_cut_as_the_whole(pieces, sizes):
    content = "".join(pieces).encode()
    chunks, at = [], 0
    while at < len(content):
        size = sizes[len(chunks) % len(sizes)]
        chunks.append(content[at : at + size])
        at += size

    assert cut(chunks) == cut(content)


@pytest.mark.parametrize("size", [94, 100, 941, 1000])
def test_records_without_line_ends_are_cut_from_chunks(size):
    content = "".join(f"{number:094}" for number in range(30)) + "rest"
    chunks = [content[at : at + size].encode() for at in range(0, len(content), size)]

    assert cut(chunks)[0] == [*(f"{number:094}" for number in range(30)), "rest"]
