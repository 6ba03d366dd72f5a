"""Walking through a file record by record: what belongs to whom, and what nowhere."""

from collections.abc import Callable, Iterable
from typing import Any, Protocol

from rentrail.formats.x937.fields import Record
from rentrail.formats.x937.file import Item, View
from rentrail.formats.x937.items import CheckDetail, ReturnDetail
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


class Visitor(Protocol):
    """Is told what stands in a file, part by part, in the order of its records."""

    def file_header(self, header: FileHeader) -> None:
        """The file begins."""

    def cash_letter_header(self, header: CashLetterHeader) -> None:
        """A cash letter begins."""

    def bundle_header(self, header: BundleHeader) -> None:
        """A bundle begins."""

    def item(self, item: Item) -> None:
        """A check, return or credit with all that belongs to it."""

    def bundle_control(self, control: BundleControl | None) -> None:
        """The bundle ends; without a control it is broken."""

    def summary(self, summary: BoxSummary | RoutingNumberSummary) -> None:
        """A summary in a cash letter."""

    def cash_letter_control(self, control: CashLetterControl | None) -> None:
        """The cash letter ends; without a control it is broken."""

    def file_control(self, control: FileControl) -> None:
        """The file ends."""

    def other(self, record: Record) -> None:
        """A user record, or one of unknown type."""

    def stray(self, record: Record, reason: str) -> None:
        """A record that belongs nowhere."""

    def missing(self, rule_id: str, record: Record | None, message: str) -> None:
        """A record that should stand before this one, or at the end of the file, and does not."""


class Walk:
    """Takes the records of a file, and tells a visitor what they make up."""

    def __init__(self, visitor: Visitor):
        """Start before the first record."""
        self.visitor = visitor
        self.record_count = 0
        self.in_cash_letter = False
        self.in_bundle = False
        self._has_header = False
        self._has_control = False
        self._detail: Any = None
        self._addenda: list[Any] = []
        self._views: list[list[Any]] = []
        self._others: list[Record] = []

    def take(self, records: Iterable[Record]) -> None:
        """Take the next records."""
        for record in records:
            self.record_count += 1
            if self._has_control:
                self.visitor.stray(record, "nothing may follow the file control")
            else:
                _STEPS.get(record.TYPE, Walk._other)(self, record)

    def finish(self) -> None:
        """End the file: tell of what is missing."""
        self.settle()
        if not self._has_control:
            if self.record_count and not self._has_header:
                self.visitor.missing("file.header-missing", None, _NO_HEADER)
            self._end_cash_letter(None)
            self.visitor.missing("file.control-missing", None, _NO_CONTROL)

    def settle(self) -> None:
        """Tell of the item that is open, if one is: nothing more belongs to it."""
        if self._detail is None:
            return
        item = Item(
            self._detail,
            tuple(self._addenda),
            tuple(View(*view) for view in self._views),
            tuple(self._others),
        )
        self._detail = None
        self._addenda, self._views, self._others = [], [], []
        self.visitor.item(item)

    def _file_header(self, record: Any) -> None:
        if self._has_header:
            self.visitor.stray(record, "there is a file header already")
            return
        if self.record_count > 1:
            self.visitor.missing("file.header-missing", record, _NO_HEADER)
        self._has_header = True
        self.visitor.file_header(record)

    def _need_header(self, record: Record) -> None:
        if not self._has_header:
            self._has_header = True
            self.visitor.missing("file.header-missing", record, _NO_HEADER)

    def _cash_letter_header(self, record: Any) -> None:
        self.settle()
        self._need_header(record)
        self._end_cash_letter(record)
        self.in_cash_letter = True
        self.visitor.cash_letter_header(record)

    def _bundle_header(self, record: Any) -> None:
        self.settle()
        if not self.in_cash_letter:
            self.visitor.stray(record, "a bundle stands in a cash letter")
            return
        self._end_bundle(record)
        self.in_bundle = True
        self.visitor.bundle_header(record)

    def _item(self, record: Any) -> None:
        self.settle()
        if self.in_bundle:
            self._detail = record
        else:
            self.visitor.stray(record, "checks and returns stand in a bundle")

    def _credit(self, record: Any) -> None:
        self.settle()
        if self.in_cash_letter:
            self._detail = record
        else:
            self.visitor.stray(record, "a credit stands in a cash letter")

    def _check_addendum(self, record: Record) -> None:
        self._addendum(record, CheckDetail, "an addendum of a check follows its check detail")

    def _return_addendum(self, record: Record) -> None:
        self._addendum(record, ReturnDetail, "an addendum of a return follows its return detail")

    def _addendum(self, record: Record, owner: type[Record], reason: str) -> None:
        if not isinstance(self._detail, owner) or self._views:
            self.visitor.stray(record, reason)
            return
        if self._addenda and record.TYPE < self._addenda[-1].TYPE:
            self.visitor.stray(record, "the addenda of an item stand in the order of their types")
            return
        self._addenda.append(record)

    def _view_detail(self, record: Record) -> None:
        if self._detail is None:
            self.visitor.stray(record, "a view follows its item")
        else:
            self._views.append([record])

    def _view_data(self, record: Record) -> None:
        if self._views and len(self._views[-1]) == 1:
            self._views[-1].append(record)
        else:
            self.visitor.stray(record, "view data follows its view detail")

    def _view_analysis(self, record: Record) -> None:
        if self._views and len(self._views[-1]) < 3:
            view = self._views[-1]
            view += [None] * (2 - len(view))
            view.append(record)
        else:
            self.visitor.stray(record, "a view's analysis follows the view")

    def _bundle_control(self, record: Any) -> None:
        self.settle()
        if self.in_bundle:
            self.in_bundle = False
            self.visitor.bundle_control(record)
        else:
            self.visitor.stray(record, "no bundle is open")

    def _summary(self, record: Any) -> None:
        self.settle()
        if not self.in_cash_letter:
            self.visitor.stray(record, "a summary stands in a cash letter")
            return
        self._end_bundle(record)
        self.visitor.summary(record)

    def _cash_letter_control(self, record: Any) -> None:
        self.settle()
        if not self.in_cash_letter:
            self.visitor.stray(record, "no cash letter is open")
            return
        self._end_bundle(record)
        self.in_cash_letter = False
        self.visitor.cash_letter_control(record)

    def _file_control(self, record: Any) -> None:
        self.settle()
        self._need_header(record)
        self._end_cash_letter(record)
        self._has_control = True
        self.visitor.file_control(record)

    def _other(self, record: Record) -> None:
        if self._detail is not None:
            self._others.append(record)
        self.visitor.other(record)

    def _end_bundle(self, record: Record | None) -> None:
        if self.in_bundle:
            self.in_bundle = False
            self.visitor.missing("bundle.control-missing", record, "The bundle has no control.")
            self.visitor.bundle_control(None)

    def _end_cash_letter(self, record: Record | None) -> None:
        self._end_bundle(record)
        if self.in_cash_letter:
            self.in_cash_letter = False
            message = "The cash letter has no control."
            self.visitor.missing("cash-letter.control-missing", record, message)
            self.visitor.cash_letter_control(None)


_NO_HEADER = "The file does not start with a file header."
_NO_CONTROL = "The file has no file control: it may have been cut off."
_STEPS: dict[str, Callable[[Walk, Any], None]] = {
    "01": Walk._file_header,
    "10": Walk._cash_letter_header,
    "20": Walk._bundle_header,
    "25": Walk._item,
    "26": Walk._check_addendum,
    "27": Walk._check_addendum,
    "28": Walk._check_addendum,
    "31": Walk._item,
    "32": Walk._return_addendum,
    "33": Walk._return_addendum,
    "34": Walk._return_addendum,
    "35": Walk._return_addendum,
    "50": Walk._view_detail,
    "52": Walk._view_data,
    "54": Walk._view_analysis,
    "61": Walk._credit,
    "62": Walk._credit,
    "70": Walk._bundle_control,
    "75": Walk._summary,
    "85": Walk._summary,
    "90": Walk._cash_letter_control,
    "99": Walk._file_control,
}
