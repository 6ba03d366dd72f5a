"""Everything a signed-in user does happens in their company's scope and under their name."""

from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager

from django.http import HttpRequest, HttpResponseBase, StreamingHttpResponse
from django.utils import timezone

from rentrail.backoffice import access
from rentrail.identity.audit import acting_as
from rentrail.identity.models import User
from rentrail.identity.tenancy import company_scope


class CompanyScopeMiddleware:
    """Enter the user's company, name the user to the audit trail, show times in their zone."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponseBase]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        """Answer inside the scope; a streamed answer is also written inside it."""
        user = request.user
        if not isinstance(user, User):
            return self.get_response(request)
        source = request.META.get("REMOTE_ADDR", "")
        with _working_for(user, source):
            selected = request.session.get(access.SELECTED_PROPERTY, "")
            request.staff = access.staff_for(user, selected_public_id=selected)  # type: ignore[attr-defined]
            with timezone.override(access.staff_of(request).time_zone):
                response = self.get_response(request)
        if isinstance(response, StreamingHttpResponse) and not response.is_async:
            response.streaming_content = _within(user, source, iter(response))
        return response


@contextmanager
def _working_for(user: User, source: str) -> Iterator[None]:
    with ExitStack() as stack:
        stack.enter_context(company_scope(user.company_id))
        stack.enter_context(acting_as(user.email, source=source))
        yield


def _within(user: User, source: str, parts: Iterator[bytes]) -> Iterator[bytes]:
    with _working_for(user, source):
        yield from parts
