from dataclasses import replace
from datetime import date

import numpy as np
import pypdfium2
import pytest
from tests.checks.imaging.samples import face

from rentrail.checks import reading
from rentrail.checks.imaging import tiff
from rentrail.checks.imaging.binarising import binarise
from rentrail.checks.imaging.pictures import PictureRefused
from rentrail.checks.imaging.proof import (
    FIRST_POSITION_INCHES,
    MARK,
    WIDTH,
    ProofItem,
    proof_line,
    proof_pdf,
)
from rentrail.formats import micr
from rentrail.formats.micr.e13b_glyphs import PITCH_INCHES

IMAGE = tiff.write(binarise(np.asarray(face())))
ITEM = ProofItem(
    front=IMAGE,
    back=IMAGE,
    micr_line="o004217o t076401251t 0012345678o",
    amount_cents=120_000,
    item_number="4711",
    created_date=date(2026, 11, 27),
    reconverting_routing_number="123456780",
    truncating_routing_number="021000021",
    endorsements=("FOR REMOTE DEPOSIT ONLY AT First Bank", "BOFD 123456780 11/27/2026"),
)


def text_of(pdf: bytes, page: int = 0) -> str:
    return pypdfium2.PdfDocument(pdf)[page].get_textpage().get_text_range()


def test_every_item_has_a_page():
    assert len(pypdfium2.PdfDocument(proof_pdf([ITEM, ITEM, ITEM]))) == 3


def test_it_bears_legend_banks_and_endorsements():
    text = " ".join(text_of(proof_pdf([ITEM])).split())

    assert "This is a LEGAL COPY of your check. You can use it the same way" in text
    assert "*123456780*" in text
    assert "[021000021] 11/27/2026 4711" in text
    assert "FOR REMOTE DEPOSIT ONLY AT First Bank" in text
    assert "BOFD 123456780 11/27/2026" in text


def test_it_is_marked_as_a_proof_on_both_faces_and_above():
    assert text_of(proof_pdf([ITEM])).count(MARK) == 3


def test_the_line_repeats_the_original_with_a_four_before_the_transit_field():
    line = proof_line(ITEM)

    assert len(line) == 65
    assert line[-44] == "4"
    assert micr.parse(line).epc == "4"
    assert micr.parse(line).amount_cents == 120_000
    assert line.split() == ["o004217o4t076401251t", "0012345678o", "a0000120000a"]


def test_the_longest_line_stays_on_the_page():
    longest = "o1234567890123456789o t076401251t 123456789012345678o"

    line = proof_line(replace(ITEM, micr_line=longest))

    assert line[0] == line[20] == "o"
    left = WIDTH - FIRST_POSITION_INCHES - len(line) * PITCH_INCHES
    assert left > 0


def test_a_reader_reads_the_line_from_the_print():
    page = pypdfium2.PdfDocument(proof_pdf([ITEM]))[0].render(scale=200 / 72, grayscale=True)
    sheet = page.to_numpy()
    sheet = sheet[..., 0] if sheet.ndim == 3 else sheet
    face_of_page = sheet[round((11 - 6.4 - 3.66) * 200) + 4 : round((11 - 6.4) * 200) - 4, 4:1696]

    line = reading.read_line(np.ascontiguousarray(face_of_page)).line

    assert "t076401251t" in line
    assert "0012345678o" in line


def test_the_same_items_make_the_same_bytes():
    assert proof_pdf([ITEM]) == proof_pdf([ITEM])


def test_what_cant_be_printed_is_refused():
    with pytest.raises(PictureRefused):
        proof_pdf([replace(ITEM, back=b"nothing")])
    with pytest.raises(micr.NotMicr):
        proof_pdf([replace(ITEM, micr_line="0042")])
    with pytest.raises(micr.DoesNotFit):
        proof_pdf([replace(ITEM, amount_cents=10**11)])
