"""What facilitators press while last time's action points are talked about."""

from __future__ import annotations

from django.http import Http404
from django.utils.translation import gettext as _

from exercises.follow_up import actions
from exercises.follow_up.forms import BringUpForm, NoteForm, SayForm
from sessions.exercise import Refused
from sessions.forms import CommandForm
from sessions.models import LiveSession
from sessions.views.console import command


def gone() -> Refused:
    return Refused(_("That action point is not among those brought along. Nothing was changed."), status=404)


@command(BringUpForm)
def bring_up(live: LiveSession, form: CommandForm) -> None:
    """Put an action point on every screen."""
    actions.bring_up(live, form.revision, form.cleaned_data["point"])


@command(SayForm)
def say(live: LiveSession, form: CommandForm) -> None:
    """Where the point that is on stands."""
    try:
        actions.say(live, form.cleaned_data["point"], form.cleaned_data["status"])
    except Http404:
        raise gone() from None


@command(NoteForm)
def note(live: LiveSession, form: CommandForm) -> None:
    """What has happened since."""
    data = form.cleaned_data
    try:
        actions.note(live, data["point"], data["version"], data["words"])
    except Http404:
        raise gone() from None
