"""The socket of the network check: it says a word every five seconds for half a minute, and hears nothing."""

from __future__ import annotations

import asyncio
from contextlib import suppress

from sessions.edge import Receive, Scope, Send

EVERY_SECONDS = 5.0
WORDS = 6


async def checking(scope: Scope, receive: Receive, send: Send) -> None:
    """Serve one socket until its page has seen enough, and no longer than half a minute."""
    await receive()
    await send({"type": "websocket.accept"})
    for _word in range(WORDS):
        await send({"type": "websocket.send", "text": "here"})
        if await left_within(receive, EVERY_SECONDS):
            return
    await send({"type": "websocket.close", "code": 1000})


async def left_within(receive: Receive, seconds: float) -> bool:
    """Whether the page closes its socket within so many seconds."""
    with suppress(TimeoutError):
        async with asyncio.timeout(seconds):
            while (await receive())["type"] != "websocket.disconnect":
                pass
            return True
    return False
