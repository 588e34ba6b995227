"""The image and the site around it, as far as they can be tried where no container engine runs.

What the Dockerfile does is done here in a folder and a virtual environment of its own; nginx reads the very rules of the site; the names
that have to agree are compared. What only an engine can show is not shown: that the images exist, and that they start.
"""

from __future__ import annotations

import asyncio
import json
import os
import re
import resource
import shutil
import signal
import ssl
import subprocess
import sys
import time
from collections import Counter
from collections.abc import Iterator
from contextlib import closing, contextmanager, suppress
from http.client import HTTPConnection, HTTPSConnection
from pathlib import Path
from urllib.parse import urlencode, urlsplit

import pytest
from websockets.sync.client import connect
from websockets.typing import Origin

from sessions.management import guarding
from tests import services
from tests.live import Live
from workshop.env import BASE_DIR, free_port

DOCKERFILE = (BASE_DIR / "Dockerfile").read_text(encoding="utf-8")
COMPOSE = (BASE_DIR / "compose.yaml").read_text(encoding="utf-8")
RULES = (BASE_DIR / "deploy" / "nginx.conf.template").read_text(encoding="utf-8")
MAIN = (BASE_DIR / "deploy" / "nginx.conf").read_text(encoding="utf-8")
COPIES = re.findall(r"^COPY (\S+) \S+$", DOCKERFILE, re.M)


def test_everything_that_is_copied_is_there_and_sent_and_nothing_else_is_sent() -> None:
    sent = re.findall(r"^!(\S+)$", (BASE_DIR / ".dockerignore").read_text(encoding="utf-8"), re.M)
    assert sorted(sent) == sorted(COPIES)
    assert [path for path in COPIES if not (BASE_DIR / path).exists()] == []


def test_every_variable_is_one_the_product_reads() -> None:
    known = set(re.findall(r"""env\.\w+\(\s*"(\w+)\"""", (BASE_DIR / "workshop" / "env.py").read_text(encoding="utf-8")))
    site = re.search(r"environment: &settings\n((?: {4}\w.*\n)+)", COMPOSE)
    assert site
    given = set(re.findall(r"^ {4}(\w+):", site[1], re.M))
    built_in = set(re.findall(r"(\w+)=", "".join(re.findall(r"^ENV (.*)$", DOCKERFILE, re.M))))
    assert (given | built_in) - known == {"PYTHONUNBUFFERED", "PYTHONDONTWRITEBYTECODE"}
    asked = set(re.findall(r"\$\{(\w+)", COMPOSE))
    example = (BASE_DIR / ".env.example").read_text(encoding="utf-8")
    assert [name for name in sorted(asked) if f"{name}=" not in example] == []


def test_the_services_call_each_other_by_their_names() -> None:
    there = set(re.findall(r"^ {2}([\w-]+):(?:$| \*app)", COMPOSE.partition("\nservices:\n")[2].partition("\nvolumes:")[0], re.M))
    assert there == {"app-1", "app-2", "database", "store", "proxy"}
    assert set(re.findall(r"^ {2}server ([\w-]+):8000", RULES, re.M)) == {"app-1", "app-2"}
    assert [f"@{host}/" in COMPOSE or f"//{host}:" in COMPOSE for host in ("database", "store")] == [True, True]
    assert '"--save", "", "--appendonly", "no"' in COMPOSE, "ballot keys are on no disk"
    assert "USER hymns" in DOCKERFILE


def test_nginx_takes_the_rules_of_the_site(tmp_path: Path) -> None:
    services.self_signed(tmp_path)
    rules = RULES.replace("${SERVER_NAME}", "hymns.example.org").replace("/etc/nginx/certificates", str(tmp_path))
    rules = re.sub(r"server app-\d:8000", "server 127.0.0.1:8000", rules)
    (tmp_path / "default.conf").write_text(rules)
    main = MAIN.replace("user nginx;", "").replace("/etc/nginx/conf.d/*.conf", f"{tmp_path}/default.conf")
    (tmp_path / "nginx.conf").write_text(f"pid {tmp_path}/pid;\n{main}")
    done = subprocess.run(["nginx", "-t", "-e", "stderr", "-c", str(tmp_path / "nginx.conf")], capture_output=True, text=True)
    assert (done.returncode, "[warn]" in done.stderr) == (0, False), done.stderr


def test_pages_and_sockets_come_through_with_tls_and_a_renewed_certificate_is_read_while_sockets_stay(tmp_path: Path) -> None:
    def trusting(certificate: Path) -> ssl.SSLContext:
        return ssl.create_default_context(cafile=str(certificate))

    port = free_port()
    certificate = services.self_signed(tmp_path)
    with services.nginx([port], tmp_path) as proxy:
        hosted = {"PUBLIC_URL": proxy.url, "SECRET_KEY": "x" * 50, "TRUSTED_PROXIES": "1", "PORT": str(port)}
        live = Live(tmp_path / "data", **hosted)
        try:
            live.until("Ctrl-C")
            site, trusted = urlsplit(proxy.url).netloc, trusting(certificate)
            with closing(HTTPSConnection(site, timeout=30, context=trusted)) as browser:
                browser.request("GET", "/")
                page = browser.getresponse()
                assert (page.status, "max-age=" in page.headers["Strict-Transport-Security"]) == (200, True)
            with connect(f"wss://{site}/live/check/here/", ssl=trusted, origin=Origin(proxy.url), proxy=None) as line:
                assert line.recv(30) == "here"
                renewed = trusting(services.self_signed(tmp_path))
                proxy.process.send_signal(signal.SIGHUP)  # what `nginx -s reload` sends
                until = time.monotonic() + services.PATIENCE
                while not shows(proxy.url, renewed):
                    assert time.monotonic() < until, "nginx still shows the old certificate"
                assert line.recv(30) == "here"
        finally:
            assert live.stop() == (0, "")


def shows(url: str, trusted: ssl.SSLContext) -> bool:
    """Whether a new connection is shown a certificate that is trusted."""
    with closing(HTTPSConnection(urlsplit(url).netloc, timeout=30, context=trusted)) as connection:
        try:
            connection.connect()
        except ssl.SSLCertVerificationError:
            return False
        return True


def test_nginx_gets_both_files_and_starts_anew_with_the_processes_it_has_looked_up() -> None:
    proxy = COMPOSE.partition("\n  proxy:\n")[2].partition("\nvolumes:")[0]
    assert "- ./deploy/nginx.conf:/etc/nginx/nginx.conf:ro\n" in proxy
    assert "- ./deploy/nginx.conf.template:/etc/nginx/templates/default.conf.template:ro\n" in proxy
    assert [f"{name}:\n        condition: service_healthy\n        restart: true\n" in proxy for name in ("app-1", "app-2")] == [True, True]


def test_nginx_gives_up_an_idle_connection_before_the_process_behind_it_does() -> None:
    kept = re.search(r"^  keepalive_timeout (\d+)s;", RULES, re.M)
    assert kept
    assert int(kept[1]) < guarding.ARRIVE_SECONDS


def test_a_back_up_outlives_the_container_and_its_user_may_write_there() -> None:
    assert re.search(r"^ {2}volumes:\n {4}- \./backups:/data$", COMPOSE, re.M)
    assert "--owner=hymns --group=hymns /srv/hymn-sheet /data" in DOCKERFILE


PHONES = 1000


async def test_a_conference_of_a_thousand_phones_with_a_socket_and_a_connection_to_ask_on_gets_through_nginx() -> None:
    async def process(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        """What stands behind: takes sockets, and answers everything else with nothing."""
        with closing(writer), suppress(asyncio.IncompleteReadError, ConnectionError):
            while b"pgrade: websocket" not in await reader.readuntil(b"\r\n\r\n"):
                writer.write(b"HTTP/1.1 204 No Content\r\n\r\n")
            writer.write(b"HTTP/1.1 101 Switching Protocols\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n\r\n")
            await reader.read()

    async def opened(more: bytes) -> bytes:
        reader, writer = await asyncio.open_connection("127.0.0.1", port)
        open_ones.append(writer)
        writer.write(b"GET / HTTP/1.1\r\nHost: localhost\r\n" + more + b"\r\n")
        return (await reader.readuntil(b"\r\n\r\n"))[9:12]

    open_ones: list[asyncio.StreamWriter] = []
    answers: Counter[bytes] = Counter()
    with room_for(4 * PHONES):
        server = await asyncio.start_server(process, "127.0.0.1", 0, backlog=2048)
        with services.nginx([server.sockets[0].getsockname()[1]]) as proxy:
            port = int(proxy.url.rpartition(":")[2])
            async with asyncio.timeout(240):
                for _phone in range(PHONES):
                    answers[await opened(b"Upgrade: websocket\r\nConnection: Upgrade\r\n")] += 1
                    answers[await opened(b"")] += 1
            for writer in open_ones:
                writer.close()
            server.close()
    assert answers == {b"101": PHONES, b"204": PHONES}


@contextmanager
def room_for(descriptors: int) -> Iterator[None]:
    """Let this process have so many connections, for as long as the block lasts."""
    soft, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
    resource.setrlimit(resource.RLIMIT_NOFILE, (max(soft, 2 * descriptors), hard))
    yield
    resource.setrlimit(resource.RLIMIT_NOFILE, (soft, hard))


@pytest.fixture(scope="module")
def image(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with what the image holds, and a virtual environment with what it installs."""
    folder = tmp_path_factory.mktemp("image") / "srv"
    for name in COPIES:
        source, target = BASE_DIR / name, folder / name
        target.parent.mkdir(parents=True, exist_ok=True)
        if source.is_dir():
            shutil.copytree(source, target, ignore=shutil.ignore_patterns("__pycache__"))
        else:
            shutil.copy(source, target)
    subprocess.run([sys.executable, "-m", "venv", str(folder / "venv")], check=True)
    pip = re.search(r"^RUN python (-m pip install .*)$", DOCKERFILE, re.M)
    assert pip
    command = pip[1].replace("--no-cache-dir", "--no-compile").split()  # for a test that runs once, neither is worth its time
    subprocess.run([folder / "venv/bin/python", *command], cwd=folder, check=True, capture_output=True)
    return folder


def pulled(folder: Path) -> None:
    """Leave of every time of a file the whole seconds, which is what the layers of an image keep."""
    for path in folder.rglob("*"):
        if not path.is_symlink():
            seconds = int(path.stat().st_mtime)
            os.utime(path, (seconds, seconds))


def status_page(port: int, name: str, password: str) -> str:
    """What the host reads at /status/, signed in with a password, as a browser behind the proxy asks for it."""
    cookies: dict[str, str] = {}

    def ask(path: str, **fields: str) -> str:
        headers = {"Host": "hymns.example.org", "X-Forwarded-For": "192.0.2.7", "X-Forwarded-Proto": "https"}
        headers |= {"Origin": "https://hymns.example.org", "Cookie": "; ".join(f"{name}={value}" for name, value in cookies.items())}
        if fields:
            headers["Content-Type"] = "application/x-www-form-urlencoded"
        with closing(HTTPConnection("127.0.0.1", port, timeout=30)) as connection:
            connection.request("POST" if fields else "GET", path, urlencode(fields) if fields else None, headers)
            answer = connection.getresponse()
            for cookie in answer.headers.get_all("Set-Cookie", []):
                kept, _, value = cookie.partition(";")[0].partition("=")
                cookies[kept] = value
            return answer.read().decode()

    token = re.search(r'name="csrfmiddlewaretoken" value="(\w+)"', ask("/sign-in/"))
    assert token
    ask("/sign-in/", csrfmiddlewaretoken=token[1], username=name, password=password)
    return ask("/status/")


def test_what_is_in_the_image_is_enough_to_build_to_serve_and_to_be_found_healthy(image: Path) -> None:
    given = dict(re.findall(r"(\w+)=(\S+)", "".join(re.findall(r"^ENV (.*)$", DOCKERFILE, re.M))))
    kept = {name: os.environ[name] for name in ("PATH", "HOME", "LANG") if name in os.environ}
    around = kept | given | {"DATA_DIR": str(image / "var"), "HOST": "127.0.0.1", "PORT": str(free_port())}
    python = str(image / "venv/bin/python")

    def run(*command: str, **more: str) -> subprocess.CompletedProcess[str]:
        return subprocess.run([python, *command], cwd=image, env=around | more, capture_output=True, text=True)

    building = re.search(r"^RUN SECRET_KEY=(\S+) python (.*)$", DOCKERFILE, re.M)
    assert building
    built = run(*building[2].split(), SECRET_KEY=building[1])
    assert (built.returncode, built.stderr) == (0, "")
    assert sorted(path.name for path in (image / "var").iterdir()) == ["ballot-keys", "static", "static-stamp"], "and no secret"
    pulled(image)
    before = (image / "var" / "static" / "staticfiles.json").stat().st_mtime_ns

    with services.postgres() as database, services.redis() as store:
        around |= {"DATABASE_URL": database.url, "REDIS_URL": store.url, "WEB_PROCESSES": "2", "TRUSTED_PROXIES": "1"}
        around |= {"PUBLIC_URL": "https://hymns.example.org", "SECRET_KEY": "x" * 50}
        around |= dict(re.findall(r"^ {4}(LOG_\w+): (?:\$\{\w+:-)?(\w+)", COMPOSE, re.M))
        asked = re.search(r"^ {2}CMD (\[.*\])$", DOCKERFILE, re.M)
        command = re.search(r"^CMD (\[.*\])$", DOCKERFILE, re.M)
        assert asked
        assert command
        health = json.loads(asked[1])[1:]
        assert run(*health).returncode == 1, "nobody answers yet"
        with (image / "said").open("w") as said:
            serving = subprocess.Popen([python, *json.loads(command[1])[1:]], cwd=image, env=around, stdout=said, stderr=said)
        try:
            for _line in range(1800):
                if "Ctrl-C" in (image / "said").read_text() or serving.poll() is not None:
                    break
                try:
                    serving.wait(0.1)
                except subprocess.TimeoutExpired:
                    continue
            assert run(*health).returncode == 0, (image / "said").read_text()
            name, password = "host", "a long word for the host"
            made = run("manage.py", "createsuperuser", "--noinput", "--username", name, "--email=", DJANGO_SUPERUSER_PASSWORD=password)
            assert made.returncode == 0, made.stderr
            assert "Ready for a workshop." in status_page(int(around["PORT"]), name, password)
            events = re.findall(r'"event": ?"([\w-]+)"', (image / "said").read_text())
            assert events == ["server-started", "sign-in"], "the log of the site says what the runbook promises"
        finally:
            serving.terminate()
            serving.wait(30)
    assert (image / "var" / "static" / "staticfiles.json").stat().st_mtime_ns == before, "styles and scripts were built in"
