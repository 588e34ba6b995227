"""Requests that look almost right, and a way to send them through the whole ASGI application, its edge included."""

from __future__ import annotations

import io
import json
import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace
from random import Random
from typing import Any
from urllib.parse import urlencode

from django.conf import settings
from django.test import Client

from sessions import access
from workshop.asgi import application

Forge = Callable[["Forged", Random], "Forged | None"]
HOST = "testserver"
EVIL = "evil.example"
TOKEN = "csrfmiddlewaretoken"
SEAT = re.compile(r"[^:]+:[^:]+(?=:)")  # what comes before the secret in the cookie of somebody with a seat
FORM = "application/x-www-form-urlencoded"
# Commands that are about people or words, not about the stage: whichever revision a page was drawn from, they are right.
OF_ANY_REVISION = frozenset(
    f"exercises:{name}"
    for name in (
        "say", "place-late", "add-for", "blank-text", "keep-step", "blank-step", "blank-plan", "moment-seen", "last-time-say",
        "last-time-note",
    )
)  # fmt: skip


@dataclass(frozen=True)
class Forged:
    """One request. Before it is forged it is right in everything: somebody who may, from our own page, with the token of their browser."""

    name: str
    role: str
    path: str
    body: Mapping[str, Any]
    cookies: Mapping[str, str]
    method: str = "POST"
    scheme: str = "http"
    query: Mapping[str, Any] = field(default_factory=dict)
    headers: Mapping[str, str] = field(default_factory=dict)
    kind: str = FORM
    other: Client | None = None  # the browser of somebody who may not

    def without(self, *names: str) -> Forged:
        return replace(self, body={name: value for name, value in self.body.items() if name not in names})

    def saying(self, **body: Any) -> Forged:
        return replace(self, body={**self.body, **body})

    def with_headers(self, *dropped: str, **headers: str) -> Forged:
        kept = {name: value for name, value in self.headers.items() if name not in dropped}
        return replace(self, headers=kept | {name.replace("_", "-"): value for name, value in headers.items()})

    def content(self) -> bytes:
        """The body as it travels."""
        if self.method == "GET":
            return b""
        if self.kind == "application/json":
            return json.dumps(self.body).encode()
        if self.kind == "text/plain":
            return "\r\n".join(f"{name}={value}" for name, value in self.body.items()).encode()
        if self.kind.startswith("multipart/"):
            parts = "".join(f'--x\r\nContent-Disposition: form-data; name="{name}"\r\n\r\n{v}\r\n' for name, v in self.body.items())
            return f"{parts}--x--\r\n".encode()
        return urlencode(self.body, doseq=True).encode()


def token_of(browser: Client) -> str:
    """The secret against forgery in a browser's one cookie, which it is given with its first form."""
    if not access.form_secret(held(browser)):
        browser.get("/")
    return access.form_secret(held(browser))


def held(browser: Client) -> dict[str, str]:
    """The cookies of a browser."""
    return {name: str(morsel.value) for name, morsel in browser.cookies.items()}


def right(name: str, role: str, path: str, body: Mapping[str, Any], browser: Client, other: Client | None = None) -> Forged:
    """The request as our own page would send it."""
    token = token_of(browser)
    return Forged(name, role, path, {**body, TOKEN: token}, held(browser), headers={"origin": f"http://{HOST}"}, other=other)


async def send(request: Forged) -> tuple[int, str]:
    """The status and text of the answer, from the application with its edge."""
    content = request.content()
    headers = {"host": HOST, "cookie": "; ".join(f"{name}={value}" for name, value in request.cookies.items())}
    headers |= {"content-type": request.kind, "content-length": str(len(content)), **request.headers}
    scope = {
        "type": "http",
        "asgi": {"version": "3.0"},
        "http_version": "1.1",
        "method": request.method,
        "scheme": request.scheme,
        "path": request.path,
        "raw_path": request.path.encode(),
        "query_string": urlencode(request.query, doseq=True).encode(),
        "root_path": "",
        "headers": [(name.lower().encode(), value.encode("latin-1")) for name, value in headers.items()],
        "client": ("198.51.100.1", 4711),
        "server": (HOST, 80),
    }
    sent: list[dict[str, Any]] = []
    told = iter([{"type": "http.request", "body": content, "more_body": False}])

    async def receive() -> Any:
        return next(told, {"type": "http.disconnect"})

    async def note(message: Any) -> None:
        sent.append(message)

    await application(scope, receive, note)
    text = io.BytesIO()
    for message in sent[1:]:
        text.write(message.get("body", b""))
    return int(sent[0]["status"]), text.getvalue().decode(errors="replace")


# ------------------------------------------------------------------ ways to forge
def no_token(r: Forged, chance: Random) -> Forged:
    return r.without(TOKEN)


def made_up_token(r: Forged, chance: Random) -> Forged:
    return r.saying(**{TOKEN: "".join(chance.choices("abcdefghijklmnopqrstuvwxyz0123456789", k=chance.choice([0, 1, 31, 32, 33, 64])))})


def token_in_a_header(r: Forged, chance: Random) -> Forged:
    return r.without(TOKEN).with_headers(X_CSRFToken="x" * chance.choice([32, 64]))


def anothers_token(r: Forged, chance: Random) -> Forged | None:
    return r.saying(**{TOKEN: token_of(r.other)}) if r.other else None


def no_cookie_for_the_token(r: Forged, chance: Random) -> Forged:
    """The seat stays, but its cookie holds no secret; whoever has none keeps only what signs them in."""
    name = settings.SEAT_COOKIE_NAME
    seat = SEAT.match(r.cookies.get(name, ""))
    others = {cookie: value for cookie, value in r.cookies.items() if cookie != name}
    return replace(r, cookies=others | ({name: access._signer.sign(seat[0])} if seat else {}))


def another_origin(r: Forged, chance: Random) -> Forged:
    origins = [
        "null", f"http://{EVIL}", f"https://{EVIL}", f"http://{HOST}:8001", f"https://{HOST}", f"http://{HOST}.{EVIL}", f"http://{EVIL}:80",
        f"http://www.{HOST}", f"ftp://{HOST}", "http://", "x", "file://", f"http://{HOST}@{EVIL}", f"http://{EVIL}/{HOST}", f"//{HOST}",
    ]  # fmt: skip
    return r.with_headers(origin=chance.choice(origins))


def another_sites_page(r: Forged, chance: Random) -> Forged:
    """What a browser says that sends no Origin, or whose Origin somebody on the way has taken off."""
    return r.with_headers("origin", Sec_Fetch_Site=chance.choice(["cross-site", "same-site", "CROSS-SITE", "cross-site, same-origin", "x"]))


def another_referer(r: Forged, chance: Random) -> Forged:
    """Over TLS, without an Origin, the page a press comes from has to be one of ours."""
    referer = chance.choice([f"https://{EVIL}/", f"http://{HOST}/", f"https://{HOST}:8443/", "https://[", ""])
    return replace(r.with_headers("origin", Referer=referer), scheme="https")


def stale_revision(r: Forged, chance: Random) -> Forged | None:
    if "seen" not in r.body:
        return None
    seen = int(r.body["seen"])
    odd = ["", "x", "-1", "1e3", "¾", "99999999999999999999", "null"]
    stale = odd if r.name in OF_ANY_REVISION else [*odd, str(seen - 1), str(seen + 1), "0", str(seen + 1000)]
    return r.saying(seen=chance.choice(stale))


def another_method(r: Forged, chance: Random) -> Forged:
    """The token goes along in a header, where it would count."""
    method = chance.choice(["PUT", "PATCH", "DELETE", "OPTIONS", "HEAD", "TRACE", "PROPFIND"])
    return replace(r.with_headers(X_CSRFToken=str(r.body[TOKEN])), method=method)


def a_link(r: Forged, chance: Random) -> Forged:
    """All a picture or a link can do."""
    return replace(r.with_headers("origin"), method="GET", query=r.body, body={})


def overridden_method(r: Forged, chance: Random) -> Forged:
    name = chance.choice(["X-HTTP-Method-Override", "X-HTTP-Method", "X-Method-Override"])
    method = chance.choice(["GET", "POST"])
    body = dict(r.body) if method == "GET" else {n: v for n, v in r.body.items() if n != TOKEN}
    odd = {"_method": "POST", "_METHOD": "POST", "method": "POST"}
    query = {**odd, **(body if method == "GET" else {})}
    return replace(r.with_headers(**{name.replace("-", "_"): "POST"}), method=method, query=query, body={**body, **odd})


def forwarded(r: Forged, chance: Random) -> Forged:
    """A page of another site that claims, in headers only a proxy may write, that its own host is ours."""
    scheme = chance.choice(["http", "https"])
    claim = {
        "X-Forwarded-Host": EVIL, "X-Forwarded-Proto": scheme, "X-Forwarded-For": "127.0.0.1", "X-Forwarded-Port": "443",
        "Forwarded": f"for=127.0.0.1;proto={scheme};host={EVIL}", "X-Real-IP": "127.0.0.1", "X-Original-URL": "/", "X-Rewrite-URL": "/",
        "X-Forwarded-Prefix": "/evil", "X-Script-Name": "/evil", "X-Forwarded-Ssl": "on", "Front-End-Https": "on",
    }  # fmt: skip
    chosen = {name: value for name, value in claim.items() if chance.random() < 0.6}
    return replace(r, headers={**r.headers, **chosen, "origin": f"{scheme}://{EVIL}"})


def root_path(r: Forged, chance: Random) -> Forged:
    forged = r.with_headers(Daphne_Root_Path=chance.choice(["/evil", r.path, "/", "//evil", "%2e%2e"]))
    return chance.choice([no_token, another_origin, no_cookie_for_the_token])(forged, chance)


def another_host(r: Forged, chance: Random) -> Forged:
    host = chance.choice([EVIL, f"{HOST}.{EVIL}", f"{EVIL}:80", "127.0.0.1.evil.example", "", f"{HOST}@{EVIL}", "[::2]"])
    return r.with_headers(host=host, origin=f"http://{host}")


def another_kind_of_body(r: Forged, chance: Random) -> Forged:
    """The token is in it, but where only a form's would be read."""
    kinds = ["application/json", "text/plain", "application/xml", "application/octet-stream", "multipart/form-data; boundary=y", ""]
    kind = chance.choice(kinds)
    return replace(r, kind=kind)


def spoilt_cookies(r: Forged, chance: Random) -> Forged | None:
    """A seat or a session with another signature, another session's key, or nothing left of it."""
    keys = [name for name in (settings.SEAT_COOKIE_NAME, settings.SESSION_COOKIE_NAME) if name in r.cookies]
    if not keys or r.other is None:  # where everybody may, or a link is the key, no cookie is asked for
        return None
    cookies = dict(r.cookies)
    for name in (chance.choice(keys),):
        value = cookies[name]
        key, _, rest = value.partition(":")
        cut = chance.randrange(len(value))
        cookies[name] = chance.choice(
            [value[:cut], value[:-1] + ("A" if value[-1] != "A" else "B"), value[::-1], f"x{key}:{rest}", "", "x" * 3000]
        )
    return replace(r, cookies=cookies)


def wrong_role(r: Forged, chance: Random) -> Forged | None:
    """Somebody who may not, from our own page, with the right token of their own browser."""
    if r.other is None:
        return None
    token = token_of(r.other)
    return replace(r.saying(**{TOKEN: token}), cookies=held(r.other))


WAYS: tuple[Forge, ...] = (
    no_token, made_up_token, token_in_a_header, anothers_token, no_cookie_for_the_token, another_origin, another_sites_page,
    another_referer, stale_revision, another_method, a_link, overridden_method, forwarded, root_path,
    another_host, another_kind_of_body, spoilt_cookies,
    wrong_role,
)  # fmt: skip
