"""What every transport promises, held to folders, the simulated bank and OpenSSH's own server."""

import hashlib
import os
from collections.abc import Iterator
from datetime import UTC, date, datetime
from pathlib import Path

import pytest
from tests.banking.transports import bank_servers
from tests.banking.transports.bank_servers import SSHD, Bank, Directories, Server
from tests.banking.transports.faulty import FaultyTransport

from rentrail.banking.transports import (
    AlreadyThere,
    AnswerUnknown,
    ChangedSinceFetched,
    NotFetched,
    NotSent,
    Outcome,
    Transport,
    TransportError,
)
from rentrail.banking.transports.names import TemporaryNames
from rentrail.simulators.bank.config import BankConfig
from rentrail.simulators.bank.server import RunningBank

NAME = "ACME-20260309-A.ach"
DATA = b"101 091000019 1234567890\n" * 400
SMALL = DATA[:100]
DIGEST = hashlib.sha256(DATA).hexdigest()

needs_sshd = pytest.mark.skipif(not SSHD.exists(), reason="OpenSSH's server is not installed")
SFTP_SERVERS = ["asyncssh", pytest.param("openssh", marks=needs_sshd)]


@pytest.fixture(scope="module")
def servers(tmp_path_factory: pytest.TempPathFactory) -> Iterator[dict[str, Server]]:
    with bank_servers.asyncssh_server() as of_asyncssh:
        if not SSHD.exists():
            yield {"asyncssh": of_asyncssh}
            return
        with bank_servers.openssh_server(tmp_path_factory.mktemp("sshd")) as of_openssh:
            yield {"asyncssh": of_asyncssh, "openssh": of_openssh}


@pytest.fixture
def directories(tmp_path: Path) -> Directories:
    return Directories.made_in(tmp_path / "bank")


@pytest.fixture
def simulated(tmp_path: Path) -> Iterator[RunningBank]:
    with RunningBank(root=tmp_path / "simulated") as running:
        yield running


def bank_of(running: RunningBank) -> Bank:
    server = Server(
        port=running.port,
        host_key=running.host_public_key,
        user="rentrail",
        private_key=running.client_key_path.read_text(),
    )
    inbound, outbound = running.bank.inbound, running.bank.outbound
    directories = Directories(outgoing=inbound, incoming=outbound, archive=outbound / "archive")
    transport = server.transport(
        directories,
        outgoing_directory="/inbound",
        incoming_directory="/outbound",
        archive_directory="/outbound/archive",
    )
    return Bank(directories=directories, transport=transport)


@pytest.fixture(params=["folder", "faulty wrapper", "simulated bank", *SFTP_SERVERS])
def bank(
    request: pytest.FixtureRequest, directories: Directories, servers: dict[str, Server]
) -> Bank:
    if request.param == "simulated bank":
        return bank_of(request.getfixturevalue("simulated"))
    transport: Transport
    if request.param == "folder":
        transport = bank_servers.folder_transport(directories)
    elif request.param == "faulty wrapper":
        transport = FaultyTransport(bank_servers.folder_transport(directories))
    else:
        transport = servers[request.param].transport(directories)
    return Bank(directories=directories, transport=transport)


def files_in(directory: Path) -> dict[str, bytes]:
    return {path.name: path.read_bytes() for path in directory.iterdir() if path.is_file()}


# Sending


@pytest.mark.parametrize("data", [DATA, b"", bytes(range(256)) * 12_000], ids=len)
def test_a_file_arrives_whole_under_its_name_and_alone(bank: Bank, data: bytes) -> None:
    bank.transport.put(name=NAME, data=data)

    assert files_in(bank.directories.outgoing) == {NAME: data}


def test_a_file_is_never_put_over_another(bank: Bank) -> None:
    (bank.directories.outgoing / NAME).write_bytes(b"the first")

    with pytest.raises(AlreadyThere, match=NAME):
        bank.transport.put(name=NAME, data=DATA)

    assert files_in(bank.directories.outgoing) == {NAME: b"the first"}


def test_a_file_that_was_sent_before_counts_as_perhaps_sent(bank: Bank) -> None:
    bank.transport.put(name=NAME, data=DATA)

    with pytest.raises(AnswerUnknown):
        bank.transport.put(name=NAME, data=DATA)

    assert bank.transport.outcome(name=NAME, size=len(DATA), digest=DIGEST) is Outcome.PRESENT


def test_what_an_earlier_try_left_is_removed_by_the_next(bank: Bank) -> None:
    leftover = TemporaryNames().fresh(name=NAME, digest=DIGEST)
    (bank.directories.outgoing / leftover).write_bytes(DATA[:10])

    bank.transport.put(name=NAME, data=DATA)

    assert files_in(bank.directories.outgoing) == {NAME: DATA}


def test_temporary_files_of_others_are_left_alone(bank: Bank) -> None:
    for_other_bytes = TemporaryNames().fresh(name=NAME, digest="f" * 64)
    others = {for_other_bytes: b"?", f".{NAME}.part": b"?"}
    for name, data in others.items():
        (bank.directories.outgoing / name).write_bytes(data)

    bank.transport.put(name=NAME, data=DATA)

    assert files_in(bank.directories.outgoing) == {NAME: DATA, **others}


def test_a_missing_directory_means_certainly_not_sent(bank: Bank) -> None:
    bank.directories.outgoing.rmdir()

    with pytest.raises(NotSent):
        bank.transport.put(name=NAME, data=DATA)


@pytest.mark.parametrize("name", ["", ".", "..", "../x", "a/b", ".hidden", "a\0b", "a\\b"])
def test_a_name_cannot_leave_its_directory(bank: Bank, name: str) -> None:
    with pytest.raises(ValueError, match="plain file name"):
        bank.transport.put(name=name, data=DATA)
    with pytest.raises(ValueError, match="plain file name"):
        bank.transport.fetch(name=name)
    with pytest.raises(ValueError, match="plain file name"):
        bank.transport.archive(name=name)


def test_a_session_serves_many_calls_and_may_be_nested(bank: Bank) -> None:
    with bank.transport.session() as session, session.session() as inner:
        for number in range(3):
            inner.put(name=f"{number}.ach", data=DATA)

    assert sorted(files_in(bank.directories.outgoing)) == ["0.ach", "1.ach", "2.ach"]


# Asking


def outcome_of(bank: Bank) -> Outcome:
    return bank.transport.outcome(name=NAME, size=len(DATA), digest=DIGEST.upper())


def test_nothing_there_is_absent(bank: Bank) -> None:
    assert outcome_of(bank) is Outcome.ABSENT


def test_the_whole_file_is_present(bank: Bank) -> None:
    (bank.directories.outgoing / NAME).write_bytes(DATA)

    assert outcome_of(bank) is Outcome.PRESENT


def test_our_temporary_file_alone_is_partial(bank: Bank) -> None:
    leftover = TemporaryNames().fresh(name=NAME, digest=DIGEST)
    (bank.directories.outgoing / leftover).write_bytes(DATA)

    assert outcome_of(bank) is Outcome.PARTIAL


@pytest.mark.parametrize("content", [DATA[:-1], DATA[:-1] + b"!"], ids=["shorter", "other"])
def test_other_bytes_under_the_name_are_different(bank: Bank, content: bytes) -> None:
    (bank.directories.outgoing / NAME).write_bytes(content)

    assert outcome_of(bank) is Outcome.DIFFERENT


def test_a_directory_that_cannot_be_read_is_never_taken_for_an_absent_file(bank: Bank) -> None:
    bank.directories.outgoing.rmdir()

    with pytest.raises(AnswerUnknown, match="still unknown"):
        outcome_of(bank)


# Receiving


def test_inbound_files_are_listed_by_name_with_size_and_time(bank: Bank) -> None:
    moment = datetime(2026, 3, 9, 14, 30, tzinfo=UTC)
    for name in ("RETURNS.ach", "ACK.txt"):
        (bank.directories.incoming / name).write_bytes(b"12345")
        os.utime(bank.directories.incoming / name, (moment.timestamp(), moment.timestamp()))

    listed = bank.transport.list_inbound()

    assert [(file.name, file.size, file.modified_at) for file in listed] == [
        ("ACK.txt", 5, moment),
        ("RETURNS.ach", 5, moment),
    ]


def test_directories_and_unfinished_files_are_not_listed(bank: Bank) -> None:
    (bank.directories.incoming / "old").mkdir()
    for name in (".hidden", "a.part", "b.TMP", "c.filepart"):
        (bank.directories.incoming / name).write_bytes(b"1")

    assert bank.transport.list_inbound() == []


def test_a_fetched_file_stays_until_it_is_archived(bank: Bank) -> None:
    content = bytes(range(256)) * 12_000
    (bank.directories.incoming / "BAI2.txt").write_bytes(content)

    assert bank.transport.fetch(name="BAI2.txt") == content
    assert bank.transport.fetch(name="BAI2.txt") == content

    bank.transport.archive(name="BAI2.txt", digest=hashlib.sha256(content).hexdigest())
    assert files_in(bank.directories.incoming) == {}
    assert files_in(bank.directories.archive) == {"BAI2.txt": content}


def test_archiving_twice_is_harmless(bank: Bank) -> None:
    (bank.directories.incoming / "ACK.txt").write_bytes(b"1")

    bank.transport.archive(name="ACK.txt")
    bank.transport.archive(name="ACK.txt")

    assert files_in(bank.directories.archive) == {"ACK.txt": b"1"}


def test_a_name_that_comes_every_day_replaces_nothing_in_the_archive(bank: Bank) -> None:
    for day in (b"monday", b"tuesday", b"wednesday"):
        (bank.directories.incoming / "RETURNS.txt").write_bytes(day)
        bank.transport.archive(name="RETURNS.txt")

    kept = files_in(bank.directories.archive)
    assert sorted(kept.values()) == [b"monday", b"tuesday", b"wednesday"]
    assert all(name.startswith("RETURNS.txt") for name in kept)


def test_a_file_replaced_since_it_was_stored_is_not_moved_away_unread(bank: Bank) -> None:
    (bank.directories.incoming / "RETURNS.txt").write_bytes(b"the new one")

    with pytest.raises(ChangedSinceFetched):
        bank.transport.archive(
            name="RETURNS.txt", digest=hashlib.sha256(b"the old one").hexdigest()
        )

    assert files_in(bank.directories.incoming) == {"RETURNS.txt": b"the new one"}


def test_a_missing_inbound_file_is_not_fetched(bank: Bank) -> None:
    with pytest.raises(NotFetched, match=r"GONE\.txt"):
        bank.transport.fetch(name="GONE.txt")


def test_a_ping_passes_where_the_directories_are_there(bank: Bank) -> None:
    bank.transport.ping()

    bank.directories.archive.rmdir()
    with pytest.raises(TransportError, match="archive"):
        bank.transport.ping()


# Banks that are quick, lines that break


def test_a_lost_answer_to_the_rename_is_resolved_by_asking(simulated: RunningBank) -> None:
    bank = bank_of(simulated)
    simulated.faults.lose_reply_to("rename")

    with pytest.raises(AnswerUnknown):
        bank.transport.put(name=NAME, data=DATA)

    assert outcome_of(bank) is Outcome.PRESENT


@pytest.mark.parametrize("call", ["write", "fsync", "close", "read"])
def test_any_earlier_answer_lost_means_not_sent_and_the_next_try_succeeds(
    simulated: RunningBank, call: str
) -> None:
    bank = bank_of(simulated)
    simulated.faults.lose_reply_to(call)

    with bank.transport.session() as session:
        with pytest.raises(NotSent):
            session.put(name=NAME, data=DATA)
        session.put(name=NAME, data=DATA)

    assert files_in(bank.directories.outgoing) == {NAME: DATA}


def test_a_bank_that_takes_files_at_once_makes_absence_prove_nothing(tmp_path: Path) -> None:
    config = BankConfig(pick_up_at_once=True)
    with RunningBank(root=tmp_path, config=config, today=date(2026, 3, 9)) as running:
        bank = bank_of(running)
        bank.transport.put(name="confirmed.ach", data=DATA)
        running.faults.lose_reply_to("rename")

        with pytest.raises(AnswerUnknown):
            bank.transport.put(name=NAME, data=DATA)

        assert outcome_of(bank) is Outcome.ABSENT
        assert not bank.transport.absence_is_proof


CUTS = [0, 21, 900, 2_000, *range(2_600, 4_800, 400), *range(4_800, 6_600, 150)]


@pytest.mark.parametrize("kind", SFTP_SERVERS)
@pytest.mark.parametrize("sent_bytes", CUTS)
def test_a_line_cut_at_any_byte_sends_the_file_once(
    servers: dict[str, Server], directories: Directories, kind: str, sent_bytes: int
) -> None:
    server = servers[kind]
    with bank_servers.line_cut_after(server, sent_bytes=sent_bytes) as cut:
        try:
            cut.transport(directories).put(name=NAME, data=SMALL)
            claim = "sent"
        except AnswerUnknown:
            claim = "unknown"
        except TransportError:
            claim = "not sent"

    whole = server.transport(directories)
    shown = whole.outcome(name=NAME, size=len(SMALL), digest=hashlib.sha256(SMALL).hexdigest())
    if claim == "sent":
        assert shown is Outcome.PRESENT
    if claim == "not sent":
        assert shown in {Outcome.ABSENT, Outcome.PARTIAL}
    if shown is not Outcome.PRESENT:
        whole.put(name=NAME, data=SMALL)
    assert files_in(directories.outgoing) == {NAME: SMALL}
