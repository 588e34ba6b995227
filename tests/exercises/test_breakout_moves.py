"""Somebody is moved to another group while they write: nothing lands in the wrong group, and no word is lost."""

from __future__ import annotations

from typing import Any

import html5lib
import pytest

from exercises import drafts
from exercises.breakout import actions
from exercises.models import Card, Group, Place, Point
from tests.phones import HTMX, Phone
from tests.tables import BLOCK, SECOND, make_table, press, talking

pytestmark = pytest.mark.django_db
NOW_AT_DOOR = "You are now at Door table."


def two_tables(slide: str = SECOND) -> tuple[Phone, Group, Group]:
    """Somebody at the window table, and the door table."""
    live = talking(slide)
    window, (ana, _ben) = make_table(live, "Window table")
    door, _phones = make_table(live, "Door table")
    return ana, window, door


def move(phone: Phone, group: Group | None) -> None:
    Place.objects.filter(participant=phone.seat).update(group=group)


def draft(phone: Phone, field: str) -> str:
    known = drafts.of(phone.seat).get(field)
    return known.text if known else ""


def written(group: Group) -> list[str]:
    """Everything a group has."""
    return [
        *group.points.values_list("text", flat=True), *group.cards.values_list("text", flat=True),
        *group.agencies.values_list("name", flat=True), *group.factors.values_list("factor", flat=True),
    ]  # fmt: skip


ADDED: tuple[tuple[str, dict[str, Any]], ...] = (
    ("points/", {"text": "Said among us", "block": BLOCK}),
    ("responses/", {"text": "Said among us"}),
    ("agencies/", {"name": "Said among us"}),
)


@pytest.mark.parametrize(("path", "data"), ADDED)
def test_what_was_written_for_one_group_does_not_land_in_another(path: str, data: dict[str, Any]) -> None:
    ana, window, door = two_tables()
    move(ana, door)
    answer = press(ana, path, group=window.pk, **data)
    html = answer.content.decode()
    assert (answer.status_code, written(window), written(door)) == (409, [], [])
    assert f"{NOW_AT_DOOR} Press again to add it there." in html
    assert f'name="group" value="{door.pk}"' in html  # the form that comes back is the new group's
    assert f'name="group" value="{window.pk}"' not in html
    assert press(ana, path, group=door.pk, **data).status_code == 200
    assert written(door) == ["Said among us"]


@pytest.mark.parametrize(("path", "data"), ADDED)
def test_without_script_what_was_typed_before_a_move_is_still_in_its_field(path: str, data: dict[str, Any]) -> None:
    ana, window, door = two_tables()
    move(ana, door)
    answer = press(ana, path, script=False, group=window.pk, **data)
    assert (answer.status_code, written(door)) == (409, [])
    assert NOW_AT_DOOR in answer.content.decode()
    assert "Said among us" in ana.page().content.decode()


def test_ticks_are_not_shown_to_a_group_they_were_not_meant_for() -> None:
    ana, window, door = two_tables()
    move(ana, door)
    answer = press(ana, "factors/", group=window.pk, factor=["uniform"])
    assert (answer.status_code, written(door)) == (409, [])
    assert f"{NOW_AT_DOOR} Nothing was changed." in answer.content.decode()


def test_every_form_on_a_members_page_says_which_group_it_was_drawn_for() -> None:
    ana, window, _door = two_tables()
    press(ana, "points/", text="A point", block=BLOCK)
    press(ana, "agencies/", name="Police")
    press(ana, "responses/", text="Curfew")
    start = f"/w/{ana.live.key}/"
    sheets = [f"points/{window.points.get().pk}/", f"responses/{window.cards.get().pk}/"]
    pages = [ana.page(), *(ana.client.get(start + sheet, headers=HTMX) for sheet in sheets)]
    seen = set()
    for page in pages:
        for form in html5lib.parse(page.content.decode(), namespaceHTMLElements=False).iter("form"):
            path = form.get("action", "").removeprefix(start).split("/")[0]
            if path in {"points", "responses", "agencies", "factors"}:
                seen.add(path)
                hidden = {field.get("name"): field.get("value") for field in form.iter("input")}
                assert hidden.get("group") == str(window.pk), form.get("action")
    assert seen == {"points", "responses", "agencies", "factors"}


# ------------------------------------------------------------------ while changing something
def test_a_change_sent_after_a_move_comes_into_the_new_groups_field() -> None:
    ana, window, door = two_tables()
    point = Point.objects.create(group=window, block=BLOCK, text="As it was")
    press(ana, "draft/", field="group.point", text="Begun before", turn=4)
    move(ana, door)
    data: dict[str, Any] = {"version": 1, "reach": "group", "ticket": actions.ticket(point), "text": "Ana’s words", "group": window.pk}
    for _again in range(2):
        answer = press(ana, f"points/{point.pk}/edit/", **data)
    html = answer.content.decode()
    assert (answer.status_code, written(window), written(door)) == (409, ["As it was"], [])
    assert NOW_AT_DOOR in html
    assert draft(ana, "group.point") == "Begun before\nAna’s words"
    assert "Begun before\nAna’s words</textarea>" in html


def test_a_changed_response_sent_after_a_move_keeps_its_belief_too() -> None:
    ana, window, door = two_tables()
    card = Card.objects.create(group=window, text="Curfew")
    move(ana, door)
    data: dict[str, Any] = {"version": 1, "reach": "group", "ticket": actions.card_ticket(card), "group": window.pk}
    assert press(ana, f"responses/{card.pk}/edit/", text="Curfew at ten", belief="", **data).status_code == 409
    assert draft(ana, "group.card") == "Curfew at ten"
    assert press(ana, f"responses/{card.pk}/edit/", text="Curfew at nine", belief="Fear works", **data).status_code == 409
    assert draft(ana, "group.point") == "Curfew at nine\nFear works"
    assert written(door) == []


def test_without_script_a_change_sent_after_a_move_is_on_the_page_that_comes_back() -> None:
    ana, window, door = two_tables()
    point = Point.objects.create(group=window, block=BLOCK, text="As it was")
    move(ana, door)
    data: dict[str, Any] = {"version": 1, "reach": "group", "ticket": actions.ticket(point), "group": window.pk}
    answer = press(ana, f"points/{point.pk}/edit/", script=False, text="Ana’s words", **data)
    assert answer.status_code == 409
    assert "Ana’s words</textarea>" in answer.content.decode()


def test_somebody_who_has_no_group_any_more_keeps_the_sheet_with_their_words() -> None:
    ana, window, _door = two_tables()
    point = Point.objects.create(group=window, block=BLOCK, text="As it was")
    move(ana, None)
    data: dict[str, Any] = {"version": 1, "reach": "group", "ticket": actions.ticket(point), "group": window.pk}
    answer = press(ana, f"points/{point.pk}/edit/", text="Ana’s words", **data)
    assert (answer.status_code, answer["HX-Reswap"], written(window)) == (409, "none", ["As it was"])
    assert "You have no group at the moment" in answer.content.decode()


def test_changing_a_response_that_somebody_deleted_keeps_the_change() -> None:
    ana, window, _door = two_tables()
    card = Card.objects.create(group=window, text="Curfew")
    ticket = actions.card_ticket(card)
    card_pk = card.pk
    card.delete()
    data: dict[str, Any] = {"version": 1, "reach": "group", "ticket": ticket, "group": window.pk}
    answer = press(ana, f"responses/{card_pk}/edit/", text="Curfew at ten", belief="Fear works", **data)
    assert "Both are kept" in answer.content.decode()
    assert list(window.cards.values_list("text", "belief", "reach")) == [("Curfew at ten", "Fear works", "group")]


@pytest.mark.parametrize("kind", ["point", "card"])
def test_a_change_that_is_too_long_for_something_deleted_meanwhile_stays_in_the_sheet(kind: str) -> None:
    ana, window, _door = two_tables()
    thing: Any = (
        Card.objects.create(group=window, text="x") if kind == "card" else Point.objects.create(group=window, block=BLOCK, text="x")
    )
    ticket = actions.card_ticket(thing) if kind == "card" else actions.ticket(thing)
    path = f"{'responses' if kind == 'card' else 'points'}/{thing.pk}"
    thing.delete()
    data: dict[str, Any] = {"version": 1, "reach": "group", "ticket": ticket, "group": window.pk}
    answer = press(ana, f"{path}/edit/", text="y" * 1001, **data)
    assert (answer.status_code, "y" * 1001 in answer.content.decode()) == (400, True)
    assert press(ana, f"{path}/delete/", **data).status_code == 200  # it is gone, as it should be


def test_a_ticket_opens_no_other_response() -> None:
    ana, window, _door = two_tables()
    card = Card.objects.create(group=window, text="Curfew")
    ticket, number = actions.card_ticket(card), card.pk
    card.delete()
    data: dict[str, Any] = {"version": 1, "reach": "group", "group": window.pk, "text": "x"}
    assert press(ana, f"responses/{number + 1}/edit/", ticket=ticket, **data).status_code == 404
    assert press(ana, f"responses/{number}/edit/", ticket=ticket + "x", **data).status_code == 404
    assert press(ana, f"responses/{number}/edit/", **data).status_code == 404
