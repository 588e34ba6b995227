"""Pages anybody may read."""

from __future__ import annotations

from xml.etree.ElementTree import Element

import html5lib
import pytest
from django.test import Client
from django.urls import reverse

from workshop.models import User

DOI = "10.1177/14680173231162553"
PAGES = ("briefing", "handout", "glossary")


def main_of(html: str) -> Element:
    """The main part of a page."""
    main = html5lib.parse(html, namespaceHTMLElements=False).find(".//main")
    assert main is not None
    return main


def page(client: Client, name: str) -> str:
    response = client.get(reverse(f"workshop:{name}"))
    assert response.status_code == 200
    return response.content.decode()


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("name", "heading"),
    [
        ("briefing", "Read this before you start"),
        ("handout", "Change the place, not only the young person"),
        ("glossary", "What the words mean"),
    ],
)
def test_anybody_can_read_a_page_and_finds_the_other_two_and_the_credits_on_it(client: Client, name: str, heading: str) -> None:
    html = page(client, name)

    tree = html5lib.parse(html, namespaceHTMLElements=False)
    assert ["".join(h1.itertext()) for h1 in tree.iter("h1")] == [heading]
    links = {a.attrib.get("href") for a in main_of(html).iter("a")}
    assert {reverse(f"workshop:{other}") for other in PAGES if other != name} <= links
    assert DOI in html
    assert len([b for b in tree.iter("button") if "data-print" in b.attrib]) == 1


@pytest.mark.django_db
def test_a_facilitator_who_is_signed_in_reads_the_same_briefing(client: Client) -> None:
    client.force_login(User.objects.create_user("amara"))

    assert "<h1>Read this before you start</h1>" in page(client, "briefing")


@pytest.mark.django_db
def test_the_contents_of_the_briefing_lead_to_its_headings(client: Client) -> None:
    main = main_of(page(client, "briefing"))

    contents = [(a.attrib["href"], a.text) for nav in main.iter("nav") for a in nav.iter("a")]
    assert contents == [(f"#{h2.attrib['id']}", h2.text) for h2 in main.iter("h2")]
    assert len(contents) == 10


@pytest.mark.django_db
def test_the_glossary_lists_every_term_with_its_meaning(client: Client) -> None:
    tree = html5lib.parse(page(client, "glossary"), namespaceHTMLElements=False)

    assert (len(list(tree.iter("dt"))), len(list(tree.iter("dd")))) == (25, 25)
    assert "".join(next(tree.iter("dt")).itertext()) == "Behaviour-based"


@pytest.mark.django_db
def test_no_page_has_an_inline_style_script_or_handler(client: Client) -> None:
    for name in PAGES:
        for element in html5lib.parse(page(client, name), namespaceHTMLElements=False).iter():
            if isinstance(element.tag, str):
                assert element.tag != "style"
                assert element.tag != "script" or "src" in element.attrib
                assert [a for a in element.attrib if a == "style" or str(a).startswith("on")] == []


@pytest.mark.django_db
def test_a_reading_page_takes_no_post(client: Client) -> None:
    assert [client.post(reverse(f"workshop:{name}")).status_code for name in PAGES] == [405] * 3
