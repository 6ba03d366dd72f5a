"""What a check goes by beside the file itself."""

from collections.abc import Container
from dataclasses import dataclass
from datetime import date
from typing import NamedTuple

from rentrail.formats.x937.fields import Record
from rentrail.formats.x937.profiles import BankProfile
from rentrail.formats.x937.records import FileHeader


class FileIdentity(NamedTuple):
    """By which files are told apart."""

    immediate_destination_routing_number: str
    immediate_origin_routing_number: str
    file_creation_date: str
    file_creation_time: str
    file_id_modifier: str


@dataclass(frozen=True, kw_only=True, slots=True)
class Settings:
    """What `validate` was told."""

    today: date | None = None
    known_files: Container[FileIdentity] = ()
    profile: BankProfile | None = None


def identity_of(header: Record) -> FileIdentity | None:
    """Give the identity of the file that a header begins; None where it is no file header."""
    if not isinstance(header, FileHeader):
        return None
    return FileIdentity(*(header.raw(name).strip(" ") for name in FileIdentity._fields))
