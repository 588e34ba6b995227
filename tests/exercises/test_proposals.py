"""Changing what was proposed: who may, what becomes of support, and two people at once."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest
from django.test import Client

from exercises.models import ActionPoint, Support
from exercises.next_steps import actions, board
from sessions.actions import running
from sessions.models import LiveSession
from sessions.screens.on_stage import current_run
from tests.exercises.test_next_steps import on_stage, post, pressed, proposed, types
from tests.factories import at_desk, make_running
from tests.phones import HTMX, Phone
from tests.sessions.test_pages import check_page

pytestmark = pytest.mark.django_db
OLD, NEW = "Ask the bus company in", "Ask the bus company and the shops in"


def changes(phone: Phone, point: ActionPoint, version: int = 1, **data: str) -> Any:
    """The writer's form as it is sent."""
    return post(
        phone, f"proposals/{point.pk}/change/", version=version, **{"what": OLD, "who": "", "by_when": "", "by_when_text": ""} | data
    )


def changes_at_desk(live: LiveSession, point: ActionPoint, version: int = 1, **data: str) -> Any:
    """The facilitators' form as it is sent."""
    given = {"what": OLD, "who": "", "by_when": "", "by_when_text": "", "version": version} | data
    return at_desk(live.owner).post(f"/console/{live.key}/change-step/{point.pk}/", given)


def on_board(live: LiveSession) -> list[tuple[str, str, int, bool]]:
    return [(p.what, p.by, p.support, p.kept) for p in board.proposals(live, "team")]


def with_support(people: int = 2) -> tuple[LiveSession, Phone, ActionPoint, list[Phone]]:
    """A proposal that so many others are for."""
    live = on_stage()
    writer = Phone(live)
    point = proposed(live, writer, OLD)
    others = [Phone(live) for _n in range(people)]
    for other in others:
        assert post(other, f"proposals/{point.pk}/support/", on="1", asked=1).status_code == 200
    return live, writer, point, others


def test_its_writer_changes_a_proposal_in_its_place() -> None:
    live = on_stage()
    writer = Phone(live)
    point = proposed(live, writer, OLD)
    proposed(live, Phone(live), "Another")
    assert changes(writer, point, what=NEW, who="Panel chair", by_when="2027-03-01").status_code == 200
    assert [(p.pk == point.pk, p.what) for p in board.proposals(live, "team")] == [(True, NEW), (False, "Another")]
    point.refresh_from_db()
    assert (point.who, point.by_when, point.version) == ("Panel chair", date(2027, 3, 1), 2)
    run = current_run(live)
    assert run is not None
    assert NEW in board.piece(run).html


def test_only_the_writer_s_phone_offers_to_change_it() -> None:
    live = on_stage()
    writer, other = Phone(live), Phone(live)
    point = proposed(live, writer, OLD)
    link = f'href="/w/{live.key}/proposals/{point.pk}/change/"'
    run = current_run(live)
    assert run is not None
    pages = [phone.page().content.decode() for phone in (writer, other)]
    assert [link in page for page in pages] == [True, False]
    assert f'id="change-{point.pk}" hidden' in board.piece(run).html  # for everybody alike: a phone shows it where it is its own


def test_nobody_else_changes_a_proposal_or_takes_it_back() -> None:
    live = on_stage()
    writer, other, stranger = Phone(live), Phone(live), Phone(make_running("next-steps"))
    point = proposed(live, writer, OLD)
    types(writer, "steps.you.1.what", "Mine")
    own = ActionPoint.objects.get(level="you")
    statuses = [changes(phone, point, what=NEW).status_code for phone in (other, stranger)]
    statuses += [post(phone, f"proposals/{point.pk}/take-back/").status_code for phone in (other, stranger)]
    statuses += [other.client.get(f"/w/{live.key}/proposals/{point.pk}/change/", headers=HTMX).status_code]
    statuses += [changes(writer, own, what=NEW).status_code, post(writer, f"proposals/{2**63}/change/").status_code]
    for client in (Client(), writer.client, at_desk(make_running().owner)):
        statuses += [client.post(f"/console/{live.key}/change-step/{point.pk}/", {"what": NEW, "version": 1}).status_code]
    statuses += [at_desk(live.owner).get(f"/console/{live.key}/change-step/{own.pk}/").status_code]
    assert statuses == [404] * len(statuses)
    assert sorted(ActionPoint.objects.values_list("what", flat=True)) == [OLD, "Mine"]


# ------------------------------------------------------------------ support
def test_support_starts_anew_when_its_writer_changes_what_is_to_be_done() -> None:
    live, writer, point, others = with_support()
    form = writer.client.get(f"/w/{live.key}/proposals/{point.pk}/change/", headers=HTMX).content.decode()
    assert "2 people are for it. If you change what is to be done, support starts anew; who and when can change without that." in form
    assert changes(writer, point, what=NEW).status_code == 200
    assert on_board(live) == [(NEW, "", 0, False)]
    page = others[0].page().content.decode()
    assert f'id="for-{point.pk}-2" role="switch" aria-checked="false"' in page


def test_support_stays_when_who_or_when_changes_or_only_a_comma() -> None:
    live, writer, point, _others = with_support()
    assert changes(writer, point, who="Panel chair", by_when_text="before the summer").status_code == 200
    assert changes(writer, point, 2, what="Ask the bus company in!", who="Panel chair").status_code == 200
    assert on_board(live) == [("Ask the bus company in!", "Panel chair", 2, False)]


def test_nobody_is_for_words_they_have_not_read() -> None:
    live, writer, point, others = with_support(people=1)
    assert changes(writer, point, what=NEW).status_code == 200
    late = post(others[0], f"proposals/{point.pk}/support/", on="1", asked=1)
    assert (late.status_code, "This one has just been changed. Read it again first." in late.content.decode()) == (409, True)
    assert Support.objects.count() == 0
    assert post(others[0], f"proposals/{point.pk}/support/", on="1", asked=2).status_code == 200
    assert on_board(live) == [(NEW, "", 1, False)]


def test_a_facilitator_changes_it_with_the_room_so_support_stays_and_so_does_what_is_kept() -> None:
    live, _writer, point, _others = with_support()
    assert pressed(live, "keep-step", point=point.pk, on="1").status_code == 200
    check_page(at_desk(live.owner).get(f"/console/{live.key}/change-step/{point.pk}/"))
    answer = changes_at_desk(live, point, what=NEW, who="Panel chair")
    assert (answer.status_code, answer["Location"]) == (302, f"/console/{live.key}/")
    assert on_board(live) == [(NEW, "Panel chair", 2, True)]


def test_what_the_room_has_settled_on_is_no_longer_its_writer_s_to_change() -> None:
    live, writer, point, _others = with_support()
    pressed(live, "keep-step", point=point.pk, on="1")
    answers = [changes(writer, point, what=NEW), post(writer, f"proposals/{point.pk}/take-back/")]
    assert [(a.status_code, "The room has settled on this one." in a.content.decode()) for a in answers] == [(409, True)] * 2
    assert on_board(live) == [(OLD, "", 2, True)]
    assert f"/proposals/{point.pk}/change/" not in writer.page().content.decode()


def test_a_proposal_taken_back_goes_with_its_support() -> None:
    live, writer, point, _others = with_support()
    assert post(writer, f"proposals/{point.pk}/take-back/").status_code == 200
    assert (on_board(live), Support.objects.count()) == ([], 0)


# ------------------------------------------------------------------ two at once
def test_two_who_change_it_at_once_lose_nothing() -> None:
    live, writer, point, _others = with_support()
    assert changes_at_desk(live, point, what="The facilitator’s words").status_code == 302
    late = changes(writer, point, what="The writer’s words")
    html = late.content.decode()
    assert (late.status_code, "Somebody else has just changed this one." in html) == (409, True)
    assert ["The facilitator’s words" in html, "The writer’s words" in html, 'name="version" value="2"' in html] == [True] * 3
    assert on_board(live) == [("The facilitator’s words", "", 2, False)]
    assert changes(writer, point, 2, what="The writer’s words").status_code == 200
    assert on_board(live) == [("The writer’s words", "", 0, False)]
    late = changes_at_desk(live, point, 2, what="The facilitator’s words")
    assert (late.status_code, "The writer’s words" in late.content.decode()) == (409, True)


def test_the_same_press_twice_changes_it_once() -> None:
    live = on_stage()
    writer = Phone(live)
    point = proposed(live, writer, OLD)
    for _again in range(2):
        assert changes(writer, point, what=NEW).status_code == 200
    point.refresh_from_db()
    assert (point.what, point.version, point.asked) == (NEW, 2, 2)


def test_what_somebody_had_begun_to_change_is_still_there() -> None:
    live = on_stage()
    writer = Phone(live)
    point = proposed(live, writer, OLD)
    assert types(writer, f"steps.change-{point.pk}.what", "Ask the bus comp") == 204
    form = writer.client.get(f"/w/{live.key}/proposals/{point.pk}/change/", headers=HTMX).content.decode()
    assert ["You had begun to change it." in form, ">Ask the bus comp</textarea>" in form] == [True, True]
    changes(writer, point, what=NEW)
    form = writer.client.get(f"/w/{live.key}/proposals/{point.pk}/change/", headers=HTMX).content.decode()
    assert ["You had begun to change it." in form, f">{NEW}</textarea>" in form] == [False, True]


# ------------------------------------------------------------------ bad input, no script, the end
@pytest.mark.parametrize("data", [{"what": ""}, {"what": "x" * 501}, {"who": "x" * 81}, {"by_when": "soon"}])
def test_what_does_not_fit_is_refused_in_words_and_stays_in_the_form(data: dict[str, str]) -> None:
    live = on_stage()
    writer = Phone(live)
    point = proposed(live, writer, OLD)
    answers = [changes(writer, point, 1, **data), changes_at_desk(live, point, 1, **data)]
    assert [(a.status_code, 'class="error"' in a.content.decode()) for a in answers] == [(400, True)] * 2
    assert [next(iter(data.values())) in a.content.decode() for a in answers] == [True, True]
    assert on_board(live) == [(OLD, "", 0, False)]


def test_without_script_the_form_is_a_page_of_its_own() -> None:
    live = on_stage()
    writer = Phone(live)
    point = proposed(live, writer, OLD)
    path = f"/w/{live.key}/proposals/{point.pk}/"
    page = writer.client.get(f"{path}change/").content.decode()
    assert ["<h1" in page, f'action="{path}change/"' in page, f'action="{path}take-back/"' in page] == [True] * 3
    answer = writer.client.post(f"{path}change/", {"what": NEW, "version": 1})
    assert (answer.status_code, answer["Location"]) == (302, f"/w/{live.key}/#team")
    assert on_board(live) == [(NEW, "", 0, False)]
    assert (writer.client.post(f"{path}take-back/").status_code, on_board(live)) == (302, [])


def test_after_the_end_nothing_is_changed_here() -> None:
    live = on_stage()
    writer = Phone(live)
    point = proposed(live, writer, OLD)
    running.end(live, live.revision)
    assert [changes(writer, point, what=NEW).status_code, changes_at_desk(live, point, what=NEW).status_code] == [409, 409]
    assert ActionPoint.objects.get(pk=point.pk).what == OLD
    assert actions.letters("Ask, the Bus!") == "askthebus"
