"""Import this first in a command that uses the product's code outside pytest: the apps are loaded, with a data folder for tests."""

import os

import django

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "tests.settings")
django.setup()
