"""Hearing back: whose turn it is, for how long, and what the room sees."""

from __future__ import annotations

from datetime import datetime, timedelta

import html5lib
import pytest
import time_machine

from exercises.breakout import actions
from exercises.feedback.exercise import on_the_screen
from exercises.feedback.turns import turn_of
from exercises.models import Group, Reach
from sessions import clock, screens
from sessions.actions import running, stage
from sessions.exercise import Audience
from sessions.models import LiveSession, SlideRun
from sessions.screens.console import console_press
from sessions.screens.counts import counts_fragment
from sessions.screens.on_stage import current_run, exercise_on
from tests.factories import at_desk
from tests.tables import BACK, BLOCK, command, make_table, press, talking

pytestmark = pytest.mark.django_db
START = datetime.fromisoformat("2027-01-14T10:00:00+00:00")


def run_of(live: LiveSession) -> SlideRun:
    run = current_run(LiveSession.objects.select_related("deck", "owner").get(pk=live.pk))
    assert run is not None
    return run


def main_button(live: LiveSession) -> str:
    found = console_press(LiveSession.objects.get(pk=live.pk), run_of(live))
    assert found is not None
    return found.label


def hear(live: LiveSession, group: Group) -> None:
    assert command(at_desk(live.owner), live, "hear", group=group.pk).status_code == 200


def test_groups_are_heard_in_order_and_then_the_room_goes_on() -> None:
    live = talking(BACK)
    groups = [make_table(live, name)[0] for name in ("Window table", "Door table")]
    labels = []
    for group in groups:
        labels.append(main_button(live))
        hear(live, group)
    assert [*labels, main_button(live)] == ["Hear Window table", "Hear Door table", "Next: Next steps"]
    assert list(Group.objects.order_by("position").values_list("heard", flat=True)) == [True, False]


def test_what_one_group_does_not_use_goes_to_those_still_to_come() -> None:
    with time_machine.travel(START, tick=False) as now:
        live = talking(BACK)
        groups = [make_table(live, f"Table {n}")[0] for n in range(1, 6)]
        hear(live, groups[0])
        first = turn_of(run_of(live), clock.now())
        now.shift(60)
        hear(live, groups[1])
        second = turn_of(run_of(live), clock.now())
    assert first is not None
    assert second is not None
    assert (first.share, second.share) == (120.0, 135.0)
    groups[0].refresh_from_db()
    assert (groups[0].heard, groups[0].feedback_seconds) == (True, 60)


def test_a_table_nobody_sits_at_takes_no_turn_and_no_time() -> None:
    with time_machine.travel(START, tick=False):
        live = talking(BACK)
        make_table(live, "Table nobody took", people=0)
        groups = [make_table(live, name)[0] for name in ("Window table", "Door table")]
        first = main_button(live)
        shown = screens.fragment(LiveSession.objects.get(pk=live.pk), Audience.CONSOLE)
        hear(live, groups[0])
        turn = turn_of(run_of(live), clock.now())
        hear(live, groups[1])
        last = main_button(live)
        heard = screens.fragment(LiveSession.objects.get(pk=live.pk), Audience.CONSOLE)
    assert turn is not None
    assert (turn.share, first, last) == (300.0, "Hear Window table", "Next: Next steps")
    assert ("Nobody there" in shown, "Hear now" in shown, "Group 2 of 2" in heard) == (True, True, True)


@pytest.mark.parametrize("how", ["paper", "written", "cards", "agencies"])
def test_a_group_without_phones_that_has_something_to_say_is_heard(how: str) -> None:
    live = talking(BACK)
    group, _phones = make_table(live, "On the flip chart", people=0)
    make_table(live, "Door table")
    if how == "paper":
        Group.objects.filter(pk=group.pk).update(on_paper=True)
    elif how == "written":
        actions.add_point(live, group, None, BLOCK, "Said aloud", Reach.ROOM)
    elif how == "cards":
        actions.add_card(live, group, None, "A response")
    else:
        actions.add_agency(live, group, "Police")
    assert main_button(live) == "Hear On the flip chart"


def test_facilitators_may_hear_a_table_without_any_phone_all_the_same() -> None:
    with time_machine.travel(START, tick=False):
        live = talking(BACK)
        group, _phones = make_table(live, "No phones here", people=0)
        make_table(live, "Door table")
        hear(live, group)
        turn = turn_of(run_of(live), clock.now())
        shown = screens.fragment(LiveSession.objects.get(pk=live.pk), Audience.CONSOLE)
    assert turn is not None
    assert (turn.group, turn.share, "Group 1 of 2" in shown) == (group, 300.0, True)


def test_a_pause_takes_nothing_from_a_turn_and_a_minute_more_goes_to_whoever_speaks() -> None:
    with time_machine.travel(START, tick=False) as now:
        live = talking(BACK)
        groups = [make_table(live, f"Table {n}")[0] for n in range(1, 6)]
        hear(live, groups[0])
        now.shift(30)
        live.refresh_from_db()
        running.pause(live, live.revision)
        now.shift(300)
        running.resume(live, live.revision)
        stage.extend(live, live.revision, 1)
        turn = turn_of(run_of(live), clock.now())
    assert turn is not None
    assert (turn.share, turn.used, turn.left) == (180.0, 30.0, 150.0)


def test_a_turn_that_runs_over_ends_softly() -> None:
    with time_machine.travel(START, tick=False) as now:
        live = talking(BACK)
        groups = [make_table(live, f"Table {n}")[0] for n in range(1, 6)]
        hear(live, groups[0])
        now.shift(700)
        over = turn_of(run_of(live), clock.now())
        hear(live, groups[1])
        after = turn_of(run_of(live), clock.now())
    assert over is not None
    assert after is not None
    assert (over.left, after.group, after.share) == (-580.0, groups[1], 0.0)


def test_a_press_drawn_from_an_older_stage_gives_nobody_the_word() -> None:
    live = talking(BACK)
    groups = [make_table(live, name)[0] for name in ("Window table", "Door table")]
    desk = at_desk(live.owner)
    stale = live.revision
    hear(live, groups[0])
    response = desk.post(f"/console/{live.key}/hear/", {"seen": stale, "group": groups[1].pk}, headers={"HX-Request": "true"})
    assert response.status_code == 409
    turn = turn_of(run_of(live), clock.now())
    assert turn is not None
    assert turn.group == groups[0]


def test_no_group_of_another_workshop_and_nobody_on_another_slide_gets_the_word() -> None:
    live, other = talking(BACK), talking(BACK)
    away, _phones = make_table(other, "Far table")
    assert command(at_desk(live.owner), live, "hear", group=away.pk).status_code == 409
    mine, _mine = make_table(live, "Window table")
    stage.go_back(live, LiveSession.objects.get(pk=live.pk).revision)
    assert command(at_desk(live.owner), live, "hear", group=mine.pk).status_code == 409
    assert turn_of(run_of(live), clock.now()) is None


# ------------------------------------------------------------------ what the room sees
def test_the_big_screen_shows_what_the_speaking_group_and_those_before_have_shared_and_nothing_else() -> None:
    live = talking(BACK)
    tables = {}
    for name in ("First", "Second", "Third"):
        group, (ana, _ben) = make_table(live, name)
        press(ana, "points/", text=f"{name} shared", block=BLOCK, reach="room")
        press(ana, "points/", text=f"{name} kept", block=BLOCK)
        tables[name] = group
    seen = []
    for name in ("", "First", "Second"):
        if name:
            hear(live, tables[name])
        html = screens.fragment(LiveSession.objects.select_related("deck", "owner").get(pk=live.pk), Audience.PROJECTOR)
        seen.append([text for each in tables for text in (f"{each} shared", f"{each} kept") if text in html])
    assert seen == [[], ["First shared"], ["First shared", "Second shared"]]


def test_taking_back_or_blanking_takes_it_off_the_big_screen_without_a_new_stage() -> None:
    live = talking(BACK)
    group, (ana, _ben) = make_table(live, "Window table")
    for text in ("Taken back", "Blanked", "Stays"):
        press(ana, "points/", text=text, block=BLOCK, reach="room")
    hear(live, group)
    live.refresh_from_db()
    before = live.revision
    first, second, _third = group.points.order_by("pk")
    press(ana, f"points/{first.pk}/reach/", version=1, reach="group")
    command(at_desk(live.owner), live, "blank-text", kind="point", number=second.pk, on="1")
    live.refresh_from_db()
    counts = counts_fragment(live, Audience.PROJECTOR)[0]
    assert [text in counts for text in ("Taken back", "Blanked", "Stays")] == [False, False, True]
    assert live.revision == before
    console = screens.fragment(live, Audience.CONSOLE)
    assert ("Taken back" in console, "Show it again" in console) == (False, True)
    command(at_desk(live.owner), live, "blank-text", kind="point", number=second.pk)
    assert "Blanked" in counts_fragment(live, Audience.PROJECTOR)[0]


def test_shared_responses_and_lists_are_shown_with_their_group() -> None:
    live = talking(BACK)
    group, (ana, _ben) = make_table(live, "Window table")
    press(ana, "responses/", text="Curfew")
    card = group.cards.get()
    press(ana, f"responses/{card.pk}/sort/", approach="behaviour-based")
    press(ana, f"responses/{card.pk}/reach/", version=1, reach="room")
    press(ana, "agencies/", name="Police")
    press(ana, f"agencies/{group.agencies.get().pk}/lean/", lean="-1")
    press(ana, "agencies/share/", on="1")
    hear(live, group)
    counts = exercise_on(run_of(live)).counts(run_of(live), Audience.PROJECTOR)  # type: ignore[union-attr]
    assert [(text["text"], text["group"], text["approach_word"]) for text in counts["texts"]] == [
        ("Curfew", "Window table", "Behaviour"),
        ("Police (more behaviour-based)", "Window table", ""),
    ]


def test_long_texts_are_cut_and_many_are_counted_on_the_big_screen_alone() -> None:
    texts = [{"kind": "point", "pk": n, "text": "word " * 200, "approach": "", "group": "A", "is_speaking": True} for n in range(9)]
    shown = on_the_screen(texts)
    assert len(shown["texts"]) + shown["more"] == 9
    assert 0 < len(shown["texts"]) < 9
    assert {len(text["text"]) <= 260 for text in shown["texts"]} == {True}


def test_a_phone_reads_whose_turn_it_is_and_can_still_share() -> None:
    live = talking(BACK)
    group, (ana, _ben) = make_table(live, "Window table")
    other, (cy, _dan) = make_table(live, "Door table")
    hear(live, group)
    assert "your group’s turn" in ana.page().content.decode()
    assert "Window table is speaking" in cy.page().content.decode()
    assert press(cy, "points/", text="Just in time", block=BLOCK, reach="room").status_code == 200
    assert other.points.get().reach == Reach.ROOM


def test_every_state_is_well_formed_for_every_audience() -> None:
    live = talking(BACK)
    group, (ana, _ben) = make_table(live, "Window table")
    actions.add_point(live, group, ana.seat, BLOCK, "One & <two>", Reach.ROOM)
    for _state in range(2):
        live = LiveSession.objects.select_related("deck", "owner").get(pk=live.pk)
        shown = [screens.fragment(live, Audience.PHONES, ana.seat), *(screens.fragment(live, audience) for audience in Audience)]
        for html in (*shown, *(counts_fragment(live, audience)[0] for audience in (Audience.CONSOLE, Audience.PROJECTOR))):
            html5lib.HTMLParser(strict=True).parse(f"<!doctype html><html><head><title>t</title></head><body>{html}</body></html>")
            assert "{%" not in html
        hear(live, group)


def test_hearing_back_starts_with_its_own_minutes() -> None:
    with time_machine.travel(START, tick=False):
        run = run_of(talking(BACK))
    assert run.ends_at == START + timedelta(minutes=10)
