"""Questions on a call: asked by partners, answered for everyone."""

import pytest

from proposals.actions import audit, question
from proposals.domain.refusal import Refusal
from proposals.models.message import Message
from proposals.models.question import Question
from tests import factories as f
from tests.refusal import refused

pytestmark = pytest.mark.django_db


def test_question_reaches_the_office() -> None:
    f.officer()
    question.ask(f.call(), text=" Which bus? ", by=f.lead_a(), at=f.NOW)
    assert Question.objects.get().text == "Which bus?"
    mail = Message.objects.get(subject="Question on Call CE8")
    assert mail.to == "officer@test.example"
    assert "Which bus?" in mail.body


def test_answer_reaches_who_asked_and_may_reword_the_question() -> None:
    asked = question.ask(f.call(), text="We of A ask: which bus?", by=f.lead_a(), at=f.NOW)
    question.answer(asked, text="SpaceWire.", reworded="Which bus?", by=f.officer(), at=f.AFTER)
    asked.refresh_from_db()
    assert (asked.text, asked.answer, asked.answered_by, asked.answered_at) == (
        "Which bus?",
        "SpaceWire.",
        f.officer(),
        f.AFTER,
    )
    mail = Message.objects.get(subject="Your question on Call CE8 was answered")
    assert mail.to == "lead-a@test.example"
    assert "SpaceWire." in mail.body
    assert [one.verb for one in audit.entries(asked)] == ["ask", "answer"]


def test_answer_is_mended_and_keeps_the_question() -> None:
    asked = question.ask(f.call(), text="Which bus?", by=f.lead_a(), at=f.NOW)
    for text in ("SpaceWire.", "SpaceWire, or CAN."):
        question.answer(asked, text=text, by=f.officer(), at=f.AFTER)
    asked.refresh_from_db()
    assert (asked.text, asked.answer) == ("Which bus?", "SpaceWire, or CAN.")


def test_blank_texts_are_refused_and_only_officers_answer() -> None:
    with refused(Refusal.NO_CALL_QUESTION, field="text"):
        question.ask(f.call(), text=" \n", by=f.lead_a(), at=f.NOW)
    asked = question.ask(f.call(), text="Which bus?", by=f.lead_a(), at=f.NOW)
    with refused(Refusal.NO_ANSWER, field="answer"):
        question.answer(asked, text=" ", by=f.officer(), at=f.AFTER)
    for person in (f.lead_a(), f.chair(), f.auditor(), f.reviewer()):
        with refused(Refusal.NOT_OFFICER):
            question.answer(asked, text="SpaceWire.", by=person, at=f.AFTER)
    asked.refresh_from_db()
    assert (asked.answer, asked.answered_at) == ("", None)
