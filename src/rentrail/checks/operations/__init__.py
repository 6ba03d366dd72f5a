"""Every change to paper: scanning, repair, association, finishing, keeping.

Pages call these and the questions in `checks.queries`. Rights are asked by the page, by name:
`SCAN_CHECKS` for a check by itself, `ADD_RDC` for deposits, `CONFIRM_DUPLICATE`, `UNLINK_ACCOUNTS`,
`RECORD_DESTRUCTION`, `VIEW_IMAGES`, `EDIT_PROPERTY` for the tables.
"""

from rentrail.checks.operations.associating import LineDraft, associate, unlink_account
from rentrail.checks.operations.capturing import (
    DepositRequest,
    Description,
    ImageDraft,
    ItemDraft,
    add_item,
    cancel_deposit,
    change_control_totals,
    delete_item,
    describe_item,
    rescan_item,
    scan_check,
    set_aside,
    start_deposit,
    take_back,
)
from rentrail.checks.operations.finishing import finish_deposit, process_check, process_deposit
from rentrail.checks.operations.keeping import (
    delete_expired_images,
    lift_hold,
    place_hold,
    record_destruction,
    tell_paper_due,
)
from rentrail.checks.operations.lines import LineReading, reading_of_keystrokes
from rentrail.checks.operations.refusals import (
    ControlTotalsMissing,
    DepositNotBalanced,
    DepositNotOpen,
    DuplicateNotConfirmable,
    ImageNotTaken,
    ItemIncomplete,
    ItemNotAllowed,
    ItemNotOpen,
    KeyUsedOtherwise,
    NotDestroyable,
    ReasonMissing,
)
from rentrail.checks.operations.repairing import confirm_duplicate, repair_line
from rentrail.checks.operations.tables import add_issuer, add_serial_exception, remove_issuer

__all__ = [
    "ControlTotalsMissing",
    "DepositNotBalanced",
    "DepositNotOpen",
    "DepositRequest",
    "Description",
    "DuplicateNotConfirmable",
    "ImageDraft",
    "ImageNotTaken",
    "ItemDraft",
    "ItemIncomplete",
    "ItemNotAllowed",
    "ItemNotOpen",
    "KeyUsedOtherwise",
    "LineDraft",
    "LineReading",
    "NotDestroyable",
    "ReasonMissing",
    "add_issuer",
    "add_item",
    "add_serial_exception",
    "associate",
    "cancel_deposit",
    "change_control_totals",
    "confirm_duplicate",
    "delete_expired_images",
    "delete_item",
    "describe_item",
    "finish_deposit",
    "lift_hold",
    "place_hold",
    "process_check",
    "process_deposit",
    "reading_of_keystrokes",
    "record_destruction",
    "remove_issuer",
    "repair_line",
    "rescan_item",
    "scan_check",
    "set_aside",
    "start_deposit",
    "take_back",
    "tell_paper_due",
    "unlink_account",
]
