"""Next steps: what is one's own, what the room writes together, and what nobody else ever sees."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

import pytest
import time_machine
from django.db import IntegrityError, transaction
from django.test import Client

from exercises.models import ActionPoint, Draft, Group, OwnLink, Place, Point, Reach, Reflection, SharedPlan, Support
from exercises.next_steps import actions, board, steps
from sessions import clock
from sessions.actions import running
from sessions.exercise import Audience, Refused, exercise_for
from sessions.models import LiveSession
from sessions.screens.on_stage import current_run
from tests.factories import at_desk, make_running
from tests.phones import HTMX, Phone

pytestmark = pytest.mark.django_db
KEY = "next-steps"
CHANGE = "meetings-culture-and-change/change"


def on_stage(**fields: Any) -> LiveSession:
    """A live session with next steps on."""
    return make_running(KEY, **fields)


def post(phone: Phone, path: str, **data: Any) -> Any:
    return phone.client.post(f"/w/{phone.live.key}/{path}", data, headers=HTMX)


def types(phone: Phone, field: str, text: str, turn: int = 1) -> int:
    """Type into a field; the status of its save."""
    return int(post(phone, "draft/", field=field, text=text, turn=turn).status_code)


def proposed(live: LiveSession, phone: Phone, what: str = "Ask the bus company in", level: str = "team", key: str = "") -> ActionPoint:
    """A proposal on a board."""
    assert post(phone, f"proposals/{level}/", what=what, request_key=key).status_code == 200
    return ActionPoint.objects.get(live=live, what=what)


def pressed(live: LiveSession, command: str, **data: Any) -> Any:
    """A press on the owner's console."""
    return at_desk(live.owner).post(f"/console/{live.key}/{command}/", {"seen": live.revision, **data}, headers=HTMX)


def answers_of_a_group(live: LiveSession, *phones: Phone) -> Point:
    """A group of these phones with an answer about what needs to change, and one that is about something else."""
    group = Group.objects.create(live=live, name="Window table", position=1)
    for phone in phones:
        Place.objects.create(participant=phone.seat, group=group)
    Point.objects.create(group=group, block="meetings-who-and-voice/who", text="The school is not there.")
    return Point.objects.create(group=group, block=CHANGE, text="Ask of every plan: the person or the place?")


# ------------------------------------------------------------------ one's own
def test_every_field_is_kept_where_it_belongs_as_it_is_typed() -> None:
    phone = Phone(on_stage())
    typed = {
        "steps.you.reflection": "I picked lighting before people.",
        "steps.you.1.what": "Ask the caretaker.",
        "steps.you.1.who": "Me",
        "steps.you.1.by_when": "2027-02-12",
        "steps.you.3.by_when_text": "before the summer",
    }
    assert [types(phone, field, text) for field, text in typed.items()] == [204] * 5
    assert Reflection.objects.get(who=phone.seat).text == "I picked lighting before people."
    assert list(ActionPoint.objects.values_list("position", "level", "what", "who", "by_when", "by_when_text", "passed_on")) == [
        (1, "you", "Ask the caretaker.", "Me", date(2027, 2, 12), "", False),
        (3, "you", "", "", None, "before the summer", False),
    ]
    assert set(Draft.objects.values_list("text", flat=True)) == {""}


def test_a_save_that_arrives_late_never_wins() -> None:
    phone = Phone(on_stage())
    assert [types(phone, "steps.you.1.what", "Ask the caretaker", 5), types(phone, "steps.you.1.what", "Ask the", 4)] == [204, 204]
    assert ActionPoint.objects.get().what == "Ask the caretaker"


@pytest.mark.parametrize(
    ("field", "text"),
    [
        ("steps.you.1.what", "x" * 501),
        ("steps.you.reflection", "x" * 3001),
        ("steps.you.2.who", "x" * 81),
        ("steps.you.1.by_when", "tomorrow"),
        ("steps.you.1.by_when", "0001-01-01"),
        ("steps.you.4.what", "A fourth"),
        ("steps.you.1.status", "done"),
        ("steps.you.", "x"),
    ],
)
def test_what_does_not_fit_is_refused_and_changes_nothing(field: str, text: str) -> None:
    phone = Phone(on_stage())
    types(phone, "steps.you.1.what", "Ask the caretaker.")
    assert types(phone, field, text, 2) == 400
    assert list(ActionPoint.objects.values_list("what", "who", "by_when")) == [("Ask the caretaker.", "", None)]
    assert Reflection.objects.count() == 0


def test_control_characters_are_taken_out_of_what_is_typed() -> None:
    phone = Phone(on_stage())
    types(phone, "steps.you.1.what", "Ask\x00 the\x1b care\ttaker\r\ntoday")
    assert ActionPoint.objects.get().what == "Ask the care\ttaker\ntoday"


def test_somebodys_own_is_on_no_other_screen_until_they_pass_it_on() -> None:
    live = on_stage()
    writer, other = Phone(live), Phone(live)
    types(writer, "steps.you.reflection", "Hidden reflection")
    types(writer, "steps.you.1.what", "Hidden point")
    seen = {
        "writer": writer.page().content.decode(),
        "other": other.page().content.decode() + other.poll().content.decode(),
        "console": at_desk(live.owner).get(f"/console/{live.key}/").content.decode(),
        "projector": Client().get(f"/screen/{live.screen_token}/").content.decode(),
        "rows": str(list(exercise_for(KEY).rows(current_run(live)))),  # type: ignore[union-attr, arg-type]
        "other's page to keep": other.client.get(f"/w/{live.key}/mine/").content.decode(),
    }
    assert {name for name, html in seen.items() if "Hidden" in html} == {"writer"}
    assert post(writer, "steps/1/pass-on/", on="1").status_code == 200
    assert [row["what"] for row in exercise_for(KEY).rows(current_run(live))] == ["Hidden point"]  # type: ignore[union-attr, arg-type]
    assert "Hidden" not in at_desk(live.owner).get(f"/console/{live.key}/").content.decode()


def test_a_point_is_passed_on_only_by_its_writer_and_taken_back_without_a_reason() -> None:
    phone = Phone(on_stage())
    types(phone, "steps.you.1.what", "Ask the caretaker.")
    flags = []
    for on in ("1", "1", "", ""):
        assert post(phone, "steps/1/pass-on/", on=on).status_code == 200
        flags.append(ActionPoint.objects.get().passed_on)
    assert flags == [True, True, False, False]


def test_a_point_without_words_is_passed_on_to_nobody() -> None:
    phone = Phone(on_stage())
    assert post(phone, "steps/1/pass-on/", on="1").status_code == 409
    types(phone, "steps.you.1.what", "Ask the caretaker.")
    post(phone, "steps/1/pass-on/", on="1")
    types(phone, "steps.you.1.what", "", 2)
    assert ActionPoint.objects.get().passed_on is False
    assert post(phone, "steps/4/pass-on/", on="1").status_code == 404


def test_without_script_the_whole_form_is_saved_at_once() -> None:
    live = on_stage()
    phone = Phone(live)
    types(phone, "steps.you.1.what", "Old", 7)
    answer = phone.client.post(f"/w/{live.key}/steps/", {"reflection": "Why?", "what1": "New", "by_when1": "2027-03-01", "what2": ""})
    assert (answer.status_code, answer["Location"]) == (302, f"/w/{live.key}/#you")
    assert list(ActionPoint.objects.values_list("what", "by_when")) == [("New", date(2027, 3, 1))]
    assert types(phone, "steps.you.1.what", "Old", 7) == 204
    assert ActionPoint.objects.get().what == "New"  # what was on its way did not undo it


def test_each_of_the_three_is_one_row_whatever_happens() -> None:
    phone = Phone(on_stage())
    types(phone, "steps.you.1.what", "Ask the caretaker.")
    with pytest.raises(IntegrityError), transaction.atomic():
        ActionPoint.objects.create(live=phone.live, writer=phone.seat, level="you", position=1)


# ------------------------------------------------------------------ from a group's answers
def test_an_answer_about_what_needs_to_change_becomes_ones_own_with_one_tap() -> None:
    live = on_stage(question_set="meetings-and-panels")
    phone, neighbour = Phone(live), Phone(live)
    answer = answers_of_a_group(live, phone, neighbour)
    page = phone.page().content.decode()
    assert ["Ask of every plan" in page, "The school is not there." in page] == [True, False]
    for _again in range(2):
        assert post(phone, "steps/from-answer/", point=answer.pk).status_code == 200
    assert list(ActionPoint.objects.values_list("writer", "position", "what")) == [(phone.seat.pk, 1, answer.text)]
    assert Point.objects.get(pk=answer.pk).reach == Reach.GROUP


def test_an_answer_of_another_group_or_another_block_is_not_there() -> None:
    live = on_stage(question_set="meetings-and-panels")
    member, outsider = Phone(live), Phone(live)
    answer = answers_of_a_group(live, member)
    other_block = Point.objects.exclude(pk=answer.pk).get()
    assert "Ask of every plan" not in outsider.page().content.decode()
    statuses = [post(outsider, "steps/from-answer/", point=answer.pk).status_code]
    statuses += [post(member, "steps/from-answer/", point=point).status_code for point in (other_block.pk, "", "-1", "9" * 30)]
    assert statuses == [404] * 5
    assert ActionPoint.objects.count() == 0


def test_a_fourth_answer_waits_until_one_of_the_three_is_emptied() -> None:
    live = on_stage(question_set="meetings-and-panels")
    phone = Phone(live)
    answer = answers_of_a_group(live, phone)
    for n in (1, 2, 3):
        types(phone, f"steps.you.{n}.what", f"Mine {n}")
    refusal = post(phone, "steps/from-answer/", point=answer.pk)
    assert (refusal.status_code, "Your three are written." in refusal.content.decode()) == (409, True)
    types(phone, "steps.you.2.what", "", 2)
    assert post(phone, "steps/from-answer/", point=answer.pk).status_code == 200
    assert [own.what for own in steps.three_of(phone.seat)] == ["Mine 1", answer.text, "Mine 3"]


# ------------------------------------------------------------------ proposals
def test_a_proposal_arrives_at_the_end_of_everybodys_board() -> None:
    live = on_stage()
    first, second = Phone(live), Phone(live)
    proposed(live, first, "One")
    proposed(live, second, "Two")
    post(second, f"proposals/{ActionPoint.objects.get(what='Two').pk}/support/", on="1")
    piece = board.piece(current_run(live))  # type: ignore[arg-type]
    assert [p.what for p in board.proposals(live, "team")] == ["One", "Two"]
    assert piece.html.index("One") < piece.html.index("Two")


def test_the_same_proposal_sent_twice_is_one() -> None:
    live = on_stage()
    phone = Phone(live)
    for _again in range(2):
        proposed(live, phone, key="abc")
    assert ActionPoint.objects.count() == 1


@pytest.mark.parametrize("data", [{"what": ""}, {"what": "x" * 501}, {"what": "A", "by_when": "soon"}, {"what": "A", "who": "x" * 81}, {}])
def test_a_proposal_that_does_not_fit_is_refused_in_words(data: dict[str, str]) -> None:
    phone = Phone(on_stage())
    answer = post(phone, "proposals/team/", **data)
    assert (answer.status_code, 'id="refused"' in answer.content.decode()) == (400, True)
    assert ActionPoint.objects.count() == 0


def test_without_script_what_was_typed_comes_back_in_its_field() -> None:
    live = on_stage()
    phone = Phone(live)
    answer = phone.client.post(f"/w/{live.key}/proposals/team/", {"what": "y" * 501, "who": "Chair"})
    assert (answer.status_code, "y" * 501 in answer.content.decode()) == (400, True)


def test_nobody_learns_who_proposed_or_supported() -> None:
    live = on_stage()
    writer, supporter, other = Phone(live), Phone(live), Phone(live)
    point = proposed(live, writer)
    post(supporter, f"proposals/{point.pk}/support/", on="1")
    assert Support.objects.get().who == supporter.seat
    mine, theirs = supporter.page().content.decode(), other.page().content.decode()
    switch = f'id="for-{point.pk}-1" role="switch" aria-checked="true"'
    assert [switch in mine, switch in theirs, switch in writer.page().content.decode()] == [True, False, False]
    pushed = board.piece(current_run(live)).html  # type: ignore[arg-type]
    assert ["data-for-all" in pushed, switch in pushed] == [True, False]


def test_support_is_one_for_each_person_and_can_be_let_go() -> None:
    live = on_stage()
    phones = [Phone(live) for _n in range(3)]
    point = proposed(live, phones[0])
    for phone in phones:
        for _again in range(2):
            assert post(phone, f"proposals/{point.pk}/support/", on="1").status_code == 200
    assert board.proposals(live, "team")[0].support == 3
    post(phones[1], f"proposals/{point.pk}/support/", on="")
    assert board.proposals(live, "team")[0].support == 2
    with pytest.raises(IntegrityError), transaction.atomic():
        Support.objects.create(point=point, who=phones[0].seat)


def test_a_proposal_of_another_workshop_or_somebodys_own_cannot_be_supported() -> None:
    live, elsewhere = on_stage(), on_stage()
    phone, stranger = Phone(live), Phone(elsewhere)
    theirs = proposed(elsewhere, stranger)
    types(phone, "steps.you.1.what", "Mine")
    own = ActionPoint.objects.get(level="you")
    statuses = [post(phone, f"proposals/{n}/support/", on="1").status_code for n in (theirs.pk, own.pk, 2**63, 0)]
    assert statuses == [404] * 4
    assert post(phone, "proposals/you/", what="x").status_code == 404
    assert Support.objects.count() == 0


def test_the_board_is_full_at_some_point_and_says_so() -> None:
    live = on_stage()
    phone = Phone(live)
    ActionPoint.objects.bulk_create(ActionPoint(live=live, level="team", what=str(n)) for n in range(actions.MOST_PROPOSALS))
    assert post(phone, "proposals/team/", what="One more").status_code == 409
    assert post(phone, "proposals/organisation/", what="One more").status_code == 200


def test_the_boards_cost_the_same_few_queries_with_one_proposal_and_with_many(django_assert_num_queries: Any) -> None:
    live = on_stage()
    phone = Phone(live)
    run = current_run(live)
    assert run is not None
    for n in range(4):
        proposed(live, phone, f"Proposal {n}")
        if n in (0, 3):
            with django_assert_num_queries(3):
                board.piece(run)


def test_news_of_support_reach_phones_without_replacing_a_field() -> None:
    live = on_stage()
    phone, other = Phone(live), Phone(live)
    point = proposed(live, phone)
    before = live.revision
    held = board.version_of(board.plan_of(live))
    post(other, f"proposals/{point.pk}/support/", on="1")
    answer = phone.client.get(f"/w/{live.key}/stage/?seen={before}&piece=board:{held}", headers=HTMX)
    html = answer.content.decode()
    assert (answer.status_code, f'data-piece="board" data-version="{held + 1}"' in html) == (200, True)
    assert [tag in html for tag in ("<textarea", 'type="text"', 'id="stage"')] == [False, False, False]
    live.refresh_from_db()
    assert live.revision == before


# ------------------------------------------------------------------ the plan
def write(phone: Phone, name: str, text: str, version: int) -> Any:
    return post(phone, f"plan/{name}/", text=text, version=version)


def test_two_people_who_write_one_text_lose_nothing() -> None:
    live = on_stage()
    first, second = Phone(live), Phone(live)
    write(first, "shared_vision", "One question on every plan.", 0)
    answer = write(second, "shared_vision", "A lamp at every stop.", 0)
    assert SharedPlan.objects.get().shared_vision == "One question on every plan.\n\nA lamp at every stop."
    assert "Both texts are kept" in answer.content.decode()
    write(second, "shared_vision", "A lamp at every stop.", 0)  # the same press again
    assert SharedPlan.objects.get().shared_vision == "One question on every plan.\n\nA lamp at every stop."
    write(first, "shared_vision", "One question and a lamp.", 2)
    assert SharedPlan.objects.get().shared_vision == "One question and a lamp."


def test_two_texts_that_do_not_fit_together_change_nothing_and_mine_stays_in_its_field() -> None:
    live = on_stage()
    first, second = Phone(live), Phone(live)
    write(first, "feed_back_to", "a" * 150, 0)
    answer = write(second, "feed_back_to", "b" * 150, 0)
    assert (answer.status_code, "b" * 150 in answer.content.decode(), "a" * 150 in answer.content.decode()) == (409, True, True)
    assert SharedPlan.objects.get().feed_back_to == "a" * 150


def test_two_people_who_choose_a_date_hear_of_each_other() -> None:
    live = on_stage()
    first, second = Phone(live), Phone(live)
    write(first, "follow_up_date", "2027-02-12", 0)
    answer = write(second, "follow_up_date", "2027-02-13", 0)
    assert (answer.status_code, "12 February 2027" in answer.content.decode()) == (409, True)
    assert SharedPlan.objects.get().follow_up_date == date(2027, 2, 12)
    assert write(second, "follow_up_date", "2027-02-13", 1).status_code == 200
    assert SharedPlan.objects.get().follow_up_date == date(2027, 2, 13)


@pytest.mark.parametrize(
    ("name", "text", "status"), [("shared_vision", "x" * 2001, 400), ("follow_up_date", "soon", 400), ("versions", "x", 404)]
)
def test_a_text_of_the_plan_that_does_not_fit_is_refused(name: str, text: str, status: int) -> None:
    phone = Phone(on_stage())
    assert write(phone, name, text, 0).status_code == status
    assert SharedPlan.objects.filter(shared_vision="", follow_up_date=None).count() == SharedPlan.objects.count()


def test_the_sheet_is_a_page_of_its_own_without_script() -> None:
    live = on_stage()
    phone = Phone(live)
    assert "<h1" in phone.client.get(f"/w/{live.key}/plan/shared_vision/").content.decode()
    answer = phone.client.post(f"/w/{live.key}/plan/shared_vision/", {"text": "One question.", "version": 0})
    assert (answer.status_code, answer["Location"]) == (302, f"/w/{live.key}/#team")


# ------------------------------------------------------------------ facilitators
def test_the_room_settles_on_three_at_most_and_they_stay_where_they_are() -> None:
    live = on_stage()
    phone = Phone(live)
    points = [proposed(live, phone, f"Proposal {n}") for n in range(4)]
    statuses = [pressed(live, "keep-step", point=point.pk, on="1").status_code for point in (points[3], points[0], points[1], points[2])]
    assert statuses == [200, 200, 200, 409]
    assert [(p.what, p.kept) for p in board.proposals(live, "team")] == [
        ("Proposal 0", True),
        ("Proposal 1", True),
        ("Proposal 2", False),
        ("Proposal 3", True),
    ]
    pressed(live, "keep-step", point=points[0].pk, on="")
    assert pressed(live, "keep-step", point=points[2].pk, on="1").status_code == 200


def test_a_blanked_proposal_is_on_no_screen_and_in_no_row_until_it_is_shown_again() -> None:
    live = on_stage()
    phone = Phone(live)
    point = proposed(live, phone, "A name that slipped in")
    pressed(live, "keep-step", point=point.pk, on="1")
    pressed(live, "blank-step", point=point.pk, on="1")

    def seen() -> list[bool]:
        run = current_run(live)
        assert run is not None
        return [
            "slipped" in html
            for html in (
                phone.page().content.decode(),
                Client().get(f"/screen/{live.screen_token}/").content.decode(),
                board.piece(run).html,
                str(list(exercise_for(KEY).rows(run))),  # type: ignore[union-attr]
                phone.client.get(f"/w/{live.key}/mine/").content.decode(),
            )
        ]

    assert seen() == [False] * 5
    assert ActionPoint.objects.get().kept is False
    pressed(live, "blank-step", point=point.pk, on="")
    assert seen() == [True] * 5


def test_a_blanked_text_of_the_plan_stands_where_no_reader_looks_and_can_be_put_back() -> None:
    live = on_stage()
    phone = Phone(live)
    write(phone, "shared_vision", "A name that slipped in", 0)
    pressed(live, "blank-plan", field="shared_vision", on="1")
    assert SharedPlan.objects.get().shared_vision == ""
    assert "slipped" not in phone.page().content.decode()
    write(phone, "shared_vision", "Something else", 2)
    pressed(live, "blank-plan", field="shared_vision", on="")
    assert SharedPlan.objects.get().shared_vision == "A name that slipped in\n\nSomething else"


def test_a_facilitator_of_another_workshop_marks_nothing_here() -> None:
    live, elsewhere = on_stage(), on_stage()
    point = proposed(live, Phone(live))
    statuses = [pressed(elsewhere, command, point=point.pk, on="1").status_code for command in ("keep-step", "blank-step")]
    stranger = at_desk(elsewhere.owner).post(f"/console/{live.key}/keep-step/", {"seen": 1, "point": point.pk, "on": "1"})
    assert [*statuses, stranger.status_code] == [404, 404, 404]
    point.refresh_from_db()
    assert (point.kept, point.is_blanked) == (False, False)


def test_the_console_and_the_big_screen_count_who_is_writing_and_nothing_else_of_it() -> None:
    live = on_stage()
    phones = [Phone(live) for _n in range(3)]
    types(phones[0], "steps.you.reflection", "Secret")
    types(phones[1], "steps.you.1.what", "Secret")
    run = current_run(live)
    exercise = exercise_for(KEY)
    assert run is not None
    assert exercise is not None
    assert exercise.counts(run, Audience.PROJECTOR)["writing"] == 2
    assert exercise.counts(run, Audience.CONSOLE)["writing"] == 2
    assert "Secret" not in str(exercise.counts(run, Audience.CONSOLE))


def test_the_big_screen_shows_the_kept_and_the_newest_three_in_their_order() -> None:
    live = on_stage()
    phone = Phone(live)
    points = [proposed(live, phone, f"Proposal {n}") for n in range(6)]
    actions.keep(live, points[1].pk, True)
    shown = board.on_the_big_screen(live, "team")
    assert [p.what for p in shown["shown"]] == ["Proposal 1", "Proposal 4", "Proposal 5"]
    assert (shown["total"], shown["more"]) == (6, 3)


# ------------------------------------------------------------------ before and after
def test_nothing_is_taken_before_the_slide_has_been_on_nor_after_the_end() -> None:
    live = make_running()
    phone = Phone(live)
    assert post(phone, "proposals/team/", what="Too early").status_code == 409
    live = on_stage()
    phone = Phone(live)
    running.end(live, live.revision)
    assert [post(phone, "proposals/team/", what="Late").status_code, types(phone, "steps.you.1.what", "Late")] == [409, 410]
    with pytest.raises(Refused):
        actions.write_plan(live, "shared_vision", "Late", 0)
    assert ActionPoint.objects.count() == 0


def test_at_the_end_support_and_writers_are_forgotten_and_what_is_somebodys_own_stays_theirs() -> None:
    live = on_stage()
    phone = Phone(live)
    point = proposed(live, phone)
    post(phone, f"proposals/{point.pk}/support/", on="1")
    types(phone, "steps.you.1.what", "Mine")
    types(phone, "steps.you.2.who", "")
    types(phone, "steps.you.reflection", "Mine too")
    types(phone, "steps.team.what", "Begun and not sent")
    for _again in range(2):
        live.refresh_from_db()
        if not live.is_over:
            running.end(live, live.revision)
        actions.forget(live)
    assert (Support.objects.count(), Draft.objects.count()) == (0, 0)
    assert list(ActionPoint.objects.order_by("pk").values_list("what", "writer", "request_key")) == [
        (point.what, None, ""),
        ("Mine", phone.seat.pk, ""),
    ]
    assert Reflection.objects.get().text == "Mine too"


def test_what_was_somebodys_own_goes_after_fourteen_days_and_what_they_passed_on_stays() -> None:
    live = on_stage()
    phone = Phone(live)
    types(phone, "steps.you.1.what", "Passed on")
    types(phone, "steps.you.2.what", "Kept")
    types(phone, "steps.you.reflection", "Kept too")
    post(phone, "steps/1/pass-on/", on="1")
    phone.client.post(f"/w/{live.key}/mine/link/")
    running.end(live, live.revision)
    assert actions.purge(clock.now() + timedelta(days=13, hours=23)) == 0
    assert actions.purge(clock.now() + timedelta(days=14, minutes=1)) == 3
    assert [(point.what, point.writer) for point in ActionPoint.objects.all()] == [("Passed on", None)]
    assert (Reflection.objects.count(), OwnLink.objects.count()) == (0, 0)


def test_a_point_whose_writers_seat_went_first_is_not_left_behind() -> None:
    live = on_stage()
    phone = Phone(live)
    types(phone, "steps.you.1.what", "Kept")
    phone.seat.delete()
    assert ActionPoint.objects.get().writer is None
    actions.purge(clock.now())
    assert ActionPoint.objects.count() == 0


def test_people_are_counted_again_when_they_begin_to_write_and_not_at_every_letter(django_assert_num_queries: Any) -> None:
    phone = Phone(on_stage())
    with time_machine.travel(clock.now()):
        types(phone, "steps.you.1.what", "A")
        types(phone, "steps.you.1.what", "As", 2)
    assert steps.writing(phone.live) == 1
