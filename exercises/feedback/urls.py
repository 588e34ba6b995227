"""The round's own address."""

from django.urls import path

from exercises.feedback import views

urlpatterns = [path("console/<str:key>/hear/", views.hear, name="hear")]
