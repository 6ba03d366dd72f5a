"""Notices owed to payers: each is recorded once, with its text (RULE-3)."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from rentrail.payments.models import Notice
from rentrail.portfolio.models import Person


@dataclass(frozen=True, kw_only=True, slots=True)
class NoticeDraft:
    """A notice to be recorded: once for each kind and subject."""

    person_id: int
    kind: str
    subject: str
    email: str
    text: str


def notify(*, person: Person, kind: str, subject: str, text: str, now: datetime) -> None:
    """Record a notice to a person; recorded before, it is left alone."""
    draft = NoticeDraft(
        person_id=person.id, kind=kind, subject=subject, email=person.email, text=text
    )
    notify_all([draft], now=now)


def notify_all(drafts: Iterable[NoticeDraft], *, now: datetime) -> None:
    """Record notices; those recorded before are left alone."""
    Notice.objects.bulk_create(
        [
            Notice(
                person_id=draft.person_id,
                kind=draft.kind,
                subject=draft.subject,
                email=draft.email,
                text=draft.text,
                created_at=now,
            )
            for draft in drafts
        ],
        ignore_conflicts=True,
    )
