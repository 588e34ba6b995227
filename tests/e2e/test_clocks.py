"""The server's clock is the only one: phones whose clocks are wrong show the same second, and notice when the server's is put right."""

from __future__ import annotations

import re
from datetime import datetime, timedelta

import pytest
from playwright.sync_api import Page, Route, expect

from tests.e2e.conftest import LAPTOP, SCREEN, Opener, Server
from tests.e2e.people import POST, code_on, connected, in_groups, join, press, press_main, set_up, shows, sign_in

AHEAD = 20  # seconds
LAST_MINUTE = re.compile(r"^(One|Half a) minute left\.$")  # which, is a matter of how quick the machine is
TITLES = ("What we will do", "Working together", "Contextual safeguarding is ecological", "What would help to make her safer?")


def begin_vote(server: Server, open_screen: Opener, phones: list[Page]) -> None:
    """A workshop with these phones, in which the quiet minute has just begun."""
    desk = open_screen(LAPTOP)
    sign_in(desk, server)
    set_up(desk.page, "Clocks")
    connected(desk.page)
    code = code_on(desk.page)
    for phone in phones:
        phone.goto(f"/#{code}")
        phone.get_by_role("button", name="Come in").click()
        connected(phone)
    press(desk.page, "Begin")
    for title in TITLES:
        press(desk.page, re.compile("^Next"))
        shows(phones[0], title)
    press(desk.page, "Start the quiet minute")
    for phone in phones:
        expect(phone.locator("[data-clock=closes]").first).to_be_visible()


def left(phone: Page) -> int:
    """The seconds a phone's countdown shows."""
    minutes, _colon, seconds = (phone.locator("[data-clock=closes]").first.text_content() or "").partition(":")
    return int(minutes) * 60 + int(seconds)


@pytest.mark.parametrize("days", [-1, 1])
def test_a_phone_whose_clock_is_wrong_by_a_day_shows_the_same_second(server: Server, open_screen: Opener, days: int) -> None:
    right, wrong = open_screen(), open_screen()
    wrong.context.clock.install(time=datetime.now() + timedelta(days=days))
    begin_vote(server, open_screen, [right.page, wrong.page])
    assert abs(right.page.evaluate("Date.now()") - wrong.page.evaluate("Date.now()")) > 86_000_000, "its clock is wrong"
    shown = [left(page) for page in (wrong.page, right.page, wrong.page)]
    assert shown[0] + 1 >= shown[1] >= shown[2] - 1
    assert 0 < shown[1] <= 60


def test_a_server_clock_that_is_put_right_is_followed_with_the_next_answer(server: Server, open_screen: Opener) -> None:
    phone = open_screen().page
    begin_vote(server, open_screen, [phone])

    def ahead(route: Route) -> None:
        answer = route.fetch()
        route.fulfill(response=answer, headers={**answer.headers, "x-now": str(int(answer.headers["x-now"]) + AHEAD * 1000)})

    phone.route(re.compile(r"/stage/\?"), ahead)
    before = left(phone)
    phone.evaluate("document.dispatchEvent(new Event('hymnsheet:sync'))")
    soon = "|".join(f"0:{seconds:02d}" for seconds in range(max(0, before - AHEAD - 8), before - AHEAD + 2))
    expect(phone.locator("[data-clock=closes]").first).to_have_text(re.compile(soon), timeout=7_000)


def test_a_phone_without_a_socket_gets_a_pause_and_keeps_its_page_as_it_is(server: Server, open_screen: Opener) -> None:
    desk = open_screen(LAPTOP)
    sign_in(desk, server)
    set_up(desk.page, "Paused")
    connected(desk.page)
    phone = join(open_screen(socket=False), code_on(desk.page))
    press(desk.page, "Begin")
    shows(phone, "Before you begin")
    phone.evaluate("document.querySelector('#stage main').dataset.same = 'yes'")
    press(desk.page, "Pause")
    expect(phone.locator("#pulse")).to_have_attribute("data-paused", re.compile(r"^\d+$"))
    expect(phone.locator("#stage main")).to_have_attribute("data-same", "yes")


def test_the_last_minutes_are_seen_on_every_screen_and_no_longer_once_time_is_given(server: Server, open_screen: Opener) -> None:
    console, phone, _other = in_groups(server, open_screen, "The last minutes")
    screen = open_screen(SCREEN).page
    screen.goto(console.get_by_role("link", name="Big screen").first.get_attribute("href") or "")
    connected(screen)
    lines = [phone.locator("[data-warning]"), screen.locator(".pj-ring [data-warning]"), console.locator(".timer-warning")]

    def give(minutes: int) -> None:
        desk = console.url.split("?")[0].removeprefix(server.url)
        while minutes:
            step = max(-5, min(5, minutes))
            minutes -= step
            seen = int(console.locator("#pulse").get_attribute("data-revision") or 0)
            assert console.evaluate(POST, [f"{desk}extend/", {"seen": str(seen), "minutes": str(step)}]) == 200
            expect(console.locator("#pulse")).to_have_attribute("data-revision", str(seen + 1))

    def where() -> list[object]:
        """Where what stands beside the lines is."""
        return [page.locator(name).bounding_box() for page, name in ((screen, ".pj-ring"), (screen, "#counts"), (console, "#main"))]

    left = int((phone.locator("[data-clock=ends]").text_content() or "").split(":")[0]) + 1
    before = where()
    for line in lines:
        expect(line).to_be_hidden()
    for minutes, words in ((5 - left, "Five minutes left."), (-4, LAST_MINUTE), (-1, "Time is up.")):
        give(minutes)
        for line in lines:
            expect(line).to_be_visible()
            expect(line).to_have_text(words)
        assert where() == before, words
    press_main(console)  # the second page of questions, with the same clock
    for line in lines:
        expect(line).to_have_text("Time is up.")
    give(5)
    for line in lines:
        expect(line).to_be_hidden()
