"""Simulated phones: where they may go, what they note, and one whole run against a real server."""

from __future__ import annotations

import os
import re
import subprocess
import sys
from collections.abc import Iterator
from math import isnan
from pathlib import Path
from typing import Any

import pytest
from django.core.management import call_command

from sessions.rehearsal import benchmark, report
from sessions.rehearsal.benchmark import Delivery, Result
from sessions.rehearsal.forms import Form, form_in
from sessions.rehearsal.log import Log
from sessions.rehearsal.measure import HAS_PROC, Process, Times, percentile, server_pid
from sessions.rehearsal.phones import Phone
from sessions.rehearsal.site import Site, crumbs, is_this_machine, pairs
from tests.live import NOT_INHERITED, ROOT, Live

PAGE = '<div id="pulse" hidden data-revision="{n}" data-base="{base}" data-now="1"></div>'
STAGE = '<div id="stage" class="stage-region" data-slide="{slide}"></div>'


# ------------------------------------------------------------------ where they may go
@pytest.mark.parametrize(
    "url", ["http://127.0.0.1:8000", "http://127.9.9.9", "http://localhost:9000/", "http://[::1]:8000", "http://127.0.0.1"]
)
def test_this_machine_may_be_visited(url: str) -> None:
    assert is_this_machine(url) is True


@pytest.mark.parametrize(
    "url",
    [
        "http://192.168.1.4:8000", "https://127.0.0.1", "http://example.org", "http://localhost.example.org", "http://127.0.0.1.example.org",
        "http://localhost@example.org", "http://me@127.0.0.1", "http://10.0.0.1", "http://0.0.0.0:8000", "127.0.0.1:8000", "http://127.0.0.1:no",
        "http://127.0.0.1/w/", "ftp://localhost", "",
    ],
)  # fmt: skip
def test_anywhere_else_is_not_this_machine(url: str) -> None:
    assert is_this_machine(url) is False


def refused(capsys: pytest.CaptureFixture[str], *arguments: str) -> str:
    """The sentence a run is refused with, and nothing else."""
    with pytest.raises(SystemExit) as stopped:
        call_command("rehearse", *arguments)
    said = capsys.readouterr()
    assert (stopped.value.code, said.out) == (1, "")
    return said.err.strip()


def test_another_machine_is_refused_in_one_sentence(capsys: pytest.CaptureFixture[str]) -> None:
    said = refused(capsys, "--url", "http://192.168.1.4:8000")
    assert said == (
        "Simulated phones only visit a server on this machine: http://192.168.1.4:8000 is not an address like http://127.0.0.1:8000."
    )


@pytest.mark.parametrize("arguments", [["--phones", "0"], ["--phones", "2001"], ["--rounds", "0"]])
def test_numbers_out_of_range_are_refused(arguments: list[str], capsys: pytest.CaptureFixture[str]) -> None:
    assert refused(capsys, *arguments) == "Between 1 and 2000 phones, and between 1 and 100 rounds."


def test_where_nothing_answers_it_says_so(capsys: pytest.CaptureFixture[str]) -> None:
    said = refused(capsys, "--url", "http://127.0.0.1:1")
    assert said == "Nothing answers at http://127.0.0.1:1. Start Hymn Sheet first, or give its address with --url."


# ------------------------------------------------------------------ what is counted
def test_a_percentile_is_one_of_the_values() -> None:
    values = [0.5, 0.1, 0.4, 0.2, 0.3]
    assert [percentile(values, share) for share in (1, 50, 95, 100)] == [0.1, 0.3, 0.5, 0.5]


def test_without_values_there_is_no_median() -> None:
    times = Times()
    assert all(isnan(value) for value in (times.median, times.p95, times.p99, times.longest))


def test_a_process_is_read_where_the_system_has_a_place_for_it() -> None:
    mine = Process(os.getpid())
    assert (mine.is_readable, mine.memory() > 1_000_000, mine.cpu() >= 0) == (HAS_PROC, HAS_PROC, HAS_PROC)


def test_an_unknown_process_says_nothing() -> None:
    assert (Process(None).is_readable, isnan(Process(None).cpu()), isnan(Process(None).memory())) == (False, True, True)


def test_the_servers_process_is_found_in_its_data_folder(tmp_path: Path) -> None:
    assert server_pid(tmp_path) is None
    (tmp_path / "live.pid").write_text("123\n", encoding="ascii")
    assert server_pid(tmp_path) == 123


def test_a_change_has_arrived_when_every_phone_shows_it_or_something_newer() -> None:
    log = Log()
    wave = log.begin(7, 2)
    log.arrived(1, 6, "old")
    log.arrived(1, 7, "new")
    log.arrived(1, 7, "again")
    assert (list(wave.times), wave.done.is_set()) == ([1], False)
    log.arrived(2, 8, "newer")
    assert (list(wave.times), wave.done.is_set(), wave.text) == ([1, 2], True, "new")


def test_what_each_further_phone_costs_is_without_the_press() -> None:
    side = Delivery(cpu=[0.0003, 0.0002, 0.0009], cpu_alone=[0.02, 0.04, 0.03])
    assert (side.cpu_each(), round(side.cpu_more(200), 6)) == (0.0003, 0.00015)


def result(**fields: Any) -> Result:
    return Result(phones=4, rounds=1, seed=1, log=fields.pop("log", Log()), **fields)


@pytest.mark.parametrize("field", ["ballots_lost", "ballots_doubled", "sorted_wrong", "wrong_slides"])
def test_one_wrong_ballot_or_slide_makes_a_run_unsound(field: str) -> None:
    assert (result().is_sound, result(**{field: 1}).is_sound) == (True, False)


def test_one_error_makes_a_run_unsound_and_stands_in_the_report() -> None:
    log = Log()
    log.problem("a poll failed", TimeoutError())
    unsound = result(log=log)
    assert (unsound.is_sound, report.benchmark(unsound, "4.2").splitlines()[-1]) == (False, "- 1 × a poll failed (TimeoutError)")


def test_a_slow_run_is_sound_and_says_what_it_missed() -> None:
    slow = result(product=Delivery(times=Times([0.4]), memory=2048), relay=Delivery(times=Times([0.1]), memory=2048))
    text = report.benchmark(slow, "4.2")
    assert slow.is_sound
    assert "| From Next to a phone: median | 400 ms | 100 ms | 4.00 × | ≤ 1.5 ×: not reached |" in text
    assert "| Memory for each phone | 2 KiB | 2 KiB | 1.00 × | ≤ 1.5 ×: reached |" in text


def test_what_could_not_be_read_is_left_out_and_said() -> None:
    text = report.benchmark(result(has_cpu=False), "4.2")
    assert "| Server CPU for each further phone | – | – | – | ≤ 1.5 × |" in text
    assert "they are read from /proc" in text


# ------------------------------------------------------------------ a phone
@pytest.fixture
async def phone() -> Any:
    async with Site("http://127.0.0.1:1") as site:
        yield Phone(site, Log(), 1, seed=1)


async def test_a_phone_keeps_the_newest_of_what_it_is_sent(phone: Phone) -> None:
    seen = []
    for n, base, slide in ((3, 0, "three"), (2, 0, "two"), (3, 0, "three-again"), (4, 3, ""), (5, 0, "five")):
        phone.receive(PAGE.format(n=n, base=base) + (STAGE.format(slide=slide) if slide else ""), from_socket=True)
        seen.append((phone.shown, phone.slide))
    assert seen == [(3, "three"), (3, "three"), (3, "three"), (4, "three"), (5, "five")]


async def test_a_phone_that_lacks_what_a_nudge_rests_on_shows_nothing_new(phone: Phone) -> None:
    phone.receive(PAGE.format(n=3, base=0) + STAGE.format(slide="three"), from_socket=True)
    phone.receive(PAGE.format(n=5, base=4), from_socket=True)
    assert (phone.shown, phone.slide) == (3, "three")


def test_an_exercise_is_read_as_the_phone_shows_it() -> None:
    vote = (
        '<input type="hidden" name="turn" value="9"><form hx-post="/w/k/answer/creating-safety/" hx-swap="none" data-pick="3" data-answer>'
        '<input type="hidden" name="turn" value="4"><input class="vh-input" type="checkbox" name="pick" value="1">'
        '<input class="vh-input" type="checkbox" name="pick" value="2" checked></form>'
    )
    sorting = (
        '<form hx-post="/w/k/answer/which/" hx-swap="none" data-sort data-answer><input type="radio" name="o1" value="b">'
        '<input type="radio" name="o1" value="e"><input type="radio" name="o2" value="b"></form>'
    )
    assert [form_in(html) for html in (vote, sorting, "<form></form>")] == [
        Form("/w/k/answer/creating-safety/", 3, ("1", "2"), {}, 4),
        Form("/w/k/answer/which/", 0, (), {"o1": ("b", "e"), "o2": ("b",)}, 1),
        None,
    ]


def test_cookies_and_forms_are_written_as_a_browser_does() -> None:
    assert (crumbs({"a": "1", "b": "2"}), pairs({"pick": ["1", "2"], "sent": "1"})) == (
        "a=1; b=2",
        [("pick", "1"), ("pick", "2"), ("sent", "1")],
    )


async def test_a_lost_and_a_doubled_pick_are_both_found(phone: Phone) -> None:
    phone.given["/w/k/answer/creating-safety/"] = {"pick": ["1", "2"], "sent": "1"}
    found = result()
    benchmark.check_ballots([phone], [{"number": 1, "picks": 2}, {"number": 2, "picks": 0}], found)
    assert (found.ballots_lost, found.ballots_doubled) == (1, 1)


async def test_a_sorting_that_is_not_as_answered_is_found(phone: Phone) -> None:
    phone.given["/w/k/answer/which/"] = {"o1": "b", "o2": "e"}
    found = result()
    benchmark.check_sorting([phone], [{"number": 1, "both": 1, "ecological": 0}, {"number": 2, "both": 1, "ecological": 1}], found)
    assert found.sorted_wrong == 1


# ------------------------------------------------------------------ against a real server
@pytest.fixture(scope="module")
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[Live, Path]]:
    data = tmp_path_factory.mktemp("rehearsed")
    live = Live(data)
    live.link()
    yield live, data
    live.stop()
    live.process.communicate()


def manage(server: tuple[Live, Path], *arguments: str) -> subprocess.CompletedProcess[str]:
    """A management command on the server's own data folder."""
    live, data = server
    kept = {name: value for name, value in os.environ.items() if name not in NOT_INHERITED}
    environment = {**kept, "DATA_DIR": str(data), "HOST": "127.0.0.1", "PORT": str(live.port)}
    command = [sys.executable, "manage.py", *arguments]
    return subprocess.run(command, cwd=ROOT, env=environment, capture_output=True, text=True, timeout=240, check=False)


def asked(server: tuple[Live, Path], expression: str) -> str:
    """An expression over the models, as the server's database has it."""
    code = f"from sessions.models import *; from workshop.models import User; print({expression})"
    return manage(server, "shell", "--verbosity", "0", "-c", code).stdout.strip()


def test_a_measured_run_loses_nothing_and_leaves_nothing_behind(server: tuple[Live, Path]) -> None:
    before = asked(server, "User.objects.count(), LiveSession.objects.count()")
    run = manage(server, "rehearse", "--benchmark", "--phones", "8", "--rounds", "1")
    assert (run.stderr, run.returncode) == ("", 0)
    cells = {row[1].strip(): row[2].strip() for line in run.stdout.splitlines() if len(row := line.split("|")) > 3}
    names = ("Lost, doubled ballots", "Sortings not as answered", "Phones on a wrong slide at the end", "Errors")
    assert [cells[name] for name in names] == ["0, 0", "0", "0", "0"]
    assert re.match(r"8 of 8, sent within ", cells["Ballots stored"])
    assert re.match(r"8 people in 2 groups", cells["Groups made"])
    assert re.fullmatch(r"[1-9]\d*, 0", cells["Drafts saved, lost"])
    assert re.match(r"8 of their own, 1 proposed, .*lost or doubled: 0$", cells["Next steps written"])
    assert asked(server, "User.objects.count(), LiveSession.objects.count()") == before


def test_company_comes_in_takes_seats_and_gives_them_up_again(server: tuple[Live, Path]) -> None:
    assert manage(server, "rehearse").stderr.strip() == "There is no workshop to join yet. Start one, then come back."
    made = "from tests.factories import make_running; print(make_running('creating-safety').code)"
    code = manage(server, "shell", "--verbosity", "0", "-c", made).stdout.strip()
    run = manage(server, "rehearse", "--phones", "3", "--no-stay")
    assert (run.stderr, run.returncode) == ("", 0)
    assert "| Came in | 3 of 3;" in run.stdout
    assert asked(server, "[p.removed_at is None for p in Participant.objects.all()]") == "[False, False, False]"
    assert manage(server, "rehearse", "--code", "12").stderr.strip() == "No workshop here is using 12."
    both = manage(server, "rehearse", "--benchmark", "--code", code)
    assert both.stderr.strip() == "A measured run makes a workshop of its own. Leave --code out, or say --no-drive."
