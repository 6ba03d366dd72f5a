"""Putting a file together from headers and entries: its controls, counts and padding."""

from collections.abc import Iterable, Sequence

from rentrail.formats.nacha.file import AchFile, Batch, Entry
from rentrail.formats.nacha.records import (
    BLOCKING_FACTOR,
    AdvBatchControl,
    AdvFileControl,
    AnyBatchControl,
    AnyBatchHeader,
    BatchControl,
    FileControl,
    FileHeader,
)
from rentrail.formats.nacha.sec_codes import ADVICE_SEC_CODE
from rentrail.formats.nacha.totals import Totals


def batch_of(header: AnyBatchHeader, entries: Iterable[Entry]) -> Batch:
    """Put a batch together, with the control that proves it.

    Raises:
        NachaWriteError: a total has no room in the control.
        NachaReadError: a number of the header has letters.
    """
    entries, totals = tuple(entries), Totals()
    for entry in entries:
        totals.add(entry)
    return Batch(header=header, entries=entries, control=_batch_control(header, totals))


def file_of(
    header: FileHeader,
    batches: Sequence[Batch],
    *,
    line_end: str = "\n",
    padded: bool = True,
    ends_with_line_end: bool = True,
    renumbered: bool = False,
) -> AchFile:
    """Put a file together, with the control that proves it.

    With `renumbered`, the batches are numbered anew from 1.

    Raises:
        NachaWriteError: a total has no room in the control.
    """
    if renumbered:
        batches = [numbered(batch, number) for number, batch in enumerate(batches, 1)]
    totals = Totals()
    for batch in batches:
        for entry in batch.entries:
            totals.add(entry)
    record_count = 2 + sum(2 + _size(batch) for batch in batches)
    block_count = -(-record_count // BLOCKING_FACTOR)
    has_advices = any(
        batch.header.standard_entry_class_code == ADVICE_SEC_CODE for batch in batches
    )
    control_class = AdvFileControl if has_advices else FileControl
    return AchFile(
        header=header,
        batches=tuple(batches),
        control=control_class(
            batch_count=len(batches),
            block_count=block_count,
            entry_addenda_count=totals.entry_addenda_count,
            entry_hash=totals.entry_hash,
            total_debit_cents=totals.total_debit_cents,
            total_credit_cents=totals.total_credit_cents,
        ),
        padding_count=block_count * BLOCKING_FACTOR - record_count if padded else 0,
        line_end=line_end,
        ends_with_line_end=ends_with_line_end and bool(line_end),
    )


def numbered(batch: Batch, number: int) -> Batch:
    """Give a batch another number, in its header and its control.

    Raises:
        NachaWriteError: the number has more than seven digits.
    """
    return batch_of(batch.header.replace(batch_number=number), batch.entries)


def _size(batch: Batch) -> int:
    return sum(1 + len(entry.addenda) for entry in batch.entries)


def _batch_control(header: AnyBatchHeader, totals: Totals) -> AnyBatchControl:
    if header.standard_entry_class_code == ADVICE_SEC_CODE:
        return AdvBatchControl(
            service_class_code=header.service_class_code,
            entry_addenda_count=totals.entry_addenda_count,
            entry_hash=totals.entry_hash,
            total_debit_cents=totals.total_debit_cents,
            total_credit_cents=totals.total_credit_cents,
            odfi_identification=header.odfi_identification,
            batch_number=header.batch_number,
        )
    return BatchControl(
        service_class_code=header.service_class_code,
        entry_addenda_count=totals.entry_addenda_count,
        entry_hash=totals.entry_hash,
        total_debit_cents=totals.total_debit_cents,
        total_credit_cents=totals.total_credit_cents,
        company_identification=header.company_identification,
        odfi_identification=header.odfi_identification,
        batch_number=header.batch_number,
    )
