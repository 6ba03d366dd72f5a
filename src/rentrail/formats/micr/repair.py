"""Repair of a line: what a person changed of a device's reading, character by character."""

from collections.abc import Iterator
from dataclasses import dataclass

from rentrail.formats.micr import notation
from rentrail.formats.micr.notation import UNREAD

READ_SHARE_MIN = 0.5  # of a line's characters that must be the device's; our own rule


@dataclass(frozen=True, slots=True)
class Correction:
    """One character changed: where in the device's reading, counted from 1, from what, to what.

    An empty `was` is a character that the device left out, an empty `now` one that it invented.
    """

    position: int
    was: str
    now: str


@dataclass(frozen=True, kw_only=True, slots=True)
class Repair:
    """A repaired line beside the device's reading, which is kept."""

    device_text: str
    text: str
    corrections: tuple[Correction, ...]

    @property
    def is_read_by_device(self) -> bool:
        """Tell whether it still counts as a device's reading: at least half of it is unchanged.

        Characters that the device could not read, or misread, may be typed from the check. A line
        that the device never read can't be typed whole for an ACH entry (SCAN-7).

        Source: [NACHA-CHECKS] capture of the MICR line by a reading device.
        """
        written = len(self.text.replace(" ", ""))
        changed = sum(correction.now.strip() != "" for correction in self.corrections)
        return written > 0 and (written - changed) / written >= READ_SHARE_MIN


def repair(*, device_text: str, text: str) -> Repair:
    """Compare a repaired line with the device's reading of it; an empty reading is none.

    >>> repair(device_text="t07640?251t 12345o 101", text="t076401251t 12345o 101").corrections
    (Correction(position=7, was='?', now='1'),)

    Raises:
        NotMicr: the text typed is no MICR line.
    """
    device = notation.canonical(device_text)
    repaired = notation.canonical(text)
    return Repair(
        device_text=device, text=repaired, corrections=tuple(_corrections(device, repaired))
    )


def _corrections(device: str, repaired: str) -> Iterator[Correction]:
    """Find the fewest changes that turn one text into the other."""
    costs = _costs(device, repaired)
    row = column = 0
    while row < len(device) or column < len(repaired):
        here = costs[row][column]
        if row < len(device) and column < len(repaired):
            step = _replacing(device[row], repaired[column])
            if here == step + costs[row + 1][column + 1]:
                if step:
                    yield Correction(row + 1, device[row], repaired[column])
                row, column = row + 1, column + 1
                continue
        if row < len(device) and here == 2 + costs[row + 1][column]:
            yield Correction(row + 1, device[row], "")
            row += 1
        else:
            yield Correction(row + 1, "", repaired[column])
            column += 1


def _costs(device: str, repaired: str) -> list[list[int]]:
    """Give what it costs to turn the rest of one text into the rest of the other, at each place."""
    costs = [[0] * (len(repaired) + 1) for _ in range(len(device) + 1)]
    for row in range(len(device), -1, -1):
        for column in range(len(repaired), -1, -1):
            costs[row][column] = _cost(device, repaired, row, column, costs)
    return costs


def _cost(device: str, repaired: str, row: int, column: int, costs: list[list[int]]) -> int:
    ways = []
    if row < len(device) and column < len(repaired):
        ways.append(_replacing(device[row], repaired[column]) + costs[row + 1][column + 1])
    if row < len(device):
        ways.append(2 + costs[row + 1][column])
    if column < len(repaired):
        ways.append(2 + costs[row][column + 1])
    return min(ways, default=0)


def _replacing(was: str, now: str) -> int:
    """Give the cost of a change: least where the device could not read the character."""
    if was == now:
        return 0
    return 1 if was == UNREAD else 3
