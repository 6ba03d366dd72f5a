"""Every change to properties, households, charges and credits."""

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
    ChargeRequest,
    UnknownTransactionCode,
    charge,
    reverse_charge,
)
from rentrail.portfolio.operations.credits import CreditDraft, record_credits, undo_credits
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
from rentrail.portfolio.operations.recurring import charge_late_fees, charge_recurring
from rentrail.portfolio.operations.tasks import finish_task, raise_task, resolve_task
