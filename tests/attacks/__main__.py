"""`python -m tests.attacks SECONDS`: the flood, in figures."""

import os

import django

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "tests.settings")
django.setup()

from tests.attacks import flood  # noqa: E402 apps must be loaded first

flood.main()
