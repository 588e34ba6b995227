"""The figures as docs/performance.md and docs/performance.svg: tables, goals with what became of them, and a plot."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from importlib.metadata import version
from math import isnan
from pathlib import Path

from bench import plot
from bench.figures import Figures
from tests.machine import measured_on

NONE = "–"
EMBEDDED = "Everything is kept in SQLite and in the memory of one process."
SERVICES = (
    "Everything is kept in PostgreSQL and Redis on this machine, by one process of Hymn Sheet; "
    "CPU of the server is that of this process alone, and what the two used stands among other processes."
)
SHOWN = {
    "product": "Hymn Sheet",
    "hub": "its hub alone",
    "hub-asgi": "its hub, plain ASGI",
    "daphne": "bare relay, Daphne",
    "uvicorn": "bare relay, uvicorn",
    "channels": "Channels, in memory",
    "channels-redis": "Channels, Redis",
}
GROWTH = 1.05  # the exponent up to which something is said to grow with the phones and no faster
HANDLERS = {"product": "Hymn Sheet", "plain": "without its short ways", "django": "Django’s own handler"}


UNITS = (("median", "median, ms", 1.0), ("p99", "99th percentile, ms", 1.0), ("cpu", "CPU of the server for each, ms", 1e-3))


@dataclass(frozen=True)
class Goal:
    """A number, what it is to stay below (or, turned round, above), and where it comes from."""

    says: str
    value: float
    limit: float
    unit: str = " ×"
    at_least: bool = False
    note: str = ""

    def row(self) -> tuple[str, ...]:
        if isnan(self.value):
            return self.says, NONE, self._limit(), "not measured in this run"
        met = self.value >= self.limit if self.at_least else self.value <= self.limit
        return (
            self.says,
            f"{number(self.value)}{self.unit}",
            self._limit(),
            "met" if met else f"**not met**{self.note and ': ' + self.note}",
        )

    def _limit(self) -> str:
        return f"{'≥' if self.at_least else '≤'} {number(self.limit)}{self.unit}"


def number(value: float) -> str:
    """Three figures that matter; whole numbers as they are."""
    if isnan(value):
        return NONE
    return f"{value:.0f}" if abs(value) >= 100 or value == int(value) else f"{value:.1f}" if abs(value) >= 10 else f"{value:.2f}"


def counted(count: float, one: str, many: str) -> str:
    return f"{count:,.0f} {one if count == 1 else many}"


def table(head: tuple[str, ...], rows: list[tuple[str, ...]]) -> str:
    return "\n".join(f"| {' | '.join(row)} |" for row in (head, tuple("---" for _cell in head), *rows))


def by_size(
    figures: Figures, sizes: list[int], measure: str, systems: dict[str, str], factor: float = 1.0, *, positive: bool = False
) -> str:
    """A measure with a column for each number of phones, and how it grows. `positive`: what is not above zero is not shown."""
    rows = []
    for system, shown in systems.items():
        values = [figures.get(measure, system, n) * factor for n in sizes]
        if all(isnan(value) for value in values):
            continue
        cells = (NONE if positive and value <= 0 else number(value) for value in values)
        growth = figures.exponent(measure, system, sizes)
        rows.append((shown, *cells, NONE if isnan(growth) else f"N^{growth:.2f}"))
    return table(("", *(f"{n} phones" for n in sizes), "grows as"), rows)


def in_all(figures: Figures, sizes: list[int], measure: str, systems: dict[str, str]) -> str:
    """What must not happen: the sums of all rounds, with a column for each number of phones."""
    rows = [(shown, *(number(figures.total(measure, system, n)) for n in sizes)) for system, shown in systems.items()]
    return table(("", *(f"{n} phones" for n in sizes)), rows)


def goals(figures: Figures, sizes: list[int]) -> list[Goal]:
    """Every goal, at the size it was set for; where that was not measured, nothing is said."""
    get = figures.get
    growth = figures.exponent("push total", "hub", sizes)
    press = "a press draws three screens and waits for the disk; a relay does neither"
    load = "server and load generator share the processors"
    drawn = "each different choice is drawn once"
    ticks, votes = (work(figures, kind, 1000) for kind in ("tick", "ballot"))
    pages = "nearly all of it is drawing the page"
    same = "it does for each phone what the relay does; which of the two is dearer changes from run to run"
    ended = "a socket, or a question under way, ended although nobody wanted it to; which one is not noted"
    kept = "each socket keeps Channels’ consumer and the checks around it, and what coming in used is not all given back"
    checks = "each seat is checked, and each page asks once"
    among_larger = figures.exponent("push total", "hub", sizes[1:])
    larger = "" if isnan(among_larger) else f"without the {sizes[0]} phones it is {number(among_larger)}"
    if among_larger <= GROWTH:
        first_cpu, second_cpu = (f"{number(get('push cpu', 'hub', n))} µs with {n}" for n in sizes[:2])
        larger += f", so it is level from {sizes[1]} on; a delivery costs {first_cpu}, {second_cpu}, and why is not known"
    turn = "to be sent, it takes its turn on the one event loop, which the ticks that came first keep busy"
    request = "about half of it is Daphne’s, for any request"

    def beside(measure: str, n: int, of: str = "product", to: str = "daphne") -> float:
        below = get(measure, to, n)
        return get(measure, of, n) / below if below else float("nan")

    def most(*measures: str, of: Callable[[str, str, int], float] = figures.total) -> float:
        found = [[value for measure in measures if not isnan(value := of(measure, "product", n))] for n in sizes]
        return max((sum(each) for each in found if each), default=float("nan"))

    def visit(measure: str) -> tuple[float, float, str]:
        pages, redirects, files, size = (get(f"{measure} {name}", "product", sizes[0]) for name in ("pages", "redirects", "files", "size"))
        parts = f"{counted(pages, 'page', 'pages')}, {counted(redirects, 'redirect', 'redirects')}, {counted(files, 'file', 'files')}"
        return pages + files, size, f"{parts}; code, promise and slide are a page each, and each file is kept for a year"

    (first, first_size, _first), (whole, whole_size, way) = visit("first page"), visit("first visit")

    return [
        Goal("CPU for each delivery, 1,000 phones, beside the bare relay: the hub alone", beside("push cpu", 1000, of="hub"), 0.30),
        Goal("… by plain ASGI messages, without the short way", beside("push cpu", 1000, of="hub-asgi"), 1.0, note=same),
        Goal("… of the whole product, everything a press does included", beside("push cpu", 1000), 0.30, note=press),
        Goal("to the last of 2,000 phones, beside the bare relay: the hub alone", beside("push last", 2000, of="hub"), 0.25, note=load),
        Goal("… of the whole product, from the press on", beside("push last", 2000), 0.25, note=press),
        Goal("growth of the CPU of a push with the phones, the hub alone: exponent", growth, GROWTH, unit="", note=larger),
        Goal("choices not stored as the phone sent them last, looked up after every burst", most("choices lost"), 0, unit=""),
        Goal("… stored twice", most("choices doubled"), 0, unit=""),
        Goal("texts pushed for each ballot, to all phones together, at most", most("ballot frames phones", of=figures.most), 0, unit=""),
        Goal("… to the console and the big screen", most("ballot frames screens", of=figures.most), 1, unit=""),
        Goal("a tick to its receipt, 99th percentile, 1,000 in a second", get("tick p99", "product", 1000), 120, " ms", note=ticks),
        Goal("a ballot to its stage, the same", get("ballot p99", "product", 1000), 120, " ms", note=f"{drawn}; {votes}"),
        Goal("CPU for each tick, 1,000 phones, beside the plain view", beside("tick cpu", 1000, to="plain"), 0.1, note=request),
        Goal("CPU for each ballot, the same", beside("ballot cpu", 1000, to="plain"), 0.1, note=drawn),
        Goal(
            "a push while ticks come in, 99th percentile, beside one without, 1,000 phones",
            get("push busy beside alone", "product", 1000),
            1.2,
            note=turn,
        ),
        Goal("polls a second, beside Django’s own handler", beside("poll rate", sizes[0], to="django"), 3.0, at_least=True),
        Goal("pages a second, the same", beside("page rate", sizes[0], to="django"), 3.0, at_least=True, note=pages),
        Goal("1,000 phones back on the slide they missed, beside the bare relay", beside("reconnect", 1000), 1.3, note=checks),
        Goal("memory for each of 1,000 phones, beside the bare relay: the hub alone", beside("memory", 1000, of="hub"), 1.2),
        Goal("… of the whole product, everything that coming in left", beside("memory", 1000), 1.2, note=kept),
        Goal("requests of a phone’s first page with its files", first, 6, unit=""),
        Goal("… compressed, heads included", first_size, 100, " KiB"),
        Goal("requests of a whole first visit, without redirects, up to the first slide", whole, 6, unit="", note=way),
        Goal("… compressed, heads included", whole_size, 100, " KiB"),
        Goal("phones whose pushes were not exactly those pressed", most("wrong pushes"), 0, unit=""),
        Goal(
            "answers that were not what they should be, those to ticks and ballots among them",
            most("wrong answers", "answers wrong"),
            0,
            unit="",
        ),
        Goal("connections that broke", most("broken"), 0, unit="", note=ended),
    ]


def work(figures: Figures, kind: str, count: int) -> str:
    """What so many ticks or ballots are for the server, who all come within one second."""
    seconds = figures.get(f"{kind} cpu", "product", count) * count / 1e6
    rest = "more than the second they come in, so they queue" if seconds > 1 else "and the load generator shares the processors"
    return f"{count:,} {kind}s are {number(seconds)} s of the server’s work on this machine, {rest}"


def run(rounds: int) -> str:
    """How often everything was measured, and what that is worth."""
    if rounds >= 3:
        return f"{rounds} rounds, medians."
    less = "a single disturbance can decide a number here: three rounds are the least to believe one."
    return f"{counted(rounds, 'round', 'rounds')}. That is fewer than three, and {less}"


def others(figures: Figures, sizes: list[int]) -> str:
    return ", ".join(f"{100 * figures.get('others', 'machine', n):.0f} % at {n}" for n in sizes)


def document(figures: Figures, sizes: list[int], rounds: int, *, redis_url: bool, services: bool) -> str:
    """docs/performance.md."""
    for n in sizes:
        for value in figures.values.get(("push cpu", "hub", n), []):
            figures.add("push total", "hub", n, value * n)
        busy, alone = (figures.get(f"push p99 {when}", "product", n) for when in ("with ballots", "alone"))
        if busy and alone:
            figures.add("push busy beside alone", "product", n, busy / alone)
    redis = "" if redis_url else " There is no redis-server here, so Channels on Redis is missing."
    few = {name: SHOWN[name] for name in ("product", "daphne", "uvicorn")}
    machine, pair = {"product": "Hymn Sheet"}, {name: HANDLERS[name] for name in ("product", "plain")}
    parts = [
        "# Performance",
        "Written by `make bench`; [bench/README.md](../bench/README.md) says what is measured and how. "
        f"{measured_on()}, Daphne {version('daphne')}, "
        f"Django {version('django')}, {run(rounds)} {SERVICES if services else EMBEDDED} "
        f"Other processes used {others(figures, sizes)} of the machine.{redis} Only ratios within one run mean something elsewhere.",
        "![How each measure grows with the number of phones](performance.svg)",
        "## Goals",
        table(("what", "measured", "goal", ""), [goal.row() for goal in goals(figures, sizes)]),
        "## A push",
        "From the facilitator’s POST to the last phone, milliseconds. The relay’s POST does nothing but send.",
        by_size(figures, sizes, "push last", SHOWN),
        "CPU of the server for each delivery, microseconds; for Hymn Sheet with everything a press does.",
        by_size(figures, sizes, "push cpu", SHOWN),
        "The same without what a press costs with nobody there. “–”: too little to tell from nothing.",
        by_size(figures, sizes, "more cpu", machine, positive=True),
        "A press with nobody there, milliseconds of CPU.",
        by_size(figures, sizes, "press cpu", machine, 1e-3),
        "## Coming in and coming back",
        "Everybody at once: code, promise, seat, page, socket, first look; seconds until the last is in, and milliseconds of CPU for each.",
        by_size(figures, sizes, "join", machine),
        by_size(figures, sizes, "join cpu", machine, 1e-3),
        "Everybody loses the socket, misses a slide and comes back at once: seconds until the last shows it.",
        by_size(figures, sizes, "reconnect", few),
        "The same in microseconds of CPU for each.",
        by_size(figures, sizes, "reconnect cpu", few),
        "Memory for each phone, KiB: for Hymn Sheet everything that coming in left behind, for the others the open socket.",
        by_size(figures, sizes, "memory", SHOWN),
        "Threads of the server with everybody in, and descriptors beyond one for each phone.",
        by_size(figures, sizes, "threads", machine),
        by_size(figures, sizes, "descriptors", machine),
        "## Ballots",
        "Everybody within one second, with a console and a big screen that are shown the count. A tick is answered with a receipt, "
        "a ballot with the phone’s next stage. Each burst of Hymn Sheet comes once a round. "
        "Those of the plain views come once in all, and not beyond 1,000 phones, because they take minutes.",
    ]
    for kind, shown in (("tick", "Tick"), ("ballot", "Ballot")):
        for measure, unit, factor in UNITS:
            parts += [
                f"{shown}: {unit}.",
                by_size(figures, sizes, f"{kind} {measure}", pair, factor),
            ]
    parts += [
        "A push to everybody, 99th percentile, milliseconds: alone, and while ticks come in.",
        by_size(figures, sizes, "push p99 alone", machine),
        by_size(figures, sizes, "push p99 with ballots", machine),
        "The second beside the first, times.",
        by_size(figures, sizes, "push busy beside alone", machine),
        "Answers to ticks and ballots that were not what they should be, all bursts together.",
        in_all(figures, sizes, "answers wrong", pair),
        "Choices that were not stored as the phone had sent them last, looked up after every burst.",
        in_all(figures, sizes, "choices lost", pair),
        "## Other requests",
        "Fifty at most ask at the same time, however many are in the room. The others than Hymn Sheet are asked with "
        f"{sizes[0]} phones in it only, because they take a minute each time.",
        "Looks at a stage that has not changed, a second.",
        by_size(figures, sizes, "poll rate", HANDLERS),
        "Pages of a phone, a second.",
        by_size(figures, sizes, "page rate", HANDLERS),
        "Threads of the server after that.",
        by_size(figures, sizes, "page threads", HANDLERS),
    ]
    return "\n\n".join(parts) + "\n"


def drawing(figures: Figures, sizes: list[int], *, redis_url: bool) -> str:
    names = [name for name in SHOWN if redis_url or name != "channels-redis"]

    def series(measure: str) -> dict[str, dict[int, float]]:
        return {SHOWN[name]: {n: figures.get(measure, name, n) for n in sizes} for name in names}

    panels = {
        "To the last phone, ms": series("push last"),
        "CPU for each delivery, µs": series("push cpu"),
        "Back after a cut, s": series("reconnect"),
        "Memory for each phone, KiB": series("memory"),
    }
    return plot.figure(panels, [SHOWN[name] for name in names], "How each measure grows with the number of phones")


def write(figures: Figures, sizes: list[int], rounds: int, out: Path, *, redis_url: bool, services: bool) -> None:
    """Write both files."""
    out.mkdir(parents=True, exist_ok=True)
    (out / "performance.md").write_text(document(figures, sizes, rounds, redis_url=redis_url, services=services), encoding="utf-8")
    (out / "performance.svg").write_text(drawing(figures, sizes, redis_url=redis_url), encoding="utf-8")
