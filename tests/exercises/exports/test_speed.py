"""A long hand-over costs no more than its length: counted in calls, which are the same on every machine."""

from __future__ import annotations

import sys
from types import FrameType
from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from exercises.exports import FORMATS
from exercises.exports.report import Handover
from tests.exercises.exports import bench_requests
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


@pytest.mark.django_db
def test_a_thousand_action_points_take_the_lead_no_longer_than_ten_times_ten() -> None:
    """The whole request, as somebody waits for it."""
    leads = bench_requests.lead_of(10), bench_requests.lead_of(1000)
    took = {one.extension: bench_requests.measure(*leads, one.extension, rounds=3) for one in FORMATS.values()}
    assert {ending: each.ratio for ending, each in took.items() if each.ratio >= 10} == {}


@pytest.mark.django_db
def test_a_file_of_a_thousand_action_points_asks_the_database_no_more_often_than_one_of_ten() -> None:
    asked = []
    for lead in (bench_requests.lead_of(10), bench_requests.lead_of(1000)):
        lead.get("csv/")  # the link is opened, and the deck read, for the first time
        for one in FORMATS.values():
            with CaptureQueriesContext(connection) as queries:
                lead.get(f"{one.extension}/")
            asked.append(len(queries))
    assert asked == [asked[0]] * 12
