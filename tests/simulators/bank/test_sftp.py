import os
from dataclasses import replace
from datetime import date
from pathlib import Path

import asyncssh
import pytest
from tests.simulators.bank import customer

from rentrail.simulators.bank import BankConfig, RunningBank
from rentrail.simulators.bank.server import key_pair

RENT = customer.filled(customer.RENT_FILE)


def test_a_stranger_is_not_let_in(bank: RunningBank, tmp_path: Path) -> None:
    stranger = tmp_path / "stranger"
    key_pair(stranger)

    with pytest.raises(asyncssh.PermissionDenied):
        customer.with_sftp(bank, lambda client: client.listdir("/"), key=stranger)


def test_a_name_that_is_there_is_not_created_again(bank: RunningBank) -> None:
    customer.drop_off(bank.bank, content=b"first", name=".elm.ach.tmp")

    with pytest.raises(asyncssh.SFTPFailure):
        customer.send(bank, RENT)


def test_a_plain_rename_does_not_overwrite(bank: RunningBank) -> None:
    customer.drop_off(bank.bank, content=b"first")

    with pytest.raises(asyncssh.SFTPFailure):
        customer.send(bank, RENT)

    assert (bank.bank.inbound / "elm.ach").read_bytes() == b"first"


def test_the_customer_cannot_leave_the_banks_folder(bank: RunningBank) -> None:
    names = customer.with_sftp(bank, lambda client: client.listdir("/../.."))

    assert {"inbound", "outbound"} <= set(map(str, names))
    assert "bank.sqlite3" not in names


def test_answers_are_fetched_and_put_into_the_archive(bank: RunningBank) -> None:
    customer.drop_off(bank.bank, content=RENT)
    bank.pick_up()

    async def fetch(client: asyncssh.SFTPClient) -> bytes:
        (path,) = await client.glob("/outbound/ACK*")
        async with client.open(path, "rb") as file:
            content = await file.read()
        await client.rename(path, "/outbound/archive/" + os.path.basename(str(path)))
        return bytes(content)

    assert customer.with_sftp(bank, fetch).startswith(b"ACK,1\n")
    assert not list(bank.bank.outbound.glob("ACK*"))


@pytest.mark.parametrize("count", [0, 1, 120, len(RENT)])
def test_a_connection_lost_during_an_upload_leaves_what_was_written(
    bank: RunningBank, count: int
) -> None:
    bank.faults.drop_after_bytes(count)

    with pytest.raises((asyncssh.Error, ConnectionError)):
        customer.send(bank, RENT)

    assert (bank.bank.inbound / ".elm.ach.tmp").read_bytes() == RENT[:count]


@pytest.mark.parametrize("count", [0, 10])
def test_a_connection_lost_during_a_download_leaves_the_file(bank: RunningBank, count: int) -> None:
    (bank.bank.outbound / "a.txt").write_bytes(b"twenty bytes of text")
    bank.faults.drop_after_bytes(count, during="read")

    async def read(client: asyncssh.SFTPClient) -> bytes:
        async with client.open("/outbound/a.txt", "rb") as file:
            return bytes(await file.read())

    with pytest.raises((asyncssh.Error, ConnectionError)):
        customer.with_sftp(bank, read)

    assert customer.with_sftp(bank, read) == b"twenty bytes of text"


@pytest.mark.parametrize("call", ["open", "write", "fsync", "close"])
def test_an_answer_lost_before_the_rename_leaves_a_draft(bank: RunningBank, call: str) -> None:
    bank.faults.lose_reply_to(call)

    with pytest.raises((asyncssh.Error, ConnectionError)):
        customer.send(bank, RENT)

    assert [path.name for path in bank.bank.inbound.iterdir()] == [".elm.ach.tmp"]


def test_a_rename_whose_answer_is_lost_is_done_all_the_same(bank: RunningBank) -> None:
    bank.faults.lose_reply_to("rename")

    with pytest.raises((asyncssh.Error, ConnectionError)):
        customer.send(bank, RENT)

    assert (bank.bank.inbound / "elm.ach").read_bytes() == RENT


def test_a_bank_may_grab_a_file_the_moment_it_is_renamed(
    tmp_path: Path, config: BankConfig
) -> None:
    grabbing = replace(config, pick_up_at_once=True)
    with RunningBank(root=tmp_path, config=grabbing, today=date(2026, 3, 2)) as bank:
        bank.faults.lose_reply_to("rename")

        with pytest.raises((asyncssh.Error, ConnectionError)):
            customer.send(bank, RENT)

        assert not list(bank.bank.inbound.iterdir())
        assert len(customer.outbound(bank.bank, "ACK")) == 1
