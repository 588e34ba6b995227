"""A pause anybody may ask for. Facilitators learn that somebody would like one: never who, how many, in what order or when."""

from __future__ import annotations

from datetime import datetime
from typing import Any, ClassVar

from django import forms
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from exercises.models import Moment
from exercises.moment import actions
from exercises.moment.forms import BeforehandForm
from sessions.exercise import Call, Exercise, Tool, register
from sessions.models import LiveSession, Participant, SlideRun


class Pause(Exercise):
    """Beside every slide, from the lobby on."""

    slug = "moment"
    label = gettext_lazy("I need a moment")
    kinds = frozenset()
    SetUp: ClassVar[type[forms.Form]] = BeforehandForm
    over_template: ClassVar[str] = "exercises/moment/_over.html"

    def set_up_values(self, live: LiveSession) -> dict[str, Any]:
        text = actions.support_of(live)
        return {"support": text, "was": text}

    def set_up(self, live: LiveSession, data: dict[str, Any]) -> None:
        """Only where it was changed: a colleague may have written it on its own page since this one was drawn."""
        if data["support"] != data["was"]:
            actions.set_support(live, data["support"])

    def phone_tools(self, live: LiveSession, run: SlideRun | None, me: Participant | None) -> list[Tool]:
        return [] if live.is_over else [Tool(_("I need a moment"), reverse("exercises:moment", args=[live.key]), "hand")]

    def over_context(self, live: LiveSession) -> dict[str, Any]:
        return {"support": actions.who_to_talk_to(live)}

    def calls(self, live: LiveSession) -> list[Call]:
        moment = Moment.objects.filter(live=live, asked__gt=0).first()
        if moment is None:
            return []
        return [Call(_("Somebody would like a pause."), _("Thanks, seen"), "exercises:moment-seen", actions.ticket(moment))]

    def console_links(self, live: LiveSession) -> list[Tool]:
        return [Tool(_("Who people can talk to here"), reverse("exercises:support-text", args=[live.key]), "hand")]

    def session_ended(self, live: LiveSession) -> None:
        Moment.objects.filter(live=live).update(asked=0)

    def purge(self, now: datetime) -> int:
        """Names of helpers go with what else was for the day."""
        due = Moment.objects.filter(live__ended_at__lte=now - actions.KEPT_FOR)
        return due.delete()[0]


register(Pause())
