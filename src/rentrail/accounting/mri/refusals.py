"""What MRI's words mean when it refuses a write. Its texts aren't public: patterns, not codes."""

import re
from enum import StrEnum

from rentrail.accounting.mri.errors import Refused


class Meaning(StrEnum):
    """What a refusal asks of us."""

    BATCH_CLOSED = "BATCH_CLOSED"  # staff closed it: the rest goes into a new one
    BATCH_ID_USED = "BATCH_ID_USED"  # each payment needs an MRI batch of its own
    NUMBER_USED = "NUMBER_USED"  # our number stands there already: read back
    NO_RIGHT = "NO_RIGHT"
    OTHER = "OTHER"


_PATTERNS: tuple[tuple[re.Pattern[str], Meaning], ...] = (
    (re.compile(r"batch.*\bclosed\b|\bclosed\b.*batch", re.I | re.S), Meaning.BATCH_CLOSED),
    (
        re.compile(r"batch.*(used before|already (used|exists)|duplicate)", re.I | re.S),
        Meaning.BATCH_ID_USED,
    ),
    (
        re.compile(
            r"(transaction|check) ?number.*(used before|already|duplicate|exists)", re.I | re.S
        ),
        Meaning.NUMBER_USED,
    ),
)


def meaning_of(refused: Refused) -> Meaning:
    """Tell what a refusal asks of us."""
    if refused.status in (401, 403):
        return Meaning.NO_RIGHT
    text = str(refused)
    return next((mean for pattern, mean in _PATTERNS if pattern.search(text)), Meaning.OTHER)
