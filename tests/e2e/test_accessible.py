"""Every screen in every state under axe with the WCAG 2.2 AA rules, and a participant with a keyboard alone."""

from __future__ import annotations

import re

import pytest
from playwright.sync_api import Page, expect

from tests.e2e.accessibility import check
from tests.e2e.conftest import LAPTOP, PHONE, SCREEN, Opener, Server
from tests.e2e.people import code_on, connected, join, press, press_main, set_up, shows, sign_in

NARROW = (320, 256)  # what 400 % zoom leaves of 1280 × 1024


@pytest.mark.parametrize("dark", [False, True], ids=["light", "dark"])
def test_every_screen_of_slides_one_to_eleven_is_accessible(server: Server, open_screen: Opener, dark: bool) -> None:
    desk = open_screen(LAPTOP, dark=dark)
    sign_in(desk, server)
    check("dashboard", desk.page)
    for address in ("/workshops/new/", "/briefing/", "/hand-out/", "/glossary/", "/password/", "/nothing-here/"):
        desk.page.goto(address)
        check(address, desk.page)
    set_up(desk.page, "Tidewell panel")
    console = desk.page
    code = code_on(console)
    screen = open_screen(SCREEN).page
    screen.goto(console.get_by_role("link", name="Big screen").first.get_attribute("href") or "")
    door = open_screen(PHONE, dark=dark).page
    door.goto("/")
    check("join", door)
    door.get_by_label("Workshop code").fill("000 000")
    door.get_by_role("button", name="Join").click()
    check("wrong code", door)
    people = [open_screen(NARROW if n == 4 else PHONE, dark=dark) for n in range(5)]
    people[0].page.goto("/")
    people[0].page.get_by_label("Workshop code").fill(code)
    people[0].page.get_by_role("button", name="Join").click()
    check("promise", people[0].page)
    phones = [join(each, code) for each in people]
    phone, narrow = phones[0], phones[4]
    connected(console)
    check("lobby", console, screen, phone, narrow)
    press(console, "Begin")
    shows(phone, "Before you begin")
    shows(screen, "Before you begin")
    check("a slide", console, screen, phone, narrow)
    for title in ("What we will do", "Working together", "Contextual safeguarding is ecological", "What would help"):
        press(console, re.compile("^Next"))
        shows(phone, title)
        shows(screen, title)
    check("vote not open yet", console, screen, phone, narrow)
    press(console, "Start the quiet minute")
    for each in phones:
        for number in (1, 4, 8):
            with each.expect_response(lambda answer: "/answer/" in answer.url):
                each.locator(f".pick:has(input[value='{number}'])").click()
        if each is not narrow:
            each.get_by_role("button", name="Send my three").click()
    expect(phone.get_by_role("heading", name="Your three are in")).to_be_visible()
    check("vote", console, screen, phone, narrow)
    press(console, "Close the vote")
    shows(phone, "The vote is closed")
    check("vote closed", console, screen, phone)
    press(console, re.compile("^Next"))
    shows(screen, "Behaviour-based or ecological?")
    check("before the results", console, screen, phone)
    press_main(console)
    shows(phone, "What the room chose")
    shows(screen, "What the room chose")
    check("what the room chose", console, screen, phone, narrow)
    press_main(console)
    for each in phones:
        shows(each, "Which is which?")
        for row in each.locator("fieldset.sort").all():
            row.locator("label").first.click()
    expect(console.locator("#counts")).to_contain_text("5 of 5")
    check("sorting", console, screen, phone, narrow)
    press_main(console)
    shows(screen, "How we sorted them")
    check("how the room sorted", console, screen, phone, narrow)
    press_main(console)
    expect(screen.get_by_text("What is good about each kind of approach")).to_be_visible()
    check("the lists", console, screen, phone, narrow)
    phone.goto(phone.url + "move/")
    check("moving", phone)
    phone.get_by_role("button", name="Show my code").click()
    check("a personal code", phone)


def test_a_participant_needs_nothing_but_a_keyboard(server: Server, open_screen: Opener) -> None:
    desk = open_screen(LAPTOP)
    sign_in(desk, server)
    set_up(desk.page, "Keyboard alone")
    console = desk.page
    phone = open_screen(PHONE).page
    phone.goto("/")
    focus(phone, "Workshop code")
    phone.keyboard.type(code_on(console))
    phone.keyboard.press("Enter")
    shows(phone, "Before you come in")
    focus(phone, "Come in")
    phone.keyboard.press("Enter")
    expect(phone.get_by_role("heading", name="You’re in")).to_be_visible()
    press(console, "Begin")
    for title in ("What we will do", "Working together", "Contextual safeguarding is ecological", "What would help"):
        press(console, re.compile("^Next"))
        shows(phone, title)
    press(console, "Start the quiet minute")
    for name in ("Taking a taxi", "More youth workers|Having more youth workers", "Walking home with friends"):
        focus(phone, name)
        phone.keyboard.press("Space")
    focus(phone, "Send my three")
    phone.keyboard.press("Enter")
    expect(phone.get_by_role("heading", name="Your three are in")).to_be_visible()
    expect(console.locator("#counts")).to_contain_text("1 of 1 have sent their three")


def focus(page: Page, name: str) -> None:
    """Tab on until something with this name has the focus, and see that the focus shows."""
    for _step in range(40):
        page.keyboard.press("Tab")
        held = page.evaluate(
            """() => { const el = document.activeElement; const label = el.labels?.[0]?.textContent ?? el.textContent ?? "";
            return `${el.getAttribute("aria-label") ?? ""} ${label} ${el.value ?? ""}`.replace(/\\s+/g, " "); }"""
        )
        if re.search(name, held):
            shown = page.evaluate(
                """() => { const el = document.activeElement;
                const painted = [el, el.nextElementSibling, el.closest("label")].filter(Boolean);
                return painted.some(e => getComputedStyle(e).outlineStyle !== "none" || getComputedStyle(e).boxShadow !== "none"); }"""
            )
            assert shown, f"the focus on “{name}” cannot be seen"
            return
    raise AssertionError(f"no way to “{name}” with the Tab key")
