"""A bank asks for proof of an authorization: recorded, answered, never forgotten (RULE-1)."""

from datetime import date, datetime

from django.db import transaction

from rentrail.businessdays.settlement import proof_due_date
from rentrail.payments.models import Authorization, ProofRequest
from rentrail.payments.operations.reasons import ReasonMissing
from rentrail.portfolio import operations as portfolio
from rentrail.primitives import ids

TASK = "proof-requested"


class ProofRequestNotValid(Exception):
    """The request can't be recorded so. The text is fit to show a person."""


class ProofAnswered(Exception):
    """The request was answered before. The text is fit to show a person."""


@transaction.atomic
def record_proof_request(
    *,
    authorization_public_id: str,
    bank_reference: str,
    received_date: date,
    recorded_by: str,
    today: date,
    now: datetime,
) -> ProofRequest:
    """Record that a bank asks for proof of an authorization, and tell staff until when.

    Recorded again under the same reference, it is the one of before.

    Raises:
        ProofRequestNotValid: it has no reference, or comes from the future.
    """
    reference = bank_reference.strip()
    if not reference:
        raise ProofRequestNotValid("Enter the bank's reference: its letter, case or trace number.")
    if received_date > today:
        raise ProofRequestNotValid("The day it was received lies ahead.")
    authorization = Authorization.objects.select_for_update(no_key=True).get(
        public_id=authorization_public_id
    )
    request: ProofRequest
    request, is_new = ProofRequest.objects.get_or_create(
        authorization=authorization,
        bank_reference=reference[:80],
        defaults={
            "public_id": ids.new_public_id("prf", now=now),
            "received_date": received_date,
            "due_date": proof_due_date(received_date),
            "recorded_at": now,
            "recorded_by": recorded_by,
        },
    )
    if is_new:
        _tell(request, verb="is due", now=now)
    return request


@transaction.atomic
def answer_proof_request(
    *, public_id: str, answer: str, answered_by: str, now: datetime
) -> ProofRequest:
    """Note what the bank was sent, and how.

    Raises:
        ReasonMissing: nothing is noted.
        ProofAnswered: it was answered before.
    """
    if not answer.strip():
        raise ReasonMissing("Say what was sent to the bank, and how.")
    request: ProofRequest = ProofRequest.objects.select_for_update(no_key=True).get(
        public_id=public_id
    )
    if request.answered_at is not None:
        raise ProofAnswered(f"This request was answered before: {request.answer}")
    request.answered_at, request.answered_by = now, answered_by
    request.answer = answer.strip()[:120]
    request.save(update_fields=["answered_at", "answered_by", "answer"])
    portfolio.resolve_task(kind=TASK, subject=public_id, done_by=answered_by, now=now)
    return request


def alert_late_proofs(*, today: date, now: datetime) -> int:
    """Tell staff again of each request whose day has come without an answer; gives how many."""
    late = ProofRequest.objects.filter(answered_at=None, due_date__lte=today).select_related(
        "authorization__person"
    )
    for request in late:
        _tell(request, verb="is due today" if request.due_date == today else "was due", now=now)
    return len(late)


def _tell(request: ProofRequest, *, verb: str, now: datetime) -> None:
    person = request.authorization.person
    day = "" if verb.endswith("today") else f" {request.due_date:%m/%d/%Y}"
    portfolio.raise_task(
        kind=TASK,
        subject=request.public_id,
        text=(
            f"The bank of {person} asks for proof of an authorization ({request.bank_reference}). "
            f"The answer {verb}{day}."
        ),
        property_id=person.property_id,
        now=now,
    )
