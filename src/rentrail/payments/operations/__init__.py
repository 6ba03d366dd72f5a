"""Every change to payments."""

from rentrail.payments.operations.batching import close_batches
from rentrail.payments.operations.instruments import (
    AccountKnownOtherwise,
    AccountNumbersDiffer,
    HolderNameMissing,
    ReasonMissing,
    add_bank_account_instrument,
    correct_instrument,
    release_instrument,
)
from rentrail.payments.operations.judging import PaymentRequest
from rentrail.payments.operations.moving import (
    accept,
    disburse,
    hold,
    originate,
    reject,
    settle,
)
from rentrail.payments.operations.preauthorizing import NotRunning, disable_preauthorized
from rentrail.payments.operations.returning import Returned, return_payments
from rentrail.payments.operations.taking import KeyUsedOtherwise, Result, take
from rentrail.payments.rules.account_numbers import AccountNumberNotValid, RoutingNumberNotValid

__all__ = [
    "AccountKnownOtherwise",
    "AccountNumberNotValid",
    "AccountNumbersDiffer",
    "HolderNameMissing",
    "KeyUsedOtherwise",
    "NotRunning",
    "PaymentRequest",
    "ReasonMissing",
    "Result",
    "Returned",
    "RoutingNumberNotValid",
    "accept",
    "add_bank_account_instrument",
    "close_batches",
    "correct_instrument",
    "disable_preauthorized",
    "disburse",
    "hold",
    "originate",
    "reject",
    "release_instrument",
    "return_payments",
    "settle",
    "take",
]
