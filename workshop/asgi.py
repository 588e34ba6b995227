"""The ASGI application: Django for HTTP, Channels for the one socket."""

from __future__ import annotations

import os

from django.core.asgi import get_asgi_application

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "workshop.settings")
django_app = get_asgi_application()

from channels.routing import ProtocolTypeRouter, URLRouter  # noqa: E402 apps must be loaded first

from sessions.edge import Edge, SameOrigin  # noqa: E402
from sessions.routing import websocket_urlpatterns  # noqa: E402

application = Edge(ProtocolTypeRouter({"http": django_app, "websocket": SameOrigin(URLRouter(websocket_urlpatterns))}))
