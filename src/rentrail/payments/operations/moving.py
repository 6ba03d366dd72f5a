"""Moves of many payments at once: each by the table of states, each with its step."""

import json
from collections.abc import Collection, Mapping
from datetime import date, datetime
from typing import Any

from django.db import connection, transaction

from rentrail.identity.arrays import array_of_numbers, array_of_texts
from rentrail.identity.tenancy import current_company_id
from rentrail.payments import states
from rentrail.payments.models import Payment
from rentrail.payments.states import (
    OriginatedStatus,
    PaymentEvent,
    SettlementStatus,
    Standing,
    TransactionStatus,
)

BANK, SYSTEM = "bank", "rentrail"

LOCK = """
SELECT DISTINCT status, settlement_status
FROM (
    SELECT status, settlement_status FROM payments_payment
    WHERE id = ANY(%s::bigint[]) ORDER BY id FOR NO KEY UPDATE
) AS locked
"""
MOVE = """
WITH moved AS (
    UPDATE payments_payment payment
    SET status = standing.status, settlement_status = standing.settlement_status {changes}
    FROM unnest(%s::text[], %s::text[], %s::text[], %s::text[])
        AS standing (status_before, settlement_before, status, settlement_status)
    WHERE payment.id = ANY(%s::bigint[])
        AND payment.status = standing.status_before
        AND payment.settlement_status = standing.settlement_before
    RETURNING payment.id, payment.status, payment.settlement_status
)
INSERT INTO payments_step (
    company_id, payment_id, event, status, settlement_status, happened_at, actor,
    journal_entry_id, came_from, detail
)
SELECT %s, moved.id, %s, moved.status, moved.settlement_status, %s, %s,
    posted.entry_id, %s, %s::jsonb
FROM moved
LEFT JOIN unnest(%s::bigint[], %s::bigint[]) AS posted (payment_id, entry_id)
    ON posted.payment_id = moved.id
ORDER BY moved.id
"""


@transaction.atomic
def originate(
    payment_ids: Collection[int], *, now: datetime, came_from: str, again: bool = False
) -> None:
    """Note that payments were put into a bank file; they can't be changed any more.

    `again`: they stood in another before, which the bank surely never took.
    """
    move(
        payment_ids,
        PaymentEvent.SENT_AGAIN if again else PaymentEvent.PROCESSED,
        actor=BANK,
        now=now,
        came_from=came_from,
        changes={"originated_status": OriginatedStatus.ACH},
    )


@transaction.atomic
def accept(payment_ids: Collection[int], *, now: datetime, came_from: str) -> None:
    """Note that the bank took the payments' file."""
    move(payment_ids, PaymentEvent.ORIGINATED, actor=BANK, now=now, came_from=came_from)


@transaction.atomic
def reject(
    payment_ids: Collection[int], *, now: datetime, came_from: str, by_us: bool = False
) -> None:
    """Note that the bank refused the payments' file, or we withdrew it; they go again."""
    move(
        payment_ids,
        PaymentEvent.WITHDRAWN if by_us else PaymentEvent.REJECTED,
        actor=SYSTEM if by_us else BANK,
        now=now,
        came_from=came_from,
        changes={"originated_status": OriginatedStatus.NOT_ORIGINATED},
    )


@transaction.atomic
def settle(
    payment_ids: Collection[int], *, settlement_date: date, now: datetime, came_from: str
) -> None:
    """Note that the owner's own bank account has the funds (direct clearing)."""
    move(
        payment_ids,
        PaymentEvent.SETTLED,
        actor=BANK,
        now=now,
        came_from=came_from,
        changes={"settlement_date": settlement_date},
    )


@transaction.atomic
def hold(
    payment_ids: Collection[int], *, settlement_date: date, now: datetime, came_from: str
) -> None:
    """Note that central clearing has the funds and holds them (RAIL-4)."""
    move(
        payment_ids,
        PaymentEvent.HELD,
        actor=BANK,
        now=now,
        came_from=came_from,
        changes={"settlement_date": settlement_date},
    )


@transaction.atomic
def disburse(payment_ids: Collection[int], *, now: datetime, came_from: str) -> None:
    """Note that central clearing paid the owner."""
    move(payment_ids, PaymentEvent.DISBURSED, actor=BANK, now=now, came_from=came_from)


def move(
    payment_ids: Collection[int],
    event: PaymentEvent,
    *,
    actor: str,
    now: datetime,
    came_from: str = "",
    changes: Mapping[str, Any] | None = None,
    journal_entries: Mapping[int, int] | None = None,
    detail: Mapping[str, Any] | None = None,
) -> None:
    """Apply one event to payments: new standing by the table, step, and the changes given.

    Call it inside a transaction.

    Raises:
        IllegalMove: the table has no such move for one of them; none is moved.
    """
    moved, entries = array_of_numbers(payment_ids), journal_entries or {}
    standings = _locked(moved, event)
    if not standings:
        return
    with connection.cursor() as cursor:
        cursor.execute(
            MOVE.format(changes="".join(f", {_column(name)} = %s" for name in changes or {})),
            [
                *(getattr(value, "pk", value) for value in (changes or {}).values()),
                *map(array_of_texts, zip(*standings, strict=True)),
                moved,
                current_company_id(),
                event,
                now,
                actor,
                came_from,
                json.dumps(detail or {}),
                array_of_numbers(entries.keys()),
                array_of_numbers(entries.values()),
            ],
        )


def _locked(payment_ids: str, event: PaymentEvent) -> list[tuple[str, str, str, str]]:
    """Lock payments, and tell how they stand and how they will."""
    with connection.cursor() as cursor:
        cursor.execute(LOCK, [payment_ids])
        found = [
            Standing(TransactionStatus(status), SettlementStatus(settlement))
            for status, settlement in cursor.fetchall()
        ]
    return [(*before, *states.next_standing(before, event)) for before in found]


def _column(field: str) -> str:
    return f'"{Payment._meta.get_field(field).column}"'  # type: ignore[union-attr]  # all are columns
