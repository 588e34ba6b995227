"""Back-ups: what is in one and what is not, when there is none, and what becomes of it when it is put back. The same on every database."""

from __future__ import annotations

import stat
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import timedelta
from io import StringIO
from pathlib import Path

import pytest
import time_machine
from django.contrib.sessions.models import Session
from django.core.management import CommandError, call_command
from django.db import connection, connections

from exercises import backups
from exercises.models import (
    ActionPoint,
    Ballot,
    Card,
    Draft,
    Factor,
    Group,
    GroupAgency,
    Level,
    Note,
    Point,
    Reach,
    Reflection,
    Support,
    Wish,
)
from sessions import clock
from sessions.actions import running, stage
from sessions.actions.answer import answer
from sessions.management import preparing
from sessions.models import LiveSession, Participant
from tests.factories import at_desk, make_live, make_running, make_seat, make_user

pytestmark = pytest.mark.django_db(transaction=True)

VOTE = "creating-safety"
WORDS, WISHED, KEPT = "heron-private-words", "heron-wished-words", "heron-kept-words"
GOING, PLACE = "heron-going-words", "heron-place"


def said(command: str, *arguments: str) -> str:
    out = StringIO()
    call_command(command, *arguments, stdout=out)
    return out.getvalue()


def finished() -> LiveSession:
    """A workshop that has just ended and left something private and something for the team lead."""
    live = make_running()
    seat, _cookie = make_seat(live)
    Reflection.objects.create(who=seat, text=WORDS)
    Note.objects.create(who=seat, tags=["time"], text=WORDS)
    ActionPoint.objects.create(live=live, level=Level.TEAM, position=1, what=KEPT, passed_on=True, writer=seat)
    running.end(live, live.revision)
    return live


def test_what_was_backed_up_is_put_back_and_what_came_afterwards_is_not(tmp_path: Path) -> None:
    live = finished()
    kept = tmp_path / "hymns.backup"
    assert "delete this file within 14 days" in said("backup", str(kept))
    assert stat.S_IMODE(kept.stat().st_mode) == 0o600
    live.delete()
    later = make_live()

    assert "Everybody signs in again." in said("restore", "--replace", str(kept))
    assert (LiveSession.objects.get().key, ActionPoint.objects.get().what, Reflection.objects.get().text) == (live.key, KEPT, WORDS)
    assert not LiveSession.objects.filter(key=later.key).exists()
    assert make_live().pk > LiveSession.objects.order_by("pk")[0].pk, "new things can be made"


def test_what_was_due_meanwhile_is_gone_when_a_back_up_is_put_back(tmp_path: Path) -> None:
    finished()
    kept = tmp_path / "hymns.backup"
    said("backup", str(kept))
    with time_machine.travel(clock.now() + timedelta(days=15), tick=False):
        assert "deleted, because it was due: 1 seats" in said("restore", "--replace", str(kept))
    assert (Participant.objects.count(), Reflection.objects.count(), Note.objects.count()) == (0, 0, 0)
    assert ActionPoint.objects.get().what == KEPT


def test_there_is_no_back_up_while_ballots_are_in_a_box(tmp_path: Path) -> None:
    live = make_running(VOTE)
    stage.open_exercise(live, live.revision)
    answer(live, make_seat(live)[0], VOTE, {"pick": ["4", "6", "8"], "turn": "1", "sent": "1"})
    for _moment in ("open", "closed"):
        with pytest.raises(CommandError, match="A vote or a sorting is open, or not shown yet"):
            said("backup", str(tmp_path / "hymns.backup"))
        if live.runs.filter(slide_key=VOTE, phase="open").exists():
            stage.close_exercise(live, live.revision)
    assert (list(tmp_path.glob("hymns*")), Ballot.objects.count()) == ([], 1)
    running.end(live, live.revision)
    said("backup", str(tmp_path / "hymns.backup"))


def test_wishes_sign_ins_and_keys_are_never_in_a_back_up(tmp_path: Path, keys_dir: Path) -> None:
    live = make_running()
    seat, other = make_seat(live)[0], make_seat(live)[0]
    Wish.objects.create(who=seat, person=other, rather_not=True)
    signed_in = at_desk(make_user()).cookies
    [session] = Session.objects.values_list("session_key", flat=True)
    keys_dir.mkdir(parents=True)
    (keys_dir / "7.key").write_bytes(b"heron-key-of-a-box-that-is-open!")
    kept = tmp_path / "hymns.backup"
    said("backup", str(kept))
    assert [secret for secret in (session, "heron-key") if secret.encode() in kept.read_bytes()] == []
    assert any(morsel.value == session for morsel in signed_in.values()), "it would open a door"

    said("restore", "--replace", str(kept))
    assert (Wish.objects.count(), Session.objects.count(), Participant.objects.count()) == (0, 0, 2)


def half_way() -> LiveSession:
    """A workshop that is paused overnight, with something of everything that goes when it ends, and with something that stays."""
    live = make_running()
    seat, _cookie = make_seat(live)
    Participant.objects.filter(pk=seat.pk).update(agency=PLACE)
    group = Group.objects.create(live=live, name="Window table", position=1)
    for reach in Reach:
        words = KEPT if reach == Reach.ROOM else GOING
        Point.objects.create(group=group, block="b", text=words, reach=reach, writer=seat)
        Card.objects.create(group=group, text=words, reach=reach, writer=seat)
    GroupAgency.objects.create(group=group, name=GOING)
    GroupAgency.objects.create(group=group, name=KEPT, is_shared=True)
    Factor.objects.create(group=group, who=seat, factor=GOING)
    Draft.objects.create(who=seat, field="group.point", text=GOING, turn=1)
    proposal = ActionPoint.objects.create(live=live, level=Level.TEAM, position=1, what=KEPT, writer=seat)
    ActionPoint.objects.create(live=live, level=Level.YOU, position=1, what=WORDS, writer=seat)
    Support.objects.create(point=proposal, who=seat)
    running.pause(live, live.revision)
    return live


LASTING = (Participant, Group, Point, Card, GroupAgency, Factor, Draft, ActionPoint, Support)


def rows() -> dict[str, list[tuple[object, ...]]]:
    """All that people have left behind, to the column."""
    return {model.__name__: list(model._default_manager.order_by("pk").values_list()) for model in LASTING}


def test_what_goes_when_a_workshop_ends_is_in_no_back_up_made_before(tmp_path: Path) -> None:
    live = half_way()
    kept = tmp_path / "hymns.backup"
    if connection.vendor != "sqlite":  # its copy cannot leave rows out
        with pytest.raises(CommandError, match="A workshop that has not ended holds what is promised to go when it does"):
            said("backup", str(kept))
        assert list(tmp_path.glob("hymns*")) == []
        running.end(live, live.revision)
        said("backup", str(kept))
        return
    file = Path(connection.settings_dict["NAME"])
    assert "Not in it: what goes when a workshop ends" in said("backup", str(kept))
    assert [words.encode() in kept.read_bytes() for words in (GOING, PLACE, KEPT, WORDS)] == [False, False, True, True]
    assert GOING.encode() in b"".join(each.read_bytes() for each in file.parent.glob(f"{file.name}*")), "here it stays"

    said("restore", "--replace", str(kept))
    live.refresh_from_db()
    before = rows()
    assert [point.text for point in Point.objects.all()] == [KEPT]
    running.end(live, live.revision)
    assert rows() == before, "and so there is nothing left to forget"


def test_a_back_up_never_takes_another_files_place(tmp_path: Path) -> None:
    kept = tmp_path / "hymns.backup"
    kept.write_text("something else")
    with pytest.raises(CommandError, match="is there already"):
        said("backup", str(kept))
    assert kept.read_text() == "something else"


@pytest.mark.parametrize("content", [b"", b"heron", b"SQLite format 3\0 and no more", b"PGDMP and no more"])
def test_what_is_no_back_up_changes_nothing(tmp_path: Path, content: bytes) -> None:
    live = finished()
    (tmp_path / "hymns.backup").write_bytes(content)
    with pytest.raises(CommandError):
        said("restore", "--replace", str(tmp_path / "hymns.backup"))
    assert (LiveSession.objects.get().key, ActionPoint.objects.get().what) == (live.key, KEPT)


def test_workshops_are_replaced_only_when_that_is_said(tmp_path: Path) -> None:
    finished()
    kept = tmp_path / "hymns.backup"
    said("backup", str(kept))
    with pytest.raises(CommandError, match="--replace"):
        said("restore", str(kept))
    LiveSession.objects.all().delete()
    said("restore", str(kept))
    assert LiveSession.objects.count() == 1


def test_nothing_is_put_back_while_a_server_runs(tmp_path: Path) -> None:
    kept = tmp_path / "hymns.backup"
    said("backup", str(kept))
    with another_server(), pytest.raises(CommandError, match=r"running already|in use"):
        said("restore", "--replace", str(kept))


@contextmanager
def another_server() -> Iterator[None]:
    """What a running server holds: the data folder, or connections to the database."""
    if connection.vendor == "sqlite":
        with preparing.only_server(preparing.data_folder()):
            yield
        return
    holder = connections.create_connection("default")
    holder.settings_dict = {**holder.settings_dict, "OPTIONS": {"application_name": "hymn-sheet another"}}
    holder.connect()
    try:
        yield
    finally:
        holder.close()


def test_a_program_that_fails_is_one_sentence_without_the_password() -> None:
    with pytest.raises(backups.Impossible) as refusal:
        backups._run(["pg_restore", "--no-such-option"])
    assert str(refusal.value).startswith("pg_restore failed: ") or "is not installed here" in str(refusal.value)
