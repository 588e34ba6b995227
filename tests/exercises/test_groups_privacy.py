"""What is left of labels and wishes on disk, and what a moved phone is told over its socket."""

from __future__ import annotations

import asyncio
from pathlib import Path
from typing import Any

import pytest
from django.db import connection

from exercises.groups import actions, people, places
from exercises.models import Draft, Group, Label, Place, Wish
from sessions.actions import running, stage
from sessions.models import LiveSession, Participant
from tests.factories import make_running
from tests.phones import Phone, in_thread, opened

SET = "meetings-and-panels"


def wishing(count: int) -> tuple[LiveSession, list[Phone]]:
    """A room that has been asked for wishes."""
    live = make_running(question_set=SET)
    key = next(part.slide.key for part in live.parts if part.slide.kind == "choice-of-question-set")
    stage.go_to(live, live.revision, key)
    actions.set_up(live, live.revision, "wishes", ["Window table", "Door table"], 3, 6)
    live.refresh_from_db()
    stage.open_exercise(live, live.revision)
    return live, [Phone(live) for _n in range(count)]


def on_disk() -> bytes:
    """Everything the database has on disk."""
    database = Path(str(connection.settings_dict["NAME"]))
    return b"\0".join(file.read_bytes() for file in database.parent.glob(f"{database.name}*"))


def wished(count: int) -> tuple[LiveSession, list[bytes], list[bytes]]:
    """A room with labels and wishes, the labels as bytes, and the bytes by which each wish can be found in a table or index.

    The seats get ids of six bytes, so that a pair of them cannot stand in the file by chance.
    """
    live, phones = wishing(count)
    for n, phone in enumerate(phones):
        odd = 0x5A1B2C3D4E00 + n * 0x0101
        Participant.objects.filter(pk=phone.seat.pk).update(id=odd)
        phone.seat.pk = odd
    labels = [f"zq label {n} of ours" for n in range(count)]
    ids = [phone.seat.pk.to_bytes(6, "big") for phone in phones]
    for n, phone in enumerate(phones):
        friend, other = phones[(n + 1) % count], phones[(n + 2) % count]
        data: dict[str, Any] = {"label": labels[n], "turn": 1, "sent": "1", "table": [1]}
        phone.answer(live.slide_key, **data)
        Wish.objects.create(who=phone.seat, person=friend.seat)
        Wish.objects.create(who=phone.seat, person=other.seat, rather_not=True)
    pairs = [ids[n] + ids[(n + k) % count] for n in range(count) for k in (1, 2)]
    return live, [label.encode() for label in labels], pairs


@pytest.mark.embedded  # reads the files of SQLite
@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("end", ["fixed", "ended"])
def test_after_fixing_or_ending_nothing_on_disk_says_who_wished_for_whom(end: str) -> None:
    live, labels, pairs = wished(9)
    before = on_disk()
    assert [secret in before for secret in labels] == [True] * 9
    assert [secret in before for secret in pairs] == [True] * 18

    live.refresh_from_db()
    if end == "fixed":
        actions.suggest(live, live.revision)
        actions.fix(live, live.revision)
    else:
        running.end(live, live.revision)

    after = on_disk()
    assert [secret for secret in (*labels, *pairs) if secret in after] == []
    assert (Label.objects.count(), Wish.objects.count(), Draft.objects.count()) == (0, 0, 0)
    assert Place.objects.filter(group__isnull=False).count() == (9 if end == "fixed" else 0)


@pytest.mark.embedded  # reads the files of SQLite
@pytest.mark.django_db(transaction=True)
def test_starting_the_server_finishes_what_a_crash_left_in_the_log() -> None:
    from exercises.groups.exercise import Groups

    live, labels, _pairs = wished(3)
    Wish.objects.all().delete()
    Label.objects.all().delete()  # and the process was stopped here
    Groups().starting()
    after = on_disk()
    assert ([label for label in labels if label in after], live.is_over) == ([], False)


@pytest.mark.django_db(transaction=True)
async def test_a_moved_phone_is_sent_to_its_new_group_and_hears_no_more_of_the_old_one() -> None:
    live, phones = await in_thread(wishing)(4)
    me, other = phones[0], phones[1]

    def fix() -> tuple[Group, Group]:
        for phone in phones:
            phone.answer(live.slide_key, label="", turn=1, sent="1")
        actions.choose_way(live, fresh(live), "pick")
        for phone in phones:
            phone.answer(live.slide_key, group=1)
        live.refresh_from_db()
        actions.fix(live, fresh(live))
        first, second = live.groups.all()
        return first, second

    first, second = await in_thread(fix)()
    socket = await opened(me.socket())
    theirs = await opened(other.socket())

    def move() -> None:
        actions.move(live, fresh(live), people.number_of(live, me.seat), second.position)

    await in_thread(move)()
    codes: list[int] = []
    async with asyncio.timeout(5):
        while not codes:
            message = await socket.receive_output(timeout=3)
            if message["type"] == "websocket.close":
                codes.append(message["code"])
            else:
                assert f"group-{first.pk}" not in message.get("text", "") or "of you" in message.get("text", "")
    assert codes == [4012]
    heard = ""
    async with asyncio.timeout(5):
        while "3 of you" not in heard:
            heard = (await theirs.receive_output(timeout=3)).get("text", "")
    assert f'data-piece="group-{first.pk}"' in heard

    def now() -> tuple[list[str], str]:
        from sessions.screens import pieces

        return [a for a in pieces.addresses(live, me.seat) if a.startswith("group")], me.poll().content.decode()

    addresses, page = await in_thread(now)()
    assert (set(addresses), f"group-{first.pk}" in page, "Door table" in page) == ({places.address(second)}, False, True)
    await theirs.disconnect()


def fresh(live: LiveSession) -> int:
    """The revision now."""
    return LiveSession.objects.values_list("revision", flat=True).get(pk=live.pk)
