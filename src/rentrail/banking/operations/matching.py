"""Bank lines explained: by what is written on them, else by account, amount and date (REP-8)."""

import re
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from django.db.models import Q, QuerySet

from rentrail.banking import connecting, numbering, rules
from rentrail.banking.models import (
    BankConnection,
    Entry,
    EntryBatch,
    FileState,
    InboundItem,
    InboundItemKind,
    InboundItemState,
    Statement,
    StatementLine,
    StatementLineState,
)
from rentrail.banking.operations import settling
from rentrail.businessdays import arithmetic
from rentrail.formats.bai2 import records as bai2
from rentrail.formats.nacha.transactions import TRANSACTION_CODES, Direction
from rentrail.identity import vault
from rentrail.portfolio import operations as portfolio
from rentrail.primitives.money import format_cents

TRACE = re.compile(r"\b\d{15}\b")
HASH_CHARACTERS = 40
TRIED_AGAIN = timedelta(days=90)
UNMATCHED_TASK = "bank-lines-unmatched"
MAY_BE_WITH_THE_BANK = (
    FileState.SENDING,
    FileState.SENT,
    FileState.UNKNOWN,
    FileState.ACCEPTED,
)


@dataclass(frozen=True, kw_only=True)
class Match:
    """What explains a bank line."""

    entry_batch: EntryBatch | None = None
    entry: Entry | None = None


def match_statements(*, business_date: date, now: datetime) -> dict[str, int]:
    """Try again to match the lines of late that nothing explained so far, and tell what is left."""
    counts = {"matched": 0, "unmatched": 0}
    waiting = Statement.objects.filter(
        lines__state=StatementLineState.UNMATCHED, statement_date__gte=business_date - TRIED_AGAIN
    )
    for statement in waiting.distinct().select_related("connection", "bank_account").order_by("id"):
        counts["matched"] += _match_again(statement, now=now)
        counts["unmatched"] += _tell_unmatched(statement, now=now)
    return counts


def by_reference(statement: Statement, signed_cents: int, texts: Sequence[str]) -> Match | None:
    """Explain a line by the reference of an entry batch, or by the trace of a returned entry."""
    for text in texts:
        for reference in numbering.references_in(text):
            if match := _batch_match(statement, signed_cents, reference):
                return match
    for text in texts:
        for trace_number in TRACE.findall(text):
            if match := _return_match(statement, signed_cents, trace_number):
                return match
    return None


def match_plainly(statement: Statement, *, now: datetime) -> int:
    """Match a statement's lines that bear no reference of ours, each where one thing alone fits.

    The line must be one of the ACH. Account, amount and date must be those of one entry batch or
    returned item, and no other such line of the day may be of that amount: else a person decides.
    Amounts are equal by chance too, so that such a line proves nothing of a file: it waits until
    the bank has said that it took it.
    """
    unmatched = statement.lines.filter(state=StatementLineState.UNMATCHED).order_by("number")
    lines = [
        line
        for line in unmatched
        if bai2.is_ach(line.type_code) and not numbering.references_in(_words_of(line))
    ]
    alike = Counter(line.signed_cents for line in lines)
    matched = 0
    for line in lines:
        fitting = (
            list(_fitting(statement, line.signed_cents)) if alike[line.signed_cents] == 1 else []
        )
        if len(fitting) == 1 and _is_taken(fitting[0]):
            _note(line, fitting[0], now=now)
            matched += 1
    return matched


def note_proof(statement: Statement, match: Match, *, now: datetime) -> None:
    """A bank line proves that its entry batch was taken and has settled."""
    if match.entry_batch is not None and match.entry_batch.settlement_date is None:
        day = statement.statement_date
        settling.prove_settled(match.entry_batch, by=f"the statement of {day}", on=day, now=now)


def account_hash(account_number: str) -> str:
    """Give the key under which an account's statements are found; it tells no number.

    Banks write the same number with and without leading zeros.
    """
    return vault.keyed_hash(without_zeros(account_number)).hex()[:HASH_CHARACTERS]


def is_clearing_account(bank: BankConnection, account: str) -> bool:
    """Tell whether an account, by its hash, is that of central clearing."""
    if not bank.clearing_account_sealed:
        return False
    number = vault.open_text(
        bank.clearing_account_sealed, context=connecting.clearing_context(bank.public_id)
    )
    return account == account_hash(number)


def without_zeros(account_number: str) -> str:
    """Give an account number as it is without the zeros that some banks write before it."""
    return account_number.strip().lstrip("0")


def _match_again(statement: Statement, *, now: datetime) -> int:
    matched = 0
    for line in statement.lines.filter(state=StatementLineState.UNMATCHED).order_by("number"):
        match = by_reference(statement, line.signed_cents, [line.reference, line.text])
        if match:
            _note(line, match, now=now)
            matched += 1
    return matched + match_plainly(statement, now=now)


def _note(line: StatementLine, match: Match, *, now: datetime) -> None:
    line.entry_batch, line.entry = match.entry_batch, match.entry
    line.state = StatementLineState.MATCHED
    line.save(update_fields=["entry_batch", "entry", "state"])
    note_proof(line.statement, match, now=now)


def _is_taken(match: Match) -> bool:
    """Tell whether the bank itself has said that it took what fits."""
    return match.entry_batch is None or match.entry_batch.file.state == FileState.ACCEPTED


def _fitting(statement: Statement, signed_cents: int) -> Iterator[Match]:
    """Give whatever of that date moved that much on the statement's account."""
    cents = abs(signed_cents)
    batches = (
        EntryBatch.objects.filter(
            Q(total_debit_cents=cents) | Q(total_credit_cents=cents),
            file__connection=statement.connection,
            file__state__in=MAY_BE_WITH_THE_BANK,
            effective_entry_date=statement.statement_date,
            rejected_reason="",
        )
        .exclude(statement_lines__statement__account=statement.account)
        .select_related("file__connection", "originator__bank_account")
    )
    for entry_batch in batches:
        if match := _as_line(statement, signed_cents, entry_batch):
            yield match
    for item in _returns_fitting(statement, signed_cents):
        if item.entry and _is_sender(statement, item.entry.entry_batch):
            yield Match(entry=item.entry)


def _returns_fitting(statement: Statement, signed_cents: int) -> QuerySet[InboundItem]:
    """Give the applied returns that a bank debits on a day: their file comes then, or the next."""
    day = statement.statement_date
    closed = rules.cutoffs_of(statement.connection.cutoffs).extra_closed
    found: QuerySet[InboundItem] = (
        InboundItem.objects.filter(
            kind=InboundItemKind.RETURN,
            state=InboundItemState.APPLIED,
            amount_cents=abs(signed_cents),
            entry__transaction_code__in=_codes_sent_back_as(signed_cents),
            received_date__range=(day, arithmetic.next_banking_day(day, extra_closed=closed)),
            file__connection=statement.connection,
        )
        .exclude(entry__statement_lines__signed_cents=signed_cents)
        .select_related("entry__entry_batch__originator__bank_account")
    )
    return found


def _codes_sent_back_as(signed_cents: int) -> list[int]:
    """Give the codes of entries whose return moves money so: a debit's takes it out again."""
    direction = Direction.DEBIT if signed_cents < 0 else Direction.CREDIT
    return [code for code, known in TRANSACTION_CODES.items() if known.direction is direction]


def _tell_unmatched(statement: Statement, *, now: datetime) -> int:
    """Ask staff what the lines are that nothing explains; unknown accounts have their own task."""
    left = list(
        statement.lines.filter(state=StatementLineState.UNMATCHED).values_list(
            "signed_cents", flat=True
        )
    )
    subject = f"statement:{statement.id}"
    if not left:
        portfolio.resolve_task(kind=UNMATCHED_TASK, subject=subject, done_by="bank", now=now)
    elif statement.bank_account or is_clearing_account(statement.connection, statement.account):
        into = sum(cents for cents in left if cents > 0)
        out = -sum(cents for cents in left if cents < 0)
        property_id = statement.bank_account.property_id if statement.bank_account else None
        portfolio.raise_task(
            kind=UNMATCHED_TASK,
            subject=subject,
            text=f"{_lines(len(left))} of {statement.statement_date:%B %-d} on the account ending "
            f"in {statement.account_last_four} match nothing here: {format_cents(into)} in, "
            f"{format_cents(out)} out. Find out what they are.",
            property_id=property_id,
            now=now,
        )
    return len(left)


def _words_of(line: StatementLine) -> str:
    return f"{line.reference} {line.text}"


def _lines(count: int) -> str:
    return f"{count} bank line{'' if count == 1 else 's'}"


def _batch_match(statement: Statement, signed_cents: int, reference: str) -> Match | None:
    """Our own account has debits in and credits out; an owner's, at the same bank, the reverse."""
    candidates: QuerySet[EntryBatch] = EntryBatch.objects.filter(
        reference=reference, file__connection=statement.connection, rejected_reason=""
    ).exclude(statement_lines__statement__account=statement.account)
    entry_batch = candidates.select_related("file__connection", "originator__bank_account").first()
    return None if entry_batch is None else _as_line(statement, signed_cents, entry_batch)


def _as_line(statement: Statement, signed_cents: int, entry_batch: EntryBatch) -> Match | None:
    """Give an entry batch as what explains a line, where it moved that much on that account."""
    is_received = _is_receiver(statement, entry_batch)
    if not (is_received or _is_sender(statement, entry_batch)):
        return None
    in_cents, out_cents = entry_batch.total_debit_cents, entry_batch.total_credit_cents
    if is_received:
        in_cents, out_cents = out_cents, in_cents
    if signed_cents not in ({in_cents, -out_cents} - {0}):
        return None
    entry = entry_batch.entries.get() if is_received else None
    return Match(entry_batch=entry_batch, entry=entry)


def _is_receiver(statement: Statement, entry_batch: EntryBatch) -> bool:
    return (
        statement.bank_account_id is not None
        and entry_batch.entries.filter(transfer__bank_account_id=statement.bank_account_id).exists()
    )


def _is_sender(statement: Statement, entry_batch: EntryBatch) -> bool:
    """Tell whether a batch settles on the statement's account: central clearing's, or its own."""
    if is_clearing_account(statement.connection, statement.account):
        return True
    ours, sender = statement.bank_account, entry_batch.originator
    if ours is None or sender is None:
        return False
    numbers = [bytes(one.account_number_hash) for one in (ours, sender.bank_account)]
    return numbers[0] == numbers[1]


def _return_match(statement: Statement, signed_cents: int, trace_number: str) -> Match | None:
    entry = (
        Entry.objects.filter(
            trace_number=trace_number,
            amount_cents=abs(signed_cents),
            transaction_code__in=_codes_sent_back_as(signed_cents),
            entry_batch__file__connection=statement.connection,
        )
        .exclude(statement_lines__signed_cents=signed_cents)
        .order_by("-id")
        .first()
    )
    return Match(entry=entry) if entry else None
