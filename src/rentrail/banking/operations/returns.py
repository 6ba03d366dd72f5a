"""Returns: matched to what was sent, applied once (RAIL-8)."""

import logging
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from functools import partial

from django.db import OperationalError, transaction

from rentrail.banking import contents, journal
from rentrail.banking.models import (
    Clearing,
    Entry,
    InboundFile,
    InboundItem,
    InboundItemKind,
    InboundItemState,
    Transfer,
    TransferKind,
)
from rentrail.banking.operations import corrections, items, owner_returns, settling
from rentrail.banking.operations.items import ReceivedItem
from rentrail.formats.nacha import reader, validation
from rentrail.formats.nacha.file import AchFile
from rentrail.formats.nacha.inbound import ReturnedEntry
from rentrail.ledger import operations as ledger
from rentrail.payments import operations as payments
from rentrail.payments.models import Payment, Refund
from rentrail.primitives import ids
from rentrail.primitives.problems import Problem

log = logging.getLogger(__name__)

BANK = "bank"


@dataclass(frozen=True, kw_only=True)
class _Found:
    """A return of this file and the entry that it means."""

    returned: ReturnedEntry
    entry: Entry


def apply(file: InboundFile, content: bytes, *, now: datetime) -> list[Problem]:
    """Apply a file of returns and notifications; a faulty one is applied not at all.

    What a faulty one names is held until the whole of it comes, or a person closes it. An item
    that fails for a fault of ours is held too, and stops none of the others.
    """
    read = reader.parse(content)
    faults = validation.problems_of_the_whole(content)
    if faults:
        items.hold(file, _readable(read))
        return faults
    problems = _apply_returns(file, reader.returns(read), now=now)
    for one in reader.notifications(read):
        if not items.is_known(one):
            problems += items.whole_or_held(
                file, one, partial(corrections.apply_notification, file, one, now=now)
            )
    items.supersede_faulty(file, content, now=now)
    return problems


def names_every_account(file: InboundFile) -> bool:
    """Tell whether each entry of a file that was kept is on record, and so its account known."""
    read = reader.parse(contents.content_of_inbound(file))
    named = _readable(read)
    entry_count = sum(len(batch.entries) for batch in read.batches)
    identities = {items.identity_of(one) for one in named}
    recorded_count = InboundItem.objects.filter(identity__in=identities).count()
    is_whole = 0 < entry_count == len({one.line for one in named})
    return is_whole and recorded_count == len(identities)


def _readable(read: AchFile) -> list[ReceivedItem]:
    received: list[ReceivedItem] = [*reader.returns(read), *reader.notifications(read)]
    return [one for one in received if items.is_readable(one)]


def _apply_returns(
    file: InboundFile, returned: Sequence[ReturnedEntry], *, now: datetime
) -> list[Problem]:
    found: dict[int, _Found] = {}
    for one in returned:
        if items.is_known(one):
            continue
        entry = items.entry_meant(one, file=file)
        state, note = _verdict(one, entry, already=found)
        if entry is not None and state == InboundItemState.APPLIED:
            found[entry.id] = _Found(returned=one, entry=entry)
        else:
            items.record(file, one, entry, state, note)
        if state == InboundItemState.UNMATCHED:
            items.tell_unmatched(file, one.line, f"return {one.return_code}", note, now=now)
    return _apply_found(file, list(found.values()), now=now)


def _apply_found(file: InboundFile, found: Sequence[_Found], *, now: datetime) -> list[Problem]:
    """Apply returns together; where that fails, one by one, so that only the bad one waits."""
    if not found:
        return []
    try:
        with transaction.atomic():
            _take_money_back(file, found, now=now)
    except OperationalError:
        raise
    except Exception:
        log.exception("Applying the returns of %s together failed.", file.public_id)
    else:
        return []
    problems: list[Problem] = []
    for one in found:
        work = partial(_take_money_back, file, [one], now=now)
        problems += items.whole_or_held(file, one.returned, work)
    return problems


def _verdict(
    one: ReturnedEntry, entry: Entry | None, *, already: Mapping[int, _Found]
) -> tuple[InboundItemState, str]:
    if entry is None:
        return InboundItemState.UNMATCHED, "No entry of this trace and amount was sent."
    if entry.refund_id and entry.entry_batch.file.connection.clearing == Clearing.CENTRAL:
        return InboundItemState.UNMATCHED, (
            "A refund came back to central clearing: credit the owner and the household by hand."
        )
    before = _code_before(entry)
    before = before or (already[entry.id].returned.return_code if entry.id in already else "")
    if not before:
        return InboundItemState.APPLIED, ""
    if before == one.return_code:
        return InboundItemState.REPEATED, "The same return was listed before."
    return InboundItemState.UNMATCHED, f"The entry came back before, with {before}."


def _code_before(entry: Entry) -> str:
    """Give why an entry came back before; empty where it did not."""
    if entry.payment is not None:
        known: str = entry.payment.return_code
        return known
    applied = entry.came_back.filter(state=InboundItemState.APPLIED, kind=InboundItemKind.RETURN)
    codes: list[str] = list(applied.values_list("code", flat=True))
    return codes[0] if codes else ""


def _take_money_back(file: InboundFile, found: Sequence[_Found], *, now: datetime) -> None:
    """A return proves that its batch was taken, so that is noted first."""
    received_date = items.received_date(file)
    settling.prove_taken(
        {one.entry.entry_batch_id: one.entry.entry_batch for one in found}.values(),
        by=file.name,
        on=received_date,
        now=now,
    )
    of_payments = [one for one in found if one.entry.payment_id is not None]
    _return_payments(file, of_payments, received_date, now=now)
    _return_refunds([one for one in found if one.entry.refund_id], received_date, now=now)
    owner_returns.bring_back(
        file,
        [(one.entry, one.returned.return_code) for one in found if one.entry.transfer_id],
        received_date=received_date,
        now=now,
    )
    for one in found:
        items.record(file, one.returned, one.entry, InboundItemState.APPLIED)


def _return_payments(
    file: InboundFile, found: Sequence[_Found], received_date: date, *, now: datetime
) -> None:
    is_direct = file.connection.clearing == Clearing.DIRECT
    payments.return_payments(
        [
            payments.Returned(
                payment_id=one.entry.payment_id or 0,
                return_code=one.returned.return_code,
                received_date=received_date,
                came_from=f"inbound:{file.public_id}:{one.returned.line}",
                credits_cash=is_direct,
            )
            for one in found
        ],
        now=now,
    )
    if not is_direct:
        _debit_owners(file, [one.entry.payment_id or 0 for one in found], received_date, now=now)


def _return_refunds(found: Sequence[_Found], received_date: date, *, now: datetime) -> None:
    """The property's own bank account has the money again."""
    for one in found:
        refund = Refund.objects.select_related("payment__bank_account").get(id=one.entry.refund_id)
        payments.return_refund(
            refund_id=refund.id,
            return_code=one.returned.return_code,
            received_date=received_date,
            money_account_id=refund.payment.bank_account.cash_account_id,
            now=now,
        )


def _debit_owners(
    file: InboundFile, payment_ids: Sequence[int], received_date: date, *, now: datetime
) -> None:
    """Central clearing was debited by the bank: each item is debited from its owner (RAIL-3)."""
    returned = list(Payment.objects.filter(id__in=payment_ids).order_by("id"))
    drafts = list(journal.to_recover(returned, bank=file.connection, on=received_date))
    ledger.post(drafts, posted_by=BANK, now=now)
    Transfer.objects.bulk_create(
        Transfer(
            public_id=ids.new_public_id("trf", now=now),
            kind=TransferKind.RETURN_DEBIT,
            bank_account_id=payment.bank_account_id,
            batch_id=payment.batch_id,
            payment=payment,
            amount_cents=payment.amount_cents,
            due_date=received_date,
        )
        for payment in returned
    )
