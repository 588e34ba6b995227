"""The HTTP handler, asked over ASGI as a server does."""

from __future__ import annotations

import asyncio
import threading
from collections.abc import Iterator
from typing import Any

import pytest
from asgiref.sync import async_to_sync
from django.core.signals import request_finished, request_started
from django.db import connection
from django.http import HttpRequest, HttpResponse, StreamingHttpResponse
from django.test import override_settings
from django.urls import path

from workshop.handler import THREADS, Handler

seen: list[Any] = []
together = threading.Barrier(THREADS)


def hello(request: HttpRequest) -> HttpResponse:
    seen.append(threading.current_thread().name.split("_")[0])
    response = HttpResponse(f"{request.method} {request.POST.get('word', '')}".strip())
    response.set_cookie("one", "1")
    response.set_cookie("two", "2")
    return response


def parts(request: HttpRequest) -> StreamingHttpResponse:
    return StreamingHttpResponse([b"one ", b"two"])


def broken(request: HttpRequest) -> HttpResponse:
    raise RuntimeError("on purpose")


async def note_loop() -> None:
    seen.append(asyncio.get_running_loop())


def pushing(request: HttpRequest) -> HttpResponse:
    async_to_sync(note_loop)()
    return HttpResponse("pushed")


def storing(request: HttpRequest) -> HttpResponse:
    connection.ensure_connection()
    seen.append((threading.current_thread(), connection.connection))
    return HttpResponse("stored")


def meet(request: HttpRequest) -> HttpResponse:
    together.wait(timeout=20)
    return HttpResponse("met")


def handler500(request: HttpRequest) -> HttpResponse:
    return HttpResponse("sorry", status=500)


urlpatterns = [path(f"{view.__name__}/", view) for view in (hello, parts, broken, pushing, storing, meet)]


@pytest.fixture(autouse=True)
def only_these_addresses() -> Iterator[None]:
    seen.clear()
    with override_settings(ROOT_URLCONF=__name__, MIDDLEWARE=["django.middleware.common.CommonMiddleware"]):
        yield


async def ask(
    address: str, method: str = "GET", body: bytes = b"", kind: bytes = b"", handler: Handler | None = None
) -> list[dict[str, Any]]:
    """The messages a handler answers one request with; the body comes in two pieces."""
    sent: list[dict[str, Any]] = []
    coming = [{"type": "http.request", "body": body[:3], "more_body": True}, {"type": "http.request", "body": body[3:], "more_body": False}]

    async def receive() -> dict[str, Any]:
        return coming.pop(0) if coming else {"type": "http.disconnect"}

    async def send(message: dict[str, Any]) -> None:
        sent.append(message)

    scope = {
        "type": "http",
        "method": method,
        "path": address,
        "query_string": b"",
        "headers": [(b"host", b"testserver"), (b"content-type", kind), (b"content-length", str(len(body)).encode())],
    }
    await (handler or Handler())(scope, receive, send)
    return sent


async def test_a_response_is_one_start_and_one_body_with_every_cookie() -> None:
    start, body = await ask("/hello/")

    assert (start["type"], start["status"]) == ("http.response.start", 200)
    assert [value for name, value in start["headers"] if name == b"Set-Cookie"] == [b"one=1; Path=/", b"two=2; Path=/"]
    assert body == {"type": "http.response.body", "body": b"GET"}


async def test_a_form_that_comes_in_pieces_is_read_whole() -> None:
    _start, body = await ask("/hello/", "POST", b"word=ballot", b"application/x-www-form-urlencoded")

    assert body["body"] == b"POST ballot"


async def test_a_response_in_parts_is_sent_whole() -> None:
    _start, body = await ask("/parts/")

    assert body["body"] == b"one two"


async def test_a_view_that_breaks_is_answered_with_500() -> None:
    start, body = await ask("/broken/")

    assert (start["status"], body["body"]) == (500, b"sorry")


async def test_a_push_from_a_view_runs_on_the_servers_own_event_loop() -> None:
    await ask("/pushing/")

    assert seen == [asyncio.get_running_loop()]


async def test_a_request_begins_and_ends_in_the_thread_of_its_view() -> None:
    def note(**_signal: Any) -> None:
        seen.append(threading.current_thread().name.split("_")[0])

    request_started.connect(note)
    request_finished.connect(note)
    try:
        await ask("/hello/")
    finally:
        request_started.disconnect(note)
        request_finished.disconnect(note)

    assert seen == ["request", "request", "request"]


async def test_as_many_requests_as_there_are_threads_are_handled_at_once() -> None:
    handler = Handler()

    answers = await asyncio.gather(*(ask("/meet/", handler=handler) for _thread in range(THREADS)))

    assert [start["status"] for start, _body in answers] == [200] * THREADS


@pytest.mark.embedded
@pytest.mark.django_db(transaction=True)
async def test_each_thread_keeps_its_connection_to_the_database_from_request_to_request() -> None:
    handler = Handler()
    for _round in range(3):
        await asyncio.gather(*(ask("/storing/", handler=handler) for _request in range(2 * THREADS)))
    connections = {id(connection): connection for _thread, connection in seen}
    try:
        assert len(connections) == len({thread for thread, _connection in seen}) <= THREADS
    finally:
        handler.threads.shutdown()
        for kept in connections.values():
            kept.close()


async def test_a_browser_that_leaves_before_it_has_asked_gets_no_answer() -> None:
    sent: list[dict[str, Any]] = []

    async def receive() -> dict[str, Any]:
        return {"type": "http.disconnect"}

    async def send(message: dict[str, Any]) -> None:
        sent.append(message)

    await Handler()({"type": "http", "method": "POST", "path": "/hello/", "query_string": b"", "headers": []}, receive, send)

    assert (sent, seen) == ([], [])


async def test_anything_but_http_is_refused() -> None:
    async def nothing(*_message: Any) -> Any:
        raise AssertionError("nothing is read or sent")

    with pytest.raises(ValueError, match="only HTTP is handled here, not lifespan"):
        await Handler()({"type": "lifespan"}, nothing, nothing)
