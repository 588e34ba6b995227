"""The poll: the truth behind the socket."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any

import pytest
import time_machine
from django.test import Client
from django.utils import timezone

from sessions import push, revisions, screens
from sessions.actions import people, running, stage
from sessions.exercise import Audience
from sessions.models import LiveSession
from tests.factories import at_desk, make_live, make_running
from tests.fakes import Echo, make_saying, make_small_live
from tests.phones import HTMX, Phone, revision_in, shows, untimed

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def one_moment() -> Iterator[None]:
    """Two renderings are compared as if drawn in the same moment."""
    with time_machine.travel(timezone.now(), tick=False):
        yield


def test_an_unchanged_stage_costs_no_query(django_assert_num_queries: Any) -> None:
    live = make_running()
    phone = Phone(live)
    phone.page()
    phone.poll(live.revision)
    with django_assert_num_queries(0):
        responses = [phone.poll(live.revision) for _n in range(5)]
    assert [(r.status_code, r.content, r["Cache-Control"], r["X-Now"].isdigit()) for r in responses] == [(204, b"", "no-store", True)] * 5


def test_one_phone_or_three_an_unchanged_stage_costs_at_most_one_query_a_second(django_assert_num_queries: Any) -> None:
    live = make_running()
    phones = [Phone(live) for _n in range(3)]
    for phone in phones:
        phone.page()
    revisions.forget()
    with django_assert_num_queries(1):
        for phone in phones:
            phone.poll(live.revision)


@pytest.mark.parametrize("seen", ["0", "", "1", "-1", "x", "9" * 40, "٧", "1.5"])
def test_whoever_shows_something_else_gets_the_stage_as_it_is(seen: str) -> None:
    live = make_running("what-is-in-this-workshop")
    phone = Phone(live)
    response = phone.client.get(f"/w/{live.key}/stage/", {"seen": seen}, headers=HTMX)
    html = response.content.decode()
    assert (response.status_code, revision_in(html), shows(html, "what-is-in-this-workshop")) == (200, live.revision, True)
    assert (response["Cache-Control"], response["X-Now"].isdigit()) == ("no-store", True)


def test_a_phone_that_was_told_by_another_process_is_not_sent_away_with_what_this_one_remembers() -> None:
    live = make_running()
    phone = Phone(live)
    phone.page()
    phone.poll(live.revision)
    LiveSession.objects.filter(pk=live.pk).update(revision=live.revision + 1)  # by another process, whose push came only there
    asked = {"seen": live.revision, "heard": live.revision + 1}
    html = phone.client.get(f"/w/{live.key}/stage/", asked, headers=HTMX).content.decode()
    assert revision_in(html) == live.revision + 1


def test_a_change_made_by_another_process_is_seen_within_a_second() -> None:
    live = make_running()
    phone = Phone(live)
    phone.poll(live.revision)
    LiveSession.objects.filter(pk=live.pk).update(revision=live.revision + 1)
    revisions._known[live.key] = (live.revision, revisions._known[live.key][1] - revisions.TRUSTED_SECONDS)
    assert phone.poll(live.revision).status_code == 200


def lobby(live: LiveSession) -> None:
    """Nothing has begun."""


def shown(live: LiveSession) -> None:
    running.start(live, live.revision)
    stage.go_to(live, live.revision, "say")


def opened(live: LiveSession) -> None:
    shown(live)
    stage.open_exercise(live, live.revision)


def closed(live: LiveSession) -> None:
    opened(live)
    stage.close_exercise(live, live.revision)


def revealed(live: LiveSession) -> None:
    closed(live)
    for step in (1, 2):
        stage.show_step(live, live.revision, step)


def on_a_slide(live: LiveSession) -> None:
    opened(live)
    stage.go_next(live, live.revision)


def paused(live: LiveSession) -> None:
    opened(live)
    running.pause(live, live.revision)


def blank(live: LiveSession) -> None:
    opened(live)
    stage.blank(live, live.revision, True)


def over(live: LiveSession) -> None:
    opened(live)
    running.end(live, live.revision)


def main_of(html: str) -> str:
    return html[html.index("<main") : html.index("</main>")]


MOMENTS = [lobby, shown, opened, closed, revealed, on_a_slide, paused, blank, over]


@pytest.mark.parametrize("moment", MOMENTS)
def test_the_socket_and_the_poll_bring_the_very_same_stage(moment: Callable[[LiveSession], None], echo: Echo) -> None:
    live = make_small_live()
    phone = Phone(live)
    moment(live)
    polled = phone.poll(seen=0).content.decode()
    pushed = screens.push_fragment(LiveSession.objects.get(pk=live.pk), Audience.PHONES)
    assert 'id="stage"' in pushed
    assert untimed(polled) == untimed(pushed)


@pytest.mark.parametrize("moment", MOMENTS)
def test_the_page_shows_what_the_poll_would_bring(moment: Callable[[LiveSession], None], echo: Echo) -> None:
    live = make_small_live()
    phone = Phone(live)
    moment(live)
    page, poll = phone.page().content.decode(), phone.poll(seen=0).content.decode()
    assert main_of(page) == main_of(poll)


@pytest.mark.parametrize("audience", [Audience.PROJECTOR, Audience.CONSOLE])
@pytest.mark.parametrize("moment", MOMENTS)
def test_projector_and_console_are_pushed_what_their_polls_bring(
    moment: Callable[[LiveSession], None], audience: Audience, echo: Echo
) -> None:
    live = make_small_live()
    moment(live)
    client = at_desk(live.owner) if audience is Audience.CONSOLE else Client()
    path = f"/console/{live.key}/stage/" if audience is Audience.CONSOLE else f"/screen/{live.screen_token}/stage/"
    client.get(path, {"seen": 0})
    polled = client.get(path, {"seen": 0}, headers=HTMX).content.decode()
    pushed = screens.push_fragment(LiveSession.objects.get(pk=live.pk), audience)
    assert untimed(polled) == untimed(pushed)


def test_where_people_have_something_of_their_own_the_push_asks_each_phone_to_fetch_it(echo: Echo) -> None:
    live = make_saying()
    first, second = Phone(live), Phone(live)
    first.answer("say", word="yes")
    pushed = screens.push_fragment(LiveSession.objects.get(pk=live.pk), Audience.PHONES)
    assert (revision_in(pushed), f'data-base="{live.revision}"' in pushed, 'id="stage"' in pushed) == (live.revision, True, False)
    mine = [phone.poll(seen=0).content.decode() for phone in (first, second)]
    assert ["Mine: yes" in html for html in mine] == [True, False]
    assert ["Mine: nothing" in html for html in mine] == [False, True]


def test_what_somebody_said_about_their_agency_is_not_swept_away_by_a_push_in_the_lobby() -> None:
    live = make_live(asks_agency=True)
    Phone(live)
    people.set_door(live, live.revision, False)
    stage.choose_set(live, live.revision, "senior-leaders")
    pushed = screens.push_fragment(LiveSession.objects.get(pk=live.pk), Audience.PHONES)
    assert 'name="agency"' not in pushed
    assert f'data-base="{live.revision}"' in pushed


@pytest.mark.parametrize("act", ["pause", "blank", "extend", "door", "trim"])
def test_a_change_of_the_clock_alone_never_touches_what_phones_hold(
    act: str, echo: Echo, django_capture_on_commit_callbacks: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    live = make_saying()
    texts: list[dict[str, Any]] = []
    monkeypatch.setattr(push, "_send", texts.append)
    with django_capture_on_commit_callbacks(execute=True):
        match act:
            case "pause":
                running.pause(live, live.revision)
            case "blank":
                stage.blank(live, live.revision, True)
            case "extend":
                stage.extend(live, live.revision, 1)
            case "door":
                people.set_door(live, live.revision, False)
            case "trim":
                stage.trim(live, live.revision, {"end": 0})
    assert [(message["type"], list(message["texts"])) for message in texts] == [
        ("hub.show", ["phones"]),
        ("hub.show", ["projector"]),
        ("hub.show", ["console"]),
    ]
    phones = texts[0]["texts"]["phones"]
    assert ('id="stage"' in phones, revision_in(phones), f'data-base="{live.revision - 1}"' in phones) == (False, live.revision, True)


def test_a_stage_that_changed_beside_the_clock_is_not_taken_for_the_clock_alone(
    echo: Echo, django_capture_on_commit_callbacks: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    live = make_saying()
    texts: list[dict[str, Any]] = []
    monkeypatch.setattr(push, "_send", texts.append)
    with django_capture_on_commit_callbacks() as waiting:
        stage.extend(live, live.revision, 1)
        elsewhere = LiveSession.objects.select_related("deck", "owner").get(pk=live.pk)
        stage.go_next(elsewhere, elsewhere.revision)  # by a colleague, before the push of the minute has been drawn
    waiting[0]()
    phones = texts[0]["texts"]["phones"]
    assert (revision_in(phones), shows(phones, "talk")) == (elsewhere.revision, True)


# ------------------------------------------------------------------ who may ask
def test_without_a_seat_the_poll_says_so() -> None:
    live = make_running()
    assert Client().get(f"/w/{live.key}/stage/", {"seen": live.revision}).status_code == 403


def test_a_seat_of_another_session_gets_nothing() -> None:
    live, other = make_running(), make_running()
    phone = Phone(other)
    assert phone.client.get(f"/w/{live.key}/stage/", {"seen": 0}).status_code == 403
    assert phone.client.post(f"/w/{live.key}/answer/creating-safety/", {"pick": 1}).status_code == 404
    assert phone.client.get(f"/w/{live.key}/move/").status_code == 404


@pytest.mark.parametrize("key", ["nobody", "x" * 400, pytest.param("%00", marks=pytest.mark.embedded), "..%2f..", "é"])
def test_a_session_that_does_not_exist_is_never_an_error(key: str) -> None:
    client = Phone(make_running()).client
    got = {
        path: client.get(path).status_code
        for path in (f"/w/{key}/stage/", f"/screen/{key}/stage/", f"/console/{key}/stage/", f"/screen/{key}/")
    }
    assert set(got.values()) <= {403, 404}


def test_a_participant_reaches_no_action_of_the_console() -> None:
    live = make_running()
    phone = Phone(live)
    before = LiveSession.objects.values().get(pk=live.pk)
    verbs = ["start", "pause", "resume", "finish", "next", "back", "go", "extend", "blank", "open", "more", "close", "show", "question-set"]
    verbs += ["trim", "door", "code"]
    statuses = {
        verb: phone.client.post(f"/console/{live.key}/{verb}/", {"seen": live.revision, "slide": "close"}).status_code for verb in verbs
    }
    assert statuses == dict.fromkeys(verbs, 404)
    assert [phone.client.get(f"/console/{live.key}/{page}").status_code for page in ("", "stage/", "trims/")] == [404, 404, 404]
    assert LiveSession.objects.values().get(pk=live.pk) == before
