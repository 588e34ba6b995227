#!/usr/bin/env python
"""Django's command line for Hymn Sheet. What keeps it from starting at all is one sentence on stderr and exit code 1."""

import os
import sys


def main() -> None:
    if not (3, 11) <= sys.version_info[:2] <= (3, 13):
        sys.exit("Hymn Sheet needs Python 3.11, 3.12 or 3.13; this is Python {}.{}.".format(*sys.version_info[:2]))
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "workshop.settings")
    try:
        from django.core.exceptions import ImproperlyConfigured
        from django.core.management import execute_from_command_line
        from environs import EnvError
    except ModuleNotFoundError as missing:
        sys.exit(f"{missing.name} is not installed here: start with “make run”, or install requirements/base.txt first.")
    try:
        execute_from_command_line(sys.argv)
    except (ImproperlyConfigured, EnvError) as problem:
        sys.exit(str(problem))


if __name__ == "__main__":
    main()
