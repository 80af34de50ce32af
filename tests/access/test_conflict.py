"""Conflicts are asked of what was submitted and of today's, under every name of an organisation."""

from typing import Any

import pytest

from proposals.access.conflict import people_in_conflict
from proposals.access.proposal.office import visible_proposals
from proposals.actions import agency as agency_actions
from proposals.actions import proposal as proposal_actions
from proposals.actions import section
from proposals.models.account import User
from proposals.models.agency import Agency, Membership
from proposals.models.proposal import Proposal
from tests import factories as f

pytestmark = pytest.mark.django_db

HOUSE = {"name": "Reviewer House", "role": "co_proposer"}


def panel(organisation: str) -> User:
    """A member of the panel whose organisation this is."""
    User.objects.update_or_create(email=f.chair().email, defaults={"organisation": organisation})
    return f.chair()


def team(proposal: Proposal, **changed: Any) -> None:
    """Save other answers about the team in the working copy."""
    answers = f.answers(proposal)["team"] | changed
    section.save(proposal, "team", answers, by=f.lead_a(), at=f.NOW)


def submitted(*times: dict[str, Any]) -> Proposal:
    """A proposal that was submitted once for each of these answers about the team."""
    proposal = f.written()
    for changed in times:
        team(proposal, **changed)
        proposal_actions.submit(proposal, by=f.lead_a(), at=f.NOW)
        proposal.refresh_from_db()
    return proposal


def sees(person: User, proposal: Proposal) -> bool:
    return proposal in visible_proposals(person)


def test_organisation_that_left_the_working_copy_after_submitting_is_still_in_conflict() -> None:
    proposal = submitted({"organisations": [HOUSE]})
    team(proposal, organisations=[])
    assert not sees(panel("reviewer house"), proposal)
    assert sees(panel("Another House"), proposal)


def test_organisation_of_an_earlier_revision_is_in_conflict() -> None:
    proposal = submitted({"organisations": [HOUSE]}, {"organisations": []})
    assert not sees(panel("Reviewer House"), proposal)


def test_organisation_that_joins_the_working_copy_is_in_conflict() -> None:
    proposal = submitted({})
    assert sees(panel("Reviewer House"), proposal)
    team(proposal, organisations=[HOUSE])
    assert not sees(panel("Reviewer House"), proposal)


def test_country_of_a_frozen_organisation_blocks_where_the_call_says_so() -> None:
    f.call(blocks_same_country=True)
    proposal = submitted({"organisations": [HOUSE | {"country": "KE"}]})
    team(proposal, organisations=[])
    chair = f.chair()
    chair.country = "KE"
    assert not sees(chair, proposal)
    chair.country = "PK"
    assert sees(chair, proposal)


def test_institution_of_the_principal_investigator_is_in_conflict_frozen_and_today() -> None:
    proposal = submitted({"pi_institution": "Institute of the Past"})
    team(proposal, pi_institution="Institute of Today")
    assert not sees(panel("institute of the past"), proposal)
    assert not sees(panel("INSTITUTE of today"), proposal)
    assert sees(panel("Institute of Tomorrow"), proposal)


def test_institutions_of_co_investigators_are_in_conflict_frozen_and_today() -> None:
    proposal = submitted(
        {
            "co_investigators": [
                {"name": "Kim Example", "institution": "Institute of the Past"},
                {"name": "An", "institution": "Ri, House, Town"},
            ]
        }
    )
    rows = [{"name": "Kim Example", "institution": "Institute of Today"}]
    team(proposal, co_investigators=rows)
    for shut in ("institute of the past", "Institute of Today", "House", "House, Town"):
        assert not sees(panel(shut), proposal), shut
    for open_to in ("Institute of Tomorrow", "An", "Kim Example"):
        assert sees(panel(open_to), proposal), open_to


def test_names_of_today_of_a_lead_agency_that_was_rejected_since_are_compared() -> None:
    proposal = submitted({})
    agency = Agency.objects.get(name="Agency A")
    agency.name = "Agency of Another Name"
    agency_actions.change(agency, by=f.officer(), at=f.NOW)
    agency_actions.judge(agency, verified=False, reason="No reply", by=f.officer(), at=f.NOW)
    assert not sees(panel("agency of another name"), proposal)


@pytest.mark.parametrize("name", ["Lunar Bureau", "LB", "Bureau of Moons"])
def test_every_name_of_a_reviewers_agency_is_compared(name: str) -> None:
    agency = f.agency("Lunar Bureau")
    agency.short_name, agency.other_names = "LB", "Moon Office\nBureau of Moons"
    agency_actions.change(agency, by=f.officer(), at=f.NOW)
    proposal = submitted({"organisations": [HOUSE | {"name": name}]})
    assert not sees(panel("Moon Office"), proposal)
    member = f.user("member@test.example", "panel")
    assert sees(member, proposal)
    Membership.objects.create(agency=agency, user=member, role="observer")
    assert not sees(f.user("member@test.example"), proposal)


def test_name_that_an_agency_had_when_it_submitted_and_its_name_of_today_are_compared() -> None:
    proposal = submitted({})
    agency = Agency.objects.get(name="Agency A")
    agency.name = "Agency of Another Name"
    agency_actions.change(agency, by=f.officer(), at=f.NOW)
    assert not sees(panel("Agency A"), proposal)
    assert not sees(panel("agency of another name"), proposal)
    agency.refresh_from_db()
    assert agency.other_names == "Agency A"


def test_stranger_does_not_shut_a_competitors_proposal_by_the_names_of_an_agency() -> None:
    """A registered agency that isn't verified says nothing about the names of other people's."""
    proposal = submitted({"organisations": [HOUSE]})
    new = agency_actions.register(
        by=f.user("stranger@test.example"),
        at=f.NOW,
        name="Reviewer House",
        short_name="Observatory",
    )
    assert sees(panel("Observatory"), proposal)
    agency_actions.judge(new, verified=True, by=f.officer(), at=f.NOW)
    assert not sees(panel("Observatory"), proposal)


def test_people_in_conflict_are_found_at_once(django_assert_num_queries: Any) -> None:
    proposal = submitted({"organisations": [HOUSE]})
    guilty, member = panel("Reviewer House"), f.reviewer2()
    Membership.objects.create(agency=f.agency("Agency A"), user=member, role="observer")
    people = [f.reviewer(), guilty, member]
    with django_assert_num_queries(3):
        assert people_in_conflict(people, proposal) == {guilty.pk, member.pk}
    assert people_in_conflict([], proposal) == set()
