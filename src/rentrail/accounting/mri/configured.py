"""MRI's undocumented operations as a company has configured them; none is ever guessed (MRI-15)."""

from collections.abc import Mapping
from typing import Any

from rentrail.accounting.mri.errors import InvalidPost
from rentrail.accounting.mri.outgoing import ConfiguredOperation

NAMES = frozenset(
    {
        "close",
        "read_batch",
        "find_batch",
        "reversal",
        "void",
        "deposit",
        "deposit_ledger",
        "charge",
        "credit",
    }
)
_SETTINGS = frozenset({"api", "method", "fields", "arguments", "constants", "answers"})


class OperationNotValid(ValueError):
    """An operation is configured so that it can't be called. The text is fit to show a person."""


def configured_operation(*, name: str, settings: Mapping[str, Any]) -> ConfiguredOperation:
    """Read one operation's settings: API name, method and the maps of fields.

    Raises:
        OperationNotValid: a setting is unknown, missing or of another form.
    """
    if name not in NAMES:
        raise OperationNotValid(f"There is no operation “{name}”; there are {sorted(NAMES)}.")
    unknown = set(settings) - _SETTINGS
    if unknown or not settings.get("api") or not settings.get("method"):
        raise OperationNotValid(f"“{name}” needs api and method, and doesn't know {unknown}.")
    maps = {part: dict(settings.get(part, {})) for part in _SETTINGS - {"api", "method"}}
    operation = ConfiguredOperation(
        name=name, api=settings["api"], method=settings["method"], **maps
    )
    try:
        operation.query(dict.fromkeys(operation.arguments, ""))
        operation.columns(dict.fromkeys(operation.fields, ""))
    except InvalidPost as problem:
        raise OperationNotValid(str(problem)) from problem
    return operation


def find(operations: Mapping[str, Any], name: str) -> ConfiguredOperation | None:
    """Give an operation of a connection, or None: then it is work for staff."""
    settings = operations.get(name)
    return configured_operation(name=name, settings=settings) if settings else None


_PAYMENT_FIELDS = {
    "resident_id": "ResidentNameID",
    "property_id": "PropertyID",
    "date": "PaymentInitiationDatetime",
    "amount": "PaymentAmount",
    "payment_type": "PaymentType",
    "check_number": "CheckNumber",
    "external_number": "ExternalTransactionNumber",
    "external_batch_id": "ExternalBatchID",
    "partner_name": "PartnerName",
    "description": "Description",
    "batch_description": "BatchDescription",
    "cash_type": "CashType",
}
_BATCH_ANSWERS = {"Status": "status", "Total": "total", "PaymentCount": "count"}

SIMULATOR: dict[str, dict[str, Any]] = {
    "close": {
        "api": "SIMULATOR_CloseBatch",
        "method": "POST",
        "fields": {
            "mri_batch_id": "BatchId",
            "expected_total": "ExpectedTotal",
            "expected_count": "ExpectedCount",
        },
        "answers": _BATCH_ANSWERS,
    },
    "read_batch": {
        "api": "SIMULATOR_Batch",
        "method": "GET",
        "arguments": {"mri_batch_id": "BatchId"},
        "answers": _BATCH_ANSWERS,
    },
    "find_batch": {
        "api": "SIMULATOR_Batch",
        "method": "GET",
        "arguments": {"property_id": "PropertyID", "external_batch_id": "ExternalBatchID"},
        "answers": {**_BATCH_ANSWERS, "BatchId": "mri_batch_id"},
    },
    "reversal": {
        "api": "SIMULATOR_ReversePayment",
        "method": "POST",
        "fields": {
            "mri_transaction_id": "TransactionID",
            "date": "ReversalDate",
            "description": "Description",
        },
        "answers": {"ReversalTransactionID": "mri_transaction_id"},
    },
    "void": {
        "api": "SIMULATOR_VoidPayment",
        "method": "POST",
        "fields": {"mri_transaction_id": "TransactionID", "description": "Description"},
        "answers": {"VoidTransactionID": "mri_transaction_id"},
    },
    "deposit": {
        "api": "SIMULATOR_DepositPayment",
        "method": "POST",
        "fields": _PAYMENT_FIELDS,
        "answers": {"TransactionID": "mri_transaction_id", "BatchId": "mri_batch_id"},
    },
    "charge": {
        "api": "SIMULATOR_PostCharge",
        "method": "POST",
        "fields": {
            "resident_id": "ResidentNameID",
            "property_id": "PropertyID",
            "date": "ChargeDate",
            "charge_code": "ChargeCode",
            "amount": "ChargeAmount",
            "description": "Description",
        },
        "answers": {"ChargeID": "mri_transaction_id"},
    },
    "credit": {
        "api": "SIMULATOR_PostCredit",
        "method": "POST",
        "fields": {
            "resident_id": "ResidentNameID",
            "property_id": "PropertyID",
            "date": "CreditDate",
            "amount": "CreditAmount",
            "description": "Description",
        },
        "answers": {"TransactionID": "mri_transaction_id"},
    },
    "deposit_ledger": {
        "api": "SIMULATOR_DepositLedger",
        "method": "GET",
        "arguments": {
            "start": "STARTDATE",
            "end": "ENDDATE",
            "resident_id": "NAMEID",
            "property_id": "PROPERTYID",
        },
        "answers": {
            "TransactionID": "mri_transaction_id",
            "TransactionAmount": "amount",
            "Description": "description",
            "ReceiptDescriptor": "receipt",
            "TransactionDate": "date",
        },
    },
}
"""The ready configuration for the simulated MRI, as an example of how one looks."""
