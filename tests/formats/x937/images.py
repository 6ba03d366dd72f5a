"""Exchange images made by hand: white ones, whose Group 4 data is one bit a row."""

from struct import pack

WHITE_END = "000000000001" * 2  # end of block
SHORT, LONG, RATIO = 3, 4, 5


def white_strip(height: int) -> bytes:
    """Give a white picture as Group 4: every row is like the one before."""
    bits = "1" * height + WHITE_END
    bits += "0" * (-len(bits) % 8)
    return int(bits, 2).to_bytes(len(bits) // 8, "big")


def tiff(
    *,
    width: int = 1200,
    height: int = 550,
    dpi: tuple[int, int] = (200, 200),
    strip: bytes | None = None,
    changes: dict[int, tuple[int, int, int] | None] | None = None,
    following: int = 0,
) -> bytes:
    """Give a TIFF as exchanges want it; `changes` has other entries by their tags (None: none)."""
    data = white_strip(height) if strip is None else strip
    tags: dict[int, tuple[int, int, int] | None] = {
        254: (LONG, 1, 0), 256: (LONG, 1, width), 257: (LONG, 1, height), 258: (SHORT, 1, 1),
        259: (SHORT, 1, 4), 262: (SHORT, 1, 0), 266: (SHORT, 1, 1), 273: (LONG, 1, 0),
        274: (SHORT, 1, 1), 277: (SHORT, 1, 1), 278: (LONG, 1, height),
        279: (LONG, 1, len(data)), 282: (RATIO, 1, 0), 283: (RATIO, 1, 0), 296: (SHORT, 1, 2),
        **(changes or {}),
    }  # fmt: skip
    entries = {tag: entry for tag, entry in tags.items() if entry}
    after = 8 + 2 + 12 * len(entries) + 4
    places = {282: after, 283: after + 8, 273: after + 16}
    directory = b"".join(
        pack("<HHII", tag, kind, count, value or places.get(tag, 0))
        for tag, (kind, count, value) in entries.items()
    )
    ratios = pack("<IIII", dpi[0], 1, dpi[1], 1)
    head = pack("<4sIH", b"II*\0", 8, len(entries))
    return head + directory + pack("<I", following) + ratios + data


FRONT = tiff()
BACK = tiff(height=552)
