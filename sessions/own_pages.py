"""A second line behind the token against forgery: what a browser itself says about where a press comes from.

Browsers put `Sec-Fetch-Site` on every request to a secure address, and no page can forge it. A press that says “cross-site” or
“same-site” (another port, another name below the same domain) is none of ours, whatever token it carries. Older browsers, plain HTTP
and programs send no such header; for them the token stands alone.
"""

from __future__ import annotations

from collections.abc import Callable

from django.http import HttpRequest, HttpResponse

from sessions.views import errors

SAFE = frozenset({"GET", "HEAD", "OPTIONS", "TRACE"})
OURS = frozenset({"same-origin", "none"})  # none: typed, or from a bookmark


class OwnPagesOnly:
    """Refuses, with 403, whatever would change something and comes from another site's page."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        if request.method not in SAFE and request.headers.get("Sec-Fetch-Site", "none") not in OURS:
            return errors.csrf_failure(request, "another site’s page")
        return self.get_response(request)
