"""What goes when: told by travelling in time, and by reading the files the database leaves on disk."""

from __future__ import annotations

from datetime import timedelta
from io import StringIO
from pathlib import Path

import pytest
import time_machine
from axes.models import AccessAttempt
from django.core.management import call_command
from django.db import connection

from exercises.models import ActionPoint, Group, Level, Note, Point, Reach, Reflection
from sessions import clock
from sessions.actions import accounts, preparing, purging, running, stage
from sessions.models import LiveSession, Participant, SignInLink
from sessions.models.people import Agency
from sessions.phases import Phase
from tests.factories import make_live, make_running, make_seat, make_user

PRIVATE, SHARED, PASSED_ON, OWN = "heron-private-words", "heron-shared-words", "heron-passed-words", "heron-own-words"


def at_days(days: float) -> time_machine.travel:
    return time_machine.travel(clock.now() + timedelta(days=days), tick=False)


def with_words(kept_days: int = 90) -> LiveSession:
    """A session that has just ended, with something of every reach."""
    live = make_running(kept_days=kept_days)
    seat, _cookie = make_seat(live)
    group = Group.objects.create(live=live, name="Window table", position=1)
    Note.objects.create(who=seat, tags=["time"], text=PRIVATE)
    Reflection.objects.create(who=seat, text=PRIVATE)
    Point.objects.create(group=group, block="meetings-who-and-voice/who", text=SHARED, reach=Reach.ROOM, writer=seat)
    ActionPoint.objects.create(live=live, level=Level.YOU, position=1, what=PASSED_ON, passed_on=True, writer=seat)
    ActionPoint.objects.create(live=live, level=Level.YOU, position=2, what=OWN, writer=seat)
    running.end(live, live.revision)
    return live


def on_disk() -> bytes:
    """Everything the database has on disk."""
    database = Path(str(connection.settings_dict["NAME"]))
    return b"\0".join(file.read_bytes() for file in database.parent.glob(f"{database.name}*"))


def found(words: str) -> bool:
    return words.encode() in on_disk()


@pytest.mark.django_db
def test_where_people_work_is_forgotten_at_the_end() -> None:
    live = make_running(asks_agency=True)
    seat, _cookie = make_seat(live)
    Participant.objects.filter(pk=seat.pk).update(agency=Agency.POLICE)
    running.end(live, live.revision)
    assert Participant.objects.get(pk=seat.pk).agency == ""


@pytest.mark.django_db
def test_nothing_private_goes_a_moment_before_its_fourteen_days_and_all_of_it_then() -> None:
    with_words()
    with at_days(13.99):
        purging.purge()
        assert (Note.objects.count(), Reflection.objects.count(), Participant.objects.count(), ActionPoint.objects.count()) == (1, 1, 1, 2)
    with at_days(14.01):
        purging.purge()
    assert (Note.objects.count(), Reflection.objects.count(), Participant.objects.count()) == (0, 0, 0)
    assert [(point.what, point.writer) for point in ActionPoint.objects.all()] == [(PASSED_ON, None)]
    assert [(point.text, point.writer) for point in Point.objects.all()] == [(SHARED, None)]


@pytest.mark.parametrize("days", [7, 90, 365])
@pytest.mark.django_db
def test_a_workshop_goes_after_as_many_days_as_were_chosen(days: int) -> None:
    with_words(kept_days=days)
    with at_days(days - 0.01):
        purging.purge()
        assert LiveSession.objects.count() == 1
    with at_days(days + 0.01):
        purging.purge()
    assert (LiveSession.objects.count(), ActionPoint.objects.count(), Point.objects.count()) == (0, 0, 0)


@pytest.mark.embedded  # reads the files of SQLite
@pytest.mark.django_db(transaction=True)
def test_what_has_gone_cannot_be_read_from_the_files_either() -> None:
    with_words()
    assert [found(words) for words in (PRIVATE, SHARED, PASSED_ON, OWN)] == [True] * 4
    with at_days(14.01):
        purging.purge()
        assert [found(words) for words in (PRIVATE, SHARED, PASSED_ON, OWN)] == [False, True, True, False]
    with at_days(90.01):
        purging.purge()
    assert [found(words) for words in (PRIVATE, SHARED, PASSED_ON, OWN)] == [False] * 4


@pytest.mark.embedded  # reads the files of SQLite
@pytest.mark.django_db(transaction=True)
def test_of_many_long_texts_written_and_rewritten_not_one_can_be_read_afterwards() -> None:
    live, other = make_running(), make_running()
    seats, others = ([make_seat(each)[0] for _n in range(40)] for each in (live, other))
    for n in range(400):  # side by side in the same pages with those of a workshop that goes on
        Note.objects.create(who=seats[n % 40], text=f"heron-{n}-begin " + "x" * (n * 7 % 450))
        Note.objects.create(who=others[n % 40], text=f"lark-{n}-begin " + "x" * (n * 11 % 450))
    for note in Note.objects.filter(who__live=live)[::3]:
        note.text += " and heron-more" * (note.pk % 3)
        note.text = note.text[:500]
        note.save()
    assert found("heron-399-begin")
    running.end(live, live.revision)
    with at_days(14.01):
        LiveSession.objects.filter(pk=other.pk).update(moved_at=clock.now())  # still on
        purging.purge()
    assert (Note.objects.count(), [n for n in range(400) if found(f"heron-{n}-begin")], found("heron-more")) == (400, [], False)


@pytest.mark.django_db
def test_a_workshop_left_running_is_ended_after_a_day_and_its_days_begin_to_count() -> None:
    live = make_running()
    with at_days(0.9):
        purging.purge()
        assert LiveSession.objects.get(pk=live.pk).phase == Phase.RUNNING
    with at_days(1.1):
        gone = purging.purge()
        live.refresh_from_db()
        assert (live.phase, live.ended_at, gone) == (Phase.ENDED, clock.now(), {"workshops ended that were left running": 1})


@pytest.mark.django_db
def test_a_workshop_that_was_paused_for_the_next_morning_goes_on_until_it_is_left_for_a_day() -> None:
    live = make_running()
    running.pause(live, live.revision)
    with at_days(25 / 24):
        running.resume(live, live.revision)
        purging.purge()
        live.refresh_from_db()
        assert (live.phase, live.code != "") == (Phase.RUNNING, True)
    with at_days(25 / 24 + 1.01):
        assert purging.purge() == {"workshops ended that were left running": 1}
        live.refresh_from_db()
        assert live.phase == Phase.ENDED


@pytest.mark.django_db
def test_a_workshop_in_which_somebody_pressed_something_today_is_not_left_running() -> None:
    live = make_running()
    with at_days(0.9):
        stage.go_next(live, live.revision)
    with at_days(1.1):
        purging.purge()
    live.refresh_from_db()
    assert live.phase == Phase.RUNNING


@pytest.mark.django_db
def test_a_pause_over_the_weekend_is_left_alone() -> None:
    live = make_running()
    running.pause(live, live.revision)
    with at_days(4):
        purging.purge()
    live.refresh_from_db()
    assert live.phase == Phase.PAUSED


@pytest.mark.django_db
def test_a_lobby_keeps_its_set_up_for_a_year_and_its_seats_for_fourteen_days() -> None:
    live = make_live()
    LiveSession.objects.filter(pk=live.pk).update(date=clock.now().date())
    make_seat(live)
    with at_days(15):
        purging.purge()
        assert (LiveSession.objects.count(), Participant.objects.count()) == (1, 0)
    with at_days(366):
        purging.purge()
    assert LiveSession.objects.count() == 0


@pytest.mark.django_db
def test_sign_in_links_and_wrong_passwords_go_after_a_day() -> None:
    accounts.make_link(make_user())
    AccessAttempt.objects.create(username="somebody", ip_address="192.0.2.7", failures_since_start=1)
    purging.purge()
    assert (SignInLink.objects.count(), AccessAttempt.objects.count()) == (1, 1)
    with at_days(1.1):
        purging.purge()
    assert (SignInLink.objects.count(), AccessAttempt.objects.count()) == (0, 0)


@pytest.mark.django_db
def test_the_command_says_what_went_and_a_dry_run_changes_nothing() -> None:
    def said(*arguments: str) -> str:
        out = StringIO()
        call_command("purge", *arguments, stdout=out)
        return out.getvalue()

    assert said() == "Nothing is due.\n"
    with_words()
    with at_days(91):
        before = (LiveSession.objects.count(), Note.objects.count(), ActionPoint.objects.count())
        would = said("--dry-run")
        assert (before, before) == ((1, 1, 2), (LiveSession.objects.count(), Note.objects.count(), ActionPoint.objects.count()))
        assert ("Would go:" in would, "1 workshops" in would, "1 seats" in would) == (True, True, True)
        assert said().startswith("Gone:")
        assert (LiveSession.objects.count(), Note.objects.count(), said()) == (0, 0, "Nothing is due.\n")


@pytest.mark.django_db
def test_deleting_a_workshop_by_hand_leaves_nothing_of_it() -> None:
    live = with_words()
    preparing.delete(live)
    assert (ActionPoint.objects.count(), Point.objects.count(), Note.objects.count()) == (0, 0, 0)
