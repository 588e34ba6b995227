"""The stave: what is drawn, and what is said to somebody who cannot see it."""

from __future__ import annotations

import re

from django.template import Context, Template

from workshop.plans import Bar

BARS = [
    Bar("welcome", 1, "welcome", "Welcome", "read-aloud", 5),
    Bar("vote", 2, "vote", "Three choices", "activity", 15),
    Bar("talk", 3, "talk", "In groups", "discussion", 20),
]


def draw(arguments: str, **context: object) -> str:
    return Template(f'{{% load stave %}}{{% stave bars "Run of show" {arguments} %}}').render(Context({"bars": BARS, **context}))


def heard(html: str) -> list[str]:
    return re.findall(r'<span class="vh">(.*?)</span>', html)


def test_a_small_stave_is_bars_as_wide_as_their_minutes() -> None:
    html = draw('size="small"')
    assert 'class="stave stave-small"' in html
    assert re.findall(r'class="stave-bar (.*?)"', html) == ["m-5", "m-15", "m-20"]
    assert heard(html) == ["1. Welcome, 5 min", "2. Three choices, 15 min", "3. In groups, 20 min"]
    assert "<svg" not in html


def test_a_stave_before_the_start_shows_nothing_played() -> None:
    assert heard(draw("room=0")) == [
        "1. Welcome, 5 min, read aloud",
        "2. Three choices, 15 min, activity",
        "3. In groups, 20 min, discussion",
    ]


def test_the_stave_says_what_is_done_and_what_is_on() -> None:
    html = draw('size="pad" room=10 clock=14 now_unit="vote"')
    assert heard(html) == [
        "1. Welcome, 5 min, read aloud, done",
        "2. Three choices, 15 min, activity, now",
        "3. In groups, 20 min, discussion",
    ]
    assert re.findall(r"<rect (.*?)/>", html) == [
        'class="fill-played" width="12.50%" height="100%"',
        'class="fill-now" x="12.50%" width="37.50%" height="100%"',
        'class="fill-played" x="12.50%" width="12.50%" height="100%"',
    ]
    assert re.findall(r'<line class="(\w+)" x1="(.*?)"', html) == [("clock", "35.00%"), ("here", "25.00%")]
    assert re.findall(r'<svg x="(.*?)" y="-27" width="(.*?)"', html) == [("25.00%", "10.00%")]


def test_less_than_a_minute_apart_is_not_a_slur() -> None:
    assert "slur" not in draw("room=10 clock=10.9")


def test_a_room_that_is_ahead_has_its_slur_too() -> None:
    assert re.findall(r'<svg x="(.*?)" y="-27" width="(.*?)"', draw("room=20 clock=10")) == [("25.00%", "25.00%")]


def test_a_clock_that_has_run_out_of_the_plan_stays_at_its_end() -> None:
    assert re.findall(r'<line class="clock" x1="(.*?)"', draw("room=20 clock=75")) == ["100.00%"]


def test_a_finished_stave_is_played_through() -> None:
    html = draw('size="small" room=40')
    assert heard(html) == ["1. Welcome, 5 min, done", "2. Three choices, 15 min, done", "3. In groups, 20 min, done"]
    assert re.findall(r"<rect (.*?)/>", html) == ['class="fill-played" width="100.00%" height="100%"']


def test_a_stave_without_minutes_can_be_drawn() -> None:
    assert heard(draw("room=3 clock=4", bars=[])) == []


def test_a_part_without_minutes_leaves_what_is_played_to_the_room() -> None:
    assert heard(draw('size="small" room=5 now_unit="before-you-begin"')) == [
        "1. Welcome, 5 min, done",
        "2. Three choices, 15 min",
        "3. In groups, 20 min",
    ]
