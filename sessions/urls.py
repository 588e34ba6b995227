"""Addresses, grouped by who uses them."""

from django.urls import URLPattern, URLResolver, include, path

from sessions.views import account, console, dashboard, join, operating, phone, projector, second_step, setup

account_urls = (
    [
        path("sign-in/", account.sign_in, name="sign-in"),
        path("sign-in/code/", second_step.code, name="code"),
        path("sign-in/<str:token>/", account.one_time, name="one-time"),
        path("sign-out/", account.sign_out, name="sign-out"),
        path("password/", account.reset, name="reset"),
        path("password/sent/", account.reset_sent, name="reset-sent"),
        path("password/<uidb64>/<token>/", account.new_password, name="new-password"),
        path("password/done/", account.reset_done, name="reset-done"),
        path("account/", account.account, name="account"),
        path("account/password/", account.change_password, name="change-password"),
        path("account/second-step/", second_step.page, name="second-step"),
    ],
    "account",
)

operating_urls = (
    [
        path("readyz", operating.readyz, name="readyz"),
        path("metrics", operating.metrics_text, name="metrics"),
        path("status/", operating.status, name="status"),
        path("network-check/", operating.network_check, name="network-check"),
        path("network-check/ask/", operating.network_ask, name="network-ask"),
    ],
    "operating",
)

phone_urls = [
    path("", phone.phone, name="phone"),
    path("stage/", phone.stage, name="phone-stage"),
    path("answer/<slug:slide_key>/", phone.answer, name="answer"),
    path("agency/", phone.say_agency, name="agency"),
    path("move/", phone.move, name="move"),
    path("move/code/", phone.offer_move, name="offer-move"),
    path("move/here/", phone.move_here, name="move-here"),
    path("leave/", phone.leave, name="leave"),
]

console_urls = [
    path("", console.console, name="console"),
    path("stage/", console.stage_poll, name="console-stage"),
    path("start/", console.start, name="start"),
    path("pause/", console.pause, name="pause"),
    path("resume/", console.resume, name="resume"),
    path("finish/", console.finish, name="finish"),
    path("next/", console.next_slide, name="next"),
    path("back/", console.back, name="back"),
    path("go/", console.go, name="go"),
    path("extend/", console.extend, name="extend"),
    path("blank/", console.blank, name="blank"),
    path("open/", console.open_exercise, name="open"),
    path("more/", console.more_seconds, name="more"),
    path("close/", console.close_exercise, name="close"),
    path("show/", console.show, name="show"),
    path("question-set/", console.choose_set, name="question-set"),
    path("trim/", console.trim, name="trim"),
    path("trims/", console.trims, name="trims"),
    path("door/", console.door, name="door"),
    path("code/", console.change_code, name="change-code"),
]

live_urls: tuple[list[URLPattern | URLResolver], str] = (
    [
        path("", join.join, name="join"),
        path("w/<str:key>/", include(phone_urls)),
        path("console/<str:key>/", include(console_urls)),
        path("screen/<str:token>/", projector.projector, name="projector"),
        path("screen/<str:token>/stage/", projector.stage, name="projector-stage"),
        path("with/<str:token>/", setup.co_facilitator, name="co-facilitator"),
        path("workshops/", dashboard.dashboard, name="dashboard"),
        path("workshops/new/", setup.new, name="new"),
        path("workshops/<str:key>/", setup.edit, name="edit"),
        path("workshops/<str:key>/copy/", dashboard.copy, name="copy"),
        path("workshops/<str:key>/delete/", dashboard.delete, name="delete"),
        path("workshops/<str:key>/invite/", setup.new_invite, name="new-invite"),
    ],
    "live",
)

urlpatterns = [
    path("", include(account_urls)),
    path("", include(operating_urls)),
    path("", include(live_urls)),
]
