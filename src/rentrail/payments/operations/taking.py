"""Take payments: gate, rows, journal entry and step in one transaction (PAY-1)."""

import json
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import NamedTuple

from django.db import IntegrityError, transaction

from rentrail.identity import prepared
from rentrail.identity.arrays import array_of_numbers, array_of_texts
from rentrail.identity.tenancy import current_company_id
from rentrail.ledger import operations as ledger
from rentrail.payments import facts as fact_questions
from rentrail.payments import states
from rentrail.payments.facts import Facts
from rentrail.payments.models import Refusal, SecCode, Step
from rentrail.payments.operations import batching, judging, posting, waiting
from rentrail.payments.operations.judging import PaymentRequest
from rentrail.payments.operations.posting import Postable
from rentrail.payments.rules import gate
from rentrail.payments.rules.gate import Because, Decision, Outcome
from rentrail.payments.states import PaymentEvent, Standing
from rentrail.portfolio import operations as portfolio
from rentrail.portfolio.models import BatchType
from rentrail.primitives import ids

STANDING_AFTER: dict[Outcome, tuple[Standing, PaymentEvent]] = {
    Outcome.APPROVED: (states.APPROVED, PaymentEvent.APPROVED),
    Outcome.AWAITING_APPROVAL: (states.AWAITING_APPROVAL, PaymentEvent.AWAITING_APPROVAL),
    Outcome.SUSPENDED: (states.SUSPENDED, PaymentEvent.SUSPENDED),
}
FIRST_OUTCOME = {event: outcome for outcome, (_, event) in STANDING_AFTER.items()}

OVERRIDE = "override_reason"  # in the first step's detail

AT_ONCE_MAX = 10_000  # requests in one statement
DRAFTS = f"ROW({', '.join(['%s'] * 25)})::payments_payment_drafts"
TAKE = f"SELECT payments_take(%s, %s, %s, {DRAFTS}, {ledger.DRAFTS}, {portfolio.CREDIT_DRAFTS})"


class KeyUsedOtherwise(Exception):
    """The idempotency key came before with other content (PAY-3). Fit to show a person."""


@dataclass(frozen=True, kw_only=True, slots=True)
class Result:
    """What became of a request: a payment, or a refusal with its reasons."""

    payment_id: int | None
    decision: Decision
    is_repeat: bool = False


class Judged(NamedTuple):
    """A new request, and what the gate says of it."""

    place: int
    request: PaymentRequest
    facts: Facts
    decision: Decision


@dataclass(frozen=True, kw_only=True, slots=True)
class Accepted:
    """A request that becomes a payment, with all that its rows need."""

    public_id: str
    request: PaymentRequest
    facts: Facts
    decision: Decision
    property_date: date
    sec_code: SecCode
    batch_type: BatchType
    transaction_code: str
    description: str
    document: str

    @property
    def is_approved(self) -> bool:
        """Tell whether it is posted at once."""
        return self.decision.outcome is Outcome.APPROVED

    @property
    def place(self) -> batching.Place:
        """Give the property, bank account and type of the batch that takes it."""
        assert self.facts.bank_account_id is not None  # noqa: S101 - the gate refused all others
        return (self.facts.property_id, self.facts.bank_account_id, self.batch_type)

    @property
    def postable(self) -> Postable:
        """Give what is posted of it."""
        return Postable(
            public_id=self.public_id,
            lease_id=self.request.lease_id,
            ledger=self.request.ledger,
            amount_cents=self.request.amount_cents,
            property_date=self.property_date,
            transaction_code=self.transaction_code,
            description=self.description,
            document=self.document,
            facts=self.facts,
        )


def take(requests: Sequence[PaymentRequest], *, taken_by: str, now: datetime) -> list[Result]:
    """Take payments, or refuse them, each with its reasons; one is many of one.

    The same key with the same content gives the first result again. Refusals are recorded. A
    payment that must wait has its step and nothing else; an approved one also a journal entry, its
    credit to the household and its place in the open batch.

    Raises:
        KeyUsedOtherwise: a key came before with other content; nothing is taken.
    """
    results: dict[int, Result] = {}
    try:
        with transaction.atomic():
            waves = _waves(requests)
            if len(waves) > 1:  # a later wave would lock in no order with those before it
                fact_questions.lock_leases([request.lease_id for request in requests])
                fact_questions.lock_people([request.person_id for request in requests])
            for wave in waves:
                taken = _take_wave(
                    [requests[place] for place in wave],
                    taken_by=taken_by,
                    now=now,
                    is_last=wave is waves[-1],
                )
                results |= zip(wave, taken, strict=True)
    except IntegrityError as problem:
        if "payment_once" not in str(problem):
            raise
        raise KeyUsedOtherwise("This request's key was used for another household.") from problem
    return [results[place] for place in range(len(requests))]


def _waves(requests: Sequence[PaymentRequest]) -> list[list[int]]:
    """Part the requests so that each household and payer comes once in a wave of a fit length.

    The next wave's facts then know what the one before took.
    """
    waves: list[list[int]] = []
    seen: Counter[tuple[str, int]] = Counter()
    for place, request in enumerate(requests):
        lease, person = ("lease", request.lease_id), ("person", request.person_id)
        number = max(seen[lease], seen[person])
        seen[lease] = seen[person] = number + 1
        if number == len(waves):
            waves.append([])
        waves[number].append(place)
    return [
        wave[start : start + AT_ONCE_MAX]
        for wave in waves
        for start in range(0, len(wave), AT_ONCE_MAX)
    ]


def _take_wave(
    requests: Sequence[PaymentRequest], *, taken_by: str, now: datetime, is_last: bool
) -> list[Result]:
    known, open_items = _ask_about(requests, now=now)
    results: dict[int, Result] = {}
    fresh: list[Judged] = []
    for place, (request, routed) in enumerate(zip(requests, known, strict=True)):
        facts = judging.as_deposited(request, routed)
        if facts.existing_payment_id is not None:
            results[place] = _repeat(request, facts)
        else:
            decision = judging.decide(request, facts, now=now)
            fresh.append(Judged(place, request, facts, decision))
    refused = [one for one in fresh if one.decision.outcome is Outcome.REFUSED]
    judged = [one for one in fresh if one.decision.outcome is not Outcome.REFUSED]
    accepted = _accepted(judged, now=now)
    pending = [one for one in accepted if not one.is_approved]
    ends = is_last and not refused and not pending and prepared.is_outermost()
    written = _write(accepted, open_items, taken_by=taken_by, now=now, ends=ends)
    if written is None:
        batching.open_batches({one.place for one in accepted if one.is_approved}, now=now)
        if ends:  # then no household is locked, and none shall be while the property is
            prepared.end()
            return _take_wave(requests, taken_by=taken_by, now=now, is_last=is_last)
        written = _write(accepted, open_items, taken_by=taken_by, now=now, ends=False)
    assert written is not None  # noqa: S101 - the batches are held open
    _record_refusals(refused, actor=taken_by, now=now)
    _raise_tasks(pending, now=now)
    results |= {one.place: Result(payment_id=None, decision=one.decision) for one in refused}
    for one, payment_id in zip(judged, written, strict=True):
        results[one.place] = Result(payment_id=payment_id, decision=one.decision)
    return [results[place] for place in range(len(requests))]


def _ask_about(
    requests: Sequence[PaymentRequest], *, now: datetime
) -> tuple[list[Facts], prepared.Rows]:
    """Give the requests' facts, and what is open of their households, which are locked.

    Where a limit counts what a payer has paid, the payer is locked too, who may pay for two
    households at once, and the facts are those after it (ORG-4).
    """
    questions = [judging.question(request) for request in requests]
    rows, open_items = prepared.ask_together(
        [
            fact_questions.facts_question(questions, now=now),
            portfolio.open_items_question(request.lease_id for request in requests),
        ]
    )
    known = fact_questions.facts_from(rows, count=len(questions))
    if any(facts.is_counted for facts in known):
        fact_questions.lock_people([request.person_id for request in requests])
        known = fact_questions.facts_for(questions, now=now)
    return known, open_items


def _repeat(request: PaymentRequest, facts: Facts) -> Result:
    """Give what the first request under this key was answered."""
    if facts.existing_digest != request.digest:
        raise KeyUsedOtherwise(
            "This request's key was used before for a payment with other content; nothing was "
            "taken now."
        )
    [first, *_] = Step.objects.filter(payment_id=facts.existing_payment_id).order_by("id")[:1]
    outcome = FIRST_OUTCOME[PaymentEvent(first.event)]
    because = tuple(
        Because(reason, first.detail["because"]) for reason in gate.REASONS_TO_WAIT.get(outcome, ())
    )
    return Result(
        payment_id=facts.existing_payment_id, decision=Decision(outcome, because), is_repeat=True
    )


def _accepted(judged: Sequence[Judged], *, now: datetime) -> list[Accepted]:
    if not judged:
        return []
    public_ids = ids.new_public_ids("pay", count=len(judged), now=now)
    return [_accept(one, public_id) for one, public_id in zip(judged, public_ids, strict=True)]


def _accept(one: Judged, public_id: str) -> Accepted:
    sec_code, batch_type = judging.sec_code(one.facts), BatchType(one.facts.rail)
    return Accepted(
        public_id=public_id,
        request=one.request,
        facts=one.facts,
        decision=one.decision,
        property_date=one.request.property_date or one.facts.property_date,
        sec_code=sec_code,
        batch_type=batch_type,
        transaction_code=posting.transaction_code(sec_code, batch_type),
        description=one.request.description or _description(one.request, one.facts),
        document=one.request.document or one.facts.last_four,
    )


def _description(request: PaymentRequest, facts: Facts) -> str:
    """PAY-8's default."""
    kind = "Preauthorized payment" if request.is_preauthorized else "Bank payment"
    return f"{kind} – {facts.payer_name}"[:120]  # noqa: RUF001 - the dash is the product's


def _write(
    accepted: Sequence[Accepted],
    open_items: prepared.Rows,
    *,
    taken_by: str,
    now: datetime,
    ends: bool,
) -> list[int] | None:
    """Write payments, and end the transaction if told so; none where a batch must be opened."""
    if not accepted:
        return []
    postables = [one.postable for one in accepted if one.is_approved]
    parameters: list[prepared.Parameter] = [
        current_company_id(),
        taken_by,
        now,
        *_columns(accepted),
        *ledger.columns([posting.journal_entry(one) for one in postables]),
        *portfolio.credit_columns(map(posting.credit_terms, postables), open_items=open_items),
    ]
    ask = prepared.ask_last if ends else prepared.ask
    with ledger.closing_is_a_refusal():
        [(payment_ids,)] = ask(TAKE, parameters)
    written: list[int] | None = payment_ids
    return written


def _entry_places(accepted: Sequence[Accepted]) -> Iterator[int | None]:
    place = 0
    for one in accepted:
        place += one.is_approved
        yield place if one.is_approved else None


def _columns(accepted: Sequence[Accepted]) -> Iterator[str]:
    """Give the fields of ``payments_payment_drafts``."""
    requests = [one.request for one in accepted]
    facts = [one.facts for one in accepted]
    outcomes = [STANDING_AFTER[one.decision.outcome] for one in accepted]
    yield array_of_texts([one.public_id for one in accepted])
    yield array_of_numbers([fact.property_id for fact in facts])
    yield array_of_numbers([request.lease_id for request in requests])
    yield array_of_numbers([request.person_id for request in requests])
    yield array_of_numbers([fact.bank_account_id for fact in facts])
    yield array_of_texts([one.batch_type for one in accepted])
    yield array_of_texts([request.ledger for request in requests])
    yield array_of_texts([one.transaction_code for one in accepted])
    yield array_of_numbers([request.amount_cents for request in requests])
    yield array_of_texts([request.origin for request in requests])
    yield array_of_texts([one.sec_code for one in accepted])
    yield array_of_numbers([judging.is_recurring(fact) for fact in facts])
    yield array_of_numbers([fact.instrument_id for fact in facts])
    yield array_of_numbers([request.authorization_id for request in requests])
    yield array_of_texts([standing.status for standing, _ in outcomes])
    yield array_of_texts([standing.settlement for standing, _ in outcomes])
    yield array_of_texts([event for _, event in outcomes])
    yield array_of_texts([one.decision.message[:200] for one in accepted])
    yield array_of_texts([one.property_date.isoformat() for one in accepted])
    yield array_of_texts([one.description for one in accepted])
    yield array_of_texts([one.document for one in accepted])
    yield array_of_numbers(_entry_places(accepted))
    yield array_of_texts([request.idempotency_key for request in requests])
    yield array_of_texts([request.digest for request in requests])
    yield array_of_texts([_detail(one) for one in accepted])


def _detail(one: Accepted) -> str:
    said = {"because": one.decision.message, OVERRIDE: one.request.override_reason}
    return json.dumps({name: text for name, text in said.items() if text})


def _raise_tasks(pending: Sequence[Accepted], *, now: datetime) -> None:
    if not pending:
        return
    tasks = (
        waiting.task_of(
            public_id=one.public_id,
            property_id=one.facts.property_id,
            amount_cents=one.request.amount_cents,
            payer_name=one.facts.payer_name,
            decision=one.decision,
        )
        for one in pending
    )
    portfolio.raise_new_tasks(tasks, now=now)


def _record_refusals(refused: Sequence[Judged], *, actor: str, now: datetime) -> None:
    if not refused:
        return
    Refusal.objects.bulk_create(
        Refusal(
            lease_id=one.request.lease_id,
            person_id=one.request.person_id,
            amount_cents=one.request.amount_cents,
            way=one.request.way,
            reasons=[because.reason for because in one.decision.because],
            message=one.decision.message,
            refused_at=now,
            actor=actor,
            idempotency_key=one.request.idempotency_key,
        )
        for one in refused
    )
