"""The close: what goes to the team lead, how it was, what people take away, and the link for afterwards."""

from __future__ import annotations

import re
from datetime import timedelta
from io import BytesIO
from typing import Any

import pytest
import time_machine
from django.test import Client
from docx import Document

from exercises.closing import feedback, links, own
from exercises.handover import actions as handover
from exercises.handover import reading
from exercises.models import (
    ActionPoint,
    Card,
    Feedback,
    FeedbackGiven,
    Group,
    GroupAgency,
    Note,
    OwnLink,
    Place,
    Point,
    Reach,
    Reflection,
    SharedPlan,
)
from exercises.next_steps import board, steps
from sessions import clock
from sessions.actions import running, stage
from sessions.models import LiveSession
from tests.factories import at_desk, make_running
from tests.phones import HTMX, Phone

pytestmark = pytest.mark.django_db
HOSTILE = "<script>alert(1)</script>{{ 7*7 }}=1+1\u202e\x07"


def at_the_close(**fields: Any) -> LiveSession:
    """A live session that has come through next steps to its last slide."""
    live = make_running("next-steps", question_set="meetings-and-panels", **fields)
    stage.go_to(live, live.revision, "close")
    return live


def post(phone: Phone, path: str, **data: Any) -> Any:
    return phone.client.post(f"/w/{phone.live.key}/{path}", data)


def page(phone: Phone, path: str) -> str:
    answer = phone.client.get(f"/w/{phone.live.key}/{path}")
    assert answer.status_code == 200
    return str(answer.content.decode())


def has_written(phone: Phone) -> dict[str, Any]:
    """A bit of everything a person may leave: some of it passed on or shared, some of it not."""
    live = phone.live
    group = Group.objects.create(live=live, name="Window table", position=1)
    Place.objects.create(participant=phone.seat, group=group)
    steps.write_all(phone.seat, "My reflection", {1: {"what": "Passed on step"}, 2: {"what": "Kept step"}})
    steps.pass_on(phone.seat, 1, True)
    return {
        "shared": Point.objects.create(
            group=group, block="meetings-culture-and-change/change", text="Shared point", reach=Reach.ROOM, writer=phone.seat
        ),
        "unshared": Point.objects.create(group=group, block="meetings-culture-and-change/change", text="Unshared point", writer=phone.seat),
        "proposal": ActionPoint.objects.create(live=live, level="team", what="My proposal", writer=phone.seat),
        "note": Note.objects.create(who=phone.seat, tags=["time", "power"], text="Rank settles it"),
    }


def link_of(phone: Phone) -> str:
    """A fresh private link: its path."""
    html = post(phone, "mine/link/").content.decode()
    found = re.search(r'href="[^"]*(/mine/[^"/]+/)"', html)
    assert found
    return found[1]


# ------------------------------------------------------------------ what goes to the team lead
def test_each_person_sees_exactly_what_the_lead_will_get_from_them() -> None:
    live = at_the_close()
    phone, other = Phone(live), Phone(live)
    has_written(phone)
    ActionPoint.objects.create(live=live, level="team", what="Somebody else’s proposal", writer=other.seat)
    assert [thing["text"] for thing in own.going_on(live, phone.seat)] == ["Passed on step", "My proposal", "Shared point"]
    goes, _, stays = page(phone, "check/").partition('id="hd"')
    assert [text in goes for text in ("Passed on step", "My proposal", "Shared point")] == [True] * 3
    assert [text in goes for text in ("Kept step", "Unshared point", "My reflection", "Rank settles it", "Somebody else")] == [False] * 5
    assert "Rank settles it" in stays
    assert page(other, "check/").count("Somebody else’s proposal") == 2  # the text, and its name on the button


@pytest.mark.parametrize(("kind", "name"), [("step", ""), ("proposal", "proposal"), ("point", "shared")])
def test_everything_can_be_taken_back_until_the_end(kind: str, name: str) -> None:
    phone = Phone(at_the_close())
    left = has_written(phone)
    before = len(own.going_on(phone.live, phone.seat))
    number = left[name].pk if name else 1
    answer = post(phone, "check/take-back/", kind=kind, number=number)
    assert (answer.status_code, answer["Location"]) == (302, f"/w/{phone.live.key}/check/")
    assert len(own.going_on(phone.live, phone.seat)) == before - 1
    assert ActionPoint.objects.get(what="Passed on step").passed_on is (kind != "step")
    assert Point.objects.get(text="Shared point").reach == (Reach.GROUP if kind == "point" else Reach.ROOM)


@pytest.mark.parametrize(("kind", "name"), [("step", ""), ("proposal", "proposal"), ("point", "shared")])
def test_after_the_end_nothing_is_taken_back_any_more(kind: str, name: str) -> None:
    phone = Phone(at_the_close())
    left = has_written(phone)
    number = left[name].pk if name else 1
    running.end(phone.live, phone.live.revision)
    assert post(phone, "check/take-back/", kind=kind, number=number).status_code == 302
    assert ActionPoint.objects.filter(what="My proposal").count() == 1
    assert ActionPoint.objects.get(what="Passed on step").passed_on is True
    assert Point.objects.get(text="Shared point").reach == Reach.ROOM


def shared_by_the_group(group: Group) -> Card:
    GroupAgency.objects.create(group=group, name="Coastguard", is_shared=True)
    return Card.objects.create(
        group=group, text="Keep-safe work in school", belief="If only she knew", approach="behaviour-based", reach=Reach.ROOM
    )


def test_the_page_shows_everything_of_the_group_and_the_room_that_the_lead_gets() -> None:
    live = at_the_close()
    phone, elsewhere = Phone(live), Phone(live)
    has_written(phone)
    shared_by_the_group(Group.objects.get())
    SharedPlan.objects.create(live=live, shared_vision="We start with the place", feed_back_to="The partnership board")
    words = ("Coastguard", "Keep-safe work in school", "If only she knew", "We start with the place", "The partnership board")
    assert [text in page(phone, "check/") for text in words] == [True] * 5
    assert [text in page(elsewhere, "check/") for text in words] == [False, False, False, True, True]


def test_what_a_group_shared_can_be_taken_back_by_anybody_in_it_and_nobody_else() -> None:
    live = at_the_close()
    phone, elsewhere = Phone(live), Phone(live)
    has_written(phone)
    group = Group.objects.get()
    card = shared_by_the_group(group)
    sent = [("response", card.pk), ("agencies", group.pk)]
    assert [post(elsewhere, "check/take-back/", kind=kind, number=number).status_code for kind, number in sent] == [404, 404]
    assert [post(phone, "check/take-back/", kind=kind, number=number + 1).status_code for kind, number in sent] == [404, 404]
    assert len(own.from_group(live, phone.seat)) == 2
    assert [post(phone, "check/take-back/", kind=kind, number=number).status_code for kind, number in sent] == [302, 302]
    card.refresh_from_db()
    assert (card.reach, group.agencies.get().is_shared, own.from_group(live, phone.seat)) == (Reach.GROUP, False, [])


def test_nobody_takes_back_what_somebody_else_wrote() -> None:
    live = at_the_close()
    phone, other = Phone(live), Phone(live)
    left = has_written(phone)
    Place.objects.create(participant=other.seat, group=Group.objects.get())
    sent = [("proposal", left["proposal"].pk), ("point", left["shared"].pk), ("note", left["note"].pk), ("step", 4), ("step", "x")]
    assert [post(other, "check/take-back/", kind=kind, number=number).status_code for kind, number in sent] == [404] * 5
    assert len(own.going_on(live, phone.seat)) == 3


def test_each_note_is_asked_about_and_an_unanswered_one_stays_its_writers() -> None:
    phone = Phone(at_the_close())
    note = has_written(phone)["note"]
    html = page(phone, "check/")
    assert [f"/notes/{note.pk}/counts/" in html, html.count("checked"), "A note you leave unanswered stays yours." in html] == [
        True,
        0,
        True,
    ]
    assert post(phone, f"notes/{note.pk}/counts/", counts="yes").status_code == 302
    note.refresh_from_db()
    assert (note.counts, page(phone, "check/").count("checked")) == (True, 1)


# ------------------------------------------------------------------ how it was
def test_feedback_is_taken_once_from_each_and_nobody_can_tell_whose_it_is() -> None:
    live = at_the_close()
    phones = [Phone(live) for _n in range(12)]
    for n, phone in enumerate(phones):
        for _again in range(2):
            answer = phone.client.post(f"/w/{live.key}/how-it-was/", {"seen": "a-little", "text": f"Line {n}"}, headers=HTMX)
            assert "We do not know which answer is yours." in answer.content.decode()
    assert Feedback.objects.count() == FeedbackGiven.objects.count() == 12
    in_order = [f"Line {n}" for n in range(12)]
    assert list(Feedback.objects.order_by("pk").values_list("text", flat=True)) != in_order
    assert list(FeedbackGiven.objects.order_by("pk").values_list("who", flat=True)) != [phone.seat.pk for phone in phones]
    assert {field.name for field in Feedback._meta.get_fields()} == {"id", "live", "answers", "text"}
    running.end(live, live.revision)
    assert (Feedback.objects.count(), FeedbackGiven.objects.count()) == (12, 0)


def test_a_phone_that_has_sent_its_feedback_is_thanked_and_another_is_asked() -> None:
    live = at_the_close()
    phone, other = Phone(live), Phone(live)
    post(phone, "how-it-was/", said="not-really")
    assert ["Send feedback" in page(each, "") for each in (phone, other)] == [False, True]
    assert Feedback.objects.get().answers == {"said": "not-really"}


@pytest.mark.parametrize("data", [{}, {"seen": "very"}, {"text": "x" * 1001}, {"seen": "", "text": "  "}])
def test_feedback_that_says_nothing_or_too_much_is_refused_in_words(data: dict[str, str]) -> None:
    phone = Phone(at_the_close())
    answer = phone.client.post(f"/w/{phone.live.key}/how-it-was/", data, headers=HTMX)
    assert (answer.status_code, 'id="refused"' in answer.content.decode()) == (400, True)
    assert (Feedback.objects.count(), feedback.has_given(phone.seat)) == (0, False)


# ------------------------------------------------------------------ what is kept, in dates
def test_every_closing_screen_says_until_when_what_is_kept() -> None:
    with time_machine.travel("2027-01-14 11:00 +0000", tick=False):
        live = at_the_close(kept_days=30)
        phone = Phone(live)
        closing = page(phone, "")
        running.end(live, live.revision)
        over = page(phone, "")
    assert [["28 January 2027" in html, "13 February 2027" in html] for html in (closing, over)] == [[True, True]] * 2


def test_what_is_somebodys_own_is_promised_for_no_longer_than_the_workshop_is_kept() -> None:
    with time_machine.travel("2027-01-14 11:00 +0000", tick=False):
        live = at_the_close(kept_days=7)
        assert (own.own_until(live).isoformat(), own.shared_until(live).isoformat()) == ("2027-01-21", "2027-01-21")


# ------------------------------------------------------------------ to take away
def test_the_page_to_keep_holds_everything_of_ones_own_and_nothing_of_anybody_elses() -> None:
    live = at_the_close()
    phone, other = Phone(live), Phone(live)
    has_written(phone)
    mine, theirs = page(phone, "mine/"), page(other, "mine/")
    private = ("My reflection", "Passed on step", "Kept step", "Rank settles it", "Unshared point")
    assert [text in mine for text in private] == [True] * 5
    assert [text in theirs for text in private[1:]] == [False] * 4
    assert ["My proposal" in mine, "My proposal" in theirs] == [True, True]


def test_the_word_file_says_the_same_and_can_be_read_again() -> None:
    phone = Phone(at_the_close())
    has_written(phone)
    answer = phone.client.get(f"/w/{phone.live.key}/mine/word/")
    assert answer["Content-Disposition"].startswith('attachment; filename="my-notes-')
    assert (answer["X-Content-Type-Options"], "no-store" in answer["Cache-Control"]) == ("nosniff", True)
    document = Document(BytesIO(answer.content))
    told = [(paragraph.style.name, paragraph.text) for paragraph in document.paragraphs]  # type: ignore[union-attr]
    assert [text for style, text in told if style == "Heading 1"] == [
        "My reflection",
        "My action points",
        "My private notes",
        "My group’s points",
        "Team or meeting",
    ]
    assert [text.partition(" (")[0] for style, text in told if style == "List Bullet"] == [
        "My reflection",
        "Passed on step",
        "Kept step",
        "Rank settles it",
        "Shared point",
        "Unshared point",
        "My proposal",
    ]


def test_hostile_words_come_out_inert_in_the_page_and_in_the_file() -> None:
    live = at_the_close()
    phone = Phone(live)
    steps.write_all(phone.seat, HOSTILE, {1: {"what": HOSTILE, "who": HOSTILE[:80]}})
    steps.pass_on(phone.seat, 1, True)
    for path in ("", "mine/", "check/"):
        assert "<script>alert" not in page(phone, path)
    html = Client().get(link_of(phone)).content.decode()
    assert ["<script>alert" in html, "49=1+1" in html, "&lt;script&gt;" in html] == [False, False, True]
    text = "\n".join(p.text for p in Document(BytesIO(own.own_word(live, phone.seat))).paragraphs)
    assert "<script>alert(1)</script>{{ 7*7 }}=1+1" in text


def test_which_three_somebody_chose_is_for_their_phone_alone() -> None:
    phone = Phone(at_the_close())
    html = page(phone, "mine/")
    assert html.count("data-option=") == len(re.findall(r'data-option="\d+" hidden', html)) > 3
    assert ["(both)" in html, "(ecological)" in html] == [False, False]  # the lists have not been shown


# ------------------------------------------------------------------ the private link
def test_the_private_link_opens_ones_own_form_without_an_account_and_never_the_boards() -> None:
    live = at_the_close()
    phone = Phone(live)
    has_written(phone)
    path = link_of(phone)
    running.end(live, live.revision)
    html = Client().get(path).content.decode()
    assert [text in html for text in ("My reflection", "Passed on step", "Kept step")] == [True] * 3
    assert [text in html for text in ("My proposal", "Shared point", "Rank settles it")] == [False] * 3


def test_by_the_link_the_form_can_be_finished_and_a_point_passed_on_or_taken_back() -> None:
    live = at_the_close()
    phone = Phone(live)
    has_written(phone)
    path = link_of(phone)
    running.end(live, live.revision)
    sent = {
        "reflection": "Later",
        "what1": "Passed on step",
        "what2": "Kept step",
        "what3": "New",
        "by_when3": "2027-05-01",
        "passed_on3": "1",
    }
    answer = Client().post(path, sent)
    assert (answer.status_code, answer["Location"]) == (302, f"{path}?saved=1")
    assert Reflection.objects.get().text == "Later"
    assert [(row.what, row.passed_on) for row in steps.three_of(phone.seat)] == [
        ("Passed on step", False),
        ("Kept step", False),
        ("New", True),
    ]


def test_by_the_link_what_others_made_of_a_point_is_not_undone_unseen() -> None:
    live = at_the_close()
    phone = Phone(live)
    has_written(phone)
    path = link_of(phone)
    running.end(live, live.revision)
    point = ActionPoint.objects.get(what="Passed on step")
    open_form = {"reflection": "Kept as typed", "what1": point.what, "version1": str(point.version), "passed_on1": "1"}
    handover.reword(live, f"what-{point.pk}-{point.version}", "Without the name")
    answer = Client().post(path, open_form)
    html = answer.content.decode()
    assert (answer.status_code, "Without the name" in html, "Kept as typed" in html) == (409, True, True)
    point.refresh_from_db()
    assert (point.what, Reflection.objects.get().text) == ("Without the name", "My reflection")

    answer = Client().post(path, open_form | {"version1": str(point.version)})  # the page says it, and they mean it
    point.refresh_from_db()
    assert (answer.status_code, point.what) == (302, "Passed on step")


def test_words_changed_by_the_link_are_read_through_anew_and_met_by_a_lead_who_edits() -> None:
    live = at_the_close()
    phone = Phone(live)
    has_written(phone)
    running.end(live, live.revision)
    point = ActionPoint.objects.get(what="Passed on step")
    handover.call_fine(live, f"what-{point.pk}-{point.version}")
    steps.write(phone.seat, 1, {"what": "Ask Jordan Smith on 3 March 2009"})
    assert [text.row.pk for text in reading.doubtful(live)] == [point.pk]
    words = {"what": "The lead’s words", "who": "", "by_when": None, "by_when_text": "", "progress": ""}
    assert handover.edit(live, point.pk, point.version, words) is not None
    assert ActionPoint.objects.get(pk=point.pk).what == "Ask Jordan Smith on 3 March 2009"


def test_by_the_link_what_does_not_fit_stays_in_its_field() -> None:
    phone = Phone(at_the_close())
    path = link_of(phone)
    answer = Client().post(path, {"reflection": "Kept as typed", "what1": "z" * 501})
    html = answer.content.decode()
    assert (answer.status_code, "Kept as typed" in html, "z" * 501 in html) == (400, True, True)
    assert (Reflection.objects.count(), ActionPoint.objects.count()) == (0, 0)


def test_an_unknown_a_replaced_and_an_expired_link_open_the_same_nothing() -> None:
    live = at_the_close()
    phone = Phone(live)
    has_written(phone)
    replaced, path = link_of(phone), link_of(phone)
    running.end(live, live.revision)
    bodies = []
    with time_machine.travel(clock.now() + timedelta(days=13, hours=23)):
        assert Client().get(path).status_code == 200
    with time_machine.travel(clock.now() + timedelta(days=14, minutes=1)):
        for dead in (path, replaced, "/mine/guess/", f"/mine/{'x' * 200}/", f"{path}word/"):
            answer = Client().get(dead)
            assert answer.status_code == 404
            bodies.append(answer.content)
            assert Client().post(dead, {"reflection": "x"}).status_code in {404, 405}
    assert len(set(bodies)) == 1


def test_only_the_hash_of_a_link_is_kept() -> None:
    phone = Phone(at_the_close())
    token = link_of(phone).split("/")[2]
    assert token not in str(list(OwnLink.objects.values()))
    assert links.whose(token) == phone.seat


def test_the_pages_of_a_seat_are_nobody_elses() -> None:
    live, elsewhere = at_the_close(), at_the_close()
    phone = Phone(live)
    has_written(phone)
    others = [Client(), Phone(elsewhere).client, at_desk(live.owner)]
    paths = ("check/", "mine/", "mine/word/")
    assert [other.get(f"/w/{live.key}/{path}").status_code for other in others for path in paths] == [404] * 9
    posts = ("check/take-back/", "how-it-was/", "mine/link/", "steps/", "proposals/team/", "plan/shared_vision/")
    assert [other.post(f"/w/{live.key}/{path}").status_code for other in others for path in posts] == [404] * 18


def test_after_the_end_the_phone_leads_to_what_is_ones_own() -> None:
    live = at_the_close()
    phone = Phone(live)
    has_written(phone)
    running.end(live, live.revision)
    html = page(phone, "")
    assert ["This workshop has ended" in html, f"/w/{live.key}/mine/" in html] == [True, True]
    mine = page(phone, "mine/")
    assert ["Kept step" in mine, "Shared point" in mine, "Unshared point" in mine] == [True, True, False]


def test_the_board_is_asked_for_no_more_after_the_close_has_come() -> None:
    live = at_the_close()
    phone = Phone(live)
    assert 'data-piece="board"' not in page(phone, "")
    assert board.version_of(board.plan_of(live)) == 0
