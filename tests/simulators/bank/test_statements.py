from datetime import date
from itertools import pairwise
from pathlib import Path

from tests.simulators.bank import customer

from rentrail.simulators.bank import Bank, BankConfig, RunningBank
from rentrail.simulators.bank.statements import _pieces

ALICE = {"routing": "123456780", "number": "74456789"}


def balances(statement: str) -> dict[str, tuple[int, int]]:
    rows = [line.split(",") for line in statement.splitlines() if line.startswith("03,")]
    return {row[1]: (int(row[4]), int(row[8])) for row in rows}


def test_a_statement_reads_as_a_banker_expects(bank: RunningBank) -> None:
    customer.drop_off(bank.bank, content=customer.filled(customer.RENT_FILE))

    bank.run_day(date(2026, 3, 4))

    assert customer.outbound(bank.bank, "BAI2-20260304") == [
        "01,076401251,CUSTOMER,260304,0500,062,,,2/\n"
        "02,CUSTOMER,076401251,1,260303,2359,USD,2/\n"
        "03,5000001,USD,010,100000,,,015,310050,,/\n"
        "88,040,100000,,,045,310050,,/\n"
        "88,100,210050,1,,400,0,0,/\n"
        "16,166,210050,,0000000001,ELM-2026-03-02-1,"
        "ACH SETTLEMENT CO=ELM COURT COID=1234567890 DESC=RENT SEC=WEB BATCH=0000001\n"
        "88,EFF=260303 REF=ELM-2026-03-02-1\n"
        "49,1240200,6/\n"
        "03,7000001,USD,010,0,,,015,0,,/\n"
        "88,040,0,,,045,0,,/\n"
        "88,100,0,0,,400,0,0,/\n"
        "49,0,4/\n"
        "98,1240200,2,12/\n"
        "99,1240200,1,14/\n"
    ]


def test_every_banking_day_has_a_statement_and_the_balances_tie(bank: RunningBank) -> None:
    bank.bank.set_behaviour(**ALICE, behaviour="R01")
    customer.drop_off(bank.bank, content=customer.filled(customer.RENT_FILE))

    bank.run_day(date(2026, 3, 16))

    statements = [balances(text)["5000001"] for text in customer.outbound(bank.bank, "BAI2")]
    assert len(statements) == 10
    assert all(before[1] == after[0] for before, after in pairwise(statements))
    assert statements[-1][1] == bank.bank.accounts()[0]["balance_cents"] == 190_050


def test_a_statement_may_come_at_the_end_of_the_day_itself(tmp_path: Path) -> None:
    bank = Bank(root=tmp_path, config=BankConfig(statements="same-day"), today=date(2026, 3, 2))
    customer.drop_off(bank, content=customer.filled(customer.RENT_FILE))

    bank.run_day(date(2026, 3, 3))

    (statement,) = customer.outbound(bank, "BAI2")
    assert "02,CUSTOMER,076401251,1,260303,2359,USD,4/" in statement
    assert "16,166,210050," in statement
    bank.close()


def test_a_long_text_breaks_between_words() -> None:
    assert _pieces("A" * 70 + " " + "B" * 10) == ["A" * 70, "B" * 10]
