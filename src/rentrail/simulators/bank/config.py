"""How the bank is set up: its numbers, its customers, and how the payers behave."""

import re
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any, Literal

GOOD = "good"
BEHAVIOUR_PATTERN = re.compile(r"good|R\d\d|C0[1-7]")

REALISTIC_SHARES: Mapping[str, float] = {
    "R01": 0.008,
    "R01-once": 0.012,
    "R02": 0.002,
    "R03": 0.002,
    "R04": 0.001,
    "R07": 0.0005,
    "R08": 0.001,
    "R09": 0.002,
    "R10": 0.0005,
    "R16": 0.0005,
    "R20": 0.0005,
    "R29": 0.0005,
    "C01": 0.002,
    "C02": 0.001,
    "C03": 0.0005,
    "C05": 0.001,
    "C06": 0.0005,
    "C07": 0.0005,
}
"""Share of payers' accounts (0 to 1) that answer with a code; the rest are good."""


class BankConfigError(Exception):
    """The bank's configuration cannot be used. The text says what is wrong with it."""


@dataclass(frozen=True, kw_only=True)
class Behaviour:
    """What one payer's bank account does with entries.

    `code` is "good", a return code or a change code. `times` limits how many entries come back
    (0: all). `delay_days` counts banking days after settlement for codes with a two-day limit,
    calendar days for those with sixty; None lets the seed decide. The corrected values belong to
    change codes; those left empty are made up from the seed.
    """

    code: str = GOOD
    times: int = 0
    delay_days: int | None = None
    corrected_routing: str = ""
    corrected_number: str = ""
    corrected_account_type: Literal["", "checking", "savings"] = ""

    @classmethod
    def named(cls, name: str, **details: Any) -> "Behaviour":
        """Make a behaviour from its name: "good", "R01", "R01-once", "C05".

        Raises:
            BankConfigError: there is no such behaviour.
        """
        code, _, often = name.partition("-")
        if not BEHAVIOUR_PATTERN.fullmatch(code) or often not in {"", "once"}:
            raise BankConfigError(f"{name!r} is not a behaviour of a payer's account.")
        return cls(code=code, **({"times": 1} if often else {}) | details)


@dataclass(frozen=True, kw_only=True)
class Originator:
    """A customer that sends files, and the bank account its entry batches settle in."""

    company_identification: str
    account_number: str
    name: str = ""
    opening_balance_cents: int = 0


@dataclass(frozen=True, kw_only=True)
class DepositAccount:
    """A bank account kept here that may receive entries, such as an owner's."""

    number: str
    name: str = ""
    opening_balance_cents: int = 0


@dataclass(frozen=True, kw_only=True)
class BankConfig:
    """The bank's numbers and manners. Without any, every payer is good.

    An empty `immediate_origins` takes files of any origin. `statements` says when a day's
    statement is published: the next banking morning, or at the end of the day itself.
    """

    seed: int = 0
    routing_number: str = "076401251"
    name: str = "SIMULATED BANK"
    immediate_destination: str = "076401251"
    immediate_origins: tuple[str, ...] = ()
    shares: Mapping[str, float] = field(default_factory=dict)
    behaviours: Mapping[tuple[str, str], Behaviour] = field(default_factory=dict)
    originators: tuple[Originator, ...] = ()
    deposit_accounts: tuple[DepositAccount, ...] = ()
    statements: Literal["next-morning", "same-day"] = "next-morning"
    pick_up_at_once: bool = False
    same_day_mark_required: bool = True
    padding_required: bool = True
    noc_grace_banking_days: int = 6

    @property
    def odfi_identification(self) -> str:
        """First eight digits of the bank's routing number."""
        return self.routing_number[:8]


def read_config(path: Path) -> BankConfig:
    """Read a bank.toml.

    Raises:
        BankConfigError: it cannot be read, or names something the bank does not know.
    """
    try:
        return config_from(tomllib.loads(path.read_text(encoding="utf-8")))
    except (OSError, tomllib.TOMLDecodeError, TypeError) as problem:
        raise BankConfigError(f"{path}: {problem}") from problem


def config_from(settings: Mapping[str, Any]) -> BankConfig:
    """Make a configuration from a bank.toml's tables.

    Plain keys are those of BankConfig; `[shares]` holds a share per behaviour, or is the word
    "realistic"; `[[originator]]`, `[[deposit_account]]` and `[[account]]` (a payer: routing,
    number, behaviour) may repeat.
    """
    plain = dict(settings)
    payers = plain.pop("account", [])
    originators = tuple(Originator(**row) for row in plain.pop("originator", []))
    deposits = tuple(DepositAccount(**row) for row in plain.pop("deposit_account", []))
    shares = plain.pop("shares", {})
    plain["immediate_origins"] = tuple(plain.get("immediate_origins", ()))
    return replace(
        BankConfig(**plain),
        shares=REALISTIC_SHARES if shares == "realistic" else _checked_shares(shares),
        behaviours={_key(row): _behaviour(row) for row in payers},
        originators=originators,
        deposit_accounts=deposits,
    )


def _checked_shares(shares: Mapping[str, float]) -> Mapping[str, float]:
    for name in shares:
        Behaviour.named(name)
    if sum(shares.values()) > 1:
        raise BankConfigError("The shares of the behaviours add up to more than 1.")
    return shares


def _key(row: Mapping[str, Any]) -> tuple[str, str]:
    return str(row["routing"]), str(row["number"])


def _behaviour(row: Mapping[str, Any]) -> Behaviour:
    details = {key: value for key, value in row.items() if key not in {"routing", "number"}}
    return Behaviour.named(details.pop("behaviour", GOOD), **details)
