"""Whom an item pays for: lines over people and ledgers; accounts remembered (SCAN-3, SCAN-8)."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import datetime

from django.db import transaction

from rentrail.checks.models import AccountLink, CheckItem, CheckLine
from rentrail.checks.operations import capturing, lines
from rentrail.checks.operations.refusals import ItemNotAllowed
from rentrail.checks.rules.kinds import CONVERTIBLE
from rentrail.portfolio.models import Lease, LedgerName, Person


@dataclass(frozen=True, kw_only=True, slots=True)
class LineDraft:
    """One payment of an item: whose, on which ledger, how much, under which document number.

    Without a number the item's own is taken (PAY-7). A line may wait for its person.
    """

    lease_id: int | None
    person_id: int | None
    amount_cents: int | None
    ledger: LedgerName = LedgerName.RESIDENT
    document: str = ""


@transaction.atomic
def associate(
    drafts: Sequence[LineDraft], *, public_id: str, associated_by: str, now: datetime
) -> CheckItem:
    """Say whom an item pays for: one line, or several over people and ledgers; all anew each time.

    Raises:
        ItemNotOpen: the item is posted, set aside or deleted, or its deposit is over.
        ItemNotAllowed: no line, or a household of another property: one check is one deposit.
    """
    item = capturing.open_item(public_id)
    _refuse_elsewhere(item, drafts)
    CheckLine.objects.filter(item=item).delete()
    number = lines.document_of(item)
    CheckLine.objects.bulk_create(
        CheckLine(
            item=item,
            number=place,
            lease_id=draft.lease_id,
            person_id=draft.person_id,
            ledger=draft.ledger,
            amount_cents=draft.amount_cents,
            document=(draft.document.strip() or number)[:40],
        )
        for place, draft in enumerate(drafts, 1)
    )
    lines.know_number(item)
    item.save(update_fields=["check_hash"])
    return item


@transaction.atomic
def unlink_account(
    *, public_id: str, person_ids: Collection[int], unlinked_by: str, now: datetime
) -> int:
    """Forget that people pay from an item's bank account; stays so though the scan is canceled.

    It takes the right “Unlink accounts”. Gives how many were unlinked (RDC-5).
    """
    item = CheckItem.objects.get(public_id=public_id)
    found = AccountLink.objects.filter(
        account_hash=item.account_hash, person__in=person_ids, unlinked_at__isnull=True
    )
    return int(found.update(unlinked_at=now, unlinked_by=unlinked_by))


def link_accounts(items: Sequence[CheckItem], *, linked_by: str, now: datetime) -> None:
    """Remember the account of items with the people they paid for (SCAN-8)."""
    AccountLink.objects.bulk_create(
        (
            AccountLink(
                account_hash=item.account_hash,
                last_four=item.last_four,
                lease_id=line.lease_id,
                person_id=line.person_id,
                linked_at=now,
                linked_by=linked_by,
            )
            for item in items
            if item.account_hash and item.kind in CONVERTIBLE
            for line in item.lines.all()
            if line.lease_id is not None and line.person_id is not None
        ),
        ignore_conflicts=True,
    )


def _refuse_elsewhere(item: CheckItem, drafts: Sequence[LineDraft]) -> None:
    if not drafts:
        raise ItemNotAllowed("An item pays at least one person; keep one line.")
    lease_ids = {draft.lease_id for draft in drafts if draft.lease_id}
    here = Lease.objects.filter(id__in=lease_ids, property=item.property_id)
    person_ids = {draft.person_id for draft in drafts if draft.person_id}
    people = Person.objects.filter(id__in=person_ids)
    if here.count() != len(lease_ids) or people.count() != len(person_ids):
        raise ItemNotAllowed("All lines of a check belong to the property where it is deposited.")
