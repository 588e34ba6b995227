"""A phone without JavaScript takes part in a whole workshop: it presses “Show what is on now” when the room moves on."""

from __future__ import annotations

import re

from playwright.sync_api import Page, expect

from tests.e2e.conftest import LAPTOP, PHONE, Opener, Server
from tests.e2e.people import answered, code_on, press, press_main, shows, sign_in

NEXT = re.compile("^Next")


def now(phone: Page, title: str) -> None:
    """Ask for what is on, as somebody without script does."""
    phone.get_by_role("link", name="Show what is on now").click()
    shows(phone, title)


def test_a_phone_without_script_takes_part_from_the_door_to_the_end(server: Server, open_screen: Opener) -> None:
    desk = open_screen(LAPTOP)
    sign_in(desk, server)
    console = desk.page
    console.goto("/workshops/new/")
    console.get_by_label("What shall we call it?").fill("Without script")
    console.get_by_role("switch", name="Offer the agency question").check()
    console.get_by_role("button", name="Open the room").click()
    expect(console.get_by_role("button", name="Begin")).to_be_visible()
    phone = open_screen(PHONE, script=False).page
    phone.set_default_timeout(10_000)

    # In, with a word about oneself.
    phone.goto("/")
    phone.get_by_label("Workshop code").fill(code_on(console))
    phone.get_by_role("button", name="Join").click()
    phone.get_by_role("button", name="Come in").click()
    expect(phone.get_by_role("heading", name="You’re in")).to_be_visible()
    seat = phone.url
    expect(phone.get_by_text("Connected")).to_be_hidden()
    phone.get_by_label("Youth work").check()
    phone.get_by_role("button", name="Save").click()
    expect(phone.get_by_label("Youth work")).to_be_checked()

    # A slide, when it asks.
    press(console, "Begin")
    now(phone, "Before you begin")
    for _slide in range(4):
        press(console, NEXT)
    now(phone, "What would help to make her safer?")
    assert phone.locator("meta[http-equiv=refresh]").count() == 0, "a page that loads itself anew takes away what is being typed"

    # The vote: three chosen, sent, changed.
    press(console, "Start the quiet minute")
    now(phone, "What would help to make her safer?")
    for number in (1, 4):
        phone.locator(f".pick:has(input[value='{number}'])").click()
    phone.get_by_role("button", name="Send my three").click()
    expect(phone.get_by_text("Pick 1 more.")).to_be_visible()
    for number in (1, 4):
        expect(phone.locator(f"input[value='{number}'][name=pick]")).to_be_checked()
    phone.locator(".pick:has(input[value='8'])").click()
    phone.get_by_role("button", name="Send my three").click()
    shows(phone, "Your three are in")
    phone.get_by_role("button", name="Change my three").click()
    phone.locator(".pick:has(input[value='8'])").click()
    phone.locator(".pick:has(input[value='9'])").click()
    phone.get_by_role("button", name="Send my three").click()
    shows(phone, "Your three are in")
    expect(console.locator("#counts")).to_contain_text("1 of 1 have sent their three")
    press(console, "Close the vote")

    # The sorting.
    press(console, NEXT)
    press(console, "Show all the same")
    now(phone, "What the room chose")
    press_main(console)
    now(phone, "Which is which?")
    for row in phone.locator("fieldset.sort").all():
        row.locator("label").first.click()
    phone.get_by_role("button", name="Keep what I have sorted").click()
    expect(phone.locator("fieldset.sort input:checked")).to_have_count(11)
    expect(console.locator("#counts")).to_contain_text("1 of 1")

    # A group.
    console.locator("summary").filter(has_text="Parts").click()
    press(console, re.compile("Choose your questions"))
    sets = console.locator("#main").get_by_role("button", name=re.compile("^Multi-agency teams"))
    answered(console, sets.click)
    console.get_by_label("Names of the groups, one a line").fill("Window table\nDoor table")
    console.locator("#press-main").click()
    expect(console.locator("#counts")).to_contain_text("of 1")
    now(phone, "Sit with people you trust")
    phone.locator("label.choice").first.click()
    phone.get_by_role("button", name="Join this group").click()
    expect(phone.get_by_text("You are in Window table")).to_be_visible()
    press_main(console)
    now(phone, "Window table")
    press_main(console)
    press_main(console)
    now(phone, "Window table")

    # Points: written, shared, changed. Agencies, factors and responses.
    phone.get_by_label("Your point").fill("The minutes list actions for the young person.")
    phone.get_by_role("button", name="Add to our points").click()
    expect(phone.locator("#piece")).to_contain_text("The minutes list actions")
    phone.get_by_role("switch", name=re.compile(r"Share with the room\W+The minutes")).click()
    expect(phone.get_by_role("switch", name=re.compile(r"Shared with the room\W+The minutes"))).to_be_visible()
    phone.get_by_role("link", name=re.compile(r"^Change\W+The minutes")).click()
    phone.get_by_label("The point").fill("The minutes list places now.")
    phone.get_by_role("button", name="Keep it like this").click()
    expect(phone.locator("#piece")).to_contain_text("The minutes list places now.")
    phone.get_by_role("button", name="Police").click()
    expect(phone.locator("#agencies-list")).to_contain_text("Take off")
    phone.locator("label.choice").filter(has_text="Job title").click()
    phone.get_by_role("switch", name="Show mine to Window table").click()
    expect(phone.get_by_role("switch", name="Shown to Window table")).to_be_visible()
    phone.get_by_label("Add a response").fill("Keep-safe work in school")
    phone.get_by_role("button", name="Add to our responses").click()
    phone.get_by_role("switch", name=re.compile(r"^Context\W+Keep-safe")).click()
    expect(phone.locator("#mix-now")).to_contain_text("1")

    # Private notes and a moment: pages of their own.
    phone.get_by_role("link", name="My private notes").first.click()
    phone.locator("label.chip").filter(has_text="Time").click()
    phone.get_by_label("In a few words, if you like").fill("Nobody has an hour to think.")
    phone.get_by_role("button", name="Keep this note").click()
    expect(phone.locator(".point")).to_contain_text("Nobody has an hour to think.")
    phone.get_by_role("link", name="Back to the workshop").click()
    phone.get_by_role("link", name="I need a moment").first.click()
    phone.get_by_role("button", name="Ask for a pause").click()
    expect(phone.get_by_text("We have passed it on")).to_be_visible()
    expect(console.get_by_text("Somebody would like a pause.")).to_be_visible()
    phone.get_by_role("link", name="Back to the workshop").click()

    # Next steps: own ones, one of them passed on, and a proposal.
    console.locator("summary").filter(has_text="Parts").click()
    press(console, re.compile("Next steps"))
    now(phone, "Next steps")
    phone.get_by_label("My reflection").fill("I picked lighting before I picked people.")
    phone.get_by_label("What", exact=True).first.fill("Ask the caretaker what he sees.")
    phone.get_by_role("switch", name="Add it to what the team lead gets").first.check()
    phone.get_by_label("What", exact=True).nth(1).fill("Read the briefing again.")
    phone.get_by_role("button", name="Save", exact=True).click()
    expect(phone.get_by_role("switch", name="The team lead gets it, without your name")).to_have_count(1)
    expect(phone.get_by_label("My reflection")).to_have_value("I picked lighting before I picked people.")
    expect(phone.get_by_label("What", exact=True).nth(0)).to_have_value("Ask the caretaker what he sees.")
    expect(phone.get_by_label("What", exact=True).nth(1)).to_have_value("Read the briefing again.")
    team = phone.locator("#team")
    team.get_by_label("What", exact=True).fill("Put the bus station on the agenda.")
    team.get_by_role("button", name="Propose it to the room").click()
    expect(phone.locator("#team .proposal")).to_contain_text("Put the bus station on the agenda.")

    # The close: what the lead gets, what one keeps, and a word about it.
    press_main(console)
    now(phone, "Thank you")
    phone.locator("label.chip").filter(has_text="A little").first.click()
    phone.get_by_role("button", name="Send feedback").click()
    expect(phone.get_by_text("Thank you. We do not know which answer is yours.")).to_be_visible()
    phone.get_by_role("link", name="What the team lead gets from you").click()
    expect(phone.get_by_text("Ask the caretaker what he sees.").first).to_be_visible()
    phone.get_by_role("link", name="That’s right").click()
    expect(phone.get_by_text("I picked lighting before I picked people.")).to_be_visible()
    phone.get_by_role("button", name="Make my private link").click()
    phone.locator("a[href*='/mine/']").first.click()
    expect(phone.get_by_label("My reflection")).to_have_value("I picked lighting before I picked people.")
    phone.get_by_label("My reflection").fill("I picked lighting first.")
    phone.get_by_role("button", name="Save", exact=True).click()
    expect(phone.get_by_text("Saved.")).to_be_visible()
    press_main(console)
    phone.goto(seat)
    shows(phone, "This workshop has ended")
