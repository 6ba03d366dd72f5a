"""Which record a type is, and how long it is by its own account."""

from rentrail.formats.x937.encoding import Encoding
from rentrail.formats.x937.fields import Record
from rentrail.formats.x937.items import (
    BankCredit,
    CheckAddendumA,
    CheckAddendumB,
    CheckAddendumC,
    CheckDetail,
    Credit,
    ReturnAddendumA,
    ReturnAddendumB,
    ReturnAddendumC,
    ReturnAddendumD,
    ReturnDetail,
    UserRecord,
)
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


class UnknownRecord(Record):
    """A record of a type that is none of these: kept as it came."""

    TYPE = ""
    LENGTH = 0


CLASSES: dict[str, type[Record]] = {
    cls.TYPE: cls
    for cls in (
        FileHeader, CashLetterHeader, BundleHeader, CheckDetail, CheckAddendumA, CheckAddendumB,
        CheckAddendumC, ReturnDetail, ReturnAddendumA, ReturnAddendumB, ReturnAddendumC,
        ReturnAddendumD, ImageViewDetail, ImageViewData, ImageViewAnalysis, BankCredit, Credit,
        UserRecord, BundleControl, BoxSummary, RoutingNumberSummary, CashLetterControl, FileControl,
    )
}  # fmt: skip


def record_of(data: bytes, encoding: Encoding, number: int = 0, offset: int = 0) -> Record:
    """Give the record that some bytes are, by their type.

    >>> type(record_of(b"99...", Encoding.ASCII)).__name__
    'FileControl'
    """
    cls = CLASSES.get(encoding.decode(data[:2]), UnknownRecord)
    return cls.from_data(data, encoding, number, offset)


def length_of(start: str) -> int | None:
    """Say how long a record is that starts so, or how much of it must be seen to tell (negative).

    None where the type is unknown. Used where no length stands before a record.

    >>> length_of("25"), length_of("52"), length_of("40")
    (80, -105, None)
    """
    cls: type[Record] | None = CLASSES.get(start[:2])
    if cls is None:
        return None
    if cls.IS_FIXED:
        return cls.LENGTH
    needed: int = 0
    length: int = cls.LENGTH
    for column in cls.FIELDS.values():
        if column.length:
            place = _place_of_length(cls, column.length, length - cls.LENGTH)
            needed = max(needed, place.stop)
            if len(start) < needed:
                return -needed
            raw = start[place]
            length += int(raw) if raw.isascii() and raw.isdigit() else 0
    return length


def _place_of_length(cls: type[Record], name: str, moved: int) -> slice:
    """Give where a length stands, behind what was already found to have none fixed."""
    column = cls.FIELDS[name]
    return slice(column.start - 1 + moved, column.end + moved)
