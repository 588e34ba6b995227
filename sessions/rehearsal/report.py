"""The figures as a Markdown table, with the goals beside them."""

from __future__ import annotations

import os
import platform
from collections.abc import Iterable
from math import isnan
from statistics import median

from sessions.rehearsal.benchmark import BALLOT_SECONDS, Delivery, Result
from sessions.rehearsal.log import Log
from sessions.rehearsal.measure import Times

NONE = "–"
MOST = 1.5  # times the bare relay


def ms(seconds: float) -> str:
    """Milliseconds; whole ones from ten on."""
    value = seconds * 1000
    return NONE if isnan(value) else f"{value:.0f} ms" if value >= 10 else f"{value:.1f} ms"


def us(seconds: float) -> str:
    """Microseconds."""
    return NONE if isnan(seconds) else f"{seconds * 1e6:.0f} µs"


def kib(size: float) -> str:
    """KiB."""
    return NONE if isnan(size) else f"{size / 1024:.0f} KiB"


def ratio(product: float, relay: float) -> str:
    """How many times the relay's."""
    return NONE if isnan(product) or isnan(relay) or relay <= 0 else f"{product / relay:.2f} ×"


def verdict(product: float, relay: float) -> str:
    """The goal, and whether it is reached."""
    if isnan(product) or isnan(relay) or relay <= 0:
        return f"≤ {MOST} ×"
    return f"≤ {MOST} ×: {'reached' if product / relay <= MOST else 'not reached'}"


def spread(times: Times) -> str:
    """Median, 95th, 99th, longest."""
    return " / ".join(ms(value) for value in (times.median, times.p95, times.p99, times.longest))


def table(head: tuple[str, ...], rows: Iterable[tuple[str, ...]]) -> str:
    """A Markdown table."""
    return "\n".join(f"| {' | '.join(row)} |" for row in (head, tuple("---" for _cell in head), *rows))


def compared(result: Result) -> list[tuple[str, ...]]:
    """The rows that have a relay beside them: the goals first."""
    product, relay, phones = result.product, result.relay, result.phones

    def row(what: str, shown: str, other: str, one: float, two: float, *, goal: bool = True) -> tuple[str, ...]:
        return what, shown, other, ratio(one, two), verdict(one, two) if goal else ""

    def line(what: str, pick: str, *, goal: bool = False) -> tuple[str, ...]:
        one, two = getattr(product.times, pick), getattr(relay.times, pick)
        return row(what, ms(one), ms(two), one, two, goal=goal)

    cpu = (product.cpu_each(), relay.cpu_each())
    more = (product.cpu_more(phones), relay.cpu_more(phones))
    after = (product.after_first.median, relay.after_first.median)
    return [
        row("Server CPU for each delivery, the press included", us(cpu[0]), us(cpu[1]), *cpu),
        row("Server CPU for each further phone", us(more[0]), us(more[1]), *more),
        line("From Next to a phone: median", "median", goal=True),
        line("… 95th percentile", "p95"),
        line("… 99th percentile", "p99"),
        line("… longest", "longest"),
        row(
            "From Next to the first phone: median",
            ms(product.first.median),
            ms(relay.first.median),
            product.first.median,
            relay.first.median,
            goal=False,
        ),
        row("From the first phone to a phone: median", ms(after[0]), ms(after[1]), *after),
        row("Memory for each phone", kib(product.memory), kib(relay.memory), product.memory, relay.memory),
        ("Server CPU for a press with nobody there", ms(alone(product)), ms(alone(relay)), "", ""),
    ]


def alone(side: Delivery) -> float:
    """Processor seconds of a press with nobody there."""
    return median(side.cpu_alone) if side.cpu_alone else float("nan")


def counted(result: Result) -> list[tuple[str, ...]]:
    """The rows that stand for themselves."""
    log, n = result.log, result.phones
    return [
        ("All in", f"{result.join_all:.1f} s; each: {spread(log.joined)}", f"{n} within 10 s, no error"),
        (
            "Ballots stored",
            f"{result.ballots} of {n}, sent within {result.ballots_began:.1f} s, all answered after {result.ballots_all:.1f} s",
            f"all, once, within {BALLOT_SECONDS:.0f} s",
        ),
        ("Lost, doubled ballots", f"{result.ballots_lost}, {result.ballots_doubled}", "0, 0"),
        ("Ballot to its answer", spread(log.sent), ""),
        ("Tick to its answer", spread(log.ticked), ""),
        ("Sortings not as answered", str(result.sorted_wrong), "0"),
        ("Own stage fetched after the close", spread(result.own_stage), ""),
        ("Poll to its answer", spread(log.polled), ""),
        ("Back after a lost network", spread(log.back), ""),
        ("Pushes made up for by a poll", str(log.missed), ""),
        ("Phones on a wrong slide at the end", str(result.wrong_slides), "0"),
        ("Errors", str(log.problems.total()), "0"),
    ]


def problems(log: Log) -> str:
    """What went wrong, most frequent first."""
    return "\n".join(f"- {n} × {what}" for what, n in log.problems.most_common())


def benchmark(result: Result, daphne: str) -> str:
    """The whole report of a measured run."""
    about = (
        f"{result.phones} phones, {result.rounds} rounds, seed {result.seed}, pushes of {result.bytes_pushed} bytes; "
        f"Daphne {daphne}, Python {platform.python_version()}, {os.cpu_count()} processors. Times: median / 95th / 99th / longest."
    )
    parts = [
        about,
        table(("", "Hymn Sheet", "bare relay", "ratio", "goal"), compared(result)),
        table(("", "measured", "goal"), [*counted(result), *result.second_half]),
    ]
    if not result.has_cpu:
        parts.append(
            "Processor time and memory of the server are left out: they are read from /proc, and from a server on the same data folder."
        )
    if result.log.problems:
        parts.append(problems(result.log))
    return "\n\n".join(parts)


def company(log: Log, phones: int) -> str:
    """What phones that only kept somebody company have seen."""
    rows = [
        ("Came in", f"{len(log.joined.seconds)} of {phones}; each: {spread(log.joined)}"),
        ("Tick to its answer", spread(log.ticked)),
        ("Ballot to its answer", spread(log.sent)),
        ("Poll to its answer", spread(log.polled)),
        ("Lost the network and came back", f"{len(log.back.seconds)} times: {spread(log.back)}"),
        ("Pushes made up for by a poll", str(log.missed)),
        ("Errors", str(log.problems.total())),
    ]
    parts = ["Times: median / 95th / 99th / longest.", table(("", "measured"), rows)]
    if log.problems:
        parts.append(problems(log))
    return "\n\n".join(parts)
