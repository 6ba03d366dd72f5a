"""The records of images: what a view is of, the view itself, and how it was found.

Source: [X9.37] record layouts.
"""

from typing import Any, ClassVar, Self

from rentrail.formats.x937 import codes
from rentrail.formats.x937.encoding import Encoding
from rentrail.formats.x937.fields import (
    Record,
    alphameric,
    binary,
    blank,
    code,
    day,
    numeric,
    optional_numeric,
    routing,
    sequence,
    text,
    variable,
)

FIXED_LENGTH = 117  # of an image view's data record, before key, signature and image
KEY_LENGTH = slice(101, 105)  # where the length of the key stands
_SIGNATURE_LENGTH = 5


class ImageViewDetail(Record):
    """Which side of an item the view that follows shows, and in what form."""

    TYPE: ClassVar[str] = "50"

    image_indicator: str = code(3, 3, codes.IMAGE_INDICATORS, mandatory=True, default="1")
    image_creator_routing_number: str = routing(4, 12, mandatory=True)
    image_creator_date: str = day(13, 20, mandatory=True)
    image_format: str = code(21, 22, codes.IMAGE_FORMATS, default="00")
    image_compression: str = code(23, 24, codes.IMAGE_COMPRESSIONS, default="00")
    image_size: int | None = optional_numeric(25, 31)
    view_side: str = code(32, 32, codes.VIEW_SIDES, mandatory=True)
    view_descriptor: str = code(33, 34, codes.VIEW_DESCRIPTORS, mandatory=True, default="00")
    digital_signature_indicator: str = code(35, 35, codes.SIGNATURES, default="0")
    digital_signature_method: str = alphameric(36, 37, default="")
    security_key_size: int | None = optional_numeric(38, 42)
    protected_data_start: int | None = optional_numeric(43, 49)
    protected_data_length: int | None = optional_numeric(50, 56)
    image_recreate_indicator: str = code(57, 57, codes.RECREATION, default="")
    user_field: str = text(58, 65, default="")
    reserved: str = blank(66, 66, default="")
    override_indicator: str = code(67, 67, codes.OVERRIDES, default="")
    reserved_2: str = blank(68, 80, default="")


class ImageViewData(Record):
    """A view: the image itself, with what ties it to its item.

    `digital_signature` and `image` are bytes beside the text, all that stands in the record; their
    length fields may say something else when the record was read.
    """

    TYPE: ClassVar[str] = "52"
    LENGTH: ClassVar[int] = FIXED_LENGTH
    __slots__ = ("_digital_signature", "_image")

    _digital_signature: bytes
    _image: bytes

    ece_institution_routing_number: str = routing(3, 11, mandatory=True)
    bundle_business_date: str = day(12, 19, mandatory=True)
    cycle_number: str = alphameric(20, 21, default="")
    item_sequence_number: str = sequence(22, 36, default="")
    security_originator_name: str = text(37, 52, default="")
    security_authenticator_name: str = text(53, 68, default="")
    security_key_name: str = text(69, 84, default="")
    clipping_origin: str = alphameric(85, 85, default="0")
    clipping_coordinate_h1: int | None = optional_numeric(86, 89)
    clipping_coordinate_h2: int | None = optional_numeric(90, 93)
    clipping_coordinate_v1: int | None = optional_numeric(94, 97)
    clipping_coordinate_v2: int | None = optional_numeric(98, 101)
    image_reference_key_length: int | None = optional_numeric(102, 105, default=0)
    image_reference_key: str = variable(106, length="image_reference_key_length")
    digital_signature_length: int | None = optional_numeric(106, 110, default=0)
    digital_signature: bytes = binary(111, length="digital_signature_length", init=False)
    image_length: int = numeric(111, 117)
    image: bytes = binary(118, length="image_length", init=False)

    def __init__(self, *, image: bytes = b"", digital_signature: bytes = b"", **values: Any):
        values["digital_signature_length"] = len(digital_signature)
        values["image_length"] = len(image)
        super().__init__(**values)
        _set_image(self, image)
        _set_signature(self, digital_signature)

    @classmethod
    def holding(cls, text: str, number: int = 0, offset: int = 0) -> Self:
        """Give the record whose text this is, without an image."""
        made = super().holding(text, number, offset)
        _set_image(made, b"")
        _set_signature(made, b"")
        return made

    @classmethod
    def from_data(cls, data: bytes, encoding: Encoding, number: int = 0, offset: int = 0) -> Self:
        """Give the record that is these bytes, right or wrong: what is no text apart."""
        head = data[: KEY_LENGTH.stop]
        before = len(head) + _number(encoding.decode(head[KEY_LENGTH])) + _SIGNATURE_LENGTH
        signature = before + _number(encoding.decode(data[before - _SIGNATURE_LENGTH : before]))
        after = signature + 7
        text = encoding.decode(data[:before] + data[signature:after])
        made = super().holding(text, number, offset)
        _set_signature(made, data[before:signature])
        _set_image(made, data[after:])
        return made

    def to_data(self, encoding: Encoding) -> bytes:
        """Give the bytes: exactly those it was read from, if it was read so."""
        head = self.text[: KEY_LENGTH.stop]
        before = len(head) + _number(head[KEY_LENGTH]) + _SIGNATURE_LENGTH
        first, last = encoding.encode(self.text[:before]), encoding.encode(self.text[before:])
        return first + self._digital_signature + last + self._image

    def with_binary(self, image: bytes, digital_signature: bytes = b"") -> Self:
        """Give the same record with these bytes beside its text, whatever their lengths."""
        made = type(self).holding(self.text, self.number, self.offset)
        _set_image(made, image)
        _set_signature(made, digital_signature)
        return made

    def __eq__(self, other: object) -> bool:
        return (
            isinstance(other, ImageViewData)
            and self.text == other.text
            and self._image == other._image
            and self._digital_signature == other._digital_signature
        )

    def __hash__(self) -> int:
        return hash((self.text, self._image))


class ImageViewAnalysis(Record):
    """What tests of a view found: quality first, then what can be read in it."""

    TYPE: ClassVar[str] = "54"

    global_image_quality: str = code(3, 3, codes.TESTS, mandatory=True, default="0")
    global_image_usability: str = code(4, 4, codes.TESTS, mandatory=True, default="0")
    imaging_bank_specific_test: str = code(
        5, 5, codes.BANK_SPECIFIC_TESTS, mandatory=True, default="0"
    )
    partial_image: str = code(6, 6, codes.TESTS, default="")
    excessive_image_skew: str = code(7, 7, codes.TESTS, default="")
    piggyback_image: str = code(8, 8, codes.TESTS, default="")
    too_light_or_too_dark: str = code(9, 9, codes.TESTS, default="")
    streaks_and_or_bands: str = code(10, 10, codes.TESTS, default="")
    below_minimum_image_size: str = code(11, 11, codes.TESTS, default="")
    exceeds_maximum_image_size: str = code(12, 12, codes.TESTS, default="")
    reserved: str = blank(13, 25, default="")
    image_enabled_pod: str = code(26, 26, codes.TESTS, default="")
    source_document_bad: str = code(27, 27, codes.TESTS, default="")
    date_usability: str = code(28, 28, codes.USABILITY, default="")
    payee_usability: str = code(29, 29, codes.USABILITY, default="")
    convenience_amount_usability: str = code(30, 30, codes.USABILITY, default="")
    legal_amount_usability: str = code(31, 31, codes.USABILITY, default="")
    signature_usability: str = code(32, 32, codes.USABILITY, default="")
    payor_name_and_address_usability: str = code(33, 33, codes.USABILITY, default="")
    micr_line_usability: str = code(34, 34, codes.USABILITY, default="")
    memo_line_usability: str = code(35, 35, codes.USABILITY, default="")
    payor_bank_name_and_address_usability: str = code(36, 36, codes.USABILITY, default="")
    payee_endorsement_usability: str = code(37, 37, codes.USABILITY, default="")
    bofd_endorsement_usability: str = code(38, 38, codes.USABILITY, default="")
    transit_endorsement_usability: str = code(39, 39, codes.USABILITY, default="")
    reserved_2: str = blank(40, 45, default="")
    user_field: str = text(46, 65, default="")
    reserved_3: str = blank(66, 80, default="")


_set_image = vars(ImageViewData)["_image"].__set__
_set_signature = vars(ImageViewData)["_digital_signature"].__set__


def _number(raw: str) -> int:
    return int(raw) if raw.isascii() and raw.isdigit() else 0
