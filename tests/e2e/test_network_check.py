"""The network check in a real browser, on a good line and on lines somebody meddles with."""

from __future__ import annotations

import re

import pytest
from playwright.sync_api import Page, WebSocketRoute, expect

from tests.e2e.accessibility import check
from tests.e2e.conftest import LAPTOP, PHONE, Opener

PATIENCE = 60_000


def states(page: Page) -> list[str]:
    """What the six checks say, once all of them have been made."""
    expect(page.get_by_role("button", name="Check again")).to_be_enabled(timeout=PATIENCE)
    return [text.strip() for text in page.locator(".step-state").all_inner_texts()]


@pytest.fixture
def here(open_screen: Opener) -> Page:
    return open_screen(LAPTOP).page


def test_where_everything_gets_through_the_page_says_so(here: Page) -> None:
    here.goto("/network-check/")
    expect(here.locator("#verdict")).to_have_text("Checking. This takes about twenty seconds.")
    assert states(here) == ["Works", "Works", "Works", "Works", "Right", "None needed"]
    expect(here.locator("#verdict")).to_have_text("You can run the workshop here. Everything gets through, and slides arrive at once.")
    expect(here.locator("#words")).to_contain_text("It works from here, WebSocket connections included.")
    check("network check", here)


def test_a_live_line_that_is_not_let_through_costs_seconds_and_no_workshop(open_screen: Opener) -> None:
    page = open_screen(PHONE, socket=False, dark=True).page
    page.goto("/network-check/")
    assert states(page) == ["Works", "Blocked", "Works", "Works", "Right", "None needed"]
    expect(page.locator("#verdict")).to_contain_text("so slides reach phones a little later. Nothing is lost.")
    expect(page.locator("#words")).to_contain_text("WebSocket connections to the same address are not let through.")
    check("network check, blocked", page)


def test_a_live_line_that_is_cut_after_a_moment_is_told_from_one_that_never_opens(here: Page) -> None:
    def cut(line: WebSocketRoute) -> None:
        line.send("here")
        line.close()

    here.route_web_socket(re.compile(".*"), cut)
    here.goto("/network-check/")
    assert states(here)[1] == "Held back"
    expect(here.locator("[data-check=line]")).to_contain_text("closes it within 2 seconds.")
    expect(here.locator("#words")).to_contain_text("are closed within about 2 seconds.")


def test_a_place_that_lets_the_page_through_and_nothing_after_it_is_called_that(open_screen: Opener) -> None:
    page = open_screen(LAPTOP, socket=False).page
    page.route("**/network-check/ask/", lambda route: route.abort())
    page.goto("/network-check/")
    assert states(page)[:3] == ["Works", "Blocked", "Blocked"]
    expect(page.locator("#verdict")).to_contain_text("Not from here as it is.")
    expect(page.locator("[data-check=poll]")).to_contain_text("Asking did not get an answer 5 times of 5.")


def test_a_clock_that_is_off_is_told_by_how_much_and_needs_nothing(open_screen: Opener) -> None:
    page = open_screen(LAPTOP, socket=False).page
    page.add_init_script("const now = Date.now; Date.now = () => now() + 4000;")
    page.goto("/network-check/")
    assert states(page)[4] == "4 s ahead"
    page.add_init_script("const then = Date.now; Date.now = () => then() - 604000;")
    page.goto("/network-check/")
    assert states(page)[4] == "10 min behind"


def test_the_words_for_the_it_desk_can_be_copied_whole(open_screen: Opener) -> None:
    screen = open_screen(LAPTOP, socket=False)
    screen.context.grant_permissions(["clipboard-read", "clipboard-write"])
    page = screen.page
    page.goto("/network-check/")
    states(page)
    page.get_by_role("button", name="Copy the words").click()
    expect(page.locator("#copied")).to_have_text("Copied.")
    copied = " ".join(page.evaluate("navigator.clipboard.readText()").split())
    assert copied == " ".join((page.locator("#words").text_content() or "").split())


def test_without_scripts_the_page_says_what_that_means(open_screen: Opener) -> None:
    page = open_screen(LAPTOP, script=False).page
    page.goto("/network-check/")
    expect(page.locator("#verdict")).to_contain_text("This page has reached you, so pages get through.")
    expect(page.get_by_role("button", name="Check again")).to_be_hidden()
