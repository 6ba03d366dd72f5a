"""What the originating bank asks for beside: each of its rules, where it has any."""

import re
from datetime import date, timedelta
from typing import Protocol

from rentrail.formats.nacha.bank_rules import LINE_ENDS, BankRules
from rentrail.formats.nacha.fields import Record
from rentrail.formats.nacha.file import Entry, FileKind
from rentrail.formats.nacha.problems import Report
from rentrail.formats.nacha.records import AnyFileControl, FileHeader
from rentrail.formats.nacha.totals import Totals
from rentrail.formats.nacha.transactions import TRANSACTION_CODES, EntryKind
from rentrail.formats.nacha.validation.batch import BatchInCheck
from rentrail.formats.nacha.validation.settings import Settings
from rentrail.primitives.money import format_cents

_PRENOTES = frozenset(
    str(code.code) for code in TRANSACTION_CODES.values() if code.kind is EntryKind.PRENOTE
)
_SMALL_LETTER = re.compile("[a-z]")


class Whole(Protocol):
    """What is known of the file at its end."""

    control: AnyFileControl | None
    totals: Totals
    batch_count: int
    record_count: int
    padding_count: int


class BankCheck:
    """Checks a file against the rules of the bank that it is for."""

    def __init__(self, rules: BankRules, settings: Settings, report: Report):
        """Start before the file header."""
        self.rules = rules
        self.settings = settings
        self.report = report
        self.prenotes = 0  # of the batch so far
        self.others = 0

    def file_header(self, header: FileHeader) -> None:
        """Check the values of the file header."""
        for name, expected in self.rules.file_header.items():
            if getattr(header, name).strip() != expected.strip():
                message = f"The bank asks for {expected!r} as {header.column(name).label}."
                self.report.field("odfi.file-header", header, name, message, expected=expected)
        self._check_letters(header)

    def entry(self, batch: BatchInCheck, entry: Entry) -> None:
        """Check an entry."""
        detail = entry.detail
        is_prenote = detail.text[1:3] in _PRENOTES
        self.prenotes += is_prenote
        self.others += not is_prenote
        if is_prenote and self.rules.prenotes is False and batch.kind is FileKind.FORWARD:
            message = "The bank takes no prenotes."
            self.report.field("odfi.prenote", detail, "transaction_code", message)
        amount, limit = detail.raw("amount_cents"), self.rules.entry_max_cents
        if limit is not None and amount.isdecimal() and int(amount) > limit:
            message = f"The bank takes entries of {format_cents(limit)} at most."
            self.report.field(
                "odfi.entry-amount", detail, "amount_cents", message,
                expected=f"at most {format_cents(limit)}",
            )  # fmt: skip
        for record in (detail, *entry.addenda):
            self._check_letters(record)

    def batch_end(self, batch: BatchInCheck) -> None:
        """Check a batch when its entries are known."""
        if batch.is_readable:
            self._check_header(batch)
            self._check_lead_time(batch)
        self._check_balance(batch)
        totals, rules = batch.totals, self.rules
        self._limit(totals.total_debit_cents, rules.batch_debit_max_cents, batch.header, "debits")
        self._limit(
            totals.total_credit_cents, rules.batch_credit_max_cents, batch.header, "credits"
        )
        if rules.prenotes_apart and self.prenotes and self.others:
            message = "The bank wants prenotes in batches of their own."
            self.report.record("odfi.prenote", batch.header, message)
        self.prenotes = self.others = 0

    def finished(self, whole: Whole, *, line_end: str) -> None:
        """Check the file as a whole."""
        rules, control = self.rules, whole.control
        allowed = {LINE_ENDS[name] for name in rules.line_ends}
        if allowed and line_end not in allowed:
            message = f"The bank asks for line ends of {' or '.join(rules.line_ends)}."
            self.report.line("odfi.line-ends", None, message, expected=" or ".join(rules.line_ends))
        self._check_size(whole)
        if control is None:
            return
        totals = whole.totals
        self._limit(
            totals.total_debit_cents, rules.file_debit_max_cents, control, "debits", level="file"
        )
        self._limit(
            totals.total_credit_cents, rules.file_credit_max_cents, control, "credits", level="file"
        )
        self._check_padding(whole, control)

    def _check_header(self, batch: BatchInCheck) -> None:
        header, rules = batch.header, self.rules
        for rule_id, name, allowed in (
            ("odfi.sec-code", "standard_entry_class_code", rules.sec_codes),
            ("odfi.service-class", "service_class_code",
             tuple(str(code) for code in rules.service_class_codes)),
            ("odfi.company-identification", "company_identification",
             rules.company_identifications),
            ("odfi.odfi-identification", "odfi_identification",
             (rules.odfi_identification,) if rules.odfi_identification else ()),
            ("odfi.description", "company_entry_description", rules.descriptions),
        ):  # fmt: skip
            if allowed and header.raw(name).strip() not in allowed:
                expected = " or ".join(allowed)
                message = f"The bank asks for {expected} as {header.column(name).label}."
                self.report.field(rule_id, header, name, message, expected=expected)
        self._check_letters(header)

    def _check_lead_time(self, batch: BatchInCheck) -> None:
        today, effective_date = self.settings.today, batch.effective_date
        if today is None or effective_date is None or batch.kind is not FileKind.FORWARD:
            return
        is_same_day = batch.has_same_day_mark or effective_date == today
        if is_same_day and self.rules.same_day is False:
            message = "The bank takes no same-day batches."
            self.report.field("odfi.same-day", batch.header, "effective_entry_date", message)
            return
        least, most = self.rules.days_ahead_min, self.rules.days_ahead_max
        ahead = self._banking_days(today, effective_date)
        if (least is not None and ahead < least and not is_same_day) or (
            most is not None and ahead > most
        ):
            words = [f"at least {least}"] if least is not None else []
            words += [f"at most {most}"] if most is not None else []
            wanted = f"{' and '.join(words)} banking days ahead"
            message = f"The bank wants files {wanted}, not {ahead}."
            self.report.field(
                "odfi.lead-time", batch.header, "effective_entry_date", message, expected=wanted
            )

    def _banking_days(self, today: date, until: date) -> int:
        days = range(1, (until - today).days + 1)
        return sum(self.settings.is_banking_day(today + timedelta(days=day)) for day in days)

    def _check_balance(self, batch: BatchInCheck) -> None:
        debits, credits_ = batch.totals.total_debit_cents, batch.totals.total_credit_cents
        if self.rules.balanced and debits != credits_:
            message = (
                f"The bank wants balanced batches: {format_cents(debits)} of debits do not equal "
                f"{format_cents(credits_)} of credits."
            )
            self.report.record(
                "odfi.balance", batch.header, message, expected="debits equal to credits"
            )
        elif self.rules.balanced is False and debits and debits == credits_:
            message = "The bank makes the other side itself: it wants no balanced batches."
            self.report.record(
                "odfi.balance", batch.header, message, expected="debits or credits alone"
            )

    def _limit(
        self, found: int, limit: int | None, record: Record, what: str, *, level: str = "batch"
    ) -> None:
        if limit is not None and found > limit:
            message = (
                f"The bank takes {what} of {format_cents(limit)} in a {level}; these come to "
                f"{format_cents(found)}."
            )
            self.report.record(
                f"odfi.{level}-amount", record, message, expected=f"at most {format_cents(limit)}"
            )

    def _check_size(self, whole: Whole) -> None:
        for found, limit, what in (
            (whole.record_count, self.rules.record_count_max, "records"),
            (whole.batch_count, self.rules.batch_count_max, "batches"),
        ):
            if limit is not None and found > limit:
                message = f"The bank takes {limit} {what} in a file; there are {found}."
                self.report.line("odfi.file-size", None, message, expected=f"at most {limit}")

    def _check_padding(self, whole: Whole, control: AnyFileControl) -> None:
        is_filled = (whole.record_count + whole.padding_count) % 10 == 0
        if self.rules.padding and not is_filled:
            message = "The bank wants the last block filled with records of 9s."
            self.report.record("odfi.padding", control, message, expected="records of 9s")
        elif self.rules.padding is False and whole.padding_count:
            message = "The bank wants no padding."
            self.report.record("odfi.padding", control, message, expected="no records of 9s")

    def _check_letters(self, record: Record) -> None:
        if not self.rules.capitals or not _SMALL_LETTER.search(record.text):
            return
        for column in record.COLUMNS:
            if _SMALL_LETTER.search(record.raw(column.name)):
                message = f"The bank wants the {column.label} in capitals."
                self.report.field("odfi.lower-case", record, column.name, message)
