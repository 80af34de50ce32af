"""Agencies sign off a content: approvals hold for this very content, and a change takes them back."""

import json
from collections.abc import Callable

import pytest

from proposals.actions import audit, joining, registration, section, signoff
from proposals.actions import proposal as proposal_actions
from proposals.content.audit import verify
from proposals.content.proposal import working_copy
from proposals.content.signoff import AGENCIES, FILES, SignOffState, standing
from proposals.domain.refusal import Refusal
from proposals.domain.section.field import Heading
from proposals.models.account import User
from proposals.models.agency import Agency, Membership
from proposals.models.call import Stage
from proposals.models.message import Message
from proposals.models.proposal import Proposal
from proposals.models.signoff import Approval, SignOff
from tests import factories as f
from tests.refusal import nothing_written, refused

pytestmark = pytest.mark.django_db


def asking(*, number: int = 1) -> None:
    """Let a stage of the call ask for a sign-off."""
    f.call()
    Stage.objects.filter(number=number).update(asks_signoff=True)


def signatory(of: Agency) -> User:
    person = f.member(f"signs-{of.pk}@test.example", of, Membership.Role.OBSERVER)
    Membership.objects.filter(user=person).update(is_signatory=True)
    return person


def written() -> Proposal:
    asking()
    return f.written()


def now(proposal: Proposal) -> SignOffState:
    proposal = Proposal.objects.get(pk=proposal.pk)
    found = standing(working_copy(proposal))
    assert found
    return found


def said_ready(proposal: Proposal) -> SignOff:
    return signoff.ready(proposal, sha256=now(proposal).sha256, by=f.lead_a(), at=f.NOW)


def approved(proposal: Proposal, of: Agency | None = None) -> Approval:
    agency = of or f.agency()
    return signoff.approve(
        proposal, agency=agency, sha256=now(proposal).sha256, by=signatory(agency), at=f.NOW
    )


def change(proposal: Proposal, text: str = "Changed.") -> None:
    data = f.answers(proposal)["science"] | {"objective": text}
    section.save(proposal, "science", data, by=f.lead_a(), at=f.NOW)


def with_agency_b(proposal: Proposal) -> Agency:
    boss = f.lead_b()
    one = joining.ask(proposal, agency=f.agency("Agency B"), by=f.lead_a(), at=f.NOW)
    joining.accept(one, by=boss, at=f.NOW)
    return f.agency("Agency B")


# --- Ready and approved ---------------------------------------------------------------------


def test_each_agency_approves_what_the_lead_says_is_ready() -> None:
    proposal = written()
    other = with_agency_b(proposal)
    people = [signatory(f.agency()), signatory(other)]
    said_ready(proposal)
    told = Message.objects.filter(subject="CE8-0001 waits for your approval")
    assert {one.recipient for one in told} == set(people)
    approved(proposal)
    assert [one.name for one in now(proposal).waiting] == ["Agency B"]
    assert "Not approved yet by: Agency B." in Message.objects.latest("pk").body
    approved(proposal, other)
    assert now(proposal).is_given
    assert "it can be submitted" in Message.objects.latest("pk").body
    verbs = list(audit.entries(proposal).values_list("verb", flat=True))
    assert verbs[-3:] == ["ready", "approve", "approve"]


def test_second_click_writes_nothing() -> None:
    proposal = written()
    assert said_ready(proposal) == said_ready(proposal)
    given = approved(proposal)
    with nothing_written(proposal):
        assert approved(proposal) == given
        said_ready(proposal)


@pytest.mark.parametrize("cast", [f.proposer_a, f.observer_a, f.lead_b, f.officer, f.root])
def test_lead_team_alone_says_ready(cast: Callable[[], User]) -> None:
    proposal = written()
    person, sha256 = cast(), now(proposal).sha256
    with nothing_written(proposal), refused(Refusal.NOT_LEAD_OF_PROPOSAL):
        signoff.ready(proposal, sha256=sha256, by=person, at=f.NOW)


def test_content_with_a_gap_is_not_ready() -> None:
    asking()
    proposal = f.draft()
    with refused(Refusal.INCOMPLETE):
        said_ready(proposal)


@pytest.mark.parametrize("cast", [f.lead_a, f.proposer_a, f.lead_b, f.officer, f.root])
def test_signatory_of_the_agency_alone_approves(cast: Callable[[], User]) -> None:
    proposal = written()
    said_ready(proposal)
    person, sha256 = cast(), now(proposal).sha256
    with nothing_written(proposal), refused(Refusal.NOT_SIGNATORY):
        signoff.approve(proposal, agency=f.agency(), sha256=sha256, by=person, at=f.NOW)


def test_signatory_of_one_agency_approves_for_no_other() -> None:
    proposal = written()
    other = with_agency_b(proposal)
    said_ready(proposal)
    sha256 = now(proposal).sha256
    for agency in (f.agency(), f.agency("Agency C")):
        with refused(Refusal.NOT_SIGNATORY):
            signoff.approve(proposal, agency=agency, sha256=sha256, by=signatory(other), at=f.NOW)
    with refused(Refusal.NOT_SIGNATORY):  # this agency has no part in it
        apart = f.agency("Agency C")
        signoff.approve(proposal, agency=apart, sha256=sha256, by=signatory(apart), at=f.NOW)


def test_nothing_is_approved_before_the_lead_says_ready() -> None:
    with refused(Refusal.NOT_READY):
        approved(written())


def test_stage_that_asks_for_nothing_has_no_sign_off() -> None:
    proposal = f.written()
    assert standing(working_copy(proposal)) is None
    with refused(Refusal.NO_SIGNOFF_ASKED):
        signoff.ready(proposal, sha256="0" * 64, by=f.lead_a(), at=f.NOW)


# --- A change takes the approval back -------------------------------------------------------


def test_change_takes_the_approval_back_and_says_where() -> None:
    proposal = written()
    said_ready(proposal)
    approved(proposal)
    change(proposal)
    f.document(proposal)
    found = now(proposal)
    assert (found.ready, found.is_given) == (None, False)
    assert found.changed == ["science", FILES]
    assert with_agency_b(proposal)
    assert now(proposal).changed == ["science", FILES, AGENCIES]


def test_change_that_is_undone_gives_the_approval_back() -> None:
    proposal = written()
    said_ready(proposal)
    approved(proposal)
    change(proposal)
    change(proposal, f.answers(proposal)["science"]["objective"])
    assert now(proposal).is_given


def test_save_that_changes_nothing_takes_nothing_back() -> None:
    proposal = written()
    said_ready(proposal)
    approved(proposal)
    section.save(proposal, "science", f.answers(proposal)["science"], by=f.lead_a(), at=f.CLOSES)
    assert now(proposal).is_given


def test_approval_of_a_page_that_is_old_is_refused() -> None:
    proposal = written()
    said_ready(proposal)
    old = now(proposal).sha256
    change(proposal)
    for act in (
        lambda: signoff.approve(
            proposal, agency=f.agency(), sha256=old, by=signatory(f.agency()), at=f.NOW
        ),
        lambda: signoff.ready(proposal, sha256=old, by=f.lead_a(), at=f.NOW),
    ):
        with nothing_written(proposal), refused(Refusal.CONTENT_CHANGED):
            act()


def test_approval_stays_when_the_signatory_loses_the_role() -> None:
    proposal = written()
    said_ready(proposal)
    approved(proposal)
    Membership.objects.update(is_signatory=False)
    assert now(proposal).is_given
    change(proposal)
    said_ready(proposal)
    with refused(Refusal.NOT_SIGNATORY):
        signoff.approve(
            proposal,
            agency=f.agency(),
            sha256=now(proposal).sha256,
            by=User.objects.get(email__startswith="signs-"),
            at=f.NOW,
        )


# --- Submitting -----------------------------------------------------------------------------


def test_letter_without_consent_is_submitted_and_says_so() -> None:
    proposal = written()
    revision = proposal_actions.submit(proposal, by=f.lead_a(), at=f.NOW)
    told = json.loads(revision.content)["sign_off"]
    assert (told["approvals"], told["missing"]) == ([], ["Agency A"])
    said_ready(proposal)
    given = approved(proposal)
    second = proposal_actions.submit(proposal, by=f.lead_a(), at=f.NOW)
    assert second != revision
    told = json.loads(second.content)["sign_off"]
    assert told == {
        "sha256": given.signoff.sha256,
        "ready_by": f.lead_a().pk,
        "approvals": [
            {
                "agency": "Agency A",
                "approved_by": given.approved_by_id,
                "approved_at": f.NOW.isoformat(),
            }
        ],
        "missing": [],
    }
    assert "signs-" not in second.content  # numbers of people, and no names
    assert proposal_actions.submit(proposal, by=f.lead_a(), at=f.NOW) == second
    audit.anchor(at=f.NOW)
    assert list(verify()) == []


def test_full_proposal_without_consent_is_blocked() -> None:
    proposal = f.invited()
    asking(number=2)
    proposal.refresh_from_db()
    with nothing_written(proposal), refused(Refusal.NOT_SIGNED_OFF):
        proposal_actions.submit(proposal, by=f.lead_a(), at=f.INVITED)
    said_ready(proposal)
    with refused(Refusal.NOT_SIGNED_OFF):
        proposal_actions.submit(proposal, by=f.lead_a(), at=f.INVITED)
    approved(proposal)
    change(proposal)
    with refused(Refusal.NOT_SIGNED_OFF):
        proposal_actions.submit(proposal, by=f.lead_a(), at=f.INVITED)
    said_ready(proposal)
    approved(proposal)
    proposal_actions.submit(proposal, by=f.lead_a(), at=f.INVITED)


def test_sections_that_a_page_showed_are_those_that_must_be_approved() -> None:
    """A colleague's later save changes nothing of what was approved and is submitted."""
    proposal = f.invited()
    asking(number=2)
    proposal.refresh_from_db()
    said_ready(proposal)
    approved(proposal)
    saw = {code: one.number for code, one in working_copy(proposal).versions.items()}
    change(proposal)
    revision = proposal_actions.submit(proposal, saw=saw, by=f.lead_a(), at=f.INVITED)
    assert json.loads(revision.content)["sign_off"]["missing"] == []


def test_revision_of_a_stage_that_asks_for_nothing_says_nothing_of_it() -> None:
    assert "sign_off" not in f.revision(f.submitted()).content


def test_letter_on_paper_is_signed_on_paper() -> None:
    asking()
    Stage.objects.update(kind="proposal")
    entry = registration.enter(
        call=f.call(),
        agency=f.agency(),
        heading=Heading(title="By note", level="unit", platform="lander"),
        channel="note",
        received_at=f.NOW,
        scan=f.pdf(),
        by=f.officer(),
        at=f.NOW,
    )
    assert entry.proposal.revisions.exists()
