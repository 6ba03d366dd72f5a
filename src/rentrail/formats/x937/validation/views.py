"""What is checked of views: their images against the lengths that are said, and as TIFFs."""

from rentrail.formats.x937 import tiff
from rentrail.formats.x937.fields import Record
from rentrail.formats.x937.file import Item, View
from rentrail.formats.x937.problems import Report
from rentrail.formats.x937.records import BundleHeader
from rentrail.formats.x937.validation import form
from rentrail.formats.x937.views import ImageViewData

_BUNDLE_FIELDS = {
    "ece_institution_routing_number": "ece_institution_routing_number",
    "bundle_business_date": "bundle_business_date",
    "cycle_number": "cycle_number",
}  # of a view's data, and of its bundle's header


def check(
    item: Item,
    view: View,
    bundle: BundleHeader | None,
    report: Report,
    *,
    resolutions: tuple[int, ...],
) -> None:
    """Check one view of an item."""
    detail_is_readable = form.check(view.detail, report)
    if view.analysis:
        form.check(view.analysis, report)
    data = view.data
    if detail_is_readable:
        _check_presence(view, report)
    if data is None:
        return
    if form.check(data, report):
        _check_ties(item, data, bundle, report)
        if _check_lengths(view, data, report, detail_is_readable=detail_is_readable):
            _check_image(view, data, report, resolutions, is_readable=detail_is_readable)


def _check_presence(view: View, report: Report) -> None:
    is_said = view.detail.raw("image_indicator") != "0"
    if is_said and view.data is None:
        report.record("view.data-missing", view.detail, "The view's data does not follow.")
    if not is_said and view.data is not None:
        message = "The view is said not to be there, but its data follows."
        report.field("view.data-missing", view.detail, "image_indicator", message)


def _check_ties(
    item: Item, data: ImageViewData, bundle: BundleHeader | None, report: Report
) -> None:
    theirs, own = item.detail.raw("item_sequence_number"), data.raw("item_sequence_number")
    if own.strip(" ") and own.strip(" ") != theirs.strip(" "):
        message = f"The view is of item {own.strip(' ')}, but follows item {theirs.strip(' ')}."
        report.field("view.item", data, "item_sequence_number", message, expected=theirs.strip(" "))
    if bundle is None:
        return
    for name, of_bundle in _BUNDLE_FIELDS.items():
        wanted = bundle.raw(of_bundle)
        if data.raw(name).strip(" ") and data.raw(name) != wanted:
            column = type(data).FIELDS[name]
            message = f"The {column.label} is not that of the bundle."
            report.field("view.bundle", data, name, message, expected=wanted.strip(" "))


def _check_lengths(
    view: View, data: ImageViewData, report: Report, *, detail_is_readable: bool
) -> bool:
    """Check that lengths are those of the bytes; tell whether the image is whole."""
    said = data.number_of("digital_signature_length") or 0
    has = len(data.digital_signature)
    if said != has:
        message = f"The signature is said to have {said:,} bytes, but {has:,} are there."
        report.field("view.signature", data, "digital_signature_length", message, expected=f"{has}")
    elif detail_is_readable and (view.detail.raw("digital_signature_indicator") == "1") != bool(
        has
    ):
        message = "The view's detail and data do not agree on a signature."
        report.field("view.signature", view.detail, "digital_signature_indicator", message)
    length, there = data.number_of("image_length"), len(data.image)
    if length is None:
        return False  # it was told as no number
    if length != there:
        message = f"The image is said to have {length:,} bytes, but {there:,} follow."
        report.field("view.image-length", data, "image_length", message, expected=f"{there}")
        return False
    size = view.detail.number_of("image_size") if detail_is_readable else None
    if size and size != there:
        message = f"The image has {there:,} bytes."
        report.field("view.size", view.detail, "image_size", message, expected=f"{there}")
    return True


def _check_image(
    view: View,
    data: ImageViewData,
    report: Report,
    resolutions: tuple[int, ...],
    *,
    is_readable: bool,
) -> None:
    if is_readable and not is_group_4(view.detail):
        message = "The image is of a format that is taken by agreement only."
        report.field("view.format", view.detail, "image_format", message, expected="00")
        return
    if tiff.is_right(data.image, resolutions):
        return
    for fault in tiff.faults(data.image, resolutions):
        report.record(
            fault.rule_id, data, fault.message, value=fault.value or None,
            expected=fault.expected or None,
        )  # fmt: skip


def is_group_4(detail: Record) -> bool:
    """Tell whether a view is said to be a TIFF of Group 4; nothing said means so too."""
    said = detail.raw("image_format").strip(" "), detail.raw("image_compression").strip(" ")
    return all(part in ("", "00") for part in said)
