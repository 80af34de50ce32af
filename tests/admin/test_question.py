"""Questions on a call are answered in public, without their author's name."""

import pytest
from django.test import Client

from proposals.actions import question as actions
from proposals.models.message import Message
from proposals.models.question import Question
from tests import factories as f
from tests.admin.office import buttons, change, do, nothing_changes, rows_of, send
from tests.page import Page

pytestmark = pytest.mark.django_db


@pytest.fixture
def question() -> Question:
    return actions.ask(f.call(), text="We of Agency A ask: how cold?", by=f.lead_a(), at=f.NOW)


def test_question_is_answered_reworded_and_public(
    officer: Client, question: Question, client: Client
) -> None:
    public = question.call.get_absolute_url()
    assert "how cold" not in Page(client.get(public)).text
    assert Page(officer.get(do(question, "answer"))).form().values["reworded"] == [question.text]
    sent = send(
        officer, do(question, "answer"), {"reworded": "How cold is it?", "text": "-180 degrees."}
    )
    assert sent.status_code == 302
    page = Page(client.get(public)).text
    assert "How cold is it?" in page
    assert "-180 degrees." in page
    assert "Agency A" not in page
    assert Message.objects.filter(to="lead-a@test.example", about=f"call:{question.call_id}")


def test_answer_can_be_mended(officer: Client, question: Question) -> None:
    send(officer, do(question, "answer"), {"text": "-180 degrees."})
    assert "Change the answer" in Page(officer.get(change(question))).text
    send(officer, do(question, "answer"), {"text": "-190 degrees."})
    question.refresh_from_db()
    assert question.answer == "-190 degrees."


@pytest.mark.parametrize("answer", ["", "  \r\n ", "x" * 200_000])
def test_answer_must_be_words(officer: Client, question: Question, answer: str) -> None:
    with nothing_changes():
        refused = send(officer, do(question, "answer"), {"text": answer, "reworded": "How cold?"})
    assert refused.status_code == 422
    assert len(Page(refused).refusals) == 1
    assert Page(refused).form().values["reworded"] == ["How cold?"]
    assert Page(refused).form().values["text"] == [answer]


def test_question_is_no_plain_form(officer: Client, question: Question) -> None:
    assert buttons(officer.get(change(question))) == {"answer"}
    with nothing_changes():
        assert officer.post(change(question), {"text": "Other"}).status_code == 403
        assert officer.get(f"{rows_of('question')}add/").status_code == 403


def test_unanswered_questions_are_listed_from_the_desk(officer: Client, question: Question) -> None:
    answered = actions.ask(f.call(), text="An old one?", by=f.lead_a(), at=f.NOW)
    actions.answer(answered, text="Yes.", by=f.officer(), at=f.NOW)
    listed = Page(officer.get(f"{rows_of('question')}?answered_at__isnull=True")).text
    assert question.text in listed
    assert "An old one?" not in listed
    assert "1 question on a call to answer" in Page(officer.get("/admin/")).text
