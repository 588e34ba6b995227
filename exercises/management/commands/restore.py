"""`manage.py restore FILE`: put a back-up in place, bring it up to date, and delete what was due meanwhile. With the server stopped."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.utils.translation import gettext as _

from exercises import backups


class Command(BaseCommand):
    help = "Put the back-up FILE in place of the database. Stop every server first."
    requires_system_checks: list[str] = []  # noqa: RUF012 Django's own attribute; there may be no database to ask yet

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("file", type=Path)
        parser.add_argument("--replace", action="store_true", help="Also where there are workshops already: they are lost.")

    def handle(self, *args: Any, file: Path, replace: bool = False, **options: Any) -> None:
        try:
            gone = backups.restore(file, replace=replace)
        except backups.Impossible as problem:
            raise CommandError(str(problem)) from problem
        self.stdout.write(_("Put back: %(file)s.") % {"file": file})
        for name, count in gone.items():
            self.stdout.write(_("  deleted, because it was due: %(count)s %(name)s") % {"count": count, "name": name})
        self.stdout.write(_("Everybody signs in again."))
