"""A watched folder when its disk or its rights fail."""

import errno
import hashlib
import os
from pathlib import Path
from typing import Any, NoReturn

import pytest
from tests.banking.transports import bank_servers
from tests.banking.transports.bank_servers import Directories

from rentrail.banking.transports import (
    AccessDenied,
    AlreadyThere,
    AnswerUnknown,
    NotSent,
    Outcome,
    StillGrowing,
    folder,
)
from rentrail.banking.transports.folder import FolderTransport

NAME = "a.ach"
DATA = b"101 " * 100
DIGEST = hashlib.sha256(DATA).hexdigest()


@pytest.fixture
def directories(tmp_path: Path) -> Directories:
    return Directories.made_in(tmp_path)


@pytest.fixture
def transport(directories: Directories) -> FolderTransport:
    return bank_servers.folder_transport(directories)


def failing(number: int) -> Any:
    def fail(*arguments: object, **options: object) -> NoReturn:
        raise OSError(number, os.strerror(number), "somewhere")

    return fail


@pytest.mark.parametrize("number", [errno.EPERM, errno.ENOTSUP, errno.EMLINK])
def test_a_file_system_without_links_sends_nothing(
    transport: FolderTransport,
    directories: Directories,
    monkeypatch: pytest.MonkeyPatch,
    number: int,
) -> None:
    monkeypatch.setattr(os, "link", failing(number))

    with pytest.raises(NotSent, match="hard links"):
        transport.put(name=NAME, data=DATA)

    assert list(directories.outgoing.iterdir()) == []


def test_a_file_that_appears_in_the_last_moment_is_not_replaced(
    transport: FolderTransport, directories: Directories, monkeypatch: pytest.MonkeyPatch
) -> None:
    true_link = os.link

    def another_is_quicker(source: Path, target: Path) -> None:
        target.write_bytes(b"another")
        true_link(source, target)

    monkeypatch.setattr(os, "link", another_is_quicker)

    with pytest.raises(AlreadyThere):
        transport.put(name=NAME, data=DATA)

    assert [path.read_bytes() for path in directories.outgoing.iterdir()] == [b"another"]


def test_a_full_disk_sends_nothing(
    transport: FolderTransport, directories: Directories, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(os, "fsync", failing(errno.ENOSPC))

    with pytest.raises(NotSent, match="No space left"):
        transport.put(name=NAME, data=DATA)

    assert list(directories.outgoing.iterdir()) == []


def test_a_move_that_may_not_be_durable_is_unknown(
    transport: FolderTransport, monkeypatch: pytest.MonkeyPatch
) -> None:
    true_link = os.link

    def link_and_break(source: Path, target: Path) -> None:
        true_link(source, target)
        monkeypatch.setattr(os, "fsync", failing(errno.EIO))

    monkeypatch.setattr(os, "link", link_and_break)

    with pytest.raises(AnswerUnknown):
        transport.put(name=NAME, data=DATA)

    assert transport.outcome(name=NAME, size=len(DATA), digest=DIGEST) is Outcome.PRESENT


@pytest.mark.parametrize("number", [errno.EACCES, errno.EIO])
def test_a_folder_that_stops_answering_after_a_move_leaves_it_unknown(
    transport: FolderTransport, monkeypatch: pytest.MonkeyPatch, number: int
) -> None:
    monkeypatch.setattr(os, "link", failing(errno.EIO))
    monkeypatch.setattr(os.path, "lexists", _true_once_then(failing(number)))

    with pytest.raises(AnswerUnknown):
        transport.put(name=NAME, data=DATA)


def test_an_earlier_try_that_vanishes_while_we_look_is_unknown(
    transport: FolderTransport, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(transport, "_leftovers", lambda **of_file: [".a.ach.gone.part"])

    with pytest.raises(AnswerUnknown, match="just now"):
        transport.put(name=NAME, data=DATA)


def test_other_bytes_read_back_send_nothing(
    transport: FolderTransport, directories: Directories, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(Path, "read_bytes", lambda path: b"other")

    with pytest.raises(NotSent, match="other bytes"):
        transport.put(name=NAME, data=DATA)

    assert list(directories.outgoing.iterdir()) == []


def test_a_crash_between_move_and_clean_up_counts_as_sent(
    transport: FolderTransport, directories: Directories
) -> None:
    temporary = directories.outgoing / transport.settings.temporary_names.fresh(
        name=NAME, digest=DIGEST
    )
    temporary.write_bytes(DATA)
    os.link(temporary, directories.outgoing / NAME)

    assert transport.outcome(name=NAME, size=len(DATA), digest=DIGEST) is Outcome.PRESENT


def test_missing_rights_are_named(
    transport: FolderTransport, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(os, "listdir", failing(errno.EACCES))

    with pytest.raises(AccessDenied, match="somewhere"):
        transport.put(name=NAME, data=DATA)
    with pytest.raises(AccessDenied):
        transport.ping()
    with pytest.raises(AnswerUnknown):
        transport.outcome(name=NAME, size=len(DATA), digest=DIGEST)


def test_a_folder_that_may_only_be_read_fails_the_ping(
    transport: FolderTransport, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(os, "access", lambda path, mode: False)

    with pytest.raises(AccessDenied, match="may not write"):
        transport.ping()


def test_a_file_that_grows_while_it_is_read_is_left_for_later(
    transport: FolderTransport, directories: Directories, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = directories.incoming / "BAI2.txt"
    path.write_bytes(b"01,")
    true_read = Path.read_bytes

    def read_while_it_grows(path: Path) -> bytes:
        content = true_read(path)
        path.write_bytes(content + b"more")
        return content

    monkeypatch.setattr(Path, "read_bytes", read_while_it_grows)

    with pytest.raises(StillGrowing):
        transport.fetch(name="BAI2.txt")


def test_without_an_archive_a_stored_file_is_removed(directories: Directories) -> None:
    transport = bank_servers.folder_transport(directories, archive_directory=None)
    (directories.incoming / "ACK.txt").write_bytes(b"1")

    transport.ping()
    transport.archive(name="ACK.txt")

    assert list(directories.incoming.iterdir()) == []


def test_absence_proves_nothing_unless_the_settings_say_so(directories: Directories) -> None:
    assert not bank_servers.folder_transport(directories).absence_is_proof
    assert bank_servers.folder_transport(directories, absence_is_proof=True).absence_is_proof


def _true_once_then(fail: Any) -> Any:
    """The first look (is the name free?) is answered, the next fails."""
    looks = iter([False])

    def lexists(path: Path) -> bool:
        for answer in looks:
            return answer
        fail()
        raise AssertionError

    return lexists


def test_the_folder_module_has_no_way_to_replace_a_file() -> None:
    source = Path(folder.__file__).read_text()

    assert "os.replace" not in source
    assert "os.rename" not in source
