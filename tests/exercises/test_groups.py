"""Groups of people who trust each other: picking, mixing, wishing, seating, fixing, coming late."""

from __future__ import annotations

import re
from typing import Any

import html5lib
import pytest
from asgiref.sync import async_to_sync
from django.test import Client

from exercises.groups import actions, people, places
from exercises.models import Group, Grouping, Label, Place, Wish
from sessions import screens
from sessions.actions import Stale, running, stage
from sessions.exercise import Audience, Piece, Refused, exercise_for
from sessions.hub import hub
from sessions.models import LiveSession, Participant, SlideRun
from sessions.phases import NotPermitted, RunPhase
from sessions.screens import pieces
from sessions.screens.counts import counts_fragment
from tests.factories import at_desk, make_running
from tests.phones import HTMX, Phone, untimed

pytestmark = pytest.mark.django_db
SET = "meetings-and-panels"
TABLES = ["Window table", "Door table", "On the call"]


def slide_key(live: LiveSession) -> str:
    """The slide on which groups are made."""
    return next(part.slide.key for part in live.parts if part.slide.kind == "choice-of-question-set")


def room(count: int, way: str = "pick", names: list[str] | None = None, **fields: Any) -> tuple[LiveSession, list[Phone]]:
    """A live session with the slide on stage, set up and not yet open, and so many phones."""
    live = make_running(question_set=SET, **fields)
    stage.go_to(live, live.revision, slide_key(live))
    phones = [Phone(live) for _n in range(count)]
    actions.set_up(live, live.revision, way, TABLES if names is None else names, 3, 6)
    live.refresh_from_db()
    return live, phones


def opened(count: int, way: str = "pick", **fields: Any) -> tuple[LiveSession, list[Phone]]:
    live, phones = room(count, way, **fields)
    stage.open_exercise(live, live.revision)
    return live, phones


def number(phone: Phone) -> int:
    return people.number_of(phone.live, phone.seat)


def send(phone: Phone, **data: Any) -> Any:
    """What a phone sends about groups."""
    return phone.answer(slide_key(phone.live), **data)


def wish(phone: Phone, turn: int = 1, sent: bool = True, **data: Any) -> Any:
    return send(phone, turn=turn, **data, **({"sent": "1"} if sent else {}))


def here(live: LiveSession) -> dict[str, int]:
    """How many sit where."""
    return {group.name: count for group, count in places.groups_of(live)}


def group_of(phone: Phone) -> str | None:
    """The group somebody's place is in, whether their phone may know it or not."""
    place = Place.objects.select_related("group").filter(participant=phone.seat).first()
    return place.group.name if place and place.group else None


def run_of(live: LiveSession) -> SlideRun:
    return SlideRun.objects.select_related("live").get(live=live, slide_key=slide_key(live))


def holding(phone: Phone, piece: str) -> Any:
    """What the poll of a phone brings whose page is up to date and holds this piece."""
    seen = LiveSession.objects.values_list("revision", flat=True).get(pk=phone.live.pk)
    return phone.poll(seen, piece)


def console(live: LiveSession) -> str:
    fresh = LiveSession.objects.get(pk=live.pk)
    return screens.fragment(fresh, Audience.CONSOLE)


def press(live: LiveSession, what: str, **fields: Any) -> Any:
    """A facilitator's press, drawn from the newest console."""
    live.refresh_from_db()
    return at_desk(live.owner).post(f"/console/{live.key}/groups/{what}/", {"seen": live.revision, **fields}, headers=HTMX)


# ------------------------------------------------------------------ setting up
def test_groups_are_named_as_the_facilitator_types_them_each_name_once() -> None:
    live, _phones = room(0)
    press(live, "set-up", way="pick", names="Window  table\r\n\r\nwindow table\nOn the call ", least=2, most=5)
    grouping = Grouping.objects.get(live=live)
    assert list(live.groups.values_list("name", "position")) == [("Window table", 1), ("On the call", 2)]
    assert (grouping.way, grouping.least, grouping.most) == ("pick", 2, 5)


@pytest.mark.parametrize(("count", "tables"), [(0, 1), (5, 1), (6, 2), (9, 2), (24, 5)])
def test_without_names_there_are_as_many_tables_as_the_room_needs(count: int, tables: int) -> None:
    live, _phones = room(count, names=[])
    stage.open_exercise(live, live.revision)
    assert [group.name for group in live.groups.all()] == [f"Table {n + 1}" for n in range(tables)]


def test_what_is_saved_while_somebody_types_moves_nothing() -> None:
    live, _phones = room(0)
    before = live.revision
    answered = press(live, "set-up", way="pick", names="One\nTwo", least=3, most=6, quiet="1")
    live.refresh_from_db()
    assert (answered.status_code, live.revision, [g.name for g in live.groups.all()]) == (204, before, ["One", "Two"])


@pytest.mark.parametrize(
    ("fields", "words"),
    [
        ({"names": "x" * 41}, "40 characters"),
        ({"names": "\n".join(str(n) for n in range(61))}, "Sixty groups"),
        ({"least": 7}, "smaller number comes first"),
        ({"most": 0}, "whole numbers from 1 to 60"),
        ({"way": "magic"}, "didn’t arrive as it should"),
    ],
)
def test_a_set_up_that_cannot_be_is_refused_kindly(fields: dict[str, Any], words: str) -> None:
    live, _phones = room(0)
    answered = press(live, "set-up", **({"way": "mix", "names": "New", "least": 3, "most": 6} | fields))
    assert (answered.status_code, words in answered.content.decode()) == (400, True)
    assert ([g.name for g in live.groups.all()], Grouping.objects.get(live=live).way) == (TABLES, "pick")


def test_once_people_were_asked_the_set_up_stands() -> None:
    live, _phones = opened(3)
    assert press(live, "set-up", way="mix", names="New", least=3, most=6).status_code == 409
    assert [g.name for g in live.groups.all()] == TABLES


# ------------------------------------------------------------------ picking
def test_people_pick_a_group_and_move_as_they_like() -> None:
    live, [me, other] = opened(2)
    for phone, position in ((me, 1), (other, 1), (me, 3), (me, 3)):
        assert send(phone, group=position).status_code == 200
    assert (group_of(me), here(live)) == ("On the call", {"Window table": 1, "Door table": 0, "On the call": 1})


def test_a_full_group_takes_nobody_else_until_somebody_leaves() -> None:
    live, phones = opened(8)
    for phone in phones[:6]:
        send(phone, group=1)
    refused = send(phones[6], group=1)
    assert (refused.status_code, "filled up" in refused.content.decode(), group_of(phones[6])) == (409, True, None)
    assert re.search(r'id="here-1"[^>]*data-full[^>]*>Full<', phones[6].poll().content.decode())
    send(phones[0], group=2)
    assert (send(phones[6], group=1).status_code, here(live)["Window table"]) == (200, 6)


@pytest.mark.parametrize("group", ["99", "4"])
def test_a_group_that_is_not_here_cannot_be_picked(group: str) -> None:
    _live, [me] = opened(1)
    opened(1)  # another room has groups too
    assert (send(me, group=group).status_code, group_of(me)) == (404, None)


def test_picking_nothing_is_answered_with_what_to_do() -> None:
    _live, [me] = opened(1)
    answered = send(me)
    assert (answered.status_code, "Choose a group first" in answered.content.decode()) == (400, True)


def test_a_group_of_one_is_fine() -> None:
    live, [me] = opened(1)
    send(me, group="alone")
    assert (group_of(me), Place.objects.get().participant) == (None, me.seat)
    assert "You think on your own" in me.poll().content.decode()
    actions.fix(live, live.revision)
    assert (places.place_of(me.seat), list(places.late(live))) == (None, [])


def test_changing_ones_mind_about_thinking_alone_brings_the_groups_back() -> None:
    _live, [me] = opened(1)
    send(me, group="alone")
    send(me, again="1")
    assert (Place.objects.count(), "Sit with people you trust" in me.poll().content.decode()) == (0, True)


def test_others_picks_reach_a_phone_as_a_small_region_without_inputs() -> None:
    live, [me, other] = opened(2)
    before = exercise_for("choice-of-question-set").piece(run_of(live), "groups")  # type: ignore[union-attr]
    send(other, group=2)
    after = exercise_for("choice-of-question-set").piece(run_of(live), "groups")  # type: ignore[union-attr]
    assert isinstance(before, Piece)
    assert isinstance(after, Piece)
    assert (after.version > before.version, "<input" in after.html, "1 here" in after.html) == (True, False, True)
    live.refresh_from_db()
    answered = holding(me, f"groups:{before.version}")
    assert answered.content.decode() == after.html


def test_picks_raise_no_revision() -> None:
    live, [me] = opened(1)
    before = live.revision
    send(me, group=1)
    live.refresh_from_db()
    assert live.revision == before


# ------------------------------------------------------------------ wishes
def test_labels_are_shown_to_the_room_and_wishes_to_nobody() -> None:
    live, [me, iris, dev] = opened(3, "wishes")
    wish(iris, label="Iris")
    wish(dev, label="green scarf", sent=False)
    page = me.poll().content.decode()
    assert (page.count("Iris"), page.count("green scarf")) == (2, 2)
    wish(me, label="yellow mug", at=[number(iris)], apart=[number(dev)], table=[2])
    assert Wish.objects.count() == 3  # there is something to hide
    for text in (iris.poll().content.decode(), dev.poll().content.decode(), console(live), screens.fragment(live, Audience.PROJECTOR)):
        assert "checked" not in text.replace('id="way-', "")
    assert "checked" not in me.poll().content.decode()  # sent and hidden, also from a neighbour


def test_a_console_says_the_same_whatever_people_wished_for() -> None:
    live, [me, iris, dev] = opened(3, "wishes")
    for phone, label in ((iris, "Iris"), (dev, "Dev"), (me, "Me")):
        wish(phone, label=label)
    before = untimed(console(live))
    wish(me, turn=2, label="Me", at=[number(iris)], apart=[number(dev)])
    assert (untimed(console(live)) == before, Wish.objects.count()) == (True, 2)


def test_ticks_are_kept_while_somebody_is_choosing_and_the_newest_wins() -> None:
    _live, [me, iris, dev] = opened(3, "wishes")
    wish(iris, label="Iris")
    wish(dev, label="Dev")
    wish(me, turn=3, sent=False, label="me", at=[number(iris), number(dev)])
    wish(me, turn=2, sent=False, label="older", at=[number(dev)])
    assert sorted(Wish.objects.filter(who=me.seat).values_list("person_id", flat=True)) == sorted([iris.seat.pk, dev.seat.pk])
    assert Label.objects.get(participant=me.seat).text == "me"
    assert me.poll().content.decode().count(" checked") == 2


def test_somebody_in_both_lists_is_rather_not_sat_with() -> None:
    _live, [me, iris] = opened(2, "wishes")
    wish(iris, label="Iris")
    wish(me, at=[number(iris)], apart=[number(iris)])
    assert list(Wish.objects.values_list("person_id", "rather_not")) == [(iris.seat.pk, True)]


def test_no_wishes_is_an_answer_and_keeps_the_label() -> None:
    live, [me, iris] = opened(2, "wishes")
    wish(iris, label="Iris")
    wish(me, sent=False, label="yellow mug", at=[number(iris)])
    send(me, anywhere="1")
    label = Label.objects.get(participant=me.seat)
    assert (label.text, label.is_ready, Wish.objects.count()) == ("yellow mug", True, 0)
    wish(me, turn=1, sent=False, at=[number(iris)])  # a tick that was on its way
    assert (Wish.objects.count(), exercise_for("choice-of-question-set").counts(run_of(live), Audience.CONSOLE)["ready"]) == (0, 2)  # type: ignore[union-attr]


def test_looking_again_shows_ones_own_wishes_and_nobody_elses() -> None:
    _live, [me, iris, dev] = opened(3, "wishes")
    wish(iris, label="Iris", at=[number(dev)])
    wish(me, label="Me", at=[number(iris)])
    send(me, again="1")
    page = me.poll().content.decode()
    assert re.findall(r'id="([a-z]+-\d+)"[^>]* checked', page) == [f"at-{number(iris)}"]


def test_a_label_somebody_has_is_refused_kindly() -> None:
    _live, [me, iris] = opened(2, "wishes")
    wish(iris, label="Iris")
    answered = wish(me, label="iris", at=[number(iris)])
    assert (answered.status_code, "has the label" in answered.content.decode(), Wish.objects.count()) == (400, True, 0)


@pytest.mark.parametrize("label", ["x" * 21, "y" * 5_000])
def test_a_label_that_is_too_long_is_refused_and_changes_nothing(label: str) -> None:
    _live, [me] = opened(1, "wishes")
    answered = wish(me, label=label)
    assert (answered.status_code, "20 characters at most" in answered.content.decode(), Label.objects.count()) == (400, True, 0)


def test_a_label_is_inert_and_without_control_characters() -> None:
    live, [me, other] = opened(2, "wishes")
    wish(me, label="<b>\x07{{x}}</b>")
    page = other.poll().content.decode()
    assert (Label.objects.get().text, "<b>{{x}}" in page, "&lt;b&gt;{{x}}&lt;/b&gt;" in page) == ("<b>{{x}}</b>", False, True)
    actions.suggest(live, live.revision)
    assert "&lt;b&gt;{{x}}&lt;/b&gt;" in console(live)


@pytest.mark.parametrize("field", ["at", "apart", "table"])
def test_nobody_can_be_guessed(field: str) -> None:
    live, [me, _other] = opened(2, "wishes")
    elsewhere, [stranger] = opened(1, "wishes")
    there = {number(phone) for phone in (me, _other)}
    wrong = next(n for n in (number(stranger), *range(1, 99)) if n not in there) if field != "table" else 77
    assert (send(me, turn=1, sent="1", **{field: [wrong]}).status_code, Wish.objects.count()) == (404, 0)
    assert elsewhere.pk != live.pk


def test_from_twenty_five_labels_on_there_is_a_search() -> None:
    live, phones = opened(26, "wishes")
    for n, phone in enumerate(phones[:25]):
        Label.objects.create(participant=phone.seat, text=f"person {n}")
    assert "data-search-names hidden" not in phones[25].poll().content.decode()
    assert "data-search-names hidden" in phones[0].poll().content.decode()  # 24 others
    assert live.phase == "running"


# ------------------------------------------------------------------ a suggestion
def test_closing_makes_a_suggestion_that_follows_the_wishes() -> None:
    live, phones = opened(12, "wishes")
    for n, phone in enumerate(phones):
        wish(phone, label=f"p{n}")
    pairs = [(phones[n], phones[n + 1]) for n in range(0, 12, 2)]
    for a, b in pairs:
        wish(a, turn=2, label=f"p{phones.index(a)}", at=[number(b)])
    wish(phones[1], turn=2, label="p1", apart=[number(phones[2])])
    actions.suggest(live, live.revision)
    run = run_of(live)
    assert (run.phase, Grouping.objects.get(live=live).stage) == (RunPhase.CLOSED, "seating")
    assert [group_of(a) == group_of(b) for a, b in pairs] == [True] * 6
    assert group_of(phones[1]) != group_of(phones[2])
    assert sum(here(live).values()) == 12
    fit = Grouping.objects.get(live=live).fit
    assert fit == {
        "way": "wishes", "people": 12, "agencies": 0, "alone": 0, "clashes": 0, "without_wish": 5, "smallest": 4, "largest": 4, "off": 0,
    }  # fmt: skip


def test_whoever_thinks_alone_is_not_placed() -> None:
    live, phones = opened(4, "wishes")
    send(phones[0], group="alone")
    actions.suggest(live, live.revision)
    assert (group_of(phones[0]), sum(here(live).values())) == (None, 3)


def test_how_well_it_fits_never_changes_with_moves() -> None:
    live, phones = opened(9, "wishes")
    for n, phone in enumerate(phones):
        wish(phone, label=f"p{n}")
    wish(phones[0], turn=2, label="p0", at=[number(phones[1])])
    actions.suggest(live, live.revision)
    side = untimed(console(live)).split('id="hw"')[1].split("</section>")[0]
    for position in (1, 2, 3):
        press(live, "move", person=number(phones[0]), group=position)
    assert untimed(console(live)).split('id="hw"')[1].split("</section>")[0] == side


def test_suggesting_again_takes_the_next_seed() -> None:
    live, _phones = opened(12, "wishes")
    actions.suggest(live, live.revision)
    first = dict(Place.objects.values_list("participant_id", "group_id"))
    actions.suggest(live, live.revision)
    second = dict(Place.objects.values_list("participant_id", "group_id"))
    assert (Grouping.objects.get(live=live).seed, len(second), first == second) == (2, 12, False)


def test_a_mix_needs_no_phone_and_spreads_agencies_only_where_they_were_asked() -> None:
    live, phones = room(12, "mix", asks_agency=True)
    for n, phone in enumerate(phones):
        Participant.objects.filter(pk=phone.seat.pk).update(agency=["police", "health", "education"][n % 3])
    actions.suggest(live, live.revision)
    spread = Place.objects.filter(group__name="Window table").values_list("participant__agency", flat=True)
    assert sorted(spread) in (["education", "health", "health", "police"], ["education", "education", "health", "police"],
                              ["education", "health", "police", "police"])  # fmt: skip
    assert (here(live), run_of(live).phase) == ({"Window table": 4, "Door table": 4, "On the call": 4}, RunPhase.CLOSED)
    assert Grouping.objects.get(live=live).fit["agencies"] == 3

    quiet, phones = room(6, "mix")
    for phone in phones:
        Participant.objects.filter(pk=phone.seat.pk).update(agency="police")
    actions.suggest(quiet, quiet.revision)
    assert Grouping.objects.get(live=quiet).fit["agencies"] == 0


def test_of_two_facilitators_who_ask_for_a_suggestion_one_gets_it() -> None:
    live, _phones = opened(3, "wishes")
    seen = live.revision
    actions.suggest(LiveSession.objects.get(pk=live.pk), seen)
    with pytest.raises(Stale):
        actions.suggest(LiveSession.objects.get(pk=live.pk), seen)
    assert Grouping.objects.get(live=live).seed == 1


def test_a_suggestion_that_comes_after_the_groups_were_fixed_changes_nothing() -> None:
    live, phones = opened(6, "wishes")
    actions.suggest(live, live.revision)
    grouping = Grouping.objects.get(live=live)
    before = [group_of(phone) for phone in phones]
    actions.fix(live, live.revision)
    shown = live.revision  # what every screen was sent, and posts with its next press
    with pytest.raises(actions.Settled):
        actions.store(live, grouping, 9, {phones[0].seat.pk: live.groups.all()[0].pk}, {})
    assert [group_of(phone) for phone in phones] == before
    stage.go_next(LiveSession.objects.get(pk=live.pk), shown)


# ------------------------------------------------------------------ seating
def test_a_facilitator_moves_somebody_by_the_number_on_the_list() -> None:
    live, phones = opened(6, "wishes")
    actions.suggest(live, live.revision)
    for position, name in enumerate(TABLES, start=1):
        assert press(live, "move", person=number(phones[0]), group=position).status_code == 200
        assert group_of(phones[0]) == name


def test_a_facilitator_may_fill_a_group_beyond_its_limit() -> None:
    live, phones = opened(8, "wishes")
    actions.suggest(live, live.revision)
    for phone in phones:
        press(live, "move", person=number(phone), group=1)
    assert here(live)["Window table"] == 8


@pytest.mark.parametrize(("person", "group"), [("0", "1"), ("x", "1"), ("", "1"), ("1", "x")])
def test_a_move_that_makes_no_sense_is_refused(person: str, group: str) -> None:
    live, _phones = opened(3, "wishes")
    actions.suggest(live, live.revision)
    assert press(live, "move", person=person, group=group).status_code == 400


def test_nobody_of_another_room_can_be_moved() -> None:
    live, phones = opened(2, "wishes")
    actions.suggest(live, live.revision)
    missing = next(n for n in range(1, 99) if n not in {number(p) for p in phones})
    assert press(live, "move", person=missing, group=1).status_code == 404
    assert press(live, "move", person=number(phones[0]), group=9).status_code == 404


def test_phones_learn_their_group_only_when_it_is_fixed() -> None:
    live, [me, *_others] = opened(6, "wishes")
    wish(me, label="yellow mug")
    actions.suggest(live, live.revision)
    name = group_of(me)
    assert name is not None  # there is something to hide
    before = me.poll().content.decode()
    assert (name in before, "yellow mug" in before, places.place_of(me.seat)) == (False, True, None)
    actions.fix(live, live.revision)
    after = me.poll().content.decode()
    assert (f'<h1 dir="auto">{name}</h1>' in after, f"{here(live)[name]} of you" in after) == (True, True)


def test_without_a_suggestion_there_is_nothing_to_fix() -> None:
    live, _phones = opened(3, "wishes")
    with pytest.raises(Refused):
        actions.fix(live, live.revision)
    live.refresh_from_db()
    assert (run_of(live).phase, Grouping.objects.get(live=live).stage) == (RunPhase.OPEN, "asking")


def test_where_people_pick_one_press_closes_and_fixes() -> None:
    live, [me, _other] = opened(2)
    send(me, group=2)
    assert press(live, "fix").status_code == 200
    assert (run_of(live).phase, places.place_of(me.seat)) == (RunPhase.REVEALED, Group.objects.get(live=live, name="Door table"))
    assert send(me, group=1).status_code == 409


def test_another_way_can_be_taken_until_the_groups_are_fixed() -> None:
    live, phones = opened(6, "wishes")
    wish(phones[0], label="Iris")
    actions.suggest(live, live.revision)
    press(live, "way", way="pick")
    assert (run_of(live).phase, Place.objects.count(), Label.objects.count()) == (RunPhase.OPEN, 0, 1)
    send(phones[0], group=1)
    press(live, "way", way="mix")
    assert (run_of(live).phase, sum(here(live).values())) == (RunPhase.CLOSED, 6)
    press(live, "fix")
    assert press(live, "way", way="pick").status_code == 409
    assert sum(here(live).values()) == 6


def test_leaving_the_slide_while_people_choose_keeps_what_they_chose() -> None:
    live, [me] = opened(1)
    send(me, group=1)
    stage.go_next(live, live.revision)
    assert (places.place_of(me.seat), run_of(live).phase) == (None, RunPhase.CLOSED)
    stage.go_to(live, live.revision, slide_key(live))
    assert "No groups have been made yet" in console(live)
    actions.fix(live, live.revision)
    assert places.place_of(me.seat) == Group.objects.get(live=live, name="Window table")


# ------------------------------------------------------------------ after fixing
def fixed(count: int = 4) -> tuple[LiveSession, list[Phone]]:
    """A room of people who picked the first two tables in turn, fixed."""
    live, phones = opened(count)
    for n, phone in enumerate(phones):
        send(phone, group=n % 2 + 1)
    actions.fix(live, live.revision)
    return live, phones


def test_a_late_arrival_chooses_a_group_with_one_tap_on_this_slide_and_later() -> None:
    live, _phones = fixed()
    late = Phone(live)
    assert "Choose a group" in late.poll().content.decode()
    stage.go_next(live, live.revision)
    answered = late.client.post(f"/w/{live.key}/group/", {"group": "2"}, headers=HTMX)
    group = Group.objects.get(live=live, name="Door table")
    assert (answered.status_code, places.place_of(late.seat)) == (200, group)
    assert pieces.addresses(live, late.seat)[0] == f"group-{group.pk}"


def test_a_late_arrival_is_placed_with_one_tap_of_the_facilitator() -> None:
    live, _phones = fixed()
    late = Phone(live)
    page = console(live)
    assert "Place at Window table" in page
    assert press(live, "move", person=number(late), group=3).status_code == 200
    assert (group_of(late), "Place at" in console(live)) == ("On the call", False)


def go_to(live: LiveSession, kind: str) -> None:
    """Put the first slide of a kind on stage."""
    live.refresh_from_db()
    stage.go_to(live, live.revision, next(part.slide.key for part in live.parts if part.slide.kind == kind))


LATER = ("section", "questions", "feedback")


@pytest.mark.parametrize("kind", LATER)
def test_once_groups_talk_a_facilitator_still_moves_somebody_and_their_phone_leaves_the_old_group_at_once(kind: str) -> None:
    live, [me, *_others] = fixed()
    go_to(live, kind)
    old = places.place_of(me.seat)
    assert old is not None
    assert f'id="seat-{number(me)}"' in console(live)
    assert "On their list you are" in me.page().content.decode()
    assert press(live, "move", person=number(me), group=2).status_code == 200
    text = holding(me, f"group-{old.pk}:{old.version}").content.decode()
    assert (group_of(me), "Door table" in text, f"group-{old.pk}" in text) == ("Door table", True, False)
    assert LiveSession.objects.get(pk=live.pk).slide_key == live.slide_key


def test_moving_somebody_while_groups_talk_tells_both_groups_and_leaves_every_other_page_alone() -> None:
    live, [me, door, window, _other] = fixed()
    go_to(live, "questions")
    press(live, "move", person=number(me), group=2)
    live.refresh_from_db()
    sizes = []
    for phone in (window, door):
        group = places.place_of(phone.seat)
        assert group is not None
        sizes.append((group.name, places.size(group), f"group-{group.pk}" in holding(phone, f"group-{group.pk}:1").content.decode()))
    pushed = screens.push_fragment(live, Audience.PHONES, clock_only=True)
    assert (sizes, 'id="stage"' in pushed) == ([("Window table", 1, True), ("Door table", 3, True)], False)


def test_the_list_to_move_people_on_is_folded_while_groups_talk_and_gets_late_arrivals_without_a_new_stage() -> None:
    live, _phones = fixed()
    go_to(live, "questions")
    page = console(live)
    assert re.search(r'<details class="block" id="move-people">(?:(?!</details>).)*data-seating', page, re.DOTALL)
    late = Phone(live)
    fresh = LiveSession.objects.get(pk=live.pk)
    html, _state = counts_fragment(fresh, Audience.CONSOLE)
    region = html[html.index('id="seats-late"') :]
    assert (f'id="seat-{number(late)}"' in region, fresh.revision) == (True, live.revision)
    assert press(live, "move", person=number(late), group=3).status_code == 200
    assert group_of(late) == "On the call"


def test_when_all_is_over_nobody_is_moved() -> None:
    live, [me, *_others] = fixed()
    running.end(live, live.revision)
    assert (press(live, "move", person=number(me), group=2).status_code, group_of(me)) == (409, "Window table")


# ------------------------------------------------------------------ left before they were fixed
@pytest.mark.parametrize("kind", LATER)
@pytest.mark.parametrize("way", ["pick", "wishes"])
def test_groups_that_were_left_unfixed_are_fixed_from_the_slide_that_is_on(way: str, kind: str) -> None:
    live, phones = opened(3, way)
    if way == "pick":
        for phone in phones:
            send(phone, group=1)
    else:
        actions.suggest(live, live.revision)
    go_to(live, kind)
    if kind != "feedback":
        assert "Groups are being made." in phones[0].page().content.decode()
    assert "These groups are not fixed yet." in console(live)
    assert press(live, "fix").status_code == 200
    live.refresh_from_db()
    group = places.place_of(phones[0].seat)
    assert group is not None
    text = phones[0].page().content.decode()
    assert (group.name in text, "Groups are being made." in text, "not fixed yet" in console(live)) == (True, False, False)
    assert (run_of(live).phase, live.slide_key == slide_key(live), Label.objects.count()) == (RunPhase.REVEALED, False, 0)
    assert press(live, "fix").status_code == 409


def test_where_people_were_asked_and_nothing_was_suggested_the_console_leads_back_and_fixes_nothing() -> None:
    live, [me, *_others] = opened(3, "wishes")
    wish(me, label="Iris")
    go_to(live, "questions")
    page = console(live)
    assert ("No groups have been made yet." in page, "Back to making groups" in page, "Fix these groups" in page) == (True, True, False)
    before = LiveSession.objects.get(pk=live.pk).revision
    assert press(live, "fix").status_code == 409
    assert (Label.objects.count(), LiveSession.objects.get(pk=live.pk).revision) == (1, before)


def test_where_nobody_was_asked_nothing_warns_and_no_phone_waits_for_groups() -> None:
    live, [me] = room(1)
    go_to(live, "questions")
    assert ("Back to making groups" in console(live), "Groups are being made." in me.page().content.decode()) == (False, False)


def test_whoever_thinks_on_their_own_is_not_told_to_wait_for_a_group() -> None:
    live, [me, _other] = opened(2)
    send(me, group="alone")
    go_to(live, "questions")
    assert "Groups are being made." not in me.page().content.decode()


def test_groups_fixed_without_anybody_in_them_are_offered_in_the_very_push() -> None:
    live, _phones = opened(2)
    go_to(live, "questions")
    press(live, "fix")
    live.refresh_from_db()
    assert "Choose a group" in screens.push_fragment(live, Audience.PHONES)


# ------------------------------------------------------------------ groups that are smaller than asked
def test_the_console_says_quietly_which_groups_are_smaller_than_asked_and_fixes_them_all_the_same() -> None:
    live, phones = opened(4)
    for phone in phones[:3]:
        send(phone, group=1)
    send(phones[3], group=2)
    hint = "Fewer than three people: Door table (1)."
    assert hint in counts_fragment(LiveSession.objects.get(pk=live.pk), Audience.CONSOLE)[0]
    assert hint not in counts_fragment(LiveSession.objects.get(pk=live.pk), Audience.PROJECTOR)[0]
    go_to(live, "questions")
    assert hint in console(live)
    go_to(live, "choice-of-question-set")
    assert hint in console(live)
    assert press(live, "fix").status_code == 200
    assert "Fewer than" not in console(live)


def test_the_hint_follows_when_somebody_is_moved_in_a_suggestion() -> None:
    live, phones = opened(6, "wishes")
    actions.suggest(live, live.revision)
    assert "Fewer than" not in console(live)
    moved = next(phone for phone in phones if group_of(phone) == group_of(phones[0]))
    free = next(group for group in live.groups.all() if not here(live)[group.name])
    press(live, "move", person=number(moved), group=free.position)
    assert f"{free.name} (1)" in console(live)


def test_whoever_has_a_group_is_moved_by_a_facilitator_alone() -> None:
    live, [me, *_others] = fixed()
    answered = me.client.post(f"/w/{live.key}/group/", {"group": "2"}, headers=HTMX)
    assert (answered.status_code, group_of(me)) == (409, "Window table")


@pytest.mark.parametrize("group", ["99", "", "x", "٣"])
def test_a_group_that_is_not_here_cannot_be_joined_later(group: str) -> None:
    live, _phones = fixed()
    late = Phone(live)
    assert late.client.post(f"/w/{live.key}/group/", {"group": group}, headers=HTMX).status_code == 404
    assert Client().post(f"/w/{live.key}/group/", {"group": "1"}, headers=HTMX).status_code == 404


def test_before_the_groups_are_fixed_nobody_joins_through_the_later_door() -> None:
    live, [me] = opened(1)
    assert (me.client.post(f"/w/{live.key}/group/", {"group": "1"}, headers=HTMX).status_code, group_of(me)) == (404, None)


def test_moving_somebody_ends_their_view_of_the_old_group_at_their_next_poll() -> None:
    live, [me, *_others] = fixed()
    old = places.place_of(me.seat)
    assert old is not None
    held = f"group-{old.pk}:{old.version}"
    me.page()
    press(live, "move", person=number(me), group=3)
    live.refresh_from_db()
    answered = holding(me, held)
    text = answered.content.decode()
    assert (answered.status_code, "On the call" in text, f"group-{old.pk}" in text) == (200, True, False)


def test_a_groups_size_reaches_its_phones_as_a_piece() -> None:
    live, [me, *_others] = fixed()
    group = places.place_of(me.seat)
    assert group is not None
    late = Phone(live)
    late.client.post(f"/w/{live.key}/group/", {"group": "1"}, headers=HTMX)
    answered = holding(me, f"group-{group.pk}:{group.version}")
    assert "3 of you" in answered.content.decode()


def test_a_minute_more_brings_a_phone_the_clock_alone_and_the_whole_stage_where_its_group_has_changed_as_well() -> None:
    live, [me, *_others] = fixed()
    live.refresh_from_db()
    group = places.place_of(me.seat)
    assert group is not None
    held = f"group-{group.pk}:{group.version}"
    stage.extend(live, live.revision, 1)
    pushed = screens.push_fragment(live, Audience.PHONES, clock_only=True)
    async_to_sync(hub().deliver)({"type": "hub.show", "key": live.key, "revision": live.revision, "texts": {"phones": pushed}})
    assert me.poll(live.revision - 1, held).content.decode() == pushed
    Phone(live).client.post(f"/w/{live.key}/group/", {"group": "1"}, headers=HTMX)
    text = me.poll(live.revision - 1, held).content.decode()
    assert ('id="stage"' in text, "3 of you" in text) == (True, True)


def test_another_groups_piece_is_never_given() -> None:
    _live, [me, other, *_others] = fixed()
    theirs = places.place_of(other.seat)
    assert theirs is not None
    answered = holding(me, f"group-{theirs.pk}:0")
    assert f"group-{theirs.pk}" not in answered.content.decode()


def test_a_group_may_work_on_paper_and_on_a_set_of_its_own() -> None:
    live, [me, *_others] = fixed()
    press(live, "each", **{"set-1": "senior-leaders", "paper-1": "1", "set-2": "", "set-3": ""})
    assert list(live.groups.values_list("name", "question_set", "on_paper")) == [
        ("Window table", "senior-leaders", True),
        ("Door table", "", False),
        ("On the call", "", False),
    ]
    assert "writes on paper" in me.poll().content.decode()
    assert press(live, "each", **{"set-1": "no-such-set"}).status_code == 400


def test_one_more_group_can_be_added_at_any_time() -> None:
    live, _phones = fixed()
    assert press(live, "add", name=" Kitchen  end ").status_code == 200
    assert list(live.groups.values_list("name", "position"))[-1] == ("Kitchen end", 4)
    assert press(live, "add", name="kitchen end").status_code == 409


@pytest.mark.parametrize(
    ("sizes", "best"),
    [
        ([2, 1, 0], "Door table"),  # nobody is sent to an empty table
        ([6, 5, 0], "Door table"),
        ([6, 6, 0], "On the call"),  # unless every other one is full
        ([7, 6, 6], "Door table"),
        ([0, 0, 0], "Window table"),
    ],
)
def test_a_late_arrival_fits_best_in_the_smallest_group_that_has_people_and_room(sizes: list[int], best: str) -> None:
    live, phones = room(sum(sizes), "mix")
    groups = list(live.groups.all())
    seats = iter(phones)
    for group, size in zip(groups, sizes, strict=True):
        Place.objects.bulk_create(Place(participant=next(seats).seat, group=group) for _n in range(size))
    fits = places.smallest(live)
    assert fits is not None
    assert (fits.name, here(live)) == (best, dict(zip(TABLES, sizes, strict=True)))


def test_a_seat_given_up_frees_its_place() -> None:
    live, [me, *_others] = fixed()
    me.client.post(f"/w/{live.key}/leave/")
    assert here(live)["Window table"] == 1


def test_rows_name_groups_and_sizes_and_nobody() -> None:
    live, _phones = fixed(3)
    exercise = exercise_for("choice-of-question-set")
    assert exercise is not None
    assert exercise.rows(run_of(live)) == [
        {"group": "Window table", "people": 2},
        {"group": "Door table", "people": 1},
        {"group": "On the call", "people": 0},
    ]


def test_the_end_of_a_workshop_deletes_labels_and_wishes() -> None:
    live, [me, iris] = opened(2, "wishes")
    wish(iris, label="Iris")
    wish(me, label="Me", at=[number(iris)])
    assert (Label.objects.count(), Wish.objects.count()) == (2, 1)
    for _again in range(2):
        running.end(live, live.revision) if not live.is_over else None
    assert (Label.objects.count(), Wish.objects.count()) == (0, 0)


# ------------------------------------------------------------------ names and numbers
def test_numbers_are_no_ids_stay_the_same_and_do_not_tell_who_came_first() -> None:
    live, phones = room(30)
    first = [number(phone) for phone in phones]
    Phone(live)
    assert [number(phone) for phone in phones] == first
    assert (len(set(first)), first == sorted(first), set(first) <= set(range(1, 100))) == (30, False, True)
    assert {p.seat.pk: p.number for p in people.room(live)} | {phone.seat.pk: number(phone) for phone in phones} == {
        p.seat.pk: p.number for p in people.room(live)
    }


@pytest.mark.parametrize("count", [0, 1, 99, 100, 999, 1_200])
def test_there_is_a_number_for_everybody(count: int) -> None:
    live = make_running()
    assert len(set(people.numbers(live, count))) == count


def test_without_a_label_people_are_known_by_their_number() -> None:
    live, [me, *_others] = room(3, "mix")
    actions.suggest(live, live.revision)
    name = f"Phone {number(me)}"
    assert (name in console(live), name in me.poll().content.decode()) == (True, True)


# ------------------------------------------------------------------ who may press
@pytest.mark.parametrize("what", ["set-up", "suggest", "way", "move", "add", "each", "fix"])
def test_only_this_rooms_facilitators_make_groups(what: str) -> None:
    live, [me] = opened(1)
    elsewhere, _phones = opened(1)
    for client in (me.client, Client(), at_desk(elsewhere.owner)):
        assert client.post(f"/console/{live.key}/groups/{what}/", {"seen": live.revision}, headers=HTMX).status_code == 404


@pytest.mark.parametrize("what", ["suggest", "way", "move", "add", "each", "fix"])
def test_on_another_slide_no_groups_are_made(what: str) -> None:
    live, _phones = room(1)
    stage.go_back(live, live.revision)
    fields = {"way": "mix", "person": 1, "group": 1, "name": "x", "set-1": "", "set-2": "", "set-3": ""}
    assert press(live, what, **fields).status_code == 409


def test_a_fixed_grouping_is_never_undone() -> None:
    live, _phones = fixed()
    with pytest.raises(NotPermitted):
        stage.open_exercise(live, live.revision)
    with pytest.raises(NotPermitted):
        actions.choose_way(live, live.revision, "pick")


# ------------------------------------------------------------------ every state renders
def strictly(html: str) -> None:
    """Raise when a fragment is not well-formed HTML."""
    html5lib.HTMLParser(strict=True).parse(f"<!doctype html><html><head><title>t</title></head><body>{html}</body></html>")


def all_of(live: LiveSession, phones: list[Phone]) -> None:
    fresh = LiveSession.objects.get(pk=live.pk)
    texts = [screens.fragment(fresh, Audience.PHONES, phone.seat) for phone in phones]
    texts += [screens.fragment(fresh, audience) for audience in Audience]
    texts += [counts_fragment(fresh, audience)[0] for audience in (Audience.CONSOLE, Audience.PROJECTOR)]
    texts.append(screens.push_fragment(fresh, Audience.PHONES))
    exercise = exercise_for("choice-of-question-set")
    assert exercise is not None
    for where in ("groups", *(places.address(group) for group in live.groups.all()), "group-x", "elsewhere"):
        piece = exercise.piece(run_of(live), where)
        texts += [piece.html] if piece else []
    for text in texts:
        strictly(text)
        assert "{%" not in text
        assert "{{" not in text


@pytest.mark.parametrize("way", ["pick", "mix", "wishes"])
@pytest.mark.parametrize("count", [1, 3, 27])
def test_every_state_is_well_formed_for_everybody(way: str, count: int) -> None:
    live, phones = room(count, way)
    shown = phones[:3]
    all_of(live, shown)
    if way != "mix":
        stage.open_exercise(live, live.revision)
        all_of(live, shown)
        for n, phone in enumerate(phones):
            send(phone, group=n % 3 + 1) if way == "pick" else wish(phone, label=f"p{n}", sent=n % 2 == 0)
        all_of(live, shown)
        send(phones[-1], group="alone")
        all_of(live, shown)
    if way != "pick":
        actions.suggest(live, live.revision)
        all_of(live, shown)
    shown.append(Phone(live))
    all_of(live, shown)
    actions.fix(live, live.revision)
    all_of(live, shown)
    running.end(live, live.revision)
    all_of(live, shown)


def test_without_script_everything_is_a_form_that_leads_back() -> None:
    live, [me, iris] = opened(2, "wishes")
    key = slide_key(live)
    answered = iris.client.post(f"/w/{live.key}/answer/{key}/", {"label": "Iris", "turn": "1", "sent": "1"})
    assert (answered.status_code, answered["Location"]) == (302, f"/w/{live.key}/")
    desk = at_desk(live.owner)
    live.refresh_from_db()
    desk.post(f"/console/{live.key}/groups/suggest/", {"seen": live.revision})
    page = desk.get(f"/console/{live.key}/").content.decode()
    assert "<noscript><form" in page
    live.refresh_from_db()
    desk.post(f"/console/{live.key}/groups/move/", {"seen": live.revision, "person": number(me), "group": 2})
    live.refresh_from_db()
    desk.post(f"/console/{live.key}/groups/fix/", {"seen": live.revision})
    assert "Door table" in me.page().content.decode()


@pytest.mark.parametrize("tables", [3, 40])
def test_picking_a_group_asks_the_database_as_little_for_forty_groups_as_for_three(tables: int, django_assert_max_num_queries: Any) -> None:
    live, phones = room(4, names=[f"Table {n + 1}" for n in range(tables)])
    stage.open_exercise(live, live.revision)
    for n, phone in enumerate(phones[:3]):
        send(phone, group=n + 1)
    me = phones[3]
    with django_assert_max_num_queries(20):
        answered = send(me, group=2)
    text = answered.content.decode()
    assert ("You are in Table 2" in text, text.count(" checked"), text.count("2 here"), text.count("1 here")) == (True, 1, 1, 2)
    assert answered.status_code == 200
    with django_assert_max_num_queries(20):
        moved = send(me, group=3)
    assert ("You are in Table 3" in moved.content.decode(), moved.content.decode().count("2 here")) == (True, 1)


def test_a_line_that_was_drawn_before_is_never_shown_where_it_is_no_longer_true() -> None:
    live, [me, *others] = opened(7)
    for phone in others:
        send(phone, group=1)
    assert 'id="group-1" value="1" data-name="Window table" disabled' in me.page().content.decode()
    others[0].client.post(f"/w/{live.key}/leave/")
    text = me.page().content.decode()
    assert ('id="group-1" value="1" data-name="Window table">' in text, "5 here" in text) == (True, True)
    Group.objects.filter(live=live, position=1).update(name="Kitchen <end>")
    assert 'data-name="Kitchen &lt;end&gt;"' in me.page().content.decode()


@pytest.mark.parametrize("count", [3, 30])
def test_a_phones_stage_asks_the_database_as_often_for_a_full_room_as_for_a_small_one(count: int, django_assert_num_queries: Any) -> None:
    live, phones = opened(count, "wishes")
    for n, phone in enumerate(phones):
        Label.objects.create(participant=phone.seat, text=f"p{n}")
    fresh = LiveSession.objects.select_related("deck", "owner").get(pk=live.pk)
    exercise = exercise_for("choice-of-question-set")
    assert exercise is not None
    run = run_of(fresh)
    with django_assert_num_queries(8):
        exercise.context(run, Audience.PHONES, phones[0].seat)
