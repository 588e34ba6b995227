"""What a phone fetches before it can take part: few requests, few bytes, and everything that stays the same is kept for a year."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any
from urllib.parse import parse_qs, urlsplit

from playwright.sync_api import Page, expect

from bench.crowd import Crowd
from bench.visit import visits
from tests.e2e.conftest import LAPTOP, PHONE, Opener, Screen, Server
from tests.e2e.people import code_on, connected, join, set_up, sign_in

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


def draw_icon(page: Page) -> None:
    """As a window does for its tab, which the tests' browser has none of. Raises where it cannot or may not be drawn."""
    icon = page.locator("link[rel=icon]").get_attribute("href")
    page.evaluate("(src) => Object.assign(new Image(), { src }).decode()", icon)


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
    draw_icon(page)
    joining = wire.all
    wire.fetched.clear()
    code = code_on(desk.page)
    page.get_by_label("Workshop code").fill(code)
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
    fetched = [*joining, *promise, *phone]
    assert [each.path for each in fetched if not each.path.startswith("/static/")] == ["/", "/", urlsplit(page.url).path]
    assert len(fetched) == 6
    assert sum(each.size for each in fetched) < 100 * 1024
    static = [each for each in fetched if each.path.startswith("/static/")]
    assert sorted(each.path.rsplit(".", 1)[-1] for each in static) == ["css", "js", "js"]  # htmx, and ours
    assert [each for each in static if each.kept < YEAR or (each.packed != "br" and each.size > 1500)] == []
    draw_icon(desk.page)

    first, whole = visits(Crowd(), server.port, code)  # what `make bench` counts is what a browser asks for
    assert (first.requests, whole.pages, whole.redirects) == (len(joining), 3, 1)
    assert sorted(whole.files) == sorted(each.path for each in static)


KEEP = """(live) => {
  localStorage.setItem("hymnsheet-mine", JSON.stringify({ live, picks: ["4", "6", "8"] }));
  localStorage.setItem("hymnsheet-ticks", JSON.stringify({ live, ticks: ["light"] }));
}"""
KEPT = """() => Object.entries(localStorage).sort()"""
COME_BACK = """() => ["online", "pageshow"].forEach((name) => window.dispatchEvent(new PageTransitionEvent(name, { persisted: true })))"""


def test_a_look_at_the_way_in_takes_nothing_from_a_phone_that_has_a_seat_and_asks_for_no_slide(server: Server, open_screen: Opener) -> None:
    desk = open_screen(LAPTOP)
    sign_in(desk, server)
    set_up(desk.page, "The way in")
    code, phone = code_on(desk.page), open_screen(PHONE)
    page = join(phone, code)
    connected(page)
    page.evaluate(KEEP, page.locator("body").get_attribute("data-live"))
    kept = page.evaluate(KEPT)

    page.goto("/")
    expect(page.get_by_role("link", name="Go back to it")).to_be_visible()
    phone.asked.clear()
    page.evaluate(COME_BACK)
    page.wait_for_load_state("networkidle")
    assert (phone.asked, page.evaluate(KEPT), len(kept)) == ([], kept, 2)


def test_a_scanned_code_is_sent_with_its_pass_in_the_form_and_stands_in_no_address(server: Server, open_screen: Opener) -> None:
    desk = open_screen(LAPTOP)
    sign_in(desk, server)
    set_up(desk.page, "Scanned")
    code, phone = code_on(desk.page), open_screen(PHONE)
    with phone.page.expect_request(lambda request: request.method == "POST") as sent:
        phone.page.goto(f"/#{code}-0a1b2c")
    expect(phone.page.get_by_role("button", name="Come in")).to_be_visible()
    fields = parse_qs(sent.value.post_data or "")
    assert (fields["code"], fields["pass"]) == ([code], ["0a1b2c"])
    assert (urlsplit(sent.value.url).path, urlsplit(sent.value.url).fragment, phone.page.evaluate("location.hash")) == ("/", "", "")
    assert [each for each in phone.asked if code in each.partition("#")[0]] == []
