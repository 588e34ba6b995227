"""The addresses of next steps: phones below `w/`, facilitators below `console/`."""

from django.urls import path

from exercises.next_steps import changing, console, views

urlpatterns = [
    path("w/<str:key>/steps/", views.own, name="own-steps"),
    path("w/<str:key>/steps/<int:number>/pass-on/", views.pass_on, name="pass-on"),
    path("w/<str:key>/steps/from-answer/", views.from_answer, name="from-answer"),
    path("w/<str:key>/proposals/<slug:level>/", views.propose, name="propose"),
    path("w/<str:key>/proposals/<int:number>/support/", views.support, name="support"),
    path("w/<str:key>/proposals/<int:number>/change/", changing.by_writer, name="change-proposal"),
    path("w/<str:key>/proposals/<int:number>/take-back/", changing.take_back, name="take-back-proposal"),
    path("w/<str:key>/plan/<slug:name>/", views.plan, name="write-plan"),
    path("console/<str:key>/change-step/<int:number>/", changing.by_facilitator, name="change-step"),
    path("console/<str:key>/keep-step/", console.keep, name="keep-step"),
    path("console/<str:key>/blank-step/", console.blank, name="blank-step"),
    path("console/<str:key>/blank-plan/", console.blank_text, name="blank-plan"),
]
