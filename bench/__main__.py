"""`python -m bench`: measure floors and product, and write docs/performance.md and docs/performance.svg. README.md says how to read it."""

from __future__ import annotations

import os
import resource
import shutil
import subprocess
import sys
import tempfile
import time
from pathlib import Path

from bench import servers
from bench.crowd import Crowd
from bench.figures import Figures
from bench.measures import (
    PAGES,
    POLLS,
    Floor,
    Product,
    ballots,
    come_in,
    first_visit,
    measure_floor,
    requests,
    round_of_floor,
    round_of_product,
    storm_of_floor,
    storm_of_product,
)
from bench.servers import Machine, Server

SIZES = (200, 500, 1000, 2000)
FLOORS = ("daphne", "uvicorn", "hub", "hub-asgi", "channels", "channels-redis")
PLAIN_UP_TO = 1000  # the plain views need minutes for the ballots of more


def say(line: str) -> None:
    sys.stderr.write(f"{line}\n")
    sys.stderr.flush()


def many_sockets() -> None:
    """As many descriptors as the system permits: five sockets for each phone."""
    _soft, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
    resource.setrlimit(resource.RLIMIT_NOFILE, (hard, hard))


def with_services() -> int:
    """The same in a process that keeps everything in PostgreSQL and Redis, started for it; its exit code.

    The settings are read once for each process: so nothing of ours may be imported in that one before it knows where things are.
    """
    from tests.services import postgres, redis

    with postgres(durable=True) as database, redis() as store:
        there = os.environ | {"SERVICES": f"{database.url} {store.url}"}
        return subprocess.run([sys.executable, "-m", "bench"], env=there, check=False).returncode


def prepare(folder: Path, services: list[str]) -> None:
    """A data folder with everything in it, or a database and a Redis beside it, and Django on them in this process."""
    for name in servers.ELSEWHERE:
        os.environ.pop(name, None)
    os.environ.update(zip(("DATABASE_URL", "REDIS_URL"), services, strict=False))
    os.environ.update(DATA_DIR=str(folder), DJANGO_SETTINGS_MODULE="workshop.settings", PUBLIC_URL="", WEB_PROCESSES="1", LOG_LEVEL="ERROR")
    servers.product(folder).stop()
    import django

    django.setup()


def one_size(phones: int, rounds: int, figures: Figures, folder: Path, redis_url: str, *, is_first: bool) -> None:
    """Everything for one number of phones."""
    from django.db import connections

    from bench import inside
    from sessions.rehearsal import facilitator as desk

    stage = desk.set_up("Bench")
    connections.close_all()
    running: list[Server] = []
    try:
        crowd = Crowd()
        server = servers.product(folder)
        running.append(server)
        product = Product(crowd, server, stage)
        say(f"{phones}: coming in")
        come_in(product, figures, phones)
        if is_first:
            first_visit(product, figures, phones)
        floors = []
        for name in FLOORS:
            if name == "channels-redis" and not redis_url:
                continue
            running.append(servers.floor(name, folder, redis_url if name == "channels-redis" else ""))
            floors.append(Floor(crowd, running[-1]))
            measure_floor(floors[-1], figures, phones)
        say(f"{phones}: pushes")
        product.walk()
        for _round in range(rounds):
            texts = round_of_product(product, figures, phones)
            for floor in floors:
                some = texts[:4] if floor.server.name.startswith("channels") else texts  # seconds each, for a large room
                round_of_floor(floor, figures, phones, some)
        say(f"{phones}: coming back")
        for _round in range(rounds):
            storm_of_product(product, figures, phones)
            for floor in floors:
                if floor.server.name in {"daphne", "uvicorn"}:
                    storm_of_floor(floor, figures, phones)
        for floor in floors:
            floor.close()
            floor.desk.close()
            running.remove(floor.server)
            floor.server.stop()
        plain = servers.floor("plain", folder) if phones <= PLAIN_UP_TO else None
        running += [plain] if plain else []
        say(f"{phones}: ballots")

        def looked_up() -> tuple[int, int]:
            try:
                return inside.compared(stage, product.phones)
            finally:
                connections.close_all()

        ballots(product, figures, phones, rounds, plain, inside.screen_token(stage), looked_up)
        say(f"{phones}: requests")
        if is_first:
            running.append(servers.floor("django", folder))
        for each in running if is_first else [server]:
            for _round in range(rounds):
                requests(product, figures, each, phones, "poll", POLLS)
                requests(product, figures, each, phones, "page", PAGES)
        figures.add("wrong answers", "product", phones, sum(phone.wrong for phone in product.phones))
        figures.add("broken", "product", phones, crowd.broken)
    finally:
        for each in running:
            each.stop()
        desk.clear_up(stage)
        connections.close_all()


def main() -> None:
    """Measure everything. `SIZES` and `ROUNDS` choose how much, `OUT` another folder than docs/, `SERVICES` other stores than SQLite."""
    services = os.environ.get("SERVICES", "").split()
    if services == ["1"]:
        sys.exit(with_services())
    sizes = [int(size) for size in os.environ.get("SIZES", "").replace(",", " ").split()] or list(SIZES)
    rounds = int(os.environ.get("ROUNDS", "3"))
    out = Path(os.environ.get("OUT") or servers.ROOT / "docs")
    many_sockets()
    folder = Path(tempfile.mkdtemp(prefix="hymn-sheet-bench-"))
    figures, machine, began = Figures(), Machine(), time.monotonic()
    try:
        prepare(folder, services)
        with servers.redis(folder) as redis_url:
            for size in sizes:
                one_size(size, rounds, figures, folder, redis_url, is_first=size == sizes[0])
                figures.add("others", "machine", size, machine.others(time.monotonic() - began))
                began = time.monotonic()
    finally:
        shutil.rmtree(folder, ignore_errors=True)
    from bench import report

    report.write(figures, sizes, rounds, out, redis_url=bool(redis_url), services=bool(services))


if __name__ == "__main__":
    main()
