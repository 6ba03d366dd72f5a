"""Signing in and out."""

from django.contrib.auth import logout
from django.contrib.auth.forms import AuthenticationForm
from django.contrib.auth.views import LoginView
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.views.decorators.http import require_POST


class SignInForm(AuthenticationForm):
    """E-mail and password; which of the two was wrong is not told."""

    error_messages = {
        "invalid_login": "This e-mail and password don't go together.",
        "inactive": "This user may not sign in.",
    }

    def clean_username(self) -> str:
        """Users are stored in lower case, however they write themselves."""
        return str(self.cleaned_data["username"]).strip().lower()


class SignIn(LoginView):
    """The sign-in page."""

    template_name = "backoffice/sign_in.html"
    authentication_form = SignInForm
    redirect_authenticated_user = True


@require_POST
def sign_out(request: HttpRequest) -> HttpResponse:
    """End the session and go back to the sign-in page."""
    logout(request)
    return redirect("backoffice:sign-in")
