"""The style sheets and scripts of a page, joined where the storage does that, and a drawing so small that the page holds it."""

from __future__ import annotations

from functools import cache
from urllib.parse import quote

from django import template
from django.conf import settings
from django.contrib.staticfiles.storage import staticfiles_storage
from django.templatetags.static import static
from django.utils.html import format_html_join
from django.utils.safestring import SafeString

from workshop.assets import JOINED

register = template.Library()
STYLE = '<link rel="stylesheet" href="{}">\n'
SCRIPT = '<script type="module" src="{}"></script>\n'


@register.simple_tag
def assets(name: str) -> SafeString:
    """The tags for a joined file of `workshop.assets.JOINED`, or for each of its parts."""
    files = (name,) if getattr(staticfiles_storage, "joins", False) else JOINED[name]
    return format_html_join("", STYLE if name.endswith(".css") else SCRIPT, ((static(file),) for file in files))


@register.simple_tag
@cache
def drawing(name: str) -> str:
    """An SVG file out of `static/` as an address that holds all of it, so that no browser has to ask for it. Read once."""
    return "data:image/svg+xml," + quote((settings.BASE_DIR / "static" / name).read_text(encoding="utf-8").strip())
