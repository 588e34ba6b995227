"""Nobody loses a letter or their place: not to a hundred changes in the room, and not to any change of the slide."""

from __future__ import annotations

import re

from playwright.sync_api import Page, expect

from tests.e2e.conftest import LAPTOP, PHONE, Opener, Server
from tests.e2e.people import answered, code_on, connected, join, press, press_main, set_up, shows, sign_in

POST = """([path, fields]) => fetch(path, { method: "POST", body: new URLSearchParams(fields),
  headers: { ...JSON.parse(document.body.getAttribute("hx-headers")), "HX-Request": "true" } }).then((answer) => answer.status)"""
HELD = "field => [field.value, field.selectionStart, field.selectionEnd, document.activeElement === field]"


def revision(page: Page) -> int:
    return int(page.locator("#pulse").get_attribute("data-revision") or 0)


def in_groups(server: Server, open_screen: Opener, title: str) -> tuple[Page, Page, Page]:
    """A console, and two phones that sit in one group and read its questions."""
    desk = open_screen(LAPTOP)
    sign_in(desk, server)
    set_up(desk.page, title)
    console = desk.page
    writer, other = (join(open_screen(PHONE), code_on(console)) for _phone in range(2))
    press(console, "Begin")
    console.locator("summary").filter(has_text="Parts").click()
    press(console, re.compile("Choose your questions"))
    answered(console, console.locator("#main").get_by_role("button", name=re.compile("^Multi-agency meetings")).click)
    console.get_by_label("Names of the groups, one a line").fill("Window table\nDoor table")
    console.locator("#press-main").click()
    for phone in (writer, other):
        shows(phone, "Sit with people you trust")
        phone.locator("label.choice").first.click()
        phone.get_by_role("button", name="Join").first.click()
        expect(phone.get_by_text("You are in")).to_be_visible()
    press_main(console)
    press_main(console)
    press_main(console)
    for phone in (writer, other):
        expect(phone.get_by_label("Your point")).to_be_visible()
        connected(phone)
    return console, writer, other


def test_a_hundred_changes_while_somebody_types_move_neither_the_text_nor_the_caret(server: Server, open_screen: Opener) -> None:
    console, writer, other = in_groups(server, open_screen, "A hundred changes")
    desk = console.url.split("?")[0].removeprefix(server.url)
    seat = other.url.removeprefix(server.url)
    field = writer.get_by_label("Your point")
    field.fill("Places before .")
    field.evaluate("field => field.setSelectionRange(14, 14)")
    kept = 0
    for n in range(100):
        field.press("abcdefghij"[n % 10])
        before = field.evaluate(HELD)
        was = revision(writer)
        if n % 3 == 0:  # somebody else in the group writes
            version = int(writer.locator("#piece").get_attribute("data-version") or 0)
            fields = {"text": f"Point {n}", "block": other.locator("#np-block").input_value(), "request_key": f"typing-{n:04}"}
            assert other.evaluate(POST, [f"{seat}points/", fields]) == 200
            expect(writer.locator("#piece")).not_to_have_attribute("data-version", str(version))
        else:  # the facilitator turns the page and back, and gives minutes
            act, fields = ("extend", {"minutes": "1"}) if n % 3 == 1 else (("next", {}) if n % 6 == 2 else ("back", {}))
            assert console.evaluate(POST, [f"{desk}{act}/", {"seen": str(was), **fields}]) == 200
            expect(writer.locator("#pulse")).to_have_attribute("data-revision", str(was + 1))
        kept += field.evaluate(HELD) == before == [before[0], 15 + n, 15 + n, True]
    assert kept == 100
    assert field.input_value() == "Places before " + "abcdefghij" * 10 + "."


def test_somebody_who_writes_slowly_loses_no_letter_to_any_change_of_the_slide(server: Server, open_screen: Opener) -> None:
    console, writer, _other = in_groups(server, open_screen, "A slow writer")
    point, written = writer.get_by_label("Your point"), ""
    point.focus()
    for words in ("Police bring the map, ", "so they speak first, ", "and nobody asks why."):
        for letter in words:
            writer.keyboard.type(letter)  # wherever the cursor is
        written += words
        was = revision(writer)
        press_main(console)  # the second page of questions, hearing back, the first group’s turn
        expect(writer.locator("#pulse")).to_have_attribute("data-revision", str(was + 1))
        expect(point).to_have_value(written)
    part(console, "Next steps")
    shows(writer, "Next steps")
    writer.get_by_label("My reflection").press_sequentially("I picked lighting ")
    press_main(console)
    shows(writer, "Thank you")
    press(console, "Back")
    shows(writer, "Next steps")
    expect(writer.get_by_label("My reflection")).to_have_value("I picked lighting ")
    part(console, "Who is there, and who is heard")
    expect(point).to_have_value(written)


def part(console: Page, title: str) -> None:
    console.locator("summary").filter(has_text="Parts").click()
    press(console, re.compile(title))
