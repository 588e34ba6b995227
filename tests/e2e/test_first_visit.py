"""What a phone fetches before it can take part: few requests, few bytes, and everything that stays the same is kept for a year."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any
from urllib.parse import urlsplit

from playwright.sync_api import expect

from tests.e2e.conftest import LAPTOP, PHONE, Opener, Screen, Server
from tests.e2e.people import code_on, connected, set_up, sign_in

YEAR = 365 * 24 * 60 * 60


@dataclass
class Fetched:
    """An answer that came over the network: its path, how long it may be kept, how it was packed, and its bytes on the wire."""

    path: str
    kept: int
    packed: str
    size: int = 0


@dataclass
class Wire:
    """What a page fetches from now on, as the browser's own network log tells it. Its cache does not count."""

    fetched: dict[str, Fetched] = field(default_factory=dict)

    def heard(self, event: dict[str, Any]) -> None:
        response = event["response"]
        if response.get("fromDiskCache") or event["requestId"] in self.fetched:
            return
        headers = {name.lower(): value for name, value in response["headers"].items()}
        kept = dict(part.strip().partition("=")[::2] for part in headers.get("cache-control", "").split(","))
        path = urlsplit(response["url"]).path
        self.fetched[event["requestId"]] = Fetched(path, int(kept.get("max-age") or 0), headers.get("content-encoding", ""))

    def served_from_cache(self, event: dict[str, Any]) -> None:
        self.fetched.pop(event["requestId"], None)

    def finished(self, event: dict[str, Any]) -> None:
        if event["requestId"] in self.fetched:
            self.fetched[event["requestId"]].size = int(event["encodedDataLength"])

    @property
    def all(self) -> list[Fetched]:
        return [each for each in self.fetched.values() if each.size]


def listen(screen: Screen) -> Wire:
    wire = Wire()
    log = screen.context.new_cdp_session(screen.page)
    log.on("Network.responseReceived", lambda event: wire.heard(event))
    log.on("Network.requestServedFromCache", lambda event: wire.served_from_cache(event))
    log.on("Network.loadingFinished", lambda event: wire.finished(event))
    log.send("Network.enable")
    return wire


def test_the_first_page_and_the_first_slide_are_small_and_what_stays_the_same_is_kept_for_a_year(
    server: Server, open_screen: Opener
) -> None:
    desk = open_screen(LAPTOP)
    sign_in(desk, server)
    set_up(desk.page, "First visit")
    visitor = open_screen(PHONE)
    page, wire = visitor.page, listen(visitor)

    page.goto("/")
    page.wait_for_load_state("networkidle")
    icon = page.locator("link[rel=icon]").get_attribute("href")
    page.evaluate("async (href) => void await (await fetch(href)).text()", icon)  # as a window does for its tab; this one has none
    joining = wire.all
    wire.fetched.clear()
    page.get_by_label("Workshop code").fill(code_on(desk.page))
    page.get_by_role("button", name="Join").click()
    expect(page.get_by_role("button", name="Come in")).to_be_visible()
    promise = wire.all
    wire.fetched.clear()
    page.get_by_role("button", name="Come in").click()
    connected(page)
    page.wait_for_load_state("networkidle")
    phone = wire.all

    for name, fetched in (("join page", joining), ("promise", promise), ("phone", phone)):
        print(f"{name}: {len(fetched)} requests, {sum(each.size for each in fetched)} bytes", *fetched, sep="\n  ")  # noqa: T201
    assert (len(joining) <= 6, len(promise) <= 6, len(phone) <= 6) == (True, True, True)
    assert sum(each.size for each in (*joining, *promise, *phone)) < 100 * 1024
    static = [each for each in (*joining, *promise, *phone) if each.path.startswith("/static/")]
    assert sorted(each.path.rsplit(".", 1)[-1] for each in static) == ["css", "js", "js", "js", "svg"]  # join.js, htmx, and ours
    assert [each for each in static if each.kept < YEAR or (each.packed != "br" and each.size > 1500)] == []
