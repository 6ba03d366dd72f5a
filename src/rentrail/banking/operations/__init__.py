"""Every change to files, entries, settlement and statements."""

from rentrail.banking.operations.building import InboundNotApplied, build_files
from rentrail.banking.operations.receiving import apply_inbound, fetch, store
from rentrail.banking.operations.reserves import release_holds
from rentrail.banking.operations.sending import resolve_unknown, send_files
from rentrail.banking.operations.setting_up import add_connection, add_originator
from rentrail.banking.operations.settling import settle
from rentrail.banking.operations.statements import match_statements

__all__ = [
    "InboundNotApplied",
    "add_connection",
    "add_originator",
    "apply_inbound",
    "build_files",
    "fetch",
    "match_statements",
    "release_holds",
    "resolve_unknown",
    "send_files",
    "settle",
    "store",
]
