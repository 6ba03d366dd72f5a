"""Who may pay how: what each special status closes (ORG-7)."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import TypeVar

Name = TypeVar("Name", bound=StrEnum)


class Way(StrEnum):
    """A way of paying, by where the authorization came from and what moves the money."""

    PORTAL_BANK = "portal_bank"  # or payment link
    TELEPHONE = "telephone"
    PORTAL_CARD = "portal_card"
    SCHEDULE_BANK = "schedule_bank"  # whoever set it up
    SCHEDULE_CARD = "schedule_card"
    STAFF_CARD = "staff_card"  # swiped or keyed
    STAFF_BANK = "staff_bank"  # a one-time bank payment that staff enter
    CHECK_ACH = "check_ach"  # a paper check converted
    CHECK_IRD = "check_ird"  # a paper check as its image
    CASHIERS_CHECK = "cashiers_check"
    MONEY_ORDER = "money_order"
    HAND_CHECK = "hand_check"  # recorded by hand
    HAND_MONEY_ORDER = "hand_money_order"
    HAND_CASH = "hand_cash"


class Reason(StrEnum):
    """What closes a way of paying."""

    ACH_OPT_OUT = "ach_opt_out"
    NO_CHECKS = "no_checks"
    NO_MONEY_ORDERS = "no_money_orders"
    EVICTION = "eviction"
    COLLECTION = "collection"
    BLOCK_EPAYMENT = "block_epayment"


REASON_TEXTS = {
    Reason.ACH_OPT_OUT: "does not take part in bank payments",
    Reason.NO_CHECKS: "may not pay by check",
    Reason.NO_MONEY_ORDERS: "may not pay by money order",
    Reason.EVICTION: "eviction proceedings have started",
    Reason.COLLECTION: "is in collection",
    Reason.BLOCK_EPAYMENT: "electronic payments are blocked on this lease",
}

EVERY_WAY = frozenset(Way)
BANK_WAYS = frozenset({Way.PORTAL_BANK, Way.TELEPHONE, Way.SCHEDULE_BANK, Way.STAFF_BANK})
CERTIFIED_FUNDS = frozenset({Way.CASHIERS_CHECK, Way.MONEY_ORDER, Way.HAND_MONEY_ORDER})

# Source: ORG-7. A check of someone who opted out of ACH goes as IRD, so that way stays open.
CLOSES: Mapping[Reason, frozenset[Way]] = {
    Reason.ACH_OPT_OUT: BANK_WAYS,
    Reason.NO_CHECKS: frozenset({Way.CHECK_ACH, Way.CHECK_IRD, Way.HAND_CHECK}),
    Reason.NO_MONEY_ORDERS: frozenset({Way.MONEY_ORDER, Way.HAND_MONEY_ORDER}),
    Reason.EVICTION: EVERY_WAY,
    Reason.COLLECTION: EVERY_WAY,
    Reason.BLOCK_EPAYMENT: BANK_WAYS | {Way.PORTAL_CARD, Way.SCHEDULE_CARD},
}
# What the accounting system closes, the company's own table can only add to.
CLOSED_BY_IMPORT = frozenset({Reason.NO_CHECKS, Reason.BLOCK_EPAYMENT})
HOUSEHOLD_WIDE = frozenset({Reason.EVICTION, Reason.COLLECTION})
OVERRIDABLE = HOUSEHOLD_WIDE  # by who has the right, for a reason (RULE-11)


class UnknownEligibility(Exception):
    """A table names a status or a way of paying that is not there. Fit to show a person."""


@dataclass(frozen=True, kw_only=True, slots=True)
class Standing:
    """What is set on a payer, on the household of the lease, and on the lease and property."""

    ach_opt_out: bool = False
    no_checks: bool = False
    no_money_orders: bool = False
    household_eviction: bool = False
    household_collection: bool = False
    block_epayment: bool = False
    certified_funds_only: bool = False


def table_of(own: Mapping[str, Iterable[str]]) -> Mapping[Reason, frozenset[Way]]:
    """Give a company's table, from what it says of some statuses; the others close as shipped.

    It never opens what the accounting system closes.

    Raises:
        UnknownEligibility: a status or way of paying that is not there.
    """
    table = dict(CLOSES)
    for status, ways in own.items():
        reason = _known(status, Reason, "special status")
        said = frozenset(_known(way, Way, "way of paying") for way in ways)
        table[reason] = said | CLOSES[reason] if reason in CLOSED_BY_IMPORT else said
    return table


def closed_ways(
    *, standing: Standing, closes: Mapping[Reason, frozenset[Way]] = CLOSES
) -> dict[Way, tuple[Reason, ...]]:
    """Give the ways of paying that are closed to a payer, each with every reason.

    Eviction and collection close all of them for the whole household; where the property takes
    certified funds only, cashier's checks and money orders stay open (RULE-11). ``closes`` is the
    company's own table, if it has one.
    """
    return {
        way: found
        for way in Way
        if (found := tuple(_reasons(way, standing=standing, closes=closes)))
    }


def reasons_closed(
    *, way: Way, standing: Standing, closes: Mapping[Reason, frozenset[Way]] = CLOSES
) -> tuple[Reason, ...]:
    """Give every reason why one way of paying is closed; none: it is open."""
    return tuple(_reasons(way, standing=standing, closes=closes))


def _known(text: str, names: type[Name], what: str) -> Name:
    try:
        return names(text)
    except ValueError as problem:
        known = ", ".join(names)
        raise UnknownEligibility(f"“{text}” is no {what}. Known are: {known}.") from problem


def _reasons(
    way: Way, *, standing: Standing, closes: Mapping[Reason, frozenset[Way]]
) -> Iterable[Reason]:
    certified = standing.certified_funds_only and way in CERTIFIED_FUNDS
    for reason in _set_reasons(standing):
        if way in closes[reason] and not (certified and reason in HOUSEHOLD_WIDE):
            yield reason


def _set_reasons(standing: Standing) -> list[Reason]:
    flags = {
        Reason.ACH_OPT_OUT: standing.ach_opt_out,
        Reason.NO_CHECKS: standing.no_checks,
        Reason.NO_MONEY_ORDERS: standing.no_money_orders,
        Reason.EVICTION: standing.household_eviction,
        Reason.COLLECTION: standing.household_collection,
        Reason.BLOCK_EPAYMENT: standing.block_epayment,
    }
    return [reason for reason, is_set in flags.items() if is_set]
