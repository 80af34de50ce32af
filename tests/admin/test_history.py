"""Who did what, when and why: for officers and auditors, on the page of each row."""

from datetime import timedelta

import pytest
import time_machine

from proposals.actions import audit
from proposals.models.account import User
from proposals.models.audit import AuditEntry
from proposals.models.proposal import Proposal
from tests import factories as f
from tests.admin.office import change, do, nothing_changes, rows_of, send
from tests.history import broken
from tests.page import Page, as_

pytestmark = pytest.mark.django_db


@pytest.fixture
def proposal(clock: time_machine.Traveller) -> Proposal:
    """A proposal that an officer screened, took into review and asked about, by the pages."""
    one = f.submitted()
    clock.move_to(f.AFTER)
    officer = as_(f.officer())
    officer.post(do(one, "screen"))
    officer.post(do(one, "start_review"))
    send(officer, do(one, "assign"), {"reviewers": [f.reviewer().pk], "due_at": "2026-12-24T12:00"})
    values = {"reason": "Joint papers.", "reviewer": f.reviewer().pk}
    send(as_(f.officer2()), do(one, "find_conflict"), values)
    return one


def page(proposal: Proposal) -> str:
    return change(proposal).replace("/change/", "/history/")


@pytest.mark.parametrize("name", ["officer", "auditor", "root"])
def test_history_tells_who_did_what_and_why(proposal: Proposal, name: str) -> None:
    told = Page(as_(getattr(f, name)()).get(page(proposal))).text
    for line in (
        "Eligibility check started",
        "Review started",
        "Reviewer assigned",
        "Conflict recorded by the office",
    ):
        assert line in told, line
    for person in ("lead-a", "officer", "officer2"):
        assert person in told, person
    assert "status: submitted → screening" in told
    assert "Joint papers." in told
    assert f"{f.AFTER:%-d %b %Y, %H:%M} UTC" in told


@pytest.mark.parametrize("name", ["reviewer", "chair"])
def test_history_is_not_there_for_others(proposal: Proposal, name: str) -> None:
    client = as_(getattr(f, name)())
    for row in (proposal, proposal.call, f.agency()):
        answer = client.get(change(row).replace("/change/", "/history/"))
        assert answer.status_code == 404
        assert "Joint papers." not in Page(answer).html
    assert client.get(rows_of("auditentry")).status_code == 403


def test_history_of_a_row_that_nothing_happened_to_says_so(proposal: Proposal) -> None:
    stage = proposal.call.stages.get(number=2)
    told = Page(as_(f.auditor()).get(change(stage).replace("/change/", "/history/"))).text
    assert "Nothing is recorded of this row." in told


def test_history_of_a_question_and_an_agency(proposal: Proposal) -> None:
    agency = f.agency()
    send(as_(f.officer()), do(agency, "reject"), {"reason": "By mistake."})
    told = Page(as_(f.auditor()).get(change(agency).replace("/change/", "/history/"))).text
    assert "state: verified → rejected" in told
    assert "By mistake." in told


def test_history_is_filtered_and_searched(proposal: Proposal) -> None:
    auditor = as_(f.auditor())
    User.objects.filter(pk=f.officer().pk).update(name="Olga Example")
    listed = auditor.get(f"{rows_of('auditentry')}?verb__exact=screen")
    assert listed.context["cl"].result_count == 1
    assert "Olga Example" in Page(listed).text
    found = auditor.get(rows_of("auditentry"), {"q": f"proposal:{proposal.pk}"})
    assert found.context["cl"].result_count == audit.entries(proposal).count()


def test_history_is_not_rewritten_by_anyone(proposal: Proposal) -> None:
    entry = AuditEntry.objects.filter(verb="screen").get()
    for user in (f.officer(), f.auditor(), f.root()):
        client = as_(user)
        with nothing_changes():
            assert client.post(change(entry), {"text": "{}", "verb": "x"}).status_code == 403
            assert client.get(f"{rows_of('auditentry')}add/").status_code == 403
            path = change(entry).replace("/change/", "/delete/")
            assert client.post(path, {"post": "yes"}).status_code == 403
    assert broken() == []


def test_all_that_the_pages_did_leaves_a_whole_chain(
    proposal: Proposal, clock: time_machine.Traveller
) -> None:
    clock.move_to(f.AFTER + timedelta(days=1))
    send(as_(f.officer()), do(proposal, "find_ineligible"), {"reason": "After all."})
    assert broken() == []
    verbs = list(audit.entries(proposal).values_list("verb", flat=True))
    assert verbs[-5:] == ["screen", "start_review", "assign", "find_conflict", "find_ineligible"]


@pytest.mark.parametrize(
    ("name", "reads"), [("officer", True), ("auditor", True), ("chair", False)]
)
def test_history_has_a_link_for_those_who_may_read_it(
    proposal: Proposal, name: str, *, reads: bool
) -> None:
    client = as_(getattr(f, name)())
    stage = proposal.call.stages.get(number=1)
    for row in (proposal, proposal.call, stage, f.agency(), proposal.call.offers.get()):
        links = [one for one in Page(client.get(change(row))).links if "/history/" in one]
        assert bool(links) is reads, row
        for link in links:
            assert client.get(link).status_code == 200
