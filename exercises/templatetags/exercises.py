"""Markup of the exercises. Load with `{% load exercises %}`."""

from __future__ import annotations

from django import template
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from exercises import words

register = template.Library()

MOST_DOTS = 120  # drawn one by one; a larger room is drawn as so many shares


@register.filter
def in_words(number: int) -> str:
    """Twelve and fewer as a word."""
    return words.in_words(number)


@register.simple_tag
def ring_left(seconds: float | None, whole: int) -> str:
    """What is left of a ring of sixty, as its dash."""
    return f"{60 * max(0.0, min(1.0, (seconds or 0) / whole)):.2f}" if whole else "0"


@register.simple_tag
def roomdots(done: int, people: int) -> SafeString:
    """A diamond for each phone in the room, filled when its person has finished."""
    drawn = min(people, MOST_DOTS)
    filled = round(done * drawn / people) if people else 0
    return format_html(
        '<div class="roomdots" aria-hidden="true">{}</div>',
        format_html_join(
            "",
            '<svg viewBox="0 0 20 20" class="{}"><path d="M10 1.5l8.5 8.5-8.5 8.5L1.5 10z"/></svg>',
            (("in" if n < filled else "out",) for n in range(drawn)),
        ),
    )


@register.simple_tag
def not_sent(begun: int, sent: int, people: int) -> str:
    """Who has not sent yet, in kind words."""
    waiting = max(0, people - sent - begun)
    parts = []
    if begun:
        parts.append(ngettext("%(n)s person has begun choosing.", "%(n)s people have begun choosing.", begun) % {"n": capital(begun)})
    if waiting:
        parts.append(
            ngettext(
                "%(n)s has not started; they may be sharing a phone or thinking it over.",
                "%(n)s have not started; they may be sharing a phone or thinking it over.",
                waiting,
            )
            % {"n": capital(waiting)}
        )
    return " ".join(parts) or (_("Everybody has sent theirs.") if people else "")


@register.simple_tag
def not_sorted(part_way: int) -> str:
    """Who is still sorting."""
    if not part_way:
        return ""
    return ngettext(
        "%(n)s more is part of the way through. What they have sorted so far counts.",
        "%(n)s more are part of the way through. What they have sorted so far counts.",
        part_way,
    ) % {"n": capital(part_way)}


def capital(number: int) -> str:
    """A number at the start of a sentence."""
    word = words.in_words(number)
    return word[:1].upper() + word[1:]
