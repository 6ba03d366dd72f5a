"""What a validation is told beside the file."""

from collections.abc import Callable, Container
from dataclasses import dataclass
from datetime import date
from typing import NamedTuple

from rentrail.formats.nacha.bank_rules import BankRules
from rentrail.formats.nacha.file import AchFile
from rentrail.formats.nacha.records import FileHeader


class FileIdentity(NamedTuple):
    """What must differ between two files of one sender."""

    immediate_origin: str
    file_creation_date: str
    file_creation_time: str
    file_id_modifier: str

    @classmethod
    def of(cls, header: FileHeader) -> "FileIdentity":
        """Read it out of a file header."""
        return cls(
            header.immediate_origin.strip(),
            header.file_creation_date,
            header.file_creation_time,
            header.file_id_modifier,
        )


@dataclass(frozen=True, kw_only=True, slots=True)
class Settings:
    """The day, the calendar, and what was sent before."""

    today: date | None
    is_banking_day: Callable[[date], bool]
    known_files: Container[FileIdentity] = ()
    known_traces: Container[str] = ()
    bank: BankRules | None = None


def identity_of(file: AchFile) -> FileIdentity | None:
    """Give what tells this file from all others of its sender; None without a file header."""
    return FileIdentity.of(file.header) if file.header else None
