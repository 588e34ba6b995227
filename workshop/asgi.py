"""The ASGI application: Django for HTTP, Channels for the one socket."""

from __future__ import annotations

import os

import django

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "workshop.settings")
django.setup(set_prefix=False)

from channels.routing import ProtocolTypeRouter, URLRouter  # noqa: E402 apps must be loaded first

from sessions import ticker  # noqa: E402
from sessions.edge import Alive, Edge, NotTooMany, SameOrigin  # noqa: E402
from sessions.express import Express  # noqa: E402
from sessions.lines import InTurn  # noqa: E402
from sessions.metrics import Counted  # noqa: E402
from sessions.routing import websocket_urlpatterns  # noqa: E402
from workshop.handler import Handler  # noqa: E402

sockets = SameOrigin(NotTooMany(URLRouter(websocket_urlpatterns)))
pages = Express(InTurn(Handler()))
application = Edge(Counted(ProtocolTypeRouter({"http": Alive(pages), "websocket": sockets, "lifespan": ticker.lifespan})))
