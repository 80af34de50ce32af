"""Roles come from groups, and no reviewer has a role that reads the scores of others."""

from typing import Any

import pytest

from proposals.access.person import (
    is_reviewer,
    judges,
    membership_role,
    require_one_view,
    reviewers,
    roles,
)
from proposals.domain.refusal import Refusal
from proposals.models.account import User
from tests import factories as f
from tests.refusal import refused

pytestmark = pytest.mark.django_db


def test_office_roles_come_from_groups_and_a_superuser_is_an_officer_and_no_more() -> None:
    assert roles(f.officer()) == {"officer"}
    assert roles(f.chair()) == {"panel"}
    assert roles(f.root()) == {"officer"}
    assert roles(f.user("two@test.example", "panel", "auditor")) == {"panel", "auditor"}
    assert roles(f.lead_a()) == frozenset()


@pytest.mark.parametrize("group", ["officer", "panel", "auditor"])
def test_whoever_reads_every_score_is_no_reviewer(group: str) -> None:
    person, one = f.user(f"{group}@both.example", "reviewer", group), f.reviewer()
    assert not is_reviewer(person)
    with refused(Refusal.TWO_VIEWS, field="groups"):
        require_one_view(["reviewer", group])
    assert set(reviewers()) == {one}


def test_superuser_in_the_group_of_reviewers_is_no_reviewer() -> None:
    root, one = f.user("root@both.example", "reviewer", is_superuser=True), f.reviewer()
    assert not is_reviewer(root)
    assert set(reviewers()) == {one}


@pytest.mark.parametrize("lost", ["is_active", "is_staff"])
def test_person_without_a_desk_has_no_office_role(lost: str) -> None:
    User.objects.filter(pk__in=[f.officer().pk, f.root().pk]).update(**{lost: False})
    assert roles(f.officer()) == roles(f.root()) == frozenset()


@pytest.mark.parametrize("lost", ["is_active", "is_staff"])
def test_reviewer_who_left_is_asked_for_no_review(lost: str) -> None:
    User.objects.filter(pk=f.reviewer().pk).update(**{lost: False})
    assert set(reviewers()) == set(judges()) == set()


def test_conflicts_concern_reviewers_and_the_panel_each_once() -> None:
    """A conflict shuts no officer and no auditor out of a proposal."""
    f.user("officer@both.example", "panel", "officer")
    f.user("auditor@both.example", "reviewer", "auditor")
    both = f.user("panel@both.example", "panel", "reviewer")
    others = {f.officer(), f.auditor(), f.root()}
    people = [f.reviewer(), f.chair(), both]
    assert sorted(judges(), key=str) == sorted(people, key=str)
    assert others.isdisjoint(judges())


def test_deactivated_member_has_no_role_in_the_agency() -> None:
    person = f.lead_a()
    assert membership_role(person, f.agency().pk) == "administrator"
    User.objects.filter(pk=person.pk).update(is_active=False)
    assert membership_role(User.objects.get(pk=person.pk), f.agency().pk) is None


def test_roles_of_a_person_are_asked_once(django_assert_num_queries: Any) -> None:
    person = User.objects.get(pk=f.officer().pk)
    agency = f.agency()
    with django_assert_num_queries(2):
        for _ in range(3):
            roles(person)
            membership_role(person, agency.pk)
