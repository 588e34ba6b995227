"""`manage.py live`: the one command that starts everything."""

from __future__ import annotations

import sys
from typing import Any
from urllib.parse import urlsplit

from django.conf import settings
from django.core.management import call_command
from django.core.management.base import BaseCommand, SystemCheckError
from django.db import DatabaseError, connections
from django.utils.translation import gettext as _

from sessions import readiness
from sessions.actions.accounts import make_link
from sessions.exercise import registered
from sessions.management import preparing, serving
from sessions.management.preparing import CannotStart
from workshop import env
from workshop.loading import BUILT_IN, DeckError, read, store
from workshop.logs import happened

LINK_HOURS = 24
EVERYWHERE = {"0.0.0.0", "::", ""}  # noqa: S104 names for "all interfaces", compared with


class Command(BaseCommand):
    help = "Start everything: prepare the data folder, bring the database up to date, serve, and print where to go."
    requires_system_checks: list[str] = []  # noqa: RUF012 Django's own attribute; they run below, when there is a database to ask

    def handle(self, *args: Any, **options: Any) -> None:
        """Serve until Ctrl-C or SIGTERM (exit code 0). What keeps it from starting is one sentence on stderr, exit code 1."""
        try:
            self.start()
        except CannotStart as problem:
            self.stderr.write(str(problem))
            sys.exit(1)
        except (SystemCheckError, DeckError, DatabaseError) as problem:
            self.stderr.write(str(problem).strip())
            sys.exit(1)
        except KeyboardInterrupt:  # while preparing: nothing is running yet
            self.say("")

    def start(self) -> None:
        """Prepare, serve, and clear up."""
        host, port = env.HOST or "0.0.0.0", env.PORT  # noqa: S104 phones on the same network must reach it
        serving.port_is_free(host, port)
        self.say(_("Preparing the data folder"))
        folder = preparing.data_folder()
        self.say(f"  {folder}")
        if settings.PROCESSES > 1:
            self.prepare_and_serve(host, port)
            return
        with preparing.only_server(folder):
            self.prepare_and_serve(host, port)

    def prepare_and_serve(self, host: str, port: int) -> None:
        with preparing.one_at_a_time():
            if readiness.database_is_behind():
                self.say(_("Bringing the database up to date"))
                call_command("migrate", interactive=False, verbosity=0)
            self.say(_("Loading the workshop"))
            deck, changed = store(read(BUILT_IN))
            if changed:
                self.say(_("  “%(title)s”, %(n)s slides") % {"title": deck.title, "n": deck.slides.count()})
        self.say(_("Collecting styles and scripts"))
        preparing.static_files()
        self.say(_("Checking"))
        self.check(databases=["default"])
        for exercise in registered():
            exercise.starting()
        user = preparing.first_facilitator() if settings.SQLITE else None
        local = self.local_address(host, port)
        link = make_link(user, minutes=LINK_HOURS * 60, base=local) if user else ""
        connections.close_all()

        from workshop.asgi import application  # only now: it reads the static files collected above

        def listening() -> None:
            self.say(_("Listening on %(address)s") % {"address": f"{host}:{port}"})
            self.say_where_to_go(link, local)
            happened("server-started", processes=settings.PROCESSES)

        serving.serve(application, host, port, listening)
        happened("server-stopped")
        self.say(_("Stopped. Everything is kept in the data folder."))

    def local_address(self, host: str, port: int) -> str:
        """The address for the facilitator's own browser: this machine itself, unless the server only answers to another name."""
        if not settings.PUBLIC_URL_IS_GUESSED:
            return str(settings.PUBLIC_URL)
        if host in EVERYWHERE:
            return f"http://127.0.0.1:{port}"
        return f"http://[{host}]:{port}" if ":" in host else f"http://{host}:{port}"

    def say_where_to_go(self, link: str, local: str) -> None:
        """The three addresses: for the facilitator, for phones, for whoever wants to host it."""
        self.say("")
        if link:
            self.say(_("To sign in on this machine, once, within %(hours)s hours:") % {"hours": LINK_HOURS})
            self.say(f"  {link}")
        else:
            self.say(_("To sign in:"))
            self.say(f"  {local}/sign-in/")
        self.say(_("For phones:"))
        self.say(f"  {settings.PUBLIC_URL}")
        if settings.PUBLIC_URL_IS_GUESSED and urlsplit(settings.PUBLIC_URL).hostname in {"127.0.0.1", "localhost", "::1"}:
            self.say(_("  Phones cannot reach this address: it means this machine alone. Join a network, or set PUBLIC_URL."))
        self.say(_("To host it for others:"))
        self.say(_("  README.md, “Hosting”"))
        self.say("")
        self.say(_("Ctrl-C stops everything."))

    def say(self, line: str) -> None:
        """Print a line now, also when the output is a file or a pipe."""
        self.stdout.write(line)
        self.stdout.flush()
