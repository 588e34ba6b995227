"""The one socket route. `name` is a live session's key, or the projector's token."""

from django.urls import path, re_path

from sessions.checking import checking
from sessions.consumers import StageConsumer
from sessions.edge import nowhere

websocket_urlpatterns = [
    path("live/check/here/", checking),  # type: ignore[arg-type]
    path("live/<slug:audience>/<slug:name>/", StageConsumer.as_asgi()),
    re_path("", nowhere),  # type: ignore[arg-type]
]
