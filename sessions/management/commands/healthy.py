"""`manage.py healthy`: whether the server of this container answers. Exit code 0 or 1, for a health check without curl."""

from __future__ import annotations

import sys
from http.client import HTTPConnection, HTTPException
from typing import Any
from urllib.parse import urlsplit

from django.conf import settings
from django.core.management.base import BaseCommand

from workshop import env


class Command(BaseCommand):
    help = "Ask the server on this PORT for /healthz."
    requires_system_checks: list[str] = []  # noqa: RUF012 Django's own attribute; nothing is checked but the answer

    def handle(self, *args: Any, **options: Any) -> None:
        headers = {"Host": urlsplit(settings.PUBLIC_URL).netloc, "X-Forwarded-Proto": "https" if settings.SECURE else "http"}
        headers["X-Forwarded-For"] = "127.0.0.1"
        connection = HTTPConnection("127.0.0.1", env.PORT, timeout=2)
        try:
            connection.request("GET", "/healthz", headers=headers)
            answer = connection.getresponse().status
        except (OSError, HTTPException) as problem:
            self.stderr.write(type(problem).__name__)
            sys.exit(1)
        finally:
            connection.close()
        sys.exit(0 if answer == 200 else 1)
