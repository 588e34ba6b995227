"""Finds the exercises: every sub-folder of this package that holds an `exercise.py`."""

from importlib import import_module
from pathlib import Path

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class ExercisesConfig(AppConfig):
    name = "exercises"
    verbose_name = _("Exercises")

    def ready(self) -> None:
        for folder in sorted(Path(__file__).parent.iterdir()):
            if (folder / "exercise.py").exists():
                import_module(f"exercises.{folder.name}.exercise")
