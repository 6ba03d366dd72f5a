"""Reading the plain form of acknowledgement, a file of comma-separated rows.

    ACK,1
    FILE,<immediate destination>,<immediate origin>,<YYMMDD>,<HHMM>,<modifier>,
         <ACCEPTED|REJECTED>,<entry and addenda count>,<debit cents>,<credit cents>,<reason>
    BATCH,<batch number>,REJECTED,<reason>
    END,<count of FILE and BATCH rows>

(FILE is one row; here it is broken for the eye.) BATCH rows belong to the FILE row before them.
The reason is the rest of its row, commas and all.
"""

import csv
from collections.abc import Sequence
from dataclasses import dataclass, field, replace

from rentrail.formats.ackfile.records import Acknowledgement, AcknowledgementFile, RejectedBatch
from rentrail.primitives.problems import Problem

_OUTCOMES = {"ACCEPTED": True, "REJECTED": False}
_FILE_WIDTH = 11
_BATCH_WIDTH = 4


def read(data: bytes) -> AcknowledgementFile:
    r"""Read the acknowledgements.

    >>> row = "FILE,076401251,1234567890,260301,0930,A,ACCEPTED,12,120000,0,"
    >>> file = read(f"ACK,1\n{row}\nEND,1\n".encode())
    >>> file.acknowledgements[0].accepted, file.acknowledgements[0].total_debit_cents
    (True, 120000)
    """
    reading = _Reading()
    text = data.decode("utf-8", errors="replace")
    for number, row in enumerate(csv.reader(text.splitlines()), 1):
        reading.take(number, [value.strip() for value in row])
    return reading.finished()


def recognise(data: bytes) -> bool:
    """Tell whether these bytes are an acknowledgement of this form."""
    return data.lstrip().split(b"\n", 1)[0].strip() == b"ACK,1"


@dataclass
class _Reading:
    problems: list[Problem] = field(default_factory=list)
    found: list[Acknowledgement] = field(default_factory=list)
    row_count: int = 0
    has_start: bool = False
    has_end: bool = False

    def take(self, number: int, row: list[str]) -> None:
        """Read the next row."""
        if self.has_end and any(row):
            self._report("ack.order", number, "Nothing may follow the END row.")
        match row:
            case [] | [""]:
                pass
            case ["ACK", version]:
                self._take_start(number, version)
            case ["FILE", *values]:
                self.row_count += 1
                self._take_file(number, values)
            case ["BATCH", *values]:
                self.row_count += 1
                self._take_batch(number, values)
            case ["END", count]:
                self._take_end(number, count)
            case _:
                self._report("ack.row", number, "This row has no known form.", value=",".join(row))

    def finished(self) -> AcknowledgementFile:
        """Give the acknowledgements, when the last row was read."""
        if not self.has_start:
            self._report("ack.start-missing", 1, "The file does not start with ACK,1.")
        if not self.has_end:
            self._report("ack.end-missing", None, "The END row is missing: it may be cut off.")
        return AcknowledgementFile(
            acknowledgements=tuple(self.found), problems=tuple(self.problems)
        )

    def _take_start(self, number: int, version: str) -> None:
        if number != 1 or version != "1":
            self._report("ack.version", number, "ACK,1 stands in the first row.", value=version)
        self.has_start = True

    def _take_file(self, number: int, values: Sequence[str]) -> None:
        if len(values) < _FILE_WIDTH - 1 or values[5] not in _OUTCOMES:
            message = "A FILE row has eleven values, with ACCEPTED or REJECTED as the seventh."
            self._report("ack.file", number, message, value=",".join(values))
            return
        if not all(value.isascii() and value.isdigit() for value in values[6:9]):
            self._report("ack.counts", number, "The count and totals must be whole numbers.")
            return
        self.found.append(_acknowledgement(number, values))

    def _take_batch(self, number: int, values: Sequence[str]) -> None:
        if len(values) < _BATCH_WIDTH - 1 or not values[0].isdigit() or values[1] != "REJECTED":
            message = "A BATCH row has a number, REJECTED and a reason."
            self._report("ack.batch", number, message, value=",".join(values))
        elif not self.found:
            self._report("ack.order", number, "This BATCH row has no FILE row before it.")
        else:
            rejected = RejectedBatch(batch_number=int(values[0]), reason=", ".join(values[2:]))
            last = self.found[-1]
            self.found[-1] = replace(last, rejected_batches=(*last.rejected_batches, rejected))

    def _take_end(self, number: int, count: str) -> None:
        self.has_end = True
        if count != str(self.row_count):
            message = f"END says {count} rows; there are {self.row_count}."
            self._report("ack.row-count", number, message, value=count)

    def _report(
        self, rule: str, line: int | None, message: str, *, value: str | None = None
    ) -> None:
        self.problems.append(Problem(rule=rule, message=message, line=line, value=value))


def _acknowledgement(number: int, values: Sequence[str]) -> Acknowledgement:
    destination, origin, created, time, modifier, outcome, count, debits, credits_, *reason = values
    return Acknowledgement(
        immediate_destination=destination,
        immediate_origin=origin,
        file_creation_date=created,
        file_creation_time=time,
        file_id_modifier=modifier,
        accepted=_OUTCOMES[outcome],
        entry_addenda_count=int(count),
        total_debit_cents=int(debits),
        total_credit_cents=int(credits_),
        reason=", ".join(reason),
        line=number,
    )
