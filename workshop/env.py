"""Everything the environment may say, read once.

`settings.py` is the only reader. Each variable is described in the README's settings table; a test fails when one is missing there.
"""

from __future__ import annotations

import os
import secrets
import socket
from importlib.util import find_spec
from pathlib import Path
from urllib.parse import urlsplit

from django.core.exceptions import ImproperlyConfigured
from environs import Env

env = Env()


def free_port() -> int:
    """A TCP port nothing listens on now: what `PORT=0` asks for."""
    with socket.socket(socket.AF_INET, socket.SOCK_STREAM) as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


BASE_DIR = Path(__file__).resolve().parent.parent
DATA_DIR = Path(env.str("DATA_DIR", "") or BASE_DIR / "var").resolve()
HOST = env.str("HOST", "0.0.0.0")  # noqa: S104 phones on the same network must reach it
PORT = env.int("PORT", 8000) or free_port()
DEBUG = env.bool("DEBUG", False)
DATABASE_URL = env.str("DATABASE_URL", "")
REDIS_URL = env.str("REDIS_URL", "")
EMAIL_URL = env.str("EMAIL_URL", "")
DEFAULT_FROM_EMAIL = env.str("DEFAULT_FROM_EMAIL", "")
PUBLIC_URL = env.str("PUBLIC_URL", "").rstrip("/")
ORGANISATION = env.str("ORGANISATION", "").strip()
CONTACT_EMAIL = env.str("CONTACT_EMAIL", "").strip()
EXTRA_HOSTS: list[str] = env.list("ALLOWED_HOSTS", [])
SECRET_KEY = env.str("SECRET_KEY", "")
PROCESSES = env.int("WEB_PROCESSES", 1)
LOG_LEVEL = env.str("LOG_LEVEL", "WARNING").upper()
LOG_FORMAT = env.str("LOG_FORMAT", "plain").lower()
METRICS_TOKEN = env.str("METRICS_TOKEN", "").strip()
TRUSTED_PROXIES = env.int("TRUSTED_PROXIES", 0)


def network_address() -> str:
    """The address other machines on this network can use, or 127.0.0.1 when there is no network.

    Opening a datagram socket sends nothing: it only asks the system which interface it would use.
    """
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as probe:
        try:
            probe.connect(("192.0.2.1", 9))  # TEST-NET-1, RFC 5737: routed nowhere
            return str(probe.getsockname()[0])
        except OSError:
            return "127.0.0.1"


NETWORK_ADDRESS = network_address()


def public_url() -> str:
    """The address people type and the QR code holds, without a slash at the end."""
    if PUBLIC_URL:
        return PUBLIC_URL
    return f"http://{NETWORK_ADDRESS if HOST in {'0.0.0.0', ''} else HOST}:{PORT}"  # noqa: S104


def allowed_hosts() -> list[str]:
    """Hosts this server answers to: the public one, what `ALLOWED_HOSTS` adds, and this machine itself."""
    public = urlsplit(public_url()).hostname or "localhost"
    names = [public, *EXTRA_HOSTS]
    if not PUBLIC_URL:
        names += ["localhost", "127.0.0.1", "[::1]", NETWORK_ADDRESS, socket.gethostname().lower()]
    return list(dict.fromkeys(names))


def secret_key() -> str:
    """`SECRET_KEY`, or the one kept in the data folder, made on first use and readable by its owner alone.

    Raises `ImproperlyConfigured`, with one sentence, when the folder cannot be used.
    """
    if SECRET_KEY:
        return SECRET_KEY
    try:
        return _kept_key(DATA_DIR / "secret-key")
    except OSError as problem:
        raise ImproperlyConfigured(
            f"Hymn Sheet cannot write to {DATA_DIR} ({problem.strerror}). Set DATA_DIR to a folder of your own."
        ) from problem


def _kept_key(kept: Path) -> str:
    try:
        return kept.read_text().strip()
    except FileNotFoundError:
        kept.parent.mkdir(parents=True, exist_ok=True)
        key = secrets.token_urlsafe(64)
        kept.touch(mode=0o600)
        kept.write_text(key)
        return key


def needs(variable: str, package: str) -> None:
    """Raise `ImproperlyConfigured`, with one sentence, where a variable is set and what it needs is not installed."""
    if find_spec(package) is None:
        raise ImproperlyConfigured(
            f"{variable} needs what is not installed here ({package}): pip install --require-hashes -r requirements/scale.txt"
        )


ELSEWHERE = {"SECRET_KEY", "DATABASE_URL", "REDIS_URL", "EMAIL_URL", "PUBLIC_URL", "ALLOWED_HOSTS", "WEB_PROCESSES", "TRUSTED_PROXIES"}


def for_a_server_of_its_own(folder: Path, port: int) -> dict[str, str]:
    """The environment of another server on a folder and a port of its own: nothing in it leads to this one's data or people."""
    kept = {name: value for name, value in os.environ.items() if name not in ELSEWHERE}
    return kept | {"DATA_DIR": str(folder), "PORT": str(port)}
