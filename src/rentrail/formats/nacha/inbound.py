"""What comes back from receiving banks, in the words of whoever must match and apply it."""

from collections.abc import Iterator
from typing import NamedTuple

from rentrail.formats.nacha.addenda import (
    IatNotificationOfChangeAddenda,
    IatReturnAddenda,
    NotificationOfChangeAddenda,
    ReturnAddenda,
)
from rentrail.formats.nacha.codes import CorrectedData, CorrectedDataRefused, corrected_data
from rentrail.formats.nacha.entries import EntryDetail
from rentrail.formats.nacha.file import AchFile
from rentrail.formats.nacha.records import AnyBatchHeader


class ReturnedEntry(NamedTuple):
    """An entry that came back.

    It is matched by original trace number, amount and date; its own trace number is the RDFI's.
    """

    header: AnyBatchHeader
    detail: EntryDetail
    addenda: ReturnAddenda | IatReturnAddenda

    @property
    def original_trace_number(self) -> str:
        """The trace number that the entry was sent with."""
        return self.addenda.original_entry_trace_number

    @property
    def return_code(self) -> str:
        """Why it came back, as R01."""
        return self.addenda.return_reason_code

    @property
    def amount_cents(self) -> int:
        """The amount that comes back."""
        return self.detail.amount_cents

    @property
    def transaction_code(self) -> int:
        """The return's own: 26 for a debit of a checking account."""
        return self.detail.transaction_code

    @property
    def dfi_account_number(self) -> str:
        """The account that the entry was for."""
        return self.detail.dfi_account_number

    @property
    def identification_number(self) -> str:
        """What the originator knows the receiver by."""
        return self.detail.receiver_identification

    @property
    def individual_name(self) -> str:
        """The receiver's name."""
        return self.detail.receiver_name

    @property
    def original_rdfi_identification(self) -> str:
        """The first eight digits of the bank that the entry went to."""
        return self.addenda.original_rdfi_identification

    @property
    def company_identification(self) -> str:
        """Whose entry it was."""
        return self.header.company_identification

    @property
    def company_name(self) -> str:
        """Under which name it was sent."""
        return self.header.company_name

    @property
    def company_entry_description(self) -> str:
        """What it was for."""
        return self.header.company_entry_description

    @property
    def sec_code(self) -> str:
        """The class it was sent in."""
        return self.header.standard_entry_class_code

    @property
    def effective_entry_date(self) -> str:
        """The original entry's, as YYMMDD."""
        return self.header.effective_entry_date

    @property
    def settlement_date(self) -> str:
        """The day of the year on which the return settles; empty when not given."""
        return self.header.settlement_date

    @property
    def date_of_death(self) -> str:
        """The receiver's, as YYMMDD, with R14 and R15."""
        return self.addenda.date_of_death

    @property
    def addenda_information(self) -> str:
        """What else the bank says."""
        return self.addenda.addenda_information

    @property
    def trace_number(self) -> str:
        """The return's own trace number."""
        return self.detail.trace_number

    @property
    def line(self) -> int:
        """The line it stands on."""
        return self.detail.line


class NotificationOfChange(NamedTuple):
    """A bank's wish that entries be sent differently from now on."""

    header: AnyBatchHeader
    detail: EntryDetail
    addenda: NotificationOfChangeAddenda | IatNotificationOfChangeAddenda
    corrected_data: CorrectedData | None  # None when it is refused
    refusal: str  # why; "" when the data can be applied
    refusal_code: str

    @property
    def original_trace_number(self) -> str:
        """The trace number that the entry was sent with."""
        return self.addenda.original_entry_trace_number

    @property
    def change_code(self) -> str:
        """What is to be changed, as C01."""
        return self.addenda.change_code

    @property
    def corrected_text(self) -> str:
        """The corrected data as it came."""
        return self.addenda.corrected_data

    @property
    def transaction_code(self) -> int:
        """The notification's own: 26 for a debit of a checking account."""
        return self.detail.transaction_code

    @property
    def dfi_account_number(self) -> str:
        """The account that the entry was for."""
        return self.detail.dfi_account_number

    @property
    def identification_number(self) -> str:
        """What the originator knows the receiver by."""
        return self.detail.receiver_identification

    @property
    def individual_name(self) -> str:
        """The receiver's name."""
        return self.detail.receiver_name

    @property
    def original_rdfi_identification(self) -> str:
        """The first eight digits of the bank that the entry went to."""
        return self.addenda.original_rdfi_identification

    @property
    def company_identification(self) -> str:
        """Whose entry it was."""
        return self.header.company_identification

    @property
    def company_name(self) -> str:
        """Under which name it was sent."""
        return self.header.company_name

    @property
    def settlement_date(self) -> str:
        """The day of the year on which the notification was settled; empty when not given."""
        return self.header.settlement_date

    @property
    def trace_number(self) -> str:
        """The notification's own trace number."""
        return self.detail.trace_number

    @property
    def line(self) -> int:
        """The line it stands on."""
        return self.detail.line


def returns(file: AchFile) -> Iterator[ReturnedEntry]:
    """Give the returned entries of a file. Dishonors and contests are the banks' own affair."""
    for batch in file.batches:
        for detail, addenda in batch.entries:
            if addenda and isinstance(last := addenda[-1], ReturnAddenda | IatReturnAddenda):
                yield ReturnedEntry(batch.header, detail, last)


def notifications(file: AchFile) -> Iterator[NotificationOfChange]:
    """Give the notifications of change of a file."""
    for batch in file.batches:
        for detail, addenda in batch.entries:
            if addenda and isinstance(
                last := addenda[-1], NotificationOfChangeAddenda | IatNotificationOfChangeAddenda
            ):
                data = _corrected(last)
                yield NotificationOfChange(batch.header, detail, last, *data)


def _corrected(
    addenda: NotificationOfChangeAddenda | IatNotificationOfChangeAddenda,
) -> tuple[CorrectedData | None, str, str]:
    is_iat = isinstance(addenda, IatNotificationOfChangeAddenda)
    try:
        data = corrected_data(addenda.change_code, addenda.corrected_data, is_iat=is_iat)
    except CorrectedDataRefused as refused:
        return None, str(refused), refused.refusal_code
    return data, "", ""
