"""What `make bench` counts and says: an error must not look like speed, and a reason must follow from what was measured."""

from __future__ import annotations

import os
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from math import isnan
from pathlib import Path
from threading import Thread
from types import SimpleNamespace
from typing import Any, cast

import pytest

from bench import inside, report
from bench.crowd import Crowd
from bench.figures import Figures
from bench.measures import Burst, Product, burst, note_burst
from bench.room import Phone
from bench.servers import Server
from bench.visit import IN_FILES, Load, Named
from sessions.actions import stage
from sessions.actions.answer import answer
from sessions.rehearsal.facilitator import Stage
from tests.factories import make_running, make_seat

VOTE = "creating-safety"
SIZES = [200, 500, 1000]


def page(figures: Figures, sizes: list[int] = SIZES, rounds: int = 3, *, services: bool = False) -> str:
    return report.document(figures, sizes, rounds, redis_url=True, services=services)


def goal(figures: Figures, says: str) -> list[str]:
    """The cells of a goal's row."""
    row = next(line for line in page(figures).splitlines() if line.startswith(f"| {says}"))
    return [cell.strip() for cell in row.strip("|").split("|")]


# ------------------------------------------------------------------ errors
@pytest.mark.parametrize("kind", ["answers wrong", "wrong answers"])
def test_an_answer_that_was_not_what_it_should_be_misses_the_goal_whichever_round_it_fell_into(kind: str) -> None:
    figures = Figures()
    for size in SIZES:
        figures.add("wrong answers", "product", size, 0)
        figures.add("answers wrong", "product", size, 0, 0, 0)
    assert goal(figures, "answers that were not")[1:] == ["0", "≤ 0", "met"]
    figures.add(kind, "product", 500, 40)
    assert goal(figures, "answers that were not")[1:] == ["40", "≤ 0", "**not met**"]


class Busy(BaseHTTPRequestHandler):
    """A server that has no time for anybody."""

    protocol_version = "HTTP/1.1"

    def do_POST(self) -> None:
        self.rfile.read(int(self.headers["Content-Length"]))
        self.send_response(503)
        self.send_header("Content-Length", "0")
        self.end_headers()

    def log_message(self, format: str, *args: Any) -> None:
        """Nothing."""


def test_a_burst_that_is_turned_away_quickly_is_counted_as_wrong_and_not_as_fast() -> None:
    crowd = Crowd()
    with ThreadingHTTPServer(("127.0.0.1", 0), Busy) as site:
        Thread(target=site.serve_forever, daemon=True).start()
        phones = [Phone(crowd, site.server_port, number, "key") for number in range(5)]
        room = cast(Product, SimpleNamespace(crowd=crowd, phones=phones, stage=SimpleNamespace(vote=VOTE)))
        busy = Server("product", cast(Any, SimpleNamespace(pid=os.getpid())), site.server_port)
        done = burst(room, busy, [], quiet=True)
        for phone in phones:
            phone.hang_up()
        site.shutdown()
    assert (len(done.times), done.wrong) == (5, 5)
    assert all(phone.given is not None and not phone.given[1] for phone in phones)


def test_a_choice_lost_in_one_burst_of_many_is_not_lost_on_the_page() -> None:
    figures = Figures()
    figures.add("choices lost", "product", 500, 0, 0, 3, 0)
    assert goal(figures, "choices not stored")[1:] == ["3", "≤ 0", "**not met**"]
    assert "| Hymn Sheet | 3 |" in report.in_all(figures, [500], "choices lost", {"product": "Hymn Sheet"})


def test_a_floor_that_answers_wrongly_shows_it_and_is_not_our_miss() -> None:
    figures = Figures()
    figures.add("answers wrong", "product", 1000, 0)
    figures.add("answers wrong", "plain", 1000, 700)
    assert goal(figures, "answers that were not")[3] == "met"
    assert "| without its short ways | – | – | 700 |" in report.in_all(figures, SIZES, "answers wrong", report.HANDLERS)


@pytest.mark.django_db
def test_what_each_phone_sent_last_is_looked_up_in_the_box(settings: Any, tmp_path: Path) -> None:
    settings.BALLOT_KEYS_DIR = tmp_path
    live = make_running(VOTE)
    stage.open_exercise(live, live.revision)
    phones = []
    for number in range(4):
        seat, cookie = make_seat(live)
        phone = Phone(Crowd(), 0, number, live.key)
        phone.cookie, phone.given = f"{settings.SEAT_COOKIE_NAME}={cookie}", ([4, 6, 8], True)
        if number < 3:
            answer(live, seat, VOTE, {"pick": ["4", "6", "8"], "turn": "1", "sent": "1"})
        phones.append(phone)
    box = Stage(live.key, live.code, (VOTE,), VOTE, "", {})

    assert inside.compared(box, phones[:3]) == (0, 0)
    assert inside.compared(box, phones) == (1, 0)  # one never arrived
    phones[0].given = ([1, 2, 3], True)  # another choice
    phones[1].given = ([4, 6, 8], False)  # only ticked since, and that is not stored
    assert inside.compared(box, phones) == (3, 0)
    assert inside.compared(box, phones[1:]) == (2, 1)  # a ballot of nobody who is here


# ------------------------------------------------------------------ what is said
def test_fewer_rounds_than_three_are_said_to_be_few() -> None:
    assert "1 round. That is fewer than three" in page(Figures(), rounds=1)
    assert "2 rounds. That is fewer than three" in page(Figures(), rounds=2)
    assert "3 rounds, medians. Everything is kept in SQLite" in page(Figures())


def test_the_page_says_what_everything_is_kept_in() -> None:
    assert ("PostgreSQL" in page(Figures()), "PostgreSQL and Redis" in page(Figures(), services=True)) == (False, True)


@pytest.mark.parametrize(("each", "rest"), [(1730.0, "1.73 s of the server’s work"), (600.0, "0.60 s of the server’s work")])
def test_the_reason_for_slow_ticks_is_reckoned_from_what_they_cost(each: float, rest: str) -> None:
    figures = Figures()
    figures.add("tick cpu", "product", 1000, each)
    figures.add("tick p99", "product", 1000, 1117.0)
    reason = goal(figures, "a tick to its receipt")[3]
    assert f"1,000 ticks are {rest} on this machine" in reason
    assert ("so they queue" in reason, "shares the processors" in reason) == (each > 1000, each < 1000)


def test_nothing_is_fitted_through_fewer_than_three_points_above_zero() -> None:
    figures = Figures()
    for size, value in zip((200, 500, 1000, 2000), (-19.0, 13.0, -2.8, 50.6), strict=True):
        figures.add("more cpu", "product", size, value)
    assert isnan(figures.exponent("more cpu", "product", [200, 500, 1000, 2000]))
    assert "| Hymn Sheet | – | 13 | – | 50.6 | – |" in page(figures, [200, 500, 1000, 2000])
    figures.add("more cpu", "product", 5000, 126.5)
    assert figures.exponent("more cpu", "product", [500, 2000, 5000]) == pytest.approx(0.99, abs=0.02)


def test_the_growth_of_a_push_is_that_of_the_hub_and_not_of_what_a_press_costs_anyway() -> None:
    figures = Figures()
    for size in SIZES:
        figures.add("push cpu", "product", size, 86_000 / size)  # the same for any number of phones
        figures.add("push cpu", "hub", size, 0.02 * size)  # and a hub whose deliveries grow dearer with them
    assert goal(figures, "growth of the CPU of a push")[1:] == ["2", "≤ 1.05", "**not met**"]


@pytest.mark.parametrize(("last", "says_level"), [(22.0, True), (40.0, False)])
def test_a_growth_that_comes_from_the_first_size_alone_is_said_to_be_level_after_it(last: float, says_level: bool) -> None:
    figures, sizes = Figures(), [200, 500, 1000, 2000]
    for size, value in zip(sizes, (16.0, 22.0, 22.0, last), strict=True):
        figures.add("push cpu", "hub", size, value)
    row = next(line for line in page(figures, sizes).splitlines() if line.startswith("| growth of the CPU of a push"))
    assert "without the 200 phones it is" in row
    assert ("level from 500 on; a delivery costs 16 µs with 200, 22 µs with 500, and why is not known" in row) == says_level


def test_a_push_while_ticks_come_in_is_held_against_one_without_at_every_size() -> None:
    figures = Figures()
    for size, busy in zip(SIZES, (80.0, 120.0, 400.0), strict=True):
        figures.add("push p99 alone", "product", size, 20.0, 20.0, 500.0)
        figures.add("push p99 with ballots", "product", size, busy, busy, 1.0)
    assert "| Hymn Sheet | 4 | 6 | 20 |" in page(figures)
    assert goal(figures, "a push while ticks come in")[1] == "20 ×"


def test_the_memory_of_the_hub_has_a_goal_beside_that_of_the_whole_product() -> None:
    figures = Figures()
    for system, value in (("daphne", 20.0), ("hub", 20.0), ("product", 40.0)):
        figures.add("memory", system, 1000, value)
    rows = page(figures).splitlines()
    at = next(n for n, row in enumerate(rows) if row.startswith("| memory for each of 1,000 phones"))
    assert [row.split(" | ")[1] for row in rows[at : at + 2]] == ["1 ×", "2 ×"]


def test_what_is_measured_at_every_size_stands_beside_floors_that_are_not() -> None:
    figures = Figures()
    for size in SIZES:
        figures.add("poll rate", "product", size, 2000.0)
    figures.add("poll rate", "django", 200, 170.0)
    assert "| Hymn Sheet | 2000 | 2000 | 2000 | N^0.00 |\n| Django’s own handler | 170 | – | – | – |" in page(figures)


def test_a_text_to_phones_in_one_round_of_three_is_not_lost_in_a_median() -> None:
    figures = Figures()
    for count in (0, 500, 0):
        note_burst(figures, "ballot", "product", 500, Burst(times=[1.0], to_phones=count))
    assert goal(figures, "texts pushed for each ballot")[1:] == ["1", "≤ 0", "**not met**"]


def test_texts_for_each_ballot_are_counted_over_all_screens() -> None:
    figures = Figures()
    for size in SIZES:
        note_burst(figures, "ballot", "product", size, Burst(times=[1.0], to_phones=0, to_screens=8))
    assert goal(figures, "texts pushed for each ballot")[1:] == ["0", "≤ 0", "met"]
    note_burst(figures, "ballot", "product", 2000, Burst(times=[1.0], to_phones=2000 * 2000))
    assert [row.split(" | ")[1] for row in page(figures, [2000]).splitlines() if "texts pushed for each ballot" in row] == ["2000"]


# ------------------------------------------------------------------ a first visit
def test_a_first_visit_is_held_against_its_goal_with_what_it_is_made_of() -> None:
    figures = Figures()
    for name, value in (("pages", 3), ("redirects", 1), ("files", 3), ("size", 60.0)):
        figures.add(f"first visit {name}", "product", 200, value)
    assert goal(figures, "requests of a whole first visit, without redirects")[1:] == ["6", "≤ 6", "met"]
    figures.add("first visit files", "product", 200, 4, 4)
    assert goal(figures, "requests of a whole first visit")[1] == "7"
    assert "3 pages, 1 redirect, 4 files" in goal(figures, "requests of a whole first visit")[3]


def test_all_files_a_page_names_are_found_and_links_are_not() -> None:
    html = """<link rel="icon" href="/i.svg"><link rel="stylesheet" href="/a.css"><link rel="canonical" href="/no">
    <script type="module" src="/b.js"></script><script>inline()</script><img src="/c.png"><a href="/elsewhere">there</a>"""
    assert Named(html).files == ["/i.svg", "/a.css", "/b.js", "", "/c.png"]
    assert IN_FILES["js"].findall('import { a } from "./x.js";import"./y.js";const s = "import of z.js";') == ["./x.js", "./y.js"]
    assert IN_FILES["css"].findall('@font-face{src:url("f.woff2")} a{background:url(g.svg)}') == ["f.woff2", "g.svg"]
    assert Load(pages=3, redirects=1, files={"/a": 1, "/b": 2}).requests == 6
