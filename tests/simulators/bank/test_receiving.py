import csv
from datetime import date

import pytest
from tests.simulators.bank import customer

from rentrail.simulators.bank import RunningBank

RENT = customer.filled(customer.RENT_FILE)


def acknowledgement(bank: RunningBank, content: bytes) -> list[list[str]]:
    customer.drop_off(bank.bank, content=content)
    bank.pick_up()
    return list(csv.reader(customer.outbound(bank.bank, "ACK")[-1].splitlines()))


def test_a_file_sent_over_sftp_is_acknowledged_with_its_identity_and_totals(
    bank: RunningBank,
) -> None:
    customer.send(bank, RENT)

    assert bank.pick_up() == ["elm.ach"]

    assert customer.outbound(bank.bank, "ACK") == [
        "ACK,1\nFILE,076401251,1234567890,260302,1430,A,ACCEPTED,2,210050,0,\nEND,1\n"
    ]
    assert not list(bank.bank.inbound.iterdir())


def test_a_file_under_a_temporary_name_is_left_alone(bank: RunningBank) -> None:
    customer.drop_off(bank.bank, content=RENT, name=".elm.ach.tmp")

    assert bank.pick_up() == []


def test_the_same_bytes_are_refused_a_second_time(bank: RunningBank) -> None:
    acknowledgement(bank, RENT)

    again = acknowledgement(bank, RENT)

    assert again[1][6] == "REJECTED"
    assert "same bytes" in again[1][10]
    assert bank.bank.status()["entries"] == 2


def test_another_file_with_the_same_identity_is_refused(bank: RunningBank) -> None:
    acknowledgement(bank, RENT)

    again = acknowledgement(bank, RENT.replace(b"ALICE", b"ALYCE"))

    assert "origin, date, time and modifier" in again[1][10]


@pytest.mark.parametrize(
    ("right", "wrong", "reason"),
    [
        ("101 0764", "102 0764", "priority code"),
        ("101 076401251", "101 076401252", "The immediate destination"),
        ("1234567890260302", "9999999999260302", "The immediate origin"),
        ("2603021430A", "2603321430A", "creation date"),
        ("2603021430A", "2603022530A", "creation time"),
        ("2603021430A", "2603021430a", "modifier"),
        ("094101SIM", "095101SIM", "record size"),
        ("094101SIM", "094091SIM", "blocking factor"),
        ("9000001000001", "9000002000001", "batch count"),
        ("9000001000001", "9000001000002", "block count"),
        ("900000100000100000002", "900000100000100000003", "entry count"),
        ("9000001000001000000020024691356", "9000001000001000000020024691357", "entry hash"),
        ("56000000210050000000000000 ", "56000000210051000000000000 ", "debit total"),
        ("50000000000000 ", "50000000000001 ", "credit total"),
        ("\n8225", "\n7225", "no batch control"),
        ("\n6271234567807445678", "\n5271234567807445678", "out of order"),
        ("\n6271234567807445678", "\n4271234567807445678", "out of place"),
        ("LEASE-0042 ", "LEASE-0042", "93 characters"),
    ],
)
def test_a_fault_of_the_whole_file_refuses_the_file(
    bank: RunningBank, right: str, wrong: str, reason: str
) -> None:
    answer = acknowledgement(bank, RENT.decode().replace(right, wrong, 1).encode())

    assert answer[1][6] == "REJECTED"
    assert reason in answer[1][10]
    assert answer[-1] == ["END", str(len(answer) - 2)]
    assert bank.bank.status()["entries"] == 0


def test_a_file_cut_short_is_refused_and_may_be_sent_again_whole(bank: RunningBank) -> None:
    assert acknowledgement(bank, RENT[:400])[1][6] == "REJECTED"

    assert acknowledgement(bank, RENT)[1][6] == "ACCEPTED"


def test_a_file_not_filled_to_a_block_is_refused(bank: RunningBank) -> None:
    unfilled = RENT.replace(("9" * 94 + "\n").encode(), b"")

    assert "block of ten" in acknowledgement(bank, unfilled)[1][10]


@pytest.mark.parametrize("ending", [b"", b"\r\n"])
def test_line_ends_may_be_missing_or_those_of_windows(bank: RunningBank, ending: bytes) -> None:
    assert acknowledgement(bank, RENT.replace(b"\n", ending))[1][6] == "ACCEPTED"


@pytest.mark.parametrize(
    ("right", "wrong", "reason"),
    [
        ("5225ELM COURT ", "5225          ", "company name"),
        ("5225", "5280", "Service class 280"),
        ("5225", "5220", "does not fit the service class"),
        ("0WEBRENT", "0XXXRENT", "SEC code"),
        ("WEBRENT ", "WEB     ", "description"),
        ("WEBRENT      ", "WEBRetry Pymt", "upper case"),
        ("260303   1", "2603030621", "operator to fill"),
        ("260303   107640125", "260303   112345678", "originating bank"),
        ("R 0076401250000001", "R 0076401250000003", "does not rise"),
        ("R 0076401250000001", "R 0123456780000001", "does not begin with the originating"),
        ("62712345678074456789", "62612345678074456789", "returns are not mixed"),
        ("62712345678074456789", "62512345678074456789", "not valid"),
        ("62712345678074456789", "62912345678074456789", "does not fit WEB"),
        ("260302260303", "260302260399", "R18"),
        ("260302260303", "260302260302", "not marked same-day"),
        ("260302260303", "260302260227", "past"),
        ("260302260303", "260302260304", "more than 1 banking days ahead"),
    ],
)
def test_a_fault_of_a_batch_refuses_the_batch(
    bank: RunningBank, right: str, wrong: str, reason: str
) -> None:
    answer = acknowledgement(bank, RENT.decode().replace(right, wrong, 1).encode())

    assert answer[1][6] == "REJECTED"
    assert answer[2][:3] == ["BATCH", "0000001", "REJECTED"]
    assert reason in answer[2][3]
    assert bank.bank.status()["entries"] == 0


def test_a_batch_dated_today_and_marked_settles_the_same_day(bank: RunningBank) -> None:
    same_day = RENT.replace(b"260302260303", b"SD1300260302")

    assert acknowledgement(bank, same_day)[1][6] == "ACCEPTED"

    assert bank.bank.accounts()[0]["postings"][0]["posting_date"] == "2026-03-02"


def test_a_weekend_between_sending_and_settling_does_not_count(bank: RunningBank) -> None:
    bank.run_day(date(2026, 3, 6))
    monday = RENT.replace(b"2603021430", b"2603061430").replace(b"260302260303", b"260306260309")

    assert acknowledgement(bank, monday)[1][6] == "ACCEPTED"


def test_a_file_whose_senders_day_has_begun_counts_for_that_day(bank: RunningBank) -> None:
    tuesday = RENT.replace(b"2603021430", b"2603031430").replace(b"260302260303", b"260303260304")

    assert acknowledgement(bank, tuesday)[1][6] == "ACCEPTED"
    assert bank.bank.files()[0]["received_date"] == "2026-03-03"


@pytest.mark.parametrize(
    ("right", "wrong", "code"),
    [
        ("62712345678074456789", "62712345678174456789", "R28"),
        ("ALICE RESIDENT        ", "                      ", "R26"),
        ("R 0076401250000001", "R 1076401250000001", "R25"),
        ("74456789         ", "                 ", "R04"),
    ],
)
def test_a_bad_entry_comes_back_and_the_rest_of_its_batch_goes_on(
    bank: RunningBank, right: str, wrong: str, code: str
) -> None:
    answer = acknowledgement(bank, RENT.decode().replace(right, wrong, 1).encode())

    bank.run_day(date(2026, 3, 5))

    assert answer[1][6] == "ACCEPTED"
    returns = customer.outbound(bank.bank, "RET")
    assert [text.count("\n799" + code + "076401250000001") for text in returns] == [1]
    assert bank.bank.status()["returns_sent"] == 1
