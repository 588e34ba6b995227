"""The addresses of the group exercise: phones below `w/`, facilitators below `console/`."""

from django.urls import path

from exercises.breakout import console, helps, views

urlpatterns = [
    path("w/<str:key>/points/", views.add_point, name="add-point"),
    path("w/<str:key>/points/<int:number>/", views.point, name="point"),
    path("w/<str:key>/points/<int:number>/edit/", views.edit_point, name="edit-point"),
    path("w/<str:key>/points/<int:number>/delete/", views.delete_point, name="delete-point"),
    path("w/<str:key>/points/<int:number>/reach/", views.reach_point, name="reach-point"),
    path("w/<str:key>/responses/", helps.add_card, name="add-card"),
    path("w/<str:key>/responses/practice/", helps.practice, name="practice"),
    path("w/<str:key>/responses/<int:number>/", helps.card, name="card"),
    path("w/<str:key>/responses/<int:number>/edit/", helps.edit_card, name="edit-card"),
    path("w/<str:key>/responses/<int:number>/delete/", helps.delete_card, name="delete-card"),
    path("w/<str:key>/responses/<int:number>/sort/", helps.sort_card, name="sort-card"),
    path("w/<str:key>/responses/<int:number>/reach/", helps.reach_card, name="reach-card"),
    path("w/<str:key>/agencies/", helps.add_agency, name="add-agency"),
    path("w/<str:key>/agencies/share/", helps.share_agencies, name="share-agencies"),
    path("w/<str:key>/agencies/<int:number>/lean/", helps.lean_agency, name="lean-agency"),
    path("w/<str:key>/agencies/<int:number>/remove/", helps.remove_agency, name="remove-agency"),
    path("w/<str:key>/factors/", helps.factors, name="factors"),
    path("w/<str:key>/place/", views.take_place, name="take-place"),
    path("console/<str:key>/say/", console.say, name="say"),
    path("console/<str:key>/place-late/", console.place_late, name="place-late"),
    path("console/<str:key>/add-for/", console.add_for, name="add-for"),
    path("console/<str:key>/blank-text/", console.blank, name="blank-text"),
]
