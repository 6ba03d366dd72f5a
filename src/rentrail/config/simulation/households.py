"""How simulated households pay: decided by the seed and the lease alone."""

import random
from dataclasses import dataclass
from enum import StrEnum

from rentrail.formats.nacha.routing import routing_check_digit

PAYERS_BANKS = ("02100002", "12100035", "07640125", "11100002", "06100005", "32507076")


class Habit(StrEnum):
    """What a household does about its rent."""

    PREAUTHORIZED_BALANCE = "preauthorized balance"
    PREAUTHORIZED_FIXED = "preauthorized fixed amount"
    ONE_TIME = "one time"
    TWO_HALVES = "two halves"
    LATE = "late"
    NOT_AT_ALL = "not at all"


SHARES = (
    (Habit.PREAUTHORIZED_BALANCE, 0.35),
    (Habit.PREAUTHORIZED_FIXED, 0.12),
    (Habit.ONE_TIME, 0.35),
    (Habit.TWO_HALVES, 0.06),
    (Habit.LATE, 0.07),
    (Habit.NOT_AT_ALL, 0.05),
)


@dataclass(frozen=True, kw_only=True)
class PaymentMoment:
    """When in the month a household pays by itself, and what share of its balance."""

    day: int
    hour: int
    minute: int
    share_percent: int = 100


@dataclass(frozen=True, kw_only=True)
class Household:
    """A household's habit and bank account."""

    habit: Habit
    routing_number: str
    account_number: str
    account_type: str
    due_day: int
    moments: tuple[PaymentMoment, ...]


def household_of(*, seed: int, external_id: str) -> Household:
    """Decide how a lease's household pays; the same for the same seed."""
    dice = random.Random(f"{seed}:{external_id}")  # noqa: S311 - a simulation's dice
    habits, shares = zip(*SHARES, strict=True)
    habit = dice.choices(habits, weights=shares)[0]
    bank = dice.choice(PAYERS_BANKS)
    return Household(
        habit=habit,
        routing_number=f"{bank}{routing_check_digit(bank)}",
        account_number=str(dice.randrange(10**8, 10**12)),
        account_type="savings" if dice.random() < 0.1 else "checking",
        due_day=dice.choice((1, 1, 1, 2, 3, 5)),
        moments=_moments(dice, habit),
    )


def _moments(dice: random.Random, habit: Habit) -> tuple[PaymentMoment, ...]:
    if habit is Habit.ONE_TIME:
        return (_moment(dice, first=1, last=7),)
    if habit is Habit.TWO_HALVES:
        return (
            _moment(dice, first=1, last=5, share_percent=50),
            _moment(dice, first=8, last=20),
        )
    if habit is Habit.LATE:
        return (_moment(dice, first=10, last=28),)
    return ()


def _moment(
    dice: random.Random, *, first: int, last: int, share_percent: int = 100
) -> PaymentMoment:
    return PaymentMoment(
        day=dice.randint(first, last),
        hour=dice.choice((8, 9, 10, 11, 12, 14, 16, 17, 18, 19, 21)),
        minute=dice.randrange(60),
        share_percent=share_percent,
    )
