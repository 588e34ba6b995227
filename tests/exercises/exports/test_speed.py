"""A long hand-over costs no more than its length: counted in calls, which are the same on every machine."""

from __future__ import annotations

import sys
from types import FrameType
from typing import Any

import pytest

from exercises.exports import FORMATS
from exercises.exports.report import Handover
from tests.exercises.exports.bench import measure
from tests.exercises.exports.handovers import many_points

# Calls for each action point beyond the tenth, with room to grow. PDF: before the typesetter, which is a process of its own.
MOST_CALLS = {"word": 700, "excel": 500, "pdf": 250, "csv": 100, "calendar": 1500, "json": 800}


def calls(slug: str, handover: Handover) -> int:
    """How many functions are called to make one file, Python's and others."""
    count = 0

    def on(_frame: FrameType, event: str, _argument: Any) -> None:
        nonlocal count
        count += event in {"call", "c_call"}

    before = sys.getprofile()
    sys.setprofile(on)
    try:
        FORMATS[slug].write(handover)
    finally:
        sys.setprofile(before)
    return count


@pytest.mark.parametrize("slug", FORMATS)
def test_each_action_point_costs_the_same_however_many_there_are(slug: str) -> None:
    FORMATS[slug].write(many_points(10))
    ten, hundred, thousand = (calls(slug, many_points(count)) for count in (10, 100, 1000))
    per_point = (thousand - ten) / 990
    assert per_point < MOST_CALLS[slug]
    assert per_point < (hundred - ten) / 90 * 1.2


@pytest.mark.parametrize("slug", ["word", "pdf"])
def test_a_thousand_action_points_take_no_longer_than_ten_times_ten(slug: str) -> None:
    assert measure(slug).ratio < 10


@pytest.mark.parametrize("slug", ["excel", "csv", "calendar", "json"])
def test_a_thousand_lines_of_plain_data_take_no_longer_than_ten_word_files_of_ten(slug: str) -> None:
    """These have next to no cost of their own to set the lines against, so the smallest laid-out file is the measure."""
    assert measure(slug).thousand < 10 * measure("word").ten
