"""Groups for tests: a table with phones round it, and what they press."""

from __future__ import annotations

from typing import Any

from exercises.breakout import board
from exercises.groups import actions
from exercises.models import Group, Grouping, Place
from sessions.actions import stage
from sessions.models import LiveSession
from tests.factories import make_running
from tests.phones import HTMX, Phone

SET, FIRST, SECOND, BACK = "teams-and-co-working", "teams-who-and-voice", "teams-work-and-change", "teams-and-co-working-feedback"
BLOCK = f"{FIRST}/who"


def talking(slide: str = FIRST) -> LiveSession:
    """A live session whose groups are talking about joint work."""
    return make_running(slide, question_set=SET)


def picking_groups() -> LiveSession:
    """A live session whose people are picking one of two groups."""
    live = make_running("introducing-the-exercises", question_set=SET)
    actions.set_up(live, live.revision, Grouping.Way.PICK, ["Window table", "Door table"], 1, 6)
    stage.open_exercise(live, live.revision)
    return live


def make_table(live: LiveSession, name: str, people: int = 2) -> tuple[Group, list[Phone]]:
    """A group with phones that sit in it."""
    group = Group.objects.create(live=live, name=name, position=Group.objects.filter(live=live).count() + 1)
    phones = [Phone(live) for _n in range(people)]
    Place.objects.bulk_create(Place(participant=phone.seat, group=group) for phone in phones)
    return group, phones


def press(phone: Phone, path: str, *, script: bool = True, **data: Any) -> Any:
    """Post something below the phone's own address."""
    return phone.client.post(f"/w/{phone.live.key}/{path}", data, headers=HTMX if script else {})


def command(client: Any, live: LiveSession, name: str, **data: Any) -> Any:
    """Press something on the console as it is now."""
    live.refresh_from_db()
    return client.post(f"/console/{live.key}/{name}/", {"seen": live.revision, **data}, headers=HTMX)


def news(live: LiveSession, group: Group) -> str:
    """What the group sees of its own now."""
    group.refresh_from_db()
    return board.news_html(live, group)
