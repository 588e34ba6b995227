"""The site map: the other apps are named by string only."""

from django.urls import include, path

urlpatterns = [
    path("", include("workshop.site")),
    path("", include("sessions.urls")),
    path("", include("exercises.urls")),
]
handler400 = "sessions.views.errors.bad_request"
handler403 = "sessions.views.errors.forbidden"
handler404 = "sessions.views.errors.not_found"
handler500 = "sessions.views.errors.broken"
