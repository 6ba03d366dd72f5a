"""Reversing entries that were sent in error: the same amounts, the other way round.

Source: [NACHA] Reversing Files and Reversing Entries.
"""

from collections.abc import Callable, Iterable

from rentrail.formats.nacha.assembling import batch_of, file_of
from rentrail.formats.nacha.entries import EntryDetail
from rentrail.formats.nacha.file import AchFile, Batch, Entry, FileKind
from rentrail.formats.nacha.records import FileHeader
from rentrail.formats.nacha.sec_codes import REVERSAL
from rentrail.formats.nacha.transactions import (
    TRANSACTION_CODES,
    AccountType,
    Direction,
    EntryKind,
    ServiceClass,
    transaction_code_for,
)

_SERVICE_CLASSES = {
    ServiceClass.MIXED: ServiceClass.MIXED,
    ServiceClass.CREDITS: ServiceClass.DEBITS,
    ServiceClass.DEBITS: ServiceClass.CREDITS,
}


class EntryNotReversible(ValueError):
    """An entry cannot be reversed. The text is fit to show a person."""


def reverse(
    file: AchFile,
    *,
    header: FileHeader,
    effective_entry_date: str,
    first_trace_sequence: int = 1,
    keep: Callable[[Entry], bool] = lambda entry: True,
) -> AchFile:
    """Make the file that reverses one: what was debited is credited, and the other way round.

    Company, class, amounts and names stay, the description becomes REVERSAL, and the original
    trace number is kept in no place (the rulebook asks for none). `keep` chooses the entries.

    Raises:
        EntryNotReversible: an entry moves no money, comes back from a bank, or goes to a loan.
        NachaWriteError: a value does not fit.
    """
    sequence = first_trace_sequence
    batches: list[Batch] = []
    for batch in file.batches:
        chosen = [entry for entry in batch.entries if keep(entry)]
        if chosen:
            batches.append(
                _reversed(batch, chosen, len(batches) + 1, effective_entry_date, sequence)
            )
            sequence += len(chosen)
    return file_of(
        header, batches, line_end=file.line_end, ends_with_line_end=file.ends_with_line_end
    )


def _reversed(
    batch: Batch,
    entries: Iterable[Entry],
    batch_number: int,
    effective_entry_date: str,
    first_sequence: int,
) -> Batch:
    header = batch.header
    if header.service_class_code not in _SERVICE_CLASSES:
        raise EntryNotReversible(f"The batch in line {batch.line} is of advices.")
    turned = header.replace(
        service_class_code=_SERVICE_CLASSES[ServiceClass(header.service_class_code)],
        company_entry_description=REVERSAL,
        effective_entry_date=effective_entry_date,
        settlement_date="",
        batch_number=batch_number,
    )
    odfi = header.odfi_identification
    return batch_of(
        turned,
        [
            _turned(entry, f"{odfi}{sequence:07d}")
            for sequence, entry in enumerate(entries, first_sequence)
        ],
    )


def _turned(entry: Entry, trace_number: str) -> Entry:
    detail = entry.detail
    if entry.kind is not FileKind.FORWARD:
        raise EntryNotReversible(f"The entry in line {entry.line} comes back from a bank.")
    turned = detail.replace(transaction_code=_other_way(detail), trace_number=trace_number)
    sequence = int(trace_number[-7:])
    addenda = []
    for one in entry.addenda:
        own = {"trace_number": trace_number, "entry_detail_sequence_number": sequence}
        fields = type(one).FIELDS
        addenda.append(one.replace(**{name: own[name] for name in own if name in fields}))
    return Entry(turned, tuple(addenda))


def _other_way(detail: EntryDetail) -> int:
    sent = TRANSACTION_CODES.get(detail.transaction_code)
    if sent is None or sent.kind not in (EntryKind.LIVE, EntryKind.LOAN_REVERSAL):
        raise EntryNotReversible(f"The entry in line {detail.line} moves no money.")
    if sent.account_type is AccountType.LOAN:
        is_credit = sent.direction is Direction.CREDIT
        kind = EntryKind.LOAN_REVERSAL if is_credit else EntryKind.LIVE
    else:
        kind = EntryKind.LIVE
    direction = Direction.DEBIT if sent.direction is Direction.CREDIT else Direction.CREDIT
    return transaction_code_for(account_type=sent.account_type, direction=direction, kind=kind)
