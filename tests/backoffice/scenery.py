"""A week at Oak Court for the pages to show: payments, files, a return, statements and MRI."""

from datetime import date, timedelta
from pathlib import Path

from django.test import Client
from tests.banking import cast as banking_cast
from tests.banking.cast import FolderBank
from tests.cast import NOW, TODAY, charge_rent, make_household
from tests.payments import cast as payments_cast

from rentrail.accounting import operations as accounting
from rentrail.accounting.models import (
    BalanceDifference,
    MriBatch,
    MriBatchState,
    MriPosting,
    MriPostingKind,
    MriPostingState,
    MriProperty,
    SyncProblem,
    SyncRun,
    SyncState,
)
from rentrail.banking import operations as banking
from rentrail.banking.models import BankFile
from rentrail.cycle.models import DayStep, StepState
from rentrail.identity.models import User
from rentrail.payments.models import Payment
from rentrail.portfolio import operations as portfolio
from rentrail.portfolio.models import Lease, Property

TUESDAY, WEDNESDAY = date(2026, 3, 3), date(2026, 3, 4)
NAMES = ("Ada", "Ben", "Chloe", "Diego", "Emma", "Farid", "Grace", "Hugo", "Ines", "Jack")
DAY_STEPS = ("fetch", "apply", "settle", "sync", "take due payments", "close batches")


def sign_in(user: User) -> Client:
    """Give a browser in which a user has signed in."""
    client = Client()
    client.force_login(user)
    return client


def fill(property_: Property, *, root: Path, household_count: int = 6) -> list[Payment]:
    """Let households be charged and pay; the last one's payment comes back on Wednesday."""
    leases = [_household(property_, number) for number in range(household_count)]
    bank = banking_cast.make_bank(root, *property_.bank_accounts.order_by("id"))
    payments = [payments_cast.pay(lease, now=NOW) for lease in leases[: household_count - 1]]
    file = banking_cast.send()
    banking_cast.accept(bank, file)
    banking.settle(business_date=TUESDAY, now=banking_cast.at(TUESDAY))
    _bring_back(bank, file)
    _show_statement(bank, property_, payments)
    _post_to_mri(property_, payments)
    _run_day()
    portfolio.raise_task(
        kind="unmatched-line",
        subject="line-1",
        text="A bank line of 75.00 on March 3 matches nothing here.",
        property_id=property_.id,
        now=NOW,
    )
    return payments


def _household(property_: Property, number: int) -> Lease:
    name = NAMES[number % len(NAMES)]
    lease = make_household(
        property_, unit=str(301 + number), first_name=name, last_name=f"Tenant{number:02}"
    )
    charge_rent(lease)
    return lease


def _bring_back(bank: FolderBank, file: BankFile) -> None:
    [*_, last] = banking_cast.entries_of(file)
    bank.leaves(banking_cast.returns_of([last]), name="RET0304.ach")
    banking_cast.receive(WEDNESDAY)


def _show_statement(bank: FolderBank, property_: Property, payments: list[Payment]) -> None:
    batch = payments[0].batch
    assert batch is not None
    entry_batch = batch.entry_batches.get()
    content = banking_cast.statement_of(
        account="1000204",
        day=TUESDAY,
        opening_cents=5_000_000,
        lines=[
            ("165", entry_batch.total_debit_cents, entry_batch.reference, "ACH SETTLEMENT"),
            ("475", 7_500, "", "CHECK 1021"),
        ],
    )
    bank.leaves(content, name="STMT0303.bai")
    banking_cast.receive(WEDNESDAY)


def _post_to_mri(property_: Property, payments: list[Payment]) -> None:
    accounting.connect(
        base_url="https://mri.example/api.asp",
        client_id="C1",
        database="OAK",
        user="rentrail",
        key="partner-key",
        password="partner-password",
        now=NOW,
    )
    mapped = accounting.map_property(property_id=property_.id, rmpropid="OAK01", now=NOW)
    _sync(mapped, payments[0].lease)
    mri_batch = MriBatch.objects.create(
        batch=payments[0].batch,
        external_batch_id="B1",
        mri_batch_id="20417",
        state=MriBatchState.CLOSED,
        posted_count=len(payments),
    )
    states = [*MriPostingState][:3] + [MriPostingState.CONFIRMED] * len(payments)
    for place, payment in enumerate(payments):
        MriPosting.objects.create(
            step=payment.steps.earliest("id"),
            kind=MriPostingKind.PAYMENT,
            mri_property=mapped,
            mri_batch=mri_batch,
            payment=payment,
            lease=payment.lease,
            resident_id=f"R{place}",
            amount_cents=payment.amount_cents,
            posted_date=TODAY,
            external_number=f"P{place:05}",
            description=f"Rentrail P{place:05}",
            state=states[place],
            mri_transaction_id=f"88{place:04}",
            queued_at=NOW,
        )


def _sync(mapped: MriProperty, lease: Lease) -> None:
    run = SyncRun.objects.create(
        mri_property=mapped,
        state=SyncState.COMPLETED,
        is_full=True,
        started_at=NOW - timedelta(hours=1),
        finished_at=NOW,
        created_count=6,
        charge_count=6,
        problem_count=1,
    )
    SyncProblem.objects.create(
        sync_run=run,
        api="MRI_S-PMRM_ResidentialLeases",
        row=4,
        record_id="R305",
        field="LeaseEnd",
        message="“31/12/26” is not a date.",
    )
    BalanceDifference.objects.create(
        sync_run=run,
        lease=lease,
        balance_here_cents=0,
        balance_mri_cents=2_500,
        explanation=["2026-03-01 LATE 25.00"],
    )


def _run_day() -> None:
    for name in DAY_STEPS:
        DayStep.objects.create(
            business_date=TODAY,
            name=name,
            state=StepState.DONE,
            started_at=NOW,
            finished_at=NOW,
            result={"payments": 5} if name == "take due payments" else {},
        )
