"""Who has been heard of lately, and what a process remembers of revisions."""

from __future__ import annotations

from typing import Any

import pytest
from django.test import Client

from sessions import presence, revisions
from sessions.models import LiveSession
from sessions.screens import people
from tests.factories import make_running
from tests.phones import Phone


def test_a_page_is_news_once_and_again_after_it_had_been_silent(monkeypatch: pytest.MonkeyPatch) -> None:
    assert [presence.heard("room", "phones", "a") for _n in range(3)] == [True, False, False]
    monkeypatch.setattr(presence, "HEARD_SECONDS", -1.0)
    assert presence.heard("room", "phones", "a")


def test_who_has_been_silent_too_long_is_not_there(monkeypatch: pytest.MonkeyPatch) -> None:
    presence.heard("room", "phones", "a")
    presence.heard("room", "phones", "b")
    assert presence.here("room", "phones") == {"a", "b"}
    presence.gone("room", "phones", "a")
    presence.gone("room", "phones", "nobody")
    assert presence.here("room", "phones") == {"b"}
    monkeypatch.setattr(presence, "HEARD_SECONDS", -1.0)
    assert presence.here("room", "phones") == set()


def test_rooms_and_audiences_are_counted_apart() -> None:
    presence.heard("room", "phones", "a")
    presence.heard("room", "projector", "b")
    presence.heard("elsewhere", "phones", "c")
    assert [presence.here("room", "phones"), presence.here("room", "projector"), presence.here("room", "console")] == [{"a"}, {"b"}, set()]


def test_an_older_revision_never_replaces_a_newer_one() -> None:
    for revision in (3, 5, 4):
        revisions.believe("room", revision)
    assert revisions.current("room") == 5


@pytest.mark.django_db
def test_a_room_nobody_knows_has_no_revision_and_is_not_remembered() -> None:
    assert revisions.current("nobody") is None
    assert revisions._known == {}


@pytest.mark.django_db
def test_the_console_counts_phones_that_ask_and_not_seats_alone(django_capture_on_commit_callbacks: Any) -> None:
    live = make_running()
    phones = [Phone(live) for _n in range(3)]
    for phone in phones[:2]:
        phone.page()
        phone.poll(live.revision)
    Client().get(f"/screen/{live.screen_token}/stage/?seen=0&page=one")
    room = people.room(LiveSession.objects.get(pk=live.pk))
    assert (room["people"], room["connected"], room["all_connected"], room["projectors"]) == (3, 2, False, 1)
    with django_capture_on_commit_callbacks(execute=True):
        phones[0].client.post(f"/w/{live.key}/leave/")
    room = people.room(LiveSession.objects.get(pk=live.pk))
    assert (room["people"], room["connected"]) == (2, 1)
