"""The checker itself: it has to find what is wrong, or finding nothing means nothing."""

from __future__ import annotations

from collections import Counter

import pytest

from tests.faults.history import PRESS, Command, History, Kept, Outcome, Stored, Verdict, check

ACK, NO, UNKNOWN = Outcome.ACKNOWLEDGED, Outcome.REFUSED, Outcome.UNKNOWN


def added(outcome: Outcome, words: str = "a point") -> Command:
    return Command("point", words, outcome=outcome)


def kept(turn: int, outcome: Outcome) -> Command:
    return Command("draft", "7 note", turn, f"typed {turn}", outcome)


def pressed(seen: int, outcome: Outcome) -> Command:
    return Command(PRESS, "next", seen, outcome=outcome)


def verdict(*commands: Command, by_clock: int = 0, **stored: object) -> Verdict:
    return check(History(1, by_clock, list(commands)), Stored(**({"revision": 1} | stored)))  # type: ignore[arg-type]


def there(number: int, words: str = "a point") -> Counter[tuple[str, str]]:
    return Counter({("point", words): number})


@pytest.mark.parametrize(("outcome", "number"), [(ACK, 1), (UNKNOWN, 0), (UNKNOWN, 1), (NO, 0)])
def test_what_is_added_may_be_there_once_when_it_was_taken_or_nobody_knows(outcome: Outcome, number: int) -> None:
    assert verdict(added(outcome), added=there(number) if number else Counter()) == Verdict()


def test_what_was_acknowledged_and_is_not_there_is_lost() -> None:
    assert verdict(added(ACK)) == Verdict(lost=("('point', 'a point')",))


def test_what_is_there_twice_is_doubled() -> None:
    assert verdict(added(ACK), added=there(2)) == Verdict(doubled=("('point', 'a point')",))


@pytest.mark.parametrize("commands", [[], [added(NO)], [added(ACK, "another"), added(NO)]])
def test_what_was_never_sent_or_only_refused_and_is_there_is_a_phantom(commands: list[Command]) -> None:
    stored = there(1) + there(1, "another") if len(commands) == 2 else there(1)
    assert verdict(*commands, added=stored) == Verdict(phantom=("('point', 'a point')",))


@pytest.mark.parametrize("turn", [3, 4])
def test_in_a_place_the_last_acknowledged_change_stands_or_a_later_one_nobody_knows_about(turn: int) -> None:
    commands = [kept(1, ACK), kept(3, ACK), kept(4, UNKNOWN)]
    assert verdict(*commands, kept=[Kept("draft", "7 note", turn, f"typed {turn}")]) == Verdict()


def test_an_older_change_that_won_means_the_newer_one_is_lost() -> None:
    stored = [Kept("draft", "7 note", 1, "typed 1")]
    assert verdict(kept(1, ACK), kept(3, ACK), kept=stored) == Verdict(
        lost=("('draft', '7 note'): turn 3 was acknowledged, turn 1 is stored",)
    )


def test_a_place_with_words_nobody_sent_is_a_phantom() -> None:
    stored = Kept("draft", "7 note", 3, "somebody else’s")
    assert verdict(kept(3, ACK), kept=[stored]) == Verdict(phantom=(str(stored),))


def test_two_rows_in_one_place_are_doubled() -> None:
    stored = [Kept("draft", "7 note", 3, "typed 3"), Kept("draft", "7 note", 3, "typed 3")]
    assert verdict(kept(3, ACK), kept=stored) == Verdict(doubled=("('draft', '7 note')",))


def test_each_press_that_was_taken_moves_the_stage_by_one() -> None:
    assert verdict(pressed(1, ACK), pressed(2, NO), pressed(2, UNKNOWN), revision=3) == Verdict()


def test_a_press_that_was_taken_and_left_the_stage_where_it_was_is_lost() -> None:
    assert verdict(pressed(1, ACK)) == Verdict(lost=("a press at revision 1: the stage is at 1",))


def test_of_two_presses_at_one_revision_only_one_may_be_taken() -> None:
    assert verdict(pressed(1, ACK), pressed(1, ACK), revision=2) == Verdict(doubled=("2 presses at revision 1",))


@pytest.mark.parametrize(("by_clock", "phantom"), [(0, ("revision 3",)), (1, ())])
def test_a_stage_that_moved_without_a_press_is_a_phantom_unless_the_clock_did_it(by_clock: int, phantom: tuple[str, ...]) -> None:
    assert verdict(pressed(1, ACK), pressed(2, NO), by_clock=by_clock, revision=3) == Verdict(phantom=phantom)


@pytest.mark.parametrize(("shows", "phantom"), [(2, ()), (3, ()), (4, ("screen 7 at 4; committed 3",))])
def test_a_screen_that_was_ahead_of_the_database_showed_a_phantom_also_when_it_agrees_again(shows: int, phantom: tuple[str, ...]) -> None:
    history = History(4)
    history.look(7, shows, 3)
    history.look(7, 4, 4)
    assert check(history, Stored(revision=4)) == Verdict(phantom=phantom)


def test_a_refusal_after_a_try_without_an_answer_leaves_it_open_whether_that_try_was_taken() -> None:
    first, again = Command("point", "once", tries=1), Command("point", "again", tries=2)
    for command in (first, again):
        command.answered(False)
    assert (first.outcome, again.outcome) == (NO, UNKNOWN)
