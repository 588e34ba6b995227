"""Talking in groups: what a group writes, who sees it, and that nobody's words are lost."""

from __future__ import annotations

from typing import Any

import html5lib
import pytest
from pytest_django import DjangoAssertNumQueries

from exercises.breakout import actions
from exercises.groups.places import address
from exercises.models import Card, Draft, Factor, Group, GroupAgency, Place, Point
from exercises.models.points import LONGEST_POINT
from sessions import screens
from sessions.actions import running, stage
from sessions.exercise import Audience
from sessions.models import LiveSession
from sessions.screens import pieces
from sessions.screens.console import console_press
from sessions.screens.counts import counts_fragment
from sessions.screens.on_stage import current_run, exercise_on
from tests.factories import at_desk
from tests.phones import HTMX, Phone, in_thread, opened, shows
from tests.tables import BACK, BLOCK, FIRST, SECOND, SET, command, make_table, news, press, talking

pytestmark = pytest.mark.django_db
HOSTILE = "<img src=x onerror=alert(1)>{{ live.key }}{% now 'Y' %}=1+1‮"


def add(phone: Phone, text: str, **more: Any) -> Any:
    return press(phone, "points/", **({"text": text, "block": BLOCK} | more))


def points(group: Group) -> list[tuple[str, str]]:
    return list(group.points.order_by("pk").values_list("text", "reach"))


def edit(phone: Phone, point: Point, text: str) -> Any:
    """Change a point as this phone's form drew it."""
    data: dict[str, Any] = {"version": point.version, "reach": point.reach, "ticket": actions.ticket(point)}
    return press(phone, f"points/{point.pk}/edit/", text=text, **data)


# ------------------------------------------------------------------ a group's own
def test_a_point_reaches_everybody_in_its_group_and_nobody_else() -> None:
    live = talking()
    window, (ana, ben) = make_table(live, "Window table")
    _door, (cy, _dan) = make_table(live, "Door table")
    assert add(ana, "Said among us").status_code == 200
    assert points(window) == [("Said among us", "group")]
    assert "Said among us" in ben.page().content.decode()  # there is something to hide
    desk = at_desk(live.owner)
    elsewhere = [
        cy.page(), Phone(live).page(), desk.get(f"/console/{live.key}/"), desk.get(f"/console/{live.key}/stage/?seen=0"),
        desk.get(f"/screen/{live.screen_token}/"), desk.get(f"/screen/{live.screen_token}/stage/?seen=0"),
    ]  # fmt: skip
    for response in elsewhere:
        assert response.status_code == 200
        assert "Said among us" not in response.content.decode()


def test_the_big_screen_never_shows_a_point_while_groups_talk_even_a_shared_one() -> None:
    live = talking()
    _group, (ana, _ben) = make_table(live, "Window table")
    add(ana, "Shared already", reach="room")
    assert "Shared already" in screens.fragment(live, Audience.CONSOLE)
    assert "Shared already" not in screens.fragment(live, Audience.PROJECTOR)
    assert "Shared already" not in counts_fragment(live, Audience.PROJECTOR)[0]


def test_the_same_addition_sent_twice_is_one_point() -> None:
    live = talking()
    group, (ana, _ben) = make_table(live, "Window table")
    for _again in range(2):
        assert add(ana, "Once", request_key="abc").status_code == 200
    assert points(group) == [("Once", "group")]


def test_without_script_a_point_is_added_and_the_page_comes_back() -> None:
    live = talking()
    group, (ana, _ben) = make_table(live, "Window table")
    response = press(ana, "points/", script=False, text="Plain", block=BLOCK)
    assert (response.status_code, response.url) == (302, f"/w/{live.key}/#points")
    assert points(group) == [("Plain", "group")]


@pytest.mark.parametrize("text", ["", "   ", "\x00\x07", "x" * (LONGEST_POINT + 1)])
def test_an_empty_or_endless_point_is_refused_in_words_and_changes_nothing(text: str) -> None:
    live = talking()
    group, (ana, _ben) = make_table(live, "Window table")
    response = add(ana, text)
    assert (response.status_code, points(group)) == (400, [])
    assert 'id="refused"' in response.content.decode()
    assert 'id="stage"' not in response.content.decode()  # what was typed stays in the field


def test_without_script_what_was_refused_is_still_in_the_field() -> None:
    live = talking()
    _group, (ana, _ben) = make_table(live, "Window table")
    response = press(ana, "points/", script=False, text="long " * 300, block=BLOCK)
    assert response.status_code == 400
    assert "long long long" in response.content.decode()


def test_a_point_stands_only_below_the_groups_own_questions() -> None:
    live = talking()
    group, (ana, _ben) = make_table(live, "Window table")
    assert add(ana, "Elsewhere", block="harm-who-and-voice/who").status_code == 400
    assert points(group) == []


def test_a_group_with_its_own_questions_sees_those() -> None:
    live = talking()
    group, (ana, _ben) = make_table(live, "Window table")
    _other, (cy, _dan) = make_table(live, "Door table")
    Group.objects.filter(pk=group.pk).update(question_set="meetings-and-panels")
    assert "What is the culture like?" in ana.page().content.decode()
    assert "What is the culture like?" not in cy.page().content.decode()
    assert add(ana, "Ours", block="meetings-culture-and-change/culture").status_code == 200


def test_a_phone_reads_all_four_blocks_of_both_pages() -> None:
    live = talking()
    _group, (ana, _ben) = make_table(live, "Window table")
    page = ana.page().content.decode()
    assert [page.count(f'id="block-{n}-{key}"') for n, key in ((1, "who"), (1, "voice"), (2, "work"), (2, "change"))] == [1, 1, 1, 1]
    assert "one recent piece of joint work" in page


# ------------------------------------------------------------------ two people at once
def test_two_people_changing_one_point_lose_nothing_and_are_told() -> None:
    live = talking()
    group, (ana, ben) = make_table(live, "Window table")
    add(ana, "As it was")
    seen = group.points.get()
    assert edit(ben, seen, "Ben’s words").status_code == 200
    response = edit(ana, seen, "Ana’s words")
    assert "Both are kept" in response.content.decode()
    assert points(group) == [("Ben’s words", "group"), ("Ana’s words", "group")]


def test_what_was_written_for_the_group_never_slips_into_a_point_shared_meanwhile() -> None:
    live = talking()
    group, (ana, ben) = make_table(live, "Window table")
    add(ana, "Fit for the room")
    seen = group.points.get()
    press(ana, f"points/{seen.pk}/reach/", version=seen.version, reach="room")
    assert "Both are kept" in edit(ben, seen, "For us alone").content.decode()
    assert points(group) == [("Fit for the room", "room"), ("For us alone", "group")]


def test_changing_what_somebody_deleted_keeps_the_change() -> None:
    live = talking()
    group, (ana, ben) = make_table(live, "Window table")
    add(ana, "As it was")
    seen = group.points.get()
    press(ben, f"points/{seen.pk}/delete/", version=seen.version)
    assert points(group) == []
    assert "Both are kept" in edit(ana, seen, "Ana’s words").content.decode()
    assert points(group) == [("Ana’s words", "group")]


def test_the_same_change_twice_is_one_change() -> None:
    live = talking()
    group, (ana, _ben) = make_table(live, "Window table")
    add(ana, "As it was")
    seen = group.points.get()
    for _again in range(2):
        assert "Both are kept" not in edit(ana, seen, "Better").content.decode()
    assert points(group) == [("Better", "group")]


@pytest.mark.parametrize(("path", "data"), [("delete", {}), ("reach", {"reach": "room"})])
def test_deleting_or_sharing_what_has_just_been_changed_is_refused_kindly(path: str, data: dict[str, Any]) -> None:
    live = talking()
    group, (ana, ben) = make_table(live, "Window table")
    add(ana, "As it was")
    seen = group.points.get()
    edit(ben, seen, "Something else")
    response = press(ana, f"points/{seen.pk}/{path}/", version=seen.version, **data)
    assert (response.status_code, points(group)) == (409, [("Something else", "group")])
    assert "Read it again first" in response.content.decode()


def test_a_shared_point_can_be_taken_back_whatever_happened_to_it() -> None:
    live = talking()
    group, (ana, ben) = make_table(live, "Window table")
    add(ana, "Shared", reach="room")
    seen = group.points.get()
    edit(ben, seen, "Shared and changed")
    assert press(ana, f"points/{seen.pk}/reach/", version=seen.version, reach="group").status_code == 200
    assert points(group) == [("Shared and changed", "group")]


def test_a_change_that_is_too_long_keeps_what_was_typed_in_its_field() -> None:
    live = talking()
    group, (ana, _ben) = make_table(live, "Window table")
    add(ana, "As it was")
    response = edit(ana, group.points.get(), "y" * (LONGEST_POINT + 1))
    assert response.status_code == 400
    assert "y" * (LONGEST_POINT + 1) in response.content.decode()
    assert points(group) == [("As it was", "group")]


def test_opening_a_point_one_had_begun_to_change_shows_both_texts() -> None:
    live = talking()
    group, (ana, _ben) = make_table(live, "Window table")
    add(ana, "As the group has it")
    point = group.points.get()
    press(ana, "draft/", field=f"group.point-{point.pk}", text="As I had begun", turn=1)
    inside = ana.client.get(f"/w/{live.key}/points/{point.pk}/", headers=HTMX).content.decode()
    assert "As the group has it" in inside
    assert "As I had begun</textarea>" in inside


# ------------------------------------------------------------------ nobody else's
def test_another_groups_points_are_not_there() -> None:
    live = talking()
    group, (ana, _ben) = make_table(live, "Window table")
    _door, (cy, _dan) = make_table(live, "Door table")
    add(ana, "Ours")
    point = group.points.get()
    ours: dict[str, Any] = {"version": 1, "reach": "room", "ticket": actions.ticket(point), "text": "Theirs now"}
    for phone in (cy, Phone(live)):
        assert phone.client.get(f"/w/{live.key}/points/{point.pk}/").status_code == 404
        for path in ("edit", "delete", "reach"):
            assert press(phone, f"points/{point.pk}/{path}/", **ours).status_code == 404
    assert points(group) == [("Ours", "group")]


@pytest.mark.parametrize("number", [0, 987654, 2**63, 10**30])
def test_a_guessed_point_is_not_there(number: int) -> None:
    live = talking()
    _group, (ana, _ben) = make_table(live, "Window table")
    assert ana.client.get(f"/w/{live.key}/points/{number}/").status_code == 404
    for path in ("edit", "delete", "reach"):
        assert press(ana, f"points/{number}/{path}/", text="x", version=1, reach="room", ticket="x:y").status_code == 404


def test_a_ticket_opens_no_other_point() -> None:
    live = talking()
    group, (ana, ben) = make_table(live, "Window table")
    add(ana, "One")
    point = group.points.get()
    press(ben, f"points/{point.pk}/delete/", version=1)
    data: dict[str, Any] = {"text": "x", "version": 1, "reach": "group", "ticket": actions.ticket(point)}
    assert press(ana, f"points/{point.pk + 1}/edit/", **data).status_code == 404


def test_a_phone_asks_only_for_its_own_groups_news() -> None:
    live = talking()
    window, (ana, _ben) = make_table(live, "Window table")
    door, (cy, _dan) = make_table(live, "Door table")
    add(ana, "Said among us")
    mine = pieces.own_piece(live, ana.seat, address(window))
    assert mine is not None
    assert "Said among us" in mine.html
    assert pieces.own_piece(live, cy.seat, address(window)) is None
    assert pieces.own_piece(live, ana.seat, address(door)) is None


def test_somebody_moved_sees_nothing_of_the_old_group() -> None:
    live = talking()
    _window, (ana, ben) = make_table(live, "Window table")
    door, _phones = make_table(live, "Door table")
    add(ana, "Said among us")
    Place.objects.filter(participant=ben.seat).update(group=door)
    assert "Said among us" not in ben.page().content.decode()
    assert "Said among us" not in ben.client.get(f"/w/{live.key}/stage/", {"seen": 0}, headers=HTMX).content.decode()


def test_somebody_without_a_group_reads_the_questions_and_chooses_one() -> None:
    live = talking()
    group, _phones = make_table(live, "Window table")
    late = Phone(live)
    page = late.page().content.decode()
    assert "Choose a group" in page
    assert "What does your work include?" in page
    assert 'id="np"' not in page
    assert "Your group: Window table" in press(late, "place/", group=group.pk).content.decode()
    assert Place.objects.get(participant=late.seat).group == group


def test_nobody_moves_themselves_out_of_a_group_here_or_into_another_workshops() -> None:
    live, other = talking(), talking()
    window, (ana, _ben) = make_table(live, "Window table")
    door, _phones = make_table(live, "Door table")
    away, _away_phones = make_table(other, "Far table")
    press(ana, "place/", group=door.pk)
    assert Place.objects.get(participant=ana.seat).group == window
    assert press(Phone(live), "place/", group=away.pk).status_code == 404


# ------------------------------------------------------------------ news
def test_news_hold_no_field_to_type_in_and_never_raise_the_revision() -> None:
    live = talking(SECOND)
    group, (ana, _ben) = make_table(live, "Window table")
    before = live.revision
    add(ana, "One")
    press(ana, "agencies/", name="Police")
    press(ana, "responses/", text="Curfew")
    live.refresh_from_db()
    html = news(live, group)
    parsed = html5lib.parseFragment(html, namespaceHTMLElements=False)
    fields = [e for e in parsed.iter() if e.tag in {"input", "textarea", "select"} and e.get("type") != "hidden"]
    assert ([e.tag for e in fields], live.revision) == ([], before)
    assert f'data-piece="group-{group.pk}" data-version="{group.version}"' in html


def test_hostile_text_comes_out_inert() -> None:
    live = talking()
    group, (ana, ben) = make_table(live, "Window table")
    add(ana, HOSTILE, reach="room")
    for html in (news(live, group), ben.page().content.decode(), screens.fragment(live, Audience.CONSOLE)):
        assert "<img" not in html
        assert "&lt;img src=x" in html
        assert "{{ live.key }}{% now" in html  # as it was typed, never run


def test_one_group_or_five_cost_the_console_the_same(django_assert_max_num_queries: DjangoAssertNumQueries) -> None:
    live = talking()
    make_table(live, "Table 1")
    for number in range(2, 6):
        _group, (ana, _ben) = make_table(live, f"Table {number}")
        add(ana, "A point")
    with django_assert_max_num_queries(12):
        exercise_on(current_run(live)).counts(current_run(live), Audience.CONSOLE)  # type: ignore[union-attr,arg-type]


@pytest.mark.django_db(transaction=True)
async def test_a_point_reaches_the_rest_of_its_group_at_once_and_no_other_group() -> None:
    live: LiveSession = await in_thread(talking)()
    _group, (ana, ben) = await in_thread(make_table)(live, "Window table")
    _door, (cy, _dan) = await in_thread(make_table)(live, "Door table")
    friend, stranger = await opened(ben.socket()), await opened(cy.socket())
    await in_thread(add)(ana, "Said among us")
    text = await friend.receive_from(timeout=3)
    assert "Said among us" in text
    assert 'id="stage"' not in text
    assert await stranger.receive_nothing(timeout=0.3)
    await friend.disconnect()
    await stranger.disconnect()


@pytest.mark.django_db(transaction=True)
async def test_turning_the_page_of_questions_leaves_every_phones_page_as_it_is_and_says_which_is_on() -> None:
    """Otherwise a whole room would fetch its own pages at once, under the hands of those who write."""
    live: LiveSession = await in_thread(talking)(FIRST)
    _group, (ana, _ben) = await in_thread(make_table)(live, "Window table")
    socket = await opened(ana.socket())
    await in_thread(stage.go_next)(live, live.revision)
    text = await socket.receive_from(timeout=3)
    assert f'data-revision="{live.revision}" data-base="{live.revision - 1}"' in text
    assert 'id="stage"' not in text
    assert shows(text, SECOND)
    assert 'data-page="2"' in text
    page = (await in_thread(ana.page)()).content.decode()
    assert page.count('data-page-mark="2">') == page.count('data-page-mark="1" hidden>') == 1
    await socket.disconnect()


@pytest.mark.django_db(transaction=True)
async def test_leaving_the_group_exercise_brings_every_phone_a_new_page() -> None:
    live: LiveSession = await in_thread(talking)(SECOND)
    _group, (ana, _ben) = await in_thread(make_table)(live, "Window table")
    socket = await opened(ana.socket())
    await in_thread(stage.go_next)(live, live.revision)
    text = await socket.receive_from(timeout=3)
    assert 'id="now"' not in text
    assert 'id="stage"' in text or f'data-base="{live.revision}"' in text
    await socket.disconnect()


# ------------------------------------------------------------------ the end
def test_at_the_end_only_what_was_shared_is_left_and_nobody_is_known_to_have_written_it() -> None:
    live = talking(SECOND)
    group, (ana, _ben) = make_table(live, "Window table")
    add(ana, "Kept among us")
    add(ana, "For the room", reach="room")
    press(ana, "agencies/", name="Police")
    press(ana, "responses/", text="Curfew")
    press(ana, "factors/", factor=["uniform"])
    press(ana, "draft/", field="group.point", text="Half", turn=9)
    press(ana, "responses/", text="Mentoring")
    mentoring = group.cards.get(text="Mentoring")
    press(ana, f"responses/{mentoring.pk}/sort/", approach="both")
    press(ana, f"responses/{mentoring.pk}/reach/", version=1, reach="room")
    kinds = (Point, GroupAgency, Card, Factor, Draft)
    assert [kind.objects.count() for kind in kinds] == [2, 1, 2, 1, 1]
    running.end(live, live.revision)
    assert [(point.text, point.writer) for point in group.points.all()] == [("For the room", None)]
    assert [(card.text, card.writer) for card in group.cards.all()] == [("Mentoring", None)]
    assert [kind.objects.count() for kind in kinds] == [1, 0, 1, 0, 0]


def test_after_the_end_nothing_can_be_added() -> None:
    live = talking()
    group, (ana, _ben) = make_table(live, "Window table")
    running.end(live, live.revision)
    assert add(ana, "Too late").status_code == 409
    assert points(group) == []


def test_all_slides_of_the_exercise_share_one_countdown_and_hearing_back_has_its_own() -> None:
    live = talking(f"section-{SET}")
    runs = []
    for slide in (f"section-{SET}", FIRST, SECOND):
        stage.go_to(live, live.revision, slide)
        run = current_run(live)
        assert run is not None
        runs.append(run.ends_at)
    assert len(set(runs)) == 1
    stage.go_to(live, live.revision, BACK)
    run = current_run(live)
    assert run is not None
    assert run.ends_at is not None
    assert run.entered_at is not None
    assert (run.ends_at - run.entered_at).total_seconds() == 600


def test_the_last_page_of_questions_offers_to_bring_everybody_back() -> None:
    live = talking(SECOND)
    press_ = console_press(live, current_run(live))
    assert press_ is not None
    assert (press_.label, press_.action) == ("Bring everyone back", "next")
    assert command(at_desk(live.owner), live, "extend", minutes=5).status_code == 200
