"""What comes back from receiving banks, in the words of whoever must match and apply it."""

from collections.abc import Iterator
from dataclasses import dataclass

from rentrail.formats.nacha.codes import CorrectedData, CorrectedDataRefused, corrected_data
from rentrail.formats.nacha.file import AchFile, Addendum, Batch, Entry
from rentrail.formats.nacha.records import NotificationOfChangeAddenda, ReturnAddenda


@dataclass(frozen=True, kw_only=True, slots=True)
class ReturnedEntry:
    """An entry that came back.

    It is matched by original trace number, amount and date; its own trace number is the RDFI's.
    """

    original_trace_number: str
    return_code: str
    amount_cents: int
    transaction_code: int  # 26 for a debit of a checking account ...
    dfi_account_number: str
    identification_number: str
    individual_name: str
    original_rdfi_identification: str
    company_identification: str
    company_name: str
    company_entry_description: str
    sec_code: str
    effective_entry_date: str  # YYMMDD, of the original entry
    settlement_date: str  # day of the year, of the return; "" when not given
    date_of_death: str
    addenda_information: str
    trace_number: str
    line: int


@dataclass(frozen=True, kw_only=True, slots=True)
class NotificationOfChange:
    """A bank's wish that entries be sent differently from now on."""

    original_trace_number: str
    change_code: str
    corrected_text: str  # as it came
    corrected_data: CorrectedData | None  # None when it is refused
    refusal: str  # why; "" when the data can be applied
    refusal_code: str
    transaction_code: int
    dfi_account_number: str
    identification_number: str
    individual_name: str
    original_rdfi_identification: str
    company_identification: str
    company_name: str
    settlement_date: str
    trace_number: str
    line: int


def returns(file: AchFile) -> Iterator[ReturnedEntry]:
    """Give the returned entries of a file. Dishonors and contests are the banks' own affair."""
    for batch, entry, addendum in _addenda(file):
        if isinstance(addendum.record, ReturnAddenda):
            yield _returned(batch, entry, addendum.record)


def notifications(file: AchFile) -> Iterator[NotificationOfChange]:
    """Give the notifications of change of a file."""
    for batch, entry, addendum in _addenda(file):
        if isinstance(addendum.record, NotificationOfChangeAddenda):
            yield _notification(batch, entry, addendum.record)


def _addenda(file: AchFile) -> Iterator[tuple[Batch, Entry, Addendum]]:
    for batch in file.batches:
        for entry in batch.entries:
            for addendum in entry.addenda:
                yield batch, entry, addendum


def _returned(batch: Batch, entry: Entry, addenda: ReturnAddenda) -> ReturnedEntry:
    header, detail = batch.header, entry.detail
    return ReturnedEntry(
        original_trace_number=addenda.original_entry_trace_number,
        return_code=addenda.return_reason_code,
        amount_cents=detail.amount_cents,
        transaction_code=detail.transaction_code,
        dfi_account_number=detail.dfi_account_number,
        identification_number=detail.identification_number,
        individual_name=detail.individual_name,
        original_rdfi_identification=addenda.original_rdfi_identification,
        company_identification=header.company_identification,
        company_name=header.company_name,
        company_entry_description=header.company_entry_description,
        sec_code=header.standard_entry_class_code,
        effective_entry_date=header.effective_entry_date,
        settlement_date=header.settlement_date,
        date_of_death=addenda.date_of_death,
        addenda_information=addenda.addenda_information,
        trace_number=detail.trace_number,
        line=entry.line,
    )


def _notification(
    batch: Batch, entry: Entry, addenda: NotificationOfChangeAddenda
) -> NotificationOfChange:
    data, refusal, refusal_code = _corrected(addenda)
    header, detail = batch.header, entry.detail
    return NotificationOfChange(
        original_trace_number=addenda.original_entry_trace_number,
        change_code=addenda.change_code,
        corrected_text=addenda.corrected_data,
        corrected_data=data,
        refusal=refusal,
        refusal_code=refusal_code,
        transaction_code=detail.transaction_code,
        dfi_account_number=detail.dfi_account_number,
        identification_number=detail.identification_number,
        individual_name=detail.individual_name,
        original_rdfi_identification=addenda.original_rdfi_identification,
        company_identification=header.company_identification,
        company_name=header.company_name,
        settlement_date=header.settlement_date,
        trace_number=detail.trace_number,
        line=entry.line,
    )


def _corrected(addenda: NotificationOfChangeAddenda) -> tuple[CorrectedData | None, str, str]:
    try:
        return corrected_data(addenda.change_code, addenda.corrected_data), "", ""
    except CorrectedDataRefused as refused:
        return None, str(refused), refused.refusal_code
