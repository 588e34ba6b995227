"""`manage.py live` as a person meets it: a process of its own, with a folder of its own."""

from __future__ import annotations

import re
import signal
import socket
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from tests.live import PATIENCE, Live

Starter = Callable[..., Live]


@pytest.fixture
def start() -> Iterator[Starter]:
    running: list[Live] = []

    def one(data: Path, **settings: str) -> Live:
        running.append(Live(data, **settings))
        return running[-1]

    yield one
    for live in running:
        if live.process.poll() is None:
            live.process.kill()
        live.process.communicate()


def refused(data: Path, **settings: str) -> tuple[int, str]:
    """Start it where it cannot start; returns the exit code and everything it said on stderr."""
    live = Live(data, **settings)
    _out, err = live.process.communicate(timeout=PATIENCE)
    return live.process.returncode, err


def test_one_command_starts_everything_and_starting_again_loses_nothing(start: Starter, tmp_path: Path) -> None:
    data = tmp_path / "new" / "folder"
    first = start(data)
    link = first.link()
    assert first.page("/healthz") == "ok"
    assert int((data / "live.pid").read_text()) == first.process.pid
    assert (data / "secret-key").stat().st_mode & 0o077 == 0

    front = first.page("/")
    styles = re.search(r'href="(/static/css/phone-all\.[0-9a-f]+\.css)"', front)
    assert styles, "the page names its styles by their content"
    answer = first.ask(styles[1])
    assert (answer.status, "immutable" in answer.cached) == (200, True)

    assert first.sign_in(link) == 302
    assert first.ask("/workshops/").status == 200
    first.cookies.clear()
    assert first.ask("/workshops/").status == 302
    assert first.sign_in(link) >= 400, "the link works once"
    assert first.stop() == (0, "")
    assert not (data / "live.pid").exists()
    key = (data / "secret-key").read_text()

    collected = (data / "static" / "staticfiles.json").stat().st_mtime_ns
    again = start(data)
    fresh = again.link()
    assert (data / "static" / "staticfiles.json").stat().st_mtime_ns == collected, "what has not changed is not made again"
    assert fresh != link
    assert (data / "secret-key").read_text() == key
    assert "Bringing the database up to date" in first.lines
    assert "Bringing the database up to date" not in again.lines
    assert again.sign_in(link) >= 400
    assert again.sign_in(fresh) == 302
    assert again.stop(signal.SIGINT) == (0, "")


def test_it_comes_back_after_it_was_killed(start: Starter, tmp_path: Path) -> None:
    first = start(tmp_path)
    first.link()
    first.process.kill()
    first.process.wait()
    assert (tmp_path / "live.pid").exists(), "nothing could clear up"
    again = start(tmp_path)
    again.link()
    assert again.page("/healthz") == "ok"
    assert again.stop() == (0, "")


def test_it_says_which_addresses_are_for_whom(start: Starter, tmp_path: Path) -> None:
    live = start(tmp_path)
    live.link()
    said = [line.strip() for line in live.lines]
    assert said[said.index("For phones:") + 1] == f"http://127.0.0.1:{live.port}"
    assert "Phones cannot reach this address: it means this machine alone. Join a network, or set PUBLIC_URL." in said
    assert said[said.index("To host it for others:") + 1] == "README.md, “Hosting”"


def test_a_second_server_on_the_same_folder_is_refused(start: Starter, tmp_path: Path) -> None:
    first = start(tmp_path)
    first.link()
    assert refused(tmp_path) == (1, f"Hymn Sheet is running already from {tmp_path}. Stop it first, or set DATA_DIR to another folder.\n")
    assert first.page("/healthz") == "ok"


def test_a_port_that_is_taken_is_one_sentence(tmp_path: Path) -> None:
    with socket.socket() as holder:
        holder.bind(("127.0.0.1", 0))
        holder.listen()
        port = holder.getsockname()[1]
        code, said = refused(tmp_path, PORT=str(port))
    assert code == 1
    assert re.fullmatch(rf"Hymn Sheet cannot listen on 127\.0\.0\.1 port {port} \(.+\)\. Is it running already\? .+\n", said)


@pytest.mark.parametrize("secret", [{}, {"SECRET_KEY": "one-that-needs-no-file"}])
def test_a_folder_that_cannot_be_written_is_one_sentence(tmp_path: Path, secret: dict[str, str]) -> None:
    (tmp_path / "file").touch()
    folder = tmp_path / "file" / "folder"
    assert refused(folder, **secret) == (
        1,
        f"Hymn Sheet cannot write to {folder} (Not a directory). Set DATA_DIR to a folder of your own.\n",
    )


@pytest.mark.parametrize(
    ("name", "value"), [("PORT", "eight"), ("PORT", "70000"), ("HOST", "no.such.host.invalid"), ("WEB_PROCESSES", "many")]
)
def test_a_setting_that_makes_no_sense_is_one_sentence(tmp_path: Path, name: str, value: str) -> None:
    code, said = refused(tmp_path, **{name: value})
    assert code == 1
    assert said.count("\n") == 1
    assert name in said or value in said


def test_several_processes_are_refused_without_what_they_need(tmp_path: Path) -> None:
    code, said = refused(tmp_path, WEB_PROCESSES="2")
    assert code == 1
    assert "REDIS_URL" in said
    assert "DATABASE_URL" in said
    assert "Traceback" not in said
