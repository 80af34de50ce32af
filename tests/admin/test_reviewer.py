"""A reviewer sees only the proposals that are assigned to them."""

from datetime import timedelta
from typing import Any

import pytest
import time_machine
from django.apps import apps
from django.contrib import admin
from django.contrib.contenttypes.models import ContentType
from django.test import Client

from proposals.actions import clarification, document, review, section
from proposals.actions import decision as decision_actions
from proposals.actions import proposal as proposal_actions
from proposals.models.document import Document
from proposals.models.proposal import Proposal
from tests import factories as f
from tests.admin.office import change, rows_of
from tests.page import Page, as_

pytestmark = pytest.mark.django_db

SECRETS = ("Hidden drill", "Agency B", "CE8-0002", "lead-b", "Why hidden?", "A hidden verdict")


@pytest.fixture
def mine(clock: time_machine.Traveller) -> Proposal:
    """The proposal that the reviewer has accepted to review, beside one that is hidden."""
    shown = with_document("Open spectrometer")
    assignment = f.assigned(shown)
    review.accept(assignment, by=f.reviewer(), at=f.AFTER)
    hidden = with_document("Hidden drill", by=f.lead_b())
    f.finished(hidden, by=f.reviewer2())
    clarification.ask(
        hidden, text="Why hidden?", due_at=f.AFTER + timedelta(days=3), by=f.officer(), at=f.AFTER
    )
    decision_actions.draft(
        hidden, outcome="decline", letter="A hidden verdict", by=f.officer(), at=f.AFTER
    )
    clock.move_to(f.AFTER)
    return shown


def with_document(title: str, **given: Any) -> Proposal:
    by = given.get("by") or f.lead_a()
    proposal = f.written(title, **given)
    document.store(
        proposal, code="endorsement", file=f.pdf(f"{title}.pdf"), marking=f.MARKING, by=by, at=f.NOW
    )
    proposal_actions.submit(proposal, by=by, at=f.NOW)
    f.start_review(proposal, at=f.AFTER)
    return proposal


@pytest.fixture
def reviewer(mine: Proposal) -> Client:
    return as_(f.reviewer())


def keeps_quiet(answer: Any) -> bool:
    return not [one for one in SECRETS if one in Page(answer).html]


def test_lists_hold_what_is_assigned(reviewer: Client, mine: Proposal) -> None:
    for model in ("proposal", "assignment"):
        page = reviewer.get(rows_of(model))
        assert mine.reference in Page(page).text
        assert page.context["table"].total == 1
        assert keeps_quiet(page)


def test_list_has_no_scores_and_no_filters(reviewer: Client) -> None:
    f.finished(Proposal.objects.get(title="Open spectrometer"), by=f.reviewer2(), value=1)
    page = Page(reviewer.get(rows_of("proposal"))).text
    assert "1.00" not in page
    assert "1/2" not in page
    assert not reviewer.get(rows_of("proposal")).context["table"].filters


def test_every_page_of_every_row_keeps_quiet(reviewer: Client) -> None:
    for model, model_admin in admin.site._registry.items():
        base = rows_of(str(model._meta.model_name))
        if model._meta.app_label != "proposals":
            base = f"/admin/{model._meta.app_label}/{model._meta.model_name}/"
        may = model_admin.has_view_permission(_request(f.reviewer()))
        assert may == (model._meta.model_name in ("proposal", "assignment")), model
        assert reviewer.get(base).status_code == (200 if may else 403)
        assert reviewer.get(f"{base}add/").status_code == 403
        for pk in model._default_manager.values_list("pk", flat=True):
            for page in ("change", "history", "delete"):
                answer = reviewer.get(f"{base}{pk}/{page}/", follow=True)
                assert keeps_quiet(answer), (model, page)


def _request(user: Any) -> Any:
    class Request:
        pass

    request: Any = Request()
    request.user = user
    return request


def test_page_of_another_proposal_answers_as_one_that_is_not_there(reviewer: Client) -> None:
    hidden = Proposal.objects.get(title="Hidden drill")
    for pk in (hidden.pk, 999999):
        answer = reviewer.get(f"{rows_of('proposal')}{pk}/change/")
        assert answer.status_code == reviewer.get(f"{rows_of('proposal')}0/change/").status_code
        assert keeps_quiet(answer)
    theirs = hidden.assignments.get()
    for path in (change(theirs), f"{rows_of('assignment')}{theirs.pk}/review/"):
        answer = reviewer.get(path, follow=True)
        assert keeps_quiet(answer)
        assert "Plain words" not in Page(answer).html


@pytest.mark.parametrize("words", ["hidden", "Agency B", "CE8-0002", "lead-b"])
def test_search_finds_nothing_of_others(reviewer: Client, words: str) -> None:
    for model in ("proposal", "assignment"):
        page = reviewer.get(rows_of(model), {"q": words})
        assert page.context["table"].total == 0


def test_query_string_asks_no_more_than_the_page_offers(reviewer: Client) -> None:
    """Whether rows come back, or in which order, would answer questions about what isn't shown."""
    second = with_document("Another spectrometer", by=f.lead_b())
    review.accept(f.assigned(second), by=f.reviewer(), at=f.AFTER)
    f.finished(second, by=f.reviewer2(), value=1)
    probes = {
        "proposal": [
            "lead_agency__name__startswith=Agency",
            "decisions__isnull=1",
            "assignments__review__total__gt=3",
            "title__startswith=O",
            "lead__password__startswith=a",
            "status__exact=in_review",
            "status=draft",
            "reviewers=none",
            "call=0",
            "sort=score",
            "sort=-score",
            "sort=mass",
            "sort=title",
            "sort=-title",
            "column=score&column=reviews",
        ],
        "assignment": [
            "proposal__title__startswith=O",
            "review__total__isnull=0",
            "reviewer__password__startswith=a",
            "reviewer=0",
            "call=0",
            "sort=score",
            "sort=-score",
            "sort=reviewer",
            "column=score&column=reviewer",
        ],
    }
    for model, queries in probes.items():
        asked = listed(reviewer, rows_of(model))
        assert len(asked) == 2
        for query in queries:
            assert listed(reviewer, f"{rows_of(model)}?{query}") == asked, query
    assert len(listed(reviewer, f"{rows_of('assignment')}?state=finished")) == 0


def listed(client: Client, path: str) -> list[list[str]]:
    """Return the cells of a list, in its order."""
    lines = client.get(path).context["table"].lines
    return [[line.first.text, *(cell.text for cell in line.cells)] for line in lines]


def test_autocomplete_offers_nothing_of_others(reviewer: Client) -> None:
    for model in apps.get_app_config("proposals").get_models():
        for field in model._meta.fields:
            if not field.is_relation:
                continue
            query = {
                "app_label": "proposals",
                "model_name": str(model._meta.model_name),
                "field_name": field.name,
                "term": "",
            }
            answer = reviewer.get("/admin/autocomplete/", query)
            assert keeps_quiet(answer), query
            found = answer.json()["results"] if answer.status_code == 200 else []
            assert len(found) <= 1, query


def test_shortcut_to_the_site_tells_nothing(reviewer: Client) -> None:
    draft = f.call("SECRET", publish=False)
    hidden = Proposal.objects.get(title="Hidden drill")
    for row in (hidden, draft):
        kind = ContentType.objects.get_for_model(row).pk
        answer: Any = reviewer.get(f"/admin/r/{kind}/{row.pk}/")
        assert answer.status_code == 404
        assert row.get_absolute_url() not in answer.get("Location", "")


def test_documents_of_others_are_not_sent(reviewer: Client, mine: Proposal) -> None:
    for one in Document.objects.all():
        expected = 200 if one.proposal_id == mine.pk else 404
        assert reviewer.get(f"/documents/{one.pk}/").status_code == expected, one


def test_desk_says_when_a_review_is_due_and_how_long_that_is(reviewer: Client) -> None:
    assert "due in 2 weeks 26 Nov 2026, 13:00 UTC" in Page(reviewer.get("/admin/")).text


def test_desk_counts_nothing_of_others(reviewer: Client) -> None:
    page = reviewer.get("/admin/")
    assert "Open spectrometer" in Page(page).text
    assert keeps_quiet(page)
    assert "waiting" not in page.context
    assert "calls" not in page.context
    for other in ("/admin/proposals/", "/admin/jsi18n/", "/admin/password_change/"):
        answer = reviewer.get(other, follow=True)
        assert answer.status_code == 200
        assert keeps_quiet(answer)


def test_history_is_not_for_reviewers(reviewer: Client, mine: Proposal) -> None:
    for row in (mine, mine.assignments.get()):
        path = change(row).replace("/change/", "/history/")
        assert reviewer.get(path).status_code == 404
    assert reviewer.get(rows_of("auditentry")).status_code == 403


def test_portal_page_of_a_proposal_is_not_for_reviewers(reviewer: Client, mine: Proposal) -> None:
    assert reviewer.get(mine.get_absolute_url()).status_code == 404
    assert reviewer.get(f"{mine.get_absolute_url()}revisions/1/").status_code == 404


def test_invitation_names_who_a_conflict_is_judged_by(clock: time_machine.Traveller) -> None:
    proposal = f.in_review()
    clock.move_to(f.AFTER)
    page = Page(as_(f.reviewer()).get(change(f.assigned(proposal)))).text
    for name in ("Agency A", "Co-proposer Ltd", "Pat Example, Example Institute"):
        assert name in page


def test_invitation_names_the_co_investigators(clock: time_machine.Traveller) -> None:
    proposal = f.written()
    rows = [{"name": "Kim Example", "institution": "Second Institute"}]
    team = f.answers(proposal)["team"] | {"co_investigators": rows}
    section.save(proposal, "team", team, by=f.lead_a(), at=f.NOW)
    proposal_actions.submit(proposal, by=f.lead_a(), at=f.NOW)
    f.start_review(proposal)
    clock.move_to(f.AFTER)
    page = Page(as_(f.reviewer()).get(change(f.assigned(proposal)))).text
    assert "Kim Example, Second Institute" in page


def test_invitation_names_the_organisations_that_were_submitted(
    clock: time_machine.Traveller,
) -> None:
    proposal = f.submitted()
    renamed = {"organisations": [{"name": "House of Others", "role": "industry"}]}
    team = f.answers(proposal)["team"] | renamed
    section.save(proposal, "team", team, by=f.lead_a(), at=f.NOW)
    f.start_review(proposal)
    clock.move_to(f.AFTER)
    page = Page(as_(f.reviewer()).get(change(f.assigned(proposal)))).text
    assert "Co-proposer Ltd" in page
    assert "House of Others" not in page


def test_content_is_shown_once_the_reviewer_has_accepted(clock: time_machine.Traveller) -> None:
    """Title and team are what a conflict is judged by; the rest waits for the declaration."""
    proposal = with_document("Open spectrometer")
    assignment = f.assigned(proposal)
    clock.move_to(f.AFTER)
    reviewer = as_(f.reviewer())
    papers = Document.objects.get()
    page = Page(reviewer.get(change(assignment))).text
    for told in ("Open spectrometer", "Agency A", "Co-proposer Ltd"):
        assert told in page
    for path in (change(assignment), change(proposal), rows_of("proposal")):
        answer = Page(reviewer.get(path)).text
        assert "Plain words" not in answer, path
        assert "12.6" not in answer, path
    assert reviewer.get(f"/documents/{papers.pk}/").status_code == 404
    review.accept(assignment, by=f.reviewer(), at=f.AFTER)
    reviewer = as_(f.reviewer())
    for path in (change(assignment), change(proposal)):
        assert "Plain words" in Page(reviewer.get(path)).text, path
    assert reviewer.get(f"/documents/{papers.pk}/").status_code == 200


def test_reviewer_reads_the_revision_that_was_assigned(clock: time_machine.Traveller) -> None:
    """The full proposal that followed the letter is for who reviews that."""
    proposal = f.in_review("The letter")
    f.finished(proposal)
    f.decided(proposal, "shortlist")
    at = f.AFTER + timedelta(days=1)
    f.write(proposal, f.FULL, by=f.lead_a(), at=at, title="The full one", level="mission")
    proposal_actions.submit(proposal, by=f.lead_a(), at=at)
    clock.move_to(at)
    reviewer = as_(f.reviewer())
    assignment = proposal.assignments.get()
    paths = (change(assignment), change(proposal), rows_of("proposal"), rows_of("assignment"))
    for path in (*paths, "/admin/"):
        page = Page(reviewer.get(path)).text
        assert "The letter" in page, path
        assert "The full one" not in page, path
    assert "Mission level" not in Page(reviewer.get(change(proposal))).text
