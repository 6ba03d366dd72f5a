from datetime import date
from textwrap import dedent

import pytest
from hypothesis import given
from hypothesis import strategies as st

from rentrail.formats import bai2
from rentrail.formats.bai2 import reader, writer
from rentrail.formats.bai2.records import Balance, BalanceFile, Side, Statement, Transaction

FILE = dedent("""\
    01,FIRSTBANK,MAPLE,260303,0600,17,80,,2/
    02,MAPLE,FIRSTBANK,1,260302,,USD,2/
    03,0012345678,,010,100000,,,015,215000,,/
    88,100,115050,2,,400,50,1,/
    16,165,115050,V,260302,,BANKREF,CUSTREF,ACH DEPOSIT, MAPLE/
    88,SECOND LINE
    16,555,50,S,50,0,0,R2,076401250000001,RETURNED DEBIT R01/
    49,545200,6/
    98,545200,1,8/
    99,545200,1,10/
    """)


def test_a_statement_is_read_with_balances_and_transactions():
    file = reader.read(FILE.encode())

    assert file.problems == ()
    [statement] = file.statements
    assert (statement.bank_account_number, statement.as_of_date) == ("0012345678", date(2026, 3, 2))
    assert statement.opening_ledger_cents == 100_000
    assert statement.closing_ledger_cents == 215_000
    assert statement.balance_cents("100") == 115_050
    assert [one.signed_cents for one in statement.transactions] == [115_050, -50]


def test_a_transaction_keeps_references_and_text_over_continuations():
    deposit, returned = reader.read(FILE.encode()).statements[0].transactions

    assert deposit.text == "ACH DEPOSIT, MAPLE,SECOND LINE"
    assert (deposit.bank_reference, deposit.customer_reference) == ("BANKREF", "CUSTREF")
    assert (returned.side, returned.customer_reference) == (Side.DEBIT, "076401250000001")
    assert (deposit.line, returned.line) == (5, 7)


@pytest.mark.parametrize(
    ("old", "new", "rule"),
    [
        ("49,545200,6", "49,545201,6", "account.total"),
        ("49,545200,6", "49,545200,5", "account.record-count"),
        ("98,545200,1,8", "98,545200,2,8", "group.account-count"),
        ("98,545200,1,8", "98,545200,1,9", "group.record-count"),
        ("99,545200,1,10", "99,0,1,10", "file.total"),
        ("99,545200,1,10", "99,545200,1,11", "file.record-count"),
        ("16,555,50,", "16,555,5A,", "transaction.amount"),
        ("16,555,50,", "16,555,-50,", "transaction.amount"),
        ("03,0012345678,,010,100000", "03,0012345678,,010,1000.00", "account.amount"),
        ("1,260302,,USD", "1,269902,,USD", "group.as-of-date"),
        (",,2/\n02", ",,3/\n02", "file.version"),
        ("49,545200,6/\n", "", "file.order"),
        ("99,545200,1,10/\n", "", "file.trailer-missing"),
        ("16,165", "17,165", "file.record-code"),
    ],
)
def test_a_fault_is_told(old, new, rule):
    assert old in FILE

    file = reader.read(FILE.replace(old, new).encode())

    assert rule in {problem.rule for problem in file.problems}
    assert not file.is_sound


def test_a_type_code_that_moves_no_money_is_left_out():
    file = reader.read(FILE.replace("16,555,50", "16,890,50").encode())

    assert len(file.statements[0].transactions) == 1
    assert [problem.rule for problem in file.problems] == ["transaction.type-code"]
    assert file.is_sound


def test_a_bai2_file_is_recognised_by_its_content():
    assert bai2.recognise(FILE.encode())
    assert not bai2.recognise(b"ACK,1\n")
    assert not bai2.recognise(b"101 076401251 0764012512602270930A094101\n")
    assert not bai2.recognise(b"")


cents = st.integers(0, 10**12)
references = st.text("ABC123 ", max_size=12).map(str.strip)
transactions = st.builds(
    Transaction,
    type_code=st.just("165"),
    side=st.just(Side.CREDIT),
    amount_cents=cents,
    bank_reference=references,
    customer_reference=references,
    text=st.text("RENT, ", max_size=20).map(str.strip),
)
statements = st.builds(
    Statement,
    bank_account_number=st.text("0123456789", min_size=1, max_size=17),
    as_of_date=st.dates(date(2020, 1, 1), date(2060, 1, 1)),
    balances=st.lists(
        st.builds(Balance, type_code=st.sampled_from(["010", "015"]), amount_cents=st.integers()),
        max_size=3,
    ).map(tuple),
    transactions=st.lists(transactions, max_size=3).map(tuple),
)


@given(st.lists(statements, max_size=4))
def test_what_was_written_is_read_back(written):
    file = BalanceFile(
        sender="FIRSTBANK",
        receiver="MAPLE",
        file_creation_date=date(2026, 3, 3),
        file_creation_time="0600",
        file_identification="1",
        statements=tuple(written),
    )

    found = reader.read(writer.render(file))

    assert found.problems == ()
    assert [_essence(one) for one in found.statements] == [_essence(one) for one in written]


def _essence(one: Statement) -> tuple[object, ...]:
    movements = [
        (t.signed_cents, t.bank_reference, t.customer_reference, t.text) for t in one.transactions
    ]
    return one.bank_account_number, one.as_of_date, one.balances, movements


@given(st.text("0123456789,/\n-+SDVZ ", max_size=200))
def test_no_text_makes_the_reader_crash(text):
    reader.read(text)
