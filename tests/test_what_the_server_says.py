"""A server as its operator meets it: what its log says, and its numbers, after a few things have happened."""

from __future__ import annotations

import json
import re
from contextlib import closing
from http.client import HTTPConnection
from pathlib import Path

from tests.live import Live

TOKEN = "a-long-token-for-the-numbers"


def numbers(live: Live, token: str) -> tuple[int, str]:
    with closing(HTTPConnection("127.0.0.1", live.port, timeout=20)) as connection:
        connection.request("GET", "/metrics", headers={"Authorization": f"Bearer {token}"})
        answer = connection.getresponse()
        return answer.status, answer.read().decode()


def count(text: str, sample: str) -> float:
    found = re.search(rf"^{re.escape(sample)} (\S+)$", text, re.MULTILINE)
    return float(found[1]) if found else 0.0


def test_the_log_is_one_object_a_line_and_names_nobody_and_the_numbers_are_for_the_token_alone(tmp_path: Path) -> None:
    live = Live(tmp_path, LOG_FORMAT="json", LOG_LEVEL="INFO", METRICS_TOKEN=TOKEN)
    try:
        link = live.link()
        assert live.page("/readyz") == "ok"
        assert numbers(live, "wrong")[0] == 404
        token = re.search(r'name="csrfmiddlewaretoken" value="(\w+)"', live.page("/sign-in/"))
        assert token
        form = f"csrfmiddlewaretoken={token[1]}&username=unmistakable-name&password=unmistakable-word"
        assert live.ask("/sign-in/", form).status == 400
        assert live.sign_in(link) == 302
        assert "Ready for a workshop." in live.page("/status/"), "who starts the server is its host"
        status, text = numbers(live, TOKEN)
        assert status == 200
        assert count(text, 'hymnsheet_requests_total{status="3xx",what="press"}') == 1
        assert count(text, 'hymnsheet_requests_total{status="4xx",what="press"}') == 1
        assert count(text, 'hymnsheet_request_seconds_count{what="press"}') == 2
        assert count(text, "hymnsheet_disk_free_bytes") > 0
        code, said = live.stop()
    finally:
        live.process.kill()
        live.process.communicate()
    lines = [json.loads(line) for line in said.splitlines()]
    assert code == 0
    assert [line["event"] for line in lines if "event" in line] == ["server-started", "sign-in-refused", "sign-in", "server-stopped"]
    assert all(re.fullmatch(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z", line["at"]) for line in lines)
    assert [word for word in ("unmistakable", "127.0.0.1", link, TOKEN) if word in said] == []
