"""What the console's templates need: buttons that post one command, and the big screen in small."""

from __future__ import annotations

from typing import Any

from django import template
from django.template.context import Context
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _

from sessions.exercise import Press

register = template.Library()

LONG = 26  # characters: a longer label is set smaller
AS_PREVIEW = {"h": "h3", "h2": "h4", "m": "div", "is_preview": True, "oob": False}


@register.simple_block_tag(takes_context=True)
def press(context: Context, content: str, action: str, css: str = "btn btn-line", id: str = "", key: str = "", **fields: Any) -> SafeString:
    """A form with one button that posts the command `action` with the revision on the page, with or without script.

    An `action` without a namespace is one of the console's own.

    `id` lets the focus find the button again after a swap, `key` names the key that presses it, `fields` are posted too.
    """
    live = context["live"]
    url = reverse(action if ":" in action else f"live:{action}", args=[live.key])
    posted = {"seen": live.revision, **fields}
    if not context.get("oob") and context.get("csrf_token"):
        posted["csrfmiddlewaretoken"] = context["csrf_token"]
    return format_html(
        '<form class="press" method="post" action="{}" hx-post="{}" hx-swap="none">{}<button class="{}" type="submit"{}>{}</button></form>',
        url,
        url,
        format_html_join("", '<input type="hidden" name="{}" value="{}">', posted.items()),
        css,
        format_html_join("", ' {}="{}"', ((name, value) for name, value in (("id", id), ("data-key", key)) if value)),
        content,
    )


@register.filter
def numbered(name: str, number: int) -> str:
    """A button's `id` out of a name and the number of what it is about: a row that is drawn anew keeps the focus."""
    return f"{name}{number}"


@register.simple_block_tag(takes_context=True)
def main_press(context: Context, content: str, press_: Press, is_quiet: bool = False) -> SafeString:
    """The console's main button. `is_quiet`: something else on the page asks for a decision first."""
    css = f"btn {'btn-line' if is_quiet else 'btn-main'} btn-big next{' is-long' if len(press_.label) > LONG else ''}"
    return press(context, content, press_.action, css, "press-main", "next" if press_.by_key else "no", **dict(press_.fields()))


@register.simple_tag
def big_screen(shown: dict[str, Any], template_name: str = "") -> SafeString:
    """What the big screen shows, or will show, inside the console: no ids, headings two levels lower."""
    live = shown["live"]
    if live.is_blank and not template_name:
        return format_html('<p class="pj-main pj-blank quiet">{}</p>', _("The big screen is blank."))
    context = {**shown, **AS_PREVIEW}
    text = render_to_string(template_name or shown["stage_template"], context)
    if shown.get("slide") and not live.is_over:
        text += render_to_string("sessions/_foot_projector.html", context)
    return SafeString(text)
