"""Bank statements: every line stored, and matched to what we sent or what came back (REP-8)."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from rentrail.banking import readers
from rentrail.banking.models import (
    BankConnection,
    InboundFile,
    Statement,
    StatementLine,
    StatementLineState,
)
from rentrail.banking.operations import matching
from rentrail.formats.bai2 import records
from rentrail.formats.bai2.records import Transaction
from rentrail.identity import vault
from rentrail.portfolio import operations as portfolio
from rentrail.portfolio.models import BankAccount
from rentrail.primitives.problems import Problem

ACCOUNT_DIGITS_MAX = 17


@dataclass(frozen=True, kw_only=True)
class _Account:
    """The account of a statement: one of ours, the clearing account, or one that nobody knows."""

    hash: str
    last_four: str
    bank_account: BankAccount | None
    is_known: bool


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
        match = matching.by_reference(statement, one.signed_cents, texts)
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
            matching.note_proof(statement, match, now=now)
    matching.match_plainly(statement, now=now)


def _account_of(bank: BankConnection, number: str) -> _Account:
    plain = number.strip()
    hash_ = matching.account_hash(plain)
    accounts = BankAccount.objects.filter(originator__connection=bank)
    routing_numbers = set(accounts.values_list("routing_number", flat=True))
    hashes = [
        vault.keyed_hash(routing, written)
        for routing in sorted(routing_numbers)
        for written in _ways_to_write(plain)
    ]
    bank_account = accounts.filter(account_number_hash__in=hashes).order_by("id").first()
    is_known = bank_account is not None or matching.is_clearing_account(bank, hash_)
    return _Account(hash=hash_, last_four=plain[-4:], bank_account=bank_account, is_known=is_known)


def _ways_to_write(account_number: str) -> list[str]:
    """Give an account number with every count of leading zeros that one on file may have."""
    bare = matching.without_zeros(account_number)
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
