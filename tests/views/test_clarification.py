"""Answering a question of the office."""

from datetime import timedelta
from typing import Any

import pytest

from proposals.actions import clarification as actions
from proposals.actions import form_draft, status
from proposals.domain.verb import Verb
from proposals.models.clarification import Clarification
from proposals.models.form_draft import FormDraft
from proposals.models.message import Message
from tests import factories as f
from tests.page import as_shown, browser

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("clock")]


@pytest.fixture
def question(clock: Any) -> Clarification:
    clock.move_to(f.AFTER)
    return actions.ask(
        f.in_review(),
        text="What is the mass of the <cable>?",
        due_at=f.AFTER + timedelta(days=3),
        by=f.officer(),
        at=f.AFTER,
    )


def path(question: Clarification) -> str:
    return f"/proposals/CE8-0001/questions/{question.pk}/"


def test_answer_leads_from_the_mail_to_the_office(question: Clarification) -> None:
    message = Message.objects.filter(to="lead-a@test.example").latest("pk")
    assert "What is the mass of the <cable>?" in message.body
    lead = browser(f.lead_a())
    page = lead.open("/proposals/CE8-0001/")
    assert "Question for you" in page.text
    assert "15 Nov 2026, 13:00 UTC" in page.text
    assert path(question) in page.links
    page = lead.send(lead.open(path(question)), {"answer": "Half a kilogram."})
    assert "Your answer is with the office." in page.text
    assert "In review" in page.text
    assert "Half a kilogram." in page.text
    assert path(question) not in page.links
    message = Message.objects.filter(to="officer@test.example").latest("pk")
    assert "Half a kilogram." in message.body


def test_answer_waits_for_every_open_question(question: Clarification) -> None:
    second = actions.ask(
        question.proposal,
        text="And the colour?",
        due_at=f.AFTER + timedelta(days=1),
        by=f.officer(),
        at=f.AFTER,
    )
    lead = browser(f.lead_a())
    page = lead.send(lead.open(path(question)), {"answer": "Half a kilogram."})
    assert "Question for you" in page.text
    page = lead.send(lead.open(path(second)), {"answer": "Grey."})
    assert "In review" in page.text


@pytest.mark.parametrize(
    ("answer", "sentence"),
    [("", "can't be left empty"), ("A" * 200_000, "at most 10000"), ("A\0", "can't be stored")],
)
def test_answer_is_refused_with_a_sentence_at_the_field(
    question: Clarification, answer: str, sentence: str
) -> None:
    lead = browser(f.lead_a())
    page = lead.send(lead.open(path(question)), {"answer": answer})
    assert page.status == 422
    assert sentence in page.errors["answer"]
    assert page.form("answer").values["answer"] == [as_shown(answer)]
    question.refresh_from_db()
    assert question.state == "open"


def test_answer_twice_keeps_the_first_and_the_text(question: Clarification) -> None:
    lead = browser(f.lead_a())
    page = lead.open(path(question))
    lead.send(page, {"answer": "The first."})
    lead.path = path(question)
    page = lead.send(page, {"answer": "The second."})
    assert page.status == 422
    assert "This question isn't open any more." in page.text
    assert page.form("answer").values["answer"] == ["The second."]
    question.refresh_from_db()
    assert question.answer == "The first."


def test_answer_is_the_lead_teams(question: Clarification) -> None:
    for person in (f.observer_a(), f.proposer_a()):
        visitor = browser(person)
        page = visitor.send(visitor.open(path(question)), {"answer": "Mine."})
        assert page.status == 422
        assert "Only the lead team may answer." in page.text
        assert page.form("answer").values["answer"] == ["Mine."]
    question.refresh_from_db()
    assert (question.state, question.answer) == ("open", "")


def test_answer_after_a_withdrawal_is_refused(question: Clarification) -> None:
    lead = browser(f.lead_a())
    page = lead.open(path(question))
    status.move(question.proposal, Verb.WITHDRAW, by=f.lead_a(), at=f.AFTER, reason="No funds.")
    page = lead.send(page, {"answer": "Typed for long."})
    assert page.status == 422
    assert page.form("answer").values["answer"] == ["Typed for long."]


@pytest.mark.parametrize("number", ["0", "999", "9" * 30])
def test_answer_to_no_question_is_not_found(question: Clarification, number: str) -> None:
    lead = browser(f.lead_a())
    assert lead.open(f"/proposals/CE8-0001/questions/{number}/").status == 404


# --- What isn't sent yet -------------------------------------------------------------------------


def test_answer_that_is_typed_is_kept_for_its_person_alone(question: Clarification) -> None:
    lead = browser(f.lead_a())
    typed = {"answer": "Half a kilo\0gram", "auto": "1"}
    kept = lead.client.post(path(question), typed)
    assert "Not sent yet" in kept.content.decode()
    assert lead.open(path(question)).form("answer").values["answer"] == ["Half a kilo\ufffdgram"]
    assert "Half a kilo" not in browser(f.proposer_a()).open(path(question)).text
    assert "Half a kilo" not in browser(f.lead_a()).open("/proposals/CE8-0001/").text
    assert Clarification.objects.get().is_open


def test_answer_that_is_sent_leaves_no_draft(question: Clarification) -> None:
    lead = browser(f.lead_a())
    lead.client.post(path(question), {"answer": "Half", "auto": "1"})
    lead.send(lead.open(path(question)), {"answer": "Half a kilogram."})
    assert not FormDraft.objects.exists()


def test_answer_that_is_too_long_to_keep_says_so(question: Clarification) -> None:
    lead = browser(f.lead_a())
    response = lead.client.post(path(question), {"answer": "x" * 200_000, "auto": "1"})
    assert response.status_code == 409
    assert "are the most" in response.content.decode()


def test_draft_is_forgotten_after_90_days(question: Clarification) -> None:
    browser(f.lead_a()).client.post(path(question), {"answer": "Half", "auto": "1"})
    assert form_draft.sweep(at=f.AFTER + timedelta(days=89)) == 0
    assert form_draft.sweep(at=f.AFTER + timedelta(days=91)) == 1
