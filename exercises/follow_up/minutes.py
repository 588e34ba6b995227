"""How the minutes of a follow-up are shared out among its action points and its questions."""

from __future__ import annotations

from collections.abc import Collection

LENGTHS = (20, 30, 45)  # minutes a follow-up may take
POINTS_KEY = "from-last-time"
QUESTION_KEYS = ("who-are-your-partners", "your-responses", "when-do-you-reflect", "what-you-need")  # in the order of the briefing
POINTS_SHARE = 0.4  # as the deck has it: 8 of 20 minutes


def share_out(minutes: int, questions: Collection[str]) -> dict[str, int]:
    """Minutes for each slide with a clock: two fifths for the action points, the rest for the questions, evenly.

    What does not come out even goes to the first ones. Questions that are left out leave their minutes to the others, and the last of
    them to the action points.
    """
    asked = [key for key in QUESTION_KEYS if key in questions]
    for_points = round(minutes * POINTS_SHARE) if asked else minutes
    each, over = divmod(minutes - for_points, len(asked) or 1)
    return {POINTS_KEY: for_points} | {key: each + (n < over) for n, key in enumerate(asked)}
