"""A folder of picture pairs, as a scanner's program leaves them, with what is true of each."""

import json
from pathlib import Path
from typing import Any

from PIL import Image

from rentrail.simulators.paper.making import SyntheticCheck, make_many

TRUTH = "truth.json"


def write_folder(folder: Path, *, count: int, seed: int) -> Path:
    """Write fronts, backs and `truth.json`; give the path of the latter.

    Raises:
        OSError: the folder can't be written.
    """
    folder.mkdir(parents=True, exist_ok=True)
    truths = []
    for number, check in enumerate(make_many(seed=seed, count=count), start=1):
        names = [f"check-{number:04d}-{side}" for side in ("front", "back")]
        files = [
            _save(folder / name, picture, check)
            for name, picture in zip(names, (check.front, check.back), strict=True)
        ]
        truths.append({"front": files[0].name, "back": files[1].name} | truth(check))
    path = folder / TRUTH
    path.write_text(json.dumps(truths, indent=2) + "\n", encoding="utf-8")
    return path


def truth(check: SyntheticCheck) -> dict[str, Any]:
    """Say what stands on an item, for whoever measures a reader."""
    item = check.item
    return {
        "kind": item.kind.value,
        "wear": check.wear_name,
        "micr_line": item.micr_line,
        "routing_number": item.routing_number,
        "bank_account_number": item.bank_account_number,
        "serial_number": item.serial_number,
        "amount_cents": item.amount_cents,
        "dated": item.dated.isoformat(),
        "payer": item.payer_lines[0],
        "payee": item.payee,
        "bank": item.bank,
        "width_inches": item.width_inches,
        "height_inches": item.height_inches,
    }


def _save(stem: Path, picture: Image.Image, check: SyntheticCheck) -> Path:
    """Save black and white as PNG, grey as JPEG, with the resolution the file tells."""
    told = (check.wear.dpi_told, check.wear.dpi_told)
    if check.wear.two_tone:
        path = stem.with_suffix(".png")
        picture.convert("1").save(path, dpi=told)
    else:
        path = stem.with_suffix(".jpg")
        picture.save(path, quality=check.wear.jpeg_quality, dpi=told)
    return path
