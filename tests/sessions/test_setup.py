"""Setting up a workshop, changing it, and the co-facilitator's way in."""

from __future__ import annotations

import html
import re
from datetime import UTC, date, datetime
from typing import Any
from urllib.parse import quote

import pytest
import time_machine
from django.db import connection
from django.test import Client

from sessions.actions import Stale, preparing, running
from sessions.models import Facilitator, LiveSession
from sessions.models.live import slides_of
from sessions.phases import Phase
from tests.factories import at_desk, make_deck, make_live, make_user
from workshop.models import Deck
from workshop.plans import adjustable, default_minutes

pytestmark = pytest.mark.django_db

NOON = datetime(2027, 1, 14, 12, tzinfo=UTC)
NEW = "/workshops/new/"


def text(answer: Any) -> str:
    return html.unescape(answer.content.decode())


def filled(**fields: str) -> dict[str, str]:
    """The form as the page sends it when nothing but the title was touched."""
    return {"title": "Tidewell panel", "date": "2027-01-14", "plan": "full", "question_set": "", "kept_days": "90", "then": "open"} | fields


def own_minutes(deck: Deck, **changed: str) -> dict[str, str]:
    defaults = default_minutes(slides_of(deck.pk), "full")
    return {f"minutes-{unit}": str(defaults[unit]) for unit, _slide, _label in adjustable(slides_of(deck.pk))} | {
        f"minutes-{unit.replace('_', '-')}": minutes for unit, minutes in changed.items()
    }


# ------------------------------------------------------------------ new
def test_a_title_is_all_it_takes() -> None:
    user, deck = make_user(), make_deck()
    answer = at_desk(user).post(NEW, filled())
    live = LiveSession.objects.get()
    assert answer["Location"] == f"/console/{live.key}/"
    assert (live.owner, live.deck, live.title, live.date) == (user, deck, "Tidewell panel", date(2027, 1, 14))
    assert (live.plan, live.planned_total, live.question_set, live.asks_agency, live.kept_days) == ("full", 60, "", False, 90)
    assert live.minutes == default_minutes(slides_of(deck.pk), "full")
    assert re.fullmatch(r"\d{6}", live.code)
    assert at_desk(user).get(f"/console/{live.key}/").status_code == 200


def test_the_blank_page_offers_today_sixty_minutes_and_deciding_on_the_day() -> None:
    make_deck()
    with time_machine.travel(NOON, tick=False):
        page = text(at_desk(make_user()).get(NEW))
    assert 'value="2027-01-14"' in page
    assert re.findall(r'<input[^>]*name="(\w+)" value="([^"]*)" checked', page) == [("plan", "full"), ("question_set", "")]
    assert re.findall(r'<option value="(\d+)"( selected)?>', page) == [("30", ""), ("90", " selected"), ("180", "")]
    assert 'name="asks_agency" value="1">' in page


def test_the_first_workshop_needs_no_deck_to_be_loaded_by_hand() -> None:
    assert at_desk(make_user()).post(NEW, filled()).status_code == 302
    assert Deck.objects.count() == 1


def test_all_that_can_be_chosen_is_kept() -> None:
    chosen = {
        "plan": "short",
        "question_set": "senior-leaders",
        "asks_agency": "1",
        "kept_days": "180",
        "date": "14/02/2027",
    }
    answer = at_desk(make_user()).post(NEW, filled(**chosen, then="later"), follow=True)
    live = LiveSession.objects.get()
    assert answer.redirect_chain == [("/workshops/", 302)]
    assert "“Tidewell panel” is saved." in text(answer)
    assert (live.plan, live.planned_total, live.question_set) == ("short", 45, "senior-leaders")
    assert (live.asks_agency, live.kept_days, live.date) == (True, 180, date(2027, 2, 14))


def test_own_minutes_are_kept_for_each_part() -> None:
    deck = make_deck()
    at_desk(make_user()).post(NEW, filled(plan="own") | own_minutes(deck, in_summary="0", creating_safety="12"))
    live = LiveSession.objects.get()
    assert live.minutes == default_minutes(slides_of(deck.pk), "full") | {"in-summary": 0, "creating-safety": 12}
    assert live.planned_total == 67
    assert live.total == 67


def test_own_minutes_do_not_matter_where_they_are_not_chosen() -> None:
    deck = make_deck()
    assert at_desk(make_user()).post(NEW, filled() | own_minutes(deck, in_summary="a lot")).status_code == 302
    assert LiveSession.objects.get().planned_total == 60


@pytest.mark.parametrize("typed", ["", "61", "-1", "a lot", "2.5", "١٠٠", "9" * 400])
def test_minutes_that_cannot_be_are_refused_and_what_was_typed_stays(typed: str) -> None:
    deck = make_deck()
    answer = at_desk(make_user()).post(NEW, filled(plan="own") | own_minutes(deck, in_summary=typed, creating_safety="12"))
    assert answer.status_code == 400
    assert "Each part needs whole minutes, from 0 to 60." in text(answer)
    assert re.search(r'name="minutes-creating-safety" value="12"', text(answer))
    assert LiveSession.objects.count() == 0


def test_a_workshop_of_no_minutes_at_all_is_refused() -> None:
    deck = make_deck()
    answer = at_desk(make_user()).post(NEW, filled(plan="own") | dict.fromkeys(own_minutes(deck), "0"))
    assert (answer.status_code, "Give at least one part a minute." in text(answer)) == (400, True)
    assert LiveSession.objects.count() == 0


@pytest.mark.parametrize(
    ("field", "typed", "sentence"),
    [
        ("title", "   ", "Give it a name, so that people know they are in the right place."),
        ("title", "x" * 81, "Eighty letters at most, please: it has to fit on a phone."),
        ("date", "", "Say which day it is on."),
        ("date", "soon", "That day could not be read. Try it as 14/01/2027."),
        ("plan", "", "Choose how long you have got."),
        ("plan", "endless", "That choice isn’t on the list. Choose again."),
        ("question_set", "invented", "That choice isn’t on the list. Choose again."),
        ("kept_days", "7000", "That choice isn’t on the list. Choose again."),
    ],
)
def test_what_is_not_right_is_said_beside_the_field_and_nothing_is_stored(field: str, typed: str, sentence: str) -> None:
    answer = at_desk(make_user()).post(NEW, filled(**{field: typed}))
    assert (answer.status_code, sentence in text(answer)) == (400, True)
    assert LiveSession.objects.count() == 0


def test_a_title_is_shown_as_it_is_written() -> None:
    answer = at_desk(make_user()).post(NEW, filled(title="<b>Bold</b>", date=""))
    assert "<b>Bold" not in answer.content.decode()
    assert 'value="&lt;b&gt;Bold&lt;/b&gt;"' in answer.content.decode()


def test_the_running_order_at_the_side_has_every_part_and_the_minutes_of_each_plan() -> None:
    make_deck()
    page = text(at_desk(make_user()).get(NEW))
    lists = re.findall(r'<ol class="order">(.*?)</ol>', page, flags=re.S)
    rows = [re.findall(r'order-no">(\d*)</span>.*?<span>(.*?)</span><span[^>]*>(.*?)</span>', one) for one in lists]
    assert [sum(int(minutes.split()[0]) for _n, _title, minutes in one if minutes) for one in rows] == [60, 45, 60]
    assert [title for _n, title, _minutes in rows[0]][-5:] == [
        "Choose your questions",
        "In groups",
        "Hearing back",
        "Next steps",
        "Thank you",
    ]
    assert [number for number, _title, _minutes in rows[0]] == [str(n) for n in range(1, 12)] + ["", "", "12", "13"]


# ------------------------------------------------------------------ edit
def test_a_saved_workshop_comes_back_as_it_was_set_up() -> None:
    user, deck = make_user(), make_deck()
    client = at_desk(user)
    client.post(NEW, filled(plan="own", question_set="senior-leaders", asks_agency="1", kept_days="30") | own_minutes(deck, in_summary="9"))
    page = text(client.get(f"/workshops/{LiveSession.objects.get().key}/"))
    assert re.findall(r'<input[^>]*name="(\w+)" value="([^"]*)" checked', page) == [
        ("plan", "own"),
        ("question_set", "senior-leaders"),
        ("asks_agency", "1"),
    ]
    assert re.search(r'name="minutes-in-summary" value="9"', page)
    assert '<option value="30" selected>' in page
    assert 'value="2027-01-14"' in page


def test_changing_the_set_up_is_a_new_state_of_the_room() -> None:
    user = make_user()
    live = make_live(owner=user)
    answer = at_desk(user).post(f"/workshops/{live.key}/", filled(title="Harbour Road", plan="short"))
    seen = live.revision
    live.refresh_from_db()
    assert answer["Location"] == f"/console/{live.key}/"
    assert (live.title, live.planned_total, live.total, live.revision) == ("Harbour Road", 45, 45, seen + 1)


def test_a_workshop_that_has_begun_is_changed_on_the_console() -> None:
    user = make_user()
    live = make_live(owner=user)
    running.start(live, live.revision)
    client = at_desk(user)
    for answer in (client.get(f"/workshops/{live.key}/"), client.post(f"/workshops/{live.key}/", filled(title="Too late"))):
        assert answer["Location"] == f"/console/{live.key}/"
    live.refresh_from_db()
    assert (live.title, live.phase) == ("Tidewell panel", Phase.RUNNING)


def test_a_start_at_the_same_moment_wins_over_a_change_of_the_set_up() -> None:
    live = make_live()
    stale = LiveSession.objects.get(pk=live.pk)
    running.start(live, live.revision)
    with pytest.raises(Stale):
        preparing.change(stale, title="Too late")
    live.refresh_from_db()
    assert live.title == "Tidewell panel"


# ------------------------------------------------------------------ co-facilitator
def test_the_link_for_a_co_facilitator_is_on_the_page_of_a_saved_workshop() -> None:
    user = make_user()
    live = make_live(owner=user)
    client = at_desk(user)
    assert f"/with/{live.invite_token}/" in text(client.get(f"/workshops/{live.key}/"))
    assert "/with/" not in text(client.get(NEW))


def test_a_co_facilitator_takes_a_control_seat_with_one_press_and_no_account() -> None:
    live = make_live()
    client = Client()
    link = f"/with/{live.invite_token}/"
    assert "Run “Tidewell panel” together" in text(client.get(link))
    assert Facilitator.objects.count() == 0
    assert client.post(link, {"name": "  Priya  "})["Location"] == f"/console/{live.key}/"
    assert [(seat.name, seat.user) for seat in Facilitator.objects.all()] == [("Priya", None)]
    assert client.get(link)["Location"] == f"/console/{live.key}/"
    assert client.post(link)["Location"] == f"/console/{live.key}/"
    assert Facilitator.objects.count() == 1
    assert client.session.get_expiry_age() == 12 * 3600


def test_taking_a_control_seat_changes_the_key_of_the_browsers_session() -> None:
    user = make_user()
    client = at_desk(user)
    before = client.session.session_key
    client.post(f"/with/{make_live().invite_token}/")
    assert client.session.session_key != before
    assert client.get("/workshops/").status_code == 200


def test_a_title_is_one_line_without_control_characters() -> None:
    at_desk(make_user()).post(NEW, filled(title="nul\0byte,\x0b bell\x07\r\nand  a second line"))
    assert LiveSession.objects.get().title == "nulbyte, bell and a second line"


@pytest.mark.parametrize(("typed", "kept"), [("", ""), ("x" * 500, "x" * 40), ("nul\0byte\x0b", "nulbyte")])
def test_a_co_facilitators_name_is_theirs_to_leave_out(typed: str, kept: str) -> None:
    live = make_live()
    Client().post(f"/with/{live.invite_token}/", {"name": typed})
    assert Facilitator.objects.get().name == kept


def test_what_the_database_holds_opens_neither_a_control_seat_nor_a_big_screen() -> None:
    make_live()
    with connection.cursor() as cursor:
        cursor.execute("SELECT * FROM live_livesession")
        held = [str(value) for value in cursor.fetchone() or ()]
    opened = [Client().get(f"/{door}/{quote(value, safe='')}/").status_code for value in held if value for door in ("with", "screen")]
    assert (len(opened) > 20, {*opened}) == (True, {404})
    live = LiveSession.objects.get()
    links = (f"/with/{live.invite_token}/", f"/screen/{live.screen_token}/")
    assert [Client().get(link).status_code for link in links] == [200, 200]
    crossed = (f"/with/{live.screen_token}/", f"/screen/{live.invite_token}/")
    assert [Client().get(link).status_code for link in crossed] == [404, 404]


def test_an_unknown_link_leads_nowhere() -> None:
    assert (Client().get("/with/guess/").status_code, Client().post("/with/guess/").status_code) == (404, 404)


def test_the_link_of_a_finished_workshop_says_so() -> None:
    live = make_live()
    running.end(live, live.revision)
    for answer in (Client().get(f"/with/{live.invite_token}/"), Client().post(f"/with/{live.invite_token}/")):
        assert (answer.status_code, "This workshop is over" in text(answer)) == (410, True)
    assert Facilitator.objects.count() == 0


def test_a_new_link_ends_the_old_one_and_the_seats_opened_with_it() -> None:
    user = make_user()
    owner, other = at_desk(user), Client()
    owner.post(NEW, filled())
    live = LiveSession.objects.get()
    old = live.invite_token
    other.post(f"/with/{old}/")
    answer = owner.post(f"/workshops/{live.key}/invite/")
    live.refresh_from_db()
    assert answer["Location"] == f"/workshops/{live.key}/#co"
    assert old != live.invite_token
    assert (other.get(f"/with/{old}/").status_code, other.get(f"/with/{live.invite_token}/").status_code) == (404, 200)
    assert [browser.get(f"/console/{live.key}/").status_code for browser in (owner, other)] == [200, 404]
