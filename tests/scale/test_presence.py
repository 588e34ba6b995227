"""Who is there, where several processes tell each other through Redis."""

from __future__ import annotations

import socket
import time
from typing import Any

from sessions import presence
from tests import services


def test_a_phone_that_two_processes_have_heard_of_is_one_phone(settings: Any) -> None:
    with services.redis() as store:
        settings.REDIS_URL = store.url
        for n in range(10):
            presence.heard("room", "phones", f"phone {n}")
        presence.tell()
        presence.forget()  # another process, to which half of their polls go
        for n in range(5, 12):
            presence.heard("room", "phones", f"phone {n}")
        presence.heard("elsewhere", "phones", "phone 12")
        assert presence.everywhere("phones") == 13


def test_a_redis_that_takes_questions_and_never_answers_holds_the_count_up_once_however_many_rooms(settings: Any) -> None:
    with socket.create_server(("127.0.0.1", 0)) as silent:
        settings.REDIS_URL = f"redis://127.0.0.1:{silent.getsockname()[1]}/0"
        for n in range(40):
            presence.heard(f"room {n}", "phones", "a phone")
        began = time.monotonic()
        assert presence.everywhere("phones") == 40
        assert time.monotonic() - began < 20
