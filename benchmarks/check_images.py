"""How fast a picture of a check becomes the image that a bank takes.

Both faces of made-up checks, as the JPEG bytes that a scanner hands over: decoded, found, made
straight and cropped, told ink from paper, tested in sixteen ways, written as Group 4. The floor is
what nobody can leave out, on the same pictures in the same run: decoding the JPEG and writing its
pixels, cut at half, as Group 4. Time is that of the processor, on one core.

    python -m benchmarks.check_images
"""

import io
import statistics
import time
from collections.abc import Callable

import numpy as np
from PIL import Image

from rentrail.checks.imaging import pipeline, tiff
from rentrail.checks.imaging.limits import Face
from rentrail.checks.imaging.pictures import load_picture
from rentrail.simulators import paper

CHECKS = 40
SEED = 400
ROUNDS = 3
MILLISECONDS_MAX = 60
WEARS = ("clean", "patterned background", "photo light", "perspective", "noise", "300 dpi")


def main() -> None:
    """Print the medians and what was promised."""
    print("A face from JPEG to exchange image, at 200 dpi, on one core: milliseconds a face")
    for name in WEARS:
        scans = made(name)
        ours = [milliseconds(image_of, *scan) for scan in scans for _ in range(ROUNDS)]
        floor = [milliseconds(floor_of, *scan) for scan in scans for _ in range(ROUNDS)]
        median, least = statistics.median(ours), statistics.median(floor)
        bar = f"(bar: {MILLISECONDS_MAX})" if name == "clean" else ""
        print(
            f"  {name:22s} {median:5.1f}  95 in 100 below {np.percentile(ours, 95):5.1f}"
            f"  floor {least:4.1f}  ratio {median / least:4.1f}  {bar}"
        )


def made(name: str) -> list[tuple[bytes, Face, tuple[float, float]]]:
    """Give both faces of made-up checks with one wear, each with the check's size."""
    scans = []
    for number in range(CHECKS // 2):
        check = paper.make(seed=SEED, number=number, wear_name=name)
        size = (check.item.width_inches, check.item.height_inches)
        for face, picture in ((Face.FRONT, check.front), (Face.BACK, check.back)):
            scans.append((jpeg_of(picture), face, size))
    return scans


def jpeg_of(picture: Image.Image) -> bytes:
    """Give the bytes that a scanner would."""
    file = io.BytesIO()
    picture.convert("L").save(file, "JPEG", quality=88)
    return file.getvalue()


def image_of(data: bytes, face: Face, size: tuple[float, float]) -> None:
    """Do all that is promised."""
    image = pipeline.exchange_image(load_picture(data), face=face, size_inches=size)
    assert image.tiff


def floor_of(data: bytes, face: Face, size: tuple[float, float]) -> None:
    """Decode and write, nothing between."""
    assert tiff.write(load_picture(data).grey < 128)


def milliseconds(work: Callable[..., None], *given: object) -> float:
    """Time one call."""
    start = time.process_time()
    work(*given)
    return 1000 * (time.process_time() - start)


if __name__ == "__main__":
    main()
