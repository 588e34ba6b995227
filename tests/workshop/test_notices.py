"""The accessibility statement and the privacy notice: complete, with the host's own words, and never with a hole in them."""

from __future__ import annotations

import re
from typing import Any

import html5lib
import pytest
from django.apps import apps
from django.conf import settings
from django.test import Client
from django.urls import reverse

NAMES = ("accessibility", "privacy")
# The headings of the model statement that public bodies have to follow.
MODEL = [
    "How accessible this website is",
    "Feedback and contact information",
    "Reporting accessibility problems with this website",
    "Enforcement procedure",
    "Technical information about this website’s accessibility",
    "Non-accessible content",
    "What we’re doing to improve accessibility",
    "Preparation of this accessibility statement",
]


def text(name: str) -> str:
    """The main part's words, one space between them."""
    response = Client().get(reverse(f"workshop:{name}"))
    assert response.status_code == 200
    main = html5lib.parse(response.content.decode(), namespaceHTMLElements=False).find(".//main")
    assert main is not None
    return " ".join("".join(main.itertext()).split())


def headings(name: str, level: str) -> list[str]:
    page = html5lib.parse(Client().get(reverse(f"workshop:{name}")).content.decode(), namespaceHTMLElements=False)
    return ["".join(h.itertext()) for h in page.iter(level)]


@pytest.mark.django_db
def test_the_accessibility_statement_has_the_headings_of_the_model_statement() -> None:
    assert headings("accessibility", "h1") == ["Accessibility statement for Hymn Sheet"]
    assert headings("accessibility", "h2") == MODEL
    assert headings("accessibility", "h3") == [
        "Compliance status",
        "Non-compliance with the accessibility regulations",
        "Disproportionate burden",
        "Content that’s not within the scope of the accessibility regulations",
    ]


@pytest.mark.django_db
def test_the_statement_says_what_nobody_has_tested() -> None:
    assert "Not tested: screen readers, voice control and magnifiers, as used by a person" in text("accessibility")


@pytest.mark.django_db
@pytest.mark.parametrize("name", NAMES)
def test_a_notice_names_who_runs_the_server_and_how_to_reach_them(name: str, settings: Any) -> None:
    settings.ORGANISATION, settings.CONTACT_EMAIL = "Tidewell Partnership", "hello@tidewell.example"

    said = text(name)

    assert ("Tidewell Partnership" in said, "Write to hello@tidewell.example." in said) == (True, True)
    assert b'href="mailto:hello@tidewell.example"' in Client().get(reverse(f"workshop:{name}")).content


@pytest.mark.django_db
@pytest.mark.parametrize("name", NAMES)
def test_a_notice_reads_well_where_the_host_has_said_nothing(name: str) -> None:
    said = text(name)

    assert "rganisation that invited you to the workshop" in said
    assert "Ask the facilitator of your workshop, who knows them." in said
    assert settings.PUBLIC_URL in said
    assert re.findall(r"[{}]|mailto:", said) == []


@pytest.mark.django_db
def test_the_privacy_notice_promises_the_days_that_the_product_keeps() -> None:
    from sessions.actions.purging import PRIVATE_DAYS
    from sessions.models import LiveSession

    kept = LiveSession._meta.get_field("kept_days").default
    assert (PRIVATE_DAYS, kept) == (14, 90)
    said = text("privacy")
    assert "14 days after the workshop" in said
    assert "90 days after the workshop, unless the facilitator chose between 7 and 365" in said


# Whatever hangs on a seat or knows of one, as the two tables name it: the privacy notice’s and the impact assessment’s.
SAID = {
    "ActionPoint.writer": ("own action points", "which seat wrote a shared text"),
    "Card.writer": ("from which seat it came", "which seat wrote a shared text"),
    "Point.writer": ("from which seat it came", "which seat wrote a shared text"),
    "Draft.who": ("What you are typing and have not sent", "drafts: what is being typed"),
    "Factor.who": ("Factors you show your group", "factors of who is heard"),
    "FeedbackGiven.who": ("Of feedback it never knows", "of feedback it is never stored"),
    "Label.participant": ("A label you choose", "labels and wishes"),
    "Note.who": ("Your private notes", "private notes"),
    "OwnLink.who": ("whoever has your private link", "whoever has its private link"),
    "Place.participant": ("Which group you are in", "which group a seat is in"),
    "Reflection.who": ("reflection", "reflection"),
    "Support.who": ("which proposals you are for", "which proposals a seat is for"),
    "Wish.person": ("your wishes", "labels and wishes"),
    "Wish.who": ("your wishes", "labels and wishes"),
}


@pytest.mark.django_db
def test_whatever_is_kept_by_seat_stands_in_the_notice_and_in_the_assessment() -> None:
    from sessions.models import Participant

    fields = [field for model in apps.get_models() for field in model._meta.get_fields() if field.concrete]
    kept = {f"{field.model.__name__}.{field.name}" for field in fields if field.related_model is Participant}
    assert kept == SAID.keys()
    notice, assessment = text("privacy"), (settings.BASE_DIR / "docs" / "dpia.md").read_text(encoding="utf-8")
    for what, (said, assessed) in SAID.items():
        assert (what, said in notice, assessed in assessment) == (what, True, True)


@pytest.mark.django_db
def test_the_notice_says_how_long_a_sign_in_lasts_and_a_room_is_known_by_its_address() -> None:
    from sessions.guesses import AT_HOME_SECONDS

    hour = 60 * 60
    assert (12 * hour, 7 * 24 * hour, 4 * hour) == (settings.SESSION_COOKIE_AGE, settings.SESSION_LONGEST, AT_HOME_SECONDS)
    said = text("privacy")
    assert "It ends twelve hours after your last page, and seven days after you signed in at the latest." in said
    assert "When you come in, it is kept in scrambled form for four hours" in said


@pytest.mark.django_db
def test_the_notice_promises_no_count_of_where_people_work_because_none_is_shown() -> None:
    assert "nobody; it serves to mix agencies when groups are made" in text("privacy")


def test_the_statement_does_not_claim_more_states_than_are_looked_at() -> None:
    from tests.e2e import states
    from workshop.views import TESTED

    assert len(states.FIRST_HALF) + len(states.SECOND_HALF) + len(states.DESK) > int(str(TESTED["states"]))
