"""Who sees what: every role against rows that must not leak to it."""

from collections.abc import Callable
from dataclasses import dataclass

import pytest
from django.db.models import Model

from proposals.access.agency import partner_agencies, written_agencies
from proposals.access.decision import released
from proposals.access.document import readable_documents
from proposals.access.person import Role, membership_role, reviewers, roles
from proposals.access.policy import may_view, may_view_history, may_write, visible
from proposals.access.proposal.team import can_edit, partner_proposals, require_edit
from proposals.actions import decision, review
from proposals.actions import proposal as proposal_actions
from proposals.domain.refusal import Refusal
from proposals.models.account import User
from proposals.models.agency import Agency, Membership
from proposals.models.audit import AuditEntry
from proposals.models.call import Call, Stage
from proposals.models.clarification import Clarification
from proposals.models.decision import Decision
from proposals.models.document import Document
from proposals.models.message import Message
from proposals.models.mission import Mission, Platform
from proposals.models.proposal import Proposal
from proposals.models.question import Question
from proposals.models.registration import Registration
from proposals.models.review import Assignment, Conflict, Review
from proposals.models.revision import Revision
from tests import factories as f
from tests.refusal import refused

pytestmark = pytest.mark.django_db
Cast = Callable[[], User]

PARTNERS: list[Cast] = [f.lead_a, f.proposer_a, f.observer_a, f.lead_b]
REVIEWERS: list[Cast] = [f.reviewer, f.reviewer2, f.conflicted]
OFFICE: list[Cast] = [f.officer, f.root, f.chair, f.auditor]
OFFICE_MODELS: list[type[Model]] = [
    Agency,
    Assignment,
    Call,
    Clarification,
    Conflict,
    Decision,
    Mission,
    Platform,
    Proposal,
    Question,
    Registration,
    Review,
    Revision,
    Stage,
]
# Mail, people and history are the officers' and the auditors'.
PRIVATE_MODELS: list[type[Model]] = [AuditEntry, Message, User]


@dataclass(frozen=True)
class Scene:
    """A's proposal under review by two, B's by one, and a draft of each."""

    a: Proposal
    b: Proposal
    draft_a: Proposal
    draft_b: Proposal
    file_a: Document
    file_b: Document
    draft_file_a: Document
    accepted: Assignment
    finished: Assignment


@pytest.fixture
def scene() -> Scene:
    a = f.written("Of A")
    file_a = f.document(a)
    proposal_actions.submit(a, by=f.lead_a(), at=f.NOW)
    b = f.written("Of B", by=f.lead_b())
    f.write(b, f.LETTER, by=f.lead_b(), at=f.NOW)
    file_b = f.document(b, by=f.lead_b())
    proposal_actions.submit(b, by=f.lead_b(), at=f.NOW)
    draft_a, draft_b = f.draft("Draft of A"), f.draft("Draft of B", by=f.lead_b())
    draft_file_a = f.document(draft_a)
    for proposal in (a, b):
        f.start_review(proposal)
    finished = f.finished(a, by=f.reviewer2())
    f.assigned(b, to=f.conflicted())
    accepted = f.assigned(a)
    review.accept(accepted, by=f.reviewer(), at=f.AFTER)
    for proposal in (a, b):
        decision.draft(proposal, outcome="decline", letter="Dear team.", by=f.officer(), at=f.AFTER)
        f.asked(proposal)
    review.find_conflict(b, reviewer=f.reviewer2(), reason="Co-author", by=f.officer(), at=f.AFTER)
    return Scene(a, b, draft_a, draft_b, file_a, file_b, draft_file_a, accepted, finished)


def seen(person: User, model: type[Model]) -> set[Model]:
    return set(visible(person, model._default_manager.all()))


def everything(model: type[Model]) -> set[Model]:
    return set(model._default_manager.all())


# --- Roles --------------------------------------------------------------------------------


def test_office_roles_come_from_groups_and_a_superuser_is_an_officer_and_no_more() -> None:
    assert roles(f.officer()) == {"officer"}
    assert roles(f.chair()) == {"panel"}
    assert roles(f.root()) == {"officer"}
    assert roles(f.user("two@test.example", "panel", "auditor")) == {"panel", "auditor"}
    assert roles(f.lead_a()) == frozenset()


def test_who_reads_every_score_is_no_reviewer() -> None:
    both = [
        f.user(f"{group}@both.example", "reviewer", group)
        for group in ("officer", "panel", "auditor")
    ]
    for person in (*both, f.user("root@both.example", "reviewer", is_superuser=True)):
        assert Role.REVIEWER not in roles(person), person
    one, two = f.reviewer(), f.reviewer2()
    assert set(reviewers()) == {one, two}


@pytest.mark.parametrize("lost", ["is_active", "is_staff"])
def test_person_without_a_desk_has_no_office_role(lost: str) -> None:
    User.objects.filter(pk__in=[f.officer().pk, f.root().pk]).update(**{lost: False})
    assert roles(f.officer()) == roles(f.root()) == frozenset()


def test_deactivated_member_has_no_role_in_the_agency() -> None:
    person = f.lead_a()
    assert membership_role(person, f.agency().pk) == "administrator"
    User.objects.filter(pk=person.pk).update(is_active=False)
    assert membership_role(User.objects.get(pk=person.pk), f.agency().pk) is None


# --- The portal ---------------------------------------------------------------------------


def test_portal_shows_the_proposals_of_ones_own_agencies_alone(scene: Scene) -> None:
    for role in (f.lead_a, f.proposer_a, f.observer_a):
        assert set(partner_proposals(role())) == {scene.a, scene.draft_a}, role
    assert set(partner_proposals(f.lead_b())) == {scene.b, scene.draft_b}
    for role in (*OFFICE, *REVIEWERS):
        assert set(partner_proposals(role())) == set(), role


def test_observer_belongs_to_an_agency_and_writes_for_none(scene: Scene) -> None:
    assert set(partner_agencies(f.observer_a())) == {f.agency()}
    assert set(written_agencies(f.observer_a())) == set()
    assert set(written_agencies(f.proposer_a())) == {f.agency()}


def test_member_of_two_agencies_sees_both_once() -> None:
    person = f.lead_a()
    f.lead_b()
    f.draft("Of B", by=f.lead_b())
    Membership.objects.create(agency=f.agency("Agency B"), user=person, role="observer")
    f.draft("Of A", by=f.proposer_a())
    assert [str(one) for one in partner_proposals(person)] == ["CE8-0002", "CE8-0001"]


def test_only_writers_of_the_lead_agency_edit_and_only_while_it_is_open(scene: Scene) -> None:
    for role in (*PARTNERS, *REVIEWERS, *OFFICE):
        writes = role in (f.lead_a, f.proposer_a)
        assert can_edit(role(), scene.draft_a) == writes, role
        assert not can_edit(role(), scene.a), role
    with refused(Refusal.NOT_EDITABLE, says="Question for you"):
        require_edit(f.lead_a(), Proposal.objects.get(pk=scene.a.pk))


def test_team_reads_a_decision_once_it_is_released(scene: Scene) -> None:
    assert list(released(scene.a)) == []
    Decision.objects.filter(proposal=scene.a).update(state="released")
    assert list(released(scene.a)) == list(scene.a.decisions.all())
    assert list(released(scene.b)) == []


# --- Files --------------------------------------------------------------------------------


def test_files_open_to_the_team_to_the_office_and_to_reviewers_who_accepted(scene: Scene) -> None:
    submitted = {scene.file_a, scene.file_b}
    readable: dict[Cast, set[Document]] = {
        f.lead_a: {scene.file_a, scene.draft_file_a},
        f.observer_a: {scene.file_a, scene.draft_file_a},
        f.lead_b: {scene.file_b},
        f.reviewer: {scene.file_a},
        f.reviewer2: {scene.file_a},
        f.conflicted: set(),  # invited to B's, and hasn't accepted
        f.officer: submitted,
        f.chair: submitted,
        f.auditor: submitted,
        f.root: submitted,
    }
    for role, files in readable.items():
        assert set(readable_documents(role())) == files, role


def test_file_closes_to_a_reviewer_with_the_conflict(scene: Scene) -> None:
    review.declare_conflict(scene.accepted, reason="My student", by=f.reviewer(), at=f.AFTER)
    assert set(readable_documents(f.reviewer())) == set()


# --- The office ---------------------------------------------------------------------------


@pytest.mark.parametrize("role", OFFICE)
def test_office_sees_every_row_and_the_panel_no_mail_people_or_history(
    scene: Scene, role: Cast
) -> None:
    person = role()
    for model in OFFICE_MODELS:
        assert seen(person, model) == everything(model), model
        assert may_view(person, model)
    for model in PRIVATE_MODELS:
        hidden = role is f.chair
        assert seen(person, model) == (set() if hidden else everything(model)), model
        assert everything(model)
        assert may_view(person, model) != hidden


@pytest.mark.parametrize("role", PARTNERS)
def test_partner_sees_nothing_of_the_office(scene: Scene, role: Cast) -> None:
    person = role()
    for model in (*OFFICE_MODELS, *PRIVATE_MODELS):
        assert seen(person, model) == set(), model
        assert not may_view(person, model), model


def test_reviewer_sees_what_is_assigned_and_nothing_else(scene: Scene) -> None:
    parts: dict[type[Model], set[Model]] = {
        Assignment: {scene.accepted},
        Proposal: {scene.a},
        Revision: {f.revision(scene.a)},
        Review: {scene.accepted.review},
        Clarification: {scene.a.clarifications.get()},
    }
    for model in (*OFFICE_MODELS, *PRIVATE_MODELS):
        assert seen(f.reviewer(), model) == parts.get(model, set()), model
        assert may_view(f.reviewer(), model) == (model in parts), model


def test_invited_reviewer_sees_the_invitation_and_not_what_was_submitted(scene: Scene) -> None:
    own = Assignment.objects.get(reviewer=f.conflicted())
    for model in (*OFFICE_MODELS, *PRIVATE_MODELS):
        expected: set[Model] = {own} if model is Assignment else set()
        assert seen(f.conflicted(), model) == expected, model


@pytest.mark.parametrize("end", ["organisation", "membership", "country", "conflict"])
def test_conflict_that_comes_later_takes_everything_away(scene: Scene, end: str) -> None:
    person = f.reviewer()
    if end == "organisation":
        User.objects.filter(pk=person.pk).update(organisation=" AGENCY A")
    elif end == "membership":
        Membership.objects.create(agency=f.agency(), user=person, role="observer")
    elif end == "country":
        User.objects.filter(pk=person.pk).update(country="KE")
        scene.a.participations.update(country="KE")
        Call.objects.update(blocks_same_country=True)
    else:
        review.find_conflict(
            scene.a, reviewer=person, reason="Co-author", by=f.officer(), at=f.AFTER
        )
    for model in OFFICE_MODELS:
        assert seen(User.objects.get(pk=person.pk), model) == set(), model


def test_cancelled_assignment_shows_nothing_any_more(scene: Scene) -> None:
    Assignment.objects.filter(pk=scene.accepted.pk).update(state="cancelled")
    for model in OFFICE_MODELS:
        assert seen(f.reviewer(), model) == set(), model


# --- Writing in plain forms ---------------------------------------------------------------


def test_only_officers_write_and_a_published_call_changes_by_amendment_alone() -> None:
    published, draft = f.call(), f.call("CE9", publish=False)
    platform, stage = published.platforms.get(), draft.stages.first()
    for role in (*PARTNERS, *REVIEWERS, *OFFICE):
        officer = role in (f.officer, f.root)
        person = role()
        assert may_write(person, Call) == officer, role
        assert may_write(person, Call, draft) == officer, role
        assert may_write(person, Stage, stage) == officer, role
        assert may_write(person, Agency, f.agency()) == officer, role
        assert not may_write(person, Call, published), role
        assert not may_write(person, Stage, published.stages.first()), role
        assert not may_write(person, Platform, platform), role
        for model in (Proposal, Revision, Decision, Review, AuditEntry, Message):
            assert not may_write(person, model), (role, model)


def test_only_a_superuser_writes_people() -> None:
    for role in (*PARTNERS, *REVIEWERS, *OFFICE):
        assert may_write(role(), User) == (role is f.root), role


def test_history_with_names_is_the_officers_and_the_auditors() -> None:
    for role in (*PARTNERS, *REVIEWERS, *OFFICE):
        expected = role in (f.officer, f.root, f.auditor)
        assert may_view_history(role()) == expected, role
