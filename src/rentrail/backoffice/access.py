"""Who is at the keyboard: the properties they may see and what they may do there (ORG-9)."""

from collections.abc import Callable
from dataclasses import dataclass
from functools import wraps
from typing import Any, cast

from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse

from rentrail.identity.models import Grant, Right, User
from rentrail.portfolio.models import Property

EVERYWHERE = ""
SELECTED_PROPERTY = "selected_property"  # in the session; empty: all properties
FALLBACK_TIME_ZONE = "America/New_York"  # of a company that has no property yet

View = Callable[..., HttpResponse]


@dataclass(frozen=True, kw_only=True)
class Staff:
    """A signed-in user with the properties and rights their grants give."""

    user: User
    properties: tuple[Property, ...]
    selected: Property | None
    rights: dict[str, frozenset[Right]]  # by property public id

    def may(self, right: Right, *property_public_ids: str) -> bool:
        """Tell whether the user has a right at all these properties, or at any, none named."""
        if property_public_ids:
            return all(
                right in self.rights.get(one, self.rights[EVERYWHERE])
                for one in property_public_ids
            )
        return any(right in rights for rights in self.rights.values())

    def property_ids(self, right: Right | None = None) -> list[int]:
        """Give the properties the user may see, or those where they have a right."""
        return [
            property_.id
            for property_ in self.properties
            if right is None or self.may(right, property_.public_id)
        ]

    def shown_ids(self, right: Right | None = None) -> list[int]:
        """Give the properties that lists show: the selected one, or all the user may see."""
        allowed = self.property_ids(right)
        if self.selected is None:
            return allowed
        return [self.selected.id] if self.selected.id in allowed else []

    def require(self, right: Right, *property_public_ids: str) -> None:
        """Refuse what the user may not do at one of these properties.

        Raises:
            PermissionDenied: with a text fit to show the user.
        """
        if not self.may(right, *property_public_ids):
            raise PermissionDenied(reason_without(right))

    @property
    def sees_every_property(self) -> bool:
        """Tell whether a grant holds for the whole company."""
        return bool(self.rights[EVERYWHERE])

    def may_everywhere(self, right: Right) -> bool:
        """Tell whether a right holds for the whole company, beyond its properties too."""
        return right in self.rights[EVERYWHERE]

    @property
    def time_zone(self) -> str:
        """Give the zone in which moments are shown: that of the selected or first property."""
        property_ = self.selected or next(iter(self.properties), None)
        return property_.time_zone if property_ else FALLBACK_TIME_ZONE


def reason_without(right: Right) -> str:
    """Say why somebody without a right can't do something."""
    return f"Your role lacks the right “{right.label}”."


def staff_for(user: User, *, selected_public_id: str) -> Staff:
    """Read a user's grants and properties."""
    grants = Grant.objects.filter(user=user).select_related("role")
    granted: dict[str, frozenset[Right]] = {EVERYWHERE: frozenset()}
    for grant in grants:
        rights = frozenset(Right(right) for right in grant.role.rights)
        granted[grant.property_public_id] = (
            granted.get(grant.property_public_id, frozenset()) | rights
        )
    everywhere = granted[EVERYWHERE]
    properties = Property.objects.order_by("name")
    if not everywhere:
        properties = properties.filter(public_id__in=granted)
    visible = tuple(properties)
    return Staff(
        user=user,
        properties=visible,
        selected=next((one for one in visible if one.public_id == selected_public_id), None),
        rights={key: rights | everywhere for key, rights in granted.items()},
    )


def staff_of(request: HttpRequest) -> Staff:
    """Give who made a request; the middleware has put it there."""
    return cast(Staff, request.staff)  # type: ignore[attr-defined]  # set by the middleware


def needs(right: Right) -> Callable[[View], View]:
    """Let only those through who have a right at one property at least; the view looks at which."""

    def decorate(view: View) -> View:
        @wraps(view)
        def guarded(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
            if not staff_of(request).may(right):
                raise PermissionDenied(reason_without(right))
            return view(request, *args, **kwargs)

        return guarded

    return decorate
