"""`manage.py collect`: styles and scripts, as `live` collects them. For building an image, which then has them when it starts."""

from __future__ import annotations

from typing import Any

from django.core.management.base import BaseCommand, CommandError

from sessions.management import preparing


class Command(BaseCommand):
    help = "Collect styles and scripts into the data folder, as `live` does by itself."
    requires_system_checks: list[str] = []  # noqa: RUF012 Django's own attribute; while an image is built there is no database

    def handle(self, *args: Any, **options: Any) -> None:
        try:
            preparing.data_folder()
        except preparing.CannotStart as problem:
            raise CommandError(str(problem)) from problem
        preparing.static_files()
