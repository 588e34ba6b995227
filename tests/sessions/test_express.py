"""The express lane beside Django's own road: the same requests, the same answers, the same rows."""

from __future__ import annotations

import asyncio
import re
from typing import Any

import pytest
from django.http import QueryDict

from exercises.models import Ballot
from sessions import access, clock, express, gathering, presence, revisions, seats
from sessions.actions import people, stage
from sessions.exercise import register, unregister
from sessions.express import Sent
from sessions.gathering import ANSWER, Gathering, Slip
from sessions.hub import hub
from sessions.models import LiveSession, Participant
from tests.factories import make_running, make_seat
from tests.fakes import KIND, Echo, make_saying, words
from tests.phones import in_thread, revision_in, until, untimed
from tests.roads import Road, Sender, finished, look, make_road, sit_down, warmed_up

pytestmark = pytest.mark.django_db(transaction=True)
VOTE = "creating-safety"
PASSING = re.compile(r'(?<=data-clock="closes">)[\d:]+|class="p-\d+"')  # what is left of the minute


def vote_open() -> LiveSession:
    live = make_running(VOTE)
    stage.open_exercise(live, live.revision)
    return live


def voter_of(live: LiveSession) -> Sender:
    return sit_down(live, f"answer/{VOTE}/")


def ballots() -> list[dict[str, Any]]:
    return [dict(row) for row in Ballot.objects.order_by("pk").values("choice", "sent", "turn")]


async def start() -> tuple[LiveSession, Sender]:
    live = await in_thread(vote_open)()
    return live, await in_thread(voter_of)(live)


# ------------------------------------------------------------------ an answer
async def test_a_tick_is_stored_and_answered_alike_on_both_roads(road: Road) -> None:
    _live, voter = await start()
    await warmed_up(road, voter)
    body = b"pick=4&turn=1&quiet=1"
    answer = await road.ask("POST", voter.path, voter.headers(body), body)
    assert (answer.status, answer.html, answer.headers[b"cache-control"], answer.headers[b"x-now"].isdigit()) == (
        204,
        "",
        b"no-store",
        True,
    )
    assert await in_thread(ballots)() == [{"choice": [4], "sent": False, "turn": 1}]
    assert len(road.asked) == (0 if road.lane else 1)


async def test_a_ballot_is_stored_and_shows_the_same_stage_on_both_roads() -> None:
    _live, voter = await start()
    shown, stored = [], []
    for turn, name in enumerate(("django", "lane"), start=1):
        road = make_road(name)
        await warmed_up(road, voter)
        body = f"pick=4&pick=6&pick=8&sent=1&turn={turn}".encode()
        answer = await road.ask("POST", voter.path, voter.headers(body), body)
        assert (answer.status, len(road.asked)) == (200, 1 if name == "django" else 0)
        shown.append(
            (
                PASSING.sub("", untimed(answer.html)).replace(f'name="turn" value="{turn + 1}"', "turn"),
                sorted(set(answer.headers) - {b"x-now"}),
            )
        )
        stored.append(await in_thread(ballots)())
        await finished(road)
    assert "Your three are in" in shown[0][0]
    assert shown[0] == shown[1]
    assert stored == [[{"choice": [4, 6, 8], "sent": True, "turn": turn}] for turn in (1, 2)]


BODY = b"pick=4&turn=1&quiet=1"
ODD: dict[str, dict[str, bytes | None]] = {
    "not from a script": {"hx_request": None},
    "another kind of form": {"content_type": b"multipart/form-data; boundary=x"},
    "no kind at all": {"content_type": None},
    "no length": {"content_length": None},
    "a length that is none": {"content_length": b"-5"},
    "no origin": {"origin": None},
    "an origin that hides": {"origin": b"null"},
    "another site": {"origin": b"http://evil.example"},
    "another port": {"origin": b"http://testserver:81"},
    "another scheme": {"origin": b"https://testserver"},
    "what the browser says": {"sec_fetch_site": b"cross-site"},
    "a neighbour": {"sec_fetch_site": b"same-site"},
    "no token": {"x_csrftoken": None},
    "a short token": {"x_csrftoken": b"a"},
    "a wrong token": {"x_csrftoken": b"a" * 64},
    "no cookie": {"cookie": None},
    "a forged seat": {"cookie": b"seat=key:token:secret:signature"},
    "a host that is not ours": {"host": b"evil.example"},
    "a host that is none": {"host": b"test server"},
}


@pytest.mark.parametrize("odd", ODD)
async def test_whatever_is_odd_about_a_request_django_decides_and_both_roads_agree(odd: str) -> None:
    _live, voter = await start()
    found = []
    for name in ("django", "lane"):
        road = make_road(name)
        await warmed_up(road, voter)
        answer = await road.ask("POST", voter.path, voter.headers(BODY, **ODD[odd]), BODY)
        found.append((answer.status, await in_thread(ballots)()))
        assert road.asked == [BODY]  # the lane took nothing away
        await finished(road)
    assert found[0] == found[1]


async def test_a_secret_of_forms_that_somebody_planted_opens_nothing(road: Road) -> None:
    live, voter = await start()
    other = await in_thread(voter_of)(live)
    await warmed_up(road, voter)
    planted = voter.phone.cookie.encode() + b"; csrf=" + b"a" * 32
    for headers in (voter.headers(BODY, cookie=planted, x_csrftoken=b"a" * 32), voter.headers(BODY, x_csrftoken=other.token.encode())):
        assert (await road.ask("POST", voter.path, headers, BODY)).status == 403
    assert await in_thread(ballots)() == []


async def test_the_seat_of_another_session_or_one_that_was_taken_away_answers_nothing(road: Road) -> None:
    live, voter = await start()
    _elsewhere, stranger = await start()
    await warmed_up(road, voter)
    await warmed_up(road, stranger)
    await in_thread(people.remove)(live, voter.phone.seat)
    for who in (voter, stranger):
        assert (await road.ask("POST", voter.path, who.headers(BODY), BODY)).status == 404
    assert await in_thread(ballots)() == []


@pytest.mark.parametrize(
    ("body", "status"),
    [
        (b"pick=1&pick=2&pick=3&pick=4&turn=1&quiet=1", 400),
        (b"pick=12&turn=1&quiet=1", 400),
        (b"pick=4&turn=-1&quiet=1", 400),
        (b"pick=4&turn=1&sent=1", 400),
        (b"pick=4&turn=1&quiet=1&" + b"x" * 5000, 204),
        (b"&".join(b"a=1" for _n in range(1200)) + b"&pick=4&turn=1&quiet=1", 400),
        (b"", 200),
    ],
)
async def test_what_does_not_fit_is_answered_alike_on_both_roads(road: Road, body: bytes, status: int) -> None:
    _live, voter = await start()
    await warmed_up(road, voter)
    assert (await road.ask("POST", voter.path, voter.headers(body), body)).status == status


async def test_a_closed_vote_takes_nothing_and_says_so(road: Road) -> None:
    live, voter = await start()
    await warmed_up(road, voter)
    await in_thread(stage.close_exercise)(live, live.revision)
    answer = await road.ask("POST", voter.path, voter.headers(BODY), BODY)
    assert answer.status == 409
    assert "This closed before your choice reached us." in answer.html
    assert await in_thread(ballots)() == []


async def test_a_form_that_comes_in_pieces_arrives_whole(road: Road) -> None:
    _live, voter = await start()
    await warmed_up(road, voter)
    assert (await road.ask("POST", voter.path, voter.headers(BODY), BODY[:4], BODY[4:])).status == 204
    assert (await in_thread(ballots)(), road.asked) == ([{"choice": [4], "sent": False, "turn": 1}], [BODY])


async def test_a_tick_older_than_the_stored_one_changes_nothing_and_shows_what_is_stored(road: Road) -> None:
    _live, voter = await start()
    await warmed_up(road, voter)
    for body in (b"pick=4&pick=6&pick=8&sent=1&turn=5", b"pick=1&turn=4"):
        answer = await road.ask("POST", voter.path, voter.headers(body), body)
        assert (answer.status, "Your three are in" in answer.html) == (200, True)
    assert await in_thread(ballots)() == [{"choice": [4, 6, 8], "sent": True, "turn": 5}]


async def test_a_whole_room_at_once_is_stored_once_each(lane: Road) -> None:
    live, first = await start()
    voters = [first, *[await in_thread(voter_of)(live) for _n in range(29)]]
    await warmed_up(lane, first)

    async def tick(voter: Sender, turn: int) -> int:
        body = f"pick={turn}&turn={turn}&quiet=1".encode()
        return (await lane.ask("POST", voter.path, voter.headers(body), body)).status

    statuses = await asyncio.gather(*(tick(voter, turn) for voter in voters for turn in (1, 2, 3)))
    assert (set(statuses), lane.asked) == ({204}, [])
    assert await in_thread(ballots)() == [{"choice": [3], "sent": False, "turn": 3}] * 30


async def test_of_a_room_that_comes_at_once_to_a_new_process_only_the_first_goes_to_django(lane: Road) -> None:
    live, first = await start()
    voters = [first, *[await in_thread(voter_of)(live) for _n in range(9)]]
    answers = await asyncio.gather(*(lane.ask("POST", voter.path, voter.headers(BODY), BODY) for voter in voters))
    assert ({answer.status for answer in answers}, len(lane.asked)) == ({204}, 1)
    assert len({frozenset(answer.headers) for answer in answers}) == 1
    assert await in_thread(ballots)() == [{"choice": [4], "sent": False, "turn": 1}] * 10


async def test_when_the_first_is_refused_the_others_do_not_wait_for_ever(lane: Road) -> None:
    live, first = await start()
    other = await in_thread(voter_of)(live)
    bad, good = b"pick=99&turn=1&quiet=1", BODY
    answers = await asyncio.gather(
        *(lane.ask("POST", voter.path, voter.headers(body), body) for voter, body in ((first, bad), (other, good)))
    )
    assert ([answer.status for answer in answers], len(lane.asked)) == ([400, 204], 2)


async def test_nobody_waits_for_what_a_stranger_is_told(lane: Road) -> None:
    live, voter = await start()
    assert lane.lane is not None
    django, has_come, may_go = lane.lane.app, asyncio.Event(), asyncio.Event()

    async def slow_for_strangers(scope: Any, receive: Any, send: Any) -> None:
        if not access.scope_cookies(scope):
            has_come.set()
            await may_go.wait()
        await django(scope, receive, send)

    lane.lane.app = slow_for_strangers
    stranger = asyncio.create_task(lane.ask("GET", f"/w/{live.key}/stage/?seen=0", [(b"host", b"testserver")]))
    await has_come.wait()
    async with asyncio.timeout(30):
        assert (await lane.ask("POST", voter.path, voter.headers(BODY), BODY)).status == 204
    may_go.set()
    assert (await stranger).status == 403


async def test_a_first_request_that_never_comes_to_an_end_holds_nobody_for_long(lane: Road, monkeypatch: pytest.MonkeyPatch) -> None:
    live, first = await start()
    other = await in_thread(voter_of)(live)
    assert lane.lane is not None
    monkeypatch.setattr(express, "LESSON_SECONDS", 0.05)
    django, has_come, may_go = lane.lane.app, asyncio.Event(), asyncio.Event()

    async def slow_for_the_first(scope: Any, receive: Any, send: Any) -> None:
        if not has_come.is_set():
            has_come.set()
            await may_go.wait()
        await django(scope, receive, send)

    lane.lane.app = slow_for_the_first
    stuck = asyncio.create_task(look(lane, first, 0))
    await has_come.wait()
    async with asyncio.timeout(30):
        assert (await lane.ask("POST", other.path, other.headers(BODY), BODY)).status == 204
        assert lane.asked == [BODY], "by the ordinary way"
    may_go.set()
    assert (await stuck).status == 200


async def test_a_seat_that_floods_waits_outside_and_the_others_do_not(lane: Road) -> None:
    live, voter = await start()
    other = await in_thread(voter_of)(live)
    await warmed_up(lane, voter)
    assert lane.lane is not None
    headers, lane_alone = dict(voter.headers(BODY)), lane.lane
    flood = (lane_alone.take_form(scope_of(voter), BODY, headers, Sent(sink()), live.key, ANSWER, VOTE) for _n in range(80))
    await asyncio.gather(*flood, lane.ask("POST", voter.path, voter.headers(BODY), BODY))
    assert lane.asked == [BODY]
    await lane.ask("POST", other.path, other.headers(BODY), BODY)
    assert lane.asked == [BODY]


def scope_of(voter: Sender) -> dict[str, Any]:
    return {"type": "http", "method": "POST", "path": voter.path, "query_string": b"", "scheme": "http", "headers": voter.headers(BODY)}


def sink() -> Any:
    async def send(_message: Any) -> None:
        return None

    return send


# ------------------------------------------------------------------ stored together
class Fragile(Echo):
    """Breaks on one word."""

    takes_many = True

    def record(self, run: Any, who: Participant, data: dict[str, Any]) -> None:
        super().record(run, who, data)
        if data["word"] == "boom":
            raise RuntimeError("on purpose")


async def test_one_answer_that_breaks_takes_no_other_with_it() -> None:
    fragile = register(Fragile())
    try:
        live = await in_thread(make_saying)()
        seats = [(await in_thread(make_seat)(live))[0] for _n in range(4)]
        said = ["yes", "boom", "never", "no"]
        here = Gathering()
        slips = [Slip(live.key, "say", seat.token_hash, QueryDict(f"word={word}")) for seat, word in zip(seats, said, strict=True)]
        receipts = await asyncio.gather(*(here.put(slip) for slip in slips))
        run = await in_thread(live.runs.get)(slide_key="say")
        run.live = live
        assert [receipt is not None for receipt in receipts] == [True, False, False, True]
        assert await in_thread(words)(run) == ["no", "yes"]
        here.let_go()
        await asyncio.to_thread(here.writer.shutdown)
    finally:
        unregister(fragile)
        assert KIND


async def test_a_receipt_comes_after_the_commit() -> None:
    live, voter = await start()
    here = Gathering()
    receipt = await here.put(Slip(live.key, VOTE, voter.phone.seat.token_hash, QueryDict("pick=4&turn=1")))
    assert receipt is not None
    assert await asyncio.to_thread(seen_by_another_connection) == [{"choice": [4], "sent": False, "turn": 1}]
    here.let_go()
    await asyncio.to_thread(here.writer.shutdown)


async def test_an_answer_for_which_there_was_no_room_does_not_wait_for_drafts(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(gathering, "MOST", 3)
    monkeypatch.setattr(gathering, "WINDOW", 0.2)
    monkeypatch.setattr(gathering, "LONG_WINDOW", 3600)
    here = Gathering()
    slips = [Slip("nowhere", VOTE, f"somebody {n}", QueryDict()) for n in range(5)]
    async with asyncio.timeout(60):
        first = asyncio.create_task(here.put(slips[0]))
        for _turn in range(3):  # it begins to gather; the others come meanwhile
            await asyncio.sleep(0)
        await asyncio.gather(first, *(here.put(slip) for slip in slips[1:]))
    here.let_go()
    await asyncio.to_thread(here.writer.shutdown)


async def test_when_nothing_comes_any_more_the_lane_lets_its_connections_go(lane: Road) -> None:
    _live, voter = await start()
    await warmed_up(lane, voter)
    assert lane.lane is not None
    ballot = b"pick=4&pick=6&pick=8&turn=1&sent=1"
    assert (await lane.ask("POST", voter.path, voter.headers(ballot), ballot)).status == 200
    threads = (lane.lane.gathering.writer, lane.lane.stages.thread)
    assert [thread.submit(holds_a_connection).result() for thread in threads] == [True, True]
    lane.lane.gathering.let_go()
    assert [thread.submit(holds_a_connection).result() for thread in threads] == [False, False]


def holds_a_connection() -> bool:
    from django.db import connection

    return connection.connection is not None


def seen_by_another_connection() -> list[dict[str, Any]]:
    from django.db import connection

    try:
        return ballots()
    finally:
        connection.close()


# ------------------------------------------------------------------ a look
async def test_an_unchanged_stage_is_answered_alike_and_the_lane_asks_nobody(road: Road) -> None:
    live, voter = await start()
    await warmed_up(road, voter)
    answer = await look(road, voter, live.revision)
    assert (answer.status, answer.html, answer.headers[b"cache-control"]) == (204, "", b"no-store")
    assert len(road.asked) == (0 if road.lane else 1)


async def go_on(live: LiveSession) -> None:
    """The next slide, once this process has heard of it."""
    await hub().listen()
    await in_thread(stage.go_next)(live, live.revision)
    await until(lambda: (shown := hub().last_shown(live.key)) is not None and shown.revision == live.revision)


@pytest.mark.parametrize(("missed", "status"), [(0, 204), (1, 200)])
async def test_both_roads_send_the_same_headers_whichever_answer_the_lane_has_seen(missed: int, status: int) -> None:
    live, voter = await start()
    await go_on(live)
    found = []
    for name in ("django", "lane"):
        road = make_road(name)
        for before in (live.revision, live.revision - missed):  # the first is always one without news
            road.asked.clear()
            answer = await look(road, voter, before)
        assert (answer.status, len(road.asked)) == (status, 1 if name == "django" else 0)
        found.append({name: value for name, value in answer.headers.items() if name != b"x-now"})
        await finished(road)
    assert found[0] == found[1]
    assert b"content-security-policy" in found[0]


async def test_whoever_missed_a_push_gets_what_was_pushed_and_it_is_what_django_would_draw(lane: Road) -> None:
    live, voter = await start()
    await warmed_up(lane, voter)
    before = live.revision
    await go_on(live)
    answer = await look(lane, voter, before)
    assert (answer.status, revision_in(answer.html), lane.asked) == (200, live.revision, [])
    assert untimed(answer.html) == untimed((await look(make_road("django"), voter, before)).html)


async def test_whoever_was_told_to_go_by_a_process_that_is_not_heard_gets_nothing_that_was_pushed(lane: Road) -> None:
    live, voter = await start()
    await warmed_up(lane, voter)
    before = live.revision
    await go_on(live)
    await in_thread(Participant.objects.filter(live=live).update)(removed_at=clock.now())
    seats.forget(live.key)  # what is remembered of a room is read again after a second
    assert (await look(lane, voter, before)).status == 403
    assert len(lane.asked) == 1


async def test_as_soon_as_anybody_has_something_of_their_own_everybody_gets_their_own_stage(lane: Road) -> None:
    live, voter = await start()
    other = await in_thread(voter_of)(live)
    await warmed_up(lane, voter)
    await hub().listen()
    await in_thread(stage.go_next)(live, live.revision)
    await in_thread(stage.go_back)(live, live.revision)
    await in_thread(stage.open_exercise)(live, live.revision)
    await lane.ask("POST", other.path, other.headers(BODY), BODY)
    lane.asked.clear()
    answer = await look(lane, other, 1)
    assert (len(lane.asked), 'value="4" checked' in answer.html) == (1, True)


async def test_whoever_missed_nothing_but_the_clock_gets_that_whatever_anybody_has_ticked(lane: Road) -> None:
    live, voter = await start()
    other = await in_thread(voter_of)(live)
    await warmed_up(lane, voter)
    before = live.revision
    await hub().listen()
    await in_thread(stage.more_seconds)(live, live.revision, 60)
    await until(lambda: (shown := hub().last_shown(live.key)) is not None and shown.revision == live.revision)
    await lane.ask("POST", other.path, other.headers(BODY), BODY)
    answer = await look(lane, voter, before)
    assert (revision_in(answer.html), 'id="stage"' in answer.html, lane.asked) == (live.revision, False, [])
    answer = await look(lane, other, before - 1)
    assert (len(lane.asked), 'value="4" checked' in answer.html) == (1, True)


async def test_a_phone_that_has_heard_of_something_newer_is_never_told_that_nothing_changed(lane: Road) -> None:
    live, voter = await start()
    await warmed_up(lane, voter)
    await in_thread(LiveSession.objects.filter(pk=live.pk).update)(revision=live.revision + 1)
    assert (await look(lane, voter, live.revision, f"&heard={live.revision + 1}")).status == 200


async def test_a_seat_that_was_taken_away_is_told_so_at_its_next_look(road: Road) -> None:
    live, voter = await start()
    await warmed_up(road, voter)
    await hub().listen()
    await in_thread(people.remove)(live, voter.phone.seat)
    assert (await look(road, voter, live.revision)).status == 403


async def test_a_phone_that_was_silent_is_let_in_by_the_seats_that_are_remembered_and_counted_as_here(lane: Road) -> None:
    live, voter = await start()
    await warmed_up(lane, voter)
    presence.forget()
    revisions.believe(live.key, live.revision)
    answer = await look(lane, voter, live.revision)
    assert (answer.status, lane.asked) == (204, [])
    assert presence.here(live.key, "phones") == {voter.phone.seat.token_hash}


@pytest.mark.parametrize("seen", ["", "x", "-1", "٧", "1" * 40])
async def test_a_look_that_says_nothing_sensible_gets_the_stage(lane: Road, seen: str) -> None:
    live, voter = await start()
    await warmed_up(lane, voter)
    answer = await lane.ask("GET", f"/w/{live.key}/stage/?seen={seen}".encode().decode("latin-1"), voter.headers(b"", content_length=None))
    assert (answer.status, revision_in(answer.html)) == (200, live.revision)
