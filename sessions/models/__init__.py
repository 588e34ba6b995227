"""What is stored of a live session. Models keep data and promises; they never push and never decide who may see something."""

from sessions.models.live import LiveSession, SlideRun
from sessions.models.people import Facilitator, Participant, SignInLink

__all__ = ["Facilitator", "LiveSession", "Participant", "SignInLink", "SlideRun"]
