"""SFTP against servers that are wrong, slow, strict or lost in the middle."""

import asyncio
import hashlib
import os
import socket
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path
from typing import Any

import asyncssh
import pytest
from tests.banking.transports import bank_servers
from tests.banking.transports.bank_servers import Directories, Server

from rentrail.banking.transports import (
    AccessDenied,
    AlreadyThere,
    AnswerUnknown,
    HostKeyMismatch,
    NotFetched,
    NotSent,
    Outcome,
    StillGrowing,
    Unreachable,
    sftp_connection,
)
from rentrail.banking.transports.sftp import SftpSettings, SftpTransport, UnusableSettings

NAME = "a.ach"
DATA = b"101 " * 100
DIGEST = hashlib.sha256(DATA).hexdigest()


@pytest.fixture
def directories(tmp_path: Path) -> Directories:
    return Directories.made_in(tmp_path)


@pytest.fixture(scope="module")
def server() -> Iterator[Server]:
    with bank_servers.asyncssh_server() as running:
        yield running


class _Bank(asyncssh.SFTPServer):
    """A server whose faults are its subclasses."""

    def __init__(self, channel: Any) -> None:
        super().__init__(channel)
        self._line = channel

    def lose_the_line(self) -> None:
        self._line.get_connection().abort()


@contextmanager
def serving(bank: type[_Bank], directories: Directories, **changes: Any) -> Iterator[SftpTransport]:
    with bank_servers.asyncssh_server(bank) as running:
        yield running.transport(directories, **changes)


# Settings


def test_settings_without_a_pinned_host_key_are_refused(server: Server, tmp_path: Path) -> None:
    settings = server.settings(Directories.made_in(tmp_path / "x"))

    with pytest.raises(UnusableSettings, match="No host key is pinned"):
        replace(settings, host_keys=())


@pytest.mark.parametrize("change", [{"host_keys": ("nonsense",)}, {"private_key": "nonsense"}])
def test_keys_that_cannot_be_read_are_refused_without_repeating_them(
    server: Server, directories: Directories, change: dict[str, Any]
) -> None:
    with pytest.raises(UnusableSettings, match="cannot be read") as refusal:
        server.settings(directories, **change)

    assert "nonsense" not in str(refusal.value)


def test_a_private_key_with_a_passphrase_is_refused(
    server: Server, directories: Directories
) -> None:
    sealed = bank_servers.new_key().export_private_key(
        "pkcs8-pem", passphrase="secret", pbe_version=2
    )

    with pytest.raises(UnusableSettings, match="without a passphrase"):
        server.settings(directories, private_key=sealed.decode())


def test_the_private_key_is_never_printed(server: Server, directories: Directories) -> None:
    settings = server.settings(directories)
    middle_of_key = settings.private_key.splitlines()[2]

    printed = f"{settings!r} {settings} {SftpTransport(settings=settings)!r}"

    assert middle_of_key not in printed
    assert "rentrail@127.0.0.1" in printed


# Signing in


def every_call(transport: SftpTransport) -> list[Any]:
    return [
        lambda: transport.put(name=NAME, data=DATA),
        transport.list_inbound,
        lambda: transport.fetch(name=NAME),
        lambda: transport.archive(name=NAME),
        transport.ping,
    ]


@pytest.mark.parametrize("kind", ["ssh-ed25519", "ecdsa-sha2-nistp256"])
def test_a_server_with_another_host_key_gets_nothing(
    server: Server, directories: Directories, kind: str
) -> None:
    other = bank_servers.public_text_of(asyncssh.generate_private_key(kind))
    transport = server.transport(directories, host_keys=(other,))

    for call in every_call(transport):
        with pytest.raises(HostKeyMismatch, match="telephone"):
            call()

    assert list(directories.outgoing.iterdir()) == []


@pytest.mark.parametrize("kind", ["ssh-ed25519", "ssh-rsa"])
def test_the_fingerprint_of_the_wrong_host_key_is_shown(
    server: Server, directories: Directories, kind: str
) -> None:
    shown = asyncssh.import_public_key(server.host_key).get_fingerprint()
    other = bank_servers.public_text_of(asyncssh.generate_private_key(kind))

    with pytest.raises(HostKeyMismatch) as refusal:
        server.transport(directories, host_keys=(other,)).ping()

    assert shown in str(refusal.value)


def test_two_keys_may_be_pinned_while_the_bank_changes_its_key(
    server: Server, directories: Directories
) -> None:
    coming = bank_servers.public_text_of(bank_servers.new_key())

    server.transport(directories, host_keys=(coming, server.host_key)).ping()


def test_a_key_the_bank_does_not_know_is_denied(server: Server, directories: Directories) -> None:
    unknown = bank_servers.text_of(bank_servers.new_key())

    for call in every_call(server.transport(directories, private_key=unknown)):
        with pytest.raises(AccessDenied, match="refused to sign in 'rentrail'"):
            call()


def test_a_port_that_nobody_serves_is_unreachable(server: Server, directories: Directories) -> None:
    with socket.socket() as unserved:
        unserved.bind(("127.0.0.1", 0))
        port = unserved.getsockname()[1]
        for call in every_call(server.transport(directories, port=port)):
            with pytest.raises(Unreachable, match="could not be reached"):
                call()


def test_a_silent_server_is_unreachable(server: Server, directories: Directories) -> None:
    with socket.create_server(("127.0.0.1", 0)) as silent:
        transport = server.transport(
            directories, port=silent.getsockname()[1], connect_timeout_seconds=0.2
        )

        with pytest.raises(Unreachable, match="no answer in time"):
            transport.ping()


def test_a_server_without_sftp_is_unreachable(directories: Directories) -> None:
    with (
        bank_servers.asyncssh_server(False) as running,
        pytest.raises(Unreachable, match="does not offer SFTP"),
    ):
        running.transport(directories).ping()


def test_a_bank_that_cannot_be_asked_leaves_the_outcome_unknown(
    server: Server, directories: Directories
) -> None:
    other = bank_servers.public_text_of(bank_servers.new_key())

    with pytest.raises(AnswerUnknown, match="still unknown") as refusal:
        server.transport(directories, host_keys=(other,)).outcome(
            name=NAME, size=len(DATA), digest=DIGEST
        )

    assert isinstance(refusal.value.__cause__, HostKeyMismatch)


# Sending


class _LosesTheAnswer(_Bank):
    def rename(self, oldpath: bytes, newpath: bytes) -> None:
        super().rename(oldpath, newpath)
        self.lose_the_line()


class _LosesTheRequest(_Bank):
    def rename(self, oldpath: bytes, newpath: bytes) -> None:
        self.lose_the_line()


class _NeverAnswersTheRename(_Bank):
    async def rename(self, oldpath: bytes, newpath: bytes) -> None:  # type: ignore[override]
        super().rename(oldpath, newpath)
        await asyncio.sleep(30)


@pytest.mark.parametrize(
    ("bank", "outcome"),
    [
        (_LosesTheAnswer, Outcome.PRESENT),
        (_LosesTheRequest, Outcome.PARTIAL),
        (_NeverAnswersTheRename, Outcome.PRESENT),
    ],
)
def test_a_rename_without_an_answer_is_unknown_until_the_bank_is_asked(
    directories: Directories, bank: type[_Bank], outcome: Outcome
) -> None:
    with serving(bank, directories, answer_timeout_seconds=1) as transport, transport.session():
        with pytest.raises(AnswerUnknown, match="moved into place"):
            transport.put(name=NAME, data=DATA)

        assert transport.outcome(name=NAME, size=len(DATA), digest=DIGEST) is outcome


class _TakesFilesAway(_Bank):
    def rename(self, oldpath: bytes, newpath: bytes) -> None:
        super().rename(oldpath, newpath)
        os.unlink(newpath)


class _IsLostAfterTheRename(_Bank):
    is_renamed = False

    def rename(self, oldpath: bytes, newpath: bytes) -> None:
        super().rename(oldpath, newpath)
        self.is_renamed = True

    def stat(self, path: bytes) -> Any:
        if self.is_renamed:
            self.lose_the_line()
        return super().stat(path)


@pytest.mark.parametrize("bank", [_TakesFilesAway, _IsLostAfterTheRename])
def test_a_confirmed_rename_is_sent_whatever_happens_next(
    directories: Directories, bank: type[_Bank]
) -> None:
    with serving(bank, directories) as transport:
        transport.put(name=NAME, data=DATA)


class _CutsFilesWhenItRenames(_Bank):
    def rename(self, oldpath: bytes, newpath: bytes) -> None:
        super().rename(oldpath, newpath)
        os.truncate(newpath, 10)


def test_a_file_that_the_bank_shows_shortened_is_unknown(directories: Directories) -> None:
    with (
        serving(_CutsFilesWhenItRenames, directories) as transport,
        pytest.raises(AnswerUnknown, match="10 bytes where 400 were sent"),
    ):
        transport.put(name=NAME, data=DATA)


class _KeepsHalf(_Bank):
    def write(self, file_obj: Any, offset: int, data: bytes) -> int:
        super().write(file_obj, offset, data[: len(data) // 2])
        return len(data)


class _KeepsOtherBytes(_Bank):
    def write(self, file_obj: Any, offset: int, data: bytes) -> int:
        return int(super().write(file_obj, offset, bytes(len(data))))


class _HasNoSpace(_Bank):
    def write(self, file_obj: Any, offset: int, data: bytes) -> int:
        raise asyncssh.SFTPFailure("No space left on device")


class _AllowsNoRename(_Bank):
    def rename(self, oldpath: bytes, newpath: bytes) -> None:
        raise asyncssh.SFTPPermissionDenied("no")


@pytest.mark.parametrize(
    ("bank", "said"),
    [
        (_KeepsHalf, "kept 200 of 400 bytes"),
        (_KeepsOtherBytes, "other bytes"),
        (_HasNoSpace, "No space left"),
        (_AllowsNoRename, "may rename files"),
    ],
)
def test_what_fails_before_the_file_is_in_place_is_not_sent_and_leaves_nothing(
    directories: Directories, bank: type[_Bank], said: str
) -> None:
    with serving(bank, directories) as transport, pytest.raises(NotSent, match=said):
        transport.put(name=NAME, data=DATA)

    assert list(directories.outgoing.iterdir()) == []


class _AllowsNoWriting(_Bank):
    def open(self, path: bytes, pflags: int, attrs: asyncssh.SFTPAttrs) -> Any:
        raise asyncssh.SFTPPermissionDenied("no")


def test_a_directory_we_may_not_write_is_access_denied(directories: Directories) -> None:
    with (
        serving(_AllowsNoWriting, directories) as transport,
        pytest.raises(AccessDenied, match="give it the right"),
    ):
        transport.put(name=NAME, data=DATA)


class _SeesAnotherComeFirst(_Bank):
    def rename(self, oldpath: bytes, newpath: bytes) -> None:
        Path(os.fsdecode(newpath)).write_bytes(b"another")
        super().rename(oldpath, newpath)


def test_a_file_that_appears_in_the_last_moment_is_not_replaced(directories: Directories) -> None:
    with serving(_SeesAnotherComeFirst, directories) as transport, pytest.raises(AlreadyThere):
        transport.put(name=NAME, data=DATA)

    assert [path.read_bytes() for path in directories.outgoing.iterdir()] == [b"another"]


class _RefusesButDidIt(_Bank):
    def rename(self, oldpath: bytes, newpath: bytes) -> None:
        super().rename(oldpath, newpath)
        os.unlink(newpath)
        raise asyncssh.SFTPFailure("Failure")


def test_a_refused_rename_after_which_nothing_is_left_is_unknown(directories: Directories) -> None:
    with (
        serving(_RefusesButDidIt, directories) as transport,
        pytest.raises(AnswerUnknown, match="shows it nowhere"),
    ):
        transport.put(name=NAME, data=DATA)


class _RefusesThenHides(_Bank):
    is_refused = False

    def rename(self, oldpath: bytes, newpath: bytes) -> None:
        self.is_refused = True
        raise asyncssh.SFTPFailure("Failure")

    def stat(self, path: bytes) -> Any:
        if self.is_refused:
            raise asyncssh.SFTPPermissionDenied("no")
        return super().stat(path)


def test_rights_lost_after_a_refused_rename_leave_it_unknown(directories: Directories) -> None:
    with serving(_RefusesThenHides, directories) as transport, pytest.raises(AnswerUnknown):
        transport.put(name=NAME, data=DATA)


class _MovesTheLeftoverLate(_Bank):
    def remove(self, path: bytes) -> None:
        os.unlink(path)
        raise asyncssh.SFTPNoSuchFile("gone")


def test_an_earlier_try_that_is_moved_while_we_look_is_unknown(directories: Directories) -> None:
    with serving(_MovesTheLeftoverLate, directories) as transport:
        leftover = transport.settings.temporary_names.fresh(name=NAME, digest=DIGEST)
        (directories.outgoing / leftover).write_bytes(DATA)

        with pytest.raises(AnswerUnknown, match="just now"):
            transport.put(name=NAME, data=DATA)


class _AllowsNoReading(_Bank):
    def open(self, path: bytes, pflags: int, attrs: asyncssh.SFTPAttrs) -> Any:
        if pflags & asyncssh.FXF_READ:
            raise asyncssh.SFTPPermissionDenied("no")
        return super().open(path, pflags, attrs)


def test_where_reading_back_is_not_allowed_the_size_decides(directories: Directories) -> None:
    with serving(_AllowsNoReading, directories, reads_back=False) as transport:
        transport.put(name=NAME, data=DATA)

        assert transport.outcome(name=NAME, size=len(DATA), digest=DIGEST) is Outcome.PRESENT
        assert transport.outcome(name=NAME, size=1, digest=DIGEST) is Outcome.DIFFERENT


class _SyncsOnRequest(_Bank):
    synced = 0

    def fsync(self, file_obj: Any) -> None:
        type(self).synced += 1


def test_a_file_is_made_durable_where_the_server_offers_it(directories: Directories) -> None:
    with serving(_SyncsOnRequest, directories) as transport:
        transport.put(name=NAME, data=DATA)

    assert _SyncsOnRequest.synced == 1


def test_a_file_larger_than_one_slice_is_sent_in_order(
    server: Server, directories: Directories, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(sftp_connection, "_SLICE_BYTES", 97)

    server.transport(directories).put(name=NAME, data=DATA)

    assert (directories.outgoing / NAME).read_bytes() == DATA


# Receiving


class _WritesWhileItIsRead(_Bank):
    def read(self, file_obj: Any, offset: int, size: int) -> bytes:
        content = bytes(super().read(file_obj, offset, size))  # type: ignore[arg-type]
        with open(file_obj.name, "ab") as writer:
            writer.write(b"more")
        return content


def test_a_file_that_grows_while_it_is_read_is_left_for_later(directories: Directories) -> None:
    (directories.incoming / "BAI2.txt").write_bytes(b"01," * 10)

    with serving(_WritesWhileItIsRead, directories) as transport, pytest.raises(StillGrowing):
        transport.fetch(name="BAI2.txt")


class _IsLostWhileRead(_Bank):
    def read(self, file_obj: Any, offset: int, size: int) -> bytes:
        self.lose_the_line()
        return b""


def test_a_line_lost_while_reading_changes_nothing_and_the_session_goes_on(
    directories: Directories,
) -> None:
    (directories.incoming / "BAI2.txt").write_bytes(b"01," * 10)

    with serving(_IsLostWhileRead, directories) as transport, transport.session() as session:
        with pytest.raises(NotFetched, match="was lost"):
            session.fetch(name="BAI2.txt")

        assert [file.name for file in session.list_inbound()] == ["BAI2.txt"]


def test_without_an_archive_a_stored_file_is_removed(
    server: Server, directories: Directories
) -> None:
    transport = server.transport(directories, archive_directory=None)
    (directories.incoming / "ACK.txt").write_bytes(b"1")

    transport.ping()
    transport.archive(name="ACK.txt")

    assert list(directories.incoming.iterdir()) == []


class _ArchivesNothing(_Bank):
    def rename(self, oldpath: bytes, newpath: bytes) -> None:
        raise asyncssh.SFTPFailure("Failure")


def test_a_file_that_cannot_be_archived_stays(directories: Directories) -> None:
    (directories.incoming / "ACK.txt").write_bytes(b"1")

    with (
        serving(_ArchivesNothing, directories) as transport,
        pytest.raises(NotFetched, match="was archived"),
    ):
        transport.archive(name="ACK.txt")

    assert (directories.incoming / "ACK.txt").exists()


# Connections


class _CountsCallers(_Bank):
    callers = 0

    def __init__(self, channel: Any) -> None:
        super().__init__(channel)
        type(self).callers += 1


def test_one_session_is_one_connection(directories: Directories) -> None:
    with serving(_CountsCallers, directories) as transport, transport.session() as session:
        session.put(name=NAME, data=DATA)
        session.list_inbound()
        session.ping()

    assert _CountsCallers.callers == 1


def test_absence_proves_nothing_unless_the_settings_say_so(
    server: Server, directories: Directories
) -> None:
    assert not server.transport(directories).absence_is_proof
    assert server.transport(directories, absence_is_proof=True).absence_is_proof


def test_the_port_is_the_usual_one_unless_told(server: Server, directories: Directories) -> None:
    settings = server.settings(directories)

    usual = SftpSettings(
        host=settings.host,
        user=settings.user,
        private_key=settings.private_key,
        host_keys=settings.host_keys,
    )

    assert usual.server == "127.0.0.1:22"
