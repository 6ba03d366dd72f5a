import json

from PIL import Image

from rentrail.simulators import paper


def test_a_folder_holds_pairs_of_pictures_and_what_is_true_of_them(tmp_path):
    path = paper.write_folder(tmp_path / "scans", count=3, seed=7)

    truths = json.loads(path.read_text())
    assert [truth["front"].split(".")[0] for truth in truths] == [
        f"check-{number:04d}-front" for number in (1, 2, 3)
    ]
    for truth in truths:
        for side in ("front", "back"):
            with Image.open(path.parent / truth[side]) as picture:
                assert picture.width > picture.height
        assert truth["routing_number"] in truth["micr_line"]
