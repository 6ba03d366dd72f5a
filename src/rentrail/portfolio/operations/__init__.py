"""Every change to properties, households, charges and credits."""

from rentrail.portfolio.operations.applying import CREDIT_DRAFTS, open_items_question
from rentrail.portfolio.operations.bank_accounts import (
    AccountNumberNotValid,
    BankAccountKnown,
    DepositNeedsTrustAccount,
    RoutingNumberNotValid,
    add_bank_account,
    route_deposits,
)
from rentrail.portfolio.operations.charges import (
    ChargeNotPositive,
    ChargeNotReversible,
    ChargeRequest,
    UnknownTransactionCode,
    charge,
    reverse_charge,
    reverse_refund,
)
from rentrail.portfolio.operations.credits import (
    CreditDraft,
    CreditTerms,
    credit_columns,
    record_credits,
    undo_credits,
)
from rentrail.portfolio.operations.households import (
    Flagged,
    HouseholdDraft,
    PersonDraft,
    UpsertResult,
    flag_missing,
    upsert_households,
)
from rentrail.portfolio.operations.importing import ImportResult, import_charges
from rentrail.portfolio.operations.properties import (
    Limits,
    PropertySettings,
    UnknownApplyOrder,
    UnknownTimeZone,
    add_charge_code,
    change_property,
    change_transaction_code,
    create_property,
    set_limit,
    ship_transaction_codes,
)
from rentrail.portfolio.operations.property_dates import (
    PropertyDateAhead,
    PropertyDateNotLater,
    advance_due_dates,
    advance_property_date,
    alert_overdue_dates,
)
from rentrail.portfolio.operations.recurring import (
    RecurringChargeNotValid,
    RecurringChargeRequest,
    charge_late_fees,
    charge_recurring,
    set_recurring_charge,
)
from rentrail.portfolio.operations.standings import (
    SpecialStatuses,
    StatusReasonMissing,
    set_eligibility_table,
    set_special_statuses,
)
from rentrail.portfolio.operations.tasks import finish_task, raise_task, resolve_task
from rentrail.portfolio.rules.eligibility import UnknownEligibility

__all__ = [
    "CREDIT_DRAFTS",
    "AccountNumberNotValid",
    "BankAccountKnown",
    "ChargeNotPositive",
    "ChargeNotReversible",
    "ChargeRequest",
    "CreditDraft",
    "CreditTerms",
    "DepositNeedsTrustAccount",
    "Flagged",
    "HouseholdDraft",
    "ImportResult",
    "Limits",
    "PersonDraft",
    "PropertyDateAhead",
    "PropertyDateNotLater",
    "PropertySettings",
    "RecurringChargeNotValid",
    "RecurringChargeRequest",
    "RoutingNumberNotValid",
    "SpecialStatuses",
    "StatusReasonMissing",
    "UnknownApplyOrder",
    "UnknownEligibility",
    "UnknownTimeZone",
    "UnknownTransactionCode",
    "UpsertResult",
    "add_bank_account",
    "add_charge_code",
    "advance_due_dates",
    "advance_property_date",
    "alert_overdue_dates",
    "change_property",
    "change_transaction_code",
    "charge",
    "charge_late_fees",
    "charge_recurring",
    "create_property",
    "credit_columns",
    "finish_task",
    "flag_missing",
    "import_charges",
    "open_items_question",
    "raise_task",
    "record_credits",
    "resolve_task",
    "reverse_charge",
    "reverse_refund",
    "route_deposits",
    "set_eligibility_table",
    "set_limit",
    "set_recurring_charge",
    "set_special_statuses",
    "ship_transaction_codes",
    "undo_credits",
    "upsert_households",
]
