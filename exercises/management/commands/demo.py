"""`manage.py demo`: the product plays a whole workshop by itself."""

from __future__ import annotations

import argparse
import asyncio
import signal
import sys
from argparse import ArgumentParser
from pathlib import Path
from typing import Any

import aiohttp
from django.conf import settings
from django.core.management.base import BaseCommand
from django.utils.translation import gettext as _

from exercises.demo import server
from exercises.demo.desk import Desk, open_desk
from exercises.demo.play import PHONES, all_in, play
from exercises.demo.room import Room
from exercises.demo.server import Served
from sessions.actions.accounts import make_link
from sessions.management import preparing
from sessions.management.preparing import CannotStart
from sessions.rehearsal.log import Log
from sessions.rehearsal.phones import Phone
from sessions.rehearsal.site import Site

FASTEST = 1000.0


def pace(text: str) -> float:
    """How many times faster than watchable. Raises `ArgumentTypeError`."""
    try:
        speed = float(text)
    except ValueError:
        speed = 0.0
    if not 0.1 <= speed <= FASTEST:
        raise argparse.ArgumentTypeError(_("between 0.1 and 1000, please"))
    return speed


class Command(BaseCommand):
    help = "Start a server of its own, and play a whole workshop on it with twelve simulated phones."
    requires_system_checks: list[str] = []  # noqa: RUF012 Django's own attribute; the server it starts runs them

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--speed", type=pace, default=1.0, help="how many times faster (default: 1, a slide every few seconds)")
        parser.add_argument("--once", action="store_true", help="end after the workshop instead of serving until Ctrl-C")
        parser.add_argument("--sign-in", default="", help=argparse.SUPPRESS)  # for its own use: one more link for this address

    def handle(self, *args: Any, **options: Any) -> None:
        """Exit code 0 when all went well or Ctrl-C was pressed, 1 with a sentence on stderr otherwise."""
        if options["sign_in"]:
            user = preparing.first_facilitator()
            self.say(make_link(user, base=options["sign_in"]) if user else "")
            return
        signal.signal(signal.SIGTERM, signal.default_int_handler)
        log = Log()
        try:
            asyncio.run(self.demonstrate(log, options["speed"], once=options["once"]))
        except KeyboardInterrupt:
            self.say(_("Stopped."))
            return
        except (CannotStart, RuntimeError) as problem:
            self.fail(str(problem), log)
        except (aiohttp.ClientError, TimeoutError) as problem:
            self.fail(_("The server did not answer (%(why)s).") % {"why": type(problem).__name__}, log)
        if log.problems:
            self.fail(_("It ended, but not everything went well."), log)

    def fail(self, sentence: str, log: Log) -> None:
        """Say what went wrong, and exit with 1."""
        for what, times in log.problems.items():
            self.stderr.write(f"{what}: {times}")
        self.stderr.write(sentence)
        sys.exit(1)

    async def demonstrate(self, log: Log, speed: float, *, once: bool) -> None:
        """Serve, play, and go on serving until Ctrl-C unless `once`."""
        folder = Path(settings.DATA_DIR) / "demo"
        folder.mkdir(parents=True, exist_ok=True)
        self.say(_("Starting a server for the demonstration"))
        async with server.running(folder) as running, Site(running.served.base) as site:
            desk = await open_desk(site, log, running.served.sign_in)
            self.say_where(running.served, desk, await server.fresh_link(running.served.base, running.around))
            phones: list[Phone] = []
            try:
                phones = await all_in(site, log, desk.stage.code, speed)
                self.say(_("%(n)d people are in. The workshop begins.") % {"n": PHONES})
                await play(desk, Room(phones, speed), speed, self.say)
                link = await desk.hand_over()
            finally:
                await asyncio.gather(*(phone.close() for phone in phones))
            self.say("")
            self.say(_("The team lead’s page:"))
            self.say(f"  {link}")
            if not once:
                self.say(_("Ctrl-C stops everything."))
                await running.lasting
                raise RuntimeError(_("The demonstration’s server has stopped."))

    def say_where(self, served: Served, desk: Desk, link: str) -> None:
        """The addresses to open while it plays."""
        self.say("")
        self.say(_("The console: sign in once with this link, then open “A demonstration”."))
        self.say(f"  {link}")
        self.say(_("The big screen:"))
        self.say(f"  {served.base}{desk.screen}")
        self.say(_("A phone of your own, with the code %(code)s:") % {"code": f"{desk.stage.code[:3]} {desk.stage.code[3:]}"})
        self.say(f"  {served.phones}/#{desk.stage.code}")
        self.say("")

    def say(self, line: str) -> None:
        """Print a line now, also when the output is a file or a pipe."""
        self.stdout.write(line)
        self.stdout.flush()
