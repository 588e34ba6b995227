from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class WorkshopConfig(AppConfig):
    name = "workshop"
    verbose_name = _("The workshop")

    def ready(self) -> None:
        from workshop import checks  # noqa: F401 registers the system checks
