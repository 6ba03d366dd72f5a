"""From the pictures of a check to the item that is added: exchange images, quality, its line.

It touches no database, and may take a tenth of a second or more: call it before the operation.
"""

from collections.abc import Iterator
from typing import Protocol

from rentrail.checks.imaging import pictures
from rentrail.checks.imaging.limits import Face
from rentrail.checks.imaging.pictures import Picture, PictureType
from rentrail.checks.imaging.pipeline import ExchangeImage, exchange_image, straight_picture
from rentrail.checks.models import ImageUse, Side
from rentrail.checks.operations.capturing import ImageDraft, ItemDraft
from rentrail.checks.operations.lines import LineReading
from rentrail.checks.reading import LineRead, read_line
from rentrail.checks.rules.classification import LineSource

HALF_TURN = 2  # quarters
CONTENT_TYPES = {
    PictureType.TIFF: "image/tiff",
    PictureType.PNG: "image/png",
    PictureType.JPEG: "image/jpeg",
    PictureType.PDF: "application/pdf",
}
SIDE_NAMES = {Side.FRONT: "front", Side.BACK: "back"}


class Decoder(Protocol):
    """What decodes pictures, such as `imaging.decoder.LimitedDecoder`."""

    def load_picture(self, data: bytes, *, page: int = 0) -> Picture:
        """Decode one page of a file."""


def draft_of_pictures(
    *,
    upload_key: str,
    front: bytes,
    back: bytes | None,
    decoder: Decoder,
    reading: LineReading | None = None,
    front_page: int = 0,
    back_page: int = 0,
) -> ItemDraft:
    """Make an item's draft of its pictures: scans, photos, or pages of one file.

    The pictures are kept as they came, with the images that a bank takes. What failed of the
    quality tests is said in words. Where no device gave the line, it is read from the front; what
    is in doubt there shows as "?".

    Raises:
        PictureRefused: not a type that is taken, too large, damaged, or without such a page.
    """
    picture = decoder.load_picture(front, page=front_page)
    straight, found = straight_picture(picture)
    read = read_line(straight)
    if read.is_upside_down:
        found = found.turned(HALF_TURN)
    faces = {
        Side.FRONT: exchange_image(picture, face=Face.FRONT, found=found, measured_dpi=read.dpi)
    }
    if back is not None:
        faces[Side.BACK] = exchange_image(
            decoder.load_picture(back, page=back_page),
            face=Face.BACK,
            size_inches=faces[Side.FRONT].size_inches,
            other_inches=faces[Side.FRONT].size_inches,
        )
    scanned = {Side.FRONT: front, Side.BACK: back}
    return ItemDraft(
        upload_key=upload_key,
        images=[
            *(_scanned(side, data) for side, data in scanned.items() if data is not None),
            *(_exchange(side, image) for side, image in faces.items()),
        ],
        reading=reading or _read_from_image(read),
        image_faults=list(_faults(faces)),
    )


def _scanned(side: Side, data: bytes) -> ImageDraft:
    content_type = CONTENT_TYPES[pictures.picture_type(data)]
    return ImageDraft(side=side, content=data, content_type=content_type)


def _exchange(side: Side, image: ExchangeImage) -> ImageDraft:
    return ImageDraft(
        side=side, content=image.tiff, content_type="image/tiff", use=ImageUse.EXCHANGE
    )


def _read_from_image(read: LineRead) -> LineReading | None:
    return LineReading(text=read.line, source=LineSource.IMAGE) if read.characters else None


def _faults(faces: dict[Side, ExchangeImage]) -> Iterator[str]:
    for side, image in faces.items():
        for failure in image.report.failures:
            yield f"Its {SIDE_NAMES[side]}: {failure.message}"
