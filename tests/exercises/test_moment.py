"""“I need a moment”: told to the facilitators, and nobody learns whose."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
import time_machine
from django.test import Client
from django.urls import reverse

from exercises.models import Moment
from exercises.moment import actions
from exercises.moment.exercise import Pause
from sessions import clock, screens
from sessions.actions import running, stage
from sessions.exercise import Audience
from sessions.models import LiveSession
from sessions.screens.counts import counts_fragment
from tests.factories import at_desk, make_live, make_running
from tests.phones import HTMX, Phone

pytestmark = pytest.mark.django_db
SENTENCE = "Somebody would like a pause."


@pytest.fixture
def live() -> LiveSession:
    return make_running()


def url(live: LiveSession, name: str = "moment") -> str:
    return reverse(f"exercises:{name}", args=[live.key])


def ask(phone: Phone) -> Any:
    return phone.client.post(url(phone.live), headers=HTMX)


def text_of(response: Any) -> str:
    return str(response.content.decode())


def counts(live: LiveSession) -> str:
    return counts_fragment(live, Audience.CONSOLE)[0]


def press_seen(client: Client, live: LiveSession, ticket: str) -> Any:
    return client.post(url(live, "moment-seen"), {"seen": live.revision, "ticket": ticket}, headers=HTMX)


def ticket_of(live: LiveSession) -> str:
    return actions.ticket(Moment.objects.get(live=live))


# ------------------------------------------------------------------ on the phone
def test_it_is_on_every_phone_from_the_lobby_to_the_last_slide() -> None:
    live = make_live(question_set="meetings-and-panels")
    phone = Phone(live)
    without = [] if f'href="{url(live)}"' in text_of(phone.page()) else ["lobby"]
    running.start(live, live.revision)
    for part in live.parts:
        stage.go_to(live, live.revision, part.slide.key)
        page = text_of(phone.page())
        stage_of_it = page[page.index('id="stage"') : page.index('id="cover"')]
        without += [] if f'href="{url(live)}"' in stage_of_it else [part.slide.key]
    assert (without, len(live.parts) > 12) == ([], True)


def test_it_is_there_while_people_choose_and_sort() -> None:
    live = make_running("creating-safety")
    phone = Phone(live)
    stage.open_exercise(live, live.revision)
    assert f'href="{url(live)}"' in text_of(phone.page())
    stage.close_exercise(live, live.revision)
    stage.go_to(live, live.revision, "behaviour-based-or-ecological")
    stage.open_exercise(live, live.revision)
    assert f'href="{url(live)}"' in text_of(phone.page())


def test_its_page_says_what_one_may_do_and_where_to_turn(live: LiveSession) -> None:
    page = text_of(Phone(live).client.get(url(live)))
    assert page.count("<h1") == 1
    for words in ("Take the time you need", "Ask for a pause", "If a child is in danger, follow your safeguarding procedure."):
        assert words in page
    inside = text_of(Phone(live).client.get(url(live), headers=HTMX))
    assert ("<!doctype html>" in inside, 'tabindex="-1"' in inside, "data-hide-slide" in inside) == (False, True, True)


def test_asking_says_that_it_was_passed_on_and_to_whom_not(live: LiveSession) -> None:
    answer = ask(Phone(live))
    assert (answer.status_code, "We have passed it on" in text_of(answer)) == (200, True)
    assert "They do not see who." in text_of(answer)


def test_without_script_it_is_a_form_and_a_page(live: LiveSession) -> None:
    phone = Phone(live)
    answer = phone.client.post(url(live))
    assert (answer.status_code, answer["Location"]) == (302, f"{url(live)}?asked=1")
    assert "We have passed it on" in text_of(phone.client.get(answer["Location"]))
    assert Moment.objects.get().asked == 1


def test_nobody_without_a_seat_gets_in(live: LiveSession) -> None:
    for client in (Client(), at_desk(live.owner), Phone(make_running(deck=live.deck)).client):
        assert (client.get(url(live)).status_code, client.post(url(live)).status_code) == (404, 404)
    assert Moment.objects.count() == 0


def test_after_the_end_it_is_refused_kindly(live: LiveSession) -> None:
    phone = Phone(live)
    running.end(live, live.revision)
    assert (ask(phone).status_code, Moment.objects.filter(asked__gt=0).exists()) == (409, False)
    assert Pause().phone_tools(live, None, None) == []


# ------------------------------------------------------------------ on the console
def test_the_facilitators_see_one_sentence_however_many_ask(live: LiveSession) -> None:
    assert SENTENCE not in counts(live)
    phones = [Phone(live) for _n in range(3)]
    ask(phones[0])
    once = counts(live)
    assert (once.count(SENTENCE), once.count("Thanks, seen")) == (1, 1)
    for phone in phones:
        ask(phone)
    assert counts(live).count(SENTENCE) == 1
    assert SENTENCE in text_of(at_desk(live.owner).get(reverse("live:console", args=[live.key])))


def test_nothing_says_who_asked_how_many_did_or_when(live: LiveSession) -> None:
    first, second = Phone(live), Phone(live)
    ask(first)
    columns = {field.name for field in Moment._meta.get_fields()}
    assert columns == {"id", "live", "asked", "support"}
    one = screens.fragment(live, Audience.CONSOLE)
    Moment.objects.update(asked=0)
    ask(second)
    assert (
        one.partition('id="calls"')[2].partition('id="stage"')[0]
        == (screens.fragment(live, Audience.CONSOLE).partition('id="calls"')[2].partition('id="stage"')[0])
    )
    for asked in (1, 2, 30):
        Moment.objects.update(asked=asked)
        assert f'value="{asked}"' not in counts(live).partition('id="calls"')[2].partition('name="seen"')[0]
    for audience, me in ((Audience.PROJECTOR, None), (Audience.PHONES, second.seat)):
        assert SENTENCE not in screens.fragment(live, audience, me)


def test_seen_takes_it_away_for_every_facilitator(live: LiveSession) -> None:
    ask(Phone(live))
    answer = press_seen(at_desk(live.owner), live, ticket_of(live))
    assert (answer.status_code, SENTENCE in text_of(answer), Moment.objects.get().asked) == (200, False, 0)
    assert SENTENCE not in counts(live)


def test_what_was_asked_after_the_page_was_drawn_is_not_taken_as_seen(live: LiveSession) -> None:
    ask(Phone(live))
    drawn = ticket_of(live)
    ask(Phone(live))
    press_seen(at_desk(live.owner), live, drawn)
    assert SENTENCE in counts(live)
    press_seen(at_desk(live.owner), live, "é" * 5)
    assert SENTENCE in counts(live)


def test_only_facilitators_can_say_that_they_have_seen_it(live: LiveSession) -> None:
    phone = Phone(live)
    ask(phone)
    for client in (Client(), phone.client, at_desk(make_running(deck=live.deck).owner)):
        assert press_seen(client, live, ticket_of(live)).status_code == 404
    assert Moment.objects.get().asked == 1


def test_it_may_be_asked_in_the_lobby_and_in_a_pause() -> None:
    live = make_live()
    ask(Phone(live))
    assert SENTENCE in counts(live)
    Moment.objects.update(asked=0)
    running.start(live, live.revision)
    running.pause(live, live.revision)
    ask(Phone(live))
    assert SENTENCE in counts(live)


def test_the_end_forgets_that_anybody_asked(live: LiveSession) -> None:
    ask(Phone(live))
    running.end(live, live.revision)
    assert (Moment.objects.get().asked, SENTENCE in counts(live)) == (0, False)


def test_a_session_that_is_asked_without_end_goes_on(live: LiveSession) -> None:
    ask(Phone(live))
    Moment.objects.update(asked=actions.MOST)
    assert (ask(Phone(live)).status_code, Moment.objects.get().asked) == (200, actions.MOST)


# ------------------------------------------------------------------ who people can talk to
def test_what_facilitators_set_beforehand_is_on_every_phone(live: LiveSession) -> None:
    desk = at_desk(live.owner)
    answer = desk.post(url(live, "support-text"), {"support": "Amara is by the door.\r\n<b>Staff support</b> is on the card.\x00"})
    assert (answer.status_code, answer["Location"]) == (302, url(live, "support-text"))
    assert Moment.objects.get().support == "Amara is by the door.\n<b>Staff support</b> is on the card."
    page = text_of(Phone(live).client.get(url(live)))
    assert "Amara is by the door.<br>&lt;b&gt;Staff support&lt;/b&gt; is on the card." in page
    assert "Amara is by the door." in text_of(desk.get(url(live, "support-text")))


def test_too_long_a_text_is_refused_and_stays_in_the_field(live: LiveSession) -> None:
    desk = at_desk(live.owner)
    desk.post(url(live, "support-text"), {"support": "As it was"})
    answer = desk.post(url(live, "support-text"), {"support": "x" * 1001})
    assert (answer.status_code, Moment.objects.get().support) == (400, "As it was")
    assert "x" * 1001 in text_of(answer)
    assert "1000 characters at most" in text_of(answer)


def test_only_facilitators_set_it_and_the_console_leads_there(live: LiveSession) -> None:
    for client in (Client(), Phone(live).client, at_desk(make_running(deck=live.deck).owner)):
        page = url(live, "support-text")
        assert (client.get(page).status_code, client.post(page, {"support": "x"}).status_code) == (404, 404)
    assert Moment.objects.count() == 0
    assert f'href="{url(live, "support-text")}"' in text_of(at_desk(live.owner).get(reverse("live:console", args=[live.key])))


def test_after_the_end_the_last_page_still_says_who_is_there_and_nothing_where_nothing_was_set(live: LiveSession) -> None:
    phone = Phone(live)
    running.end(live, live.revision)
    assert "Who you can talk to" not in text_of(phone.page())
    actions.set_support(live, "Amara is by the door.\n\nStaff support: 0000.")
    assert '<h2 id="wh" class="side-h">Who you can talk to here</h2>' in text_of(phone.page())
    assert '<p dir="auto">Staff support: 0000.</p>' in text_of(phone.page())


def test_names_of_helpers_are_gone_fourteen_days_after_the_end(live: LiveSession) -> None:
    actions.set_support(live, "Amara is by the door.")
    running.end(live, live.revision)
    assert Pause().purge(clock.now()) == 0
    with time_machine.travel(clock.now() + timedelta(days=14, minutes=1)):
        assert Pause().purge(clock.now()) == 1
    assert Moment.objects.count() == 0


# ------------------------------------------------------------------ on the set-up page
SET_UP = {"title": "Tidewell panel", "date": "2027-01-14", "plan": "full", "question_set": "", "kept_days": "90", "then": "open"}


def set_up(client: Client, path: str = "/workshops/new/", **fields: str) -> Any:
    return client.post(path, SET_UP | {f"moment-{name}": text for name, text in fields.items()})


def test_it_can_be_set_where_a_workshop_is_set_up() -> None:
    desk = at_desk(make_live().owner)
    assert 'name="moment-support"' in text_of(desk.get("/workshops/new/"))
    assert set_up(desk, support="Ask at the desk.").status_code == 302
    live = LiveSession.objects.latest("pk")
    assert "Ask at the desk." in text_of(Phone(live).client.get(url(live)))
    page = text_of(desk.get(f"/workshops/{live.key}/"))
    assert [">Ask at the desk.</textarea>" in page, 'name="moment-was" value="Ask at the desk."' in page] == [True, True]


def test_too_long_a_text_sets_nothing_up_and_stays_in_its_field() -> None:
    desk = at_desk(make_live().owner)
    page = set_up(desk, support="x" * 1001)
    assert (page.status_code, f">{'x' * 1001}</textarea>" in text_of(page), LiveSession.objects.count()) == (400, True, 1)
    assert "That is longer than fits: 1000 characters at most." in text_of(page)


def test_saving_the_set_up_page_undoes_nothing_that_was_written_elsewhere_meanwhile() -> None:
    live = make_live()
    desk = at_desk(live.owner)
    desk.post(url(live, "support-text"), {"support": "Written by a colleague."})
    assert set_up(desk, f"/workshops/{live.key}/", support="", was="").status_code == 302
    assert actions.support_of(live) == "Written by a colleague."
    assert set_up(desk, f"/workshops/{live.key}/", support="", was="Written by a colleague.").status_code == 302
    assert actions.support_of(live) == ""
