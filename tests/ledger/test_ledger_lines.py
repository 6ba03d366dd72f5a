from datetime import UTC, date, datetime

import pytest
from tests.ledger.conftest import NOW, Books

from rentrail.ledger.ledger_lines import LedgerPage, LineFilter, Side, ledger_lines

MARCH = date(2026, 3, 1)
APRIL = date(2026, 4, 1)


@pytest.fixture
def ledger(books: Books) -> Books:
    books.post(
        books.rent(source="charge:1", amount_cents=1_000, on=MARCH),
        books.payment(source="payment:1", amount_cents=400),
        books.rent(source="charge:2", amount_cents=1_000, on=APRIL, description="April rent"),
        books.rent(source="other", amount_cents=77, lease_id=8),
    )
    return books


def page(books: Books, **wanted: object) -> LedgerPage:
    return ledger_lines(ledger_account_ids=[books.receivable], subject_id=7, **wanted)  # type: ignore[arg-type]  # a shorthand


def shown(found: LedgerPage) -> list[tuple[str, int, int, int]]:
    return [
        (line.description, line.charge_cents, line.credit_cents, line.balance_cents)
        for line in found.lines
    ]


def test_a_ledger_shows_a_households_lines_with_a_running_balance(ledger: Books) -> None:
    found = page(ledger)

    assert shown(found) == [
        ("March rent", 1_000, 0, 1_000),
        ("Payment", 0, 400, 600),
        ("April rent", 1_000, 0, 1_600),
    ]
    assert (found.line_count, found.charged_cents, found.credited_cents) == (3, 2_000, 400)
    assert found.balance_cents == 1_600
    assert [line.period for line in found.lines] == [202603, 202603, 202604]


def test_a_late_line_takes_its_place_by_date(ledger: Books) -> None:
    late = ledger.rent(source="late", amount_cents=5, on=date(2026, 3, 9), description="Late fee")
    ledger.post(late, now=datetime(2026, 5, 1, tzinfo=UTC))

    assert shown(page(ledger))[2:] == [
        ("Late fee", 5, 0, 605),
        ("April rent", 1_000, 0, 1_605),
    ]
    assert len(page(ledger, known_at=NOW).lines) == 3


@pytest.mark.parametrize(
    ("wanted", "descriptions"),
    [
        (LineFilter(period=202604), ["April rent"]),
        (LineFilter(from_date=date(2026, 3, 2)), ["April rent"]),
        (LineFilter(through_date=MARCH), ["March rent", "Payment"]),
        (LineFilter(side=Side.CHARGE), ["March rent", "April rent"]),
        (LineFilter(side=Side.CREDIT), ["Payment"]),
        (
            LineFilter(transaction_codes=["PMTACH", "RENT"], period=202603),
            ["March rent", "Payment"],
        ),
        (LineFilter(journal_entry_ids=[]), []),
    ],
)
def test_lines_are_filtered_and_keep_their_balance(
    ledger: Books, wanted: LineFilter, descriptions: list[str]
) -> None:
    balances = {line[0]: line[3] for line in shown(page(ledger))}

    found = page(ledger, wanted=wanted)

    assert [line.description for line in found.lines] == descriptions
    assert [line.balance_cents for line in found.lines] == [balances[d] for d in descriptions]
    assert found.line_count == len(descriptions)
    assert found.charged_cents == sum(line.charge_cents for line in found.lines)
    assert found.balance_cents == 1_600


def test_a_ledger_comes_in_pages_from_either_end(ledger: Books) -> None:
    first = page(ledger, limit=2)
    last = page(ledger, limit=2, offset=2)
    newest = page(ledger, limit=1, newest_first=True)

    assert [line.description for line in (*first.lines, *last.lines)] == [
        "March rent",
        "Payment",
        "April rent",
    ]
    assert last.line_count == 3
    assert newest.lines == last.lines


def test_the_ledger_of_all_households_is_the_same_view(ledger: Books) -> None:
    found = ledger_lines(ledger_account_ids=[ledger.receivable], limit=None)

    assert found.line_count == 4
    assert found.balance_cents == 1_677


def test_an_empty_ledger_holds_nothing(books: Books) -> None:
    found = page(books)

    assert (found.lines, found.line_count, found.balance_cents) == ([], 0, 0)
