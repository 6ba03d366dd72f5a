"""Comparing each household's balance here and in MRI, and taking over lines of MRI's (MRI-6)."""

from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime

from django.db.models import Max, Q

from rentrail.accounting.models import (
    BalanceDifference,
    MriPosting,
    MriPostingState,
    MriProperty,
    SyncRun,
)
from rentrail.accounting.mri import openings, runs
from rentrail.accounting.mri.client import MriClient
from rentrail.accounting.mri.lines import LineImport
from rentrail.accounting.queries import UNFINISHED
from rentrail.portfolio import queries as portfolio_queries
from rentrail.portfolio.models import Lease, LedgerName

LEASES_AT_ONCE = 1_000
IN_DOUBT = (MriPostingState.SENDING, MriPostingState.UNKNOWN, MriPostingState.POSTED)


@dataclass(frozen=True, kw_only=True)
class PostingsBefore:
    """Which postings MRI's balances surely don't have: noted before they are read."""

    unfinished: frozenset[int]
    last_id: int

    @classmethod
    def of(cls, mri_property: MriProperty) -> "PostingsBefore":
        """Note how a property's postings stand now."""
        postings = MriPosting.objects.filter(mri_property=mri_property)
        unfinished = postings.filter(state__in=UNFINISHED).values_list("id", flat=True)
        last = postings.aggregate(last=Max("id"))["last"]
        return cls(unfinished=frozenset(unfinished), last_id=last or 0)

    def moved_since(self, posting: MriPosting) -> bool:
        """Tell whether MRI's balance may or may not have a posting: it went out meanwhile."""
        was_open = posting.id in self.unfinished or posting.id > self.last_id
        return posting.state in IN_DOUBT or (was_open and posting.state not in UNFINISHED)


@dataclass(kw_only=True)
class Comparison:
    """One run's comparison of balances."""

    client: MriClient
    mri_property: MriProperty
    run: SyncRun
    problems: runs.Problems
    before: PostingsBefore
    waiting: Collection[int]
    older: Mapping[int, list[str]]
    today: date
    now: datetime

    def compare(self, lease_ids: Iterable[int]) -> None:
        """Open new leases, take over MRI's new lines, and list what still differs."""
        wanted = sorted(lease_ids)
        for start in range(0, len(wanted), LEASES_AT_ONCE):
            self._compare(wanted[start : start + LEASES_AT_ONCE])
            self.problems.write()

    def _compare(self, lease_ids: list[int]) -> None:
        differences = self._differences(lease_ids)
        new = openings.unopened(differences)
        ready = {lease_id: differences[lease_id] for lease_id in new - set(self.waiting)}
        openings.open_leases(self.mri_property, ready, today=self.today, now=self.now)
        lines = LineImport(
            client=self.client,
            mri_property=self.mri_property,
            problems=self.problems,
            today=self.today,
            now=self.now,
        )
        for lease_id, signed_cents in differences.items():
            if lease_id in ready or not signed_cents:
                continue
            if lease_id in new:
                self._list(lease_id, ["A charge of MRI's could not be taken over yet."])
                continue
            explanation = lines.explain(
                lease_id, signed_cents, older_charge_ids=self.older.get(lease_id, [])
            )
            if self._differences([lease_id]).get(lease_id):
                self._list(lease_id, explanation)

    def _differences(self, lease_ids: Collection[int]) -> dict[int, int]:
        """Give by how much MRI's balance is above ours, once what is on its way is counted."""
        here = portfolio_queries.open_balance_cents(lease_ids=lease_ids, ledger=LedgerName.RESIDENT)
        on_its_way, in_doubt = self._postings(lease_ids)
        there = dict(
            Lease.objects.filter(id__in=lease_ids).values_list("id", "balance_imported_cents")
        )
        return {
            lease_id: there[lease_id] - here[lease_id] - on_its_way[lease_id]
            for lease_id in lease_ids
            if lease_id not in in_doubt and there[lease_id] is not None
        }

    def _postings(self, lease_ids: Collection[int]) -> tuple[dict[int, int], set[int]]:
        """Sum what MRI doesn't have yet of each household, and name those where that isn't sure."""
        on_its_way: dict[int, int] = defaultdict(int)
        in_doubt = set()
        postings = MriPosting.objects.filter(
            Q(payment=None) | Q(payment__ledger=LedgerName.RESIDENT), lease_id__in=lease_ids
        ).exclude(state=MriPostingState.CONFIRMED, id__lt=self._oldest_open_id())
        for posting in postings.only("id", "state", "kind", "amount_cents", "lease_id"):
            if self.before.moved_since(posting):
                in_doubt.add(posting.lease_id)
            elif posting.state in UNFINISHED:
                on_its_way[posting.lease_id] -= posting.signed_cents
        return on_its_way, in_doubt

    def _oldest_open_id(self) -> int:
        return min(self.before.unfinished, default=self.before.last_id + 1)

    def _list(self, lease_id: int, explanation: list[str]) -> None:
        lease = Lease.objects.get(id=lease_id)
        here = portfolio_queries.open_balance_cents(lease_ids=[lease_id])
        BalanceDifference.objects.create(
            sync_run=self.run,
            lease=lease,
            balance_here_cents=here[lease_id],
            balance_mri_cents=lease.balance_imported_cents,
            explanation=explanation,
        )
