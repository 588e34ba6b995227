"""Signing in and out, one-time links, a new password by mail or on one's own page. `second_step` asks for a code as well."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any, cast

from axes.conf import settings as axes_settings
from axes.handlers.database import AxesDatabaseHandler
from axes.models import AccessAttempt
from django.conf import settings
from django.contrib.auth import authenticate, login, logout
from django.contrib.auth.decorators import login_required
from django.contrib.auth.forms import AuthenticationForm, PasswordChangeForm, PasswordResetForm, SetPasswordForm, UsernameField
from django.contrib.auth.views import LoginView, PasswordChangeView, PasswordResetConfirmView, PasswordResetView
from django.contrib.messages import success
from django.core.cache import cache
from django.core.exceptions import ValidationError
from django.db.models import Max
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.template.response import TemplateResponse
from django.urls import reverse_lazy
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from sessions import clock
from sessions.access import hashed
from sessions.actions import accounts
from sessions.actions import second_step as steps
from sessions.views import second_step
from workshop.models import User

MODEL_BACKEND = "django.contrib.auth.backends.ModelBackend"
RESET_SECONDS = 60  # between two mails to the same address
PAUSE = timedelta(hours=settings.AXES_COOLOFF_TIME)


# ------------------------------------------------------------------ name and password
def tries_left(left: int) -> str:
    """How many more tries there are before the pause, in words."""
    words = {1: _("One"), 2: _("Two"), 3: _("Three"), 4: _("Four")}
    return ngettext("%(number)s more try, then a pause of one minute.", "%(number)s more tries, then a pause of one minute.", left) % {
        "number": words.get(left, str(left))
    }


class SignInForm(AuthenticationForm):
    """No longer a name is tried than an account can have: a failed one is counted in a column that PostgreSQL keeps to its length."""

    username = UsernameField(max_length=150)


class SignIn(LoginView):
    """Django's own sign-in. Wrong tries are counted by django-axes, which calls `paused` after the fifth."""

    authentication_form = SignInForm
    template_name = "sessions/sign_in.html"

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        if request.user.is_authenticated:
            return redirect(settings.LOGIN_REDIRECT_URL)
        return super().get(request, *args, **kwargs)

    def form_valid(self, form: AuthenticationForm) -> HttpResponse:
        user, stays = form.get_user(), bool(self.request.POST.get("stay"))
        if steps.is_on(user):
            return second_step.wait_for_code(self.request, user, stays, self.get_success_url())
        response = super().form_valid(form)
        stay(self.request, stays)
        return response

    def form_invalid(self, form: AuthenticationForm) -> HttpResponse:
        failures = getattr(self.request, "axes_failures_since_start", None)  # None: nothing was tried
        if failures:
            sentence = _("Name and password don’t go together.") + " " + tries_left(max(1, axes_settings.AXES_FAILURE_LIMIT - failures))
        else:
            sentence = _("Please give both your name and your password.")
        response: TemplateResponse = self.render_to_response(self.get_context_data(form=form, error=sentence))  # type: ignore[assignment]
        response.status_code = 400
        return response


sign_in = SignIn.as_view()


def stay(request: HttpRequest, stays: bool) -> None:
    """Whether the sign-in outlasts the browser."""
    request.session.set_expiry(settings.SESSION_COOKIE_AGE if stays else 0)


def paused(request: HttpRequest, original: HttpResponse | None = None, credentials: dict[str, Any] | None = None) -> HttpResponse:
    """The answer during a pause: when to try again. `django-axes` puts it in the place of `original`."""
    now = clock.now()
    tries = AccessAttempt.objects.filter(username=(credentials or {}).get("username"), ip_address=getattr(request, "axes_ip_address", None))
    last: datetime = tries.aggregate(last=Max("attempt_time"))["last"] or now
    until = max(last + PAUSE, now)
    seconds = max(1, -(-(until - now) // timedelta(seconds=1)))
    context = {"seconds": seconds, "until": timezone.localtime(until)}
    response = render(request, "sessions/sign_in.html", context, status=429)
    response["Retry-After"] = str(seconds)
    return response


class WrongTries(AxesDatabaseHandler):  # type: ignore[misc]
    """What `django-axes` notes of a failed sign-in, without what the browser says about itself: name and address are enough to count."""

    def user_login_failed(self, sender: Any, credentials: dict[str, Any], request: Any = None, **kwargs: Any) -> None:
        if request is not None:
            request.axes_user_agent = request.axes_http_accept = ""
        super().user_login_failed(sender, credentials, request, **kwargs)


@require_POST
def sign_out(request: HttpRequest) -> HttpResponse:
    """End the Django session, and with it every control seat this browser held."""
    user = request.user
    logout(request)
    if isinstance(user, User):
        accounts.ask_consoles_again(user)
    response = redirect(settings.LOGOUT_REDIRECT_URL)
    response["Clear-Site-Data"] = '"cache"'  # what the Back button would show; a seat in a workshop stays
    return response


# ------------------------------------------------------------------ one-time link
@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def one_time(request: HttpRequest, token: str) -> HttpResponse:
    """A button, and what it does. Following the link changes nothing: mail scanners and previews follow links too."""
    if request.method != "POST" and accounts.link_is_good(token):
        return render(request, "sessions/one_time.html")
    user = accounts.use_link(token) if request.method == "POST" else None
    if user is None:
        return render(request, "sessions/sign_in.html", {"link_is_over": True}, status=410)
    login(request, user, backend=MODEL_BACKEND)
    return redirect("live:dashboard")


# ------------------------------------------------------------------ a new password
class Reset(PasswordResetView):
    """Ask for a link by mail, or, where no mail can be sent, learn whom to ask."""

    template_name = "sessions/reset.html"
    email_template_name = "sessions/reset_mail.txt"
    subject_template_name = "sessions/reset_subject.txt"
    success_url = reverse_lazy("account:reset-sent")
    extra_context = {"step": "ask"}  # noqa: RUF012 Django's own attribute

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        if not settings.CAN_SEND_MAIL:
            return render(request, "sessions/reset.html", {"step": "no-mail"})
        return super().dispatch(request, *args, **kwargs)  # type: ignore[return-value]

    def form_valid(self, form: PasswordResetForm) -> HttpResponse:
        # The answer is the same whether a mail goes out or not: it must not say which addresses have an account.
        if not cache.add(f"reset:{hashed(form.cleaned_data['email'].lower())}", 1, RESET_SECONDS):
            return redirect(self.get_success_url())
        self.extra_email_context = {"public_url": settings.PUBLIC_URL}
        return super().form_valid(form)


class NewPassword(PasswordResetConfirmView):
    """Choose a new password with the link from the mail."""

    template_name = "sessions/reset.html"
    success_url = reverse_lazy("account:reset-done")
    extra_context = {"step": "choose"}  # noqa: RUF012 Django's own attribute

    def form_valid(self, form: SetPasswordForm[Any]) -> HttpResponse:
        response = super().form_valid(form)  # every sign-in with the old password ends here; a second step stays on
        accounts.ask_consoles_again(cast(User, form.user))
        return response

    def render_to_response(self, context: dict[str, Any], **kwargs: Any) -> TemplateResponse:
        return TemplateResponse(self.request, self.template_name, context, status=200 if context["validlink"] else 410)


reset = Reset.as_view()
new_password = NewPassword.as_view()


@require_safe
def reset_sent(request: HttpRequest) -> HttpResponse:
    """The same words for every address."""
    return render(request, "sessions/reset.html", {"step": "sent"})


@require_safe
def reset_done(request: HttpRequest) -> HttpResponse:
    """The new password works."""
    return render(request, "sessions/reset.html", {"step": "done"})


# ------------------------------------------------------------------ one's own page
@never_cache
@login_required
@require_safe
def account(request: HttpRequest) -> HttpResponse:
    """What somebody may change about their own account."""
    return account_page(request)


class ChangePasswordForm(PasswordChangeForm):
    """Django's own, but wrong passwords are counted as at sign-in."""

    def __init__(self, *args: Any, request: HttpRequest, **kwargs: Any) -> None:
        self.request = request
        super().__init__(*args, **kwargs)

    def clean_old_password(self) -> str:
        old = str(self.cleaned_data["old_password"])
        if authenticate(self.request, username=self.user.get_username(), password=old) != self.user:
            raise ValidationError(_("That isn’t the password you have now. Nothing was changed."))
        return old


class ChangePassword(PasswordChangeView):
    """A new password for the old one. This browser stays signed in, every other one is signed out."""

    form_class = ChangePasswordForm
    template_name = "sessions/account.html"
    success_url = reverse_lazy("account:account")
    http_method_names = ["post"]  # noqa: RUF012 Django's own attribute

    def get_form_kwargs(self) -> dict[str, Any]:
        return super().get_form_kwargs() | {"request": self.request}

    def form_valid(self, form: PasswordChangeForm) -> HttpResponse:
        response = super().form_valid(form)
        accounts.ask_consoles_again(form.user)
        success(self.request, _("The new password works. Every other browser has been signed out."))
        return response

    def form_invalid(self, form: PasswordChangeForm) -> HttpResponse:
        return account_page(self.request, form, 400)


change_password = ChangePassword.as_view()


def account_page(request: HttpRequest, form: PasswordChangeForm | None = None, status: int = 200) -> HttpResponse:
    """The page, with what was not accepted."""
    user = cast(User, request.user)
    context = {"form": form, "has_password": user.has_usable_password(), "is_on": steps.is_on(user)}
    return render(request, "sessions/account.html", context, status=status)
