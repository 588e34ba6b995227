"""Cookies, production settings, and logs that know nobody."""

from __future__ import annotations

import json
import logging
import os
import secrets
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
from django.conf import settings
from django.test import Client

from sessions.actions import people
from tests.factories import at_desk
from tests.fakes import Echo, make_saying
from tests.phones import HTMX, Phone

PUBLIC = "https://hymns.example.org"


def production(tmp_path: Path, *command: str, **env: str) -> subprocess.CompletedProcess[str]:
    """A command run as a server on the internet would run it."""
    keep = {name: os.environ[name] for name in ("PATH", "HOME", "LANG") if name in os.environ}
    given = {"PUBLIC_URL": PUBLIC, "SECRET_KEY": secrets.token_urlsafe(64), "DATA_DIR": str(tmp_path), "TRUSTED_PROXIES": "1", **env}
    return subprocess.run(
        [sys.executable, *command], cwd=settings.BASE_DIR, env=keep | given, capture_output=True, text=True, timeout=120, check=False
    )


@pytest.mark.parametrize("proxies", ["0", "1"])
def test_djangos_own_deployment_checks_find_nothing(proxies: str, tmp_path: Path) -> None:
    found = production(tmp_path, "manage.py", "check", "--deploy", "--fail-level", "WARNING", TRUSTED_PROXIES=proxies)
    assert (found.returncode, found.stderr) == (0, "")


def test_over_https_every_cookie_is_bound_to_this_host_and_to_https(tmp_path: Path) -> None:
    names = ["SESSION_COOKIE_NAME", "CSRF_COOKIE_NAME", "SEAT_COOKIE_NAME", "SESSION_COOKIE_SECURE", "CSRF_COOKIE_SECURE", "SECURE"]
    names += ["SESSION_COOKIE_HTTPONLY", "CSRF_COOKIE_HTTPONLY", "SESSION_COOKIE_DOMAIN", "CSRF_COOKIE_DOMAIN", "SESSION_COOKIE_PATH"]
    names += ["SECURE_HSTS_SECONDS", "DEBUG", "ALLOWED_HOSTS", "CSRF_TRUSTED_ORIGINS"]
    code = f"import json; from django.conf import settings; print(json.dumps([getattr(settings, n) for n in {names!r}]))"
    told = production(tmp_path, "-c", code, DJANGO_SETTINGS_MODULE="workshop.settings")
    assert told.stderr == ""
    assert dict(zip(names, json.loads(told.stdout), strict=True)) == {
        "SESSION_COOKIE_NAME": "__Host-facilitator",
        "CSRF_COOKIE_NAME": "__Host-csrf",
        "SEAT_COOKIE_NAME": "__Host-seat",
        "SESSION_COOKIE_SECURE": True,
        "CSRF_COOKIE_SECURE": True,
        "SECURE": True,
        "SESSION_COOKIE_HTTPONLY": True,
        "CSRF_COOKIE_HTTPONLY": True,
        "SESSION_COOKIE_DOMAIN": None,
        "CSRF_COOKIE_DOMAIN": None,
        "SESSION_COOKIE_PATH": "/",
        "SECURE_HSTS_SECONDS": 31536000,
        "DEBUG": False,
        "ALLOWED_HOSTS": ["hymns.example.org"],
        "CSRF_TRUSTED_ORIGINS": [PUBLIC],
    }


@pytest.mark.django_db
def test_no_log_holds_an_address_a_code_a_token_or_a_word_of_anybody(
    caplog: pytest.LogCaptureFixture, echo: Echo, django_capture_on_commit_callbacks: Any
) -> None:
    caplog.set_level(logging.INFO)
    address = "203.0.113.77"
    live = make_saying()
    desk = at_desk(live.owner)
    word = "unmistakable-word"
    with django_capture_on_commit_callbacks(execute=True):
        phone = Phone(live)
        phone.client.defaults["REMOTE_ADDR"] = address
        letters = people.offer_move(phone.seat)
        for path, data in (
            ("/", {"code": live.code, "agreed": "1"}),
            ("/", {"code": "918273"}),
            ("/", {"code": live.code, "letters": letters}),
            (f"/w/{live.key}/answer/say/", {"word": word}),
            (f"/w/{live.key}/answer/say/", {"word": word * 9000}),
            (f"/w/{live.key}/answer/say/", {"word": "never"}),
            (f"/w/{live.key}/answer/{word}/", {"word": word}),
            (f"/console/{live.key}/next/", {"seen": word}),
            (f"/{word}/", {}),
        ):
            phone.client.post(path, data, headers=HTMX)
            Client(enforce_csrf_checks=True, REMOTE_ADDR=address).post(path, data)
        Client(REMOTE_ADDR=address).get("/", headers={"Host": f"{word}.example"})
        for method in ("get", "put"):
            getattr(phone.client, method)(f"/w/{live.key}/answer/say/?{word}")
        desk.post(f"/console/{live.key}/next/", {"seen": live.revision})
        desk.post(f"/console/{live.key}/next/", {"seen": 1})
    token = phone.client.cookies[settings.SEAT_COOKIE_NAME].value
    secret = [address, live.code, "918273", letters, word, live.key, live.screen_token, live.invite_token, token]
    text = caplog.text
    assert [s for s in secret if s in text] == []
