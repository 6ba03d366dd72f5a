"""Returns and notifications of change: matched to what was sent, applied once (RAIL-8)."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime

from rentrail.banking import contents, journal, rules
from rentrail.banking.models import (
    Clearing,
    Entry,
    EntryKind,
    InboundFile,
    InboundItem,
    InboundItemKind,
    InboundItemState,
    Transfer,
    TransferKind,
)
from rentrail.banking.operations import settling
from rentrail.formats.nacha import reader
from rentrail.formats.nacha.file import AchFile
from rentrail.formats.nacha.inbound import NotificationOfChange, ReturnedEntry
from rentrail.formats.nacha.problems import Findings
from rentrail.formats.nacha.transactions import TRANSACTION_CODES
from rentrail.formats.nacha.validation import controls
from rentrail.identity import vault
from rentrail.ledger import operations as ledger
from rentrail.payments import operations as payments
from rentrail.payments import states
from rentrail.payments.models import AccountType, Payment
from rentrail.payments.operations import moving
from rentrail.payments.states import (
    PaymentEvent,
    SettlementStatus,
    Standing,
    TransactionStatus,
)
from rentrail.portfolio import operations as portfolio
from rentrail.primitives import ids
from rentrail.primitives.problems import Problem, Severity

BANK = "bank"
NOTE_MAX = 200


@dataclass(frozen=True, kw_only=True)
class _Found:
    """A return of this file and the entry that it means."""

    returned: ReturnedEntry
    entry: Entry


def apply(file: InboundFile, content: bytes, *, now: datetime) -> list[Problem]:
    """Apply a file of returns and notifications; a faulty one is applied not at all."""
    read = reader.read(content)
    faults = _faults_of_the_whole(read)
    if faults:
        return faults
    received_date = _received_date(file)
    _apply_returns(file, reader.returns(read), received_date=received_date, now=now)
    for notification in reader.notifications(read):
        _apply_notification(file, notification, received_date=received_date, now=now)
    return []


def _faults_of_the_whole(read: AchFile) -> list[Problem]:
    """Say what shows that a file is not whole; what is odd in an item is that item's affair."""
    findings = Findings(list(read.problems))
    for batch in read.batches:
        controls.check_batch(batch, findings)
    controls.check_file(read, findings)
    return [one for one in findings.problems if one.severity is Severity.ERROR]


def _apply_returns(
    file: InboundFile, returned: Sequence[ReturnedEntry], *, received_date: date, now: datetime
) -> None:
    found: dict[int, _Found] = {}
    for one in returned:
        identity = _identity(InboundItemKind.RETURN, one)
        if InboundItem.objects.filter(identity=identity).exists():
            continue  # this very return was in another file
        entry = _entry_meant(
            one.original_trace_number, one.amount_cents, one.effective_entry_date, file=file
        )
        state, note = _verdict(one, entry, already=found)
        if entry is not None and state == InboundItemState.APPLIED:
            found[entry.id] = _Found(returned=one, entry=entry)
        _record_return(file, one, identity, entry, state, note, received_date=received_date)
        if state == InboundItemState.UNMATCHED:
            _tell_unmatched(file, one.line, f"return {one.return_code}", note, now=now)
    _take_money_back(file, list(found.values()), received_date=received_date, now=now)


def _verdict(
    one: ReturnedEntry, entry: Entry | None, *, already: dict[int, _Found]
) -> tuple[InboundItemState, str]:
    if entry is None:
        return InboundItemState.UNMATCHED, "No entry of this trace and amount was sent."
    if entry.kind != EntryKind.PAYMENT:
        return InboundItemState.UNMATCHED, "An owner's bank sent back a transfer."
    before = entry.payment.return_code if entry.payment else ""
    before = before or (already[entry.id].returned.return_code if entry.id in already else "")
    if not before:
        return InboundItemState.APPLIED, ""
    if before == one.return_code:
        return InboundItemState.REPEATED, "The same return was listed before."
    return InboundItemState.UNMATCHED, f"The entry came back before, with {before}."


def _record_return(
    file: InboundFile,
    one: ReturnedEntry,
    identity: str,
    entry: Entry | None,
    state: InboundItemState,
    note: str,
    *,
    received_date: date,
) -> None:
    InboundItem.objects.create(
        file=file,
        line=one.line,
        kind=InboundItemKind.RETURN,
        identity=identity,
        code=one.return_code,
        original_trace_number=one.original_trace_number,
        amount_cents=one.amount_cents,
        entry=entry,
        state=state,
        received_date=received_date,
        note=note,
    )


def _take_money_back(
    file: InboundFile, found: Sequence[_Found], *, received_date: date, now: datetime
) -> None:
    """A return proves that its batch was taken and settled, so that is noted first."""
    settling.prove(
        {one.entry.entry_batch_id: one.entry.entry_batch for one in found}.values(),
        by=file.name,
        now=now,
    )
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


def _apply_notification(
    file: InboundFile, one: NotificationOfChange, *, received_date: date, now: datetime
) -> None:
    identity = _identity(InboundItemKind.NOTIFICATION_OF_CHANGE, one)
    if InboundItem.objects.filter(identity=identity).exists():
        return
    entry = _entry_meant(one.original_trace_number, None, "", file=file)
    state, note = _correct(file, one, entry, now=now)
    InboundItem.objects.create(
        file=file,
        line=one.line,
        kind=InboundItemKind.NOTIFICATION_OF_CHANGE,
        identity=identity,
        code=one.change_code,
        original_trace_number=one.original_trace_number,
        amount_cents=0,
        corrected_data_sealed=vault.seal(
            one.corrected_text, context=contents.item_context(identity)
        ),
        entry=entry,
        state=state,
        received_date=received_date,
        note=note[:NOTE_MAX],
    )
    if state != InboundItemState.APPLIED:
        _tell_unmatched(file, one.line, f"notification {one.change_code}", note, now=now)


def _correct(
    file: InboundFile, one: NotificationOfChange, entry: Entry | None, *, now: datetime
) -> tuple[InboundItemState, str]:
    if entry is None:
        return InboundItemState.UNMATCHED, "No entry of this trace was sent."
    if one.corrected_data is None:
        return InboundItemState.REFUSED, f"To be refused with {one.refusal_code}: {one.refusal}"
    if entry.payment is None:
        return InboundItemState.UNMATCHED, "It corrects an owner's bank account."
    corrected, account_type = one.corrected_data, _account_type(one)
    if not (corrected.routing_number or corrected.account_number or account_type):
        return InboundItemState.UNMATCHED, "It corrects nothing of a bank account."
    try:
        payments.correct_instrument(
            instrument_id=entry.payment.instrument_id,
            routing_number=corrected.routing_number,
            account_number=corrected.account_number,
            account_type=account_type,
            change_code=one.change_code,
            corrected_by=BANK,
            now=now,
        )
    except (payments.AccountNumberNotValid, payments.RoutingNumberNotValid) as refusal:
        return InboundItemState.REFUSED, f"To be refused: {refusal}"
    except payments.AccountOnFileAlready as refusal:
        return InboundItemState.UNMATCHED, str(refusal)
    _note_on_payment(file, one, entry.payment, now=now)
    return InboundItemState.APPLIED, ""


def _note_on_payment(
    file: InboundFile, one: NotificationOfChange, payment: Payment, *, now: datetime
) -> None:
    settling.prove([payment.entries.get(is_live=True).entry_batch], by=file.name, now=now)
    payment.refresh_from_db(fields=["status", "settlement_status"])
    standing = Standing(
        TransactionStatus(payment.status), SettlementStatus(payment.settlement_status)
    )
    if (standing, PaymentEvent.NOTICE_OF_CHANGE) not in states.MOVES:
        return
    moving.move(
        [payment.id],
        PaymentEvent.NOTICE_OF_CHANGE,
        actor=BANK,
        now=now,
        came_from=f"inbound:{file.public_id}:{one.line}",
        detail={"change_code": one.change_code},
    )


def _account_type(one: NotificationOfChange) -> AccountType | None:
    code = one.corrected_data.transaction_code if one.corrected_data else None
    if code is None:
        return None
    return AccountType(TRANSACTION_CODES[code].account_type.value)


def _entry_meant(
    trace_number: str, amount_cents: int | None, effective_entry_date: str, *, file: InboundFile
) -> Entry | None:
    """Find the entry by trace and amount; of several cycles' the nearest date, else the latest."""
    entries: Iterable[Entry] = (
        Entry.objects.filter(
            trace_number=trace_number,
            is_live=True,
            entry_batch__file__connection=file.connection,
            **({} if amount_cents is None else {"amount_cents": amount_cents}),
        )
        .select_related("payment", "entry_batch__file__connection")
        .order_by("-id")
    )
    meant = _parsed(effective_entry_date)
    if meant is None:
        return next(iter(entries), None)
    return min(
        entries,
        key=lambda entry: abs((entry.entry_batch.effective_entry_date - meant).days),
        default=None,
    )


def _parsed(text: str) -> date | None:
    try:
        return datetime.strptime(text, "%y%m%d").date()  # noqa: DTZ007 - a day, not a moment
    except ValueError:
        return None


def _identity(kind: InboundItemKind, one: ReturnedEntry | NotificationOfChange) -> str:
    """Name an item so that it is known again in whatever file it stands."""
    code, amount = (
        (one.return_code, one.amount_cents)
        if isinstance(one, ReturnedEntry)
        else (one.change_code, 0)
    )
    return f"{kind}:{one.original_trace_number}:{code}:{amount}:{one.trace_number}"


def _received_date(file: InboundFile) -> date:
    """The day on which the bank gave it us, however much later it could be applied (ACH-4)."""
    cutoffs = rules.cutoffs_of(file.connection.cutoffs)
    return rules.bank_moment(file.received_at, cutoffs=cutoffs).date()


def _tell_unmatched(file: InboundFile, line: int, what: str, note: str, *, now: datetime) -> None:
    portfolio.raise_task(
        kind="bank-item-unmatched",
        subject=f"{file.public_id}:{line}",
        text=f"A {what} in {file.name}, line {line}, needs a person. {note}",
        now=now,
    )
