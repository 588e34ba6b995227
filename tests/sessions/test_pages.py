"""What every page for the room has in common: valid, strict, and nothing from anywhere else."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable, Iterator
from typing import Any
from xml.etree.ElementTree import Element

import html5lib
import pytest
from django.conf import settings
from django.test import Client

from sessions.actions import people, running, stage
from sessions.models import LiveSession
from tests.factories import make_live, make_running
from tests.fakes import Echo, make_saying, make_small_live
from tests.phones import HTMX, Phone

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("echo")]
LOADS = {"src", "srcset", "href", "action", "formaction", "data-socket", "data-poll", "hx-get", "hx-post", "poster", "data"}
POLICY = {
    "default-src": "'none'",
    "script-src": "'self'",
    "style-src": "'self'",
    "img-src": "'self' data:",
    "connect-src": f"'self' {settings.PUBLIC_URL.replace('http', 'ws', 1)}",
    "form-action": "'self'",
    "manifest-src": "'self'",
    "base-uri": "'none'",
    "frame-ancestors": "'none'",
}


def parsed(html: str) -> Element:
    """The document; fails on the first thing the HTML standard does not permit."""
    parser = html5lib.HTMLParser(tree=html5lib.getTreeBuilder("etree"), strict=True, namespaceHTMLElements=False)
    return parser.parse(html)  # type: ignore[no-any-return]


def elements(root: Element) -> Iterator[Element]:
    yield from (e for e in root.iter() if isinstance(e.tag, str))


def faults(root: Element) -> list[str]:
    """What must never be on a page of ours."""
    found: list[str] = []
    ids = Counter(e.get("id") for e in elements(root) if e.get("id"))
    found += [f"id {name} {n} times" for name, n in ids.items() if n > 1]
    for e in elements(root):
        if e.tag == "style" or (e.tag == "script" and not e.get("src")) or (e.tag == "script" and (e.text or "").strip()):
            found.append(f"inline {e.tag}")
        for name, value in e.attrib.items():
            plain = str(name).rsplit("}", 1)[-1]
            if plain == "style" or plain.startswith(("on", "hx-on")) or "js:" in str(value)[:4] or "javascript:" in str(value).lower():
                found.append(f"inline {plain} on {e.tag}")
            elsewhere = re.match(r"\s*(?:[a-z]+:)?//", str(value), re.IGNORECASE) and not str(value).startswith(settings.PUBLIC_URL + "/")
            if plain in LOADS and elsewhere and e.tag != "a":
                found.append(f"{plain} {value} on {e.tag}")
    for name in ("aria-labelledby", "aria-describedby", "for", "aria-controls"):
        for e in elements(root):
            found += [f"{name} {part} points nowhere" for part in (e.get(name) or "").split() if part not in ids]
    return found


def outline(root: Element) -> tuple[int, int, bool, str]:
    """How many main headings and main regions there are, whether there is a title, and the language."""
    titles = [(e.text or "").strip(" ·") for e in root.iter("title")]
    return len(list(root.iter("h1"))), len(list(root.iter("main"))), bool(titles and titles[0]), root.get("lang", "")


def check_page(response: Any) -> None:
    """Whether a page is what every page must be."""
    root = parsed(response.content.decode())
    assert faults(root) == []
    assert outline(root) == (1, 1, True, "en-gb")
    policy = dict(part.strip().split(" ", 1) for part in response["Content-Security-Policy"].split(";"))
    assert policy == POLICY
    kept = (
        response["X-Frame-Options"],
        response["X-Content-Type-Options"],
        response["Referrer-Policy"],
        "no-store" in response["Cache-Control"],
    )
    assert kept == ("DENY", "nosniff", "same-origin", True)


def check_fragment(html: str) -> None:
    parser = html5lib.HTMLParser(tree=html5lib.getTreeBuilder("etree"), strict=True, namespaceHTMLElements=False)
    root = parser.parseFragment(html)
    assert [f for f in faults(root) if "points nowhere" not in f] == []


# ------------------------------------------------------------------ coming in
def wrong_code(live: LiveSession) -> Any:
    return Client().post("/", {"code": "000000"})


def paused_codes(live: LiveSession) -> Any:
    return [Client().post("/", {"code": "000000"}) for _n in range(9)][-1]


def promise(live: LiveSession) -> Any:
    return Client().post("/", {"code": live.code})


def promise_refused(live: LiveSession) -> Any:
    return Client().post("/", {"code": live.code, "letters": "WRONG"})


def door_closed(live: LiveSession) -> Any:
    people.set_door(live, live.revision, False)
    return Client().post("/", {"code": live.code})


def seated_again(live: LiveSession) -> Any:
    return Phone(live).client.get("/")


def moving(live: LiveSession) -> Any:
    return Phone(live).client.get(f"/w/{live.key}/move/")


def move_code(live: LiveSession) -> Any:
    return Phone(live).client.post(f"/w/{live.key}/move/code/")


def move_refused(live: LiveSession) -> Any:
    return Phone(live).client.post(f"/w/{live.key}/move/here/", {"letters": "WRONG"})


def lobby_asks(live: LiveSession) -> Any:
    LiveSession.objects.filter(pk=live.pk).update(asks_agency=True)
    return Phone(live).page()


def join_page(live: LiveSession) -> Any:
    return Client().get("/")


PAGES = [
    join_page,
    wrong_code,
    paused_codes,
    promise,
    promise_refused,
    door_closed,
    seated_again,
    moving,
    move_code,
    move_refused,
    lobby_asks,
]


@pytest.mark.parametrize("page", PAGES)
def test_the_pages_on_the_way_in_are_valid_strict_and_all_ours(page: Callable[[LiveSession], Any]) -> None:
    check_page(page(make_live()))


# ------------------------------------------------------------------ on stage
@pytest.mark.parametrize("question_set", ["", "meetings-and-panels", "teams-and-co-working", "extra-familial-harm", "senior-leaders"])
def test_every_slide_is_valid_strict_and_all_ours_on_phones_and_projector(question_set: str) -> None:
    live = make_running(question_set=question_set)
    phone, screen = Phone(live), f"/screen/{live.screen_token}/"
    keys = [part.slide.key for part in live.parts]
    for key in keys:
        if key != live.slide_key:
            stage.go_to(live, live.revision, key)
        check_page(phone.page())
        check_page(Client().get(screen))
        check_fragment(phone.poll().content.decode())
        check_fragment(Client().get(f"{screen}stage/", {"seen": 0}, headers=HTMX).content.decode())


def lobby(live: LiveSession) -> None:
    """Nothing has begun."""


def shown(live: LiveSession) -> None:
    running.start(live, live.revision)
    stage.go_to(live, live.revision, "say")


def opened(live: LiveSession) -> None:
    shown(live)
    stage.open_exercise(live, live.revision)


def revealed(live: LiveSession) -> None:
    opened(live)
    stage.close_exercise(live, live.revision)
    for step in (1, 2):
        stage.show_step(live, live.revision, step)


def paused(live: LiveSession) -> None:
    opened(live)
    running.pause(live, live.revision)


def last_slide(live: LiveSession) -> None:
    shown(live)
    stage.go_to(live, live.revision, "end")


def over(live: LiveSession) -> None:
    opened(live)
    running.end(live, live.revision)


@pytest.mark.parametrize("moment", [lobby, shown, opened, revealed, paused, last_slide, over])
def test_every_moment_is_valid_strict_and_all_ours_on_phones_and_projector(moment: Callable[[LiveSession], None]) -> None:
    live = make_small_live()
    phone, screen = Phone(live), f"/screen/{live.screen_token}/"
    moment(live)
    check_page(phone.page())
    check_page(Client().get(screen))
    check_fragment(phone.poll().content.decode())
    check_fragment(Client().get(f"{screen}stage/", {"seen": 0}, headers=HTMX).content.decode())


def test_a_blank_projector_shows_nothing_of_the_slide() -> None:
    live = make_small_live()
    shown(live)
    stage.blank(live, live.revision, True)
    html = Client().get(f"/screen/{live.screen_token}/").content.decode()
    main = html[html.index("<main") : html.index("</main>")]
    assert re.sub(r"<[^>]*>", "", main).strip() == ""
    assert faults(parsed(html)) == []


def test_a_refused_answer_without_script_is_a_page_like_any_other() -> None:
    phone = Phone(make_saying())
    check_page(phone.client.post(f"/w/{phone.live.key}/answer/say/", {"word": "never"}))


def test_titles_and_names_are_text_whatever_is_in_them(echo: Echo) -> None:
    nasty = "<script>alert(1)</script>\"' onload=x {{ 7|add:7 }}"
    live = make_small_live()
    LiveSession.objects.filter(pk=live.pk).update(title=nasty)
    type(live.owner).objects.filter(pk=live.owner.pk).update(first_name="<b onclick='x'>")
    phone = Phone(live)
    for response in (phone.page(), promise(live), seated_again(live), Client().get(f"/screen/{live.screen_token}/")):
        check_page(response)
        assert "<script>alert" not in response.content.decode()
