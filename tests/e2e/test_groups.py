"""Making groups in real browsers: what is typed survives, people are moved by key alone, and a moved phone follows."""

from __future__ import annotations

import re

from playwright.sync_api import Page, expect

from tests.e2e.conftest import LAPTOP, Opener, Server
from tests.e2e.people import answered, code_on, connected, join, name_on, press, press_main, seat_of, set_up, sign_in


def room(open_screen: Opener, server: Server, title: str, count: int) -> tuple[Page, list[Page]]:
    """A console on the slide where groups are made, its question set chosen, and so many phones."""
    desk = open_screen(LAPTOP)
    sign_in(desk, server)
    set_up(desk.page, title)
    console = desk.page
    phones = [join(open_screen(), code_on(console)) for _n in range(count)]
    press(console, "Begin")
    console.locator("summary", has_text="Parts").click()
    answered(console, lambda: console.locator("#parts button", has_text="Choose your questions").click())
    answered(console, lambda: console.locator("main button.set-one").first.click())
    return console, phones


def test_wishes_from_the_first_label_to_a_group(open_screen: Opener, server: Server) -> None:
    console, [me, iris, dev] = room(open_screen, server, "Wishes", 3)
    console.get_by_label("Names of the groups, one a line").fill("Window table\nDoor table")
    expect(console.locator("[data-set-up-saved]")).to_have_text("Saved")
    answered(console, lambda: console.locator("label.choice", has_text="Private wishes").click())
    press_main(console)

    # Somebody is typing while others’ labels arrive and the facilitator pauses.
    mine = me.get_by_label("How can people find you?")
    mine.press_sequentially("yellow m")
    for phone, label in ((iris, "Iris"), (dev, "Dev")):
        phone.get_by_label("How can people find you?").fill(label)
        phone.get_by_label("How can people find you?").press("Enter")
    at_ease = me.locator('[data-people="at"]')
    expect(at_ease.locator(".chip")).to_have_text(["Iris", "Dev"])
    press(console, re.compile("Pause"))
    press(console, re.compile("Go on"))
    expect(mine).to_be_focused()
    mine.press_sequentially("ug")
    expect(mine).to_have_value("yellow mug")

    # Chosen in one list, disabled in the other.
    at_ease.locator(".chip", has_text="Iris").click()
    me.locator("summary", has_text="Rather not with").click()
    expect(me.locator('[data-people="apart"] input:disabled')).to_have_count(1)
    expect(me.locator("[data-wish-count]")).to_have_text("1 wish on this phone")
    for phone in (me, iris, dev):
        phone.get_by_role("button", name="Send and hide").click()
        expect(phone.get_by_role("heading", name="You are ready")).to_be_visible()
    expect(me.get_by_text("Iris")).to_have_count(0)
    press_main(console)

    # By key alone: pick up, put back, pick up, put down. The focus stays with the person.
    seat = seat_of(console, "yellow mug")
    seat.focus()
    console.keyboard.press("Enter")
    expect(seat).to_have_attribute("aria-pressed", "true")
    console.keyboard.press("Escape")
    expect(seat).to_have_attribute("aria-pressed", "false")
    console.keyboard.press("Enter")
    put = console.get_by_role("button", name="Put yellow mug here")
    expect(put).to_have_count(1)
    put.focus()
    answered(console, lambda: console.keyboard.press("Enter"))
    expect(seat).to_be_focused()
    seat_of(console, "Iris").click()  # a label that is picked up does not outlive the others

    press_main(console)
    expect(me.locator("h1")).to_have_text(re.compile("table$"))
    expect(console.locator("main")).not_to_contain_text(re.compile("Iris|yellow mug"))

    # Moved by a facilitator: the phone follows by itself.
    connected(me)
    before = me.locator("h1").inner_text()
    name = name_on(me)
    console.keyboard.press("Escape")
    seat_of(console, name).click()
    answered(console, lambda: console.get_by_role("button", name=f"Put {name} here").first.click())
    expect(me.locator("h1")).not_to_have_text(before)


def test_picking_shows_how_full_a_group_is_and_keeps_a_tick(open_screen: Opener, server: Server) -> None:
    console, phones = room(open_screen, server, "Picking", 3)
    console.get_by_label("from", exact=True).fill("1")
    console.get_by_label("to", exact=True).fill("2")
    console.get_by_label("Names of the groups, one a line").fill("Window table\nDoor table")
    expect(console.locator("[data-set-up-saved]")).to_have_text("Saved")
    press_main(console)
    me, *others = phones
    me.locator("label.choice", has_text="Door table").click()
    for phone in others:
        phone.locator("label.choice", has_text="Window table").click()
        phone.get_by_role("button", name="Join Window table").click()
    expect(me.locator("#here-1")).to_have_text("Full")
    expect(me.locator("#group-1")).to_be_disabled()
    press(console, re.compile("Pause"))
    press(console, re.compile("Go on"))
    expect(me.get_by_role("button", name="Join Door table")).to_be_visible()
    me.get_by_role("button", name="Join Door table").click()
    expect(me.get_by_text("You are in Door table")).to_be_visible()
    press_main(console)
    late = join(open_screen(), code_on(console))
    late.get_by_role("button", name="Join Door table").click()
    expect(late.locator("h1")).to_have_text("Door table")
    expect(me.locator("#piece")).to_have_text("2 of you")


def test_somebody_is_moved_by_key_while_groups_talk_and_the_list_stays_open(open_screen: Opener, server: Server) -> None:
    console, [me, other] = room(open_screen, server, "Moving later", 2)
    console.get_by_label("Names of the groups, one a line").fill("Window table\nDoor table")
    expect(console.locator("[data-set-up-saved]")).to_have_text("Saved")
    press_main(console)
    for phone in (me, other):
        phone.locator("label.choice", has_text="Window table").click()
        phone.get_by_role("button", name="Join Window table").click()
        expect(phone.get_by_text("You are in Window table")).to_be_visible()

    # Left by the list of parts before they were fixed: said on both sides, and mended from where the room is.
    part = console.locator("#parts button", has_text="Who is there, and who is heard").first
    if not part.is_visible():
        console.locator("summary", has_text="Parts").click()
    answered(console, lambda: part.click())
    expect(me.get_by_text("Groups are being made.")).to_be_visible()
    expect(console.locator("#not-fixed")).to_contain_text("These groups are not fixed yet.")
    answered(console, lambda: console.locator("#fix-now").click())
    expect(console.locator("#not-fixed")).to_have_count(0)
    expect(me.locator("h1")).to_have_text("Your group: Window table")

    # By key alone, and again: the list is where it was.
    name = name_on(me)
    connected(me)
    seat = seat_of(console, name)
    expect(seat).to_be_hidden()
    console.locator("#move-people > summary").focus()
    console.keyboard.press("Enter")
    for table in ("Door table", "Window table"):
        seat.focus()
        console.keyboard.press("Enter")
        put = console.get_by_role("button", name=f"Put {name} here")
        expect(put).to_have_count(1)
        put.focus()
        answered(console, lambda: console.keyboard.press("Enter"))
        expect(seat).to_be_focused()
        expect(me.locator("h1")).to_have_text(f"Your group: {table}")
    expect(other.locator("h1")).to_have_text("Your group: Window table")

    # Whoever comes now is on the list without anything moving under anybody’s hands.
    join(open_screen(), code_on(console))
    expect(console.locator("#seats-late .seat")).to_have_count(1)
    expect(seat).to_be_focused()
