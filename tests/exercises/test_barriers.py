"""Private notes: their writer's alone, and themes only where five people or more say so."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
import time_machine
from django.urls import reverse

from exercises.barriers import notes
from exercises.barriers.exercise import Barriers
from exercises.models import Draft, Note, Theme
from exercises.numbers import ThemeCount
from sessions import clock, screens
from sessions.actions import running, stage
from sessions.exercise import Audience, Fact, Refused
from sessions.models import LiveSession
from sessions.screens.console import console_context
from sessions.screens.counts import counts_fragment
from tests.factories import at_desk, make_running, make_seat
from tests.phones import HTMX, Phone

pytestmark = pytest.mark.django_db
ASKED = "going-deeper"
HOSTILE = "<script>alert(1)</script>{{ 7*7 }}"


@pytest.fixture
def live() -> LiveSession:
    """A live session on the slide that asks for notes."""
    return make_running(ASKED, question_set="meetings-and-panels")


def url(phone: Phone, name: str = "notes", *args: Any) -> str:
    return reverse(f"exercises:{name}", args=[phone.live.key, *args])


def write(phone: Phone, text: str = "Rank settles it", *tags: str, key: str = "", htmx: bool = True) -> Any:
    data = {"text": text, "tag": list(tags), "request_key": key}
    return phone.client.post(url(phone), data, headers=HTMX if htmx else {})


def text_of(response: Any) -> str:
    return str(response.content.decode())


def all_notes() -> list[tuple[list[str], str, bool | None]]:
    return list(Note.objects.values_list("tags", "text", "counts"))


# ------------------------------------------------------------------ writing
def test_a_note_keeps_its_words_and_its_tags_in_the_decks_order(live: LiveSession) -> None:
    phone = Phone(live)
    answer = write(phone, "The panel runs to the minute\x07", "power", "time")
    assert (answer.status_code, all_notes()) == (200, [(["time", "power"], "The panel runs to the minute", None)])
    assert "Kept. It is yours alone." in text_of(answer)


def test_a_note_may_be_a_tag_or_a_few_words_alone(live: LiveSession) -> None:
    phone = Phone(live)
    write(phone, "", "space")
    write(phone, "No room for this talk")
    assert all_notes() == [(["space"], "", None), ([], "No room for this talk", None)]


@pytest.mark.parametrize(
    ("text", "tags", "sentence"),
    [
        ("", [], "Pick a tag or write a few words first."),
        (" \n ", [], "Pick a tag or write a few words first."),
        ("x" * 501, ["time"], "That is longer than fits: 500 characters at most."),
        ("Kept in the field", ["weather"], "That tag could not be read."),
    ],
)
def test_what_cannot_be_kept_is_refused_kindly_and_stays_in_the_field(live: LiveSession, text: str, tags: list[str], sentence: str) -> None:
    phone = Phone(live)
    answer = write(phone, text, *tags)
    assert (answer.status_code, Note.objects.count()) == (400, 0)
    assert sentence in text_of(answer)
    assert text in text_of(answer)


def test_the_same_note_sent_twice_is_one(live: LiveSession) -> None:
    phone = Phone(live)
    for _again in range(2):
        write(phone, "Once", "time", key="abc")
    write(phone, "Once", "time", key="def")
    assert [text for _tags, text, _counts in all_notes()] == ["Once", "Once"]


def test_another_seat_may_use_the_same_request_key(live: LiveSession) -> None:
    for phone in (Phone(live), Phone(live)):
        write(phone, "Mine", "time", key="abc")
    assert Note.objects.count() == 2


def test_there_is_an_end_to_how_many_notes_fit_and_nothing_typed_is_lost(live: LiveSession) -> None:
    phone = Phone(live)
    Note.objects.bulk_create(Note(who=phone.seat, text=str(n)) for n in range(notes.MOST))
    answer = write(phone, "One too many")
    assert (answer.status_code, Note.objects.count()) == (409, notes.MOST)
    assert "One too many" in text_of(answer)


def test_sending_a_note_forgets_its_draft(live: LiveSession) -> None:
    phone = Phone(live)
    draft = {"field": "note.new", "text": "Rank settl", "turn": "3"}
    assert phone.client.post(f"/w/{live.key}/draft/", draft, headers=HTMX).status_code == 204
    assert "Rank settl</textarea>" in text_of(phone.client.get(url(phone), headers=HTMX))
    phone.client.post(url(phone), {"text": "Rank settles it", "draft_turn": "4"}, headers=HTMX)
    assert list(Draft.objects.values_list("field", "text", "turn")) == [("note.new", "", 4)]


def test_a_note_can_be_changed_and_deleted(live: LiveSession) -> None:
    phone = Phone(live)
    write(phone, "First words", "time")
    note = Note.objects.get()
    assert "First words</textarea>" in text_of(phone.client.get(url(phone, "note", note.pk), headers=HTMX))
    phone.client.post(url(phone, "note", note.pk), {"text": "Better words", "tag": ["power"]}, headers=HTMX)
    assert all_notes() == [(["power"], "Better words", None)]
    answer = phone.client.post(url(phone, "delete-note", note.pk), headers=HTMX)
    assert ("Deleted." in text_of(answer), Note.objects.count()) == (True, 0)


def test_a_note_with_other_tags_is_asked_about_again(live: LiveSession) -> None:
    phone = Phone(live)
    write(phone, "Words", "time")
    note = Note.objects.get()
    notes.answer(note, True)
    note.refresh_from_db()
    notes.change(live, note, ["time"], "Other words")
    assert all_notes() == [(["time"], "Other words", True)]
    note.refresh_from_db()
    notes.change(live, note, ["power"], "Other words")
    assert all_notes() == [(["power"], "Other words", None)]


def test_without_script_everything_is_a_form_and_a_page(live: LiveSession) -> None:
    phone = Phone(live)
    answer = write(phone, "Plain", "time", htmx=False)
    assert (answer.status_code, answer["Location"]) == (302, url(phone))
    page = text_of(phone.client.get(url(phone)))
    assert (page.count("<h1"), "Plain" in page, "<!doctype html>" in page) == (1, True, True)
    assert "<!doctype html>" not in text_of(phone.client.get(url(phone), headers=HTMX))


def test_after_the_end_notes_can_be_read_and_deleted_but_not_written(live: LiveSession) -> None:
    phone = Phone(live)
    write(phone, "Before the end", "time")
    running.end(live, live.revision)
    assert write(phone, "After the end").status_code == 409
    note = Note.objects.get()
    assert phone.client.post(url(phone, "note", note.pk), {"text": "Changed"}, headers=HTMX).status_code == 409
    assert "Before the end" in text_of(phone.client.get(url(phone)))
    phone.client.post(url(phone, "delete-note", note.pk))
    assert Note.objects.count() == 0


# ------------------------------------------------------------------ whose it is
def test_nobody_but_its_writer_sees_a_note_or_how_it_was_tagged(live: LiveSession) -> None:
    writer, other = Phone(live), Phone(live)
    write(writer, "Rank settles it here", "power")
    assert "Rank settles it here" in text_of(writer.client.get(url(writer)))  # there is something to hide
    stage.go_to(live, live.revision, "next-steps")
    for audience in Audience:
        assert "Rank settles it here" not in screens.fragment(live, audience)
        assert "Rank settles it here" not in screens.fragment(live, audience, other.seat if audience is Audience.PHONES else None)
    assert "Rank settles it here" not in text_of(other.client.get(url(other)))
    desk = at_desk(live.owner)
    assert "Rank settles it here" not in text_of(desk.get(reverse("live:console", args=[live.key])))
    assert desk.get(url(writer)).status_code == 404
    assert list(Barriers().rows(live.runs.all()[0])) == []


@pytest.mark.parametrize("name", ["note", "delete-note", "note-counts"])
def test_a_note_of_somebody_else_is_not_there(live: LiveSession, name: str) -> None:
    write(Phone(live), "Not yours", "time")
    number = Note.objects.get().pk
    data = {"text": "Taken", "tag": ["power"], "counts": "yes"}
    elsewhere = make_running(ASKED, deck=live.deck)
    for stranger in (Phone(live), Phone(elsewhere)):
        for there in (number, 2**70):
            assert stranger.client.post(url(stranger, name, there), data, headers=HTMX).status_code == 404
        assert stranger.client.post(reverse(f"exercises:{name}", args=[live.key, number]), data, headers=HTMX).status_code == 404
    assert all_notes() == [(["time"], "Not yours", None)]


def test_hostile_text_is_shown_as_it_was_typed(live: LiveSession) -> None:
    phone = Phone(live)
    page = text_of(write(phone, HOSTILE, "time"))
    assert ("<script>alert" in page, "&lt;script&gt;alert(1)&lt;/script&gt;{{ 7*7 }}" in page) == (False, True)


def test_the_field_says_its_reach_and_asks_for_no_names(live: LiveSession) -> None:
    page = text_of(Phone(live).client.get(reverse("exercises:notes", args=[live.key])))
    assert 'aria-describedby="note-line note-reach" data-gentle data-draft="note.new"' in page


# ------------------------------------------------------------------ one tap away, and counted
def has_tool(live: LiveSession) -> bool:
    return [tool.url for tool in Barriers().phone_tools(live, None, None)] == [reverse("exercises:notes", args=[live.key])]


def test_the_notebook_is_one_tap_away_from_the_slide_that_asks_until_next_steps(live: LiveSession) -> None:
    open_on = []
    for part in live.parts:
        stage.go_to(live, live.revision, part.slide.key)
        if has_tool(live):
            open_on.append(part.slide.key)
    keys = [part.slide.key for part in live.parts]
    assert open_on == keys[keys.index(ASKED) : keys.index("next-steps") + 1]
    assert len(open_on) > 4


def test_facilitators_learn_how_many_notes_there_are_only_from_five_people_on(live: LiveSession) -> None:
    def said() -> list[str]:
        return [fact.value for fact in Barriers().console_facts(live)]

    seen = [said()]
    for n in range(5):
        seat, _cookie = make_seat(live)
        for m in range(2):
            notes.add(live, seat, ["time"], f"{n}{m}", "")
        seen.append(said())
    few = ["fewer than five people"]
    assert seen == [["none yet"], few, few, few, few, ["10"]]
    assert Fact("Notes on what’s hard", "10") in console_context(live)["facts"]
    assert "Notes on what’s hard</dt><dd>10</dd>" in counts_fragment(live, Audience.CONSOLE)[0]


# ------------------------------------------------------------------ whether it may count
def write_many(live: LiveSession, people: int, tag: str, counts: bool | None) -> None:
    for _n in range(people):
        Note.objects.create(who=make_seat(live)[0], tags=[tag], text="words", counts=counts)


def test_a_theme_needs_five_people_who_said_yes(live: LiveSession) -> None:
    write_many(live, 5, "time", True)
    write_many(live, 4, "power", True)
    write_many(live, 9, "power", None)
    write_many(live, 9, "space", False)
    assert notes.themes(live) == [ThemeCount("time", 5, 5)]


def test_five_notes_of_four_people_are_no_theme(live: LiveSession) -> None:
    write_many(live, 4, "time", True)
    Note.objects.create(who=Note.objects.all()[0].who, tags=["time"], counts=True)
    assert notes.themes(live) == []


def test_themes_of_another_session_and_tags_of_no_deck_do_not_count(live: LiveSession) -> None:
    write_many(make_running(ASKED, deck=live.deck), 9, "time", True)
    write_many(live, 9, "weather", True)
    assert notes.themes(live) == []


def test_the_themes_are_written_when_the_session_ends_and_only_once(live: LiveSession) -> None:
    write_many(live, 6, "time", True)
    running.end(live, live.revision)
    Barriers().session_ended(live)
    assert list(Theme.objects.values_list("live", "tag", "notes", "people")) == [(live.pk, "time", 6, 6)]


def test_each_writer_is_asked_note_by_note_and_may_change_their_mind(live: LiveSession) -> None:
    phone = Phone(live)
    write(phone, "Words", "time")
    note = Note.objects.get()
    for given, stored in (("yes", True), ("no", False), ("yes", True)):
        assert phone.client.post(url(phone, "note-counts", note.pk), {"counts": given}, headers=HTMX).status_code == 204
        assert all_notes() == [(["time"], "Words", stored)]
    assert phone.client.post(url(phone, "note-counts", note.pk), {"counts": "perhaps"}, headers=HTMX).status_code == 400
    running.end(live, live.revision)
    assert phone.client.post(url(phone, "note-counts", note.pk), {"counts": "no"}, headers=HTMX).status_code == 409
    assert all_notes() == [(["time"], "Words", True)]


def test_the_notebook_asks_whether_a_note_may_count_once_next_steps_are_reached(live: LiveSession) -> None:
    phone = Phone(live)
    write(phone, "With a tag", "time")
    write(phone, "Without any")
    asked = [f'action="{url(phone, "note-counts", note.pk)}"' for note in Note.objects.all()]
    assert [words in text_of(phone.client.get(url(phone))) for words in asked] == [False, False]
    stage.go_to(live, live.revision, "next-steps")
    for headers in ({}, HTMX):
        page = text_of(phone.client.get(url(phone), headers=headers))
        assert [words in page for words in asked] == [True, False]
        assert "Your words are never shown." in page


def test_at_next_steps_each_phone_asks_its_own_writer_without_being_opened(live: LiveSession) -> None:
    phone, other = Phone(live), Phone(live)
    write(phone, "Rank settles it", "power")
    note = Note.objects.get()
    stage.go_to(live, live.revision, "next-steps")
    address = f'action="{url(phone, "note-counts", note.pk)}"'
    shown, theirs = (text_of(each.client.get(f"/w/{live.key}/")) for each in (phone, other))
    assert (address in shown, "Rank settles it" in shown) == (True, True)
    assert ("Rank settles it" in theirs, "Your notes on what’s hard" in theirs) == (False, False)


def test_notes_come_back_with_the_names_of_their_tags(live: LiveSession) -> None:
    phone = Phone(live)
    write(phone, "Words", "time", "other")
    own = notes.notes_of(phone.fresh())
    assert [(each.note.text, each.labels, each.is_counted, each.is_kept) for each in own] == [("Words", ["Time", "Other"], False, False)]


# ------------------------------------------------------------------ how long it is kept
def test_notes_and_their_drafts_are_gone_fourteen_days_after_the_end(live: LiveSession) -> None:
    phone, still_on = Phone(live), Phone(make_running(ASKED, deck=live.deck))
    write(phone, "Words", "time")
    write(still_on, "Still on", "time")
    Draft.objects.create(who=phone.seat, field="note.new", text="Half a", turn=1)
    running.end(live, live.revision)
    with time_machine.travel(clock.now() + timedelta(days=13, hours=23)):
        assert Barriers().purge(clock.now()) == 0
    with time_machine.travel(clock.now() + timedelta(days=14, minutes=1)):
        assert Barriers().purge(clock.now()) == 1
    assert (all_notes(), Draft.objects.count()) == ([(["time"], "Still on", None)], 0)


def test_the_end_is_a_kind_refusal_for_whoever_still_writes(live: LiveSession) -> None:
    seat, _cookie = make_seat(live)
    running.end(live, live.revision)
    with pytest.raises(Refused) as refusal:
        notes.add(live, seat, [], "Late", "")
    assert (refusal.value.status, refusal.value.title) == (409, "It has ended")
