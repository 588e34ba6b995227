"""What the tests do on a town's database by the product's own code, in a process with its settings: `python -m tests.scale.desk VERB`."""

from __future__ import annotations

import json
import sys
from dataclasses import asdict

import django

django.setup()

from exercises import sealed  # noqa: E402 the apps come first
from exercises.breakout import board  # noqa: E402
from exercises.models import Group, Place  # noqa: E402
from sessions.models import LiveSession, SlideRun  # noqa: E402
from sessions.rehearsal import facilitator  # noqa: E402


def main(verb: str, *arguments: str) -> None:
    """Print what was asked for, as JSON."""
    if verb == "set-up":
        said: object = [asdict(facilitator.set_up(f"Room {n}")) for n in range(int(arguments[0]))]
    elif verb == "voters":
        run = SlideRun.objects.select_related("live").get(pk=int(arguments[0]))
        said = [sealed.voter(run, seat) for seat in run.live.participants.order_by("pk")]
    elif verb == "one-group":
        live = LiveSession.objects.get(key=arguments[0])
        group = Group.objects.create(live=live, name="Everybody", position=1)
        Place.objects.bulk_create(Place(participant=seat, group=group) for seat in live.participants.all())
        said = board.blocks_of(live, group)[0].path
    else:
        raise SystemExit(f"{verb} is not known here")
    sys.stdout.write(json.dumps(said))


if __name__ == "__main__":
    main(*sys.argv[1:])
