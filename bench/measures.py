"""What is measured, size by size: every number goes into `Figures` under a measure, a system and a number of phones."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from statistics import median
from typing import TYPE_CHECKING

from bench.crowd import Answer, Crowd, Line, descriptors, now, threads
from bench.figures import Figures, percentile
from bench.room import Facilitator, Phone, Wave
from bench.servers import Server
from bench.visit import visits

if TYPE_CHECKING:
    from sessions.rehearsal.facilitator import Stage

PRESSES = 10  # to a round
WARM = 20  # phones that come and go before anything is measured
POLLS, PAGES = 1500, 150
AT_ONCE = 50  # requests under way at the same time
BURST = 1.0  # seconds within which everybody answers


@contextmanager
def cpu(figures: Figures, measure: str, server: Server, phones: int, times: int) -> Iterator[None]:
    """Note the microseconds of processor time a server needs for each of so many."""
    before = server.cpu()
    yield
    figures.add(measure, server.name, phones, (server.cpu() - before) / times * 1e6)


# ------------------------------------------------------------------ floors
class Floor:
    """A floor with its sockets."""

    def __init__(self, crowd: Crowd, server: Server) -> None:
        self.crowd, self.server = crowd, server
        self.sockets: list[Line] = []
        self.desk = Line(crowd, server.port)

    def sit_down(self) -> None:
        """Another connection to press on: a server ends one on which nothing has come for seconds, as while others have their turn."""
        self.desk.close()
        self.desk = Line(self.crowd, self.server.port)
        self.crowd.until(lambda: self.desk.is_connected)

    def connect(self, phones: int, path: str = "/") -> None:
        """Open so many sockets at once."""
        answers: list[Answer] = []
        self.sockets = [Line(self.crowd, self.server.port) for _n in range(phones)]
        for line in self.sockets:
            line.upgrade(path, answers.append)
        self.crowd.until(lambda: len(answers) == phones)

    def push(self, text: bytes) -> Wave:
        """Send a text to all and wait until all have it."""
        wave, answers = Wave(len(self.sockets)), list[Answer]()
        for line in self.sockets:
            line.on_text = wave.arrived
        self.desk.post_raw("/", text, answers.append)
        self.crowd.until(lambda: wave.is_done and bool(answers))
        return wave

    def close(self) -> None:
        for line in self.sockets:
            line.close()
        self.sockets = []


def measure_floor(floor: Floor, figures: Figures, phones: int) -> None:
    """Memory and a first connection of everybody."""
    floor.connect(WARM)
    floor.close()
    floor.server.quiet()
    before = floor.server.memory()
    floor.connect(phones)
    floor.server.quiet()
    figures.add("memory", floor.server.name, phones, (floor.server.memory() - before) / phones / 1024)


def round_of_floor(floor: Floor, figures: Figures, phones: int, texts: list[bytes]) -> None:
    """The texts the product has just pushed."""
    floor.sit_down()
    waves: list[Wave] = []
    with cpu(figures, "push cpu", floor.server, phones, len(texts) * phones):
        waves = [floor.push(text) for text in texts]
    note_waves(figures, floor.server.name, phones, waves)


def storm_of_floor(floor: Floor, figures: Figures, phones: int) -> None:
    """Everybody loses the socket and comes back at once; done when each has the last text."""
    floor.close()
    floor.server.quiet()
    wave = Wave(phones)
    with cpu(figures, "reconnect cpu", floor.server, phones, phones):
        floor.sockets = [Line(floor.crowd, floor.server.port) for _n in range(phones)]
        for line in floor.sockets:
            line.on_text = wave.arrived
            line.upgrade("/?last", lambda _answer: None)
        floor.crowd.until(lambda: wave.is_done)
        figures.add("reconnect", floor.server.name, phones, max(wave.times))
        floor.server.quiet()


def note_waves(figures: Figures, system: str, phones: int, waves: list[Wave]) -> None:
    figures.add("push last", system, phones, *(max(wave.times) * 1000 for wave in waves))
    figures.add("push median", system, phones, *(median(wave.times) * 1000 for wave in waves))


# ------------------------------------------------------------------ the product
class Product:
    """The product, a live session in it, and everybody who is in."""

    def __init__(self, crowd: Crowd, server: Server, stage: Stage) -> None:
        self.crowd, self.server, self.stage = crowd, server, stage
        self.desk = Facilitator(crowd, server.port, stage.key, stage.cookies)
        self.phones: list[Phone] = []
        self.plain = stage.slides[stage.slides.index(stage.reveal) + 1 :][:5]  # slides everybody is sent as they are

    def join(self, phones: int) -> list[Phone]:
        """So many come in at once."""
        room = [Phone(self.crowd, self.server.port, n, self.stage.key) for n in range(phones)]
        for phone in room:
            phone.join(self.stage.code)
        self.crowd.until(lambda: all(phone.ready for phone in room), 600)
        for phone in room:
            phone.hang_up()
        return room

    def walk(self) -> list[Wave]:
        """Two walks over plain slides."""
        waves: list[Wave] = []
        for n in range(PRESSES):
            slide = self.plain[n % len(self.plain)]
            waves.append(self.desk.press("go", self.phones, slide=slide))
        return waves


def come_in(product: Product, figures: Figures, phones: int) -> None:
    """The press with nobody there, then the join storm, then the memory it left."""
    server = product.server
    product.desk.press("start", [])
    product.desk.press("go", [], slide=product.stage.reveal)
    for phone in product.join(WARM):
        phone.drop()
    product.walk()
    with cpu(figures, "press cpu", server, phones, PRESSES):
        product.walk()
    server.quiet()
    memory, began = server.memory(), now()
    with cpu(figures, "join cpu", server, phones, phones):
        product.phones = product.join(phones)
        figures.add("join", server.name, phones, now() - began)
        server.quiet()
    figures.add("memory", server.name, phones, (server.memory() - memory) / phones / 1024)
    figures.add("threads", server.name, phones, threads(server.process.pid))
    figures.add("descriptors", server.name, phones, descriptors(server.process.pid) - phones)


def first_visit(product: Product, figures: Figures, phones: int) -> None:
    """What somebody fetches who has never been here: for the first page, and for everything up to the slide."""
    for measure, load in zip(("first page", "first visit"), visits(product.crowd, product.server.port, product.stage.code), strict=True):
        for name, value in (("pages", load.pages), ("redirects", load.redirects), ("files", len(load.files)), ("size", load.size / 1024)):
            figures.add(f"{measure} {name}", product.server.name, phones, value)


def round_of_product(product: Product, figures: Figures, phones: int) -> list[bytes]:
    """A walk; returns what was pushed."""
    heard = [phone.socket.heard for phone in product.phones if phone.socket]
    with cpu(figures, "push cpu", product.server, phones, PRESSES * phones):
        waves = product.walk()
    note_waves(figures, product.server.name, phones, waves)
    more = figures.get("push cpu", "product", phones) - figures.get("press cpu", "product", phones) / phones
    figures.add("more cpu", product.server.name, phones, more)
    now_heard = [phone.socket.heard for phone in product.phones if phone.socket]
    figures.add("wrong pushes", product.server.name, phones, sum(b - a != PRESSES for a, b in zip(heard, now_heard, strict=True)))
    return [wave.text for wave in waves]


def storm_of_product(product: Product, figures: Figures, phones: int) -> None:
    """Everybody loses the socket, a slide is missed, everybody comes back; done when each shows it."""
    for phone in product.phones:
        phone.shown = product.desk.revision
        phone.drop()
        phone.hang_up()
    product.server.quiet()
    product.desk.press("go", [], slide=product.plain[0])
    product.desk.press("go", [], slide=product.plain[1])
    product.server.quiet()
    revision, began, done = product.desk.revision, now(), 0.0
    with cpu(figures, "reconnect cpu", product.server, phones, phones):
        for phone in product.phones:
            phone.open()
        product.crowd.until(lambda: all(phone.shown >= revision for phone in product.phones), 600)
        done = now() - began
        product.crowd.until(lambda: all(phone.ready for phone in product.phones), 600)
        product.server.quiet()
    figures.add("reconnect", product.server.name, phones, done)
    for phone in product.phones:
        phone.hang_up()


# ------------------------------------------------------------------ ballots
@dataclass
class Burst:
    """What became of everybody's ticks or ballots."""

    times: list[float] = field(default_factory=list)  # milliseconds to the answer
    wrong: int = 0  # answers that were not what they should be
    cpu: float = 0.0  # microseconds of the server for each
    rate: float = 0.0
    waves: list[Wave] = field(default_factory=list)
    to_phones: int = 0  # frames heard meanwhile
    to_screens: int = 0


def burst(product: Product, server: Server, screens: list[Line], *, quiet: bool, pushes: int = 0) -> Burst:
    """Everybody ticks (`quiet`) or sends a ballot within a second; with `pushes`, the facilitator gives more time meanwhile."""
    done, phones = Burst(), len(product.phones)

    def one(phone: Phone) -> None:
        sent = now()

        def answered(answer: Answer) -> None:
            done.times.append((now() - sent) * 1000)
            done.wrong += answer.status != (204 if quiet else 200)

        phone.answer(product.stage.vote, sorted(phone.chance.sample(range(1, 12), 1 if quiet else 3)), answered, quiet=quiet)

    for phone in product.phones:
        phone.at(server.port)
        phone.line()
    product.crowd.wait(0.5)
    server.quiet()
    heard, seen, used = heard_by(product), sum(line.heard for line in screens), server.cpu()
    began = now()
    for phone in product.phones:
        product.crowd.later(phone.chance.random() * BURST, lambda phone=phone: one(phone))  # type: ignore[misc]
    for _push in range(pushes):
        done.waves.append(product.desk.press("extend", product.phones, minutes="1"))
        product.crowd.wait(BURST / pushes / 2)
    product.crowd.until(lambda: len(done.times) == phones, 600)
    done.rate = phones / (now() - began)
    server.quiet()
    done.cpu = (server.cpu() - used) / phones * 1e6
    product.crowd.wait(0.5)  # what was sent meanwhile is read
    done.to_phones, done.to_screens = heard_by(product) - heard, sum(line.heard for line in screens) - seen
    return done


def heard_by(product: Product) -> int:
    """How many texts all phones have been sent."""
    return sum(phone.socket.heard for phone in product.phones if phone.socket)


def note_burst(figures: Figures, kind: str, system: str, phones: int, done: Burst) -> None:
    figures.add(f"{kind} median", system, phones, median(done.times))
    figures.add(f"{kind} p99", system, phones, percentile(done.times, 0.99))
    figures.add(f"{kind} cpu", system, phones, done.cpu)
    figures.add(f"{kind} rate", system, phones, done.rate)
    figures.add(f"{kind} frames phones", system, phones, done.to_phones / phones)
    figures.add(f"{kind} frames screens", system, phones, done.to_screens / phones)


def ballots(
    product: Product,
    figures: Figures,
    phones: int,
    rounds: int,
    plain: Server | None,
    screen_token: str,
    looked_up: Callable[[], tuple[int, int]],
) -> None:
    """The vote: once on the plain views, where they are given, and in every round on the product; then with pushes coming in between.

    After every burst it is looked up (`looked_up`) for how many something else is stored than was sent, and how many are there twice.
    """
    desk = product.desk
    screens = desk.screens(screen_token)
    desk.press("go", product.phones, slide=product.stage.vote)
    desk.press("open", product.phones)
    for _more in range(20):
        desk.press("more", product.phones, seconds="300")

    def checked(server: Server, *, quiet: bool, pushes: int = 0) -> Burst:
        done, (lost, doubled) = burst(product, server, screens, quiet=quiet, pushes=pushes), looked_up()
        for measure, count in (("answers wrong", done.wrong), ("choices lost", lost), ("choices doubled", doubled)):
            figures.add(measure, server.name, phones, count)
        return done

    for n in range(rounds):
        for kind, quiet in (("tick", True), ("ballot", False)):
            for server in (*([plain] if plain and n == 0 else ()), product.server):
                note_burst(figures, kind, server.name, phones, checked(server, quiet=quiet))
        product.crowd.wait(0.5)
        alone = [desk.press("extend", product.phones, minutes="1") for _n in range(8)]
        busy = checked(product.server, quiet=True, pushes=4).waves
        for name, waves in (("push p99 alone", alone), ("push p99 with ballots", busy)):
            figures.add(name, product.server.name, phones, percentile([each * 1000 for wave in waves for each in wave.times], 0.99))
    checked(product.server, quiet=False)
    for line in screens:
        line.close()


# ------------------------------------------------------------------ everything else
def requests(product: Product, figures: Figures, server: Server, phones: int, measure: str, total: int) -> None:
    """So many polls of an unchanged stage (`poll`), or pages of a phone (`page`), a few at a time."""
    askers = product.phones[:AT_ONCE]
    left, done = [total], [0]

    def ask(phone: Phone) -> None:
        if left[0] > 0:
            left[0] -= 1
            if measure == "poll":
                phone.poll(lambda answer: answered(phone, answer))
            else:
                phone.line().ask(f"/w/{phone.key}/", lambda answer: answered(phone, answer), cookie=phone.cookie)

    def answered(phone: Phone, answer: Answer) -> None:
        done[0] += 1
        phone.wrong += answer.status != (204 if measure == "poll" else 200)
        ask(phone)

    for phone in askers:
        phone.at(server.port)
        phone.shown = product.desk.revision
    first: list[Answer] = []
    for phone in askers:
        phone.poll(first.append)
    product.crowd.until(lambda: len(first) == len(askers))
    with cpu(figures, f"{measure} cpu", server, phones, total):
        began = now()
        for phone in askers:
            ask(phone)
        product.crowd.until(lambda: done[0] == total, 600)
        figures.add(f"{measure} rate", server.name, phones, total / (now() - began))
    figures.add(f"{measure} threads", server.name, phones, threads(server.process.pid))
    for phone in askers:
        phone.at(product.server.port)
