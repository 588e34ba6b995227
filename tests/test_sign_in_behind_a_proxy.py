"""Wrong passwords behind a proxy: counted for whoever typed them, from the one address the proxy itself wrote down."""

from __future__ import annotations

import os
import re
import subprocess
import sys
from collections.abc import Iterator
from contextlib import closing
from http.client import HTTPConnection
from pathlib import Path
from urllib.parse import urlencode

import pytest

from tests.live import NOT_INHERITED, PATIENCE, ROOT, Live

PASSWORD = "seven quiet harbour bells"
THEM, US = "198.51.100.7", "203.0.113.9"


@pytest.fixture
def hosted(tmp_path: Path) -> Iterator[Live]:
    """A server that believes one proxy, with an account called amara."""
    live = Live(tmp_path, TRUSTED_PROXIES="1")
    try:
        live.link()
        kept = {name: value for name, value in os.environ.items() if name not in NOT_INHERITED}
        subprocess.run(
            [sys.executable, "manage.py", "createsuperuser", "--noinput", "--username", "amara", "--email", "amara@tidewell.example"],
            cwd=ROOT,
            env={**kept, "DATA_DIR": str(tmp_path), "DJANGO_SUPERUSER_PASSWORD": PASSWORD},
            check=True,
            capture_output=True,
            timeout=PATIENCE,
        )
        yield live
    finally:
        live.process.kill()
        live.process.communicate()


def sign_in(live: Live, password: str, forwarded: str) -> int:
    """What the server answers to name and password that came with this X-Forwarded-For."""
    live.cookies.clear()
    token = re.search(r'name="csrfmiddlewaretoken" value="(\w+)"', live.page("/sign-in/"))
    assert token
    form = urlencode({"csrfmiddlewaretoken": token[1], "username": "amara", "password": password})
    headers = {
        "Cookie": "; ".join(f"{name}={value}" for name, value in live.cookies.items()),
        "Content-Type": "application/x-www-form-urlencoded",
        "Origin": f"http://127.0.0.1:{live.port}",
        "X-Forwarded-For": forwarded,
    }
    with closing(HTTPConnection("127.0.0.1", live.port, timeout=PATIENCE)) as connection:
        connection.request("POST", "/sign-in/", form, headers)
        return connection.getresponse().status


def test_an_invented_address_in_front_of_the_proxys_own_evades_no_pause_and_lays_none_on_others(hosted: Live) -> None:
    # Each try claims to come from somewhere else, and one of them from the facilitator's own address.
    claims = ["10.0.0.1", "10.0.0.2", US, "unknown", "10.0.0.1, 10.0.0.2"]
    assert [sign_in(hosted, "wrong", f"{claim}, {THEM}") for claim in claims] == [400, 400, 400, 400, 429]
    assert sign_in(hosted, PASSWORD, f"10.0.0.77, {THEM}") == 429
    assert sign_in(hosted, PASSWORD, US) == 302
