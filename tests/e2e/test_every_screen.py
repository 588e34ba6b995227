"""Every screen in every state, looked at as everybody may have it. What is looked at is listed in `states.py`."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect

from tests.e2e.conftest import LAPTOP, PHONE, SCREEN, Opener, Server
from tests.e2e.looking import Look
from tests.e2e.people import answered, code_on, connected, join, press, press_main, set_up, shows, sign_in
from tests.e2e.states import DESK, FIRST_HALF, SECOND_HALF

NEXT = re.compile("^Next")


@pytest.fixture
def look() -> Look:
    return Look()


def part(console: Page, title: str) -> None:
    """Go to a part by the menu."""
    console.locator("summary").filter(has_text="Parts").click()
    press(console, re.compile(title))


def big_screen(console: Page, open_screen: Opener) -> Page:
    screen = open_screen(SCREEN).page
    screen.goto(console.get_by_role("link", name="Big screen").first.get_attribute("href") or "")
    connected(screen)
    return screen


def test_the_first_half_looks_right_to_everybody(server: Server, open_screen: Opener, look: Look) -> None:
    desk = open_screen(LAPTOP)
    sign_in(desk, server)
    console = desk.page
    console.goto("/workshops/new/")
    console.get_by_label("What shall we call it?").fill("Tidewell panel")
    console.get_by_role("switch", name="Offer the agency question").check()
    console.get_by_role("button", name="Open the room").click()
    connected(console)
    code = code_on(console)
    look("console: nobody in yet", console)
    screen = big_screen(console, open_screen)
    look("big screen: nobody in yet", screen)

    # The door.
    door = open_screen(PHONE).page
    door.goto("/")
    look("phone: join", door)
    door.get_by_label("Workshop code").fill("000 000")
    door.get_by_role("button", name="Join").click()
    look("phone: wrong code", door)
    door.get_by_label("Workshop code").fill(code)
    door.get_by_role("button", name="Join").click()
    look("phone: promise", door)
    door.get_by_text("I was in already").click()
    door.get_by_label("Letters from the first phone").fill("WRONG")
    door.get_by_role("button", name="Move here").click()
    look("phone: promise, letters refused", door)
    console.locator("summary").filter(has_text="More").first.click()
    press(console, "Close the door")
    door.goto("/")
    door.get_by_label("Workshop code").fill(code)
    door.get_by_role("button", name="Join").click()
    look("phone: door closed", door)
    look("console: More is open", console)
    press(console, "Open the door")
    console.keyboard.press("Escape")
    phones = [join(open_screen(PHONE), code) for _phone in range(5)]
    phone, other = phones[0], phones[1]
    connected(phone)
    look("phone: lobby", phone)
    door.goto("/")
    expect(console.locator("#arrived")).to_contain_text("5")
    look("console: people in", console)
    look("big screen: people in", screen)
    phone.goto("/")
    look("phone: join, with a seat", phone)
    phone.go_back()
    connected(phone)

    # Slides.
    press(console, "Begin")
    shows(phone, "Before you begin")
    look("phone: a slide read aloud", phone)
    look("big screen: a slide", screen)
    look("console: a slide", console)
    console.locator("summary").filter(has_text="Parts").click()
    look("console: Parts is open", console)
    console.keyboard.press("Escape")
    console.locator("body").click(position={"x": 5, "y": 5})
    console.keyboard.press("?")
    expect(console.get_by_role("dialog", name="Keys")).to_be_visible()
    look("console: the keys", console)
    console.keyboard.press("Escape")
    answered(console, lambda: console.keyboard.press("b"))
    expect(screen.locator(".pj-blank")).to_be_attached()
    look("big screen: blank", screen)
    look("console: the big screen is blank", console)
    answered(console, lambda: console.keyboard.press("b"))
    for title in ("What we will do", "Working together", "Contextual safeguarding is ecological"):
        press(console, NEXT)
        shows(phone, title)
        shows(screen, title)
        look(f"phone: {title}", phone)
        look(f"big screen: {title}", screen)
    press(console, re.compile("Pause"))
    expect(console.locator("#pace")).to_contain_text("Paused")
    look("console: paused", console)
    press(console, re.compile("Go on"))

    # The vote.
    press(console, NEXT)
    shows(phone, "What would help")
    shows(screen, "What would help")
    look("phone: the vote, before it opens", phone)
    look("big screen: the vote, before it opens", screen)
    look("console: the vote, before it opens", console)
    press(console, "Start the quiet minute")
    expect(phone.locator(".pick").first).to_be_visible()
    look("phone: the vote, open", phone)
    for each in phones:
        for number in (1, 4, 8):
            with each.expect_response(lambda answer: "/answer/" in answer.url):
                each.locator(f".pick:has(input[value='{number}'])").click()
    phone.locator(".pick:has(input[value='2'])").click(force=True)
    expect(phone.locator("[data-full]")).not_to_be_empty()
    look("phone: the vote, a fourth one tapped", phone)
    look("big screen: the vote, open", screen)
    look("console: the vote, open", console)
    for each in phones:
        each.get_by_role("button", name="Send my three").click()
        shows(each, "Your three are in")
    look("phone: the vote, sent", phone)
    press(console, "Close the vote")
    shows(phone, "The vote is closed")
    look("phone: the vote, closed", phone)
    look("big screen: the vote, closed", screen)
    look("console: the vote, closed", console)
    hands = console.locator("summary").filter(has_text=re.compile("hands", re.IGNORECASE)).first
    hands.click()
    look("console: a show of hands", console)

    # The reveal.
    press(console, NEXT)
    shows(screen, "Behaviour-based or ecological?")
    look("phone: before the results", phone)
    look("big screen: before the results", screen)
    look("console: before the results", console)
    for state, title in (("what the room chose", "What the room chose"), ("the sorting, open", "Which is which?")):
        press_main(console)
        shows(phone, title)
        if state != "the sorting, open":  # there the big screen keeps what the room chose
            shows(screen, title)
        expect(screen.get_by_text("0 of 5 in")).to_be_attached(attached=state == "the sorting, open")
        look(f"phone: {state}", phone)
        look(f"big screen: {state}", screen)
        look(f"console: {state}", console)
    for each in phones:
        for row in each.locator("fieldset.sort").all():
            row.locator("label").first.click()
    expect(console.locator("#counts")).to_contain_text("5 of 5")
    look("phone: all sorted", phone)
    press_main(console)
    shows(screen, "How we sorted them")
    look("phone: how the room sorted", phone)
    look("big screen: how the room sorted", screen)
    press_main(console)
    expect(screen.get_by_text("What is good about each kind of approach")).to_be_visible()
    look("phone: the lists", phone)
    look("big screen: the lists", screen)
    look("console: the lists", console)
    for title in ("What lies behind each approach", "In summary", "So what is the problem", "Going deeper"):
        press(console, NEXT)
        shows(phone, title)
        shows(screen, title)
        look(f"phone: {title}", phone)
        look(f"big screen: {title}", screen)

    # Beside the slides: moving, a moment, notes, a lost connection, too late.
    phone.goto(phone.url + "move/")
    look("phone: move", phone)
    phone.get_by_role("button", name="Show my code").click()
    look("phone: move, a code", phone)
    phone.get_by_role("link", name="Back to the workshop").click()
    connected(phone)
    phone.get_by_role("link", name="I need a moment").first.click()
    expect(phone.locator("#sheet")).to_be_visible()
    look("phone: a moment", phone)
    phone.get_by_role("button", name="Ask for a pause").click()
    expect(phone.get_by_text("We have passed it on")).to_be_visible()
    look("phone: a moment, asked", phone)
    expect(console.get_by_text("Somebody would like a pause.")).to_be_visible()
    look("console: somebody would like a pause", console)
    phone.get_by_role("button", name="Hide this slide on my phone").click()
    look("phone: a slide is hidden", phone)
    phone.get_by_role("button", name="Show it again").click()
    other.get_by_role("link", name="My private notes").first.click()
    expect(other.locator("#sheet")).to_be_visible()
    look("phone: notes, none yet", other)
    other.locator("#sheet label.chip").first.click()
    other.get_by_label("In a few words, if you like").fill("Mrs Okafor would not hear us")
    expect(other.locator("#note-line-gentle")).not_to_be_empty()
    look("phone: notes, a name is noticed", other)
    other.get_by_role("button", name="Keep this note").click()
    other.locator("#sheet").get_by_role("link", name="Change").click()
    expect(other.get_by_role("button", name="Keep it like this")).to_be_visible()
    look("phone: notes, one is changed", other)
    other.get_by_role("button", name="Back to the workshop").click()
    for page, state in ((phones[2], "phone: connection lost"), (console, "console: connection lost")):
        page.context.set_offline(True)
        expect(page.locator("#offline")).to_be_visible(timeout=30_000)
        look(state, page)
        page.context.set_offline(False)
        connected(page)
    look.is_complete(FIRST_HALF)


def groups_made(console: Page, way: str, names: str = "Window table\nDoor table") -> None:
    """On the slide where groups are made: its names and its way."""
    console.get_by_label("Names of the groups, one a line").fill(names)
    expect(console.locator("[data-set-up-saved]")).to_have_text("Saved")
    answered(console, lambda: console.locator("label.choice", has_text=way).click())
    press_main(console)


def test_the_second_half_looks_right_to_everybody(server: Server, open_screen: Opener, look: Look) -> None:
    desk = open_screen(LAPTOP)
    sign_in(desk, server)
    set_up(desk.page, "Second half")
    console = desk.page
    code = code_on(console)
    invite = console.locator("#invite").input_value()
    screen = big_screen(console, open_screen)
    phones = [join(open_screen(PHONE), code) for _phone in range(3)]
    me, friend, door = phones
    press(console, "Begin")

    # Making groups: by wishes here, by picking and by a mix in the workshops of other tests.
    part(console, "Choose your questions")
    shows(screen, "Choose your questions")
    look("console: choosing questions", console)
    look("phone: choosing questions", me)
    look("big screen: choosing questions", screen)
    answered(console, lambda: console.locator("#main").get_by_role("button", name=re.compile("^Multi-agency teams")).click())
    look("console: making groups", console)
    groups_made(console, "Private wishes")
    shows(me, "Who would you be at ease with?")
    for phone, label in ((friend, "Iris"), (door, "Dev")):
        phone.get_by_label("How can people find you?").fill(label)
        phone.get_by_label("How can people find you?").press("Enter")
    expect(me.locator('[data-people="at"] .chip')).to_have_count(2)
    me.locator('[data-people="at"] .chip', has_text="Iris").click()
    me.locator("summary", has_text="Rather not with").click()
    look("phone: wishes", me)
    look("big screen: wishes", screen)
    look("console: wishes", console)
    me.get_by_role("button", name="Send and hide").click()
    shows(me, "You are ready")
    look("phone: wishes are sent", me)
    door.get_by_role("button", name="I would rather think on my own").click()
    shows(door, "You think on your own")
    look("phone: on one’s own", door)
    press_main(console)
    shows(me, "Groups are being made")
    look("phone: groups are being made", me)
    console.locator(".seat").first.click()
    console.locator("summary", has_text="A question set for each group").click()
    look("console: a suggestion, somebody is picked up", console)
    look("big screen: groups are being made", screen)
    press_main(console)
    expect(me.locator("h1")).to_have_text(re.compile("table$"))
    look("phone: groups are fixed", me)
    shows(door, "You think on your own")
    look("phone: groups are fixed, on one’s own", door)
    look("console: groups are fixed", console)
    look("big screen: groups are fixed", screen)

    # The breakout.
    press_main(console)
    expect(screen.get_by_role("heading", level=1)).to_contain_text("Multi-agency teams")
    look("big screen: a section", screen)
    look("phone: a section", me)
    press_main(console)
    shows(screen, "In your groups")
    look("phone: the breakout, nothing written", me)
    look("phone: the breakout, no group", door)
    me.get_by_label("Your point").fill("Police speak first because they bring the map.")
    me.locator("label.switch").filter(has_text="will see it").first.click()
    me.get_by_role("button", name="Add to our points").click()
    expect(me.locator("#piece")).to_contain_text("Police speak first")
    for name in ("Police", "Health"):
        me.locator("#agencies-list").get_by_role("button", name=name, exact=True).click()
        expect(me.locator("#agencies-list .sort", has_text=name)).to_be_visible()
    me.locator("#agencies-list .five-step").first.click()
    me.locator("label.choice").filter(has_text="Job title").click()
    me.locator("#factors-show").click()
    expect(me.locator("#factors-show")).to_have_attribute("aria-checked", "true")
    me.get_by_label("Add a response").fill("Keep-safe work in school")
    me.get_by_role("button", name="Add to our responses").click()
    me.locator("#cards-list .sort-press").first.click()
    expect(me.locator("#mix-now .lean")).to_be_visible()
    for _group in range(2):
        press(console, re.compile("^Nudge"))
    expect(me.locator("[data-message]")).to_be_visible()
    me.get_by_label("Your point").fill("Half a sentence about Mrs Okafor")
    expect(me.locator("#nph-gentle")).not_to_be_empty()
    look("phone: the breakout, points, agencies, factors, responses", me)
    look("console: the breakout", console)
    look("big screen: the breakout", screen)
    me.get_by_role("link", name=re.compile("^Change")).first.click()
    expect(me.get_by_label("The point")).to_be_visible()
    look("phone: a point is changed", me)
    me.get_by_role("button", name="Back to the workshop").click()
    me.get_by_role("link", name="What belief is underneath?").first.click()
    expect(me.locator("#sheet h2")).to_be_visible()
    look("phone: a response is changed", me)
    me.get_by_role("button", name="Back to the workshop").click()
    me.get_by_role("link", name="Try one from the practice cards first").click()
    expect(me.locator("#sheet h2")).to_be_visible()
    look("phone: a practice card", me)
    me.locator("#sheet .sort-press").first.click()
    expect(me.get_by_role("link", name="Another card")).to_be_visible()
    look("phone: a practice card, answered", me)
    me.get_by_role("button", name="Back to the workshop").click()
    console.locator("summary", has_text="Add a point for a group").click()
    look("console: a point for a group", console)

    # A clock that is over, and minutes to find.
    while console.locator("#press-minus").count() and "of 1 min" not in console.locator(".timer-of").inner_text():
        answered(console, console.locator("#press-minus").click)
    expect(console.locator("[data-after-end]")).to_be_visible(timeout=90_000)
    look("console: a part’s time is over", console)
    look("phone: a part’s time is over", me)
    look("big screen: a part’s time is over", screen)
    console.goto(console.url + "?trims=1")
    expect(console.locator("#trims-h")).to_be_visible()
    look("console: finding minutes", console)
    console.locator("[data-leave-trims]").click()
    connected(console)
    press_main(console)
    expect(screen.locator("h1")).to_contain_text("In your groups")
    look("phone: the second page of questions", me)

    # Hearing back.
    press_main(console)
    shows(screen, "Hearing back")
    look("phone: hearing back", me)
    look("big screen: hearing back", screen)
    look("console: hearing back", console)
    press_main(console)
    expect(console.locator(".votebox")).to_be_visible()
    look("phone: hearing back, a group speaks", me)
    look("big screen: hearing back, a group speaks", screen)
    look("console: hearing back, a group speaks", console)
    me.get_by_role("link", name="My private notes").first.click()
    me.locator("#sheet label.chip").first.click()
    me.get_by_role("button", name="Keep this note").click()
    expect(me.locator("#sheet").get_by_role("link", name="Change")).to_be_visible()
    me.get_by_role("button", name="Back to the workshop").click()

    # Next steps.
    part(console, "Next steps")
    shows(me, "Next steps")
    expect(me.get_by_role("heading", name="Your notes on what’s hard")).to_be_visible()
    look("phone: next steps, you", me)
    me.get_by_label("My reflection").fill("I picked lighting before I picked people.")
    me.get_by_label("What", exact=True).first.fill("Write a policy with a checklist for the meeting")
    expect(me.locator("[data-check=w1]")).not_to_be_empty()
    me.get_by_role("switch", name="Add it to what the team lead gets").first.click()
    expect(me.get_by_text("The team lead gets it, without your name").first).to_be_visible()
    look("phone: next steps, one is passed on", me)
    me.get_by_role("link", name=re.compile("^Team")).first.click()
    me.locator("#pw-team").fill("Put the bus station on the agenda.")
    me.locator("#team").get_by_role("button", name="Propose it to the room").click()
    expect(me.locator("#team .proposal")).to_be_visible()
    me.locator("#team .proposal .chip-press").click()
    look("phone: next steps, the team’s", me)
    me.locator("#plan-team a").first.click()
    expect(me.locator("#sheet h2")).to_be_visible()
    look("phone: next steps, the plan is written", me)
    me.get_by_role("button", name="Back to the workshop").click()
    me.get_by_role("link", name=re.compile("^Organisation")).first.click()
    look("phone: next steps, the organisation’s", me)
    expect(screen.get_by_text("Put the bus station on the agenda.")).to_be_visible()
    look("big screen: next steps", screen)
    look("console: next steps", console)

    # The close and what people keep.
    press_main(console)
    shows(me, "Thank you")
    look("phone: the close", me)
    look("big screen: the close", screen)
    look("console: the close", console)
    me.locator("label.chip").filter(has_text="A little").first.click()
    me.get_by_role("button", name="Send feedback").click()
    expect(me.get_by_text("We do not know which answer is yours.")).to_be_visible()
    look("phone: the close, feedback is sent", me)
    me.get_by_role("link", name="What the team lead gets from you").click()
    look("phone: what the team lead gets", me)
    me.get_by_role("link", name="That’s right").click()
    look("phone: what one takes away", me)
    me.get_by_role("button", name="Make my private link").click()
    look("phone: a private link", me)
    own = me.locator("a[href*='/mine/']").first.get_attribute("href") or ""
    me.goto(own)
    look("phone: one’s own form", me)
    me.get_by_role("button", name="Save", exact=True).click()
    look("phone: one’s own form, saved", me)
    me.goto(own.rsplit("/", 2)[0] + "/no-such-link/")
    look("phone: no such link", me)
    press_main(console)
    shows(friend, "This workshop has ended")
    look("phone: ended", friend)
    look("big screen: ended", screen)
    look("console: ended", console)
    desk2 = open_screen(LAPTOP).page
    desk2.goto(invite)
    look("desk: the second seat of a workshop that is over", desk2)

    # The hand-over and the team lead.
    console.get_by_role("link", name="Close and hand over").click()
    look("desk: hand-over", console)
    page = console.url
    console.get_by_role("button", name="Make the link").click()
    look("desk: hand-over, the link", console)
    link = console.locator("input[value*='/after/']").first.input_value()
    console.get_by_label("Days to keep it").fill("9999")
    console.get_by_role("button", name="Keep it so long").click()
    look("desk: hand-over, days refused", console)
    console.goto(page + "read/")
    look("desk: read through", console)
    console.get_by_role("link", name=re.compile("^Edit")).first.click()
    look("desk: a shared text is changed", console)
    console.goto(page + "delete/")
    look("desk: delete everything", console)
    lead = open_screen(LAPTOP).page
    lead.goto(link)
    look("lead: action points", lead)
    lead.locator("a.point-link").first.click()
    look("lead: an action point", lead)
    lead.get_by_label("What", exact=True).fill("")
    lead.get_by_role("button", name="Save").click()
    look("lead: an action point, refused", lead)
    lead.get_by_label("What", exact=True).fill("Put the bus station on every agenda.")
    lead.get_by_role("button", name="Save").click()
    lead.locator("a.point-link").first.click()
    lead.locator("summary", has_text="What it said before").click()
    look("lead: an action point, what it said before", lead)
    lead.goto(f"{link}report/")
    look("lead: report", lead)
    console.goto(page)
    console.get_by_role("button", name="End it").click()
    lead.goto(link)
    look("lead: the link is over", lead)
    look.is_complete(SECOND_HALF)


@pytest.fixture
def hosted(tmp_path: Path) -> Iterator[Server]:
    """A server of its own that nobody has used yet, and that can send mail as far as it knows."""
    running = Server(tmp_path, more={"EMAIL_URL": "smtp://127.0.0.1:9", "ORGANISATION": "Tidewell", "CONTACT_EMAIL": "a@tidewell.example"})
    running.start()
    yield running
    running.stop()


def test_the_pages_at_a_desk_look_right_to_everybody(server: Server, hosted: Server, open_screen: Opener, look: Look) -> None:
    page = open_screen(LAPTOP).page
    page.goto("/password/")
    look("desk: a new password, no mail here", page)

    # A server nobody has used: its first visit, and being refused.
    page = open_screen(LAPTOP, at=hosted).page
    page.goto("/sign-in/")
    look("desk: sign in", page)
    for _try in range(5):
        page.get_by_label("Name", exact=True).fill("nobody")
        page.get_by_label("Password").fill("wrong")
        page.get_by_role("button", name="Sign in").click()
        if not _try:
            look("desk: sign in, refused", page)
    look("desk: sign in, a pause", page)
    page.goto("/password/")
    look("desk: a new password", page)
    page.get_by_label("Mail address").fill("nobody@tidewell.example")
    page.get_by_role("button", name="Send me a link").click()
    look("desk: a new password, look in your mail", page)
    page.goto("/password/MQ/no-such-link/")
    look("desk: a new password, the link is over", page)
    page.goto("/password/done/")
    look("desk: a new password, done", page)
    page.goto(hosted.sign_in)
    look("desk: a sign-in link", page)
    page.get_by_role("button", name="Sign in on this machine").click()
    expect(page.get_by_role("heading", name="Workshops", exact=True)).to_be_visible()
    look("desk: workshops, none yet", page)
    stranger = open_screen(LAPTOP, at=hosted).page
    stranger.goto(hosted.sign_in)
    look("desk: a sign-in link, used", stranger)

    # Reading.
    for name in ("briefing", "hand-out", "glossary", "accessibility", "privacy", "network-check"):
        stranger.goto(f"/{name}/")
        if name == "network-check":
            expect(stranger.get_by_text("Trying", exact=True)).to_have_count(0, timeout=40_000)
        look(f"desk: {name}", stranger)
    stranger.goto("/nothing-here/")
    look("desk: nothing at this address", stranger)
    stranger.goto("/")
    stranger.locator("input[name=csrfmiddlewaretoken]").first.evaluate("field => { field.value = 'old'; }")
    stranger.get_by_label("Workshop code").fill("000 000")
    stranger.get_by_role("button", name="Join").click()
    look("desk: a page that is too old", stranger)
    for _try in range(12):
        stranger.goto("/")
        stranger.get_by_label("Workshop code").fill("000 000")
        stranger.get_by_role("button", name="Join").click()
        if stranger.get_by_role("heading", name="Let’s take a short break").count():
            break
    look("phone: several wrong codes", stranger)

    # An account, a workshop set up, and its links.
    for path, state in (
        ("account/", "account"),
        ("account/second-step/", "account, a second step"),
        ("status/", "status"),
    ):
        page.goto(f"/{path}")
        look(f"desk: {state}", page)
    page.goto("/workshops/new/")
    look("desk: set up", page)
    page.get_by_role("button", name="Save for later").click()
    look("desk: set up, no title", page)
    page.get_by_label("What shall we call it?").fill("Tidewell panel")
    page.locator("label.choice", has_text="My own minutes").click()
    page.locator("#own-1").fill("99")
    page.get_by_role("button", name="Save for later").click()
    look("desk: set up, minutes refused", page)
    page.locator("label.choice", has_text="60 minutes").click()
    page.get_by_role("button", name="Save for later").click()
    expect(page.get_by_role("heading", name="Workshops", exact=True)).to_be_visible()
    look("desk: workshops", page)
    page.get_by_role("link", name="Tidewell panel", exact=True).click()
    look("desk: set up, once more", page)
    stranger.goto(page.locator("#cl").input_value())
    look("desk: the second seat", stranger)
    edit = page.url
    page.goto(edit + "support/")
    look("desk: who people can talk to", page)
    page.goto(edit + "delete/")
    look("desk: delete a workshop", page)
    page.goto("/workshops/")
    page.get_by_role("link", name=re.compile("^Open the room")).click()
    press(page, "Begin")
    page.goto(edit + "delete/")
    look("desk: delete a workshop that runs", page)
    page.goto("/workshops/")
    look("desk: workshops, one is on", page)
    look.is_complete(DESK)
