"""When something is in the way: what happened, what is safe, what to do next."""

from __future__ import annotations

import html
import re
from typing import Any

import pytest
from django.core.exceptions import PermissionDenied, RequestDataTooBig, SuspiciousOperation
from django.db import DatabaseError, OperationalError
from django.http import HttpRequest, HttpResponse
from django.template import TemplateDoesNotExist
from django.test import Client, RequestFactory
from django.urls import path
from pytest_django import DjangoAssertNumQueries, Settings

from sessions.views import errors
from workshop import urls as real

SECRET = "a-token-that-is-a-key"


def breaks(request: HttpRequest) -> HttpResponse:
    raise DatabaseError(f"value {SECRET} is not what the database likes")


def is_away(request: HttpRequest) -> HttpResponse:
    raise OperationalError(SECRET)


def forbids(request: HttpRequest) -> HttpResponse:
    raise PermissionDenied(SECRET)


def suspects(request: HttpRequest) -> HttpResponse:
    raise SuspiciousOperation(SECRET)


def overflows(request: HttpRequest) -> HttpResponse:
    raise RequestDataTooBig(SECRET)


urlpatterns = [
    *real.urlpatterns,
    path("breaks/", breaks),
    path("away/", is_away),
    path("forbids/", forbids),
    path("suspects/", suspects),
    path("overflows/", overflows),
]
handler400, handler403, handler404, handler500 = real.handler400, real.handler403, real.handler404, real.handler500

ALL = [
    ("/suspects/", 400, "That didn’t arrive as it should"),
    ("/overflows/", 413, "That was more than we can take at once"),
    ("/forbids/", 403, "This isn’t open to you just now"),
    ("/nowhere/", 404, "Nothing at this address"),
    ("/away/", 503, "One moment, please"),
    ("/breaks/", 500, "That didn’t work, and it’s our doing"),
]


@pytest.fixture(autouse=True)
def _pages_that_go_wrong(settings: Settings) -> None:
    settings.ROOT_URLCONF = __name__


def ask(path: str, **headers: str) -> Any:
    return Client(raise_request_exception=False).get(path, headers=headers)


def text(answer: Any) -> str:
    return html.unescape(answer.content.decode())


@pytest.mark.parametrize(("path", "status", "title"), ALL)
def test_every_error_has_a_page_in_the_products_looks(path: str, status: int, title: str) -> None:
    answer = ask(path)
    page = text(answer)
    assert answer.status_code == status
    assert re.findall(r"<h1>(.*?)</h1>", page) == [title]
    assert 'class="topbar"' in page
    assert "hymnsheet.css" in page
    assert SECRET not in page
    assert "Content-Security-Policy" in answer.headers


@pytest.mark.parametrize(("path", "status", "title"), ALL)
def test_a_press_sent_by_script_gets_a_short_fragment_instead(path: str, status: int, title: str) -> None:
    answer = ask(path, HX_Request="true")
    assert answer.status_code == status
    assert text(answer).startswith('<div id="oops" role="alert" hx-swap-oob="true" class="notice">')
    assert f"<b>{title}.</b>" in text(answer)
    assert "<html" not in text(answer)


@pytest.mark.django_db
@pytest.mark.parametrize(("path", "status", "title"), ALL)
def test_no_error_page_asks_the_database(path: str, status: int, title: str, django_assert_num_queries: DjangoAssertNumQueries) -> None:
    with django_assert_num_queries(0):
        assert (ask(path).status_code, bool(title)) == (status, True)


def test_a_form_from_a_page_that_is_too_old_is_refused_kindly() -> None:
    client = Client(enforce_csrf_checks=True)
    answer = client.post(
        "/sign-in/", {"username": "amara"}, headers={"Referer": "http://testserver/sign-in/?next=/x/"}, HTTP_HOST="testserver"
    )
    assert (answer.status_code, "This page has been open for a while" in text(answer)) == (403, True)
    assert 'href="/sign-in/"' in text(answer)


def test_a_broken_page_and_the_log_share_a_reference_and_the_log_holds_no_value(caplog: pytest.LogCaptureFixture) -> None:
    answer = ask("/breaks/")
    (tag,) = re.findall(r'<span class="tag">([2-9A-HJ-NP-Z]{3}-[2-9A-HJ-NP-Z]{2})</span>', text(answer))
    assert re.search(r'<b class="num">\d\d:\d\d</b>', text(answer))
    (line,) = [r.getMessage() for r in caplog.records if r.name == "hymnsheet.errors"]
    assert re.fullmatch(rf"something broke, reference {tag}: DatabaseError at test_errors\.py:\d+ breaks < .*", line)
    assert SECRET not in line


@pytest.mark.parametrize(
    ("referer", "leads_to"),
    [
        ("http://testserver/w/abc/?seen=3", "/w/abc/"),
        ("https://elsewhere.example/w/abc/", "/"),
        ("http://testserver//elsewhere.example/", "/"),
        ("http://[", "/"),
        ("javascript:alert(1)", "/"),
        ("", "/"),
    ],
)
def test_the_way_back_leads_to_our_own_pages_alone(referer: str, leads_to: str) -> None:
    answer = ask("/breaks/", Referer=referer, Host="testserver")
    assert re.findall(r'<a class="btn btn-line btn-fill" href="(.*?)">', text(answer)) == [leads_to]


def test_even_without_templates_there_is_a_sentence(settings: Settings) -> None:
    settings.TEMPLATES = [{"BACKEND": "django.template.backends.django.DjangoTemplates", "DIRS": []}]
    answer = errors.broken(RequestFactory().get("/"))
    with pytest.raises(TemplateDoesNotExist):
        errors.not_found(RequestFactory().get("/"))
    assert (answer.status_code, "<h1>That didn’t work, and it’s our doing</h1>" in text(answer)) == (500, True)


def test_a_host_we_do_not_answer_to_gets_a_page_too(settings: Settings) -> None:
    settings.ALLOWED_HOSTS = ["testserver"]
    assert ask("/", Host="elsewhere.example").status_code == 400


def test_a_database_that_is_away_is_a_moments_wait(caplog: pytest.LogCaptureFixture) -> None:
    assert ask("/away/").headers["Retry-After"] == "2"
    (line,) = [r.getMessage() for r in caplog.records if r.name == "hymnsheet.errors"]
    assert line.startswith("the database does not answer (OperationalError) at test_errors.py")
