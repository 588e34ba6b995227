"""What people do in a workshop, in their own words."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from playwright.sync_api import Page, expect

if TYPE_CHECKING:
    from tests.e2e.conftest import Opener, Screen, Server


def sign_in(screen: Screen, server: Server) -> None:
    """Sign in with the one-time link, or go on being signed in."""
    page = screen.page
    page.goto(server.sign_in)
    page.get_by_role("button", name="Sign in on this machine").click()
    expect(page.get_by_role("heading", name="Workshops", exact=True)).to_be_visible()


def set_up(page: Page, title: str, **choices: str) -> None:
    """From the dashboard to an open room."""
    page.goto("/workshops/new/")
    page.get_by_label("What shall we call it?").fill(title)
    for choice in choices.values():
        page.get_by_text(choice, exact=True).click()
    page.get_by_role("button", name="Open the room").click()
    expect(page.get_by_role("button", name="Begin")).to_be_visible()


def code_on(page: Page) -> str:
    """The join code a console or projector shows."""
    label = page.locator(".board").first.get_attribute("aria-label") or ""
    return "".join(re.findall(r"\d", label))


def join(screen: Screen, code: str, *, by_qr: bool = False) -> Page:
    """From the code to a seat."""
    page = screen.page
    if by_qr:
        page.goto(f"/#{code}")
    else:
        page.goto("/")
        page.get_by_label("Workshop code").fill(f"{code[:3]} {code[3:]}")
        page.get_by_role("button", name="Join").click()
    page.get_by_role("button", name="Come in").click()
    expect(page.locator("body[data-live]")).to_be_visible()
    return page


def connected(page: Page, state: str = "on") -> None:
    """Wait until the screen says how it is connected."""
    expect(page.locator(f"body[data-conn={state}]")).to_be_visible()


def press(console: Page, name: str | re.Pattern[str]) -> None:
    """Press one of the console's buttons."""
    console.get_by_role("button", name=name).first.click()


def shows(page: Page, title: str) -> None:
    """The slide's title is what the screen shows."""
    expect(page.get_by_role("heading", level=1).filter(has_text=title)).to_be_visible()
