"""What has to be there before anybody can come: the data folder, one server to a folder, current static files, the first account."""

from __future__ import annotations

import hashlib
import os
import sys
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

import django
from django.conf import settings
from django.contrib.staticfiles.finders import get_finders
from django.core.management import call_command
from django.db import connections
from django.utils.translation import gettext as _

from workshop.assets import JOINED
from workshop.models import User

FACILITATOR = "facilitator"
PID_FILE = "live.pid"
PREPARING = 0x48594D4E  # “HYMN”: the number of our lock among those of a PostgreSQL database


class CannotStart(Exception):
    """Hymn Sheet cannot start here; str() is one sentence that says why and what helps."""


def data_folder() -> Path:
    """Make `DATA_DIR` and the folder of the ballot keys, readable by their owner alone. Raises `CannotStart`."""
    folder = Path(settings.DATA_DIR)
    try:
        folder.mkdir(parents=True, exist_ok=True)
        Path(settings.BALLOT_KEYS_DIR).mkdir(mode=0o700, exist_ok=True)
        probe = folder / ".write-probe"
        probe.touch()
        probe.unlink()
    except OSError as problem:
        raise CannotStart(_cannot_write(folder, problem)) from problem
    database = Path(str(connections["default"].settings_dict["NAME"]))
    if settings.SQLITE and database.exists() and not os.access(database, os.W_OK):
        raise CannotStart(_cannot_write(database, None))
    return folder


def _cannot_write(place: Path, problem: OSError | None) -> str:
    return _("Hymn Sheet cannot write to %(place)s (%(why)s). Set DATA_DIR to a folder of your own.") % {
        "place": place,
        "why": (problem and problem.strerror) or _("it is read-only"),
    }


@contextmanager
def only_server(folder: Path) -> Iterator[None]:
    """Hold `live.pid`, with this process's id in it, for as long as the server runs. Raises `CannotStart` when another one does.

    Two servers on one data folder would each reach half of the room. The system lets go of the lock even when the holder is killed,
    so a process id left behind never keeps the next start waiting.
    """
    path = folder / PID_FILE
    with path.open("a+", encoding="ascii") as held:
        if not _lock(held.fileno()):
            raise CannotStart(
                _("Hymn Sheet is running already from %(folder)s. Stop it first, or set DATA_DIR to another folder.") % {"folder": folder}
            )
        held.seek(0)
        held.truncate()
        held.write(f"{os.getpid()}\n")
        held.flush()
        try:
            yield
        finally:
            with suppress(OSError):  # Windows does not remove a file that is open; the next start writes over it
                path.unlink()


@contextmanager
def one_at_a_time() -> Iterator[None]:
    """Keep other processes from preparing the same database meanwhile: those that are started together migrate and load in turn.

    SQLite has one process (`only_server`). PostgreSQL lets go of the lock when the connection ends, however it ends.
    """
    if connections["default"].vendor != "postgresql":
        yield
        return
    holder = connections.create_connection("default")  # of its own: migrating closes and opens the usual one
    try:
        with holder.cursor() as cursor:
            cursor.execute("SELECT pg_advisory_lock(%s)", [PREPARING])
            yield
            cursor.execute("SELECT pg_advisory_unlock(%s)", [PREPARING])
    finally:
        holder.close()


if sys.platform == "win32":
    import msvcrt

    def _lock(descriptor: int) -> bool:
        os.lseek(descriptor, 1 << 20, os.SEEK_SET)  # Windows locks bytes, and the id must stay readable: lock one far behind it
        try:
            msvcrt.locking(descriptor, msvcrt.LK_NBLCK, 1)
        except OSError:
            return False
        return True
else:
    import fcntl

    def _lock(descriptor: int) -> bool:
        try:
            fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except OSError:
            return False
        return True


def static_files() -> bool:
    """Collect the static files if any holds something else than the last time; say whether that was so.

    Their times do not count: an image that was pulled, a copy or an archive has others for the same files.
    Files of an earlier release stay: a phone that still shows an old page may ask for them.
    """
    stamp = Path(settings.DATA_DIR) / "static-stamp"
    seen = _static_digest()
    if stamp.exists() and stamp.read_text(encoding="ascii") == seen and Path(settings.STATIC_ROOT).is_dir():
        return False
    call_command("collectstatic", interactive=False, verbosity=0)
    stamp.write_text(seen, encoding="ascii")
    return True


def _static_digest() -> str:
    digest = hashlib.sha256(f"{django.__version__} {settings.STORAGES['staticfiles']['BACKEND']} {JOINED}".encode())
    found = [(path, storage.path(path)) for finder in get_finders() for path, storage in finder.list([])]
    for path, full in sorted(found):
        held = Path(full).read_bytes()
        digest.update(f"{path}\0{len(held)}\0".encode() + held)
    return digest.hexdigest()


def first_facilitator() -> User | None:
    """The account the sign-in link is for: made when there is no account at all, None when there are others and not this one."""
    if not User.objects.exists():
        User.objects.create_user(FACILITATOR)
    User.objects.filter(username=FACILITATOR, is_staff=False).update(is_staff=True)  # the host: sees the status page
    return User.objects.filter(username=FACILITATOR, is_active=True).first()
