"""What every request passes: sign-in first, then the user's company, under the user's name."""

from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from typing import Any
from urllib.parse import urlsplit

from django.contrib.auth import middleware
from django.contrib.auth.views import redirect_to_login
from django.core.exceptions import BadRequest
from django.http import (
    Http404,
    HttpRequest,
    HttpResponseBase,
    HttpResponseRedirect,
    StreamingHttpResponse,
)
from django.utils import timezone
from django.utils.http import url_has_allowed_host_and_scheme
from django_htmx.http import HttpResponseClientRedirect

from rentrail.backoffice import access
from rentrail.identity.audit import acting_as
from rentrail.identity.models import User
from rentrail.identity.tenancy import company_scope

NUL = "\0"


class LoginRequiredMiddleware(middleware.LoginRequiredMiddleware):
    """Ask who isn't signed in to sign in, and bring them back to a page that can be shown.

    Where a form was sent, that is the page it stood on: nothing can be sent again by an address.
    Where only a part of a page was asked for, the whole page goes: no part holds a sign-in.
    """

    def process_view(
        self,
        request: HttpRequest,
        view_func: Callable[..., HttpResponseBase],
        view_args: tuple[Any, ...],
        view_kwargs: dict[str, Any],
    ) -> HttpResponseBase | None:
        """Pass the request of who is signed in, else give the way to the sign-in page."""
        answer = super().process_view(request, view_func, view_args, view_kwargs)
        if isinstance(answer, HttpResponseRedirect) and _asks_for_a_part(request):
            return HttpResponseClientRedirect(answer.url)
        return answer

    def handle_no_permission(
        self, request: HttpRequest, view_func: Callable[..., HttpResponseBase]
    ) -> HttpResponseRedirect:
        """Name the page to come back to."""
        if request.method in {"GET", "HEAD"}:
            return super().handle_no_permission(request, view_func)
        return redirect_to_login(_page_sent_from(request))


def _asks_for_a_part(request: HttpRequest) -> bool:
    return request.headers.get("HX-Request") == "true"


def _page_sent_from(request: HttpRequest) -> str:
    """Give the page of this site that a form was sent from; the overview where it isn't told."""
    sender = request.headers.get("Referer", "")
    if not url_has_allowed_host_and_scheme(sender, allowed_hosts={request.get_host()}):
        return "/"
    parts = urlsplit(sender)
    return f"{parts.path or '/'}?{parts.query}" if parts.query else parts.path or "/"


class NoNulMiddleware:
    """Refuse the character that no text of the database can hold, wherever it is sent."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponseBase]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        """Pass the request on; it is looked at before its view."""
        return self.get_response(request)

    def process_view(self, request: HttpRequest, *_view: Any) -> None:
        """Look at the address and at what was typed in.

        Raises:
            Http404: nothing has such an address.
            BadRequest: nobody types such a text in.
        """
        if NUL in request.path:
            raise Http404
        for sent in (request.GET, request.POST):
            if any(NUL in text for _, texts in sent.lists() for text in texts):
                raise BadRequest("A text holds a character that can't be stored.")


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
