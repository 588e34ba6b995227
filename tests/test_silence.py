"""What a server that says everything it can say does not say: a small workshop with LOG_LEVEL=DEBUG, and a search of every line."""

from __future__ import annotations

import asyncio
import re
from pathlib import Path
from urllib.parse import unquote

import aiohttp
import pytest

from exercises.demo.desk import Desk, open_desk
from sessions.rehearsal.forms import form_in
from sessions.rehearsal.log import Log
from sessions.rehearsal.phones import Phone
from sessions.rehearsal.site import HIDDEN_TOKEN, Site, found
from tests.live import Live

ADDRESS = "203.0.113.77"
WORDS = ("unmistakable-ballot", "unmistakable-note", "unmistakable-path", "unmistakable-query", "unmistakable-host", "unmistakable-name")
WRITTEN = ("unmistakable-draft", "unmistakable-proposal", "unmistakable-reflection")
PASSWORD, WRONG_CODE = "unmistakable-password-1", "918273"
HTMX = {"HX-Request": "true"}
LETTERS = re.compile(r"\b([2-9A-HJ-NP-Z]{3})\W{1,3}([2-9A-HJ-NP-Z]{3})\b")


class Somebody(Site):
    """Everybody comes through a proxy that says where they are."""

    def __init__(self, base: str) -> None:
        super().__init__(base)
        self.http._default_headers["X-Forwarded-For"] = ADDRESS


async def small_workshop(live: Live, link: str) -> set[str]:
    """Three people and a facilitator do and try all sorts of things. Returns what no line of a log may hold."""
    async with Somebody(f"http://127.0.0.1:{live.port}") as site:
        log = Log()
        desk = await open_desk(site, log, link)
        phones = [Phone(site, log, number, 1) for number in range(3)]
        assert all([await phone.join(desk.stage.code) for phone in phones]), dict(log.problems)
        await desk.press("start", 3)
        await desk.press("go", 3, slide="creating-safety")
        await desk.press("open", 3)
        for phone in phones:
            form = form_in(phone.stage)
            assert form is not None
            await phone.vote(form, phone.choice(form))
            await phone.send(form, phone.choice(form))
        secrets = {desk.stage.key, desk.stage.code, WRONG_CODE, ADDRESS, PASSWORD, link.strip("/").rpartition("/")[2], *WORDS, *WRITTEN}
        secrets |= await odd_requests(site, desk, phones[0])
        await odd_sockets(site, desk, phones[0])
        await desk.press("go", 3, slide="next-steps")
        await what_is_written(phones[0])
        assert not log.problems, dict(log.problems)
        await desk.say("finish")
        lead = await desk.hand_over()
        await site.ask(lead.partition(f":{live.port}")[2], {})
        secrets |= {lead.strip("/").rpartition("/")[2], desk.screen.strip("/").rpartition("/")[2]}
        for jar in (desk.cookies, *(phone.cookies for phone in phones)):
            secrets |= {part for value in jar.values() for part in unquote(value).split(":") if len(part) > 5}
        await asyncio.gather(*(phone.close() for phone in phones))
        return secrets


async def odd_requests(site: Site, desk: Desk, phone: Phone) -> set[str]:
    """Right and wrong forms and addresses with words in them; returns the letters that move a seat."""
    ballot, note, path, query, host, name = WORDS
    key, cookies, token = desk.stage.key, phone.cookies, {**HTMX, "X-CSRFToken": phone.token}
    for where, fields in (
        (f"/w/{key}/answer/creating-safety/", {"pick": ballot}),
        (f"/w/{key}/answer/{path}/", {"pick": ballot}),
        (f"/w/{key}/notes/", {"text": note, "barrier": note, "request_key": "0" * 32}),
        (f"/w/{key}/points/", {"text": note}),
        (f"/w/{key}/move/here/", {"letters": "AAAAAA"}),
        (f"/{path}/", {"text": note}),
        (f"/console/{key}/next/", {"seen": note}),
        (f"/w/{key}/answer/creating-safety/", {"pick": note * 9000}),
    ):
        await site.ask(where, cookies, fields, token)
        await site.ask(where, {}, fields)
    for where in (
        f"/{path}/?{query}",
        f"/w/{key}/stage/?seen={query}",
        f"/?next={query}",
        "/%00%ff/",
        f"/screen/{path}/",
        f"/after/{path}/",
    ):
        await site.ask(where, cookies)
        await site.ask(where, {}, headers={"Host": f"{host}.example"})
    stranger: dict[str, str] = {}
    door = await site.ask("/", stranger)
    await site.ask("/", stranger, {"code": WRONG_CODE, "csrfmiddlewaretoken": found(HIDDEN_TOKEN, door.text)})
    door = await site.ask("/sign-in/", stranger)
    for _time in range(6):
        given = {"username": name, "password": PASSWORD, "csrfmiddlewaretoken": found(HIDDEN_TOKEN, door.text)}
        await site.ask("/sign-in/", stranger, given)
    moved = await site.ask(f"/w/{key}/move/code/", cookies, {}, {"X-CSRFToken": phone.token})
    letters = LETTERS.search(re.sub(r"<[^>]+>", " ", moved.text))
    assert (moved.status, bool(letters)) == (200, True)
    assert letters
    return {"".join(letters.groups()), " ".join(letters.groups()), stranger["seat"], phone.token}


async def what_is_written(phone: Phone) -> None:
    """A point of one's own, typed and passed on, and one proposed to the room; whatever is not taken is in the phone's log."""
    draft, proposal, reflection = WRITTEN
    for field, text in (("1.what", draft), ("reflection", reflection)):
        await phone.post("draft", {"field": f"steps.you.{field}", "text": text, "turn": "1"})
    await phone.post("steps/1/pass-on", {"on": "1"})
    await phone.post("proposals/team", {"what": proposal, "who": "", "by_when_text": "", "request_key": "0" * 32})


async def odd_sockets(site: Site, desk: Desk, phone: Phone) -> None:
    """Sockets from elsewhere, to nowhere, and one that talks."""
    _ballot, note, path, query, host, _name = WORDS
    for where, origin in (
        (f"/live/phones/{desk.stage.key}/?{query}", site.base),
        (f"/live/phones/{desk.stage.key}/", f"http://{host}.example"),
        (f"/live/projector/{path}/", site.base),
        (f"/{path}/", site.base),
    ):
        async with site.http.ws_connect(f"{site.base}{where}", origin=origin, headers={"Cookie": f"seat={phone.cookies['seat']}"}) as line:
            if query in where:
                await line.send_str(note)
                await line.send_bytes(note.encode())
    with pytest.raises(aiohttp.WSServerHandshakeError):
        await site.http.ws_connect(f"{site.base}/live/%ff{path}", headers={"Sec-WebSocket-Version": "1", "Cookie": note})


@pytest.mark.parametrize("form", ["plain", "json"])
async def test_a_server_that_says_all_it_can_names_nobody_and_repeats_nothing(form: str, tmp_path: Path) -> None:
    said = tmp_path / "log"
    live = Live(tmp_path / "data", said, LOG_LEVEL="DEBUG", LOG_FORMAT=form, TRUSTED_PROXIES="1", PYTHONWARNINGS="ignore")
    try:
        link = await asyncio.to_thread(live.link)
        by_design = len(live.lines)
        secrets = await small_workshop(live, link)
        code, _nothing = await asyncio.to_thread(live.stop)
    finally:
        if live.process.poll() is None:
            live.process.kill()
            live.process.wait()
    text = said.read_text() + "\n".join(live.lines[by_design:])
    assert (code, len(text.splitlines()) > 50) == (0, True), "it did say a great deal"
    lower = text.lower()
    assert sorted(secret for secret in secrets if secret.lower() in lower) == []
    assert "127.0.0.1" not in text
    assert "Traceback" not in text
