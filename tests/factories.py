"""Plain builders for tests: each makes one thing that is ready to use, and takes what a test cares about."""

from __future__ import annotations

import itertools
import json
from datetime import date
from functools import cache
from typing import Any

from django.test import Client

from sessions import access
from sessions.actions import people, running, stage
from sessions.models import LiveSession, Participant
from sessions.models.live import slides_of
from workshop.loading import BUILT_IN, read, store
from workshop.models import Deck, User
from workshop.plans import default_minutes

_numbers = itertools.count(1)


def make_user(name: str = "", **fields: Any) -> User:
    """A facilitator who can sign in with the password "correct horse battery"."""
    return User.objects.create_user(username=name or f"facilitator-{next(_numbers)}", password="correct horse battery", **fields)


def at_desk(user: User) -> Client:
    """A browser in which `user` is signed in."""
    client = Client()
    client.force_login(user, backend="django.contrib.auth.backends.ModelBackend")
    return client


@cache
def _built_in() -> str:
    """The built-in workshop's content: read and checked once, because a thousand tests begin with it."""
    return json.dumps(read(BUILT_IN))


def make_deck() -> Deck:
    """The built-in workshop."""
    deck, _changed = store(json.loads(_built_in()))
    return deck


def make_live(owner: User | None = None, **fields: Any) -> LiveSession:
    """A live session in its lobby, with a join code, on the 60 minute plan and with no question set chosen yet."""
    deck = fields.pop("deck", None) or make_deck()
    fields.setdefault("minutes", default_minutes(slides_of(deck.pk), "full"))
    live = LiveSession.objects.create(
        owner=owner or make_user(), deck=deck, title=fields.pop("title", "Tidewell panel"), date=date(2027, 1, 14), **fields
    )
    people.give_code(live)
    return live


def make_seat(live: LiveSession) -> tuple[Participant, str]:
    """A participant, and the value of their seat cookie."""
    seat, token = people.join(live)
    return seat, access._signer.sign(f"{live.key}:{token}")


def make_running(slide_key: str = "", **fields: Any) -> LiveSession:
    """A live session that has begun, with the given slide on stage."""
    live = make_live(**fields)
    running.start(live, live.revision)
    if slide_key:
        stage.go_to(live, live.revision, slide_key)
    return live
