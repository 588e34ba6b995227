"""Addresses of making groups."""

from django.urls import path

from exercises.groups import views

urlpatterns = [
    path("console/<str:key>/groups/set-up/", views.set_up, name="groups-set-up"),
    path("console/<str:key>/groups/suggest/", views.suggest, name="groups-suggest"),
    path("console/<str:key>/groups/way/", views.way, name="groups-way"),
    path("console/<str:key>/groups/move/", views.move, name="groups-move"),
    path("console/<str:key>/groups/add/", views.add, name="groups-add"),
    path("console/<str:key>/groups/each/", views.each, name="groups-each"),
    path("console/<str:key>/groups/fix/", views.fix, name="groups-fix"),
    path("w/<str:key>/group/", views.choose, name="group"),
]
