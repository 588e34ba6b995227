"""Slides 1 to 11: a console, a co-facilitator, a big screen and five phones, one without sockets, one that reloads, one that is late."""

from __future__ import annotations

import re
from dataclasses import dataclass

import pytest
from playwright.sync_api import Page, expect

from tests.e2e.conftest import LAPTOP, PHONE, SCREEN, Opener, Server
from tests.e2e.people import answered, code_on, connected, join, option, pick, press, press_main, set_up, shows, sign_in, sort_all

NEXT = re.compile("^Next")


@dataclass
class Room:
    """Everybody who is there at the beginning."""

    console: Page
    screen: Page
    code: str
    phones: list[Page]

    @property
    def everyone(self) -> list[Page]:
        return [self.screen, *self.phones]

    def go_on(self, *titles: str) -> None:
        """Press Next and wait until every screen shows the slide."""
        for title in titles:
            press(self.console, NEXT)
            for page in self.everyone:
                shows(page, title)


@pytest.fixture
def room(server: Server, open_screen: Opener) -> Room:
    """A workshop that has just begun, with four phones; the last of them never gets a socket."""
    desk = open_screen(LAPTOP)
    sign_in(desk, server)
    set_up(desk.page, "Tidewell panel")
    console = desk.page
    connected(console)
    code = code_on(console)
    screen = open_screen(SCREEN).page
    screen.goto(console.get_by_role("link", name="Big screen").first.get_attribute("href") or "")
    connected(screen)
    phones = [join(open_screen(PHONE, socket=n < 3), code, by_qr=n == 1) for n in range(4)]
    for phone in phones[:3]:
        connected(phone)
    connected(phones[3], "slow")
    return Room(console, screen, code, phones)


def bars(page: Page) -> list[int]:
    """The numbers beside the bars, in order."""
    return [int(text) for text in page.locator(".pj-result > b").evaluate_all("found => found.map(b => b.firstChild.textContent)")]


def test_slides_one_to_eleven_with_everybody_who_may_be_there(room: Room, server: Server, open_screen: Opener) -> None:
    console, screen, phones = room.console, room.screen, room.phones

    # The lobby: a code, a QR code, and how many are in.
    assert code_on(screen) == room.code
    expect(screen.locator("#counts")).to_contain_text("4 people in")
    expect(console.locator("#topstate")).to_contain_text("4 in the room")
    expect(phones[0].get_by_role("heading", name="You’re in")).to_be_visible()
    expect(phones[3].locator("#link")).to_contain_text("Slower connection")

    # A co-facilitator comes in by the link, on a phone, and has the same console.
    console.locator("summary").filter(has_text="More").click()
    invite = console.get_by_label(re.compile("Whoever opens this link")).input_value()
    other = open_screen(PHONE)
    other.page.goto(invite)
    other.page.get_by_role("button", name=re.compile("control|console|join", re.IGNORECASE)).first.click()
    second = other.page
    connected(second)
    console.keyboard.press("Escape")

    # Begin: everybody sees the first slide.
    press(console, "Begin")
    for page in room.everyone:
        shows(page, "Before you begin")
    expect(console.locator(".cue-name")).to_have_text("Read aloud")
    expect(screen.locator(".pj-foot")).to_contain_text(f"Join with {room.code[:3]} {room.code[3:]}")

    # Next is one slide for everyone; a stale press from the other seat moves nothing.
    room.go_on("What we will do")
    press(second, NEXT)
    room_title = "Working together"
    for page in room.everyone:
        shows(page, room_title)
    press(console, "Back")
    for page in room.everyone:
        shows(page, "What we will do")
    room.go_on(room_title, "Contextual safeguarding is ecological")

    # A blank big screen, and back.
    answered(console, lambda: console.keyboard.press("b"))
    expect(screen.locator(".pj-blank")).to_be_attached()
    expect(phones[0].get_by_role("heading", level=1)).to_contain_text("Contextual safeguarding")
    answered(console, lambda: console.keyboard.press("b"))
    shows(screen, "Contextual safeguarding is ecological")

    # Slide 5: nobody can choose before the facilitator starts the quiet minute.
    room.go_on("What would help to make her safer?")
    assert phones[0].locator("input[type=checkbox]").count() == 0
    press(console, "Start the quiet minute")
    for phone in phones:
        expect(option(phone, 11)).to_be_visible()
    expect(screen.locator("[data-clock=closes]")).to_have_text(re.compile(r"0:\d\d|1:00"))

    # Three of eleven: a fourth is refused kindly, and the tally stays hidden from everybody.
    pick(phones[0], 1, 4, 8)
    option(phones[0], 2).click(force=True)
    expect(phones[0].get_by_text("You have chosen three. Let go of one first, then pick another.")).to_be_visible()
    phones[0].get_by_role("button", name="Send my three").click()
    expect(phones[0].get_by_role("heading", name="Your three are in")).to_be_visible()
    pick(phones[1], 4, 6, 8)
    phones[1].reload()
    expect(option(phones[1], 6).locator("input")).to_be_checked()
    phones[1].get_by_role("button", name="Send my three").click()
    pick(phones[2], 3)  # fewer than three, never sent: what is ticked counts
    pick(phones[3], 4, 1, 2)
    phones[3].get_by_role("button", name="Send my three").click()
    expect(phones[3].get_by_role("heading", name="Your three are in")).to_be_visible()

    # A late phone lands on what is on now, and may still choose.
    late = join(open_screen(PHONE), room.code)
    phones.append(late)
    expect(option(late, 1)).to_be_visible()
    pick(late, 4, 5, 11)
    late.get_by_role("button", name="Send my three").click()
    expect(console.locator("#counts")).to_contain_text("4 of 5 have sent their three")
    expect(screen.locator("#counts")).to_contain_text("4 of 5 in")
    for page in (console, screen, *phones):
        assert page.locator(".pj-result, .result").count() == 0, "no result before the vote has closed"

    # Closed, opened again, closed: nothing is lost.
    press(console, "Close the vote")
    expect(phones[0].get_by_role("heading", name="The vote is closed")).to_be_visible()
    press(console, "Open the vote again")
    expect(option(phones[2], 3).locator("input")).to_be_checked()
    press(console, "Close the vote")
    expect(phones[2].get_by_text("What you had ticked by then is counted")).to_be_visible()

    # Slide 6, first press: what the room chose. Arrow keys do not show results.
    room.go_on("Behaviour-based or ecological?")
    console.keyboard.press("ArrowRight")
    expect(console.locator("#said")).to_contain_text("The arrow keys and a clicker do not")
    shows(screen, "Behaviour-based or ecological?")
    press_main(console)
    for page in room.everyone:
        shows(page, "What the room chose")
    assert bars(screen) == [2, 1, 1, 4, 1, 1, 0, 2, 0, 0, 1]
    expect(screen.get_by_text("13 picks from 5 people")).to_be_visible()
    expect(phones[0].locator(".is-mine")).to_have_count(3)
    expect(phones[0].get_by_text("Only this phone knows that.")).to_be_visible()

    # The sorting: every tap is saved; nobody sees how the others sort.
    press_main(console)
    for phone in phones:
        shows(phone, "Which is which?")
        sort_all(phone, "bbeebebxbeb")
    expect(console.locator("#counts")).to_contain_text("5 of 5 have sorted them all")
    assert screen.locator(".pj-sort").count() == 0
    press_main(console)
    shows(screen, "How we sorted them")
    expect(screen.locator(".pj-sort tr").nth(7)).to_contain_text("5 both")

    # The lists, with the lean, and the question in bold.
    press_main(console)
    expect(screen.get_by_text("What is good about each kind of approach")).to_be_visible()
    expect(phones[0].get_by_role("heading", name=re.compile("^Both"))).to_be_visible()
    expect(phones[4].locator("#link")).to_contain_text("Connected")

    # On to slide 11, where the set is chosen.
    room.go_on("What lies behind each approach?", "In summary", "So what is the problem?", "Going deeper", "Choose your questions")
    expect(console.locator("#main").get_by_role("button", name=re.compile("^Multi-agency meetings and panels"))).to_be_visible()


def test_the_server_is_killed_in_mid_vote_and_everybody_is_back_by_themselves(room: Room, server: Server) -> None:
    console, screen, phones = room.console, room.screen, room.phones
    press(console, "Begin")
    room.go_on("What we will do", "Working together", "Contextual safeguarding is ecological", "What would help to make her safer?")
    press(console, "Start the quiet minute")
    pick(phones[0], 1, 4, 8)
    phones[0].get_by_role("button", name="Send my three").click()
    expect(phones[0].get_by_role("heading", name="Your three are in")).to_be_visible()
    pick(phones[1], 4)

    server.kill()
    for number in (6, 8):  # ticked while there is nobody to take it
        option(phones[1], number).click()
    expect(phones[1].get_by_text("Kept on this phone, not sent yet")).to_be_visible()
    server.start()

    for page in [console, screen, *phones[:3]]:
        connected(page)
    expect(phones[1].get_by_text("Kept on this phone, not sent yet")).to_be_hidden()
    expect(console.locator("#counts")).to_contain_text("1 of 4 have sent their three")
    phones[1].get_by_role("button", name="Send my three").click()
    expect(console.locator("#counts")).to_contain_text("2 of 4 have sent their three")
    press(console, "Close the vote")
    for phone in phones:
        shows(phone, "The vote is closed")
