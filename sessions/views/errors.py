from django.http import HttpRequest, HttpResponse


def bad_request(request: HttpRequest, *args: object, **kwargs: object) -> HttpResponse:
    return HttpResponse("bad_request")


def forbidden(request: HttpRequest, *args: object, **kwargs: object) -> HttpResponse:
    return HttpResponse("forbidden")


def not_found(request: HttpRequest, *args: object, **kwargs: object) -> HttpResponse:
    return HttpResponse("not_found")


def broken(request: HttpRequest, *args: object, **kwargs: object) -> HttpResponse:
    return HttpResponse("broken")


def csrf_failure(request: HttpRequest, *args: object, **kwargs: object) -> HttpResponse:
    return HttpResponse("csrf_failure")
