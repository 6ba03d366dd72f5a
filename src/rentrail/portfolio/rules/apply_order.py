"""Which open charges a household's money pays, and in which order (PAY-11)."""

from collections.abc import Callable, Sequence
from datetime import date
from enum import StrEnum
from functools import cache
from operator import attrgetter
from typing import Any, NamedTuple


class ApplyBy(StrEnum):
    """What a property's apply order goes by, one after the other."""

    OLDEST = "oldest"
    PRIORITY = "priority"


DEFAULT_ORDER = (ApplyBy.OLDEST, ApplyBy.PRIORITY)


class OpenCharge(NamedTuple):
    """A charge that is not paid in full."""

    id: int
    open_cents: int
    due_date: date
    code: str = ""
    priority: int = 50


class OpenCredit(NamedTuple):
    """Money that no charge has used yet, and what the payer said it is for, where they did."""

    id: int
    unapplied_cents: int
    property_date: date
    for_code: str = ""
    for_charge_id: int | None = None


class Allocation(NamedTuple):
    """How much of a credit pays how much of a charge."""

    credit_id: int
    charge_id: int
    cents: int


def allocate(
    *,
    credits_: Sequence[OpenCredit],
    charges: Sequence[OpenCharge],
    order: Sequence[str] = DEFAULT_ORDER,
) -> list[Allocation]:
    """Pay one ledger's open charges of one household from its unapplied credits, oldest first.

    What a credit is for is paid first; the rest goes by the property's order. No cent is used
    twice and no charge is paid beyond what is open.
    """
    open_cents = {charge.id: charge.open_cents for charge in charges}
    by_order = sorted(charges, key=_charge_key(tuple(order)))
    allocations: list[Allocation] = []
    for credit in sorted(credits_, key=_credit_key):
        allocations += _spend(credit, _wanted_first(credit, by_order), open_cents)
    return allocations


def _spend(
    credit: OpenCredit, charges: Sequence[OpenCharge], open_cents: dict[int, int]
) -> list[Allocation]:
    left = credit.unapplied_cents
    spent = []
    for charge in charges:
        cents = min(left, open_cents[charge.id])
        if cents > 0:
            open_cents[charge.id] -= cents
            left -= cents
            spent.append(Allocation(credit.id, charge.id, cents))
    return spent


@cache
def _charge_key(order: tuple[str, ...]) -> Callable[[OpenCharge], tuple[Any, ...]]:
    columns = {ApplyBy.OLDEST: "due_date", ApplyBy.PRIORITY: "priority"}
    return attrgetter(*(columns[ApplyBy(name)] for name in order or DEFAULT_ORDER), "id")


def _credit_key(credit: OpenCredit) -> tuple[bool, date, int]:
    says_nothing = credit.for_charge_id is None and not credit.for_code
    return says_nothing, credit.property_date, credit.id


def _wanted_first(credit: OpenCredit, charges: Sequence[OpenCharge]) -> Sequence[OpenCharge]:
    if credit.for_charge_id is None and not credit.for_code:
        return charges
    return sorted(
        charges,
        key=lambda charge: (
            charge.id != credit.for_charge_id,
            not credit.for_code or charge.code != credit.for_code,
        ),
    )
