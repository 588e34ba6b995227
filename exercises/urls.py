"""Addresses that belong to single exercises: each folder with a `urls.py` adds its own."""

from importlib import import_module
from pathlib import Path

from django.urls import include, path

from exercises import drafts

app_name = "exercises"
urlpatterns = [
    path("w/<str:key>/draft/", drafts.draft, name="draft"),
    *(
        path("", include(import_module(f"exercises.{folder.name}.urls").urlpatterns))
        for folder in sorted(Path(__file__).parent.iterdir())
        if (folder / "urls.py").exists()
    ),
]
