"""A seat's own notes."""

from django.urls import path

from exercises.barriers import views

urlpatterns = [
    path("w/<str:key>/notes/", views.notebook, name="notes"),
    path("w/<str:key>/notes/<int:number>/", views.one, name="note"),
    path("w/<str:key>/notes/<int:number>/delete/", views.delete, name="delete-note"),
    path("w/<str:key>/notes/<int:number>/counts/", views.counts, name="note-counts"),
]
