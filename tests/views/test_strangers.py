"""People who may not act on a proposal: another agency, visitors, and observers."""

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from django.urls import reverse

from proposals.actions import clarification as clarification_actions
from proposals.actions import comment as comment_actions
from proposals.actions import document as document_actions
from proposals.actions import joining as joining_actions
from proposals.actions import proposal as proposal_actions
from proposals.actions import section, status
from proposals.domain.verb import Verb
from proposals.models.account import User
from proposals.models.audit import AuditEntry
from proposals.models.call import Call
from proposals.models.clarification import Clarification
from proposals.models.comment import Comment
from proposals.models.document import Document
from proposals.models.joining import Joining
from proposals.models.message import Message
from proposals.models.proposal import Proposal
from proposals.models.revision import Revision
from proposals.models.section import SectionVersion
from proposals.urls import urlpatterns
from tests import factories as f
from tests.page import Page, arguments, as_, browser

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("clock")]

SECRET = "SECRET-OF-A"
# Not about one proposal; each has tests of its own.
GENERAL = {
    "parked-list",
    "home", "call-list", "call-detail", "question-ask", "proposal-start", "account-preferences",
    "agency-detail", "agency-register", "proposal-list", "agency-invite", "invitation-accept",
    "agency-edit", "membership-ask", "membership-edit", "membership-remove", "membership-answer",
    "membership-withdraw",
    "investigator-answer", "invitation-consent", "invitation-renew", "invitation-withdraw",
}  # fmt: skip


@pytest.fixture
def secret() -> Proposal:
    """A proposal of agency A with a secret in everything that a page could show."""
    proposal = f.written(SECRET)
    data = f.answers(proposal)["science"] | {"objective": SECRET}
    section.save(proposal, "science", data, by=f.lead_a(), at=f.NOW)
    document_actions.store(
        proposal,
        code="other",
        file=f.pdf(f"{SECRET}.pdf"),
        marking=f.MARKING,
        by=f.lead_a(),
        at=f.NOW,
    )
    proposal_actions.submit(proposal, by=f.lead_a(), at=f.NOW)
    f.member("boss-c@test.example", f.agency("Agency C"), "administrator")
    joining_actions.ask(proposal, agency=f.agency("Agency C"), by=f.lead_a(), at=f.NOW)
    comment_actions.write(proposal, "equipment", SECRET, by=f.lead_a(), at=f.NOW)
    status.move(proposal, Verb.SCREEN, by=f.officer(), at=f.AFTER)
    clarification_actions.ask(
        proposal, text=SECRET, due_at=f.AFTER + timedelta(days=9), by=f.officer(), at=f.AFTER
    )
    return proposal


def addresses(proposal: Proposal) -> list[str]:
    """Return every address of a proposal, from the URLs themselves so that none is forgotten."""
    names = {pattern.name for pattern in urlpatterns} - GENERAL
    parts: dict[str, list[Any]] = {
        "reference": [proposal.reference],
        "code": [*f.FULL, "nonsense"],
        "name": ["withdraw", "revive", "accept", "submit"],
        "number": [1, 2],
        "table": ["items", "nonsense"],
        "ending": ["csv", "xlsx"],
    }
    found = []
    for name in sorted(str(one) for one in names):
        pks: list[Any] = [0]
        if name.startswith("document"):
            pks = list(Document.objects.values_list("pk", flat=True))
        elif name.startswith("clarification"):
            pks = list(Clarification.objects.values_list("pk", flat=True))
        elif name.startswith("joining"):
            pks = list(Joining.objects.values_list("pk", flat=True))
        elif name.startswith("comment"):
            pks = list(Comment.objects.values_list("pk", flat=True))
        combinations: list[dict[str, Any]] = [{}]
        for part in arguments(name):
            values = pks if part == "pk" else parts[part]
            combinations = [one | {part: value} for one in combinations for value in values]
        found += [reverse(name, kwargs=one) for one in combinations]
    return found


def state() -> list[Any]:
    """Return what a write would change."""
    return [
        list(Proposal.objects.order_by("pk").values()),
        *(
            model.objects.count()
            for model in (SectionVersion, Document, Revision, AuditEntry, Message)
        ),
        list(Comment.objects.values()),
        list(Joining.objects.values()),
        list(Clarification.objects.values()),
        Document.objects.filter(removed_at=None).count(),
    ]


POSTS: tuple[dict[str, Any], ...] = (
    {},
    {
        "base": "1",
        "title": "Theirs",
        "reason": "x",
        "answer": "x",
        "name": "Agency C",
        "saw": "",
        "code": "other",
        "email": "new@test.example",
        "role": "edit",
    }
    | {"control": "not_controlled", "may_be_sent": "on"}
    | {
        f"{rows}-{part}_FORMS": "0"
        for rows in ("items", "modules", "organisations")
        for part in ("TOTAL", "INITIAL")
    },
)


def test_strangers_are_told_that_there_is_nothing(secret: Proposal) -> None:
    f.submitted("Their own", by=f.lead_b())
    client = as_(f.lead_b())
    before = state()
    for path in addresses(secret):
        assert client.get(path).status_code in (404, 405), path
        for data in POSTS:
            response = client.post(path, data)
            assert response.status_code == 404, path
            assert SECRET.encode() not in response.content, path
    assert (
        client.post(f"{secret.get_absolute_url()}documents/", {"file": f.pdf()}).status_code == 404
    )
    assert state() == before


def test_strangers_read_nothing_on_the_pages_that_are_theirs(secret: Proposal) -> None:
    own = f.submitted("Their own", by=f.lead_b())
    visitor = browser(f.lead_b())
    paths = ["/", "/calls/", secret.call.get_absolute_url(), "/proposals/", "/agency/"]
    for path in [*paths, own.get_absolute_url(), "/proposals/?page=2"]:
        page = visitor.open(path)
        assert page.status == 200
        assert SECRET not in page.html
        assert secret.reference not in page.html


def test_strangers_can_not_reach_ours_through_a_proposal_of_theirs(secret: Proposal) -> None:
    own = f.submitted("Their own", by=f.lead_b())
    client = as_(f.lead_b())
    document, question = Document.objects.get(), Clarification.objects.get()
    before = state()
    for path in (
        reverse("document-remove", args=[own.reference, document.pk]),
        reverse("clarification-answer", args=[own.reference, question.pk]),
    ):
        response = client.post(path, {"answer": "Theirs"})
        assert response.status_code == 404
        assert SECRET.encode() not in response.content
    assert state() == before


@pytest.mark.parametrize(
    "reference",
    ["CE8-9999", "ce8-0001", "%00", "CE8-0001%00", "%ED%A0%80", "x" * 5000, "%F0%9F%9A%80"],
)
def test_strangers_and_team_alike_find_nothing_at_no_address(
    secret: Proposal, reference: str
) -> None:
    client = as_(f.lead_a())
    for path in (f"/proposals/{reference}/", f"/proposals/{reference}/sections/overview/"):
        assert client.get(path).status_code == 404
        assert client.post(path, {}).status_code == 404


def test_strangers_without_a_log_in_are_sent_to_log_in(secret: Proposal) -> None:
    visitor = browser()
    before = state()
    for path in addresses(secret):
        for response in (visitor.client.get(path), visitor.client.post(path, POSTS[1])):
            assert response.status_code == 302, path
            assert response["Location"] == f"/accounts/login/?next={path}", path
    assert state() == before


def test_strangers_are_who_was_deactivated(secret: Proposal) -> None:
    lead = f.lead_a()
    client = as_(lead)
    lead.is_active = False
    lead.save()
    assert client.get(secret.get_absolute_url()).status_code == 302


def test_strangers_are_the_office_in_the_portal(secret: Proposal) -> None:
    for person in (f.officer(), f.auditor(), f.reviewer(), f.chair(), f.root()):
        client = as_(person)
        assert client.get(secret.get_absolute_url()).status_code == 404
        assert client.post(f"{secret.get_absolute_url()}submit/", {}).status_code == 404


def officer_a() -> User:
    """An officer who is an observer in agency A."""
    f.user("officer-a@test.example", "officer")
    return f.member("officer-a@test.example", f.agency(), "observer")


OBSERVERS = pytest.mark.parametrize("observer", [f.observer_a, officer_a])


@OBSERVERS
def test_an_observer_reads_every_page(secret: Proposal, observer: Callable[[], User]) -> None:
    client = as_(observer())
    shown = 0
    for path in addresses(secret):
        response = client.get(path)
        assert response.status_code in (200, 302, 404, 405), path
        content = b"".join(response) if response.streaming else response.content
        shown += SECRET.encode() in content
    assert shown > 8


@OBSERVERS
def test_an_observer_changes_nothing_and_is_told_so(
    secret: Proposal, observer: Callable[[], User]
) -> None:
    Proposal.objects.filter(pk=secret.pk).update(status="draft")
    client = as_(observer())
    before = state()
    for path in addresses(secret):
        if "comments" in path or path.endswith("/here/") or client.get(path).status_code == 404:
            continue  # whoever reads the proposal may talk with the team
        typed = POSTS[1] | {"file": f.pdf(), "to": f.proposer_a().pk}
        response = client.post(path, typed, follow=True)
        as_get = path.endswith(
            ("CE8-0001/", "CE8-0001/team/", "/here/", "/preview/", "/envelope/", ".csv", ".xlsx")
        )
        if "revisions" in path or path.startswith("/documents/") or as_get:
            continue  # pages that read a POST as a GET
        page = Page(response)
        told = "Observers read" in page.text or "This isn't yours to do" in page.text
        told = told or "isn't possible while the proposal is" in page.text
        told = told or "Only the lead proposer or an administrator" in page.text
        told = told or "Only the lead team may answer" in page.text
        told = told or "This isn't yours to do" in page.text
        told = told or "You may not invite anybody here" in page.text
        told = told or "Only the lead proposer or an administrator" in page.text
        assert told, (path, page.text)
    assert state() == before


def test_a_draft_call_is_nobodys() -> None:
    f.call(publish=False)
    for person in (None, f.lead_a(), f.lead_b()):
        visitor = browser(person)
        assert visitor.open("/calls/ce8/").status == 404
        assert "Call CE8" not in visitor.open("/calls/").html
        assert "Call CE8" not in visitor.open("/").html
        response = visitor.client.post("/calls/ce8/questions/", {"text": "x"})
        assert response.status_code == (404 if person else 302)
    assert Call.objects.get().questions.count() == 0
