"""Addresses that belong to single exercises: each folder with a `urls.py` adds its own."""

from importlib import import_module
from pathlib import Path

from django.urls import include, path

app_name = "exercises"
urlpatterns = [
    path("", include(import_module(f"exercises.{folder.name}.urls").urlpatterns))
    for folder in sorted(Path(__file__).parent.iterdir())
    if (folder / "urls.py").exists()
]
