import io

import pytest
from tests.cast import NOW
from tests.checks.cast import judged, pay_for, reading, start

from rentrail.checks import operations
from rentrail.checks.imaging import pictures, tiff
from rentrail.checks.imaging.pictures import PictureRefused
from rentrail.checks.models import ImageUse, Side
from rentrail.checks.picturing import draft_of_pictures
from rentrail.checks.queries import deposits, evaluation
from rentrail.checks.rules.classification import LineSource, Rail
from rentrail.formats import micr
from rentrail.simulators.paper.making import SyntheticCheck, make


def png(picture) -> bytes:
    file = io.BytesIO()
    picture.save(file, "PNG", dpi=(200, 200))
    return file.getvalue()


@pytest.fixture(scope="module")
def check() -> SyntheticCheck:
    """A personal check, scanned cleanly."""
    return make(seed=41, number=0)


def draft(check, **details):
    return draft_of_pictures(
        **{
            "upload_key": "scan",
            "front": png(check.front),
            "back": png(check.back),
            "decoder": pictures,
            **details,
        }
    )


def test_pictures_become_an_item_with_exchange_images_and_its_line_read(check):
    made = draft(check)

    assert [(image.side, image.use) for image in made.images] == [
        (Side.FRONT, ImageUse.SCANNED),
        (Side.BACK, ImageUse.SCANNED),
        (Side.FRONT, ImageUse.EXCHANGE),
        (Side.BACK, ImageUse.EXCHANGE),
    ]
    assert made.images[0].content == png(check.front)
    assert all(not tiff.problems_of(image.content) for image in made.images[2:])
    assert made.reading.source is LineSource.IMAGE
    read = micr.parse(made.reading.text)
    assert read.routing_number == check.item.routing_number
    assert made.image_faults == []


def test_a_check_scanned_upside_down_is_cleared_upright(check):
    upright = draft(check)
    turned = draft(check, front=png(check.front.rotate(180)))

    assert turned.reading.text == upright.reading.text
    sizes = [pictures.load_picture(made.images[2].content).grey for made in (upright, turned)]
    left, right = (float(grey[:, :300].mean()) for grey in sizes)
    assert abs(left - right) < 4


def test_what_a_device_read_goes_before_what_the_image_shows(check):
    device = reading()

    assert draft(check, reading=device).reading == device


def test_a_missing_back_leaves_the_front(check):
    assert {image.side for image in draft(check, back=None).images} == {Side.FRONT}


def test_what_is_no_picture_is_refused(check):
    with pytest.raises(PictureRefused):
        draft(check, front=b"hello")


def test_an_item_of_pictures_goes_as_its_image(check, oak_court, alices_lease):
    deposit = start(oak_court, cents=check.item.amount_cents)
    item = operations.add_item(
        draft(check), deposit_public_id=deposit.public_id, added_by="bob", now=NOW
    )

    pay_for(item, alices_lease, amount_cents=check.item.amount_cents)

    assert judged(item).classification.rail is Rail.IRD
    assert evaluation.line_of(item).serial_number == micr.parse(check.item.micr_line).serial_number
    front = deposits.images_of(item)[Side.FRONT, ImageUse.EXCHANGE]
    assert not tiff.problems_of(deposits.content_of(front))
