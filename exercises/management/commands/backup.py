"""`manage.py backup FILE`: one file with everything that may be kept, while the server runs."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.utils.translation import gettext as _

from exercises import backups
from sessions.actions.purging import PRIVATE_DAYS


class Command(BaseCommand):
    help = "Write a back-up of the database to FILE. Not while a vote or a sorting is open, and on PostgreSQL not while a workshop is on."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("file", type=Path)

    def handle(self, *args: Any, file: Path, **options: Any) -> None:
        try:
            backups.back_up(file)
        except backups.Impossible as problem:
            raise CommandError(str(problem)) from problem
        self.stdout.write(_("Written: %(file)s, readable by you alone.") % {"file": file})
        self.stdout.write(_("Not in it: what goes when a workshop ends, such as drafts and points a group has not shared."))
        self.stdout.write(
            _("Private things are promised to go within %(days)s days: delete this file within %(days)s days, too.")
            % {"days": PRIVATE_DAYS}
        )
