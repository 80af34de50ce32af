"""One proposal from its draft to completion, through the actions alone."""

from datetime import timedelta

import pytest

from proposals.actions import clarification, status
from proposals.domain.verb import VERBS, Verb
from proposals.models.message import Message
from tests import factories as f
from tests.history import broken

pytestmark = pytest.mark.django_db


def test_walk_from_draft_to_completed_leaves_a_whole_history() -> None:
    proposal = f.selected()
    at = f.AFTER + timedelta(days=400)
    status.move(proposal, Verb.ACCEPT, by=f.lead_a(), at=at)
    for name in ("start", "deliver", "integrate", "launch", "commission", "operate", "complete"):
        status.move(proposal, VERBS[name], by=f.officer(), at=at)
    proposal.refresh_from_db()
    assert proposal.status == "completed"
    assert [one.number for one in proposal.revisions.all()] == [2, 1]
    assert broken() == []
    subjects = list(
        Message.objects.filter(about=proposal.reference).values_list("subject", flat=True)
    )
    assert f"Receipt: {proposal.reference}, revision 1" in subjects
    assert f"Decision on {proposal.reference}" in subjects


def test_question_waits_for_its_answer_and_goes_back() -> None:
    proposal = f.in_review()
    asked = clarification.ask(
        proposal,
        text="Which laser?",
        due_at=f.AFTER + timedelta(days=7),
        by=f.officer(),
        at=f.AFTER,
    )
    proposal.refresh_from_db()
    assert proposal.status == "clarification"
    clarification.answer(asked, text="A green one.", by=f.lead_a(), at=f.AFTER)
    proposal.refresh_from_db()
    assert proposal.status == "in_review"
    assert proposal.clarifications.get().answer == "A green one."


def test_withdrawn_proposal_is_revived_while_the_window_is_open() -> None:
    proposal = f.submitted()
    status.move(proposal, Verb.WITHDRAW, by=f.lead_a(), at=f.NOW, reason="Second thoughts")
    proposal.refresh_from_db()
    assert proposal.status == "withdrawn"
    status.move(proposal, Verb.REVIVE, by=f.lead_a(), at=f.NOW)
    proposal.refresh_from_db()
    assert proposal.status == "submitted"
