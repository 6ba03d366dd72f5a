"""A print of items in the layout of a substitute check, as PDF: always a proof, and marked as one.

Only a bank's warranty makes a substitute check of a print. The offsets of the layout are in a
standard that is sold; the places of the parts are those that banks' public pictures show.

Source: [REG-CC] 229.51 and 229.52; [E13B] clear band and character places.
"""

import io
from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import date

from PIL import Image
from reportlab.lib.pagesizes import letter
from reportlab.lib.units import inch
from reportlab.lib.utils import ImageReader
from reportlab.pdfgen.canvas import Canvas

from rentrail.checks.imaging import tiff
from rentrail.formats import micr
from rentrail.formats.micr.e13b_glyphs import (
    CELL_INCHES,
    CELLS_HIGH,
    CELLS_WIDE,
    GLYPHS,
    PITCH_INCHES,
)

MARK = "IRD proof - not a substitute check"
LEGEND = (
    "This is a LEGAL COPY of your",
    "check. You can use it the same",
    "way you would use the",
    "original check.",
)
SUBSTITUTE_EPC = "4"
WIDTH, HEIGHT = 8.5, 3.66  # inches: business size, as wide as a letter page
FRONT_BOTTOM, BACK_BOTTOM = 6.4, 1.9  # inches on the page
IMAGE_BOX = (1.9, 0.72, 6.4, 2.75)  # left, bottom, width and height, in inches on the proof
BACK_BOX = (0.5, 0.45, 7.5, 2.95)
FIRST_POSITION_INCHES, BASE_INCHES = 0.3125, 0.254  # from the right and the lower edge


@dataclass(frozen=True, kw_only=True, slots=True)
class ProofItem:
    """One item to print. Images are exchange images; the line is the original's, as read."""

    front: bytes
    back: bytes
    micr_line: str
    amount_cents: int
    item_number: str
    created_date: date
    reconverting_routing_number: str  # who would make the substitute check
    truncating_routing_number: str  # who took the paper out
    endorsements: tuple[str, ...] = ()


def proof_pdf(items: Iterable[ProofItem]) -> bytes:
    """Print items, each on a page of its own: the front above, the back below.

    Raises:
        PictureRefused: an image is no exchange image.
        micr.NotMicr, micr.DoesNotFit: the line can't be printed.
    """
    file = io.BytesIO()
    canvas = Canvas(file, pagesize=letter, invariant=True)
    canvas.setTitle(MARK)
    for item in items:
        _page(canvas, item)
        canvas.showPage()
    canvas.save()
    return file.getvalue()


def proof_line(item: ProofItem) -> str:
    """Give the line of the substitute check, 65 characters: the original's, with 4 as EPC.

    Raises:
        micr.NotMicr, micr.DoesNotFit: the line can't be printed.
    """
    line = micr.parse(item.micr_line)
    if not line.has_shape:
        raise micr.NotMicr("The line of this item has no routing field, so it can't be printed.")
    amount = f"{item.amount_cents:010d}"
    return micr.laid_out(replace(line, epc=SUBSTITUTE_EPC, amount_digits=amount))


def _page(canvas: Canvas, item: ProofItem) -> None:
    canvas.setFont("Helvetica-Bold", 12)
    canvas.drawString(0.25 * inch, 10.5 * inch, MARK)
    canvas.saveState()
    canvas.translate(0, FRONT_BOTTOM * inch)
    _front(canvas, item)
    canvas.restoreState()
    canvas.saveState()
    canvas.translate(0, BACK_BOTTOM * inch)
    _back(canvas, item)
    canvas.restoreState()


def _front(canvas: Canvas, item: ProofItem) -> None:
    canvas.rect(0, 0, WIDTH * inch, HEIGHT * inch)
    _picture(canvas, item.front, IMAGE_BOX, right=True)
    canvas.setFont("Courier", 8)
    top = HEIGHT * inch
    canvas.drawString(0.25 * inch, top - 0.2 * inch, f"*{item.reconverting_routing_number}*")
    canvas.drawString(0.25 * inch, top - 0.34 * inch, f"{item.created_date:%m/%d/%Y}")
    canvas.drawString(0.25 * inch, top - 0.48 * inch, item.item_number[:20])
    canvas.setFont("Helvetica", 7.5)
    for number, line in enumerate(LEGEND):
        canvas.drawString(0.25 * inch, top - (0.85 + 0.13 * number) * inch, line)
    canvas.saveState()
    canvas.translate(1.85 * inch, 0.8 * inch)
    canvas.rotate(90)
    canvas.setFont("Courier", 8)
    canvas.drawString(
        0, 0, f"[{item.truncating_routing_number}] {item.created_date:%m/%d/%Y} {item.item_number}"
    )
    canvas.restoreState()
    _magnetic_line(canvas, proof_line(item))
    _mark(canvas)


def _back(canvas: Canvas, item: ProofItem) -> None:
    canvas.rect(0, 0, WIDTH * inch, HEIGHT * inch)
    _picture(canvas, item.back, BACK_BOX, right=False)
    canvas.setFont("Courier", 8)
    for number, line in enumerate(item.endorsements):
        canvas.drawString(0.25 * inch, (0.32 - 0.12 * number) * inch, line)
    _mark(canvas)


def _picture(
    canvas: Canvas, image: bytes, box: tuple[float, float, float, float], *, right: bool
) -> None:
    """Draw an exchange image into a box, slightly reduced, at the upper right or in the middle."""
    ink = tiff.read(image)
    height, width = ink.shape
    left, bottom, box_width, box_height = box
    scale = min(box_width / width, box_height / height)
    across, down = width * scale, height * scale
    x = left + (box_width - across) * (1 if right else 0.5)
    y = bottom + (box_height - down) * (1 if right else 0.5)
    picture = ImageReader(Image.fromarray(~ink))
    canvas.drawImage(picture, x * inch, y * inch, across * inch, down * inch)


def _magnetic_line(canvas: Canvas, line: str) -> None:
    """Draw the line's characters, each a few rectangles, at their positions from the right."""
    for position, character in enumerate(reversed(line)):
        right = WIDTH - FIRST_POSITION_INCHES - position * PITCH_INCHES
        for bar in GLYPHS.get(character, ()):
            left = right - (CELLS_WIDE - bar.left) * CELL_INCHES
            bottom = (
                BASE_INCHES + (CELLS_HIGH - bar.bottom) * CELL_INCHES - CELLS_HIGH * CELL_INCHES / 2
            )
            width, height = bar.right - bar.left, bar.bottom - bar.top
            canvas.rect(
                left * inch,
                bottom * inch,
                width * CELL_INCHES * inch,
                height * CELL_INCHES * inch,
                stroke=0,
                fill=1,
            )


def _mark(canvas: Canvas) -> None:
    """Write across the face what it is not, so that a part of the page alone can't mislead."""
    canvas.saveState()
    canvas.translate(WIDTH / 2 * inch, HEIGHT / 2 * inch)
    canvas.rotate(18)
    canvas.setFillGray(0.55, 0.55)
    canvas.setFont("Helvetica-Bold", 30)
    canvas.drawCentredString(0, 0, MARK)
    canvas.restoreState()
