"""Deck files: what is refused, in which words, and that nothing changes then."""

from __future__ import annotations

import re
import tomllib
from io import StringIO
from pathlib import Path
from typing import Any

import pytest
from django.core.management import call_command
from hypothesis import given, settings
from hypothesis import strategies as st

from workshop.loading import BUILT_IN, LARGEST_FILE, MOST_PROBLEMS, DeckError, check, load, read
from workshop.models import Deck, QuestionSet, Slide

SOURCE = BUILT_IN.read_text(encoding="utf-8")
VOTE = "5 “creating-safety”"
CHOICE = "11 “introducing-the-exercises”"


def without_options(after: int) -> str:
    """The deck with only the first options of its vote."""
    parts = re.split(r"(?=\[\[slides\.vote\.options\]\])|(?=\[\[slides\]\]\nnumber = 6\n)", SOURCE)
    return "".join([*parts[: after + 1], parts[-1]])


def deck_file(folder: Path, source: str) -> Path:
    path = folder / "deck.toml"
    path.write_text(source, encoding="utf-8")
    return path


def edited(old: str, new: str, count: int = 1) -> str:
    """The built-in deck with one passage replaced."""
    assert old in SOURCE
    return SOURCE.replace(old, new, count)


def problems_of(path: Path) -> list[tuple[str, str, str, str]]:
    """Slide, field, expected and found of everything that is wrong with a file."""
    with pytest.raises(DeckError) as caught:
        read(path)
    assert {problem.file for problem in caught.value.problems} == {str(path)}
    return [(p.slide, p.field, p.expected, p.found) for p in caught.value.problems]


@pytest.mark.django_db
def test_the_built_in_deck_has_25_slides_four_question_sets_and_eleven_options() -> None:
    deck = load()

    assert [slide.number for slide in deck.slides.all()] == list(range(1, 26))
    assert [(s.number, s.key) for s in deck.question_sets.all()] == [
        (1, "meetings-and-panels"),
        (2, "teams-and-co-working"),
        (3, "extra-familial-harm"),
        (4, "senior-leaders"),
    ]
    vote = deck.slides.get(key="creating-safety")
    assert [option["approach"] for option in vote.part("vote")["options"]] == [
        "behaviour-based",
        "behaviour-based",
        "ecological",
        "ecological",
        "behaviour-based",
        "ecological",
        "behaviour-based",
        "both",
        "behaviour-based",
        "ecological",
        "behaviour-based",
    ]


@pytest.mark.django_db
def test_the_group_exercise_keeps_talk_and_feedback_apart_and_has_the_sums_as_its_minutes() -> None:
    slide = load().slides.get(key="introducing-the-exercises")

    assert (slide.minutes, slide.minutes_full, slide.minutes_short, slide.clock) == (30, 30, 22, "group-exercise")
    assert slide.data["split"] == {
        "minutes_full": {"discussion": 20, "feedback": 10},
        "minutes_short": {"discussion": 15, "feedback": 7},
        "minutes": {"discussion": 20, "feedback": 10},
    }


@pytest.mark.django_db
def test_what_only_a_kind_of_slide_has_is_kept_as_it_is_written() -> None:
    slides = {slide.key: slide for slide in load().slides.all()}

    assert {
        key: sorted(slides[key].data) for key in ("creating-safety", "behaviour-based-or-ecological", "teams-work-and-change", "close")
    } == {
        "creating-safety": ["instructions_from", "projector", "vote"],
        "behaviour-based-or-ecological": ["instructions_from", "reveal", "short_tip"],
        "teams-work-and-change": ["blocks", "feedback_after", "instructions_from", "pace", "pace_short", "part"],
        "close": ["feedback_email", "instructions_from", "more_url", "projector"],
    }
    assert slides["teams-work-and-change"].question_set == "teams-and-co-working"
    assert slides["section-teams-and-co-working"].data["subtitle"] == "Group exercise"


@pytest.mark.django_db
def test_what_belongs_to_the_whole_deck_is_on_the_deck() -> None:
    deck = load()

    assert [(plan["key"], plan["total"]) for plan in deck.data["plans"]] == [("full", 60), ("short", 45), ("source", 63)]
    assert [cue["key"] for cue in deck.data["cues"]] == ["read-aloud", "activity", "discussion"]
    assert [tag["key"] for tag in deck.data["barriers"]["tags"]] == ["time", "space", "culture", "power", "other"]
    assert [source["key"] for source in deck.data["credits"]["sources"]] == [
        "owens-lloyd-2023",
        "workshop",
        "briefing",
        "next-chapter-2024",
        "diaz-wilson-2020",
    ]
    assert deck.data["subtitle"] == "Singing from the same hymn sheet?"
    assert deck.data["glossary"] == "glossary.toml"


@pytest.mark.parametrize(
    ("old", "new", "expected"),
    [
        pytest.param(
            'cue = "activity"',
            'cue = "sing"',
            [(VOTE, "cue", "one of read-aloud, activity, discussion", "sing")],
            id="unknown cue",
        ),
        pytest.param(
            'kind = "vote"',
            'kind = "raffle"',
            [
                (
                    VOTE,
                    "kind",
                    "one of content, vote, reveal, choice-of-question-set, section, questions, next-steps, close, follow-up",
                    "raffle",
                )
            ],
            id="unknown kind",
        ),
        pytest.param(
            'approach = "both"',
            'approach = "neither"',
            [(VOTE, "vote.options[8].approach", "one of behaviour-based, ecological, both", "neither")],
            id="unknown approach",
        ),
        pytest.param(
            'set = "teams-and-co-working"\nminutes',
            'set = "choirs"\nminutes',
            [
                ("15 “section-teams-and-co-working”", "set", "the key of a question set", "choirs"),
                (
                    "",
                    "question_sets[2].section_slide",
                    "a section slide of the set teams-and-co-working",
                    "section-teams-and-co-working",
                ),
            ],
            id="unknown set",
        ),
        pytest.param(
            'subtitle = "Group exercise"',
            'subtitle = "Group exercise"\nclock = "hourglass"',
            [("", "", "valid TOML", "Cannot overwrite a value (at line 622, column 20)")],
            id="a field twice",
        ),
        pytest.param(
            'key = "close"\ntitle',
            'key = "next-steps"\ntitle',
            [("25 “next-steps”", "key", "a key no other slide has", "next-steps again")],
            id="a key twice",
        ),
        pytest.param(
            "number = 25\n",
            "number = 24\n",
            [("24 “close”", "number", "25: slides count from 1 without a gap", "24")],
            id="a slide number twice",
        ),
        pytest.param(
            'number = 4\nkey = "contextual',
            'number = 40\nkey = "contextual',
            [("40 “contextual-safeguarding-is-ecological”", "number", "4: slides count from 1 without a gap", "40")],
            id="a gap in the numbers",
        ),
        pytest.param(
            'minutes_full = 3\nminutes_short = 2\ninstructions_from = "app"\ninstructions = "Read this aloud. Leave',
            'minutes_full = 4\nminutes_short = 2\ninstructions_from = "app"\ninstructions = "Read this aloud. Leave',
            [("", "plans[1].total", "the sum of minutes_full over the slides, which is 61", "60")],
            id="minutes that do not add up",
        ),
        pytest.param(
            "minutes_short = 6\n",
            "minutes_short = -6\n",
            [("6 “behaviour-based-or-ecological”", "minutes_short", "a whole number from 0 to 60", "-6")],
            id="minutes below zero",
        ),
        pytest.param(
            "minutes_short = 6\n",
            "minutes_short = 61\n",
            [("6 “behaviour-based-or-ecological”", "minutes_short", "a whole number from 0 to 60", "61")],
            id="more than an hour",
        ),
        pytest.param(
            "minutes_short = 6\n",
            "minutes_short = 6.5\n",
            [("6 “behaviour-based-or-ecological”", "minutes_short", "a whole number from 0 to 60", "6.5")],
            id="half a minute",
        ),
        pytest.param(
            "minutes_short = 6\n",
            "minutes_short = true\n",
            [("6 “behaviour-based-or-ecological”", "minutes_short", "a whole number from 0 to 60", "true")],
            id="true for a number",
        ),
        pytest.param(
            "minutes_short = { discussion = 15, feedback = 7 }\nclock",
            "minutes_short = { discussion = 15 }\nclock",
            [(CHOICE, "minutes_short.feedback", "this field", "nothing")],
            id="talk without feedback",
        ),
        pytest.param(
            "minutes_short = { discussion = 15, feedback = 7 }\nclock",
            "minutes_short = 22\nclock",
            [(CHOICE, "minutes_short", "talk and feedback minutes, as in minutes_full", "22")],
            id="one plan without the two times",
        ),
        pytest.param(
            "minutes_short = { discussion = 15, feedback = 7 }\n\n[[question_sets]]\nnumber = 2",
            "minutes_short = { discussion = 14, feedback = 8 }\n\n[[question_sets]]\nnumber = 2",
            [("", "question_sets[1].minutes_short", "15 and 7 minutes, as its clock has", "14 and 8")],
            id="a set with other times",
        ),
        pytest.param(
            "pick = 3\n",
            "pick = 11\n",
            [(VOTE, "vote.options", "more options than people pick, which is 11", "11")],
            id="nothing to leave out",
        ),
        pytest.param("pick = 3\n", "pick = 0\n", [(VOTE, "vote.pick", "a whole number from 1 to 29", "0")], id="no pick"),
        pytest.param(
            "number = 11\nlabel",
            "number = 12\nlabel",
            [
                (VOTE, "vote.options[11].number", "11: options count from 1 without a gap", "12"),
                (
                    "6 “behaviour-based-or-ecological”",
                    "reveal.behaviour_based",
                    "[1, 2, 5, 7, 8, 9, 12], as the options of the vote say",
                    "[1, 2, 5, 7, 8, 9, 11]",
                ),
            ],
            id="a gap in the options",
        ),
        pytest.param(
            "ecological = [3, 4, 6, 8, 10]",
            "ecological = [3, 4, 6, 10]",
            [
                (
                    "6 “behaviour-based-or-ecological”",
                    "reveal.ecological",
                    "[3, 4, 6, 8, 10], as the options of the vote say",
                    "[3, 4, 6, 10]",
                )
            ],
            id="number 8 in one list only",
        ),
        pytest.param(
            'vote = "creating-safety"',
            'vote = "going-deeper"',
            [("6 “behaviour-based-or-ecological”", "reveal.vote", "the key of a vote slide before this one", "going-deeper")],
            id="a reveal of no vote",
        ),
        pytest.param(
            'question_slides = ["meetings-who-and-voice", "meetings-culture-and-change"]',
            'question_slides = ["meetings-who-and-voice", "teams-work-and-change"]',
            [("", "question_sets[1].question_slides[2]", "a questions slide of the set meetings-and-panels", "teams-work-and-change")],
            id="a question slide of another set",
        ),
        pytest.param(
            'question_slides = ["meetings-who-and-voice", "meetings-culture-and-change"]',
            'question_slides = ["meetings-culture-and-change", "meetings-who-and-voice"]',
            [
                (
                    "",
                    "question_sets[1].question_slides",
                    "the slides of the set in order: section-meetings-and-panels, meetings-who-and-voice, meetings-culture-and-change",
                    "section-meetings-and-panels, meetings-culture-and-change, meetings-who-and-voice",
                )
            ],
            id="question slides in another order",
        ),
        pytest.param(
            'choices = ["meetings-and-panels", "teams-and-co-working", "extra-familial-harm", "senior-leaders"]',
            'choices = ["meetings-and-panels", "choirs", "extra-familial-harm", "meetings-and-panels"]',
            [
                (CHOICE, "choices[2]", "the key of a question set", "choirs"),
                (CHOICE, "choices[4]", "each set once", "meetings-and-panels again"),
            ],
            id="a choice of no set, and one twice",
        ),
        pytest.param(
            'key = "teams-and-co-working"',
            'key = "meetings-and-panels"',
            [
                ("", "question_sets[2].key", "each key once", "meetings-and-panels again"),
                ("11 “introducing-the-exercises”", "choices[2]", "the key of a question set", "teams-and-co-working"),
                ("15 “section-teams-and-co-working”", "set", "the key of a question set", "teams-and-co-working"),
                ("16 “teams-who-and-voice”", "set", "the key of a question set", "teams-and-co-working"),
                ("17 “teams-work-and-change”", "set", "the key of a question set", "teams-and-co-working"),
                ("", "question_sets[2].section_slide", "a section slide of the set meetings-and-panels", "section-teams-and-co-working"),
            ],
            id="a set twice",
        ),
        pytest.param(
            'hint = "Go with your first thoughts."',
            'hnit = "Go with your first thoughts."',
            [(VOTE, "vote.hnit", "no field of this name", "Go with your first thoughts.")],
            id="an unknown field of a table",
        ),
        pytest.param(
            "barriers = true",
            "bariers = true",
            [("10 “going-deeper”", "bariers", "no field of this name", "true")],
            id="an unknown field of a slide",
        ),
        pytest.param(
            'title = "Going deeper"\n',
            "",
            [("10 “going-deeper”", "title", "this field", "nothing")],
            id="no title",
        ),
        pytest.param(
            'title = "Going deeper"\n',
            "title = 10\n",
            [("10 “going-deeper”", "title", "text in quotes", "10")],
            id="a number for a title",
        ),
        pytest.param(
            'title = "Going deeper"\n',
            'title = "  "\n',
            [("10 “going-deeper”", "title", "some text", "an empty text")],
            id="a blank title",
        ),
        pytest.param(
            'title = "Going deeper"\n',
            'title = "Going\\u0000 deeper"\n',
            [("10 “going-deeper”", "title", "text without control characters", "U+0000")],
            id="a control character",
        ),
        pytest.param(
            'title = "Going deeper"\n',
            f'title = "{"x" * 201}"\n',
            [("10 “going-deeper”", "title", "at most 200 characters", "201")],
            id="a long title",
        ),
        pytest.param(
            "\nThere are four parts.\n",
            f"\n{'x' * 20_001}\n",
            [("2 “what-is-in-this-workshop”", "body", "at most 20,000 characters", "20,348")],
            id="a long body",
        ),
        pytest.param(
            'collect_clock = "group-exercise"',
            'collect_clock = "hourglass"',
            [("", "barriers.collect_clock", "a clock that a slide introduces", "hourglass")],
            id="barriers on no clock",
        ),
        pytest.param(
            "default = true",
            "default = false",
            [("", "plans", "one plan with default = true", "0")],
            id="no default plan",
        ),
        pytest.param(
            'short = [\n  "List every agency in your partnership.",',
            "short = [",
            [
                (
                    "19 “harm-who-and-voice”",
                    "blocks[1].short",
                    "3 lines, one for each question",
                    "2",
                )
            ],
            id="a question without its short form",
        ),
        pytest.param(
            'more_url = "https://www',
            'more_url = "javascript:www',
            [
                (
                    "25 “close”",
                    "more_url",
                    "an address that starts with https:// or http://",
                    "javascript:www.contextualsafeguarding.org.uk",
                )
            ],
            id="a link that is none",
        ),
        pytest.param(
            'briefing = "briefing.md"',
            'briefing = "../briefing.md"',
            [("", "briefing", "a file name ending in .md or .toml, without a folder", "../briefing.md")],
            id="a file elsewhere",
        ),
        pytest.param("slide_count = 25", "slide_count = 24", [("", "slide_count", "25, the number of slides", "24")], id="a wrong count"),
    ],
)
def test_a_fault_is_named_with_its_slide_field_and_what_was_expected(
    tmp_path: Path, old: str, new: str, expected: list[tuple[str, str, str, str]]
) -> None:
    assert problems_of(deck_file(tmp_path, edited(old, new))) == expected


def test_a_vote_with_two_options_is_refused(tmp_path: Path) -> None:
    assert problems_of(deck_file(tmp_path, without_options(after=2))) == [(VOTE, "vote.options", "a list of 3 to 30", "2")]


def test_a_clock_nobody_introduced_is_refused(tmp_path: Path) -> None:
    source = edited('clock = "group-exercise"\ninstructions_from = "app"', 'clock = "hourglass"\ninstructions_from = "app"')

    assert problems_of(deck_file(tmp_path, source)) == [
        (
            "12 “section-meetings-and-panels”",
            "clock",
            "a clock that a slide before introduces with talk and feedback minutes",
            "hourglass",
        )
    ]


def test_minutes_on_a_slide_that_shares_a_clock_would_count_twice_and_are_refused(tmp_path: Path) -> None:
    source = edited('set = "senior-leaders"\nminutes = 0', 'set = "senior-leaders"\nminutes = 4')

    assert problems_of(deck_file(tmp_path, source)) == [
        ("21 “section-senior-leaders”", "minutes", "0: slide 11 carries the minutes of this clock", "4"),
        ("", "plans[3].total", "the sum of minutes over the slides, which is 67", "63"),
    ]


def test_several_faults_are_reported_together_and_a_flood_of_them_is_capped(tmp_path: Path) -> None:
    several = deck_file(tmp_path, edited('cue = "read-aloud"', 'cue = "sing"', count=3))
    assert [slide for slide, *_ in problems_of(several)] == [
        "1 “before-you-begin”",
        "2 “what-is-in-this-workshop”",
        "3 “partnership-working-outside-the-home”",
    ]

    flood = deck_file(tmp_path, edited("instructions_from", "instructions_of", count=-1))
    with pytest.raises(DeckError) as caught:
        read(flood)
    assert (len(caught.value.problems), caught.value.more) == (MOST_PROBLEMS, 25 - MOST_PROBLEMS)
    assert str(caught.value).splitlines()[-1] == "And 5 more."


def test_an_error_is_one_sentence_that_says_where_and_what(tmp_path: Path) -> None:
    path = deck_file(tmp_path, edited('cue = "activity"', 'cue = "sing"'))

    with pytest.raises(DeckError) as caught:
        read(path)

    assert str(caught.value) == (
        f"{path}, slide 5 “creating-safety”, field “cue”: expected one of read-aloud, activity, discussion, found sing."
    )


@pytest.mark.parametrize(
    ("raw", "expected", "found"),
    [
        pytest.param(b"title = ", "valid TOML", "Invalid value (at end of document)", id="not TOML"),
        pytest.param(b'title = "\xff"', "UTF-8 text", "other bytes at 9", id="not UTF-8"),
        pytest.param(b"a = " + b"[" * 5000, "valid TOML", "lists or tables nested too deeply", id="nested too deeply"),
        pytest.param(b"#" * (LARGEST_FILE + 1), "a file of at most 512 KB", "a larger one", id="1 MB of text"),
    ],
)
def test_a_file_that_is_no_deck_at_all_is_refused_in_one_sentence(tmp_path: Path, raw: bytes, expected: str, found: str) -> None:
    path = tmp_path / "deck.toml"
    path.write_bytes(raw)

    assert problems_of(path) == [("", "", expected, found)]


def test_a_number_of_thousands_of_digits_is_refused(tmp_path: Path) -> None:
    found = problems_of(deck_file(tmp_path, f"version = {'9' * 5000}"))

    assert [(slide, field, expected) for slide, field, expected, _found in found] == [("", "", "valid TOML")]


def test_a_file_that_is_not_there_is_refused(tmp_path: Path) -> None:
    assert problems_of(tmp_path / "nowhere.toml") == [("", "", "a file that can be read", "No such file or directory")]
    assert problems_of(tmp_path) == [("", "", "a file that can be read", "Is a directory")]


def test_the_glossary_and_the_examples_beside_a_deck_are_checked_too(tmp_path: Path) -> None:
    deck = deck_file(tmp_path, SOURCE)
    glossary = tmp_path / "glossary.toml"
    source = BUILT_IN.with_name("glossary.toml").read_text(encoding="utf-8")
    glossary.write_text(source.replace('source = "briefing"', 'source = "hearsay"', 1), encoding="utf-8")

    with pytest.raises(DeckError) as caught:
        read(deck)

    assert str(caught.value) == (
        f"{glossary}, field “terms[1].source”: expected the key of a source in the deck’s credits, or “general”, found hearsay."
    )


def places(node: Any) -> list[tuple[Any, Any]]:
    """Every table or list in a tree, with each key or index in it."""
    items = node.items() if isinstance(node, dict) else enumerate(node) if isinstance(node, list) else ()
    return [found for key, held in items for found in ((node, key), *places(held))]


strange: st.SearchStrategy[Any] = st.sampled_from(
    [None, "", "x", 0, -1, 3, 10**30, 1.5, True, [], [[]], {}, {"discussion": 1, "feedback": 2}, "going-deeper"]
)


@settings(max_examples=200, deadline=None)
@given(st.data())
def test_however_a_deck_is_broken_it_is_judged_and_never_trips_the_judge(data: st.DataObject) -> None:
    deck = tomllib.loads(SOURCE)
    for _time in range(data.draw(st.integers(1, 3))):
        holder, key = data.draw(st.sampled_from(places(deck)))
        value = data.draw(strange)
        if value is None:
            del holder[key]
        else:
            holder[key] = value

    for problem in check(deck, "deck.toml"):
        assert "\n" not in str(problem)
        assert problem.expected
        assert problem.found


@pytest.mark.django_db
def test_a_broken_file_changes_nothing(tmp_path: Path) -> None:
    load()
    before = list(Deck.objects.values()), list(Slide.objects.values()), list(QuestionSet.objects.values())

    with pytest.raises(DeckError):
        load(deck_file(tmp_path, edited("total = 45", "total = 46")))

    assert (list(Deck.objects.values()), list(Slide.objects.values()), list(QuestionSet.objects.values())) == before


@pytest.mark.django_db
def test_the_same_content_is_the_same_edition_whatever_its_comments_say(tmp_path: Path) -> None:
    first = load()
    again = load(deck_file(tmp_path, "# A remark.\n" + SOURCE))

    assert again.pk == first.pk
    assert (Deck.objects.count(), Slide.objects.count(), QuestionSet.objects.count()) == (1, 25, 4)


@pytest.mark.django_db
def test_changed_content_is_a_new_edition_and_leaves_the_old_one_as_it_was(tmp_path: Path) -> None:
    old = load()
    slides, sets = list(old.slides.values()), list(old.question_sets.values())
    columns = Deck.objects.values("title", "digest", "data", "loaded_at").get(pk=old.pk)

    new = load(deck_file(tmp_path, edited('title = "Going deeper"', 'title = "Further down"')))

    assert new.slides.get(number=10).title == "Further down"
    assert (list(old.slides.values()), list(old.question_sets.values())) == (slides, sets)
    assert Deck.objects.values("title", "digest", "data", "loaded_at").get(pk=old.pk) == columns
    assert list(Deck.objects.order_by("pk").values_list("pk", "is_current")) == [(old.pk, False), (new.pk, True)]


@pytest.mark.django_db
def test_loading_an_earlier_edition_again_makes_it_current_again(tmp_path: Path) -> None:
    old = load()
    new = load(deck_file(tmp_path, edited('title = "Going deeper"', 'title = "Further down"')))

    assert load().pk == old.pk
    assert list(Deck.objects.order_by("pk").values_list("pk", "is_current")) == [(old.pk, True), (new.pk, False)]
    assert Slide.objects.count() == 50


@pytest.mark.django_db
def test_a_deck_of_another_name_stands_beside_the_first(tmp_path: Path) -> None:
    load()
    load(deck_file(tmp_path, edited('slug = "hymn-sheet"', 'slug = "our-own"')))

    assert sorted(Deck.objects.values_list("slug", "is_current")) == [("hymn-sheet", True), ("our-own", True)]


@pytest.mark.django_db
def test_the_command_says_in_one_sentence_whether_it_loaded_or_had_it_already() -> None:
    said = StringIO()
    call_command("load_deck", stdout=said)
    call_command("load_deck", str(BUILT_IN), stdout=said)

    assert said.getvalue().splitlines() == [
        "“Contextual safeguarding when agencies work together” is loaded, with 25 slides.",
        "“Contextual safeguarding when agencies work together” is loaded already; nothing has changed.",
    ]


@pytest.mark.django_db
def test_the_command_ends_with_code_1_and_a_sentence_for_each_fault(tmp_path: Path) -> None:
    path = deck_file(tmp_path, edited('cue = "read-aloud"', 'cue = "sing"', count=2))
    out, err = StringIO(), StringIO()

    with pytest.raises(SystemExit) as ended:
        call_command("load_deck", str(path), stdout=out, stderr=err)

    assert ended.value.code == 1
    assert out.getvalue() == ""
    assert err.getvalue().splitlines() == [
        f"{path}, slide 1 “before-you-begin”, field “cue”: expected one of read-aloud, activity, discussion, found sing.",
        f"{path}, slide 2 “what-is-in-this-workshop”, field “cue”: expected one of read-aloud, activity, discussion, found sing.",
    ]
    assert Deck.objects.count() == 0
