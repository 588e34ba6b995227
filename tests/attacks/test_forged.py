"""Forged requests by the thousand, through the ASGI application with its edge: none of them changes anything.

A thousand by default; `FORGED=10000` sends ten thousand, and prints how many of each kind got which answer.
"""

from __future__ import annotations

import os
from collections import Counter
from collections.abc import Callable, Iterator
from itertools import cycle
from pathlib import Path
from random import Random
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from tests.attacks.forging import TOKEN, WAYS, Forged, right, send
from tests.attacks.rooms import PHONES, Room, make_room, set_scene
from tests.attacks.table import EVERYBODY, TABLE, Row
from tests.attacks.test_every_route import digest, facts_of, filled, path_of
from tests.phones import in_thread
from workshop.asgi import pages

pytestmark = pytest.mark.django_db(transaction=True)
HOW_MANY = int(os.environ.get("FORGED", "1000"))
AT_ONCE = 20  # requests between two looks at the database
PRESSES = {name: row for name, row in TABLE.items() if row.do and row.by != "password"}


@pytest.fixture(autouse=True)
def keys_of_its_own(settings: Any, tmp_path: Path) -> None:
    settings.BALLOT_KEYS_DIR = tmp_path


class Rooms:
    """One room in every scene a row of the table asks for, and one whose people are strangers to all of them."""

    def __init__(self) -> None:
        self.by_scene = {at: make_room("canary") for at in sorted({row.at for row in PRESSES.values()})}
        for at, room in self.by_scene.items():
            set_scene(room, at)
            Client().get(reverse("exercises:after-points", args=[room.secrets["lead"]]))  # the first time it is opened is noted
        self.theirs = make_room("other")
        for room in (*self.by_scene.values(), self.theirs):
            for browser in room.browsers.values():
                browser.get("/")  # each has its cookie against forgery, and a sign-in has begun

    def right(self, name: str, row: Row, chance: Random) -> Forged:
        """A press as it should be, by somebody who may."""
        room = self.by_scene[row.at]
        facts = facts_of(room)
        token = room.secrets[row.by].rstrip("/").rpartition("/")[2] if row.by else ""
        role = "another facilitator" if row.by else chance.choice(sorted(row.do & {*room.browsers}))
        browser = self.theirs.browsers["facilitator"] if row.by else room.browsers[role]
        path, body = path_of(name, row, facts, token), filled(row.body, facts)
        return right(name, role, path, body, browser, self.other(room, row, chance))

    def other(self, room: Room, row: Row, chance: Random) -> Client | None:
        """Somebody who may not; nobody where everybody may."""
        if row.do == EVERYBODY:
            return None
        inside = [room.browsers[role] for role in sorted({*room.browsers} - row.do - {*PHONES})]
        strangers = [] if row.signs_in and not row.args and row.body else [self.theirs.browsers[r] for r in ("member", "facilitator", "co")]
        return chance.choice(inside + strangers) if inside + strangers else None

    def forged(self, chance: Random) -> Iterator[tuple[str, Forged]]:
        """Requests without end, each way of forging in turn."""
        for way in cycle(WAYS):
            found = None
            while found is None:
                name = chance.choice([*PRESSES])
                found = way(self.right(name, PRESSES[name], chance), chance)
            yield way.__name__, found


async def test_no_forged_request_changes_anything(capsys: pytest.CaptureFixture[str]) -> None:
    rooms = await in_thread(Rooms)()
    endless = rooms.forged(Random(20270114))
    answers: dict[str, Counter[int]] = {way.__name__: Counter() for way in WAYS}
    before = await in_thread(digest)()
    for _batch in range(0, HOW_MANY, AT_ONCE):
        batch = await in_thread(lambda: [next(endless) for _n in range(AT_ONCE)])()
        said = []
        for way, request in batch:
            status, _text = await send(request)
            answers[way][status] += 1
            said.append((way, request.name, request.role, request.method, status))
        assert [line for line in said if line[4] >= 500] == []
        assert await in_thread(digest)() == before, said
    assert sum(found.total() for found in answers.values()) >= HOW_MANY
    if HOW_MANY > 1000:
        with capsys.disabled():
            lines = [f"{name:26}" + "  ".join(f"{status}: {n}" for status, n in sorted(found.items())) for name, found in answers.items()]
            print("", *lines, sep="\n")  # noqa: T201 the figures for docs/security.md


async def test_the_same_requests_are_good_before_they_are_forged() -> None:
    """Otherwise the test above would prove nothing."""
    rooms = await in_thread(Rooms)()
    chance = Random(1)
    for name in (
        "live:next", "live:agency", "live:pause", "live:open", "live:copy", "exercises:add-point", "exercises:propose",
        "exercises:after-tick", "exercises:hand-over-fine", "exercises:lead-link", "exercises:notes",
        "exercises:say", "live:answer",
    ):  # fmt: skip
        request = await in_thread(lambda name=name: rooms.right(name, PRESSES[name], chance))()
        before = await in_thread(digest)()
        status, _text = await send(request)
        assert (name, status in {200, 204, 302}, await in_thread(digest)() != before) == (name, True, True), status


@pytest.mark.parametrize("said", ["cross-site", "same-site"])
async def test_a_press_from_another_sites_page_is_refused_even_with_the_right_token(said: str) -> None:
    """A second line: should a token ever get out, the browser still says where the press came from."""
    room = await in_thread(make_room)("canary")
    await in_thread(set_scene)(room, "talking")
    facts = await in_thread(facts_of)(room)
    row = TABLE["live:next"]
    press = await in_thread(
        lambda: right("live:next", "facilitator", path_of("live:next", row, facts), filled(row.body, facts), room.browsers["facilitator"])
    )()
    before = await in_thread(digest)()
    refused, words = await send(press.with_headers(Sec_Fetch_Site=said))
    assert (refused, "nothing was changed" in words, await in_thread(digest)() == before) == (403, True, True)
    for ours in ("same-origin", "none"):
        status, _words = await send(press.with_headers(Sec_Fetch_Site=ours).saying(**{TOKEN: press.body[TOKEN]}))
        assert status == 302


def as_script_sends(request: Forged) -> Forged:
    """The same as htmx sends it, which is what the express lane in front of Django takes: the token stands in a header."""
    token = request.body.get(TOKEN)
    sent = request.without(TOKEN).with_headers(HX_Request="true")
    return sent if token is None else sent.with_headers(X_CSRFToken=str(token))


Body = dict[str, Any]


def ballot(turn: int, chance: Random) -> Body:
    """A whole ballot; every second one is saved without drawing anything anew."""
    picks = [str(n) for n in chance.sample(range(1, 12), 3)]
    return {"pick": picks, "turn": str(turn), "sent": "1", **({"quiet": "1"} if turn % 2 else {})}


def typed(turn: int, chance: Random) -> Body:
    """What somebody has typed so far."""
    return {"field": "group.point", "text": f"canary-private {chance.random()}", "turn": str(turn)}


@pytest.mark.parametrize(("name", "body"), [("live:answer", ballot), ("exercises:draft", typed)])
async def test_the_lane_in_front_of_django_takes_no_forgery_of_either_kind(
    name: str, body: Callable[[int, Random], Body], monkeypatch: pytest.MonkeyPatch
) -> None:
    ours, theirs = await in_thread(make_room)("canary"), await in_thread(make_room)("other")
    await in_thread(set_scene)(ours, "voting")
    facts = await in_thread(facts_of)(ours)
    chance = Random(20270114)
    path, mine, stranger = path_of(name, TABLE[name], facts), ours.browsers["member"], theirs.browsers["member"]
    django, asked = pages.app, [0]

    async def counting(*request: Any) -> None:
        asked[0] += 1
        await django(*request)

    monkeypatch.setattr(pages, "app", counting)

    def press(turn: int) -> Forged:
        return right(name, "member", path, body(turn, chance), mine, stranger)

    for turn in range(1001, 1005):  # the lane learns from Django how such answers look
        assert (await send(as_script_sends(await in_thread(press)(turn))))[0] in {200, 204}
    assert set(pages.learnt) == {"http"}
    ways = [way for way in WAYS if way.__name__ not in {"stale_revision", "another_kind_of_body"}]  # no revision; no token in the body
    before = await in_thread(digest)()
    for n in range(10 * len(ways)):
        forged = await in_thread(lambda n=n: ways[n % len(ways)](press(1100 + n), chance))()
        assert forged is not None
        status, _text = await send(as_script_sends(forged))
        assert status < 500
        assert await in_thread(digest)() == before, (ways[n % len(ways)].__name__, status)
    asked[0] = 0
    assert (await send(as_script_sends(await in_thread(press)(1999))))[0] == 204
    assert (asked[0], await in_thread(digest)() != before) == (0, True), "an honest one is taken by the lane itself"
    pages.gathering.let_go()  # as it does when nothing has come for a while
