from collections.abc import Iterator
from datetime import date
from pathlib import Path

import pytest

from rentrail.simulators.bank import BankConfig, DepositAccount, Originator, RunningBank

MONDAY = date(2026, 3, 2)


@pytest.fixture
def config() -> BankConfig:
    return BankConfig(
        seed=7,
        immediate_origins=("1234567890",),
        originators=(
            Originator(
                company_identification="1234567890",
                account_number="5000001",
                name="ELM COURT",
                opening_balance_cents=100_000,
            ),
        ),
        deposit_accounts=(DepositAccount(number="7000001", name="OWNER LLC"),),
    )


@pytest.fixture
def bank(tmp_path: Path, config: BankConfig) -> Iterator[RunningBank]:
    with RunningBank(root=tmp_path, config=config, today=MONDAY) as running:
        yield running
