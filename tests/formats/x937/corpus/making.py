"""What the corpus is made of: right files of every sort, and files that each break one rule.

python -m tests.formats.x937.corpus.making
"""

import csv
import io
from collections.abc import Callable
from pathlib import Path
from typing import NamedTuple

from tests.formats.x937 import samples
from tests.formats.x937.images import FRONT, tiff

from rentrail.formats import x937
from rentrail.formats.x937.fields import Record
from rentrail.formats.x937.layouts import CLASSES, UnknownRecord
from rentrail.formats.x937.records import BoxSummary, RoutingNumberSummary
from rentrail.formats.x937.views import ImageViewData

FOLDER = Path(__file__).parent
COLUMNS = ("file", "rule", "record", "field", "also", "bank", "seen_before")
ASCII = x937.Encoding.ASCII


class Faulty(NamedTuple):
    """A file with one fault, what tells of it, and which other rules can't help being broken."""

    rule: str
    content: bytes
    record: int | None = None
    field: str = ""
    also: str = ""
    bank: str = ""
    seen_before: str = ""


def plain(count: int = 2, **settings: object) -> bytes:
    """Give a file to break: records are numbered file header 1, cash letter 2, bundle 3, check 4,
    addendum A 5, view detail 6, view data 7, view detail 8, view data 9, check 10 and so on.
    """
    return samples.deposit_file(count, **{"encoding": "ASCII", **settings})


def changed(number: int, field: str, text: str, data: bytes = b"") -> bytes:
    """Put characters into one field of a record, as they are."""
    return edited(data or plain(), number, lambda record: with_text(record, field, text))


def with_text(record: Record, field: str, text: str) -> Record:
    """Give a record with other characters in a field."""
    place = type(record).FIELDS[field].place(record.text)
    assert place.stop - place.start == len(text), (field, text)
    changed_text = record.text[: place.start] + text + record.text[place.stop :]
    return with_all(record, changed_text)


def with_all(record: Record, text: str) -> Record:
    """Give a record with another text."""
    made = type(record).holding(text)
    if isinstance(record, ImageViewData) and isinstance(made, ImageViewData):
        return made.with_binary(record.image, record.digital_signature)
    return made


def edited(data: bytes, number: int, change: Callable[[Record], Record | None]) -> bytes:
    """Change one record of a file, or leave it out."""
    file = x937.parse(data)
    records = list(file.records)
    made = change(records[number - 1])
    records[number - 1 : number] = [made] if made else []
    return x937.write(x937.file_of(records, file.form))


def without(number: int, data: bytes = b"") -> bytes:
    """Leave out one record."""
    return edited(data or plain(), number, lambda _: None)


def with_record(number: int, record: Record, data: bytes = b"") -> bytes:
    """Put a record before another."""
    file = x937.parse(data or plain())
    records = list(file.records)
    records.insert(number - 1, record)
    return x937.write(x937.file_of(records, file.form))


def recounted(number: int, count: int, data: bytes) -> bytes:
    """Put the count of records right in the file control."""
    return changed(number, "record_count", f"{count:08d}", data)


def with_image(image: bytes) -> bytes:
    """Give a file whose first front is another image."""
    return edited(
        plain(), 7,
        lambda record: with_text(record, "image_length", f"{len(image):07d}").with_binary(image),  # type: ignore[attr-defined]
    )  # fmt: skip


def valid_files() -> dict[str, bytes]:
    """Give right files by their names."""
    forms = {
        f"form-{encoding.lower()}-{name}": samples.deposit_file(
            2, encoding=encoding, framing=framing, line_end=line_end
        )
        for encoding in ("EBCDIC", "ASCII")
        for name, framing, line_end in (
            ("length-prefixed", "length-prefixed", "LF"), ("lf", "lines", "LF"),
            ("crlf", "lines", "CRLF"), ("no-line-ends", "none", "LF"),
        )
    }  # fmt: skip
    credits = {
        f"credit-{kind}-in-{place}": samples.deposit_file(
            2, credit=kind, credit_placement=place, credit_in_totals=in_totals
        )
        for kind in ("61", "62")
        for place, in_totals in (("cash-letter", False), ("bundle", True))
    }
    standard = samples.deposit_file(2, standard_level="35", country_code="US")
    sequence = {"sequence": "000000000000001"}
    return {
        **forms,
        **credits,
        "level-35": standard,
        "several-bundles": samples.deposit_file(5, bundle_items_max=2),
        "with-image-tests": samples.deposit_file(2, analysis=True),
        "without-addendum-a": samples.deposit_file(2, addendum_a=False, bofd_indicator="N"),
        "every-addendum-of-a-check": samples.file_of_items([samples.check()]),
        "return-with-every-addendum": samples.file_of_items(
            [samples.returned()], collection_type="03", returns_indicator="R"
        ),
        "without-images": samples.file_of_items(
            [samples.check()._replace(views=())], cash_letter_record_type_indicator="E"
        ),
        "240-dots-an-inch": samples.file_of_items(
            [samples.check()._replace(views=(
                samples.view("0", tiff(width=1488, height=672, dpi=(240, 240))),
                samples.view("1", tiff(width=1490, height=672, dpi=(240, 240))),
            ))]
        ),
        "auxiliary-on-us": samples.file_of_items([samples.check(auxiliary_on_us="0001042")]),
        "micr-characters-not-read": samples.file_of_items(
            [samples.check(on_us="7445*789/10-42", micr_valid_indicator="3")]
        ),
        "micr-repaired-by-an-operator": samples.file_of_items(
            [samples.check(correction_indicator="3")]
        ),
        "user-record": samples.file_of_items(
            [samples.check()._replace(others=(x937.UserRecord(
                format_type="000", user_data="ANY TEXT"),))]
        ),
        "digital-signature": samples.file_of_items([signed(**sequence)]),
        "routing-number-summary": summarised(),
        "box-summary": boxed(),
        "creation-on-a-leap-day": leap_day(),
    }  # fmt: skip


def signed(sequence: str) -> x937.Item:
    """Give a check whose front is signed."""
    item = samples.check(sequence)
    front = item.views[0]
    assert front.data
    data = x937.ImageViewData(
        ece_institution_routing_number=samples.OTHER_BANK,
        bundle_business_date=samples.DAY_TEXT, item_sequence_number=sequence,
        image_reference_key="KEY", image=FRONT, digital_signature=b"\x01\x02\n\xff",
    )  # fmt: skip
    detail = front.detail.replace(digital_signature_indicator="1", digital_signature_method="03")
    views = (x937.View(detail, data), item.views[1])
    return item._replace(views=views)


def summarised(count: int = 2, cents: int = 20_003) -> bytes:
    """Give a file with a summary of a bank's checks, right unless told."""
    summary = RoutingNumberSummary(
        routing_number=samples.PAYOR_BANK, total_cents=cents, item_count=count
    )
    return recounted(19, 19, with_record(17, summary))


def boxed() -> bytes:
    """Give a file with a summary of a box."""
    summary = BoxSummary(
        destination_routing_number=samples.BANK, box_sequence_number="001", box_bundle_count=1,
        box_total_cents=20_003,
    )  # fmt: skip
    return recounted(19, 19, with_record(17, summary))


def leap_day() -> bytes:
    """Give a file that was made on a day that only some years have."""
    return changed(1, "file_creation_date", "20280229")


BANKS = """\
[[deposit-in-61]]
credit = "61"
credit_placement = "bundle"
credit_in_totals = false
standard_level = "03"
encoding = "ASCII"
immediate_destination_routing_number = "076401251"
immediate_origin_routing_number = "123456780"
bundle_items_max = 2

[[strict]]
encoding = "ASCII"
analysis = true
addendum_a = false
bundle_items_max = 2
bundle_amount_max_cents = 20000
cash_letter_items_max = 2
file_items_max = 2
item_amount_max_cents = 10001
image_bytes_max = 281
"""


def in_61(count: int = 2, **settings: object) -> bytes:
    """Give a file as the bank that wants deposits in record 61 takes it: the slip is record 4."""
    asked = {"credit": "61", "credit_placement": "bundle", "credit_in_totals": False}
    return plain(count, **{**asked, **settings})


def strict(count: int = 1, **settings: object) -> bytes:
    """Give a file that the strict bank would take but for its images."""
    asked = {"analysis": True, "addendum_a": False, "bofd_indicator": "N"}
    return plain(count, **{**asked, **settings})


def faulty_files() -> dict[str, Faulty]:
    """Give files with a fault each, by their names."""
    return {**of_files(), **of_letters(), **of_items(), **of_views(), **of_images(), **of_banks()}


def of_files() -> dict[str, Faulty]:
    """Faults of the file as a whole, and of fields."""
    cut = plain()
    return {
        "no-such-file": Faulty(
            "file.unreadable", b"%PDF-1.7", also="file.control-missing file.empty"
        ),
        "empty": Faulty("file.unreadable", b"", also="file.control-missing file.empty"),
        "cut-in-file-control": Faulty("file.cut", cut[:-10], 18, also="file.control-missing"),
        "length-huge": Faulty(
            "file.cut", cut[: 84 * 2] + b"\xff\xff\xff\xff" + cut[84 * 2 + 4 :], 3,
            also="cash-letter.control-missing cash-letter.empty file.control-missing file.empty",
        ),
        "length-zero": Faulty(
            "file.cut", cut[: 84 * 2] + b"\0\0\0\0" + cut[84 * 2 + 4 :], 3,
            also="cash-letter.control-missing cash-letter.empty file.control-missing file.empty",
        ),
        "record-short": Faulty(
            "record.length", edited(plain(), 5, lambda one: with_all(one, one.text[:-1])), 5
        ),
        "record-long": Faulty(
            "record.length", edited(plain(), 5, lambda one: with_all(one, one.text + " ")), 5
        ),
        "key-beyond-its-record": Faulty(
            "record.length", changed(7, "image_reference_key_length", "0900"), 7
        ),
        "type-40": Faulty(
            "record.type",
            recounted(19, 19, with_record(16, UnknownRecord.holding("40" + " " * 78))), 16,
        ),
        "check-outside-a-bundle": Faulty("file.order", without(3), 3, also=(
            "file.order " * 12 + "file.empty cash-letter.empty cash-letter.bundle-count "
            "cash-letter.item-count cash-letter.total cash-letter.image-count file.item-count "
            "file.record-count file.total")),
        "addendum-after-a-view": Faulty("file.order", moved(5, 7), 6, also=(
            "item.addendum-count item.bofd")),
        "view-data-twice": Faulty(
            "file.order", recounted(19, 19, with_record(8, record_of(7))), 8
        ),
        "record-after-the-end": Faulty("file.order", with_record(19, record_of(16)), 19),
        "no-file-header": Faulty(
            "file.header-missing", recounted(17, 17, without(1)), 1
        ),
        "no-file-control": Faulty("file.control-missing", without(18)),
        "no-cash-letter-control": Faulty(
            "cash-letter.control-missing", recounted(17, 17, without(17)), 17
        ),
        "no-bundle-control": Faulty("bundle.control-missing", recounted(17, 17, without(16)), 16),
        "name-with-an-accent": Faulty(
            "field.characters", changed(1, "immediate_origin_name", "R\xe9sidence" + " " * 9), 1,
            "immediate_origin_name",
        ),
        "cash-letter-id-blank": Faulty(
            "field.mandatory", changed(2, "cash_letter_id", " " * 8), 2, "cash_letter_id"
        ),
        "amount-with-a-letter": Faulty(
            "field.numeric", changed(4, "amount_cents", "000001000A"), 4, "amount_cents",
            also="bundle.total bundle.micr-valid-total cash-letter.total file.total",
        ),
        "on-us-with-letters": Faulty(
            "field.form", changed(4, "on_us", f"{'7445A789/1042':>20}"), 4, "on_us"
        ),
        "blanks-inside-a-sequence-number": Faulty(
            "field.form", changed(5, "bofd_item_sequence_number", "00000000 000001"), 5,
            "bofd_item_sequence_number",
        ),
        "bofd-indicator-x": Faulty(
            "field.code", changed(4, "bofd_indicator", "X"), 4, "bofd_indicator"
        ),
        "returns-indicator-n": Faulty(
            "field.code-other", changed(2, "returns_indicator", "N"), 2, "returns_indicator"
        ),
        "endorsed-on-february-30": Faulty(
            "field.date", changed(5, "endorsement_date", "20260230"), 5, "endorsement_date"
        ),
        "made-at-24-00": Faulty(
            "field.time", changed(1, "file_creation_time", "2400"), 1, "file_creation_time"
        ),
        "reserved-with-zeros": Faulty(
            "field.reserved", changed(18, "reserved", "0" * 15), 18, "reserved"
        ),
        "image-by-an-institution-that-is-no-bank": Faulty(
            "field.institution", changed(6, "image_creator_routing_number", "123456789"), 6,
            "image_creator_routing_number",
        ),
        "cash-letters-miscounted": Faulty(
            "file.cash-letter-count", changed(18, "cash_letter_count", "000002"), 18,
            "cash_letter_count",
        ),
        "records-miscounted": Faulty(
            "file.record-count", changed(18, "record_count", "00000017"), 18, "record_count"
        ),
        "items-of-the-file-miscounted": Faulty(
            "file.item-count", changed(18, "item_count", "00000003"), 18, "item_count"
        ),
        "total-of-the-file-wrong": Faulty(
            "file.total", changed(18, "total_cents", f"{20_004:016d}"), 18, "total_cents"
        ),
        "without-cash-letters": Faulty("file.empty", without_letters()),
        "made-tomorrow": Faulty(
            "file.creation-date", changed(1, "file_creation_date", "20261128"), 1,
            "file_creation_date",
        ),
        "seen-before": Faulty(
            "file.duplicate", plain(), 1, "file_id_modifier",
            seen_before="form-ascii-length-prefixed",
        ),
    }  # fmt: skip


def of_letters() -> dict[str, Faulty]:
    """Faults of cash letters and bundles."""
    credit_short = plain(credit="62", credit_placement="cash-letter")
    return {
        "cash-letter-id-twice": Faulty(
            "cash-letter.id", two_letters("1"), 18, "cash_letter_id"
        ),
        "bundles-miscounted": Faulty(
            "cash-letter.bundle-count", changed(17, "bundle_count", "000002"), 17, "bundle_count"
        ),
        "items-of-the-cash-letter-miscounted": Faulty(
            "cash-letter.item-count", changed(17, "item_count", "00000001"), 17, "item_count"
        ),
        "total-of-the-cash-letter-wrong": Faulty(
            "cash-letter.total", changed(17, "total_cents", f"{1:014d}"), 17, "total_cents"
        ),
        "images-of-the-cash-letter-miscounted": Faulty(
            "cash-letter.image-count", changed(17, "image_count", f"{3:09d}"), 17, "image_count"
        ),
        "cash-letter-without-items": Faulty(
            "cash-letter.empty", letter_without_items(), 2, also="file.empty"
        ),
        "images-in-a-letter-of-none": Faulty(
            "cash-letter.contents", changed(2, "cash_letter_record_type_indicator", "E"), 4,
            also="cash-letter.contents",
        ),
        "items-in-a-letter-of-none": Faulty(
            "cash-letter.contents",
            changed(2, "cash_letter_record_type_indicator", "N"), 2,
            also="cash-letter.contents cash-letter.contents",
        ),
        "return-among-checks": Faulty(
            "cash-letter.returns", samples.file_of_items([samples.check("1"),
            samples.returned("2")]), 2,
        ),
        "check-among-returns": Faulty(
            "cash-letter.returns", samples.file_of_items([samples.check("1"),
            samples.returned("2")], collection_type="03"), 2,
        ),
        "credit-of-another-amount": Faulty(
            "cash-letter.credit-total", changed(3, "amount_cents", f"{20_004:014d}",
            credit_short), 2,
        ),
        "routing-number-summary-wrong": Faulty(
            "summary.routing-number", summarised(cents=20_004), 17, "total_cents"
        ),
        "items-of-the-bundle-miscounted": Faulty(
            "bundle.item-count", changed(16, "item_count", "0003"), 16, "item_count"
        ),
        "total-of-the-bundle-wrong": Faulty(
            "bundle.total", changed(16, "total_cents", f"{20_004:012d}"), 16, "total_cents"
        ),
        "good-reads-added-up-wrong": Faulty(
            "bundle.micr-valid-total", changed(16, "micr_valid_total_cents", f"{1:012d}"), 16,
            "micr_valid_total_cents",
        ),
        "images-of-the-bundle-miscounted": Faulty(
            "bundle.image-count", changed(16, "image_count", "00005"), 16, "image_count"
        ),
        "bundle-without-items": Faulty("bundle.empty", bundle_without_items(), 17),
        "bundle-number-twice": Faulty(
            "bundle.sequence", changed(17, "bundle_sequence_number", "0001", plain(3,
            bundle_items_max=2)), 17, "bundle_sequence_number",
        ),
        "bundle-for-another-day": Faulty(
            "bundle.header", changed(3, "bundle_business_date", "20261128"), 3,
            "bundle_business_date", also="view.bundle view.bundle view.bundle view.bundle",
        ),
    }  # fmt: skip


def of_items() -> dict[str, Faulty]:
    """Faults of items and addenda."""
    return {
        "routing-number-misread": Faulty(
            "item.routing", changed(4, "payor_bank_check_digit", "2"), 4, "payor_bank_check_digit"
        ),
        "check-of-nothing": Faulty(
            "item.amount", changed(4, "amount_cents", "0" * 10), 4, "amount_cents",
            also="bundle.total bundle.micr-valid-total cash-letter.total file.total",
        ),
        "sequence-number-twice": Faulty(
            "item.sequence", changed(10, "item_sequence_number", "000000000000001"), 10,
            "item_sequence_number", also="view.item view.item",
        ),
        "addenda-miscounted": Faulty(
            "item.addendum-count", changed(4, "addendum_count", "02"), 4, "addendum_count"
        ),
        "addendum-numbered-2": Faulty(
            "item.addendum-number", changed(5, "record_number", "2"), 5, "record_number"
        ),
        "no-record-of-first-deposit": Faulty(
            "item.bofd", plain(addendum_a=False), 4, "bofd_indicator", also="item.bofd"
        ),
        "no-back": Faulty(
            "item.view-missing", no_back(), 4,
            also="bundle.image-count cash-letter.image-count",
        ),
        "front-twice": Faulty(
            "item.view-twice", changed(8, "view_side", "0"), 4, also="item.view-missing"
        ),
    }  # fmt: skip


def of_views() -> dict[str, Faulty]:
    """Faults of views, and of what ties them to their items."""
    item = signed("1")
    detail = item.views[0].detail.replace(digital_signature_indicator="0")
    unsigned = item._replace(views=(item.views[0]._replace(detail=detail), item.views[1]))
    return {
        "view-without-data": Faulty("view.data-missing", recounted(17, 17, without(7)), 6),
        "view-said-not-to-be-there": Faulty(
            "view.data-missing", changed(6, "image_indicator", "0"), 6, "image_indicator"
        ),
        "view-of-another-item": Faulty(
            "view.item", changed(7, "item_sequence_number", "000000000000002"), 7,
            "item_sequence_number",
        ),
        "view-of-another-day": Faulty(
            "view.bundle", changed(7, "bundle_business_date", "20261126"), 7,
            "bundle_business_date",
        ),
        "image-length-beyond-the-record": Faulty(
            "view.image-length", changed(7, "image_length", "0009999"), 7, "image_length"
        ),
        "image-length-short": Faulty(
            "view.image-length", changed(7, "image_length", "0000001"), 7, "image_length"
        ),
        "signature-not-said": Faulty(
            "view.signature", samples.file_of_items([unsigned]), 8, "digital_signature_indicator"
        ),
        "signature-beyond-the-record": Faulty(
            "record.length", changed(7, "digital_signature_length", "99999"), 7
        ),
        "image-size-in-the-detail-wrong": Faulty(
            "view.size", changed(6, "image_size", "0000001"), 6, "image_size"
        ),
        "image-by-agreement": Faulty(
            "view.format", changed(6, "image_format", "21"), 6, "image_format"
        ),
    }  # fmt: skip


def of_images() -> dict[str, Faulty]:
    """Images that no exchange takes."""
    whole = tiff()
    images = {
        "image-of-one-blank": ("image.tiff", b" "),
        "image-big-endian": ("image.tiff", b"MM\0*" + whole[4:]),
        "image-directory-outside": ("image.tiff", b"II*\0\xff\xff\xff\xff" + whole[8:]),
        "image-tags-out-of-order": ("image.tiff", tiff(changes={255: (3, 1, 1)})),
        "image-of-two-pages": ("image.pages", tiff(following=8)),
        "image-not-compressed": ("image.compression", tiff(changes={259: (3, 1, 1)})),
        "image-black-is-zero": ("image.photometric", tiff(changes={262: (3, 1, 1)})),
        "image-grey": ("image.bits", tiff(changes={258: (3, 1, 8)})),
        "image-bits-backwards": ("image.fill-order", tiff(changes={266: (3, 1, 2)})),
        "image-without-width": ("image.size", tiff(changes={256: None})),
        "image-of-several-strips": ("image.strips", tiff(changes={278: (4, 1, 100)})),
        "image-strip-cut": ("image.strips", whole[:-1]),
        "image-of-100-dots-an-inch": ("image.resolution", tiff(dpi=(200, 100))),
        "image-in-centimetres": ("image.resolution", tiff(changes={296: (3, 1, 3)})),
    }
    return {name: Faulty(rule, with_image(image), 7) for name, (rule, image) in images.items()}


def of_banks() -> dict[str, Faulty]:
    """What a bank would not take."""
    in_61_bank, strict_bank = {"bank": "deposit-in-61"}, {"bank": "strict"}
    standard = in_61(credit="62")
    return {
        "bank-wants-ascii": Faulty("bank.form", in_61(encoding="EBCDIC"), **in_61_bank),
        "bank-wants-level-03": Faulty(
            "bank.standard-level", in_61(standard_level="35"), 1, "standard_level", **in_61_bank
        ),
        "bank-is-not-the-destination": Faulty(
            "bank.file-header",
            changed(1, "immediate_destination_routing_number", "021000021", in_61()), 1,
            "immediate_destination_routing_number", **in_61_bank,
        ),
        "bank-wants-forward-presentment": Faulty(
            "bank.cash-letter-header", changed(2, "collection_type_indicator", "99", in_61()), 2,
            "collection_type_indicator", **in_61_bank,
        ),
        "bank-wants-record-61": Faulty("bank.credit", standard, 4, **in_61_bank),
        "bank-wants-a-deposit-slip": Faulty(
            "bank.credit", plain(credit_in_totals=False), 2, **in_61_bank
        ),
        "bank-wants-the-slip-in-the-bundle": Faulty(
            "bank.credit-placement", in_61(credit_placement="cash-letter"), 3, **in_61_bank
        ),
        "bank-wants-credits-out-of-totals": Faulty(
            "bank.credit-in-totals", in_61(credit_in_totals=True), 17,
            "credit_total_indicator",
            also="bank.credit-in-totals bank.credit-in-totals", **in_61_bank,
        ),
        "bank-wants-addendum-a": Faulty(
            "bank.addendum-a", in_61(1, addendum_a=False, bofd_indicator="N"), 5, **in_61_bank
        ),
        "bank-wants-no-image-tests": Faulty(
            "bank.analysis", in_61(1, analysis=True), 7, also="bank.analysis", **in_61_bank
        ),
        "bank-takes-two-checks-a-bundle": Faulty(
            "bank.bundle-items", in_61(3), 3, **in_61_bank
        ),
        "bank-takes-200-dollars-a-bundle": Faulty(
            "bank.bundle-amount", strict(2), 3,
            also="bank.item-amount bank.image-bytes bank.image-bytes bank.image-bytes "
            "bank.image-bytes", **strict_bank,
        ),
        "bank-takes-two-checks-a-cash-letter": Faulty(
            "bank.cash-letter-items", strict(3, bundle_items_max=1), 2,
            also="bank.file-items bank.item-amount bank.item-amount " + "bank.image-bytes " * 6,
            **strict_bank,
        ),
        "bank-takes-two-checks-a-file": Faulty(
            "bank.file-items", strict(3, bundle_items_max=1), 31,
            also="bank.cash-letter-items bank.item-amount bank.item-amount "
            + "bank.image-bytes " * 6,
            **strict_bank,
        ),
        "bank-takes-checks-up-to-an-amount": Faulty(
            "bank.item-amount", strict(2, bundle_items_max=1), 13, "amount_cents",
            also="bank.image-bytes " * 4, **strict_bank,
        ),
        "bank-takes-small-images": Faulty(
            "bank.image-bytes", strict(1), 6, also="bank.image-bytes", **strict_bank
        ),
    }  # fmt: skip


def record_of(number: int) -> Record:
    """Give one record of the plain file."""
    return x937.parse(plain()).records[number - 1]


def moved(number: int, before: int) -> bytes:
    """Put a record before a later one."""
    file = x937.parse(plain())
    records = list(file.records)
    records.insert(before - 2, records.pop(number - 1))
    return x937.write(x937.file_of(records, file.form))


def two_letters(second_id: str) -> bytes:
    """Give a file of two cash letters."""
    one = x937.parse(plain())
    letter = list(one.records[1:17])
    again = [
        with_text(record, "cash_letter_id", f"{second_id:<8}")
        if isinstance(record, CLASSES["10"]) else record
        for record in letter
    ]  # fmt: skip
    data = x937.write(x937.file_of([one.records[0], *letter, *again, one.records[17]], one.form))
    for field, text in (
        ("cash_letter_count", "000002"), ("record_count", f"{34:08d}"), ("item_count", f"{4:08d}"),
        ("total_cents", f"{40_006:016d}"),
    ):  # fmt: skip
        data = changed(34, field, text, data)
    return data


def without_letters() -> bytes:
    """Give a file of a header and a control that counts nothing but both."""
    file = x937.parse(plain())
    data = x937.write(x937.file_of([file.records[0], file.records[17]], file.form))
    for field, width in (("cash_letter_count", 6), ("item_count", 8), ("total_cents", 16)):
        data = changed(2, field, "0" * width, data)
    return recounted(2, 2, data)


def letter_without_items() -> bytes:
    """Give a file whose one cash letter is empty, and counts nothing."""
    file = x937.parse(plain())
    records = [*file.records[:2], *file.records[16:]]
    data = x937.write(x937.file_of(records, file.form))
    for number, field, width in (
        (3, "bundle_count", 6), (3, "item_count", 8), (3, "total_cents", 14), (3, "image_count", 9),
        (4, "item_count", 8), (4, "total_cents", 16),
    ):  # fmt: skip
        data = changed(number, field, "0" * width, data)
    return changed(4, "record_count", f"{4:08d}", data)


def bundle_without_items() -> bytes:
    """Give a file whose second bundle is empty, and counts nothing."""
    file = x937.parse(plain(3, bundle_items_max=2))
    records = [*file.records[:17], *file.records[23:]]
    data = x937.write(x937.file_of(records, file.form))
    for number, field, text in (
        (18, "item_count", "0000"), (18, "total_cents", "0" * 12),
        (18, "micr_valid_total_cents", "0" * 12), (18, "image_count", "00000"),
        (19, "item_count", f"{2:08d}"), (19, "total_cents", f"{20_003:014d}"),
        (19, "image_count", f"{4:09d}"), (20, "item_count", f"{2:08d}"),
        (20, "total_cents", f"{20_003:016d}"), (20, "record_count", f"{20:08d}"),
    ):  # fmt: skip
        data = changed(number, field, text, data)
    return data


def no_back() -> bytes:
    """Give a file whose first check has no back."""
    return recounted(16, 16, without(8, without(8)))


def contents() -> dict[Path, bytes]:
    """Give all files of the corpus with their places."""
    faulty = faulty_files()
    table = io.StringIO()
    rows = csv.DictWriter(table, COLUMNS, lineterminator="\n")
    rows.writeheader()
    for name, one in sorted(faulty.items()):
        rows.writerow(
            {
                "file": f"{name}.x937", "rule": one.rule, "record": one.record, "field": one.field,
                "also": " ".join(sorted(one.also.split())), "bank": one.bank,
                "seen_before": one.seen_before,
            }
        )  # fmt: skip
    return {
        **{FOLDER / "valid" / f"{name}.x937": data for name, data in valid_files().items()},
        **{FOLDER / "faulty" / f"{name}.x937": one.content for name, one in faulty.items()},
        FOLDER / "faults.csv": table.getvalue().encode(),
        FOLDER / "banks.toml": BANKS.encode(),
    }


if __name__ == "__main__":
    for path, data in contents().items():
        path.parent.mkdir(exist_ok=True)
        path.write_bytes(data)
