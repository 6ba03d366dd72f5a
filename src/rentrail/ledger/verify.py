"""Proof after the fact: everything computed again from the postings, and every guard looked at."""

from collections.abc import Iterator, Mapping
from typing import Any

from django.db import connection

from rentrail.identity.tenancy import current_company_id
from rentrail.ledger import guards
from rentrail.primitives.money import format_cents
from rentrail.primitives.problems import Problem


def problems() -> list[Problem]:
    """List what is wrong in the books of the company in scope, and with what guards them."""
    return [*_problems_in_books(), *_problems_with_guards()]


def _problems_in_books() -> Iterator[Problem]:
    for row in _rows(_WRONG_ENTRIES):
        yield _problem("LED-1", f"Journal entry {row['id']}", _why_wrong(row))
    for row in _rows(_WRONG_BOOKS):
        yield _problem(
            "LED-7",
            f"Book {row['book_id']}",
            f"Its accounts hold {format_cents(row['signed_cents'])} together, and should nothing.",
        )
    for row in _rows(_WRONG_REVERSALS):
        yield _problem(
            "LED-1",
            f"Journal entry {row['id']}",
            f"It reverses {row['reverses_id']}, which isn't an earlier entry of its book.",
        )
    for row in _rows(_POSTED_AFTER_CLOSING):
        yield _problem(
            "LED-5",
            f"Journal entry {row['id']}",
            f"It is dated {row['property_date']} and came after that period was closed.",
        )


def _problems_with_guards() -> Iterator[Problem]:
    for row in _rows(_GUARDED_TABLES, {"tables": list(guards.COMPANY_TABLES)}):
        yield from _problems_with_table(row)
    found = {row["name"]: row["enabled"] for row in _rows(_TRIGGERS)}
    for trigger in guards.TRIGGERS:
        if trigger not in found:
            yield _problem("LED-1", guards.table_of(trigger), f"Its trigger {trigger} is missing.")
        elif found[trigger] != "A":
            yield _problem("LED-1", guards.table_of(trigger), f"Its trigger {trigger} is off.")
    for row in _rows(_ROLE):
        yield _problem("LED-1", row["role"], "The application's role may override every guard.")


def _problems_with_table(row: Mapping[str, Any]) -> Iterator[Problem]:
    table = str(row["name"])
    if row["owned"]:
        yield _problem("LED-1", table, "The application's role owns it and could drop its guards.")
    if not row["isolated"]:
        yield _problem("ORG-1", table, "Row-level security is off.")
    if row["may_remove"] or (row["may_update"] and table in guards.APPEND_ONLY_TABLES):
        yield _problem("LED-1", table, "The application's role may change or remove its rows.")


def _why_wrong(row: Mapping[str, Any]) -> str:
    if row["posting_count"] is None:
        return "Its lines are there, and it is not."
    if row["signed_cents"]:
        return f"Its lines sum to {format_cents(row['signed_cents'])} and should sum to nothing."
    if row["line_count"] != row["posting_count"]:
        return f"It has {row['line_count']} lines and came with {row['posting_count']}."
    return "Some of its lines are in another book."


def _problem(rule: str, where: str, message: str) -> Problem:
    return Problem(rule=rule, where=where, message=message)


def _rows(statement: str, parameters: Mapping[str, Any] | None = None) -> list[dict[str, Any]]:
    with connection.cursor() as cursor:
        cursor.execute(statement, {"company_id": current_company_id(), **(parameters or {})})
        names = [column.name for column in cursor.description]
        return [dict(zip(names, row, strict=True)) for row in cursor]


_WRONG_ENTRIES = """
SELECT coalesce(entry.id, lines.id) AS id, entry.posting_count,
    coalesce(lines.line_count, 0) AS line_count, coalesce(lines.signed_cents, 0) AS signed_cents
FROM (SELECT * FROM ledger_journalentry WHERE company_id = %(company_id)s) AS entry
FULL JOIN (
    SELECT journal_entry_id AS id, count(*) AS line_count, sum(signed_cents) AS signed_cents,
        min(line) AS first_line, max(line) AS last_line,
        count(ledger_account.id) AS account_count, min(ledger_account.book_id) AS book_id,
        max(ledger_account.book_id) AS last_book_id
    FROM ledger_posting AS posting
    LEFT JOIN ledger_ledgeraccount AS ledger_account
        ON ledger_account.id = posting.ledger_account_id
            AND ledger_account.company_id = posting.company_id
    WHERE posting.company_id = %(company_id)s
    GROUP BY journal_entry_id
) AS lines ON lines.id = entry.id
WHERE (
    lines.signed_cents = 0 AND lines.line_count = entry.posting_count AND lines.first_line = 1
    AND lines.last_line = entry.posting_count AND lines.account_count = entry.posting_count
    AND lines.book_id = entry.book_id AND lines.last_book_id = entry.book_id
) IS NOT TRUE
ORDER BY 1
"""
_WRONG_BOOKS = """
SELECT ledger_account.book_id, sum(posting.signed_cents) AS signed_cents
FROM ledger_posting AS posting
JOIN ledger_ledgeraccount AS ledger_account ON ledger_account.id = posting.ledger_account_id
WHERE posting.company_id = %(company_id)s
GROUP BY ledger_account.book_id HAVING sum(posting.signed_cents) <> 0
ORDER BY 1
"""
_WRONG_REVERSALS = """
SELECT entry.id, entry.reverses_id
FROM ledger_journalentry AS entry
LEFT JOIN ledger_journalentry AS original
    ON original.id = entry.reverses_id AND original.id < entry.id
        AND original.book_id = entry.book_id
WHERE entry.company_id = %(company_id)s AND entry.reverses_id IS NOT NULL AND original.id IS NULL
ORDER BY 1
"""
_POSTED_AFTER_CLOSING = """
SELECT entry.id, entry.property_date
FROM ledger_journalentry AS entry
JOIN ledger_fiscalperiod AS closed
    ON closed.book_id = entry.book_id AND entry.recorded_at > closed.closed_at
        AND entry.property_date < ledger_first_open_date(closed.period)
WHERE entry.company_id = %(company_id)s
GROUP BY entry.id, entry.property_date
ORDER BY 1
"""
_GUARDED_TABLES = """
SELECT relname AS name, pg_has_role(relowner, 'USAGE') AS owned, relrowsecurity AS isolated,
    has_table_privilege(oid, 'UPDATE') AS may_update,
    has_table_privilege(oid, 'DELETE, TRUNCATE') AS may_remove
FROM pg_class WHERE relname = ANY (%(tables)s) AND relnamespace = 'public'::regnamespace
ORDER BY 1
"""
_TRIGGERS = """
SELECT tgname AS name, tgenabled::text AS enabled FROM pg_trigger
WHERE NOT tgisinternal AND tgrelid::regclass::text LIKE 'ledger\\_%%'
"""
_ROLE = """
SELECT rolname AS role FROM pg_roles
WHERE rolname = current_user AND (rolsuper OR rolbypassrls)
"""
