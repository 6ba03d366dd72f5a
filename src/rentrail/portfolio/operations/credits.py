"""Credits: money that households paid or were given, and its undoing when it comes back."""

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime

from django.db import transaction

from rentrail.identity import bulk
from rentrail.portfolio.models import Credit, LedgerName
from rentrail.portfolio.operations.applying import apply_credits, undo_applications
from rentrail.portfolio.operations.locking import lock_leases


@dataclass(frozen=True, kw_only=True, slots=True)
class CreditDraft:
    """A credit to be recorded: its journal entry is posted already.

    ``for_code`` or ``for_charge_id`` say what the money is for, so that it pays that first.
    """

    lease_id: int
    ledger: LedgerName
    amount_cents: int
    journal_entry_id: int
    property_date: date
    for_code: str = ""
    for_charge_id: int | None = None


@transaction.atomic
def record_credits(drafts: Sequence[CreditDraft], *, now: datetime) -> list[Credit]:
    """Record credits and apply them to the open charges of their ledgers, in the property's order.

    Gives one credit for each draft, in order; one whose journal entry has its credit already is
    given as it is. What is left over stays as a prepayment.
    """
    lock_leases(draft.lease_id for draft in drafts)
    known = _credits_of(draft.journal_entry_id for draft in drafts)
    new = [draft for draft in drafts if draft.journal_entry_id not in known]
    made = _insert_credits(new)
    purposes = {
        made[draft.journal_entry_id].id: (draft.for_code, draft.for_charge_id) for draft in new
    }
    apply_credits({draft.lease_id for draft in new}, now=now, purposes=purposes)
    known |= made
    return [known[draft.journal_entry_id] for draft in drafts]


@transaction.atomic
def undo_credits(journal_entry_ids: Collection[int], *, now: datetime) -> list[Credit]:
    """Undo credits whose money came back or never came: what they paid is open again.

    The household's other credits then pay it as far as they reach. Credits undone before are
    left alone. Gives those undone now.
    """
    lease_ids = Credit.objects.filter(journal_entry_id__in=journal_entry_ids).values_list(
        "lease_id", flat=True
    )
    lock_leases(lease_ids)
    undone = list(Credit.objects.filter(journal_entry_id__in=journal_entry_ids, is_undone=False))
    undo_applications(undone, now=now)
    apply_credits({credit.lease_id for credit in undone}, now=now)
    return undone


def _insert_credits(drafts: Sequence[CreditDraft]) -> dict[int, Credit]:
    credits_ = [
        Credit(
            lease_id=draft.lease_id,
            ledger=draft.ledger,
            amount_cents=draft.amount_cents,
            unapplied_cents=draft.amount_cents,
            journal_entry_id=draft.journal_entry_id,
            property_date=draft.property_date,
        )
        for draft in drafts
    ]
    bulk.insert_rows(credits_)
    return {credit.journal_entry_id: credit for credit in credits_}


def _credits_of(journal_entry_ids: Iterable[int]) -> dict[int, Credit]:
    found = Credit.objects.filter(journal_entry_id__in=set(journal_entry_ids))
    return {credit.journal_entry_id: credit for credit in found}
