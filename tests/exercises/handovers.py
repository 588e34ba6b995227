"""A whole workshop in rows, with a known word in everything: what may be handed over, and what may not."""

from __future__ import annotations

from datetime import date
from typing import Any

from django.conf import settings
from django.test import Client

from exercises.closing.questions import ANSWERS, QUESTIONS
from exercises.handover import links
from exercises.models import ActionPoint, Draft, Feedback, Group, Level, Note, Place, Point, Reach, Reflection, SharedPlan, Theme
from sessions.actions import running, stage
from sessions.actions.answer import answer
from sessions.models import LiveSession, Participant
from tests.factories import make_running, make_seat

VOTE, REVEAL, WHO = "creating-safety", "behaviour-based-or-ecological", "meetings-who-and-voice/who"
NOT_FOR_THE_LEAD = (
    "unshared-point",
    "blanked-point",
    "private-note",
    "private-reflection",
    "own-action-point",
    "blanked-proposal",
    "unsent-draft",
    "a-line-of-feedback",
)
FOR_THE_LEAD = (
    "shared-point",
    "passed-on-point",
    "kept-team-point",
    "only-proposed-point",
    "kept-organisation-point",
    "shared-vision",
    "critical-reflection",
    "first-ask",
    "second-ask",
    "who-to-feed-back-to",
    "how-to-feed-back",
)


def make_workshop(people: int = 6, ends: bool = True, **fields: Any) -> LiveSession:
    """A workshop in which everything was done, by so many people, and which has ended unless said otherwise."""
    live = make_running(VOTE, question_set="meetings-and-panels", **fields)
    seats = [make_seat(live)[0] for _n in range(people)]
    vote(live, seats)
    write(live, seats)
    if ends:
        running.end(live, live.revision)
        for tag, notes, by in (("time", 7, 6), ("power", 4, 4), ("space", 6, 3)):
            Theme.objects.update_or_create(live=live, tag=tag, defaults={"notes": notes, "people": by})
    live.refresh_from_db()
    return live


def vote(live: LiveSession, seats: list[Participant]) -> None:
    """Everybody picks 1, 2 and 3, sorts all, and all is shown."""
    stage.open_exercise(live, live.revision)
    for seat in seats:
        answer(live, seat, VOTE, {"pick": ["1", "2", "3"], "turn": "1", "sent": "1"})
    stage.close_exercise(live, live.revision)
    stage.go_to(live, live.revision, REVEAL)
    stage.show_step(live, live.revision, 1)
    stage.open_exercise(live, live.revision)
    for seat in seats:
        answer(live, seat, REVEAL, {f"o{n}": "b" for n in range(1, 12)} | {"turn": "1"})
    stage.show_step(live, live.revision, 2)
    stage.show_step(live, live.revision, 3)


def write(live: LiveSession, seats: list[Participant]) -> None:
    """Something of every reach."""
    group = Group.objects.create(live=live, name="Window table", position=1)
    for seat in seats:
        Place.objects.create(participant=seat, group=group)
    first = seats[0]
    for text, reach, blanked in (
        ("shared-point", Reach.ROOM, False),
        ("unshared-point", Reach.GROUP, False),
        ("blanked-point", Reach.ROOM, True),
    ):
        Point.objects.create(group=group, block=WHO, text=text, reach=reach, is_blanked=blanked, writer=first)
    steps: list[dict[str, Any]] = [
        {"level": Level.TEAM, "what": "kept-team-point", "kept": True, "who": "Panel chair", "by_when": date(2027, 2, 12)},
        {"level": Level.TEAM, "what": "only-proposed-point"},
        {"level": Level.TEAM, "what": "blanked-proposal", "is_blanked": True},
        {"level": Level.ORGANISATION, "what": "kept-organisation-point", "kept": True, "by_when_text": "before the summer"},
        {"level": Level.YOU, "what": "passed-on-point", "passed_on": True, "position": 1, "writer": first},
        {"level": Level.YOU, "what": "own-action-point", "position": 2, "writer": first},
    ]
    for step in steps:
        ActionPoint.objects.create(live=live, **step)
    SharedPlan.objects.create(
        live=live,
        shared_vision="shared-vision",
        follow_up_date=date(2027, 2, 12),
        critical_reflection="critical-reflection",
        support_needed="first-ask\nsecond-ask",
        feed_back_to="who-to-feed-back-to",
        feed_back_how="how-to-feed-back",
    )
    Note.objects.create(who=first, tags=["time"], text="private-note", counts=True)
    Reflection.objects.create(who=first, text="private-reflection")
    Draft.objects.create(who=first, field="some.field", text="unsent-draft", turn=1)
    for _seat in seats:
        Feedback.objects.create(live=live, answers={q.key: list(ANSWERS)[-1] for q in QUESTIONS}, text="a-line-of-feedback")


class Lead:
    """A team lead's browser, with the link they were sent."""

    def __init__(self, live: LiveSession) -> None:
        self.live = live
        known = links.newest(live)
        self.link = links.make(live, known.pk if known else 0)
        self.path = self.link.removeprefix(settings.PUBLIC_URL)
        self.client = Client()

    def get(self, path: str = "", **query: str) -> Any:
        return self.client.get(self.path + path, query)

    def post(self, path: str = "", **data: str) -> Any:
        return self.client.post(self.path + path, data)


def point_of(live: LiveSession, what: str) -> ActionPoint:
    return ActionPoint.objects.get(live=live, what=what)
