"""A page with errors says so first of all: in its title, which a screen reader reads before the page."""

import re
from collections.abc import Callable
from typing import Any

import pytest
import time_machine
from django.test import Client

from tests import factories as f
from tests.admin.office import change, do, rows_of
from tests.page import as_

pytestmark = pytest.mark.django_db

TITLE = re.compile(r"<title>(.*?)</title>", re.S)


def title(response: Any) -> str:
    found = TITLE.search(response.content.decode())
    assert found
    return " ".join(found[1].split())


# A browser always sends the token.
EMPTY = {"csrfmiddlewaretoken": ""}


def says_error(
    client: Client, path: str, data: dict[str, str] = EMPTY, *, shown_at: str = ""
) -> None:
    """Check the title of a page before and after wrong input was sent to it."""
    shown = client.get(shown_at or path)
    assert shown.status_code == 200, path
    assert "Error" not in title(shown), path
    assert title(client.post(path, data)).startswith("Error: "), path


@pytest.fixture(autouse=True)
def now() -> Any:
    with time_machine.travel(f.NOW, tick=False) as clock:
        yield clock


@pytest.mark.parametrize("path", ["signup", "login", "password/reset"])
def test_error_on_a_page_of_the_entrance_is_in_its_title(path: str) -> None:
    says_error(Client(), f"/accounts/{path}/")


PORTAL: list[tuple[Callable[[], str], str]] = [
    (lambda: "/accounts/password/change/", ""),
    (lambda: "/preferences/", ""),
    (lambda: "/agency/register/", ""),
    (lambda: f"/calls/{f.call().slug}/start/", ""),
    (lambda: f"/calls/{f.call().slug}/questions/", "/calls/ce8/"),
    (lambda: f"{f.submitted().get_absolute_url()}act/withdraw/", ""),
    (lambda: f"{f.draft().get_absolute_url()}submit/", ""),
]


@pytest.mark.parametrize(("path", "shown_at"), PORTAL)
def test_error_on_a_page_of_the_portal_is_in_its_title(
    path: Callable[[], str], shown_at: str
) -> None:
    says_error(as_(f.lead_a()), path(), shown_at=shown_at)


def test_error_in_an_answer_is_in_the_title(now: time_machine.Traveller) -> None:
    question = f.asked(f.in_review())
    now.move_to(f.AFTER)
    path = f"{question.proposal.get_absolute_url()}questions/{question.pk}/"
    says_error(as_(f.lead_a()), path)


def test_error_on_a_page_of_the_office_is_in_its_title() -> None:
    officer = as_(f.officer())
    agency = f.agency("New agency", verified=False)
    says_error(officer, do(agency, "reject"))
    says_error(officer, change(agency), {"name": ""})
    says_error(officer, f"{rows_of('agency')}add/")


def test_error_for_many_rows_is_in_the_title(now: time_machine.Traveller) -> None:
    proposal = f.in_review()
    now.move_to(f.AFTER)
    ticked = {"action": "bulk_find_ineligible", "_selected_action": [proposal.pk]}
    answer = as_(f.officer()).post(rows_of("proposal"), ticked | {"confirmed": "1"})
    assert title(answer).startswith("Error: ")
