"""The console under the fingers: keys, clickers, double clicks, two seats at once, and what a push leaves alone."""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Callable
from urllib.parse import urlsplit

import pytest
from playwright.sync_api import Page, expect

from tests.e2e.conftest import LAPTOP, PHONE, ROOT, Opener, Screen, Server, product

MAKE_LINK = """
from sessions.actions.accounts import make_link
from workshop.models import User
print(make_link(User.objects.get_or_create(username="second-facilitator")[0]))
"""
Begun = Callable[..., Screen]


def own_link(server: Server) -> str:
    """A one-time link for a facilitator of this file's own."""
    environment = {**product(), "DATA_DIR": str(server.data), "PUBLIC_URL": server.url, "SECRET_KEY": ""}
    command = [sys.executable, "manage.py", "shell", "-v0", "-c", MAKE_LINK]
    made = subprocess.run(command, cwd=ROOT, env=environment, capture_output=True, text=True, check=True)
    return made.stdout.split()[-1]


@pytest.fixture
def begun(open_screen: Opener, server: Server) -> Begun:
    """Open a console on a workshop that has just begun."""

    def opener(size: tuple[int, int] = LAPTOP) -> Screen:
        screen = open_screen(size)
        page = screen.page
        page.goto(own_link(server))
        page.get_by_role("button", name="Sign in on this machine").click()
        page.goto("/workshops/new/")
        page.get_by_label("What shall we call it?").fill("Keys")
        page.get_by_role("button", name="Open the room").click()
        page.get_by_role("button", name="Begin").click()
        expect(page.locator("#stage")).to_have_attribute("data-slide", "before-you-begin")
        return screen

    return opener


def second_seat(first: Page, screen: Screen) -> Page:
    """The same console opened with the co-facilitator's link."""
    page = screen.page
    page.goto(urlsplit(first.locator("#invite").input_value()).path)
    page.locator("main form button[type=submit]").first.click()
    on(page, "before-you-begin")
    return page


def on(page: Page, slide: str) -> None:
    expect(page.locator("#stage")).to_have_attribute("data-slide", slide)


def tap(page: Page, key: str) -> None:
    """Press a key as a person does: not within the blink in which two presses count as one."""
    page.wait_for_timeout(400)
    page.keyboard.press(key)


def test_arrows_and_a_clicker_move_one_slide_each(begun: Begun) -> None:
    page = begun().page
    tap(page, "ArrowRight")
    on(page, "what-is-in-this-workshop")
    tap(page, "PageDown")
    on(page, "partnership-working-outside-the-home")
    tap(page, "PageUp")
    on(page, "what-is-in-this-workshop")
    tap(page, "ArrowLeft")
    on(page, "before-you-begin")


def test_a_key_that_is_held_down_presses_once(begun: Begun) -> None:
    page = begun().page
    page.wait_for_timeout(400)
    page.keyboard.down("ArrowRight")
    on(page, "what-is-in-this-workshop")
    page.wait_for_timeout(400)
    page.keyboard.down("ArrowRight")  # the keyboard's own repeat
    page.wait_for_timeout(400)
    page.keyboard.up("ArrowRight")
    on(page, "what-is-in-this-workshop")


def test_a_double_click_is_one_press(begun: Begun) -> None:
    page = begun().page
    page.wait_for_timeout(400)
    page.locator("#press-main").dblclick()
    on(page, "what-is-in-this-workshop")
    page.wait_for_timeout(600)
    on(page, "what-is-in-this-workshop")


def test_pause_minutes_and_the_big_screen_have_keys(begun: Begun) -> None:
    page = begun().page
    tap(page, "ArrowRight")
    on(page, "what-is-in-this-workshop")
    tap(page, "p")
    expect(page.get_by_role("button", name="Go on")).to_be_visible()
    tap(page, "P")
    expect(page.get_by_role("button", name="Pause")).to_be_visible()
    tap(page, "+")
    expect(page.locator(".timer-of")).to_contain_text("of 2 min")
    tap(page, "-")
    expect(page.locator(".timer-of")).to_contain_text("of 1 min")
    tap(page, "b")
    expect(page.locator(".stage-live")).to_contain_text("The big screen is blank.")
    tap(page, "b")
    expect(page.locator(".stage-live")).not_to_contain_text("The big screen is blank.")


def test_a_locked_button_ignores_keys_and_says_so(begun: Begun) -> None:
    page = begun().page
    page.get_by_text("Parts", exact=True).click()
    page.get_by_role("button", name="Choose your questions").click()
    on(page, "introducing-the-exercises")
    tap(page, "ArrowRight")
    expect(page.locator("#said")).to_have_text("The arrow keys and a clicker do not press this one. Press the button.")
    on(page, "introducing-the-exercises")


def test_keys_rest_in_fields_in_the_help_and_when_switched_off(begun: Begun) -> None:
    page = begun().page
    page.get_by_text("More", exact=True).first.click()
    page.locator("#invite").focus()
    tap(page, "ArrowRight")
    tap(page, "Escape")
    expect(page.locator("#invite")).to_be_hidden()
    tap(page, "?")
    expect(page.get_by_role("dialog", name="Keys")).to_be_visible()
    tap(page, "ArrowRight")
    tap(page, "Escape")
    tap(page, "Control+ArrowRight")
    on(page, "before-you-begin")
    page.get_by_text("More", exact=True).first.click()
    page.get_by_role("checkbox", name="Shortcuts are on").uncheck()
    tap(page, "Escape")
    tap(page, "ArrowRight")
    page.reload()
    tap(page, "ArrowRight")
    page.wait_for_timeout(600)
    on(page, "before-you-begin")


def test_after_a_press_the_focus_stays_on_the_button(begun: Begun) -> None:
    page = begun().page
    page.locator("#press-main").focus()
    tap(page, "Enter")
    on(page, "what-is-in-this-workshop")
    expect(page.locator("#press-main")).to_be_focused()


def test_a_seat_that_was_slower_moves_nothing_and_is_told(begun: Begun, open_screen: Opener) -> None:
    first = begun().page
    second = second_seat(first, open_screen(LAPTOP, socket=False))
    second.route("**/stage/*", lambda route: route.abort())  # it cannot know what the first one has done
    second.wait_for_timeout(400)
    first.locator("#press-main").click()
    on(first, "what-is-in-this-workshop")
    second.locator("#press-main").click()
    expect(second.locator("#notice")).to_contain_text("The room had already moved on")
    on(second, "what-is-in-this-workshop")
    on(first, "what-is-in-this-workshop")


def test_an_open_menu_survives_what_the_other_seat_does(begun: Begun, open_screen: Opener) -> None:
    first = begun().page
    second = second_seat(first, open_screen(PHONE))
    first.get_by_text("More", exact=True).first.click()
    tap(second, "ArrowRight")
    on(first, "what-is-in-this-workshop")
    expect(first.locator("#invite")).to_be_visible()
