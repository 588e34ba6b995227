"""The helps beside some questions: the list of agencies, what sways decisions, and the responses a group sorts."""

from __future__ import annotations

from typing import Any

import html5lib
import pytest

from exercises.breakout import board
from exercises.models import Factor, Group
from sessions import screens
from sessions.exercise import Audience
from tests.phones import HTMX
from tests.tables import SECOND, make_table, news, press, talking

pytestmark = pytest.mark.django_db


def agencies(group: Group) -> list[tuple[str, int | None, bool]]:
    return list(group.agencies.order_by("pk").values_list("name", "lean", "is_shared"))


def cards(group: Group) -> list[tuple[str, str, str, str]]:
    return list(group.cards.order_by("pk").values_list("text", "approach", "belief", "reach"))


# ------------------------------------------------------------------ agencies
def test_a_group_fills_in_its_list_together() -> None:
    live = talking()
    group, (ana, ben) = make_table(live, "Window table")
    press(ana, "agencies/", name="Police")
    press(ben, "agencies/", name=" police ")
    press(ben, "agencies/", name="Youth work")
    police = group.agencies.get(name="Police")
    press(ben, f"agencies/{police.pk}/lean/", lean="-1")
    assert agencies(group) == [("Police", -1, False), ("Youth work", None, False)]
    assert "Youth work" in news(live, group)


def test_a_list_goes_to_the_room_and_comes_back_as_a_whole() -> None:
    live = talking()
    group, (ana, _ben) = make_table(live, "Window table")
    press(ana, "agencies/", name="Police")
    press(ana, "agencies/share/", on="1")
    press(ana, "agencies/", name="Health")
    assert agencies(group) == [("Police", None, True), ("Health", None, True)]
    press(ana, "agencies/share/", on="")
    assert agencies(group) == [("Police", None, False), ("Health", None, False)]


def test_what_is_said_beside_the_list_is_true_while_it_is_shared_and_after() -> None:
    live = talking()
    group, (ana, _ben) = make_table(live, "Window table")
    alone, room = "Nobody else sees it until one of you shares it", "The room sees the list, and what you add goes there at once"
    press(ana, "agencies/", name="Police")
    said = []
    for on in ("", "1", ""):
        press(ana, "agencies/share/", on=on)
        html, page = news(live, group), ana.page().content.decode()
        said.append((alone in html, room in html, alone in page, room in page))
    assert said == [(True, False, True, False), (False, True, False, True), (True, False, True, False)]


def test_every_field_whose_draft_is_kept_says_how_far_saving_is() -> None:
    live = talking(SECOND)
    _group, (ana, _ben) = make_table(live, "Window table")
    page = html5lib.parse(ana.page().content.decode(), namespaceHTMLElements=False)
    kept = {form.get("action", "").split("/")[-2]: form for form in page.iter("form") if any(e.get("data-draft") for e in form.iter())}
    assert set(kept) == {"points", "agencies", "responses"}
    for form in kept.values():
        assert [e.get("data-not") for e in form.iter() if "data-saved" in e.attrib] == ["Not saved yet, will retry"]


@pytest.mark.parametrize(
    ("path", "data"),
    [("agencies/", {"name": ""}), ("agencies/", {"name": "x" * 61}), ("agencies/{pk}/lean/", {"lean": "5"}), ("agencies/{pk}/lean/", {})],
)
def test_what_makes_no_sense_on_the_list_is_refused(path: str, data: dict[str, Any]) -> None:
    live = talking()
    group, (ana, _ben) = make_table(live, "Window table")
    press(ana, "agencies/", name="Police")
    assert press(ana, path.format(pk=group.agencies.get().pk), **data).status_code == 400
    assert agencies(group) == [("Police", None, False)]


def test_another_groups_list_and_responses_are_not_there() -> None:
    live = talking(SECOND)
    group, (ana, _ben) = make_table(live, "Window table")
    _door, (cy, _dan) = make_table(live, "Door table")
    press(ana, "agencies/", name="Police")
    press(ana, "responses/", text="Curfew")
    agency, card = group.agencies.get(), group.cards.get()
    data: dict[str, Any] = {"lean": "1", "approach": "both", "text": "x", "version": "1", "reach": "room"}
    theirs = [f"agencies/{agency.pk}/{what}/" for what in ("lean", "remove")]
    for path in (*theirs, *(f"responses/{card.pk}/{what}/" for what in ("edit", "delete", "sort", "reach"))):
        assert press(cy, path, **data).status_code == 404
    assert cy.client.get(f"/w/{live.key}/responses/{card.pk}/").status_code == 404
    assert (agencies(group), cards(group)) == ([("Police", None, False)], [("Curfew", "", "", "group")])


# ------------------------------------------------------------------ factors
def test_ticks_are_shown_to_the_group_without_whose_or_how_many_and_can_be_taken_back() -> None:
    live = talking()
    group, (ana, ben) = make_table(live, "Window table")
    assert "Nothing was shown" in press(ana, "factors/").content.decode()
    press(ana, "factors/", factor=["uniform", "gender"])
    one = news(live, group)
    press(ben, "factors/", factor=["uniform"])
    two = news(live, group)
    assert board.board(live, group)["factors_shown"] == ["Being in uniform", "Gender"]
    assert one.replace(f'data-version="{group.version - 1}"', "") == two.replace(f'data-version="{group.version}"', "")
    press(ana, "factors/", hide="1")
    assert board.board(live, group)["factors_shown"] == ["Being in uniform"]
    assert list(Factor.objects.values_list("who", "factor")) == [(ben.seat.pk, "uniform")]


def test_a_factor_that_is_not_on_the_list_is_refused() -> None:
    live = talking()
    _group, (ana, _ben) = make_table(live, "Window table")
    assert press(ana, "factors/", factor=["uniform", "height"]).status_code == 400
    assert Factor.objects.count() == 0


# ------------------------------------------------------------------ responses
def test_a_group_sorts_its_responses_and_sees_its_mix() -> None:
    live = talking(SECOND)
    group, (ana, ben) = make_table(live, "Window table")
    for text in ("Curfew", "Youth work at the bus station", "Mentoring", "Curfew"):
        press(ana, "responses/", text=text)
    first, second, _third = group.cards.order_by("pk")
    press(ben, f"responses/{first.pk}/sort/", approach="behaviour-based")
    press(ben, f"responses/{second.pk}/sort/", approach="unsure")
    press(ana, f"responses/{second.pk}/sort/", approach="ecological")
    assert board.mix(group.cards.all()) == {"behaviour": 1, "both": 0, "context": 1, "unsure": 0, "sorted": 2, "to_sort": 1}
    html = news(live, group)
    assert 'aria-label="2 responses sorted: 1 behaviour, 0 both, 1 context, 0 not sure"' in html
    assert "Two sorted, one to go." in html


def test_two_people_changing_one_response_lose_nothing() -> None:
    live = talking(SECOND)
    group, (ana, ben) = make_table(live, "Window table")
    press(ana, "responses/", text="Curfew")
    card = group.cards.get()
    seen: dict[str, Any] = {"version": 1, "reach": "group"}
    press(ben, f"responses/{card.pk}/edit/", text="Curfew", belief="Fear works", **seen)
    response = press(ana, f"responses/{card.pk}/edit/", text="Curfew", belief="Home is safe", **seen)
    assert "Both are kept" in response.content.decode()
    assert cards(group) == [("Curfew", "", "Fear works", "group"), ("Curfew", "", "Home is safe", "group")]


def test_a_response_is_seen_by_the_room_only_once_shared() -> None:
    live = talking(SECOND)
    group, (ana, _ben) = make_table(live, "Window table")
    press(ana, "responses/", text="Curfew for all")
    card = group.cards.get()
    press(ana, f"responses/{card.pk}/sort/", approach="behaviour-based")
    assert board.shared_cards(live) == []
    assert "Curfew for all" not in screens.fragment(live, Audience.CONSOLE)
    press(ana, f"responses/{card.pk}/reach/", version=1, reach="room")
    assert [shared.text for shared in board.shared_cards(live)] == ["Curfew for all"]


def test_a_response_is_sorted_before_it_can_be_shared() -> None:
    live = talking(SECOND)
    group, (ana, _ben) = make_table(live, "Window table")
    press(ana, "responses/", text="Curfew for all")
    card = group.cards.get()
    page = ana.page().content.decode()
    assert ("Once it is sorted it can be shared." in page, f'id="share-card-{card.pk}"' in page) == (True, False)
    response = press(ana, f"responses/{card.pk}/reach/", version=1, reach="room")
    assert (response.status_code, cards(group)) == (409, [("Curfew for all", "", "", "group")])
    assert "Say first which approach it is" in response.content.decode()
    press(ana, f"responses/{card.pk}/sort/", approach="both")
    assert f'id="share-card-{card.pk}"' in ana.page().content.decode()
    assert press(ana, f"responses/{card.pk}/reach/", version=1, reach="room").status_code == 200
    assert [shared.text for shared in board.shared_cards(live)] == ["Curfew for all"]


# ------------------------------------------------------------------ practice
def test_a_practice_card_tells_its_answer_only_after_it_was_sorted() -> None:
    live = talking(SECOND)
    _group, (ana, _ben) = make_table(live, "Window table")
    card = board.practice_cards()[3]
    before = ana.client.get(f"/w/{live.key}/responses/practice/?card=3", headers=HTMX).content.decode()
    after = ana.client.get(f"/w/{live.key}/responses/practice/?card=3&answer=both", headers=HTMX).content.decode()
    why = card["why"].split("'")[0]
    assert (why in before, why in after) == (False, True)


def test_every_practice_card_comes_once() -> None:
    cards_ = board.practice_cards()
    assert len(cards_) == 40
    assert len({card["key"] for card in cards_}) == 40


@pytest.mark.parametrize("number", ["-1", "99999999", "x", "", "²", "41"])
def test_a_strange_card_number_shows_some_card(number: str) -> None:
    live = talking(SECOND)
    _group, (ana, _ben) = make_table(live, "Window table")
    assert ana.client.get(f"/w/{live.key}/responses/practice/", {"card": number, "answer": "<b>"}, headers=HTMX).status_code == 200
