"""How the payers' banks answer an entry: pay it, send it back, or pay it and tell what changed.

What an account does was said outright (in the configuration or while the bank runs), or hangs on
the seed and the account's own numbers, so it is the same in every run.
"""

import sqlite3
from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date, timedelta

from rentrail.simulators.bank import banking_days, chance
from rentrail.simulators.bank.config import GOOD, BankConfig, Behaviour
from rentrail.simulators.bank.entry_checks import check_digit, is_debit

SIXTY_DAY_CODES = {"R05", "R07", "R10", "R11", "R37", "R38", "R51", "R52", "R53"}
CODES_FOR_CREDITS = {"R02", "R03", "R04", "R12", "R14", "R15", "R16", "R17", "R20", "R23"}
CODES_FOR_PRENOTES = {"R02", "R03", "R04", "R12", "R14", "R15", "R16", "R17", "R20"}
CODES_FOR_CREDITS_ONLY = {"R23"}
BUSINESS_SECS = {"CCD", "CTX"}
CHECK_SECS = {"ARC", "BOC", "POP", "RCK"}
LATE_DAYS = (20, 40)
RCK_LIMIT_CENTS = 2_500_00

AccountKey = tuple[str, str]


@dataclass(frozen=True, kw_only=True)
class PresentedEntry:
    """An entry that has settled, as the receiver's bank sees it."""

    id: int
    trace_number: str
    transaction_code: str
    routing_number: str
    account_number: str
    amount_cents: int
    operator_code: str
    is_duplicate: bool

    @property
    def key(self) -> AccountKey:
        """Routing and account number together."""
        return self.routing_number, self.account_number


@dataclass(frozen=True, kw_only=True)
class Answer:
    """A return or notification of change, and the day it is due at the originator's bank."""

    entry_id: int
    code: str
    due_date: date
    corrected_data: str = ""


class Payers:
    """What the receivers' banks know: behaviours, corrections told, and how often they answered."""

    def __init__(self, db: sqlite3.Connection, *, config: BankConfig) -> None:
        self._db = db
        self._config = config
        self._told: Mapping[AccountKey, Behaviour] = dict(config.behaviours) | {
            (row["routing_number"], row["account_number"]): _behaviour_from(row)
            for row in db.execute("SELECT * FROM behaviour")
        }
        self._answered: dict[AccountKey, int] = {
            (row["routing_number"], row["account_number"]): row["times"]
            for row in db.execute("SELECT * FROM answered_count")
        }
        self._corrections: dict[AccountKey, sqlite3.Row] = {
            (row["routing_number"], row["account_number"]): row
            for row in db.execute("SELECT * FROM correction")
        }
        self._targets = {
            (row["corrected_routing"], row["corrected_number"], row["corrected_type"])
            for row in self._corrections.values()
        }

    def answer(
        self, entry: PresentedEntry, *, sec_code: str, settlement_date: date
    ) -> Answer | None:
        """Decide what comes back for an entry; None when it is simply paid."""
        if entry.operator_code:
            return Answer(entry_id=entry.id, code=entry.operator_code, due_date=settlement_date)
        if code := _code_by_rule(entry, sec_code=sec_code):
            return self._returned(entry, Behaviour(code=code), settlement_date=settlement_date)
        if (*entry.key, entry.transaction_code[0]) in self._targets:
            return None
        if correction := self._corrections.get(entry.key):
            return self._after_correction(entry, correction, settlement_date=settlement_date)
        behaviour = self._behaviour(entry, sec_code=sec_code)
        if not _applies(behaviour.code, entry) or self._is_used_up(entry, behaviour):
            return None
        self._count(entry)
        if behaviour.code.startswith("C"):
            return self._corrected(entry, behaviour, settlement_date=settlement_date)
        return self._returned(entry, behaviour, settlement_date=settlement_date)

    def _behaviour(self, entry: PresentedEntry, *, sec_code: str) -> Behaviour:
        if behaviour := self._told.get(entry.key):
            return behaviour
        point = chance.fraction(self._config.seed, "payer", *entry.key)
        for name, share in self._config.shares.items():
            if point < share:
                behaviour = Behaviour.named(name)
                return replace(behaviour, code=_code_for_sec(behaviour.code, sec_code=sec_code))
            point -= share
        return Behaviour()

    def _is_used_up(self, entry: PresentedEntry, behaviour: Behaviour) -> bool:
        return 0 < behaviour.times <= self._answered.get(entry.key, 0)

    def _count(self, entry: PresentedEntry) -> None:
        times = self._answered.get(entry.key, 0) + 1
        self._answered[entry.key] = times
        self._db.execute(
            "INSERT OR REPLACE INTO answered_count VALUES (?, ?, ?)", (*entry.key, times)
        )

    def _returned(
        self, entry: PresentedEntry, behaviour: Behaviour, *, settlement_date: date
    ) -> Answer:
        if behaviour.code in SIXTY_DAY_CODES:
            due_date = self._late_day(entry, behaviour, settlement_date=settlement_date)
        else:
            due_date = self._early_day(entry, behaviour, settlement_date=settlement_date)
        return Answer(entry_id=entry.id, code=behaviour.code, due_date=due_date)

    def _early_day(
        self, entry: PresentedEntry, behaviour: Behaviour, *, settlement_date: date
    ) -> date:
        days = behaviour.delay_days
        if days is None:
            days = chance.whole_number(self._config.seed, "days", entry.trace_number, low=1, high=2)
        return banking_days.add_banking_days(settlement_date, days)

    def _late_day(
        self, entry: PresentedEntry, behaviour: Behaviour, *, settlement_date: date
    ) -> date:
        days = behaviour.delay_days
        if days is None:
            low, high = LATE_DAYS
            days = chance.whole_number(
                self._config.seed, "days", entry.trace_number, low=low, high=high
            )
        return banking_days.roll_forward(settlement_date + timedelta(days=days))

    def _after_correction(
        self, entry: PresentedEntry, correction: sqlite3.Row, *, settlement_date: date
    ) -> Answer:
        """The old numbers still work for a while; each entry to them is told of again."""
        first_sent = date.fromisoformat(correction["first_sent_date"])
        days = banking_days.banking_days_between(first_sent, settlement_date)
        if days > self._config.noc_grace_banking_days:
            return self._returned(entry, Behaviour(code="R03"), settlement_date=settlement_date)
        return Answer(
            entry_id=entry.id,
            code=correction["code"],
            corrected_data=_corrected_data(correction, entry=entry),
            due_date=self._early_day(entry, Behaviour(), settlement_date=settlement_date),
        )

    def _corrected(
        self, entry: PresentedEntry, behaviour: Behaviour, *, settlement_date: date
    ) -> Answer:
        due_date = self._early_day(entry, behaviour, settlement_date=settlement_date)
        routing, number, kind = self._corrected_values(entry, behaviour)
        self._db.execute(
            "INSERT INTO correction VALUES (?, ?, ?, ?, ?, ?, ?)",
            (*entry.key, behaviour.code, routing, number, kind, due_date.isoformat()),
        )
        correction = self._db.execute(
            "SELECT * FROM correction WHERE routing_number = ? AND account_number = ?", entry.key
        ).fetchone()
        self._corrections[entry.key] = correction
        self._targets.add((routing, number, kind))
        return Answer(
            entry_id=entry.id,
            code=behaviour.code,
            corrected_data=_corrected_data(correction, entry=entry),
            due_date=due_date,
        )

    def _corrected_values(
        self, entry: PresentedEntry, behaviour: Behaviour
    ) -> tuple[str, str, str]:
        routing, number = entry.key
        kind = entry.transaction_code[0]
        if behaviour.code in {"C02", "C03", "C07"}:
            routing = behaviour.corrected_routing or self._new_routing(entry)
        if behaviour.code in {"C01", "C03", "C06", "C07"}:
            number = behaviour.corrected_number or self._new_number(entry)
        if behaviour.code in {"C05", "C06", "C07"}:
            other = {"2": "3", "3": "2"}.get(kind, "2")
            kind = {"checking": "2", "savings": "3", "": other}[behaviour.corrected_account_type]
        return routing, number, kind

    def _new_routing(self, entry: PresentedEntry) -> str:
        tail = chance.digits(self._config.seed, "routing", *entry.key, length=4)
        eight = entry.routing_number[:4] + tail
        return eight + check_digit(eight)

    def _new_number(self, entry: PresentedEntry) -> str:
        length = max(6, min(len(entry.account_number), 17))
        return chance.digits(self._config.seed, "number", *entry.key, length=length)


def remember_behaviour(
    db: sqlite3.Connection, *, routing: str, number: str, behaviour: Behaviour
) -> None:
    """Say what one account does from now on; what it did before no longer counts."""
    db.execute(
        "INSERT OR REPLACE INTO behaviour VALUES (?, ?, ?, ?, ?, ?, ?, ?)",
        (
            routing,
            number,
            behaviour.code,
            behaviour.times,
            behaviour.delay_days,
            behaviour.corrected_routing,
            behaviour.corrected_number,
            behaviour.corrected_account_type,
        ),
    )
    for table in ("answered_count", "correction"):
        db.execute(
            f"DELETE FROM {table} WHERE routing_number = ? AND account_number = ?",  # noqa: S608 - two fixed names
            (routing, number),
        )


def _code_by_rule(entry: PresentedEntry, *, sec_code: str) -> str:
    """Give the code of what any receiving bank would send back, whoever the payer is."""
    if entry.is_duplicate:
        return "R24"
    if not entry.account_number:
        return "R04"
    if sec_code == "RCK" and entry.amount_cents >= RCK_LIMIT_CENTS:
        return "R51"
    return ""


def _applies(code: str, entry: PresentedEntry) -> bool:
    if code == GOOD or code.startswith("C"):
        return code != GOOD
    if entry.amount_cents == 0:
        return code in CODES_FOR_PRENOTES
    if is_debit(entry.transaction_code):
        return code not in CODES_FOR_CREDITS_ONLY
    return code in CODES_FOR_CREDITS


def _code_for_sec(code: str, *, sec_code: str) -> str:
    """Give the code that a bank would use for this class in place of one drawn by chance."""
    if sec_code in BUSINESS_SECS and code in {"R07", "R10"}:
        return "R29"
    if sec_code not in BUSINESS_SECS and code == "R29":
        return "R10"
    if sec_code in CHECK_SECS and code == "R07":
        return "R10"
    return code


def _corrected_data(correction: sqlite3.Row, *, entry: PresentedEntry) -> str:
    """Lay the right values out as the change code wants them. Source: [NACHA] Appendix Five."""
    routing, number = correction["corrected_routing"], correction["corrected_number"]
    direction = "7" if is_debit(entry.transaction_code) else "2"
    transaction_code = correction["corrected_type"] + direction
    layouts: dict[str, str] = {
        "C01": number,
        "C02": routing,
        "C03": f"{routing}   {number}",
        "C05": transaction_code,
        "C06": f"{number:17}   {transaction_code}",
        "C07": f"{routing}{number:17}{transaction_code}",
    }
    return layouts[correction["code"]]


def _behaviour_from(row: sqlite3.Row) -> Behaviour:
    names = ("times", "delay_days", "corrected_routing", "corrected_number")
    details = {name: row[name] for name in (*names, "corrected_account_type")}
    return Behaviour.named(row["code"], **details)
