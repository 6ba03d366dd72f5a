"""A ledger as people read it: its lines with a running balance, filtered, in pages (LED-2).

The resident, deposit and miscellaneous ledgers are all this view of the postings: of one account or
several, and of one household or of all.
"""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum
from typing import Any

from django.db import connection

from rentrail.identity.tenancy import current_company_id

LINES_A_PAGE = 50


class Side(StrEnum):
    """Which side of the ledger a line is on."""

    CHARGE = "charge"  # a debit
    CREDIT = "credit"


@dataclass(frozen=True, slots=True, kw_only=True)
class LedgerLine:
    """One line of a ledger; `balance_cents` is what stands after it, whatever is filtered."""

    journal_entry_id: int
    line: int
    ledger_account_id: int
    subject_id: int | None
    property_date: date
    belongs_to_date: date | None
    recorded_at: datetime
    control_number: int
    transaction_code: str
    description: str
    document: str
    source: str
    posted_by: str
    reverses_id: int | None
    signed_cents: int
    balance_cents: int

    @property
    def period(self) -> int:
        """Give the fiscal period, as 202603."""
        return self.property_date.year * 100 + self.property_date.month

    @property
    def charge_cents(self) -> int:
        """Give the amount of a charge, or nothing."""
        return max(self.signed_cents, 0)

    @property
    def credit_cents(self) -> int:
        """Give the amount of a credit, or nothing."""
        return max(-self.signed_cents, 0)


@dataclass(frozen=True, slots=True, kw_only=True)
class LedgerPage:
    """Some lines of a ledger, with the totals of all lines found on all pages."""

    lines: list[LedgerLine]
    line_count: int
    charged_cents: int
    credited_cents: int
    balance_cents: int  # of the whole ledger, filtered or not


@dataclass(frozen=True, slots=True, kw_only=True)
class LineFilter:
    """Which lines of a ledger to show; what is None doesn't matter.

    `journal_entry_ids` is for what the ledger doesn't know, such as which charges are open.
    """

    period: int | None = None
    from_date: date | None = None
    through_date: date | None = None
    side: Side | None = None
    transaction_codes: Collection[str] | None = None
    journal_entry_ids: Collection[int] | None = None


EVERY_LINE = LineFilter()


def ledger_lines(
    *,
    ledger_account_ids: Collection[int],
    subject_id: int | None = None,
    known_at: datetime | None = None,
    wanted: LineFilter = EVERY_LINE,
    offset: int = 0,
    limit: int | None = LINES_A_PAGE,
    newest_first: bool = False,
) -> LedgerPage:
    """Read a page of a ledger in the order of its dates; `limit=None` reads all, for an export.

    `known_at` shows the ledger as it was known at that moment.
    """
    parameters = _parameters(ledger_account_ids, subject_id, known_at, wanted)
    order = "DESC" if newest_first else "ASC"
    with connection.cursor() as cursor:
        cursor.execute(f"{_LEDGER} {_TOTALS}", parameters)
        line_count, charged_cents, credited_cents, balance_cents = cursor.fetchone()
        cursor.execute(
            f"{_LEDGER} {_LINES.format(order=order)}",
            parameters | {"offset": offset, "limit": limit},
        )
        names = [column.name for column in cursor.description]
        lines = [LedgerLine(**dict(zip(names, row, strict=True))) for row in cursor]
    return LedgerPage(
        lines=lines,
        line_count=line_count,
        charged_cents=charged_cents,
        credited_cents=credited_cents,
        balance_cents=balance_cents,
    )


_LEDGER = """
WITH ledger AS (
    SELECT posting.journal_entry_id, posting.line, posting.ledger_account_id, posting.subject_id,
        entry.property_date, entry.belongs_to_date, entry.recorded_at, entry.control_number,
        entry.transaction_code, entry.description, entry.document, entry.source, entry.posted_by,
        entry.reverses_id, posting.signed_cents,
        sum(posting.signed_cents) OVER (
            ORDER BY entry.property_date, entry.id, posting.line
        )::bigint AS balance_cents
    FROM ledger_posting AS posting
    JOIN ledger_journalentry AS entry ON entry.id = posting.journal_entry_id
    WHERE posting.ledger_account_id = ANY (%(ledger_account_ids)s)
        AND posting.company_id = %(company_id)s
        AND (%(subject_id)s::bigint IS NULL OR posting.subject_id = %(subject_id)s)
        AND (%(known_at)s::timestamptz IS NULL OR entry.recorded_at <= %(known_at)s)
), found AS (
    SELECT * FROM ledger
    WHERE (%(period)s::integer IS NULL OR to_char(property_date, 'YYYYMM')::integer = %(period)s)
        AND (%(from_date)s::date IS NULL OR property_date >= %(from_date)s)
        AND (%(through_date)s::date IS NULL OR property_date <= %(through_date)s)
        AND (%(sign)s::integer IS NULL OR sign(signed_cents) = %(sign)s)
        AND (%(transaction_codes)s::text[] IS NULL
            OR transaction_code = ANY (%(transaction_codes)s))
        AND (%(journal_entry_ids)s::bigint[] IS NULL
            OR journal_entry_id = ANY (%(journal_entry_ids)s))
)
"""
_TOTALS = """
SELECT count(*),
    coalesce(sum(signed_cents) FILTER (WHERE signed_cents > 0), 0)::bigint,
    coalesce(-sum(signed_cents) FILTER (WHERE signed_cents < 0), 0)::bigint,
    coalesce((SELECT sum(signed_cents) FROM ledger), 0)::bigint
FROM found
"""
_LINES = """
SELECT * FROM found
ORDER BY property_date {order}, journal_entry_id {order}, line {order}
OFFSET %(offset)s LIMIT %(limit)s
"""


def _parameters(
    ledger_account_ids: Collection[int],
    subject_id: int | None,
    known_at: datetime | None,
    wanted: LineFilter,
) -> dict[str, Any]:
    return {
        "ledger_account_ids": list(ledger_account_ids),
        "company_id": current_company_id(),
        "subject_id": subject_id,
        "known_at": known_at,
        "period": wanted.period,
        "from_date": wanted.from_date,
        "through_date": wanted.through_date,
        "sign": {None: None, Side.CHARGE: 1, Side.CREDIT: -1}[wanted.side],
        "transaction_codes": _listed(wanted.transaction_codes),
        "journal_entry_ids": _listed(wanted.journal_entry_ids),
    }


def _listed(values: Collection[object] | None) -> list[object] | None:
    return None if values is None else list(values)
