from django.http import HttpRequest, HttpResponse


def dashboard(request: HttpRequest, *args: object, **kwargs: object) -> HttpResponse:
    return HttpResponse("dashboard")


def copy(request: HttpRequest, *args: object, **kwargs: object) -> HttpResponse:
    return HttpResponse("copy")


def delete(request: HttpRequest, *args: object, **kwargs: object) -> HttpResponse:
    return HttpResponse("delete")
