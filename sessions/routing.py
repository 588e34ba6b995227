"""The one socket route. `name` is a live session's key, or the projector's token."""

from django.urls import path

from sessions.consumers import StageConsumer

websocket_urlpatterns = [
    path("live/<slug:audience>/<slug:name>/", StageConsumer.as_asgi()),
]
