from django.http import HttpRequest, HttpResponse


def new(request: HttpRequest, *args: object, **kwargs: object) -> HttpResponse:
    return HttpResponse("new")


def edit(request: HttpRequest, *args: object, **kwargs: object) -> HttpResponse:
    return HttpResponse("edit")


def new_invite(request: HttpRequest, *args: object, **kwargs: object) -> HttpResponse:
    return HttpResponse("new_invite")


def co_facilitator(request: HttpRequest, *args: object, **kwargs: object) -> HttpResponse:
    return HttpResponse("co_facilitator")
