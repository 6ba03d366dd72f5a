"""How `rentrail icl` shows files: as pages for people, and as data for programs."""

from collections.abc import Iterator
from typing import Any

from rentrail.config.cli.bank_files import last_digits
from rentrail.formats import x937
from rentrail.formats.x937 import codes
from rentrail.formats.x937.fields import Record
from rentrail.formats.x937.records import AnyControl
from rentrail.primitives.money import format_cents

INDENT = "  "
LEVELS = ("file", "bundle", "item")


def page_of(file: x937.X937File, *, level: str, unmasked: bool) -> Iterator[str]:
    """Show a file down to a level: its head, cash letters and bundles, or items too."""
    yield f"{file.form.encoding.value}, {file.form.framing.value}, {len(file.records):,} records"
    if header := file.header:
        standard = codes.STANDARD_LEVELS.get(header.standard_level, header.standard_level)
        test = ", a test" if header.test_file_indicator == "T" else ""
        yield (
            f"{standard}{test}: from {_named(header, 'immediate_origin')} to "
            f"{_named(header, 'immediate_destination')}, made {header.file_creation_date} "
            f"{header.file_creation_time}"
        )
    for letter in file.cash_letters:
        yield from _letter_page(letter, level=level, unmasked=unmasked)
    if file.control:
        yield f"File: {_sums(file.control)}"
    if file.rest:
        yield f"Then {len(file.rest):,} bytes that are no whole record."


def data_of(file: x937.X937File, *, unmasked: bool) -> dict[str, Any]:
    """Give a file for programs, without its images."""
    return {
        "encoding": file.form.encoding.value,
        "framing": file.form.framing.value,
        "records": len(file.records),
        "header": _values(file.header, unmasked=unmasked),
        "cash_letters": [
            {
                "header": _values(letter.header, unmasked=unmasked),
                "credits": [_item_data(item, unmasked=unmasked) for item in letter.credits],
                "bundles": [
                    {
                        "header": _values(bundle.header, unmasked=unmasked),
                        "items": [_item_data(item, unmasked=unmasked) for item in bundle.items],
                        "control": _values(bundle.control, unmasked=unmasked),
                    }
                    for bundle in letter.bundles
                ],
                "control": _values(letter.control, unmasked=unmasked),
            }
            for letter in file.cash_letters
        ],
        "control": _values(file.control, unmasked=unmasked),
        "rest_bytes": len(file.rest),
    }


def counted(count: int, one: str, several: str) -> str:
    """Write a count with its noun.

    >>> counted(1, "image", "images"), counted(2_000, "image", "images")
    ('1 image', '2,000 images')
    """
    return f"{count:,} {one if count == 1 else several}"


def _letter_page(letter: x937.CashLetter, *, level: str, unmasked: bool) -> Iterator[str]:
    header = letter.header
    kind = codes.COLLECTION_TYPES.get(header.collection_type_indicator, "of unknown type")
    yield (
        f"Cash letter {header.cash_letter_id or '?'} ({kind}): "
        f"{header.ece_institution_routing_number} to {header.destination_routing_number}, "
        f"business date {header.cash_letter_business_date}"
    )
    for slip in letter.credits:
        yield INDENT + _item_line(slip, unmasked=unmasked)
    for number, bundle in enumerate(letter.bundles, 1):
        if level != "file":
            sums = _sums(bundle.control) if bundle.control else "no control"
            yield f"{INDENT}Bundle {bundle.header.bundle_sequence_number or number}: {sums}"
        if level == "item":
            for item in bundle.items:
                yield 2 * INDENT + _item_line(item, unmasked=unmasked)
    if letter.control:
        yield f"{INDENT}Cash letter: {_sums(letter.control)}"


def _item_line(item: x937.Item, *, unmasked: bool) -> str:
    detail = item.detail
    kind = "Credit" if item.is_credit else "Check"
    if isinstance(detail, x937.ReturnDetail):
        reason = codes.RETURN_REASONS.get(detail.return_reason, "no known reason")
        kind = f"Return {detail.return_reason} ({reason})"
    views = ", ".join(
        f"{codes.VIEW_SIDES.get(view.detail.raw('view_side'), 'view')} {len(view.image):,} bytes"
        for view in item.views
    )
    cents = detail.number_of("amount_cents")
    amount = "?" if cents is None else format_cents(cents)
    return (
        f"{kind} {detail.raw('item_sequence_number').strip()}: {amount} on {item.routing_number} "
        f"{_shown(detail, 'on_us', unmasked=unmasked)}; {views or 'no views'}"
    )


def _sums(control: AnyControl) -> str:
    items = control.number_of("item_count")
    cents = control.number_of("total_cents")
    amount = "?" if cents is None else format_cents(cents)
    return f"{'?' if items is None else counted(items, 'item', 'items')}, {amount}"


def _named(header: x937.FileHeader, end: str) -> str:
    number, name = getattr(header, f"{end}_routing_number"), getattr(header, f"{end}_name")
    return f"{number} {name}".strip()


def _item_data(item: x937.Item, *, unmasked: bool) -> dict[str, Any]:
    return {
        "detail": _values(item.detail, unmasked=unmasked),
        "addenda": [_values(one, unmasked=unmasked) for one in item.addenda],
        "views": [
            {
                "detail": _values(view.detail, unmasked=unmasked),
                "bytes": len(view.image),
                "analysis": _values(view.analysis, unmasked=unmasked),
            }
            for view in item.views
        ],
    }


def _values(record: Record | None, *, unmasked: bool) -> dict[str, Any] | None:
    if record is None:
        return None
    return {
        "record": type(record).__name__,
        **{
            name: _number_or_text(record, name, unmasked=unmasked)
            for name, column in type(record).FIELDS.items()
            if column.width
        },
    }


def _number_or_text(record: Record, name: str, *, unmasked: bool) -> int | str:
    if name.endswith(("_cents", "_count")) and (number := record.number_of(name)) is not None:
        return number
    return _shown(record, name, unmasked=unmasked)


def _shown(record: Record, name: str, *, unmasked: bool) -> str:
    """Give a field as it is shown: of an account number the last digits only."""
    raw = record.raw(name).strip(" ")
    if unmasked or not type(record).FIELDS[name].secret:
        return raw
    return "/".join(last_digits(part) for part in raw.split("/"))
