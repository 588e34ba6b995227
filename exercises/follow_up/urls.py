"""The follow-up's addresses: its set-up on both ways of the lead's pages, its console, its phones."""

from django.urls import path

from exercises.follow_up import console, views
from exercises.handover.ways import by_control, by_link

urlpatterns = [
    path("after/<str:token>/follow-up/", by_link(views.set_up), name="after-follow-up"),
    path("after/<str:token>/follow-up/start/", by_link(views.start), name="after-follow-up-start"),
    path("workshops/<str:key>/hand-over/follow-up/", by_control(views.set_up), name="hand-over-follow-up"),
    path("workshops/<str:key>/hand-over/follow-up/start/", by_control(views.start), name="hand-over-follow-up-start"),
    path("console/<str:key>/last-time/", console.bring_up, name="last-time"),
    path("console/<str:key>/last-time/say/", console.say, name="last-time-say"),
    path("console/<str:key>/last-time/note/", console.note, name="last-time-note"),
    path("console/<str:key>/last-time/said/", views.said, name="last-time-said"),
    path("w/<str:key>/last-time/<int:number>/", views.say, name="say-last-time"),
]
