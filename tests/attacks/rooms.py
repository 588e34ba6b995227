"""Two workshops side by side, alike in everything, and everybody who might ask for something of one of them.

Every text of a room begins with its mark, and says whose it is: `canary-private`, `canary-group`, `canary-room` and so on.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import date, timedelta
from typing import Any

from django.conf import settings
from django.contrib.auth.tokens import default_token_generator
from django.test import Client
from django.utils.encoding import force_bytes
from django.utils.http import urlsafe_base64_encode

from exercises.breakout import actions as breakout
from exercises.closing import links as own_links
from exercises.follow_up import actions as follow_up
from exercises.handover import links as lead_links
from exercises.models import (
    ActionPoint,
    Card,
    Draft,
    Feedback,
    Group,
    GroupAgency,
    LeadLink,
    Level,
    Moment,
    Note,
    Place,
    Point,
    Reach,
    Reflection,
    SharedPlan,
)
from sessions import clock
from sessions.actions import accounts, people, running, stage
from sessions.models import LiveSession, Participant
from tests.factories import at_desk, make_live, make_seat, make_user
from tests.tables import BACK, BLOCK, FIRST, SECOND, SET

VOTE, REVEAL, CHOICE, NEXT, CLOSE = "creating-safety", "behaviour-based-or-ecological", "introducing-the-exercises", "next-steps", "close"
PHONES = ("member", "mate", "neighbour", "late")


@dataclass
class Room:
    """A workshop with its people (browsers by role), the numbers of what they left behind, and the secrets that open it."""

    live: LiveSession
    mark: str
    browsers: dict[str, Client] = field(default_factory=dict)
    seats: dict[str, Participant] = field(default_factory=dict)
    numbers: dict[str, Any] = field(default_factory=dict)
    secrets: dict[str, str] = field(default_factory=dict)

    def __post_init__(self) -> None:
        self.number = self.live.pk

    def facts(self) -> dict[str, Any]:
        """What the places in a row of the table are filled with."""
        self.live.refresh_from_db()
        return {"key": self.live.key, "revision": self.live.revision, "mark": self.mark, **self.numbers}


def browser(cookie: str = "") -> Client:
    """A browser, with a seat if it has one."""
    client = Client()
    if cookie:
        client.cookies[settings.SEAT_COOKIE_NAME] = cookie
    return client


def make_room(mark: str) -> Room:
    """A workshop in its lobby: two groups, people with and without one, and something of every kind from the hand of `member`."""
    owner = make_user(first_name=f"{mark}-host")
    room = Room(make_live(owner=owner, title=f"{mark}-room title", question_set=SET, asks_agency=True), mark)
    live = room.live
    for role in (*PHONES, "removed"):
        seat, cookie = make_seat(live)
        room.seats[role], room.browsers[role] = seat, browser(cookie)
    people.remove(live, room.seats["removed"])
    room.browsers["facilitator"] = at_desk(owner)
    room.browsers["co"] = Client()
    room.browsers["co"].post(f"/with/{live.invite_token}/", {"name": f"{mark}-desk name"})
    write(room)
    give_links(room)
    return room


def write(room: Room) -> None:
    """What people leave behind, said of whom it is."""
    live, mark, member = room.live, room.mark, room.seats["member"]
    window = Group.objects.create(live=live, name=f"{mark}-room window", position=1)
    door = Group.objects.create(live=live, name=f"{mark}-room door", position=2)
    for role, group in (("member", window), ("mate", window), ("neighbour", door)):
        Place.objects.create(participant=room.seats[role], group=group)
    points = {
        name: Point.objects.create(group=window, block=block, text=f"{mark}-{text}", reach=reach, is_blanked=blanked, writer=member)
        for name, block, text, reach, blanked in (
            ("point", BLOCK, "group point", Reach.GROUP, False),
            ("shared", BLOCK, "room point", Reach.ROOM, False),
            ("blanked", BLOCK, "blanked point", Reach.ROOM, True),
            ("change", f"{SECOND}/change", "group change", Reach.GROUP, False),
        )
    }
    GroupAgency.objects.create(group=door, name="Youth work")
    proposal = ActionPoint.objects.create(
        live=live, level=Level.TEAM, what=f"{mark}-room proposal", who=f"{mark}-room who", writer=member, kept=False
    )
    ActionPoint.objects.create(live=live, level=Level.YOU, position=1, what=f"{mark}-passed on", writer=member, passed_on=True)
    ActionPoint.objects.create(live=live, level=Level.YOU, position=2, what=f"{mark}-private step", writer=member)
    SharedPlan.objects.create(live=live, shared_vision=f"{mark}-room vision", follow_up_date=date(2027, 2, 12))
    Reflection.objects.create(who=member, text=f"{mark}-private reflection")
    Draft.objects.create(who=member, field="group.point", text=f"{mark}-private draft", turn=1)
    Feedback.objects.create(live=live, text=f"{mark}-feedback line")
    Moment.objects.create(live=live, asked=1, support=f"{mark}-room support")
    room.numbers = {name: point.pk for name, point in points.items()} | {
        "window": window.pk,
        "card": Card.objects.create(group=window, text=f"{mark}-group response", belief=f"{mark}-group belief", approach="unsure").pk,
        "agency": GroupAgency.objects.create(group=window, name=f"{mark}-group agency").pk,
        "note": Note.objects.create(who=member, tags=["time"], text=f"{mark}-private note").pk,
        "proposal": proposal.pk,
        "ticket": breakout.ticket(points["point"]),
        "text": f"point-{points['shared'].pk}-1",
        "letters": people.offer_move(room.seats["late"]),
    }


def give_links(room: Room) -> None:
    """Every link that opens something by itself, one of each kind, and a lead's link that has been replaced."""
    live = room.live
    owner = live.owner
    old = lead_links.make(live, 0).rstrip("/").rpartition("/")[2]
    newest = lead_links.newest(live)
    assert newest is not None
    lead = lead_links.make(live, newest.pk).rstrip("/").rpartition("/")[2]
    newest = LeadLink.objects.latest("pk")
    room.numbers["link"] = newest.pk
    room.secrets = {
        "screen": live.screen_token,
        "invite": live.invite_token,
        "lead": lead,
        "replaced lead": old,
        "own": own_links.make(live, room.seats["member"]),
        "one-time": accounts.make_link(owner),
        "password": default_token_generator.make_token(owner),
    }
    room.numbers["user"] = urlsafe_base64_encode(force_bytes(owner.pk))


# ------------------------------------------------------------------ scenes
def go(room: Room, slide: str) -> None:
    """Begin, and put a slide on stage."""
    if not room.live.started_at:
        running.start(room.live, room.live.revision)
    stage.go_to(room.live, room.live.revision, slide)


def opened(room: Room, slide: str) -> None:
    go(room, slide)
    stage.open_exercise(room.live, room.live.revision)


def paused(room: Room) -> None:
    go(room, FIRST)
    running.pause(room.live, room.live.revision)


def ended(room: Room) -> None:
    go(room, NEXT)
    running.end(room.live, room.live.revision)


def seating(room: Room) -> None:
    """The groups have been mixed and wait to be fixed."""
    go(room, CHOICE)
    room.browsers["facilitator"].post(f"/console/{room.live.key}/groups/way/", {"seen": room.live.revision, "way": "mix"})


def waiting(room: Room) -> None:
    """Groups are fixed, and somebody has none yet."""
    seating(room)
    room.live.refresh_from_db()
    room.browsers["facilitator"].post(f"/console/{room.live.key}/groups/fix/", {"seen": room.live.revision})
    Place.objects.filter(participant=room.seats["late"]).delete()


def following(room: Room) -> None:
    """The workshop is over, and its follow-up is on, with the same people in seats of their own."""
    ended(room)
    room.live = follow_up.start(room.live, [room.numbers["proposal"]])
    for role in PHONES:
        room.browsers[role].cookies[settings.SEAT_COOKIE_NAME] = make_seat(room.live)[1]
    room.browsers["co"].post(f"/with/{room.live.invite_token}/", {"name": f"{room.mark}-desk name"})
    running.start(room.live, room.live.revision)


SCENES: dict[str, Callable[[Room], None]] = {
    "lobby": lambda room: None,
    "talking": lambda room: go(room, FIRST),
    "paused": paused,
    "vote": lambda room: go(room, VOTE),
    "voting": lambda room: opened(room, VOTE),
    "reveal": lambda room: go(room, REVEAL),
    "choice": lambda room: go(room, CHOICE),
    "seating": seating,
    "waiting": waiting,
    "hearing": lambda room: go(room, BACK),
    "next steps": lambda room: go(room, NEXT),
    "close": lambda room: go(room, CLOSE),
    "ended": ended,
    "follow-up": following,
}


def set_scene(room: Room, at: str) -> None:
    """Bring a room to where a row of the table wants it."""
    SCENES[at](room)
    room.live.refresh_from_db()


def set_back_clock(room: Room) -> None:
    """Let the lead's link have come to its end."""
    LeadLink.objects.filter(live=room.live).update(ends_at=clock.now() - timedelta(days=1))
