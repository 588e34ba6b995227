"""What a group sees of its own: its questions and everything it has written. The read side; nothing here writes.

A group's news travel as one piece: a few small regions, each with an id, none of which holds a field to type in.
"""

from __future__ import annotations

import tomllib
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import cached_property, lru_cache
from threading import Lock
from typing import Any

from django.db.models import Count, Q
from django.template.loader import render_to_string
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import gettext_lazy as _

from exercises.groups.places import size
from exercises.models import Card, Factor, Group, GroupAgency, Lean, Place, Point, Reach
from sessions.exercise import Piece
from sessions.models import LiveSession, Participant, SlideRun
from sessions.models.live import sets_of, slides_of
from sessions.models.people import Agency
from workshop.loading import BUILT_IN
from workshop.models import Kind, Slide

ADDRESS = "group-"
WHO, VOICE, WORK = "who", "voice", "work"  # the keys of the blocks that have a help of their own
FOLDER = "exercises/breakout"
OOB = ' hx-swap-oob="true"'
REGIONS = ("head", "message", "points")
HELPS = {WHO: ("agencies",), VOICE: ("factors_shown",), WORK: ("mix", "cards")}  # more regions, by the block they belong to
MOST_DRAWN = 400  # groups whose regions a process remembers
_drawing = Lock()
_drawn: dict[tuple[str, int, int, str], dict[str, SafeString]] = {}
COMMON_AGENCIES = tuple(label for value, label in Agency.choices if value != Agency.RATHER_NOT_SAY)
FACTORS: dict[str, Any] = {
    "uniform": _("Being in uniform"),
    "familiar": _("Work outside the home being familiar"),
    "gender": _("Gender"),
    "title": _("Job title"),
    "other": _("Something else"),
}
BOTH, UNSURE = "both", "unsure"
APPROACHES: dict[str, Any] = {
    "behaviour-based": _("Behaviour"),
    BOTH: _("Both"),
    "ecological": _("Context"),
    UNSURE: _("Not sure"),
}


# ------------------------------------------------------------------ questions
@dataclass(frozen=True)
class Block:
    """A heading with its questions. `path` is how a point names it: slide key and block key."""

    path: str
    key: str
    heading: str
    questions: tuple[str, ...]


@dataclass(frozen=True)
class Page:
    """One of the question slides of a set; numbered from 1."""

    number: int
    slide_key: str
    blocks: tuple[Block, ...]


@lru_cache(maxsize=256)
def pages_of(deck_id: int, question_set: str) -> tuple[Page, ...]:
    """The question slides of a set, in order."""
    slides = [s for s in slides_of(deck_id) if s.kind == Kind.QUESTIONS and s.question_set == question_set]
    return tuple(Page(n, slide.key, tuple(_blocks(slide))) for n, slide in enumerate(slides, start=1))


def _blocks(slide: Slide) -> Iterable[Block]:
    for block in slide.data.get("blocks", ()):
        yield Block(f"{slide.key}/{block['key']}", block["key"], block["heading"], tuple(block["questions"]))


@lru_cache(maxsize=64)
def headings(deck_id: int) -> dict[str, str]:
    """The heading of every block of a deck, by its path."""
    return {block.path: block.heading for slide in slides_of(deck_id) for block in _blocks(slide)}


def set_of(live: LiveSession, group: Group | None) -> str:
    """The question set somebody talks about: the group's own, or the room's."""
    return (group.question_set if group else "") or live.question_set


def blocks_of(live: LiveSession, group: Group | None) -> list[Block]:
    """Every block of a group's questions."""
    return [block for page in pages_of(live.deck_id, set_of(live, group)) for block in page.blocks]


def page_on(live: LiveSession, slide: Slide) -> int:
    """Which page of its set a slide is, from 1; 0 when it is none."""
    pages = pages_of(live.deck_id, slide.question_set)
    return next((page.number for page in pages if page.slide_key == slide.key), 0)


def title_and_tip(live: LiveSession, question_set: str) -> tuple[str, str]:
    """The title of a set, and what to keep in mind while talking about it.

    The set's own tip speaks to the facilitator; the line on the section slide says the same to the room.
    """
    found = next((s for s in sets_of(live.deck_id) if s.key == question_set), None)
    section = next((s for s in slides_of(live.deck_id) if s.kind == Kind.SECTION and s.question_set == question_set), None)
    points = section.part("projector").get("points", []) if section else []
    if found is None:
        return "", ""
    return found.title, points[1] if len(points) > 1 else found.tip


# ------------------------------------------------------------------ a group's own
def groups_of(live: LiveSession) -> list[Group]:
    """Every group of a live session in order, with its `people`."""
    here = Count("places", filter=Q(places__participant__removed_at=None))
    return list(Group.objects.filter(live=live).annotate(people=here).order_by("position", "pk"))


def has_places(live: LiveSession) -> bool:
    """Whether anybody sits in a group."""
    return Place.objects.filter(group__live=live).exists()


def by_block(live: LiveSession, group: Group, points: Sequence[Point]) -> list[dict[str, Any]]:
    """A group's points below the headings of its questions; a heading without a point is left out."""
    order = [block.path for block in blocks_of(live, group)]
    known = headings(live.deck_id)
    paths = [*order, *sorted({point.block for point in points} - set(order))]
    found = [(path, [point for point in points if point.block == path]) for path in paths]
    return [{"path": path, "heading": known.get(path, ""), "points": written} for path, written in found if written]


def mix(cards: Iterable[Card]) -> dict[str, int]:
    """How many cards were sorted into each approach, and how many are still to sort."""
    cards = list(cards)
    counted = {approach: sum(card.approach == approach for card in cards) for approach in APPROACHES}
    return {
        "behaviour": counted["behaviour-based"],
        "both": counted[BOTH],
        "context": counted["ecological"],
        "unsure": counted[UNSURE],
        "sorted": sum(counted.values()),
        "to_sort": sum(not card.approach for card in cards),
    }


def board(live: LiveSession, group: Group) -> dict[str, Any]:
    """Everything the members of a group see of what it has written. For that group alone."""
    blocks = blocks_of(live, group)
    keys = {block.key for block in blocks}
    points = list(group.points.order_by("pk"))
    context: dict[str, Any] = {
        "live": live,
        "group": group,
        "group_size": size(group),
        "point_sections": by_block(live, group, points),
        "mine": frozenset(),  # of nobody in particular
    }
    if WHO in keys:
        agencies = list(group.agencies.order_by("pk"))
        listed = {agency.name.casefold() for agency in agencies}
        context |= {
            "group_agencies": agencies,
            "agencies_shared": any(agency.is_shared for agency in agencies),
            "common_agencies": [name for name in COMMON_AGENCIES if str(name).casefold() not in listed],
            "leans": [(lean.value, lean.label) for lean in Lean if lean != Lean.UNSURE],
            "not_sure": Lean.UNSURE.value,
        }
    if VOICE in keys:
        shown = set(Factor.objects.filter(group=group).values_list("factor", flat=True))
        context["factors_shown"] = [label for factor, label in FACTORS.items() if factor in shown]
    if WORK in keys:
        cards = list(group.cards.order_by("pk"))
        context |= {"cards": cards, "mix": mix(cards), "approaches": list(APPROACHES.items())}
    return context


def group_at(live: LiveSession, where: str) -> Group | None:
    """The group of this live session at an address."""
    number = where.removeprefix(ADDRESS)
    if not where.startswith(ADDRESS) or not number.isdecimal() or len(number) > 18:
        return None
    return Group.objects.filter(live=live, pk=int(number)).first()


def drawn(live: LiveSession, group: Group) -> dict[str, SafeString]:
    """Every region of a group's own as it is sent to its phones, in order. Drawn once for each version of the group.

    A whole group asks for the same at the same moment when the facilitator turns the page, so this process remembers what it drew.
    `group.version` must have been read before what is drawn: then what is remembered is at least as new as it says.
    """
    key = (live.key, group.pk, group.version, set_of(live, group))
    found = _drawn.get(key)
    if found is None:
        context = board(live, group) | {"news": True}
        found = {name: render_to_string(f"{FOLDER}/_{name}.html", context) for name in regions(live, group)}
        with _drawing:
            for old in list(_drawn)[: max(0, len(_drawn) - MOST_DRAWN + 1)]:
                del _drawn[old]
            _drawn[key] = found
    return found


def regions(live: LiveSession, group: Group) -> tuple[str, ...]:
    """The names of the regions a group's questions ask for."""
    keys = {block.key for block in blocks_of(live, group)}
    return REGIONS + tuple(name for key, names in HELPS.items() if key in keys for name in names)


@dataclass
class Own:
    """A group's own regions inside a stage or a page, for one of its members."""

    live: LiveSession
    group: Group
    me: Participant | None = None

    def region(self, name: str, token: str) -> SafeString:
        """One region. With a CSRF `token` its forms work without script; without, it is the one every member gets."""
        if not token:
            return mark_safe(drawn(self.live, self.group)[name].replace(OOB, "", 1))  # noqa: S308 rendered by a template
        return render_to_string(f"{FOLDER}/_{name}.html", {**self.context, "csrf_token": token})

    @cached_property
    def context(self) -> dict[str, Any]:
        return board(self.live, self.group) | {"mine": self.mine}

    @cached_property
    def mine(self) -> frozenset[str]:
        """What this member wrote, as the page names it. The regions every member gets say of nothing whose it is."""
        if self.me is None:
            return frozenset()
        points = self.group.points.filter(writer=self.me).values_list("pk", flat=True)
        cards = self.group.cards.filter(writer=self.me).values_list("pk", flat=True)
        return frozenset([*(f"point-{pk}" for pk in points), *(f"card-{pk}" for pk in cards)])


def news_html(live: LiveSession, group: Group) -> str:
    """Every region of a group's piece that the slide on stage has, ready to be put in place by id."""
    has_helps = live.part is None or live.part.slide.kind != Kind.FEEDBACK
    return "".join(html for name, html in drawn(live, group).items() if has_helps or name in REGIONS)


def piece(run: SlideRun, where: str) -> Piece | None:
    """What everybody in a group sees of it now."""
    group = group_at(run.live, where)
    return Piece(where, group.version, news_html(run.live, group)) if group else None


# ------------------------------------------------------------------ what is shared with the room
def shared_points(live: LiveSession) -> list[Point]:
    """Every point its group shared with the room and no facilitator took off, oldest first."""
    shared = Point.objects.filter(group__live=live, reach=Reach.ROOM, is_blanked=False)
    return list(shared.select_related("group").order_by("pk"))


def shared_cards(live: LiveSession) -> list[Card]:
    """The same for sorted responses."""
    shared = Card.objects.filter(group__live=live, reach=Reach.ROOM, is_blanked=False).exclude(approach="")
    return list(shared.select_related("group").order_by("pk"))


def shared_agencies(live: LiveSession) -> dict[int, list[GroupAgency]]:
    """The agency lists groups shared, by group."""
    found: dict[int, list[GroupAgency]] = {}
    for agency in GroupAgency.objects.filter(group__live=live, is_shared=True).order_by("pk"):
        found.setdefault(agency.group_id, []).append(agency)
    return found


# ------------------------------------------------------------------ practice
@lru_cache(maxsize=1)
def practice_cards() -> tuple[dict[str, Any], ...]:
    """The built-in responses to practise with, in a mixed but steady order. None when the file is not there."""
    path = BUILT_IN.parent / "examples.toml"
    if not path.is_file():
        return ()
    cards: list[dict[str, Any]] = tomllib.loads(path.read_text("utf-8"))["examples"]
    step = next((n for n in (7, 11, 13) if len(cards) % n), 1)  # neighbours in the file have the same answer
    return tuple(cards[(n * step) % len(cards)] for n in range(len(cards)))
