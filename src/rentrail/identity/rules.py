"""Who may do what: the ready-made roles (ORG-9)."""

from rentrail.identity.models import Right

LEASING_AGENT = frozenset(
    {
        Right.SCAN_CHECKS,
        Right.SWIPE_CARDS,
        Right.TAKE_BANK_PAYMENTS,
        Right.CREATE_PREAUTHORIZED,
        Right.ADD_RDC,
        Right.RECORD_RECEIPTS,
        Right.VIEW_LEDGERS,
        Right.VIEW_IMAGES,
    }
)

PROPERTY_MANAGER = LEASING_AGENT | {
    Right.DISABLE_PREAUTHORIZED,
    Right.TAKE_TELEPHONE,
    Right.CONFIRM_DUPLICATE,
    Right.UNLINK_ACCOUNTS,
    Right.EDIT_COLLECTION_STATUS,
    Right.OVERRIDE_BLOCK,
    Right.MOVE_PAYMENT,
    Right.VOID,
    Right.REFUND,
    Right.APPROVE,
    Right.RELEASE_SUSPENDED,
    Right.RESEARCH,
    Right.RUN_MRI_SYNC,
    Right.RECORD_DESTRUCTION,
    Right.VIEW_REPORTS,
    Right.ADVANCE_PROPERTY_DATE,
    Right.CLOSE_PERIOD,
}

ACCOUNTANT = frozenset(
    {
        Right.RESEARCH,
        Right.RETRY_MRI,
        Right.RUN_MRI_SYNC,
        Right.VIEW_LEDGERS,
        Right.VIEW_REPORTS,
        Right.SCHEDULE_REPORTS,
        Right.VIEW_IMAGES,
        Right.CLOSE_PERIOD,
        Right.ISSUE_CREDITS,
        Right.RELEASE_REFUND,
    }
)

ADMINISTRATOR = frozenset(Right)

READY_MADE_ROLES: dict[str, frozenset[Right]] = {
    "Leasing agent": LEASING_AGENT,
    "Property manager": PROPERTY_MANAGER,
    "Accountant": ACCOUNTANT,
    "Administrator": ADMINISTRATOR,
}
