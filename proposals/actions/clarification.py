"""Ask the team a question, and take its answer."""

from datetime import datetime

from django.db import transaction

from proposals.access.proposal.team import actors
from proposals.actions import audit, message, status
from proposals.domain.refusal import Refusal, RuleBroken
from proposals.domain.verb import Verb
from proposals.domain.workflow.need import Need
from proposals.domain.workflow.table import Actor
from proposals.models.account import User
from proposals.models.clarification import Clarification
from proposals.models.proposal import Proposal


@transaction.atomic
def ask(
    proposal: Proposal, *, text: str, due_at: datetime, by: User, at: datetime
) -> Clarification:
    """Ask the team a question with a due date; the proposal's status becomes clarification.

    Raises: RuleBroken NO_QUESTION, DUE_IN_PAST, and others as move().
    """
    if not text.strip():
        raise RuleBroken(Refusal.NO_QUESTION, field="text")
    if due_at <= at:
        raise RuleBroken(Refusal.DUE_IN_PAST, field="due_at")
    locked = status.lock(proposal)
    if locked.current_revision is None:
        raise RuleBroken(Refusal.NOTHING_SUBMITTED)
    clarification = Clarification.objects.create(
        proposal=locked,
        revision=locked.current_revision,
        text=text.strip(),
        due_at=due_at,
        asked_by=by,
        asked_at=at,
    )
    met = frozenset({Need.CLARIFICATION})
    status.move_locked(locked, Verb.ASK, by=by, at=at, met=met, clarification=clarification)
    return clarification


@transaction.atomic
def answer(clarification: Clarification, *, text: str, by: User, at: datetime) -> Clarification:
    """Answer one question; after the last answer the proposal gets its earlier status back.

    Raises: RuleBroken CLARIFICATION_CLOSED if the question isn't open any more, NO_ANSWER for an
    empty text.
    """
    locked = status.lock(clarification.proposal)
    one = Clarification.objects.get(pk=clarification.pk)
    if one.state != Clarification.State.OPEN:
        raise RuleBroken(Refusal.CLARIFICATION_CLOSED)
    if not text.strip():
        raise RuleBroken(Refusal.NO_ANSWER, field="answer")
    one.answer, one.answered_by, one.answered_at = text.strip(), by, at
    one.state = Clarification.State.ANSWERED
    one.save(update_fields=["answer", "answered_by", "answered_at", "state"])
    if Actor.LEAD not in actors(by, locked):
        raise RuleBroken(Refusal.NOT_LEAD_TEAM)
    if not locked.clarifications.filter(state=Clarification.State.OPEN).exists():
        status.move_locked(locked, Verb.ANSWER, by=by, at=at)
    audit.append(locked, Verb.ANSWER_QUESTION, by=by, at=at, after={"clarification": one.pk})
    message.tell_office("answered", about=locked.reference, proposal=locked, clarification=one)
    return one
