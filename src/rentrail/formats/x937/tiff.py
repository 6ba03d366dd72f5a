"""What an exchange asks of an image: the directory of a TIFF, without decoding the picture.

One page, one strip, Group 4, black on white, 200 or 240 dots an inch, least significant byte
first. That is what banks' image checks look at before anything else.

Source: [TIFF6] baseline and Group 4; [X9.100-181] as banks' guides give it.
"""

from collections.abc import Iterable, Iterator, Sequence
from functools import lru_cache
from struct import Struct
from typing import NamedTuple

RESOLUTIONS = (200, 240)
SIDE_MAX = 10_000  # pixels; no check is as large, and no reader should try

_HEAD = Struct("<4sI")
_COUNT = Struct("<H")
_LONG = Struct("<I")
_RATIO = Struct("<II")
_ENTRY_LENGTH = 12
_SHORT_TYPE, _LONG_TYPE, _RATIO_TYPE = 3, 4, 5
_SIZES = {1: 1, 2: 1, 3: 2, 4: 4, 5: 8, 6: 1, 7: 1, 8: 2, 9: 4, 10: 8, 11: 4, 12: 8}  # by type
_WIDTH, _HEIGHT, _BITS, _COMPRESSION, _PHOTOMETRIC, _FILL_ORDER = 256, 257, 258, 259, 262, 266
_STRIP_OFFSETS, _SAMPLES, _ROWS_PER_STRIP, _STRIP_LENGTHS = 273, 277, 278, 279
_X_RESOLUTION, _Y_RESOLUTION, _T6_OPTIONS, _UNIT = 282, 283, 293, 296
_ENTRIES_MAX = 64  # a shape with more is not worth keeping
_NO_PAGE = b"\0\0\0\0"
_GROUP_4, _WHITE_IS_ZERO, _INCH = 4, 0, 2


class Fault(NamedTuple):
    """One thing that an exchange would not take."""

    rule_id: str
    message: str
    value: str = ""
    expected: str = ""


class _Entry(NamedTuple):
    """One tag of the directory."""

    kind: int
    number: int  # of values
    value: int  # itself, or where it stands


def faults(image: bytes, resolutions: Sequence[int] = RESOLUTIONS) -> list[Fault]:
    """Say what of an image an exchange would not take.

    >>> [fault.rule_id for fault in faults(b" ")]
    ['image.tiff']
    """
    entries, found = _directory(image)
    if found:
        return found
    return [
        *_faults_of_form(entries),
        *_faults_of_size(entries),
        *_faults_of_strips(entries, image),
        *_faults_of_resolution(entries, image, resolutions),
    ]


def is_right(
    data: bytes | bytearray,
    resolutions: Sequence[int] = RESOLUTIONS,
    *,
    at: int = 0,
    end: int | None = None,
) -> bool:
    """Tell whether an image is right beyond doubt; where not, `faults` looks closely.

    It may stand within other bytes, from one place to another. Images by one maker have the same
    tags, so where their values stand is worked out once.
    """
    size = (len(data) if end is None else end) - at
    if size < _HEAD.size or not data.startswith(_MARK, at):
        return False
    (start,) = _LONG.unpack_from(data, at + 4)
    if start + 2 > size:
        return False
    (count,) = _COUNT.unpack_from(data, at + start)
    length = count * _ENTRY_LENGTH
    if start + 2 + length + 4 > size or count > _ENTRIES_MAX:
        return False
    first = at + start + 2
    last = first + length
    if data[last : last + 4] != _NO_PAGE:
        return False
    plan = _plan(count, int.from_bytes(data[first:last], "little") & _shape_mask(count))
    if plan is None or plan.fixed.unpack_from(data, first) != plan.wanted:
        return False
    width, height, offset, rows, length, across, down = plan.measures.unpack_from(data, first)
    if not (0 < width <= SIDE_MAX and 0 < height <= SIDE_MAX and rows >= height):
        return False
    if not 0 < length <= size - offset or max(across, down) + _RATIO.size > size:
        return False
    for place in (across, down):
        over, under = _RATIO.unpack_from(data, at + place)
        if under != 1 or over not in resolutions:
            return False
    return True


def around(strip: bytes, *, width: int, height: int, dots_an_inch: int = 200) -> bytes:
    """Give the exchange TIFF around a Group 4 strip.

    >>> white = bytes.fromhex("ffff001001")  # 16 rows like the one before, and the end of a block
    >>> faults(around(white, width=1200, height=16))
    []
    """
    entries = {
        254: (_LONG_TYPE, 0),
        _WIDTH: (_LONG_TYPE, width),
        _HEIGHT: (_LONG_TYPE, height),
        _BITS: (_SHORT_TYPE, 1),
        _COMPRESSION: (_SHORT_TYPE, _GROUP_4),
        _PHOTOMETRIC: (_SHORT_TYPE, _WHITE_IS_ZERO),
        _FILL_ORDER: (_SHORT_TYPE, 1),
        _STRIP_OFFSETS: (_LONG_TYPE, 0),
        274: (_SHORT_TYPE, 1),
        _SAMPLES: (_SHORT_TYPE, 1),
        _ROWS_PER_STRIP: (_LONG_TYPE, height),
        _STRIP_LENGTHS: (_LONG_TYPE, len(strip)),
        _X_RESOLUTION: (_RATIO_TYPE, 0),
        _Y_RESOLUTION: (_RATIO_TYPE, 0),
        _UNIT: (_SHORT_TYPE, _INCH),
    }
    after = _HEAD.size + 2 + _ENTRY_LENGTH * len(entries) + 4
    ratio = _RATIO.pack(dots_an_inch, 1)
    places = {_X_RESOLUTION: after, _Y_RESOLUTION: after, _STRIP_OFFSETS: after + len(ratio)}
    fields = [
        field
        for tag, (kind, value) in entries.items()
        for field in (tag, kind, 1, places.get(tag, value))
    ]
    directory = _entries_struct(len(entries)).pack(*fields)
    head = _HEAD.pack(_MARK, _HEAD.size) + _COUNT.pack(len(entries))
    return head + directory + _LONG.pack(0) + ratio + strip


class _Plan(NamedTuple):
    """Where in directories of one shape the values stand that count."""

    fixed: Struct
    wanted: tuple[int, ...]
    measures: Struct  # width, height, strip offset, rows per strip, strip length, resolutions


@lru_cache(maxsize=256)
def _plan(count: int, shape: int) -> _Plan | None:
    """Give the plan of a shape, which is a directory without its values; None where in doubt."""
    fields = _entries_struct(count).unpack(shape.to_bytes(count * _ENTRY_LENGTH, "little"))
    entries = dict(zip(fields[0::4], zip(fields[1::4], fields[2::4], strict=True), strict=True))
    if list(entries) != sorted(entries) or len(entries) != count or not entries.keys() >= _NEEDED:
        return None
    for tag, (kind, number) in entries.items():
        if tag in _RATIOS:
            is_plain = kind == _RATIO_TYPE and number == 1
        elif tag in _SCALARS:
            is_plain = kind in (_SHORT_TYPE, _LONG_TYPE) and number == 1
        else:
            is_plain = _SIZES.get(kind, 9) * number <= 4  # else it stands elsewhere
        if not is_plain:
            return None
    fixed = [tag for tag in entries if tag in _FIXED]
    wanted = tuple(_FIXED[tag] for tag in fixed)
    return _Plan(_values_struct(entries, fixed), wanted, _values_struct(entries, _MEASURES))


def _values_struct(tags: Iterable[int], kept: Sequence[int]) -> Struct:
    """Give what unpacks the values of some tags out of a directory."""
    return Struct("<" + "".join("8xI" if tag in kept else "12x" for tag in tags))


@lru_cache(maxsize=256)
def _shape_mask(count: int) -> int:
    """Give what leaves a directory's values out of it, both taken as one number."""
    return int.from_bytes((b"\xff" * 8 + b"\0" * 4) * count, "little")


@lru_cache(maxsize=256)
def _entries_struct(count: int) -> Struct:
    return Struct("<" + "HHII" * count)


def _directory(image: bytes) -> tuple[dict[int, _Entry], list[Fault]]:
    """Read the one directory of an image."""
    if len(image) < _HEAD.size or image[:4] != _MARK:
        value = image[:4].hex(" ")
        return {}, [Fault("image.tiff", "The image is no TIFF that starts with II.", value, "II*")]
    (start,) = _LONG.unpack_from(image, 4)
    if start + 2 > len(image):
        return {}, [_outside("directory", start)]
    (count,) = _COUNT.unpack_from(image, start)
    end = start + 2 + count * _ENTRY_LENGTH
    if end + 4 > len(image):
        return {}, [_outside("directory", end)]
    entries: dict[int, _Entry] = {}
    found: list[Fault] = []
    fields = _entries_struct(count).unpack_from(image, start + 2)
    for tag, kind, number, value in zip(*(fields[n::4] for n in range(4)), strict=True):
        if entries and tag <= max(entries):
            found.append(Fault("image.tiff", "The tags do not rise.", str(tag), "rising tags"))
            return {}, found
        size = _SIZES.get(kind, 0) * number
        if size > 4 and value + size > len(image):
            return {}, [_outside(f"tag {tag}", value)]
        short = kind == _SHORT_TYPE and number == 1
        entries[tag] = _Entry(kind, number, value & 0xFFFF if short else value)
    (following,) = _LONG.unpack_from(image, end)
    if following:
        message = "The image has a second page; one view is one page."
        found.append(Fault("image.pages", message, str(following), "0"))
    return entries, found


def _outside(what: str, place: int) -> Fault:
    message = f"The {what} of the image points outside it."
    return Fault("image.tiff", message, str(place), "a place in the image")


def _faults_of_form(entries: dict[int, _Entry]) -> Iterator[Fault]:
    for rule_id, tag, wanted, is_needed, message in _RULES:
        value = _scalar(entries, tag)
        if value is None and tag not in entries and not is_needed:
            continue
        if value != wanted:
            yield Fault(rule_id, message, "" if value is None else str(value), str(wanted))


def _faults_of_size(entries: dict[int, _Entry]) -> Iterator[Fault]:
    for tag, name in ((_WIDTH, "width"), (_HEIGHT, "height")):
        value = _scalar(entries, tag)
        if value is None or not 0 < value <= SIDE_MAX:
            message = f"The {name} of the image must be 1 to {SIDE_MAX:,} pixels."
            shown = "" if value is None else str(value)
            yield Fault("image.size", message, shown, f"1 to {SIDE_MAX}")


def _faults_of_strips(entries: dict[int, _Entry], image: bytes) -> Iterator[Fault]:
    height = _scalar(entries, _HEIGHT) or 0
    offset, length = _scalar(entries, _STRIP_OFFSETS), _scalar(entries, _STRIP_LENGTHS)
    strips = entries.get(_STRIP_OFFSETS)
    rows = _scalar(entries, _ROWS_PER_STRIP) if _ROWS_PER_STRIP in entries else height
    if offset is None or length is None or rows is None or rows < height:
        value = "" if strips is None else str(strips.number)
        yield Fault("image.strips", "The image must be one strip.", value, "1")
    elif not 0 < length <= len(image) - offset:
        message = f"The image has {len(image):,} bytes; its strip would end at {offset + length:,}."
        yield Fault("image.strips", message, str(length), "a whole strip")


def _faults_of_resolution(
    entries: dict[int, _Entry], image: bytes, resolutions: Sequence[int]
) -> Iterator[Fault]:
    wanted = " or ".join(map(str, resolutions))
    for tag, name in ((_X_RESOLUTION, "across"), (_Y_RESOLUTION, "down")):
        entry = entries.get(tag)
        shown = ""
        if entry and entry.kind == _RATIO_TYPE and entry.number == 1:
            over, under = _RATIO.unpack_from(image, entry.value)
            if under and over in [dots * under for dots in resolutions]:
                continue
            shown = f"{over / under:g}" if under else ""
        message = f"The image must have {wanted} dots an inch {name}."
        yield Fault("image.resolution", message, shown, wanted)


def _scalar(entries: dict[int, _Entry], tag: int) -> int | None:
    entry = entries.get(tag)
    if entry is None or entry.number != 1 or entry.kind not in (_SHORT_TYPE, _LONG_TYPE):
        return None
    return entry.value


_MARK = b"II*\0"
_RULES = (
    ("image.compression", _COMPRESSION, _GROUP_4, True, "The image must be Group 4."),
    ("image.compression", _T6_OPTIONS, 0, False, "The image must be Group 4 without options."),
    ("image.photometric", _PHOTOMETRIC, _WHITE_IS_ZERO, True, "White must be zero in the image."),
    ("image.bits", _BITS, 1, False, "The image must have one bit a pixel."),
    ("image.bits", _SAMPLES, 1, False, "The image must have one sample a pixel."),
    ("image.fill-order", _FILL_ORDER, 1, False, "The left pixel must be the highest bit."),
    ("image.resolution", _UNIT, _INCH, False, "The resolution must be in dots an inch."),
)
_FIXED = {tag: wanted for _, tag, wanted, _, _ in _RULES}
_MEASURES = (
    _WIDTH,
    _HEIGHT,
    _STRIP_OFFSETS,
    _ROWS_PER_STRIP,
    _STRIP_LENGTHS,
    _X_RESOLUTION,
    _Y_RESOLUTION,
)
_RATIOS = frozenset({_X_RESOLUTION, _Y_RESOLUTION})
_NEEDED = frozenset({*_MEASURES, _COMPRESSION, _PHOTOMETRIC})
_SCALARS = frozenset({*_FIXED, _WIDTH, _HEIGHT, _STRIP_OFFSETS, _STRIP_LENGTHS, _ROWS_PER_STRIP})
