"""Eight characters at a time: a field of many lines as 64-bit words.

A word holds eight neighbouring characters of one line, the first of them in its lowest byte; an
array of words holds the same columns of many lines. So one operation looks at eight characters of
thousands of lines. What does not fill a word is filled with the character that changes nothing:
zeros before a number, blanks after a text.
"""

import numpy as np
import numpy.typing as npt

WIDTH = 8  # characters in a word

Words = npt.NDArray[np.uint64]
Characters = npt.NDArray[np.uint8]  # one row for each line, one column for each character
Flags = npt.NDArray[np.bool_]

_HIGH_BITS = np.uint64(0x8080808080808080)
_LOW_BITS = np.uint64(0x7F7F7F7F7F7F7F7F)
_PAIRS = np.uint64(0x00FF00FF00FF00FF)
_FOURS = np.uint64(0x0000FFFF0000FFFF)
_EIGHT = np.uint64(0x00000000FFFFFFFF)


def each(character: str) -> np.uint64:
    """Give the word that holds one character eight times.

    >>> hex(each("0"))
    '0x3030303030303030'
    """
    return np.uint64(int.from_bytes(character.encode("ascii") * WIDTH, "little"))


ZEROS = each("0")
BLANKS = each(" ")
_ABOVE_NINE = np.uint64(0x7676767676767676)  # lifts all but 0 to 9 to the high bit


def word(text: str) -> np.uint64:
    """Give the word that holds a text of eight characters."""
    return np.uint64(int.from_bytes(text.encode("ascii"), "little"))


def text_words(lines: Characters, start: int, end: int, filler: np.uint64 = BLANKS) -> list[Words]:
    """Cut the columns from `start` to `end` (1-based, inclusive) into words, blanks after them."""
    return [
        _left_aligned(lines, first, min(first + WIDTH - 1, end), filler)
        for first in range(start, end + 1, WIDTH)
    ]


def number_words(lines: Characters, start: int, end: int) -> list[Words]:
    """Cut the columns of a number into words of eight digits, zeros before them."""
    firsts = range(end - WIDTH + 1, start - WIDTH, -WIDTH)
    return [_right_aligned(lines, max(first, start), first + WIDTH - 1) for first in firsts][::-1]


def not_digits(words: Words) -> Words:
    """Give a word that is zero exactly where all eight characters are digits."""
    values = words ^ ZEROS
    return (values | (values + _ABOVE_NINE)) & _HIGH_BITS


def number(words: Words) -> Words:
    """Give the number that eight digits are; anything where they are no digits."""
    values = words ^ ZEROS
    pairs = (values * np.uint64(10) + (values >> np.uint64(8))) & _PAIRS
    fours = (pairs * np.uint64(100) + (pairs >> np.uint64(16))) & _FOURS
    return (fours * np.uint64(10_000) + (fours >> np.uint64(32))) & _EIGHT


def numbers(words: list[Words]) -> Words:
    """Give the number that several words of digits are, the first word the highest."""
    value = number(words[0])
    for lower in words[1:]:
        value = value * np.uint64(100_000_000) + number(lower)
    return value


def first_two_digits(words: Words) -> Words:
    """Give the number that the first two of eight digits are."""
    values = words ^ ZEROS
    return (values * np.uint64(10) + (values >> np.uint64(8))) & np.uint64(0xFF)


def weighted_sum(words: Words, weights: tuple[int, ...]) -> Words:
    """Multiply eight digits each by its weight (up to 9) and add them up."""
    values = words ^ ZEROS
    even, odd = values & _PAIRS, (values >> np.uint64(8)) & _PAIRS
    return (even * _lanes(weights[0::2]) + odd * _lanes(weights[1::2])) >> np.uint64(48)


def filled(words: Words) -> Words:
    """Set the high bit of each of eight (ASCII) characters that is no blank, and no other bit."""
    return ((words ^ BLANKS) + _LOW_BITS) & _HIGH_BITS


def set_bytes(words: Words) -> Words:
    """Set the high bit of each of eight (ASCII) characters that is not zero, and no other bit."""
    return (words + _LOW_BITS) & _HIGH_BITS


def has_blank(words: Words) -> Flags:
    """Tell whether any of eight (ASCII) characters is a blank."""
    found: Flags = filled(words) != _HIGH_BITS
    return found


def gaps(flags: list[Words]) -> Words:
    """Give a word that is not zero where an unset flag stands before a set one.

    The flags of a text are its words' high bits (`filled`): so this finds a blank before or within
    the text, but not after it.
    """
    found, before = np.zeros_like(flags[0]), np.full_like(flags[0], 0x80)
    for these in flags:
        found |= these & ~((these << np.uint64(8)) | before)
        before = these >> np.uint64(56)
    return found


def blank_or_zero(words: Words) -> Words:
    """Give a word that is zero exactly where all eight characters are blanks or zeros."""
    return (words & ~(ZEROS ^ BLANKS)) ^ BLANKS


def sortable(words: Words) -> Words:
    """Turn the words round, so that they compare as their characters do."""
    return words.byteswap()


def digits(values: Words) -> Words:
    """Write numbers below 100,000,000 as eight digits; the reverse of `number`."""
    fours = values // np.uint64(10_000)
    fours |= (values - fours * np.uint64(10_000)) << np.uint64(32)
    pairs = ((fours * np.uint64(10_486)) >> np.uint64(20)) & np.uint64(0x0000007F0000007F)
    pairs |= (fours - pairs * np.uint64(100)) << np.uint64(16)
    ones = ((pairs * np.uint64(103)) >> np.uint64(10)) & np.uint64(0x000F000F000F000F)
    ones |= (pairs - ones * np.uint64(10)) << np.uint64(8)
    return ones | ZEROS


def put_text(lines: Characters, start: int, texts: npt.NDArray[np.bytes_]) -> None:
    """Write texts into their columns; what they leave of the columns stays as it is."""
    place = np.ndarray((len(lines),), texts.dtype, lines, start - 1, (lines.strides[0],))
    place[:] = texts


def put_number(lines: Characters, start: int, end: int, values: Words) -> None:
    """Write numbers into their columns, zeros before them; they must not be wider."""
    while end - start >= WIDTH:
        higher = values // np.uint64(100_000_000)
        _put_word(lines, end, WIDTH, digits(values - higher * np.uint64(100_000_000)))
        values, end = higher, end - WIDTH
    width = end - start + 1
    _put_word(lines, end, width, _TWO_DIGITS[values] if width <= 2 else digits(values))


def _put_word(lines: Characters, end: int, width: int, words: Words) -> None:
    """Write the last characters of each word, up to a column."""
    source = np.ndarray((len(lines),), f"V{width}", words, WIDTH - width, (WIDTH,))
    place = np.ndarray((len(lines),), f"V{width}", lines, end - width, (lines.strides[0],))
    place[:] = source


def view(lines: Characters, start: int) -> Words:
    """Look at eight columns as words, in place: to be read or written.

    The eight may reach beyond their line into the next, but not beyond the last line.
    """
    return np.ndarray((len(lines),), "<u8", lines, start - 1, (lines.strides[0],))


def _left_aligned(lines: Characters, start: int, end: int, filler: np.uint64) -> Words:
    first = max(1, min(start, lines.shape[1] - WIDTH + 1))
    words = view(lines, first) >> np.uint64(8 * (start - first))
    unused = WIDTH - (end - start + 1)
    if not unused:
        return words
    kept = np.uint64((1 << 8 * (WIDTH - unused)) - 1)
    return (words & kept) | (filler & ~kept)


def _right_aligned(lines: Characters, start: int, end: int) -> Words:
    first = max(1, end - WIDTH + 1)
    words = view(lines, first) << np.uint64(8 * (first + WIDTH - 1 - end))
    unused = WIDTH - (end - start + 1)
    if not unused:
        return words
    before = np.uint64((1 << 8 * unused) - 1)
    return (words & ~before) | (ZEROS & before)


def _lanes(weights: tuple[int, ...]) -> np.uint64:
    return np.uint64(sum(weight << (48 - 16 * i) for i, weight in enumerate(weights)))


_TWO_DIGITS = digits(np.arange(100, dtype=np.uint64))
