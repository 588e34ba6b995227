"""Every address × everybody who might ask × what is theirs and what is not.

The addresses come from the URL configuration, what is right for each from `table.py`. Whoever may not, changes no row of any table and is
told no word of the session: every text in it begins with “canary”, and says whose it is.
"""

from __future__ import annotations

import hashlib
import io
import re
import zipfile
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

import pytest
from django.conf import settings
from django.db import connection, transaction
from django.http import HttpResponse
from django.test import Client
from django.urls import URLPattern, URLResolver, get_resolver, reverse
from pytest_django import DjangoDbBlocker

from exercises.groups.people import number_of
from exercises.models import LeadLink, Moment, Place
from exercises.moment import actions as moment
from sessions.access import hashed
from sessions.models import LiveSession, Participant
from tests.attacks.rooms import Room, make_room, set_back_clock, set_scene
from tests.attacks.table import DESK, EVERYBODY, PHONES, SIGNED_IN, TABLE, Row

pytestmark = pytest.mark.django_db  # each test in a transaction inside the one the world is made in
DONE = {200, 204, 302}
NOT_OFFERED = 405
# What of a session's words somebody may not see although they may come in.
NOT_FOR: Mapping[str, tuple[str, ...]] = {
    "member": ("feedback", "desk"),
    "mate": ("private", "passed", "feedback", "desk"),
    "neighbour": ("private", "passed", "group", "blanked", "feedback", "desk"),
    "late": ("private", "passed", "group", "blanked", "feedback", "desk"),
    "facilitator": ("private", "group", "feedback"),
    "co": ("private", "group", "feedback"),
    "lead": ("private", "group", "blanked", "feedback"),
    "screen": ("private", "passed", "group", "blanked", "feedback", "desk"),
}
OWN_KEY_OUR_NUMBERS = {"another participant": "member", "another facilitator": "facilitator", "another co": "co"}


def routes(resolver: URLResolver | None = None, space: str = "") -> Iterator[str]:
    """Every address of the product, by its name."""
    for entry in (resolver or get_resolver()).url_patterns:
        if isinstance(entry, URLResolver):
            yield from routes(entry, f"{entry.namespace}:" if entry.namespace else space)
        elif isinstance(entry, URLPattern):
            yield f"{space}{entry.name}"


# ------------------------------------------------------------------ one world for all, in one transaction that never ends well
class World:
    """Our room, theirs, and everybody."""

    def __init__(self) -> None:
        self.ours, self.theirs = make_room("canary"), make_room("other")
        mine, yours = self.ours.browsers, self.theirs.browsers
        self.people: dict[str, Client] = {
            "nobody": Client(),
            "removed": mine["removed"],
            "another participant": yours["member"],
            "another facilitator": yours["facilitator"],
            "another co": yours["co"],
            "another lead": Client(),
            "lead": Client(),
            "screen": Client(),
            "invited": Client(),
            **{role: mine[role] for role in (*PHONES, *DESK)},
        }
        # They have been where their links lead.
        self.people["another lead"].get(reverse("exercises:after-points", args=[self.theirs.secrets["lead"]]))
        self.people["lead"].get(reverse("exercises:after-points", args=[self.ours.secrets["lead"]]))
        self.people["screen"].get(reverse("live:projector", args=[self.ours.secrets["screen"]]))
        self.people["invited"].get(reverse("live:co-facilitator", args=[self.ours.secrets["invite"]]))
        for browser in self.people.values():
            browser.get(reverse("live:join"))  # a first visit notes when a sign-in began; the next ten minutes note nothing


@pytest.fixture(scope="module")
def world(django_db_setup: None, django_db_blocker: DjangoDbBlocker) -> Iterator[World]:
    with django_db_blocker.unblock(), transaction.atomic():
        yield World()
        transaction.set_rollback(True)


@pytest.fixture(autouse=True)
def as_at_first(world: World, settings: Any, tmp_path: Path) -> Iterator[None]:
    """Keys in a folder of their own; every browser with the cookies it had, every room as it is stored."""
    settings.BALLOT_KEYS_DIR = tmp_path
    cookies = {role: held_by(browser) for role, browser in world.people.items()}
    for room in (world.ours, world.theirs):
        room.live = LiveSession.objects.get(pk=room.number)
    yield
    for role, browser in world.people.items():
        give_back(browser, cookies[role])


def held_by(browser: Client) -> dict[str, str]:
    """The cookies of a browser."""
    return {name: cookie.value for name, cookie in browser.cookies.items()}


def give_back(browser: Client, cookies: Mapping[str, str]) -> None:
    """Let a browser hold these cookies and no others."""
    browser.cookies.clear()
    for name, value in cookies.items():
        browser.cookies[name] = value


def digest() -> str:
    """Every row of every table, in one number."""
    found = hashlib.sha256()
    with connection.cursor() as cursor:
        for table in sorted(connection.introspection.table_names(cursor)):
            cursor.execute(f'SELECT * FROM "{table}"')  # noqa: S608 a table's own name
            found.update(table.encode() + "\n".join(sorted(map(repr, cursor.fetchall()))).encode())
    return found.hexdigest()


# ------------------------------------------------------------------ asking
def filled(thing: Any, facts: Mapping[str, Any]) -> Any:
    """What a row says, with its places filled in."""
    if isinstance(thing, Mapping):
        return {name: filled(value, facts) for name, value in thing.items()}
    return thing.format_map(facts) if isinstance(thing, str) else thing


def facts_of(room: Room) -> dict[str, Any]:
    first = Place.objects.filter(participant=room.seats["member"]).values_list("group__position", flat=True).first()
    return room.facts() | {
        "moment": moment.ticket(Moment.objects.get(live=room.number)),
        "elsewhere": 2 if first == 1 else 1,
        "person": number_of(room.live, room.seats["member"]),
    }


def path_of(name: str, row: Row, facts: Mapping[str, Any], token: str = "") -> str:
    args = filled(row.args, facts)
    args |= {"token": token} if row.by else {}
    try:
        return reverse(name, kwargs=args | {"key": facts["key"]})
    except Exception:
        return reverse(name, kwargs=args)


def ask(browser: Client, method: str, path: str, body: Mapping[str, Any], script: bool = False) -> Any:
    headers = {"HX-Request": "true"} if script else {}
    return browser.get(path, headers=headers) if method == "GET" else browser.post(path, body, headers=headers)


def words_in(response: HttpResponse) -> str:
    """Everything an answer says: its headers, its text, and what is packed in a file."""
    content = b"".join(response) if response.streaming else response.content
    if content[:2] == b"PK":
        with zipfile.ZipFile(io.BytesIO(content)) as packed:
            content = b"\n".join(packed.read(name) for name in packed.namelist())
    return f"{response.headers} {response.cookies} {content.decode(errors='replace')}"


def let_slip(response: HttpResponse, role: str) -> list[str]:
    """Words of our session this role must not see."""
    secret = NOT_FOR.get(role)
    pattern = r"canary-\w+( \w+)?" if secret is None else rf"canary-(?:{'|'.join(secret)})( \w+)?"
    return sorted({found[0] for found in re.finditer(pattern, words_in(response))})


def expected(row: Row, role: str, method: str) -> set[int]:
    """The answers that are right."""
    offered, may = (row.see, role in row.see) if method == "GET" else (row.do, role in row.do)
    if may:
        return {row.sees} | row.also if method == "GET" else DONE | row.also
    foreign = 302 if row.signs_in and role not in SIGNED_IN else row.foreign
    return {foreign} if offered else {NOT_OFFERED, foreign, row.foreign}


# ------------------------------------------------------------------ the table
def test_every_address_has_a_row_and_every_row_an_address() -> None:
    assert sorted(routes()) == sorted(TABLE)


def test_the_published_table_counts_these() -> None:
    published = (Path(settings.BASE_DIR) / "docs/security.md").read_text(encoding="utf-8")
    to_see, to_press = (sum(bool(getattr(row, what)) for row in TABLE.values()) for what in ("see", "do"))
    assert f"| {len(TABLE)} addresses, {to_see} to see and {to_press} to press; " in published


BY_WHO = [name for name, row in TABLE.items() if not row.by]
BY_LINK = [name for name, row in TABLE.items() if row.by]


@pytest.mark.parametrize("name", BY_WHO)
def test_everybody_gets_what_their_row_says_and_no_word_that_is_not_for_them(name: str, world: World) -> None:
    """Who may not, gets nothing and changes nothing. Who may, sees the page, without what is other people's."""
    row = TABLE[name]
    set_scene(world.ours, row.at)
    facts = facts_of(world.ours)
    path, body = path_of(name, row, facts), filled(row.body, facts)
    before = digest()
    for method, may in (("POST", row.do), ("GET", row.see)):
        foreigners = sorted(EVERYBODY - may) if may else ["nobody", "another participant", *sorted(row.see | row.do)[:1]]
        for role in foreigners:
            response = ask(world.people[role], method, path, body, script=method == "POST")
            got = (role, method, response.status_code in expected(row, role, method), let_slip(response, role))
            assert got == (role, method, True, []), response.status_code
    assert digest() == before
    for role in sorted(row.see):
        response = ask(world.people[role], "GET", path, {})
        got = (role, "GET", response.status_code in expected(row, role, "GET"), let_slip(response, role))
        assert got == (role, "GET", True, []), response.status_code


@pytest.mark.parametrize("name", [name for name in BY_WHO if TABLE[name].do])
def test_whoever_may_press_it_can(name: str, world: World) -> None:
    row = TABLE[name]
    set_scene(world.ours, row.at)
    for role in sorted(row.do):
        with transaction.atomic():
            facts = facts_of(world.ours)
            before = digest()
            cookies = held_by(world.people[role])
            response = ask(world.people[role], "POST", path_of(name, row, facts), filled(row.body, facts))
            give_back(world.people[role], cookies)
            assert (role, response.status_code in expected(row, role, "POST"), let_slip(response, role)) == (role, True, []), (
                response.status_code
            )
            assert (digest() != before) >= (row.changes and role not in row.idle and response.status_code not in row.also), role
            transaction.set_rollback(True)


OF_A_ROOM = ("key", "revision", "mark", "moment", "elsewhere", "person")  # what is counted from one in every room
NUMBERED = re.compile(rf"\{{(?!{'|'.join(OF_A_ROOM)})\w+\}}")
WITH_NUMBERS = [name for name in BY_WHO if NUMBERED.search(f"{TABLE[name].args} {TABLE[name].body}")]


@pytest.mark.parametrize("name", WITH_NUMBERS)
@pytest.mark.parametrize("method", ["GET", "POST"])
def test_ones_own_key_does_not_open_what_is_anothers(name: str, method: str, world: World) -> None:
    """People of another session ask below their own address for our numbers."""
    row = TABLE[name]
    for room in (world.ours, world.theirs):
        set_scene(room, row.at)
    facts = facts_of(world.ours)
    theirs = facts_of(world.theirs)
    facts |= {name: theirs[name] for name in OF_A_ROOM}
    before = digest()
    for role, at_home in OWN_KEY_OUR_NUMBERS.items():
        if at_home not in (row.see if method == "GET" else row.do):
            continue
        response = ask(world.people[role], method, path_of(name, row, facts), filled(row.body, facts))
        assert (role, let_slip(response, role)) == (role, [])
        if NUMBERED.search(str(row.args)):
            assert (role, response.status_code) == (role, 404)
        else:
            assert (role, response.status_code in {302, 400, 404, 409}) == (role, True), response.status_code
    assert digest() == before


# ------------------------------------------------------------------ links that are keys
def wrong_keys(world: World, kind: str) -> dict[str, str]:
    """Everything else somebody might hold: other links, numbers, hashes as the database keeps them, and what was never given out."""
    ours = world.ours
    found = {name: secret.rpartition("sign-in/")[2].rstrip("/") for name, secret in ours.secrets.items() if name != kind}
    lead = LeadLink.objects.filter(live=ours.live).latest("pk")
    return found | {
        "the key": ours.live.key,
        "the code": ours.live.code or "000000",
        "a seat": Participant.objects.filter(live=ours.live)[0].token_hash,
        "the stored hash": lead.token_hash,
        "the screen’s stored half": ours.live.screen_half,
        "the colleague’s stored half": ours.live.invite_half,
        "the hash of a link": hashed(ours.secrets.get(kind, "")),
        "a cut link": ours.secrets[kind].rstrip("/").rpartition("/")[2][:-1],
        "a guess": "AAAAAAAAAAAAAAAAAAAAAA",
        "long": "x" * 500,
    }


@pytest.mark.parametrize("name", BY_LINK)
@pytest.mark.parametrize("method", ["GET", "POST"])
def test_an_address_with_a_link_opens_for_that_link_alone(name: str, method: str, world: World) -> None:
    row = TABLE[name]
    set_scene(world.ours, row.at)
    facts = facts_of(world.ours)
    before = digest()
    for what, token in wrong_keys(world, row.by).items():
        for role in ("nobody", "another facilitator"):
            response = ask(world.people[role], method, path_of(name, row, facts, token), filled(row.body, facts))
            right = {row.foreign, NOT_OFFERED} | ({410} if what == "replaced lead" else set())
            assert (what, role, response.status_code in right) == (what, role, True), response.status_code
            assert (what, role, let_slip(response, "nobody")) == (what, role, [])
    assert digest() == before


@pytest.mark.parametrize("name", BY_LINK)
def test_the_right_link_opens_it_for_whoever_holds_it(name: str, world: World) -> None:
    row = TABLE[name]
    set_scene(world.ours, row.at)
    facts = facts_of(world.ours)
    token = world.ours.secrets[row.by].rstrip("/").rpartition("/")[2]
    path, sees = path_of(name, row, facts, token), {"lead": "lead", "screen": "screen", "own": "member", "invite": "facilitator"}
    for role in sorted({"nobody", "another lead", "another participant"}) if row.see else ():
        response = ask(world.people[role], "GET", path, {})
        assert (role, response.status_code, let_slip(response, sees.get(row.by, "nobody"))) == (role, row.sees, [])
    if row.do:
        before = digest()
        response = ask(world.people["nobody"], "POST", path, filled(row.body, facts))
        assert (response.status_code in DONE, digest() != before) == (True, row.changes or digest() != before), response.status_code


@pytest.mark.parametrize("name", [name for name in BY_LINK if TABLE[name].by == "lead" and TABLE[name].args.get("number")])
def test_another_leads_link_does_not_open_our_points(name: str, world: World) -> None:
    row = TABLE[name]
    for room in (world.ours, world.theirs):
        set_scene(room, row.at)
    facts = facts_of(world.ours)
    before = digest()
    for method in ("GET", "POST") if row.see else ("POST",):
        response = ask(
            world.people["another lead"], method, path_of(name, row, facts, world.theirs.secrets["lead"]), filled(row.body, facts)
        )
        assert (response.status_code, let_slip(response, "another lead")) == (404, [])
    assert digest() == before


@pytest.mark.parametrize("name", [name for name in BY_LINK if TABLE[name].by == "lead"])
def test_a_leads_link_that_has_come_to_its_end_says_so_and_nothing_else(name: str, world: World) -> None:
    row = TABLE[name]
    set_scene(world.ours, row.at)
    set_back_clock(world.ours)
    facts = facts_of(world.ours)
    before = digest()
    for method in ("GET", "POST"):
        response = ask(world.people["nobody"], method, path_of(name, row, facts, world.ours.secrets["lead"]), filled(row.body, facts))
        assert (response.status_code, let_slip(response, "nobody")) == (410, [])
    assert digest() == before
