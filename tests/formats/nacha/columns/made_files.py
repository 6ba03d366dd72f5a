"""Files made by chance: mostly right, of all sorts, and then damaged in some places."""

from collections.abc import Callable
from dataclasses import dataclass, field
from random import Random

from rentrail.formats.nacha.routing import routing_check_digit
from rentrail.formats.nacha.transactions import TRANSACTION_CODES, Direction, EntryKind

BANKS = ("07640125", "12345678", "05600507", "02100002")
CODES = {
    "PPD": (22, 27, 32, 37, 28, 23),
    "CCD": (22, 27, 24, 29),
    "WEB": (27, 37, 22),
    "CTX": (22, 27, 29),
    "CIE": (22, 32),
    "COR": (26, 21),
}  # of the other classes: 27 and 37
CLASSES = (
    "PPD", "PPD", "PPD", "CCD", "WEB", "TEL", "CTX", "CIE", "TRX", "TRC", "XCK",
    "ARC", "BOC", "RCK", "POP", "MTE", "ENR", "COR",
)  # fmt: skip
REASONS = ("R01", "R01", "R02", "R03", "R02", "R14", "R05", "R23", "R68", "R99")
DESCRIPTIONS = {"RCK": "REDEPCHECK", "XCK": "NO CHECK", "ENR": "AUTOENROLL"}
FIELDS = (
    (2, 3), (4, 11), (4, 12), (12, 12), (13, 29), (30, 39), (40, 54), (55, 76), (77, 78),
    (79, 79), (80, 87), (80, 94), (88, 94), (84, 87), (4, 83), (4, 6), (7, 21), (22, 27), (28, 35),
)  # fmt: skip


@dataclass
class _Totals:
    count: int = 0
    hashed: int = 0
    debits: int = 0
    credits_: int = 0

    def add(self, other: "_Totals") -> None:
        self.count += other.count
        self.hashed += other.hashed
        self.debits += other.debits
        self.credits_ += other.credits_


@dataclass
class _Batch:
    """A batch that is being made."""

    chance: Random
    sec_code: str
    service_class: int
    odfi: str
    description: str
    sequence: int
    is_returned: bool
    lines: list[str] = field(default_factory=list)
    totals: _Totals = field(default_factory=_Totals)

    def add_entry(self) -> None:
        chance = self.chance
        codes = CODES.get(self.sec_code, (27, 37))
        code = chance.choice((26, 36, 31) if self.is_returned else codes)
        is_debit = TRANSACTION_CODES[code].direction is Direction.DEBIT
        if self.service_class == (220 if is_debit else 225) and chance.random() < 0.95:
            return
        self.sequence += chance.choice([1, 1, 1, 1, 2, 9])
        bank, amount = chance.choice(BANKS), self._amount(code)
        addenda = self._addenda(code, bank)
        account = chance.choice(["00123", "744-56789", "1", "9" * 17, "12 4", ""])
        entry = (
            f"6{code}{bank}{routing_check_digit(bank)}{account:<17}{amount:010d}"
            f"{self._own_columns(len(addenda))}{bool(addenda):d}{self.odfi}"
        )
        self._append(entry, addenda, int(bank), amount, is_debit=is_debit)
        if chance.random() < 0.05:
            self.sequence += 1
            self._append(entry, self._addenda(code, bank), int(bank), amount, is_debit=is_debit)

    def _append(
        self, entry: str, addenda: list[str], bank: int, amount: int, *, is_debit: bool
    ) -> None:
        self.lines += [f"{entry}{self.sequence:07d}", *addenda]
        debits, credits_ = (amount, 0) if is_debit else (0, amount)
        self.totals.add(_Totals(1 + len(addenda), bank, debits, credits_))

    def _amount(self, code: int) -> int:
        if TRANSACTION_CODES[code].kind in (EntryKind.PRENOTE, EntryKind.ZERO_DOLLAR):
            return 0
        if self.sec_code in ("COR", "ENR"):
            return 0
        amount = self.chance.choice([1, 99, 100, 120_000, 249_999, 2_500_000, 100_000_000])
        return min(amount, 99) if self.description == "ACCTVERIFY" else amount

    def _addenda(self, code: int, bank: str) -> list[str]:
        trace = f"{self.odfi}{self.sequence:07d}"
        if self.sec_code == "COR":
            return [f"798C01{trace}      {bank}{'12345':<29}{'':15}{trace}"]
        if self.is_returned or self.chance.random() < 0.02:
            reason = self.chance.choice(REASONS)
            died = "260101" if reason == "R14" else ""
            return [f"799{reason}{trace}{died:<6}{bank}{'INFORMATION':<44}{trace}"]
        count = 0
        if TRANSACTION_CODES[code].kind is EntryKind.ZERO_DOLLAR:
            count = 1
        elif self.sec_code in ("CTX", "TRX"):
            count = self.chance.choice([1, 1, 2, 5, 12])
        elif self.sec_code in ("PPD", "CCD", "WEB"):
            count = self.chance.choice([0, 0, 1])
        return [
            f"705{self.chance.choice(['RENT MARCH', 'A*B*C', '']):<80}{number:04d}{trace[-7:]}"
            for number in range(1, count + 1)
        ]

    def _own_columns(self, addenda_count: int) -> str:
        chance = self.chance
        number = f"LEASE-{chance.randrange(50):04d}"
        name = chance.choice(["ALICE RESIDENT", "BOB RESIDENT", "CHARLIE OF A LONG NAME"])
        other = chance.choice(["R ", "S "]) if self.sec_code in ("WEB", "TEL") else "  "
        if self.sec_code in ("CTX", "TRX"):
            return f"{number:<15}{addenda_count:04d}{name[:16]:<16}    "
        if self.sec_code in ("XCK", "TRC"):
            return f"{number:<15}PC1234{'ITEM1':<16}  "
        return f"{number:<15}{name:<22}{other}"


def make(chance: Random) -> tuple[list[str], str]:
    """Make the lines of a file, and give the line end it is to have."""
    lines = [f"101 076401251 0764012512602270930A094101{'FIRST BANK':<23}{'MAPLE COURT':<31}"]
    whole, sequence, batch_count = _Totals(), 0, chance.choice([1, 1, 2, 3, 5])
    for number in range(1, batch_count + 1):
        sec_code = chance.choice(CLASSES)
        description = chance.choice(["RENT", "RENT", "RENT", "REVERSAL", "ACCTVERIFY"])
        batch = _Batch(
            chance=chance,
            sec_code=sec_code,
            service_class=chance.choice([200, 220, 225]),
            odfi=chance.choice([BANKS[0], BANKS[0], BANKS[1]]),
            description=DESCRIPTIONS.get(sec_code, description),
            sequence=sequence if chance.random() < 0.7 else 0,
            is_returned=chance.random() < 0.15,
        )
        for _ in range(chance.choice([0, 1, 3, 10, 30, 60])):
            batch.add_entry()
        lines += _with_header_and_control(batch, number)
        whole.add(batch.totals)
        sequence = batch.sequence
    count = len(lines) + 1
    lines.append(
        f"9{batch_count:06d}{-(-count // 10):06d}{whole.count:08d}{whole.hashed % 10**10:010d}"
        f"{whole.debits:012d}{whole.credits_:012d}{'':39}"
    )
    padding = -count % 10 if chance.random() < 0.8 else 0
    return lines + ["9" * 94] * padding, chance.choice(["\n", "\n", "\r\n", ""])


def _with_header_and_control(batch: _Batch, number: int) -> list[str]:
    mark, totals = batch.chance.choice(["", "SD1300", "MAR 26"]), batch.totals
    header = (
        f"5{batch.service_class}{'MAPLE COURT':<16}{'':20}1234567890{batch.sec_code}"
        f"{batch.description:<10}{mark:<6}260302   1{batch.odfi}{number:07d}"
    )
    control = (
        f"8{batch.service_class}{totals.count:06d}{totals.hashed % 10**10:010d}"
        f"{totals.debits:012d}{totals.credits_:012d}1234567890{'':25}{batch.odfi}{number:07d}"
    )
    return [header, *batch.lines, control]


def damage(chance: Random, lines: list[str], line_end: str) -> bytes:
    """Damage some lines, and give the content of the file."""
    lines = list(lines)
    for _ in range(chance.choice([0, 1, 1, 2, 5])):
        if lines:
            chance.choice(_DAMAGES)(chance, lines, chance.randrange(len(lines)))
    content = line_end.join(lines) + (line_end if chance.random() < 0.8 else "")
    if chance.random() < 0.03:
        content = content[: chance.randrange(len(content) + 1)]
    if chance.random() < 0.03 and line_end:
        content = content.replace(line_end, chance.choice(["\n", "\r\n", "\r"]), 3)
    return content.encode("latin-1")


def _overwrite(chance: Random, lines: list[str], at: int) -> None:
    line = lines[at]
    place = chance.randrange(max(1, len(line)))
    character = chance.choice("0123456789 AaZ*\\\t\x00\x7f\xe9-")
    lines[at] = line[:place] + character + line[place + 1 :]


def _fill_field(chance: Random, lines: list[str], at: int) -> None:
    start, end = chance.choice(FIELDS)
    width, line = end - start + 1, lines[at]
    value = chance.choice([" ", "0", "9", "1", "A", "27", "0764012500000010"]) * width
    lines[at] = line[: start - 1] + value[:width] + line[end:]


def _cut(chance: Random, lines: list[str], at: int) -> None:
    lines[at] = lines[at][: chance.randrange(len(lines[at]) + 1)]


def _lengthen(chance: Random, lines: list[str], at: int) -> None:
    lines[at] += chance.choice([" ", "X", "   ", "\r", "\n", "\r\n"])


def _drop_character(chance: Random, lines: list[str], at: int) -> None:
    place = chance.randrange(max(1, len(lines[at])))
    lines[at] = lines[at][:place] + lines[at][place + 1 :]


def _drop(chance: Random, lines: list[str], at: int) -> None:
    del lines[at]


def _repeat(chance: Random, lines: list[str], at: int) -> None:
    lines.insert(chance.randrange(len(lines) + 1), lines[at])


def _swap(chance: Random, lines: list[str], at: int) -> None:
    other = chance.randrange(len(lines))
    lines[at], lines[other] = lines[other], lines[at]


def _insert(chance: Random, lines: list[str], at: int) -> None:
    lines.insert(at, chance.choice(["", " " * 94, "\x1a", "9" * 94, "2" + "X" * 93]))


def _copy_content(chance: Random, lines: list[str], at: int) -> None:
    other = chance.choice(lines)
    if lines[at][:1] == other[:1] == "6":
        lines[at] = other[:79] + lines[at][79:]


def _copy_trace(chance: Random, lines: list[str], at: int) -> None:
    other = chance.choice(lines)
    if lines[at][:1] == other[:1] == "6":
        lines[at] = lines[at][:79] + other[79:]


_DAMAGES: list[Callable[[Random, list[str], int], None]] = [
    _overwrite, _overwrite, _overwrite, _fill_field, _fill_field, _fill_field, _cut, _lengthen,
    _drop_character, _drop, _repeat, _swap, _insert, _copy_content, _copy_content, _copy_trace,
    _copy_trace,
]  # fmt: skip
