"""Nobody loses a letter or their place: not to a hundred changes in the room, and not to any change of the slide."""

from __future__ import annotations

import re

from playwright.sync_api import Page, expect

from tests.e2e.conftest import Opener, Server
from tests.e2e.people import POST, answered, in_groups, name_on, press, press_main, seat_of, shows

HELD = "field => [field.value, field.selectionStart, field.selectionEnd, document.activeElement === field]"


def revision(page: Page) -> int:
    return int(page.locator("#pulse").get_attribute("data-revision") or 0)


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


# ------------------------------------------------------------------ moved to another group
def move_to_door_table(console: Page, phone: Page) -> None:
    """A facilitator goes back to where groups are made, moves somebody, and goes on."""
    part(console, "Choose your questions")
    shows(phone, "Window table")
    name = name_on(phone)
    seat_of(console, name).click()
    answered(console, lambda: console.get_by_role("button", name=f"Put {name} here").first.click())
    part(console, "Who is there, and who is heard")


def test_a_sheet_that_is_open_when_somebody_is_moved_closes_and_its_words_come_along(server: Server, open_screen: Opener) -> None:
    console, writer, other = in_groups(server, open_screen, "Moved")
    other.get_by_label("Your point").fill("Said at the window")
    other.get_by_role("button", name="Add to our points").click()
    writer.get_by_role("link", name=re.compile("^Change")).click()
    sheet = writer.locator("#sheet")
    sheet.get_by_label("The point").fill("Said at the window, by two of us")
    move_to_door_table(console, writer)
    expect(writer.locator("#group-head")).to_contain_text("Door table")
    expect(sheet).to_be_hidden()
    point = writer.get_by_label("Your point")
    expect(point).to_have_value("Said at the window, by two of us")
    expect(writer.locator("#add-point [data-new-group]")).to_have_text(
        "You are now at Door table. What you had begun to write goes there when you add it."
    )
    writer.get_by_role("button", name="Add to our points").click()
    expect(writer.locator("#piece")).to_contain_text("Said at the window, by two of us")
    expect(writer.locator("#add-point [data-new-group]")).to_be_hidden()
    expect(point).to_have_value("")
    expect(other.locator("#piece")).to_have_text(re.compile(r"^(?!.*by two of us)", re.DOTALL))


def test_a_press_that_is_quicker_than_the_news_of_a_move_adds_nothing_and_keeps_the_words(server: Server, open_screen: Opener) -> None:
    _console, writer, _other = in_groups(server, open_screen, "A quick press")
    point = writer.get_by_label("Your point")
    point.fill("For the window table")
    writer.locator("#add-point input[name=group]").evaluate("field => field.value = '999999'")  # drawn for a group one has left
    writer.get_by_role("button", name="Add to our points").click()
    expect(writer.locator("#refused")).to_contain_text("You are now at Window table. Press again to add it there.")
    expect(point).to_have_value("For the window table")
    expect(writer.locator("#piece")).to_contain_text("Nothing written yet")
    writer.get_by_role("button", name="Add to our points").click()
    expect(writer.locator("#piece")).to_contain_text("For the window table")
