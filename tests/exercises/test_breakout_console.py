"""The facilitators' side of the group exercise: how much, never what."""

from __future__ import annotations

import re
from datetime import timedelta
from typing import Any

import pytest
import time_machine

from exercises.breakout.board import groups_of
from exercises.breakout.exercise import progress
from exercises.models import Group, Place
from sessions import clock, screens
from sessions.exercise import Audience
from sessions.models import LiveSession
from tests.factories import at_desk, make_user
from tests.phones import Phone
from tests.tables import BLOCK, FIRST, command, make_table, news, press, talking

pytestmark = pytest.mark.django_db


def add_for(live: LiveSession, group: Group, text: str, **more: Any) -> Any:
    return command(at_desk(live.owner), live, "add-for", group=group.pk, block=BLOCK, text=text, **more)


def test_the_console_sees_how_far_each_group_is() -> None:
    live = talking()
    group, (ana, ben) = make_table(live, "Window table")
    make_table(live, "Door table", people=3)
    press(ana, "points/", text="One", block=BLOCK)
    press(ben, "points/", text="Two", block=f"{FIRST}/voice", reach="room")
    with time_machine.travel(clock.now() + timedelta(seconds=130), tick=False):
        rows = progress(live, groups_of(live))
    assert [(r["name"], r["people"], r["blocks"], r["blocks_total"], r["points"], r["shared"], r["wrote"]) for r in rows] == [
        ("Window table", 2, 2, 4, 2, 1, "2 min ago"),
        ("Door table", 3, 0, 4, 0, 0, "not yet"),
    ]
    assert group.pk == rows[0]["pk"]


def test_a_message_reaches_one_group_or_all_and_can_be_cleared() -> None:
    live = talking()
    desk = at_desk(live.owner)
    window, (ana, _ben) = make_table(live, "Window table")
    door, _phones = make_table(live, "Door table")
    command(desk, live, "say", group=window.pk, text="Half way, <you>")
    assert "Half way, &lt;you&gt;" in ana.page().content.decode()
    assert "Half way" not in news(live, door)
    command(desk, live, "say", text="To all")
    assert list(Group.objects.values_list("message", flat=True)) == ["To all", "To all"]
    command(desk, live, "say", text="")
    assert list(Group.objects.values_list("message", flat=True)) == ["", ""]


def test_the_same_message_sent_again_is_a_new_one_for_phones_that_have_put_it_away() -> None:
    live = talking()
    desk = at_desk(live.owner)
    window, (ana, _ben) = make_table(live, "Window table")
    shown = []
    for words in ({"ready": "nudge"}, {"ready": "nudge"}, {"text": ""}, {"ready": "nudge"}):
        command(desk, live, "say", group=window.pk, **words)
        shown.append(re.findall(r'data-message="([^"]*)"', news(live, window)))
    first, second, cleared, third = shown
    assert (len(first), cleared, len({*first, *second, *third})) == (1, [], 3)
    press(ana, "points/", text="One", block=BLOCK)
    assert re.findall(r'data-message="([^"]*)"', news(live, window)) == third  # other news leave it as it is: put away


def test_a_message_changes_nothing_that_anybody_is_typing_in() -> None:
    live = talking()
    make_table(live, "Window table")
    before = live.revision
    assert command(at_desk(live.owner), live, "say", ready="five").status_code == 200
    live.refresh_from_db()
    assert live.revision == before


def test_a_late_arrival_gets_a_place_with_one_press() -> None:
    live = talking()
    make_table(live, "Window table", people=3)
    door, _phones = make_table(live, "Door table", people=1)
    late = Phone(live)
    console = screens.fragment(live, Audience.CONSOLE)
    assert "1 person has no group" in console
    assert "One to Door table" in console
    command(at_desk(live.owner), live, "place-late", group=door.pk)
    assert Place.objects.get(participant=late.seat).group == door
    assert "has no group" not in screens.fragment(live, Audience.CONSOLE)


def test_a_point_is_added_for_a_group_on_paper_and_stays_with_it_unless_shared() -> None:
    live = talking()
    group, (ana, _ben) = make_table(live, "Window table")
    for _again in range(2):
        add_for(live, group, "From the flip chart", request_key="k1")
    add_for(live, group, "Said aloud", share="1")
    written = [(point.text, point.reach, point.writer) for point in group.points.order_by("pk")]
    assert written == [("From the flip chart", "group", None), ("Said aloud", "room", None)]
    assert "From the flip chart" in ana.page().content.decode()
    assert "From the flip chart" not in screens.fragment(live, Audience.CONSOLE)


def test_commands_about_groups_of_another_workshop_change_nothing() -> None:
    live, other = talking(), talking()
    away, (cy, _dan) = make_table(other, "Far table")
    press(cy, "points/", text="Shared far away", block=BLOCK, reach="room")
    desk = at_desk(live.owner)
    assert command(desk, live, "say", group=away.pk, text="x").status_code == 404
    assert command(desk, live, "place-late", group=away.pk).status_code == 404
    assert add_for(live, away, "x").status_code == 404
    assert command(desk, live, "blank-text", kind="point", number=away.points.get().pk, on="1").status_code == 409
    away.refresh_from_db()
    assert (away.message, away.points.get().is_blanked) == ("", False)


def test_only_facilitators_press_what_is_on_the_console() -> None:
    live = talking()
    group, (ana, _ben) = make_table(live, "Window table")
    for client in (ana.client, at_desk(make_user())):
        for name in ("say", "place-late", "add-for", "blank-text"):
            assert command(client, live, name, group=group.pk, text="x", block=BLOCK, kind="point", number=1).status_code == 404
    assert group.points.count() == 0


def test_blanking_takes_a_text_off_and_tells_its_group() -> None:
    live = talking()
    group, (ana, _ben) = make_table(live, "Window table")
    press(ana, "points/", text="Names somebody", block=BLOCK, reach="room")
    point = group.points.get()
    assert "Names somebody" in screens.fragment(live, Audience.CONSOLE)
    command(at_desk(live.owner), live, "blank-text", kind="point", number=point.pk, on="1")
    assert "Names somebody" not in screens.fragment(live, Audience.CONSOLE)
    page = ana.page().content.decode()
    assert "Names somebody" in page
    assert "taken this one off every screen" in page


def test_what_a_group_kept_to_itself_cannot_be_blanked_or_read_by_trying() -> None:
    live = talking()
    group, (ana, _ben) = make_table(live, "Window table")
    press(ana, "points/", text="Kept among us", block=BLOCK)
    response = command(at_desk(live.owner), live, "blank-text", kind="point", number=group.points.get().pk, on="1")
    assert response.status_code == 409
    assert "Kept among us" not in response.content.decode()
    assert group.points.get().is_blanked is False


def test_a_message_that_is_too_long_is_refused_in_words() -> None:
    live = talking()
    group, _phones = make_table(live, "Window table")
    response = command(at_desk(live.owner), live, "say", text="x" * 201)
    assert response.status_code == 400
    assert "longer than fits" in response.content.decode()
    group.refresh_from_db()
    assert group.message == ""
