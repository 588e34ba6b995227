"""The addresses of the close: a seat's below `w/`, and the private link, which is a key by itself."""

from django.urls import path

from exercises.closing import views

urlpatterns = [
    path("w/<str:key>/check/", views.check, name="check"),
    path("w/<str:key>/check/take-back/", views.take_back, name="take-back"),
    path("w/<str:key>/how-it-was/", views.how_it_was, name="how-it-was"),
    path("w/<str:key>/mine/", views.mine, name="mine"),
    path("w/<str:key>/mine/word/", views.mine_word, name="mine-word"),
    path("w/<str:key>/mine/link/", views.make_link, name="make-own-link"),
    path("mine/<str:token>/", views.own_form, name="own-form"),
    path("mine/<str:token>/word/", views.own_form_word, name="own-form-word"),
]
