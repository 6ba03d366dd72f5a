"""How rows travel: MRI's XML and JSON envelopes, written and read."""

import json
import re
from collections.abc import Sequence
from dataclasses import dataclass
from typing import TypeAlias, cast
from xml.sax.saxutils import escape, quoteattr

from defusedxml import ElementTree
from defusedxml.common import DefusedXmlException

Row: TypeAlias = dict[str, "Value"]
Value: TypeAlias = "str | Row | list[Row] | None"


class UnreadableBody(Exception):
    """The body of a request is not what MRI reads. The text is fit to show a person."""


@dataclass(frozen=True, kw_only=True)
class Style:
    """One of MRI's two formats, and how dates end in it."""

    name: str
    content_type: str
    fraction: str  # after the seconds

    @property
    def midnight(self) -> str:
        """What follows the day in a column that holds a date."""
        return f"T00:00:00{self.fraction}"


XML = Style(name="xml", content_type="text/xml; charset=utf-8", fraction=".0000000")
JSON = Style(name="json", content_type="application/json; charset=utf-8", fraction="")
MARKUP = re.compile("[&<>]")
STYLES = {style.name: style for style in (XML, JSON)}


def money(cents: int) -> str:
    """Write cents the way MRI writes amounts.

    >>> money(125000), money(-5)
    ('1250.00', '-0.05')
    """
    dollars, rest = divmod(abs(cents), 100)
    return f"{'-' if cents < 0 else ''}{dollars}.{rest:02}"


def render(
    *,
    style: Style,
    api: str,
    host: str,
    rows: Sequence[Row],
    next_link: str | None = None,
    lists_wrapped: bool = False,
    link_escaped_twice: bool = False,
) -> bytes:
    """Put rows into the envelope of an API."""
    if style is JSON:
        return _render_json(
            api=api, host=host, rows=rows, next_link=next_link, lists_wrapped=lists_wrapped
        )
    if next_link and link_escaped_twice:
        next_link = escape(next_link)
    return _render_xml(api=api, rows=rows, next_link=next_link)


def render_error(*, style: Style, code: int, message: str) -> bytes:
    """Put a request-level error into a body. Assumed: MRI's own form is not public."""
    if style is JSON:
        return json.dumps({"error": {"code": str(code), "message": message}}).encode()
    return (
        '<?xml version="1.0" encoding="utf-8"?>'
        f"<error><code>{code}</code><message>{escape(message)}</message></error>"
    ).encode()


def metadata(*, api: str, host: str) -> str:
    """Give the address that MRI's JSON answers carry for their schema."""
    name = api.lower()
    return f"{host}/mriapiservices/api.asp?$api={api}&$metadata#MRI.{name}-container/{name}"


def read_rows(*, style: Style, api: str, body: bytes) -> list[Row]:
    """Read the rows of a posted body.

    Raises:
        UnreadableBody: the body is not an envelope of this API.
    """
    return _read_json(body) if style is JSON else _read_xml(api=api, body=body)


def _render_json(
    *, api: str, host: str, rows: Sequence[Row], next_link: str | None, lists_wrapped: bool
) -> bytes:
    envelope: dict[str, object] = {"odata.metadata": metadata(api=api, host=host)}
    if next_link:
        envelope["nextLink"] = next_link
    envelope["value"] = [_wrap_lists(row) for row in rows] if lists_wrapped else rows
    return json.dumps(envelope, ensure_ascii=False).encode()


def _wrap_lists(row: Row) -> Row:
    return {
        name: {"entry": [_wrap_lists(entry) for entry in value]}
        if isinstance(value, list)
        else value
        for name, value in row.items()
    }


def _render_xml(*, api: str, rows: Sequence[Row], next_link: str | None) -> bytes:
    root = api.lower()
    link = f" NextPageLink={quoteattr(next_link)}" if next_link else ""
    entries = "".join([f"<entry>{_elements(row)}</entry>" for row in rows])
    text = f'<?xml version="1.0" encoding="utf-8"?><{root}{link}>{entries}</{root}>'
    return text.encode()


def _elements(row: Row) -> str:
    if _is_plain(row):
        return "".join(
            [f"<{name}>{text}</{name}>" if text else f"<{name}/>" for name, text in row.items()]
        )
    return "".join([_element(name, value) for name, value in row.items()])


def _is_plain(row: Row) -> bool:
    """Tell whether a row, as almost all are, is mere text that needs no escaping."""
    try:
        texts = "".join(filter(None, cast(dict[str, str], row).values()))
    except TypeError:
        return False
    return not MARKUP.search(texts)


def _element(name: str, value: Value) -> str:
    if not value:
        return f"<{name}/>"
    if isinstance(value, str):
        return f"<{name}>{escape(value)}</{name}>"
    if isinstance(value, dict):
        return f"<{name}>{_elements(value)}</{name}>"
    entries = "".join([f"<entry>{_elements(entry)}</entry>" for entry in value])
    return f"<{name}>{entries}</{name}>"


def _read_json(body: bytes) -> list[Row]:
    try:
        envelope = json.loads(body)
    except ValueError as problem:
        raise UnreadableBody("The body is not JSON.") from problem
    rows = envelope.get("value") if isinstance(envelope, dict) else None
    if not isinstance(rows, list) or not all(isinstance(row, dict) for row in rows):
        raise UnreadableBody("The body has no list of rows called value.")
    return rows


def _read_xml(*, api: str, body: bytes) -> list[Row]:
    try:
        root = ElementTree.fromstring(body)
    except (ElementTree.ParseError, DefusedXmlException, ValueError) as problem:
        raise UnreadableBody("The body is not XML.") from problem
    if root.tag != api.lower():
        raise UnreadableBody(f"The root element is {root.tag}, not {api.lower()}.")
    return [{field.tag: field.text for field in entry} for entry in root.findall("entry")]
