"""What is written, read by a splitter that shares nothing with the library.

No other reader of X9.37 files is in the package registries (see docs/reference/x937.md).
"""

import struct
from io import BytesIO

from PIL import Image
from tests.formats.x937 import samples

from rentrail.formats import x937


def split(data: bytes) -> list[bytes]:
    """Cut a file at the lengths before its records."""
    records, at = [], 0
    while at < len(data):
        (length,) = struct.unpack_from(">I", data, at)
        records.append(data[at + 4 : at + 4 + length])
        at += 4 + length
    assert at == len(data)
    return records


def text(record: bytes) -> str:
    return record.decode("cp037")


def test_a_deposit_is_what_the_layouts_say_column_by_column():
    rows = samples.check_rows(2, payee_name="MAPLE COURT", auxiliary_on_us="0042")

    data = samples.deposit_file(2, credit="61", credit_placement="bundle")
    records = split(data)

    types = [text(record[:2]) for record in records]
    check = ["25", "26", "50", "52", "50", "52"]
    assert types == ["01", "10", "20", "61", *check, *check, "70", "90", "99"]
    assert text(records[0]) == ("0103P076401251123456780202611270930N" + " " * 36 + " " * 8)
    assert text(records[1]) == (
        "10" "01" "076401251" "123456780" "20261127" "20261127" "0930" "I" "G" "1       "
        + " " * 28
    )  # fmt: skip
    assert text(records[2]) == ("200107640125112345678020261127202611271         0001" + " " * 28)
    assert text(records[3]) == (
        "61" + " " * 15 + " " + "076401251" + "99887766/".rjust(20) + "0000020003"
        + "000000000999999" + "G" + " " * 7
    )  # fmt: skip
    assert text(records[4]) == (
        "25" + " " * 15 + " " + "021000021" + "74456789/1042".rjust(20) + "0000010001"
        + "000000000000001" + "G" + " " + "1" + "Y" + "01" + "0" + " "
    )  # fmt: skip
    assert text(records[5]) == (
        "26" "1" "123456780" "20261127" "000000000000001" + "99887766".ljust(18) + " " * 5
        + " " * 15 + "Y" "2" "0" + " " * 4
    )  # fmt: skip
    assert text(records[-3]) == ("70000200000002000300000002000300004" + " " * 20 + " " + " " * 24)
    assert text(records[-2]) == (
        "900000010000000200000000020003000000004" + " " * 18 + " " * 8 + " " + " " * 14
    )
    assert text(records[-1]) == (
        "99" "000001" "00000019" "00000002" "0000000000020003" + " " * 14 + " " * 10 + " "
        + " " * 15
    )  # fmt: skip
    assert len(rows) == 2


def test_views_hold_the_images_that_were_given():
    records = split(samples.deposit_file(1))

    front, front_data, back, back_data = records[5:9]

    assert text(front) == "501123456780202611270000" + " " * 7 + "0000" + (
        " " * 21 + "0" + " " * 23
    )
    assert text(back)[31:34] == "100"
    assert text(front_data[:36]) == "5212345678020261127  000000000000001"
    assert text(front_data[101:110]) == "000000000"
    assert text(front_data[110:117]) == f"{len(samples.FRONT):07d}"
    assert front_data[117:] == samples.FRONT
    assert back_data[117:] == samples.BACK


def test_a_standard_deposit_slip_has_a_hundred_characters():
    records = split(samples.deposit_file(1, credit="62", credit_in_totals=True))

    slip = text(records[2])

    assert len(slip) == 100
    assert slip[47:61] == "00000000010001"
    assert text(records[-3])[2:18] == "0001000000010001"  # it stands in no bundle
    assert text(records[-2])[8:30] == "0000000200000000020002"
    assert text(records[-2])[65] == "1"


def test_the_images_are_opened_by_a_library_of_pictures():
    (item,) = x937.parse(samples.deposit_file(1)).items

    front, back = (Image.open(BytesIO(image)) for image in (item.front, item.back))

    assert (front.mode, front.size, front.info["dpi"]) == ("1", (1200, 550), (200, 200))
    assert front.info["compression"] == "group4"
    assert front.getextrema() == (255, 255)
    assert back.size == (1200, 552)
