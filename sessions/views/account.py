from django.http import HttpRequest, HttpResponse


def sign_in(request: HttpRequest, *args: object, **kwargs: object) -> HttpResponse:
    return HttpResponse("sign_in")


def one_time(request: HttpRequest, *args: object, **kwargs: object) -> HttpResponse:
    return HttpResponse("one_time")


def sign_out(request: HttpRequest, *args: object, **kwargs: object) -> HttpResponse:
    return HttpResponse("sign_out")


def reset(request: HttpRequest, *args: object, **kwargs: object) -> HttpResponse:
    return HttpResponse("reset")


def reset_sent(request: HttpRequest, *args: object, **kwargs: object) -> HttpResponse:
    return HttpResponse("reset_sent")


def new_password(request: HttpRequest, *args: object, **kwargs: object) -> HttpResponse:
    return HttpResponse("new_password")


def reset_done(request: HttpRequest, *args: object, **kwargs: object) -> HttpResponse:
    return HttpResponse("reset_done")


def paused(request: HttpRequest, *args: object, **kwargs: object) -> HttpResponse:
    return HttpResponse("paused")
