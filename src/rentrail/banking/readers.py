"""Which readers understand a bank's files: chosen for each connection by name."""

from collections.abc import Mapping
from typing import Protocol

from rentrail.banking.models import BankConnection, InboundKind
from rentrail.formats import nacha
from rentrail.formats.ackfile import reader as ackfile
from rentrail.formats.ackfile.records import AcknowledgementReader
from rentrail.formats.bai2 import reader as bai2
from rentrail.formats.bai2.records import BalanceFile
from rentrail.formats.nacha.file import FileKind


class StatementReader(Protocol):
    """What a reader of one form of statement does."""

    def recognise(self, data: bytes) -> bool:
        """Tell whether the bytes are of this form."""
        ...

    def read(self, data: bytes) -> BalanceFile:
        """Read them."""
        ...


class UnknownReader(Exception):
    """A connection names a reader that isn't there. The text is fit to show a person."""


ACKNOWLEDGEMENTS: Mapping[str, AcknowledgementReader] = {"ackfile": ackfile}
STATEMENTS: Mapping[str, StatementReader] = {"bai2": bai2}

_COMES_BACK = (FileKind.RETURN, FileKind.NOTIFICATION)


def acknowledgement_reader(bank: BankConnection) -> AcknowledgementReader:
    """Give the reader of a bank's acknowledgements.

    Raises:
        UnknownReader: there is none of that name.
    """
    try:
        return ACKNOWLEDGEMENTS[bank.acknowledgement_format]
    except KeyError:
        raise UnknownReader(
            f"There is no acknowledgement form “{bank.acknowledgement_format}”; known are "
            f"{', '.join(ACKNOWLEDGEMENTS)}."
        ) from None


def statement_reader(bank: BankConnection) -> StatementReader:
    """Give the reader of a bank's statements.

    Raises:
        UnknownReader: there is none of that name.
    """
    try:
        return STATEMENTS[bank.statement_format]
    except KeyError:
        raise UnknownReader(
            f"There is no statement form “{bank.statement_format}”; known are "
            f"{', '.join(STATEMENTS)}."
        ) from None


def kind_of(content: bytes, *, bank: BankConnection) -> InboundKind:
    """Tell by its content alone what a file from a bank is."""
    if nacha.recognise(content):
        is_ours = nacha.kind_of(content) in (*_COMES_BACK, FileKind.MIXED, FileKind.EMPTY)
        return InboundKind.RETURNS if is_ours else InboundKind.UNKNOWN
    if acknowledgement_reader(bank).recognise(content):
        return InboundKind.ACKNOWLEDGEMENT
    if statement_reader(bank).recognise(content):
        return InboundKind.STATEMENT
    return InboundKind.UNKNOWN
