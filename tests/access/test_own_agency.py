"""Who belongs to an agency has no power of the office over the proposals that this agency is on."""

import ast
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from django.db.models import Model

import proposals
from proposals.access.policy import Right, policy_for
from proposals.access.proposal.office import visible_proposals
from proposals.access.proposal.team import actors
from proposals.actions import (
    agency,
    call,
    clarification,
    decision,
    document,
    extension,
    registration,
    review,
    section,
    status,
)
from proposals.actions import proposal as proposal_actions
from proposals.domain.refusal import Refusal
from proposals.domain.section.field import Heading
from proposals.domain.verb import Verb
from proposals.domain.workflow.status import Level
from proposals.domain.workflow.table import TRANSITIONS, Actor
from proposals.models.account import User
from proposals.models.agency import Agency, Membership
from proposals.models.audit import AuditEntry
from proposals.models.message import Message
from proposals.models.proposal import Proposal
from tests import factories as f
from tests.access.scene import Scene, every_model, seen
from tests.access.table import HANGING, hanging_on, of_office
from tests.actions.test_status import put
from tests.refusal import nothing_written, refused

pytestmark = pytest.mark.django_db


def member(person: User, role: str = "observer", *, of: Agency | None = None) -> User:
    """Make somebody of the office a member of agency A, and load them anew."""
    Membership.objects.update_or_create(
        agency=of or f.agency(), user=person, defaults={"role": role}
    )
    return User.objects.get(pk=person.pk)


# --- Reading --------------------------------------------------------------------------------


@pytest.mark.parametrize("cast", [f.officer2, f.root, f.auditor, f.chair, f.reviewer])
def test_member_sees_nothing_of_the_proposal_in_the_office(
    scene: Scene, cast: Callable[[], User]
) -> None:
    person = member(cast())
    assert seen(person, Proposal) & {scene.a, scene.draft_a} == set()
    for model in HANGING:
        assert seen(person, model) & hanging_on(scene.a, model) == set(), model
        assert not policy_for(model).may(person, Right.VIEW, next(iter(hanging_on(scene.a, model))))


@pytest.mark.parametrize("cast", [f.officer2, f.root, f.auditor])
def test_member_reads_all_other_proposals(scene: Scene, cast: Callable[[], User]) -> None:
    before = {model: seen(cast(), model) for model in every_model()}
    person = member(cast())
    own: set[Model] = {scene.a, scene.draft_a}
    for model in HANGING:
        hidden = hanging_on(scene.a, model) | hanging_on(scene.draft_a, model)
        assert seen(person, model) == of_office(model) - hidden, model
    assert seen(person, Proposal) == before[Proposal] - own


@pytest.mark.parametrize("cast", [f.officer2, f.root, f.auditor])
def test_member_reads_neither_mail_nor_history_of_the_proposal(
    scene: Scene, cast: Callable[[], User]
) -> None:
    person = member(cast())
    hidden = {scene.a.reference, scene.draft_a.reference}
    assert Message.objects.filter(about__in=hidden).exists()
    messages = policy_for(Message).rows(person)
    assert set(messages) == set(Message.objects.exclude(about__in=hidden))
    chains = {f"proposal:{one.pk}" for one in (scene.a, scene.draft_a)}
    entries = policy_for(AuditEntry).rows(person)
    assert set(entries) == set(
        AuditEntry.objects.exclude(chain__startswith="comment:").exclude(chain__in=chains)
    )


def co_proposer(proposal: Proposal, name: str) -> Agency:
    """Submit a proposal with a line for this organisation, delete the line, and don't submit."""
    team = f.answers(proposal)["team"]
    rows = [{"name": name, "role": "industry"}]
    section.save(proposal, "team", {**team, "organisations": rows}, by=f.lead_a(), at=f.NOW)
    proposal_actions.submit(proposal, by=f.lead_a(), at=f.NOW)
    section.save(proposal, "team", {**team, "organisations": []}, by=f.lead_a(), at=f.NOW)
    return f.agency(name)


def test_organisation_of_a_revision_counts_although_its_line_was_deleted() -> None:
    proposal = f.written()
    other = co_proposer(proposal, "Moon Ltd")
    person = member(f.officer2(), of=other)
    assert not visible_proposals(person).exists()
    with nothing_written(proposal), refused(Refusal.NOT_YOURS):
        status.move(proposal, Verb.SCREEN, by=person, at=f.AFTER)
    status.move(proposal, Verb.SCREEN, by=f.officer(), at=f.AFTER)


def test_organisation_of_the_working_copy_counts_before_it_is_submitted() -> None:
    proposal = f.submitted()
    team = f.answers(proposal)["team"]
    rows = [{"name": "MOON LTD.", "role": "industry"}]
    section.save(proposal, "team", {**team, "organisations": rows}, by=f.lead_a(), at=f.NOW)
    assert not visible_proposals(member(f.officer2(), of=f.agency("Moon Ltd"))).exists()


# --- Acting ---------------------------------------------------------------------------------

Act = Callable[[Proposal, User], Any]


def enter(proposal: Proposal, by: User, received_at: Any = f.NOW) -> Any:
    return registration.enter(
        call=proposal.call,
        agency=proposal.lead_agency,
        heading=Heading(title="By note", level="unit", platform="lander"),
        channel="note",
        received_at=received_at,
        scan=f.pdf(),
        by=by,
        at=received_at if by != f.officer() else f.AFTER,
    )


def _draft(proposal: Proposal, by: User) -> Any:
    return decision.draft(proposal, outcome="decline", letter="Dear team.", by=by, at=f.AFTER)


def _drafted(proposal: Proposal) -> Any:
    return proposal.decisions.first() or _draft(proposal, f.officer())


def _announce(proposal: Proposal, by: User) -> None:
    put(proposal, "selected")
    call.announce(proposal, by=by, at=f.AFTER)


def _sign(proposal: Proposal, by: User) -> None:
    put(proposal, "agreement")
    proposal_actions.sign(proposal, signed_on=f.NOW.date(), by=by, at=f.AFTER)


def _extend(proposal: Proposal, by: User) -> None:
    put(proposal, "submitted")
    extension.grant(proposal, until=f.INVITED, reason="Post", by=by, at=f.AFTER)


ACTS: dict[str, Act] = {
    "draft": _draft,
    "schedule": lambda proposal, by: decision.schedule(_drafted(proposal), by=by, at=f.AFTER),
    "cancel": lambda proposal, by: decision.cancel(_drafted(proposal), by=by, at=f.AFTER),
    "assign": lambda proposal, by: review.assign(
        proposal, reviewer=f.reviewer2(), due_at=f.INVITED, by=by, at=f.AFTER
    ),
    "find_conflict": lambda proposal, by: review.find_conflict(
        proposal, reviewer=f.chair(), reason="Kin", by=by, at=f.AFTER
    ),
    "extend": _extend,
    "announce": _announce,
    "sign": _sign,
    "enter": enter,
    "confirm": lambda proposal, by: registration.confirm(
        enter(proposal, f.officer(), f.CLOSES), by=by, at=f.AFTER
    ),
}


@pytest.mark.parametrize("act", ACTS.values(), ids=ACTS)
@pytest.mark.parametrize("role", ["administrator", "observer"])
def test_officer_does_nothing_to_a_proposal_of_their_own_agency(act: Act, role: str) -> None:
    proposal = f.in_review()
    person = member(f.officer2(), role)
    before = Proposal.objects.count()
    with refused(Refusal.OWN_AGENCY):
        act(proposal, person)
    assert Proposal.objects.filter(registration=None).count() == before
    act(proposal, User.objects.get(pk=f.user("officer3@test.example", "officer").pk))


def test_officer_asks_the_team_of_their_own_agency_nothing() -> None:
    proposal = f.in_review()
    person = member(f.officer2())
    with nothing_written(proposal), refused(Refusal.NOT_YOURS):
        clarification.ask(proposal, text="Why?", due_at=f.INVITED, by=person, at=f.AFTER)


@pytest.mark.parametrize("role", ["administrator", "proposer", "observer"])
def test_officer_moves_a_proposal_of_their_own_agency_as_a_member_alone(role: str) -> None:
    proposal = f.submitted(level="system")
    person = member(f.officer2(), role)
    leads = role == "administrator"
    assert actors(person, proposal) == ({Actor.LEAD} if leads else set())
    for row in TRANSITIONS.values():
        if row.by == {Actor.OFFICER}:
            put(proposal, min(one.source for one in row.moves if Level.SYSTEM in one.levels))
            with nothing_written(proposal), refused(Refusal.NOT_YOURS):
                status.move(proposal, row.verb, by=person, at=f.AFTER, reason="Why not")


def test_second_officer_is_of_no_agency_on_the_proposal() -> None:
    proposal = f.submitted()
    put(proposal, "ineligible")
    move: Any = lambda second: status.move(  # noqa: E731
        proposal, Verb.REINSTATE, by=f.officer(), at=f.AFTER, reason="Appeal", second=second
    )
    with nothing_written(proposal), refused(Refusal.NO_SECOND_OFFICER):
        move(member(f.officer2()))
    move(f.user("officer3@test.example", "officer"))


# --- The portal -----------------------------------------------------------------------------


def test_officer_writes_in_the_portal_as_far_as_the_membership_allows() -> None:
    observer = member(f.officer())
    proposal = f.written()
    data = {"objective": "Mine"}
    with nothing_written(proposal), refused(Refusal.OBSERVER):
        section.save(proposal, "science", data, by=observer, at=f.NOW)
    with nothing_written(proposal), refused(Refusal.OBSERVER):
        document.store(
            proposal, code="endorsement", file=f.pdf(), marking=f.MARKING, by=observer, at=f.NOW
        )
    with nothing_written(proposal), refused(Refusal.NOT_YOURS):
        proposal_actions.submit(proposal, by=observer, at=f.NOW)
    proposer = member(f.officer(), "proposer")
    section.save(proposal, "science", data, by=proposer, at=f.NOW)
    document.store(
        proposal, code="endorsement", file=f.pdf(), marking=f.MARKING, by=proposer, at=f.NOW
    )


@pytest.mark.parametrize("role", ["administrator", "proposer", "observer"])
def test_officer_writes_no_working_copy_whose_status_is_closed(role: str) -> None:
    proposal = f.in_review()
    person = member(f.officer2(), role)
    with nothing_written(proposal), refused(Refusal.NOT_EDITABLE):
        section.save(proposal, "science", {"objective": "Mine"}, by=person, at=f.AFTER)
    with nothing_written(proposal), refused(Refusal.NOT_EDITABLE):
        document.store(
            proposal, code="endorsement", file=f.pdf(), marking=f.MARKING, by=person, at=f.AFTER
        )


def test_officer_without_membership_writes_no_working_copy() -> None:
    proposal = f.written()
    with nothing_written(proposal), refused(Refusal.OBSERVER):
        section.save(proposal, "science", {"objective": "Mine"}, by=f.officer(), at=f.NOW)


def test_officer_starts_a_draft_as_a_member_and_leads_it() -> None:
    start: Any = lambda by, at: proposal_actions.start(  # noqa: E731
        call=f.call(), agency=f.agency(), title="Mine", by=by, at=at
    )
    for person in (member(f.officer2()), f.officer()):
        with refused(Refusal.NOT_FOR_AGENCY):
            start(person, f.NOW)
    person = member(f.officer2(), "proposer")
    with refused(Refusal.NO_NEW_PROPOSALS):
        start(person, f.AFTER)
    assert start(person, f.NOW).lead == person


# --- The agency itself ----------------------------------------------------------------------


def test_officer_judges_and_changes_no_agency_of_their_own() -> None:
    own, other = f.agency(verified=False), f.agency("Agency B")
    person = member(f.officer2(), "administrator")
    with refused(Refusal.OWN_AGENCY):
        agency.judge(own, verified=True, by=person, at=f.NOW)
    assert not policy_for(Agency).may(person, Right.CHANGE, own)
    assert policy_for(Agency).may(person, Right.VIEW, own)
    assert policy_for(Agency).may(person, Right.CHANGE, other)
    assert policy_for(Agency).may(f.officer(), Right.CHANGE, own)


# --- The code -------------------------------------------------------------------------------


def test_action_that_locks_a_proposal_asks_for_the_office_of_that_proposal() -> None:
    """require_officer() alone doesn't ask about the officer's own agencies."""
    folder = Path(proposals.__file__).parent / "actions"
    functions = [
        (path.name, node)
        for path in folder.rglob("*.py")
        for node in ast.walk(ast.parse(path.read_text()))
        if isinstance(node, ast.FunctionDef)
    ]
    for name, function in functions:
        calls = (node for node in ast.walk(function) if isinstance(node, ast.Call))
        called = {ast.unparse(call.func) for call in calls}
        if called & {"status.lock", "status.hold"}:
            assert not called & {"require_officer", "is_officer"}, (name, function.name)
