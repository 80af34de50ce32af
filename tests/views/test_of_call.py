"""What is answered in the call's own words: requirements, terms and questions, and what is frozen of it."""

import json

import pytest
from django.core.management import call_command

from proposals.actions import call as call_actions
from proposals.actions import proposal as actions
from proposals.actions import section
from proposals.actions.audit import anchor
from proposals.content.call import load_rules
from proposals.content.proposal import Content, frozen_copy, working_copy
from proposals.domain.refusal import Refusal
from proposals.models.asked_field import AskedField
from proposals.models.call import Call, Stage
from proposals.models.offer import Requirement
from proposals.models.proposal import Proposal
from proposals.models.terms import Clause
from proposals.pages import dossier
from tests import factories as f
from tests.page import browser
from tests.refusal import refused

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("clock")]

ANSWERS = {
    "interface": {"r_IF-MEC-01": "pc", "r_IF-MEC-01_why": "Three feet."},
    "terms": {"c_clause-1": "accepted"},
    "questions": {"q_station": "no"},
}


@pytest.fixture
def asked() -> Call:
    """A call whose letter has a requirement, a clause and a question with a file after it."""
    new = f.call(publish=False, prevailing_language="en")
    f.requirement(new)
    f.clause(new)
    stage = new.stages.get(number=1)
    Stage.objects.filter(pk=stage.pk).update(sections=[*f.LETTER, *ANSWERS])
    choices = [{"code": "yes", "text": "Yes"}, {"code": "no", "text": "No"}]
    AskedField.objects.create(
        stage=stage,
        code="station",
        kind="choice",
        text="A station?",
        choices=choices,
        required=True,
    )
    AskedField.objects.create(
        stage=stage, code="permit", kind="file", text="The permit", required=True, position=1,
        after_field="station", after_choice="yes",
    )  # fmt: skip
    return call_actions.publish(new, by=f.officer(), at=f.NOW)


def answered() -> Proposal:
    proposal = f.written()
    for code, answers in ANSWERS.items():
        section.save(proposal, code, answers, by=f.lead_a(), at=f.NOW)
    proposal.refresh_from_db()
    return proposal


def prose(content: Content) -> list[str]:
    return [one.prose for part in dossier.read(content) for one in part.answers if one.prose]


@pytest.mark.usefixtures("asked")
def test_what_the_call_asks_is_missing_until_it_is_answered() -> None:
    gaps = [(one.section, one.label) for one in working_copy(f.written()).missing]
    assert gaps == [("interface", "IF-MEC-01"), ("terms", "Clause 1"), ("questions", "A station?")]


@pytest.mark.usefixtures("asked")
def test_revision_holds_the_words_of_the_call_and_the_hash_of_its_terms() -> None:
    proposal = answered()
    revision = actions.submit(proposal, by=f.lead_a(), at=f.NOW)
    text = json.loads(revision.content)
    asked = text["sections"]["interface"]["asked"]
    assert [(one["name"], one["prose"]) for one in asked if one["prose"]] == [
        ("r_IF-MEC-01", "Stand on four feet.")
    ]
    assert text["names"]["interface"]["r_IF-MEC-01"] == {"pc": "Partly compliant"}
    assert "three feet" in revision.search
    assert "four feet" not in revision.search  # the words of the call are in every proposal
    assert text["terms"] == {
        "sha256": load_rules(proposal.stage).terms.sha256,
        "prevailing": "en",
    }
    anchor(at=f.NOW)
    call_command("verify_audit")


def test_revision_is_read_with_the_words_that_were_answered(asked: Call) -> None:
    proposal = answered()
    revision = actions.submit(proposal, by=f.lead_a(), at=f.NOW)
    changed = {Requirement.objects.get(): {"text": "Stand on six feet."}}
    call_actions.amend(asked, text="Six feet.", changed=changed, by=f.officer(), at=f.NOW)
    assert "Stand on four feet." in prose(frozen_copy(revision))
    assert "Stand on six feet." in prose(working_copy(Proposal.objects.get()))
    anchor(at=f.NOW)
    call_command("verify_audit")


def test_same_answers_to_other_terms_make_a_revision(asked: Call) -> None:
    proposal = answered()
    first = actions.submit(proposal, by=f.lead_a(), at=f.NOW)
    assert actions.submit(proposal, by=f.lead_a(), at=f.NOW) == first
    changed = {Clause.objects.get(): {"text": "Carriage costs."}}
    call_actions.amend(asked, text="Costs.", changed=changed, by=f.officer(), at=f.NOW)
    later = Proposal.objects.get(pk=proposal.pk)
    second = actions.submit(later, by=f.lead_a(), at=f.NOW)
    assert second.number == 2
    assert json.loads(second.content)["terms"] != json.loads(first.content)["terms"]


@pytest.mark.usefixtures("asked")
def test_file_is_asked_for_after_its_choice_and_can_be_uploaded_as_such() -> None:
    proposal = answered()
    section.save(proposal, "questions", {"q_station": "yes"}, by=f.lead_a(), at=f.NOW)
    with refused(Refusal.INCOMPLETE):
        actions.submit(proposal, by=f.lead_a(), at=f.NOW)
    page = browser(f.lead_a()).open("/proposals/CE8-0001/submit/")
    assert "The permit is missing" in page.text
    f.document(proposal, code="q_permit")
    assert not working_copy(Proposal.objects.get()).missing


@pytest.mark.usefixtures("asked")
def test_preview_shows_what_a_reviewer_reads() -> None:
    answered()
    page = browser(f.lead_a()).open("/proposals/CE8-0001/preview/")
    assert "Stand on four feet." in page.text
    assert "Three feet." in page.text
    assert browser(f.lead_b()).open("/proposals/CE8-0001/preview/").status == 404


@pytest.mark.usefixtures("asked")
def test_terms_name_the_hash_that_is_frozen() -> None:
    proposal = answered()
    page = browser(f.lead_a()).open("/proposals/CE8-0001/sections/terms/")
    assert load_rules(proposal.stage).terms.sha256 in page.text
    assert "Carriage is free." in page.text
