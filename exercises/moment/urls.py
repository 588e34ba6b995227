"""The sheet on phones, the button on the console, and what is set beforehand."""

from django.urls import path

from exercises.moment import views

urlpatterns = [
    path("w/<str:key>/moment/", views.moment, name="moment"),
    path("console/<str:key>/moment-seen/", views.seen, name="moment-seen"),
    path("workshops/<str:key>/support/", views.support, name="support-text"),
]
