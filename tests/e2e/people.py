"""What people do in a workshop, in their own words."""

from __future__ import annotations

import re
import time
from collections.abc import Callable
from typing import TYPE_CHECKING

from playwright.sync_api import Locator, Page, expect

if TYPE_CHECKING:
    from tests.e2e.conftest import Opener, Screen, Server


def sign_in(screen: Screen, server: Server) -> None:
    """Sign in with the one-time link, or go on being signed in."""
    page = screen.page
    if server.signed_in:  # the link works once; a browser that has used it stays signed in
        screen.context.add_cookies(server.signed_in)
        page.goto("/workshops/")
    else:
        page.goto(server.sign_in)
        page.get_by_role("button", name="Sign in on this machine").click()
    expect(page.get_by_role("heading", name="Workshops", exact=True)).to_be_visible()
    server.signed_in = screen.context.cookies()  # type: ignore[assignment]  # what it gives is what it takes


def set_up(page: Page, title: str, **choices: str) -> None:
    """From the dashboard to an open room."""
    page.goto("/workshops/new/")
    page.get_by_label("What shall we call it?").fill(title)
    for choice in choices.values():
        page.get_by_text(choice, exact=True).click()
    page.get_by_role("button", name="Open the room").click()
    expect(page.get_by_role("button", name="Begin")).to_be_visible()


def code_on(page: Page) -> str:
    """The join code a console or projector shows."""
    label = page.locator(".board").first.get_attribute("aria-label") or ""
    return "".join(re.findall(r"\d", label))


def join(screen: Screen, code: str, *, by_qr: bool = False) -> Page:
    """From the code to a seat."""
    page = screen.page
    if by_qr:
        page.goto(f"/#{code}")
    else:
        page.goto("/")
        page.get_by_label("Workshop code").fill(f"{code[:3]} {code[3:]}")
        page.get_by_role("button", name="Join").click()
    page.get_by_role("button", name="Come in").click()
    expect(page.locator("body[data-live]")).to_be_visible()
    return page


def connected(page: Page, state: str = "on") -> None:
    """Wait until the screen says how it is connected."""
    expect(page.locator(f"body[data-conn={state}]")).to_be_visible()


HUMAN = 0.4  # seconds: nobody means two presses closer together than this, and the console takes them as one
_pressed: dict[Page, float] = {}


def answered(console: Page, act: Callable[[], None]) -> None:
    """Press something on the console as a person would, and wait until the answer has come."""
    since = time.monotonic() - _pressed.get(console, 0.0)
    if since < HUMAN:
        console.wait_for_timeout((HUMAN - since) * 1000)
    with console.expect_response(lambda answer: answer.request.method == "POST") as answer:
        act()
    answer.value.finished()
    expect(console.locator(".htmx-request")).to_have_count(0)  # what it brought is in place
    _pressed[console] = time.monotonic()


def press(console: Page, name: str | re.Pattern[str]) -> None:
    """Press one of the console's buttons."""
    answered(console, lambda: console.get_by_role("button", name=name).first.click())


def press_main(console: Page) -> None:
    """Press the console's one main button, whatever it says."""
    answered(console, lambda: console.locator("#press-main").click())


def shows(page: Page, title: str) -> None:
    """The slide's title is what the screen shows."""
    expect(page.get_by_role("heading", level=1).filter(has_text=title)).to_be_visible()


# ------------------------------------------------------------------ in groups
def name_on(phone: Page) -> str:
    """What the list of people calls this phone, read off the phone itself."""
    name = re.search(r"Phone \d+", phone.locator("main").inner_text())
    assert name
    return name[0]


def seat_of(console: Page, name: str) -> Locator:
    """One person on the console’s list: by the whole name, because “Phone 8” is the beginning of “Phone 84”."""
    return console.locator(f'.seat[data-name="{name}"]')


POST = """([path, fields]) => fetch(path, { method: "POST", body: new URLSearchParams(fields),
  headers: { ...JSON.parse(document.body.getAttribute("hx-headers")), "HX-Request": "true" } }).then((answer) => answer.status)"""


def in_groups(server: Server, open_screen: Opener, title: str) -> tuple[Page, Page, Page]:
    """A console, and two phones that sit in one group and read its questions."""
    desk = open_screen((1440, 900))
    sign_in(desk, server)
    set_up(desk.page, title)
    console = desk.page
    writer, other = (join(open_screen((390, 844)), code_on(console)) for _phone in range(2))
    press(console, "Begin")
    console.locator("summary").filter(has_text="Parts").click()
    press(console, re.compile("Choose your questions"))
    answered(console, console.locator("#main").get_by_role("button", name=re.compile("^Multi-agency meetings")).click)
    console.get_by_label("Names of the groups, one a line").fill("Window table\nDoor table")
    console.locator("#press-main").click()
    for phone in (writer, other):
        shows(phone, "Sit with people you trust")
        phone.locator("label.choice").first.click()
        phone.get_by_role("button", name="Join").first.click()
        expect(phone.get_by_text("You are in")).to_be_visible()
    press_main(console)
    press_main(console)
    press_main(console)
    for phone in (writer, other):
        expect(phone.get_by_label("Your point")).to_be_visible()
        connected(phone)
    return console, writer, other


# ------------------------------------------------------------------ the vote and the sorting
def pick(phone: Page, *numbers: int) -> None:
    """Tick and see each tick saved."""
    for number in numbers:
        with phone.expect_response(lambda answer: "/answer/" in answer.url):
            option(phone, number).click()


def option(phone: Page, number: int) -> Locator:
    return phone.locator(f".pick:has(input[value='{number}'])")


def sort_all(phone: Page, answers: str) -> None:
    """Sort all eleven: b, x, e or u for each, in order."""
    for row, answer in zip(phone.locator("fieldset.sort").all(), answers, strict=True):
        row.locator("label").nth("bxeu".index(answer)).click()
