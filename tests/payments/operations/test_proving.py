"""A bank's request for proof of an authorization is answered in ten banking days (RULE-1)."""

from datetime import date
from typing import Any

import pytest
from tests.cast import NOW, TODAY
from tests.database import refusal_of
from tests.payments.cast import consent

from rentrail.payments import operations
from rentrail.payments.models import Authorization, ProofRequest
from rentrail.payments.operations import ProofAnswered, ProofRequestNotValid, ReasonMissing
from rentrail.portfolio.models import Person, StaffTask


@pytest.fixture
def authorization(alice: Person) -> Authorization:
    return consent(alice)


def asked(authorization: Authorization, **details: Any) -> ProofRequest:
    return operations.record_proof_request(
        **{
            "authorization_public_id": authorization.public_id,
            "bank_reference": "Case 4711",
            "received_date": TODAY,
            "recorded_by": "bob",
            "today": TODAY,
            "now": NOW,
            **details,
        }
    )


def answer(request: ProofRequest, **details: Any) -> ProofRequest:
    return operations.answer_proof_request(
        **{
            "public_id": request.public_id,
            "answer": "The signed form, by mail",
            "answered_by": "bob",
            "now": NOW,
            **details,
        }
    )


def open_tasks() -> list[str]:
    return [task.text for task in StaffTask.objects.filter(kind="proof-requested", done_at=None)]


@pytest.mark.parametrize(
    ("received", "due"),
    [(date(2026, 3, 2), date(2026, 3, 16)), (date(2026, 2, 6), date(2026, 2, 23))],
)
def test_it_is_due_in_ten_banking_days(authorization, received, due):
    request = asked(authorization, received_date=received)

    assert request.due_date == due
    [told] = open_tasks()
    assert told == (
        "The bank of Alice Resident asks for proof of an authorization (Case 4711). "
        f"The answer is due {due:%m/%d/%Y}."
    )


def test_recorded_twice_it_is_one(authorization):
    assert asked(authorization) == asked(authorization, recorded_by="carol")
    assert ProofRequest.objects.count() == 1


@pytest.mark.parametrize(
    ("details", "words"),
    [
        ({"bank_reference": "  "}, "Enter the bank's reference"),
        ({"received_date": date(2026, 3, 3)}, "lies ahead"),
    ],
)
def test_what_cannot_be_is_refused(authorization, details, words):
    with pytest.raises(ProofRequestNotValid, match=words):
        asked(authorization, **details)


def test_an_answer_ends_it_once(authorization):
    request = asked(authorization)

    with pytest.raises(ReasonMissing):
        answer(request, answer=" ")
    answer(request)
    with pytest.raises(ProofAnswered, match="The signed form, by mail"):
        answer(request, answer="Again")

    assert open_tasks() == []


@pytest.mark.parametrize(
    ("today", "words"),
    [
        (date(2026, 3, 13), "is due 03/16/2026"),
        (date(2026, 3, 16), "is due today"),
        (date(2026, 3, 17), "was due 03/16/2026"),
    ],
)
def test_staff_hear_of_it_again_when_its_day_comes(authorization, today, words):
    asked(authorization)
    StaffTask.objects.update(done_at=NOW if today > date(2026, 3, 13) else None)

    late = operations.alert_late_proofs(today=today, now=NOW)

    assert late == (today >= date(2026, 3, 16))
    assert words in " ".join(open_tasks())


def test_what_was_recorded_and_answered_stays(authorization):
    answer(asked(authorization))

    for change in ("due_date = due_date + 30", "answered_at = NULL", "answer = 'Nothing'"):
        assert refusal_of(f"UPDATE payments_proofrequest SET {change}")  # noqa: S608 - our own
    assert refusal_of("DELETE FROM payments_proofrequest")
