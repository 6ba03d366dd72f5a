"""Questions about users and their rights, and the proof of the audit trail."""

from collections.abc import Iterator

from rentrail.identity.models import AuditRecord, AuditSeal, Grant, Right, User
from rentrail.identity.operations import BEFORE_ALL, FIRST_DIGEST, digest_of
from rentrail.identity.tenancy import current_company_id
from rentrail.primitives.problems import Problem


def rights_of(*, user: User, property_public_id: str = "") -> frozenset[Right]:
    """Give what a user may do at a property, or at every property where none is named."""
    grants = Grant.objects.filter(user=user, property_public_id__in={"", property_public_id})
    return frozenset(
        Right(right) for grant in grants.select_related("role") for right in grant.role.rights
    )


def users_with(right: Right, *, property_public_id: str) -> list[User]:
    """Give the users who have a right at a property and may sign in, by name."""
    return list(
        User.objects.filter(
            company_id=current_company_id(),
            is_active=True,
            grants__role__rights__contains=[right],
            grants__property_public_id__in={"", property_public_id},
        )
        .distinct()
        .order_by("name", "id")
    )


def audit_trail_problems() -> Iterator[Problem]:
    """Recompute every seal of the audit trail: a changed, removed or added record shows."""
    previous = FIRST_DIGEST
    last_id = BEFORE_ALL
    for seal in AuditSeal.objects.order_by("last_id"):
        records = list(
            AuditRecord.objects.filter(id__gt=last_id, id__lte=seal.last_id).order_by("id")
        )
        if (
            len(records) != seal.record_count
            or digest_of(records, previous=previous) != seal.digest
        ):
            yield Problem(
                rule="audit-seal",
                where=f"audit records {seal.first_id} to {seal.last_id}",
                message="The sealed audit records were changed, removed or added to.",
            )
        previous, last_id = seal.digest, seal.last_id
