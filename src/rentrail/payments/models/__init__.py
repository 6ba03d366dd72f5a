"""Payments and their steps, batches, instruments, authorizations, preauthorized payments."""

from rentrail.payments.models.instruments import (
    AccountType,
    Authorization,
    AuthorizationKind,
    HolderType,
    Instrument,
    InstrumentCorrection,
    InstrumentKind,
    ProofRequest,
)
from rentrail.payments.models.notices import Notice
from rentrail.payments.models.payments import Batch, Origin, Payment, Refund, Refusal, SecCode, Step
from rentrail.payments.models.schedules import (
    AmountKind,
    CreatedBy,
    Frequency,
    Occurrence,
    PreauthorizedPayment,
)

__all__ = [
    "AccountType",
    "AmountKind",
    "Authorization",
    "AuthorizationKind",
    "Batch",
    "CreatedBy",
    "Frequency",
    "HolderType",
    "Instrument",
    "InstrumentCorrection",
    "InstrumentKind",
    "Notice",
    "Occurrence",
    "Origin",
    "Payment",
    "PreauthorizedPayment",
    "ProofRequest",
    "Refund",
    "Refusal",
    "SecCode",
    "Step",
]
