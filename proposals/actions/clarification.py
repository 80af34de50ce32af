"""Ask the team a question, take its answer, or go on without one."""

from datetime import datetime

from django.db import transaction

from proposals import access
from proposals.actions import audit, message, status
from proposals.domain.refusal import RuleBroken
from proposals.domain.translation import gettext_noop
from proposals.domain.workflow.table import Actor
from proposals.models.account import User
from proposals.models.clarification import Clarification
from proposals.models.proposal import Proposal


@transaction.atomic
def ask(
    proposal: Proposal, *, text: str, due_at: datetime, by: User, at: datetime
) -> Clarification:
    """Ask a question with a due date; the proposal waits in clarification.

    Raises: RuleBroken.
    """
    if not text.strip():
        raise RuleBroken("question", gettext_noop("Write the question."), field="text")
    locked = status.lock(proposal)
    if locked.current_revision is None:
        raise RuleBroken("question", gettext_noop("Nothing has been submitted yet."))
    clarification = Clarification.objects.create(
        proposal=locked,
        revision=locked.current_revision,
        text=text.strip(),
        due_at=due_at,
        asked_by=by,
        asked_at=at,
    )
    moved = status.move(proposal, "ask", by=by, at=at)
    message.tell_team(moved, "question", clarification=clarification)
    return clarification


@transaction.atomic
def answer(clarification: Clarification, *, text: str, by: User, at: datetime) -> Clarification:
    """Answer one question; with the last answer the proposal goes back to where it was.

    Raises: RuleBroken "closed" when it is not open any more, "answer" for an empty text.
    """
    locked = status.lock(clarification.proposal)
    one = Clarification.objects.get(pk=clarification.pk)
    if one.state != Clarification.State.OPEN:
        raise RuleBroken("closed", gettext_noop("This question isn't open any more."))
    if not text.strip():
        raise RuleBroken("answer", gettext_noop("Write an answer."), field="answer")
    one.answer, one.answered_by, one.answered_at = text.strip(), by, at
    one.state = Clarification.State.ANSWERED
    one.save(update_fields=["answer", "answered_by", "answered_at", "state"])
    if Actor.LEAD not in access.actors(by, locked):
        raise RuleBroken("actor", gettext_noop("Only the lead team may answer."))
    if not locked.clarifications.filter(state=Clarification.State.OPEN).exists():
        status.move(locked, "answer", by=by, at=at)
    audit.record(locked, "answer_question", by=by, at=at, after={"clarification": one.pk})
    message.tell_office("answered", about=locked.reference, proposal=locked, clarification=one)
    return one


def resume(proposal: Proposal, *, reason: str, by: User, at: datetime) -> Proposal:
    """Close the open questions without an answer, and go on. Raises: RuleBroken."""
    return status.move(proposal, "resume", by=by, at=at, reason=reason)
