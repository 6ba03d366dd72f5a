"""Checks as rows, the way banking has them: written together, each proven against the layouts."""

import re
from collections.abc import Iterable, Iterator
from struct import Struct
from typing import Any, NamedTuple

from rentrail.formats.x937 import tiff
from rentrail.formats.x937.errors import X937WriteError
from rentrail.formats.x937.fields import Column, Kind, Record, pattern_text
from rentrail.formats.x937.file import Item, View
from rentrail.formats.x937.framing import Framing
from rentrail.formats.x937.items import CheckAddendumA, CheckDetail
from rentrail.formats.x937.profiles import BankProfile
from rentrail.formats.x937.totals import GOOD_READ
from rentrail.formats.x937.validation import form
from rentrail.formats.x937.views import (
    FIXED_LENGTH,
    ImageViewAnalysis,
    ImageViewData,
    ImageViewDetail,
)

IMAGE_MAX = 9_999_999  # bytes; its length has seven digits
PAPER_TO_IMAGE = "2"
_PREFIX = Struct(">I")


class CheckRow(NamedTuple):
    """One check, with what its writer can't know."""

    routing_number: str  # of the bank that pays, nine digits
    on_us: str  # as on the MICR line, with / for the on-us symbol
    amount_cents: int
    sequence_number: int  # unique in the cash letter; asked for again in returns
    front: bytes  # an exchange TIFF
    back: bytes
    auxiliary_on_us: str = ""
    external_processing_code: str = ""
    micr_valid_indicator: str = GOOD_READ
    correction_indicator: str = "0"
    payee_name: str = ""
    image_quality: str = "0"  # what tests of the views found, where the bank wants to be told


class RowFacts(NamedTuple):
    """What all checks of a deposit have in common."""

    institution: str  # routing number of who makes the cash letter
    return_location: str
    business_date: str  # YYYYMMDD
    cycle_number: str
    deposit_account_number: str
    deposit_branch: str


class RowWriter:
    """Writes checks by a bank's profile: each with addendum A, front and back."""

    def __init__(self, profile: BankProfile, facts: RowFacts):
        """Work out once what is the same for all checks."""
        self.profile = profile
        self.facts = facts
        self._form = profile.form
        parts = list(self._parts())
        self._format = "".join(part.format for part in parts)
        self._faultless = re.compile("".join(part.pattern for part in parts), re.DOTALL)
        self._cuts = _cuts(parts)

    def data_of(self, row: CheckRow, number: int) -> tuple[bytes, ...]:
        """Give the bytes of one check, in pieces; `number` counts the rows of its deposit.

        Raises:
            X937WriteError: a value does not fit, or an image is none that an exchange takes.
        """
        try:
            text = self._format % self._values(row)
        except TypeError:
            raise self._refusal(row, number) from None
        if not (self._faultless.fullmatch(text) and self._is_taken(row)):
            raise self._refusal(row, number)
        data = self._form.encoding.encode(text)
        first, second = self._cuts
        return data[:first], row.front, data[first:second], row.back, data[second:]

    def item_of(self, row: CheckRow) -> Item:
        """Give a check as records.

        Raises:
            X937WriteError: a value does not fit its field.
        """
        views = tuple(
            View(
                ImageViewDetail(**self._constants(ImageViewDetail), view_side=side),
                ImageViewData(
                    **self._constants(ImageViewData),
                    item_sequence_number=_sequence_of(row),
                    image=image,
                ),
                ImageViewAnalysis(global_image_quality=row.image_quality)
                if self.profile.analysis
                else None,
            )
            for side, image in (("0", row.front), ("1", row.back))
        )
        addendum = CheckAddendumA(**self._constants(CheckAddendumA), **_addendum_values(row))
        detail = CheckDetail(**self._constants(CheckDetail), **_detail_values(row))
        return Item(detail, (addendum,) if self.profile.addendum_a else (), views)

    def _values(self, row: CheckRow) -> tuple[object, ...]:
        sequence = f"{row.sequence_number:015d}"
        bank = row.routing_number
        detail = (
            row.auxiliary_on_us, row.external_processing_code, bank[:8], bank[8:], row.on_us,
            row.amount_cents, sequence, row.micr_valid_indicator, row.correction_indicator,
        )  # fmt: skip
        addendum: tuple[object, ...] = ()
        if self.profile.addendum_a:
            addendum = (sequence, row.payee_name, row.correction_indicator)
        front, back = len(row.front), len(row.back)
        if self.profile.analysis:
            quality = row.image_quality
            views: tuple[object, ...] = (sequence, front, quality, sequence, back, quality)
        else:
            views = (sequence, front, sequence, back)
        if self._form.framing is Framing.LENGTH_PREFIXED:
            views = self._with_prefixes(views, front, back)
        return detail + addendum + views

    def _with_prefixes(
        self, views: tuple[object, ...], front: int, back: int
    ) -> tuple[object, ...]:
        decode, half = self._form.encoding.decode, len(views) // 2
        return (
            decode(_PREFIX.pack(FIXED_LENGTH + front)), *views[:half],
            decode(_PREFIX.pack(FIXED_LENGTH + back)), *views[half:],
        )  # fmt: skip

    def _is_taken(self, row: CheckRow) -> bool:
        resolutions, largest = self.profile.image_resolutions, self.profile.image_bytes_max
        return (
            row.amount_cents > 0
            and form.is_proven(row.routing_number)
            and row.amount_cents <= (self.profile.item_amount_max_cents or row.amount_cents)
            and max(len(row.front), len(row.back)) <= (largest or IMAGE_MAX)
            and tiff.is_right(row.front, resolutions)
            and tiff.is_right(row.back, resolutions)
        )

    def _refusal(self, row: CheckRow, number: int) -> X937WriteError:
        """Say what of a check does not fit."""
        try:
            self.item_of(row)
        except X937WriteError as problem:
            return X937WriteError(
                field=problem.field, reason=problem.reason, value=problem.value, row=number
            )
        except TypeError as problem:
            return X937WriteError(field="the check", reason=f"has {problem}", row=number)
        field, reason = next(self._faults(row), ("the check", "does not fit its records"))
        return X937WriteError(field=field, reason=reason, row=number)

    def _faults(self, row: CheckRow) -> Iterator[tuple[str, str]]:
        profile = self.profile
        if not form.is_proven(row.routing_number):
            yield "routing_number", f"{row.routing_number!r} has a wrong check digit"
        if row.amount_cents <= 0:
            yield "amount_cents", "must be above zero"
        if row.amount_cents > (profile.item_amount_max_cents or row.amount_cents):
            yield "amount_cents", "is more than the bank takes"
        for field, image in (("front", row.front), ("back", row.back)):
            if len(image) > (profile.image_bytes_max or IMAGE_MAX):
                yield field, "is larger than the bank takes"
            for fault in tiff.faults(image, profile.image_resolutions):
                yield field, f"is refused: {fault.message}"

    def _constants(self, cls: type[Record]) -> dict[str, Any]:
        """Give what all records of a kind say."""
        profile, facts = self.profile, self.facts
        if cls is CheckDetail:
            shared = profile.documentation_type_indicator
            return {
                "documentation_type_indicator": "" if shared == "Z" else shared,
                "return_acceptance_indicator": profile.return_acceptance_indicator,
                "bofd_indicator": profile.bofd_indicator,
                "addendum_count": int(profile.addendum_a),
                "archive_type_indicator": profile.archive_type_indicator,
            }
        if cls is CheckAddendumA:
            return {
                "return_location_routing_number": facts.return_location,
                "endorsement_date": facts.business_date,
                "deposit_account_number": facts.deposit_account_number,
                "deposit_branch": facts.deposit_branch,
                "bofd_conversion_indicator": PAPER_TO_IMAGE,
            }
        if cls is ImageViewDetail:
            return {
                "image_creator_routing_number": facts.institution,
                "image_creator_date": facts.business_date,
                "image_recreate_indicator": "0",
            }
        if cls is ImageViewData:
            return {
                "ece_institution_routing_number": facts.institution,
                "bundle_business_date": facts.business_date,
                "cycle_number": facts.cycle_number,
            }
        return {}

    def _parts(self) -> Iterator["_Part"]:
        """Give the records of a check as they are put down."""
        yield self._part(CheckDetail, _DETAIL)
        if self.profile.addendum_a:
            yield self._part(CheckAddendumA, _ADDENDUM)
        for side in ("0", "1"):
            yield self._part(ImageViewDetail, (), view_side=side)
            yield self._part(ImageViewData, ("item_sequence_number", "image_length"))
            if self.profile.analysis:
                yield self._part(ImageViewAnalysis, ("global_image_quality",))

    def _part(self, cls: type[Record], varying: Iterable[str], **constants: str) -> "_Part":
        known = {**self._constants(cls), **constants}
        formats, patterns = [cls.TYPE], [cls.TYPE]
        for column in cls.COLUMNS:
            if not column.width:
                continue
            if column.name in varying:
                formats.append(_format_of(column))
                patterns.append(pattern_text(column))
            else:
                text = _constant_of(column, known)
                formats.append(text.replace("%", "%%"))
                patterns.append(re.escape(text))
        before, before_pattern, after = self._frame(cls)
        has_image = cls is ImageViewData
        return _Part(
            before + "".join(formats) + ("" if has_image else after),
            before_pattern + "".join(patterns) + ("" if has_image else re.escape(after)),
            cls.LENGTH + (4 if before else 0) + (0 if has_image else len(after)),
            has_image,
        ).with_end(after if has_image else "")

    def _frame(self, cls: type[Record]) -> tuple[str, str, str]:
        """Give what stands before and behind a record."""
        decode = self._form.encoding.decode
        if self._form.framing is not Framing.LENGTH_PREFIXED:
            return "", "", decode(self._form.line_end)
        if cls is ImageViewData:
            return "%s", ".{4}", ""
        prefix = decode(_PREFIX.pack(cls.LENGTH))
        return prefix.replace("%", "%%"), re.escape(prefix), ""


class _Part(NamedTuple):
    """A record of a check: as a %-format, as a pattern, and how long it is without its image."""

    format: str
    pattern: str
    length: int
    has_image: bool
    end: str = ""  # what stands behind its image

    def with_end(self, end: str) -> "_Part":
        return self._replace(
            format=self.format + end, pattern=self.pattern + re.escape(end), end=end
        )


def _cuts(parts: list[_Part]) -> tuple[int, int]:
    """Give where the two images of a check stand in its text."""
    cuts, length = [], 0
    for part in parts:
        length += part.length
        if part.has_image:
            cuts.append(length)
        length += len(part.end)
    first, second = cuts
    return first, second


_DETAIL = (
    "auxiliary_on_us", "external_processing_code", "payor_bank_routing_number",
    "payor_bank_check_digit", "on_us", "amount_cents", "item_sequence_number",
    "micr_valid_indicator", "correction_indicator",
)  # fmt: skip
_ADDENDUM = ("bofd_item_sequence_number", "payee_name", "bofd_correction_indicator")


def _detail_values(row: CheckRow) -> dict[str, Any]:
    return {
        "auxiliary_on_us": row.auxiliary_on_us,
        "external_processing_code": row.external_processing_code,
        "payor_bank_routing_number": row.routing_number[:8],
        "payor_bank_check_digit": row.routing_number[8:],
        "on_us": row.on_us,
        "amount_cents": row.amount_cents,
        "item_sequence_number": _sequence_of(row),
        "micr_valid_indicator": row.micr_valid_indicator,
        "correction_indicator": row.correction_indicator,
    }


def _addendum_values(row: CheckRow) -> dict[str, Any]:
    return {
        "bofd_item_sequence_number": _sequence_of(row),
        "payee_name": row.payee_name,
        "bofd_correction_indicator": row.correction_indicator,
    }


def _sequence_of(row: CheckRow) -> str:
    return f"{row.sequence_number:015d}"


def _format_of(column: Column) -> str:
    if column.kind is Kind.NUMERIC:
        return f"%0{column.width}d"
    return f"%{column.width}s" if column.kind in (Kind.MICR, Kind.ON_US) else f"%-{column.width}s"


def _constant_of(column: Column, known: dict[str, Any]) -> str:
    """Give the characters of a field that is the same in all checks.

    Raises:
        X937WriteError: the value does not fit.
    """
    value = known.get(column.name, column.default)
    if fault := column.fault_of(value):
        raise X937WriteError(field=column.name, reason=fault)
    return column.render(None if value == "" else value)
