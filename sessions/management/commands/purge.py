"""`manage.py purge`: delete what is due now. The running server does the same by itself, every hour."""

from __future__ import annotations

from typing import Any

from django.core.management.base import BaseCommand, CommandParser

from sessions.actions import purging


class Command(BaseCommand):
    help = "Delete what is due: private things, seats, and workshops whose days are over."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--dry-run", action="store_true", help="Say what would go, and change nothing.")

    def handle(self, *args: Any, dry_run: bool = False, **options: Any) -> None:
        gone = purging.purge(dry_run=dry_run)
        if not gone:
            self.stdout.write("Nothing is due.")
            return
        self.stdout.write("Would go:" if dry_run else "Gone:")
        for name, count in gone.items():
            self.stdout.write(f"  {count} {name}")
