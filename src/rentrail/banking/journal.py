"""The journal patterns of funds that move (LED-3, LED-11): drafts, nothing is posted here."""

from collections.abc import Iterator, Sequence
from dataclasses import replace
from datetime import date

from rentrail.banking.models import BankConnection, EntryBatch, Transfer, TransferKind
from rentrail.ledger import queries as ledger_questions
from rentrail.ledger.operations import JournalEntryDraft, Line, credit, debit
from rentrail.payments.models import Batch, Payment, Refund
from rentrail.portfolio.models import BankAccount

SETTLED = "SETTLED"
RESERVE = "RESERVE"
RESERVE_RELEASE = "RESRELEASE"
RETURN_DEBIT = "RETDEBIT"
REFUNDED = "REFUND"


def funded_direct(entry_batch: EntryBatch, batch: Batch, *, on: date) -> JournalEntryDraft:
    """The owner's own bank account has the funds: cash against clearing."""
    account, cents = batch.bank_account, entry_batch.total_debit_cents
    return _draft(
        account.property.book_id,
        on=on,
        code=SETTLED,
        description=f"Batch {batch.number} settled",
        source=f"batch:{batch.public_id}:settled:{entry_batch.reference}",
        document=entry_batch.reference,
        lines=(debit(account.cash_account_id, cents), credit(account.clearing_account_id, cents)),
    )


def held(
    entry_batch: EntryBatch, batch: Batch, *, bank: BankConnection, on: date
) -> JournalEntryDraft:
    """Central clearing has the funds and owes them to the owner."""
    accounts, cents = _accounts_of(bank), entry_batch.total_debit_cents
    return _draft(
        _book_of(bank),
        on=on,
        code=SETTLED,
        description=f"{batch.property.name}: batch {batch.number} settled",
        source=f"batch:{batch.public_id}:settled:{entry_batch.reference}",
        document=entry_batch.reference,
        lines=(
            debit(accounts["clearing-cash"], cents),
            credit(accounts["owed-to-owners"], cents, batch.property_id),
        ),
    )


def reserved(release: Transfer, *, bank: BankConnection, on: date) -> list[JournalEntryDraft]:
    """A share of the batch stays with central clearing, on the day the rest is funded.

    ``release`` is the transfer by which it will follow.
    """
    batch, reserve_cents = release.batch, release.amount_cents
    account, accounts = batch.bank_account, _accounts_of(bank)
    return [
        _draft(
            account.property.book_id,
            on=on,
            code=RESERVE,
            description=f"Reserve of batch {batch.number}",
            source=f"transfer:{release.public_id}:reserved",
            lines=(
                debit(_property_account(account, "reserve-receivable"), reserve_cents),
                credit(account.clearing_account_id, reserve_cents),
            ),
        ),
        _draft(
            _book_of(bank),
            on=on,
            code=RESERVE,
            description=f"{batch.property.name}: reserve of batch {batch.number}",
            source=f"transfer:{release.public_id}:reserved",
            lines=(
                debit(accounts["owed-to-owners"], reserve_cents, batch.property_id),
                credit(accounts["reserves-held"], reserve_cents, batch.property_id),
            ),
        ),
    ]


def transferred(
    transfer: Transfer, entry_batch: EntryBatch, *, bank: BankConnection, on: date
) -> list[JournalEntryDraft]:
    """A transfer between central clearing and an owner settled: the property's and our own book."""
    code, description, of_property, of_clearing = _sides(transfer, bank)
    property_ = transfer.bank_account.property
    sides = [
        (property_.book_id, description, of_property),
        (_book_of(bank), f"{property_.name}: {description}", of_clearing),
    ]
    return [
        _draft(
            book_id,
            on=on,
            code=code,
            description=words,
            source=f"transfer:{transfer.public_id}:settled:{entry_batch.reference}",
            document=entry_batch.reference,
            lines=lines,
        )
        for book_id, words, lines in sides
    ]


def came_back(
    transfer: Transfer, entry_batch: EntryBatch, *, bank: BankConnection, return_code: str, on: date
) -> list[JournalEntryDraft]:
    """The owner's bank sent a transfer back: what its settlement posted is undone in both books."""
    return [
        replace(
            settled,
            property_date=on,
            description=f"Returned {return_code}: {settled.description}"[:120],
            source=f"transfer:{transfer.public_id}:returned:{entry_batch.reference}",
            lines=tuple(line._replace(signed_cents=-line.signed_cents) for line in settled.lines),
        )
        for settled in transferred(transfer, entry_batch, bank=bank, on=on)
    ]


def refunded_direct(
    refund: Refund, entry_batch: EntryBatch, *, bank: BankConnection, on: date
) -> JournalEntryDraft:
    """The payer has the refund, out of the owner's own bank account: clearing against cash."""
    account, cents = refund.payment.bank_account, refund.amount_cents
    return _draft(
        account.property.book_id,
        on=on,
        code=REFUNDED,
        description=f"Refund sent: {refund.payment.description}",
        source=f"refund:{refund.public_id}:settled:{entry_batch.reference}",
        document=entry_batch.reference,
        lines=(debit(account.clearing_account_id, cents), credit(account.cash_account_id, cents)),
    )


def refunded_for_owner(
    refund: Refund, entry_batch: EntryBatch, *, bank: BankConnection, on: date
) -> JournalEntryDraft:
    """Central clearing paid the refund, and its owner owes it."""
    accounts, payment = _accounts_of(bank), refund.payment
    return _draft(
        _book_of(bank),
        on=on,
        code=REFUNDED,
        description=f"{payment.property.name}: refund sent",
        source=f"refund:{refund.public_id}:settled:{entry_batch.reference}",
        document=entry_batch.reference,
        lines=(
            debit(accounts["returns-to-recover"], refund.amount_cents, payment.property_id),
            credit(accounts["clearing-cash"], refund.amount_cents),
        ),
    )


def to_recover(
    payments: Sequence[Payment], *, bank: BankConnection, on: date
) -> Iterator[JournalEntryDraft]:
    """The bank took returned items out of central clearing; their owners owe them."""
    accounts = _accounts_of(bank)
    for payment in payments:
        yield _draft(
            _book_of(bank),
            on=on,
            code="RETURN",
            description=f"Returned {payment.return_code}: {payment.description}"[:120],
            source=f"payment:{payment.public_id}:to-recover",
            lines=(
                debit(accounts["returns-to-recover"], payment.amount_cents, payment.property_id),
                credit(accounts["clearing-cash"], payment.amount_cents),
            ),
        )


def _sides(
    transfer: Transfer, bank: BankConnection
) -> tuple[str, str, tuple[Line, ...], tuple[Line, ...]]:
    account, cents, accounts = transfer.bank_account, transfer.amount_cents, _accounts_of(bank)
    cash, clearing, owner_id = (
        account.cash_account_id, account.clearing_account_id, account.property_id
    )  # fmt: skip
    clearing_cash = accounts["clearing-cash"]
    match TransferKind(transfer.kind):
        case TransferKind.DISBURSEMENT:
            return (
                SETTLED,
                f"Batch {transfer.batch.number} funded",
                (debit(cash, cents), credit(clearing, cents)),
                (debit(accounts["owed-to-owners"], cents, owner_id), credit(clearing_cash, cents)),
            )
        case TransferKind.RESERVE_RELEASE:
            receivable = _property_account(account, "reserve-receivable")
            return (
                RESERVE_RELEASE,
                f"Reserve of batch {transfer.batch.number} released",
                (debit(cash, cents), credit(receivable, cents)),
                (debit(accounts["reserves-held"], cents, owner_id), credit(clearing_cash, cents)),
            )
        case TransferKind.RETURN_DEBIT | TransferKind.REFUND_DEBIT:
            what = "Returned item" if transfer.kind == TransferKind.RETURN_DEBIT else "Refund"
            return (
                RETURN_DEBIT,
                f"{what} of batch {transfer.batch.number} debited",
                (debit(clearing, cents), credit(cash, cents)),
                (
                    debit(clearing_cash, cents),
                    credit(accounts["returns-to-recover"], cents, owner_id),
                ),
            )


def _draft(
    book_id: int,
    *,
    on: date,
    code: str,
    description: str,
    source: str,
    lines: Sequence[Line],
    document: str = "",
) -> JournalEntryDraft:
    return JournalEntryDraft(
        book_id=book_id,
        property_date=on,
        transaction_code=code,
        description=description[:120],
        source=source,
        document=document,
        lines=lines,
    )


def _book_of(bank: BankConnection) -> int:
    assert bank.clearing_book_id is not None  # noqa: S101 - the database demands it of central ones
    return bank.clearing_book_id


def _accounts_of(bank: BankConnection) -> dict[str, int]:
    return ledger_questions.account_ids(_book_of(bank))


def _property_account(account: BankAccount, key: str) -> int:
    return ledger_questions.account_ids(account.property.book_id)[key]
