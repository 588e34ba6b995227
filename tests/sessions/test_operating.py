"""Ready or not, the numbers, the status page, and the warning before the disk is full."""

from __future__ import annotations

import logging
import re
import shutil
from collections import namedtuple
from concurrent.futures import ThreadPoolExecutor
from threading import Event
from typing import Any

import pytest
from asgiref.sync import async_to_sync
from channels.layers import InMemoryChannelLayer, channel_layers
from channels.testing import ApplicationCommunicator, WebsocketCommunicator
from django.db import DatabaseError, connection, connections
from django.db.migrations.loader import MigrationLoader
from django.db.migrations.recorder import MigrationRecorder
from django.test import Client
from pytest_django import Settings

from sessions import checking, metrics, readiness
from sessions.hub import Hub
from tests.factories import at_desk, make_live, make_running, make_user
from tests.phones import Phone
from workshop import disk
from workshop.logs import Plain, short_hash

Usage = namedtuple("Usage", "total used free")
FULL = "The disk is almost full"


class Dead(InMemoryChannelLayer):
    """A channel layer whose server has gone."""

    async def group_send(self, group: str, message: dict[str, Any]) -> None:
        raise ConnectionError


class Swallowing(InMemoryChannelLayer):
    """A channel layer that takes everything and brings nothing."""

    async def group_send(self, group: str, message: dict[str, Any]) -> None:
        pass


@pytest.fixture
def free(monkeypatch: pytest.MonkeyPatch) -> Any:
    """Sets how many bytes the system says are left."""
    return lambda left: monkeypatch.setattr(shutil, "disk_usage", lambda path: Usage(10**12, 10**12 - left, left))


def ready() -> tuple[int, bytes]:
    readiness._last = None  # as after a second
    answer = Client().get("/readyz")
    return answer.status_code, answer.content


# ------------------------------------------------------------------ ready or not
@pytest.mark.django_db
def test_a_server_with_everything_is_ready() -> None:
    assert ready() == (200, b"ok")
    assert "no-store" in Client().get("/readyz")["Cache-Control"]


@pytest.mark.django_db
def test_without_a_database_it_is_not_ready_and_says_no_more_than_that() -> None:
    def broken(*args: object) -> None:
        raise DatabaseError

    with connection.execute_wrapper(broken):
        assert ready() == (503, b"not ok")


@pytest.mark.django_db
def test_with_a_database_of_another_release_it_is_not_ready() -> None:
    newest = MigrationLoader(connection).graph.leaf_nodes("live")[0]
    MigrationRecorder(connection).record_unapplied(*newest)
    assert ready() == (503, b"not ok")
    MigrationRecorder(connection).record_applied(*newest)
    assert ready() == (200, b"ok")


@pytest.mark.django_db
def test_with_a_layer_that_takes_nothing_it_is_not_ready() -> None:
    channel_layers.set("default", Dead())
    assert ready() == (503, b"not ok")


@pytest.mark.django_db
@pytest.mark.parametrize(("left", "status"), [(disk.FLOOR, 200), (disk.FLOOR - 1, 503)])
def test_with_hardly_any_disk_it_is_not_ready(left: int, status: int, free: Any) -> None:
    free(left)
    assert ready()[0] == status


@pytest.mark.django_db
def test_with_a_disk_the_system_knows_nothing_about_it_is_not_ready(settings: Settings) -> None:
    settings.DATA_DIR = "/nowhere/at/all"
    assert ready()[0] == 503


@pytest.mark.django_db
def test_what_was_found_is_good_for_a_second_however_many_ask(free: Any) -> None:
    assert ready() == (200, b"ok")
    free(0)
    assert Client().get("/readyz").status_code == 200
    assert ready() == (503, b"not ok")
    free(disk.FLOOR)
    assert Client().get("/readyz").status_code == 503


@pytest.mark.django_db(transaction=True)
def test_a_silent_layer_holds_up_one_who_asks_and_not_the_others(monkeypatch: pytest.MonkeyPatch) -> None:
    reached, go_on = Event(), Event()

    class Silent(InMemoryChannelLayer):
        async def group_send(self, group: str, message: dict[str, Any]) -> None:
            reached.set()
            assert go_on.wait(20)
            raise ConnectionError

    def first() -> tuple[int, bytes]:
        try:
            return ready_again()
        finally:
            connections.close_all()

    def ready_again() -> tuple[int, bytes]:
        answer = Client().get("/readyz")
        return answer.status_code, answer.content

    assert ready() == (200, b"ok")
    monkeypatch.setattr(readiness, "TRUSTED_SECONDS", 0)
    channel_layers.set("default", Silent())
    with ThreadPoolExecutor(1) as thread:
        held = thread.submit(first)
        assert reached.wait(20)
        assert ready_again() == (200, b"ok"), "what was known last, at once"
        go_on.set()
        assert held.result(20) == (503, b"not ok")


async def test_a_layer_that_takes_a_message_and_swallows_it_does_not_answer(monkeypatch: pytest.MonkeyPatch) -> None:
    hub = Hub()
    await hub.listen()
    assert await hub.answers(5) is True

    channel_layers.set("default", Swallowing())
    assert await hub.answers(0.05) is False
    assert hub._listening is not None
    hub._listening.cancel()


# ------------------------------------------------------------------ the numbers
@pytest.mark.django_db
@pytest.mark.parametrize("header", [{}, {"Authorization": "Bearer wrong"}, {"Authorization": "Bearer "}, {"Authorization": "Bearer ü"}])
@pytest.mark.parametrize("token", ["", "right"])
def test_without_the_token_there_are_no_numbers(header: dict[str, str], token: str, settings: Settings) -> None:
    settings.METRICS_TOKEN = token
    assert Client().get("/metrics", headers=header).status_code == 404


@pytest.mark.django_db
def test_with_the_token_there_are_numbers_and_none_names_a_live_session(settings: Settings) -> None:
    settings.METRICS_TOKEN = "right"
    live = make_running()
    make_live()
    phones = [Phone(live) for _phone in range(3)]
    for phone in phones:
        phone.poll()
    answer = Client().get("/metrics", headers={"Authorization": "Bearer right"})
    assert answer["Content-Type"].startswith("text/plain; version=")
    text = answer.content.decode()
    assert ("hymnsheet_rooms 1.0" in text, "hymnsheet_phones 3.0" in text) == (True, True)
    secret = [live.key, live.code, live.screen_token, live.invite_token, live.title, live.owner.username, phones[0].cookie]
    assert [word for word in secret if word in text] == []


@pytest.mark.django_db
def test_while_the_database_is_away_the_numbers_say_so_and_all_that_is_known_without_it(settings: Settings) -> None:
    def broken(*args: object) -> None:
        raise DatabaseError

    def numbers() -> str:
        readiness._last = None  # as after a second
        answer = Client().get("/metrics", headers={"Authorization": "Bearer right"})
        assert answer.status_code == 200
        return answer.content.decode()

    settings.METRICS_TOKEN = "right"
    assert ['hymnsheet_ready{check="database"} 1.0' in numbers(), "hymnsheet_rooms 0.0" in numbers()] == [True, True]
    with connection.execute_wrapper(broken):
        away = numbers()
    for said in ('{check="database"} 0.0', '{check="migrations"} 0.0', '{check="layer"} 1.0', '{check="disk"} 1.0', "hymnsheet_rooms NaN"):
        assert said in away
    assert "hymnsheet_began_seconds" in away


@pytest.mark.django_db
def test_the_status_page_says_what_is_missing_also_where_a_table_does_not_answer() -> None:
    def broken(execute: Any, sql: str, *args: Any) -> Any:
        if 'FROM "live_livesession"' in sql:
            raise DatabaseError
        return execute(sql, *args)

    desk = at_desk(make_user(is_staff=True))
    with connection.execute_wrapper(broken):
        page = desk.get("/status/")
    assert (page.status_code, "<dt>Workshops on</dt><dd>not known</dd>" in page.content.decode()) == (200, True)


@pytest.mark.parametrize(
    ("method", "path", "status", "what"),
    [
        ("GET", "/", 200, "page"),
        ("POST", "/console/abc/next/", 200, "press"),
        ("POST", "/w/abc/answer/vote/", 200, "answer"),
        ("GET", "/w/abc/stage/", 204, "poll"),
        ("GET", "/w/abc/stage/", 200, "poll"),
        ("GET", "/console/abc/stage/", 200, "poll"),
        ("GET", "/static/css/hymnsheet.css", 200, "file"),
        ("POST", "/", 503, "press"),
    ],
)
async def test_a_request_is_counted_and_timed_by_what_it_asked_for(method: str, path: str, status: int, what: str) -> None:
    async def app(scope: Any, receive: Any, send: Any) -> None:
        await send({"type": "http.response.start", "status": status, "headers": []})
        await send({"type": "http.response.body", "body": b""})

    def counted() -> list[int]:
        return [
            metrics.value("hymnsheet_requests_total", what=what, status=f"{status // 100}xx"),
            metrics.value("hymnsheet_request_seconds_count", what=what),
            metrics.value("hymnsheet_polls_total", answer="unchanged"),
            metrics.value("hymnsheet_polls_total", answer="news"),
        ]

    before = counted()
    one = ApplicationCommunicator(metrics.Counted(app), {"type": "http", "method": method, "path": path})
    assert (await one.receive_output())["status"] == status
    await one.receive_output()
    await one.wait()
    assert [now - then for now, then in zip(counted(), before, strict=True)] == [
        1,
        1,
        int(status == 204),
        int(path.startswith("/w/") and what == "poll" and status == 200),
    ]


async def test_a_socket_counts_for_as_long_as_it_is_open() -> None:
    before = metrics.value("hymnsheet_sockets")
    one = WebsocketCommunicator(metrics.Counted(checking.checking), "/live/check/here/")
    await one.connect()
    assert metrics.value("hymnsheet_sockets") == before + 1
    await one.disconnect()
    assert metrics.value("hymnsheet_sockets") == before


@pytest.mark.django_db
def test_pushes_are_counted_and_lost_ones_apart(monkeypatch: pytest.MonkeyPatch, django_capture_on_commit_callbacks: Any) -> None:
    def counted() -> tuple[int, int]:
        return sum(metrics.by_label("hymnsheet_pushes_total", "kind").values()), metrics.value("hymnsheet_pushes_lost_total")

    live = make_live()
    desk = at_desk(live.owner)
    before = counted()
    with django_capture_on_commit_callbacks(execute=True):
        desk.post(f"/console/{live.key}/start/", {"seen": live.revision})
    pushed = counted()
    assert (pushed[0] > before[0], pushed[1]) == (True, before[1])

    channel_layers.set("default", Dead())
    live.refresh_from_db()
    with django_capture_on_commit_callbacks(execute=True):
        desk.post(f"/console/{live.key}/next/", {"seen": live.revision})
    assert (counted()[0], counted()[1] > pushed[1]) == (pushed[0], True)


async def test_a_process_remembers_what_is_on_in_more_rooms_than_a_large_site_has_at_once() -> None:
    hub = Hub()
    for n in range(300):
        await hub.deliver({"type": "hub.show", "key": f"room {n}", "revision": 1, "texts": {"phones": '<div id="stage"></div>'}})
    assert [n for n in range(300) if hub.last_shown(f"room {n}") is None] == []


# ------------------------------------------------------------------ the log
@pytest.mark.django_db
def test_what_happens_is_noted_by_its_name_and_a_session_by_its_short_hash(
    caplog: pytest.LogCaptureFixture, django_capture_on_commit_callbacks: Any
) -> None:
    caplog.set_level(logging.INFO, "hymnsheet.events")
    live = make_live()
    Client().post("/sign-in/", {"username": live.owner.username, "password": "unmistakable-word"})
    desk = at_desk(live.owner)
    with django_capture_on_commit_callbacks(execute=True):
        for press in ("start", "finish"):
            live.refresh_from_db()
            assert desk.post(f"/console/{live.key}/{press}/", {"seen": live.revision}).status_code == 302
        desk.post("/sign-out/")
    lines = [Plain().format(record).partition("events: ")[2] for record in caplog.records if record.name == "hymnsheet.events"]
    live_hash = f"live={short_hash(live.key)}"
    assert lines == ["sign-in-refused", "sign-in", "sign-out", f"session-begun {live_hash}", f"session-ended {live_hash}"]


# ------------------------------------------------------------------ the status page
@pytest.mark.django_db
def test_the_status_page_is_for_the_host_alone() -> None:
    assert Client().get("/status/")["Location"] == "/sign-in/?next=/status/"
    assert at_desk(make_user()).get("/status/").status_code == 404
    answers = [at_desk(host).get("/status/") for host in (make_user(is_staff=True), make_user(is_superuser=True))]
    assert [answer.status_code for answer in answers] == [200, 200]
    assert "Ready for a workshop." in answers[0].content.decode()


@pytest.mark.django_db
def test_the_status_page_says_what_is_missing_and_no_word_about_any_one_workshop(free: Any) -> None:
    live = make_running()
    Phone(live).poll()
    free(disk.FLOOR - 1)
    page = at_desk(make_user(is_staff=True)).get("/status/").content.decode()
    for said in ("Not ready", "Less than 50 MB are left.", "<dt>Workshops on</dt><dd>1</dd>", "<dt>Phones with us</dt><dd>1</dd>"):
        assert said in page
    assert [word for word in (live.key, live.code, live.title, live.owner.username) if word in page] == []


@pytest.mark.django_db
def test_the_status_page_has_pushes_what_screens_learnt_by_asking_and_errors(django_capture_on_commit_callbacks: Any) -> None:
    async def answered(scope: Any, receive: Any, send: Any) -> None:
        await send({"type": "http.response.start", "status": scope["status"], "headers": []})

    async def asked(status: int) -> None:
        one = {"type": "http", "method": "GET", "path": "/w/abc/stage/", "status": status}
        await ApplicationCommunicator(metrics.Counted(answered), one).receive_output()

    def broken(*args: object) -> None:
        raise ZeroDivisionError

    def shown() -> dict[str, int]:
        page = host.get("/status/").content.decode()
        facts = dict(re.findall(r"<dt>([^<]+)</dt><dd>(\d+)(?= \(|<)", page))
        return {name: int(facts.get(name, 0)) for name in (*counted, "ZeroDivisionError")}

    counted = ("Pushes", "Pushes lost", "Times a screen asked", "Learnt something that way")
    host, live = at_desk(make_user(is_staff=True)), make_live()
    desk = at_desk(live.owner)
    before = shown()
    with django_capture_on_commit_callbacks(execute=True):
        desk.post(f"/console/{live.key}/start/", {"seen": live.revision})
    pushed = shown()
    assert (pushed["Pushes"] > before["Pushes"], pushed["Pushes lost"]) == (True, before["Pushes lost"])

    channel_layers.set("default", Dead())
    live.refresh_from_db()
    with django_capture_on_commit_callbacks(execute=True):
        desk.post(f"/console/{live.key}/next/", {"seen": live.revision})
    for status in (200, 204, 204):
        async_to_sync(asked)(status)
    with connection.execute_wrapper(broken):
        assert Client(raise_request_exception=False).get(f"/screen/{live.screen_token}/").status_code == 500
    after = shown()
    assert after["Pushes lost"] > before["Pushes lost"]
    assert [after[name] - before[name] for name in (*counted[2:], "ZeroDivisionError")] == [3, 1, 1]
    share = round(100 * after["Learnt something that way"] / after["Times a screen asked"])
    assert f"<dd>{after['Learnt something that way']} ({share} %)</dd>" in host.get("/status/").content.decode()


# ------------------------------------------------------------------ the disk
@pytest.mark.django_db
@pytest.mark.parametrize(
    ("left", "says"), [(disk.LOW, ""), (disk.LOW - 1, "about 190 MB are left"), (5 * disk.MB, "about 0 MB are left"), (0, "about 0 MB")]
)
def test_the_console_warns_before_the_disk_is_full(left: int, says: str, free: Any) -> None:
    live = make_running()
    desk = at_desk(live.owner)
    assert FULL not in desk.get(f"/console/{live.key}/").content.decode()
    free(left)
    page = desk.get(f"/console/{live.key}/").content.decode()
    assert (FULL in page) == bool(says)
    assert says in page


@pytest.mark.django_db
def test_a_console_that_is_open_learns_of_it_with_its_next_question_and_of_its_end_too(free: Any) -> None:
    live = make_running()
    desk = at_desk(live.owner)

    def asked() -> str:
        answer = desk.get(f"/console/{live.key}/stage/?seen={live.revision}&page=one", headers={"HX-Request": "true"})
        return str(answer.content.decode())

    assert ('id="calls"' in asked(), FULL in asked()) == (True, False)
    free(disk.LOW - 1)
    assert FULL in asked()
    free(disk.LOW)
    assert FULL not in asked()


@pytest.mark.django_db
def test_phones_and_the_big_screen_say_nothing_about_the_disk(free: Any) -> None:
    live = make_running()
    phone = Phone(live)
    free(0)
    pages = [phone.page(), Client().get(f"/screen/{live.screen_token}/")]
    assert [(page.status_code, FULL in page.content.decode()) for page in pages] == [(200, False)] * 2


# ------------------------------------------------------------------ the network check
@pytest.mark.django_db
def test_the_network_check_is_for_everybody_and_is_useful_without_scripts(settings: Settings) -> None:
    settings.PUBLIC_URL = "https://hymns.example.org"
    answer = Client().get("/network-check/")
    page = answer.content.decode()
    assert answer.status_code == 200
    assert not answer.cookies, "looking at it leaves nothing behind"
    for said in (
        "This page has reached you, so pages get through.",
        "Please allow, for hymns.example.org on port 443: HTTPS, and the WebSocket upgrade (wss)",
        "<b>hymns.example.org/network-check/</b>",
    ):
        assert said in page


@pytest.mark.django_db
def test_asking_gets_the_servers_time_and_touches_no_database(django_assert_num_queries: Any) -> None:
    with django_assert_num_queries(0):
        answer = Client().get("/network-check/ask/")
    assert (answer.status_code, answer["X-Now"].isdecimal(), answer["Cache-Control"]) == (204, True, "no-store")


async def test_the_checks_socket_says_a_word_at_once_and_ends_by_itself(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(checking, "EVERY_SECONDS", 0.01)
    one = WebsocketCommunicator(checking.checking, "/live/check/here/")
    connected, _protocol = await one.connect()
    assert connected
    await one.send_to(text_data="anything")
    assert [await one.receive_from() for _word in range(checking.WORDS)] == ["here"] * 6
    assert await one.receive_output() == {"type": "websocket.close", "code": 1000}
