"""Addresses of the pages everybody may read, signed in or not. `urls.py` includes them."""

from __future__ import annotations

from django.urls import path

from workshop import views

app_name = "workshop"

urlpatterns = [
    path("briefing/", views.briefing, name="briefing"),
    path("hand-out/", views.handout, name="handout"),
    path("glossary/", views.glossary, name="glossary"),
    path("accessibility/", views.accessibility, name="accessibility"),
    path("privacy/", views.privacy, name="privacy"),
]
