import json

import pytest
from hypothesis import given
from tests.formats.x937 import samples
from tests.formats.x937.test_damage import damaged

from rentrail.formats import x937


@given(damaged())
def test_its_json_is_exact_whatever_is_wrong_with_it(data):
    file = x937.parse(data)
    if not file.records:
        return

    again = x937.from_json(x937.to_json(file))

    assert x937.write(again) == data


def test_amounts_are_cents_and_images_base64():
    data = json.loads(x937.to_json(x937.parse(samples.deposit_file(1))))

    check = next(one for one in data["records"] if one["record"] == "CheckDetail")
    view = next(one for one in data["records"] if one["record"] == "ImageViewData")
    assert (check["amount_cents"], check["on_us"]) == (10_001, "74456789/1042")
    assert view["image"].startswith("SUkq")  # II*


@pytest.mark.parametrize(
    ("change", "expected"),
    [
        ({"encoding": "UTF-8"}, "EBCDIC or ASCII"),
        ({"framing": "lines"}, "line_end belongs"),
        ({"records": {}}, "records is a list"),
        ({"records": [7]}, "record 1 is an object"),
        ({"records": [{"record": "Nothing"}]}, "no record 'Nothing'"),
        ({"records": [{"record": "FileHeader"}]}, "must be given"),
        ({"records": [{"record": "FileHeader", "text": "é€"}]}, "one byte"),
        ({"records": [{"record": "UnknownRecord"}]}, "as its text"),
        ({"records": [{"record": "ImageViewData", "image": "?"}]}, "base64"),
        ({"rest": "?"}, "rest must be base64"),
        ({"colour": "blue"}, "no 'colour'"),
    ],
)
def test_what_is_no_file_is_refused_with_its_place(change, expected):
    data = json.loads(x937.to_json(x937.parse(samples.deposit_file(1)))) | change

    with pytest.raises(x937.NotAFile, match=expected):
        x937.from_json(json.dumps(data))


def test_what_is_no_json_is_refused():
    with pytest.raises(x937.NotAFile, match="no JSON"):
        x937.from_json("{")
