"""The README's pictures, made from the running product: `make screenshots`.

A small workshop is set up, joined by eight phones and run up to the reveal; each screen is photographed where it has most to show.
"""

from __future__ import annotations

import re
import sys
import tempfile
from pathlib import Path

from playwright.sync_api import Browser, Page, expect, sync_playwright

from tests.browser import path as browser_path
from tests.e2e.conftest import LAPTOP, PHONE, ROOT, SCREEN, Screen, Server
from tests.e2e.people import code_on, connected, join, press, press_main, set_up, shows, sign_in

PICTURES = ROOT / "docs" / "pictures"
CHOICES = [(1, 4, 8), (1, 4, 6), (4, 8, 11), (1, 3, 8), (2, 4, 8), (1, 5, 8), (3, 4, 10), (1, 7, 8)]
SORTED = ["bbeebebxbeb", "bbeebebxbeb", "bbeebxbxbeb", "bbexbebbbeb", "bbeebebebxb", "bueebebxbeb", "bbeebebxbeb", "bbeebebebeb"]


def opened(browser: Browser, server: Server, size: tuple[int, int]) -> Screen:
    context = browser.new_context(
        viewport={"width": size[0], "height": size[1]}, locale="en-GB", timezone_id="Europe/London", base_url=server.url
    )
    return Screen(context, context.new_page())


def picture(page: Page, name: str) -> None:
    """Take one picture from the top of the page, with nothing moving in it."""
    page.mouse.move(0, 0)
    page.evaluate("window.scrollTo(0, 0)")
    page.screenshot(path=PICTURES / f"{name}.png", animations="disabled")
    sys.stdout.write(f"docs/pictures/{name}.png\n")


def play(browser: Browser, server: Server) -> None:
    """Run the workshop and take the pictures on the way."""
    desk = opened(browser, server, LAPTOP)
    sign_in(desk, server)
    set_up(desk.page, "Tidewell panel")
    console = desk.page
    screen = opened(browser, server, SCREEN).page
    screen.goto(console.get_by_role("link", name="Big screen").first.get_attribute("href") or "")
    code = code_on(console)
    phones = [join(opened(browser, server, PHONE), code) for _choice in CHOICES]
    for page in (console, screen, *phones):
        connected(page)
    press(console, "Begin")
    for title in ("What we will do", "Working together", "Contextual safeguarding is ecological", "What would help"):
        press(console, re.compile("^Next"))
        shows(phones[-1], title)
    press(console, "Start the quiet minute")
    for phone, choice in zip(phones, CHOICES, strict=True):
        for number in choice:
            with phone.expect_response(lambda answer: "/answer/" in answer.url):
                phone.locator(f".pick:has(input[value='{number}'])").click()
        if phone is phones[0]:
            picture(phone, "phone")
        if phone is not phones[-1]:
            phone.get_by_role("button", name="Send my three").click()
            shows(phone, "Your three are in")
    expect(console.locator("#counts")).to_contain_text("7 of 8 have sent their three")
    picture(console, "console")
    press(console, "Close the vote")
    press(console, re.compile("^Next"))
    press_main(console)
    shows(screen, "What the room chose")
    press_main(console)
    for phone, answers in zip(phones, SORTED, strict=True):
        shows(phone, "Which is which?")
        for row, answer in zip(phone.locator("fieldset.sort").all(), answers, strict=True):
            row.locator("label").nth("bxeu".index(answer)).click()
    expect(console.locator("#counts")).to_contain_text("8 of 8")
    press_main(console)
    shows(screen, "How we sorted them")
    press_main(console)
    expect(screen.get_by_text("What is good about each kind of approach")).to_be_visible()
    picture(screen, "projector")


def main() -> None:
    PICTURES.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory() as folder, sync_playwright() as playwright:
        server = Server(Path(folder))
        server.start()
        try:
            play(playwright.chromium.launch(executable_path=browser_path(), args=["--no-sandbox"]), server)
        finally:
            server.stop()


if __name__ == "__main__":
    main()
