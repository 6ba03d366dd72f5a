"""Bank statements: every line stored, and matched to what we sent or what came back (REP-8)."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from django.db.models import QuerySet

from rentrail.banking import connecting, numbering, readers
from rentrail.banking.models import (
    BankConnection,
    Entry,
    EntryBatch,
    InboundFile,
    Statement,
    StatementLine,
    StatementLineState,
)
from rentrail.banking.operations import settling
from rentrail.formats.bai2 import records
from rentrail.formats.bai2.records import Transaction
from rentrail.identity import vault
from rentrail.portfolio import operations as portfolio
from rentrail.portfolio.models import BankAccount
from rentrail.primitives.problems import Problem

TRACE = re.compile(r"\b\d{15}\b")
HASH_CHARACTERS = 40
ACCOUNT_DIGITS_MAX = 17


@dataclass(frozen=True, kw_only=True)
class _Account:
    """The account of a statement: one of ours, the clearing account, or one that nobody knows."""

    hash: str
    last_four: str
    bank_account: BankAccount | None
    is_known: bool


@dataclass(frozen=True, kw_only=True)
class _Match:
    """What explains a bank line."""

    entry_batch: EntryBatch | None = None
    entry: Entry | None = None


def apply(file: InboundFile, content: bytes, *, now: datetime) -> list[Problem]:
    """Store a file's statements and match their lines; a faulty file is applied not at all."""
    read = readers.statement_reader(file.connection).read(content)
    if not read.is_sound:
        return list(read.problems)
    problems = []
    for statement in read.statements:
        problem = _store(file, statement, now=now)
        problems += [problem] if problem else []
    return problems


def match_statements(*, now: datetime) -> dict[str, int]:
    """Try again to match the lines that nothing explained so far."""
    matched = 0
    waiting = StatementLine.objects.filter(state=StatementLineState.UNMATCHED)
    for line in waiting.select_related("statement__connection", "statement__file").order_by("id"):
        match = _match_of(line.statement, line.signed_cents, [line.reference, line.text])
        if match:
            line.entry_batch, line.entry = match.entry_batch, match.entry
            line.state = StatementLineState.MATCHED
            line.save(update_fields=["entry_batch", "entry", "state"])
            _note_proof(line.statement, match, now=now)
            matched += 1
    return {"matched": matched}


def account_hash(account_number: str) -> str:
    """Give the key under which an account's statements are found; it tells no number.

    Banks write the same number with and without leading zeros.
    """
    return vault.keyed_hash(_without_zeros(account_number)).hex()[:HASH_CHARACTERS]


def _store(file: InboundFile, read: records.Statement, *, now: datetime) -> Problem | None:
    opening, closing = read.opening_ledger_cents, read.closing_ledger_cents
    if read.as_of_date is None or opening is None or closing is None:
        message = "This statement lacks its date, opening or closing balance."
        return Problem(rule="statement.incomplete", message=message, line=read.line)
    account = _account_of(file.connection, read.bank_account_number)
    statement, is_new = Statement.objects.get_or_create(
        connection=file.connection,
        account=account.hash,
        statement_date=read.as_of_date,
        defaults={
            "file": file,
            "account_last_four": account.last_four,
            "bank_account": account.bank_account,
            "opening_cents": opening,
            "closing_cents": closing,
        },
    )
    if not is_new:
        return _restated(statement, read)
    if opening + sum(one.signed_cents for one in read.transactions) != closing:
        message = f"The lines of ••{account.last_four} don't lead from opening to closing balance."
        portfolio.raise_task(
            kind="statement-not-balanced", subject=f"{file.public_id}:{read.line}",
            text=message, now=now,
        )  # fmt: skip
    _store_lines(statement, read.transactions, now=now)
    if not account.is_known and read.transactions:
        _tell_unknown_account(file, account, now=now)
    return None


def _store_lines(
    statement: Statement, transactions: Sequence[Transaction], *, now: datetime
) -> None:
    for number, one in enumerate(transactions, 1):
        texts = [one.customer_reference, one.bank_reference, one.text]
        match = _match_of(statement, one.signed_cents, texts)
        StatementLine.objects.create(
            statement=statement,
            number=number,
            type_code=one.type_code,
            signed_cents=one.signed_cents,
            reference=(one.customer_reference or one.bank_reference)[:80],
            text=one.text[:200],
            state=StatementLineState.MATCHED if match else StatementLineState.UNMATCHED,
            entry_batch=match.entry_batch if match else None,
            entry=match.entry if match else None,
        )
        if match:
            _note_proof(statement, match, now=now)


def _match_of(statement: Statement, signed_cents: int, texts: Sequence[str]) -> _Match | None:
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


def _batch_match(statement: Statement, signed_cents: int, reference: str) -> _Match | None:
    """Our own account has debits in and credits out; an owner's, at the same bank, the reverse."""
    candidates: QuerySet[EntryBatch] = EntryBatch.objects.filter(
        reference=reference, file__connection=statement.connection, rejected_reason=""
    ).exclude(statement_lines__statement__account=statement.account)
    entry_batch = candidates.select_related("file__connection", "originator__bank_account").first()
    if entry_batch is None:
        return None
    is_received = _is_receiver(statement, entry_batch)
    if not (is_received or _is_sender(statement, entry_batch)):
        return None
    in_cents, out_cents = entry_batch.total_debit_cents, entry_batch.total_credit_cents
    if is_received:
        in_cents, out_cents = out_cents, in_cents
    if signed_cents not in ({in_cents, -out_cents} - {0}):
        return None
    entry = entry_batch.entries.get() if is_received else None
    return _Match(entry_batch=entry_batch, entry=entry)


def _is_receiver(statement: Statement, entry_batch: EntryBatch) -> bool:
    return (
        statement.bank_account_id is not None
        and entry_batch.entries.filter(transfer__bank_account_id=statement.bank_account_id).exists()
    )


def _is_sender(statement: Statement, entry_batch: EntryBatch) -> bool:
    """Tell whether a batch settles on the statement's account: central clearing's, or its own."""
    if _is_clearing_account(statement.connection, statement.account):
        return True
    ours, sender = statement.bank_account, entry_batch.originator
    if ours is None or sender is None:
        return False
    numbers = [bytes(one.account_number_hash) for one in (ours, sender.bank_account)]
    return numbers[0] == numbers[1]


def _return_match(statement: Statement, signed_cents: int, trace_number: str) -> _Match | None:
    entry = (
        Entry.objects.filter(
            trace_number=trace_number,
            amount_cents=-signed_cents,
            payment__isnull=False,
            entry_batch__file__connection=statement.connection,
        )
        .exclude(statement_lines__signed_cents=signed_cents)
        .order_by("-id")
        .first()
    )
    return _Match(entry=entry) if entry else None


def _note_proof(statement: Statement, match: _Match, *, now: datetime) -> None:
    """A bank line proves that its entry batch was taken and has settled."""
    if match.entry_batch is not None and match.entry_batch.settlement_date is None:
        by = f"the statement of {statement.statement_date}"
        settling.prove([match.entry_batch], by=by, now=now)


def _account_of(bank: BankConnection, number: str) -> _Account:
    plain = number.strip()
    hash_ = account_hash(plain)
    accounts = BankAccount.objects.filter(originator__connection=bank)
    routing_numbers = set(accounts.values_list("routing_number", flat=True))
    hashes = [
        vault.keyed_hash(routing, written)
        for routing in sorted(routing_numbers)
        for written in _ways_to_write(plain)
    ]
    bank_account = accounts.filter(account_number_hash__in=hashes).order_by("id").first()
    is_known = bank_account is not None or _is_clearing_account(bank, hash_)
    return _Account(hash=hash_, last_four=plain[-4:], bank_account=bank_account, is_known=is_known)


def _is_clearing_account(bank: BankConnection, account: str) -> bool:
    if not bank.clearing_account_sealed:
        return False
    number = vault.open_text(
        bank.clearing_account_sealed, context=connecting.clearing_context(bank.public_id)
    )
    return account == account_hash(number)


def _without_zeros(account_number: str) -> str:
    return account_number.strip().lstrip("0")


def _ways_to_write(account_number: str) -> list[str]:
    """Give an account number with every count of leading zeros that one on file may have."""
    bare = _without_zeros(account_number)
    return [bare.zfill(length) for length in range(len(bare), ACCOUNT_DIGITS_MAX + 1)] or [bare]


def _restated(statement: Statement, read: records.Statement) -> Problem | None:
    stored = (statement.opening_cents, statement.closing_cents)
    if stored == (read.opening_ledger_cents, read.closing_ledger_cents):
        return None
    message = f"The bank tells {statement.statement_date} of ••{statement.account_last_four} anew."
    return Problem(rule="statement.restated", message=message, line=read.line)


def _tell_unknown_account(file: InboundFile, account: _Account, *, now: datetime) -> None:
    portfolio.raise_task(
        kind="statement-of-unknown-account",
        subject=account.hash,
        text=f"{file.connection} sends statements of an account ending in {account.last_four} "
        "that is not on file here.",
        now=now,
    )
