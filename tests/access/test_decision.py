"""Decisions reach the team once they are released."""

import pytest

from proposals.access.decision import released
from proposals.models.decision import Decision
from tests.access.scene import Scene

pytestmark = pytest.mark.django_db


def test_team_reads_a_decision_once_it_is_released(scene: Scene) -> None:
    assert list(released(scene.a)) == []
    Decision.objects.filter(proposal=scene.a).update(state="released")
    assert list(released(scene.a)) == list(scene.a.decisions.all())
    assert list(released(scene.b)) == []
