"""What facilitators do on next steps, with the room: settle on proposals, and take a text off every screen."""

from __future__ import annotations

from exercises.next_steps import actions
from exercises.next_steps.forms import MarkForm, MarkTextForm
from sessions.forms import CommandForm
from sessions.models import LiveSession
from sessions.views.console import command


@command(MarkForm)
def keep(live: LiveSession, form: CommandForm) -> None:
    actions.keep(live, form.cleaned_data["point"], form.cleaned_data["on"])


@command(MarkForm)
def blank(live: LiveSession, form: CommandForm) -> None:
    actions.blank(live, form.cleaned_data["point"], form.cleaned_data["on"])


@command(MarkTextForm)
def blank_text(live: LiveSession, form: CommandForm) -> None:
    actions.blank_text(live, form.cleaned_data["field"], form.cleaned_data["on"])
