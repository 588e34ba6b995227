"""What stands in front: whom to believe about addresses, and which pages may open a socket."""

from __future__ import annotations

import re
from types import SimpleNamespace
from typing import Any

import pytest
from channels.testing import ApplicationCommunicator
from django.db import transaction
from django.test import Client

from sessions import edge, push
from sessions.edge import GONE, TOO_MANY, Alive, Edge, is_ours
from tests.factories import make_live
from tests.phones import Phone, closed_with, in_thread, opened, phone_socket, projector_socket
from workshop import env
from workshop.asgi import application
from workshop.handler import Handler

Headers = list[tuple[bytes, bytes]]
FORGED: Headers = [
    (b"daphne-root-path", b"/evil"),
    (b"x-forwarded-for", b"203.0.113.9, 192.0.2.7"),
    (b"x-forwarded-proto", b"https"),
    (b"x-forwarded-host", b"evil.example"),
    (b"x-forwarded-port", b"444"),
    (b"forwarded", b"for=203.0.113.9;proto=https;host=evil.example"),
]
HONEST: Headers = [(b"host", b"testserver"), (b"accept", b"*/*")]


async def seen_inside(headers: Headers, kind: str = "http", path: str = "/") -> dict[str, Any]:
    """The scope as the application behind the edge gets it."""
    found: dict[str, Any] = {}

    async def inner(scope: Any, receive: Any, send: Any) -> None:
        found.update(scope)

    async def nothing(*_args: Any) -> Any:
        return {}

    scope = {"type": kind, "path": path, "root_path": "/evil", "client": ("198.51.100.1", 4711), "headers": headers}
    await Edge(inner)(scope, nothing, nothing)
    return found


@pytest.mark.parametrize("kind", ["http", "websocket"])
async def test_what_a_client_says_about_addresses_is_believed_by_nobody(kind: str) -> None:
    scope = await seen_inside([*HONEST, *FORGED], kind)
    assert (scope["root_path"], scope["client"], scope["headers"]) == ("", ("198.51.100.1", 4711), HONEST)


async def test_no_database_is_ever_asked_for_an_address_with_a_nul_in_it() -> None:
    assert (await seen_inside(HONEST, path="/w/a\0b/"))["path"] == "/w/a�b/"


@pytest.mark.parametrize(
    ("proxies", "forwarded", "client"),
    [
        (1, [b"203.0.113.9, 192.0.2.7"], "192.0.2.7"),
        (1, [b"203.0.113.9", b"192.0.2.7"], "192.0.2.7"),
        (2, [b"203.0.113.9, 192.0.2.7"], "203.0.113.9"),
        (2, [b"192.0.2.7"], "198.51.100.1"),
        (1, [], "198.51.100.1"),
        (2, [b"203.0.113.9"], "198.51.100.1"),
        (1, [b""], "198.51.100.1"),
        (1, [b"203.0.113.9, "], "198.51.100.1"),
        (1, [b"203.0.113.9, unknown"], "198.51.100.1"),
        (1, [b"<script>"], "198.51.100.1"),
        (1, [b"999.0.0.1"], "198.51.100.1"),
        (1, [b"192.0.2.7:4711"], "192.0.2.7"),
        (1, [b"2001:db8::7"], "2001:db8::7"),
        (1, [b"[2001:db8::7]:4711"], "2001:db8::7"),
        (1, [b"[2001:db8::7]"], "2001:db8::7"),
        (1, [b"[2001:db8::7"], "2001:db8::7"),
        (1, [b"2001:DB8:0:0::7"], "2001:db8::7"),
        (2, [b"2001:db8::bad, 2001:db8::7, 192.0.2.1"], "2001:db8::7"),
        (3, [b"2001:db8::7, 192.0.2.1"], "198.51.100.1"),
        (1, [b"10.0.0.1, 10.0.0.2, 10.0.0.3, 10.0.0.4, 192.0.2.7"], "192.0.2.7"),
    ],
)
async def test_behind_known_proxies_the_address_is_counted_from_the_right(
    proxies: int, forwarded: list[bytes], client: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(env, "TRUSTED_PROXIES", proxies)
    scope = await seen_inside([*HONEST, *((b"x-forwarded-for", value) for value in forwarded)])
    assert (scope["client"][0], scope["headers"]) == (client, HONEST)


@pytest.mark.parametrize(
    ("said", "kept"),
    [([b"https"], [b"https"]), ([b"http"], [b"http"]), ([b"https", b"http"], [b"http"]), ([b"ftp"], []), ([b"https, http"], []), ([], [])],
)
async def test_behind_a_known_proxy_its_own_word_about_the_scheme_counts(
    said: list[bytes], kept: list[bytes], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(env, "TRUSTED_PROXIES", 1)
    scope = await seen_inside([*HONEST, *((b"x-forwarded-proto", value) for value in said)])
    assert scope["headers"] == [*HONEST, *((b"x-forwarded-proto", value) for value in kept)]


@pytest.mark.django_db(transaction=True)
async def test_a_forged_root_path_changes_neither_the_page_nor_its_links() -> None:
    async def get(headers: Headers) -> tuple[int, str]:
        scope = {"type": "http", "method": "GET", "path": "/", "raw_path": b"/", "query_string": b"", "headers": headers, "root_path": ""}
        sent: list[Any] = []

        async def receive() -> Any:
            return {"type": "http.request", "body": b""}

        async def send(message: Any) -> None:
            sent.append(message)

        await application({**scope, "client": ("198.51.100.1", 1), "server": ("testserver", 80)}, receive, send)
        html = b"".join(message.get("body", b"") for message in sent[1:]).decode()
        return sent[0]["status"], re.sub(r'name="csrfmiddlewaretoken" value="\w+"', "", html)

    honest, forged = await get(HONEST), await get([*HONEST, *FORGED])
    assert honest[0] == 200
    assert forged == honest


# ------------------------------------------------------------------ whoever watches over the processes
async def asked(path: str, headers: Headers, app: Any = None) -> tuple[int, bytes]:
    """What a hosted process answers on its own port, built with the settings as they are now."""
    scope = {"type": "http", "method": "GET", "path": path, "raw_path": path.encode(), "query_string": b"", "headers": headers}
    inner: Any = app or Handler()
    one = ApplicationCommunicator(Edge(Alive(inner)), {**scope, "root_path": "", "client": ("198.51.100.1", 1), "server": ("app-1", 8000)})
    await one.send_input({"type": "http.request", "body": b""})
    status = (await one.receive_output(20))["status"]
    return status, (await one.receive_output(20))["body"]


@pytest.fixture
def hosted(settings: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    """As behind nginx with TLS."""
    settings.PUBLIC_URL, settings.ALLOWED_HOSTS, settings.METRICS_TOKEN = "https://hymns.example.org", ["hymns.example.org"], "right"
    settings.SECURE_SSL_REDIRECT, settings.SECURE_PROXY_SSL_HEADER = True, ("HTTP_X_FORWARDED_PROTO", "https")
    monkeypatch.setattr(env, "TRUSTED_PROXIES", 1)


@pytest.mark.django_db(transaction=True)
@pytest.mark.usefixtures("hosted")
async def test_each_process_of_a_hosted_site_is_asked_on_its_own_port_whether_it_is_ready_and_for_its_numbers() -> None:
    own: Headers = [(b"host", b"app-1:8000")]
    assert await asked("/readyz", own) == (200, b"ok")
    status, text = await asked("/metrics", [*own, (b"authorization", b"Bearer right")])
    assert (status, b"hymnsheet_rooms" in text) == (200, True)
    assert (await asked("/metrics", [*own, (b"authorization", b"Bearer wrong")]))[0] == 404
    assert (await asked("/readyz", [(b"host", b"hymns.example.org")]))[0] == 200, "without a word about https"


@pytest.mark.django_db(transaction=True)
@pytest.mark.usefixtures("hosted")
async def test_no_page_is_given_out_under_a_name_or_a_scheme_that_is_not_the_sites_own() -> None:
    assert (await asked("/", [(b"host", b"app-1:8000"), (b"x-forwarded-proto", b"https")]))[0] == 400
    assert (await asked("/readyz/", [(b"host", b"app-1:8000"), (b"x-forwarded-proto", b"https")]))[0] == 400
    assert (await asked("/", [(b"host", b"hymns.example.org")]))[0] == 301


@pytest.mark.usefixtures("hosted")
async def test_whether_a_process_lives_is_said_without_asking_anybody() -> None:
    async def stuck(_scope: Any, _receive: Any, _send: Any) -> None:
        raise AssertionError("it may wait for a database for as long as it likes")

    assert await asked("/healthz", [(b"host", b"app-1:8000")], stuck) == (200, b"ok")


# ------------------------------------------------------------------ origins
def scope_of(origin: bytes | None, host: bytes = b"hymns.example:8000") -> dict[str, Any]:
    return {"headers": [(b"host", host), *([(b"origin", origin)] if origin is not None else [])]}


@pytest.mark.parametrize("origin", [b"http://hymns.example:8000", b"http://192.0.2.7:8000"])
def test_our_own_pages_may_open_a_socket_under_every_name_of_this_server(origin: bytes, settings: Any) -> None:
    settings.PUBLIC_URL, settings.SECURE, settings.ALLOWED_HOSTS = "http://192.0.2.7:8000", False, ["hymns.example", "192.0.2.7"]
    assert is_ours(scope_of(origin))


def test_a_page_under_an_address_in_brackets_is_ours_too(settings: Any) -> None:
    settings.PUBLIC_URL, settings.SECURE, settings.ALLOWED_HOSTS = "http://192.0.2.7:8000", False, ["[::1]"]
    assert is_ours(scope_of(b"http://[::1]:8000", b"[::1]:8000"))
    assert not is_ours(scope_of(b"http://[::2]:8000", b"[::1]:8000"))


FOREIGN = [
    None,
    b"",
    b"null",
    b"http://hymns.example",
    b"http://hymns.example:8001",
    b"https://hymns.example:8000",
    b"ftp://hymns.example:8000",
    b"ws://hymns.example:8000",
    b"//hymns.example:8000",
    b"hymns.example:8000",
    b"http://evil.example:8000",
    b"http://hymns.example.evil.example:8000",
    b"http://evilhymns.example:8000",
    b"http://someone@hymns.example:8000",
    b"http://hymns.example:8000@evil.example",
    b"http://hymns.example:8000.evil.example",
    b"http://[",
    b"http://[::1",
    b"http://hymns.example:port",
    b"http://\xff\xfe",
    b"file://",
    b"data:text/html,x",
    b"javascript:alert(1)",
    b"http://192.0.2.7",
    b"http://192.0.2.7:8001",
    b"https://192.0.2.7:8000",
    b"http://[::ffff:192.0.2.7]:8000",
    b"http://hymns.example:8000/",
    b"http://hymns.example:8000#x",
    b"http://hymns.example:08000",
    b"http://hymns.example:8000, http://evil.example",
    b"HTTP://EVIL.EXAMPLE:8000",
    b"chrome-extension://hymns.example:8000",
]


def test_thirty_wrong_origins_are_tried() -> None:
    assert len(set(FOREIGN)) >= 30


@pytest.mark.parametrize("origin", FOREIGN)
def test_no_other_page_may(origin: bytes | None, settings: Any) -> None:
    settings.PUBLIC_URL, settings.SECURE, settings.ALLOWED_HOSTS = "http://192.0.2.7:8000", False, ["hymns.example", "192.0.2.7"]
    assert not is_ours(scope_of(origin))


def test_a_host_this_server_does_not_answer_to_is_not_ours_even_if_the_page_says_the_same(settings: Any) -> None:
    settings.PUBLIC_URL, settings.SECURE, settings.ALLOWED_HOSTS = "http://192.0.2.7:8000", False, ["192.0.2.7"]
    assert not is_ours(scope_of(b"http://rebound.example:8000", b"rebound.example:8000"))


@pytest.mark.parametrize(
    ("origin", "ours"),
    [
        (b"https://hymns.example", True),
        (b"http://hymns.example", False),
        (b"https://hymns.example:8443", False),
        (b"https://www.hymns.example", False),
    ],
)
def test_over_https_only_the_public_address_is_ours(origin: bytes, ours: bool, settings: Any) -> None:
    settings.PUBLIC_URL, settings.SECURE, settings.ALLOWED_HOSTS = "https://hymns.example", True, ["hymns.example"]
    assert is_ours(scope_of(origin, b"hymns.example")) == ours


@pytest.mark.django_db
def test_a_host_this_server_does_not_know_gets_no_page() -> None:
    assert Client().get("/", headers={"Host": "rebound.example"}).status_code == 400


# ------------------------------------------------------------------ how many sockets
@pytest.mark.django_db(transaction=True)
async def test_a_seat_has_a_few_sockets_and_the_ones_opened_first_are_told_to_go_on_by_asking(settings: Any) -> None:
    settings.SOCKETS_OF_A_SEAT = 2
    live = await in_thread(make_live)()
    phone, neighbour = await in_thread(lambda: (Phone(live), Phone(live)))()
    beside = await opened(neighbour.socket())
    first, second, third = [await opened(phone.socket()) for _socket in range(3)]
    assert await first.receive_output(timeout=5) == {"type": "websocket.close", "code": TOO_MANY}
    await in_thread(transaction.atomic(lambda: push.show(live)))()
    assert [bool(await line.receive_from(timeout=5)) for line in (second, third, beside)] == [True] * 3
    for line in (second, third, beside):
        await line.disconnect()


@pytest.mark.django_db(transaction=True)
async def test_one_socket_too_many_is_told_to_go_on_by_asking_and_strangers_never_take_a_members_place(
    settings: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    settings.SOCKETS_IN_ALL = 2
    monkeypatch.setattr(edge, "STRANGERS", 1)
    live = await in_thread(make_live)()
    phones = [await in_thread(Phone)(live) for _phone in range(3)]
    screen = await opened(projector_socket(live))
    assert await closed_with(projector_socket(live)) == TOO_MANY
    inside = [await opened(phone.socket()) for phone in phones[:2]]
    assert await closed_with(phones[2].socket()) == TOO_MANY
    await inside[0].disconnect()
    again = await opened(phones[2].socket())
    for line in (screen, inside[1], again):
        await line.disconnect()


@pytest.mark.django_db(transaction=True)
async def test_strangers_who_are_refused_leave_their_places() -> None:
    for _stranger in range(edge.STRANGERS + 5):
        assert await closed_with(phone_socket(SimpleNamespace(key="nobody"))) == GONE  # type: ignore[arg-type]
