"""Every change to files, entries, settlement and statements."""

from rentrail.banking.operations.building import InboundNotApplied, build_files
from rentrail.banking.operations.doubts import (
    NotInDoubt,
    declare_missing,
    declare_taken,
    tell_unanswered,
)
from rentrail.banking.operations.items import ItemNotOpen, close_file, close_item
from rentrail.banking.operations.matching import match_statements
from rentrail.banking.operations.one_by_one import SomeFailed
from rentrail.banking.operations.owner_returns import TransferNotReturned, send_transfer_again
from rentrail.banking.operations.receiving import apply_inbound, fetch, store
from rentrail.banking.operations.reserves import release_holds
from rentrail.banking.operations.sending import send_files
from rentrail.banking.operations.setting_up import add_connection, add_originator
from rentrail.banking.operations.settling import settle

__all__ = [
    "InboundNotApplied",
    "ItemNotOpen",
    "NotInDoubt",
    "SomeFailed",
    "TransferNotReturned",
    "add_connection",
    "add_originator",
    "apply_inbound",
    "build_files",
    "close_file",
    "close_item",
    "declare_missing",
    "declare_taken",
    "fetch",
    "match_statements",
    "release_holds",
    "send_files",
    "send_transfer_again",
    "settle",
    "store",
    "tell_unanswered",
]
