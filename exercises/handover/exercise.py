"""The hand-over: not an exercise of any slide, but what there is of the workshop once the room has gone."""

from __future__ import annotations

from datetime import datetime

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from exercises.handover import actions, links
from sessions.exercise import Exercise, Tool, register
from sessions.models import LiveSession


class HandOver(Exercise):
    slug = "handover"
    label = gettext_lazy("Hand-over")
    kinds = frozenset()

    def after_links(self, live: LiveSession) -> list[Tool]:
        if live.is_follow_up:
            return []  # it leaves nothing of its own: what is said goes to the workshop it follows up
        label = _("Close and hand over") if live.is_over else _("Hand over")
        return [Tool(label, reverse("exercises:hand-over", args=[live.key]), "file")]

    def session_ended(self, live: LiveSession) -> None:
        actions.note_the_room(live)
        actions.drop_blanked(live)
        links.move_end(live)

    def purge(self, now: datetime) -> int:
        return actions.purge(now)


register(HandOver())
