"""A whole workshop with a keyboard alone: once as a participant, from the code to the private link, once as a facilitator."""

from __future__ import annotations

import re
from collections.abc import Callable

from playwright.sync_api import Page, expect

from tests.e2e.conftest import LAPTOP, PHONE, Opener, Server
from tests.e2e.keyboard import focus, go, write
from tests.e2e.people import HUMAN, answered, code_on, connected, in_groups, join, press, press_main, set_up, shows, sign_in


def part(console: Page, title: str) -> None:
    console.locator("summary").filter(has_text="Parts").click()
    press(console, re.compile(title))


def test_a_participant_needs_nothing_but_a_keyboard(server: Server, open_screen: Opener) -> None:
    desk = open_screen(LAPTOP)
    sign_in(desk, server)
    set_up(desk.page, "Keyboard alone")
    console = desk.page
    phone = open_screen(PHONE).page
    phone.emulate_media(reduced_motion="reduce")  # nothing glides while it is measured
    phone.goto("/")
    write(phone, "Workshop code", code_on(console))
    phone.keyboard.press("Enter")
    shows(phone, "Before you come in")
    go(phone, "Come in")
    expect(phone.get_by_role("heading", name="You’re in")).to_be_visible()

    # The vote and the sorting.
    press(console, "Begin")
    part(console, "Creating safety")
    press(console, "Start the quiet minute")
    expect(phone.locator(".pick").first).to_be_visible()
    for name in ("Taking a taxi", "More youth workers|Having more youth workers", "Walking home with friends"):
        go(phone, name, "Space")
    go(phone, "Send my three")
    shows(phone, "Your three are in")
    go(phone, "Change my three")
    expect(phone.locator(".pick").first).to_be_visible()
    go(phone, "Send my three")
    shows(phone, "Your three are in")
    expect(console.locator("#counts")).to_contain_text("1 of 1 have sent their three")
    press(console, "Close the vote")
    press(console, re.compile("^Next"))
    press(console, "Show all the same")
    press_main(console)
    shows(phone, "Which is which?")
    for _option in range(11):
        focus(phone, "Behaviour")
        phone.keyboard.press("ArrowRight")
    expect(console.locator("#counts")).to_contain_text("1 of 1")

    # A moment, and the slide hidden and back.
    go(phone, "I need a moment")
    expect(phone.get_by_role("heading", name="Take the time you need")).to_be_focused()
    go(phone, "Hide this slide")
    expect(phone.get_by_role("heading", name="The slide is hidden on this phone")).to_be_focused()
    go(phone, "Show it again")
    shows(phone, "Which is which?")

    # A group and its points.
    part(console, "Choose your questions")
    answered(console, console.locator("#main").get_by_role("button", name=re.compile("^Multi-agency meetings")).click)
    console.get_by_label("Names of the groups, one a line").fill("Window table\nDoor table")
    answered(console, console.locator("#press-main").click)
    shows(phone, "Sit with people you trust")
    go(phone, "Window table", "Space")
    go(phone, "Join Window table")
    expect(phone.get_by_text("You are in Window table")).to_be_visible()
    press_main(console)
    press_main(console)
    press_main(console)
    write(phone, "Your point", "The minutes list actions.")
    go(phone, "Only Window table will see it", "Space")
    go(phone, "Add to our points")
    expect(phone.locator("#piece")).to_contain_text("Shared with the room")
    go(phone, "^ ?Change ?: The minutes")
    expect(phone.get_by_label("The point")).to_be_visible()
    write(phone, "^ ?The point", " And places.")
    go(phone, "Keep it like this")
    expect(phone.locator("#piece")).to_contain_text("And places.")

    # A private note.
    go(phone, "My private notes")
    go(phone, "^ ?Time ", "Space")
    write(phone, "In a few words", "Nobody has an hour to think.")
    go(phone, "Keep this note")
    expect(phone.locator("#sheet .point")).to_contain_text("Nobody has an hour to think.")
    phone.keyboard.press("Escape")
    expect(phone.locator("#sheet")).to_be_hidden()

    # Next steps, the close, and what one takes away.
    part(console, "Next steps")
    shows(phone, "Next steps")
    write(phone, "My reflection", "I picked lighting first.")
    write(phone, "^ ?What ", "Ask the caretaker.")
    go(phone, "Add it to what the team lead gets", "Space")
    expect(phone.get_by_text("The team lead gets it, without your name").first).to_be_visible()
    go(phone, "^ ?Team")
    write(phone, "^ ?What ", "Put the bus station on the agenda.")
    go(phone, "Propose it to the room")
    expect(phone.locator("#team .proposal")).to_contain_text("Put the bus station")
    go(phone, "^ ?For it")
    expect(phone.locator("#team .proposal [aria-checked=true]")).to_be_visible()
    press_main(console)
    shows(phone, "Thank you")
    go(phone, "Not really", "ArrowRight")
    go(phone, "Send feedback")
    expect(phone.get_by_text("We do not know which answer is yours.")).to_be_visible()
    go(phone, "What the team lead gets from you")
    expect(phone.get_by_text("Ask the caretaker.").first).to_be_visible()
    go(phone, "That’s right")
    shows(phone, "Thank you for being honest")
    go(phone, "Make my private link")
    expect(phone.locator("a[href*='/mine/']").first).to_be_visible()


def test_a_facilitator_needs_nothing_but_a_keyboard(server: Server, open_screen: Opener) -> None:
    desk = open_screen(LAPTOP)
    sign_in(desk, server)
    console = desk.page
    console.emulate_media(reduced_motion="reduce")
    console.goto("/workshops/")
    go(console, "Set one up|Set up a workshop")
    shows(console, "Set up a workshop")
    write(console, "What shall we call it", "By key")
    go(console, "Open the room")
    expect(console.get_by_role("button", name="Begin")).to_be_visible()
    connected(console)
    phones = [join(open_screen(PHONE), code_on(console)) for _phone in range(2)]

    def pressed(act: Callable[[], None]) -> None:
        console.wait_for_timeout(HUMAN * 1000)
        answered(console, act)

    def goes(name: str) -> None:
        focus(console, name)
        pressed(lambda: console.keyboard.press("Enter"))

    goes("^ ?Begin")
    shows(phones[0], "Before you begin")
    pressed(lambda: console.keyboard.press("ArrowRight"))
    shows(phones[0], "What we will do")
    pressed(lambda: console.keyboard.press("ArrowLeft"))
    shows(phones[0], "Before you begin")
    go(console, "^ ?Parts")
    goes("Creating safety")
    shows(phones[0], "What would help")
    goes("Start the quiet minute")
    for phone in phones:
        for number in (1, 4, 8):
            with phone.expect_response(lambda answer: "/answer/" in answer.url):
                phone.locator(f".pick:has(input[value='{number}'])").click()
        phone.get_by_role("button", name="Send my three").click()
        shows(phone, "Your three are in")
    goes("Close the vote")
    goes("^ ?Next")
    goes("Show all the same")
    shows(phones[0], "What the room chose")
    goes("Open the sorting")
    shows(phones[0], "Which is which?")
    goes("Show the sorting|Show the lists")
    if console.get_by_role("button", name="Show the lists").count():
        goes("Show the lists")
    expect(console.get_by_text("Talk about it, all together")).to_be_visible()

    # Groups: made, somebody moved, fixed.
    go(console, "^ ?Parts")
    goes("Choose your questions")
    goes("^ ?Multi-agency meetings and panels")
    write(console, "Names of the groups", "Window table\nDoor table")
    expect(console.locator("[data-set-up-saved]")).to_have_text("Saved")
    goes("Let people choose")
    for phone in phones:
        phone.locator("label.choice").first.click()
        phone.get_by_role("button", name="Join").first.click()
        expect(phone.get_by_text("You are in")).to_be_visible()
    goes("Fix these groups")
    go(console, "^ ?Phone [0-9]+")
    goes("Put Phone [0-9]+ here")
    goes("^ ?Next")
    goes("^ ?Next")
    shows(phones[0], "table")
    goes("^ ?Nudge")
    goes("^ ?Next")

    # Hearing back, next steps, the close and the hand-over.
    goes("Bring everyone back")
    shows(phones[0], "Hearing back")
    goes("^ ?Hear ")
    go(console, "^ ?Parts")
    goes("Next steps")
    shows(phones[0], "Next steps")
    phones[0].get_by_role("link", name=re.compile("^Team")).first.click()
    phones[0].locator("#pw-team").fill("Put the bus station on the agenda.")
    phones[0].locator("#team").get_by_role("button", name="Propose it to the room").click()
    expect(console.locator("#counts")).to_contain_text("Put the bus station")
    goes("^ ?Keep it")
    expect(console.locator("#counts")).to_contain_text("Kept")
    goes("^ ?Next: ")
    shows(phones[0], "Thank you")
    goes("End the workshop")
    shows(phones[0], "This workshop has ended")
    go(console, "Close and hand over")
    shows(console, "Close and hand over")
    go(console, "Make the link")
    expect(console.locator("input[value*='/after/']").first).to_be_visible()


def test_a_row_that_is_drawn_anew_under_somebodys_focus_keeps_it(server: Server, open_screen: Opener) -> None:
    console, writer, _other = in_groups(server, open_screen, "Drawn anew")
    nudge = console.get_by_role("button", name=re.compile("Nudge Window table"))
    nudge.focus()
    writer.get_by_label("Your point").fill("Police bring the map")
    writer.get_by_role("button", name="Add to our points").click()
    expect(console.get_by_role("row", name=re.compile("^Window table")).get_by_role("cell").nth(2)).to_have_text("1")
    expect(nudge).to_be_focused()
