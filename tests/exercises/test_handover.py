"""The facilitators' side of the hand-over: the link, the days, reading through, closing and deleting."""

from __future__ import annotations

import json
import re
from datetime import timedelta
from typing import Any

import pytest
import time_machine
from django.test import Client

from exercises.handover import links, reading
from exercises.handover.actions import WORDS
from exercises.handover.spotting import pieces
from exercises.models import ActionPoint, Card, Group, GroupAgency, LeadLink, Point, Reach, SharedPlan, Wording
from sessions import access, clock
from sessions.actions import people
from sessions.models import LiveSession
from tests.exercises.handovers import Lead, make_workshop, point_of
from tests.factories import at_desk, make_running, make_user
from tests.phones import HTMX, Phone
from tests.sessions.test_pages import check_page

pytestmark = pytest.mark.django_db


def desk(live: LiveSession) -> Client:
    return at_desk(live.owner)


def url(live: LiveSession, rest: str = "") -> str:
    return f"/workshops/{live.key}/hand-over/{rest}"


def link_in(html: str) -> str:
    found = re.search(r'id="hl" readonly value="([^"]+)"', html)
    return found[1] if found else ""


def make_link(client: Client, live: LiveSession) -> Any:
    page = client.get(url(live)).content.decode()
    after = re.search(r'name="after" value="(\d+)"', page)
    assert after
    return client.post(url(live, "link/"), {"after": after[1]})


# ------------------------------------------------------------------ who may
PAGES = ["", "delete/", "read/", "points/", "report/", "docx/", "report/pdf/", "invitation/"]
PRESSES = ["link/", "link/end/", "days/", "close/", "delete/"]


@pytest.mark.parametrize("rest", PAGES)
def test_nobody_but_its_facilitators_opens_the_hand_over(rest: str) -> None:
    live = make_workshop(ends=False)
    phone = Phone(live)
    lead = Lead(live)
    strangers = (Client(), phone.client, lead.client, at_desk(make_user()))
    assert [who.get(url(live, rest)).status_code for who in strangers] == [404] * 4
    assert desk(live).get(url(live, rest)).status_code == 200


@pytest.mark.parametrize("rest", PRESSES)
def test_nobody_else_presses_anything_there_either(rest: str) -> None:
    live = make_workshop(ends=False)
    for who in (Client(), Phone(live).client, at_desk(make_user())):
        assert who.post(url(live, rest), {"days": "7", "after": "0", "seen": str(live.revision)}).status_code == 404
    live.refresh_from_db()
    assert (live.is_over, live.kept_days, LeadLink.objects.count()) == (False, 90, 0)


def test_a_co_facilitator_may_hand_over_too() -> None:
    live = make_workshop()
    _seat, token = people.take_control(live, "Priya")
    client = Client()
    session = client.session
    access.give_control(session, live, token)
    session.save()
    client.cookies["facilitator"] = session.session_key or ""
    assert client.get(url(live)).status_code == 200
    assert link_in(make_link(client, live).content.decode()).startswith("http")


def test_the_page_can_be_reached_from_the_dashboard_and_from_the_console() -> None:
    live = make_workshop()
    client = desk(live)
    assert f'href="{url(live)}"' in client.get("/workshops/").content.decode()
    assert f'href="{url(live)}"' in client.get(f"/console/{live.key}/").content.decode()
    on_now = make_running(owner=live.owner)
    assert f'href="{url(on_now)}"' in client.get(f"/console/{on_now.key}/").content.decode()


@pytest.mark.parametrize("rest", ["", "delete/", "read/", "points/", "report/"])
@pytest.mark.parametrize("ends", [False, True])
def test_every_page_is_what_a_page_must_be(rest: str, ends: bool) -> None:
    live = make_workshop(ends=ends)
    check_page(desk(live).get(url(live, rest)))


# ------------------------------------------------------------------ the link
def test_a_link_is_shown_once_and_only_its_hash_is_kept() -> None:
    live = make_workshop()
    client = desk(live)
    response = make_link(client, live)
    check_page(response)
    made = link_in(response.content.decode())
    token = made.rstrip("/").rsplit("/", 1)[-1]
    assert (len(token), "no-store" in response["Cache-Control"]) == (22, True)
    assert LeadLink.objects.get().token_hash == access.hashed(token)
    assert token not in client.get(url(live)).content.decode()
    assert Client().get(f"/after/{token}/").status_code == 200


def test_a_new_link_ends_the_old_one_at_once() -> None:
    live = make_workshop()
    old = Lead(live)
    assert old.get().status_code == 200
    response = make_link(desk(live), live)
    assert link_in(response.content.decode())
    page = old.get()
    assert (page.status_code, "This link has been replaced" in page.content.decode(), live.title in page.content.decode()) == (
        410,
        True,
        False,
    )
    check_page(page)


def test_the_same_press_twice_does_not_replace_the_link_that_was_just_made() -> None:
    live = make_workshop()
    client = desk(live)
    first = client.post(url(live, "link/"), {"after": "0"})
    again = client.post(url(live, "link/"), {"after": "0"})
    assert (first.status_code, again.status_code, LeadLink.objects.count()) == (200, 409, 1)
    assert link_in(again.content.decode()) == ""
    assert Client().get(link_in(first.content.decode()).removeprefix("http://testserver").split("//")[-1].partition("/")[1:][0] or "/")


def test_a_link_that_was_ended_opens_nothing() -> None:
    live = make_workshop()
    lead = Lead(live)
    assert desk(live).post(url(live, "link/end/")).status_code == 302
    assert [lead.get(rest).status_code for rest in ("", "report/", "docx/", "report/pdf/", "invitation/")] == [410] * 5
    point = point_of(live, "kept-team-point")
    assert (lead.post(f"points/{point.pk}/progress/", status="done").status_code, point_of(live, point.what).status) == (410, "not-started")


def test_a_link_ends_with_the_days_of_the_workshop() -> None:
    live = make_workshop()
    lead = Lead(live)
    with time_machine.travel(clock.now() + timedelta(days=89.9)):
        assert lead.get().status_code == 200
    with time_machine.travel(clock.now() + timedelta(days=90.1)):
        page = lead.get()
        assert (page.status_code, "This link has come to its end" in page.content.decode()) == (410, True)


def test_a_link_made_while_the_workshop_runs_ends_with_its_days_all_the_same() -> None:
    live = make_workshop(ends=False)
    lead = Lead(live)
    assert lead.get().status_code == 200
    with time_machine.travel(clock.now() + timedelta(hours=3)):
        desk(live).post(url(live, "close/"), {"seen": str(live.revision)})
        live.refresh_from_db()
    assert (live.is_over, LeadLink.objects.get().ends_at) == (True, live.ended_at + timedelta(days=90))  # type: ignore[operator]


def test_a_link_made_long_before_the_workshop_works_until_its_days_after_the_end_have_passed() -> None:
    live = make_workshop(ends=False)
    desk(live).post(url(live, "days/"), {"days": "7"})
    live.refresh_from_db()
    lead = Lead(live)
    made = clock.now()
    with time_machine.travel(made + timedelta(days=10)):
        assert lead.get().status_code == 200
        page = desk(live).get(url(live)).content.decode()
        assert ("A link has been made and works." in page, "no longer works" in page) == (True, False)
        desk(live).post(url(live, "close/"), {"seen": str(live.revision)})
    with time_machine.travel(made + timedelta(days=16)):
        assert lead.get().status_code == 200
    with time_machine.travel(made + timedelta(days=18)):
        assert lead.get().status_code == 410


# ------------------------------------------------------------------ days, closing, deleting
@pytest.mark.parametrize("days", ["6", "366", "0", "-1", "", "ninety", "1e2", "9" * 40])
def test_days_that_are_not_from_7_to_365_change_nothing(days: str) -> None:
    live = make_workshop(ends=False)
    response = desk(live).post(url(live, "days/"), {"days": days})
    live.refresh_from_db()
    assert (response.status_code, live.kept_days, "From 7 to 365 days, please." in response.content.decode()) == (400, 90, True)


def test_before_the_end_the_days_can_be_more_or_fewer() -> None:
    live = make_workshop(ends=False)
    for days in (7, 365):
        assert desk(live).post(url(live, "days/"), {"days": str(days)}).status_code == 302
        live.refresh_from_db()
        assert live.kept_days == days


def test_after_people_were_told_a_day_it_can_be_sooner_but_not_later() -> None:
    live = make_workshop()
    lead = Lead(live)
    later = desk(live).post(url(live, "days/"), {"days": "91"})
    assert (later.status_code, "sooner, but not later" in later.content.decode()) == (409, True)
    assert desk(live).post(url(live, "days/"), {"days": "30"}).status_code == 302
    live.refresh_from_db()
    assert live.kept_days == 30
    with time_machine.travel(clock.now() + timedelta(days=30.1)):
        assert lead.get().status_code == 410


def test_closing_ends_the_workshop_and_a_stale_press_changes_nothing() -> None:
    live = make_workshop(ends=False)
    phone = Phone(live)
    desk(live).post(url(live, "close/"), {"seen": str(live.revision - 1)})
    live.refresh_from_db()
    assert live.is_over is False
    desk(live).post(url(live, "close/"), {"seen": str(live.revision)})
    live.refresh_from_db()
    assert (live.is_over, "This workshop has ended" in phone.poll().content.decode()) == (True, True)
    assert Client().post("/", {"code": live.code}, headers=HTMX).status_code != 200 or live.code == ""


@pytest.mark.parametrize("ends", [False, True])
def test_end_and_delete_leaves_nothing_and_no_link(ends: bool) -> None:
    live = make_workshop(ends=ends)
    lead = Lead(live)
    client = desk(live)
    assert client.post(url(live, "delete/")).status_code == 302
    counts = [model.objects.count() for model in (LiveSession, Point, ActionPoint, SharedPlan, LeadLink)]
    assert (counts, lead.get().status_code, client.get(url(live)).status_code) == ([0] * 5, 404, 404)


# ------------------------------------------------------------------ reading through
@pytest.mark.parametrize(
    ("text", "spots"),
    [
        ("Ask Jordan at the leisure centre about the late bus.", ["Jordan"]),
        ("The March 3rd meeting is when it went wrong.", ["March 3rd"]),
        ("Mr Smith knows.", ["Mr Smith"]),
        ("She was born on 12/03/2010, near DH1 3LE.", ["12/03/2010", "DH1 3LE"]),
        ("Ring 0191 496 0000 after school.", ["0191 496 0000"]),
        ("Ask Amara Osei to chair.", ["Amara Osei"]),
        ("Add one question to the panel form. Police speak first on Mondays.", []),
        ("The Partnership Board meets in March.", []),
        ("", []),
    ],
)
def test_words_that_might_name_somebody_stand_out(text: str, spots: list[str]) -> None:
    found = pieces(text)
    assert ("".join(piece for piece, _is_spot in found), [piece for piece, is_spot in found if is_spot]) == (text, spots)


def with_a_name() -> tuple[LiveSession, Point]:
    live = make_workshop()
    point = Point.objects.get(text="shared-point")
    Point.objects.filter(pk=point.pk).update(text="Ask Jordan about the bus.")
    return live, Point.objects.get(pk=point.pk)


def test_a_text_called_fine_is_not_listed_again_until_it_changes() -> None:
    live, point = with_a_name()
    client = desk(live)
    assert "<mark>Jordan</mark>" in client.get(url(live)).content.decode()
    client.post(url(live, f"read/point-{point.pk}-{point.version}/fine/"))
    assert "<mark>Jordan</mark>" not in client.get(url(live)).content.decode()
    Point.objects.filter(pk=point.pk).update(text="Ask Casey about the bus.", version=point.version + 1)
    assert "<mark>Casey</mark>" in client.get(url(live)).content.decode()


def test_a_name_can_be_taken_out_and_nothing_of_it_stays() -> None:
    live, point = with_a_name()
    step = point_of(live, "kept-team-point")
    Wording.objects.create(point=step, what="Ask Jordan", since=live.date)
    client = desk(live)
    page = client.get(url(live, f"read/point-{point.pk}-{point.version}/"))
    check_page(page)
    client.post(url(live, f"read/point-{point.pk}-{point.version}/"), {"words": "Ask the driver about the bus."})
    client.post(url(live, f"read/what-{step.pk}-{step.version}/"), {"words": "Ask the driver"})
    assert (Point.objects.get(pk=point.pk).text, Wording.objects.count()) == ("Ask the driver about the bus.", 0)
    assert client.post(url(live, f"read/point-{point.pk}-{point.version}/"), {"words": "late"}).status_code == 404


def test_a_text_can_be_taken_out_whole() -> None:
    live, point = with_a_name()
    plan = SharedPlan.objects.get()
    client = desk(live)
    client.post(url(live, f"read/point-{point.pk}-{point.version}/out/"))
    client.post(url(live, f"read/sharedvision-{plan.pk}-0/out/"))
    page = Lead(live).get("report/").content.decode()
    assert ("Jordan" in page, "shared-vision" in page, SharedPlan.objects.get().shared_vision) == (False, False, "")


def place_of(text: str) -> str:
    """The name under which a text is read through, when it is there."""
    return next((found.name for found in reading.texts(LiveSession.objects.get()) if found.words == text), "")


def with_names_everywhere() -> LiveSession:
    """A workshop that has a name of its own in every text that reaches the lead."""
    live = make_workshop()
    group = live.groups.get()
    Group.objects.filter(pk=group.pk).update(name="Those with Jordan")
    GroupAgency.objects.create(group=group, name="Where Casey works", lean=1, is_shared=True)
    GroupAgency.objects.create(group=group, name="An unshared agency")
    Card.objects.create(group=group, text="A call to Robin", approach="both", belief="That Robin will listen", reach=Reach.ROOM)
    step = {"who": "The aunt of Ellis", "by_when_text": "when Ellis is back", "progress": "Rang Ellis."}
    ActionPoint.objects.filter(what="kept-team-point").update(**step)
    return live


def test_whatever_reaches_the_lead_can_be_read_through_and_is_looked_at_for_names() -> None:
    live = with_names_everywhere()
    client = desk(live)
    pages = [client.get(url(live, rest)).content.decode() for rest in ("", "read/")]
    for name in ("Those with <mark>Jordan</mark>", "Where <mark>Casey</mark> works", "when <mark>Ellis</mark> is back"):
        assert [name in page for page in pages] == [True, True]
    assert "An unshared agency" not in pages[1]
    read = {text.words for text in reading.texts(live)}
    report = json.loads(client.get(url(live, "report/json/")).content)
    passed_on = {point[name] for point in report["action_points"] for name in ("what", "who", "by_when_text", "since")}
    passed_on |= {point["group"] for point in report["shared_points"]}
    assert {words for words in passed_on if words} - read == set()


@pytest.mark.parametrize(
    ("text", "field"), [("The aunt of Ellis", "who"), ("when Ellis is back", "by_when_text"), ("Rang Ellis.", "progress")]
)
@pytest.mark.parametrize("way", ["out/", ""])
def test_taking_out_who_when_or_since_leaves_the_action_point(text: str, field: str, way: str) -> None:
    live = with_names_everywhere()
    client = desk(live)
    step = point_of(live, "kept-team-point")
    place = f"read/{place_of(text)}/"
    asked = client.get(url(live, place))
    check_page(asked)
    assert "the rest of what they belong to stays" in asked.content.decode()
    response = client.post(url(live, place + way), {"words": ""})
    assert response.status_code == 302
    if way:
        assert "These words are taken out. The rest stays." in client.get(url(live)).content.decode()
    now = ActionPoint.objects.get(pk=step.pk)
    assert {name: getattr(now, name) for name in WORDS} == {name: getattr(step, name) for name in WORDS} | {field: ""}


def test_taking_out_a_belief_leaves_the_response() -> None:
    live = with_names_everywhere()
    assert desk(live).post(url(live, f"read/{place_of('That Robin will listen')}/out/")).status_code == 302
    assert list(Card.objects.values_list("text", "belief")) == [("A call to Robin", "")]


@pytest.mark.parametrize(
    ("text", "model", "says"),
    [
        ("kept-team-point", ActionPoint, "take the whole action point out"),
        ("A call to Robin", Card, "take the whole response out"),
        ("shared-point", Point, "take the point out"),
        ("Where Casey works", GroupAgency, "take the agency off the list"),
    ],
)
def test_taking_out_the_heart_of_something_takes_it_whole_and_the_page_says_so(text: str, model: Any, says: str) -> None:
    live = with_names_everywhere()
    client = desk(live)
    place, before = f"read/{place_of(text)}/", model.objects.count()
    asked = client.get(url(live, place))
    check_page(asked)
    assert says in asked.content.decode()
    assert client.post(url(live, place), {"words": " "}).status_code == 400
    client.post(url(live, place + "out/"))
    assert (model.objects.count(), place_of(text)) == (before - 1, "")


def test_the_name_of_a_group_can_be_changed_but_not_taken_out() -> None:
    live = with_names_everywhere()
    Group.objects.create(live=live, name="Door table", position=2)
    client = desk(live)
    old = f"read/{place_of('Those with Jordan')}/"
    page = client.get(url(live, old))
    check_page(page)
    assert ("Take it out" in page.content.decode(), client.post(url(live, old + "out/")).status_code) == (False, 404)
    taken = client.post(url(live, old), {"words": "Door table"})
    assert (taken.status_code, "“Door table” is there already. Nothing was changed." in taken.content.decode()) == (409, True)
    check_page(taken)
    assert client.post(url(live, old), {"words": "Those by\nthe window"}).status_code == 302
    report = client.get(url(live, "report/")).content.decode()
    assert ("Those by the window" in report, "Jordan" in report, client.get(url(live, old)).status_code) == (True, False, 404)


def test_an_agency_can_be_reworded() -> None:
    live = with_names_everywhere()
    client = desk(live)
    assert client.post(url(live, f"read/{place_of('Where Casey works')}/fine/")).status_code == 302
    client.post(url(live, f"read/{place_of('Where Casey works')}/"), {"words": "Where Sasha works"})
    page = client.get(url(live)).content.decode()
    renamed = GroupAgency.objects.get(is_shared=True)
    assert ("<mark>Sasha</mark>" in page, renamed.name, renamed.lean) == (True, "Where Sasha works", 1)


def test_an_empty_or_too_long_text_changes_nothing_and_stays_in_the_field() -> None:
    live, point = with_a_name()
    for words in ("", "x" * 1001):
        response = desk(live).post(url(live, f"read/point-{point.pk}-{point.version}/"), {"words": words})
        assert (response.status_code, words in response.content.decode()) == (400, True)
    assert Point.objects.get(pk=point.pk).text == "Ask Jordan about the bus."


def test_texts_that_were_not_shared_cannot_be_read_or_changed_here() -> None:
    live = make_workshop(ends=False)
    unshared = Point.objects.get(text="unshared-point")
    own = point_of(live, "own-action-point")
    client = desk(live)
    names = (f"point-{unshared.pk}-1", f"what-{own.pk}-1", "point-1-1", "nothing", f"point-{Point.objects.get(text='shared-point').pk}-1")
    assert [client.get(url(live, f"read/{name}/")).status_code for name in names] == [404] * 5  # and none of them before the end
    client.post(url(live, "close/"), {"seen": str(live.revision)})
    assert client.get(url(live, f"read/what-{own.pk}-1/")).status_code == 404
    page = client.get(url(live, "read/")).content.decode()
    assert ("shared-point" in page, "own-action-point" in page, "private-note" in page) == (True, False, False)


def test_a_text_of_another_workshop_is_not_there() -> None:
    _live, point = with_a_name()
    other = make_workshop()
    for rest in ("", "fine/", "out/"):
        assert desk(other).post(url(other, f"read/point-{point.pk}-{point.version}/{rest}"), {"words": "x"}).status_code == 404
    assert Point.objects.get(pk=point.pk).text == "Ask Jordan about the bus."


def test_free_lines_about_the_hour_come_after_the_end_and_from_five_people_on() -> None:
    assert "a-line-of-feedback" not in desk(live := make_workshop(ends=False)).get(url(live)).content.decode()
    assert "a-line-of-feedback" not in desk(live := make_workshop(people=4)).get(url(live)).content.decode()
    assert "a-line-of-feedback" in desk(live := make_workshop(people=5)).get(url(live)).content.decode()


def test_what_was_blanked_is_deleted_at_the_end() -> None:
    make_workshop()
    assert (Point.objects.filter(is_blanked=True).count(), ActionPoint.objects.filter(is_blanked=True).count()) == (0, 0)


def test_the_newest_link_is_what_a_page_knows() -> None:
    live = make_workshop()
    assert links.newest(live) is None
    Lead(live)
    newest = links.newest(Lead(live).live)
    assert (newest and newest.revoked_at, LeadLink.objects.filter(revoked_at=None).count()) == (None, 1)
