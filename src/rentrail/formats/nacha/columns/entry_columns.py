"""Entries to be written, as columns: one array for each field, one element for each entry."""

from collections.abc import Iterator
from dataclasses import dataclass, fields
from typing import Any

import numpy as np
import numpy.typing as npt

from rentrail.formats.nacha.columns import writing
from rentrail.formats.nacha.errors import NachaWriteError
from rentrail.formats.nacha.rows import RowBatch

ROUTING_NUMBER_LENGTH = 9
ENTRIES_PER_CHUNK = 8000  # so many that the columns stay in the cache; found by measuring

Integers = npt.NDArray[np.int64]
Texts = npt.NDArray[np.bytes_]

_NUMBERS = ("transaction_code", "routing_number", "amount_cents", "trace_sequence")


@dataclass(frozen=True, kw_only=True, slots=True)
class EntryColumns:
    """Many entries of one batch: the fields of `writer.EntryRow`, each as an array.

    Make it with `of`, which takes what is at hand. Texts are arrays of bytes, as wide as needed;
    zero bytes after a text are no part of it.

    >>> from rentrail.formats import nacha
    >>> entries = EntryColumns.of(
    ...     transaction_code=27, routing_number=[76401251, 123456780],
    ...     dfi_account_number=["00123", "74456789"], amount_cents=[120_000, 95_050],
    ...     individual_name=["ALICE RESIDENT", "BOB RESIDENT"], trace_sequence=[1, 2])
    >>> header = nacha.FileHeader(
    ...     immediate_destination=" 076401251", immediate_origin=" 076401251",
    ...     file_creation_date="260227", file_creation_time="0930")
    >>> batch = nacha.BatchHeader(
    ...     service_class_code=225, company_name="MAPLE COURT", company_identification="1234567890",
    ...     standard_entry_class_code="PPD", company_entry_description="RENT",
    ...     effective_entry_date="260302", odfi_identification="07640125", batch_number=1)
    >>> writer = nacha.FileWriter(header)
    >>> data = b"".join([writer.start(), *writer.batch(batch, entries), writer.finish()])
    >>> nacha.validate(data), writer.total_debit_cents
    ([], 215050)
    """

    transaction_code: Integers
    routing_number: Integers  # all nine digits as one number
    dfi_account_number: Texts
    amount_cents: Integers
    identification_number: Texts
    individual_name: Texts
    discretionary_data: Texts
    trace_sequence: Integers
    payment_related_information: Texts  # not empty: an addenda 05 follows

    @classmethod
    def of(
        cls,
        *,
        transaction_code: npt.ArrayLike,
        routing_number: npt.ArrayLike,
        dfi_account_number: npt.ArrayLike,
        amount_cents: npt.ArrayLike,
        individual_name: npt.ArrayLike,
        trace_sequence: npt.ArrayLike,
        identification_number: npt.ArrayLike = b"",
        discretionary_data: npt.ArrayLike = b"",
        payment_related_information: npt.ArrayLike = b"",
    ) -> "EntryColumns":
        """Make columns of arrays, lists or, for what is the same in all entries, single values.

        Raises:
            NachaWriteError: a column is no whole numbers, or has characters other than ASCII.
            ValueError: the columns differ in length.
        """
        given = {
            "transaction_code": transaction_code,
            "routing_number": routing_number,
            "dfi_account_number": dfi_account_number,
            "amount_cents": amount_cents,
            "identification_number": identification_number,
            "individual_name": individual_name,
            "discretionary_data": discretionary_data,
            "trace_sequence": trace_sequence,
            "payment_related_information": payment_related_information,
        }
        columns = [
            _integers(name, value) if name in _NUMBERS else _texts(name, value)
            for name, value in given.items()
        ]
        return cls(**dict(zip(given, np.broadcast_arrays(*columns), strict=True)))

    def __len__(self) -> int:
        return len(self.trace_sequence)

    def __getitem__(self, place: slice) -> "EntryColumns":
        columns: dict[str, Any] = {name: column[place] for name, column in self._columns()}
        return EntryColumns(**columns)

    def lines_in(self, batch: RowBatch, line_end: str) -> Iterator[tuple[bytes, int]]:
        """Give the lines of a batch in parts, and how many each has; the batch counts them in.

        Raises:
            NachaWriteError: a value does not fit or breaks a rule; `row` counts from 0.
        """
        for start in range(0, len(self), ENTRIES_PER_CHUNK):
            yield _written(self[start : start + ENTRIES_PER_CHUNK], batch, line_end)

    def rows(self) -> Iterator[tuple[int, str, str, int, str, str, str, int, str]]:
        """Give the entries one by one, as the writer of rows takes them."""
        for row in zip(*(column.tolist() for _, column in self._columns()), strict=True):
            code, routing, account, amount, number, name, other, sequence, information = row
            yield (
                code, f"{routing:09d}", _read(account), amount, _read(number), _read(name),
                _read(other), sequence, _read(information),
            )  # fmt: skip

    def _columns(self) -> Iterator[tuple[str, npt.NDArray[np.generic]]]:
        return ((field.name, getattr(self, field.name)) for field in fields(self))


def _written(entries: EntryColumns, batch: RowBatch, line_end: str) -> tuple[bytes, int]:
    written = writing.write(entries, batch, line_end)
    if written is None:
        texts = batch.lines_of(list(entries.rows()))
        return "".join(f"{text}{line_end}" for text in texts).encode("ascii"), len(texts)
    batch.last_sequence = int(entries.trace_sequence[-1])
    batch.entry_count += len(entries)
    batch.entry_addenda_count += written.line_count
    batch.entry_hash += written.entry_hash
    batch.debit_cents += written.debit_cents
    batch.credit_cents += written.credit_cents
    return written.content, written.line_count


def _integers(name: str, value: npt.ArrayLike) -> Integers:
    found = np.atleast_1d(np.asarray(value))
    if name == "routing_number" and found.dtype.kind in "SU":
        found = _routing_numbers(_texts(name, found))
    is_whole = found.dtype.kind in "iu" and found.max(initial=0) <= np.iinfo(np.int64).max
    if not is_whole:
        raise NachaWriteError(field=name, reason=f"must be whole numbers, not {found.dtype}")
    return found.astype(np.int64, copy=False)


def _routing_numbers(texts: Texts) -> Integers:
    is_wrong = ~np.strings.isdigit(texts) | (np.strings.str_len(texts) != ROUTING_NUMBER_LENGTH)
    if is_wrong.any():
        row = int(is_wrong.argmax())
        value = _read(texts[row])
        reason = f"{value!r} is not a bank's routing number"
        raise NachaWriteError(field="routing_number", reason=reason, value=value, row=row)
    return texts.astype(np.int64)


def _texts(name: str, value: npt.ArrayLike) -> Texts:
    found = np.atleast_1d(np.asarray(value))
    if found.dtype.kind not in "SU":
        raise NachaWriteError(field=name, reason=f"must be text, not {found.dtype}")
    try:
        texts: Texts = found.astype(np.bytes_, copy=False)
    except UnicodeEncodeError:
        reason = "has characters that a Nacha file cannot hold"
        raise NachaWriteError(field=name, reason=reason) from None
    return _narrowed(texts, writing.WIDTHS.get(name, texts.dtype.itemsize))


def _narrowed(texts: Texts, width: int) -> Texts:
    """Give an array that is no wider than its field, if no text in it is."""
    if texts.dtype.itemsize <= width:
        return texts
    narrowed = texts.astype(f"S{width}")
    return narrowed if (narrowed == texts).all() else texts


def _read(text: bytes) -> str:
    return text.decode("latin-1")
