"""A proposal is hidden from a member of the panel with a conflict, also in every count."""

from collections.abc import Iterator
from datetime import timedelta
from typing import Any

import pytest
import time_machine
from django.contrib import admin
from django.test import Client

from proposals.access.policy import Right, policy_for
from proposals.actions import clarification, decision, document
from proposals.actions import proposal as proposal_actions
from proposals.models.account import User
from proposals.models.document import Document
from proposals.models.proposal import Proposal
from proposals.models.registration import Registration
from tests import factories as f
from tests.admin.office import change, do, nothing_changes, rows_of, send
from tests.page import Page, as_

pytestmark = pytest.mark.django_db

SECRET = "Hidden drill"
LISTS = ("proposal", "assignment", "decision", "registration")


@pytest.fixture(autouse=True)
def after(clock: time_machine.Traveller) -> None:
    clock.move_to(f.AFTER)


def judged(title: str, *, by: User) -> Proposal:
    """A proposal in review with one row of everything: file, score, question, decision, letter."""
    proposal = f.written(title, by=by)
    file = document.store(
        proposal, code="endorsement", file=f.pdf(), marking=f.MARKING, by=by, at=f.NOW
    )
    proposal_actions.submit(proposal, by=by, at=f.NOW)
    f.start_review(proposal)
    f.finished(proposal, by=f.reviewer2(), value=1)
    clarification.ask(
        proposal, text=f"{title}?", due_at=f.AFTER + timedelta(days=3), by=f.officer(), at=f.AFTER
    )
    decision.draft(proposal, outcome="decline", letter="No.", by=f.officer(), at=f.AFTER)
    Registration.objects.create(
        proposal=proposal, scan=file, received_at=f.NOW, entered_by=f.officer(), entered_at=f.NOW
    )
    return proposal


@pytest.fixture
def hidden() -> Proposal:
    """A's proposal, beside one of B's that the panel may read."""
    judged("Open laser", by=f.lead_b())
    return judged(SECRET, by=f.lead_a())


@pytest.fixture
def panel(hidden: Proposal) -> Client:
    return as_(f.conflicted_panel())


def keeps_quiet(response: Any, hidden: Proposal) -> bool:
    page = Page(response).html
    return SECRET not in page and hidden.reference not in page


def test_lists_and_desk_show_the_other_proposal_alone(panel: Client, hidden: Proposal) -> None:
    for path in ("/admin/", *(rows_of(model) for model in LISTS)):
        assert keeps_quiet(panel.get(path), hidden), path
    for model in LISTS:
        assert "CE8-0001" in Page(panel.get(rows_of(model))).html, model
        assert "CE8-0002" in Page(as_(f.chair()).get(rows_of(model))).html, model


# What a table of ours can be asked in its address.
PARTS = (
    "q=hidden",
    "q=drill",
    "q=agency+a",
    "sort=score",
    "sort=-title",
    "status=clarification",
    "state=finished",
    "reviewers=under_way",
    "flags=unknown",
    "page=2",
    "column=lead&column=spread&column=received&column=since",
)


def downloaded(response: Any) -> str:
    return b"".join(response.streaming_content).decode()


@pytest.mark.parametrize("query", PARTS)
def test_no_part_of_a_list_or_file_holds_what_is_hidden(
    panel: Client, hidden: Proposal, query: str
) -> None:
    for model in ("proposal", "assignment"):
        assert keeps_quiet(panel.get(f"{rows_of(model)}?{query}"), hidden), model
        lines = downloaded(panel.get(f"{rows_of(model)}?{query}&as=csv"))
        assert SECRET not in lines, model
        assert hidden.reference not in lines, model


def test_search_of_django_finds_nothing_hidden(panel: Client, hidden: Proposal) -> None:
    for words in ("hidden", "CE8-0002", "agency a"):
        response = panel.get(rows_of("decision"), {"q": words})
        assert response.status_code == 200
        assert change(hidden.decisions.get()) not in Page(response).html


@pytest.mark.parametrize(
    "query", ["conflicts__isnull=1", "search__contains=hidden", "tallies__mean__lt=2", "pk=2"]
)
def test_table_takes_no_question_that_it_doesnt_offer(
    panel: Client, hidden: Proposal, query: str
) -> None:
    """It leaves the question out, so that the answer is the whole list."""
    whole = Page(panel.get(rows_of("proposal"))).texts("//tbody/tr")
    assert Page(panel.get(f"{rows_of('proposal')}?{query}")).texts("//tbody/tr") == whole
    assert len(whole) == 1


def test_bulk_act_on_a_hidden_row_is_refused(panel: Client, hidden: Proposal) -> None:
    data = {"action": "bulk_assign", "_selected_action": [str(hidden.pk)]}
    with nothing_changes():
        assert keeps_quiet(panel.post(rows_of("proposal"), data, follow=True), hidden)


@pytest.mark.parametrize(
    "path",
    [
        "agency/?proposals__isnull=0",
        "agency/?participations__isnull=0",
        "call/?proposals=2",
        "call/?questions__isnull=0",
        "stage/?revisions=2",
        "platform/?offers__call__proposals=2",
        "offer/?call__proposals=2",
        "question/?call__proposals=2",
        "decision/?proposal__call__proposals=2",
    ],
)
def test_address_asks_nothing_about_what_is_hidden(
    panel: Client, hidden: Proposal, path: str
) -> None:
    assert panel.get(f"/admin/proposals/{path}").status_code == 400


@pytest.mark.parametrize("query", ["conflicts__isnull=1", "search__contains=hidden", "q=hidden"])
def test_list_tells_nothing_of_what_is_hidden(panel: Client, hidden: Proposal, query: str) -> None:
    everything = panel.get(rows_of("proposal")).context["table"].total
    found = panel.get(f"{rows_of('proposal')}?{query}").context["table"].total
    assert found == (0 if query.startswith("q=") else everything)


@pytest.mark.parametrize(
    "path",
    [
        "question/?answered_at__isempty=1",
        "decision/?proposal__call__id__exact=1",
    ],
)
def test_filters_that_the_page_offers_work(panel: Client, hidden: Proposal, path: str) -> None:
    response = panel.get(f"/admin/proposals/{path}")
    assert response.status_code == 200
    assert keeps_quiet(response, hidden)


def hanging_rows(hidden: Proposal) -> Iterator[Any]:
    yield hidden
    yield hidden.registration
    yield from hidden.assignments.all()
    yield from hidden.decisions.all()


def test_pages_of_its_rows_do_not_exist(panel: Client, hidden: Proposal) -> None:
    for row in hanging_rows(hidden):
        base = change(row).removesuffix("change/")
        for page in ("change", "history", "delete", "do/ask", "do/publish", "do/accept", "review"):
            response = panel.get(f"{base}{page}/", follow=True)
            assert keeps_quiet(response, hidden), (row, page)
        assert SECRET in Page(as_(f.chair()).get(change(hidden))).html


def test_crafted_posts_change_nothing(panel: Client, hidden: Proposal) -> None:
    with nothing_changes():
        for row in hanging_rows(hidden):
            for act in ("ask", "decide", "publish", "cancel", "accept", "find_conflict"):
                response = panel.post(do(row, act), {"reason": "x", "text": "x"})
                assert keeps_quiet(response, hidden), (row, act)


def test_files_and_portal_pages_are_not_sent(panel: Client, hidden: Proposal) -> None:
    for one in Document.objects.all():
        expected = 404 if one.proposal_id == hidden.pk else 200
        assert panel.get(f"/documents/{one.pk}/").status_code == expected, one
    portal = hidden.get_absolute_url()
    for page in ("", "revisions/1/", "revisions/1/canonical/", "revisions/1/receipt/"):
        assert panel.get(f"{portal}{page}").status_code == 404, page


def test_autocomplete_offers_nothing_hidden(panel: Client, hidden: Proposal) -> None:
    for model in admin.site._registry:
        for field in model._meta.fields:
            if field.is_relation:
                query = {
                    "app_label": "proposals",
                    "model_name": str(model._meta.model_name),
                    "field_name": field.name,
                    "term": "",
                }
                assert keeps_quiet(panel.get("/admin/autocomplete/", query), hidden), query


def test_history_of_every_row_stays_closed(panel: Client, hidden: Proposal) -> None:
    for row in hanging_rows(hidden):
        path = change(row).replace("/change/", "/history/")
        assert panel.get(path).status_code == 404
        assert not policy_for(type(row)).may(f.chair(), Right.HISTORY)


def test_hidden_proposal_changes_nothing_that_is_seen() -> None:
    """No count, average, order, filter or size of a page tells that there is another one."""
    f.lead_a()  # the agency itself is no secret
    judged("Open laser", by=f.lead_b())
    panel = as_(f.conflicted_panel())
    paths = ["/admin/", *(rows_of(model) for model in (*LISTS, "agency", "call", "stage"))]
    paths += [f"{rows_of(model)}?_facets=True" for model in ("decision", "registration")]
    paths += [
        f"{rows_of(model)}?{query}" for model in ("proposal", "assignment") for query in PARTS
    ]
    row = change(Proposal.objects.get())
    # From a list, the page of a row says where the row stands and how many there are.
    paths += [row, f"{row}?q=ce8&sort=score", change(f.agency()), change(f.call())]
    files = [f"{rows_of(model)}?as=csv" for model in ("proposal", "assignment")]
    before = {path: Page(panel.get(path)).text for path in paths}
    before |= {path: downloaded(panel.get(path)) for path in files}
    judged(SECRET, by=f.lead_a())
    f.selected(f"{SECRET} flies")
    assert "CE8-0003" in Page(as_(f.chair()).get(rows_of("proposal"))).html
    for path in paths:
        assert Page(panel.get(path)).text == before[path], path
    for path in files:
        assert downloaded(panel.get(path)) == before[path], path


def test_officer_shuts_a_member_of_the_panel_out() -> None:
    proposal = judged("Open laser", by=f.lead_b())
    chair = f.chair()
    assert "Open laser" in Page(as_(chair).get(rows_of("proposal"))).html
    answer = send(
        as_(f.officer()),
        do(proposal, "find_conflict"),
        {"reviewer": str(chair.pk), "reason": "Joint papers"},
    )
    assert answer.status_code == 302
    assert "Open laser" not in Page(as_(f.chair()).get(rows_of("proposal"))).html
    assert "Open laser" in Page(as_(f.conflicted_panel()).get(rows_of("proposal"))).html
