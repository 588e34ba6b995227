"""A press neither misses nor vanishes: not when the page changes under the finger, and not when no answer comes."""

from __future__ import annotations

import re
from typing import Any

from playwright.sync_api import Page, Route, expect

from tests.e2e.conftest import LAPTOP, PHONE, Opener, Server
from tests.e2e.people import POST, code_on, connected, in_groups, join, set_up, shows, sign_in


def add_point(phone: Page, server: Server, text: str) -> int:
    fields = {"text": text, "block": phone.locator("#np-block").input_value(), "request_key": text.replace(" ", "-")}
    return int(phone.evaluate(POST, [f"{phone.url.removeprefix(server.url)}points/", fields]))


def finger_on(page: Page, name: str) -> None:
    """Put the finger on a button and leave it there."""
    button = page.get_by_role("button", name=name).or_(page.get_by_role("link", name=name)).first
    button.scroll_into_view_if_needed()
    box = button.bounding_box()
    assert box
    page.mouse.move(box["x"] + box["width"] / 2, box["y"] + box["height"] / 2)
    page.mouse.down()


def test_news_from_the_group_wait_until_the_finger_is_up(server: Server, open_screen: Opener) -> None:
    sockets: list[Any] = []

    def seen(screen: Any) -> Any:
        screen.page.on("websocket", lambda socket: sockets.append(socket))
        return screen

    _console, writer, other = in_groups(server, lambda size: seen(open_screen(size)), "Under the finger")
    assert add_point(writer, server, "The minutes list actions") == 200
    expect(writer.locator("#piece")).to_contain_text("The minutes list actions")
    finger_on(writer, "Change : The minutes")
    socket = next(socket for socket in sockets if "/live/phones/" in socket.url and not socket.is_closed())
    with socket.expect_event("framereceived", lambda frame: "Somebody else wrote" in str(frame)):
        assert add_point(other, server, "Somebody else wrote this") == 200
    writer.mouse.up()
    expect(writer.get_by_label("The point")).to_be_visible()
    expect(writer.locator("#piece")).to_contain_text("Somebody else wrote this")


def test_a_press_without_an_answer_says_so_and_may_be_pressed_again(server: Server, open_screen: Opener) -> None:
    desk = open_screen(LAPTOP)
    sign_in(desk, server)
    set_up(desk.page, "No answer")
    console = desk.page
    phone = join(open_screen(PHONE), code_on(console))
    connected(console)
    assert 5_000 <= console.evaluate("htmx.config.timeout") <= 20_000
    console.evaluate("htmx.config.timeout = 500")  # the same, without the wait
    swallowed: list[Route] = []
    console.route("**/start/", lambda route: swallowed.append(route))
    console.get_by_role("button", name="Begin").click()
    expect(console.locator("#said")).to_contain_text("No answer has come to that press.")
    assert len(swallowed) == 1
    assert any("htmx:timeout" in complaint for complaint in desk.complaints)
    desk.complaints.clear()
    console.unroute("**/start/")
    console.get_by_role("button", name="Begin").click()
    shows(phone, "Before you begin")
    expect(console.locator("#said")).to_be_empty()


MEETS = """([one, other]) => {
  const [a, b] = [one, other].map((which) => document.querySelector(which).getBoundingClientRect());
  return a.left < b.right && b.left < a.right && a.top < b.bottom && b.top < a.bottom;
}"""
ON_TOP = """() => {
  const { left, top, width, height } = document.getElementById("said").getBoundingClientRect();
  return document.elementFromPoint(left + width / 2, top + height / 2)?.id === "said";
}"""


def test_what_is_said_of_a_press_covers_no_button_and_is_not_covered(server: Server, open_screen: Opener) -> None:
    desk = open_screen(PHONE)
    sign_in(desk, server)
    set_up(desk.page, "Said")
    console = desk.page
    handset = open_screen(PHONE)
    phone = join(handset, code_on(console))
    for page in (console, phone):
        connected(page)
        page.route(re.compile("/(start|moment)/$"), lambda route: route.abort() if route.request.method == "POST" else route.continue_())
    console.get_by_role("button", name="Begin").click()
    expect(console.locator("#said")).to_contain_text("No answer has come to that press.")
    assert (console.evaluate(MEETS, ["#said", ".console-foot"]), console.evaluate(ON_TOP)) == (False, True)

    # On a phone with its sheet open: the sheet is over everything else.
    phone.get_by_role("link", name="I need a moment").first.click()
    ask = phone.get_by_role("button", name="Ask for a pause")
    ask.click()
    expect(phone.locator("#said")).to_contain_text("No answer has come to that press.")
    assert (phone.evaluate(ON_TOP), phone.evaluate(MEETS, ["#said", "#sheet .btn-main"])) == (True, False)
    expect(phone.get_by_role("status").filter(has_text="No answer has come")).to_be_visible()
    for screen in (desk, handset):
        screen.complaints.clear()

    # The sheet is closed again: the words come above the foot.
    phone.get_by_role("button", name="Back to the workshop").click()
    phone.evaluate("document.dispatchEvent(new CustomEvent('htmx:timeout'))")
    expect(phone.locator("#said")).to_be_visible()
    assert (phone.evaluate(MEETS, ["#said", ".phone-foot"]), phone.evaluate(ON_TOP)) == (False, True)


def test_the_switch_of_a_point_is_on_its_writers_phone_alone_and_keeps_the_focus(server: Server, open_screen: Opener) -> None:
    _console, writer, other = in_groups(server, open_screen, "Its writer shares it")
    writer.get_by_label("Your point").fill("The minutes list actions")
    writer.get_by_role("button", name="Add to our points").click()
    switch = writer.locator("#piece").get_by_role("switch")
    theirs = other.locator("#piece")
    expect(theirs).to_contain_text("Only Window table sees this one.")
    expect(theirs.get_by_role("switch")).to_have_count(0)
    expect(switch).to_have_attribute("aria-checked", "false")
    switch.focus()
    writer.keyboard.press("Enter")
    expect(switch).to_have_attribute("aria-checked", "true")
    expect(switch).to_be_focused()
    expect(theirs).to_contain_text("The room sees this one.")
    assert add_point(other, server, "Somebody else wrote this") == 200  # what all of them get leaves the switch where it is
    expect(writer.locator("#piece")).to_contain_text("Somebody else wrote this")
    expect(switch).to_be_focused()
    theirs.get_by_role("button", name="Take back").click()
    expect(theirs.get_by_role("button", name="Take back")).to_have_count(0)
    expect(switch).to_have_attribute("aria-checked", "false")
