"""Every change to payments."""

from rentrail.payments.operations.authorizing import (
    AlreadyRevoked,
    AuthorizationRequest,
    EvidenceMissing,
    NoEmail,
    WrongKind,
    authorize,
    copy_text,
    revoke_authorization,
    send_authorization_copy,
)
from rentrail.payments.operations.batching import close_batches
from rentrail.payments.operations.closing import PeriodNotClosable, close_fiscal_period
from rentrail.payments.operations.deciding import (
    NeedsSecondPerson,
    PaymentNotPayable,
    PaymentNotPending,
    PaymentNotResolvable,
    PaymentNotVoidable,
    approve_payment,
    release_payment,
    resolve_payment,
    void_payment,
)
from rentrail.payments.operations.instruments import (
    AccountKnownOtherwise,
    AccountNotCorrectable,
    AccountNotReleasable,
    AccountNumbersDiffer,
    AccountOnFileAlready,
    HolderNameMissing,
    ReasonMissing,
    account_number_of,
    add_bank_account_instrument,
    correct_instrument,
    correct_stopped_account,
    is_account,
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
from rentrail.payments.operations.preauthorizing import (
    NotRunning,
    disable_preauthorized,
    end_of_moved_out,
)
from rentrail.payments.operations.reassigning import PaymentNotMovable, move_payment
from rentrail.payments.operations.reminding import notify_amounts, remind
from rentrail.payments.operations.returning import Returned, return_payments
from rentrail.payments.operations.scheduling import NotSchedulable, ScheduleRequest, schedule
from rentrail.payments.operations.taking import KeyUsedOtherwise, Result, take
from rentrail.payments.operations.taking_due import take_due
from rentrail.payments.rules.account_numbers import AccountNumberNotValid, RoutingNumberNotValid
from rentrail.payments.rules.authorization_text import TemplateIncomplete

__all__ = [
    "AccountKnownOtherwise",
    "AccountNotCorrectable",
    "AccountNotReleasable",
    "AccountNumberNotValid",
    "AccountNumbersDiffer",
    "AccountOnFileAlready",
    "AlreadyRevoked",
    "AuthorizationRequest",
    "EvidenceMissing",
    "HolderNameMissing",
    "KeyUsedOtherwise",
    "NeedsSecondPerson",
    "NoEmail",
    "NotRunning",
    "NotSchedulable",
    "PaymentNotMovable",
    "PaymentNotPayable",
    "PaymentNotPending",
    "PaymentNotResolvable",
    "PaymentNotVoidable",
    "PaymentRequest",
    "PeriodNotClosable",
    "ReasonMissing",
    "Result",
    "Returned",
    "RoutingNumberNotValid",
    "ScheduleRequest",
    "TemplateIncomplete",
    "WrongKind",
    "accept",
    "account_number_of",
    "add_bank_account_instrument",
    "approve_payment",
    "authorize",
    "close_batches",
    "close_fiscal_period",
    "copy_text",
    "correct_instrument",
    "correct_stopped_account",
    "disable_preauthorized",
    "disburse",
    "end_of_moved_out",
    "hold",
    "is_account",
    "move_payment",
    "notify_amounts",
    "originate",
    "reject",
    "release_instrument",
    "release_payment",
    "remind",
    "resolve_payment",
    "return_payments",
    "revoke_authorization",
    "schedule",
    "send_authorization_copy",
    "settle",
    "take",
    "take_due",
    "void_payment",
]
