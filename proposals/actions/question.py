"""Questions about a call: asked by partners, answered by the office in public."""

from datetime import datetime

from django.db import transaction

from proposals.access.person import require_officer
from proposals.actions import audit, message
from proposals.domain.audience import Audience
from proposals.domain.refusal import Refusal, RuleBroken
from proposals.domain.verb import Verb
from proposals.models.account import User
from proposals.models.call import Call
from proposals.models.question import Question


@transaction.atomic
def ask(call: Call, *, text: str, by: User, at: datetime) -> Question:
    """Ask the office about a call. Raises: RuleBroken for an empty text."""
    if not text.strip():
        raise RuleBroken(Refusal.NO_CALL_QUESTION, field="text")
    question = Question.objects.create(call=call, text=text.strip(), asked_by=by, asked_at=at)
    audit.append(question, Verb.ASK, by=by, at=at, after={"call": call.slug})
    message.tell_office("call_question", about=f"call:{call.pk}", call=call, question=question)
    return question


@transaction.atomic
def answer(
    question: Question, *, text: str, by: User, at: datetime, reworded: str = ""
) -> Question:
    """Publish an answer, together with the question in words that don't reveal its author.

    Raises: RuleBroken NOT_OFFICER, NO_ANSWER.
    """
    require_officer(by)
    if not text.strip():
        raise RuleBroken(Refusal.NO_ANSWER, field="answer")
    locked = (
        Question.objects.select_for_update(of=("self",))
        .select_related("asked_by", "call")
        .get(pk=question.pk)
    )
    locked.text = reworded.strip() or locked.text
    locked.answer, locked.answered_by, locked.answered_at = text.strip(), by, at
    locked.save(update_fields=["text", "answer", "answered_by", "answered_at"])
    audit.append(
        locked, Verb.ANSWER, by=by, at=at, after={"text": locked.text, "answer": locked.answer}
    )
    message.tell(
        [locked.asked_by],
        "call_answer",
        audience=Audience.PUBLIC,
        about=f"call:{locked.call_id}",
        call=locked.call,
        question=locked,
    )
    return locked
