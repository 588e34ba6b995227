"""Small pieces of markup every screen uses. Loaded as built-ins."""

from __future__ import annotations

from collections.abc import Sequence

import segno
from django import template
from django.conf import settings
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import gettext as _

from sessions import guesses
from sessions.exercise import Tool, registered
from sessions.models import LiveSession
from workshop import text as text_of
from workshop.plans import Bar

register = template.Library()

CUE_ICONS = {"read-aloud": "read", "activity": "activity", "discussion": "discuss"}
MARKS = {"behaviour-based": "behaviour", "ecological": "ecological", "both": "both", "unsure": "unsure", "yours": "yours"}
FILLS = {"behaviour-based": "b", "ecological": "e", "both": "x", "unsure": "u", "none": "n"}


@register.simple_tag
def icon(name: str, extra: str = "") -> SafeString:
    """An icon of the sprite on the page: decoration, its meaning stands beside it in words."""
    return format_html('<svg class="icon{}" aria-hidden="true"><use href="#i-{}"/></svg>', f" {extra}" if extra else "", name)


@register.simple_tag
def cue_icon(cue: str, extra: str = "") -> SafeString:
    """The icon of a cue."""
    return SafeString(icon(CUE_ICONS.get(cue, "read"), extra))


@register.simple_tag
def mark(approach: str) -> SafeString:
    """The mark of an approach, or of "yours"."""
    return format_html('<svg class="mark" aria-hidden="true" viewBox="0 0 20 20"><use href="#m-{}"/></svg>', MARKS[approach])


@register.filter
def fill(approach: str) -> str:
    """The fill class of an approach."""
    return f"fill-{FILLS[approach]}"


@register.filter
def spaced(code: str) -> str:
    """A code in two halves: 472913 → 472 913."""
    half = len(code) // 2
    return f"{code[:half]} {code[half:]}"


@register.simple_tag
def board(code: str, size: str = "") -> SafeString:
    """The hymn board: the join code and nothing else."""
    halves = [code[: len(code) // 2], code[len(code) // 2 :]]
    digits = format_html_join(
        "",
        '<span class="board-set">{}</span>',
        ((format_html_join("", '<span class="board-digit">{}</span>', ((d,) for d in half)),) for half in halves),
    )
    return format_html('<span class="board{}" role="img" aria-label="{}">{}</span>', f" board-{size}" if size else "", spoken(code), digits)


def spoken(code: str) -> str:
    """How a join code is read out: digit by digit, with a pause in the middle."""
    return ", ".join(" ".join(half) for half in (code[: len(code) // 2], code[len(code) // 2 :]))


@register.filter
def clock(seconds: float | None) -> str:
    """Seconds as a clock shows them, never below zero: 98.4 → 1:38."""
    whole = max(0, int(-(-(seconds or 0) // 1)))
    return f"{whole // 60}:{whole % 60:02}"


@register.filter
def percent(part: float, whole: float) -> int:
    """A share in whole per cent, for the `.p-` classes."""
    return max(0, min(100, round(100 * part / whole))) if whole else 0


def share(minutes: float, total: float) -> str:
    """A place on the stave as an SVG length."""
    return f"{max(0.0, min(100.0, 100 * minutes / total)) if total else 0:.2f}%"


@register.simple_tag
def ministave(bars: Sequence[Bar], room: float, label: str) -> SafeString:
    """The small stave of phone and projector: bar lines, what has been played, and where the room is."""
    total = sum(bar.minutes for bar in bars)
    lines = mark_safe("".join(f'<line x1="0" x2="100%" y1="{y}%" y2="{y}%"/>' for y in (10, 30, 50, 70, 90)))  # noqa: S308 constants alone
    gone, barlines = 0, []
    for bar in bars[:-1]:
        gone += bar.minutes
        barlines.append((share(gone, total),) * 2)
    here = share(max(room, total * 0.008), total)
    return format_html(
        '<svg class="ministave" role="img" aria-label="{}">{}{}<svg class="done" width="{}" height="100%">{}</svg>'
        '<ellipse class="here" cx="{}" cy="50%" rx="7.5" ry="5.3"/></svg>',
        label,
        lines,
        format_html_join("", '<line class="barline" x1="{}" x2="{}" y1="10%" y2="90%"/>', barlines),
        share(room, total),
        lines,
        here,
    )


@register.filter
def markdown(text: str) -> SafeString:
    """A slide's body."""
    return text_of.markdown(text)


@register.filter
def inline(text: str) -> SafeString:
    """The projector's short wording: two kinds of stress and nothing else."""
    return text_of.inline(text)


@register.filter
def paragraphs(text: str) -> list[str]:
    """The paragraphs of a short text."""
    return [p.strip() for p in text.split("\n\n") if p.strip()]


@register.simple_tag
def qr(live: LiveSession) -> SafeString:
    """The QR code of the join page. The code and its pass travel in the fragment, which no server or log ever sees."""
    address = f"{settings.PUBLIC_URL}/#{live.code}-{guesses.pass_of(live)}"
    return qr_of(segno.make(address, error="m", micro=False), _("QR code that opens the join page"))


@register.simple_tag
def qr_of(made: segno.QRCode, label: str) -> SafeString:
    """A QR code as a drawing, with words for those who do not see it."""
    size = made.symbol_size(border=0)[0]
    path = "".join(f"M{start} {y}h{length}v1h-{length}z" for y, row in enumerate(made.matrix) for start, length in dark_stretches(row))
    return format_html(
        '<svg viewBox="0 0 {} {}" role="img" aria-label="{}" shape-rendering="crispEdges"><path d="{}"/></svg>', size, size, label, path
    )


@register.simple_tag
def join_pass(live: LiveSession) -> str:
    """What a form carries once its code has been found right, so that pressing on is no guess any more."""
    return guesses.pass_of(live)


def dark_stretches(row: Sequence[int]) -> list[tuple[int, int]]:
    """Where a row is dark: (start, length) of each stretch."""
    found: list[tuple[int, int]] = []
    for x, dark in enumerate(row):
        if not dark:
            continue
        if found and sum(found[-1]) == x:
            found[-1] = (found[-1][0], found[-1][1] + 1)
        else:
            found.append((x, 1))
    return found


TUNE = (70, 45, 95, 70, 20, 45, 120, 95, 70, 45, 20, 95, 70, 120, 45, 95, 70, 45, 20, 95)  # heights on the stave of the choir
IN_A_ROW = 24


@register.simple_tag
def choir(people: int) -> SafeString:
    """One diamond for each person in, on a stave; beyond a row they stand closer, and at most 96 are drawn."""
    drawn = min(people, 4 * IN_A_ROW)
    step = 52 if drawn <= IN_A_ROW else 1250 / drawn
    half = 13 if drawn <= 2 * IN_A_ROW else 8
    lines = format_html_join("", '<line x1="0" x2="1300" y1="{}" y2="{}"/>', ((y, y) for y in (20, 45, 70, 95, 120)))
    diamond = f"l{half} {half}-{half} {half}-{half}-{half}z"
    places = ((round(40 + step * n), TUNE[n % len(TUNE)] - half) for n in range(drawn))
    notes = format_html_join(
        "", '<path class="{}" d="M{} {}{}"/>', (("new" if n == drawn - 1 else "in", x, y, diamond) for n, (x, y) in enumerate(places))
    )
    return format_html('<svg viewBox="0 0 1300 140" preserveAspectRatio="xMinYMid meet" aria-hidden="true">{}{}</svg>', lines, notes)


@register.simple_tag
def after_links(live: LiveSession) -> list[Tool]:
    """Pages of the exercises for the facilitators of a session that has begun."""
    return [link for exercise in registered() for link in exercise.after_links(live)]


@register.filter
def spelled(code: str) -> str:
    """A code as it is read out: letter by letter, with a pause in the middle."""
    return spoken(code)


@register.filter
def quotes(text: str) -> str:
    """A deck's plain words with typographic quotes."""
    return text_of.quotes(text)
