import datetime as dt
from datetime import UTC, date, datetime

import pytest
from django.db import IntegrityError
from tests.banking.cast import make_bank
from tests.cast import charge_rent
from tests.config import company
from tests.payments.cast import pay

from rentrail.banking.models import BankFile, FileState
from rentrail.config import company_file, setting_up
from rentrail.cycle import jobs, operations, queries, steps
from rentrail.cycle.models import DayStep, StepState
from rentrail.identity import operations as identity
from rentrail.identity.tenancy import company_scope
from rentrail.payments import operations as payments
from rentrail.portfolio import operations as portfolio
from rentrail.portfolio.models import Charge, Property
from rentrail.primitives import clock
from rentrail.primitives.clock import SettableClock

pytestmark = pytest.mark.django_db

AFTERNOON = datetime(2026, 3, 2, 22, 0, tzinfo=UTC)  # Monday, 16:00 in Chicago
MORNING = datetime(2026, 3, 2, 14, 0, tzinfo=UTC)  # 8:00 in Chicago
BEFORE_THE_MORNING_WINDOW = datetime(2026, 3, 2, 16, 15, tzinfo=UTC)  # 10:15 in Chicago
BEFORE_THE_LAST_WINDOW = datetime(2026, 3, 3, 0, 45, tzinfo=UTC)  # 18:45 in Chicago
SATURDAY_BEFORE_FIVE = datetime(2026, 3, 7, 10, 59, tzinfo=UTC)  # in Chicago
SATURDAY_AT_FIVE = datetime(2026, 3, 7, 11, 0, tzinfo=UTC)
AFTER_THE_NIGHTLY_BATCH = datetime(2026, 3, 3, 2, 5, tzinfo=UTC)


@pytest.fixture
def time():
    with clock.running(SettableClock(AFTERNOON)) as settable:
        yield settable


@pytest.fixture
def oak_id(time, tmp_path):
    """Oak Homes with a bank's folders, and without MRI."""
    content = company.oak_homes()
    del content["mri"], content["properties"][0]["mri"]
    for folder in ("to-bank", "from-bank", "to-central", "from-central"):
        (tmp_path / folder).mkdir()
    file = company_file.parse(content, folder=tmp_path)
    return setting_up.apply(file, now=clock.now()).company_id


def _files_are_built(company_id):
    built = {"name": "build files", "state": StepState.DONE, "business_date": "2026-03-02"}
    with company_scope(company_id):
        return DayStep.objects.filter(**built).exists()


def test_the_day_is_run_ahead_of_a_cutoff_and_once_for_each(oak_id, time):
    jobs.run_due_days(timestamp=0)  # catches up with Friday
    assert not _files_are_built(oak_id)

    time.set(BEFORE_THE_LAST_WINDOW)
    jobs.run_due_days(timestamp=0)
    assert _files_are_built(oak_id)
    with company_scope(oak_id):
        assert queries.day_due(now=clock.now()) is None

    time.set(AFTER_THE_NIGHTLY_BATCH)
    with company_scope(oak_id):
        assert queries.day_due(now=clock.now()) is not None


def test_a_payment_taken_before_the_last_window_is_sent_in_it(
    time, tmp_path, oak_homes, operating, alices_lease
):
    make_bank(tmp_path, operating)
    pay(alices_lease)

    time.set(BEFORE_THE_LAST_WINDOW)
    jobs.run_due_days(timestamp=0)

    sent = BankFile.objects.get()
    assert (sent.state, sent.banking_date) == (FileState.SENT, date(2026, 3, 2))
    assert sent.entry_batches.get().effective_entry_date == date(2026, 3, 3)


@pytest.mark.parametrize(
    ("switched_on", "sent_before_noon", "files"), [(["10:30"], 1, ["A", "B"]), ([], 0, ["A"])]
)
def test_each_window_that_is_switched_on_builds_and_sends_what_is_due(
    time, tmp_path, oak_homes, operating, alices_lease, switched_on, sent_before_noon, files
):
    cutoffs = {"windows": ["10:30", "19:00"], "closing": switched_on}
    make_bank(tmp_path, operating, cutoffs=cutoffs)
    time.set(MORNING)
    jobs.run_due_days(timestamp=0)  # catches up with Friday
    pay(alices_lease)

    time.set(BEFORE_THE_MORNING_WINDOW)
    jobs.run_due_days(timestamp=0)
    assert BankFile.objects.filter(state=FileState.SENT).count() == sent_before_noon
    pay(alices_lease, amount_cents=5_000)
    time.set(BEFORE_THE_LAST_WINDOW)
    jobs.run_due_days(timestamp=0)

    sent = BankFile.objects.filter(state=FileState.SENT).order_by("id")
    assert list(sent.values_list("file_id_modifier", flat=True)) == files
    assert sum(sent.values_list("total_debit_cents", flat=True)) == 125_000
    effective = sent.values_list("entry_batches__effective_entry_date", flat=True)
    assert set(effective) == {date(2026, 3, 3)}


def test_property_dates_advance_at_their_hour_on_a_day_without_banks(time, oak_court):
    oak_court.date_advance, oak_court.date_advances_at = "automatic", dt.time(6)
    oak_court.save()

    time.set(datetime(2026, 3, 7, 12, 30, tzinfo=UTC))  # Saturday, 6:30 in Chicago
    jobs.advance_property_dates(timestamp=0)

    oak_court.refresh_from_db()
    assert oak_court.property_date == date(2026, 3, 7)


def test_rent_is_charged_on_its_day_though_no_bank_works_on_it(time, alices_lease):
    rent = portfolio.RecurringChargeRequest(
        reference="RENT-204",
        lease_id=alices_lease.id,
        transaction_code="RENT",
        amount_cents=120_000,
        day=7,
        start_date=date(2026, 3, 1),
    )
    portfolio.set_recurring_charge(rent)

    charged = []
    for moment in (SATURDAY_BEFORE_FIVE, SATURDAY_AT_FIVE, SATURDAY_AT_FIVE):
        time.set(moment)
        jobs.run_due_days(timestamp=0)
        charged.append(Charge.objects.count())

    assert charged == [0, 1, 1]
    assert queries.morning_due(now=clock.now()) is None


def test_a_late_fee_is_charged_as_the_day_begins(time, oak_court, alices_lease):
    portfolio.change_property(property_id=oak_court.id, late_fee_cents=5_000, late_fee_grace_days=3)
    charge_rent(alices_lease)  # due on March 1
    Property.objects.update(approval_over_cents=100_000)
    waiting = pay(alices_lease)
    Property.objects.update(property_date=date(2026, 3, 6))

    time.set(SATURDAY_AT_FIVE)
    jobs.run_due_days(timestamp=0)
    spared = Charge.objects.filter(transaction_code__code="LATE").count()
    payments.void_payment(
        public_id=waiting.public_id, reason="A mistake.", voided_by="bob", now=clock.now()
    )
    time.set(SATURDAY_AT_FIVE + dt.timedelta(days=1))
    jobs.run_due_days(timestamp=0)

    assert spared == 0
    assert Charge.objects.get(transaction_code__code="LATE").amount_cents == 5_000
    step = DayStep.objects.get(business_date=date(2026, 3, 8), name="charge late fees")
    assert step.result == {"fees": 1}


@pytest.mark.parametrize(
    ("moment", "with_bank"), [(SATURDAY_AT_FIVE, False), (BEFORE_THE_LAST_WINDOW, True)]
)
def test_a_step_that_failed_is_tried_again_after_a_pause(
    time, tmp_path, operating, monkeypatch, moment, with_bank
):
    if with_bank:
        make_bank(tmp_path, operating)
    tries = []

    def failing(*, through, now):
        tries.append(now)
        if len(tries) == 1:
            raise ConnectionError("The database went away.")
        return []

    monkeypatch.setattr(portfolio, "charge_recurring", failing)
    for minutes in (0, 1, 5, 6, 11):
        time.set(moment + dt.timedelta(minutes=minutes))
        jobs.run_due_days(timestamp=0)

    assert len(tries) == 2
    assert not DayStep.objects.exclude(state=StepState.DONE).exists()


def test_a_day_that_broke_off_is_due_again(oak_id, time):
    time.set(BEFORE_THE_LAST_WINDOW)
    jobs.run_due_days(timestamp=0)
    with company_scope(oak_id):
        DayStep.objects.filter(name=queries.LAST_STEP).update(state=StepState.RUNNING)

        assert queries.day_due(now=clock.now()) is not None


def test_the_last_step_is_the_one_that_tells_a_whole_day():
    from rentrail.cycle.steps import STEPS

    assert STEPS[-1].name == queries.LAST_STEP


def test_files_are_exchanged_and_mri_synced_for_every_company_though_one_fails(
    oak_id, time, monkeypatch, caplog
):
    identity.create_company(name="Elm Homes", code="elm-homes", now=clock.now())
    asked = []

    def fetch(*, now):
        asked.append(now)
        if len(asked) == 1:
            raise ConnectionError("no bank")
        return {}

    monkeypatch.setattr(jobs.banking, "fetch", fetch)
    jobs.exchange_files(timestamp=0)
    jobs.sync_changes(timestamp=0)

    assert len(asked) == 2
    assert "The work “exchange-files” failed" in caplog.text


def test_payments_are_posted_until_the_worker_stops(oak_id, monkeypatch):
    posted = []
    monkeypatch.setattr(jobs.posting, "post_all", lambda *, now: posted.append(now))
    monkeypatch.setattr(jobs, "POSTING_PAUSE_SECONDS", 0)

    class Context:
        def should_abort(self):
            return len(posted) >= 3

    jobs.post_to_mri(Context(), timestamp=0)

    assert len(posted) == 3


def test_the_audit_trail_is_sealed_until_nothing_is_left(monkeypatch, time):
    seals = iter(["first", "second", None])
    monkeypatch.setattr(jobs.identity, "seal_audit_trail", lambda *, now: next(seals))

    jobs.seal_audit_trail(timestamp=0)

    assert next(seals, "asked for all") == "asked for all"


def test_a_step_that_fails_for_a_fault_of_ours_tells_people_so_and_the_log_why(
    oak_id, time, monkeypatch, caplog
):
    def release_holds(**_):
        raise IntegrityError('duplicate key value violates unique constraint "batch_number"')

    monkeypatch.setattr(steps.banking, "release_holds", release_holds)
    result = operations.run_day(company_id=oak_id, business_date=date(2026, 3, 2), now=AFTERNOON)

    failed = {"release holds": "It failed for a fault in Rentrail; the log tells more."}
    assert result.problems == failed
    assert "batch_number" in caplog.text
