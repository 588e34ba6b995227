from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class SessionsConfig(AppConfig):
    name = "sessions"
    label = "live"  # "sessions" is the label of django.contrib.sessions
    verbose_name = _("Live sessions")

    def ready(self) -> None:
        """Listen to sign-ins from the first one on."""
        from sessions import signed_in  # noqa: F401
