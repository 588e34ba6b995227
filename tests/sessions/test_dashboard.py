"""The desk: what is coming up, on and finished; copying and deleting."""

from __future__ import annotations

import html
import re
from collections.abc import Iterator
from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest
import time_machine
from django.http import HttpResponse
from django.test import Client
from pytest_django import DjangoAssertNumQueries

from sessions.actions import preparing, running
from sessions.models import LiveSession, SlideRun
from sessions.models.live import sets_of, slides_of
from sessions.phases import Phase
from tests.factories import at_desk, make_deck, make_live, make_running, make_seat, make_user
from workshop.plans import default_minutes

pytestmark = pytest.mark.django_db

NOON = datetime(2027, 1, 14, 12, tzinfo=UTC)


@pytest.fixture(autouse=True)
def _on_the_day() -> Iterator[None]:
    with time_machine.travel(NOON, tick=False):
        yield


def text(answer: HttpResponse | Any) -> str:
    return html.unescape(answer.content.decode())


def shelves(answer: HttpResponse | Any) -> list[tuple[str, list[str]]]:
    """Each section's heading with the titles under it."""
    sections = re.findall(r"<h2 id=\"(?:on|now|past)\">(.*?)</h2>(.*?)</section>", text(answer), flags=re.S)
    return [(name, re.findall(r"<h3><a[^>]*>(.*?)</a></h3>", body)) for name, body in sections]


def new_process() -> None:
    slides_of.cache_clear()
    sets_of.cache_clear()


def make_over(**fields: Any) -> LiveSession:
    live = make_running(**fields)
    running.end(live, live.revision)
    return live


# ------------------------------------------------------------------ the list
def test_the_desk_is_for_people_who_signed_in() -> None:
    assert Client().get("/workshops/")["Location"] == "/sign-in/?next=/workshops/"


def test_a_first_visit_says_how_to_begin() -> None:
    make_live()
    page = text(at_desk(make_user()).get("/workshops/"))
    assert "No workshops yet" in page
    assert 'href="/workshops/new/"' in page
    assert "Tidewell panel" not in page


def test_workshops_are_sorted_into_on_now_coming_up_and_finished() -> None:
    user = make_user()
    make_running(owner=user, title="Running one")
    make_live(owner=user, title="Today’s")
    late = make_live(owner=user, title="Later one")
    LiveSession.objects.filter(pk=late.pk).update(date=date(2027, 2, 1))
    make_over(owner=user, title="Finished one")
    make_live(title="Somebody else’s")
    assert shelves(at_desk(user).get("/workshops/")) == [
        ("On now", ["Running one"]),
        ("Coming up", ["Today’s", "Later one"]),
        ("Finished", ["Finished one"]),
    ]


@pytest.mark.parametrize(
    ("day", "words"),
    [(date(2027, 1, 14), "Today"), (date(2027, 1, 15), "Tomorrow"), (date(2027, 1, 26), "In 12 days"), (date(2027, 1, 1), "Not started")],
)
def test_a_coming_workshop_says_how_soon_it_is(day: date, words: str) -> None:
    user = make_user()
    live = make_live(owner=user)
    LiveSession.objects.filter(pk=live.pk).update(date=day)
    assert f'<span class="small">{words}</span>' in text(at_desk(user).get("/workshops/"))


def test_a_row_says_day_length_and_questions_and_leads_on() -> None:
    user = make_user()
    live = make_live(owner=user, question_set="meetings-and-panels")
    page = text(at_desk(user).get("/workshops/"))
    assert "Thursday 14 January</p>" in page
    assert "60 minutes · Multi-agency meetings and panels" in page
    for path in (f"/workshops/{live.key}/", f"/workshops/{live.key}/copy/", f"/workshops/{live.key}/delete/", f"/console/{live.key}/"):
        assert f'"{path}"' in page


def test_a_finished_row_says_how_long_it_took_and_until_when_it_is_kept() -> None:
    user = make_user()
    live = make_running(owner=user)
    with time_machine.travel(NOON + timedelta(minutes=20), tick=False):
        running.pause(live, live.revision)
    with time_machine.travel(NOON + timedelta(minutes=23), tick=False):
        running.resume(live, live.revision)
    with time_machine.travel(NOON + timedelta(minutes=50), tick=False):
        running.end(live, live.revision)
    page = text(at_desk(user).get("/workshops/"))
    assert "47 minutes" in page
    assert "Kept until 14 April</span>" in page


def test_the_desk_costs_the_same_queries_for_one_and_for_three(django_assert_num_queries: DjangoAssertNumQueries) -> None:
    user, deck = make_user(), make_deck()
    client = at_desk(user)
    make_live(owner=user, deck=deck)
    new_process()
    with django_assert_num_queries(5):  # Django session, user, live sessions, slides, question sets
        assert len(shelves(client.get("/workshops/"))) == 1
    make_running(owner=user, deck=deck)
    make_over(owner=user, deck=deck)
    new_process()
    with django_assert_num_queries(5):
        assert len(shelves(client.get("/workshops/"))) == 3


# ------------------------------------------------------------------ copy
def test_a_copy_is_the_same_set_up_for_today_with_its_own_code_and_links() -> None:
    user = make_user()
    live = make_live(owner=user, plan="short", question_set="senior-leaders", asks_agency=True, kept_days=30)
    LiveSession.objects.filter(pk=live.pk).update(date=date(2026, 5, 1))
    answer = at_desk(user).post(f"/workshops/{live.key}/copy/")
    fresh = LiveSession.objects.latest("pk")
    assert answer["Location"] == f"/workshops/{fresh.key}/"
    assert (fresh.title, fresh.date, fresh.plan, fresh.question_set, fresh.asks_agency, fresh.kept_days) == (
        "Tidewell panel (copy)",
        date(2027, 1, 14),
        "short",
        "senior-leaders",
        True,
        30,
    )
    assert (fresh.owner, fresh.deck, fresh.phase, fresh.planned_total) == (user, live.deck, Phase.LOBBY, 45)
    assert len({live.key, fresh.key, live.screen_token, fresh.screen_token, live.invite_token, fresh.invite_token}) == 6
    assert (len(fresh.code), fresh.code == live.code) == (6, False)
    assert at_desk(user).get(f"/console/{fresh.key}/").status_code == 200


def test_a_copy_has_the_minutes_as_planned_and_not_as_trimmed_on_the_day() -> None:
    live = make_live(plan="full")
    LiveSession.objects.filter(pk=live.pk).update(minutes=live.minutes | {"in-summary": 1})
    live.refresh_from_db()
    assert preparing.copy(live).minutes == default_minutes(slides_of(live.deck_id), "full")


def test_a_copy_keeps_somebodys_own_minutes() -> None:
    live = make_live(plan="own", minutes={"in-summary": 7, "going-deeper": 3})
    fresh = preparing.copy(live)
    assert (fresh.minutes, fresh.planned_total) == ({"in-summary": 7, "going-deeper": 3}, 10)


def test_a_copy_of_a_long_title_still_fits() -> None:
    fresh = preparing.copy(make_live(title="x" * 80))
    assert fresh.title == "x" * 73 + " (copy)"


# ------------------------------------------------------------------ delete
def test_deleting_asks_first() -> None:
    user = make_user()
    live = make_live(owner=user)
    page = text(at_desk(user).get(f"/workshops/{live.key}/delete/"))
    assert "Delete “Tidewell panel”?" in page
    assert "Delete it for good" in page
    assert LiveSession.objects.filter(pk=live.pk).exists()


def test_deleting_takes_everything_with_it() -> None:
    user = make_user()
    client = at_desk(user)
    live = make_running("creating-safety", owner=user)
    make_seat(live)
    running.end(live, live.revision)
    kept = make_live(owner=user, title="Kept")
    answer = client.post(f"/workshops/{live.key}/delete/", follow=True)
    assert answer.redirect_chain == [("/workshops/", 302)]
    assert "“Tidewell panel” and everything in it is deleted." in text(answer)
    assert list(LiveSession.objects.all()) == [kept]
    assert SlideRun.objects.count() == 0


def test_a_lobby_can_be_deleted_and_its_code_opens_nothing() -> None:
    user = make_user()
    live = make_live(owner=user)
    make_seat(live)
    assert at_desk(user).post(f"/workshops/{live.key}/delete/").status_code == 302
    assert LiveSession.objects.count() == 0


def test_a_running_workshop_is_finished_before_it_is_deleted() -> None:
    user = make_user()
    live = make_running(owner=user)
    client = at_desk(user)
    assert "Delete it for good" not in text(client.get(f"/workshops/{live.key}/delete/"))
    answer = client.post(f"/workshops/{live.key}/delete/")
    assert (answer.status_code, "Finish it on the console first." in text(answer)) == (409, True)
    assert LiveSession.objects.filter(pk=live.pk).exists()


# ------------------------------------------------------------------ other people's
@pytest.mark.parametrize("path", ["", "copy/", "delete/", "invite/"])
def test_what_belongs_to_another_facilitator_is_not_there(path: str) -> None:
    live = make_live()
    client = at_desk(make_user())
    assert client.post(f"/workshops/{live.key}/{path}", {"title": "Taken over"}).status_code == 404
    live.refresh_from_db()
    assert (LiveSession.objects.count(), live.title) == (1, "Tidewell panel")
    assert Client().post(f"/workshops/{live.key}/{path}").status_code == 302  # to the sign-in page


@pytest.mark.parametrize("path", ["copy/", "invite/"])
def test_following_a_link_changes_nothing(path: str) -> None:
    user = make_user()
    live = make_live(owner=user)
    assert at_desk(user).get(f"/workshops/{live.key}/{path}").status_code == 405
    assert LiveSession.objects.count() == 1
