"""Next steps at three levels: you, your team, your organisation.

There is nothing to open or close: people may write from the moment the slide is on until the workshop ends. “You” stays on its
writer's own page; the other two are boards the room fills together.
"""

from __future__ import annotations

import secrets
from datetime import datetime
from typing import Any, ClassVar

from django.utils.translation import gettext_lazy

from exercises import drafts
from exercises.barriers.notes import asked_of
from exercises.models import ActionPoint, Level, Note, Place, Reflection, SharedPlan
from exercises.next_steps import actions, board, steps
from exercises.next_steps.views import answers
from sessions.exercise import Audience, Exercise, Piece, register
from sessions.models import LiveSession, Participant, SlideRun
from workshop.models import Kind


class NextSteps(Exercise):
    slug = "next-steps"
    label = gettext_lazy("Next steps")
    kinds = frozenset({Kind.NEXT_STEPS.value})
    has_console_side: ClassVar[bool] = True
    rehearsal: ClassVar[str] = "exercises.next_steps.rehearsal"

    def rows(self, run: SlideRun) -> list[dict[str, Any]]:
        """What goes to the team lead, flat: proposals that are not blanked, and points passed on. Never who wrote them."""
        found = ActionPoint.objects.filter(live=run.live, is_blanked=False).exclude(what="").order_by("pk")
        return [
            {
                "level": point.level,
                "what": point.what,
                "who": point.who,
                "by_when": point.by_when.isoformat() if point.by_when else point.by_when_text,
                "kept": int(point.kept),
            }
            for point in found
            if point.level != Level.YOU or point.passed_on
        ]

    # ------------------------------------------------------------- moments
    def has_own(self, run: SlideRun) -> bool:
        """Once anybody has a group, has written or has noted something, phones hold something of their own."""
        live = run.live
        return (
            Place.objects.filter(participant__live=live).exists()
            or ActionPoint.objects.filter(live=live).exists()
            or Reflection.objects.filter(who__live=live).exists()
            or Note.objects.filter(who__live=live).exists()
        )

    def session_ended(self, live: LiveSession) -> None:
        actions.forget(live)

    def purge(self, now: datetime) -> int:
        return actions.purge(now)

    # ------------------------------------------------------------- news
    def addresses(self, live: LiveSession, who: Participant) -> list[str]:
        return [board.ADDRESS]

    def piece(self, run: SlideRun, address: str) -> Piece | None:
        return board.piece(run) if address == board.ADDRESS else None

    # ------------------------------------------------------------- screens
    def counts(self, run: SlideRun, audience: Audience) -> dict[str, Any]:
        """How many write for themselves, and what is on the boards: on the console with what was blanked."""
        if audience is Audience.PHONES:
            return {}
        live = run.live
        if audience is Audience.PROJECTOR:
            return {"writing": steps.writing(live)} | {level.value: board.on_the_big_screen(live, level) for level in board.SHARED}
        plan = SharedPlan.objects.filter(live=live).first() or SharedPlan(live=live)
        return {
            "writing": steps.writing(live),
            "people": live.participants.filter(removed_at=None).count(),
            "boards": [
                {
                    "level": level.value,
                    "label": level.label,
                    "proposals": (found := board.proposals(live, level, with_blanked=True)),
                    "kept": sum(proposal.kept for proposal in found),
                    "texts": board.plan_texts(live, plan, level),
                }
                for level in board.SHARED
            ],
        }

    def context(self, run: SlideRun, audience: Audience, me: Participant | None = None) -> dict[str, Any]:
        """On a phone: its person's own three and the boards. On the others the boards alone, as counts."""
        if audience is not Audience.PHONES:
            return {"columns": run.slide.data.get("projector", {}).get("columns", [])}
        shared = {name: value for name, value in board.boards(run.live, me).items() if name != "live"}
        return shared | {
            "levels": {level.value: board.level_of(run.slide, level) for level in Level},
            "three": steps.three_of(me),
            "reflection": steps.reflection_of(me),
            "answers": answers(me),
            "asked": asked_of(me),
            "drafts": drafts.of(me),
            "team_key": secrets.token_hex(12),
            "organisation_key": secrets.token_hex(12),
        }


register(NextSteps())
