"""What we write into MRI: a payment, and the operations that a company configures itself."""

import dataclasses
import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Any, Literal

from rentrail.accounting.mri import wire
from rentrail.accounting.mri.connection import Format
from rentrail.accounting.mri.errors import InvalidPost, Refused, Unknown, speaks_of_timeout
from rentrail.primitives import money

PAYMENT_API = "MRI_S-PMRM_PaymentDetailsByPropertyID"

_PRINTABLE = re.compile(r"[ -~]*")
_API_NAME = re.compile(r"[A-Za-z0-9_.-]+")


def _sent_as(name: str, *, length_max: int | None = None, optional: bool = False) -> Any:
    metadata = {"column": name, "length_max": length_max, "optional": optional}
    return field(default="", metadata=metadata) if optional else field(metadata=metadata)


@dataclass(frozen=True, kw_only=True)
class PaymentPost:
    """A payment as MRI is to take it.

    Optional texts that are empty are not sent. MRI's ledger doesn't show the external transaction
    number, so the description must carry it if the payment is to be recognized on read-back.
    """

    resident_id: str = _sent_as("ResidentNameID")
    property_id: str = _sent_as("PropertyID")
    initiation_date: date = _sent_as(  # noqa: RUF009 - gives a dataclass field
        "PaymentInitiationDatetime"
    )
    amount_cents: int = _sent_as("PaymentAmount")
    payment_type: str = _sent_as("PaymentType")
    check_number: str = _sent_as("CheckNumber", length_max=15, optional=True)
    external_transaction_number: str = _sent_as("ExternalTransactionNumber", length_max=10)
    external_batch_id: str = _sent_as("ExternalBatchID", length_max=30)
    partner_name: str = _sent_as("PartnerName")
    site_id: str = _sent_as("SiteID", optional=True)
    description: str = _sent_as("Description", length_max=30, optional=True)
    batch_description: str = _sent_as("BatchDescription", length_max=30, optional=True)
    charge_id: str = _sent_as("ChargeID", optional=True)
    charge_code: str = _sent_as("ChargeCode", optional=True)
    cash_type: str = _sent_as("CashType", optional=True)
    deposit_date: date | None = field(
        default=None, metadata={"column": "DepositDate", "optional": True}
    )

    def columns(self, *, form: Format) -> dict[str, str]:
        """Give MRI's fields and their texts, validated, never cut.

        Raises:
            InvalidPost: a value is missing, too long, or not plain ASCII.
        """
        if self.amount_cents <= 0:
            raise InvalidPost("A payment must be more than zero.", field="PaymentAmount")
        texts = {}
        for each in dataclasses.fields(self):
            text = _as_text(getattr(self, each.name), form=form)
            _refuse_unfit(text, **each.metadata)
            if text:
                texts[each.metadata["column"]] = text
        return texts


@dataclass(frozen=True, kw_only=True)
class PostedPayment:
    """A payment that stands in MRI: MRI's own ids for it and its batch, and the row as answered."""

    transaction_id: str
    batch_id: str
    answer: dict[str, str]


@dataclass(frozen=True, kw_only=True)
class ConfiguredOperation:
    """An operation that MRI's public material doesn't document, as a company has configured it.

    `arguments` and `fields` map our names of values to MRI's query arguments and body fields;
    `constants` are body fields with a fixed text; `answers` maps MRI's columns to our names.
    """

    name: str
    api: str
    method: Literal["GET", "POST", "PUT"]
    fields: Mapping[str, str] = field(default_factory=dict)
    arguments: Mapping[str, str] = field(default_factory=dict)
    constants: Mapping[str, str] = field(default_factory=dict)
    answers: Mapping[str, str] = field(default_factory=dict)

    def query(self, values: Mapping[str, str]) -> dict[str, str]:
        """Give the query arguments.

        Raises:
            InvalidPost: the configuration cannot be sent, or a value is missing or unfit.
        """
        if not _API_NAME.fullmatch(self.api) or self.method not in ("GET", "POST", "PUT"):
            raise InvalidPost(f"The operation “{self.name}” is configured wrongly.", field="api")
        return self._filled(self.arguments, values)

    def columns(self, values: Mapping[str, str]) -> dict[str, str]:
        """Give the body's fields.

        Raises:
            InvalidPost: a field's name cannot be sent, or a value is missing or unfit.
        """
        columns = {**self.constants, **self._filled(self.fields, values)}
        for name, text in columns.items():
            if not wire.is_field_name(name):
                raise InvalidPost(f"“{name}” can't be the name of a field.", field=name)
            _refuse_unfit(text, column=name)
        return columns

    def translated(self, row: Mapping[str, Any]) -> dict[str, str]:
        """Give the answer's columns under our names; those not mapped keep MRI's."""
        return {self.answers.get(name, name): text for name, text in _texts(row).items()}

    def _filled(self, names: Mapping[str, str], values: Mapping[str, str]) -> dict[str, str]:
        filled = {}
        for ours, theirs in names.items():
            if ours not in values:
                raise InvalidPost(f"“{self.name}” needs a value for “{ours}”.", field=theirs)
            _refuse_unfit(values[ours], column=theirs)
            filled[theirs] = values[ours]
        return filled


def posted_payment(rows: list[wire.Raw], *, post: PaymentPost) -> PostedPayment:
    """Read MRI's answer to a payment: it counts only with both ids and as the payment we sent.

    Raises:
        Refused: MRI gives an error.
        Unknown: the answer is neither a success nor clearly an error.
    """
    row = _texts(answered_row(rows))
    ids = {name.casefold(): text for name, text in row.items()}
    transaction_id, batch_id = ids.get("transactionid", ""), ids.get("batchid", "")
    if not transaction_id or not batch_id:
        raise Unknown("MRI's answer names no transaction or no batch.", status=200)
    _refuse_other_payment(ids, post=post)
    return PostedPayment(transaction_id=transaction_id, batch_id=batch_id, answer=row)


def answered_row(rows: list[wire.Raw]) -> wire.Raw:
    """Give the one row that answers a write.

    Raises:
        Refused: it holds an error.
        Unknown: there is no row or more than one, or it holds both an error and an id.
    """
    if len(rows) != 1:
        raise Unknown(f"MRI answered with {len(rows)} rows instead of one.", status=200)
    found = wire.error_in(rows[0])
    if found is None:
        return rows[0]
    if any(name.casefold() == "transactionid" and rows[0][name] for name in rows[0]):
        raise Unknown(f"MRI answered with an id and an error: {found[1]}", status=200)
    raise refusal(found[1], status=200)


def refusal(message: str, *, status: int, code: str = "") -> Refused | Unknown:
    """Give what an error text of MRI's means for a write: a time-out there settles nothing."""
    if speaks_of_timeout(message):
        return Unknown(message, status=status)
    return Refused(message, status=status, code=code)


def _refuse_other_payment(ids: Mapping[str, str], *, post: PaymentPost) -> None:
    """Compare what MRI echoes with what we sent; a column that isn't echoed says nothing."""
    expected = {
        "ResidentNameID": post.resident_id,
        "PropertyID": post.property_id,
        "ExternalTransactionNumber": post.external_transaction_number,
        "ExternalBatchID": post.external_batch_id,
    }
    for name, ours in expected.items():
        theirs = ids.get(name.casefold(), "")
        if theirs and theirs.casefold() != ours.casefold():
            raise Unknown(f"MRI's answer has another {name}: {theirs[:40]}", status=200)
    _refuse_other_amount(ids.get("paymentamount", ""), amount_cents=post.amount_cents)


def _refuse_other_amount(text: str, *, amount_cents: int) -> None:
    try:
        same = not text or money.parse_cents(text) == amount_cents
    except money.MoneyError:
        same = False
    if not same:
        raise Unknown(f"MRI's answer has another amount: {text[:40]}", status=200)


def _as_text(value: str | int | date | None, *, form: Format) -> str:
    if isinstance(value, int):
        return money.format_cents(value).replace(",", "")
    if isinstance(value, date):
        return f"{value.isoformat()}T00:00:00" if form == "xml" else value.isoformat()
    return value or ""


def _refuse_unfit(
    text: str, *, column: str, length_max: int | None = None, optional: bool = True
) -> None:
    if not text and not optional:
        raise InvalidPost(f"{column} is missing.", field=column)
    if not _PRINTABLE.fullmatch(text):
        raise InvalidPost(f"{column} may hold only plain ASCII letters.", field=column)
    if text != text.strip():
        raise InvalidPost(f"{column} may not begin or end with a blank.", field=column)
    if length_max is not None and len(text) > length_max:
        message = f"{column} has {len(text)} letters; MRI takes at most {length_max}."
        raise InvalidPost(message, field=column)


def _texts(row: Mapping[str, Any]) -> dict[str, str]:
    return {
        name: "" if value is None else str(value).strip()
        for name, value in row.items()
        if not isinstance(value, dict | list)
    }
