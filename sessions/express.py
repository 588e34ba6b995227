"""The express lane: the requests a whole room makes at once, answered in front of Django's handler.

They are what can be stored together with what others send (an answer, a draft), and a look at a stage that has not changed. Same
addresses, same forms, same checks, same action. The lane only ever says yes: whatever is missing, odd, refused or unknown goes to Django
with its body untouched, and Django says no in its own words. See docs/adr/0018-the-express-lane.md.
"""

from __future__ import annotations

import asyncio
import io
import re
from collections.abc import Awaitable, Callable, MutableMapping
from contextlib import suppress
from functools import cached_property, lru_cache
from typing import Any
from urllib.parse import parse_qsl

from channels.db import database_sync_to_async
from django.conf import settings
from django.core.exceptions import ObjectDoesNotExist, SuspiciousOperation
from django.core.handlers.asgi import ASGIRequest
from django.db import Error
from django.http import HttpRequest, HttpResponse
from django.http.request import QueryDict, split_domain_port, validate_host
from django.middleware.csrf import CsrfViewMiddleware
from django.utils.module_loading import import_string

from sessions import access, clock, presence, rate, revisions, seats
from sessions.exercise import Audience
from sessions.gathering import ANSWER, Gathering, Slip, is_stored_together
from sessions.hub import address, hub
from sessions.own_stages import OwnStages

Scope = MutableMapping[str, Any]
Message = dict[str, Any]
Receive = Callable[[], Awaitable[Message]]
Send = Callable[[Message], Awaitable[None]]
App = Callable[[Scope, Receive, Send], Awaitable[None]]
Headers = list[tuple[bytes, bytes]]

STAGE = re.compile(r"/w/([\w-]{1,16})/stage/", re.ASCII)
SENT = re.compile(r"/w/([\w-]{1,16})/(\w{1,20})/(?:([\w-]{1,80})/)?", re.ASCII)
FORM = b"application/x-www-form-urlencoded"
LESSON_SECONDS = 2.0  # that others wait for the first request after a start
LARGEST_FORM = 4096  # bytes; sorting thirty options takes a tenth of it, and few drafts are as long
ONCE = (b"host", b"cookie", b"origin", b"content-type", b"content-length", b"x-csrftoken", b"hx-request", b"sec-fetch-site")
OWN_HEADERS = {b"content-length", b"set-cookie", b"clear-site-data", b"x-now", b"date"}  # of one response alone


class Express:
    """Stands in front of the HTTP application. One for each process."""

    def __init__(self, app: App) -> None:
        self.app = app
        self.stages = OwnStages()
        self.gathering = Gathering(self.stages.let_go)
        self.learnt: dict[str, Headers] = {}  # what Django sends with such responses, with a body or none: by the scheme they were asked by
        self.lessons: dict[str, asyncio.Event] = {}  # the first request by a scheme, while Django answers it

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer what can be answered here; hand everything else on."""
        path, method = scope["path"], scope["method"]
        if method == "GET" and (found := STAGE.fullmatch(path)):
            if self.may_pass(scope) and await self.has_learnt(scope):
                html = await look_if_possible(scope, found[1])
                if html is not None:
                    await self.respond(scope, send, 200 if html else 204, html.encode())
                    return
            await self.learn(scope, receive, send, found[1])
        elif method == "POST" and (found := SENT.fullmatch(path)) and is_stored_together(found[2]):
            await self.take(scope, receive, send, found[1], found[2], found[3] or "")
        else:
            await self.app(scope, receive, send)

    # ------------------------------------------------------------------ an answer, or another kind
    async def take(self, scope: Scope, receive: Receive, send: Send, key: str, kind: str, slide_key: str) -> None:
        """Store what was sent together with others, or hand it on."""
        headers = once(scope)
        if headers is None or not self.may_pass(scope) or not is_small_form(headers):
            await self.app(scope, receive, send)
            return
        first = await receive()

        async def replay(coming: list[Message] = [first]) -> Message:  # noqa: B006 made anew for each request
            return coming.pop() if coming else await receive()

        if first["type"] != "http.request" or first.get("more_body"):
            await self.app(scope, replay, send)
            return
        on = Sent(send)
        if await self.has_learnt(scope):
            await self.take_form(scope, first.get("body", b""), headers, on, key, kind, slide_key)
        if not on.begun:
            await self.learn(scope, replay, send, key)

    async def take_form(
        self, scope: Scope, body: bytes, headers: dict[bytes, bytes], send: Sent, key: str, kind: str, slide_key: str
    ) -> None:
        """The same once its body is here. Sends nothing when it is not for this lane."""
        if len(body) != int(headers[b"content-length"]):
            return
        token = access.seat_token(access.scope_cookies(scope), key)
        form = self.checked_form(scope, body) if token is not None else None
        if token is None or form is None:
            return
        seat = access.hashed(token)
        if not rate.allows(seat):
            return
        is_quiet = kind != ANSWER or bool(form.get("quiet"))
        slip = Slip(key, slide_key, seat, form, kind)
        stored = await self.gathering.put(slip)
        if stored is None:
            return
        if is_quiet:
            await self.respond(scope, send, 204)
        else:
            try:
                stage = await self.stages.get(slip, stored)
            except (Error, ObjectDoesNotExist):  # the answer is stored; Django, asked again, stores nothing new and knows what to say
                return
            await self.respond(scope, send, 200, stage.encode())

    def checked_form(self, scope: Scope, body: bytes) -> QueryDict | None:
        """The fields of a form that one of our own pages sent: Django's own check of origin and token. None: not so, or not sure."""
        if self.csrf is None:
            return None
        try:
            request = ASGIRequest(scope, io.BytesIO(body))
            request.get_host()
            one_cookie(request)
            self.csrf.process_request(request)
            if self.csrf.process_view(request, nothing, (), {}) is not None:
                return None
            return request.POST
        except (SuspiciousOperation, UnicodeError, ValueError):
            return None

    @cached_property
    def csrf(self) -> CsrfViewMiddleware | None:
        """The check the settings name, made to refuse without a word; None: there is none that is known here, and so no lane."""
        for path in settings.MIDDLEWARE:
            found = import_string(path)
            if isinstance(found, type) and issubclass(found, CsrfViewMiddleware):
                quiet = type("Quiet", (found,), {"_reject": lambda _self, _request, _reason: REFUSED})
                return quiet(lambda _request: REFUSED)  # type: ignore[no-any-return]
        return None

    # ------------------------------------------------------------------ both
    def may_pass(self, scope: Scope) -> bool:
        """Whether Django would not send this request elsewhere, or refuse its host."""
        headers = once(scope)
        if headers is None or (settings.SECURE_SSL_REDIRECT and scheme_of(scope) != "https"):
            return False
        return headers.get(b"sec-fetch-site", b"same-origin") == b"same-origin" and is_our_host(
            headers.get(b"host", b"").decode("latin-1"), tuple(settings.ALLOWED_HOSTS)
        )

    async def respond(self, scope: Scope, send: Send, status: int, body: bytes = b"") -> None:
        """Answer as Django does, once it has been learnt how that is."""
        now = str(clock.milliseconds(clock.now())).encode()
        headers = [*self.learnt[scheme_of(scope)], (b"X-Now", now), (b"Content-Length", str(len(body)).encode())]
        await send({"type": "http.response.start", "status": status, "headers": headers})
        await send({"type": "http.response.body", "body": body})

    async def has_learnt(self, scope: Scope) -> bool:
        """Whether Django has been seen to answer. While it answers the first, the others of a room that comes at once wait for that: a
        while, and then they take the ordinary way.
        """
        scheme = scheme_of(scope)
        if scheme in self.lessons:
            with suppress(TimeoutError):
                async with asyncio.timeout(LESSON_SECONDS):
                    await self.lessons[scheme].wait()
        return scheme in self.learnt

    async def learn(self, scope: Scope, receive: Receive, send: Send, key: str) -> None:
        """Hand a request on that has come whole, and look which headers Django sends along. Nobody waits for what a stranger is told."""
        scheme = scheme_of(scope)

        async def look(message: Message) -> None:
            if message["type"] == "http.response.start" and message["status"] in {200, 204}:
                names = {name.lower() for name, _value in message["headers"]}
                if names >= {b"x-now", b"cache-control"} and not names & {b"content-encoding", b"set-cookie"}:
                    self.learnt[scheme] = [each for each in message["headers"] if each[0].lower() not in OWN_HEADERS]
            await send(message)

        is_lesson = scheme not in self.learnt and scheme not in self.lessons
        if not is_lesson or access.seat_token(access.scope_cookies(scope), key) is None:
            await self.app(scope, receive, look)
            return
        lesson = self.lessons[scheme] = asyncio.Event()
        try:
            await self.app(scope, receive, look)
        finally:
            del self.lessons[scheme]
            lesson.set()


class Sent:
    """A `send` that knows whether anything was sent."""

    def __init__(self, send: Send) -> None:
        self.send, self.begun = send, False

    async def __call__(self, message: Message) -> None:
        self.begun = True
        await self.send(message)


REFUSED = HttpResponse(status=403)


def one_cookie(request: HttpRequest) -> None:
    """Where Django looks for the secret of forms, put the one of the seat's own cookie; nothing else is believed."""
    request.COOKIES.pop(settings.CSRF_COOKIE_NAME, None)
    if secret := access.form_secret(request.COOKIES):
        request.COOKIES[settings.CSRF_COOKIE_NAME] = secret


def nothing(_request: HttpRequest) -> HttpResponse:
    """A view for the check, which asks whether it is exempt."""
    return REFUSED


async def look_if_possible(scope: Scope, key: str) -> str | None:
    """The same; None also while the database is away, which Django knows how to say."""
    try:
        return await look(scope, key)
    except Error:
        return None


async def look(scope: Scope, key: str) -> str | None:
    """What a phone's look at the stage is answered: nothing where it shows what is on, or what was last pushed where that is enough.

    None: this process does not know.
    """
    token = access.seat_token(access.scope_cookies(scope), key)
    asked = dict(parse_qsl(scope["query_string"].decode("latin-1")))
    seen, heard = asked.get("seen", ""), asked.get("heard", "0")
    if token is None or not all(number.isdecimal() and number.isascii() and len(number) < 10 for number in (seen, heard)):
        return None
    seat = access.hashed(token)
    is_news = presence.is_news(key, Audience.PHONES, seat)
    if is_news and seat not in await seats.room(key):
        return None
    current = revisions.remembered(key, int(heard))
    if current is None:
        current = await _revisions.get(key)
    if current is None or current < int(heard):
        return None
    where, _, version = asked.get("piece", "").partition(":")
    if where and str(revisions.piece(address(key, where))) != version:
        return None
    shown = hub().last_shown(key)
    if current == int(seen):
        found = ""
    elif shown is not None and shown.revision == current and (shown.is_enough_for(int(seen)) or (shown.is_stage and not where)):
        found = shown.text
    else:
        return None
    if found and not is_news and seat not in await seats.room(key):  # told to go where this process could not hear it
        return None
    presence.heard(key, Audience.PHONES, seat)
    if is_news:
        hub().count_soon(key)
    return found


_revisions: seats.Together[int | None] = seats.Together(database_sync_to_async(revisions.current))


def once(scope: Scope) -> dict[bytes, bytes] | None:
    """The headers that are looked at; None when one of them is there twice."""
    found: dict[bytes, bytes] = {}
    for name, value in scope["headers"]:
        if name in ONCE:
            if name in found:
                return None
            found[name] = value
    return found


def is_small_form(headers: dict[bytes, bytes]) -> bool:
    """Whether a script of ours sends a plain little form, with everything that proves it."""
    size = headers.get(b"content-length", b"")
    return (
        headers.get(b"hx-request") == b"true"
        and headers.get(b"content-type", b"").split(b";")[0].strip().lower() == FORM
        and size.isdigit()
        and int(size) <= LARGEST_FORM
        and b"origin" in headers
        and b"x-csrftoken" in headers
    )


def scheme_of(scope: Scope) -> str:
    """http, or https where a proxy of ours says so (`sessions.edge` lets nobody else say it)."""
    said = next((value for name, value in reversed(scope["headers"]) if name == b"x-forwarded-proto"), None)
    return said.decode("latin-1") if said and settings.SECURE_PROXY_SSL_HEADER else str(scope.get("scheme", "http"))


@lru_cache(maxsize=64)
def is_our_host(host: str, allowed: tuple[str, ...]) -> bool:
    """Whether this server answers to a name."""
    name, _port = split_domain_port(host)
    return bool(name) and validate_host(name, list(allowed))
