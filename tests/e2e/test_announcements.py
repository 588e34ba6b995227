"""What a screen reader is given to say: one short sentence for each slide, and of a timer only the moments that matter."""

from __future__ import annotations

import re
from urllib.parse import urlencode

from playwright.sync_api import APIRequestContext, Page, Playwright, expect

from sessions.rehearsal.forms import form_in
from sessions.rehearsal.site import HIDDEN_TOKEN, TOKEN, found
from tests.e2e.conftest import LAPTOP, PHONE, SCREEN, Opener, Server
from tests.e2e.people import answered, code_on, connected, join, press, set_up, shows, sign_in

# Notes every change inside a live region that was there before, and every alert that comes. Closely: every live region that comes with
# words, too, because some screen readers say those.
LISTEN = """(closely) => {
  window.heard = [];
  const coming = closely ? "[role=alert], [role=status]" : "[role=alert]";
  const lives = "[role=status], [role=alert], [aria-live]:not([aria-live=off])";
  new MutationObserver((changes) => {
    const said = new Set();
    for (const { target, addedNodes } of changes) {
      const element = target.nodeType === Node.ELEMENT_NODE ? target : target.parentElement;
      const region = element?.closest(lives);
      if (region) said.add(region);
      for (const node of addedNodes) {
        if (!node.querySelectorAll) continue;
        for (const words of [...(node.matches(coming) ? [node] : []), ...node.querySelectorAll(coming)]) said.add(words);
      }
    }
    for (const region of said) {
      const words = region.isConnected && region.checkVisibility() ? region.innerText.replace(/\\s+/g, " ").trim() : "";
      if (words) window.heard.push(words);
    }
  }).observe(document.body, { subtree: true, childList: true, characterData: true, attributes: true, attributeFilter: ["hidden"] });
}"""
SHORT = 100  # letters
PAUSE = "Somebody would like a pause."
FORM = {"Content-Type": "application/x-www-form-urlencoded"}


def heard(page: Page) -> list[str]:
    """What has been said since the last time."""
    return list(page.evaluate("window.heard.splice(0)"))


def start_the_quiet_minute(console: Page) -> None:
    """Go to the vote and open it."""
    console.locator("summary").filter(has_text="Parts").click()
    press(console, re.compile("Creating safety"))
    press(console, "Start the quiet minute")


def somebody(playwright: Playwright, server: Server, code: str) -> tuple[APIRequestContext, str]:
    """One more person, whose phone draws nothing: with a seat, and the address of its page."""
    browser = playwright.request.new_context(base_url=server.url)
    page = browser.get("/")
    for fields in ({"code": code}, {"code": code, "agreed": "1"}):
        page = browser.post("/", form={"csrfmiddlewaretoken": found(HIDDEN_TOKEN, page.text()), **fields})
    assert "/w/" in page.url
    return browser, page.url


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
        page.evaluate(LISTEN, page is screen)
    press(console, "Begin")
    for page in (phone, screen):
        shows(page, "Before you begin")
        assert [words.rstrip(".") for words in heard(page)] == ["1. Before you begin"]
    for n, title in enumerate(("What we will do", "Working together", "Contextual safeguarding is ecological", "What would help"), start=2):
        press(console, re.compile("^Next"))
        for page in (phone, screen):
            shows(page, title)
            [words] = heard(page)
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


def test_ten_ballots_and_somebody_who_needs_a_moment_are_said_to_the_facilitator_once_or_not_at_all(
    server: Server, open_screen: Opener, playwright: Playwright
) -> None:
    desk = open_screen(LAPTOP)
    sign_in(desk, server)
    set_up(desk.page, "Ten ballots")
    console = desk.page
    code = code_on(console)
    screen = open_screen(SCREEN).page
    screen.goto(console.get_by_role("link", name="Big screen").first.get_attribute("href") or "")
    for page in (console, screen):
        connected(page)
        page.evaluate(LISTEN, True)
    room = [somebody(playwright, server, code) for _n in range(10)]
    expect(console.locator("#arrived")).to_contain_text("10 people are in")
    expect(screen.locator("#counts")).to_contain_text("10 people in")
    assert [heard(page) for page in (console, screen)] == [[], []], "who comes in is counted, not called out"

    press(console, "Begin")
    start_the_quiet_minute(console)
    for page in (console, screen):
        expect(page.locator("#counts")).to_contain_text("of 10")
        heard(page)
    for n, (browser, page_of_theirs) in enumerate(room, start=1):
        html = browser.get(page_of_theirs).text()
        form = form_in(html)
        assert form is not None
        headers = {"HX-Request": "true", "X-CSRFToken": found(TOKEN, html)}
        ballot = [*(("pick", box) for box in form.boxes[: form.pick]), ("turn", form.turn), ("sent", 1)]
        assert browser.post(form.action, headers={**headers, **FORM}, data=urlencode(ballot)).ok
        expect(console.locator("#counts")).to_contain_text(re.compile(f"^\\s*{n}\\s+of 10 have sent"))
        if n == 5:
            assert browser.post(f"{page_of_theirs}moment/", headers=headers).ok
            expect(console.locator("#calls")).to_contain_text(PAUSE)
    said = heard(console)
    assert (len(said), PAUSE in said[0]) == (1, True), said
    assert heard(screen) == []
    for browser, _page in room:
        browser.dispose()


def test_an_exercises_countdown_speaks_at_half_a_minute_and_the_end(server: Server, open_screen: Opener) -> None:
    desk = open_screen(LAPTOP)
    sign_in(desk, server)
    set_up(desk.page, "Half a minute")
    console = desk.page
    phone = join(open_screen(PHONE), code_on(console))
    press(console, "Begin")
    start_the_quiet_minute(console)
    press(console, "30 seconds more")  # so that a slow machine is still far from the half minute
    expect(phone.locator("[data-clock=closes]").first).to_be_visible()
    phone.clock.install()
    phone.reload()
    connected(phone)
    phone.evaluate("window.fetch = () => Promise.resolve(new Response(null, { status: 204 }))")
    phone.evaluate(LISTEN)
    for _step in range(20):
        phone.clock.run_for(5000)
    assert heard(phone) == ["Half a minute left.", "Time is up."]


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
