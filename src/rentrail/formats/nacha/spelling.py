"""Spelling names in the characters that a Nacha file holds."""

import unicodedata

_LETTERS = str.maketrans(
    {
        "ß": "ss", "æ": "ae", "Æ": "AE", "œ": "oe", "Œ": "OE", "ø": "o", "Ø": "O", "ł": "l",
        "Ł": "L", "đ": "d", "Đ": "D", "ð": "d", "Ð": "D", "þ": "th", "Þ": "Th", "\u0131": "i",
        "\u2018": "'", "\u2019": "'", "\u02bb": "'", "\u201c": '"', "\u201d": '"',
        "\u2010": "-", "\u2011": "-", "\u2012": "-", "\u2013": "-", "\u2014": "-",
    }
)  # fmt: skip


def to_alphameric(name: str, width: int) -> str:
    """Write a name in the characters that a Nacha file holds, cut to `width`.

    Accents are dropped, special letters spelled out, and what has no Latin spelling is left out;
    a name of which nothing is left is empty, and the writer refuses it where a name is mandatory.

    >>> to_alphameric("José  Müller-Łukasz", 22)
    'Jose Muller-Lukasz'
    >>> to_alphameric("Siobhán O\u2019Shaughnessy-Featherstonehaugh", 22)
    "Siobhan O'Shaughnessy-"
    """
    spelled = unicodedata.normalize("NFKD", name.translate(_LETTERS))
    kept = "".join(" " if letter.isspace() else letter for letter in spelled)
    plain = "".join(letter for letter in kept if letter.isascii() and letter.isprintable())
    return " ".join(plain.split())[:width].rstrip()
