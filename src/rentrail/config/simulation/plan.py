"""What a simulated month consists of: properties, bank accounts, and how the bank is set up."""

from dataclasses import dataclass, field
from datetime import date

BANK_ROUTING_NUMBER = "076401251"
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
    clearing: str
    hold_days: int
    reserve_basis_points: int
    accounts: tuple[PlannedAccount, ...]


OAK_COURT = PlannedProperty(
    code="OAK",
    name="Oak Court",
    rmpropid="DEMO01",
    clearing="direct",
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
    clearing="central",
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
CLEARING_OPENING_CENTS = 0


@dataclass(frozen=True, kw_only=True)
class Plan:
    """One simulated stretch of days. The same plan gives the same month, byte for byte."""

    seed: int
    start: date
    days: int
    leases: int
    with_faults: bool = False
    properties: tuple[PlannedProperty, ...] = field(default=(OAK_COURT, ELM_TERRACE))

    def bank_toml(self) -> str:
        """Give the bank's own configuration: who sends files, who keeps accounts there."""
        lines = [
            f'routing_number = "{BANK_ROUTING_NUMBER}"',
            f'immediate_destination = "{BANK_ROUTING_NUMBER}"',
            f'immediate_origins = ["{IMMEDIATE_ORIGIN}"]',
            'shares = "realistic"',
        ]
        for property_ in self.properties:
            for account in property_.accounts:
                lines += _account_toml(property_, account)
        if any(property_.clearing == "central" for property_ in self.properties):
            central = self._central()
            lines += [
                "[[originator]]",
                f'company_identification = "{central.company_identification}"',
                f'account_number = "{CLEARING_ACCOUNT_NUMBER}"',
                'name = "CENTRAL CLEARING"',
            ]
        return "\n".join(lines) + "\n"

    def _central(self) -> PlannedAccount:
        return next(
            property_.accounts[0]
            for property_ in self.properties
            if property_.clearing == "central"
        )


def _account_toml(property_: PlannedProperty, account: PlannedAccount) -> list[str]:
    if property_.clearing == "central":
        return ["[[deposit_account]]", f'number = "{account.number}"', f'name = "{account.name}"']
    return [
        "[[originator]]",
        f'company_identification = "{account.company_identification}"',
        f'account_number = "{account.number}"',
        f'name = "{account.name}"',
    ]
