"""Weeks with the simulated bank: whatever it does, books and statements agree to the cent."""

from datetime import date, timedelta
from pathlib import Path

import pytest
from tests.banking import cast
from tests.cast import ROUTING_NUMBER, TODAY, make_household
from tests.payments.cast import add_account, consent, pay, standing_of

from rentrail.banking import operations, verify
from rentrail.banking.models import (
    BankFile,
    Clearing,
    FileState,
    InboundItem,
    InboundItemState,
    StatementLine,
)
from rentrail.payments import operations as payments
from rentrail.payments.models import Payment, Refund
from rentrail.portfolio.models import BankAccount, Property
from rentrail.primitives.holidays import is_banking_day
from rentrail.simulators.bank.bank import Bank
from rentrail.simulators.bank.config import BankConfig, Behaviour, DepositAccount, Originator
from rentrail.simulators.bank.faults import Faults

OPERATING_NUMBER, TRUST_NUMBER = "1000204", "1000305"
CODES = ("good", "R01", "R03", "R10", "C01", "good")
DAYS = [TODAY + timedelta(days=count) for count in range(24)]
BANKING_DAYS = [day for day in DAYS if is_banking_day(day)]


FAULTS = {
    "late": 0.2,
    "twice": 0.2,
    "truncated": 0.2,
    "out_of_order": 0.2,
    "wrong_total": 0.2,
    "listed_twice": 0.5,
    "junk": 0.2,
}
LAST_WITH_FAULTS = date(2026, 3, 16)


def faults_of(seed: int | None) -> Faults:
    """Let much go wrong, the same each time for a seed; nothing without one."""
    return Faults(seed=seed or 0, probabilities=FAULTS if seed else {})


def number_of(place: int) -> str:
    """Give the account number of a payer's account."""
    return f"55512345{place:02}"


def simulated(root: Path, clearing: Clearing, faults: Faults) -> Bank:
    """Open a bank whose payers behave as CODES say, one after the other."""
    accounts = [(OPERATING_NUMBER, "1000000001"), (TRUST_NUMBER, "1000000002")]
    if clearing == Clearing.CENTRAL:
        accounts = [(cast.CLEARING_ACCOUNT, cast.ORIGIN)]
    config = BankConfig(
        immediate_origins=(cast.ORIGIN,),
        routing_number=ROUTING_NUMBER,
        originators=tuple(
            Originator(company_identification=company, account_number=number)
            for number, company in accounts
        ),
        deposit_accounts=(
            (DepositAccount(number=OPERATING_NUMBER, opening_balance_cents=900_000),)
            if clearing == Clearing.CENTRAL
            else ()
        ),
        behaviours={
            ("091000019", number_of(place)): Behaviour.named(code, delay_days=1)
            for place, code in enumerate(CODES)
        },
        pick_up_at_once=True,
    )
    return Bank(root=root, config=config, faults=faults)


def refund_a_third_of(payment: Payment) -> None:
    payments.refund_payment(
        payments.RefundRequest(
            idempotency_key="refund",
            payment_public_id=payment.public_id,
            amount_cents=40_000,
            reason="Paid too much",
        ),
        requested_by="bob",
        now=cast.at(LAST_WITH_FAULTS),
    )


@pytest.mark.parametrize("clearing", Clearing)
@pytest.mark.parametrize("seed", [None, 1, 2], ids=["no faults", "faults 1", "faults 2"])
def test_three_weeks_end_with_every_cent_explained(
    tmp_path: Path,
    oak_court: Property,
    operating: BankAccount,
    trust: BankAccount,
    clearing: str,
    seed: int | None,
) -> None:
    oak_court.hold_days, oak_court.reserve_basis_points = 1, 500
    oak_court.reserve_release_days = 2
    oak_court.save()
    theirs = simulated(tmp_path / "bank", Clearing(clearing), faults_of(seed))
    ours = cast.make_bank(tmp_path / "ours", operating, trust, clearing=Clearing(clearing))
    ours.connection.transport_settings |= {
        "outgoing_directory": str(theirs.inbound),
        "incoming_directory": str(theirs.outbound),
    }
    ours.connection.save()
    for place in range(len(CODES)):
        lease = make_household(oak_court, unit=f"3{place:02}", first_name=f"P{place}")
        person = lease.members.get().person
        account = add_account(person, account_number=number_of(place), routing_number="091000019")
        pay(lease, authorization_id=consent(person, account).id)

    for day in BANKING_DAYS:
        if day == LAST_WITH_FAULTS:
            theirs.faults.clear()
            refund_a_third_of(Payment.objects.earliest("id"))
        run(theirs, day)

    assert {file.state for file in BankFile.objects.all()} == {FileState.ACCEPTED}
    applied = InboundItem.objects.exclude(state=InboundItemState.REPEATED)
    assert sorted(applied.values_list("code", "state")) == sorted(
        (code, InboundItemState.APPLIED) for code in CODES if code != "good"
    )
    assert StatementLine.objects.exists()
    assert Refund.objects.get().state == "settled"
    assert [str(problem) for problem in verify.problems()] == []
    assert {standing_of(payment).settlement for payment in Payment.objects.all()} == {
        "charged_back",
        "settled" if clearing == Clearing.DIRECT else "disbursed",
    }


def run(theirs: Bank, day: date) -> None:
    """Run a banking day: the bank's morning, our steps, the bank's evening."""
    theirs.run_day(day)
    cast.receive(day)
    operations.settle(business_date=day, now=cast.at(day))
    operations.release_holds(business_date=day, now=cast.at(day))
    cast.build(day)
    operations.send_files(now=cast.at(day))
    theirs.pick_up()
