"""Every change to payments."""

from rentrail.payments.operations.batching import close_batches
from rentrail.payments.operations.judging import PaymentRequest
from rentrail.payments.operations.moving import (
    accept,
    disburse,
    hold,
    originate,
    reject,
    settle,
)
from rentrail.payments.operations.taking import (
    KeyUsedOtherwise,
    Result,
    take,
)

__all__ = [
    "KeyUsedOtherwise",
    "PaymentRequest",
    "Result",
    "accept",
    "close_batches",
    "disburse",
    "hold",
    "originate",
    "reject",
    "settle",
    "take",
]
