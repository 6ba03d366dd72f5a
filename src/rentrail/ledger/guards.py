"""The names of what guards the books in PostgreSQL: the migration sets it up, `verify` looks."""

COMPANY_TABLES = (
    "ledger_book",
    "ledger_fiscalperiod",
    "ledger_journalentry",
    "ledger_ledgeraccount",
    "ledger_posting",
)
APPEND_ONLY_TABLES = ("ledger_fiscalperiod", "ledger_journalentry", "ledger_posting")
KEPT_TABLES = ("ledger_book", "ledger_ledgeraccount")  # renamed, but never removed
TRIGGERS = (
    *(f"{table}_append_only" for table in APPEND_ONLY_TABLES),
    *(f"{table}_kept" for table in KEPT_TABLES),
    "ledger_book_stays",
    "ledger_fiscalperiod_waits",
    "ledger_journalentry_checked",
    "ledger_ledgeraccount_stays",
    "ledger_posting_checked",
)


def table_of(trigger: str) -> str:
    """Name the table that a trigger of ours guards."""
    return "_".join(trigger.split("_")[:2])
