"""Validating a whole file by runs of checks: the exact verdict, several times as fast.

Checks that follow each other are proven right together (`proof`); what cannot be proven, and every
other record, goes to the exact rules. So what is reported comes from one place only.
"""

import re

from rentrail.formats.x937.encoding import Encoding
from rentrail.formats.x937.framing import Block, Records, Source
from rentrail.formats.x937.problems import Problem
from rentrail.formats.x937.proof import Context, Proof, Shape, prove, shapes
from rentrail.formats.x937.reader import records_of
from rentrail.formats.x937.validation import Settings, tell_of_rest
from rentrail.formats.x937.validation.checker import Checker, LetterInCheck
from rentrail.formats.x937.walking import Walk

WITH_IMAGES = ("I", "F")
_LETTERS = {"25": "C", "26": "A", "50": "V", "52": "D", "54": "T", "70": "E"}
_OTHER = "?"
_SHAPES = dict(shapes())
# Checks of one shape, and what shows that nothing more belongs to the last of them.
_RUN = re.compile("|".join(f"(?:{letters}(?=[CE]))++" for letters in _SHAPES))
_NEXT = re.compile("[CE]")


def validate(source: Source, settings: Settings) -> list[Problem]:
    """Say all that is wrong with a file."""
    scan = _Scan(source, settings)
    return scan.problems()


class _Scan:
    """One way through a file."""

    def __init__(self, source: Source, settings: Settings):
        self.cut = Records(source)
        self.checker = Checker(settings)
        self.walk = Walk(self.checker)
        self.letters: dict[int, str] = {}  # by the type of a record, as a number

    def problems(self) -> list[Problem]:
        for block in self.cut:
            self._take(block)
        self.walk.finish()
        tell_of_rest(self.checker, self.cut, self.walk.record_count)
        return self.checker.finished(self.cut.form)

    def _take(self, block: Block) -> None:
        """Take the records of a block: those of its last check may go on in the next."""
        letters = self._letters_of(block)
        taken = 0
        for run in _RUN.finditer(letters):
            self._take_exactly(block, taken, run.start())
            taken = self._take_run(block, letters, run.start(), run.end())
        self._take_exactly(block, taken, len(block))

    def _letters_of(self, block: Block) -> str:
        if not self.letters:
            encoding = self._encoding
            self.letters = {
                int.from_bytes(encoding.encode(kind), "big"): letter
                for kind, letter in _LETTERS.items()
            }
        known, buffer = self.letters, block.buffer
        return "".join([known.get(buffer[at] << 8 | buffer[at + 1], _OTHER) for at in block.starts])

    def _take_run(self, block: Block, letters: str, start: int, end: int) -> int:
        self.walk.settle()
        context = self._context()
        if context and self.walk.in_bundle and (proof := self._proof(block, letters, start, end,
                                                                      context)):  # fmt: skip
            self._count_in(proof)
            self.walk.record_count += end - start
        else:
            self._take_exactly(block, start, end)
        return end

    def _proof(
        self, block: Block, letters: str, start: int, end: int, context: Context
    ) -> Proof | None:
        proof = prove(block, start, end, _shape_of(letters, start), context)
        if proof and self._letter().sequence_numbers.isdisjoint(proof.sequence_numbers):
            return proof
        return None

    def _context(self) -> Context | None:
        """Give what checks are held against; None where only the exact rules know."""
        checker = self.checker
        letter, bundle = checker.letter, checker.bundle
        if not (letter and bundle and checker.bundle_is_readable):
            return None
        if letter.is_of_returns or letter.contents not in WITH_IMAGES:
            return None
        fields = ("ece_institution_routing_number", "bundle_business_date", "cycle_number")
        return Context(
            self._encoding,
            "".join(bundle.raw(name) for name in fields),
            checker.resolutions,
            checker.settings.profile,
        )

    def _count_in(self, proof: Proof) -> None:
        letter, totals = self._letter(), self.checker.bundle_totals
        totals.item_count += len(proof.amounts)
        totals.total_cents += sum(proof.amounts)
        totals.micr_valid_cents += proof.micr_valid_cents
        totals.image_count += 2 * len(proof.amounts)
        letter.sequence_numbers.update(proof.sequence_numbers)
        for number, cents in zip(proof.routing_numbers, proof.amounts, strict=True):
            bank = letter.by_bank[number]
            bank[0] += 1
            bank[1] += cents

    def _take_exactly(self, block: Block, start: int, end: int) -> None:
        if start < end:
            number = self.walk.record_count + 1
            self.walk.take(records_of(block, self._encoding, number=number, start=start, end=end))

    def _letter(self) -> LetterInCheck:
        assert self.checker.letter is not None  # noqa: S101 (a run stands in a bundle)
        return self.checker.letter

    @property
    def _encoding(self) -> Encoding:
        assert self.cut.form is not None  # noqa: S101 (it is known before there is a block)
        return self.cut.form.encoding


def _shape_of(letters: str, start: int) -> Shape:
    """Give the shape of the checks that a run starts with."""
    following = _NEXT.search(letters, start + 1)
    return _SHAPES[letters[start : following.start() if following else len(letters)]]
