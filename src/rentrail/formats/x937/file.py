"""An X9.37 file as it was read, or as it is to be written: its records, and what they make up."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import NamedTuple

from rentrail.formats.x937.fields import Record
from rentrail.formats.x937.framing import Form
from rentrail.formats.x937.items import AnyAddendum, AnyDetail, BankCredit, CheckDetail, Credit
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
from rentrail.formats.x937.views import ImageViewAnalysis, ImageViewData, ImageViewDetail


class View(NamedTuple):
    """One side of an item: what it is of, the image, and what tests found."""

    detail: ImageViewDetail
    data: ImageViewData | None = None
    analysis: ImageViewAnalysis | None = None

    @property
    def image(self) -> bytes:
        """The image itself; empty where there is none."""
        return self.data.image if self.data else b""

    @property
    def is_front(self) -> bool:
        """Tell whether it shows the whole front."""
        return self.detail.raw("view_side") == "0" and self.detail.raw("view_descriptor") == "00"

    @property
    def is_back(self) -> bool:
        """Tell whether it shows the whole back."""
        return self.detail.raw("view_side") == "1" and self.detail.raw("view_descriptor") == "00"


class Item(NamedTuple):
    """A check, a return or a credit, with its addenda and views."""

    detail: AnyDetail
    addenda: tuple[AnyAddendum, ...] = ()
    views: tuple[View, ...] = ()
    others: tuple[Record, ...] = ()  # user records, and records of unknown types

    @property
    def number(self) -> int:
        """The record that it starts with; 0 if it was in no file."""
        return self.detail.number

    @property
    def is_credit(self) -> bool:
        """Tell whether it is a deposit slip, not a check."""
        return isinstance(self.detail, BankCredit | Credit)

    @property
    def routing_number(self) -> str:
        """The bank that pays, all nine digits; of a credit, the bank that posts it."""
        detail = self.detail
        if isinstance(detail, BankCredit | Credit):
            return detail.posting_bank_routing_number
        return detail.payor_bank_routing_number + detail.payor_bank_check_digit

    @property
    def front(self) -> bytes:
        """The image of the whole front; empty where there is none."""
        return next((view.image for view in self.views if view.is_front), b"")

    @property
    def back(self) -> bytes:
        """The image of the whole back; empty where there is none."""
        return next((view.image for view in self.views if view.is_back), b"")

    def records(self) -> Iterator[Record]:
        """All its records as they are written: views last."""
        yield self.detail
        yield from self.addenda
        yield from self.others
        for view in self.views:
            yield view.detail
            if view.data:
                yield view.data
            if view.analysis:
                yield view.analysis


@dataclass(frozen=True, kw_only=True, slots=True)
class Bundle:
    """The items under one bundle header; `control` is missing only where a file is broken."""

    header: BundleHeader
    items: tuple[Item, ...]  # credits among them where the bank wants them so
    control: BundleControl | None = None


@dataclass(frozen=True, kw_only=True, slots=True)
class CashLetter:
    """The bundles under one cash letter header; `control` is missing only in a broken file."""

    header: CashLetterHeader
    credits: tuple[Item, ...] = ()  # those that stand in no bundle
    bundles: tuple[Bundle, ...] = ()
    summaries: tuple[BoxSummary | RoutingNumberSummary, ...] = ()
    control: CashLetterControl | None = None

    @property
    def items(self) -> Iterator[Item]:
        """All checks and returns of all bundles, in their order."""
        return (item for bundle in self.bundles for item in bundle.items if not item.is_credit)


@dataclass(frozen=True, kw_only=True)
class X937File:
    """A whole file: its records in their order, and the same as cash letters.

    What belongs nowhere is in `records` alone; `rest` is what follows the last record and is none.
    """

    records: tuple[Record, ...]
    form: Form = field(default_factory=Form)
    ends_with_line_end: bool = True
    rest: bytes = b""
    rest_offset: int = 0
    header: FileHeader | None = None
    cash_letters: tuple[CashLetter, ...] = ()
    control: FileControl | None = None

    @property
    def items(self) -> Iterator[Item]:
        """All checks and returns, in their order."""
        return (item for letter in self.cash_letters for item in letter.items)

    @property
    def checks(self) -> Iterator[Item]:
        """The checks on their way forward."""
        return (item for item in self.items if isinstance(item.detail, CheckDetail))

    @property
    def returns(self) -> Iterator[Item]:
        """The checks that come back."""
        return (item for item in self.items if not isinstance(item.detail, CheckDetail))
