"""What facilitators press while groups are heard."""

from __future__ import annotations

from exercises.breakout.forms import GroupForm
from exercises.feedback import turns
from sessions.forms import CommandForm
from sessions.models import LiveSession
from sessions.views.console import command


@command(GroupForm)
def hear(live: LiveSession, form: CommandForm) -> None:
    """Give a group the word."""
    turns.hear(live, form.revision, form.cleaned_data["group"])
