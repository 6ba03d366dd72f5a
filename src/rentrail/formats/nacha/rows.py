"""Entries as rows of values, made into lines: fast, and refusing what an operator would."""

from collections.abc import Iterator, Sequence
from typing import NamedTuple, Protocol, runtime_checkable

from rentrail.formats.nacha import sec_codes
from rentrail.formats.nacha.addenda import PaymentAddenda
from rentrail.formats.nacha.entries import PpdEntry
from rentrail.formats.nacha.errors import NachaWriteError
from rentrail.formats.nacha.fields import RECORD_LENGTH
from rentrail.formats.nacha.records import BatchControl, BatchHeader
from rentrail.formats.nacha.routing import is_valid_routing_number
from rentrail.formats.nacha.totals import HASH_MODULUS
from rentrail.formats.nacha.transactions import (
    TRANSACTION_CODES,
    Direction,
    EntryKind,
    TransactionCode,
)

AMOUNT_MAX = 10**10 - 1  # ten digits: 99,999,999.99
TRACE_SEQUENCE_MAX = 9_999_999
# The classes whose entries have a number, a name and two free columns, as PPD's have.
ROW_CLASSES = frozenset({"PPD", "WEB", "TEL", "CCD", "ARC", "BOC", "RCK"})


class EntryRow(NamedTuple):
    """One entry to be written; a plain tuple in this order does as well, and is faster."""

    transaction_code: int
    routing_number: str  # the RDFI's, nine digits
    dfi_account_number: str
    amount_cents: int
    identification_number: str  # ARC, BOC and RCK: the check's serial number
    individual_name: str  # CCD: the receiving company
    discretionary_data: str  # WEB: payment type code, R or S
    trace_sequence: int  # rises within the file; the batch's ODFI goes in front of it
    payment_related_information: str = ""  # not empty: an addenda 05 follows


Row = EntryRow | tuple[int, str, str, int, str, str, str, int, str]


# Filled 100,000 times in a large file: the routing number goes in whole, the transaction code has
# two digits anyway, and the batch's ODFI starts the trace.
_ENTRY_FORMAT = PpdEntry.FORMAT.replace("%02d%-8s%01d", "%d%s", 1).removesuffix("%01d%-15s")
_ADDENDA_FORMAT = "705%-80s0001%07d"
_PRINTABLE = bytes(range(0x20, 0x7F))


class Limits(NamedTuple):
    """What the amount and the addenda must be with one transaction code."""

    is_debit: bool
    amount_min: int
    amount_max: int
    addenda_needed: bool


@runtime_checkable
class ColumnRows(Protocol):
    """Entries as columns, which write themselves: see `columns.entry_columns`."""

    def lines_in(self, batch: "RowBatch", line_end: str) -> Iterator[tuple[bytes, int]]:
        """Give the lines of a batch in parts, and how many each has; the batch counts them in."""
        ...


class RowBatch:
    """The batch being written: its rules, made ready once, and its totals so far."""

    def __init__(self, header: BatchHeader, *, banks: dict[str, int], last_sequence: int):
        self.header = header
        self.sec = sec_codes.SEC_CODES[header.standard_entry_class_code]
        self.needs_number = self.sec.amount_max_cents is not None  # a check's serial number
        self.information_max = _INFORMATION.width if self.sec.addenda_max else 0
        self.limits = _limits_by_transaction_code(header)
        self.banks = banks
        self.formats = [
            f"{_ENTRY_FORMAT}{addenda_indicator}{header.odfi_identification}%07d"
            for addenda_indicator in (0, 1)
        ]
        self.last_sequence = last_sequence
        self.entry_count = 0
        self.entry_addenda_count = 0
        self.entry_hash = 0
        self.debit_cents = 0
        self.credit_cents = 0

    def lines_of(self, rows: Sequence[Row]) -> list[str]:
        """Give the lines of some rows, and count them in.

        One loop, for speed. Formatting fills but never cuts, so a value too long for its field
        shows in the length of the line; which one it was is found out afterwards.
        """
        lines: list[str] = []
        banks, last = self.banks, self.last_sequence
        plain_format, addenda_format = self.formats
        payment_types = self.sec.payment_type_codes
        number_starts = _WRONG_STARTS if self.needs_number else (" ",)
        information_max = self.information_max
        hashed = debits = credits_ = 0
        known_code, limits = 0, _NOTHING_ALLOWED
        is_debit, amount_min, amount_max, addenda_needed = limits
        for row in rows:
            code, routing, account, amount, number, name, other, sequence, information = row
            if code != known_code:
                known_code, limits = code, self.limits.get(code, _NOTHING_ALLOWED)
                is_debit, amount_min, amount_max, addenda_needed = limits
            if (
                routing not in banks
                or type(amount) is not int
                or not amount_min <= amount <= amount_max
                or not last < sequence <= TRACE_SEQUENCE_MAX
                or not account.strip("0")
                or " " in account
                or name[:1] in _WRONG_STARTS
                or number[:1] in number_starts
                or (other not in payment_types if payment_types else other[:1] == " ")
                or (addenda_needed and not information)
            ):
                self._learn_or_refuse(rows, row, last)
            line = (addenda_format if information else plain_format) % (
                code, routing, account, amount, number, name, other, sequence
            )  # fmt: skip
            if len(line) != RECORD_LENGTH:
                self._learn_or_refuse(rows, row, last)
            lines.append(line)
            if information:
                if len(information) > information_max:
                    self._learn_or_refuse(rows, row, last)
                lines.append(_ADDENDA_FORMAT % (information, sequence))
            last = sequence
            hashed += banks[routing]
            if is_debit:
                debits += amount
            else:
                credits_ += amount
        self._refuse_characters(rows, lines)
        self.last_sequence = last
        self.entry_count += len(rows)
        self.entry_addenda_count += len(lines)
        self.entry_hash += hashed
        self.debit_cents += debits
        self.credit_cents += credits_
        return lines

    def control(self) -> BatchControl:
        """Give the record that proves the batch."""
        return BatchControl(
            service_class_code=self.header.service_class_code,
            entry_addenda_count=self.entry_addenda_count,
            entry_hash=self.entry_hash % HASH_MODULUS,
            total_debit_cents=self.debit_cents,
            total_credit_cents=self.credit_cents,
            company_identification=self.header.company_identification,
            odfi_identification=self.header.odfi_identification,
            batch_number=self.header.batch_number,
        )

    def _refuse_characters(self, rows: Sequence[Row], lines: list[str]) -> None:
        written = "".join(lines)
        if written.isascii() and not written.encode().translate(None, _PRINTABLE):
            return
        self._learn_or_refuse(rows, next(row for row in rows if not _is_printable(row)), 0)

    def _learn_or_refuse(self, rows: Sequence[Row], row: Row, last: int) -> None:
        """Take up a routing number seen for the first time; refuse all else that is wrong."""
        entry = EntryRow(*row)
        for field, fault in self._faults_of(entry, last):
            if fault:
                raise NachaWriteError(
                    field=field,
                    reason=fault,
                    value="" if field == "dfi_account_number" else getattr(entry, field),
                    row=self.entry_count + rows.index(row),
                )
        self.banks[entry.routing_number] = int(entry.routing_number[:8])

    def _faults_of(self, row: EntryRow, last: int) -> Iterator[tuple[str, str]]:
        limits = self.limits.get(row.transaction_code)
        yield "transaction_code", self._fault_of_code(row.transaction_code)
        yield "routing_number", _fault_of_routing_number(row.routing_number)
        yield "amount_cents", _fault_of_amount(row.amount_cents, limits)
        yield "trace_sequence", _fault_of_sequence(row.trace_sequence, last)
        yield "discretionary_data", self._fault_of_payment_type(row.discretionary_data)
        yield "payment_related_information", self._fault_of_information(row, limits)
        yield "dfi_account_number", _fault_of_account_number(row.dfi_account_number)
        yield "individual_name", _fault_of_text("individual_name", row.individual_name)
        yield "identification_number", self._fault_of_number(row.identification_number)

    def _fault_of_number(self, value: str) -> str:
        if value[:1] == " " or self.needs_number:
            return _fault_of_text("identification_number", value)
        return PpdEntry.column("identification_number").fault_of(value)

    def _fault_of_code(self, transaction_code: int) -> str:
        if transaction_code in self.limits:
            return ""
        service_class = self.header.service_class_code
        return (
            f"{transaction_code} is not allowed in a {self.sec.code} batch of class {service_class}"
        )

    def _fault_of_payment_type(self, value: str) -> str:
        allowed = self.sec.payment_type_codes
        if allowed and value not in allowed:
            choices = " or ".join(sorted(allowed - {""}))
            return f"must be {choices} in a {self.sec.code} entry, not {value!r}"
        return _fault_of_text("discretionary_data", value) if value else ""

    def _fault_of_information(self, row: EntryRow, limits: Limits | None) -> str:
        information = row.payment_related_information
        if limits and limits.addenda_needed and not information:
            return "is needed: a zero-dollar entry carries nothing else"
        if information and not self.information_max:
            return f"has no place: {self.sec.code} entries have no addenda"
        return _INFORMATION.fault_of(information)


def _is_printable(row: Row) -> bool:
    return all(str(value).isascii() and str(value).isprintable() for value in row)


_WRONG_STARTS = ("", " ", "0")  # a name or number that starts so is looked at closely
_NOTHING_ALLOWED = Limits(False, 1, 0, False)
_INFORMATION = PaymentAddenda.column("payment_related_information")


def _limits_by_transaction_code(header: BatchHeader) -> dict[int, Limits]:
    sec_code = header.standard_entry_class_code
    allowed = sec_codes.allowed_transaction_codes(
        service_class_code=header.service_class_code,
        sec_code=sec_code,
        is_reversal=header.company_entry_description == sec_codes.REVERSAL,
    )
    amount_max = sec_codes.SEC_CODES[sec_code].amount_max_cents or AMOUNT_MAX
    return {code: _limits_of(TRANSACTION_CODES[code], amount_max) for code in allowed}


def _limits_of(code: TransactionCode, amount_max: int) -> Limits:
    is_debit = code.direction is Direction.DEBIT
    if code.kind in (EntryKind.PRENOTE, EntryKind.ZERO_DOLLAR):
        return Limits(is_debit, 0, 0, code.kind is EntryKind.ZERO_DOLLAR)
    return Limits(is_debit, 1, amount_max, False)


def _fault_of_routing_number(value: str) -> str:
    return "" if is_valid_routing_number(value) else f"{value!r} is not a bank's routing number"


def _fault_of_amount(value: object, limits: Limits | None) -> str:
    if type(value) is not int:
        return f"must be whole cents, not {value!r}"
    if limits and not limits.amount_min <= value <= limits.amount_max:
        expected = "zero" if limits.amount_max == 0 else f"from 1 to {limits.amount_max}"
        return f"must be {expected} cents with this transaction code, not {value}"
    return ""


def _fault_of_sequence(value: int, last: int) -> str:
    if value > TRACE_SEQUENCE_MAX:
        return f"{value} has more than seven digits"
    return "" if value > last else f"{value} does not rise: {last} came before it"


def _fault_of_account_number(value: str) -> str:
    if not value.strip("0"):
        return "is zeros" if value else "is blank"
    if " " in value:
        return "has blanks: leave them out"
    if PpdEntry.column("dfi_account_number").fault_of(value):  # which would show it
        return "is longer than 17 characters, or has some that a Nacha file cannot hold"
    return ""


def _fault_of_text(field: str, value: str) -> str:
    if not value.strip(" 0"):
        return f"is zeros: {value!r}" if value else "is blank"
    if value[0] == " ":
        return f"{value!r} starts with a blank"
    return PpdEntry.column(field).fault_of(value)
