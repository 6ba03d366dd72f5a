"""Pages: following MRI's links from the first page of an answer to the last."""

from collections.abc import Callable, Iterator
from urllib.parse import urljoin, urlsplit

from rentrail.accounting.mri.errors import WrongAnswerError
from rentrail.accounting.mri.wire import Page

PAGES_MAX = 100_000
SEEN_LINK_RETRIES = 3
_PORTS = {"http": 80, "https": 443}


def pages(*, first_url: str, fetch: Callable[[str], Page]) -> Iterator[Page]:
    """Give the pages of an answer one after the other, each fetched when it is asked for.

    Links are followed as MRI gives them: it repeats our arguments in them. A link can stand on the
    last page too, so the end is a page without a link, without rows, or whose link was seen. Such
    a page is asked for again, lest a slip of MRI's pass for the end of the rows: a ledger read back
    in part would show a payment as missing.

    Raises:
        WrongAnswerError: a link leads to another server, or the pages never end.
    """
    url: str | None = first_url
    seen = {first_url}
    for _ in range(PAGES_MAX):
        if url is None:
            return
        page = fetch(url)
        if not page.rows:
            return
        yield page
        for _ in range(SEEN_LINK_RETRIES):
            if not _leads_back(page, seen=seen, base_url=first_url):
                break
            page = fetch(url)
        url = _new_link(page, seen=seen, base_url=first_url)
        seen.add(url or "")
    raise WrongAnswerError("MRI's pages don't come to an end.")


def next_url(link: str, *, base_url: str) -> str:
    """Give the address a link means; ampersands may still be escaped in it.

    Raises:
        WrongAnswerError: it leads to another server, which must not see our sign-in.
    """
    while "&amp;" in link:
        link = link.replace("&amp;", "&")
    try:
        url = urljoin(base_url, link)
        is_ours = _origin(url) == _origin(base_url)
    except ValueError as problem:
        raise WrongAnswerError("MRI's link to the next page cannot be read.") from problem
    if not is_ours:
        raise WrongAnswerError("MRI's link to the next page leads to another server.")
    return url


def _leads_back(page: Page, *, seen: set[str], base_url: str) -> bool:
    return page.next_link is not None and _new_link(page, seen=seen, base_url=base_url) is None


def _new_link(page: Page, *, seen: set[str], base_url: str) -> str | None:
    """Give the address of the next page, unless there is none or it was fetched before."""
    if page.next_link is None:
        return None
    url = next_url(page.next_link, base_url=base_url)
    return None if url in seen else url


def _origin(url: str) -> tuple[str, str, int | None]:
    place = urlsplit(url)
    scheme = place.scheme.lower()
    return scheme, (place.hostname or "").lower(), place.port or _PORTS.get(scheme)
