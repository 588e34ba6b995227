"""The vote's own address."""

from django.urls import path

from exercises.vote import views

urlpatterns = [path("console/<str:key>/hands/", views.hands, name="hands")]
