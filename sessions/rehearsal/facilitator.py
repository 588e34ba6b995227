"""The console as the benchmark drives it: the same POSTs as the buttons, and the live session they belong to."""

from __future__ import annotations

import asyncio
from collections import Counter
from contextlib import suppress
from dataclasses import dataclass
from importlib import import_module
from typing import Any

from django.conf import settings
from django.utils import timezone
from django.utils.crypto import get_random_string

from sessions import access
from sessions.actions import people, preparing, running
from sessions.exercise import Audience, exercise_for
from sessions.models import LiveSession, SlideRun
from sessions.models.live import sets_of, slides_of
from sessions.rehearsal.log import Log, Wave
from sessions.rehearsal.site import PATIENCE, PULSE, TOKEN, Answer, Site, found
from workshop.models import Deck, User
from workshop.plans import default_minutes, total

Chosen = dict[str, Counter[str]]


@dataclass(frozen=True)
class Stage:
    """A live session made for measuring, and the cookies of its control seat."""

    key: str
    code: str
    slides: tuple[str, ...]  # the keys of the running order
    vote: str
    reveal: str
    cookies: dict[str, str]
    kinds: tuple[str, ...] = ()  # of the slides


def set_up(title: str) -> Stage:
    """Make a live session with an owner of its own and a control seat. Raises `Deck.DoesNotExist` where no deck is loaded."""
    deck = Deck.objects.get(is_current=True)
    owner = User.objects.create_user(f"rehearsal-{get_random_string(12)}")
    minutes = default_minutes(slides_of(deck.pk), "full")
    live = preparing.prepare(
        owner,
        deck,
        title=title,
        date=timezone.localdate(),
        minutes=minutes,
        planned_total=total(minutes),
        question_set=next((each.key for each in sets_of(deck.pk)), ""),
    )
    _seat, token = people.take_control(live)
    session = import_module(settings.SESSION_ENGINE).SessionStore()
    access.give_control(session, live, token)
    session.save()
    kinds = {part.slide.kind: part.slide.key for part in reversed(live.parts)}
    return Stage(
        live.key,
        live.code,
        tuple(part.slide.key for part in live.parts),
        kinds["vote"],
        kinds["reveal"],
        {settings.SESSION_COOKIE_NAME: str(session.session_key)},
        tuple(part.slide.kind for part in live.parts),
    )


def clear_up(stage: Stage) -> None:
    """Delete the live session, its owner and the control seat's Django session."""
    live = LiveSession.objects.select_related("deck", "owner").get(key=stage.key)
    if not live.is_over:
        running.end(live, live.revision)
    owner = live.owner
    live.delete()
    owner.delete()
    import_module(settings.SESSION_ENGINE).SessionStore(stage.cookies[settings.SESSION_COOKIE_NAME]).delete()


def slide_on(stage: Stage) -> str:
    """The slide that is on stage, from the database."""
    return str(LiveSession.objects.values_list("slide_key", flat=True).get(key=stage.key))


def counted(stage: Stage, slide: str) -> dict[str, Any]:
    """How many answers an open exercise has stored, by its own count: `in` complete ones, of so many `people`."""
    run = SlideRun.objects.select_related("live").get(live__key=stage.key, slide_key=slide)
    exercise = exercise_for(run.slide.kind)
    return exercise.counts(run, Audience.CONSOLE) if exercise else {}


def written(stage: Stage, slide: str) -> list[dict[str, Any]]:
    """What a finished exercise says the room answered."""
    run = SlideRun.objects.select_related("live").get(live__key=stage.key, slide_key=slide)
    exercise = exercise_for(run.slide.kind)
    return list(exercise.rows(run)) if exercise else []


class Facilitator:
    """Whoever presses the buttons."""

    def __init__(self, site: Site, log: Log, stage: Stage) -> None:
        self.site, self.log, self.stage = site, log, stage
        self.cookies, self.token, self.revision = dict(stage.cookies), "", 0

    async def open(self) -> None:
        """Open the console. Raises RuntimeError when it does not open."""
        page = await self.site.ask(f"/console/{self.stage.key}/", self.cookies)
        news = PULSE.search(page.text)
        if page.status != 200 or news is None:
            raise RuntimeError(f"the console was answered with {page.status}")
        self.token, self.revision = found(TOKEN, page.text), int(news[1])

    async def say(self, button: str, **fields: str) -> Answer:
        """Press something that brings phones no new stage. Raises RuntimeError when it is refused."""
        headers = {"HX-Request": "true", "X-CSRFToken": self.token}
        path = f"/console/{self.stage.key}/{button}/"
        answer = await self.site.ask(path, self.cookies, {"seen": str(self.revision), **fields}, headers)
        if answer.status not in {200, 204}:
            raise RuntimeError(f"“{button}” was answered with {answer.status}")
        return answer

    async def press(self, button: str, expected: int, **fields: str) -> Wave:
        """Press a button and wait until so many phones show what it brought. Phones that do not are in the log."""
        wave = self.log.begin(self.revision + 1, expected)
        headers = {"HX-Request": "true", "X-CSRFToken": self.token}
        path = f"/console/{self.stage.key}/{button}/"
        answer = await self.site.ask(path, self.cookies, {"seen": str(self.revision), **fields}, headers)
        news = PULSE.search(answer.text)
        if answer.status != 200 or news is None:
            raise RuntimeError(f"“{button}” was answered with {answer.status}")
        self.revision = int(news[1])
        with suppress(TimeoutError):
            async with asyncio.timeout(PATIENCE):
                await wave.done.wait()
        missing = wave.expected - len(wave.times)
        if missing > 0:
            self.log.problems[f"a phone did not get “{button}” within {PATIENCE:.0f} s"] += missing
        if missing * 2 > wave.expected:
            raise RuntimeError(f"most phones did not get “{button}”: {', '.join(self.log.problems)}")
        return wave
