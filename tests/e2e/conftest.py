"""A real server and real browsers. Everything is done through the screens, as people do it."""

from __future__ import annotations

import os
import re
import signal
import subprocess
import sys
import urllib.request
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from pathlib import Path

import pytest
from playwright._impl._api_structures import SetCookieParam
from playwright.sync_api import Browser, BrowserContext, ConsoleMessage, Page, Playwright, expect, sync_playwright

from tests.browser import path as browser_path

ROOT = Path(__file__).resolve().parents[2]
PHONE, LAPTOP, SCREEN = (390, 844), (1440, 900), (1920, 1080)
expect.set_options(timeout=10_000)


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Begin with what takes minutes, so that it is not what everybody waits for at the end."""
    items.sort(key=lambda item: "test_every_screen" not in item.nodeid)


def product() -> dict[str, str]:
    """The environment without the settings of tests: what runs is what people get, its static files included."""
    return {name: value for name, value in os.environ.items() if name != "DJANGO_SETTINGS_MODULE"}


@dataclass
class Server:
    """The product as `make run` starts it, with a data folder of its own."""

    data: Path
    port: int = 0
    process: subprocess.Popen[str] = field(init=False)
    sign_in: str = ""
    signed_in: list[SetCookieParam] = field(default_factory=list)
    more: dict[str, str] = field(default_factory=dict)  # settings of its own

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.port}"

    def start(self) -> None:
        """Start it, and read from its own words where it listens and how to sign in."""
        self.process = subprocess.Popen(
            [sys.executable, "manage.py", "live"],
            cwd=ROOT,
            env={
                **product(),
                "DATA_DIR": str(self.data),
                "PORT": str(self.port),
                "HOST": "127.0.0.1",
                "PUBLIC_URL": "",
                "SECRET_KEY": "",
                **self.more,
            },
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
        )
        assert self.process.stdout is not None
        said = []
        for line in self.process.stdout:
            said.append(line)
            if found := re.search(r"Listening on \S+:(\d+)", line):
                self.port = int(found[1])
            if found := re.search(r"(http://\S+/sign-in/\S+)", line):
                self.sign_in = found[1]
            if "Ctrl-C" in line:
                return
        raise AssertionError("the server did not start:\n" + "".join(said))

    def kill(self) -> None:
        """As a power cut would."""
        self.process.send_signal(signal.SIGKILL)
        self.process.wait()
        self.close()

    def stop(self) -> None:
        self.process.terminate()
        self.process.wait(20)
        self.close()

    def close(self) -> None:
        if self.process.stdout is not None:
            self.process.stdout.close()

    def healthy(self) -> bool:
        with urllib.request.urlopen(f"{self.url}/healthz", timeout=5) as answer:
            return bool(answer.status == 200)


@pytest.fixture(scope="session")
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    running = Server(tmp_path_factory.mktemp("data"))
    running.start()
    yield running
    running.stop()


@pytest.fixture(scope="session")
def playwright() -> Iterator[Playwright]:
    with sync_playwright() as running:
        yield running


@pytest.fixture(scope="session")
def browser(playwright: Playwright) -> Iterator[Browser]:
    launched = playwright.chromium.launch(
        executable_path=browser_path(),
        args=["--disable-gpu", "--no-first-run", "--disable-background-networking", "--disable-component-update", "--disable-sync"]
        + ["--host-resolver-rules=MAP * ~NOTFOUND, EXCLUDE 127.0.0.1, EXCLUDE localhost"]  # should a page ask elsewhere, nothing gets out
        + (["--no-sandbox"] if hasattr(os, "geteuid") and os.geteuid() == 0 else []),
    )
    yield launched
    launched.close()


@dataclass
class Screen:
    """A browser of its own with one page, and what went wrong on it."""

    context: BrowserContext
    page: Page
    complaints: list[str] = field(default_factory=list)
    at: str = ""  # the server it is for
    asked: list[str] = field(default_factory=list)  # every address a page in it has asked, sockets included

    def elsewhere(self, ours: str) -> list[str]:
        """What it asked other sites for."""
        own = (f"{ours}/", ours.replace("http", "ws", 1) + "/", "data:", f"blob:{ours}/", "about:")
        return [address for address in self.asked if not address.startswith(own)]

    def cookies_too_many(self, ours: str) -> set[str]:
        """A participant's browser holds one cookie, a facilitator's a second one."""
        held = {cookie.get("name", "") for cookie in self.context.cookies()}
        is_phone = any(address.startswith(f"{ours}/w/") for address in self.asked)
        return held - {"seat", "facilitator"} if is_phone else held - {"seat", "facilitator", "messages"}


Opener = Callable[..., Screen]


@pytest.fixture
def open_screen(browser: Browser, server: Server) -> Iterator[Opener]:
    """Open browsers of any size. At the end none of them may have complained or asked another site for anything."""
    opened: list[Screen] = []

    def opener(
        size: tuple[int, int] = PHONE, *, socket: bool = True, script: bool = True, dark: bool = False, at: Server = server
    ) -> Screen:
        context = browser.new_context(
            viewport={"width": size[0], "height": size[1]},
            locale="en-GB",
            timezone_id="Europe/London",
            java_script_enabled=script,
            color_scheme="dark" if dark else "light",
            base_url=at.url,
        )
        if not socket:
            context.route_web_socket(re.compile(".*"), lambda ws: ws.close())
        asked: list[str] = []
        context.on("request", lambda request: asked.append(request.url))  # of every page in it, and of those they open
        context.on("page", lambda page: page.on("websocket", lambda line: asked.append(line.url)))
        screen = Screen(context, context.new_page(), at=at.url, asked=asked)
        screen.page.on("console", lambda message: note(screen, message))
        screen.page.on("pageerror", lambda error: screen.complaints.append(str(error)))
        opened.append(screen)
        return screen

    yield opener
    complaints = [c for screen in opened for c in screen.complaints]
    elsewhere = [address for screen in opened for address in screen.elsewhere(screen.at)]
    cookies = {name for screen in opened for name in screen.cookies_too_many(screen.at)}
    asked = sum(len(screen.asked) for screen in opened)
    for screen in opened:
        screen.context.close()
    assert complaints == []
    assert (elsewhere, cookies, asked > 0 or not opened) == ([], set(), True)


EXPECTED = ("status of 4", "net::ERR_", "WebSocket connection to")  # refusals and cut lines that tests bring about


def note(screen: Screen, message: ConsoleMessage) -> None:
    if message.type in {"error", "warning"} and not any(words in message.text for words in EXPECTED):
        screen.complaints.append(message.text)
