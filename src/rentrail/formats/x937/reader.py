"""Reading an X9.37 file: whole, or item by item. Nothing of it is lost or put right."""

from collections.abc import Iterable, Iterator
from typing import NamedTuple

from rentrail.formats.x937.encoding import Encoding
from rentrail.formats.x937.errors import X937ReadError
from rentrail.formats.x937.fields import Record
from rentrail.formats.x937.file import Bundle, CashLetter, Item, X937File
from rentrail.formats.x937.framing import HEADER_LENGTH, Block, Form, Records, Source, form_of
from rentrail.formats.x937.layouts import record_of
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
from rentrail.formats.x937.walking import Walk


class Place(NamedTuple):
    """Where in a file an item stands."""

    cash_letter: CashLetterHeader
    bundle: BundleHeader | None  # None: it is a credit that stands in none


def parse(source: Source) -> X937File:
    """Read a file: EBCDIC or ASCII, lengths before its records, line ends, or neither.

    The source is the content, or an open binary file. What is wrong with it, `validate` tells.
    """
    cut = Records(source, keeps_rest=True)
    records: list[Record] = []
    for block in cut:
        records += records_of(block, _encoding(cut), number=len(records) + 1)
    made = file_of(records, cut.form or Form())
    return X937File(
        records=made.records,
        form=made.form,
        ends_with_line_end=cut.ends_with_line_end,
        rest=cut.rest,
        rest_offset=cut.rest_offset,
        header=made.header,
        cash_letters=made.cash_letters,
        control=made.control,
    )


def file_of(records: Iterable[Record], form: Form | None = None) -> X937File:
    """Put records into a file as they are."""
    collector = _Collector()
    kept = tuple(records)
    walk = Walk(collector)
    walk.take(kept)
    walk.finish()
    return X937File(
        records=kept,
        form=form or Form(),
        header=collector.header,
        cash_letters=tuple(collector.cash_letters),
        control=collector.control,
    )


def iter_items(source: Source) -> Iterator[tuple[Place, Item]]:
    """Give checks, returns and credits one by one with their place, in little memory.

    The source may be an open binary file. The order of records, counts and totals are not looked
    at: that is `validate`.

    Raises:
        X937ReadError: what follows the items that were given is no record, or not whole.
    """
    cut = Records(source)
    collector = _Streamer()
    walk = Walk(collector)
    for block in cut:
        walk.take(records_of(block, _encoding(cut), number=walk.record_count + 1))
        yield from collector.taken()
    walk.finish()
    yield from collector.taken()
    if cut.form is None:
        raise X937ReadError(message="The file does not start with a file header.")
    if cut.rest_length:
        message = f"At byte {cut.rest_offset} the file goes on with what is no whole record."
        raise X937ReadError(message=message, number=walk.record_count + 1)


def recognise(data: bytes) -> bool:
    """Tell whether these bytes are an X9.37 file, by its first record."""
    form = form_of(data[: HEADER_LENGTH + 6])
    if form is None:
        return False
    start = form.encoding.decode(data[:HEADER_LENGTH][4 if data[:2] == b"\0\0" else 0 :])
    return start[:2] == "01" and start[2:4].isdigit() and start[5:31].strip(" ").isdigit()


def records_of(
    block: Block, encoding: Encoding, *, number: int, start: int = 0, end: int | None = None
) -> list[Record]:
    """Give the records of a block, or some of them; the first has this number in its file."""
    return [
        record_of(data, encoding, place, offset)
        for place, (data, offset) in enumerate(block.records(start, end), number)
    ]


def _encoding(cut: Records) -> Encoding:
    assert cut.form is not None  # noqa: S101 (it is known before there is a block)
    return cut.form.encoding


class _Passing:
    """Passes over what a walk tells."""

    def file_header(self, header: FileHeader) -> None:
        pass

    def cash_letter_header(self, header: CashLetterHeader) -> None:
        pass

    def bundle_header(self, header: BundleHeader) -> None:
        pass

    def item(self, item: Item) -> None:
        pass

    def bundle_control(self, control: BundleControl | None) -> None:
        pass

    def summary(self, summary: BoxSummary | RoutingNumberSummary) -> None:
        pass

    def cash_letter_control(self, control: CashLetterControl | None) -> None:
        pass

    def file_control(self, control: FileControl) -> None:
        pass

    def other(self, record: Record) -> None:
        pass

    def stray(self, record: Record, reason: str) -> None:
        pass

    def missing(self, rule_id: str, record: Record | None, message: str) -> None:
        pass


class _Streamer(_Passing):
    """Keeps items until they are taken."""

    def __init__(self) -> None:
        self._letter: CashLetterHeader | None = None
        self._bundle: BundleHeader | None = None
        self._items: list[tuple[Place, Item]] = []

    def cash_letter_header(self, header: CashLetterHeader) -> None:
        self._letter = header

    def bundle_header(self, header: BundleHeader) -> None:
        self._bundle = header

    def bundle_control(self, control: BundleControl | None) -> None:
        self._bundle = None

    def item(self, item: Item) -> None:
        assert self._letter is not None  # noqa: S101 (a walk opens a cash letter first)
        self._items.append((Place(self._letter, self._bundle), item))

    def taken(self) -> list[tuple[Place, Item]]:
        """Give those that came since."""
        items, self._items = self._items, []
        return items


class _Collector(_Passing):
    """Keeps all that a walk tells."""

    def __init__(self) -> None:
        self.header: FileHeader | None = None
        self.cash_letters: list[CashLetter] = []
        self.control: FileControl | None = None
        self._letter: CashLetterHeader | None = None
        self._bundle: BundleHeader | None = None
        self._credits: list[Item] = []
        self._items: list[Item] = []
        self._bundles: list[Bundle] = []
        self._summaries: list[BoxSummary | RoutingNumberSummary] = []

    def file_header(self, header: FileHeader) -> None:
        self.header = header

    def cash_letter_header(self, header: CashLetterHeader) -> None:
        self._letter = header
        self._credits, self._bundles, self._summaries = [], [], []

    def bundle_header(self, header: BundleHeader) -> None:
        self._bundle, self._items = header, []

    def item(self, item: Item) -> None:
        (self._items if self._bundle else self._credits).append(item)

    def bundle_control(self, control: BundleControl | None) -> None:
        assert self._bundle is not None  # noqa: S101 (a walk opens a bundle before it closes it)
        made = Bundle(header=self._bundle, items=tuple(self._items), control=control)
        self._bundles.append(made)
        self._bundle = None

    def summary(self, summary: BoxSummary | RoutingNumberSummary) -> None:
        self._summaries.append(summary)

    def cash_letter_control(self, control: CashLetterControl | None) -> None:
        assert self._letter is not None  # noqa: S101 (a walk opens a letter before it closes it)
        made = CashLetter(
            header=self._letter,
            credits=tuple(self._credits),
            bundles=tuple(self._bundles),
            summaries=tuple(self._summaries),
            control=control,
        )
        self.cash_letters.append(made)

    def file_control(self, control: FileControl) -> None:
        self.control = control
