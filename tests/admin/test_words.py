"""The words of the admin: one form of time, titles that name the row, and no word of Django's own."""

import re
from datetime import timedelta
from typing import Any

import pytest
import time_machine
from django.contrib import admin

from proposals.actions import decision as decision_actions
from proposals.actions import question as question_actions
from proposals.models.decision import Decision
from tests import factories as f
from tests.admin.office import change, rows_of
from tests.page import Page, as_

pytestmark = pytest.mark.django_db

MONTHS = r"(Jan|Feb|March|April|May|June|July|Aug|Sept|Oct|Nov|Dec)\.? \d{1,2}, \d{4}"
NOT_OURS = re.compile(
    rf"{MONTHS}|\bnoon\b|\bmidnight\b|[ap]\.m\.|\bSelect \w+( \w+)* to (view|change)\b|Delete\?"
)


@pytest.fixture
def rows(clock: time_machine.Traveller) -> list[Any]:
    """One row, at least, of each model of the office, most of them with times."""
    proposal = f.in_review()
    f.finished(proposal)
    f.asked(f.in_review("Asked"))
    decision_actions.draft(
        proposal,
        outcome="decline",
        letter="Dear team.",
        conditions=[("Show the test", f.AFTER.date())],
        by=f.officer(),
        at=f.AFTER,
    )
    decision_actions.schedule(Decision.objects.get(), by=f.officer2(), at=f.AFTER)
    question_actions.ask(f.call(), text="How cold?", by=f.lead_a(), at=f.NOW)
    f.call("OPEN", publish=False)
    clock.move_to(f.AFTER + timedelta(minutes=1))
    return [row for model in admin.site._registry for row in model._default_manager.all()]


@pytest.mark.parametrize("role", ["officer", "auditor", "root", "chair", "reviewer"])
def test_no_page_has_times_or_titles_of_djangos_own(rows: list[Any], role: str) -> None:
    client = as_(getattr(f, role)())
    seen = set()
    for row in rows:
        model = str(row._meta.model_name)
        for path in (rows_of(model), change(row), change(row).replace("/change/", "/history/")):
            answer = client.get(path)
            if answer.status_code != 200:
                continue
            seen.add(model)
            found = NOT_OURS.search(Page(answer).text)
            assert found is None, f"{path}: {found}"
    assert {"proposal", "assignment"} <= seen


def test_page_is_called_by_the_name_of_its_row(rows: list[Any]) -> None:
    officer = as_(f.officer())
    for row in rows:
        answer = officer.get(change(row))
        heading = Page(answer).headings[0]
        assert str(row) in heading or str(getattr(row, "proposal", row)) in heading, heading
        assert not heading.startswith(("View", "Change"))


def test_list_is_called_by_what_is_in_it(rows: list[Any]) -> None:
    officer = as_(f.officer())
    for model in admin.site._registry:
        plural = str(model._meta.verbose_name_plural)
        heading = Page(officer.get(rows_of(str(model._meta.model_name)))).headings[0]
        assert heading.casefold() == plural.casefold()


@pytest.mark.parametrize("path", ["decision", "agency", "stage", "auditentry", "message"])
def test_times_of_djangos_lists_have_the_form_of_the_site(rows: list[Any], path: str) -> None:
    page = Page(as_(f.officer()).get(rows_of(path)))
    times = page.texts("//time")
    assert times or path == "stage"
    assert all(re.fullmatch(r"\d{1,2} \w+ \d{4}, \d\d:\d\d UTC .*Beijing", one) for one in times)
