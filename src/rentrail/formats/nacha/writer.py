"""Writing a Nacha file as a stream: batches of rows in, chunks of bytes out, memory flat."""

from collections.abc import Iterable, Iterator, Sequence
from itertools import islice
from typing import NamedTuple

from rentrail.formats.nacha import codes, transactions
from rentrail.formats.nacha.fields import RECORD_LENGTH, NachaWriteError, Record
from rentrail.formats.nacha.file import AchFile
from rentrail.formats.nacha.records import (
    PADDING_LINE,
    BatchControl,
    BatchHeader,
    EntryDetail,
    FileControl,
    FileHeader,
    PaymentAddenda,
)
from rentrail.formats.nacha.routing import is_valid_routing_number
from rentrail.formats.nacha.transactions import Direction, EntryKind, ServiceClass

BLOCKING_FACTOR = 10
HASH_MODULUS = 10**10  # the hash keeps its ten right-most digits
AMOUNT_MAX = 10**10 - 1  # ten digits: 99,999,999.99
TRACE_SEQUENCE_MAX = 9_999_999
ROWS_PER_CHUNK = 2_000

_SERVICE_CLASSES = frozenset({ServiceClass.MIXED, ServiceClass.CREDITS, ServiceClass.DEBITS})


class EntryRow(NamedTuple):
    """One entry to be written; a plain tuple in this order does as well, and is faster."""

    transaction_code: int
    routing_number: str  # the RDFI's, nine digits
    dfi_account_number: str
    amount_cents: int
    identification_number: str
    individual_name: str  # CCD: the receiving company
    discretionary_data: str  # WEB: payment type code, R or S
    trace_sequence: int  # rises within the file; the batch's ODFI goes in front of it
    payment_related_information: str = ""  # not empty: an addenda 05 follows


Row = EntryRow | tuple[int, str, str, int, str, str, str, int, str]


class FileWriter:
    """Writes one file: `start`, then `batch` for each batch, then `finish`.

    Counts, entry hashes, totals and the padding are worked out on the way. Nothing is ever cut:
    what does not fit, or would be rejected by the operator, is refused with its field and reason.
    The counts and totals so far are attributes, for the caller's own books.

    >>> header = FileHeader(
    ...     immediate_destination=" 076401251", immediate_origin=" 076401251",
    ...     file_creation_date="260301", file_creation_time="0930")
    >>> batch = BatchHeader(
    ...     service_class_code=225, company_name="MAPLE COURT", company_identification="1234567890",
    ...     standard_entry_class_code="PPD", company_entry_description="RENT",
    ...     effective_entry_date="260302", odfi_identification="07640125", batch_number=1)
    >>> row = EntryRow(27, "076401251", "00123", 120_000, "LEASE-1", "ALICE RESIDENT", "", 1)
    >>> writer = FileWriter(header)
    >>> data = b"".join([writer.start(), *writer.batch(batch, [row]), writer.finish()])
    >>> len(data.splitlines()), writer.total_debit_cents
    (10, 120000)
    """

    def __init__(self, header: FileHeader, *, line_end: str = "\n", padded: bool = True):
        """Prepare a file; some banks want no line ends (`""`) or no padding with 9s."""
        self.header = header
        self.line_end = line_end
        self.padded = padded
        self.batch_count = 0
        self.entry_count = 0
        self.entry_addenda_count = 0
        self.entry_hash = 0
        self.total_debit_cents = 0
        self.total_credit_cents = 0
        self._line_count = 0
        self._last_batch_number = 0
        self._last_sequences: dict[str, int] = {}
        self._banks: dict[str, int] = {}

    def start(self) -> bytes:
        """Give the file header.

        Raises:
            NachaWriteError: a field of it does not fit.
        """
        _refuse_blanks(self.header)
        return self._lines([self.header.to_line()])

    def batch(self, header: BatchHeader, rows: Iterable[Row]) -> Iterator[bytes]:
        """Give a batch, in chunks: its header, the entries (`EntryRow` order) and its control.

        Traces rise in the file for each ODFI, and batch numbers rise too.

        Raises:
            NachaWriteError: a value does not fit or breaks a rule; `row` counts from 0. The file
                is then of no use, and what was given of it is to be thrown away.
        """
        self._refuse_header(header)
        yield self._lines([header.to_line()])
        odfi = header.odfi_identification
        batch = _BatchInProgress(
            header, banks=self._banks, last_sequence=self._last_sequences.get(odfi, 0)
        )
        remaining = iter(rows)
        while chunk := list(islice(remaining, ROWS_PER_CHUNK)):
            yield self._lines(batch.lines_of(chunk))
        self._last_sequences[odfi] = batch.last_sequence
        self._count_in(batch)
        yield self._lines([batch.control().to_line()])

    def finish(self) -> bytes:
        """Give the file control and the padding."""
        record_count = self._line_count + 1
        block_count = -(-record_count // BLOCKING_FACTOR)
        control = FileControl(
            batch_count=self.batch_count,
            block_count=block_count,
            entry_addenda_count=self.entry_addenda_count,
            entry_hash=self.entry_hash,
            total_debit_cents=self.total_debit_cents,
            total_credit_cents=self.total_credit_cents,
        )
        padding = block_count * BLOCKING_FACTOR - record_count if self.padded else 0
        return self._lines([control.to_line(), *[PADDING_LINE] * padding])

    def _lines(self, lines: list[str]) -> bytes:
        self._line_count += len(lines)
        return (self.line_end.join(lines) + self.line_end).encode("ascii")

    def _refuse_header(self, header: BatchHeader) -> None:
        _refuse_blanks(header)
        _refuse_description(header)
        sec_code, service_class = header.standard_entry_class_code, header.service_class_code
        for field, value, fault in (
            ("standard_entry_class_code", sec_code,
             "" if sec_code in transactions.SEC_CODES else "is none that is written here"),
            ("service_class_code", service_class,
             "" if service_class in _SERVICE_CLASSES else "must be 200, 220 or 225"),
            ("batch_number", header.batch_number,
             "" if header.batch_number > self._last_batch_number else "must rise within the file"),
        ):  # fmt: skip
            if fault:
                raise NachaWriteError(field=field, reason=f"{fault}: {value!r}", value=value)
        self._last_batch_number = header.batch_number

    def _count_in(self, batch: "_BatchInProgress") -> None:
        if not batch.entry_count:
            number = batch.header.batch_number
            raise NachaWriteError(field="batch", reason=f"{number} has no entries", value=number)
        self.batch_count += 1
        self.entry_count += batch.entry_count
        self.entry_addenda_count += batch.entry_addenda_count
        self.entry_hash = (self.entry_hash + batch.entry_hash) % HASH_MODULUS
        self.total_debit_cents += batch.debit_cents
        self.total_credit_cents += batch.credit_cents


def render(file: AchFile) -> bytes:
    """Write a file that was read, with its own line ends and padding: byte for byte if valid.

    Raises:
        NachaWriteError: a field holds what a Nacha file cannot hold.
    """
    lines = [record.to_line() for record in file.records()]
    lines += [PADDING_LINE] * file.padding_count
    end = file.line_end
    return (end.join(lines) + (end if file.ends_with_line_end else "")).encode("ascii")


# Filled 100,000 times in a large file: the routing number goes in whole, the transaction code has
# two digits anyway, and the batch's ODFI starts the trace.
_ENTRY_FORMAT = EntryDetail.FORMAT.replace("%02d%-8s%01d", "%d%s", 1).removesuffix("%01d%-15s")
_ADDENDA_FORMAT = "705%-80s0001%07d"
_PRINTABLE = bytes(range(0x20, 0x7F))


class _Limits(NamedTuple):
    is_debit: bool
    amount_min: int
    amount_max: int
    addenda_needed: bool


class _BatchInProgress:
    """The batch being written: its rules, made ready once, and its totals so far."""

    def __init__(self, header: BatchHeader, *, banks: dict[str, int], last_sequence: int):
        self.header = header
        self.sec = transactions.SEC_CODES[header.standard_entry_class_code]
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
                or not account
                or " " in account
                or not name
                or name[0] == " "
                or number[:1] == " "
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
                if len(information) > _INFORMATION.width:
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
        for row in rows:
            if not all(str(value).isascii() and str(value).isprintable() for value in row):
                self._learn_or_refuse(rows, row, 0)

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
        yield "payment_related_information", _fault_of_information(row, limits)
        yield "dfi_account_number", _fault_of_account_number(row.dfi_account_number)
        yield "individual_name", _fault_of_text("individual_name", row.individual_name)
        if row.identification_number:
            number = row.identification_number
            yield "identification_number", _fault_of_text("identification_number", number)

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
            return (
                f"must be {' or '.join(sorted(allowed))} in a {self.sec.code} entry, not {value!r}"
            )
        return _fault_of_text("discretionary_data", value) if value else ""


_NOTHING_ALLOWED = _Limits(False, 1, 0, False)
_INFORMATION = PaymentAddenda.column("payment_related_information")


def _limits_by_transaction_code(header: BatchHeader) -> dict[int, _Limits]:
    allowed = transactions.allowed_transaction_codes(
        service_class_code=header.service_class_code,
        sec_code=header.standard_entry_class_code,
        is_reversal=header.company_entry_description == "REVERSAL",
    )
    return {code: _limits_of(transactions.TRANSACTION_CODES[code]) for code in allowed}


def _limits_of(code: transactions.TransactionCode) -> _Limits:
    is_debit = code.direction is Direction.DEBIT
    if code.kind in (EntryKind.PRENOTE, EntryKind.ZERO_DOLLAR):
        return _Limits(is_debit, 0, 0, code.kind is EntryKind.ZERO_DOLLAR)
    return _Limits(is_debit, 1, AMOUNT_MAX, False)


def _fault_of_routing_number(value: str) -> str:
    return "" if is_valid_routing_number(value) else f"{value!r} is not a bank's routing number"


def _fault_of_amount(value: object, limits: _Limits | None) -> str:
    if type(value) is not int:
        return f"must be whole cents, not {value!r}"
    if limits and not limits.amount_min <= value <= limits.amount_max:
        expected = "zero" if limits.amount_max == 0 else f"from 1 to {AMOUNT_MAX}"
        return f"must be {expected} cents with this transaction code, not {value}"
    return ""


def _fault_of_sequence(value: int, last: int) -> str:
    if value > TRACE_SEQUENCE_MAX:
        return f"{value} has more than seven digits"
    return "" if value > last else f"{value} does not rise: {last} came before it"


def _fault_of_information(row: EntryRow, limits: _Limits | None) -> str:
    if limits and limits.addenda_needed and not row.payment_related_information:
        return "is needed: a zero-dollar entry carries nothing else"
    return _INFORMATION.fault_of(row.payment_related_information)


def _fault_of_account_number(value: str) -> str:
    if not value:
        return "is blank"
    if " " in value:
        return "has blanks: leave them out"
    if EntryDetail.column("dfi_account_number").fault_of(value):  # which would show it
        return "is longer than 17 characters, or has some that a Nacha file cannot hold"
    return ""


def _fault_of_text(field: str, value: str) -> str:
    if not value:
        return "is blank"
    if value[0] == " ":
        return f"{value!r} starts with a blank"
    return EntryDetail.column(field).fault_of(value)


def _refuse_blanks(record: Record) -> None:
    for column in record.COLUMNS:
        value = getattr(record, column.name)
        if column.mandatory and isinstance(value, str) and not value.strip(" 0"):
            raise NachaWriteError(
                field=column.name, reason="must not be blank or zeros", value=value
            )


def _refuse_description(header: BatchHeader) -> None:
    description = header.company_entry_description
    if description.upper() in codes.RESERVED_DESCRIPTIONS and description != description.upper():
        reason = f"{description!r} must be in capitals"
        raise NachaWriteError(field="company_entry_description", reason=reason, value=description)
