"""What two reads of one line are worth together: a character they don't agree on is not read.

A character stands only where both reads saw the same at the same place, each sure of it. The line
is trusted only where, beside, its routing number proves itself. Where the routing number does not,
and no digit of it is in doubt, all of them are.
"""

from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace

import numpy as np

from rentrail.checks.reading.matching import Match, Read
from rentrail.checks.reading.strips import PITCH_CELLS, Placing
from rentrail.checks.reading.zoning import Zoned
from rentrail.formats import micr
from rentrail.formats.micr.e13b_glyphs import CELL_INCHES, CELLS_HIGH, CELLS_WIDE
from rentrail.formats.micr.notation import TRANSIT, UNREAD

SAME_PLACE_CELLS = 0.3 * PITCH_CELLS
BLANK_PITCHES = 1.5  # from a character to the next, if there is a blank between them
SURE = 0.5
LIKENESS = (0.72, 0.88)  # of these pairs the first gives confidence 0, the second 1
MARGIN = (0.02, 0.18)
CERTAINTY = (0.9, 1.0)
STRANGENESS = (7.0, 2.0)

Box = tuple[float, float, float, float]


@dataclass(frozen=True, kw_only=True, slots=True)
class ReadCharacter:
    """One place of the line."""

    character: str  # "?" where the reads leave doubt
    guess: str  # the likeliest, for a person to compare; "?" where there is none
    confidence: float  # 0 to 1
    box: Box  # left, top, right, bottom in pixels of the picture
    follows_blank: bool = False

    @property
    def is_read(self) -> bool:
        """Tell whether the character is beyond doubt."""
        return self.character != UNREAD


@dataclass(frozen=True, kw_only=True, slots=True)
class LineRead:
    """The magnetic line of a picture as far as it could be read."""

    characters: tuple[ReadCharacter, ...] = ()
    dpi: tuple[float, float] | None = None  # across and down, measured by pitch and height
    is_upside_down: bool = False  # then boxes count on the picture turned by half

    @property
    def line(self) -> str:
        """The line as `formats.micr` writes it, "?" for each character in doubt."""
        return _written(self.characters, [one.character for one in self.characters])

    @property
    def guess(self) -> str:
        """The line with the likeliest characters, which may be wrong: never to be acted on."""
        return _written(self.characters, [one.guess for one in self.characters])

    @property
    def is_trusted(self) -> bool:
        """Tell whether all was read and the routing number proves itself."""
        return bool(self.characters) and not micr.problems_of(micr.parse(self.line))


def weigh(first: Read, second: list[Zoned]) -> LineRead:
    """Put two reads of a line together."""
    characters = list(_characters(first, second))
    characters = _with_blanks(characters, first.placing)
    placing = first.placing
    dpi = (placing.column_pixels / CELL_INCHES, placing.row_pixels / CELL_INCHES)
    return LineRead(characters=tuple(_proven(characters)), dpi=dpi)


def confirmed(read: LineRead, is_known: Callable[[str, str], bool]) -> LineRead:
    """Accept routing and account number as guessed where that very bank account is known.

    `is_known` is asked with routing and account number. The serial number gains nothing by it.
    """
    guess = micr.parse(read.guess) if read.characters else None
    if guess is None or not guess.has_shape or not micr.is_routing_number(guess.routing_number):
        return read
    account = guess.account_number.replace("-", "d")
    at = guess.text.find(account, guess.text.rfind(TRANSIT))
    if UNREAD in account or at < 0 or not is_known(guess.routing_number, guess.account_number):
        return read
    known = {*range(guess.text.find(TRANSIT), guess.text.rfind(TRANSIT) + 1)}
    known |= set(range(at, at + len(account)))
    return replace(read, characters=tuple(_known(read.characters, known)))


def _known(characters: tuple[ReadCharacter, ...], known: set[int]) -> Iterator[ReadCharacter]:
    index = 0
    for character in characters:
        index += character.follows_blank
        yield replace(character, character=character.guess) if index in known else character
        index += 1


def _characters(first: Read, second: list[Zoned]) -> Iterator[ReadCharacter]:
    """Pair what both reads saw; what only one saw is in doubt, unless a pen drew it."""
    left = list(second)
    seen = []
    for match in first.matches:
        near = [one for one in left if abs(one.column - match.column) < SAME_PLACE_CELLS]
        zoned = min(near, key=lambda one: abs(one.column - match.column), default=None)
        if zoned:
            left.remove(zoned)
        confidence = _confidence(match, zoned) if zoned else 0.0
        box = _box(match.column, match.row, first.placing)
        seen.append(_judged(match.character, confidence, box))
    for one in left:
        if one.is_stroke:
            continue
        seen.append(_judged(one.character, 0.0, _box(one.column, 0.0, first.placing)))
    return iter(sorted(seen, key=lambda character: character.box[0]))


def _judged(guess: str, confidence: float, box: Box) -> ReadCharacter:
    character = guess if confidence >= SURE else UNREAD
    return ReadCharacter(character=character, guess=guess, confidence=round(confidence, 3), box=box)


def _confidence(match: Match, zoned: Zoned) -> float:
    """Give the least of what speaks for a character; nothing does where the reads differ."""
    if match.character != zoned.character:
        return 0.0
    return min(
        _share(match.likeness, LIKENESS),
        _share(match.margin, MARGIN),
        _share(zoned.certainty, CERTAINTY),
        _share(zoned.strangeness, STRANGENESS),
    )


def _share(value: float, ends: tuple[float, float]) -> float:
    return float(np.clip((value - ends[0]) / (ends[1] - ends[0]), 0, 1))


def _box(column: float, row: float, placing: Placing) -> Box:
    """Give where a character's grid lies on the picture."""
    left = (column + 1) * placing.column_pixels
    right = left + CELLS_WIDE * placing.column_pixels
    middle = placing.band.middle + placing.band.slope * (left + right) / 2
    top = middle + (row - CELLS_HIGH / 2) * placing.row_pixels
    return left, top, right, top + CELLS_HIGH * placing.row_pixels


def _with_blanks(characters: list[ReadCharacter], placing: Placing) -> list[ReadCharacter]:
    pitch = PITCH_CELLS * placing.column_pixels
    return [
        replace(one, follows_blank=bool(one.box[0] - before.box[0] > BLANK_PITCHES * pitch))
        for before, one in zip(characters[:1] + characters, characters, strict=False)
    ]


def _proven(characters: list[ReadCharacter]) -> list[ReadCharacter]:
    """Put in doubt what the line's own form and check digit don't bear out."""
    line = _written(characters, [one.character for one in characters])
    parsed = micr.parse(line)
    if not parsed.has_shape:
        if UNREAD in line:
            return characters
        return [replace(one, character=UNREAD) for one in characters]
    number = parsed.routing_number
    if UNREAD in number or micr.is_routing_number(number):
        return characters
    signs = [index for index, one in enumerate(characters) if one.character == TRANSIT]
    return [
        replace(one, character=UNREAD) if signs[0] < index < signs[-1] else one
        for index, one in enumerate(characters)
    ]


def _written(characters: tuple[ReadCharacter, ...] | list[ReadCharacter], texts: list[str]) -> str:
    return "".join(
        " " * one.follows_blank + text for one, text in zip(characters, texts, strict=True)
    )
