"""Writing a Nacha file: one that was parsed or made, or as a stream of rows with flat memory."""

from collections.abc import Iterable, Iterator
from itertools import islice

from rentrail.formats.nacha import codes, sec_codes
from rentrail.formats.nacha.errors import NachaWriteError
from rentrail.formats.nacha.fields import Record
from rentrail.formats.nacha.file import AchFile
from rentrail.formats.nacha.records import (
    BLOCKING_FACTOR,
    PADDING_LINE,
    BatchHeader,
    FileControl,
    FileHeader,
)
from rentrail.formats.nacha.rows import (
    ROW_CLASSES,
    TRACE_SEQUENCE_MAX,
    ColumnRows,
    EntryRow,
    Row,
    RowBatch,
)
from rentrail.formats.nacha.totals import HASH_MODULUS
from rentrail.formats.nacha.transactions import ServiceClass

ROWS_PER_CHUNK = 2_000

_SERVICE_CLASSES = frozenset({ServiceClass.MIXED, ServiceClass.CREDITS, ServiceClass.DEBITS})


def write(file: AchFile) -> bytes:
    """Write a file: byte for byte as it was read, if it was.

    Raises:
        NachaWriteError: it was read from a file whose order was broken, or whose line ends were of
            several sorts: these lines could not stand where they stood.
    """
    if file.strays:
        first = file.strays[0].line
        raise NachaWriteError(field=f"line {first}", reason="belongs nowhere in the file")
    if not file.has_uniform_line_ends:
        raise NachaWriteError(field="the file", reason="has line ends of several sorts")
    texts = [record.text for record in file.records()]
    texts += [PADDING_LINE] * file.padding_count
    texts += file.trailing
    end = file.line_end
    return (end.join(texts) + (end if file.ends_with_line_end else "")).encode("latin-1")


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

    def batch(self, header: BatchHeader, rows: Iterable[Row] | ColumnRows) -> Iterator[bytes]:
        """Give a batch, in chunks: its header, the entries (`EntryRow` order) and its control.

        Traces rise in the file for each ODFI, and batch numbers rise too.

        Raises:
            NachaWriteError: a value does not fit or breaks a rule; `row` counts from 0. The file
                is then of no use, and what was given of it is to be thrown away.
        """
        self._refuse_header(header)
        yield self._lines([header.to_line()])
        odfi = header.odfi_identification
        batch = RowBatch(header, banks=self._banks, last_sequence=self._last_sequences.get(odfi, 0))
        if isinstance(rows, ColumnRows):
            yield from self._written(rows.lines_in(batch, self.line_end))
        else:
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

    def _written(self, parts: Iterator[tuple[bytes, int]]) -> Iterator[bytes]:
        for content, line_count in parts:
            self._line_count += line_count
            yield content

    def _lines(self, lines: list[str]) -> bytes:
        self._line_count += len(lines)
        return (self.line_end.join(lines) + self.line_end).encode("ascii")

    def _refuse_header(self, header: BatchHeader) -> None:
        _refuse_blanks(header)
        sec_code, service_class = header.standard_entry_class_code, header.service_class_code
        for field, value, fault in (
            ("standard_entry_class_code", sec_code,
             "" if sec_code in ROW_CLASSES else "is none that is written here"),
            ("service_class_code", service_class,
             "" if service_class in _SERVICE_CLASSES else "must be 200, 220 or 225"),
            ("batch_number", header.batch_number,
             "" if header.batch_number > self._last_batch_number else "must rise within the file"),
        ):  # fmt: skip
            if fault:
                raise NachaWriteError(field=field, reason=f"{fault}: {value!r}", value=value)
        _refuse_description(header)
        self._last_batch_number = header.batch_number

    def _count_in(self, batch: "RowBatch") -> None:
        if not batch.entry_count:
            number = batch.header.batch_number
            raise NachaWriteError(field="batch", reason=f"{number} has no entries", value=number)
        self.batch_count += 1
        self.entry_count += batch.entry_count
        self.entry_addenda_count += batch.entry_addenda_count
        self.entry_hash = (self.entry_hash + batch.entry_hash) % HASH_MODULUS
        self.total_debit_cents += batch.debit_cents
        self.total_credit_cents += batch.credit_cents


def _refuse_blanks(record: Record) -> None:
    for column in record.COLUMNS:
        value = getattr(record, column.name)
        if column.mandatory and isinstance(value, str) and not value.strip(" 0"):
            raise NachaWriteError(
                field=column.name, reason="must not be blank or zeros", value=value
            )


def _refuse_description(header: BatchHeader) -> None:
    description = header.company_entry_description
    mandated = sec_codes.SEC_CODES[header.standard_entry_class_code].description
    reason = ""
    if mandated and description not in (mandated, sec_codes.REVERSAL):
        reason = f"of {header.standard_entry_class_code} entries is {mandated}, not {description!r}"
    elif description.upper() in codes.RESERVED_DESCRIPTIONS and description != description.upper():
        reason = f"{description!r} must be in capitals"
    if reason:
        raise NachaWriteError(field="company_entry_description", reason=reason, value=description)


__all__ = ["TRACE_SEQUENCE_MAX", "EntryRow", "FileWriter", "Row", "write"]
