"""A ten-line exercise and a four-slide deck: enough to try the port without any of the real exercises."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from typing import Any

from django import forms

from sessions.actions import people, running, stage
from sessions.exercise import Audience, Exercise, Refused
from sessions.models import LiveSession, Participant, SlideRun
from tests.factories import make_user
from workshop.models import Deck, Slide

KIND = "try-out"


class EchoAnswer(forms.Form):
    word = forms.CharField(max_length=20)

    def __init__(self, *args: Any, run: SlideRun, **kwargs: Any) -> None:
        self.run = run
        super().__init__(*args, **kwargs)


class Echo(Exercise):
    """Everybody says one word. It is kept where a seat's agency is, so that no table of its own is needed."""

    slug = "echo"
    label = "Echo"
    kinds = frozenset({KIND})
    Answer = EchoAnswer

    def record(self, run: SlideRun, who: Participant, data: dict[str, Any]) -> None:
        Participant.objects.filter(pk=who.pk).update(agency=data["word"])
        if data["word"] == "never":
            raise Refused("Not that word.", status=409, title="One thing")

    def context(self, run: SlideRun, audience: Audience, me: Participant | None = None) -> dict[str, Any]:
        mine = Participant.objects.values_list("agency", flat=True).get(pk=me.pk) if me else ""
        return {"mine": mine, "words": words(run) if run.step else []}

    def rows(self, run: SlideRun) -> Iterable[dict[str, Any]]:
        return [{"word": word} for word in words(run)]

    def opening_seconds(self, run: SlideRun) -> int:
        return 60

    def steps(self, run: SlideRun) -> int:
        return 2

    def counts(self, run: SlideRun, audience: Audience) -> dict[str, Any]:
        return {"in": len(words(run)), "people": run.live.participants.filter(removed_at=None).count()}

    def has_own(self, run: SlideRun) -> bool:
        return bool(words(run))


def words(run: SlideRun) -> list[str]:
    return list(run.live.participants.exclude(agency="").order_by("agency").values_list("agency", flat=True))


def make_small_live(**fields: Any) -> LiveSession:
    """A live session in its lobby, of four slides: `open` 2 min, `say` 5 min with the fake exercise, `talk` 3 min, `end` 1 min."""
    deck = Deck.objects.create(slug=f"small-{Deck.objects.count()}", title="Small", digest="0" * 64)
    plan = [("open", "content", 2), ("say", KIND, 5), ("talk", "content", 3), ("end", "close", 1)]
    for number, (key, kind, minutes) in enumerate(plan, start=1):
        given = {"minutes": minutes, "minutes_full": minutes, "minutes_short": minutes}
        Slide.objects.create(deck=deck, number=number, key=key, kind=kind, title=f"About {key}", cue="read-aloud", body="Words.", **given)
    live = LiveSession.objects.create(
        owner=fields.pop("owner", None) or make_user(),
        deck=deck,
        title="Small panel",
        date=date(2027, 1, 14),
        minutes={key: minutes for key, _kind, minutes in plan},
        **fields,
    )
    people.give_code(live)
    return live


def make_saying(is_open: bool = True, **fields: Any) -> LiveSession:
    """A live session with the fake exercise on stage, open for answers."""
    live = make_small_live(**fields)
    running.start(live, live.revision)
    stage.go_to(live, live.revision, "say")
    if is_open:
        stage.open_exercise(live, live.revision)
    return live
