"""MRI's two wire formats, JSON and XML: a page of rows read, rows written.

A row is a dict of column names as MRI spells them. Values are texts, None for null, and nested
lists. Numbers stay the text they came as, so no amount ever passes through a float.
"""

import html
import json
import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any, Final, cast
from xml.parsers.expat import ExpatError

from defusedxml.common import DefusedXmlException
from defusedxml.ElementTree import XMLParser

from rentrail.accounting.mri.connection import Format
from rentrail.accounting.mri.errors import BareTextError, RequestRefusedError, WrongAnswerError

Raw = dict[str, Any]

MEDIA_TYPES: Final[dict[Format, str]] = {"json": "application/json", "xml": "application/xml"}
DEPTH_MAX: Final = 32

_ERROR_NAMES: Final = frozenset({"Error", "error", "ERROR", "Errors", "errors"})
_PLAIN_TYPES: Final = frozenset({str, type(None)})
_XML_NAME: Final = re.compile(r"[A-Za-z_][A-Za-z0-9_.-]*")
_DECLARES_ENCODING: Final = re.compile(rb"<\?xml[^>]*encoding=[\"'](?!utf-?8)", re.IGNORECASE)


@dataclass(frozen=True, kw_only=True)
class Page:
    """One page of rows, and the link to the next one as MRI gave it."""

    rows: list[Raw]
    next_link: str | None


def read_page(body: bytes, *, api: str | None = None) -> Page:
    """Read an answer in whichever of the two formats it came.

    With `api`, an XML answer must be that API's, so that a strange document isn't taken for a
    property without residents.

    Raises:
        WrongAnswerError: it is blank, cut off, or no answer of MRI's interface.
        RequestRefusedError: it is an error for the request as a whole.
    """
    body = _without_bad_bytes(body.removeprefix(b"\xef\xbb\xbf")).strip(b"\x00 \t\r\n")
    if not body:
        raise WrongAnswerError("MRI's answer is blank.")
    return _read_xml(body, api=api) if body.startswith(b"<") else _read_json(body)


def rows_of(value: object) -> list[Raw]:
    """Give the rows of a list, bare or wrapped as `{"entry": …}`; null is an empty one.

    Raises:
        WrongAnswerError: it is something else than rows.
    """
    if isinstance(value, dict):
        value = value["entry"] if set(value) == {"entry"} else [value]
    listed = [] if value is None else value if isinstance(value, list) else [value]
    rows: list[Any] = [{} if row is None else row for row in listed]
    if not all(isinstance(row, dict) for row in rows):
        raise WrongAnswerError("MRI's answer has something else where rows are expected.")
    return rows


def error_in(row: Mapping[str, Any], *, depth: int = 0) -> tuple[str, str] | None:
    """Find an error that MRI put into a row, however deep: the path to it and its text."""
    if _ERROR_NAMES.isdisjoint(row) and _PLAIN_TYPES.issuperset(map(type, row.values())):
        return None
    for name, value in row.items():
        if value is None or (value.__class__ is str and name not in _ERROR_NAMES):
            continue
        found = _error_under(name, value, depth=depth)
        if found is not None:
            return found
    return None


def error_text(body: bytes) -> str:
    """Give the text of an answer that is known to be an error, as well as it can be found."""
    try:
        rows = read_page(body).rows
    except RequestRefusedError as problem:
        return str(problem)
    except WrongAnswerError:
        text = body[:400].decode("utf-8", "replace").strip()
        return "" if text.startswith("<") else text[:200]
    return next((found[1] for row in rows if (found := error_in(row))), "")


def write_rows(rows: Iterable[Mapping[str, str]], *, api: str, api_url: str, form: Format) -> bytes:
    """Write rows as the body of a request in MRI's form."""
    if form == "xml":
        return _xml_body(rows, api=api).encode("utf-8")
    body = {"odata.metadata": metadata_url(api=api, api_url=api_url), "value": list(rows)}
    return json.dumps(body, ensure_ascii=True).encode("ascii")


def metadata_url(*, api: str, api_url: str) -> str:
    """Give the text that MRI's JSON bodies carry as `odata.metadata`."""
    name = api.lower()
    return f"{api_url}?$api={api}&$metadata#MRI.{name}-container/{name}"


def is_field_name(name: str) -> bool:
    """Tell whether a text can name a field in both formats."""
    return _XML_NAME.fullmatch(name) is not None


# --- JSON ---------------------------------------------------------------------------------------


def _read_json(body: bytes) -> Page:
    try:
        document = json.loads(body, parse_int=str, parse_float=str, strict=False)
    except (ValueError, RecursionError) as problem:
        raise WrongAnswerError("MRI's answer is neither JSON nor XML, or is cut off.") from problem
    if isinstance(document, str) and body.startswith(b'"'):
        raise BareTextError(document.strip() or "MRI answered with an empty text.")
    if not isinstance(document, dict):
        raise WrongAnswerError("MRI's answer is JSON of another form.")
    _raise_request_error(document, has_rows="value" in document)
    if "value" not in document:
        raise WrongAnswerError("MRI's answer holds no rows: “value” is missing.")
    link = document.get("nextLink", document.get("odata.nextLink"))
    return Page(rows=rows_of(document["value"]), next_link=_link(link))


def _raise_request_error(document: Mapping[str, Any], *, has_rows: bool) -> None:
    """Raise the error that stands in place of rows, in any of the forms clients know."""
    error = next((document[name] for name in _ERROR_NAMES if document.get(name)), None)
    if error is None and not has_rows:
        error = document.get("message", document.get("Message"))
    if error is None:
        return
    code = _member(error, "code") if isinstance(error, dict) else ""
    raise RequestRefusedError(_message(error), code=code)


# --- XML ----------------------------------------------------------------------------------------


class _Document:
    """Takes what the XML parser meets and makes dicts of it.

    An element with children is a dict, its `entry` children a list under "entry"; one without is
    its text, or None.
    """

    def __init__(self) -> None:
        self.root_name = ""
        self.root_attributes: dict[str, str] = {}
        self.value: Any = None
        self.text: list[str] = []
        self._open: list[Raw | None] = []

    def start(self, name: str, attributes: list[str]) -> None:
        if not self._open:
            self.root_name = name.rpartition("}")[2]
            self.root_attributes = dict(zip(attributes[::2], attributes[1::2], strict=True))
        elif len(self._open) > DEPTH_MAX:
            raise WrongAnswerError("MRI's answer is nested too deeply.")
        self._open.append(None)
        self.text.clear()

    def end(self, name: str) -> None:
        value: Any = self._open.pop()
        if value is None:
            value = "".join(self.text).strip() or None
        if self._open:
            self._add(name.rpartition("}")[2] if "}" in name else name, value)
        else:
            self.value = value

    def _add(self, name: str, value: Any) -> None:
        siblings = self._open[-1]
        if siblings is None:
            siblings = self._open[-1] = {}
        if name == "entry":
            siblings.setdefault("entry", []).append(value)
        else:
            siblings[name] = value


def _read_xml(body: bytes, *, api: str | None) -> Page:
    document = _parsed(body)
    root_name = document.root_name.lower()
    if root_name in ("error", "errors"):
        raise RequestRefusedError(_message(document.value), code=_member(document.value, "code"))
    if root_name == "html":
        raise WrongAnswerError("A web page came in place of MRI's answer.")
    if api is not None and root_name != api.lower():
        raise WrongAnswerError(f"The answer is “{document.root_name[:60]}”, not {api}.")
    return Page(rows=_entries(document.value), next_link=_link(_next_page_link(document)))


def _parsed(body: bytes) -> _Document:
    """Run the safe parser, with the elements handed to us directly: a tree would cost twice."""
    document = _Document()
    expat = cast(Any, XMLParser(forbid_dtd=True)).parser
    expat.StartElementHandler = document.start
    expat.EndElementHandler = document.end
    expat.CharacterDataHandler = document.text.append
    try:
        expat.Parse(body, True)
    except DefusedXmlException as problem:
        raise WrongAnswerError("MRI's answer has an XML declaration we don't take.") from problem
    except (ExpatError, LookupError, ValueError) as problem:
        raise WrongAnswerError("MRI's answer is no whole XML document.") from problem
    return document


def _entries(value: Any) -> list[Raw]:
    if not isinstance(value, dict):
        if value is not None:
            raise BareTextError(str(value))
        return []
    _raise_request_error(value, has_rows="entry" in value)
    return rows_of(value.get("entry"))


def _next_page_link(document: _Document) -> str | None:
    attributes = document.root_attributes
    return next((attributes[name] for name in attributes if name.lower() == "nextpagelink"), None)


def _xml_body(rows: Iterable[Mapping[str, str]], *, api: str) -> str:
    root = api.lower()
    return f"<{root}>{''.join(_xml_entry(row) for row in rows)}</{root}>"


def _xml_entry(row: Mapping[str, str]) -> str:
    fields = (f"<{name}>{html.escape(text, quote=False)}</{name}>" for name, text in row.items())
    return f"<entry>{''.join(fields)}</entry>"


# --- both ---------------------------------------------------------------------------------------


def _link(link: object) -> str | None:
    return link.strip() or None if isinstance(link, str) else None


def _error_under(name: str, value: Any, *, depth: int) -> tuple[str, str] | None:
    if name in _ERROR_NAMES:
        return (name, _message(value)) if value else None
    if depth >= DEPTH_MAX:
        return None
    for part in _parts(value):
        found = error_in(part, depth=depth + 1)
        if found is not None:
            return f"{name}/{found[0]}", found[1]
    return None


def _parts(value: Any) -> Iterator[Mapping[str, Any]]:
    for part in value if isinstance(value, list) else [value]:
        if isinstance(part, dict):
            yield part


def _message(error: Any) -> str:
    """Give the words of an error, whether it is a text, an object or a list of them."""
    if isinstance(error, list):
        return "; ".join(_message(part) for part in error[:10])
    if isinstance(error, dict):
        if "entry" in error:
            return _message(error["entry"])
        error = _member(error, "message")
    return str(error or "").strip() or "MRI gave an error without a text."


def _member(error: Any, name: str) -> str:
    """Give a member of an error object in any spelling; OData wraps a text as {"value": …}."""
    members = error.items() if isinstance(error, dict) else ()
    value = next((value for key, value in members if key.lower() == name), None)
    value = value.get("value") if isinstance(value, dict) else value
    return "" if value is None else str(value).strip()


def _without_bad_bytes(body: bytes) -> bytes:
    """Mark bytes that aren't UTF-8, so that one bad letter spoils one value and not the page."""
    if body.startswith((b"\xff\xfe", b"\xfe\xff")) or _DECLARES_ENCODING.match(body):
        return body
    try:
        body.decode("utf-8")
    except UnicodeDecodeError:
        return body.decode("utf-8", "replace").encode("utf-8")
    return body
