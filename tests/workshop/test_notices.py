"""The accessibility statement and the privacy notice: complete, with the host's own words, and never with a hole in them."""

from __future__ import annotations

import re
from typing import Any

import html5lib
import pytest
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


def test_the_statement_does_not_claim_more_states_than_are_looked_at() -> None:
    from tests.e2e import states
    from workshop.views import TESTED

    assert len(states.FIRST_HALF) + len(states.SECOND_HALF) + len(states.DESK) > int(str(TESTED["states"]))
