"""Every model has a policy, which decides for every role; the admin uses nothing else."""

from typing import Any

import pytest
from django.apps import apps
from django.contrib import admin
from django.db.models import Model
from django.test import RequestFactory

from proposals.access.policy import Policy, Right, policy_for, register
from proposals.access.proposal.office import PartOfProposal
from proposals.models.account import User
from proposals.models.call import (
    Call,
)
from proposals.models.clarification import Clarification
from proposals.models.decision import Decision
from proposals.models.document import Document
from proposals.models.participation import RevisionParticipation
from proposals.models.proposal import Proposal
from proposals.models.review import Assignment, Review, Score
from proposals.models.revision import Revision
from proposals.models.section import (
    Descope,
    EquipmentItem,
    EquipmentMode,
    EquipmentModule,
    SectionVersion,
)
from tests import factories as f
from tests.access.scene import Models, Scene, every_model, everything, seen
from tests.access.table import (
    EVERYONE,
    HANGING,
    HIDDEN,
    OFFICE,
    OFFICE_ALONE,
    PANEL,
    PARTNERS,
    PERSONAL,
    PRIVATE,
    REVIEWED,
    SHARED,
    TEAM,
    hanging_on,
    of_office,
)

pytestmark = pytest.mark.django_db
# --- The register -------------------------------------------------------------------------


def test_every_model_has_a_policy() -> None:
    for model in every_model():
        assert policy_for(model).model is model


def test_tables_of_this_file_name_every_model_once() -> None:
    assert every_model() == SHARED | PRIVATE | PERSONAL | TEAM | HIDDEN | set(HANGING) | {Proposal}
    together = sum(map(len, (SHARED, PRIVATE, PERSONAL, TEAM, HIDDEN, HANGING))) + 1
    assert len(every_model()) == together


def test_second_policy_of_a_model_is_refused() -> None:
    class SecondPolicy(Policy[Call]):
        model = Call

    with pytest.raises(ValueError, match="Call has two policies"):
        register(SecondPolicy)
    assert type(policy_for(Call)) is not SecondPolicy


def test_what_names_a_proposal_follows_who_sees_the_proposal() -> None:
    """A new model that hangs on a proposal can't be open to those whom a conflict shuts out."""
    hanging: Models = {Proposal}
    while more := {model for model in every_model() - hanging if _names_one_of(hanging, model)}:
        hanging |= more
    assert hanging - {Proposal} == set(HANGING) | TEAM
    for model in hanging - {Proposal}:
        assert isinstance(policy_for(model), PartOfProposal), model


def _names_one_of(others: Models, model: type[Model]) -> bool:
    return any(field.related_model in others for field in model._meta.fields if field.is_relation)


# --- Rows, model by role ------------------------------------------------------------------


def test_office_sees_all_that_was_submitted(scene: Scene) -> None:
    people = [role() for role in OFFICE]
    for model in every_model() - PERSONAL - TEAM - HIDDEN:
        assert of_office(model), model
        for person in people:
            assert seen(person, model) == of_office(model), (person, model)
            assert policy_for(model).may(person, Right.VIEW), (person, model)


def test_what_is_a_team_s_or_a_person_s_alone_is_read_by_nobody_in_the_office(scene: Scene) -> None:
    for model in TEAM | HIDDEN:
        assert everything(model)
        for role in EVERYONE:
            assert seen(role(), model) == set(), (role, model)
            assert not policy_for(model).may(role(), Right.VIEW), (role, model)


def test_panel_member_without_conflict_reads_all_but_mail_people_and_history(scene: Scene) -> None:
    person = f.chair()
    for model in every_model() - TEAM - HIDDEN:
        is_offices = model in PRIVATE | OFFICE_ALONE
        assert seen(person, model) == (set() if is_offices else of_office(model)), model
        assert policy_for(model).may(person, Right.VIEW) == (not is_offices), model


def test_panel_member_in_conflict_sees_nothing_of_the_proposal(scene: Scene) -> None:
    person = f.conflicted_panel()
    assert seen(person, Proposal) == {scene.b, scene.draft_b}
    for model in HANGING:
        assert hanging_on(scene.a, model), model
        of_b = hanging_on(scene.b, model) | hanging_on(scene.draft_b, model)
        assert seen(person, model) == (set() if model in OFFICE_ALONE else of_b), model
    for model in SHARED:
        assert seen(person, model) == everything(model), model
    for model in PRIVATE:
        assert seen(person, model) == set(), model


def test_partner_sees_nothing_of_the_office(scene: Scene) -> None:
    for person in [role() for role in PARTNERS]:
        for model in every_model():
            assert seen(person, model) == set(), (person, model)
            assert not policy_for(model).may(person, Right.VIEW), (person, model)


def test_reviewer_sees_what_is_assigned_and_nothing_else(scene: Scene) -> None:
    revision = f.revision(scene.a)
    parts: dict[type[Model], set[Model]] = {
        Assignment: {scene.accepted},
        Proposal: {scene.a},
        Revision: {revision},
        Review: {scene.accepted.review},
        Score: set(scene.accepted.review.scores.all()),
        Clarification: {scene.a.clarifications.get()},
        Document: {scene.file_a},
        RevisionParticipation: set(revision.participations.all()),
        SectionVersion: set(revision.versions.all()),
        EquipmentItem: set(EquipmentItem.objects.filter(version__revisions=revision)),
        EquipmentModule: set(EquipmentModule.objects.filter(version__revisions=revision)),
        Descope: set(Descope.objects.filter(version__revisions=revision)),
        EquipmentMode: set(EquipmentMode.objects.filter(version__revisions=revision)),
    }
    assert set(parts) == REVIEWED
    for model in every_model():
        assert seen(f.reviewer(), model) == parts.get(model, set()), model
        expected = model in REVIEWED | PERSONAL
        assert policy_for(model).may(f.reviewer(), Right.VIEW) == expected, model


def test_reviewer_reads_the_scores_of_others_once_their_own_review_is_finished(
    scene: Scene,
) -> None:
    """What reviewer2 finished is theirs to read; of reviewer's open review they see nothing."""
    assert seen(f.reviewer2(), Review) == {scene.finished.review}
    assert seen(f.reviewer2(), Score) == set(scene.finished.review.scores.all())


def test_invited_reviewer_sees_the_invitation_and_the_team(scene: Scene) -> None:
    own = Assignment.objects.get(reviewer=f.conflicted())
    parts: dict[type[Model], set[Model]] = {
        Assignment: {own},
        RevisionParticipation: set(own.revision.participations.all()),
    }
    for model in every_model():
        assert seen(f.conflicted(), model) == parts.get(model, set()), model


def test_row_is_viewed_by_whoever_sees_it_in_the_list(scene: Scene) -> None:
    for role in EVERYONE:
        person = role()
        for model in (Proposal, Revision, Decision):
            for row in model._default_manager.all():
                expected = row in seen(person, model)
                assert policy_for(model).may(person, Right.VIEW, row) == expected, (role, row)


# --- History ------------------------------------------------------------------------------


def test_history_with_names_is_the_officers_and_the_auditors(scene: Scene) -> None:
    for role in EVERYONE:
        for model in (Proposal, Assignment, Call):
            expected = role in OFFICE
            assert policy_for(model).may(role(), Right.HISTORY) == expected, (role, model)


# --- The admin ----------------------------------------------------------------------------


def request_of(person: User) -> Any:
    request = RequestFactory().get("/admin/")
    request.user = person
    return request


def registered() -> list[Any]:
    ours = apps.get_app_config("proposals").get_models()
    pages = admin.site._registry
    return [pages[model] for model in ours if model in pages]


def test_rights_of_the_admin_are_the_policies(scene: Scene) -> None:
    assert len(registered()) > 10
    for role in EVERYONE:
        request = request_of(role())
        for page in registered():
            policy = policy_for(page.model)
            asked = {
                Right.VIEW: page.has_view_permission(request),
                Right.ADD: page.has_add_permission(request),
                Right.CHANGE: page.has_change_permission(request),
            }
            for right, given in asked.items():
                assert given == policy.may(request.user, right), (role, page, right)
            assert page.has_module_permission(request) == asked[Right.VIEW], (role, page)
            assert set(page.get_queryset(request)) == seen(request.user, page.model), (role, page)


def test_tables_inside_a_form_are_open_as_their_parent_is(scene: Scene) -> None:
    draft = f.call("CE9", publish=False)
    officer, chair = request_of(f.officer()), request_of(f.chair())
    page = admin.site._registry[Call]
    for row, is_open in ((draft, True), (f.call(), False)):
        for inline in page.get_inline_instances(officer, row):
            assert inline.has_add_permission(officer, row) == is_open, inline
            assert inline.has_change_permission(officer, row) == is_open, inline
            assert inline.has_delete_permission(officer, row) == is_open, inline
            assert not inline.has_change_permission(chair, row), inline


def test_tables_inside_a_form_hold_what_the_person_may_see(scene: Scene) -> None:
    for role in (*PANEL, *OFFICE):
        request = request_of(role())
        for page in registered():
            for inline in page.get_inline_instances(request):
                assert set(inline.get_queryset(request)) == seen(request.user, inline.model)
