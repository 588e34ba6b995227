"""The sealed ballot box: what is left on disk, what a crash leaves, what cannot be done twice."""

from __future__ import annotations

import stat
from pathlib import Path
from typing import Any

import pytest
from django.db import connection

from exercises import keys, sealed
from exercises.models import Ballot, Hands, Total
from exercises.vote.exercise import Vote
from sessions.actions import running, stage
from sessions.actions.answer import answer
from sessions.exercise import Refused
from sessions.models import LiveSession, SlideRun
from tests.factories import make_running, make_seat

VOTE, REVEAL = "creating-safety", "behaviour-based-or-ecological"


def voted(people: int) -> tuple[LiveSession, SlideRun]:
    """A live session whose vote is open, with so many ballots in the box."""
    live = make_running(VOTE)
    stage.open_exercise(live, live.revision)
    for _n in range(people):
        answer(live, make_seat(live)[0], VOTE, {"pick": ["4", "6", "8"], "turn": "1", "sent": "1"})
    return live, SlideRun.objects.select_related("live").get(live=live, slide_key=VOTE)


def on_disk(keys_dir: Path) -> bytes:
    """Everything the database and the keys have on disk."""
    database = Path(str(connection.settings_dict["NAME"]))
    files = [*database.parent.glob(f"{database.name}*"), *(f for f in keys_dir.rglob("*") if f.is_file())]
    return b"\0".join(file.read_bytes() for file in files)


@pytest.mark.embedded  # reads the files of SQLite; tests/scale does so for PostgreSQL
@pytest.mark.django_db(transaction=True)
def test_after_sealing_nothing_on_disk_says_who_chose_what(keys_dir: Path) -> None:
    live, run = voted(40)
    voters = [name.encode() for name in Ballot.objects.values_list("voter", flat=True)]
    key = keys.get(run.pk)
    assert key is not None
    before = on_disk(keys_dir)
    assert [secret in before for secret in (*voters, key)] == [True] * 41

    stage.go_to(live, live.revision, REVEAL)
    stage.show_step(live, live.revision, 1)

    after = on_disk(keys_dir)
    assert [secret for secret in (*voters, key, key.hex().encode()) if secret in after] == []
    assert (Total.objects.get().choice, list(keys_dir.iterdir())) == ({"4": 40, "6": 40, "8": 40}, [])


@pytest.mark.embedded  # reads the files of SQLite
@pytest.mark.django_db(transaction=True)
def test_the_end_of_a_workshop_leaves_nothing_on_disk_either(keys_dir: Path) -> None:
    live, run = voted(3)
    voters = [name.encode() for name in Ballot.objects.values_list("voter", flat=True)]
    running.end(live, live.revision)
    after = on_disk(keys_dir)
    assert ([name for name in voters if name in after], keys.get(run.pk)) == ([], None)


@pytest.mark.embedded  # key files
@pytest.mark.django_db
def test_the_key_is_never_in_the_database_and_only_its_owner_can_read_it(keys_dir: Path) -> None:
    _live, run = voted(1)
    [file] = keys_dir.iterdir()
    assert (file.read_bytes(), stat.S_IMODE(file.stat().st_mode)) == (keys.get(run.pk), 0o600)


@pytest.mark.django_db
def test_two_boxes_give_the_same_seat_two_names() -> None:
    live, run = voted(1)
    seat = live.participants.get()
    stage.go_to(live, live.revision, REVEAL)
    other = SlideRun.objects.get(live=live, slide_key=REVEAL)
    sealed.open_box(other)
    names = {sealed.voter(run, seat), sealed.voter(other, seat)}
    assert (len(names), None in names) == (2, False)


@pytest.mark.django_db
def test_opening_a_box_again_keeps_its_key() -> None:
    live, run = voted(1)
    before = keys.get(run.pk)
    stage.close_exercise(live, live.revision)
    stage.open_exercise(live, live.revision)
    assert keys.get(run.pk) == before


@pytest.mark.django_db
def test_sealing_twice_counts_once(django_capture_on_commit_callbacks: Any) -> None:
    _live, run = voted(3)
    with django_capture_on_commit_callbacks(execute=True):
        first = sealed.seal(run)
        again = sealed.seal(run)
    assert (again.pk, again.people, again.picks) == (first.pk, 3, 9)


@pytest.mark.django_db
def test_the_key_outlives_the_transaction_that_seals(django_capture_on_commit_callbacks: Any) -> None:
    """If the transaction fails, the ballots are still there, and so is the key to change them."""
    _live, run = voted(1)
    with django_capture_on_commit_callbacks(execute=False) as callbacks:
        sealed.seal(run)
    assert keys.get(run.pk) is not None
    for callback in callbacks:
        callback()
    assert keys.get(run.pk) is None


@pytest.mark.django_db
def test_a_sealed_box_takes_nothing_more() -> None:
    live, run = voted(1)
    sealed.seal(run)
    with pytest.raises(Refused):
        answer(live, live.participants.get(), VOTE, {"pick": ["1"], "turn": "2"})
    assert (Ballot.objects.count(), Total.objects.get().choice) == (0, {"4": 1, "6": 1, "8": 1})


@pytest.mark.embedded  # key files
@pytest.mark.django_db
def test_what_a_crash_left_behind_is_finished_at_the_next_start(keys_dir: Path) -> None:
    live, run = voted(2)
    Total.objects.create(run=run, people=2, picks=6, choice={"4": 2, "6": 2, "8": 2})  # written, but then the server was killed
    keys.make(999_999)  # and a key whose session has been deleted since
    stage.go_to(live, live.revision, REVEAL)
    stage.open_exercise(live, live.revision)
    sorting = SlideRun.objects.get(live=live, slide_key=REVEAL)
    Vote().starting()
    Vote().starting()
    assert Ballot.objects.count() == 0
    assert [file.name for file in keys_dir.iterdir()] == [f"{sorting.pk}.key"]  # what is open stays open


@pytest.mark.embedded  # key files
@pytest.mark.django_db
def test_destroying_a_key_overwrites_it_first(keys_dir: Path) -> None:
    keys.make(7)
    key = keys.get(7)
    other_name = keys_dir / "the same file by another name"
    other_name.hardlink_to(keys_dir / "7.key")
    keys.destroy(7)
    keys.destroy(7)
    assert key is not None
    assert (other_name.read_bytes(), keys.get(7)) == (bytes(keys.SIZE), None)


@pytest.mark.django_db
def test_counting_takes_hands_along_and_leaves_out_who_ticked_nothing() -> None:
    hands = Hands(people=3, choice={"4": 2, "1": 1})
    people, counted = sealed.count([[4, 6], [], [4]], hands)
    assert (people, dict(counted)) == (5, {"4": 4, "6": 1, "1": 1})
