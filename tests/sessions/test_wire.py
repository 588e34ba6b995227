"""The short way from a text to a socket: right frames, in order, and nothing at all where a server is not the one it knows."""

from __future__ import annotations

import asyncio
import sys
import tomllib
from datetime import UTC, datetime, timedelta
from functools import partial
from importlib.metadata import version
from pathlib import Path
from typing import Any

import aiohttp
import pytest
from cryptography import x509
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.serialization import Encoding, NoEncryption, PrivateFormat
from cryptography.x509.oid import NameOID

from sessions import wire
from tests import supply
from tests.wire_server import TEXTS
from workshop.env import BASE_DIR

LOCKS = sorted((BASE_DIR / "requirements").glob("*.txt"))
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


async def told_by_daphne(socket_at: str, *arguments: str) -> tuple[list[str], str]:
    """What a Daphne says to one socket, which way included, and what it says itself once that has gone."""
    command = [sys.executable, "-m", "tests.wire_server", *arguments]
    server = await asyncio.create_subprocess_exec(*command, stdout=asyncio.subprocess.PIPE)
    assert server.stdout is not None
    try:
        async with asyncio.timeout(60):
            port = int(await server.stdout.readline())
            async with aiohttp.ClientSession() as browser, browser.ws_connect(f"{socket_at}:{port}/", ssl=False) as socket:
                got = [await socket.receive_str() for _text in ("how", *TEXTS)]
            return got, "" if got[0] == "the long way" else (await server.stdout.readline()).decode()
    finally:
        server.terminate()
        await server.wait()


async def test_daphne_as_it_is_installed_has_a_short_way_that_keeps_the_order_and_notices_the_end() -> None:
    assert await told_by_daphne("http://127.0.0.1") == (["the short way", *TEXTS], "closed\n")


def test_the_daphne_that_is_tested_here_is_the_only_one_that_is_supported() -> None:
    """So that no other is taken for one whose short way has been tried."""
    with (BASE_DIR / "pyproject.toml").open("rb") as file:
        wanted = [each for each in tomllib.load(file)["project"]["dependencies"] if each.startswith("daphne")]
    assert wanted == [f"daphne=={version('daphne')}"]
    assert {f"daphne=={package.version}" for lock in LOCKS for package in supply.pinned(lock) if package.name == "daphne"} == set(wanted)


async def test_daphne_that_speaks_tls_itself_has_no_short_way_and_every_text_arrives_in_order(tmp_path: Path) -> None:
    """Frames written past Daphne would go out unencrypted."""
    self_signed(tmp_path)
    assert await told_by_daphne("https://127.0.0.1", str(tmp_path)) == (["the long way", *TEXTS], "")


def self_signed(folder: Path) -> None:
    """A key and a certificate for a server of this test."""
    key = ec.generate_private_key(ec.SECP256R1())
    name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "localhost")])
    now = datetime.now(UTC)
    made = x509.CertificateBuilder().subject_name(name).issuer_name(name).public_key(key.public_key())
    made = made.serial_number(1).not_valid_before(now - timedelta(days=1)).not_valid_after(now + timedelta(days=1))
    (folder / "certificate.pem").write_bytes(made.sign(key, hashes.SHA256()).public_bytes(Encoding.PEM))
    (folder / "key.pem").write_bytes(key.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption()))


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
