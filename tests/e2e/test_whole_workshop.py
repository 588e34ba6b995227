"""The whole workshop, slides 1 to 25: two facilitators, a big screen and six phones in two groups, one of them late; then a team lead who
opens the link, ticks a point and takes all six files, in which the words are that were typed."""

from __future__ import annotations

import json
import re
from pathlib import Path

from icalendar import Calendar
from playwright.sync_api import Page, expect

from tests.e2e.accessibility import check
from tests.e2e.conftest import LAPTOP, PHONE, SCREEN, Opener, Server
from tests.e2e.people import answered, code_on, connected, join, pick, press, press_main, set_up, shows, sign_in, sort_all
from tests.exercises.exports import readers

SHARED = "Police and community safety speak first because they bring the map."
KEPT_IN = "We never say out loud that we are unsure."
OTHER_GROUP = "A uniform in the room changes what we are willing to say."
PRIVATE = "I picked lighting before I picked people."
NOTE = "Nobody has an hour to think."
PROPOSED = "Ask of every plan: does it change the person or the place?"
OWN = "Say “I don’t know” at the next panel."
OWN_KEPT = "Read the briefing again, slowly."
ROUGHLY = "before the summer"
PICKS = [(1, 4, 8), (4, 6, 8), (1, 3, 4), (1, 2, 4), (4, 5, 11)]


def add_point(phone: Page, text: str, *, share: bool = False) -> None:
    """Write a point for the group; only the group sees it, unless it is shared."""
    phone.get_by_label("Your point").fill(text)
    if share:
        phone.locator("label.switch").filter(has_text="will see it").first.click()
    phone.get_by_role("button", name="Add to our points").click()
    expect(phone.locator("#piece")).to_contain_text(text)


def first_half(console: Page, screen: Page, phones: list[Page]) -> None:
    """Slides 1 to 11, by Next alone: the talk, the vote, the three presses of the reveal, and on to the choice of questions."""

    def go_on(*titles: str) -> None:
        for title in titles:
            press_main(console)
            for page in (screen, *phones):
                shows(page, title)

    press(console, "Begin")
    for page in (screen, *phones):
        shows(page, "Before you begin")
    go_on("What we will do", "Working together", "Contextual safeguarding is ecological", "What would help to make her safer?")
    press(console, "Start the quiet minute")
    for phone, numbers in zip(phones, PICKS, strict=True):
        pick(phone, *numbers)
        phone.get_by_role("button", name="Send my three").click()
        shows(phone, "Your three are in")
    expect(console.locator("#counts")).to_contain_text("5 of 5 have sent their three")
    press(console, "Close the vote")
    go_on("Behaviour-based or ecological?", "What the room chose")
    press_main(console)
    for phone in phones:
        shows(phone, "Which is which?")
        sort_all(phone, "bbeebebxbeb")
    expect(console.locator("#counts")).to_contain_text("5 of 5 have sorted them all")
    press_main(console)
    shows(screen, "How we sorted them")
    press_main(console)
    expect(screen.get_by_text("What is good about each kind of approach")).to_be_visible()
    go_on("What lies behind each approach?", "In summary", "So what is the problem?", "Going deeper", "Choose your questions")


def test_a_whole_workshop_and_what_the_team_lead_takes_away(server: Server, open_screen: Opener) -> None:
    desk = open_screen(LAPTOP)
    sign_in(desk, server)
    set_up(desk.page, "Tidewell panel")
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
    first_half(console, screen, phones)

    # Slide 11: a set, two tables, and everybody picks one.
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
    proposal.get_by_label("By when").fill("2027-02-12")
    proposal.get_by_role("button", name="Propose it to the room").click()
    expect(screen.get_by_text(PROPOSED)).to_be_visible()
    door.get_by_role("link", name=re.compile("^Team")).first.click()
    expect(door.get_by_text(PROPOSED).first).to_be_visible()
    check("next steps", console, screen, window, door)

    # Its writer changes it, nobody else can; a facilitator keeps it with the room.
    expect(door.locator("#board-team").get_by_role("link", name="Change")).to_have_count(0)
    neighbour.locator("#board-team").get_by_role("link", name="Change").click()
    change = neighbour.locator("#sheet")
    change.get_by_label(re.compile("^Or roughly")).fill(ROUGHLY)
    check("changing a proposal", neighbour)
    change.get_by_role("button", name="Keep it like this").click()
    expect(door.locator("#board-team")).to_contain_text(ROUGHLY)
    expect(change).to_be_hidden()
    neighbour.get_by_role("link", name=re.compile("^Choose a date")).click()
    change.get_by_label("Date").fill("2027-02-19")
    change.get_by_role("button", name="Put it on the board").click()
    expect(door.locator("#plan-team")).to_contain_text("Friday 19 February 2027")
    answered(console, console.locator("#counts").get_by_role("button", name="Keep it").first.click)
    expect(door.locator("#board-team")).to_contain_text("Kept by the room")
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
    ticked = lead.get_by_role("row").filter(has_text=PROPOSED)
    with lead.expect_response(lambda answer: answer.request.method == "POST"):
        ticked.get_by_role("combobox").select_option("Begun")
    expect(lead.locator("#tick-said")).to_have_text("Saved.")
    lead.reload()
    expect(ticked.get_by_role("combobox")).to_have_value("begun")
    compare(lead)
    lead.goto(f"{link}report/")
    expect(lead.get_by_text(SHARED).first).to_be_visible()
    expect(lead.get_by_text(re.compile("^5 people picked what would help most"))).to_be_visible()
    check("the report", lead)
    assert KEPT_IN not in lead.content()


def compare(lead: Page) -> None:
    """Take all six files by their buttons, open each, and find in it what was typed, as it was typed, and nothing that was private."""
    files = {}
    for label in ("Word", "Excel", "PDF", "CSV", "Calendar", "JSON"):
        with lead.expect_download() as saved:
            lead.get_by_role("link", name=re.compile(f"^{label}")).click()
        files[label] = Path(saved.value.path()).read_bytes()
    tables = [[" ".join(cell) for cell in row] for table in readers.word_tables(files["Word"]) for row in table]
    assert [PROPOSED, "Panel chair", f"12 February 2027 {ROUGHLY}", "Begun"] in tables
    assert any(row[0] == OWN for row in tables)
    sheet = [[str(cell or "") for cell in row] for row in readers.excel(files["Excel"])["Action points"]]
    row = next(row for row in sheet if PROPOSED in row)
    assert [words in row for words in ("Team", "Panel chair", "2027-02-12 00:00:00", ROUGHLY, "Begun")] == [True] * 5
    lines = readers.csv_rows(files["CSV"])
    assert [line[:8] for line in lines[1:]] == [
        ["Team", PROPOSED, "Panel chair", "2027-02-12", ROUGHLY, "Begun", "Yes", ""],
        ["You", OWN, "", "", "", "Not started", "Yes", ""],
    ]
    told = [[point[name] for name in ("what", "who", "by_when", "status")] for point in json.loads(files["JSON"])["action_points"]]
    assert told == [[PROPOSED, "Panel chair", "2027-02-12", "begun"], [OWN, "", None, "not-started"]]
    read = readers.pdf_text(files["PDF"])
    assert [readers.squeezed(words) in read for words in (PROPOSED, "Panel chair", "12 February 2027", OWN)] == [True] * 4
    calendar = Calendar.from_ical(files["Calendar"])
    events = [(str(event["summary"]), event.decoded("dtstart").isoformat()) for event in calendar.walk("VEVENT")]
    assert (calendar.errors, events) == ([], [("Follow-up: Tidewell panel", "2027-02-19"), (f"Due: {PROPOSED}", "2027-02-12")])
    everything = str((tables, readers.excel(files["Excel"]), lines, json.loads(files["JSON"]), list(calendar.walk())))
    for text in (PRIVATE, OWN_KEPT, NOTE, KEPT_IN, OTHER_GROUP):
        assert text not in everything
        assert readers.squeezed(text) not in read
