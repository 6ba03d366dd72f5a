"""A simulated month: each day's mornings, payments, business day and evening, in order."""

import random
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta

from rentrail.accounting.mri import posting as mri_posting
from rentrail.accounting.mri import sync as mri_sync
from rentrail.banking import operations as banking
from rentrail.businessdays.zones import CENTRAL, moment_at
from rentrail.config.simulation import enrolling, tally, working
from rentrail.config.simulation.counterparts import Counterparts
from rentrail.config.simulation.enrolling import Payer
from rentrail.config.simulation.plan import FAULTS_OF_MRI, FAULTS_OF_THE_BANK, Plan
from rentrail.config.simulation.tally import DayLine
from rentrail.identity.tenancy import company_scope
from rentrail.portfolio import operations as portfolio
from rentrail.portfolio.models import Property
from rentrail.primitives.clock import FileClock

MORNING = time(7)
BUSINESS_DAY = time(18, 45)  # before the bank's last window
EVENING = time(20, 30)  # after the nightly batch


def opens_at(start: date) -> datetime:
    """Give the moment at which a company first opens: before its first morning."""
    return moment_at(start, time(5), zone=CENTRAL)


@dataclass(frozen=True, kw_only=True)
class Month:
    """A company, its counterparts and the clock that moves them all."""

    plan: Plan
    company_id: int
    counterparts: Counterparts
    clock: FileClock

    def open(self) -> None:
        """Bring in the leases, and let the households set up how they pay."""
        with company_scope(self.company_id):
            mri_sync.sync_all(full=True, now=self.clock.now())
            enrolling.enroll(seed=self.plan.seed, start=self.plan.start, now=self.clock.now())
        if self.plan.with_faults:
            self.counterparts.set_bank_faults(FAULTS_OF_THE_BANK)
            self.counterparts.set_mri_faults(FAULTS_OF_MRI)

    def run(self) -> Iterator[DayLine]:
        """Live through every day of the plan, giving a line for each."""
        for offset in range(self.plan.days):
            yield self.run_day(self.plan.start + timedelta(days=offset))

    def run_day(self, day: date) -> DayLine:
        """Live through one day, from the bank's morning files to the property dates' advance."""
        self._morning(day)
        moments = enrolling.moments_of(day, seed=self.plan.seed, company_id=self.company_id)
        before = [payer for payer in moments if payer.at < self._moment(day, BUSINESS_DAY)]
        for payer in before:
            self._pay(day, payer)
        self._business_day(day)
        for payer in moments[len(before) :]:
            self._pay(day, payer)
        self._evening(day)
        return tally.line_of(day, company_id=self.company_id)

    def close(self) -> None:
        """After the last day, let everything that is on its way arrive: no faults, one morning."""
        self.counterparts.set_bank_faults("")
        self.counterparts.set_mri_faults("")
        after = self.plan.start + timedelta(days=self.plan.days)
        self._morning(after)
        with company_scope(self.company_id):
            for minutes in range(0, 240, 30):  # doubts are settled by reading back, with pauses
                now = self._moment(after, MORNING) + timedelta(minutes=minutes)
                self.clock.freeze(now)
                mri_posting.post_all(now=now)
                banking.send_files(now=now)
                self.counterparts.pick_up()
                banking.fetch(now=now)
                banking.apply_inbound(now=now)
            banking.settle(business_date=after, now=now)

    def _morning(self, day: date) -> None:
        self._go_on_to(self._moment(day, MORNING), day)
        self.counterparts.run_bank_day(day)
        if day.day == 1 and day != self.plan.start:
            self.counterparts.charge_month(day)
        self._work(day, working.morning)

    def _business_day(self, day: date) -> None:
        self._at(day, BUSINESS_DAY)
        self._work(day, working.business_day)
        self.counterparts.pick_up()

    def _evening(self, day: date) -> None:
        self._at(day, EVENING)
        self._work(day, working.morning)
        with company_scope(self.company_id):
            for property_id in Property.objects.values_list("id", flat=True):
                portfolio.advance_property_date(
                    property_id=property_id,
                    to_date=day + timedelta(days=1),
                    now=self.clock.now(),
                )

    def _pay(self, day: date, payer: Payer) -> None:
        self._go_on_to(payer.at, day)
        now = self.clock.now()
        with company_scope(self.company_id):
            enrolling.pay(payer, now=now)
            mri_posting.post_all(now=now)

    def _work(self, day: date, piece: working.Work) -> None:
        working.do(
            piece,
            company_id=self.company_id,
            day=day,
            now=self.clock.now(),
            killer=self._killer(day) if self.plan.with_faults else None,
        )

    def _killer(self, day: date) -> random.Random:
        return random.Random(f"{self.plan.seed}:{day}")  # noqa: S311 - a simulation's dice

    def _go_on_to(self, moment: datetime, day: date) -> None:
        """Move the clock, but not back behind what somebody did this day before it was lived."""
        did = min(self.clock.now(), self._moment(day, BUSINESS_DAY))
        self.clock.freeze(max(moment, did))

    def _at(self, day: date, hour: time) -> None:
        self.clock.freeze(self._moment(day, hour))

    def _moment(self, day: date, hour: time) -> datetime:
        return moment_at(day, hour, zone=CENTRAL)
