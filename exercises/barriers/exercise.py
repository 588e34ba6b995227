"""What makes this hard: a private notebook beside the slides, from the slide that asks for it until next steps.

It belongs to no slide of its own, so it has neither a stage nor an answer. Nobody but its writer ever sees a note.
"""

from __future__ import annotations

from datetime import datetime

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from exercises.barriers import notes
from exercises.models import Note
from exercises.numbers import LEAST
from sessions.exercise import Exercise, Fact, Tool, register
from sessions.models import LiveSession, Participant, SlideRun


class Barriers(Exercise):
    """Private notes with tags; their tags count as themes where their writers say so."""

    slug = "barriers"
    label = gettext_lazy("What makes this hard")
    kinds = frozenset()

    def phone_tools(self, live: LiveSession, run: SlideRun | None, me: Participant | None) -> list[Tool]:
        return [Tool(_("My private notes"), reverse("exercises:notes", args=[live.key]), "note")] if is_asked(live) else []

    def console_facts(self, live: LiveSession) -> list[Fact]:
        """Whether there are notes; how many only once they are from so many people that nobody can be meant."""
        if not notes.tags_of(live):
            return []
        whose = list(Note.objects.filter(who__live=live).values_list("who", flat=True))
        if 0 < len(set(whose)) < LEAST:
            return [Fact(_("Notes on what’s hard"), _("fewer than five people"))]
        return [Fact(_("Notes on what’s hard"), str(len(whose)) if whose else _("none yet"))]

    def session_ended(self, live: LiveSession) -> None:
        notes.write_themes(live)

    def purge(self, now: datetime) -> int:
        return notes.purge(now)


def is_asked(live: LiveSession) -> bool:
    """Whether the notebook is open: from the slide that asks for notes to the one where they are given back, both included."""
    now = live.part
    back = live.find(live.deck.data.get("barriers", {}).get("return_on", ""))
    first = next((part for part in live.parts if part.slide.data.get("barriers")), None)
    return bool(now and back and first and first.position <= now.position <= back.position)


register(Barriers())
