"""Companies, users, roles and grants; sealing the audit trail."""

import hashlib
import json
from datetime import datetime
from typing import Any

from django.contrib.auth.password_validation import validate_password
from django.core.exceptions import ValidationError
from django.db import connection, transaction

from rentrail.identity import rules
from rentrail.identity.models import AuditRecord, AuditSeal, Company, Grant, Role, User
from rentrail.identity.tenancy import company_scope
from rentrail.primitives import ids

FIRST_DIGEST = "0" * 64
BEFORE_ALL = -(2**63)  # below every id, so that a record put before the first one shows
SEAL_RECORDS_MAX = 50_000


class PasswordTooWeak(Exception):
    """The password is common, short, or lacks upper case, lower case or digits (ORG-10)."""


@transaction.atomic
def create_company(*, name: str, code: str, now: datetime) -> Company:
    """Add a company with its ready-made roles."""
    company = Company.objects.create(
        public_id=ids.new_public_id("com", now=now), name=name, code=code, created_at=now
    )
    with company_scope(company.id):
        Role.objects.bulk_create(
            Role(name=role, rights=sorted(rights))
            for role, rights in rules.READY_MADE_ROLES.items()
        )
    return company


@transaction.atomic
def create_user(
    *, email: str, name: str, password: str, role: str, property_public_id: str = ""
) -> User:
    """Add a user of the company in scope, with a role on one property or, where none is named, all.

    Raises:
        PasswordTooWeak: the password would be guessed.
    """
    _refuse_weak(password)
    given = Role.objects.get(name=role)
    user = User.objects.create_user(
        email=email, password=password, name=name, company_id=given.company_id
    )
    Grant.objects.create(user=user, role=given, property_public_id=property_public_id)
    return user


@transaction.atomic
def rename_company(*, company_id: int, name: str) -> None:
    """Give a company another name; its code stays."""
    Company.objects.filter(id=company_id).update(name=name)


@transaction.atomic
def change_user(
    *, user_id: int, name: str, role: str, property_public_id: str = "", is_active: bool = True
) -> list[str]:
    """Bring a user of the company in scope to a name, to one role, and in or out.

    Who is locked out is signed out by it too. Gives what was changed, in words.
    """
    user = User.objects.select_for_update(no_key=True).get(id=user_id)
    changed = _change_grants(user, Role.objects.get(name=role), property_public_id)
    if user.name != name:
        changed.append(f"named {name}")
    if user.is_active != is_active:
        changed.append("let in again" if is_active else "locked out")
    user.name, user.is_active = name, is_active
    user.save(update_fields=["name", "is_active"])
    return changed


@transaction.atomic
def lock_user(*, user_id: int, is_locked: bool) -> bool:
    """Lock a user out, at once and with every session, or let them in; tells if that is new."""
    return bool(
        User.objects.filter(id=user_id, is_active=is_locked).update(is_active=not is_locked)
    )


def _change_grants(user: User, role: Role, property_public_id: str) -> list[str]:
    held = list(Grant.objects.filter(user=user).values_list("role_id", "property_public_id"))
    if held == [(role.id, property_public_id)]:
        return []
    Grant.objects.filter(user=user).delete()
    Grant.objects.create(user=user, role=role, property_public_id=property_public_id)
    return [f"{role} at one property" if property_public_id else f"{role} at every property"]


@transaction.atomic
def seal_audit_trail(*, now: datetime) -> AuditSeal | None:
    """Seal the audit records that no running transaction can still add to; none: nothing to seal.

    Each seal's digest covers its records and the seal before, so that changing or removing a
    sealed record, or a seal, shows.
    """
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(hashtext('rentrail audit seal'))")
        cursor.execute("SELECT pg_snapshot_xmin(pg_current_snapshot())::text::bigint")
        horizon = cursor.fetchone()[0]
    last = AuditSeal.objects.order_by("-last_id").first()
    records = list(
        AuditRecord.objects.filter(id__gt=last.last_id if last else BEFORE_ALL).order_by("id")[
            :SEAL_RECORDS_MAX
        ]
    )
    settled = _before_any_running(records, horizon)
    if not settled:
        return None
    return AuditSeal.objects.create(
        first_id=settled[0].id,
        last_id=settled[-1].id,
        record_count=len(settled),
        digest=digest_of(settled, previous=last.digest if last else FIRST_DIGEST),
        sealed_at=now,
    )


def digest_of(records: list[AuditRecord], *, previous: str) -> str:
    """Chain the digest of a run of audit records to the seal before."""
    digest = hashlib.sha256(previous.encode())
    for record in records:
        digest.update(json.dumps(_content(record), sort_keys=True, default=str).encode())
    return digest.hexdigest()


def _content(record: AuditRecord) -> list[Any]:
    return [
        record.id,
        record.company_id,
        record.recorded_at.isoformat(),
        record.transaction_id,
        record.actor,
        record.source,
        record.table_name,
        record.record_id,
        record.action,
        record.before,
        record.after,
    ]


def _before_any_running(records: list[AuditRecord], horizon: int) -> list[AuditRecord]:
    for position, record in enumerate(records):
        if record.transaction_id >= horizon:
            return records[:position]
    return records


def _refuse_weak(password: str) -> None:
    kinds = (str.isupper, str.islower, str.isdigit)
    if not all(any(kind(character) for character in password) for kind in kinds):
        raise PasswordTooWeak("The password needs upper case, lower case and a digit.")
    try:
        validate_password(password)
    except ValidationError as problem:
        raise PasswordTooWeak(" ".join(problem.messages)) from problem
