"""The public pages of the calls, and asking a question."""

from datetime import date, timedelta
from decimal import Decimal
from typing import Any

import pytest

from proposals.actions import call as actions
from proposals.actions import question as question_actions
from proposals.actions import section, status
from proposals.domain.verb import Verb
from proposals.models.call import Call
from proposals.models.message import Message
from proposals.models.offer import Limit
from proposals.models.question import Question
from tests import factories as f
from tests.page import as_shown, browser

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("clock")]


def test_home_says_what_this_is_and_shows_the_open_calls() -> None:
    f.call()
    page = browser().open("/")
    assert "Here agencies propose a payload" in page.text
    assert "Call CE8 Letter of intent closes in 1 week, 3 days" in page.text
    assert "/calls/ce8/" in page.links


def test_detail_shows_dates_envelope_and_criteria() -> None:
    call = f.call()
    page = browser().open(call.get_absolute_url())
    for line in (
        "Closes 12 Nov 2026, 12:00:00 UTC 20:00:00 Beijing",
        "closes in 1 week, 3 days",
        "up to 200",
        "up to 100",
        "Each proposal is held against these limits themselves.",
        "the host keeps a planning reserve of 20 % on the sum of their masses",
        "unit level",
        "Regional geology",
        "Science",
        "60",
        "Endorsement (if you have it)",
        "Nobody has asked yet.",
    ):
        assert line in page.text
    assert "Log in to ask a question" in page.text
    assert not any("text" in form.names for form in page.forms)


def test_detail_shows_the_readers_own_time() -> None:
    call = f.call()
    lead = f.lead_a()
    lead.time_zone = "America/Sao_Paulo"
    lead.save()
    page = browser(lead).open(call.get_absolute_url())
    assert "12:00:00 UTC 20:00:00 Beijing 09:00:00 your time" in page.text


def test_detail_and_list_of_a_cancelled_call() -> None:
    call = f.call()
    Call.objects.update(state=Call.State.CANCELLED)
    page = browser(f.lead_a()).open(call.get_absolute_url())
    assert "Cancelled" in page.text
    assert "closes in" not in page.text
    assert f"{call.get_absolute_url()}start/" not in page.links
    page = browser().open("/calls/")
    assert "Cancelled" in page.text
    assert "closes in" not in page.text
    assert "Call CE8" not in browser().open("/").text


def test_detail_shows_an_amendment_with_what_changed() -> None:
    call = f.call()
    first, second = call.stages.order_by("number")
    later = f.CLOSES + timedelta(days=7)
    f.draft()
    actions.amend(
        call,
        text="A week <more>.",
        by=f.officer(),
        at=f.NOW,
        changed={first: {"closes_at": later}, second: {"opens_at": later}},
    )
    page = browser().open(call.get_absolute_url())
    assert "Amendment 1" in page.text
    assert "A week <more>." in page.text
    assert "19 Nov 2026, 12:00:00 UTC" in page.text
    assert Message.objects.filter(to="lead-a@test.example", subject__startswith="Amendment 1")


def test_amended_limit_is_shown_and_checked_at_once() -> None:
    """Both pages keep a call's rules drawn; the amendment ends that."""
    call = f.call()
    proposal = f.written()
    data = f.answers(proposal)["equipment"] | {
        "data_gb_per_day": "1",
        "items": [f.item(cbe_kg="60")],
    }
    section.save(proposal, "equipment", data, by=f.lead_a(), at=f.NOW)
    visitor, team = browser(), browser(f.lead_a())
    assert "up to 100" in visitor.open(call.get_absolute_url()).text
    assert "fits the envelope" in team.open(proposal.get_absolute_url()).text
    module = Limit.objects.get(scope="module")
    actions.amend(
        call,
        text="Less for a module.",
        by=f.officer(),
        at=f.NOW,
        changed={module: {"maximum": Decimal(50)}},
    )
    page = visitor.open(call.get_absolute_url())
    assert "up to 50" in page.text
    assert "up to 100" not in page.text
    assert "fits the envelope" not in team.open(proposal.get_absolute_url()).text


def public_pages() -> list[str]:
    return [browser().open(path).html for path in ("/", "/calls/", "/calls/ce8/")]


def test_public_pages_have_the_same_bytes_until_a_selection_is_announced() -> None:
    proposal = f.in_last_review("The chosen one")
    before = public_pages()
    f.decided(proposal, "select", at=f.FULL_AFTER)
    assert public_pages() == before
    status.move(proposal, Verb.ACCEPT, by=f.lead_a(), at=f.FULL_AFTER)
    assert public_pages() == before
    actions.announce(proposal, by=f.officer(), at=f.FULL_AFTER + timedelta(days=1))
    page = browser().open("/calls/ce8/")
    assert "The chosen one" in page.text
    assert "Agreement" in page.text
    assert "21 Feb 2027" in page.text


def test_detail_shows_what_was_announced_and_nothing_else() -> None:
    f.draft("A secret draft")
    f.in_review("A secret in review")
    f.selected("A secret selection")
    chosen = f.selected("The chosen one")
    actions.announce(chosen, by=f.officer(), at=f.FULL_AFTER)
    page = browser().open(chosen.call.get_absolute_url())
    assert "The chosen one" in page.text
    assert "Selected" in page.text
    assert "secret" not in page.html
    assert "lead-a" not in page.html


@pytest.mark.parametrize("slug", ["nonsense", "CE8", "ce8/x", "%00", "x" * 5000])
def test_detail_of_no_call_is_not_found(slug: str) -> None:
    f.call()
    assert browser().open(f"/calls/{slug}/").status == 404


def test_list_tells_open_from_past(clock: Any) -> None:
    f.call()
    other = f.call("OLD", announced_on=date(2020, 1, 1))
    other.stages.update(opens_at=f.NOW - timedelta(days=60), closes_at=f.NOW - timedelta(days=30))
    page = browser().open("/calls/")
    open_part, past_part = page.text.split("Closed, or to come")
    assert "Call CE8" in open_part
    assert "Call OLD" in past_part
    assert "closed 4 weeks, 2 days ago" in past_part


# --- Questions ----------------------------------------------------------------------------------


def test_ask_sends_the_question_to_the_office_and_publishes_no_name() -> None:
    call = f.call()
    lead = browser(f.lead_a())
    page = lead.send(lead.open(call.get_absolute_url()), {"text": "May we <bring> a cable?"})
    assert "Your question is with the office." in page.text
    assert "May we <bring> a cable?" not in page.text  # until it is answered
    question = Question.objects.get()
    assert (
        "May we <bring> a cable?"
        in Message.objects.filter(to="officer@test.example").latest("pk").body
    )
    question_actions.answer(question, text="Yes & no.", by=f.officer(), at=f.NOW)
    page = browser().open(call.get_absolute_url())
    assert "May we <bring> a cable?" in page.text
    assert "Yes & no." in page.text
    for name in ("lead-a", "Agency A", "officer"):
        assert f"{name}@" not in page.html
        assert f"{name} " not in page.html
    answer = Message.objects.filter(to="lead-a@test.example").latest("pk")
    assert "Yes & no." in answer.body


@pytest.mark.parametrize(
    ("text", "sentence"),
    [("", "can't be left empty"), ("Q" * 200_000, "at most 3000"), ("Q\0", "can't be stored")],
)
def test_ask_is_refused_with_a_sentence_at_the_field(text: str, sentence: str) -> None:
    call = f.call()
    lead = browser(f.lead_a())
    page = lead.send(lead.open(call.get_absolute_url()), {"text": text})
    assert page.status == 422
    assert sentence in page.errors["text"]
    assert page.form("text").values["text"] == [as_shown(text)]
    assert not Question.objects.exists()
