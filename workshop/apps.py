from django.apps import AppConfig
from django.contrib.staticfiles.apps import StaticFilesConfig
from django.utils.translation import gettext_lazy as _


class WorkshopConfig(AppConfig):
    name = "workshop"
    verbose_name = _("The workshop")

    def ready(self) -> None:
        from workshop import checks  # noqa: F401 registers the system checks


class StaticFiles(StaticFilesConfig):
    """Leaves out what django-htmx brings beside the one htmx our pages ask for: packing it would take most of a first start."""

    ignore_patterns = [*StaticFilesConfig.ignore_patterns, "htmx-4*", "htmax-*", "htmx-2.js", "django-htmx.js", "ext"]  # noqa: RUF012 Django's
