"""Lines of a resident's ledger in MRI that are not here: found, and taken over once (MRI-6)."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from django.db import transaction

from rentrail.accounting.models import (
    LeaseOpening,
    MriLine,
    MriPosting,
    MriPostingKind,
    MriPostingState,
    MriProperty,
)
from rentrail.accounting.mri import deliveries, fees, openings, recognition, runs
from rentrail.accounting.mri.client import MriClient
from rentrail.accounting.mri.rows import LedgerLine
from rentrail.accounting.queries import UNFINISHED, charge_codes_by_mri_code
from rentrail.payments.states import TransactionStatus
from rentrail.portfolio import operations as portfolio
from rentrail.portfolio.models import Charge, ChargeSource, LeasePerson, LedgerName
from rentrail.portfolio.operations import ChargeRequest
from rentrail.primitives.money import format_cents

SINCE = date(1990, 1, 1)  # MRI wants a first day; the whole ledger is one page of most households
AHEAD = timedelta(days=400)
RECEIPTS_ACCOUNT = "undeposited-funds"  # money that staff have received in MRI


@dataclass(kw_only=True)
class LineImport:
    """Reads households' ledgers where balances differ."""

    client: MriClient
    mri_property: MriProperty
    problems: runs.Problems
    today: date
    now: datetime

    def explain(
        self, lease_id: int, signed_cents: int, *, older_charge_ids: Collection[str]
    ) -> list[str]:
        """Take over the lines by which MRI's balance differs, and put into words what is left.

        ``signed_cents`` is how far MRI's balance is above ours. Ours and what was part of the
        opening balance are known. Before the ledger has been read once, only its dates and sums
        tell which lines are new; where they don't, a person must.
        """
        lines = self._ledger(lease_id)
        entered_cents = self._confirm_fees(lease_id, lines)
        unknown = self._unknown(lease_id, lines)
        reversals, unknown = self._reversals_done(lease_id, unknown)
        left_cents = signed_cents - entered_cents
        left_cents -= sum(line.signed_amount_cents for line in reversals)
        opening = LeaseOpening.objects.get(lease_id=lease_id)
        new, before = _new_and_before(unknown, opening=opening, older=older_charge_ids)
        left_cents -= sum(line.signed_amount_cents for line in new)
        if left_cents and before:
            late = recognition.latest_that_sum_to(before, left_cents)
            new, left_cents = new + late, left_cents - sum(x.signed_amount_cents for x in late)
        with transaction.atomic():
            self._take_over(lease_id, new)
            if not left_cents:
                self._remember(lease_id, before, is_imported=False)
                opening.ledger_read_at = self.now
                opening.save(update_fields=["ledger_read_at"])
        return self._in_words(lease_id, before if left_cents else [])

    def _ledger(self, lease_id: int) -> list[LedgerLine]:
        """Read the ledger of everybody in a household, each line once, in the ledger's order."""
        members = LeasePerson.objects.filter(lease_id=lease_id).exclude(person__external_id="")
        found: dict[str, LedgerLine] = {}
        for resident_id in members.order_by("id").values_list("person__external_id", flat=True):
            for line in self.client.resident_ledger(
                property_id=self.mri_property.rmpropid,
                resident_id=resident_id,
                start=SINCE,
                end=self.today + AHEAD,
            ):
                if isinstance(line, LedgerLine):
                    found[line.transaction_id] = line
                else:
                    self.problems.add_unreadable(line)
        return sorted(found.values(), key=lambda line: line.transaction_date)

    def _confirm_fees(self, lease_id: int, lines: Sequence[LedgerLine]) -> int:
        """Confirm the fees of ours that staff have entered, and sum those we waited for."""
        known = self._known(lease_id, lines)
        shown = [
            fees.Shown(
                transaction_id=line.transaction_id,
                lease_id=lease_id,
                signed_cents=line.signed_amount_cents,
                shown_date=line.transaction_date,
                charge_code=line.charge_code,
                description=line.description,
            )
            for line in lines
            if line.transaction_id not in known and line.source_code != recognition.RECEIPT
        ]
        entered = fees.confirm_entered(shown, now=self.now)
        return sum(one.signed_cents for one in shown if entered.get(one.transaction_id))

    def _known(self, lease_id: int, lines: Sequence[LedgerLine]) -> set[str]:
        """Name the lines that are here already: taken over, part of the opening, or ours."""
        ids = [line.transaction_id for line in lines]
        known = set(
            MriLine.objects.filter(lease_id=lease_id).values_list("transaction_id", flat=True)
        )
        known.update(
            Charge.objects.filter(
                property_id=self.mri_property.property_id,
                source=ChargeSource.IMPORTED,
                source_id__in=ids,
            ).values_list("source_id", flat=True)
        )
        ours = MriPosting.objects.filter(lease_id=lease_id)
        known.update(ours.values_list("mri_transaction_id", flat=True))
        return known - {""}

    def _unknown(self, lease_id: int, lines: Sequence[LedgerLine]) -> list[LedgerLine]:
        known = self._known(lease_id, lines)
        ours = MriPosting.objects.filter(lease_id=lease_id)
        numbers = set(ours.values_list("external_number", flat=True))
        moved_away = set(
            ours.exclude(payment=None)
            .exclude(payment__lease_id=lease_id)
            .exclude(mri_transaction_id="")
            .values_list("mri_transaction_id", flat=True)
        )
        moved_here = MriPosting.objects.filter(
            payment__lease_id=lease_id, kind=MriPostingKind.PAYMENT
        ).exclude(lease_id=lease_id)
        skipped = [*moved_here.values_list("amount_cents", "posted_date")]
        skipped += list(
            ours.filter(state=MriPostingState.SKIPPED, kind=MriPostingKind.PAYMENT)
            .exclude(payment__status=TransactionStatus.VOIDED)
            .values_list("amount_cents", "posted_date")
        )
        return [
            line
            for line in lines
            if line.transaction_id not in known
            and not any(recognition.carries(line, number) for number in numbers)
            and not _entered_by_staff_for(line, skipped)
            and line.reference_number not in moved_away
        ]

    def _reversals_done(
        self, lease_id: int, unknown: list[LedgerLine]
    ) -> tuple[list[LedgerLine], list[LedgerLine]]:
        """Find in MRI what staff were asked to reverse or void there, and confirm it."""
        done = []
        waiting = MriPosting.objects.filter(
            lease_id=lease_id, kind=MriPostingKind.REVERSAL, state__in=UNFINISHED
        ).select_related("payment", "step", "mri_batch")
        for posting in waiting.order_by("id"):
            original = MriPosting.objects.filter(
                payment=posting.payment, kind=MriPostingKind.PAYMENT
            ).first()
            line = next(
                (
                    line
                    for line in unknown
                    if original is not None
                    and line.transaction_date >= original.posted_date
                    and recognition.undoes(
                        line,
                        transaction_id=original.mri_transaction_id,
                        amount_cents=posting.amount_cents,
                    )
                ),
                None,
            )
            if line is not None:
                deliveries.confirm(posting, transaction_id=line.transaction_id, now=self.now)
                unknown = [one for one in unknown if one is not line]
                done.append(line)
        return done, unknown

    def _take_over(self, lease_id: int, lines: Sequence[LedgerLine]) -> None:
        """Charge or credit the household with each line whose code is mapped."""
        taken = [line for line in lines if self._take(lease_id, line)]
        self._remember(lease_id, taken, is_imported=True)

    def _take(self, lease_id: int, line: LedgerLine) -> bool:
        if line.signed_amount_cents < 0:
            self._credit(lease_id, line)
            return True
        return not line.signed_amount_cents or self._charge(lease_id, line)

    def _credit(self, lease_id: int, line: LedgerLine) -> None:
        is_receipt = line.source_code == recognition.RECEIPT
        openings.credit(
            self.mri_property,
            [
                (
                    lease_id,
                    -line.signed_amount_cents,
                    f"mri:{self.mri_property.rmpropid}:{line.transaction_id}",
                )
            ],
            description=line.description or "Credit in MRI",
            counter_account=RECEIPTS_ACCOUNT if is_receipt else openings.COUNTER_ACCOUNT,
            code="PMTHAND" if is_receipt else openings.OPENING_CODE,
            property_date=line.transaction_date,
            now=self.now,
        )

    def _charge(self, lease_id: int, line: LedgerLine) -> bool:
        code = charge_codes_by_mri_code().get(line.charge_code)
        if code is None or code.ledger != LedgerName.RESIDENT:
            self.problems.add(
                api=LedgerLine.API,
                record_id=line.transaction_id,
                field="ChargeCode",
                message=f"MRI's charge code “{line.charge_code}” is mapped to none of ours.",
            )
            return False
        portfolio.charge(
            [
                ChargeRequest(
                    lease_id=lease_id,
                    transaction_code=code.code,
                    amount_cents=line.signed_amount_cents,
                    due_date=line.transaction_date,
                    property_date=line.transaction_date,
                    source=ChargeSource.IMPORTED,
                    source_id=line.transaction_id,
                    description=line.description or code.name,
                    credited_key=RECEIPTS_ACCOUNT
                    if line.source_code == recognition.RECEIPT
                    else "",
                )
            ],
            posted_by=openings.POSTED_BY,
            now=self.now,
        )
        return True

    def _remember(self, lease_id: int, lines: Sequence[LedgerLine], *, is_imported: bool) -> None:
        MriLine.objects.bulk_create(
            [
                MriLine(
                    mri_property=self.mri_property,
                    lease_id=lease_id,
                    transaction_id=line.transaction_id,
                    is_imported=is_imported,
                )
                for line in lines
            ],
            ignore_conflicts=True,
        )

    def _in_words(self, lease_id: int, lines: Sequence[LedgerLine]) -> list[str]:
        """Name MRI's lines that aren't here, and charges here that don't come from MRI."""
        only_there = [
            f"MRI {line.transaction_date} {line.transaction_id} {line.description} "
            f"{format_cents(line.signed_amount_cents)}"
            for line in lines
        ]
        own = Charge.objects.filter(lease_id=lease_id).exclude(source=ChargeSource.IMPORTED)
        own = own.filter(transaction_code__ledger=LedgerName.RESIDENT).exclude(
            mri_postings__state=MriPostingState.CONFIRMED
        )
        only_here = [
            f"Here {charge.due_date} {charge.description} {format_cents(charge.amount_cents)}"
            for charge in own.order_by("due_date", "id")
        ]
        return only_there + only_here


def _new_and_before(
    unknown: Sequence[LedgerLine], *, opening: LeaseOpening, older: Collection[str]
) -> tuple[list[LedgerLine], list[LedgerLine]]:
    """Part the lines that are surely new from those that may be in the opening balance.

    Charges that are newly open, though older, come last: they are the likeliest to be new.
    """
    if opening.ledger_read_at is not None:
        return list(unknown), []
    opened = opening.opened_at.date()
    new = [line for line in unknown if line.transaction_date > opened]
    before = [line for line in unknown if line.transaction_date <= opened]
    return new, sorted(before, key=lambda line: line.transaction_id in older)


def _entered_by_staff_for(line: LedgerLine, skipped: list[tuple[int, date]]) -> bool:
    """Tell whether a line is what staff entered for one of these payments, each once."""
    for amount_cents, posted_date in skipped:
        if recognition.may_be_entered_for(line, amount_cents=amount_cents, posted_date=posted_date):
            skipped.remove((amount_cents, posted_date))
            return True
    return False
