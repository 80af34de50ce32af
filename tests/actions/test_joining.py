"""A second agency joins a proposal by its administrator's consent, and leaves again."""

import json
from collections.abc import Callable
from datetime import timedelta

import pytest

from proposals.access.conflict import people_in_conflict
from proposals.access.proposal.office import visible_proposals
from proposals.access.proposal.team import actors, can_edit, partner_proposals
from proposals.actions import agency as agency_actions
from proposals.actions import audit, joining, message, section, status
from proposals.actions import call as call_actions
from proposals.actions import proposal as proposal_actions
from proposals.content.agency import unlinked
from proposals.content.audit import verify
from proposals.domain.refusal import Refusal
from proposals.domain.verb import Verb
from proposals.domain.workflow.table import Actor
from proposals.models.account import User
from proposals.models.agency import Agency, Membership
from proposals.models.joining import Joining
from proposals.models.message import Message
from proposals.models.proposal import Proposal
from tests import factories as f
from tests.actions.test_status import put
from tests.refusal import nothing_written, refused

pytestmark = pytest.mark.django_db


def agency_b() -> Agency:
    f.lead_b()
    return f.agency("Agency B")


def asked(proposal: Proposal | None = None) -> Joining:
    return joining.ask(proposal or f.draft(), agency=agency_b(), by=f.lead_a(), at=f.NOW)


def of_b(role: str) -> User:
    return f.member(f"{role}-b@test.example", agency_b(), role)


def mail_to(user: User) -> list[str]:
    rows = Message.objects.filter(recipient=user).order_by("pk")
    return [one.subject for one in rows]


# --- Asking and answering -------------------------------------------------------------------


def test_agency_that_is_asked_sees_nothing_before_it_accepts() -> None:
    one = asked()
    assert mail_to(f.lead_b())[-1] == "CE8-0001: Agency A asks you to join"
    assert not partner_proposals(f.lead_b()).exists()
    joining.accept(one, by=f.lead_b(), at=f.NOW)
    assert partner_proposals(f.lead_b()).get() == one.proposal
    assert mail_to(f.lead_a())[-1] == "CE8-0001: Agency B has joined"


@pytest.mark.parametrize(
    ("role", "writes"), [("administrator", True), ("proposer", True), ("observer", False)]
)
def test_people_of_a_joined_agency_read_and_write_and_never_submit(
    role: str, *, writes: bool
) -> None:
    proposal = f.written()
    joining.accept(asked(proposal), by=f.lead_b(), at=f.NOW)
    person = of_b(role)
    assert partner_proposals(person).get() == proposal
    assert can_edit(person, proposal) is writes
    assert Actor.LEAD not in actors(person, proposal)
    with refused(Refusal.NOT_YOURS):
        proposal_actions.submit(proposal, by=person, at=f.NOW)
    if writes:
        section.save(proposal, "science", {"objective": "Ours"}, by=person, at=f.NOW)
    else:
        with refused(Refusal.OBSERVER):
            section.save(proposal, "science", {"objective": "Ours"}, by=person, at=f.NOW)


def test_agency_that_declines_sees_nothing_and_the_team_hears_why() -> None:
    one = asked()
    joining.decline(one, by=f.lead_b(), at=f.NOW, reason="No funds.")
    assert not partner_proposals(f.lead_b()).exists()
    last = Message.objects.filter(recipient=f.lead_a()).latest("pk")
    assert last.subject == "CE8-0001: Agency B has declined"
    assert "No funds." in last.body
    assert asked(one.proposal) != one  # it may be asked again


@pytest.mark.parametrize("cast", [f.proposer_a, f.observer_a, f.lead_b, f.officer, f.root])
def test_lead_team_alone_asks(cast: Callable[[], User]) -> None:
    proposal, other, person = f.draft(), agency_b(), cast()
    with nothing_written(proposal), refused(Refusal.NOT_LEAD_OF_PROPOSAL):
        joining.ask(proposal, agency=other, by=person, at=f.NOW)


@pytest.mark.parametrize("role", ["proposer", "observer"])
def test_administrator_of_the_agency_alone_answers(role: str) -> None:
    one = asked()
    for person in (of_b(role), f.lead_a(), f.officer()):
        for act in (joining.accept, joining.decline):
            with nothing_written(one.proposal), refused(Refusal.NOT_ADMINISTRATOR):
                act(one, by=person, at=f.NOW)


def test_request_is_answered_once() -> None:
    one = asked()
    joining.accept(one, by=f.lead_b(), at=f.NOW)
    for act in (joining.accept, joining.decline):
        with refused(Refusal.JOINING_ANSWERED, says="Joined"):
            act(one, by=f.lead_b(), at=f.NOW)


def test_agency_that_can_not_join_is_refused_with_a_sentence() -> None:
    proposal = f.draft()
    with refused(Refusal.ON_IT_ALREADY, field="name"):
        joining.ask(proposal, agency=f.agency(), by=f.lead_a(), at=f.NOW)
    with refused(Refusal.NOBODY_ANSWERS, field="name"):
        joining.ask(proposal, agency=f.agency("Empty"), by=f.lead_a(), at=f.NOW)
    asked(proposal)
    with refused(Refusal.ON_IT_ALREADY):
        asked(proposal)
    agency_actions.judge(agency_b(), verified=False, by=f.officer(), at=f.NOW, reason="Unknown.")
    with refused(Refusal.ASKED_AGENCY_REJECTED):
        asked(proposal)


@pytest.mark.parametrize("name", ["agency b", "AGENCY  B", "Agency B."])
def test_agency_is_found_by_its_name(name: str) -> None:
    known = agency_b()
    assert joining.named(name) == known


def test_agency_of_no_name_or_of_several_is_not_guessed() -> None:
    for country in ("CH", "NO"):
        agency_actions.register(
            by=f.officer(), at=f.NOW, name="Moon Office", country=country, is_another=True
        )
    with refused(Refusal.AGENCY_UNKNOWN, says="“Agency of nobody”"):
        joining.named("Agency of nobody")
    with refused(Refusal.AGENCY_UNCLEAR, field="country"):
        joining.named("Moon Office")
    assert joining.named("moon office", "NO").country == "NO"


def test_nobody_joins_while_the_proposal_is_not_edited() -> None:
    proposal = f.submitted()
    one = asked(proposal)
    put(proposal, "screening")
    with refused(Refusal.NOT_EDITABLE):
        joining.accept(one, by=f.lead_b(), at=f.NOW)
    with refused(Refusal.NOT_EDITABLE):
        asked(proposal)


# --- Leaving --------------------------------------------------------------------------------


@pytest.mark.parametrize("cast", [f.lead_a, f.lead_b])
def test_part_ends_with_a_reason_by_either_side(cast: Callable[[], User]) -> None:
    one = joining.accept(asked(), by=f.lead_b(), at=f.NOW)
    with refused(Refusal.NO_REASON, field="reason"):
        joining.end(one, by=cast(), at=f.NOW, reason=" ")
    joining.end(one, by=cast(), at=f.CLOSES, reason="Other plans.")
    one.refresh_from_db()
    assert (one.state, one.ended_at) == (Joining.State.LEFT, f.CLOSES)
    assert not partner_proposals(f.lead_b()).exists()
    for person in (f.lead_a(), f.lead_b()):
        last = Message.objects.filter(recipient=person).latest("pk")
        assert last.subject == "CE8-0001: Agency B is no longer on it"
        assert "Other plans." in last.body
    entry = json.loads(f.last_entry(one.proposal).text)
    assert (entry["verb"], entry["reason"]) == ("leave", "Other plans.")
    with refused(Refusal.JOINING_ENDED):
        joining.end(one, by=f.lead_a(), at=f.CLOSES, reason="Again.")


def test_request_is_taken_back_by_the_lead_team_alone() -> None:
    one = asked()
    with refused(Refusal.NOT_YOURS):
        joining.end(one, by=f.lead_b(), at=f.NOW, reason="No.")
    assert joining.end(one, by=f.lead_a(), at=f.NOW, reason="Mistake.").state == "cancelled"
    with refused(Refusal.JOINING_ANSWERED):
        joining.accept(one, by=f.lead_b(), at=f.NOW)


def test_rejected_agency_is_on_nothing() -> None:
    one = joining.accept(asked(), by=f.lead_b(), at=f.NOW)
    agency_actions.judge(agency_b(), verified=False, by=f.officer(), at=f.NOW, reason="Unknown.")
    one.refresh_from_db()
    assert one.state == Joining.State.LEFT
    assert not partner_proposals(f.lead_b()).exists()


def test_end_of_a_proposal_takes_back_what_nobody_answered() -> None:
    one = asked()
    status.move(one.proposal, Verb.WITHDRAW, by=f.lead_a(), at=f.NOW, reason="No funds.")
    one.refresh_from_db()
    assert one.state == Joining.State.CANCELLED


# --- What follows ---------------------------------------------------------------------------


def test_administrators_of_a_joined_agency_get_the_teams_mail() -> None:
    proposal = f.written()
    joining.accept(asked(proposal), by=f.lead_b(), at=f.NOW)
    assert set(message.team(proposal)) == {f.lead_a(), f.lead_b()}
    proposal_actions.submit(proposal, by=f.lead_a(), at=f.NOW)
    assert "receipt" in mail_to(f.lead_b())[-1].lower()
    assert f.lead_b() in call_actions.concerned(proposal.call)


def test_reviewer_of_a_joined_agency_has_a_conflict_and_keeps_it_when_it_leaves() -> None:
    proposal = f.written()
    one = asked(proposal)
    person = f.user("rev-b@test.example", "reviewer", organisation="agency b")
    assert people_in_conflict([person], proposal) == set()  # asking alone shuts nobody out
    joining.accept(one, by=f.lead_b(), at=f.NOW)
    assert people_in_conflict([person], proposal) == {person.pk}
    joining.end(one, by=f.lead_b(), at=f.NOW, reason="Other plans.")
    assert people_in_conflict([person], proposal) == {person.pk}


def test_country_of_a_joined_agency_blocks_where_the_call_says_so() -> None:
    proposal = f.draft(of=f.call("CE9", blocks_same_country=True))
    other = agency_b()
    other.country = "NO"
    other.save()
    person = f.user("rev-no@test.example", "reviewer", country="NO")
    one = joining.ask(proposal, agency=other, by=f.lead_a(), at=f.NOW)
    joining.accept(one, by=f.lead_b(), at=f.NOW)
    assert people_in_conflict([person], proposal) == {person.pk}


def test_officer_of_a_joined_agency_has_no_power_over_the_proposal() -> None:
    proposal = f.submitted()
    joining.accept(asked(proposal), by=f.lead_b(), at=f.NOW)
    person = f.member(f.officer2().email, agency_b(), "proposer")
    assert not visible_proposals(person).exists()
    with refused(Refusal.NOT_YOURS):
        status.move(proposal, Verb.SCREEN, by=person, at=f.AFTER)
    section.save(proposal, "science", {"objective": "Ours"}, by=person, at=f.NOW)
    assert not json.loads(f.last_entry(proposal).text)["for_office"]


def test_review_waits_until_a_joined_agency_is_verified() -> None:
    proposal = f.submitted()
    f.member("lead-b@test.example", f.agency("Agency B", verified=False), "administrator")
    joining.accept(asked(proposal), by=f.lead_b(), at=f.NOW)
    status.move(proposal, Verb.SCREEN, by=f.officer(), at=f.AFTER)
    with refused(Refusal.NOT_VERIFIED):
        status.move(proposal, Verb.START_REVIEW, by=f.officer(), at=f.AFTER)
    agency_actions.judge(agency_b(), verified=True, by=f.officer(), at=f.AFTER)
    status.move(proposal, Verb.START_REVIEW, by=f.officer(), at=f.AFTER)


def test_revision_holds_the_agencies_that_had_joined() -> None:
    proposal = f.written()
    alone = proposal_actions.submit(proposal, by=f.lead_a(), at=f.NOW)
    one = joining.accept(asked(proposal), by=f.lead_b(), at=f.NOW)
    both = proposal_actions.submit(proposal, by=f.lead_a(), at=f.NOW)
    assert both != alone
    assert "joined_agencies" not in json.loads(alone.content)
    assert json.loads(both.content)["joined_agencies"] == [{"name": "Agency B", "country": ""}]
    rows = [(row.name, row.role, row.agency) for row in both.participations.all()]
    assert rows == [
        ("Agency A", "lead_institution", f.agency()),
        ("Agency B", "co_proposer", agency_b()),
        ("Co-proposer Ltd", "industry", None),
    ]
    joining.end(one, by=f.lead_b(), at=f.NOW, reason="Other plans.")
    audit.anchor(at=f.NOW)
    assert list(verify()) == []
    assert [row.name for row in unlinked()] == ["Co-proposer Ltd"]


def test_joined_agency_that_the_team_names_has_one_row() -> None:
    proposal = f.written()
    joining.accept(asked(proposal), by=f.lead_b(), at=f.NOW)
    team = f.answers(proposal)["team"]
    rows = [{"name": "AGENCY B", "role": "co_funder", "brings": "Money"}]
    section.save(proposal, "team", {**team, "organisations": rows}, by=f.lead_b(), at=f.NOW)
    both = proposal_actions.submit(proposal, by=f.lead_a(), at=f.NOW)
    found = [(row.name, row.role, row.agency) for row in both.participations.all()]
    assert found[1:] == [("AGENCY B", "co_funder", agency_b())]
    audit.anchor(at=f.NOW)
    assert list(verify()) == []


def test_history_tells_of_each_step() -> None:
    one = joining.accept(asked(), by=f.lead_b(), at=f.NOW)
    joining.end(one, by=f.lead_b(), at=f.NOW + timedelta(days=1), reason="Other plans.")
    verbs = list(audit.entries(one.proposal).values_list("verb", flat=True))
    assert verbs == ["create", "ask_to_join", "join", "leave"]


def test_person_of_a_joined_agency_who_leaves_it_sees_nothing_any_more() -> None:
    joining.accept(asked(), by=f.lead_b(), at=f.NOW)
    person = of_b("proposer")
    Membership.objects.filter(user=person).delete()
    assert not partner_proposals(User.objects.get(pk=person.pk)).exists()
