"""The team sees a proposal in the portal; the office sees it unless a conflict hides it."""

from collections.abc import Callable

import pytest

from proposals.access.policy import Right, policy_for
from proposals.access.proposal.office import visible_proposals
from proposals.access.proposal.team import can_edit, partner_proposals, require_edit
from proposals.actions import review
from proposals.domain.refusal import Refusal
from proposals.models.account import User
from proposals.models.agency import Membership
from proposals.models.call import Call
from proposals.models.proposal import Proposal
from proposals.models.review import Assignment, Conflict, Review
from tests import factories as f
from tests.access.scene import Scene, every_model, seen
from tests.access.table import EVERYONE, HANGING, OFFICE, PANEL, REVIEWERS, hanging_on
from tests.refusal import refused

pytestmark = pytest.mark.django_db
Shut = Callable[[Proposal, User], None]


# --- The portal ---------------------------------------------------------------------------


def test_portal_shows_the_proposals_of_ones_own_agencies_alone(scene: Scene) -> None:
    for role in (f.lead_a, f.proposer_a, f.observer_a):
        assert set(partner_proposals(role())) == {scene.a, scene.draft_a}, role
    assert set(partner_proposals(f.lead_b())) == {scene.b, scene.draft_b}
    for role in (*OFFICE, *PANEL, *REVIEWERS):
        assert set(partner_proposals(role())) == set(), role


def test_member_of_two_agencies_sees_both_once() -> None:
    person = f.lead_a()
    f.lead_b()
    f.draft("Of B", by=f.lead_b())
    Membership.objects.create(agency=f.agency("Agency B"), user=person, role="observer")
    f.draft("Of A", by=f.proposer_a())
    assert [str(one) for one in partner_proposals(person)] == ["CE8-0002", "CE8-0001"]


def test_only_writers_of_the_lead_agency_edit_and_only_while_it_is_open(scene: Scene) -> None:
    for role in EVERYONE:
        writes = role in (f.lead_a, f.proposer_a)
        assert can_edit(role(), scene.draft_a) == writes, role
        assert not can_edit(role(), scene.a), role
    with refused(Refusal.NOT_EDITABLE, says="Question for you"):
        require_edit(f.lead_a(), Proposal.objects.get(pk=scene.a.pk))


# --- Conflicts in the office --------------------------------------------------------------


def same_organisation(proposal: Proposal, person: User) -> None:
    User.objects.filter(pk=person.pk).update(organisation=" AGENCY A")


def same_as_a_co_proposer(proposal: Proposal, person: User) -> None:
    proposal.participations.create(name="Moon Ltd", name_folded="moon ltd", role="industry")
    User.objects.filter(pk=person.pk).update(organisation="Moon  LTD.")


def member_of_the_agency(proposal: Proposal, person: User) -> None:
    Membership.objects.create(agency=proposal.lead_agency, user=person, role="observer")


def same_country(proposal: Proposal, person: User) -> None:
    User.objects.filter(pk=person.pk).update(country="KE")
    proposal.participations.update(country="KE")
    Call.objects.update(blocks_same_country=True)


def found(proposal: Proposal, person: User) -> None:
    review.find_conflict(proposal, reviewer=person, reason="Kin", by=f.officer(), at=f.AFTER)


def declared(proposal: Proposal, person: User) -> None:
    """A conflict of the time when the person was a reviewer."""
    Conflict.objects.create(
        proposal=proposal, reviewer=person, origin="declared", reason="Kin", recorded_at=f.AFTER
    )


SHUTS: list[Shut] = [
    same_organisation,
    same_as_a_co_proposer,
    member_of_the_agency,
    same_country,
    found,
    declared,
]


@pytest.mark.parametrize("shut", SHUTS)
def test_conflict_takes_everything_away_from_a_reviewer(scene: Scene, shut: Shut) -> None:
    assert seen(f.reviewer(), Proposal) == {scene.a}
    shut(scene.a, f.reviewer())
    for model in every_model():
        assert seen(f.reviewer(), model) == set(), model


@pytest.mark.parametrize("shut", SHUTS)
def test_conflict_takes_the_proposal_away_from_the_panel(scene: Scene, shut: Shut) -> None:
    before = {model: seen(f.chair(), model) for model in HANGING}
    shut(scene.a, f.chair())
    person = f.chair()
    assert scene.a not in set(visible_proposals(person))
    assert scene.b in set(visible_proposals(person))
    assert not policy_for(Proposal).may(person, Right.VIEW, scene.a)
    for model, rows in before.items():
        of_a = hanging_on(scene.a, model)
        assert of_a & (rows | of_a), model
        assert seen(person, model) & of_a == set(), model
        assert seen(person, model) >= rows & hanging_on(scene.b, model), model


def test_conflict_hides_nothing_from_officers_and_auditors(scene: Scene) -> None:
    for role in OFFICE:
        for shut in (same_organisation, found):
            shut(scene.a, role())
        assert set(visible_proposals(role())) == set(Proposal.objects.all()), role


def test_panel_member_who_is_an_auditor_too_reads_as_an_auditor(scene: Scene) -> None:
    person = f.user("both@test.example", "panel", "auditor", organisation="agency a")
    assert set(visible_proposals(person)) == set(Proposal.objects.all())


def test_waived_conflict_opens_the_proposal_again(scene: Scene) -> None:
    for person in (f.reviewer(), f.chair()):
        found(scene.a, person)
    # The office has given the review back to its reviewer.
    Assignment.objects.filter(pk=scene.accepted.pk).update(state="accepted")
    Conflict.objects.update(waived_by=f.officer())
    for person in (f.reviewer(), f.chair()):
        assert scene.a in set(visible_proposals(person)), person


def test_same_country_is_no_conflict_unless_the_call_says_so(scene: Scene) -> None:
    for person in (f.reviewer(), f.chair()):
        same_country(scene.a, person)
    Call.objects.update(blocks_same_country=False)
    for person in (f.reviewer(), f.chair()):
        assert scene.a in set(visible_proposals(person)), person


def test_cancelled_assignment_shows_the_reviewers_own_text_alone(scene: Scene) -> None:
    Assignment.objects.filter(pk=scene.accepted.pk).update(state="cancelled")
    own = {Assignment: {scene.accepted}, Review: {scene.accepted.review}}
    for model in every_model():
        assert seen(f.reviewer(), model) == own.get(model, set()), model
