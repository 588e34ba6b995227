"""PostgreSQL, Redis and nginx for tests: each from Debian's binaries, in a temporary folder of its own, on a free port of this machine.

    with postgres() as database, redis() as store, nginx([8001, 8002]) as proxy:
        print(database.url, store.url, proxy.url)

Each can be killed and started again on the same port with what it had stored; at the end it is stopped and its folder removed.
Only processes started here are ever stopped, by their id.
"""

from __future__ import annotations

import json
import os
import pwd
import re
import secrets
import shutil
import signal
import socket
import subprocess
import tempfile
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import closing, contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from re import M, S, subn
from typing import Any

import psycopg
from psycopg import sql
from redis import Redis
from redis.exceptions import RedisError

from workshop.env import BASE_DIR, free_port

PATIENCE = 30.0  # seconds until a service has to answer, on a busy machine


@dataclass
class Service:
    """A program that runs, the address it answers at, and the folder that holds all it writes."""

    url: str
    folder: Path
    command: Sequence[str]
    answers: Callable[[], bool]
    user: str | None = None
    gently: signal.Signals = signal.SIGTERM
    process: subprocess.Popen[bytes] = field(init=False)

    def start(self) -> None:
        """Start it, and wait until it answers. Raises `AssertionError` with its own words when it does not."""
        with (self.folder / "output").open("ab") as said:
            self.process = subprocess.Popen(
                self.command, cwd=self.folder, stdin=subprocess.DEVNULL, stdout=said, stderr=said, **_as_user(self.user)
            )
        until = time.monotonic() + PATIENCE
        while not self.answers():
            ended = self.process.poll() is not None or time.monotonic() > until
            assert not ended, (self.folder / "output").read_text()
            time.sleep(0.02)

    def stop(self) -> None:
        """Let it end as it likes to."""
        self._end(self.gently)

    def kill(self) -> None:
        """As a power cut would."""
        self._end(signal.SIGKILL)

    def _end(self, how: signal.Signals) -> None:
        if self.process.poll() is None:
            self.process.send_signal(how)
        self.process.wait(PATIENCE)


class Postgres(Service):
    """A PostgreSQL server with an empty database."""

    def database(self, name: str) -> str:
        """A further, empty database: its URL."""
        with psycopg.connect(self.url, autocommit=True) as connection:
            connection.execute(sql.SQL("CREATE DATABASE {}").format(sql.Identifier(name)))
        return f"{self.url.rpartition('/')[0]}/{name}"

    def kill(self) -> None:
        """End it at once, in the middle of everything. What was committed is found again at the next start."""
        self._end(signal.SIGQUIT)  # its own “immediate” way: a SIGKILL would leave its children behind


class Proxy(Service):
    """nginx in front of several servers."""


@contextmanager
def postgres(*, durable: bool = False) -> Iterator[Postgres]:
    """A PostgreSQL server. `durable`: wait for the disk at every commit, as in production; otherwise a crash of the machine loses data."""
    with _folder("postgres") as folder:
        binaries = postgres_binaries()
        user = "postgres" if os.geteuid() == 0 else None  # it refuses root
        if user:
            shutil.chown(folder, user)
        password, port = secrets.token_hex(12), free_port()
        secret = folder / "password"
        secret.write_text(password)
        secret.chmod(0o644)
        cluster = folder / "cluster"
        initdb = [str(binaries / "initdb"), "-D", str(cluster), "-U", "hymns", "-E", "UTF8", "--locale=C.UTF-8", "--no-sync"]
        initdb += ["--auth=scram-sha-256", f"--pwfile={secret}"]
        made = subprocess.run(initdb, cwd=folder, capture_output=True, text=True, **_as_user(user))
        assert made.returncode == 0, made.stderr
        url = f"postgres://hymns:{password}@127.0.0.1:{port}/postgres"
        options: dict[str, object] = {"listen_addresses": "127.0.0.1", "port": port, "unix_socket_directories": "", "max_connections": 200}
        if not durable:
            options |= {"fsync": "off", "full_page_writes": "off"}
        command = [str(binaries / "postgres"), "-D", str(cluster), *as_shipped(), *(f"--{name}={value}" for name, value in options.items())]
        server = Postgres(url, cluster.parent, command, lambda: _postgres_answers(url), user, signal.SIGINT)
        server.start()
        try:
            server.url = server.database("hymns")
            yield server
        finally:
            server.stop()


def as_shipped() -> list[str]:
    """The settings `compose.yaml` starts PostgreSQL with. Raises `AssertionError` when it names none."""
    found = re.search(r'^ +command: \["postgres", (.*)\]$', (BASE_DIR / "compose.yaml").read_text(encoding="utf-8"), re.M)
    assert found, "compose.yaml starts PostgreSQL without settings, so that its log would hold what people write"
    return [str(word) for word in json.loads(f"[{found[1]}]")]


@contextmanager
def redis() -> Iterator[Service]:
    """A Redis server that writes nothing to disk, as ballot keys need it."""
    with _folder("redis") as folder:
        port = free_port()
        command = ["redis-server", "--bind", "127.0.0.1", "--port", str(port), "--save", "", "--appendonly", "no"]
        server = Service(f"redis://127.0.0.1:{port}/0", folder, command, lambda: _redis_answers(port))
        server.start()
        try:
            yield server
        finally:
            server.stop()


@contextmanager
def nginx(ports: Sequence[int], certificates: Path | None = None) -> Iterator[Proxy]:
    """nginx with the files of `deploy/`, taking turns between servers on these ports of this machine.

    With TLS where there is a folder of `certificates`, as `self_signed` makes one.
    """
    with _folder("nginx") as folder:
        port = free_port()
        (folder / "conf.d").mkdir()
        (folder / "conf.d" / "default.conf").write_text(_nginx_rules(port, ports, certificates))
        (folder / "nginx.conf").write_text(_nginx_main(folder))
        command = ["nginx", "-p", str(folder), "-c", str(folder / "nginx.conf"), "-e", str(folder / "error.log"), "-g", "daemon off;"]
        url = f"https://localhost:{port}" if certificates else f"http://127.0.0.1:{port}"
        server = Proxy(url, folder, command, lambda: listens(port), gently=signal.SIGTERM)
        server.start()
        try:
            yield server
        finally:
            server.stop()


def _nginx_main(folder: Path) -> str:
    """The shipped main file, with folders and a user of this machine."""
    text = (BASE_DIR / "deploy" / "nginx.conf").read_text(encoding="utf-8")
    text = _put(text, r"^user nginx;$", "user root;" if os.geteuid() == 0 else "")
    temporary = "".join(f"  {kind}_temp_path {folder}/{kind};\n" for kind in ("client_body", "proxy", "fastcgi", "uwsgi", "scgi"))
    return f"pid {folder}/nginx.pid;\n" + _put(text, r"^  include /etc/nginx/conf\.d/", f"{temporary}  include {folder}/conf.d/")


def self_signed(folder: Path) -> Path:
    """A fresh certificate for `localhost` and its key in a folder, in place of those that were there. Returns the certificate."""
    make = ["openssl", "req", "-x509", "-newkey", "rsa:2048", "-nodes", "-days", "1", "-subj", "/CN=localhost"]
    make += ["-addext", "subjectAltName=DNS:localhost", "-keyout", "privkey.pem", "-out", "fullchain.pem"]
    subprocess.run(make, cwd=folder, check=True, capture_output=True)
    return folder / "fullchain.pem"


def _nginx_rules(port: int, ports: Sequence[int], certificates: Path | None) -> str:
    """The shipped rules, on one port of this machine."""
    text = (BASE_DIR / "deploy" / "nginx.conf.template").read_text(encoding="utf-8")
    servers = "\n".join(f"  server 127.0.0.1:{each} max_fails=1 fail_timeout=1s;" for each in ports)
    text = _put(text, r"^  server app-1:8000 max_fails=1 fail_timeout=1s;\n  server app-2:8000 max_fails=1 fail_timeout=1s;$", servers)
    text = _put(text, r"^server \{\n  listen 80;\n.*?^\}\n", "")
    text = _put(text, r"\$\{SERVER_NAME\}", "localhost")
    if certificates:
        text = _put(text, r"/etc/nginx/certificates", str(certificates))
        return _put(text, r"^  listen 443 ssl backlog=2048;$", f"  listen 127.0.0.1:{port} ssl backlog=2048;")
    text = _put(text, r"^  listen 443 ssl backlog=2048;$", f"  listen 127.0.0.1:{port} backlog=2048;")
    return _put(text, r"^  ssl_\w+ .*?;\n", "")


def _put(text: str, pattern: str, instead: str) -> str:
    """The text with everything that matches replaced. Raises `AssertionError` when nothing does."""
    found, count = subn(pattern, instead, text, flags=M | S)
    assert count, pattern
    return found


@contextmanager
def _folder(kind: str) -> Iterator[Path]:
    """A short path of its own, which another user may enter: not below pytest's private folders."""
    folder = Path(tempfile.mkdtemp(prefix=f"hymn-sheet-{kind}-"))
    try:
        yield folder
    finally:
        shutil.rmtree(folder, ignore_errors=True)


def _as_user(name: str | None) -> dict[str, Any]:
    """What `subprocess` needs to run a program as somebody else."""
    if name is None:
        return {}
    found = pwd.getpwnam(name)
    return {"user": found.pw_uid, "group": found.pw_gid, "extra_groups": []}


def postgres_binaries() -> Path:
    """Where Debian keeps `initdb` and `postgres`, which are on no path: the newest version."""
    found = sorted(Path("/usr/lib/postgresql").glob("*/bin/postgres"), key=lambda path: int(path.parts[-3]))
    if found:
        return found[-1].parent
    on_path = shutil.which("postgres")
    assert on_path, "PostgreSQL is not installed: apt install postgresql"
    return Path(on_path).parent


def _postgres_answers(url: str) -> bool:
    try:
        psycopg.connect(url, connect_timeout=2).close()
    except psycopg.OperationalError:
        return False
    return True


def _redis_answers(port: int) -> bool:
    try:
        with closing(Redis(port=port, socket_timeout=2)) as client:
            return bool(client.ping())
    except RedisError:
        return False


def listens(port: int) -> bool:
    """Whether something on this machine listens on the port."""
    with socket.socket() as probe:
        return probe.connect_ex(("127.0.0.1", port)) == 0
