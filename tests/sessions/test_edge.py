"""What stands in front: whom to believe about addresses, and which pages may open a socket."""

from __future__ import annotations

import re
from typing import Any

import pytest
from django.test import Client

from sessions.edge import Edge, is_ours
from workshop import env
from workshop.asgi import application

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
]


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
