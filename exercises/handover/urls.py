"""The hand-over's addresses. The lead's pages have two: by private link, and by a control seat."""

from __future__ import annotations

from django.urls import URLPattern, path

from exercises.handover import lead, views
from exercises.handover.ways import View, by_control, by_link

LEAD: tuple[tuple[str, str, View], ...] = (
    ("report/", "report", lead.report),
    ("report/<slug:ending>/", "report-file", lead.report_file),
    ("points/<int:number>/", "point", lead.point),
    ("points/<int:number>/progress/", "tick", lead.tick),
    ("invitation/", "invitation", lead.invitation),
)


def both(route: str, name: str, view: View) -> list[URLPattern]:
    """A page of the lead's on both ways."""
    return [
        path(f"after/<str:token>/{route}", by_link(view), name=f"after-{name}"),
        path(f"workshops/<str:key>/hand-over/{route}", by_control(view), name=f"hand-over-{name}"),
    ]


def ours(route: str, name: str, view: View) -> URLPattern:
    """A page of the facilitators alone."""
    return path(f"workshops/<str:key>/hand-over/{route}", by_control(view), name=name)


urlpatterns = [
    ours("", "hand-over", views.page),
    ours("link/", "lead-link", views.make_link),
    ours("link/end/", "lead-link-end", views.end_link),
    ours("days/", "hand-over-days", views.keep_for),
    ours("close/", "hand-over-close", views.close),
    ours("delete/", "hand-over-delete", views.delete),
    ours("read/", "hand-over-read", views.read_all),
    ours("read/<slug:name>/", "hand-over-reword", views.reword),
    ours("read/<slug:name>/fine/", "hand-over-fine", views.fine),
    ours("read/<slug:name>/out/", "hand-over-out", views.take_out),
    path("after/<str:token>/", by_link(lead.points), name="after-points"),
    path("workshops/<str:key>/hand-over/points/", by_control(lead.points), name="hand-over-points"),
    *(pattern for route in LEAD for pattern in both(*route)),
    *both("<slug:ending>/", "points-file", lead.points_file),
]
