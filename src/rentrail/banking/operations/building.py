"""Files to the bank: what is due becomes entries, bytes and a digest (ACH-3, RAIL-9)."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from functools import partial
from itertools import chain, groupby
from typing import NamedTuple

from django.db import connection, transaction
from django.db.models import Q

from rentrail.banking import entries_due, locks, numbering, rules
from rentrail.banking.contents import PartWriter
from rentrail.banking.entries_due import PaymentDue, Selection
from rentrail.banking.models import (
    BankConnection,
    BankFile,
    Entry,
    EntryBatch,
    EntryKind,
    InboundFile,
    InboundKind,
    InboundState,
    Originator,
    Transfer,
    TransferKind,
    TransferState,
)
from rentrail.banking.numbering import TraceBlock
from rentrail.banking.operations import items, leaving_out, returns, withdrawing
from rentrail.banking.operations.one_by_one import OneByOne
from rentrail.formats.nacha import spelling
from rentrail.formats.nacha.entries import PpdEntry
from rentrail.formats.nacha.records import BatchHeader, FileHeader
from rentrail.formats.nacha.transactions import Direction, ServiceClass
from rentrail.formats.nacha.writer import TRACE_SEQUENCE_MAX, FileWriter, Row
from rentrail.identity import bulk, vault
from rentrail.payments import operations as payments
from rentrail.payments.models import HolderType, Refund
from rentrail.payments.operations import instruments
from rentrail.portfolio import operations as portfolio
from rentrail.portfolio.operations import bank_accounts
from rentrail.primitives import ids
from rentrail.primitives.problems import Refusal

NAME_WIDTH = PpdEntry.column("individual_name").width
NAMELESS = "RESIDENT"  # for a name that has no spelling in a Nacha file
IDENTIFICATION_WIDTH = PpdEntry.column("identification_number").width
REFUND = "REFUND"  # the entry description that the payer sees
TRANSFER_DESCRIPTIONS = {
    TransferKind.DISBURSEMENT: "RENT PAYMT",
    TransferKind.RESERVE_RELEASE: "RESERVE",
    TransferKind.RETURN_DEBIT: "RETURNED",
    TransferKind.REFUND_DEBIT: REFUND,
}
ENTRY_KINDS = {
    TransferKind.DISBURSEMENT: EntryKind.DISBURSEMENT,
    TransferKind.RESERVE_RELEASE: EntryKind.RESERVE_RELEASE,
    TransferKind.RETURN_DEBIT: EntryKind.OWNER_DEBIT,
    TransferKind.REFUND_DEBIT: EntryKind.OWNER_DEBIT,
}
OWNER_DEBITS = (TransferKind.RETURN_DEBIT, TransferKind.REFUND_DEBIT)


class InboundNotApplied(Refusal):
    """What the bank sent waits to be applied; no entry is built before. Fit to show a person."""


def build_files(*, business_date: date, now: datetime) -> dict[str, int]:
    """Build the files of every bank connection from closed batches and transfers that are due.

    A payment that can't be sent is left out and told to staff; all others go. What stands in a file
    that was never sent and is too late now goes anew. A bank that must wait holds no other.

    Raises:
        InboundNotApplied: a return or correction may wait in a file that is not applied yet.
        NoMoreFilesToday: a bank has taken all the files that can be told apart.
        SomeFailed: building failed for a bank; the others' files are built.
    """
    counts = {"files": 0, "entries": 0, "left_out": 0, "banks_waiting": 0}
    refusals: list[Exception] = []
    building = OneByOne(what="building files", now=now)
    for bank in BankConnection.objects.order_by("id"):
        build = partial(_build_for, bank, counts, business_date=business_date, now=now)
        try:
            building.attempt(bank.name, build, subject=bank.public_id)
        except (InboundNotApplied, numbering.NoMoreFilesToday) as refusal:
            refusals.append(refusal)
    leaving_out.tell_of_accounts(now=now)
    building.finish()
    if refusals:
        raise refusals[0]
    return counts


def _build_for(
    bank: BankConnection, counts: dict[str, int], *, business_date: date, now: datetime
) -> None:
    _refuse_before_inbound(bank)
    withdrawing.withdraw_late(bank, now=now)
    if _waits_for_a_whole_file(bank, now=now):
        counts["banks_waiting"] += 1
        return
    selection = _selection(bank, business_date=business_date)
    counts["left_out"] += leaving_out.tell_of_payments(selection, now=now)
    counts["left_out"] += leaving_out.tell_of_refunds(
        selection, business_date=business_date, now=now
    )
    while file := _build_next(bank, business_date=business_date, now=now):
        counts["files"] += 1
        counts["entries"] += file.entry_count


def _selection(bank: BankConnection, *, business_date: date) -> Selection:
    """Say what may go over a bank connection, by what has come from all banks up to now."""
    return Selection(
        bank_id=bank.id,
        taken_since=rules.taken_since(
            business_date=business_date, cutoffs=rules.cutoffs_of(bank.cutoffs)
        ),
        held=entries_due.held_accounts(),
    )


def _waits_for_a_whole_file(bank: BankConnection, *, now: datetime) -> bool:
    """Tell whether returns were received of which nobody can say which accounts they name."""
    kept = InboundFile.objects.filter(
        connection=bank, kind=InboundKind.RETURNS, state=InboundState.WITH_PROBLEMS
    )
    unread = [file for file in kept.order_by("id") if not returns.names_every_account(file)]
    for file in unread:
        portfolio.raise_task(
            kind=items.WAITING_TASK,
            subject=file.public_id,
            text=f"Nothing is sent over {bank}: returns may stand in {file.name} that can't be "
            "read. Get the whole file from the bank, or work it and close it on its page.",
            now=now,
        )
    return bool(unread)


def _refuse_before_inbound(bank: BankConnection) -> None:
    """Refuse while a file waits that may tell of this bank's entries, or name an account of them.

    A payer's account may be debited over several banks, and come back from any of them.
    """
    stored = InboundFile.objects.filter(state=InboundState.STORED)
    waiting = stored.filter(Q(connection=bank) | Q(kind=InboundKind.RETURNS)).first()
    if waiting:
        raise InboundNotApplied(
            f"{waiting.name} from {waiting.connection} is not applied yet; returns may stand in it."
        )


def _build_next(bank: BankConnection, *, business_date: date, now: datetime) -> BankFile | None:
    """Build the next file, where something waits; its traces are taken ahead, by themselves."""
    selection = _selection(bank, business_date=business_date)
    waiting_count = entries_due.count_of_payments(selection)
    waiting_count += entries_due.transfers(selection, business_date=business_date).count()
    waiting_count += entries_due.refunds(selection, business_date=business_date).count()
    if not waiting_count:
        return None
    traces = numbering.take_traces(
        odfi_identification=bank.odfi_identification,
        count=min(waiting_count, bank.entries_in_file_max or waiting_count, TRACE_SEQUENCE_MAX),
    )
    return _build_file(bank, traces, business_date=business_date, now=now)


@transaction.atomic
def _build_file(
    bank: BankConnection, traces: TraceBlock, *, business_date: date, now: datetime
) -> BankFile | None:
    """Build a file of what may go now; what came from a bank meanwhile is asked about once more."""
    locks.exchange_alone()
    _refuse_before_inbound(bank)
    selection = _selection(bank, business_date=business_date)
    BankConnection.objects.select_for_update(no_key=True).get(id=bank.id)  # one builder at a time
    building = _Building.started(bank, traces, business_date=business_date, now=now)
    for group in _groups(selection, count_max=traces.count):
        building.add_payments(group)
    transfers = entries_due.transfers(selection, business_date=business_date)
    for transfer in transfers[: traces.count - building.writer.entry_count]:
        building.add_transfer(transfer)
    refunds = entries_due.refunds(selection, business_date=business_date)
    locked = refunds.select_for_update(no_key=True, of=("self",))
    for refund in locked[: traces.count - building.writer.entry_count]:
        building.add_refund(refund)
    return building.finished() if building.writer.entry_count else None


def _groups(selection: Selection, *, count_max: int) -> Iterator[Iterator[PaymentDue]]:
    chunks = entries_due.payments(selection, count_max=count_max)
    for _, group in groupby((due for chunk in chunks for due in chunk), key=_batch_key):
        yield group


def _batch_key(due: PaymentDue) -> tuple[object, ...]:
    return due[: PaymentDue._fields.index("payment_id")]


class _Written(NamedTuple):
    """A payment's entry that is in the file and waits to be registered."""

    entry_batch_id: int
    kind: EntryKind
    payment_id: int
    transaction_code: int
    amount_cents: int
    trace_sequence: int


@dataclass(kw_only=True)
class _Building:
    """A file that is being built: written to its parts, registered entry by entry."""

    bank: BankConnection
    now: datetime
    file_id: int
    public_id: str
    sending_day: date
    effective_entry_date: date
    creation_time: str
    modifier: str
    traces: TraceBlock
    writer: FileWriter
    parts: PartWriter
    next_sequence: int
    written: list[_Written] = field(default_factory=list)
    batch_ids: set[int] = field(default_factory=set)
    originators: dict[int, Originator] = field(default_factory=dict)
    taken_back: frozenset[int] = frozenset()  # batches that stood in a file before

    @classmethod
    def started(
        cls, bank: BankConnection, traces: TraceBlock, *, business_date: date, now: datetime
    ) -> "_Building":
        """Number the file and write its header."""
        cutoffs = rules.cutoffs_of(bank.cutoffs)
        day = rules.sending_day(business_date=business_date, now=now, cutoffs=cutoffs)
        modifier = numbering.next_modifier(bank=bank, creation_date=day)
        file_id = bulk.next_ids(BankFile, count=1)[0]
        public_id = ids.new_public_id("file", now=now)
        creation_time = f"{rules.bank_moment(now, cutoffs=cutoffs):%H%M}"
        building = cls(
            bank=bank,
            now=now,
            file_id=file_id,
            public_id=public_id,
            sending_day=day,
            effective_entry_date=rules.effective_entry_date(sending_day=day, cutoffs=cutoffs),
            creation_time=creation_time,
            modifier=modifier,
            traces=traces,
            writer=FileWriter(_file_header(bank, day, creation_time, modifier)),
            parts=PartWriter(file_id=file_id, public_id=public_id),
            next_sequence=traces.first_sequence,
            originators={row.id: row for row in Originator.objects.filter(connection=bank)},
            taken_back=frozenset(
                EntryBatch.objects.filter(file__connection=bank, batch__isnull=False)
                .exclude(rejected_reason="")
                .values_list("batch_id", flat=True)
            ),
        )
        building.parts.write([building.writer.start()])
        return building

    def add_payments(self, group: Iterable[PaymentDue]) -> None:
        """Write one entry batch of payments."""
        rows = iter(group)
        first = next(rows)
        originator = self.originators[first.originator_id]
        batch = self._entry_batch(
            originator,
            sec_code=first.sec_code,
            description=rules.entry_description(
                originator.entry_description,
                is_representment=first.is_representment,
                is_fee=first.is_fee,
            ),
        )
        batch.batch_id = first.batch_id
        self.batch_ids.add(first.batch_id)
        dues = chain([first], rows)
        entries = self._payment_rows(batch, dues)
        self._write(batch, entries, ServiceClass.DEBITS, company_name=first.company_name)

    def add_transfer(self, transfer: Transfer) -> None:
        """Write one transfer as an entry batch, so that it is a bank line, of its own."""
        kind = TransferKind(transfer.kind)
        batch = self._entry_batch(
            transfer.bank_account.originator,
            sec_code="CCD",
            description=TRANSFER_DESCRIPTIONS[kind],
        )
        is_debit = kind in OWNER_DEBITS
        service_class = ServiceClass.DEBITS if is_debit else ServiceClass.CREDITS
        self._write(
            batch,
            self._transfer_row(batch, transfer),
            service_class,
            company_name=transfer.bank_account.originator.company_name,
        )
        Transfer.objects.filter(id=transfer.id).update(state=TransferState.IN_FILE)

    def add_refund(self, refund: Refund) -> None:
        """Write one refund as an entry batch, so that it is a bank line, of its own."""
        payment = refund.payment
        is_business = payment.instrument.holder_type == HolderType.BUSINESS
        originator = payment.bank_account.originator
        batch = self._entry_batch(
            originator, sec_code="CCD" if is_business else "PPD", description=REFUND
        )
        self._write(
            batch,
            self._refund_row(batch, refund),
            ServiceClass.CREDITS,
            company_name=originator.company_name,
        )
        payments.note_in_file([refund.id])

    def finished(self) -> BankFile:
        """Write the file control, and store the file's digest, counts and totals."""
        self._register()
        self.parts.write([self.writer.finish()])
        self.parts.flush()
        file: BankFile = BankFile.objects.create(
            id=self.file_id,
            public_id=self.public_id,
            connection=self.bank,
            name=numbering.file_name(
                bank=self.bank,
                creation_date=self.sending_day,
                modifier=self.modifier,
                digest=self.parts.digest,
            ),
            banking_date=self.sending_day,
            creation_date=self.sending_day,
            creation_time=self.creation_time,
            file_id_modifier=self.modifier,
            digest=self.parts.digest,
            size=self.parts.size,
            entry_count=self.writer.entry_count,
            entry_addenda_count=self.writer.entry_addenda_count,
            total_debit_cents=self.writer.total_debit_cents,
            total_credit_cents=self.writer.total_credit_cents,
            built_at=self.now,
        )
        _note_originated(self.batch_ids)
        return file

    def _entry_batch(
        self, originator: Originator, *, sec_code: str, description: str
    ) -> EntryBatch:
        number = self.writer.batch_count + 1
        return EntryBatch(
            id=bulk.next_ids(EntryBatch, count=1)[0],
            file_id=self.file_id,
            originator=originator,
            number=number,
            sec_code=sec_code,
            entry_description=description,
            reference=numbering.reference(
                bank_id=self.bank.id,
                creation_date=self.sending_day,
                modifier=self.modifier,
                number=number,
            ),
            effective_entry_date=self.effective_entry_date,
        )

    def _write(
        self,
        batch: EntryBatch,
        rows: Iterable[Row],
        service_class: ServiceClass,
        *,
        company_name: str,
    ) -> None:
        writer = self.writer
        entries, debits, credits_ = (
            writer.entry_count, writer.total_debit_cents, writer.total_credit_cents
        )  # fmt: skip
        header = self._batch_header(batch, service_class, company_name)
        self.parts.write(writer.batch(header, rows))
        batch.entry_count = writer.entry_count - entries
        batch.total_debit_cents = writer.total_debit_cents - debits
        batch.total_credit_cents = writer.total_credit_cents - credits_
        batch.save(force_insert=True)

    def _batch_header(
        self, batch: EntryBatch, service_class: ServiceClass, company_name: str
    ) -> BatchHeader:
        assert batch.originator is not None  # noqa: S101 - set by _entry_batch
        return BatchHeader(
            service_class_code=service_class,
            company_name=company_name,
            company_discretionary_data=batch.reference,
            company_identification=batch.originator.company_identification,
            standard_entry_class_code=batch.sec_code,
            company_entry_description=batch.entry_description,
            company_descriptive_date=f"{self.sending_day:%y%m%d}",
            effective_entry_date=f"{batch.effective_entry_date:%y%m%d}",
            odfi_identification=self.bank.odfi_identification,
            batch_number=batch.number,
        )

    def _payment_rows(self, batch: EntryBatch, dues: Iterable[PaymentDue]) -> Iterator[Row]:
        for due in dues:
            row = self._row(due, self.next_sequence)
            kind = EntryKind.NSF_FEE if due.is_fee else EntryKind.PAYMENT
            self.written.append(_Written(batch.id, kind, due.payment_id, row[0], row[3], row[7]))
            self.next_sequence += 1
            if len(self.written) == entries_due.ROWS_AT_ONCE:
                self._register()
            yield row

    def _register(self) -> None:
        """Register the payments' entries that were written, and move the payments."""
        if not self.written:
            return
        batch_ids, kinds, payment_ids, codes, cents, sequences = zip(*self.written, strict=True)
        count = len(self.written)
        odfi = self.bank.odfi_identification
        bulk.insert(
            Entry,
            {
                "entry_batch": batch_ids,
                "kind": kinds,
                "payment": payment_ids,
                "trace_number": [f"{odfi}{sequence:07}" for sequence in sequences],
                "trace_cycle": [self.traces.cycle] * count,
                "transaction_code": codes,
                "amount_cents": cents,
                "is_live": [True] * count,
            },
        )
        again = self._sent_before(payment_ids)
        came_from = f"file:{self.public_id}"
        payments.originate(
            [one for one in payment_ids if one not in again], now=self.now, came_from=came_from
        )
        if again:
            payments.originate(again, now=self.now, came_from=came_from, again=True)
        self.written = []

    def _sent_before(self, payment_ids: Sequence[int]) -> set[int]:
        """Tell which payments stood in a file that the bank never took."""
        if self.batch_ids.isdisjoint(self.taken_back):
            return set()
        refused = Entry.objects.filter(payment_id__in=payment_ids, is_live=False)
        return set(refused.values_list("payment_id", flat=True))

    def _row(self, due: PaymentDue, sequence: int) -> Row:
        return (
            rules.transaction_code(account_type=due.account_type, direction=Direction.DEBIT),
            due.routing_number,
            vault.open_text(
                due.account_number_sealed,
                context=instruments.sealed_for(due.instrument_public_id),
            ),
            due.amount_cents,
            due.identification_number or due.public_id[-IDENTIFICATION_WIDTH:],
            _name(due.holder_name),
            ("R" if due.is_recurring else "S") if due.sec_code == "WEB" else "",
            sequence,
            "",
        )

    def _transfer_row(self, batch: EntryBatch, transfer: Transfer) -> Iterator[Row]:
        account = transfer.bank_account
        is_debit = transfer.kind in OWNER_DEBITS
        code = rules.transaction_code(
            account_type="checking", direction=Direction.DEBIT if is_debit else Direction.CREDIT
        )
        sequence, self.next_sequence = self.next_sequence, self.next_sequence + 1
        Entry.objects.create(
            entry_batch_id=batch.id,
            kind=ENTRY_KINDS[TransferKind(transfer.kind)],
            transfer=transfer,
            trace_number=f"{self.bank.odfi_identification}{sequence:07}",
            trace_cycle=self.traces.cycle,
            transaction_code=code,
            amount_cents=transfer.amount_cents,
        )
        yield (
            code,
            account.routing_number,
            vault.open_text(
                account.account_number_sealed,
                context=bank_accounts.sealed_for(account.public_id),
            ),
            transfer.amount_cents,
            transfer.public_id[-IDENTIFICATION_WIDTH:],
            spelling.to_alphameric(account.property.name, NAME_WIDTH),
            "",
            sequence,
            "",
        )

    def _refund_row(self, batch: EntryBatch, refund: Refund) -> Iterator[Row]:
        account = refund.payment.instrument
        code = rules.transaction_code(account_type=account.account_type, direction=Direction.CREDIT)
        sequence, self.next_sequence = self.next_sequence, self.next_sequence + 1
        Entry.objects.create(
            entry_batch_id=batch.id,
            kind=EntryKind.REFUND,
            refund=refund,
            trace_number=f"{self.bank.odfi_identification}{sequence:07}",
            trace_cycle=self.traces.cycle,
            transaction_code=code,
            amount_cents=refund.amount_cents,
        )
        yield (
            code,
            account.routing_number,
            payments.account_number_of(account),
            refund.amount_cents,
            account.identification_number or refund.public_id[-IDENTIFICATION_WIDTH:],
            _name(account.holder_name),
            "",
            sequence,
            "",
        )


def _name(holder_name: str) -> str:
    """Write a payer's name as a file holds it; most need no spelling out."""
    if holder_name.isascii() and holder_name.isprintable():
        return " ".join(holder_name.split())[:NAME_WIDTH].rstrip() or NAMELESS
    return spelling.to_alphameric(holder_name, NAME_WIDTH) or NAMELESS


def _file_header(bank: BankConnection, day: date, creation_time: str, modifier: str) -> FileHeader:
    return FileHeader(
        immediate_destination=f"{bank.immediate_destination:>10}",
        immediate_origin=f"{bank.immediate_origin:>10}",
        file_creation_date=f"{day:%y%m%d}",
        file_creation_time=creation_time,
        file_id_modifier=modifier,
        immediate_destination_name=bank.immediate_destination_name,
        immediate_origin_name=bank.immediate_origin_name,
    )


_NOTE_ORIGINATED = """
UPDATE payments_batch batch SET state = CASE
    WHEN EXISTS (
        SELECT FROM payments_payment payment
        WHERE payment.batch_id = batch.id AND payment.settlement_status = 'to_be_originated'
    ) THEN 'with_errors' ELSE 'originated' END
WHERE batch.id = ANY(%s)
"""


def _note_originated(batch_ids: Iterable[int]) -> None:
    with connection.cursor() as cursor:
        cursor.execute(_NOTE_ORIGINATED, [list(batch_ids)])
