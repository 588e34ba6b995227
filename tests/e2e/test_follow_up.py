"""A team lead with nothing but the private link follows a workshop up with the room, and finds what the room said on their page."""

from __future__ import annotations

import re

from playwright.sync_api import expect

from tests.e2e.accessibility import check
from tests.e2e.conftest import LAPTOP, PHONE, SCREEN, Opener, Server
from tests.e2e.people import answered, code_on, connected, join, press, press_main, set_up, shows, sign_in
from tests.e2e.test_crowded import holds

FIRST = (
    "Invite the bus company and the shopping centre to the spring panel, and ask the shops on the parade and whoever runs the "
    "shelter to come as well, so that the place itself is in the room for once."
)
SECOND = "Ask of every plan: does it change the person or the place?"
SINCE = "The bus company came in March. The shopping centre has not answered."


def test_a_lead_follows_up_with_the_room_and_the_points_have_moved_on(server: Server, open_screen: Opener) -> None:
    desk = open_screen(LAPTOP)
    sign_in(desk, server)
    set_up(desk.page, "Tidewell panel")
    console = desk.page
    writer = join(open_screen(PHONE), code_on(console))
    connected(writer)
    press(console, "Begin")
    console.locator("summary").filter(has_text="Parts").click()
    press(console, re.compile("Next steps"))
    shows(writer, "Next steps")
    writer.get_by_role("link", name=re.compile("^Team")).first.click()
    for what in (FIRST, SECOND):
        form = writer.locator("form").filter(has=writer.get_by_role("button", name="Propose it to the room")).locator("visible=true").first
        form.get_by_label("What", exact=True).fill(what)
        form.get_by_role("button", name="Propose it to the room").click()
        expect(writer.locator("#board-team")).to_contain_text(what)
        answered(console, console.locator("#counts").get_by_role("button", name=re.compile("Keep")).last.click)
    press_main(console)
    press_main(console)
    shows(writer, "This workshop has ended")
    console.get_by_role("link", name="Close and hand over").click()
    console.get_by_role("button", name="Make the link").click()
    link = console.locator("input[value*='/after/']").first.input_value()

    # The lead sets it up from the page the link opens, without an account.
    lead = open_screen(LAPTOP).page
    lead.goto(link)
    lead.get_by_role("link", name="Set up the follow-up").click()
    lead.get_by_label("Date").fill("2027-02-12")
    lead.get_by_role("textbox", name="Where").fill("Room 2")
    lead.get_by_label("For", exact=True).select_option("30")
    second = lead.get_by_role("checkbox", name=SECOND)  # its box lies over the whole row
    second.click()
    lead.get_by_role("button", name="Save").click()
    expect(lead.get_by_role("heading", name="Friday 12 February")).to_be_visible()
    expect(lead.get_by_label("For", exact=True)).to_have_value("30")
    expect(second).not_to_be_checked()
    second.click()
    check("setting the follow-up up", lead)
    lead.get_by_role("button", name="Open the room").click()
    connected(lead)
    screen = open_screen(SCREEN).page
    screen.goto(lead.get_by_role("link", name="Big screen").first.get_attribute("href") or "")
    phone = join(open_screen(PHONE), code_on(lead))
    for page in (screen, phone):
        connected(page)

    # In the room: a point is brought up, a phone says where it stands, everybody sees it.
    press(lead, "Begin")
    for page in (screen, phone):
        shows(page, "From last time")
        expect(page.get_by_text(FIRST)).to_be_visible()
    expect(screen.get_by_text("Action point 1 of 2")).to_be_visible()
    holds(screen)
    phone.get_by_role("switch", name="Done").click()
    expect(screen.locator("[aria-current]")).to_have_text("Done")
    expect(screen.locator(".pj-foot .sumbar")).to_have_attribute("aria-label", re.compile("^Of 2 action points, 1 done, 0 begun"))
    expect(phone.locator("#last-state")).to_contain_text("The room says: Done")
    expect(lead.locator("#counts")).to_contain_text("Done")
    check("an action point from last time", lead, screen, phone)
    lead.get_by_label("What has happened since").fill(SINCE)
    answered(lead, lead.get_by_role("button", name="Write it down").click)
    expect(phone.get_by_text(SINCE)).to_be_visible()
    press(lead, "Action point 2")
    for page in (screen, phone):
        expect(page.get_by_text(SECOND)).to_be_visible()
    answered(lead, lead.locator("#counts").get_by_role("button", name="Begun").click)
    expect(phone.locator("#last-state")).to_contain_text("The room says: Begun")
    for title in ("Who are your partners?", "Go through your responses", "When do your meetings pause", "What does your partnership need"):
        press_main(lead)
        shows(phone, title)
    press_main(lead)
    shows(screen, "Until next time")
    press_main(lead)
    shows(phone, "This workshop has ended")
    check("the end of the follow-up", lead, screen, phone)
    lead.get_by_role("link", name="What the room said").click()
    expect(lead.get_by_role("listitem").filter(has_text=FIRST)).to_contain_text("Done")
    check("what the room said", lead)

    # Afterwards the lead's page has it.
    lead.goto(link)
    for what, state in ((FIRST, "done"), (SECOND, "begun")):
        expect(lead.get_by_role("row").filter(has_text=what).get_by_role("combobox")).to_have_value(state)
    expect(lead.get_by_text(SINCE)).to_be_visible()
