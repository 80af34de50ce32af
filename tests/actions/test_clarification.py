"""Questions to a team: asked, answered, or closed without an answer."""

from datetime import timedelta

import pytest

from proposals.actions import clarification, status
from proposals.domain.refusal import Refusal
from proposals.domain.verb import Verb
from proposals.models.message import Message
from tests import factories as f
from tests.refusal import nothing_written, refused

pytestmark = pytest.mark.django_db
DUE = f.AFTER + timedelta(days=7)


def test_question_reaches_the_team_with_its_due_time() -> None:
    proposal = f.in_review()
    one = f.asked(proposal, "Which laser?")
    proposal.refresh_from_db()
    assert (one.state, one.revision, proposal.status) == (
        "open",
        f.revision(proposal),
        "clarification",
    )
    mail = Message.objects.get(subject=f"Question on {proposal.reference}")
    assert mail.to == "lead-a@test.example"
    assert "Which laser?" in mail.body
    assert f"{DUE:%Y-%m-%d %H:%M} UTC" in mail.body


def test_question_needs_a_text_a_due_time_to_come_and_an_officer() -> None:
    proposal = f.in_review()
    for text, due_at, by, refusal in (
        (" ", DUE, f.officer(), Refusal.NO_QUESTION),
        ("Which?", f.AFTER, f.officer(), Refusal.DUE_IN_PAST),
        ("Which?", DUE, f.chair(), Refusal.NOT_YOURS),
        ("Which?", DUE, f.lead_a(), Refusal.NOT_YOURS),
        ("Which?", DUE, f.reviewer(), Refusal.NOT_YOURS),
    ):
        with nothing_written(proposal), refused(refusal):
            clarification.ask(proposal, text=text, due_at=due_at, by=by, at=f.AFTER)


def test_second_question_needs_a_due_time_to_come_too() -> None:
    proposal = f.in_review()
    f.asked(proposal)
    with nothing_written(proposal), refused(Refusal.DUE_IN_PAST, field="due_at"):
        clarification.ask(proposal, text="And?", due_at=f.AFTER, by=f.officer(), at=f.AFTER)


def test_status_moves_to_a_question_with_the_question_alone() -> None:
    proposal = f.in_review()
    f.asked(proposal)
    with nothing_written(proposal), refused(Refusal.NO_CLARIFICATION):
        status.move(proposal, Verb.ASK, by=f.officer(), at=f.AFTER)


def test_draft_is_asked_nothing() -> None:
    proposal = f.draft()
    with nothing_written(proposal), refused(Refusal.NOTHING_SUBMITTED):
        f.asked(proposal)


def test_proposal_goes_back_with_the_last_answer() -> None:
    proposal = f.in_review()
    one, two = f.asked(proposal, "Which laser?"), f.asked(proposal, "Which power?")
    clarification.answer(two, text="12 W.", by=f.lead_a(), at=f.AFTER)
    proposal.refresh_from_db()
    assert proposal.status == "clarification"
    clarification.answer(one, text="A green one.", by=f.lead_a(), at=f.AFTER)
    proposal.refresh_from_db()
    assert (proposal.status, proposal.came_from_status) == ("in_review", "")
    told = Message.objects.filter(to="officer@test.example", subject__endswith="question answered")
    assert told.count() == 2


@pytest.mark.parametrize("origin", ["screening", "in_review", "reserve"])
def test_answer_leads_back_to_where_the_question_was_asked(origin: str) -> None:
    proposal = f.in_review()
    type(proposal).objects.update(status=origin)
    one = f.asked(proposal)
    clarification.answer(one, text="This.", by=f.lead_a(), at=f.AFTER)
    proposal.refresh_from_db()
    assert proposal.status == origin


def test_only_the_lead_team_answers() -> None:
    proposal = f.in_review()
    one = f.asked(proposal)
    for person in (f.observer_a(), f.proposer_a(), f.lead_b(), f.officer(), f.reviewer()):
        with nothing_written(proposal), refused(Refusal.NOT_LEAD_TEAM):
            clarification.answer(one, text="This.", by=person, at=f.AFTER)
    one.refresh_from_db()
    assert (one.state, one.answer) == ("open", "")


def test_answer_has_a_text_and_is_given_once() -> None:
    proposal = f.in_review()
    one = f.asked(proposal)
    with nothing_written(proposal), refused(Refusal.NO_ANSWER, field="answer"):
        clarification.answer(one, text=" \n", by=f.lead_a(), at=f.AFTER)
    clarification.answer(one, text="This.", by=f.lead_a(), at=f.AFTER)
    with nothing_written(proposal), refused(Refusal.CLARIFICATION_CLOSED):
        clarification.answer(one, text="That.", by=f.lead_a(), at=f.AFTER)
    one.refresh_from_db()
    assert one.answer == "This."


def test_answer_is_an_annex_and_leaves_the_revision_as_it_was() -> None:
    proposal = f.in_review()
    before = f.revision(proposal).sha256
    clarification.answer(f.asked(proposal), text="This.", by=f.lead_a(), at=f.AFTER)
    assert [one.sha256 for one in proposal.revisions.all()] == [before]


def test_office_goes_on_without_an_answer_and_says_why() -> None:
    proposal = f.in_review()
    one = f.asked(proposal)
    with nothing_written(proposal), refused(Refusal.NO_REASON):
        status.move(proposal, Verb.RESUME, reason="", by=f.officer(), at=f.AFTER)
    status.move(proposal, Verb.RESUME, reason="Nobody answered", by=f.officer(), at=f.AFTER)
    one.refresh_from_db()
    assert (proposal.status, one.state) == ("in_review", "closed")


def test_nobody_pretends_that_an_open_question_was_answered() -> None:
    proposal = f.in_review()
    f.asked(proposal)
    with nothing_written(proposal), refused(Refusal.NOT_ANSWERED):
        status.move(proposal, Verb.ANSWER, by=f.lead_a(), at=f.AFTER)
