"""Moves of many payments at once: each by the table of states, each with its step."""

import json
from collections import defaultdict
from collections.abc import Collection, Mapping
from datetime import date, datetime
from typing import Any

from django.db import transaction

from rentrail.identity import bulk
from rentrail.payments import states
from rentrail.payments.models import Payment, Step
from rentrail.payments.states import (
    OriginatedStatus,
    PaymentEvent,
    SettlementStatus,
    Standing,
    TransactionStatus,
)

BANK = "bank"


@transaction.atomic
def originate(payment_ids: Collection[int], *, now: datetime, came_from: str) -> None:
    """Note that payments were put into a bank file; they can't be changed any more."""
    move(
        payment_ids,
        PaymentEvent.PROCESSED,
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
def reject(payment_ids: Collection[int], *, now: datetime, came_from: str) -> None:
    """Note that the bank refused the payments' file; they wait to be sent again."""
    move(
        payment_ids,
        PaymentEvent.REJECTED,
        actor=BANK,
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
) -> dict[int, Standing]:
    """Apply one event to payments: new standing by the table, step, and the changes given.

    Call it inside a transaction. Gives each payment's new standing.

    Raises:
        IllegalMove: the table has no such move for one of them; none is moved.
    """
    after = {
        payment_id: states.next_standing(standing, event)
        for payment_id, standing in _locked(payment_ids).items()
    }
    by_standing: dict[Standing, list[int]] = defaultdict(list)
    for payment_id, standing in after.items():
        by_standing[standing].append(payment_id)
    for standing, moved in by_standing.items():
        Payment.objects.filter(id__in=moved).update(
            status=standing.status, settlement_status=standing.settlement, **(changes or {})
        )
    _insert_steps(
        after,
        event,
        actor=actor,
        now=now,
        came_from=came_from,
        journal_entries=journal_entries or {},
        detail=json.dumps(detail or {}),
    )
    return after


def _locked(payment_ids: Collection[int]) -> dict[int, Standing]:
    rows = (
        Payment.objects.select_for_update(no_key=True)
        .filter(id__in=payment_ids)
        .order_by("id")
        .values_list("id", "status", "settlement_status")
    )
    return {row[0]: Standing(TransactionStatus(row[1]), SettlementStatus(row[2])) for row in rows}


def _insert_steps(
    after: Mapping[int, Standing],
    event: PaymentEvent,
    *,
    actor: str,
    now: datetime,
    came_from: str,
    journal_entries: Mapping[int, int],
    detail: str,
) -> None:
    if not after:
        return
    count = len(after)
    bulk.insert(
        Step,
        {
            "payment": list(after),
            "event": [event] * count,
            "status": [standing.status for standing in after.values()],
            "settlement_status": [standing.settlement for standing in after.values()],
            "happened_at": [now] * count,
            "actor": [actor] * count,
            "journal_entry": [journal_entries.get(payment_id) for payment_id in after],
            "came_from": [came_from] * count,
            "detail": [detail] * count,
        },
    )
