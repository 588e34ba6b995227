"""How a push gets out quickly: phones before everybody else, the console rendered once, and no gap when a socket opens."""

from __future__ import annotations

from typing import Any

import pytest
from django.urls import reverse

from sessions import push
from sessions.actions import stage
from sessions.hub import address, hub
from tests.factories import at_desk, make_running
from tests.phones import HTMX, Phone, console_socket, in_thread, opened

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def sent(monkeypatch: pytest.MonkeyPatch) -> list[dict[str, Any]]:
    """What has been handed to the channel layer, in order."""
    messages: list[dict[str, Any]] = []
    monkeypatch.setattr(push, "_send", messages.append)
    return messages


def test_phones_are_sent_a_slide_before_anything_else_is_rendered(sent: list[dict[str, Any]]) -> None:
    live = make_running()
    sent.clear()
    stage.go_next(live, live.revision)
    assert [list(message["texts"]) for message in sent] == [["phones"], ["projector"], ["console"]]
    assert {message["revision"] for message in sent} == {live.revision}


def test_whoever_presses_gets_the_very_fragment_the_other_consoles_are_sent(sent: list[dict[str, Any]]) -> None:
    live = make_running()
    sent.clear()
    response = at_desk(live.owner).post(reverse("live:next", args=[live.key]), {"seen": live.revision}, headers=HTMX)
    assert response.content.decode() == sent[-1]["texts"]["console"]


def test_a_fragment_is_handed_to_one_presser_and_only_as_long_as_it_is_true(sent: list[dict[str, Any]]) -> None:
    live = make_running()
    assert push.just_shown(live) == sent[-1]["texts"]["console"]
    assert push.just_shown(live) is None
    before = live.revision
    stage.go_next(live, before)
    live.revision = before
    assert push.just_shown(live) is None


async def test_a_page_is_pushed_to_from_the_moment_its_socket_is_open() -> None:
    live = await in_thread(make_running)()
    phone = await in_thread(Phone)(live)
    desk = await in_thread(lambda: at_desk(live.owner))()
    one, two = await opened(phone.socket()), await opened(console_socket(live, desk))
    assert [len(hub().table[address(live.key, audience)]) for audience in ("phones", "console")] == [1, 1]
    await one.disconnect()
    await two.disconnect()


async def test_a_text_no_socket_would_take_is_not_pushed_and_the_poll_brings_what_is_on(
    monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    live = await in_thread(make_running)()
    phone = await in_thread(Phone)(live)
    line = await opened(phone.socket())
    monkeypatch.setattr(push, "LARGEST_TEXT", 100)
    await in_thread(stage.go_next)(live, live.revision)
    assert await line.receive_nothing(timeout=0.5)
    assert "is too large to send; screens will ask for it" in caplog.text
    poll = await in_thread(phone.poll)(live.revision - 1)
    assert (poll.status_code, f'data-revision="{live.revision}"' in poll.content.decode()) == (200, True)
    await line.disconnect()
