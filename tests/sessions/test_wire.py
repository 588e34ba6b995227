"""The short way from a text to a socket: right frames, in order, and nothing at all where a server is not the one it knows."""

from __future__ import annotations

import asyncio
import sys
from functools import partial
from typing import Any

import aiohttp
import pytest

from sessions import wire
from tests.wire_server import TEXTS

STAGES = [f"stage {n} {'ü' * 30_000}" for n in range(100)]  # what tests.slow_server sends


@pytest.mark.parametrize(
    ("text", "start"),
    [
        ("", b"\x81\x00"),
        ("a" * 125, b"\x81\x7d"),
        ("a" * 126, b"\x81\x7e\x00\x7e"),
        ("ü" * 63, b"\x81\x7e\x00\x7e"),
        ("a" * 65_535, b"\x81\x7e\xff\xff"),
        ("a" * 65_536, b"\x81\x7f\x00\x00\x00\x00\x00\x01\x00\x00"),
    ],
)
def test_a_frame_says_how_long_its_text_is(text: str, start: bytes) -> None:
    assert wire.frame(text) == start + text.encode()


async def test_another_server_has_no_short_way() -> None:
    async def send(message: dict[str, Any]) -> None:
        raise AssertionError("nothing is sent")

    assert [wire.short_way(each) for each in (send, partial(send), partial(send, {}))] == [None, None, None]


async def test_daphne_as_it_is_installed_has_a_short_way_that_keeps_the_order_and_notices_the_end() -> None:
    server = await asyncio.create_subprocess_exec(sys.executable, "-m", "tests.wire_server", stdout=asyncio.subprocess.PIPE)
    assert server.stdout is not None
    try:
        async with asyncio.timeout(30):
            port = int(await server.stdout.readline())
            async with aiohttp.ClientSession() as browser, browser.ws_connect(f"http://127.0.0.1:{port}/") as socket:
                got = [await socket.receive_str() for _text in ("how", *TEXTS)]
            assert got == ["the short way", *TEXTS]
            assert await server.stdout.readline() == b"closed\n"
    finally:
        server.terminate()
        await server.wait()


@pytest.mark.parametrize("server", ["daphne", "uvicorn"])
async def test_a_slow_reader_gets_the_newest_of_each_kind_and_nothing_piles_up_for_it(server: str) -> None:
    process = await asyncio.create_subprocess_exec(sys.executable, "-m", "tests.slow_server", server, stdout=asyncio.subprocess.PIPE)
    assert process.stdout is not None
    try:
        async with asyncio.timeout(60):
            port = int(await process.stdout.readline())
            reader, writer = await asyncio.open_connection("127.0.0.1", port, limit=1024)
            writer.write(
                b"GET / HTTP/1.1\r\nHost: 127.0.0.1\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n"
                b"Sec-WebSocket-Key: AAAAAAAAAAAAAAAAAAAAAA==\r\nSec-WebSocket-Version: 13\r\n\r\n"
            )
            most = int(await process.stdout.readline())  # nothing has been read by now
            await reader.readuntil(b"\r\n\r\n")
            got: list[str] = []
            while not {"piece 99", STAGES[-1]} <= set(got):
                got.append(await text_from(reader))
            writer.close()
    finally:
        process.terminate()
        await process.wait()
    one = max(len(wire.frame(text)) for text in STAGES)
    assert 0 < most <= one + 100
    stages = [text for text in got if text.startswith("stage")]
    assert stages == sorted(stages, key=STAGES.index)
    assert len(stages) < len(STAGES)


async def text_from(reader: asyncio.StreamReader) -> str:
    """The next text of a server's frames."""
    _kind, size = await reader.readexactly(2)
    if size > 125:
        size = int.from_bytes(await reader.readexactly(2 if size == 126 else 8), "big")
    return (await reader.readexactly(size)).decode()
