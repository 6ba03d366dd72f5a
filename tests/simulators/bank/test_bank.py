from datetime import date
from pathlib import Path

import pytest
from tests.simulators.bank import customer

from rentrail.simulators.bank import Bank, BankConfig, Behaviour, Faults, RunningBank
from rentrail.simulators.bank.bank import BankDayError
from rentrail.simulators.bank.config import REALISTIC_SHARES

ALICE = {"routing": "123456780", "number": "74456789"}
CHARLIE = {"routing": "123456780", "number": "74456790"}
RENT = customer.filled(customer.RENT_FILE)
PAYOUT = customer.filled(customer.PAYOUT_FILE)


def rent_of(bank: RunningBank, *, today: str, effective: str, first_trace: int) -> None:
    """Send the rent file again as of another day, with traces of its own."""
    text = RENT.decode().replace("2603021430", f"{today}1430")
    text = text.replace("260302260303", f"{today}{effective}")
    for offset in (1, 2):
        text = text.replace(
            f"R 007640125000000{offset}", f"R 007640125{first_trace + offset:07}"
        ).replace(f"S 007640125000000{offset}", f"S 007640125{first_trace + offset:07}")
    customer.drop_off(bank.bank, content=text.encode(), name=f"elm-{today}.ach")
    bank.pick_up()


def test_each_entry_batch_is_one_line_on_the_day_it_settles(bank: RunningBank) -> None:
    customer.drop_off(bank.bank, content=RENT)
    customer.drop_off(bank.bank, content=PAYOUT, name="payout.ach")

    bank.run_day(date(2026, 3, 4))

    elm, owner = bank.bank.accounts()
    assert [(p["posting_date"], p["side"], p["amount_cents"]) for p in elm["postings"]] == [
        ("2026-03-03", "credit", 210_050),
        ("2026-03-03", "debit", 70_000),
    ]
    assert elm["balance_cents"] == 100_000 + 210_050 - 70_000
    assert elm["postings"][0]["customer_reference"] == "ELM-2026-03-02-1"
    assert owner["balance_cents"] == 50_000


def test_a_company_seen_for_the_first_time_gets_an_account(tmp_path: Path) -> None:
    bank = Bank(root=tmp_path, today=date(2026, 3, 2))
    customer.drop_off(bank, content=RENT)

    bank.run_day(date(2026, 3, 3))

    (account,) = bank.accounts()
    assert (account["companies"], account["balance_cents"]) == (["1234567890"], 210_050)
    bank.close()


def test_a_return_mirrors_its_entry_and_debits_the_originator_one_by_one(
    bank: RunningBank,
) -> None:
    for payer in (ALICE, CHARLIE):
        bank.bank.set_behaviour(**payer, behaviour=Behaviour(code="R01", delay_days=2))
    customer.drop_off(bank.bank, content=RENT)

    bank.run_day(date(2026, 3, 5))

    lines = customer.outbound(bank.bank, "RET")[0].splitlines()
    assert all(len(line) == 94 for line in lines)
    assert len(lines) % 10 == 0
    assert lines[0][:34] == "1011234567890 0764012512603050600A"
    assert lines[1] == (
        "5225ELM COURT       ELM-2026-03-02-1    1234567890WEBRENT      2603022603030641"
        "123456780000001"
    )
    assert lines[2] == (
        "62607640125174456789         0000120000LEASE-0042     ALICE RESIDENT        R 1"
        "123456780000001"
    )
    assert lines[3] == f"799R01076401250000001{'':6}12345678{'':44}123456780000001"
    assert lines[4][79:] == "123456780000002"
    assert lines[6][:44] == "82250000040015280250000000210050000000000000"
    assert lines[7][:55] == "9000001000001000000040015280250000000210050000000000000"
    elm = bank.bank.accounts()[0]
    assert [p["amount_cents"] for p in elm["postings"]] == [210_050, 120_000, 90_050]
    assert elm["postings"][1]["customer_reference"] == "076401250000001"
    assert elm["balance_cents"] == 100_000


def test_an_account_may_be_short_once_and_pay_then(bank: RunningBank) -> None:
    bank.bank.set_behaviour(**ALICE, behaviour="R01-once")
    customer.drop_off(bank.bank, content=RENT)
    bank.run_day(date(2026, 3, 6))
    assert bank.bank.status()["returns_sent"] == 1

    rent_of(bank, today="260306", effective="260309", first_trace=10)
    bank.run_day(date(2026, 3, 13))

    assert bank.bank.status()["returns_sent"] == 1


def test_an_unauthorized_debit_comes_back_weeks_later_within_sixty_days(
    bank: RunningBank,
) -> None:
    bank.bank.set_behaviour(**ALICE, behaviour="R10")
    customer.drop_off(bank.bank, content=RENT)

    bank.run_day(date(2026, 3, 20))
    assert bank.bank.status()["returns_sent"] == 0

    bank.run_day(date(2026, 4, 14))
    assert "799R10076401250000001" in customer.outbound(bank.bank, "RET")[0]


@pytest.mark.parametrize(
    ("code", "corrected_data"),
    [
        ("C01", f"{'99887766':29}"),
        ("C02", f"{'321234568':29}"),
        ("C03", f"321234568   {'99887766':17}"),
        ("C05", f"{'37':29}"),
        ("C06", f"{'99887766':17}   37{'':7}"),
        ("C07", f"321234568{'99887766':17}37 "),
    ],
)
def test_a_change_is_told_while_the_entry_posts(
    bank: RunningBank, code: str, corrected_data: str
) -> None:
    behaviour = Behaviour(
        code=code, delay_days=1, corrected_routing="321234568", corrected_number="99887766"
    )
    bank.bank.set_behaviour(**ALICE, behaviour=behaviour)
    customer.drop_off(bank.bank, content=RENT)

    bank.run_day(date(2026, 3, 4))

    lines = customer.outbound(bank.bank, "NOC")[0].splitlines()
    assert lines[1][50:53] == "COR"
    assert lines[2][:39] == "62607640125174456789         0000000000"
    assert lines[3][:64] == f"798{code}076401250000001{'':6}12345678{corrected_data}"
    assert bank.bank.accounts()[0]["balance_cents"] == 310_050


def test_the_old_account_number_is_refused_once_there_was_time_to_change_it(
    bank: RunningBank,
) -> None:
    bank.bank.set_behaviour(**ALICE, behaviour=Behaviour(code="C01", delay_days=1))
    customer.drop_off(bank.bank, content=RENT)
    bank.run_day(date(2026, 3, 6))

    rent_of(bank, today="260306", effective="260309", first_trace=10)
    bank.run_day(date(2026, 3, 20))
    assert (bank.bank.status()["nocs_sent"], bank.bank.status()["returns_sent"]) == (2, 0)

    rent_of(bank, today="260320", effective="260323", first_trace=20)
    bank.run_day(date(2026, 3, 27))
    assert "799R03076401250000021" in customer.outbound(bank.bank, "RET")[0]


def test_an_entry_sent_twice_in_two_files_comes_back_as_a_duplicate(bank: RunningBank) -> None:
    customer.drop_off(bank.bank, content=RENT)
    customer.drop_off(bank.bank, content=RENT.replace(b"1430A", b"1430B"), name="again.ach")

    bank.run_day(date(2026, 3, 6))

    assert bank.bank.status()["duplicate_entries"] == 2
    assert bank.bank.accounts()[0]["balance_cents"] == 310_050


def test_nothing_settles_on_a_day_the_reserve_banks_are_closed(bank: RunningBank) -> None:
    bank.run_day(date(2026, 6, 18))
    rent_of(bank, today="260618", effective="260619", first_trace=0)

    bank.run_day(date(2026, 6, 22))

    assert bank.bank.accounts()[0]["postings"][0]["posting_date"] == "2026-06-22"


def test_the_bank_does_not_go_back_in_time(bank: RunningBank) -> None:
    with pytest.raises(BankDayError, match="cannot go back"):
        bank.run_day(date(2026, 3, 1))


def test_the_bank_goes_on_where_it_stopped(tmp_path: Path, config: BankConfig) -> None:
    with RunningBank(root=tmp_path, config=config, today=date(2026, 3, 2)) as bank:
        customer.drop_off(bank.bank, content=RENT)
        bank.pick_up()
        host_key = bank.host_public_key

    with RunningBank(root=tmp_path, config=config) as bank:
        bank.run_day(date(2026, 3, 3))

        assert bank.host_public_key == host_key
        assert bank.bank.accounts()[0]["balance_cents"] == 310_050


def test_a_file_booked_just_before_a_crash_is_not_answered_twice(
    tmp_path: Path, config: BankConfig
) -> None:
    bank = Bank(root=tmp_path, config=config, today=date(2026, 3, 2))
    customer.drop_off(bank, content=RENT)
    bank.pick_up()

    (kept,) = (tmp_path / "received").iterdir()
    kept.rename(tmp_path / "arrived" / kept.name)
    bank.pick_up()

    assert len(customer.outbound(bank, "ACK")) == 1
    assert bank.status()["entries"] == 2
    bank.close()


def test_the_same_seed_and_files_give_the_same_answers_byte_for_byte(tmp_path: Path) -> None:
    def a_month(root: Path) -> dict[str, bytes]:
        config = BankConfig(seed=11, shares=dict.fromkeys(REALISTIC_SHARES, 0.05))
        faults = Faults(seed=11, probabilities={"late": 0.2, "twice": 0.2, "truncated": 0.2})
        bank = Bank(root=root, config=config, faults=faults, today=date(2026, 3, 2))
        for name, content in (("rent", RENT), ("payout", PAYOUT)):
            customer.drop_off(bank, content=content, name=name)
        bank.run_day(date(2026, 3, 31))
        bank.close()
        return {p.name: p.read_bytes() for p in bank.outbound.iterdir() if p.is_file()}

    assert a_month(tmp_path / "one") == a_month(tmp_path / "two")
