"""MRI's two ways to the next page: a start row, or a token only the server can read."""

from collections.abc import Sequence
from hashlib import blake2s
from urllib.parse import quote, urlencode

from rentrail.simulators.mri.reads import Page
from rentrail.simulators.mri.settings import Settings

PAGING_ARGUMENTS = {"$skip", "_next"}


class PageRefused(Exception):
    """The paging arguments cannot be read. The text is `ARGUMENT: sentence`."""


def page_wanted(*, settings: Settings, pairs: Sequence[tuple[str, str]], by_cursor: bool) -> Page:
    """Read which page a request asks for; `$skip` is the first row wanted, counted from 1.

    Raises:
        PageRefused: a number is no number, or a token is not one of ours.
    """
    arguments = dict(reversed(pairs))
    rows = min(_number(arguments, "$top", settings.page_rows), settings.page_rows_max)
    if by_cursor and "_next" in arguments:
        return Page(offset=_offset_in(token=arguments["_next"], pairs=pairs), rows=rows)
    return Page(offset=_number(arguments, "$skip", 1) - 1, rows=rows)


def next_link(
    *, address: str, pairs: Sequence[tuple[str, str]], page: Page, by_cursor: bool
) -> str:
    """Give the link to the page after this one, with all arguments as they came."""
    kept = [pair for pair in pairs if pair[0] not in PAGING_ARGUMENTS]
    if not any(name == "$top" for name, _ in kept):
        kept.append(("$top", str(page.rows)))
    following = page.offset + page.rows
    if by_cursor:
        kept.append(("_next", _token(offset=following, pairs=pairs)))
    else:
        kept.append(("$skip", str(following + 1)))
    return same_link(address=address, pairs=kept)


def same_link(*, address: str, pairs: Sequence[tuple[str, str]]) -> str:
    """Give a link with these arguments."""
    return f"{address}?{urlencode(pairs, quote_via=quote)}"


def _token(*, offset: int, pairs: Sequence[tuple[str, str]]) -> str:
    return f"{offset:08x}{_seal(offset=offset, pairs=pairs)}"


def _offset_in(*, token: str, pairs: Sequence[tuple[str, str]]) -> int:
    try:
        offset = int(token[:8], 16)
    except ValueError as problem:
        raise PageRefused("_NEXT: is not a page of this answer.") from problem
    if token != _token(offset=offset, pairs=pairs):
        raise PageRefused("_NEXT: is not a page of this answer.")
    return offset


def _seal(*, offset: int, pairs: Sequence[tuple[str, str]]) -> str:
    asked = sorted(pair for pair in pairs if not pair[0].startswith(("$", "_")))
    return blake2s(repr((offset, asked)).encode(), digest_size=12).hexdigest()


def _number(arguments: dict[str, str], name: str, otherwise: int) -> int:
    text = arguments.get(name, str(otherwise))
    if not (text.isascii() and text.isdigit() and int(text) > 0):
        raise PageRefused(f"{name.upper()}: {text} is not a number above nought.")
    return int(text)
