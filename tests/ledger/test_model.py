"""Random work on the books, held against a ledger of a few lines of Python."""

from dataclasses import dataclass, field
from datetime import date, timedelta

from django.db import transaction
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from tests.ledger.conftest import NOW, Books

from rentrail.ledger import operations, queries, verify
from rentrail.ledger.ledger_lines import ledger_lines
from rentrail.ledger.operations import JournalEntryDraft, Line

START = date(2026, 1, 1)


@dataclass
class SimpleLedger:
    """What a bookkeeper would do with a pencil."""

    posted: dict[str, tuple[date, list[Line]]] = field(default_factory=dict)
    closed: set[int] = field(default_factory=set)

    def post(self, draft: JournalEntryDraft) -> None:
        day = draft.property_date
        while self.closed and day.year * 100 + day.month <= max(self.closed):
            day = (day.replace(day=1) + timedelta(days=32)).replace(day=1)
        self.posted.setdefault(draft.source, (day, list(draft.lines)))

    def balance(self, account_id: int, subject_id: int | None, as_of: date) -> int:
        return sum(
            line.signed_cents
            for day, lines in self.posted.values()
            for line in lines
            if day <= as_of
            and line.ledger_account_id == account_id
            and subject_id in {None, line.subject_id}
        )


days = st.integers(0, 120).map(lambda days: START + timedelta(days=days))
amounts = st.integers(-(10**13), 10**13).filter(bool)
subjects = st.one_of(st.none(), st.integers(1, 3))
sides = st.lists(st.tuples(st.integers(0, 2), amounts, subjects), min_size=1, max_size=5)
entries = st.tuples(st.integers(1, 40), days, sides)
closings = st.sampled_from([202601, 202602, 202603])
work = st.lists(st.one_of(st.lists(entries, max_size=8), closings), max_size=8)


def draft_of(
    books: Books, number: int, day: date, rows: list[tuple[int, int, int | None]]
) -> JournalEntryDraft:
    accounts = (books.receivable, books.cash, books.income)
    lines = [Line(accounts[account], cents, subject) for account, cents, subject in rows]
    rest = sum(line.signed_cents for line in lines)
    if rest:
        lines.append(Line(books.income, -rest))
    if len(lines) == 1:
        lines.append(Line(books.cash, -lines[0].signed_cents))
    return books.rent(source=f"event:{number}", on=day, lines=lines)


@settings(
    max_examples=40, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(work=work)
def test_the_books_agree_with_a_simple_ledger(
    books: Books, work: list[list[tuple[int, date, list[tuple[int, int, int | None]]]] | int]
) -> None:
    model = SimpleLedger()
    drafts: dict[int, JournalEntryDraft] = {}
    with transaction.atomic():
        for step in work:
            if isinstance(step, int):
                operations.close_period(
                    book_id=books.book_id, period=step, closed_by="bob", now=NOW
                )
                model.closed.add(step)
            else:
                batch = [
                    drafts.setdefault(number, draft_of(books, number, day, rows))
                    for number, day, rows in step
                ]
                books.post(*batch)
                for draft in batch:
                    model.post(draft)
        assert_agree(books, model)
        transaction.set_rollback(True)


def assert_agree(books: Books, model: SimpleLedger) -> None:
    end = START + timedelta(days=200)
    for account_id in (books.receivable, books.cash, books.income):
        for subject_id in (None, 1, 2, 3):
            for as_of in (START + timedelta(days=45), end):
                assert queries.balance_cents(
                    ledger_account_id=account_id, subject_id=subject_id, as_of=as_of
                ) == model.balance(account_id, subject_id, as_of)
        found = ledger_lines(ledger_account_ids=[account_id], limit=None)
        assert found.balance_cents == model.balance(account_id, None, end)
        if found.lines:
            assert found.lines[-1].balance_cents == found.balance_cents
    assert sum(line.signed_cents for line in queries.trial_balance(books.book_id)) == 0
    assert verify.problems() == []
