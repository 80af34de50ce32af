"""The page of a proposal's team: who is on it, roles, leaving, and handing the lead over."""

import pytest

from proposals.models.proposal import Proposal
from proposals.models.team import TeamMember
from tests import factories as f
from tests.page import as_, browser
from tests.views.test_queries import Counts

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("clock")]


@pytest.fixture
def proposal() -> Proposal:
    return f.draft("Shared")


def base(proposal: Proposal) -> str:
    return f"{proposal.get_absolute_url()}team/"


def test_team_is_reached_from_the_proposal(proposal: Proposal) -> None:
    for person in (f.lead_a(), f.observer_a(), f.teammate(proposal, "read")):
        visitor = browser(person)
        assert base(proposal) in visitor.open(proposal.get_absolute_url()).links
        assert visitor.open(base(proposal)).status == 200


def test_lead_changes_a_role_and_removes(proposal: Proposal) -> None:
    row = TeamMember.objects.get(user=f.teammate(proposal))
    lead = browser(f.lead_a())
    assert "edit@institute.example" in lead.open(base(proposal)).text
    page = lead.send(lead.open(f"{base(proposal)}{row.pk}/"), {"role": "read"})
    assert "Saved: edit, May read." in page.text
    page = lead.press(lead.open(f"{base(proposal)}{row.pk}/remove/"), "Remove")
    assert "edit isn't on the team any more." in page.text
    assert lead.open(f"{base(proposal)}{row.pk}/").status == 404


def test_person_leaves_the_team(proposal: Proposal) -> None:
    person = browser(f.teammate(proposal, "read"))
    page = person.open(base(proposal))
    leave = next(one for one in page.links if one.endswith("/remove/"))
    page = person.press(person.open(leave), "Leave")
    assert "You have left the team." in page.text
    assert person.open(proposal.get_absolute_url()).status == 404


def test_lead_is_handed_over(proposal: Proposal) -> None:
    f.proposer_a()
    lead = browser(f.lead_a())
    page = lead.open(f"{base(proposal)}handover/")
    page = lead.send(page, {"to": f.proposer_a().pk})
    assert "proposer-a leads this proposal now." in page.text


def test_person_from_outside_reads_no_list_of_the_agency(proposal: Proposal) -> None:
    f.proposer_a()
    Proposal.objects.update(lead=f.teammate(proposal))
    outside = browser(f.teammate(proposal))
    f.teammate(proposal, by=f.user("second@institute.example"))
    page = outside.open(f"{base(proposal)}handover/")
    assert "second" in page.text
    for text in (page.text, outside.open(base(proposal)).text):
        assert "proposer-a" not in text
    page = outside.open(f"{base(proposal)}handover/")
    assert outside.send(page, {"to": f.proposer_a().pk}).status == 422


def test_observer_is_told_who_may_do_it(proposal: Proposal) -> None:
    row = TeamMember.objects.get(user=f.teammate(proposal))
    f.proposer_a()
    observer = browser(f.observer_a())
    said = "Only the lead proposer or an administrator of the lead agency may do this."
    assert said in observer.send(observer.open(f"{base(proposal)}{row.pk}/"), {"role": "read"}).text
    page = observer.open(f"{base(proposal)}handover/")
    assert said in observer.send(page, {"to": f.proposer_a().pk}).text
    assert said in observer.press(observer.open(f"{base(proposal)}{row.pk}/remove/"), "Remove").text
    links = observer.open(base(proposal)).links
    assert not [one for one in links if one.startswith(base(proposal)) and one != base(proposal)]


def test_member_of_another_team_is_not_found_here(proposal: Proposal) -> None:
    other = f.draft("Other")
    row = TeamMember.objects.get(user=f.teammate(other))
    client = as_(f.lead_a())
    for path in (f"{base(proposal)}{row.pk}/", f"{base(proposal)}{row.pk}/remove/"):
        assert client.get(path).status_code == 404
        assert client.post(path, {"role": "read"}).status_code == 404


def test_lead_who_may_not_write_any_more_is_marked(proposal: Proposal) -> None:
    Proposal.objects.update(lead=f.teammate(proposal, "former"))
    page = browser(f.lead_a()).open(base(proposal))
    assert "May not write this proposal any more. Hand the lead over." in page.text


def test_queries_of_the_page_of_the_team_do_not_grow(proposal: Proposal) -> None:
    f.teammate(proposal)
    f.invitation(proposal)
    guest = as_(f.teammate(proposal, "read"))
    counts = [Counts(one, base(proposal)) for one in (as_(f.lead_a()), guest)]
    for n in range(2):
        f.teammate(proposal, by=f.user(f"more{n}@institute.example"))
        f.invitation(proposal, email=f"new{n}@institute.example")
        f.member(f"more{n}@test.example", f.agency(), "observer")
    for one in counts:
        one.assert_same()
