"""The walk in real Chromium: visitor, partner, officer and reviewer.

The chapters stand in the order of the story. Each one sets up its own beginning with
tests/factories.py, so that it runs alone, in any order, and says by itself what is broken.
"""

import re
from collections.abc import Callable
from datetime import timedelta

import pytest
from django.urls import reverse
from django.utils import timezone

from proposals.actions import decision as decision_actions
from proposals.actions import proposal as proposal_actions
from proposals.content.proposal import working_copy
from proposals.models.call import Call, Stage
from proposals.models.message import Message
from proposals.models.proposal import Proposal
from proposals.models.review import Assignment
from tests import factories as f
from tests.browser.conftest import Person

pytestmark = pytest.mark.django_db(transaction=True)

LETTER_SECTIONS = ("overview", "team", "science", "equipment", "compliance", "documents")
FULL_SECTIONS = ("design", "operations", "development", "data_policy", "funding")


# --- Time ------------------------------------------------------------------------------------
# The browser and the server read the real clock, so the windows move instead of it.


def _stage_is_open(number: int) -> None:
    """Let a stage's window be open, with the ones before it over and the ones after it to come."""
    now = timezone.now()
    day = timedelta(days=1)
    Stage.objects.filter(number__lt=number).update(opens_at=now - 20 * day, closes_at=now - day)
    Stage.objects.filter(number=number).update(opens_at=now - day, closes_at=now + 9 * day)
    Stage.objects.filter(number__gt=number).update(opens_at=now + 9 * day, closes_at=now + 60 * day)


def _stage_is_over(number: int) -> None:
    """Let a stage's window be over for as long as late mail is waited for, and the next be open."""
    _stage_is_open(number + 1)
    closed = timezone.now() - timedelta(minutes=10)
    Stage.objects.filter(number=number).update(closes_at=closed)


# --- Chapters --------------------------------------------------------------------------------


def test_officer_publishes_a_call_and_a_visitor_reads_it(person: Callable[..., Person]) -> None:
    officer = person(f.officer())
    officer.goes("/admin/")
    officer.looks("desk-empty")
    officer.goes("/admin/proposals/mission/add/")
    officer.fills(name="Test mission", slug="test-mission")
    officer.clicks("Save")
    officer.goes("/admin/proposals/platform/add/")
    officer.page.locator("[name=mission]").select_option(label="Test mission")
    officer.fills(name="lander")
    officer.looks("platform-add")
    officer.clicks("Save")
    officer.goes("/admin/proposals/call/add/")
    officer.fills(title="A call for payloads", slug="a-call", prefix="CE8", undo_minutes="0")
    officer.page.get_by_label("Test mission lander").check()
    officer.clicks("Add another Level of cooperation")
    officer.fills(**{"levels-0-code": "unit", "levels-0-name": "Payload level"})
    officer.page.locator("#topics-group").get_by_role("link", name="Add another").or_(
        officer.page.locator("#topics-group").get_by_role("button", name=re.compile("Add another"))
    ).first.click()
    officer.fills(**{"topics-0-kind": "objective", "topics-0-text": "Regional geology"})
    officer.looks("call-add")
    officer.clicks("Save")
    call = Call.objects.get()
    officer.goes(f"/admin/proposals/offer/{call.offers.get().pk}/change/")
    officer.clicks("Add another Limit")
    officer.page.locator("[name=limits-0-quantity]").select_option("mass")
    officer.page.locator("[name=limits-0-scope]").select_option("platform")
    officer.page.locator("[name=limits-0-maximum]").fill("200")
    officer.looks("offer")
    officer.clicks("Save")
    now = timezone.now()
    for number, kind, opens, closes in (
        (1, "letter", now - timedelta(days=1), now + timedelta(days=9)),
        (2, "proposal", now + timedelta(days=9), now + timedelta(days=60)),
    ):
        officer.goes(f"/admin/proposals/stage/add/?call={call.pk}&number={number}")
        officer.fills(
            kind=kind,
            opens_at=f"{opens:%Y-%m-%dT%H:%M:%S}",
            closes_at=f"{closes:%Y-%m-%dT%H:%M:%S}",
        )
        codes = LETTER_SECTIONS if number == 1 else LETTER_SECTIONS + FULL_SECTIONS
        for code in codes:
            officer.page.locator(f'[name=sections][value="{code}"]').check()
        officer.page.locator("#criteria-group").get_by_text("Add another").click()
        officer.fills(**{"criteria-0-name": "Science", "criteria-0-weight": "100"})
        if number == 1:
            officer.looks("stage-add")
        officer.clicks("Save")
    officer.clicks("Publish")
    officer.looks("act-publish")
    officer.clicks("Publish")
    assert Call.objects.get().state == "published"
    visitor = person()
    visitor.goes("/")
    visitor.looks("home")
    visitor.clicks("Read the calls")
    visitor.looks("call-list")
    visitor.clicks("A call for payloads")
    visitor.reads("UTC")
    visitor.reads("Beijing")
    visitor.looks("call")


def test_visitor_signs_up_and_registers_an_agency(person: Callable[..., Person]) -> None:
    partner = person()
    partner.goes("/")
    partner.clicks("Sign up")
    partner.fills(name="Narin Example", email="narin@partner.example", password1="a-long-phrase-1")
    partner.looks("sign-up")
    partner.clicks("Sign up")
    partner.looks("sign-up-sent")
    mail = Message.objects.get(to="narin@partner.example")
    link = re.search(r"/accounts/confirm-email/\S+", mail.body)
    assert link
    partner.goes(link.group())
    partner.looks("confirm")
    partner.page.get_by_role("main").get_by_role("button").first.click()
    partner.page.wait_for_url("**/")
    partner.goes("/proposals/")
    partner.looks("list-empty")
    partner.goes("/agency/register/")
    partner.fills(
        country="-", name="Fictional Agency of Arcadia", website="https://arcadia.example"
    )
    partner.looks("agency-register")
    partner.clicks("Register")
    partner.reads("Not verified yet")
    partner.looks("agency")


def test_partner_writes_the_letter(person: Callable[..., Person]) -> None:
    partner = person(f.lead_a())
    f.call()
    _stage_is_open(1)
    partner.goes(reverse("proposal-start", args=[Call.objects.get().slug]))
    partner.fills(title="Dust analyser")
    partner.looks("start")
    partner.clicks("Start")
    partner.page.locator("[name=level]").select_option("unit")
    partner.page.locator("[name=platform]").select_option(index=1)
    partner.looks("section-overview")
    partner.clicks("Next: Team and agencies")
    partner.fills(pi_name="Narin Example", pi_institution="Institute", pi_email="n@partner.example")
    partner.clicks("Next: Science")
    partner.fills(objective="To weigh the dust.")
    partner.page.locator("[name=serves]").first.check()
    partner.clicks("Next: Equipment list")
    _fill_equipment(partner, cbe_kg="NaN")
    partner.clicks("Save")
    partner.reads("“NaN” can't be read as one figure.")
    partner.looks("section-equipment-error")
    _fill_equipment(partner, cbe_kg="180")
    partner.clicks("Save")
    partner.reads("is over the limit of 200 kg of the platform")
    partner.looks("section-equipment-over")
    _fill_equipment(partner, cbe_kg="12500 g")
    partner.clicks("Next: Compliance")
    partner.page.locator("[name=controlled_origin]").select_option("no")
    partner.page.locator('[name=hazards][value="none"]').check()
    partner.clicks("Next: Documents")
    partner.page.locator("[name=endorsement]").select_option("promised")
    partner.clicks("Save")
    partner.reads("Saved: Documents.")
    partner.looks("section-documents")
    assert working_copy(Proposal.objects.get()).is_complete


def _fill_equipment(partner: Person, *, cbe_kg: str) -> None:
    partner.fills(
        power_average_w="5",
        power_peak_w="12",
        data_gb_per_day="TBD",
        length_mm="300",
        width_mm="150",
        height_mm="150",
        trl="5",
        **{
            "items-0-name": "Analyser",
            "items-0-kind": "instrument",
            "items-0-quantity": "1",
            "items-0-cbe_kg": cbe_kg,
            "items-0-category": "new",
            "items-0-basis": "estimated",
        },
    )


def test_partner_submits_twice_withdraws_and_revives(person: Callable[..., Person]) -> None:
    reference = f.written().reference
    _stage_is_open(1)
    partner = person(f.lead_a())
    partner.goes(f"/proposals/{reference}/")
    partner.looks("proposal-draft")
    partner.clicks("Check and submit")
    partner.looks("submit")
    partner.clicks("Submit this")
    partner.reads(Proposal.objects.get().revisions.get().sha256)
    partner.looks("receipt")
    partner.goes(f"/proposals/{reference}/sections/overview/")
    partner.fills(title="Dust and charge analyser")
    partner.clicks("Save")
    partner.reads("Saved: Overview.")
    partner.goes(f"/proposals/{reference}/")
    partner.clicks("Check and submit again")
    partner.clicks("Submit this")
    assert [one.number for one in Proposal.objects.get().revisions.all()] == [2, 1]
    partner.goes(f"/proposals/{reference}/act/withdraw/")
    partner.looks("withdraw")
    partner.fills(reason="A second thought")
    partner.clicks("Withdraw")
    partner.clicks("Revive")
    partner.clicks("Revive")
    partner.reads("Submitted")
    partner.goes("/proposals/")
    partner.looks("list")


def test_officer_answers_a_visitor_and_amends_the_call(person: Callable[..., Person]) -> None:
    f.submitted()
    _stage_is_open(1)
    officer, partner = person(f.officer()), person(f.lead_a())
    partner.goes(Call.objects.get().get_absolute_url())
    partner.fills(text="Does the harness count?")
    partner.clicks("Ask")
    call = Call.objects.get()
    officer.goes("/admin/")
    officer.looks("desk")
    officer.page.get_by_role("link", name=re.compile("question on a call")).click()
    officer.page.get_by_role("link", name="Does the harness count?").click()
    officer.looks("question")
    officer.clicks("Answer")
    officer.fills(text="It does.")
    officer.clicks("Answer")
    officer.goes(f"/admin/proposals/call/{call.pk}/change/")
    officer.looks("call-admin")
    officer.clicks("Amend dates and limits")
    summary = {f"call_{call.pk}_summary": "Payloads that ride along."}
    officer.fills(text="The summary is clearer now.", **summary)
    officer.looks("amend")
    officer.clicks("Amend dates and limits")
    assert Message.objects.filter(subject__startswith="Amendment 1", to=f.lead_a().email)
    partner.goes(Call.objects.get().get_absolute_url())
    partner.reads("It does.")
    partner.reads("The summary is clearer now.")
    partner.looks("call-amended")


def test_officer_screens_and_assigns_and_the_reviewer_reviews(
    person: Callable[..., Person],
) -> None:
    agency = f.agency(verified=False)
    f.submitted("Dust analyser")
    _stage_is_over(1)
    officer = person(f.officer())
    officer.goes(f"/admin/proposals/agency/{agency.pk}/change/")
    officer.looks("agency-admin")
    officer.clicks("Verify")
    officer.clicks("Verify")
    officer.goes("/admin/proposals/proposal/")
    officer.looks("proposals")
    officer.page.locator("[name=_selected_action]").first.check()
    officer.page.locator("select[name=action]").select_option("bulk_screen")
    officer.clicks("Go on")
    officer.looks("bulk")
    officer.clicks("Start the eligibility check")
    officer.reads("1 of 1 succeeded.")
    officer.looks("bulk-results")
    officer.goes(_desk())
    officer.looks("proposal-screening")
    officer.clicks("Start the review")
    officer.clicks("Start the review")
    f.reviewer()
    officer.clicks("Assign reviewers")
    officer.page.get_by_label("reviewer").first.check()
    officer.fills(due_at="2031-01-01T12:00")
    officer.looks("assign")
    officer.clicks("Assign reviewers")
    assert Assignment.objects.get().state == "invited"
    reviewer = person(f.reviewer())
    reviewer.goes("/admin/")
    reviewer.looks("reviewer-desk")
    reviewer.page.get_by_role("link", name=re.compile("Dust")).first.click()
    reviewer.looks("assignment-invited")
    reviewer.clicks("Accept: I have no conflict")
    reviewer.clicks("Accept: I have no conflict")
    reviewer.clicks("Write the review")
    for criterion in Stage.objects.get(number=1).criteria.all():
        reviewer.page.locator(f"[name=score_{criterion.pk}][value='4']").check(force=True)
        reviewer.fills(**{f"comment_{criterion.pk}": "Sound."})
    reviewer.clicks("Save")
    reviewer.clicks("Finish the review")
    reviewer.reads("Choose a recommendation.")
    reviewer.looks("review-incomplete")
    reviewer.page.locator("[name=recommendation]").select_option("yes")
    reviewer.fills(summary="Worth flying.")
    reviewer.clicks("Finish the review")
    reviewer.reads("Finished reviews")
    reviewer.looks("review-finished")


def test_office_asks_and_the_partner_answers(person: Callable[..., Person]) -> None:
    f.in_review()
    _stage_is_over(1)
    officer, partner = person(f.officer()), person(f.lead_a())
    officer.goes(_desk())
    officer.clicks("Ask a question")
    officer.fills(text="Which laser?", due_at="2031-01-01T12:00")
    officer.clicks("Ask a question")
    partner.goes(Proposal.objects.get().get_absolute_url())
    partner.looks("proposal-question")
    partner.clicks("Answer")
    partner.fills(answer="A green one.")
    partner.looks("answer")
    partner.clicks("Send the answer")
    partner.reads("A green one.")


def test_office_shortlists_and_the_partner_submits_the_full_proposal(
    person: Callable[..., Person],
) -> None:
    f.call(undo_minutes=0)
    proposal = f.in_review()
    f.finished(proposal)
    _stage_is_over(1)
    partner = person(f.lead_a())
    _office_decides(person(f.officer()), person(f.officer2()), "shortlist")
    partner.goes(proposal.get_absolute_url())
    partner.reads("Dear team, with pleasure.")
    partner.looks("proposal-shortlisted")
    codes = list(FULL_SECTIONS)
    f.write(proposal, codes[1:], by=f.lead_a(), at=timezone.now())
    partner.goes(f"/proposals/{proposal.reference}/sections/design/")
    for name in ("principle", "performance", "mechanical", "electrical"):
        partner.fills(**{name: "In plain words."})
    partner.fills(operating_min_c="-40", operating_max_c="60")
    partner.fills(survival_min_c="-180", survival_max_c="90")
    partner.fills(switch_on_min_c="-50", switch_on_max_c="60")
    partner.looks("section-design")
    partner.clicks("Save")
    partner.reads("Saved: Payload design.")
    partner.goes(f"/proposals/{proposal.reference}/")
    partner.clicks("Check and submit")
    partner.clicks("Submit this")
    partner.reads("Receipt")


def test_office_selects_and_the_proposal_runs_to_its_completion(
    person: Callable[..., Person],
) -> None:
    f.call(undo_minutes=0)
    proposal = f.invited()
    _stage_is_open(2)
    proposal_actions.submit(proposal, by=f.lead_a(), at=timezone.now())
    _stage_is_over(2)
    officer, partner = person(f.officer()), person(f.lead_a())
    for name in ("Start the eligibility check", "Start the review"):
        officer.goes(_desk())
        officer.clicks(name)
        officer.clicks(name)
    _office_decides(officer, person(f.officer2()), "select")
    partner.goes(Proposal.objects.get().get_absolute_url())
    partner.reads("Show a test")
    partner.looks("proposal-selected")
    partner.clicks("Accept the selection")
    partner.clicks("Accept the selection")
    partner.reads("Agreement")
    for name in (
        "Start development",
        "Record delivery",
        "Record integration",
        "Record launch",
        "Start commissioning",
        "Start operation",
        "Record completion",
    ):
        officer.goes(_desk())
        officer.clicks(name)
        officer.clicks(name)
    assert Proposal.objects.get().status == "completed"
    officer.goes(_desk())
    officer.looks("proposal-admin-completed")
    partner.goes(Proposal.objects.get().get_absolute_url())
    partner.reads("Completed")
    partner.looks("proposal-completed")


def _desk() -> str:
    return f"/admin/proposals/proposal/{Proposal.objects.get().pk}/change/"


def _office_decides(officer: Person, officer2: Person, outcome: str) -> None:
    officer.goes(_desk())
    officer.looks(f"proposal-before-{outcome}")
    officer.clicks("Draft a decision")
    officer.fills(outcome=outcome, letter="Dear team, with pleasure.", conditions="Show a test")
    officer.looks(f"decide-{outcome}")
    officer.clicks("Draft a decision")
    officer2.goes("/admin/proposals/decision/?state__exact=drafted")
    officer2.looks("decisions")
    officer2.page.locator("#result_list tbody a").first.click()
    officer2.looks("decision")
    officer2.clicks("Publish")
    officer2.clicks("Publish")
    assert decision_actions.release_due(at=timezone.now() + timedelta(minutes=1)) == 1
