"""`manage.py remove_second_step NAME`: the way back for somebody who has lost phone and recovery codes."""

from __future__ import annotations

from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from sessions.actions import second_step
from workshop.models import User


class Command(BaseCommand):
    help = "Take the second step away from an account, after making sure that it is its owner who asks."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("name", help="The name the person signs in with.")

    def handle(self, *args: Any, name: str, **options: Any) -> None:
        user = User.objects.filter(username=name).first()
        if user is None:
            raise CommandError(f"There is no account called {name}.")
        if second_step.turn_off(user):
            self.stdout.write(f"The second step of {name} is gone. Name and password are enough now; it can be set up again.")
        else:
            self.stdout.write(f"{name} has no second step. Nothing was changed.")
