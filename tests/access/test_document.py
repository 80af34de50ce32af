"""Files are sent to the team, to the office, and to reviewers who have accepted."""

from collections.abc import Callable

import pytest

from proposals.access.document import readable_documents
from proposals.actions import review
from proposals.models.account import User
from proposals.models.document import Document
from proposals.models.registration import Registration
from tests import factories as f
from tests.access.scene import Scene

pytestmark = pytest.mark.django_db


def test_files_open_to_the_team_to_the_office_and_to_reviewers_who_accepted(scene: Scene) -> None:
    submitted = {scene.file_a, scene.file_b}
    readable: dict[Callable[[], User], set[Document]] = {
        f.lead_a: {scene.file_a, scene.draft_file_a},
        f.observer_a: {scene.file_a, scene.draft_file_a},
        f.lead_b: {scene.file_b},
        f.reviewer: {scene.file_a},
        f.reviewer2: {scene.file_a},
        f.conflicted: set(),  # invited to B's, and hasn't accepted
        f.officer: submitted,
        f.chair: submitted,
        f.conflicted_panel: {scene.file_b},
        f.auditor: submitted,
        f.root: submitted,
    }
    for role, files in readable.items():
        assert sorted(one.pk for one in readable_documents(role())) == sorted(
            one.pk for one in files
        ), role


def test_file_closes_to_a_reviewer_with_the_conflict(scene: Scene) -> None:
    review.declare_conflict(scene.accepted, reason="My student", by=f.reviewer(), at=f.AFTER)
    assert set(readable_documents(f.reviewer())) == set()


def test_scan_of_an_entered_letter_opens_to_the_office_before_it_is_confirmed(
    scene: Scene,
) -> None:
    assert scene.draft_file_a not in set(readable_documents(f.chair()))
    Registration.objects.create(
        proposal=scene.draft_a,
        scan=scene.draft_file_a,
        received_at=f.NOW,
        entered_by=f.officer(),
        entered_at=f.NOW,
    )
    for role in (f.officer, f.chair, f.auditor):
        assert scene.draft_file_a in set(readable_documents(role())), role
    assert scene.draft_file_a not in set(readable_documents(f.conflicted_panel()))
