"""The second step in a real browser: its owner's way through it, with scripts and without, on a laptop and on a small phone."""

from __future__ import annotations

import re
import subprocess
import sys
import time
from base64 import b32decode
from collections.abc import Callable

import pytest
from django_otp.oath import TOTP
from playwright.sync_api import Page, expect

from tests.e2e.accessibility import check, overflow
from tests.e2e.conftest import LAPTOP, ROOT, Opener, Server, product

PASSWORD = "seven quiet harbour bells"
SMALL = (320, 640)


def account(server: Server, name: str) -> None:
    """A facilitator with a password and the right to see how the server is."""
    subprocess.run(
        [sys.executable, "manage.py", "createsuperuser", "--noinput", "--username", name, "--email", f"{name}@tidewell.example"],
        cwd=ROOT,
        env={**product(), "DATA_DIR": str(server.data), "DJANGO_SUPERUSER_PASSWORD": PASSWORD},
        check=True,
        capture_output=True,
    )


def give_password(page: Page, name: str) -> None:
    page.goto("/sign-in/")
    page.get_by_label("Name").fill(name)
    page.get_by_label("Password", exact=True).fill(PASSWORD)
    page.get_by_role("button", name="Sign in").click()


def code(key: str) -> str:
    """What an app shows for a key typed into it. Twice in a row it is not the same: each works once."""
    totp = TOTP(b32decode(key.replace(" ", "")))
    totp.time = time.time()
    return f"{totp.token():06}"


def narrow(where: str, page: Page) -> None:
    """Without scripts axe cannot run; whether the page fits its window can be seen all the same."""
    assert (where, max(0, overflow(page))) == (where, 0)


@pytest.mark.parametrize(("name", "size", "script", "dark"), [("amara", LAPTOP, True, False), ("priya", SMALL, False, True)])
def test_its_owner_turns_it_on_signs_in_with_it_and_turns_it_off(
    open_screen: Opener, server: Server, name: str, size: tuple[int, int], script: bool, dark: bool
) -> None:
    look: Callable[..., None] = check if script else narrow
    account(server, name)
    page = open_screen(size, script=script, dark=dark).page
    give_password(page, name)
    page.get_by_role("link", name=name).click()
    look("account", page)
    page.get_by_role("link", name="Add a second step").click()
    look("second step, off", page)
    page.get_by_role("button", name="Set it up").click()
    expect(page.get_by_role("img", name="QR code with the key for your app")).to_be_visible()
    look("second step, key", page)
    key = page.locator("#key").inner_text()
    page.get_by_role("textbox", name="Code").fill(code(key))
    page.get_by_role("button", name="Turn it on").click()
    expect(page.get_by_text("The second step is on.")).to_be_visible()
    look("second step, recovery codes", page)
    codes = re.findall(r"\S{4}-\S{4}", page.locator("#codes").inner_text())
    assert len(codes) == 10
    page.get_by_role("link", name="I have kept them").click()
    page.get_by_role("button", name="Sign out").click()

    give_password(page, name)
    expect(page.get_by_role("heading", name="The second step")).to_be_visible()
    look("code", page)
    page.get_by_role("textbox", name="Code").fill("not one")
    page.get_by_role("button", name="Sign in").click()
    expect(page.get_by_role("alert")).to_contain_text("That code doesn’t fit.")
    look("code, wrong", page)
    page.get_by_role("textbox", name="Code").fill(codes[0])
    page.get_by_role("button", name="Sign in").click()
    expect(page.get_by_role("heading", name="Workshops", exact=True)).to_be_visible()

    page.goto("/account/second-step/")
    expect(page.get_by_text("9 recovery codes are left.")).to_be_visible()
    look("second step, on", page)
    page.get_by_label("Password").fill(PASSWORD)
    page.get_by_role("textbox", name="Code").fill(codes[1])
    page.get_by_role("button", name="Turn it off").click()
    expect(page.get_by_text("Name and password are enough now.")).to_be_visible()
    page.goto("/status/")
    expect(page.get_by_text("Ready for a workshop.")).to_be_visible()
    look("status", page)
