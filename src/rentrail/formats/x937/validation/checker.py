"""Checks a file while it is walked through: holds what is known so far, and asks each rule."""

from collections import defaultdict

from rentrail.formats.x937.fields import Record
from rentrail.formats.x937.file import Item
from rentrail.formats.x937.framing import Form
from rentrail.formats.x937.items import CheckDetail, UserRecord
from rentrail.formats.x937.problems import Problem, Report
from rentrail.formats.x937.records import (
    BoxSummary,
    BundleControl,
    BundleHeader,
    CashLetterControl,
    CashLetterHeader,
    FileControl,
    FileHeader,
    RoutingNumberSummary,
)
from rentrail.formats.x937.tiff import RESOLUTIONS
from rentrail.formats.x937.totals import Totals
from rentrail.formats.x937.validation import controls, form, items, views
from rentrail.formats.x937.validation.bank import BankCheck
from rentrail.formats.x937.validation.settings import Settings, identity_of

_RETURNS = ("03", "04", "05", "06")
_SHARED = (
    ("destination_routing_number", "destination_routing_number"),
    ("ece_institution_routing_number", "ece_institution_routing_number"),
    ("bundle_business_date", "cash_letter_business_date"),
    ("collection_type_indicator", "collection_type_indicator"),
)  # of a bundle's header, and of its cash letter's


class LetterInCheck:
    """What is known of the cash letter that is open."""

    def __init__(self, header: CashLetterHeader, *, is_readable: bool):
        """Start with its header."""
        self.header = header
        self.is_readable = is_readable
        self.totals = Totals()
        self.bundle_count = 0
        self.bundle_numbers: dict[str, int] = {}
        self.sequence_numbers: set[str] = set()
        self.has_other_kind = False  # a return among forward items, or the other way round
        self.by_bank: defaultdict[str, list[int]] = defaultdict(lambda: [0, 0])  # count, cents

    @property
    def is_of_returns(self) -> bool:
        """Tell whether it is of returns by its own account."""
        return self.is_readable and self.header.raw("collection_type_indicator") in _RETURNS

    @property
    def contents(self) -> str:
        """What it says that it holds; empty where that cannot be read."""
        return self.header.raw("cash_letter_record_type_indicator") if self.is_readable else ""


class Checker:
    """A visitor that finds what is wrong with each part, and with the whole."""

    def __init__(self, settings: Settings):
        """Start before the first record."""
        self.settings = settings
        self.report = Report()
        profile = settings.profile
        self.bank = BankCheck(profile, self.report) if profile else None
        self.resolutions = profile.image_resolutions if profile else RESOLUTIONS
        self.totals = Totals()
        self.letter: LetterInCheck | None = None
        self.letter_count = 0
        self.letter_ids: dict[str, int] = {}
        self.bundle: BundleHeader | None = None
        self.bundle_is_readable = False
        self.bundle_totals = Totals()
        self.record_count = 0  # set by who walks, before the file control is told

    def file_header(self, header: FileHeader) -> None:
        """Check the file header."""
        if not form.check(header, self.report):
            return
        is_resent = header.raw("resend_indicator") == "Y"
        if not is_resent and identity_of(header) in self.settings.known_files:
            message = "A file with the same identity was seen before."
            self.report.field("file.duplicate", header, "file_id_modifier", message)
        today, made = self.settings.today, header.raw("file_creation_date")
        if today and made.isdigit() and made > f"{today:%Y%m%d}":
            message = f"The file was made after {today}."
            self.report.field("file.creation-date", header, "file_creation_date", message)
        if self.bank:
            self.bank.file_header(header)

    def cash_letter_header(self, header: CashLetterHeader) -> None:
        """Check the header of a cash letter."""
        is_readable = form.check(header, self.report)
        self.letter = LetterInCheck(header, is_readable=is_readable)
        self.letter_count += 1
        if not is_readable:
            return
        letter_id = header.raw("cash_letter_id").strip(" ")
        if letter_id in self.letter_ids:
            message = f"The cash letter in record {self.letter_ids[letter_id]} has the same ID."
            self.report.field("cash-letter.id", header, "cash_letter_id", message)
        elif letter_id:
            self.letter_ids[letter_id] = header.number
        if self.bank:
            self.bank.cash_letter_header(header)

    def bundle_header(self, header: BundleHeader) -> None:
        """Check the header of a bundle, against its cash letter's too."""
        letter = self._letter()
        letter.bundle_count += 1
        self.bundle, self.bundle_totals = header, Totals()
        self.bundle_is_readable = form.check(header, self.report)
        if not self.bundle_is_readable:
            return
        number = header.raw("bundle_sequence_number").strip(" ")
        if number and number in letter.bundle_numbers:
            message = f"The bundle in record {letter.bundle_numbers[number]} has the same number."
            self.report.field("bundle.sequence", header, "bundle_sequence_number", message)
        letter.bundle_numbers.setdefault(number, header.number)
        if letter.is_readable:
            self._check_shared(header, letter.header)

    def item(self, item: Item) -> None:
        """Check an item with its addenda and views."""
        letter, detail = self._letter(), item.detail
        (self.bundle_totals if self.bundle else letter.totals).add(item)
        is_readable = items.check_detail(item, self.report)
        items.check_addenda(item, self.report, is_readable=is_readable)
        bundle = self.bundle if self.bundle_is_readable else None
        for view in item.views:
            views.check(item, view, bundle, self.report, resolutions=self.resolutions)
        items.check_sides(item, letter.header if letter.is_readable else None, self.report)
        if is_readable:
            self._take_numbers(item, letter)
        if item.views and letter.contents in ("N", "E"):
            message = f"The cash letter says it has no images ({letter.contents})."
            self.report.record("cash-letter.contents", detail, message)
        if self.bank:
            self.bank.item(item, self.bundle_totals, in_bundle=self.bundle is not None)

    def bundle_control(self, control: BundleControl | None) -> None:
        """Check a bundle as a whole, and its control."""
        letter, totals = self._letter(), self.bundle_totals
        assert self.bundle is not None  # noqa: S101 (a walk opens a bundle before it closes it)
        if not totals.item_count:
            self.report.record("bundle.empty", self.bundle, "The bundle has no items.")
        if control:
            controls.check_bundle(control, totals, self.report)
        if self.bank:
            self.bank.bundle_end(self.bundle, control, totals)
        letter.totals.add_all(totals)
        self.bundle, self.bundle_totals = None, Totals()

    def summary(self, summary: BoxSummary | RoutingNumberSummary) -> None:
        """Check a summary; one of a bank against its items."""
        if not form.check(summary, self.report) or isinstance(summary, BoxSummary):
            return
        number = summary.raw("routing_number")
        found = self._letter().by_bank.get(number, [0, 0])
        for name, expected in zip(("item_count", "total_cents"), found, strict=True):
            said = summary.number_of(name)
            if said is not None and said != expected:
                message = f"The cash letter's items on {number} make {expected:,}."
                self.report.field(
                    "summary.routing-number", summary, name, message, expected=f"{expected}"
                )

    def cash_letter_control(self, control: CashLetterControl | None) -> None:
        """Check a cash letter as a whole, and its control."""
        letter = self._letter()
        totals = letter.totals
        if not totals.item_count and letter.contents not in ("N", ""):
            message = "The cash letter has no items."
            self.report.record("cash-letter.empty", letter.header, message)
        if totals.item_count and letter.contents == "N":
            message = "The cash letter says it has no items (N)."
            self.report.record("cash-letter.contents", letter.header, message)
        if letter.has_other_kind:
            message = "The cash letter has returns among checks on their way forward."
            if letter.is_of_returns:
                message = "The cash letter is of returns, but has checks on their way forward."
            self.report.record("cash-letter.returns", letter.header, message)
        if totals.credit_count and totals.credit_cents != totals.total_cents:
            message = "The credits do not add up to the items."
            self.report.record(
                "cash-letter.credit-total", letter.header, message,
                value=f"{totals.credit_cents}", expected=f"{totals.total_cents}",
            )  # fmt: skip
        if control:
            controls.check_cash_letter(
                control, totals, self.report, bundle_count=letter.bundle_count
            )
        if self.bank:
            self.bank.cash_letter_end(letter.header, control, totals)
        self.totals.add_all(totals)
        self.letter = None

    def file_control(self, control: FileControl) -> None:
        """Check the file control."""
        controls.check_file(
            control,
            self.totals,
            self.report,
            cash_letter_count=self.letter_count,
            record_count=control.number or self.record_count,
        )
        if self.bank:
            self.bank.file_end(control, self.totals)

    def other(self, record: Record) -> None:
        """Check a user record; tell of one whose type is unknown."""
        if isinstance(record, UserRecord):
            form.check(record, self.report)
        else:
            message = f"A record of type {record.record_type!r} is not known here."
            self.report.record("record.type", record, message, value=record.record_type)

    def stray(self, record: Record, reason: str) -> None:
        """Tell of a record that belongs nowhere."""
        message = f"A record of type {record.record_type!r} is out of order: {reason}."
        self.report.record("file.order", record, message, value=record.record_type)

    def missing(self, rule_id: str, record: Record | None, message: str) -> None:
        """Tell of a record that is not there."""
        if record is None:
            self.report.file(rule_id, message)
        else:
            self.report.record(rule_id, record, message)

    def finished(self, form_found: Form | None) -> list[Problem]:
        """Check what is known at the end, and give all problems in the order of their records."""
        if self.bank and form_found:
            self.bank.form(form_found)
        if not self.totals.item_count:
            self.report.file("file.empty", "The file has no items.")
        return sorted(self.report.problems, key=_place)

    def _take_numbers(self, item: Item, letter: LetterInCheck) -> None:
        detail = item.detail
        if item.is_credit:
            return
        sequence = detail.raw("item_sequence_number").strip(" ")
        if sequence:
            before = len(letter.sequence_numbers)
            letter.sequence_numbers.add(sequence)
            if len(letter.sequence_numbers) == before:
                message = f"Item {sequence} was there before in this cash letter."
                self.report.field("item.sequence", detail, "item_sequence_number", message)
        bank = letter.by_bank[
            detail.raw("payor_bank_routing_number") + detail.raw("payor_bank_check_digit")
        ]
        bank[0] += 1
        bank[1] += detail.number_of("amount_cents") or 0
        if letter.is_readable and isinstance(detail, CheckDetail) is letter.is_of_returns:
            letter.has_other_kind = True

    def _check_shared(self, header: BundleHeader, letter: CashLetterHeader) -> None:
        for name, of_letter in _SHARED:
            wanted = letter.raw(of_letter)
            if name == "collection_type_indicator" and wanted == "99":
                continue
            if header.raw(name) != wanted:
                column = type(header).FIELDS[name]
                message = f"The {column.label} is not that of the cash letter."
                self.report.field("bundle.header", header, name, message, expected=wanted)

    def _letter(self) -> LetterInCheck:
        assert self.letter is not None  # noqa: S101 (a walk opens a cash letter first)
        return self.letter


def _place(problem: Problem) -> tuple[bool, int, tuple[int, int], str]:
    """Sort by records and columns, and what concerns the whole file to its end."""
    number = problem.record_number
    return number is None, number or 0, problem.columns or (0, 0), problem.rule
