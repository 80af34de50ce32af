"""One officer drafts a decision, another publishes it, and the worker releases it."""

from datetime import date, timedelta
from typing import Any

import pytest
import time_machine
from django.db import connection
from django.test.utils import CaptureQueriesContext

from proposals.jobs import decision as job
from proposals.models.decision import Decision
from proposals.models.message import Message
from proposals.models.offer import Limit
from proposals.models.proposal import Proposal
from tests import factories as f
from tests.admin.office import REFUSED, buttons, change, do, notes, nothing_changes, rows_of, send
from tests.page import Page, as_

pytestmark = pytest.mark.django_db

DRAFT = {"outcome": "shortlist", "letter": "Dear team, you are through."}


@pytest.fixture
def proposal(clock: time_machine.Traveller) -> Proposal:
    one = f.in_review()
    clock.move_to(f.AFTER)
    return one


def drafted(proposal: Proposal, **given: Any) -> Decision:
    sent = send(as_(f.officer()), do(proposal, "decide"), {**DRAFT, **given})
    assert sent.status_code == 302, Page(sent).refusals
    return proposal.decisions.get(state="drafted")


def test_decision_is_drafted_with_conditions_and_stays_in_the_office(proposal: Proposal) -> None:
    lines = "Show the vibration test | 2027-03-31\r\n\r\nName a contact"
    decision = drafted(proposal, conditions=lines, reason="The best by far.")
    assert list(decision.conditions.values_list("text", "due_on")) == [
        ("Show the vibration test", date(2027, 3, 31)),
        ("Name a contact", None),
    ]
    proposal.refresh_from_db()
    assert proposal.status == "in_review"
    page = Page(as_(f.lead_a()).get(proposal.get_absolute_url())).text
    for told in ("you are through", "vibration", "The best by far", "Shortlist"):
        assert told not in page
    office = Page(as_(f.officer2()).get(change(decision))).text
    for told in ("you are through", "Show the vibration test", "The best by far."):
        assert told in office


@pytest.mark.parametrize(
    ("line", "sentence"),
    [
        ("Test | 2027-13-45", "“2027-13-45” isn't a date. Write year-month-day."),
        ("Test | soon", "“soon” isn't a date. Write year-month-day."),
        ("Fine | 2027-01-01\r\nTest |", "“” isn't a date. Write year-month-day."),
        ("x" * 200_000, "Write at most 5000 characters; this has 200000."),
        ("x" * 501, "A condition has 500 characters at most; this one has 501."),
        ("| 2027-01-01", "Write the condition before the bar."),
    ],
)
def test_condition_that_cannot_be_read_is_refused_at_the_field(
    proposal: Proposal, line: str, sentence: str
) -> None:
    officer = as_(f.officer())
    with nothing_changes():
        refused = send(officer, do(proposal, "decide"), {**DRAFT, "conditions": line})
    assert refused.status_code == 422
    assert refused.context["form"].errors == {"conditions": [sentence]}
    shown = Page(refused).form().values
    assert shown["letter"] == [DRAFT["letter"]]
    assert shown["conditions"] == [line]


@pytest.mark.parametrize("letter", ["", " \n ", "x" * 200_000])
def test_decision_needs_a_letter(proposal: Proposal, letter: str) -> None:
    officer = as_(f.officer())
    with nothing_changes():
        refused = send(officer, do(proposal, "decide"), {**DRAFT, "letter": letter})
    assert (refused.status_code, len(Page(refused).refusals)) == (422, 1)


def test_decision_offers_only_what_the_stage_allows(proposal: Proposal) -> None:
    page = as_(f.officer()).get(do(proposal, "decide"))
    assert set(page.context["form"].fields["outcome"].choices) == {
        ("", "Choose"),
        ("shortlist", "Shortlist"),
        ("decline", "Decline"),
    }
    officer = as_(f.officer())
    with nothing_changes():
        refused = officer.post(do(proposal, "decide"), {**DRAFT, "outcome": "select"})
    assert refused.status_code == 422


def test_decision_is_pending_once(proposal: Proposal) -> None:
    drafted(proposal)
    officer = as_(f.officer2())
    bulk = {"action": "bulk_decide", "_selected_action": proposal.pk, "confirmed": "1"}
    with nothing_changes():
        assert notes(officer, officer.post(do(proposal, "decide"), DRAFT)) == [REFUSED]
        page = Page(officer.post(rows_of("proposal"), {**bulk, **DRAFT})).text
    assert "There is a pending decision. Take it back first." in page


def test_drafter_cannot_publish_the_decision(proposal: Proposal) -> None:
    decision = drafted(proposal)
    officer = as_(f.officer())
    shown = officer.get(change(decision))
    assert buttons(shown) == {"Publish", "cancel"}
    assert (
        "Publish: You drafted this decision; another officer must publish it." in Page(shown).text
    )
    with nothing_changes():
        sent = officer.post(do(decision, "publish"))
    assert sent.status_code == 422
    with nothing_changes():
        bulk = {"action": "bulk_publish", "_selected_action": decision.pk, "confirmed": "1"}
        page = Page(officer.post(rows_of("decision"), bulk)).text
    assert "0 of 1 succeeded." in page
    assert "You drafted this decision; another officer must publish it." in page


def test_superuser_who_drafted_cannot_publish(proposal: Proposal) -> None:
    send(as_(f.root()), do(proposal, "decide"), DRAFT)
    decision, root = proposal.decisions.get(), as_(f.root())
    with nothing_changes():
        assert root.post(do(decision, "publish")).status_code == 422


def test_second_officer_publishes_and_the_worker_releases(
    proposal: Proposal, clock: time_machine.Traveller
) -> None:
    decision = drafted(proposal, conditions="Name a contact | 2027-03-31")
    second = as_(f.officer2())
    assert buttons(second.get(change(decision))) == {"publish", "cancel"}
    assert "1 drafted decision to publish" in Page(second.get("/admin/")).text
    assert send(second, do(decision, "publish")).status_code == 302
    decision.refresh_from_db()
    undo = timedelta(minutes=10)
    assert (decision.state, decision.release_at) == ("scheduled", f.AFTER + undo)
    clock.move_to(f.AFTER + undo - timedelta(seconds=1))
    assert job.release() == 0
    proposal.refresh_from_db()
    assert proposal.status == "in_review"
    assert "you are through" not in Page(as_(f.lead_a()).get(proposal.get_absolute_url())).text
    clock.move_to(f.AFTER + undo)
    assert (job.release(), job.release()) == (1, 0)
    proposal.refresh_from_db()
    assert (proposal.status, proposal.stage.number) == ("shortlisted", 2)
    page = Page(as_(f.lead_a()).get(proposal.get_absolute_url())).text
    assert "you are through" in page
    assert "Name a contact" in page
    mail = Message.objects.get(to="lead-a@test.example", subject__startswith="Decision on")
    assert "you are through" in mail.body


def test_publishing_can_wait_for_a_day_but_is_never_before_the_undo_time(
    proposal: Proposal,
) -> None:
    decision = drafted(proposal)
    second = as_(f.officer2())
    send(second, do(decision, "publish"), {"release_at": "2026-11-01T00:00"})
    decision.refresh_from_db()
    assert decision.release_at == f.AFTER + timedelta(minutes=10)
    second.post(do(decision, "cancel"))
    again = drafted(proposal)
    send(second, do(again, "publish"), {"release_at": "2026-12-24T08:00"})
    again.refresh_from_db()
    assert f"{again.release_at:%Y-%m-%d %H:%M}" == "2026-12-24 08:00"


def test_scheduled_decision_is_taken_back(
    proposal: Proposal, clock: time_machine.Traveller
) -> None:
    decision = drafted(proposal)
    send(as_(f.officer2()), do(decision, "publish"))
    officer = as_(f.officer())
    assert buttons(officer.get(change(decision))) == {"cancel"}
    assert notes(officer, officer.post(do(decision, "cancel"))) == [
        "The decision on A spectrometer is taken back. The team was told nothing."
    ]
    clock.move_to(f.AFTER + timedelta(days=1))
    assert job.release() == 0
    decision.refresh_from_db()
    proposal.refresh_from_db()
    assert (decision.state, proposal.status) == ("cancelled", "in_review")
    assert not Message.objects.filter(subject__startswith="Decision on").exists()


def test_released_decision_is_not_taken_back(proposal: Proposal) -> None:
    decision = f.decided(proposal, "decline")
    officer = as_(f.officer())
    assert buttons(officer.get(change(decision))) == set()
    with nothing_changes():
        assert notes(officer, officer.post(do(decision, "cancel"))) == [REFUSED]


def test_question_is_not_asked_while_a_decision_is_scheduled(proposal: Proposal) -> None:
    send(as_(f.officer2()), do(drafted(proposal), "publish"))
    officer = as_(f.officer())
    with nothing_changes():
        refused = send(officer, do(proposal, "ask"), {"text": "Why?", "due_at": "2027-01-01T00:00"})
    assert Page(refused).refusals == [
        "A decision on this proposal is scheduled. Take it back first.",
    ]


def test_release_that_no_longer_holds_comes_back_with_the_reason(
    proposal: Proposal, clock: time_machine.Traveller
) -> None:
    decision = drafted(proposal)
    officer = as_(f.officer())
    send(officer, do(proposal, "ask"), {"text": "Which?", "due_at": "2027-01-01T00:00"})
    send(as_(f.officer2()), do(decision, "publish"), {"stands": "on"})
    clock.move_to(f.AFTER + timedelta(hours=1))
    assert job.release() == 0
    decision.refresh_from_db()
    assert decision.state == "drafted"
    assert decision.problem
    assert decision.problem in Page(as_(f.officer2()).get(change(proposal))).text


def test_decision_is_no_plain_form(proposal: Proposal) -> None:
    decision = drafted(proposal, conditions="Name a contact")
    for user in (f.officer(), f.officer2(), f.root()):
        client = as_(user)
        data = {"outcome": "decline", "state": "released", "conditions-0-text": "Other"}
        data |= {"conditions-TOTAL_FORMS": "2", "conditions-INITIAL_FORMS": "1"}
        with nothing_changes():
            assert client.post(change(decision), data).status_code == 403
            assert client.get(f"{rows_of('decision')}add/").status_code == 403


# --- What a decision rests on -------------------------------------------------------------

FEW = "Reviews finished: 1, wanted: 2. Give a reason."


@pytest.fixture
def wanting(proposal: Proposal) -> Proposal:
    """A proposal with one finished review, in a stage that wants two."""
    proposal.call.stages.update(reviews_wanted=2)
    f.finished(proposal)
    return proposal


def test_drafting_says_that_reviews_are_missing_and_asks_for_a_reason(wanting: Proposal) -> None:
    officer = as_(f.officer())
    assert FEW in Page(officer.get(do(wanting, "decide"))).text
    with nothing_changes():
        refused = send(officer, do(wanting, "decide"), DRAFT)
    assert refused.status_code == 422
    assert refused.context["form"].errors["reason"][0].startswith("Reviews finished: 1, wanted: 2.")
    assert Page(refused).form().values["letter"] == [DRAFT["letter"]]
    decision = drafted(wanting, reason="The other reviewer is ill.")
    second = as_(f.officer2())
    assert FEW in Page(second.get(do(decision, "publish"))).text
    with nothing_changes():
        assert send(second, do(decision, "publish")).status_code == 422
    agreed = {"reason": "Agreed with the chair."}
    assert send(second, do(decision, "publish"), agreed).status_code == 302
    page = Page(second.get(change(wanting))).text
    assert "Reviews finished: 1, wanted: 2." in page
    assert "Give a reason" not in page
    history = Page(second.get(change(wanting))).text
    for kept in ("The other reviewer is ill.", "Agreed with the chair.", "reviews: 1/2"):
        assert kept in history


def test_bulk_drafting_says_which_proposals_lack_reviews(wanting: Proposal) -> None:
    enough = f.in_review("Enough")
    f.finished(enough)
    f.finished(enough, by=f.reviewer2())
    officer, both = as_(f.officer()), [wanting.pk, enough.pk]
    bulk = {"action": "bulk_decide", "_selected_action": both}
    asked = Page(officer.post(rows_of("proposal"), bulk))
    assert asked.texts("//li[.//*[contains(@class, 'mark--warning')]]") == [
        f"CE8-0001 · A spectrometer · In review {FEW}"
    ]
    sent = Page(officer.post(rows_of("proposal"), {**bulk, "confirmed": "1", **DRAFT}))
    assert "1 of 2 succeeded." in sent.text
    assert "Reviews finished: 1, wanted: 2." in sent.text
    assert not wanting.decisions.exists()
    reason = {**DRAFT, "reason": "Agreed."}
    officer.post(rows_of("proposal"), {**bulk, "confirmed": "1", **reason})
    assert wanting.decisions.get().reason == "Agreed."


def test_publishing_says_what_has_happened_since_and_asks_to_confirm(proposal: Proposal) -> None:
    decision = drafted(proposal)
    second = as_(f.officer2())
    calm = second.get(do(decision, "publish"))
    assert list(calm.context["form"].fields) == ["release_at"]
    f.finished(proposal)
    page = Page(second.get(do(decision, "publish"))).text
    news = "Since the decision was drafted: Review finished, 12 Nov 2026, 13:00 UTC."
    assert news in page
    assert news in Page(second.get(change(proposal))).text
    with nothing_changes():
        refused = send(second, do(decision, "publish"))
    assert refused.status_code == 422
    assert "lastly: Review finished" in refused.context["form"].errors["stands"][0]
    # A page from before the news has no box to tick.
    with nothing_changes():
        assert second.post(do(decision, "publish"), {"release_at": ""}).status_code == 422
    assert send(second, do(decision, "publish"), {"stands": "on"}).status_code == 302


def test_box_confirms_no_news_of_after_the_page(proposal: Proposal) -> None:
    decision = drafted(proposal)
    f.finished(proposal)
    second = as_(f.officer2())
    shown = Page(second.get(do(decision, "publish"))).form()
    f.finished(proposal, by=f.reviewer2(), value=0)
    with nothing_changes():
        refused = second.post(do(decision, "publish"), shown.filled({"stands": "on"}))
    assert refused.status_code == 422
    assert Page(refused).text.count("Since the decision was drafted: Review finished") == 2
    shown = Page(refused).form()
    assert second.post(do(decision, "publish"), shown.filled({"stands": "on"})).status_code == 302


def test_box_of_a_bulk_page_confirms_no_news_of_after_the_page(proposal: Proposal) -> None:
    decision = drafted(proposal)
    second = as_(f.officer2())
    bulk = {"action": "bulk_publish", "_selected_action": [decision.pk]}
    shown = Page(second.post(rows_of("decision"), bulk)).form("release_at")
    assert not {"stands", "reason"} & shown.names  # there are no news, and reviews enough
    f.finished(proposal)
    with nothing_changes():
        sent = second.post(rows_of("decision"), shown.filled({}) | {"stands": "on"})
    assert "0 of 1 succeeded." in Page(sent).text


def test_bulk_publishing_asks_to_confirm_the_decisions_with_news(proposal: Proposal) -> None:
    drafted(proposal)
    calm = drafted(f.in_review("Calm"))
    f.finished(proposal)
    second = as_(f.officer2())
    bulk = {"action": "bulk_publish", "_selected_action": [calm.pk, proposal.decisions.get().pk]}
    asked = Page(second.post(rows_of("decision"), bulk))
    (marked,) = asked.texts("//li[.//*[contains(@class, 'mark--warning')]]")
    assert "CE8-0001" in marked
    assert "Review finished" in marked
    sent = {**bulk, "confirmed": "1"}
    assert "1 of 2 succeeded." in Page(second.post(rows_of("decision"), sent)).text
    assert calm.__class__.objects.filter(state="scheduled").get() == calm


def test_bulk_pages_ask_the_database_no_more_for_more_rows(proposal: Proposal) -> None:
    rows = [proposal, f.in_review("Second"), f.in_review("Third")]
    decisions = [drafted(one) for one in rows]
    for one in rows:
        f.finished(one)
    second = as_(f.officer2())
    for model, act, of in (("proposal", "decide", rows), ("decision", "publish", decisions)):
        counts = []
        for picked in (of[:1], of[:1], of):  # the first one warms up
            bulk = {"action": f"bulk_{act}", "_selected_action": [one.pk for one in picked]}
            with CaptureQueriesContext(connection) as captured:
                assert second.post(rows_of(model), bulk).status_code == 200
            counts.append(len(captured))
        assert counts[1] == counts[2], (model, counts)


def test_panel_does_not_read_what_a_hidden_selection_weighs(clock: time_machine.Traveller) -> None:
    """A release that finds no room says how much is taken, and by what of unknown mass."""
    proposal = f.in_last_review("Of B", by=f.lead_b())
    given_back = f.scheduled(proposal, "select", at=f.FULL_AFTER)
    f.selected("Of A")
    Limit.objects.filter(scope="platform").update(maximum=20)
    clock.move_to(f.FULL_AFTER + timedelta(minutes=10))
    job.release()
    given_back.refresh_from_db()
    pages = [change(given_back), change(proposal), rows_of("decision")]
    for path in pages:
        assert given_back.problem in Page(as_(f.officer2()).get(path)).text, path
        assert "12.6 kg that are selected" not in Page(as_(f.conflicted_panel()).get(path)).text
