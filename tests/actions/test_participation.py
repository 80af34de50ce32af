"""An officer links organisations on proposals to registered agencies, and takes links back."""

from typing import Any

import pytest

from proposals.access.conflict import in_conflict
from proposals.access.proposal.office import visible_proposals
from proposals.actions import agency as agency_actions
from proposals.actions import participation as actions
from proposals.actions import section
from proposals.domain.refusal import Refusal
from proposals.models.account import User
from proposals.models.agency import Agency, Membership
from proposals.models.participation import AgencyLink, RevisionParticipation
from proposals.models.proposal import Proposal
from tests import factories as f
from tests.refusal import nothing_written, refused

pytestmark = pytest.mark.django_db


@pytest.fixture
def organisation() -> RevisionParticipation:
    f.agency("Works")
    return f.revision(f.submitted()).participations.get(name="Co-proposer Ltd")


def link(organisation: RevisionParticipation, **given: Any) -> AgencyLink:
    values: dict[str, Any] = {"agency": f.agency("Works"), "by": f.officer(), "at": f.NOW} | given
    return actions.link(organisation, **values)


def test_link_is_made_by_an_officer_and_stands_in_the_history(
    organisation: RevisionParticipation,
) -> None:
    proposal = organisation.revision.proposal
    for person in (f.lead_a(), f.reviewer(), f.chair(), f.auditor()):
        with nothing_written(proposal), refused(Refusal.NOT_OFFICER):
            link(organisation, by=person)
    new = link(organisation)
    assert str(new) == "Co-proposer Ltd: Works"
    entry = f.last_entry(proposal)
    assert entry.verb == "link_agency"
    assert f'"agency":{f.agency("Works").pk},"organisation":"Co-proposer Ltd"' in entry.text


def test_only_a_verified_agency_is_linked(organisation: RevisionParticipation) -> None:
    proposal = organisation.revision.proposal
    waiting, rejected = f.agency("Waiting", verified=False), f.agency("Rejected")
    Agency.objects.filter(pk=rejected.pk).update(state="rejected")
    for one in (waiting, rejected):
        with nothing_written(proposal), refused(Refusal.AGENCY_NOT_VERIFIED, field="agency"):
            link(organisation, agency=one)


def test_organisation_is_linked_once(organisation: RevisionParticipation) -> None:
    link(organisation)
    with refused(Refusal.LINKED_ALREADY, says="Co-proposer Ltd", field="organisation"):
        link(organisation, agency=f.agency("Other"))


def test_officer_links_no_agency_of_their_own(organisation: RevisionParticipation) -> None:
    Membership.objects.create(agency=f.agency("Works"), user=f.officer2(), role="observer")
    with nothing_written(organisation.revision.proposal), refused(Refusal.OWN_AGENCY):
        link(organisation, by=f.officer2())


def conflicts(person: User) -> set[Proposal]:
    return set(Proposal.objects.filter(in_conflict(person, of="pk")))


def test_link_stays_when_the_team_deletes_the_organisation(
    organisation: RevisionParticipation,
) -> None:
    """Who belongs to the agency stays in conflict, under whatever name the team wrote it."""
    proposal = organisation.revision.proposal
    link(organisation)
    f.member("reviewer@test.example", f.agency("Works"), "observer")
    f.member("officer2@test.example", f.agency("Works"), "observer")
    people = [f.reviewer(), f.user("worker@test.example", "reviewer", organisation="WORKS")]
    empty = f.answers(proposal)["team"] | {"organisations": []}
    section.save(proposal, "team", empty, by=f.lead_a(), at=f.NOW)
    for person in people:
        assert conflicts(person) == {proposal}, person
    assert proposal not in visible_proposals(f.officer2())


def test_unlinking_needs_a_reason_and_ends_the_conflict(
    organisation: RevisionParticipation,
) -> None:
    proposal = organisation.revision.proposal
    new = link(organisation)
    f.member("reviewer@test.example", f.agency("Works"), "observer")
    with nothing_written(proposal), refused(Refusal.NO_REASON, field="reason"):
        actions.unlink(new, by=f.officer(), at=f.NOW, reason=" ")
    with nothing_written(proposal), refused(Refusal.NOT_OFFICER):
        actions.unlink(new, by=f.auditor(), at=f.NOW, reason="Another Works")
    actions.unlink(new, by=f.officer(), at=f.NOW, reason="Another Works")
    assert conflicts(f.reviewer()) == set()
    entry = f.last_entry(proposal)
    assert (entry.verb, "Another Works" in entry.text) == ("unlink_agency", True)
    assert link(organisation, agency=f.agency("Other")).agency == f.agency("Other")


def test_rejecting_an_agency_takes_its_links_back(organisation: RevisionParticipation) -> None:
    other = f.revision(f.submitted("Another")).participations.get(role="industry")
    kept = link(
        f.revision(f.submitted("Third")).participations.get(role="industry"), agency=f.agency("B")
    )
    for one in (organisation, other):
        link(one)
    agency_actions.judge(
        f.agency("Works"), verified=False, by=f.officer(), at=f.NOW, reason="No such works"
    )
    assert list(AgencyLink.objects.all()) == [kept]
    for one in (organisation, other):
        entry = f.last_entry(one.revision.proposal)
        assert (entry.verb, "No such works" in entry.text) == ("unlink_agency", True)


def test_officer_who_verifies_confirms_where_the_agency_takes_part(
    organisation: RevisionParticipation,
) -> None:
    agency = f.agency("Co-proposer Ltd", verified=False)
    agency_actions.judge(agency, verified=True, by=f.officer(), at=f.NOW, links=[organisation])
    assert AgencyLink.objects.get().proposal == organisation.revision.proposal
