from datetime import date

import pytest
from tests.simulators.bank import customer

from rentrail.simulators.bank import Faults, RunningBank
from rentrail.simulators.bank.faults import FaultsError, probabilities_from

RENT = customer.filled(customer.RENT_FILE)
ALICE = {"routing": "123456780", "number": "74456789"}
TUESDAY, WEDNESDAY = date(2026, 3, 3), date(2026, 3, 4)


def test_a_late_acknowledgement_comes_some_banking_day_later(bank: RunningBank) -> None:
    bank.faults.next_file("late", kind="ack")
    customer.drop_off(bank.bank, content=RENT)
    bank.pick_up()
    assert customer.outbound(bank.bank, "ACK") == []

    bank.run_day(date(2026, 3, 5))

    assert len(customer.outbound(bank.bank, "ACK")) == 1


def test_a_file_may_come_twice_under_two_names_and_again_under_the_first(
    bank: RunningBank,
) -> None:
    bank.faults.next_file("twice", kind="ack")
    customer.drop_off(bank.bank, content=RENT)
    bank.pick_up()
    first, second = customer.outbound(bank.bank, "ACK")
    assert first == second

    (bank.bank.outbound / "ACK-20260302-001.csv").unlink()
    bank.run_day(TUESDAY)

    assert len(customer.outbound(bank.bank, "ACK")) == 2


def test_a_truncated_file_is_published_whole_on_the_next_day(bank: RunningBank) -> None:
    bank.faults.next_file("truncated", kind="ack")
    customer.drop_off(bank.bank, content=RENT)
    bank.pick_up()
    (cut,) = customer.outbound(bank.bank, "ACK")

    bank.run_day(TUESDAY)

    (whole,) = customer.outbound(bank.bank, "ACK")
    assert whole.endswith("END,1\n")
    assert len(cut) < len(whole)
    assert whole.startswith(cut)


def test_a_statement_out_of_order_comes_after_that_of_the_next_day(bank: RunningBank) -> None:
    bank.faults.next_file("out_of_order", kind="statement")
    bank.run_day(TUESDAY)
    assert customer.outbound(bank.bank, "BAI2") == []

    bank.run_day(WEDNESDAY)

    assert len(customer.outbound(bank.bank, "BAI2")) == 2


def test_a_statement_with_a_wrong_total_is_put_right_the_next_day(bank: RunningBank) -> None:
    bank.faults.next_file("wrong_total", kind="statement")

    bank.run_day(WEDNESDAY)

    wrong, right, _ = customer.outbound(bank.bank, "BAI2")
    assert wrong.endswith("99,400001,1,12/\n")
    assert right.endswith("99,400000,1,12/\n")


def test_a_return_file_with_a_wrong_total_differs_in_nothing_else(bank: RunningBank) -> None:
    bank.bank.set_behaviour(**ALICE, behaviour="R02")
    bank.faults.next_file("wrong_total", kind="return")
    customer.drop_off(bank.bank, content=RENT)

    bank.run_day(date(2026, 3, 6))

    wrong, right = customer.outbound(bank.bank, "RET")
    differing = [
        (a[31:43], b[31:43])
        for a, b in zip(wrong.splitlines(), right.splitlines(), strict=True)
        if a != b
    ]
    assert differing == [("000000120001", "000000120000")]


def test_a_return_may_stand_in_two_files_but_is_debited_once(bank: RunningBank) -> None:
    bank.bank.set_behaviour(**ALICE, behaviour="R02")
    bank.faults.next_file("listed_twice", kind="return")
    customer.drop_off(bank.bank, content=RENT)

    bank.run_day(date(2026, 3, 9))

    first, second = customer.outbound(bank.bank, "RET")
    assert first != second
    assert all("799R02076401250000001" in text for text in (first, second))
    assert bank.bank.accounts()[0]["balance_cents"] == 190_050


def test_a_file_nobody_can_read_may_lie_among_the_answers(bank: RunningBank) -> None:
    bank.faults.publish_junk()

    bank.run_day(TUESDAY)

    (junk,) = customer.outbound(bank.bank, "README")
    assert junk.startswith("\x00")


def test_chance_is_the_same_for_the_same_seed() -> None:
    def drawn() -> list[list[str]]:
        faults = Faults(seed=3, probabilities={"late": 0.5, "twice:ack": 0.5})
        return [list(faults.for_file(kind="ack", name=f"ACK-{n}")) for n in range(20)]

    assert drawn() == drawn()
    assert {tuple(chosen) for chosen in drawn()} > {("late",), ()}


def test_faults_are_read_from_a_line() -> None:
    assert probabilities_from("late=0.1, twice:return=1") == {"late": 0.1, "twice:return": 1.0}


@pytest.mark.parametrize("spec", ["sometimes=0.1", "late=2", "late", "junk:ack=0.1"])
def test_a_fault_the_bank_does_not_know_is_refused(spec: str) -> None:
    with pytest.raises(FaultsError):
        probabilities_from(spec)
