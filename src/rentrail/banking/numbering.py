"""The numbers that banks see: traces, file id modifiers, file names and batch references."""

import re
from collections.abc import Collection
from dataclasses import dataclass
from datetime import date

from django.db import transaction

from rentrail.banking import locks
from rentrail.banking.models import BankConnection, BankFile, TraceCounter
from rentrail.formats.nacha.writer import TRACE_SEQUENCE_MAX
from rentrail.primitives.problems import Refusal

MODIFIERS = "ABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789"
REFERENCE = re.compile(r"\b[0-9A-Z]+-\d{6}[0-9A-Z]-\d+\b")
DIGEST_IN_NAME = 8

_BASE_36 = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ"


class NoMoreFilesToday(Refusal):
    """Every file id modifier of the day is used. The text is fit to show a person."""


@dataclass(frozen=True, kw_only=True)
class TraceBlock:
    """Trace sequences given out together: they rise, and none of them is given out again."""

    odfi_identification: str
    cycle: int
    first_sequence: int
    count: int


@transaction.atomic
def take_traces(*, odfi_identification: str, count: int) -> TraceBlock:
    """Give out trace sequences of an ODFI that follow each other.

    A block never crosses the end of the seven digits: where too few are left, a new cycle begins.
    What is given out is spent, used or not. Call it outside of a long transaction: everybody who
    originates over the ODFI waits for its end.
    """
    TraceCounter.objects.get_or_create(odfi_identification=odfi_identification)
    counter = TraceCounter.objects.select_for_update(no_key=True).get(
        odfi_identification=odfi_identification
    )
    if counter.last_sequence + count > TRACE_SEQUENCE_MAX:
        counter.cycle, counter.last_sequence = counter.cycle + 1, 0
    first_sequence = counter.last_sequence + 1
    counter.last_sequence += count
    counter.save(update_fields=["cycle", "last_sequence"])
    return TraceBlock(
        odfi_identification=odfi_identification,
        cycle=counter.cycle,
        first_sequence=first_sequence,
        count=count,
    )


def next_modifier(*, bank: BankConnection, creation_date: date) -> str:
    """Give the first file id modifier that no file with this destination, origin and day has.

    By these four a bank knows a file, so connections that share destination and origin share the
    modifiers too. Others who number such files wait until the transaction ends.

    Raises:
        NoMoreFilesToday: A to Z and 0 to 9 are all used.
    """
    destination, origin = bank.immediate_destination, bank.immediate_origin
    locks.number_alone(numbered=f"{destination} {origin} {creation_date}")
    used: Collection[str] = set(
        BankFile.objects.filter(
            connection__immediate_destination=destination,
            connection__immediate_origin=origin,
            creation_date=creation_date,
        ).values_list("file_id_modifier", flat=True)
    )
    for modifier in MODIFIERS:
        if modifier not in used:
            return modifier
    raise NoMoreFilesToday(
        f"{bank} has taken {len(MODIFIERS)} files dated {creation_date}; the rest waits for the "
        "next banking day."
    )


def file_name(*, bank: BankConnection, creation_date: date, modifier: str, digest: str) -> str:
    """Give a file's name: the same file always has the same name, another never has it."""
    origin = re.sub(r"\W", "", bank.immediate_origin)
    return f"{origin}-{creation_date:%Y%m%d}-{modifier}-{digest[:DIGEST_IN_NAME]}.ach"


def reference(*, bank_id: int, creation_date: date, modifier: str, number: int) -> str:
    """Give an entry batch's own reference, which comes back on its bank line.

    >>> reference(bank_id=40, creation_date=date(2026, 3, 2), modifier="A", number=7)
    '14-260302A-7'
    """
    return f"{_in_base_36(bank_id)}-{creation_date:%y%m%d}{modifier}-{number}"


def references_in(text: str) -> list[str]:
    """Find references of ours in a bank's text.

    >>> references_in("ACH SETTLEMENT CO=OAK COURT REF=14-260302A-7")
    ['14-260302A-7']
    """
    return REFERENCE.findall(text)


def _in_base_36(number: int) -> str:
    digits = ""
    while number:
        number, rest = divmod(number, 36)
        digits = _BASE_36[rest] + digits
    return digits or "0"
