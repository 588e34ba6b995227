"""Hearing back: the groups in turn, each with its share of the minutes, and what each has shared on the big screen.

Nothing a group has not shared is ever on these screens, and what a group that was not heard yet has shared waits for its turn.
"""

from __future__ import annotations

import math
import secrets
from collections.abc import Iterable
from typing import Any, ClassVar

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from exercises import drafts
from exercises.breakout import board
from exercises.breakout.board import APPROACHES, has_places
from exercises.breakout.exercise import console as console_forms
from exercises.breakout.exercise import late
from exercises.feedback.turns import Turn, has_something, to_come, turn_of
from exercises.groups.places import place_of
from exercises.groups.seating import name_for
from exercises.models import Card, Group, Point, Reach
from exercises.words import listed
from sessions import clock
from sessions.exercise import Audience, Exercise, Piece, Press, register
from sessions.models import LiveSession, Participant, SlideRun
from workshop.models import Kind

LONGEST_SHOWN = 260  # characters of one text on the big screen
COLUMN, COLUMNS = 38.0, 2  # how high a column of the big screen is, in hundredths of its width, and how many there are
IN_A_LINE = 31  # characters


class Feedback(Exercise):
    """The groups report back."""

    slug = "feedback"
    label = gettext_lazy("Hearing back")
    kinds = frozenset({Kind.FEEDBACK.value})
    has_console_side: ClassVar[bool] = True

    def press(self, run: SlideRun) -> Press | None:
        """The next group's name; after the last one, "Next"."""
        turn = turn_of(run, clock.now())
        waiting = to_come(board.groups_of(run.live), turn.group if turn else None)
        if not waiting:
            return None
        return Press(_("Hear %(name)s") % {"name": waiting[0].name}, "exercises:hear", values={"group": str(waiting[0].pk)})

    def has_own(self, run: SlideRun) -> bool:
        return has_places(run.live)

    def piece(self, run: SlideRun, address: str) -> Piece | None:
        return board.piece(run, address)

    def counts(self, run: SlideRun, audience: Audience) -> dict[str, Any]:
        """On console and projector: the turn, and the texts that are on the big screen. Nothing that was not shared."""
        if audience is Audience.PHONES:
            return {}
        groups = board.groups_of(run.live)
        turn = turn_of(run, clock.now())
        texts = shown_texts(run.live, groups, turn)
        if audience is Audience.PROJECTOR:
            return on_the_screen(texts)
        return {
            "rows": rows(run, groups, turn),
            "is_on": turn is not None,
            "speaking": [text for text in texts if text["is_speaking"]],
            "others": [text for text in texts if not text["is_speaking"]],
            "blanked": blanked(run.live),
            "late_people": late(run.live, groups)["late_people"],
        }

    def context(self, run: SlideRun, audience: Audience, me: Participant | None = None) -> dict[str, Any]:
        """Whose turn it is; on a phone its own group's points besides."""
        now = clock.now()
        turn = turn_of(run, now)
        context: dict[str, Any] = {"turn": turn, "until": clock.milliseconds(turn.until) if turn else None}
        if audience is Audience.PHONES:
            return context | phone(run, me)
        groups = [
            group for group in board.groups_of(run.live) if group.heard or has_something(group) or (turn and group.pk == turn.group.pk)
        ]
        numbers = {group.pk: number for number, group in enumerate(groups, start=1)}
        context |= {"turn_number": numbers.get(turn.group.pk, 0) if turn else 0, "groups_total": len(groups)}
        if audience is Audience.CONSOLE:
            context |= console_forms(run.live)
        return context


def phone(run: SlideRun, me: Participant | None) -> dict[str, Any]:
    """A phone's own group and what it has written."""
    group = place_of(me)
    if group is None:
        return {"group": None}
    return {
        "group": group,
        **name_for(run.live, me, group),
        "own": board.Own(run.live, group, me),
        "pages": board.pages_of(run.live.deck_id, board.set_of(run.live, group)),
        "open_page": 1,
        "drafts": drafts.of(me),
        "point_key": secrets.token_hex(12),
    }


# ------------------------------------------------------------------ what is on the big screen
def shown_texts(live: LiveSession, groups: list[Group], turn: Turn | None) -> list[dict[str, Any]]:
    """What the speaking group and those heard before have shared: first the one that is speaking, then the latest heard."""
    speaking = turn.group.pk if turn else 0
    order = [speaking, *[group.pk for group in reversed(groups) if group.heard and group.pk != speaking]]
    found: dict[int, list[dict[str, Any]]] = {pk: [] for pk in order}
    for point in board.shared_points(live):
        if point.group_id in found:
            found[point.group_id].append({"kind": "point", "pk": point.pk, "text": point.text, "approach": ""})
    for card in board.shared_cards(live):
        if card.group_id in found:
            text = f"{card.text}. {card.belief}" if card.belief else card.text
            found[card.group_id].append({"kind": "card", "pk": card.pk, "text": text, "approach": card.approach})
    for pk, agencies in board.shared_agencies(live).items():
        if pk in found:
            found[pk].append({"kind": "agencies", "pk": pk, "text": agency_words(agencies), "approach": ""})
    names = {group.pk: group.name for group in groups}
    return [text | {"group": names[pk], "is_speaking": pk == speaking} for pk in order if pk in names for text in found[pk]]


def agency_words(agencies: Iterable[Any]) -> str:
    """A group's list in a sentence: “Police (more behaviour-based) and Youth work (not sure)”."""
    return listed(
        [
            _("%(agency)s (%(lean)s)") % {"agency": agency.name, "lean": str(agency.get_lean_display()).lower()}
            if agency.lean is not None
            else agency.name
            for agency in agencies
        ]
    )


def on_the_screen(texts: list[dict[str, Any]]) -> dict[str, Any]:
    """As many texts as fit; long ones are cut on the big screen alone."""
    fitting: list[dict[str, Any]] = []
    column, used = 1, 0.0
    for text in texts:
        words = " ".join(text["text"].split())
        words = words if len(words) <= LONGEST_SHOWN else words[: LONGEST_SHOWN - 1].rstrip() + "…"
        height = 5.3 + 3.3 * math.ceil(len(words) / IN_A_LINE)
        if used + height > COLUMN:
            column, used = column + 1, 0.0
        if column > COLUMNS:
            break
        used += height
        fitting.append({**text, "text": words, "approach_word": str(APPROACHES.get(text["approach"], ""))})
    return {"texts": fitting, "more": len(texts) - len(fitting)}


# ------------------------------------------------------------------ console
def rows(run: SlideRun, groups: list[Group], turn: Turn | None) -> list[dict[str, Any]]:
    """The groups in the order they are heard: minutes had or to come, how much they have shared, where they stand."""
    now = clock.now()
    waiting = to_come(groups, turn.group if turn else None)
    left = max(0.0, clock.remaining(run.ends_at, now, run.live.paused_at) or 0.0) - max(0.0, turn.left if turn else 0.0)
    each = max(0.0, left) / len(waiting) if waiting else 0.0
    shared = {group.pk: 0 for group in groups}
    for point in board.shared_points(run.live):
        shared[point.group_id] += 1
    found = []
    for group in groups:
        is_now = turn is not None and group.pk == turn.group.pk
        is_next = bool(waiting) and group.pk == waiting[0].pk
        is_empty = not has_something(group)
        state = "now" if is_now else "heard" if group.heard else "empty" if is_empty else "next" if is_next else "later"
        seconds = turn.share if turn and is_now else group.feedback_seconds if group.heard else 0.0 if is_empty else each
        found.append({"pk": group.pk, "name": group.name, "seconds": seconds, "shared": shared[group.pk], "state": state})
    return found


def blanked(live: LiveSession) -> list[dict[str, Any]]:
    """Texts a facilitator took off, which can be shown again as long as their group still shares them."""
    of_live = {"group__live": live, "is_blanked": True, "reach": Reach.ROOM}
    points = Point.objects.filter(**of_live).select_related("group")
    cards = Card.objects.filter(**of_live).select_related("group")
    things: list[tuple[str, Point | Card]] = [*(("point", point) for point in points), *(("card", card) for card in cards)]
    return [{"kind": kind, "pk": thing.pk, "text": thing.text, "group": thing.group.name} for kind, thing in things]


register(Feedback())
