"""Answering an entry: its return, a notification of change, and the answers to these.

Receiving banks do this, and originating banks their part; for all others it serves tests.
"""

from collections.abc import Sequence

from rentrail.formats.nacha.addenda import (
    AddendaRecord,
    ContestedReturnAddenda,
    DishonoredReturnAddenda,
    IatNotificationOfChangeAddenda,
    IatReturnAddenda,
    NotificationOfChangeAddenda,
    RefusedNotificationAddenda,
    ReturnAddenda,
)
from rentrail.formats.nacha.assembling import batch_of
from rentrail.formats.nacha.entries import EntryDetail, UnclassedEntry
from rentrail.formats.nacha.file import Batch, Entry
from rentrail.formats.nacha.inbound import NotificationOfChange, ReturnedEntry
from rentrail.formats.nacha.records import AnyBatchHeader, IatBatchHeader
from rentrail.formats.nacha.routing import routing_check_digit
from rentrail.formats.nacha.sec_codes import NOTIFICATION_SEC_CODE
from rentrail.formats.nacha.transactions import return_code_for


def return_for(
    header: AnyBatchHeader,
    entry: Entry,
    *,
    return_code: str,
    trace_number: str,
    batch_number: int = 1,
    settlement_date: str = "",
    addenda_information: str = "",
    date_of_death: str = "",
) -> Batch:
    """Send an entry back: a copy of it, turned round, with the reason in an addenda 99.

    `trace_number` is the returning bank's own: its eight digits and a sequence. The addenda of an
    international entry go back with it, those of all others do not.

    Source: [NACHA] Appendix Four, format of return entries.

    Raises:
        NachaWriteError: a value does not fit.
        ValueError: the entry has no transaction code that could come back.
    """
    detail, is_iat = entry.detail, isinstance(header, IatBatchHeader)
    reason: AddendaRecord
    if is_iat:
        reason = IatReturnAddenda(
            return_reason_code=return_code,
            original_entry_trace_number=detail.trace_number,
            date_of_death=date_of_death,
            original_rdfi_identification=detail.rdfi_identification,
            original_forward_amount=f"{detail.amount_cents:010d}",
            addenda_information=addenda_information,
            trace_number=trace_number,
        )
    else:
        reason = ReturnAddenda(
            return_reason_code=return_code,
            original_entry_trace_number=detail.trace_number,
            date_of_death=date_of_death,
            original_rdfi_identification=detail.rdfi_identification,
            addenda_information=addenda_information,
            trace_number=trace_number,
        )
    sent_back = _sent_back(header, detail, trace_number)
    kept = _renumbered(entry.addenda, trace_number) if is_iat else ()
    turned = _turned(header, detail, batch_number, settlement_date)
    return batch_of(turned, [Entry(sent_back, (*kept, reason))])


def notification_for(
    header: AnyBatchHeader,
    entry: Entry,
    *,
    change_code: str,
    corrected_data: str,
    trace_number: str,
    batch_number: int = 1,
    settlement_date: str = "",
) -> Batch:
    """Ask for a change of an entry's details: a copy of it with amount zero and an addenda 98.

    `corrected_data` is laid out by the change code.

    Source: [NACHA] Appendix Five, format of notifications of change.

    Raises:
        NachaWriteError: a value does not fit.
        ValueError: the entry has no transaction code that could come back.
    """
    detail, is_iat = entry.detail, isinstance(header, IatBatchHeader)
    addenda_class = IatNotificationOfChangeAddenda if is_iat else NotificationOfChangeAddenda
    change = addenda_class(
        change_code=change_code,
        original_entry_trace_number=detail.trace_number,
        original_rdfi_identification=detail.rdfi_identification,
        corrected_data=corrected_data,
        trace_number=trace_number,
    )
    turned = _turned(header, detail, batch_number, settlement_date)
    turned = turned.replace(standard_entry_class_code=NOTIFICATION_SEC_CODE)
    if is_iat:
        turned = turned.replace(iat_indicator="IATCOR")
    sent_back = _sent_back(header, detail, trace_number).replace(amount_cents=0)
    if not is_iat:
        sent_back = UnclassedEntry.holding(sent_back.text)  # of COR, as it will be read
    kept = _renumbered(entry.addenda, trace_number) if is_iat else ()
    return batch_of(turned, [Entry(sent_back, (*kept, change))])


def dishonor_for(
    returned: ReturnedEntry,
    *,
    dishonor_code: str,
    return_settlement_date: str,
    trace_number: str,
    addenda_information: str = "",
    batch_number: int = 1,
) -> Batch:
    """Dishonor a return: the originating bank does not accept it, and says why (R61 to R70).

    `return_settlement_date` is the day of the year on which the return settled.

    Source: [NACHA] Appendix Four, format of dishonored returns.

    Raises:
        NachaWriteError: a value does not fit.
    """
    addenda = DishonoredReturnAddenda(
        dishonored_return_reason_code=dishonor_code,
        original_entry_trace_number=returned.original_trace_number,
        original_rdfi_identification=returned.original_rdfi_identification,
        return_trace_number=returned.trace_number,
        return_settlement_date=return_settlement_date,
        return_reason_code=returned.return_code[1:],
        addenda_information=addenda_information,
        trace_number=trace_number,
    )
    return _answer(returned.header, returned.detail, addenda, trace_number, batch_number)


def contest_for(
    dishonored: Batch,
    *,
    contest_code: str,
    dishonor_settlement_date: str,
    trace_number: str,
    return_date: str = "",
    original_settlement_date: str = "",
    batch_number: int = 1,
) -> Batch:
    """Contest a dishonor, or correct the return that was dishonored (R71 to R77).

    `dishonored` is a batch of one dishonored return; dates of settlement are days of the year, and
    `return_date` is that of the return, as YYMMDD.

    Source: [NACHA] Appendix Four, format of contested dishonored returns.

    Raises:
        NachaWriteError: a value does not fit.
        ValueError: the batch is not one dishonored return.
    """
    detail, dishonor = _only_dishonor(dishonored)
    addenda = ContestedReturnAddenda(
        contested_return_reason_code=contest_code,
        original_entry_trace_number=dishonor.original_entry_trace_number,
        original_entry_return_date=return_date,
        original_rdfi_identification=dishonor.original_rdfi_identification,
        original_settlement_date=original_settlement_date,
        return_trace_number=dishonor.return_trace_number,
        return_settlement_date=dishonor.return_settlement_date,
        return_reason_code=dishonor.return_reason_code,
        dishonored_return_trace_number=dishonor.trace_number,
        dishonored_return_settlement_date=dishonor_settlement_date,
        dishonored_return_reason_code=dishonor.dishonored_return_reason_code[1:],
        trace_number=trace_number,
    )
    return _answer(dishonored.header, detail, addenda, trace_number, batch_number)


def refusal_for(
    notified: NotificationOfChange,
    *,
    refusal_code: str,
    trace_number: str,
    batch_number: int = 1,
) -> Batch:
    """Refuse a notification of change (C61 to C69), which the originating bank may in 15 days.

    Source: [NACHA] Appendix Five, format of refused notifications of change.

    Raises:
        NachaWriteError: a value does not fit.
    """
    addenda = RefusedNotificationAddenda(
        refused_change_code=refusal_code,
        original_entry_trace_number=notified.original_trace_number,
        original_rdfi_identification=notified.original_rdfi_identification,
        corrected_data=notified.corrected_text,
        change_code=notified.change_code,
        trace_sequence_number=notified.trace_number[-7:],
        trace_number=trace_number,
    )
    return _answer(notified.header, notified.detail, addenda, trace_number, batch_number)


def _answer(
    header: AnyBatchHeader,
    detail: EntryDetail,
    addenda: AddendaRecord,
    trace_number: str,
    batch_number: int,
) -> Batch:
    """Send what came back to the bank that it came from."""
    answered = _sent_back(header, detail, trace_number)
    turned = _turned(header, detail, batch_number, "")
    return batch_of(turned, [Entry(answered, (addenda,))])


def _turned(
    header: AnyBatchHeader, detail: EntryDetail, batch_number: int, settlement_date: str
) -> AnyBatchHeader:
    return header.replace(
        batch_number=batch_number,
        settlement_date=settlement_date,
        odfi_identification=detail.rdfi_identification,
    )


def _sent_back(header: AnyBatchHeader, detail: EntryDetail, trace_number: str) -> EntryDetail:
    return detail.replace(
        transaction_code=return_code_for(detail.transaction_code),
        rdfi_identification=header.odfi_identification,
        check_digit=routing_check_digit(header.odfi_identification),
        addenda_indicator=1,
        trace_number=trace_number,
    )


def _renumbered(addenda: Sequence[AddendaRecord], trace_number: str) -> tuple[AddendaRecord, ...]:
    sequence = int(trace_number[-7:])
    return tuple(one.replace(entry_detail_sequence_number=sequence) for one in addenda)


def _only_dishonor(batch: Batch) -> tuple[EntryDetail, DishonoredReturnAddenda]:
    match batch.entries:
        case [Entry(detail, [DishonoredReturnAddenda() as addenda])]:
            return detail, addenda
        case _:
            raise ValueError("This is no batch of one dishonored return.")
