"""Comments on a section: who writes them, what becomes of them, and that nobody else hears of it."""

from collections.abc import Callable

import pytest

from proposals.access.policy import Right, policy_for
from proposals.access.proposal.team import partner_proposals
from proposals.actions import audit, comment
from proposals.actions import proposal as proposal_actions
from proposals.domain.refusal import Refusal
from proposals.models.account import User
from proposals.models.agency import Membership
from proposals.models.audit import AuditEntry
from proposals.models.comment import Comment
from proposals.models.message import Message
from proposals.models.proposal import Proposal
from tests import factories as f
from tests.history import broken
from tests.refusal import refused

pytestmark = pytest.mark.django_db


def said(of: Proposal, text: str = "Is 5 W enough?", *, by: User | None = None) -> Comment:
    return comment.write(of, "equipment", text, by=by or f.lead_a(), at=f.NOW)


def test_thread_is_resolved_and_reopened_with_who_and_when() -> None:
    first = said(f.draft())
    comment.resolve(first, by=f.proposer_a(), at=f.CLOSES)
    first.refresh_from_db()
    assert (first.is_open, first.resolved_by, first.resolved_at) == (
        False,
        f.proposer_a(),
        f.CLOSES,
    )
    comment.reopen(first, by=f.lead_a(), at=f.AFTER)
    first.refresh_from_db()
    assert (first.is_open, first.resolved_by) == (True, None)
    verbs = list(audit.entries(first).values_list("verb", flat=True))
    assert verbs == ["comment", "resolve_comment", "reopen_comment"]
    assert broken() == []


def test_second_click_writes_nothing() -> None:
    proposal = f.draft()
    assert said(proposal) == said(proposal)
    assert said(proposal, by=f.proposer_a()) != said(proposal, by=f.lead_a())
    assert Comment.objects.count() == 3


def test_second_click_changes_nothing() -> None:
    first = said(f.draft())
    comment.reopen(first, by=f.lead_a(), at=f.NOW)
    comment.resolve(first, by=f.proposer_a(), at=f.NOW)
    comment.resolve(first, by=f.lead_a(), at=f.AFTER)
    first.refresh_from_db()
    assert first.resolved_by == f.proposer_a()
    assert audit.entries(first).count() == 2


def test_reply_reopens_a_resolved_thread() -> None:
    first = said(f.draft())
    resolved = comment.resolve(first, by=f.lead_a(), at=f.NOW)
    comment.write(
        first.proposal, "equipment", "No.", replies_to=resolved, by=f.proposer_a(), at=f.NOW
    )
    first.refresh_from_db()
    assert first.is_open
    assert [one.text for one in first.replies.all()] == ["No."]


@pytest.mark.parametrize("text", ["", "  \n "])
def test_empty_comment_is_refused(text: str) -> None:
    with refused(Refusal.NO_COMMENT, field="text"):
        said(f.draft(), text)


@pytest.mark.parametrize("cast", [f.lead_a, f.proposer_a, f.observer_a])
def test_everybody_in_the_team_comments_even_who_only_reads(cast: Callable[[], User]) -> None:
    first = said(f.draft(), by=cast())
    assert comment.resolve(first, by=cast(), at=f.NOW).resolved_by == cast()


@pytest.mark.parametrize("cast", [f.lead_b, f.officer, f.auditor, f.root, f.reviewer, f.chair])
def test_nobody_else_writes_or_resolves(cast: Callable[[], User]) -> None:
    proposal = f.in_review()
    first = said(proposal)
    with refused(Refusal.NOT_IN_TEAM):
        said(proposal, by=cast())
    with refused(Refusal.NOT_IN_TEAM):
        comment.resolve(first, by=cast(), at=f.NOW)


@pytest.mark.parametrize("cast", [f.officer, f.auditor, f.root, f.reviewer, f.chair])
def test_the_office_hears_nothing_of_a_comment(cast: Callable[[], User]) -> None:
    proposal = f.submitted()
    person = cast()
    before = (
        list(policy_for(AuditEntry).rows(person)),
        Message.objects.count(),
        list(audit.entries(proposal)),
    )
    comment.resolve(said(proposal), by=f.lead_a(), at=f.NOW)
    after = (
        list(policy_for(AuditEntry).rows(person)),
        Message.objects.count(),
        list(audit.entries(proposal)),
    )
    assert after == before
    assert list(policy_for(Comment).rows(person)) == []
    assert not policy_for(Comment).may(person, Right.VIEW)


def test_an_officer_in_the_team_reads_comments_in_the_portal_alone() -> None:
    person = f.member(f.officer().email, f.agency(), Membership.Role.PROPOSER)
    proposal = f.draft()
    said(proposal, by=person)
    assert list(policy_for(Comment).rows(person)) == []
    assert partner_proposals(person).get() == proposal


def test_a_comment_is_not_frozen() -> None:
    proposal = f.written()
    said(proposal, "Nobody may read this")
    revision = proposal_actions.submit(proposal, by=f.lead_a(), at=f.NOW)
    assert "Nobody may read this" not in revision.content + revision.search
    assert proposal_actions.submit(proposal, by=f.lead_a(), at=f.NOW) == revision


def test_comment_of_a_person_who_left_stays_with_their_name() -> None:
    person = f.proposer_a()
    first = said(f.draft(), by=person)
    Membership.objects.filter(user=person).delete()
    first.refresh_from_db()
    assert first.written_by == person
    with refused(Refusal.NOT_IN_TEAM):
        comment.resolve(first, by=User.objects.get(pk=person.pk), at=f.NOW)
