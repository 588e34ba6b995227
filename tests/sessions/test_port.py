"""The port between the stage and an exercise, tried with the ten-line fake."""

from __future__ import annotations

from typing import Any

import pytest
from django.test import Client

from sessions import exercise
from sessions.actions import running, stage
from sessions.models import LiveSession, Participant, SlideRun
from tests.factories import at_desk, make_running
from tests.fakes import KIND, Echo, make_saying, make_small_live
from tests.phones import HTMX, Phone, shows

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("echo")]


def stored() -> tuple[list[Any], list[Any]]:
    """Everything an answer could change."""
    return list(Participant.objects.order_by("pk").values()), list(SlideRun.objects.order_by("pk").values())


def sentence(response: Any) -> str:
    """What a refused answer says to the person, in its own region."""
    html: str = response.content.decode()
    assert html.startswith('<div id="refused"')
    return html


def test_an_answer_is_stored_and_the_phone_gets_its_own_stage_back() -> None:
    phone = Phone(make_saying())
    response = phone.answer("say", word="yes")
    assert (response.status_code, phone.fresh().agency, "Mine: yes" in response.content.decode()) == (200, "yes", True)
    assert (response["Cache-Control"], response["X-Now"].isdigit()) == ("no-store", True)


def test_a_quiet_answer_is_stored_without_drawing_anything() -> None:
    phone = Phone(make_saying())
    response = phone.answer("say", word="yes", quiet="1")
    assert (response.status_code, response.content, phone.fresh().agency) == (204, b"", "yes")


def test_without_script_an_answer_leads_back_to_the_page() -> None:
    phone = Phone(make_saying())
    response = phone.client.post(f"/w/{phone.live.key}/answer/say/", {"word": "yes"})
    assert (response.status_code, response["Location"], phone.fresh().agency) == (302, f"/w/{phone.live.key}/", "yes")


def test_the_same_answer_twice_is_one_and_a_change_of_mind_replaces() -> None:
    phone = Phone(make_saying())
    for word in ("yes", "yes", "no"):
        assert phone.answer("say", word=word).status_code == 200
    assert list(Participant.objects.values_list("agency", flat=True)) == ["no"]


def test_an_answer_never_raises_the_revision() -> None:
    phone = Phone(make_saying())
    before = phone.live.revision
    phone.answer("say", word="yes")
    assert LiveSession.objects.get(pk=phone.live.pk).revision == before


def test_what_an_exercise_refuses_is_said_and_whatever_it_had_stored_is_undone() -> None:
    phone = Phone(make_saying())
    phone.answer("say", word="yes")
    before = stored()
    response = phone.answer("say", word="never")
    assert (response.status_code, stored()) == (409, before)
    assert "Not that word." in sentence(response)
    assert "<b>One thing</b>" in sentence(response)


@pytest.mark.parametrize("data", [{}, {"word": ""}, {"word": "x" * 21}, {"word": "nul\x00"}, {"other": "yes"}])
def test_a_malformed_answer_changes_nothing_and_gets_a_sentence(data: dict[str, str]) -> None:
    phone = Phone(make_saying())
    before = stored()
    response = phone.answer("say", **data)
    assert (response.status_code, stored()) == (400, before)
    assert "<p>" in sentence(response)


def test_a_refusal_without_script_is_a_whole_page_with_the_sentence() -> None:
    phone = Phone(make_saying())
    response = phone.client.post(f"/w/{phone.live.key}/answer/say/", {"word": "never"})
    html = response.content.decode()
    assert (response.status_code, html.startswith("<!doctype html>"), "Not that word." in html) == (409, True, True)
    assert shows(html, "say")


def too_early(live: LiveSession) -> None:
    """Shown, but not open."""


def after_the_close(live: LiveSession) -> None:
    stage.open_exercise(live, live.revision)
    stage.close_exercise(live, live.revision)


def after_the_next_slide(live: LiveSession) -> None:
    stage.open_exercise(live, live.revision)
    stage.go_next(live, live.revision)


def after_the_reveal(live: LiveSession) -> None:
    after_the_close(live)
    for step in (1, 2):
        stage.show_step(live, live.revision, step)


def after_the_end(live: LiveSession) -> None:
    stage.open_exercise(live, live.revision)
    running.end(live, live.revision)


@pytest.mark.parametrize(
    ("moment", "words"),
    [
        (too_early, "It hasn’t begun yet."),
        (after_the_close, "This closed before your choice reached us."),
        (after_the_next_slide, "This closed before your choice reached us."),
        (after_the_reveal, "This closed before your choice reached us."),
        (after_the_end, "This workshop is over."),
    ],
)
def test_an_answer_at_the_wrong_time_is_refused_kindly_and_changes_nothing(moment: Any, words: str) -> None:
    live = make_saying(is_open=False)
    phone = Phone(live)
    moment(live)
    before = stored()
    response = phone.answer("say", word="yes")
    assert (response.status_code, stored(), words in sentence(response)) == (409, before, True)


def test_an_answer_in_a_pause_counts_because_what_people_do_stays_open() -> None:
    live = make_saying()
    phone = Phone(live)
    running.pause(live, live.revision)
    assert (phone.answer("say", word="yes").status_code, phone.fresh().agency) == (200, "yes")


@pytest.mark.parametrize("slide_key", ["open", "talk", "no-such-slide", "creating-safety", "x" * 300])
def test_where_there_is_nothing_to_answer_nothing_is_taken(slide_key: str) -> None:
    phone = Phone(make_saying())
    before = stored()
    response = phone.answer(slide_key, word="yes")
    assert (response.status_code, stored()) == (404, before)


def test_a_slide_of_another_session_is_out_of_reach() -> None:
    mine, theirs = Phone(make_small_live()), Phone(make_saying())
    before = stored()
    response = mine.client.post(f"/w/{theirs.live.key}/answer/say/", {"word": "yes"}, headers=HTMX)
    assert (response.status_code, stored()) == (404, before)
    assert mine.answer("say", word="yes").status_code == 404


@pytest.mark.parametrize("size", [64 * 1024 + 1, 200_000, 2_000_000])
def test_more_than_anybody_writes_is_refused_and_changes_nothing(size: int) -> None:
    phone = Phone(make_saying())
    before = stored()
    response = phone.answer("say", word="x" * size)
    assert (response.status_code, stored()) == (413, before)
    assert "That was more than we can take at once" in response.content.decode()


@pytest.mark.parametrize(
    ("body", "kind"),
    [
        (b"\xff\xfe\x00", "application/x-www-form-urlencoded"),
        (b"%%%&&&===", "application/x-www-form-urlencoded"),
        (b"{", "application/json"),
        (b"--x\r\n", "multipart/form-data; boundary=x"),
        (b"word=yes", "multipart/form-data"),
        (b"a=1&" * 2000, "application/x-www-form-urlencoded"),
        (b"", "text/plain"),
    ],
)
def test_a_body_nobody_can_read_changes_nothing_and_is_no_error(body: bytes, kind: str) -> None:
    phone = Phone(make_saying())
    before = stored()
    response = phone.client.post(f"/w/{phone.live.key}/answer/say/", body, content_type=kind, headers=HTMX)
    assert (response.status_code in {400, 413}, stored()) == (True, before)


def test_posts_alone_change_something() -> None:
    live = make_saying()
    phone, desk = Phone(live), at_desk(live.owner)
    mine = [f"/w/{live.key}/{path}" for path in ("answer/say/", "agency/", "move/code/", "move/here/", "leave/")]
    theirs = [
        "start",
        "pause",
        "resume",
        "finish",
        "next",
        "back",
        "go",
        "extend",
        "blank",
        "open",
        "more",
        "close",
        "show",
        "question-set",
    ]
    theirs = [f"/console/{live.key}/{verb}/" for verb in [*theirs, "trim", "door", "code"]]
    before = stored(), LiveSession.objects.values().get(pk=live.pk)
    statuses = {path: phone.client.get(path, {"word": "yes"}).status_code for path in mine}
    statuses |= {path: desk.get(path, {"seen": live.revision}).status_code for path in theirs}
    assert statuses == dict.fromkeys(mine + theirs, 405)
    assert (stored(), LiveSession.objects.values().get(pk=live.pk)) == before


@pytest.mark.parametrize("method", ["put", "patch", "delete", "options"])
def test_no_other_method_gets_anywhere(method: str) -> None:
    live = make_saying()
    client = Phone(live).client
    paths = ["/", f"/w/{live.key}/", f"/w/{live.key}/stage/", f"/w/{live.key}/answer/say/", f"/screen/{live.screen_token}/"]
    assert [getattr(client, method)(path).status_code for path in paths] == [405] * len(paths)


def test_every_post_needs_the_token_of_our_own_page() -> None:
    live = make_saying()
    phone = Phone(live)
    strict = Client(enforce_csrf_checks=True)
    strict.cookies = phone.client.cookies
    paths = ["/", *(f"/w/{live.key}/{path}" for path in ("answer/say/", "agency/", "move/code/", "move/here/", "leave/"))]
    before = stored()
    assert [strict.post(path, {"word": "yes", "code": live.code}).status_code for path in paths] == [403] * len(paths)
    assert [strict.post(path, headers={**HTMX, "X-CSRFToken": "x" * 32}).status_code for path in paths] == [403] * len(paths)
    assert stored() == before


def test_the_token_on_the_page_lets_an_answer_in() -> None:
    phone = Phone(make_saying())
    strict = Client(enforce_csrf_checks=True)
    strict.cookies = phone.client.cookies
    page = strict.get(f"/w/{phone.live.key}/")
    token = str(page.context["csrf_token"])
    assert f'hx-headers=\'{{"X-CSRFToken": "{token}"}}\'' in page.content.decode()
    response = strict.post(f"/w/{phone.live.key}/answer/say/", {"word": "yes"}, headers={**HTMX, "X-CSRFToken": token})
    assert (response.status_code, phone.fresh().agency) == (200, "yes")


def test_each_phone_sees_its_own_answer_and_nobody_elses() -> None:
    live = make_saying()
    phones = {word: Phone(live) for word in ("yes", "no", "perhaps")}
    for word, phone in phones.items():
        phone.answer("say", word=word)
    for word, phone in phones.items():
        html = phone.page().content.decode()
        assert {w: f"Mine: {w}" in html for w in phones} == {w: w == word for w in phones}


def test_nobody_sees_a_result_before_the_facilitator_shows_it() -> None:
    live = make_saying()
    phone, desk = Phone(live), at_desk(live.owner)
    phone.answer("say", word="yes")

    def look() -> list[bool]:
        pages = [phone.page(), Client().get(f"/screen/{live.screen_token}/"), desk.get(f"/console/{live.key}/")]
        return ["Said: yes" in page.content.decode() for page in pages]

    seen = [look()]
    stage.close_exercise(live, live.revision)
    seen.append(look())
    stage.show_step(live, live.revision, 1)
    seen.append(look())
    assert seen == [[False] * 3, [False] * 3, [True] * 3]


# ------------------------------------------------------------------ the registry
def test_a_kind_of_slide_has_one_exercise() -> None:
    class Other(Echo):
        slug = "other"

    with pytest.raises(ValueError, match="try-out already belongs to echo"):
        exercise.register(Other())
    assert isinstance(exercise.exercise_for(KIND), Echo)


def test_an_unregistered_exercise_leaves_the_slide_to_be_shown_like_any_other(echo: Echo) -> None:
    exercise.unregister(echo)
    live = make_saying(is_open=False)
    phone = Phone(live)
    assert shows(phone.page().content.decode(), "say")
    assert phone.answer("say", word="yes").status_code == 404


def test_slides_without_an_exercise_are_shown_on_every_screen() -> None:
    live = make_running("what-is-in-this-workshop")
    for html in (Phone(live).page().content.decode(), Client().get(f"/screen/{live.screen_token}/").content.decode()):
        assert shows(html, "what-is-in-this-workshop")
