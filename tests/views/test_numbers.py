"""A number that no row can have, in any address or field of the portal, is a sentence."""

import re

import pytest
from django.test import Client
from django.urls import URLPattern

from proposals import urls
from tests import factories as f
from tests.page import as_

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("clock")]

NUMBERS = ["9" * 30, str(2**63), str(2**31)]
NUMBERED = [
    str(one.pattern)
    for one in urls.urlpatterns
    if isinstance(one, URLPattern) and "<int:" in str(one.pattern)
]


def address(pattern: str, number: str) -> str:
    named = pattern.replace("<reference>", "CE8-0001")
    return "/" + re.sub(r"<(?:str|slug):\w+>", "ce8", re.sub(r"<int:\w+>", number, named))


@pytest.mark.parametrize("number", NUMBERS)
def test_address_with_a_number_that_no_row_can_have_leads_nowhere(number: str) -> None:
    f.document(f.submitted())
    visitor = as_(f.lead_a())
    assert NUMBERED
    for pattern in NUMBERED:
        path = address(pattern, number)
        assert "<" not in path
        found = {visitor.get(path).status_code, visitor.post(path).status_code}
        assert found <= {404, 405}, path


@pytest.mark.parametrize("number", NUMBERS)
def test_field_with_a_number_that_no_row_can_have_is_refused(number: str) -> None:
    f.written()
    visitor = as_(f.lead_a())
    sent = visitor.post("/calls/ce8/start/", {"title": "T", "agency": number})
    assert sent.status_code == 422
    names = {"saw": f"overview:{number}", "saw_documents": number, "saw_revision": number}
    for name, value in names.items():
        form = {"saw": "overview:1", "saw_documents": "", "saw_revision": "0", name: value}
        assert visitor.post("/proposals/CE8-0001/submit/", form).status_code == 422, name
    assert visitor.get("/proposals/", {"page": number}).status_code == 200


@pytest.mark.parametrize("path", ["/", "/proposals/", "/admin/", "/accounts/login/"])
def test_cookie_with_nul_counts_as_none(path: str) -> None:
    """The quotes and digits are how a cookie writes NUL, which PostgreSQL can't hold."""
    for name in ("sessionid", "csrftoken", "known_browser", "messages"):
        cookie = f'{name}="\\000{"a" * 32}"'
        assert Client().get(path, headers={"cookie": cookie}).status_code in (200, 302), name
