"""`manage.py rehearse`: simulated phones as company for a facilitator, or as a measured run."""

from __future__ import annotations

import asyncio
import signal
import sys
from argparse import ArgumentParser, BooleanOptionalAction
from contextlib import suppress
from importlib.metadata import version
from pathlib import Path
from typing import Any

import aiohttp
from asgiref.sync import sync_to_async
from django.conf import settings
from django.core.management.base import BaseCommand
from django.db import DatabaseError, connections
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from sessions.actions import people
from sessions.models import LiveSession
from sessions.models.live import slides_of
from sessions.phases import Phase
from sessions.rehearsal import benchmark, facilitator, report
from sessions.rehearsal.log import Log
from sessions.rehearsal.measure import Process, allow_many_sockets, server_pid
from sessions.rehearsal.people import Habits, Person
from sessions.rehearsal.site import Site, is_this_machine
from workshop import env
from workshop.models import Deck

A_FEW = 20
MANY = 100  # from here on the point is to measure
ARRIVE_SECONDS = 10.0


def kinds_of(live: LiveSession) -> dict[str, str]:
    """The kind of every slide of a live session's deck by its key."""
    return {slide.key: slide.kind for slide in slides_of(live.deck_id)}


class CannotRehearse(Exception):
    """str() is one sentence that says why, and what helps."""


class Command(BaseCommand):
    help = "Send simulated phones into a running workshop, as company or to measure."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--phones", type=int, default=A_FEW, help=f"how many (default: {A_FEW})")
        parser.add_argument("--code", default="", help="the join code (default: the only workshop that has one now)")
        parser.add_argument("--url", default="", help="the server, on this machine (default: its address with PORT)")
        parser.add_argument("--stay", action=BooleanOptionalAction, default=True, help="stay as company until Ctrl-C")
        parser.add_argument("--benchmark", action="store_true", help="measure, in a workshop of its own that is deleted afterwards")
        parser.add_argument(
            "--drive",
            action=BooleanOptionalAction,
            default=None,
            help=f"press the facilitator’s buttons too, which is to measure; from {MANY} phones on without --code that is the default",
        )
        parser.add_argument("--rounds", type=int, default=5, help="rounds of slides beside the bare relay (default: 5)")
        parser.add_argument("--seed", type=int, default=1, help="the same phones do the same again for the same seed")

    def handle(self, *args: Any, **options: Any) -> None:
        """Exit code 1 when something went wrong: an error, a lost or doubled ballot, a wrong slide. Speed has no say in it."""
        try:
            sound = self.rehearse(options)
        except (CannotRehearse, RuntimeError) as problem:
            self.stderr.write(str(problem))
            sys.exit(1)
        except (aiohttp.ClientError, TimeoutError) as problem:
            self.stderr.write(_("The server did not answer (%(why)s).") % {"why": type(problem).__name__})
            sys.exit(1)
        except KeyboardInterrupt:
            self.stderr.write(_("Stopped."))
            sys.exit(1)
        except DatabaseError as problem:
            self.stderr.write(_("The database did not answer (%(why)s). Is this the data folder of the server?") % {"why": problem})
            sys.exit(1)
        if not sound:
            sys.exit(1)

    def rehearse(self, options: dict[str, Any]) -> bool:
        """Do what was asked for; True when nothing went wrong. Raises `CannotRehearse`."""
        phones, rounds, url = options["phones"], options["rounds"], options["url"] or f"http://127.0.0.1:{env.PORT}"
        if not 1 <= phones <= 2000 or not 1 <= rounds <= 100:
            raise CannotRehearse(_("Between 1 and 2000 phones, and between 1 and 100 rounds."))
        if not is_this_machine(url):
            raise CannotRehearse(
                _("Simulated phones only visit a server on this machine: %(url)s is not an address like http://127.0.0.1:8000.")
                % {"url": url}
            )
        allow_many_sockets()
        asyncio.run(self.is_there(url))
        drive = options["drive"]
        if options["benchmark"] or drive or (drive is None and phones >= MANY and not options["code"]):
            if options["code"]:
                raise CannotRehearse(_("A measured run makes a workshop of its own. Leave --code out, or say --no-drive."))
            return self.measure(url, phones, rounds, options["seed"])
        live = self.choose(options["code"])
        return asyncio.run(self.keep_company(url, live, phones, options["seed"], stay=options["stay"]))

    async def is_there(self, url: str) -> None:
        """Raise `CannotRehearse` unless a server answers there."""
        try:
            async with Site(url) as site:
                answer = await site.ask("/network-check/", {})
        except (aiohttp.ClientError, OSError, TimeoutError) as problem:
            raise CannotRehearse(
                _("Nothing answers at %(url)s. Start Hymn Sheet first, or give its address with --url.") % {"url": url}
            ) from problem
        if answer.status != 200:
            raise CannotRehearse(_("%(url)s answers with status %(status)s.") % {"url": url, "status": answer.status})

    def choose(self, typed: str) -> LiveSession:
        """The workshop of a code, or the only one with a code. Raises `CannotRehearse`."""
        if typed:
            found = people.find_by_code(typed)
            if found is None:
                raise CannotRehearse(_("No workshop here is using %(code)s.") % {"code": typed})
            return found
        ready = list(LiveSession.objects.exclude(code="").exclude(phase=Phase.ENDED)[:2])
        if len(ready) == 1:
            return ready[0]
        if ready:
            raise CannotRehearse(_("There are several workshops. Say which with --code and the six numbers on its big screen."))
        raise CannotRehearse(_("There is no workshop to join yet. Start one, then come back."))

    # ------------------------------------------------------------------ company
    async def keep_company(self, url: str, live: LiveSession, phones: int, seed: int, *, stay: bool) -> bool:
        """Come in, take part until Ctrl-C, and give the seats up again."""
        log = Log()
        kinds = await sync_to_async(kinds_of)(live)
        stop = asyncio.Event()
        loop = asyncio.get_running_loop()
        for name in ("SIGINT", "SIGTERM"):
            with suppress(NotImplementedError):  # Windows: Ctrl-C ends the run without goodbyes
                loop.add_signal_handler(getattr(signal, name), stop.set)
        async with Site(url) as site:
            room = [Person(site, log, n, seed, Habits(), kinds) for n in range(phones)]
            everybody = asyncio.create_task(self.come_in(room, live.code))
            self.say(ngettext("%(n)d phone is coming in.", "%(n)d phones are coming in.", phones) % {"n": phones})
            stopped = asyncio.create_task(stop.wait())
            await asyncio.wait([everybody, stopped], return_when=asyncio.FIRST_COMPLETED)
            if stay and not stop.is_set():
                self.say(_("They stay, do by themselves what each slide asks for, and lose the network now and then. Ctrl-C lets them go."))
                await stop.wait()
            everybody.cancel()
            stopped.cancel()
            await asyncio.gather(everybody, stopped, return_exceptions=True)
            await asyncio.gather(*(phone.leave() for phone in room if phone.page))
        self.say("")
        self.say(report.company(log, phones))
        return not log.problems

    async def come_in(self, room: list[Person], code: str) -> None:
        """One after the other, as people do."""

        async def one(phone: Person, after: float) -> None:
            await asyncio.sleep(after)
            await phone.join(code)

        await asyncio.gather(*(one(phone, n * ARRIVE_SECONDS / len(room)) for n, phone in enumerate(room)))

    # ------------------------------------------------------------------ measuring
    def measure(self, url: str, phones: int, rounds: int, seed: int) -> bool:
        """Measure in a workshop of its own, and delete it whatever happens."""
        pid = server_pid(Path(settings.DATA_DIR))
        try:
            stage = facilitator.set_up("Rehearsal")
        except Deck.DoesNotExist:
            raise CannotRehearse(_("There is no deck in this data folder. Start Hymn Sheet with the same DATA_DIR first.")) from None
        try:
            connections.close_all()
            work = benchmark.run(url, stage, phones=phones, rounds=rounds, seed=seed, server=Process(pid), say=self.say)
            result = asyncio.run(work)
        finally:
            facilitator.clear_up(stage)
        self.say("")
        self.say(report.benchmark(result, version("daphne")))
        return result.is_sound

    def say(self, line: str) -> None:
        """Print a line now, also when the output is a file or a pipe."""
        self.stdout.write(line)
        self.stdout.flush()
