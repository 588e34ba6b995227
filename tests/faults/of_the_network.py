"""Networks that refuse, swallow, cut, crawl or lose what is sent."""

from __future__ import annotations

import asyncio
import re
import socket
import time
from urllib.parse import urlsplit

from sessions.rehearsal.measure import Process
from sessions.rehearsal.site import Answer, Site, crumbs
from tests.faults.catalogue import MEMORY_LAYER, fault
from tests.faults.load import Load
from tests.faults.proxy import network
from tests.faults.room import BREAKOUT, PLAIN, VOTE, Room
from tests.faults.screens import Screen

ASSET = re.compile(r'(?:href|src)="(/static/[^"]+\.(?:css|js))"')
PACKED = {"Accept-Encoding": "br, gzip"}
TWO_G = {"rate": 50_000 / 8, "delay": 0.4}  # 50 kbit/s each way, 800 ms there and back


async def everybody_moves_to(room: Room, site: Site, *, is_blind: bool = False) -> None:
    """All phones leave their network for another one, and open their page there."""
    await asyncio.gather(*(phone.close() for phone in room.phones))
    for phone in room.phones:
        phone.site, phone.is_blind = site, is_blind
    assert all(await asyncio.gather(*(phone.open() for phone in room.phones)))


async def workshop_goes_on(room: Room) -> None:
    """A vote, a breakout, and presses in between, each of which every screen has to show."""
    for slide in (VOTE, BREAKOUT, PLAIN):
        await (room.open(slide) if slide == VOTE else room.go(slide))
        async with Load(room):
            await asyncio.sleep(1)
            await room.press("extend", {"minutes": "1"})
            await room.heal()


@fault(short=1, long=2, each=12)
async def websockets_are_refused(room: Room) -> None:
    async with network(room.server.port, sockets="refuse") as bad, Site(bad.base) as site:
        await everybody_moves_to(room, site, is_blind=True)
        await workshop_goes_on(room)
        assert not any(phone.is_open for phone in room.phones)
        await everybody_moves_to(room, room.site)


@fault(short=1, long=2, each=12)
async def websockets_are_swallowed(room: Room) -> None:
    async with network(room.server.port, sockets="swallow") as bad, Site(bad.base) as site:
        await everybody_moves_to(room, site, is_blind=True)
        await workshop_goes_on(room)
        assert not any(phone.is_open for phone in room.phones)
        await everybody_moves_to(room, room.site)


@fault(short=1, long=1, each=90)
async def websockets_are_cut_again_and_again(room: Room) -> None:
    async with network(room.server.port, cut_after=room.patience * 0.4) as bad, Site(bad.base) as site:
        await everybody_moves_to(room, site, is_blind=True)
        async with Load(room, pause=(1.0, 3.0)):
            await asyncio.sleep(room.patience)
        await workshop_goes_on(room)
        await everybody_moves_to(room, room.site)


@fault(short=2, long=250, each=1.5)
async def every_connection_is_cut_at_once(room: Room) -> None:
    if room.between is None:
        room.between = await room.stack.enter_async_context(network(room.server.port))
        await everybody_moves_to(room, await room.stack.enter_async_context(Site(room.between.base)))
    await room.open(VOTE)
    async with Load(room):
        await asyncio.sleep(room.phones[0].chance.uniform(0.2, 1.2))
        await room.between.end()
        await room.press("extend", {"minutes": "1"})
        await room.heal()


@fault(short=1, long=40, each=3, about=MEMORY_LAYER)
async def a_burst_of_messages_is_more_than_the_channel_layer_holds(room: Room) -> None:
    await room.go(PLAIN)
    await room.until(room.all_connected)
    room.server.order("burst")
    await asyncio.sleep(0.2)
    await room.press("next")
    await room.heal()


@fault(short=1, long=5, each=15)
async def somebody_comes_in_over_2g(room: Room) -> None:
    async with network(room.server.port, **TWO_G) as slow, Site(slow.base) as site:
        late = Screen(site, room.log, 2000, is_blind=True)
        styles, scripts = assets(await room.site.ask("/", {}))
        began = time.perf_counter()
        await asyncio.gather(*(late.join(room.code), *(site.ask(style, {}, headers=PACKED) for style in styles)))
        assert late.slide == room.store.stage(room.live)[1], dict(room.log.problems)
        more, others = assets(await room.site.ask(late.page, late.cookies))
        await asyncio.gather(*(site.ask(style, {}, headers=PACKED) for style in more if style not in styles))
        room.note("the first slide over 2G, with its styles, after", time.perf_counter() - began)
        await asyncio.gather(*(site.ask(script, {}, headers=PACKED) for script in dict.fromkeys([*scripts, *others])))
        room.note("and its scripts after", time.perf_counter() - began)
        room.note("all of it together", slow.carried["down"] / 1000, "kB")
        await room.press("extend", {"minutes": "1"})
        room.note("a press reaches it after", await room.until(lambda: late.shown >= room.store.stage(room.live)[0]))
        await late.close()
        await late.leave()


def assets(page: Answer) -> tuple[list[str], list[str]]:
    """The styles and the scripts a page names."""
    found = list(dict.fromkeys(ASSET.findall(page.text)))
    return [path for path in found if path.endswith("css")], [path for path in found if path.endswith("js")]


@fault(short=1, long=5, each=3)
async def five_phones_never_read_what_is_sent_to_them(room: Room) -> None:
    server = Process(room.server.process.pid)
    before = server.memory()
    deaf = [await asyncio.to_thread(never_reads, room, phone) for phone in room.phones[:5]]
    await room.go(PLAIN)
    for press in range(20):
        await room.press("back" if press % 2 else "next")
    await room.heal()
    room.note("memory for each that does not read, at most", max(0.0, server.memory() - before) / 5 / 2**20, "MiB")
    for sock in deaf:
        sock.close()


def never_reads(room: Room, phone: Screen) -> socket.socket:
    """A socket that is opened with a phone's seat and never read from."""
    to = urlsplit(room.server.base)
    deaf = socket.socket()
    deaf.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 4096)
    deaf.connect((to.hostname, to.port))
    head = (
        f"GET {phone.socket_path}?seen=0 HTTP/1.1\r\nHost: {to.netloc}\r\nOrigin: {room.server.base}\r\nCookie: {crumbs(phone.cookies)}\r\n"
        "Upgrade: websocket\r\nConnection: Upgrade\r\nSec-WebSocket-Version: 13\r\nSec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\n\r\n"
    )
    deaf.sendall(head.encode())
    assert deaf.recv(12) == b"HTTP/1.1 101"
    return deaf
