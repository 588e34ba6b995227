"""Markup of the exercises. Load with `{% load exercises %}`."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django import template
from django.http import QueryDict
from django.template.context import Context
from django.urls import reverse
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from exercises import words
from exercises.models import Card, Draft, Group, GroupAgency

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


@register.simple_tag
def draft_field(drafts: Mapping[str, Draft] | None, field: str) -> SafeString:
    """The attributes of a field whose text is kept while it is typed: its stable name and the turn the server knows."""
    known = (drafts or {}).get(field)
    return format_html('data-draft="{}" data-turn="{}"', field, known.turn if known else 0)


@register.simple_tag
def draft_text(drafts: Mapping[str, Draft] | None, field: str, stored: str = "") -> str:
    """What its writer was typing in a field, or else what is stored."""
    known = (drafts or {}).get(field)
    return known.text if known and known.text else stored


@register.simple_block_tag(takes_context=True)
def member_press(
    context: Context,
    content: str,
    action: str,
    number: int | None = None,
    css: str = "btn btn-line btn-small",
    id: str = "",
    checked: bool | None = None,
    target: str = "",
    **fields: Any,
) -> SafeString:
    """A form with one button that posts something about the presser's own group, with or without script.

    `id` lets the focus find the button again after a swap; `checked` makes it a switch that is on or off; `target` names the region
    the answer goes to besides the group's news; `fields` are posted too, and the group it was drawn for.
    """
    live = context["live"]
    url = reverse(f"exercises:{action}", args=[live.key] if number is None else [live.key, number])
    group = context.get("group")
    posted = ({"group": group.pk} if isinstance(group, Group) else {}) | fields
    if not context.get("oob") and context.get("csrf_token"):
        posted["csrfmiddlewaretoken"] = context["csrf_token"]
    button = [("id", id)] if id else []
    if checked is not None:
        button += [("role", "switch"), ("aria-checked", "true" if checked else "false")]
    swap = [("hx-target", target), ("hx-swap", "innerHTML")] if target else [("hx-swap", "none")]
    return format_html(
        '<form class="press" method="post" action="{}" hx-post="{}"{}>{}<button class="{}" type="submit"{}>{}</button></form>',
        url,
        url,
        format_html_join("", ' {}="{}"', swap),
        format_html_join("", '<input type="hidden" name="{}" value="{}">', posted.items()),
        css,
        format_html_join("", ' {}="{}"', button),
        content,
    )


@register.filter
def holds(posted: QueryDict, number: int) -> bool:
    """Whether an option was ticked in what was sent and could not be taken."""
    return str(number) in posted.getlist("pick")


# ------------------------------------------------------------------ groups
@register.filter
def add_to(number: int, start: str) -> str:
    """An id: `12|add_to:"share-"` is "share-12"."""
    return f"{start}{number}"


@register.filter
def lean_id(number: int, lean: int) -> str:
    """The id of the button for one lean of one agency."""
    return f"lean-{number}-{lean}"


@register.filter
def leans(agency: GroupAgency, lean: int) -> bool:
    """Whether an agency's training leans so, as its group sees it."""
    return agency.lean == lean


@register.filter
def sort_id(number: int, approach: str) -> str:
    """The id of the button that sorts one response."""
    return f"sort-{number}-{approach}"


@register.filter
def sorts(card: Card, approach: str) -> bool:
    """Whether a response was sorted so."""
    return card.approach == approach


@register.simple_tag
def mix_so_far(mix: Mapping[str, int]) -> str:
    """How many responses are sorted and how many are to go: “Six sorted, one to go.”"""
    done = capital(mix["sorted"])
    if not mix["to_sort"]:
        return _("%(n)s sorted.") % {"n": done}
    return _("%(n)s sorted, %(more)s to go.") % {"n": done, "more": words.in_words(mix["to_sort"])}


@register.simple_tag
def groups_talking(number: int) -> str:
    """“Five groups are talking.”"""
    if not number:
        return _("The room is talking")
    return ngettext("%(n)s group is talking", "%(n)s groups are talking", number) % {"n": capital(number)}


@register.simple_tag(takes_context=True)
def group_region(context: Context, name: str) -> SafeString:
    """One of the regions of the reader's own group. On a whole page its forms also work without script."""
    token = "" if context.get("oob") else str(context.get("csrf_token") or "")
    region: SafeString = context["own"].region(name, token)
    return region
