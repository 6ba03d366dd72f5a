"""What MRI takes in a posted row, and why it refuses one."""

import re
from collections.abc import Collection, Mapping
from datetime import date, datetime

from rentrail.simulators.mri.wire import Row

PAYMENT_FIELDS: tuple[str, ...] = (
    "ResidentNameID",
    "PropertyID",
    "SiteID",
    "ChargeCode",
    "PaymentInitiationDatetime",
    "PaymentAmount",
    "CheckNumber",
    "PaymentType",
    "PartnerName",
    "ExternalTransactionNumber",
    "ExternalBatchID",
    "Description",
    "BatchDescription",
    "CheckURL",
    "UpdateControlTotal",
    "ChargeID",
    "DepositDate",
    "ApplyToChargesThroughDate",
    "TrackingValue",
    "ApplyToDirectDebitOnly",
    "CashType",
    "SourceCode",
)
PAYMENT_REQUIRED: tuple[str, ...] = (
    "ResidentNameID",
    "PropertyID",
    "PaymentInitiationDatetime",
    "PaymentAmount",
    "PaymentType",
    "PartnerName",
    "ExternalTransactionNumber",
    "ExternalBatchID",
)
LENGTHS_MAX: dict[str, int] = {
    "ExternalTransactionNumber": 10,
    "CheckNumber": 15,
    "ExternalBatchID": 30,
    "Description": 30,
    "BatchDescription": 30,
}
PAYMENT_TYPES = {"C", "K"}  # a bank payment or scanned check, a card; other codes are not public
BATCH_ID_SPELLINGS = ("ExternalBatchID", "ExternalBatchId")


class RowRefused(Exception):
    """MRI does not take this row. The text is the message of the row's Error."""

    def __init__(self, message: str, *, echo: Row | None = None) -> None:
        super().__init__(message)
        self.echo: Row = echo or {}


def payment_fields(row: Row) -> dict[str, str]:
    """Read the fields of a posted payment; an empty one is left out.

    Raises:
        RowRefused: a field is unknown, missing, too long, not ASCII or unreadable.
    """
    fields = text_fields(row=row, known={*PAYMENT_FIELDS, *BATCH_ID_SPELLINGS})
    if "ExternalBatchId" in fields:
        fields["ExternalBatchID"] = fields.pop("ExternalBatchId")
    require(fields=fields, names=PAYMENT_REQUIRED)
    if fields["PaymentType"] not in PAYMENT_TYPES:
        raise RowRefused(f"PAYMENTTYPE: {fields['PaymentType']} is not a payment type.")
    if fields["PaymentType"] == "C":
        require(fields=fields, names=("CheckNumber",))
    positive_cents(fields=fields, name="PaymentAmount")
    day(fields=fields, name="PaymentInitiationDatetime")
    if "DepositDate" in fields:
        day(fields=fields, name="DepositDate")
    return fields


def text_fields(*, row: Row, known: Collection[str]) -> dict[str, str]:
    """Read a row's fields as short ASCII text.

    Raises:
        RowRefused: a field is unknown, too long, or not ASCII text.
    """
    fields: dict[str, str] = {}
    for name, value in row.items():
        if name not in known:
            raise RowRefused(f"{name.upper()}: is not a field of this API.")
        if value is None or value == "":
            continue
        if not isinstance(value, str):
            raise RowRefused(f"{name.upper()}: must be text.")
        fields[name] = _short_ascii(name=name, value=value)
    return fields


def require(*, fields: Mapping[str, str], names: Collection[str]) -> None:
    """Make sure that fields are there.

    Raises:
        RowRefused: one is missing or empty.
    """
    for name in names:
        if name not in fields:
            raise RowRefused(f"{name.upper()}: is required.")


def positive_cents(*, fields: Mapping[str, str], name: str) -> int:
    """Read an amount as MRI takes it: digits, a point, two decimals.

    Raises:
        RowRefused: it is unreadable, or not above nought.
    """
    if not re.fullmatch(r"\d{1,9}\.\d\d", fields[name]):
        raise RowRefused(f"{name.upper()}: {fields[name]} is not a positive amount.")
    cents = int(fields[name].replace(".", ""))
    if not cents:
        raise RowRefused(f"{name.upper()}: must be above nought.")
    return cents


def day(*, fields: Mapping[str, str], name: str) -> date:
    """Read the day of a date or a moment.

    Raises:
        RowRefused: it is neither `YYYY-MM-DD` nor `YYYY-MM-DDTHH:MM:SS`.
    """
    text = fields[name]
    try:
        if re.fullmatch(r"\d{4}-\d\d-\d\d(T\d\d:\d\d:\d\d)?", text):
            return datetime.fromisoformat(text).date()
    except ValueError:
        pass
    raise RowRefused(f"{name.upper()}: {text} is not a date.")


def _short_ascii(*, name: str, value: str) -> str:
    if not (value.isascii() and value.isprintable()):
        raise RowRefused(f"{name.upper()}: only ASCII characters are taken.")
    length_max = LENGTHS_MAX.get(name)
    if length_max and len(value) > length_max:
        raise RowRefused(f"{name.upper()}: is longer than {length_max} characters.")
    return value
