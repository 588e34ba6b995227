"""The close: thanks, how it was, and what everybody takes away."""

from __future__ import annotations

from typing import Any, ClassVar

from django.utils.translation import gettext_lazy

from exercises.closing import feedback, own
from exercises.closing.questions import ANSWERS, QUESTIONS
from exercises.models import Feedback, FeedbackGiven
from sessions.exercise import Audience, Exercise, register
from sessions.models import LiveSession, Participant, SlideRun
from workshop.models import Kind


class Closing(Exercise):
    slug = "closing"
    label = gettext_lazy("Close")
    kinds = frozenset({Kind.CLOSE.value})
    has_console_side: ClassVar[bool] = True
    over_template: ClassVar[str] = "exercises/closing/_over.html"

    def rows(self, run: SlideRun) -> list[dict[str, Any]]:
        """One row for each person who said how it was, in no order that means anything."""
        found = Feedback.objects.filter(live=run.live).order_by("pk")
        return [{question.key: row.answers.get(question.key, "") for question in QUESTIONS} | {"text": row.text} for row in found]

    def has_own(self, run: SlideRun) -> bool:
        return FeedbackGiven.objects.filter(who__live=run.live).exists()

    def session_ended(self, live: LiveSession) -> None:
        feedback.forget(live)

    def counts(self, run: SlideRun, audience: Audience) -> dict[str, Any]:
        """How many have said how it was; never what."""
        if audience is not Audience.CONSOLE:
            return {}
        people = run.live.participants.filter(removed_at=None).count()
        return {"given": FeedbackGiven.objects.filter(who__live=run.live).count(), "people": people}

    def context(self, run: SlideRun, audience: Audience, me: Participant | None = None) -> dict[str, Any]:
        """The same for everybody, but that a phone that has sent its feedback is thanked for it."""
        context: dict[str, Any] = {"own_until": own.own_until(run.live), "shared_until": own.shared_until(run.live)}
        if audience is Audience.PHONES:
            context |= {"questions": QUESTIONS, "choices": list(ANSWERS.items()), "is_given": feedback.has_given(me)}
        return context

    def over_context(self, live: LiveSession) -> dict[str, Any]:
        return {"own_until": own.own_until(live), "shared_until": own.shared_until(live)}


register(Closing())
