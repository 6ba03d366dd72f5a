"""A batch while it is checked: what its header says, and what its entries came to so far."""

from datetime import date

from rentrail.formats.nacha.fields import is_digits
from rentrail.formats.nacha.file import Entry, FileKind
from rentrail.formats.nacha.records import AnyBatchHeader, IatBatchHeader
from rentrail.formats.nacha.sec_codes import (
    NOTIFICATION_SEC_CODE,
    REVERSAL,
    SEC_CODES,
    allowed_transaction_codes,
)
from rentrail.formats.nacha.totals import Totals
from rentrail.formats.nacha.transactions import TRANSACTION_CODES, EntryKind, ServiceClass
from rentrail.formats.nacha.validation import days
from rentrail.formats.nacha.validation.same_day import amount_limit_cents
from rentrail.formats.nacha.validation.settings import Settings

MICRO_ENTRY = "ACCTVERIFY"
SENT_BACK_CODES = frozenset(
    str(code.code) for code in TRANSACTION_CODES.values() if code.kind is EntryKind.RETURN_OR_NOC
)


class BatchInCheck:
    """What the checks of a batch's entries go by."""

    def __init__(self, header: AnyBatchHeader, settings: Settings, *, is_readable: bool):
        """Take up a batch; of a header that is not readable, nothing is asked of the entries."""
        self.header = header
        self.is_readable = is_readable
        self.sec_code = header.standard_entry_class_code
        self.sec = SEC_CODES.get(self.sec_code) if is_readable else None
        self.is_iat = isinstance(header, IatBatchHeader)
        odfi = header.odfi_identification
        self.odfi = odfi if is_readable and is_digits(odfi, 8) else ""  # "" when it cannot be told
        self.description = header.company_entry_description
        self.is_reversal = self.description == REVERSAL
        self.is_micro = self.description == MICRO_ENTRY
        self.effective_date = days.day_of(header.effective_entry_date)
        self.service_class_code = _service_class(header) if is_readable else 0
        self.allowed_codes = self._allowed_codes()
        self.same_day_max_cents = self._same_day_max(settings.today)
        self.kind = FileKind.EMPTY  # that of its first entry which shows any
        self.entry_count = 0
        self.has_debits = False
        self.totals = Totals()
        self.last_trace = ""
        self.lines_by_content: dict[str, int] = {}

    @property
    def has_same_day_mark(self) -> bool:
        """Tell whether the header asks for a same-day window."""
        return self.header.company_descriptive_date.startswith("SD")

    @property
    def is_notification_class(self) -> bool:
        """Tell whether it is for notifications of change."""
        return self.sec_code == NOTIFICATION_SEC_CODE

    def take(self, entry: Entry) -> FileKind:
        """Count in an entry, and tell its kind.

        One with a return's transaction code and no addenda at all counts as sent back, unless
        it stands among forward entries: there the code is more likely the slip.
        """
        self.totals.add(entry)
        self.entry_count += 1
        kind = entry.kind
        if kind is FileKind.FORWARD and self.kind is not FileKind.FORWARD and is_bare(entry):
            return FileKind.NOTIFICATION if self.is_notification_class else FileKind.RETURN
        if self.kind is FileKind.EMPTY:
            self.kind = kind
        return kind

    def _allowed_codes(self) -> frozenset[str]:
        if self.sec is None:
            return frozenset()
        codes = allowed_transaction_codes(
            service_class_code=self.service_class_code,
            sec_code=self.sec_code,
            is_reversal=self.is_reversal,
        )
        return frozenset(str(code) for code in codes)

    def _same_day_max(self, today: date | None) -> int | None:
        if self.effective_date is None:
            return None
        if self.has_same_day_mark or self.effective_date == today:
            return amount_limit_cents(self.effective_date)
        return None


def is_bare(entry: Entry) -> bool:
    """Tell whether an entry has a return's transaction code, and no addenda that says why."""
    return not entry.addenda and entry.detail.text[1:3] in SENT_BACK_CODES


def _service_class(header: AnyBatchHeader) -> int:
    raw = header.raw("service_class_code")
    return int(raw) if raw.isdecimal() else ServiceClass.MIXED
