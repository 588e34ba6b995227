"""Slides 11 to 25: two facilitators, a big screen and six phones in two groups, one of them late; then a team lead with the link."""

from __future__ import annotations

import csv
import io
import json
import re
import zipfile

from playwright.sync_api import Page, expect

from tests.e2e.accessibility import check
from tests.e2e.conftest import LAPTOP, PHONE, SCREEN, Opener, Server
from tests.e2e.people import answered, code_on, connected, join, press, press_main, set_up, shows, sign_in

SHARED = "Police and community safety speak first because they bring the map."
KEPT_IN = "We never say out loud that we are unsure."
OTHER_GROUP = "A uniform in the room changes what we are willing to say."
PRIVATE = "I picked lighting before I picked people."
NOTE = "Nobody has an hour to think."
PROPOSED = "Ask of every plan: does it change the person or the place?"
OWN = "Say “I don’t know” at the next panel."
OWN_KEPT = "Read the briefing again, slowly."


def add_point(phone: Page, text: str, *, share: bool = False) -> None:
    """Write a point for the group; only the group sees it, unless it is shared."""
    phone.get_by_label("Your point").fill(text)
    if share:
        phone.locator("label.switch").filter(has_text="will see it").first.click()
    phone.get_by_role("button", name="Add to our points").click()
    expect(phone.locator("#piece")).to_contain_text(text)


def test_a_whole_second_half_and_what_the_team_lead_takes_away(server: Server, open_screen: Opener) -> None:
    desk = open_screen(LAPTOP)
    sign_in(desk, server)
    set_up(desk.page, "Second half")
    console = desk.page
    code = code_on(console)
    other = open_screen(LAPTOP).page
    other.goto(console.locator("#invite").input_value())
    other.get_by_role("button", name="Open the console").click()
    connected(other)
    screen = open_screen(SCREEN).page
    screen.goto(console.get_by_role("link", name="Big screen").first.get_attribute("href") or "")
    phones = [join(open_screen(PHONE), code) for _phone in range(5)]
    for page in (screen, *phones):
        connected(page)
    press(console, "Begin")
    shows(phones[0], "Before you begin")

    # Slide 11: a set, two tables, and everybody picks one.
    console.locator("summary").filter(has_text="Parts").click()
    press(console, re.compile("Choose your questions"))
    meetings = console.locator("#main").get_by_role("button", name=re.compile("^Multi-agency meetings and panels"))
    answered(console, meetings.click)
    check("making groups", console)
    console.get_by_label("Names of the groups, one a line").fill("Window table\nDoor table")
    console.locator("#press-main").click()  # at once: the names are saved first
    for n, phone in enumerate(phones):
        shows(phone, "Sit with people you trust")
        phone.locator("label.choice").nth(0 if n < 3 else 1).click()
        phone.get_by_role("button", name="Join").first.click()
        expect(phone.get_by_text("You are in")).to_be_visible()
    expect(console.locator("#counts")).to_contain_text("5 of 5")
    check("picking a group", console, screen, phones[0])
    press_main(console)
    window, neighbour, third, door = phones[0], phones[1], phones[2], phones[3]
    shows(window, "Window table")
    shows(door, "Door table")
    check("groups are fixed", console, screen, window)

    # The breakout, moved on by the other facilitator; what is being typed stays.
    press_main(other)
    expect(screen.get_by_role("heading", level=1)).to_contain_text("meetings and panels")
    press_main(console)
    shows(screen, "In your groups")
    for phone in phones:
        connected(phone)
        expect(phone.get_by_label("Your point")).to_be_visible()
    typing = neighbour.get_by_label("Your point")
    typing.press_sequentially("Half a sente")
    add_point(window, SHARED, share=True)
    add_point(third, KEPT_IN)
    add_point(door, OTHER_GROUP)
    expect(neighbour.locator("#piece")).to_contain_text(SHARED)
    expect(neighbour.locator("#piece")).to_contain_text(KEPT_IN)
    typing.press_sequentially("nce")
    assert typing.input_value() == "Half a sentence"
    assert typing.evaluate("field => field === document.activeElement")
    for page in (door, console, other, screen):
        assert KEPT_IN not in page.content()
    assert SHARED not in door.content()
    expect(console.locator("#counts")).to_contain_text(re.compile(r"Window table\D*3\D*1 of 4\D*2\D*1"))
    check("the breakout", console, screen, window, door)

    # Somebody late finds a group with one tap.
    late = join(open_screen(PHONE), code)
    phones.append(late)
    late.locator("label.choice, button").filter(has_text="Door table").first.click()
    expect(late.locator("#piece")).to_contain_text(OTHER_GROUP)

    # Next from the facilitator does not take away what is being typed.
    press_main(console)
    expect(screen.get_by_text("What is the culture like?")).to_be_visible()
    expect(neighbour.locator('[data-page-mark="2"]')).to_be_visible()
    expect(neighbour.locator('[data-page-mark="1"]')).to_be_hidden()
    expect(typing).to_have_value("Half a sentence")
    assert typing.evaluate("field => field === document.activeElement")

    # A private note and a moment, while everybody talks.
    notes = door.get_by_role("link", name="My private notes").first
    notes.evaluate("link => { link.click(); link.remove(); }")  # as when the slide changes under the thumb
    sheet = door.locator("#sheet")
    sheet.locator("label.chip").filter(has_text="Time").first.click()
    sheet.get_by_role("textbox").first.fill(NOTE)
    sheet.get_by_role("button", name=re.compile("Keep")).click()
    expect(sheet).to_contain_text(NOTE)
    check("private notes", door)
    door.get_by_role("button", name="Back to the workshop").click()
    third.get_by_role("link", name="I need a moment").first.click()
    third.get_by_role("button", name="Ask for a pause").click()
    expect(console.get_by_text("Somebody would like a pause").first).to_be_visible()
    check("somebody would like a pause", console)
    assert NOTE not in console.content()

    # Hearing back: only what was shared, group by group.
    press_main(console)
    shows(screen, "Hearing back")
    press_main(console)
    expect(screen.get_by_text(SHARED)).to_be_visible()
    check("hearing back", console, screen, window)
    press_main(console)
    for text in (KEPT_IN, OTHER_GROUP, NOTE):
        assert text not in screen.content()

    # Next steps: own ones stay private, the team's are for everybody.
    press_main(console)
    shows(window, "Next steps")
    window.get_by_label("My reflection").fill(PRIVATE)
    whats = window.get_by_label("What", exact=True)
    whats.nth(0).fill(OWN)
    window.get_by_role("switch", name="Add it to what the team lead gets").first.click()
    expect(window.get_by_text("The team lead gets it, without your name").first).to_be_visible()
    whats.nth(1).fill(OWN_KEPT)
    neighbour.get_by_role("link", name=re.compile("^Team")).first.click()
    proposal = (
        neighbour.locator("form").filter(has=neighbour.get_by_role("button", name="Propose it to the room")).locator("visible=true").first
    )
    proposal.get_by_label("What", exact=True).fill(PROPOSED)
    proposal.get_by_label(re.compile("^Who")).fill("Panel chair")
    proposal.get_by_role("button", name="Propose it to the room").click()
    expect(screen.get_by_text(PROPOSED)).to_be_visible()
    door.get_by_role("link", name=re.compile("^Team")).first.click()
    expect(door.get_by_text(PROPOSED).first).to_be_visible()
    check("next steps", console, screen, window, door)
    for page in (console, other, screen, door):
        for text in (PRIVATE, OWN, OWN_KEPT):
            assert text not in page.content()

    # The close, and the end.
    press_main(console)
    shows(window, "Thank you")
    check("the close", console, screen, window)
    window.locator("label.chip").filter(has_text="A little").first.click()
    window.get_by_role("button", name="Send feedback").click()
    expect(window.get_by_text(re.compile("Thank you", re.IGNORECASE)).first).to_be_visible()
    press_main(console)
    shows(window, "This workshop has ended")
    check("the end", console, screen, window)
    window.get_by_role("link", name="Save my notes").click()
    for text in (PRIVATE, OWN, OWN_KEPT):
        expect(window.get_by_text(text).first).to_be_visible()
    check("the take-away", window)

    # Hand-over: the team lead opens the link, ticks a point and takes six files.
    console.get_by_role("link", name="Close and hand over").click()
    console.get_by_role("button", name="Make the link").click()
    check("hand-over", console)
    link = console.locator("input[value*='/after/']").first.input_value()
    lead = open_screen(PHONE).page
    lead.goto(link)
    for text in (PROPOSED, OWN):
        expect(lead.get_by_text(text).first).to_be_visible()
    for text in (PRIVATE, OWN_KEPT, NOTE, KEPT_IN, OTHER_GROUP):
        assert text not in lead.content()
    check("the team lead's page", lead)
    files = {kind: download(lead, f"{link}{kind}/") for kind in ("docx", "xlsx", "pdf", "csv", "ics", "json")}
    rows = list(csv.reader(io.StringIO(files["csv"].decode("utf-8-sig"))))
    assert any(PROPOSED in cell for row in rows for cell in row)
    assert PROPOSED in json.dumps(json.loads(files["json"]), ensure_ascii=False)
    assert "does it change the person" in zipfile.ZipFile(io.BytesIO(files["docx"])).read("word/document.xml").decode()
    assert files["xlsx"][:2] == b"PK"
    assert files["pdf"][:5] == b"%PDF-"
    assert files["ics"].startswith(b"BEGIN:VCALENDAR")
    for content in files.values():
        for text in (PRIVATE, OWN_KEPT, NOTE, KEPT_IN):
            assert text.encode() not in content
    lead.goto(f"{link}report/")
    expect(lead.get_by_text(SHARED).first).to_be_visible()
    check("the report", lead)
    assert KEPT_IN not in lead.content()


def download(page: Page, address: str) -> bytes:
    """What the address gives, as the browser would save it."""
    answer = page.request.get(address)
    assert (answer.status, "attachment" in answer.headers["content-disposition"]) == (200, True), address
    return answer.body()
