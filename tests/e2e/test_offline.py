"""Three minutes without a network: what is typed stays, the phone says so truly, and everything is saved once the network is back."""

from __future__ import annotations

import re

from playwright.sync_api import Page, expect

from tests.e2e.conftest import Opener, Server
from tests.e2e.people import in_groups

SAVED = re.compile(r"^Saved \d\d:\d\d$")


def three_minutes_pass(phone: Page) -> None:
    for _step in range(36):
        phone.clock.run_for(5000)


def test_three_minutes_without_a_network_lose_nothing_and_the_phone_says_how_it_stands(server: Server, open_screen: Opener) -> None:
    _console, writer, other = in_groups(server, open_screen, "Three minutes")
    writer.clock.install()
    writer.reload()
    point, state = writer.get_by_label("Your point"), writer.locator("[data-saved]").first
    point.fill("Before the tunnel")
    writer.clock.run_for(2000)
    expect(state).to_have_text(SAVED)

    writer.context.set_offline(True)
    point.press_sequentially(", and in it")
    writer.clock.run_for(2000)
    expect(state).to_have_text("Not saved yet, will retry")
    three_minutes_pass(writer)
    expect(state).to_have_text("Not saved yet, will retry")
    expect(point).to_have_value("Before the tunnel, and in it")

    writer.context.set_offline(False)
    writer.clock.run_for(16_000)  # the longest it waits between two tries
    expect(state).to_have_text(SAVED)
    elsewhere = writer.context.new_page()  # the same seat, without anything this page still holds
    elsewhere.add_init_script("localStorage.clear()")
    elsewhere.goto(writer.url)
    expect(elsewhere.get_by_label("Your point")).to_have_value("Before the tunnel, and in it")
    expect(other.locator("#piece")).not_to_contain_text("the tunnel")  # a draft is nobody else’s


def test_without_a_network_a_reload_keeps_what_was_typed(server: Server, open_screen: Opener) -> None:
    _console, writer, _other = in_groups(server, open_screen, "A reload")
    point = writer.get_by_label("Your point")
    writer.route("**/draft/", lambda route: route.abort())  # the page can be loaded, but nothing is saved
    point.fill("Only on this phone so far")
    expect(writer.locator("[data-saved]").first).to_have_text("Not saved yet, will retry")
    writer.reload()
    expect(writer.get_by_label("Your point")).to_have_value("Only on this phone so far")
    writer.unroute("**/draft/")
    expect(writer.locator("[data-saved]").first).to_have_text(SAVED, timeout=20_000)
