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
