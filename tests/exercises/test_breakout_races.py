"""Two people in a group press at the same moment: real threads on a real database file."""

from __future__ import annotations

import threading
from collections.abc import Callable

import pytest
from django.db import connection

from exercises import drafts
from exercises.breakout import actions
from exercises.models import Reach
from tests.tables import BLOCK, make_table, talking

pytestmark = pytest.mark.django_db(transaction=True)


def together(*presses: Callable[[], object]) -> list[object]:
    """What presses that start at the same moment answered, in no order."""
    line = threading.Barrier(len(presses))
    answers: list[object] = []

    def press(act: Callable[[], object]) -> None:
        line.wait()
        try:
            answers.append(act())
        finally:
            connection.close()

    threads = [threading.Thread(target=press, args=(act,)) for act in presses]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return answers


def test_of_two_simultaneous_changes_one_is_made_and_the_other_kept_beside_it() -> None:
    live = talking()
    group, (ana, ben) = make_table(live, "Window table")
    for number in range(10):
        point = actions.add_point(live, group, ana.seat, BLOCK, f"As it was {number}")
        answers = together(
            lambda pk=point.pk, n=number: actions.edit_point(live, group, ana.seat, pk, BLOCK, f"Ana {n}", 1, Reach.GROUP),  # type: ignore[misc]
            lambda pk=point.pk, n=number: actions.edit_point(live, group, ben.seat, pk, BLOCK, f"Ben {n}", 1, Reach.GROUP),  # type: ignore[misc]
        )
        written = set(group.points.filter(text__endswith=f" {number}").values_list("text", flat=True))
        assert (sorted(map(str, answers)), written) == (["False", "True"], {f"Ana {number}", f"Ben {number}"})


def test_the_same_addition_on_two_roads_at_once_is_one_point() -> None:
    live = talking()
    group, (ana, _ben) = make_table(live, "Window table")
    for number in range(10):
        add = lambda key=f"k{number}": actions.add_point(live, group, ana.seat, BLOCK, "Once", request_key=key).pk  # noqa: E731
        assert len(set(together(add, add, add))) == 1
    assert group.points.count() == 10


def test_the_newest_of_many_simultaneous_saves_is_what_is_kept() -> None:
    _group, (ana, _ben) = make_table(talking(), "Window table")
    together(*(lambda n=n: drafts.save(ana.seat, "group.point", f"turn {n}", n) for n in range(1, 13)))
    assert drafts.of(ana.seat)["group.point"].text == "turn 12"
