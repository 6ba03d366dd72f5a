"""The bytes of files, sealed in the database: what is sent, and what came (SEC-6)."""

import hashlib
from collections.abc import Iterable

from rentrail.banking.models import BankFile, BankFilePart, InboundFile
from rentrail.identity import vault

PART_BYTES = 1_000_000


class FileDamaged(Exception):
    """A file's stored bytes are not those it was built with. The text is fit to show a person."""


class PartWriter:
    """Stores a file's bytes as they come, in sealed parts; memory stays flat."""

    def __init__(self, *, file_id: int, public_id: str) -> None:
        self.size = 0
        self._file_id = file_id
        self._public_id = public_id
        self._digest = hashlib.sha256()
        self._waiting: list[bytes] = []
        self._waiting_bytes = 0
        self._number = 0

    @property
    def digest(self) -> str:
        """The SHA-256 of all bytes so far, as hex."""
        return self._digest.hexdigest()

    def write(self, chunks: Iterable[bytes]) -> None:
        """Take up more of the file's bytes."""
        for chunk in chunks:
            self.size += len(chunk)
            self._digest.update(chunk)
            self._waiting.append(chunk)
            self._waiting_bytes += len(chunk)
            if self._waiting_bytes >= PART_BYTES:
                self.flush()

    def flush(self) -> None:
        """Store what still waits as a part."""
        if not self._waiting:
            return
        self._number += 1
        context = part_context(self._public_id, self._number)
        BankFilePart.objects.create(
            file_id=self._file_id,
            number=self._number,
            sealed=vault.seal(b"".join(self._waiting), context=context),
        )
        self._waiting, self._waiting_bytes = [], 0


def content_of(file: BankFile) -> bytes:
    """Give a file's bytes, as they were built.

    Raises:
        FileDamaged: they no longer have the digest that was recorded.
    """
    parts = file.parts.order_by("number").iterator(chunk_size=1)
    content = b"".join(
        vault.open_sealed(part.sealed, context=part_context(file.public_id, part.number))
        for part in parts
    )
    if hashlib.sha256(content).hexdigest() != file.digest:
        raise FileDamaged(f"{file.name} is not what was built: nothing of it is sent.")
    return content


def seal_inbound(content: bytes, *, public_id: str) -> bytes:
    """Seal a file from the bank, byte for byte as received."""
    return vault.seal(content, context=inbound_context(public_id))


def content_of_inbound(file: InboundFile) -> bytes:
    """Give a file from the bank as it was received."""
    return vault.open_sealed(file.content_sealed, context=inbound_context(file.public_id))


def part_context(public_id: str, number: int) -> str:
    """Name the row that a part of a file is sealed for, in the vault's words."""
    return f"bank_file:{public_id}:{number}"


def inbound_context(public_id: str) -> str:
    """Name the row that a file from the bank is sealed for, in the vault's words."""
    return f"inbound_file:{public_id}"


def item_context(identity: str) -> str:
    """Name the row that a change asked for by a payer's bank is sealed for."""
    return f"inbound_item:{identity}"
