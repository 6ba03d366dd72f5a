"""Finding out in MRI's ledger what became of a posting whose answer was lost (MRI-7)."""

from collections.abc import Callable, Mapping
from datetime import date, datetime

from rentrail.accounting.models import MriPosting, MriPostingKind
from rentrail.accounting.mri import columns, deliveries, recognition
from rentrail.accounting.mri.client import MriClient
from rentrail.accounting.mri.errors import RequestRefusedError
from rentrail.accounting.mri.outgoing import ConfiguredOperation
from rentrail.accounting.mri.recognition import DATE_TOLERANCE, Wanted
from rentrail.accounting.mri.rows import LedgerLine
from rentrail.portfolio.models import LedgerName
from rentrail.primitives import money

Operations = Callable[[str], ConfiguredOperation | None]


class _NotReadable(Exception):
    """The ledger can't be read so that it settles the doubt; the text says why."""


def find_out(
    posting: MriPosting, *, client: MriClient, operation: Operations, now: datetime
) -> None:
    """Look for a posting in MRI and note what is found: it, nothing, or what a person must judge.

    Raises:
        MriError: MRI could not be asked.
    """
    try:
        lines = _lines(posting, client=client, operation=operation)
    except (_NotReadable, RequestRefusedError) as problem:
        deliveries.give_to_person(posting, why=str(problem), now=now)
        return
    if posting.kind == MriPostingKind.REVERSAL:
        _judge_reversal(posting, lines, now=now)
    else:
        _judge_own_line(posting, lines, now=now)


def _judge_own_line(posting: MriPosting, lines: list[LedgerLine], *, now: datetime) -> None:
    wanted = Wanted(
        resident_id=posting.resident_id,
        signed_amount_cents=posting.signed_cents,
        posted_date=posting.posted_date,
        external_number=posting.external_number,
    )
    others = MriPosting.objects.filter(lease_id=posting.lease_id).exclude(id=posting.id)
    taken = set(others.values_list("mri_transaction_id", flat=True)) - {""}
    found = recognition.found_lines(lines, wanted=wanted, taken_ids=taken)
    ours = [line for line in lines if recognition.carries(line, posting.external_number)]
    if len(found) == 1 and len(ours) == 1:
        deliveries.confirm(posting, transaction_id=found[0].transaction_id, now=now)
    elif ours:
        named = ", ".join(line.transaction_id for line in ours)
        why = f"MRI has {named} under our number: more than one, or not as we sent it."
        deliveries.give_to_person(posting, why=why, now=now)
    else:
        deliveries.not_found(posting, now=now)


def _judge_reversal(posting: MriPosting, lines: list[LedgerLine], *, now: datetime) -> None:
    original = MriPosting.objects.get(payment=posting.payment, kind=MriPostingKind.PAYMENT)
    found = [
        line
        for line in lines
        if line.signed_amount_cents == posting.amount_cents
        and (
            recognition.carries(line, posting.external_number)
            or line.reference_number == original.mri_transaction_id
        )
    ]
    if len(found) == 1:
        deliveries.confirm(posting, transaction_id=found[0].transaction_id, now=now)
    elif found:
        why = "MRI has taken the payment back more than once."
        deliveries.give_to_person(posting, why=why, now=now)
    else:
        deliveries.not_found(posting, now=now)


def _lines(posting: MriPosting, *, client: MriClient, operation: Operations) -> list[LedgerLine]:
    """Read the days around a posting in the ledger where it belongs."""
    start, end = posting.posted_date - DATE_TOLERANCE, posting.posted_date + DATE_TOLERANCE
    if posting.kind == MriPostingKind.REVERSAL:
        end += DATE_TOLERANCE * 10  # voids bear MRI's own day
    if posting.ledger == LedgerName.DEPOSIT:
        return _deposit_lines(posting, client, operation("deposit_ledger"), start=start, end=end)
    found = list(
        client.resident_ledger(
            property_id=posting.mri_property.rmpropid,
            resident_id=posting.resident_id,
            start=start,
            end=end,
        )
    )
    lines = [line for line in found if isinstance(line, LedgerLine)]
    if len(lines) < len(found):
        raise _NotReadable("A line of MRI's ledger can't be read; it may be this one.")
    return lines


def _deposit_lines(
    posting: MriPosting,
    client: MriClient,
    operation: ConfiguredOperation | None,
    *,
    start: date,
    end: date,
) -> list[LedgerLine]:
    if operation is None:
        raise _NotReadable("No call to read MRI's security-deposit ledger is configured.")
    rows = client.read_configured(
        operation,
        {
            "start": start.isoformat(),
            "end": end.isoformat(),
            "resident_id": posting.resident_id,
            "property_id": posting.mri_property.rmpropid,
        },
    )
    return [_configured_line(row, posting) for row in rows]


def _configured_line(row: Mapping[str, str], posting: MriPosting) -> LedgerLine:
    try:
        return LedgerLine(
            transaction_id=row["mri_transaction_id"],
            property_id=posting.mri_property.rmpropid,
            resident_id=posting.resident_id,
            transaction_date=columns.read_date(row["date"]),
            description=row.get("description", ""),
            receipt_descriptor=row.get("receipt", ""),
            reference_number=row.get("reference", ""),
            signed_amount_cents=money.parse_cents(row["amount"]),
        )
    except (KeyError, ValueError) as problem:
        raise _NotReadable(
            "MRI's security-deposit ledger can't be read as configured."
        ) from problem
