"""The whole walk in real Chromium: visitor, partner, officer and reviewer."""

import re
from collections.abc import Callable
from datetime import timedelta

import pytest
from django.urls import reverse
from django.utils import timezone

from proposals.actions import decision as decision_actions
from proposals.models.agency import Agency
from proposals.models.call import Call, Stage
from proposals.models.message import Message
from proposals.models.proposal import Proposal
from proposals.models.review import Assignment
from tests import factories as f
from tests.browser.conftest import Person

pytestmark = pytest.mark.django_db(transaction=True)

LETTER_SECTIONS = ("overview", "team", "science", "equipment", "compliance", "documents")
FULL_SECTIONS = ("design", "operations", "development", "data_policy", "funding")


def test_walk(person: Callable[..., Person]) -> None:
    officer, officer2 = person(f.officer()), person(f.officer2())
    _officer_publishes_a_call(officer)
    visitor = person()
    _visitor_reads(visitor)
    partner = visitor
    _partner_signs_up(partner)
    _partner_registers_an_agency(partner)
    _partner_writes_the_letter(partner)
    _partner_submits(partner)
    _officer_amends_and_answers(officer, partner)
    _time_passes(stage=1)
    _officer_screens_and_assigns(officer)
    reviewer = person(f.reviewer())
    _reviewer_reviews(reviewer)
    _office_asks_and_partner_answers(officer, partner)
    _office_decides(officer, officer2, "shortlist")
    _partner_writes_the_full_proposal(partner)
    _time_passes(stage=2)
    _officer_starts_second_review(officer)
    _office_decides(officer, officer2, "select")
    _partner_accepts(partner)
    _officer_moves_along_the_chain(officer)
    partner.goes(Proposal.objects.get().get_absolute_url())
    partner.reads("Completed")
    partner.looks("proposal-completed")


def _officer_publishes_a_call(officer: Person) -> None:
    officer.goes("/admin/")
    officer.looks("desk-empty")
    officer.goes("/admin/proposals/mission/add/")
    officer.fills(name="Test mission", slug="test-mission")
    officer.clicks("Save")
    officer.goes("/admin/proposals/platform/add/")
    officer.page.locator("[name=mission]").select_option(label="Test mission")
    officer.fills(name="lander")
    officer.clicks("Add another Limit")
    officer.page.locator("[name=limits-0-quantity]").select_option("mass")
    officer.page.locator("[name=limits-0-scope]").select_option("platform")
    officer.page.locator("[name=limits-0-maximum]").fill("200")
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
    now = timezone.now()
    call = Call.objects.get()
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


def _visitor_reads(visitor: Person) -> None:
    visitor.goes("/")
    visitor.looks("home")
    visitor.clicks("Read the calls")
    visitor.looks("call-list")
    visitor.clicks("A call for payloads")
    visitor.reads("UTC")
    visitor.reads("Beijing")
    visitor.looks("call")


def _partner_signs_up(partner: Person) -> None:
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


def _partner_registers_an_agency(partner: Person) -> None:
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


def _partner_writes_the_letter(partner: Person) -> None:
    partner.goes(reverse("proposal-start", args=[Call.objects.get().slug]))
    partner.fills(title="Dust analyser")
    partner.looks("start")
    partner.clicks("Start")
    partner.page.locator("[name=level]").select_option("unit")
    partner.page.locator("[name=platform]").select_option(index=1)
    partner.looks("section-overview")
    partner.clicks("Save and go on")
    partner.fills(pi_name="Narin Example", pi_institution="Institute", pi_email="n@partner.example")
    partner.clicks("Save and go on")
    partner.fills(objective="To weigh the dust.")
    partner.page.locator("[name=serves]").first.check()
    partner.clicks("Save and go on")
    _fill_equipment(partner, cbe_kg="NaN")
    partner.clicks("Save and go on")
    partner.looks("section-equipment-error")
    _fill_equipment(partner, cbe_kg="180")
    partner.clicks("Save")
    partner.reads("doesn't fit the platform")
    partner.looks("section-equipment-over")
    _fill_equipment(partner, cbe_kg="12.5")
    partner.clicks("Save and go on")
    partner.page.locator("[name=controlled_origin]").select_option("no")
    partner.page.locator('[name=hazards][value="none"]').check()
    partner.clicks("Save and go on")
    partner.page.locator("[name=endorsement]").select_option("promised")
    partner.clicks("Save")
    partner.page.locator("[name=file]").set_input_files(
        {"name": "letter.pdf", "mimeType": "application/pdf", "buffer": f.pdf().read()}
    )
    partner.page.locator("[name=code]").select_option("other")
    partner.clicks("Upload")
    partner.reads("letter.pdf")
    partner.looks("section-documents")


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


def _partner_submits(partner: Person) -> None:
    reference = Proposal.objects.get().reference
    partner.goes(f"/proposals/{reference}/")
    partner.looks("proposal-draft")
    partner.clicks("Check and submit")
    partner.looks("submit")
    partner.clicks("Submit this")
    partner.reads(Proposal.objects.get().revisions.get().sha256)
    partner.looks("receipt")
    partner.goes(f"/proposals/{reference}/sections/overview/")
    partner.fills(title="Dust and charge analyser")
    partner.clicks("Save and close")
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


def _officer_amends_and_answers(officer: Person, partner: Person) -> None:
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
    officer.clicks("Amend")
    summary = {f"call_{call.pk}_summary": "Payloads that ride along."}
    officer.fills(text="The summary is clearer now.", **summary)
    officer.looks("amend")
    officer.clicks("Amend")
    assert Message.objects.filter(subject__startswith="Amendment 1", to="narin@partner.example")
    partner.goes(Call.objects.get().get_absolute_url())
    partner.reads("It does.")
    partner.reads("The summary is clearer now.")
    partner.looks("call-amended")


def _time_passes(*, stage: int) -> None:
    """Let a stage's window be over, and the next one's be open."""
    now = timezone.now()
    Stage.objects.filter(number=stage).update(
        opens_at=now - timedelta(days=20), closes_at=now - timedelta(minutes=10)
    )
    Stage.objects.filter(number=stage + 1).update(opens_at=now - timedelta(minutes=9))


def _officer_screens_and_assigns(officer: Person) -> None:
    agency = Agency.objects.get(name__startswith="Fictional")
    officer.goes(f"/admin/proposals/agency/{agency.pk}/change/")
    officer.looks("agency-admin")
    officer.clicks("Verify")
    officer.clicks("Verify")
    officer.goes("/admin/proposals/proposal/")
    officer.looks("proposals")
    officer.page.locator("input.action-select").first.check()
    officer.page.locator("select[name=action]").select_option("bulk_screen")
    officer.clicks("Go")
    officer.looks("bulk")
    officer.clicks("Start the eligibility check")
    officer.reads("Done for 1 of 1.")
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


def _desk() -> str:
    return f"/admin/proposals/proposal/{Proposal.objects.get().pk}/change/"


def _reviewer_reviews(reviewer: Person) -> None:
    reviewer.goes("/admin/")
    reviewer.looks("reviewer-desk")
    reviewer.page.get_by_role("link", name=re.compile("Dust and charge")).first.click()
    reviewer.looks("assignment-invited")
    reviewer.clicks("Accept: I have no conflict")
    reviewer.clicks("Accept: I have no conflict")
    reviewer.clicks("Write the review")
    criterion = Stage.objects.get(number=1).criteria.get()
    reviewer.page.locator(f"[name=score_{criterion.pk}]").select_option("4")
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


def _office_asks_and_partner_answers(officer: Person, partner: Person) -> None:
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


def _partner_writes_the_full_proposal(partner: Person) -> None:
    proposal = Proposal.objects.get()
    partner.goes(proposal.get_absolute_url())
    partner.reads("Dear team, with pleasure.")
    partner.looks("proposal-shortlisted")
    codes = list(FULL_SECTIONS)
    f.write(proposal, codes[1:], by=proposal.lead or f.lead_a(), at=timezone.now())
    partner.goes(f"/proposals/{proposal.reference}/sections/design/")
    for name in ("principle", "performance", "mechanical", "electrical"):
        partner.fills(**{name: "In plain words."})
    partner.fills(survival_min_c="-180", survival_max_c="90")
    partner.looks("section-design")
    partner.clicks("Save and close")
    partner.clicks("Check and submit")
    partner.clicks("Submit this")
    partner.reads("Receipt")


def _officer_starts_second_review(officer: Person) -> None:
    for name in ("Start the eligibility check", "Start the review"):
        officer.goes(_desk())
        officer.clicks(name)
        officer.clicks(name)


def _partner_accepts(partner: Person) -> None:
    partner.goes(Proposal.objects.get().get_absolute_url())
    partner.reads("Show a test")
    partner.looks("proposal-selected")
    partner.clicks("Accept the selection")
    partner.clicks("Accept the selection")
    partner.reads("Agreement")


def _officer_moves_along_the_chain(officer: Person) -> None:
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
