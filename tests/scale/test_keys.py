"""Ballot keys in Redis: shared by all processes, gone by themselves, and gone for good when they are destroyed."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest

from exercises import keys
from tests import services
from workshop import shared


@pytest.fixture(scope="module")
def store() -> Iterator[services.Service]:
    with services.redis() as running:
        yield running


@pytest.fixture(autouse=True)
def on_redis(settings: Any, store: services.Service) -> None:
    settings.REDIS_URL = store.url


def test_a_key_is_the_same_for_every_process_and_ends_by_itself() -> None:
    keys.make(7)
    key = keys.get(7)
    keys.forget()  # another process
    assert (key is not None and len(key), keys.get(7)) == (keys.SIZE, key)
    assert 0 < int(shared.redis().ttl("hymnsheet-ballot-key-7")) <= keys.LIFETIME


def test_a_redis_that_lost_everything_gets_an_open_boxs_key_back_from_whoever_has_used_it(store: services.Service) -> None:
    keys.make(7)
    key = keys.get(7)
    store.kill()
    assert keys.get(7) == key, "whoever has used it goes on"
    store.start()
    assert keys.get(7) == key
    assert shared.redis().get("hymnsheet-ballot-key-7") is None, "looking does not bring it back: the box may have been sealed"
    keys.put_back(7)
    keys.forget()
    assert keys.get(7) == key


def test_a_destroyed_key_is_gone_for_whoever_has_used_it_too() -> None:
    keys.make(7)
    held = dict(keys._held)
    keys.destroy(7)
    keys._held.update(held)  # another process, which has used it
    assert (keys.get(7), keys._held) == (None, {})
    keys.put_back(7)
    assert keys.get(7) is None


def test_whether_there_is_a_key_cannot_be_told_by_a_new_process_while_redis_is_away(store: services.Service) -> None:
    keys.make(7)
    keys.forget()
    store.kill()
    for ask in (keys.get, keys.make, keys.destroy):
        with pytest.raises(keys.Unreachable):
            ask(7)
    store.start()
    assert keys.get(7) is None


def test_every_kept_key_is_found_so_that_what_a_crash_left_can_be_destroyed() -> None:
    keys.make(7)
    keys.forget()
    keys.make(8)
    keys.destroy(9)
    assert list(keys.kept()) == [7, 8]
