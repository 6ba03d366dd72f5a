"""What a simulated month consists of: properties, bank accounts, and how the bank is set up."""

from dataclasses import dataclass, field
from datetime import date

IMMEDIATE_ORIGIN = "1273456789"
FAULTS_OF_THE_BANK = (
    "late=0.05,twice=0.05,truncated=0.05,out_of_order=0.05,wrong_total=0.05,listed_twice=0.05,"
    "junk=0.05,connection_lost=0.01,reply_lost=0.01"
)
FAULTS_OF_MRI = (
    "late=0.002,connection_lost=0.01,lost_before_work=0.01,answer_lost=0.02,error_500=0.01,"
    "blank=0.005,truncated=0.005,malformed=0.005,row_error=0.005,too_many_requests=0.005,"
    "repeated_link=0.01,staff_closed_batch=0.002,staff_added_payment=0.002,late_seconds=2"
)


@dataclass(frozen=True, kw_only=True)
class PlannedBank:
    """A simulated bank: how it clears our money, and its routing number."""

    name: str
    clearing: str
    routing_number: str


FIRST_BANK = PlannedBank(name="First Bank", clearing="direct", routing_number="076401251")
SECOND_BANK = PlannedBank(name="Second Bank", clearing="central", routing_number="111000025")


@dataclass(frozen=True, kw_only=True)
class PlannedAccount:
    """A bank account of a simulated property."""

    name: str
    purpose: str
    number: str
    company_identification: str
    cash_type: str


@dataclass(frozen=True, kw_only=True)
class PlannedProperty:
    """A simulated property, its bank accounts and how its money is cleared."""

    code: str
    name: str
    rmpropid: str
    bank: PlannedBank
    hold_days: int
    reserve_basis_points: int
    accounts: tuple[PlannedAccount, ...]


OAK_COURT = PlannedProperty(
    code="OAK",
    name="Oak Court",
    rmpropid="DEMO01",
    bank=FIRST_BANK,
    hold_days=0,
    reserve_basis_points=0,
    accounts=(
        PlannedAccount(
            name="Oak operating",
            purpose="operating",
            number="5501000001",
            company_identification="1550100001",
            cash_type="OP",
        ),
        PlannedAccount(
            name="Oak deposits",
            purpose="trust",
            number="5501000002",
            company_identification="1550100002",
            cash_type="SD",
        ),
    ),
)

ELM_TERRACE = PlannedProperty(
    code="ELM",
    name="Elm Terrace",
    rmpropid="DEMO02",
    bank=SECOND_BANK,
    hold_days=2,
    reserve_basis_points=500,
    accounts=(
        PlannedAccount(
            name="Elm operating",
            purpose="operating",
            number="5502000001",
            company_identification="1550200001",
            cash_type="OP",
        ),
        PlannedAccount(
            name="Elm deposits",
            purpose="trust",
            number="5502000002",
            company_identification="1550200001",
            cash_type="SD",
        ),
    ),
)

CLEARING_ACCOUNT_NUMBER = "5509000009"
CLEARING_IDENTIFICATION = ELM_TERRACE.accounts[0].company_identification


@dataclass(frozen=True, kw_only=True)
class Plan:
    """One simulated stretch of days. The same plan gives the same month, byte for byte."""

    seed: int
    start: date
    days: int
    leases: int
    with_faults: bool = False
    properties: tuple[PlannedProperty, ...] = field(default=(OAK_COURT, ELM_TERRACE))

    @property
    def banks(self) -> list[PlannedBank]:
        """Name the banks of the properties, each once."""
        return list(dict.fromkeys(property_.bank for property_ in self.properties))

    def bank_toml(self, bank: PlannedBank) -> str:
        """Give a bank's own configuration: who sends it files, who keeps accounts there."""
        lines = [
            f'routing_number = "{bank.routing_number}"',
            f'immediate_destination = "{bank.routing_number}"',
            f'immediate_origins = ["{IMMEDIATE_ORIGIN}"]',
            'shares = "realistic"',
        ]
        if bank.clearing == "central":
            lines += _originator(
                CLEARING_IDENTIFICATION, CLEARING_ACCOUNT_NUMBER, "CENTRAL CLEARING"
            )
        for property_ in self.properties:
            if property_.bank is bank:
                lines += [line for one in property_.accounts for line in _account(bank, one)]
        return "\n".join(lines) + "\n"


def _account(bank: PlannedBank, account: PlannedAccount) -> list[str]:
    if bank.clearing == "central":
        return ["[[deposit_account]]", f'number = "{account.number}"', f'name = "{account.name}"']
    return _originator(account.company_identification, account.number, account.name)


def _originator(company_identification: str, account_number: str, name: str) -> list[str]:
    return [
        "[[originator]]",
        f'company_identification = "{company_identification}"',
        f'account_number = "{account_number}"',
        f'name = "{name}"',
    ]
