"""A saved list is seen by the person who saved it, whatever their role."""

import pytest

from proposals.models.saved_view import SavedView
from tests import factories as f
from tests.access.scene import seen

pytestmark = pytest.mark.django_db


def test_saved_list_is_its_owners_alone() -> None:
    people = [f.officer(), f.root(), f.auditor(), f.chair(), f.reviewer()]
    own = [SavedView.objects.create(user=one, table="proposals", name="Late") for one in people]
    for person, view in zip(people, own, strict=True):
        assert seen(person, SavedView) == {view}, person
