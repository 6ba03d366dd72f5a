"""Fees charged here, such as for a return or for being late: MRI hears of each once (MRI-7).

MRI's public material has no call for charges and credits. Where none is configured, staff enter the
fee in MRI, and the sync that meets it there knows it again (MRI-15).
"""

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime

from django.db import transaction
from django.db.models import Exists, F, OuterRef, Q, QuerySet

from rentrail.accounting.models import (
    MriConnection,
    MriPosting,
    MriPostingKind,
    MriPostingState,
    MriProperty,
)
from rentrail.accounting.mri import configured, deliveries, recognition
from rentrail.accounting.queries import UNFINISHED
from rentrail.identity import bulk
from rentrail.ledger.models import JournalEntry
from rentrail.portfolio import operations as portfolio
from rentrail.portfolio.models import Charge, ChargeSource, LeasePerson, LeaseRole, LedgerName
from rentrail.primitives.money import format_cents

KINDS = (MriPostingKind.CHARGE, MriPostingKind.CREDIT)
TOLD = (ChargeSource.SYSTEM, ChargeSource.REFUND)  # in MRI a refund is owed again, too
RESIDENT_ID_MAX = 10
UNSENT = (MriPostingState.QUEUED, MriPostingState.FAILED)
BY_HAND = Q(state=MriPostingState.NEEDS_PERSON, attempts=0) | Q(state=MriPostingState.FAILED)


@dataclass(frozen=True, kw_only=True, slots=True)
class Shown:
    """A charge or credit as MRI shows it, in its open charges or in a resident's ledger."""

    transaction_id: str
    lease_id: int
    signed_cents: int
    shown_date: date | None
    charge_code: str
    description: str


@transaction.atomic
def queue(connection: MriConnection, ready: Mapping[int, MriProperty], *, now: datetime) -> int:
    """Queue the fees that MRI must hear of, and what of them was taken back since."""
    charges = list(unqueued_charges(ready))
    _queue_charges(connection, charges, ready, now=now)
    reversed_ = list(_unqueued_reversals(ready))
    _queue_credits(connection, reversed_, now=now)
    _ask_for_deposit_refunds(ready, now=now)
    return len(charges) + len(reversed_)


def unqueued_charges(property_ids: Iterable[int]) -> "QuerySet[Charge]":
    """Give the fees of mapped properties that aren't queued for MRI yet."""
    found: QuerySet[Charge] = (
        Charge.objects.filter(
            property_id__in=list(property_ids),
            source__in=TOLD,
            transaction_code__ledger=LedgerName.RESIDENT,
            journal_entry__recorded_at__gte=F("property__mri__posts_from"),
            mri_postings=None,
        )
        .select_related("transaction_code", "journal_entry")
        .order_by("id")
    )
    return found


def _ask_for_deposit_refunds(property_ids: Iterable[int], *, now: datetime) -> None:
    """MRI has no call for the security-deposit ledger: staff repeat a refund there (MRI-15)."""
    refunds = Charge.objects.filter(
        property_id__in=list(property_ids),
        source=ChargeSource.REFUND,
        transaction_code__ledger=LedgerName.DEPOSIT,
        journal_entry__recorded_at__gte=F("property__mri__posts_from"),
    )
    for charge in refunds.select_related("lease").order_by("id"):
        portfolio.raise_task(
            kind="mri-deposit-refund",
            subject=f"{charge.lease.public_id}:{charge.public_id}",
            text=f"{format_cents(charge.amount_cents)} of a deposit were refunded: "
            f"{charge.description}. Repeat it in MRI's security-deposit ledger.",
            property_id=charge.property_id,
            now=now,
            stays_done=True,
        )


def values_of(posting: MriPosting, *, charge_id: str) -> dict[str, str]:
    """Give the values by which a configured call charges or credits; `charge_id` is MRI's own."""
    return {
        "resident_id": posting.resident_id,
        "property_id": posting.mri_property.rmpropid,
        "site_id": posting.mri_property.site_id,
        "date": posting.posted_date.isoformat(),
        "charge_code": posting.charge.transaction_code.mri_code if posting.charge else "",
        "amount": format_cents(posting.amount_cents).replace(",", ""),
        "external_number": posting.external_number,
        "description": posting.description,
        "mri_transaction_id": charge_id,
    }


def ours_among(mri_property: MriProperty, shown: Sequence[Shown], *, now: datetime) -> set[str]:
    """Name those of MRI's charges that were charged here first.

    They bear MRI's id or the number of a posting of ours, or staff entered them for one that was
    left to them; the latter are confirmed.
    """
    ids = [one.transaction_id for one in shown]
    ours = MriPosting.objects.filter(mri_property=mri_property, kind__in=KINDS)
    known = set(
        ours.filter(mri_transaction_id__in=ids).values_list("mri_transaction_id", flat=True)
    )
    confirmed = confirm_entered([one for one in shown if one.transaction_id not in known], now=now)
    numbers = {one.transaction_id: recognition.number_in(one.description) for one in shown}
    held = set(
        ours.filter(external_number__in=set(numbers.values()) - {""}).values_list(
            "external_number", flat=True
        )
    )
    return known | confirmed.keys() | {each for each, number in numbers.items() if number in held}


def confirm_entered(shown: Sequence[Shown], *, now: datetime) -> dict[str, bool]:
    """Confirm the fees that staff have entered in MRI.

    Tells by MRI's id whether the fee was still waited for; else staff had skipped it here.
    """
    found: dict[str, MriPosting] = {}
    waiting = list(_left_to_staff({one.lease_id for one in shown}))
    for one in shown:
        entered = next((posting for posting in waiting if _is_entered_as(posting, one)), None)
        if entered is not None:
            waiting.remove(entered)
            found[one.transaction_id] = entered
    was_waited_for = {each: posting.state in UNFINISHED for each, posting in found.items()}
    for transaction_id, posting in found.items():
        deliveries.confirm(posting, transaction_id=transaction_id, now=now)
    return was_waited_for


def _left_to_staff(lease_ids: Collection[int]) -> "QuerySet[MriPosting]":
    """Give what is in staff's hands: left to them, refused by MRI, or skipped by them."""
    taken_back = MriPosting.objects.filter(
        charge_id=OuterRef("charge_id"), kind=MriPostingKind.CREDIT
    )
    skipped = Q(state=MriPostingState.SKIPPED, kind=MriPostingKind.CHARGE) & ~Exists(taken_back)
    found: QuerySet[MriPosting] = (
        MriPosting.objects.filter(BY_HAND | skipped, lease_id__in=lease_ids, kind__in=KINDS)
        .select_related("charge__transaction_code", "mri_batch")
        .order_by("id")
    )
    return found


def _is_entered_as(posting: MriPosting, shown: Shown) -> bool:
    code = posting.charge.transaction_code.mri_code if posting.charge else ""
    is_charge = posting.kind == MriPostingKind.CHARGE
    return (
        posting.lease_id == shown.lease_id
        and posting.signed_cents == shown.signed_cents
        and shown.shown_date is not None
        and shown.shown_date >= posting.posted_date - recognition.DATE_TOLERANCE
        and (not is_charge or shown.charge_code == code)
    )


def _queue_charges(
    connection: MriConnection,
    charges: Sequence[Charge],
    ready: Mapping[int, MriProperty],
    *,
    now: datetime,
) -> None:
    has_call = configured.find(connection.operations, "charge") is not None
    heads = _heads({charge.lease_id for charge in charges})
    postings = [
        MriPosting(
            id=posting_id,
            kind=MriPostingKind.CHARGE,
            charge=charge,
            mri_property=ready[charge.property_id],
            lease_id=charge.lease_id,
            resident_id=heads.get(charge.lease_id, ""),
            amount_cents=charge.amount_cents,
            posted_date=charge.journal_entry.property_date,
            external_number=str(posting_id),
            description=recognition.fee_description_of(
                external_number=str(posting_id), mri_code=charge.transaction_code.mri_code
            ),
            queued_at=now,
        )
        for charge, posting_id in zip(charges, _ids(len(charges)), strict=True)
    ]
    for posting in _created(postings):
        why = _why_charged_by_hand(posting, has_call=has_call)
        if why:
            deliveries.give_to_person(posting, why=why, now=now)


def _why_charged_by_hand(posting: MriPosting, *, has_call: bool) -> str:
    code = posting.charge.transaction_code if posting.charge else None
    if not posting.resident_id:
        return "The household has no resident id of MRI's; enter it in MRI."
    if code is None or not code.mri_code:
        return f"No charge code of MRI's is mapped to {code}; enter it in MRI."
    if not has_call:
        return f"Enter it in MRI as {code.mri_code}; no call for charges is configured."
    return ""


def _unqueued_reversals(property_ids: Iterable[int]) -> "QuerySet[MriPosting]":
    """Give the postings of fees that were taken back here, which MRI hasn't been told."""
    taken_back = JournalEntry.objects.filter(reverses_id=OuterRef("charge__journal_entry_id"))
    told = MriPosting.objects.filter(charge_id=OuterRef("charge_id"), kind=MriPostingKind.CREDIT)
    found: QuerySet[MriPosting] = (
        MriPosting.objects.filter(
            Exists(taken_back),
            ~Exists(told),
            kind=MriPostingKind.CHARGE,
            mri_property__property_id__in=list(property_ids),
        )
        .select_related("charge__transaction_code", "mri_property")
        .order_by("id")
    )
    return found


def _queue_credits(
    connection: MriConnection, originals: Sequence[MriPosting], *, now: datetime
) -> None:
    """Queue what takes fees back; what MRI surely never got is skipped on both sides."""
    has_call = configured.find(connection.operations, "credit") is not None
    days = _days_taken_back(originals)
    by_charge = {original.charge_id: original for original in originals}
    postings = [
        MriPosting(
            id=posting_id,
            kind=MriPostingKind.CREDIT,
            charge=original.charge,
            mri_property=original.mri_property,
            lease_id=original.lease_id,
            resident_id=original.resident_id,
            amount_cents=original.amount_cents,
            posted_date=days[original.charge_id],
            external_number=str(posting_id),
            description=recognition.fee_description_of(
                external_number=str(posting_id), mri_code=_code_of(original)
            ),
            queued_at=now,
        )
        for original, posting_id in zip(originals, _ids(len(originals)), strict=True)
    ]
    for posting in _created(postings):
        original = by_charge[posting.charge_id]
        if _skip_unsent(original):
            _skip_unsent(posting)
        elif not has_call or not _was_sent(original):
            why = f"Credit the fee in MRI, if it is there. {original.mri_transaction_id}".strip()
            deliveries.give_to_person(posting, why=why, now=now)


def _skip_unsent(posting: MriPosting) -> bool:
    unsent = MriPosting.objects.filter(id=posting.id, state__in=UNSENT)
    return bool(unsent.update(state=MriPostingState.SKIPPED, note="Taken back before it was sent."))


def _was_sent(original: MriPosting) -> bool:
    return original.state not in (MriPostingState.NEEDS_PERSON, MriPostingState.SKIPPED)


def _days_taken_back(originals: Sequence[MriPosting]) -> dict[int | None, date]:
    by_entry = {one.charge.journal_entry_id: one.charge_id for one in originals if one.charge}
    taken_back = JournalEntry.objects.filter(reverses_id__in=by_entry)
    return {
        by_entry[entry_id]: day
        for entry_id, day in taken_back.values_list("reverses_id", "property_date")
    }


def _code_of(posting: MriPosting) -> str:
    return posting.charge.transaction_code.mri_code if posting.charge else ""


def _ids(count: int) -> Sequence[int]:
    return bulk.next_ids(MriPosting, count=count) if count else ()


def _created(postings: Sequence[MriPosting]) -> list[MriPosting]:
    """Write postings, and give those that no other process has written meanwhile."""
    MriPosting.objects.bulk_create(postings, ignore_conflicts=True)
    written = set(
        MriPosting.objects.filter(id__in=[one.id for one in postings]).values_list("id", flat=True)
    )
    return [one for one in postings if one.id in written]


def _heads(lease_ids: Collection[int]) -> dict[int, str]:
    heads = LeasePerson.objects.filter(lease_id__in=lease_ids, role=LeaseRole.HEAD)
    ids = heads.values_list("lease_id", "person__external_id")
    return {lease_id: mri_id for lease_id, mri_id in ids if len(mri_id) <= RESIDENT_ID_MAX}
