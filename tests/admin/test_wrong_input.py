"""Wrong input in forms and addresses of the office gets a sentence, and is never a failure."""

from collections.abc import Iterator
from itertools import cycle
from typing import Any

import pytest
import time_machine
from django.contrib import admin
from django.test import Client

from proposals.actions import question as question_actions
from tests import factories as f
from tests.admin.office import change, notes, rows_of
from tests.page import Page, as_

pytestmark = pytest.mark.django_db

WRONG = ("abc", str(2**63), "\0")
QUERIES = (
    "title__regex=((",
    "pk__in=abc",
    "id__exact=9223372036854775808",
    "state__exact=%00",
    "call__id__exact=abc",
    "call=9223372036854775808",
    "q=%00",
    "q=((",
    "o=abc.99999999999999999999",
    "p=9223372036854775808",
    "sort=%00",
    "view=9223372036854775808",
    "_popup=1&_to_field=password",
)


@pytest.fixture
def rows(clock: time_machine.Traveller) -> list[Any]:
    """The newest row of each model that has a page in the office. The newest call is a draft."""
    proposal = f.in_review()
    f.finished(proposal)
    f.decided(proposal, "shortlist")
    question_actions.ask(f.call(), text="How cold?", by=f.lead_a(), at=f.NOW)
    f.call("DRAFT", publish=False)
    clock.move_to(f.AFTER)
    newest = [model._default_manager.order_by("pk").last() for model in admin.site._registry]
    return [row for row in newest if row is not None]


def fails(client: Client, path: str) -> bool:
    return client.get(path, follow=True).status_code >= 500


def test_wrong_addresses_are_answered(rows: list[Any]) -> None:
    client = as_(f.root(), raise_request_exception=False)
    assert [path for path in wrong_addresses() if fails(client, path)] == []


def wrong_addresses() -> Iterator[str]:
    for model in admin.site._registry:
        place = rows_of(str(model._meta.model_name))
        for query in QUERIES:
            yield f"{place}?{query}"
        for number in (2**63, "abc", "%00", "_5F"):
            yield f"{place}{number}/change/"
        for page in ("history/", "delete/", "do/publish/"):
            yield f"{place}{2**63}/{page}"
        field = "app_label=proposals&model_name=%s&field_name=%s"
        for one in model._meta.fields:
            if not one.is_relation:
                continue
            where = field % (model._meta.model_name, one.name)
            for term in ("%00", "(("):
                yield f"/admin/autocomplete/?{where}&term={term}"
            yield f"/admin/autocomplete/?{where}&page=9223372036854775808"
            yield f"{place}add/?{one.name}=%00"
            yield f"{place}add/?{one.name}=9223372036854775808"


def test_wrong_input_in_a_form_is_answered(rows: list[Any]) -> None:
    client = as_(f.officer(), raise_request_exception=False)
    failed = []
    for row in rows:
        response = client.get(change(row))
        if response.status_code != 200:
            continue
        form = Page(response).form()
        names = sorted(one for one in form.names if not one.startswith("initial-"))
        tries = [{name: [wrong] for name in names if "_FORMS" not in name} for wrong in WRONG]
        for name, wrong in zip(names, cycle(WRONG), strict=False):
            tries.append({name: ["-1" if "_FORMS" in name else wrong]})
        for wrong_values in tries:
            sent = client.post(change(row), form.filled({}) | wrong_values)
            if sent.status_code >= 500:
                failed.append((change(row), wrong_values))
    assert failed == []


@pytest.mark.parametrize("wrong", WRONG)
def test_list_answers_a_tick_that_is_no_row_with_a_sentence(wrong: str) -> None:
    client = as_(f.officer())
    ticked = {"action": "bulk_publish", "_selected_action": [wrong]}
    answer = client.post(rows_of("decision"), ticked)
    assert notes(client, answer) == ["Tick the rows first."]
