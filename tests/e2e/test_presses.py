"""A press neither misses nor vanishes: not when the page changes under the finger, and not when no answer comes."""

from __future__ import annotations

from typing import Any

from playwright.sync_api import Page, Route, expect

from tests.e2e.conftest import LAPTOP, PHONE, Opener, Server
from tests.e2e.people import code_on, connected, join, set_up, shows, sign_in
from tests.e2e.test_what_is_typed import in_groups

ADD = """([path, fields]) => fetch(path, { method: "POST", body: new URLSearchParams(fields),
  headers: { ...JSON.parse(document.body.getAttribute("hx-headers")), "HX-Request": "true" } }).then((answer) => answer.status)"""


def add_point(phone: Page, server: Server, text: str) -> int:
    fields = {"text": text, "block": phone.locator("#np-block").input_value(), "request_key": text.replace(" ", "-")}
    return int(phone.evaluate(ADD, [f"{phone.url.removeprefix(server.url)}points/", fields]))


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
