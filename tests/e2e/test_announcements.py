"""What a screen reader is given to say: one short sentence for each slide, and of a timer only the moments that matter."""

from __future__ import annotations

import re

from playwright.sync_api import Page, expect

from tests.e2e.conftest import LAPTOP, PHONE, SCREEN, Opener, Server
from tests.e2e.people import answered, code_on, connected, join, press, set_up, shows, sign_in

# Notes every change inside a live region that was there before, and every alert that comes.
LISTEN = """() => {
  window.heard = [];
  const lives = "[role=status], [role=alert], [aria-live]:not([aria-live=off])";
  new MutationObserver((changes) => {
    const said = new Set();
    for (const { target, addedNodes } of changes) {
      const element = target.nodeType === Node.ELEMENT_NODE ? target : target.parentElement;
      const region = element?.closest(lives);
      if (region) said.add(region);
      for (const node of addedNodes) if (node.querySelectorAll) for (const alert of node.querySelectorAll("[role=alert]")) said.add(alert);
    }
    for (const region of said) {
      const words = region.isConnected && region.checkVisibility() ? region.innerText.replace(/\\s+/g, " ").trim() : "";
      if (words) window.heard.push(words);
    }
  }).observe(document.body, { subtree: true, childList: true, characterData: true, attributes: true, attributeFilter: ["hidden"] });
}"""
SHORT = 100  # letters


def heard(page: Page) -> list[str]:
    """What has been said since the last time."""
    return list(page.evaluate("window.heard.splice(0)"))


def test_a_slide_is_announced_once_and_shortly(server: Server, open_screen: Opener) -> None:
    desk = open_screen(LAPTOP)
    sign_in(desk, server)
    set_up(desk.page, "Announced")
    console = desk.page
    phone = join(open_screen(PHONE), code_on(console))
    screen = open_screen(SCREEN).page
    screen.goto(console.get_by_role("link", name="Big screen").first.get_attribute("href") or "")
    for page in (phone, screen):
        connected(page)
        page.evaluate(LISTEN)
    press(console, "Begin")
    shows(phone, "Before you begin")
    assert heard(phone) == ["1. Before you begin."]
    for n, title in enumerate(("What we will do", "Working together", "Contextual safeguarding is ecological", "What would help"), start=2):
        press(console, re.compile("^Next"))
        for page in (phone, screen):
            shows(page, title)
            [words] = heard(page) if page is phone else heard(page)[-1:]
            assert (words.startswith(f"{n}. "), len(words) < SHORT) == (True, True), words
    press(console, "Start the quiet minute")
    expect(phone.locator(".pick").first).to_be_visible()
    assert heard(phone) == ["5. Creating safety. The quiet minute has begun."]

    # What the clock and other people do meanwhile says nothing.
    press(console, re.compile("Pause"))
    press(console, re.compile("Go on"))
    join(open_screen(PHONE), code_on(console))
    expect(console.locator("#topstate")).to_contain_text("2")
    assert heard(phone) == []

    # What somebody does on their own phone is answered once.
    phone.locator(".pick").first.click()
    expect(phone.locator("[data-count]")).to_have_text("1 of 3 chosen")
    assert heard(phone) == ["1 of 3 chosen"]


def test_a_timer_speaks_at_five_minutes_one_minute_half_a_minute_and_the_end_only(server: Server, open_screen: Opener) -> None:
    desk = open_screen(LAPTOP)
    sign_in(desk, server)
    set_up(desk.page, "Timers")
    console = desk.page
    code = code_on(console)
    phone = join(open_screen(PHONE), code)
    press(console, "Begin")
    shows(phone, "Before you begin")
    console.locator("summary").filter(has_text="Parts").click()
    press(console, re.compile("Choose your questions"))
    answered(console, console.locator("#main").get_by_role("button", name=re.compile("^Multi-agency teams")).click)
    answered(console, console.locator("#no-groups").click)
    answered(console, console.locator("#press-main").click)
    expect(phone.get_by_role("timer").first).to_be_visible()
    phone.clock.install()
    phone.reload()
    connected(phone)
    assert phone.locator("[data-clock=ends]").first.inner_text().startswith(("19:", "20:"))
    # Nothing new, and no other time than its own. Answered in the page: its clock runs faster than a request.
    phone.evaluate("window.fetch = () => Promise.resolve(new Response(null, { status: 204 }))")
    phone.evaluate(LISTEN)
    for _step in range(21 * 12):
        phone.clock.run_for(5000)
    assert heard(phone) == ["Five minutes left.", "One minute left.", "Half a minute left.", "Time is up."]
