"""A bank's acknowledgement of a file, whatever form it came in."""

from dataclasses import dataclass
from typing import Protocol

from rentrail.primitives.problems import Problem, has_errors


@dataclass(frozen=True, kw_only=True, slots=True)
class RejectedBatch:
    """A batch that the bank did not take, out of a file that it did."""

    batch_number: int
    reason: str


@dataclass(frozen=True, kw_only=True, slots=True)
class Acknowledgement:
    """The bank's word on one file, with what it counted itself."""

    immediate_destination: str
    immediate_origin: str
    file_creation_date: str  # YYMMDD, as in the file's header
    file_creation_time: str  # HHMM
    file_id_modifier: str
    accepted: bool
    entry_addenda_count: int
    total_debit_cents: int
    total_credit_cents: int
    reason: str = ""
    rejected_batches: tuple[RejectedBatch, ...] = ()
    line: int = 0


@dataclass(frozen=True, kw_only=True, slots=True)
class AcknowledgementFile:
    """The acknowledgements that came in one file, with what was wrong in it."""

    acknowledgements: tuple[Acknowledgement, ...]
    problems: tuple[Problem, ...] = ()

    @property
    def is_sound(self) -> bool:
        """Tell whether the file could be read whole; one that could not proves nothing."""
        return not has_errors(self.problems)


class AcknowledgementReader(Protocol):
    """What a reader of one bank's form does."""

    def recognise(self, data: bytes) -> bool:
        """Tell whether the bytes are of this form."""
        ...

    def read(self, data: bytes) -> AcknowledgementFile:
        """Read them."""
        ...
