"""Putting a file together from headers and entries: its controls, counts and padding."""

from collections.abc import Iterable, Sequence

from rentrail.formats.nacha.file import AchFile, Batch, Entry
from rentrail.formats.nacha.records import (
    BLOCKING_FACTOR,
    AdvBatchControl,
    AdvFileControl,
    AnyBatchControl,
    AnyBatchHeader,
    AnyFileControl,
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
    return Batch(header=header, entries=entries, control=batch_control_of(header, totals))


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

    With `renumbered`, the batches are numbered anew from 1, and have new controls.

    Raises:
        NachaWriteError: a total has no room in the control.
    """
    if renumbered:
        batches = [
            batch_of(batch.header.replace(batch_number=number), batch.entries)
            for number, batch in enumerate(batches, 1)
        ]
    totals = Totals()
    for batch in batches:
        for entry in batch.entries:
            totals.add(entry)
    record_count = 2 + 2 * len(batches) + totals.entry_addenda_count
    sec_codes = {batch.header.standard_entry_class_code for batch in batches}
    return AchFile(
        header=header,
        batches=tuple(batches),
        control=file_control_of(
            totals,
            batch_count=len(batches),
            record_count=record_count,
            has_advices=ADVICE_SEC_CODE in sec_codes,
        ),
        padding_count=-record_count % BLOCKING_FACTOR if padded else 0,
        line_end=line_end,
        ends_with_line_end=ends_with_line_end and bool(line_end),
    )


def batch_control_of(header: AnyBatchHeader, totals: Totals) -> AnyBatchControl:
    """Give the control that proves a batch.

    Raises:
        NachaWriteError: a total has no room in it.
        NachaReadError: a number of the header has letters.
    """
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


def file_control_of(
    totals: Totals, *, batch_count: int, record_count: int, has_advices: bool
) -> AnyFileControl:
    """Give the control that proves a file; the count of its records is with its own two.

    Raises:
        NachaWriteError: a total has no room in it.
    """
    control_class = AdvFileControl if has_advices else FileControl
    return control_class(
        batch_count=batch_count,
        block_count=-(-record_count // BLOCKING_FACTOR),
        entry_addenda_count=totals.entry_addenda_count,
        entry_hash=totals.entry_hash,
        total_debit_cents=totals.total_debit_cents,
        total_credit_cents=totals.total_credit_cents,
    )
