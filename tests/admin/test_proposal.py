"""An officer takes a proposal from its submission to the review, by the buttons on its page."""

from datetime import timedelta

import pytest
import time_machine

from proposals.models.message import Message
from proposals.models.proposal import Proposal
from tests import factories as f
from tests.admin.office import buttons, change, do, notes, nothing_changes, send
from tests.page import Page, as_

pytestmark = pytest.mark.django_db


def test_button_says_when_no_other_leads_on(clock: time_machine.Traveller) -> None:
    late, bad = f.draft("Late"), f.submitted("Bad")
    clock.move_to(f.AFTER)
    officer = as_(f.officer())
    officer.post(do(bad, "screen"))
    assert "This is the last status" in Page(officer.get(do(bad, "find_ineligible"))).text
    # A lapsed proposal can be reopened by an extension.
    assert "This is the last status" not in Page(officer.get(do(late, "lapse"))).text


def test_screening_waits_until_the_window_has_settled(clock: time_machine.Traveller) -> None:
    proposal = f.submitted()
    officer = as_(f.officer())
    page = officer.get(change(proposal))
    sentence = "Possible from five minutes after the window has closed, its grace and any extension included."
    assert "Start the eligibility check" in buttons(page)
    assert sentence in Page(page).text
    with nothing_changes():
        refused = officer.post(do(proposal, "screen"))
    assert (refused.status_code, Page(refused).refusals) == (422, [sentence])
    clock.move_to(f.CLOSES + timedelta(minutes=5))
    with nothing_changes():
        assert as_(f.officer()).post(do(proposal, "screen")).status_code == 422
    clock.move_to(f.CLOSES + timedelta(minutes=5, seconds=1))
    officer = as_(f.officer())
    sent = officer.post(do(proposal, "screen"))
    assert notes(officer, sent) == [
        "A spectrometer: Eligibility check started. It is now: Submitted: eligibility check."
    ]
    proposal.refresh_from_db()
    assert proposal.status == "screening"


def test_review_starts_once_every_agency_is_verified(clock: time_machine.Traveller) -> None:
    agency = f.agency("Agency N", verified=False)
    lead = f.member("lead-n@test.example", agency, "administrator")
    proposal = f.submitted(by=lead)
    clock.move_to(f.AFTER)
    officer = as_(f.officer())
    officer.post(do(proposal, "screen"))
    with nothing_changes():
        refused = officer.post(do(proposal, "start_review"))
    assert Page(refused).refusals == [
        "Every registered agency on the proposal must be verified first."
    ]
    officer.post(do(agency, "verify"))
    assert officer.post(do(proposal, "start_review")).status_code == 302
    proposal.refresh_from_db()
    assert proposal.status == "in_review"


def test_find_ineligible_needs_a_reason_which_the_team_reads(
    clock: time_machine.Traveller,
) -> None:
    proposal = f.in_review()
    clock.move_to(f.AFTER)
    officer = as_(f.officer())
    with nothing_changes():
        refused = send(officer, do(proposal, "find_ineligible"), {"reason": " "})
    assert Page(refused).refusals == ["This can't be left empty."]
    send(officer, do(proposal, "find_ineligible"), {"reason": "Not a space agency's."})
    proposal.refresh_from_db()
    assert proposal.status == "ineligible"
    assert "Not a space agency's." in Page(as_(f.lead_a()).get(proposal.get_absolute_url())).text


def test_question_is_asked_answered_and_read(clock: time_machine.Traveller) -> None:
    proposal = f.in_review()
    clock.move_to(f.AFTER)
    officer = as_(f.officer())
    due = f.AFTER + timedelta(days=7)
    sent = send(
        officer,
        do(proposal, "ask"),
        {"text": "Which laser?", "due_at": f"{due:%Y-%m-%dT%H:%M}"},
    )
    assert sent.status_code == 302, Page(sent).refusals
    proposal.refresh_from_db()
    assert proposal.status == "clarification"
    question = proposal.clarifications.get()
    assert question.due_at == due.replace(second=0)
    assert Message.objects.filter(to="lead-a@test.example", body__contains="Which laser?").exists()
    lead = as_(f.lead_a())
    lead.post(f"/proposals/{proposal.reference}/questions/{question.pk}/", {"answer": "Green."})
    proposal.refresh_from_db()
    assert proposal.status == "in_review"
    page = Page(officer.get(change(proposal))).text
    assert "Which laser?" in page
    assert "Green." in page


@pytest.mark.parametrize(
    ("question", "due", "count"),
    [
        ("", "2027-01-01T00:00", 1),
        ("Which?", "", 1),
        ("Which?", "2026-11-01T00:00", 1),
        ("Which?", "soon", 1),
        ("x" * 200000, "2027-01-01T00:00", 1),
        ("", "", 2),
    ],
)
def test_question_needs_words_and_a_date_to_come(
    clock: time_machine.Traveller, question: str, due: str, count: int
) -> None:
    proposal = f.in_review()
    clock.move_to(f.AFTER)
    officer = as_(f.officer())
    with nothing_changes():
        refused = send(officer, do(proposal, "ask"), {"text": question, "due_at": due})
    assert refused.status_code == 422
    assert len(Page(refused).refusals) == count
    assert Page(refused).form().values["text"] == [question]


def test_question_can_be_left_without_an_answer(clock: time_machine.Traveller) -> None:
    proposal = f.in_review()
    clock.move_to(f.AFTER)
    officer = as_(f.officer())
    send(officer, do(proposal, "ask"), {"text": "Which laser?", "due_at": "2026-12-24T12:00"})
    assert {"ask", "resume"} <= buttons(officer.get(change(proposal)))
    with nothing_changes():
        assert send(officer, do(proposal, "resume"), {"reason": ""}).status_code == 422
    send(officer, do(proposal, "resume"), {"reason": "The team can't be reached."})
    proposal.refresh_from_db()
    assert proposal.status == "in_review"
    assert proposal.clarifications.get().state == "closed"


def test_extension_reopens_a_lapsed_proposal_for_its_team_alone(
    clock: time_machine.Traveller,
) -> None:
    proposal, other = f.written(), f.written("Another", by=f.lead_b())
    clock.move_to(f.AFTER)
    officer = as_(f.officer())
    for one in (proposal, other):
        assert officer.post(do(one, "lapse")).status_code == 302
    until = f.AFTER + timedelta(days=2)
    values = {"until": f"{until:%Y-%m-%dT%H:%M}", "reason": "The site was down."}
    sent = send(officer, do(proposal, "reopen"), values)
    assert sent.status_code == 302, Page(sent).refusals
    for one in (proposal, other):
        one.refresh_from_db()
    assert (proposal.status, other.status) == ("draft", "lapsed")
    lead = as_(f.lead_a())
    assert "The site was down." in Page(lead.get(proposal.get_absolute_url())).text
    clock.move_to(until - timedelta(minutes=1))
    lead = as_(f.lead_a())
    shown = Page(lead.get(f"/proposals/{proposal.reference}/submit/")).form()
    lead.post(f"/proposals/{proposal.reference}/submit/", shown.values)
    proposal.refresh_from_db()
    assert proposal.status == "submitted"


@pytest.mark.parametrize(
    ("until", "reason", "sentence"),
    [
        ("2026-11-05T00:00", "Why", "An extension must end in the future, after the stage closes."),
        ("", "Why", "This can't be left empty."),
        ("2026-12-05T00:00", "", "This can't be left empty."),
        (
            "9999-99-99T00:00",
            "Why",
            "Write year-month-day, then hours and minutes, such as 2027-03-31 14:00.",
        ),
    ],
)
def test_extension_needs_a_date_after_closing_and_a_reason(
    until: str, reason: str, sentence: str
) -> None:
    proposal = f.draft()
    officer = as_(f.officer())
    with nothing_changes():
        refused = send(officer, do(proposal, "extend"), {"until": until, "reason": reason})
    assert (refused.status_code, Page(refused).refusals) == (422, [sentence])


def test_lapse_waits_for_the_end_of_an_extension(clock: time_machine.Traveller) -> None:
    proposal = f.draft()
    send(
        as_(f.officer()),
        do(proposal, "extend"),
        {"until": f"{f.AFTER + timedelta(days=1):%Y-%m-%dT%H:%M}", "reason": "Illness"},
    )
    clock.move_to(f.AFTER)
    with nothing_changes():
        assert as_(f.officer()).post(do(proposal, "lapse")).status_code == 422


def test_working_copy_of_a_draft_stays_with_its_team() -> None:
    proposal = f.written("A secret plan")
    f.write(proposal, ["science"], by=f.lead_a(), at=f.NOW)
    page = Page(as_(f.officer()).get(change(proposal))).text
    assert "The working copy belongs to the team." in page
    assert "Plain words that say enough." not in page


def test_proposal_text_is_escaped() -> None:
    proposal = f.submitted("<script>alert(1)</script>")
    officer = as_(f.officer())
    for path in (change(proposal), "/admin/proposals/proposal/"):
        assert "<script>alert(1)" not in Page(officer.get(path)).html


@pytest.mark.parametrize("pk", ["0", "999999", "99999999999999999999999", "abc", "1%00"])
def test_proposal_that_is_not_there(pk: str) -> None:
    officer = as_(f.officer())
    for model in ("proposal", "assignment", "call", "decision", "auditentry"):
        for page in ("change", "history", "delete"):
            answer = officer.get(f"/admin/proposals/{model}/{pk}/{page}/")
            assert answer.status_code in (302, 403, 404), (model, page)
        if pk.isdigit():
            assert officer.get(f"/admin/proposals/{model}/{pk}/do/ask/").status_code == 404


@pytest.mark.parametrize(
    "query",
    [
        "q=%00",
        "status=%00",
        "status=nonsense",
        "call=x",
        "call=99999999999999999999",
        "sort=nothing",
        "page=-1",
        "page=x",
        "page=99999999999999999999",
        "page=%C2%B2",
        "sort=-",
        "column=%FF",
        "lead__password__startswith=a",
        "id__in=x",
        "as=exe",
        "q=%ED%A0%80",
        "&&=&=%",
        "q=%25_%5C",
        "q=" + "x" * 5000,
        "&".join(["status=draft"] * 1000),
    ],
)
def test_list_answers_any_query(query: str) -> None:
    f.submitted()
    officer = as_(f.officer())
    assert officer.get(f"/admin/proposals/proposal/?{query}").status_code == 200
    assert officer.get(f"{change(Proposal.objects.get())}?{query}").status_code == 200


def test_search_finds_by_reference_title_and_agency_in_any_case() -> None:
    found = f.submitted("Ökologie des Mondes")
    f.submitted("A drill", by=f.lead_b())
    officer = as_(f.officer())
    for words in ("ÖKOLOGIE", "agency mondes", found.reference.lower(), "mondes ökologie"):
        page = Page(officer.get("/admin/proposals/proposal/", {"q": words})).text
        assert "Ökologie des Mondes" in page, words
        assert "A drill" not in page, words
