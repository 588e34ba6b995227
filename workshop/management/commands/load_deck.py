"""`manage.py load_deck FILE`: make a deck file the edition new workshops start with."""

from __future__ import annotations

import sys
from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand
from django.utils.translation import gettext as _

from workshop.loading import BUILT_IN, DeckError, read, store


class Command(BaseCommand):
    help = "Load a deck file. Workshops that exist keep the edition they were set up with."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("file", nargs="?", default=str(BUILT_IN), help="a deck in TOML (default: the built-in workshop)")

    def handle(self, *args: Any, **options: Any) -> None:
        """Say in one sentence what happened; a broken file ends with exit code 1 and a sentence for each problem."""
        try:
            deck, changed = store(read(options["file"]))
        except DeckError as error:
            self.stderr.write(str(error))
            sys.exit(1)
        said = _("“%(title)s” is loaded, with %(n)s slides.") if changed else _("“%(title)s” is loaded already; nothing has changed.")
        self.stdout.write(said % {"title": deck.title, "n": deck.slides.count()})
