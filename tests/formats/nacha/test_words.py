"""What is told of each faulty file, word for word: kept as text that a person can review.

When the words are meant to change: `python -m tests.formats.nacha.test_words` writes them anew.
"""

from collections.abc import Iterator
from pathlib import Path

from tests.formats.nacha.test_corpus import FAULTY, asked_of

from rentrail.formats import nacha

WORDS = Path(__file__).with_name("words.txt")


def test_the_words_are_those_that_were_reviewed():
    assert told().splitlines() == WORDS.read_text().splitlines()


def told() -> str:
    """Write down all problems of all faulty files of the corpus."""
    return "".join(f"{line}\n" for path in FAULTY for line in _told_of(path))


def _told_of(path: Path) -> Iterator[str]:
    yield path.stem
    for problem in nacha.validate(path.read_bytes(), **asked_of(path)):
        yield f"    {problem}"
        about = {**problem.as_json()}
        for name in ("line", "columns", "message"):
            about.pop(name, None)
        yield f"        {', '.join(f'{name} {value}' for name, value in about.items())}"


if __name__ == "__main__":
    WORDS.write_text(told())
