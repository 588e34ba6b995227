"""Who sees what a group wrote is decided by whoever wrote it."""

from __future__ import annotations

from typing import Any

import html5lib
import pytest

from exercises.breakout import board
from exercises.models import Card, Group, Point
from tests.phones import Phone
from tests.tables import BACK, BLOCK, SECOND, make_table, news, press, talking

pytestmark = pytest.mark.django_db
KINDS = ("points", "responses")


def write(phone: Phone, kind: str, text: str) -> None:
    assert press(phone, f"{kind}/", text=text, block=BLOCK).status_code == 200
    for card in Card.objects.filter(text=text):
        press(phone, f"responses/{card.pk}/sort/", approach="both")


def only(group: Group, kind: str) -> Point | Card:
    return group.points.get() if kind == "points" else group.cards.get()


def reach(phone: Phone, thing: Point | Card, to: str) -> Any:
    kind = "points" if isinstance(thing, Point) else "responses"
    return press(phone, f"{kind}/{thing.pk}/reach/", group=thing.group_id, version=thing.version, reach=to)


def offered(html: str, thing: Point | Card) -> list[str]:
    """The presses about its reach that a page shows, without its words."""
    whose = f"{'point' if isinstance(thing, Point) else 'card'}-{thing.pk}"
    parts = [
        e for e in html5lib.parse(html, namespaceHTMLElements=False).iter() if e.get("data-whose") == whose and "hidden" not in e.attrib
    ]
    return ["switch" if b.get("role") == "switch" else "back" for part in parts for b in part.iter("button")]


@pytest.mark.parametrize("kind", KINDS)
def test_only_whoever_wrote_it_shares_it_with_the_room(kind: str) -> None:
    live = talking(SECOND)
    group, (ana, ben) = make_table(live, "Window table")
    write(ana, kind, "Said among us")
    thing = only(group, kind)
    refusal = reach(ben, thing, "room")
    assert (refusal.status_code, only(group, kind).reach) == (409, "group")
    assert "Only whoever wrote this one shares it with the room." in refusal.content.decode()
    assert reach(ana, thing, "room").status_code == 200
    assert only(group, kind).reach == "room"


@pytest.mark.parametrize("kind", KINDS)
def test_anybody_of_the_group_takes_back_what_was_shared(kind: str) -> None:
    live = talking(SECOND)
    group, (ana, ben) = make_table(live, "Window table")
    write(ana, kind, "Said among us")
    reach(ana, only(group, kind), "room")
    assert offered(ben.page().content.decode(), only(group, kind)) == ["back"]
    assert reach(ben, only(group, kind), "group").status_code == 200
    assert only(group, kind).reach == "group"
    assert reach(ben, only(group, kind), "room").status_code == 409  # and back is its writer's again


@pytest.mark.parametrize(("kind", "slide"), [("points", SECOND), ("responses", SECOND), ("points", BACK)])
def test_the_switch_is_on_its_writers_phone_and_the_others_read_who_sees_it(kind: str, slide: str) -> None:
    live = talking(slide)
    group, (ana, ben) = make_table(live, "Window table")
    write(ana, kind, "Said among us")
    thing = only(group, kind)
    assert (offered(ana.page().content.decode(), thing), offered(ben.page().content.decode(), thing)) == (["switch"], [])
    assert "Only Window table sees this one." in ben.page().content.decode()


def test_what_every_member_gets_does_not_say_whose_it_is_and_the_answer_to_ones_own_press_does() -> None:
    live = talking(SECOND)
    group, (ana, ben) = make_table(live, "Window table")
    write(ana, "points", "Ana’s")
    answer = press(ben, "points/", text="Ben’s", block=BLOCK).content.decode()
    theirs, his = group.points.order_by("pk")
    assert f'data-own="point-{his.pk}"' in answer
    shared = news(live, group)
    assert (offered(shared, theirs), offered(shared, his)) == ([], [])
    assert "data-own=" not in shared


def test_where_no_writer_is_known_anybody_of_the_group_may_share() -> None:
    live = talking(SECOND)
    group, (_ana, ben) = make_table(live, "Window table")
    point = Point.objects.create(group=group, block=BLOCK, text="From the flip chart")
    assert offered(ben.page().content.decode(), point) == ["switch"]
    assert reach(ben, point, "room").status_code == 200
    assert [shared.text for shared in board.shared_points(live)] == ["From the flip chart"]


def test_changing_what_somebody_else_wrote_does_not_make_it_ones_own() -> None:
    live = talking(SECOND)
    group, (ana, ben) = make_table(live, "Window table")
    write(ana, "points", "As it was")
    point = group.points.get()
    page = ben.client.get(f"/w/{live.key}/points/{point.pk}/").content.decode()
    assert "Only Window table sees this one, unless whoever wrote it shares it." in page
    ticket = page.split('name="ticket" value="')[1].split('"')[0]
    press(ben, f"points/{point.pk}/edit/", text="Better", version=1, reach="group", ticket=ticket)
    point.refresh_from_db()
    assert (point.text, reach(ben, point, "room").status_code, reach(ana, point, "room").status_code) == ("Better", 409, 200)
