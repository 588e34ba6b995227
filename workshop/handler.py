"""Django's HTTP handler, with one hop to one of a few threads for each request.

Django's own ASGI handler goes back and forth between the event loop and a fresh thread for every hook of every middleware, and gives
each request a thread, so a room that acts at once is hundreds of threads fighting for one processor. All our views and middleware are
synchronous: a request is handled from beginning to end in one of a few threads, and the others wait their turn in order.
See docs/adr/0009-a-few-threads-for-requests.md.
"""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Mapping
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing
from typing import IO, Any

from asgiref.sync import sync_to_async
from django.core import signals
from django.core.exceptions import RequestAborted
from django.core.handlers.asgi import ASGIHandler, get_script_prefix
from django.core.handlers.base import BaseHandler
from django.http import HttpResponseBase
from django.urls import set_script_prefix

THREADS = 8  # requests handled at the same time; each may hold one database connection

Scope = dict[str, Any]
Receive = Callable[[], Awaitable[Mapping[str, Any]]]
Send = Callable[[dict[str, Any]], Awaitable[None]]


class Handler(ASGIHandler):
    """Serves HTTP; every response is complete before its first byte is sent."""

    def __init__(self) -> None:
        BaseHandler.__init__(self)
        self.load_middleware(is_async=False)
        self.threads = ThreadPoolExecutor(THREADS, thread_name_prefix="request")
        # Through asgiref, so that a push from a view finds its way back to this event loop.
        self.respond_in_thread = sync_to_async(self.respond, thread_sensitive=False, executor=self.threads)

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Handle one request. A browser that goes away meanwhile does not stop what it asked for."""
        if scope["type"] != "http":
            raise ValueError(f"only HTTP is handled here, not {scope['type']}")
        try:
            body = await self.read_body(receive)
        except RequestAborted:
            return
        with closing(body):
            start, content = await self.respond_in_thread(scope, body)
        await send(start)
        await send({"type": "http.response.body", "body": content})

    def respond(self, scope: Scope, body: IO[bytes]) -> tuple[dict[str, Any], bytes]:
        """The first message of the response, and its content. In one thread, so that its database connection ends with the request."""
        set_script_prefix(get_script_prefix(scope))
        signals.request_started.send(sender=self.__class__, scope=scope)
        request, refusal = self.create_request(scope, body)
        response = self.get_response(request) if request is not None else refusal
        assert response is not None, "a request or a refusal"  # noqa: S101
        try:
            content = b"".join(response) if response.streaming else response.content  # type: ignore[attr-defined]
        finally:
            response.close()  # sends request_finished
        return {"type": "http.response.start", "status": response.status_code, "headers": headers_of(response)}, content


def headers_of(response: HttpResponseBase) -> list[tuple[bytes, bytes]]:
    """The headers and cookies of a response, as ASGI takes them."""
    headers = [(name.encode("ascii"), value.encode("latin-1")) for name, value in response.items()]
    return headers + [(b"Set-Cookie", cookie.output(header="").strip().encode("ascii")) for cookie in response.cookies.values()]
