from datetime import UTC, date, datetime

import psycopg
import pytest
from tests.ledger.conftest import NOW, Books

from rentrail.ledger import operations, queries
from rentrail.ledger.models import JournalEntry, Posting
from rentrail.ledger.operations import AlreadyPosted, PeriodClosed, Unbalanced, credit, debit


def test_an_entry_is_posted_with_its_lines(books: Books) -> None:
    [entry_id] = books.post(books.rent(source="charge:1", document="INV-7"))

    entry = JournalEntry.objects.get(id=entry_id)
    assert (entry.description, entry.document, entry.posting_count) == ("March rent", "INV-7", 2)
    assert (entry.recorded_at, entry.posted_by) == (NOW, "bob@example.com")
    assert lines_of(entry_id) == [
        (1, books.receivable, 7, 120_000),
        (2, books.income, None, -120_000),
    ]


def test_ids_come_in_the_order_of_the_drafts(books: Books) -> None:
    ids = books.post(*(books.rent(source=f"charge:{n}", amount_cents=n) for n in range(1, 301)))

    amounts = Posting.objects.filter(line=1).in_bulk([(entry_id, 1) for entry_id in ids])
    assert [amounts[entry_id, 1].signed_cents for entry_id in ids] == list(range(1, 301))


def test_texts_arrive_as_they_are(books: Books) -> None:
    texts = ["NULL", "O'Brien's \"Unit\" {3,4}", "back\\slash", "äöü €", "a,b", " "]

    ids = books.post(
        *(books.rent(source=f"charge:{text}", description=text, document=text) for text in texts)
    )

    found = JournalEntry.objects.in_bulk(ids)
    assert [found[entry_id].description for entry_id in ids] == texts
    assert [found[entry_id].document for entry_id in ids] == texts


def test_a_text_that_postgresql_cannot_hold_is_refused(books: Books) -> None:
    with pytest.raises(ValueError, match="NUL"):
        books.post(books.rent(source="charge:1", description="March\0rent"))


def test_nothing_is_posted_of_nothing(books: Books) -> None:
    assert books.post() == []


def test_a_source_is_posted_once(books: Books) -> None:
    first = books.post(books.rent(source="charge:1"), books.rent(source="charge:2"))

    again = books.post(books.rent(source="charge:2"), books.rent(source="charge:3"))

    assert again[0] == first[1]
    assert JournalEntry.objects.count() == 3
    assert Posting.objects.count() == 6


def test_a_source_that_comes_twice_at_once_is_posted_once(books: Books) -> None:
    ids = books.post(books.rent(source="charge:1"), books.rent(source="charge:1"))

    assert ids[0] == ids[1]
    assert Posting.objects.count() == 2


@pytest.mark.parametrize(
    "change",
    [
        {"amount_cents": 1},
        {"lease_id": 8},
        {"on": date(2026, 3, 2)},
        {"description": "April rent"},
        {"control_number": 99},
    ],
)
def test_a_source_with_other_content_is_refused_and_nothing_else_is_posted(
    books: Books, change: dict[str, object]
) -> None:
    books.post(books.rent(source="charge:1"))

    with pytest.raises(AlreadyPosted, match="charge:1"):
        books.post(
            books.rent(source="charge:2"),
            books.rent(source="charge:1", **change),  # type: ignore[arg-type]  # parametrized
        )

    assert JournalEntry.objects.count() == 1


def test_an_unbalanced_draft_is_refused(books: Books) -> None:
    with pytest.raises(Unbalanced, match="charge:1"):
        books.post(
            books.rent(source="charge:1", lines=[debit(books.cash, 5), credit(books.income, 4)])
        )
    with pytest.raises(Unbalanced):
        books.post(books.rent(source="charge:2", lines=[]))


def test_an_amount_is_positive() -> None:
    with pytest.raises(ValueError, match="positive"):
        debit(1, 0)


def test_entries_of_one_event_share_a_control_number_and_others_get_their_own(
    books: Books,
) -> None:
    number = operations.new_control_number()

    ids = books.post(
        books.rent(source="a", control_number=number),
        books.rent(source="b", control_number=number),
        books.rent(source="c"),
    )

    found = JournalEntry.objects.in_bulk(ids)
    numbers = [found[entry_id].control_number for entry_id in ids]
    assert numbers[:2] == [number, number]
    assert numbers[2] > number


def test_staff_cannot_post_into_a_closed_period_and_may_go_on(books: Books) -> None:
    close(books, 202602)

    with pytest.raises(PeriodClosed, match="February 2026 is closed"):
        books.post(books.rent(source="late", on=date(2026, 2, 28), by_staff=True))

    books.post(books.rent(source="in time", on=date(2026, 3, 1), by_staff=True))
    assert [entry.source for entry in JournalEntry.objects.all()] == ["in time"]


def test_a_late_posting_of_the_system_goes_to_the_first_open_day_and_names_its_own(
    books: Books,
) -> None:
    close(books, 202511)
    close(books, 202512)
    drafts = [
        books.rent(source="return", on=date(2025, 10, 9)),
        books.rent(source="in time", on=date(2026, 3, 1)),
    ]

    late, in_time = books.post(*drafts)

    entry = JournalEntry.objects.get(id=late)
    assert (entry.property_date, entry.belongs_to_date) == (date(2026, 1, 1), date(2025, 10, 9))
    assert entry.period == 202601
    assert JournalEntry.objects.get(id=in_time).belongs_to_date is None
    assert books.post(*drafts) == [late, in_time]


def test_a_book_may_be_closed_while_others_stay_open(books: Books) -> None:
    other = operations.create_book(
        name="Elm",
        kind="property",
        accounts=[],
        now=NOW,  # type: ignore[arg-type]  # text
    )
    operations.close_period(book_id=other.id, period=202612, closed_by="bob", now=NOW)

    [entry_id] = books.post(books.rent(source="a", by_staff=True))

    assert JournalEntry.objects.get(id=entry_id).belongs_to_date is None


def test_a_period_is_closed_once(books: Books) -> None:
    first = close(books, 202602)

    assert close(books, 202602) == first


def test_ids_pass_two_to_the_31(books: Books, owner: psycopg.Connection) -> None:
    for sequence in ("ledger_journalentry_id_seq", "ledger_control_number"):
        owner.execute("SELECT setval(%s, %s)", [sequence, 2**31 - 2])

    ids = books.post(*(books.rent(source=f"charge:{n}", lease_id=2**40 + n) for n in range(5)))

    assert ids[-1] > 2**31
    assert Posting.objects.get(journal_entry_id=ids[-1], line=1).subject_id == 2**40 + 4
    assert JournalEntry.objects.get(id=ids[-1]).control_number > 2**31


def test_amounts_pass_two_to_the_31_cents(books: Books) -> None:
    books.post(*(books.rent(source=f"big:{n}", amount_cents=10**15) for n in range(3)))

    assert queries.balance_cents(ledger_account_id=books.receivable) == 3 * 10**15


def test_a_reversal_mirrors_its_entry_and_names_it(books: Books) -> None:
    [entry_id] = books.post(books.rent(source="charge:1"))

    [reversal_id] = reverse(entry_id)

    assert lines_of(reversal_id) == [
        (1, books.receivable, 7, -120_000),
        (2, books.income, None, 120_000),
    ]
    reversal = JournalEntry.objects.get(id=reversal_id)
    assert reversal.reverses_id == entry_id
    assert reversal.description == "Reversal: March rent"
    assert reverse(entry_id) == [reversal_id]


def test_an_entry_is_reversed_by_one_other_only(books: Books) -> None:
    [entry_id] = books.post(books.rent(source="charge:1"))
    books.post(
        books.rent(
            source="undo",
            reverses_id=entry_id,
            lines=[credit(books.receivable, 120_000, 7), debit(books.income, 120_000)],
        )
    )

    with pytest.raises(operations.NotReversible, match="reversed already"):
        reverse(entry_id)
    with pytest.raises(operations.NotReversible, match="no journal entry"):
        reverse(entry_id + 1000)


def reverse(entry_id: int) -> list[int]:
    return operations.reverse(
        [entry_id],
        property_date=date(2026, 3, 5),
        posted_by="system",
        now=datetime(2026, 3, 5, tzinfo=UTC),
    )


def close(books: Books, period: int) -> object:
    return operations.close_period(
        book_id=books.book_id, period=period, closed_by="bob@example.com", now=NOW
    )


def lines_of(entry_id: int) -> list[tuple[int, int, int | None, int]]:
    postings = Posting.objects.filter(journal_entry_id=entry_id).order_by("line")
    return [(p.line, p.ledger_account_id, p.subject_id, p.signed_cents) for p in postings]
