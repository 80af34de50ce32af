"""Finished reviews that a recorded conflict kept out of the scores before there was a state for it."""

from collections.abc import Iterator

import pytest
from django.core.management import call_command

from proposals.actions import review, tally
from proposals.models.review import Assignment
from tests import factories as f
from tests.migrations import old

pytestmark = pytest.mark.django_db(transaction=True)

BEFORE = "0038_assignment_left_out"


@pytest.fixture(autouse=True)
def forward_at_last() -> Iterator[None]:
    yield
    call_command("migrate", verbosity=0)


def test_finished_review_of_a_person_in_conflict_is_left_out_by_name() -> None:
    proposal = f.in_review()
    finished = f.finished(proposal)
    begun = f.assigned(proposal, to=f.reviewer2())
    for person in (f.reviewer(), f.reviewer2()):
        review.find_conflict(proposal, reviewer=person, reason="Kin", by=f.officer(), at=f.AFTER)
    old.migrate(BEFORE)
    Assignment.objects.filter(pk=finished.pk).update(state="conflict")
    call_command("migrate", verbosity=0)
    rows = Assignment.objects.order_by("pk").values_list("pk", "state", "state_reason")
    assert list(rows) == [(finished.pk, "left_out", "Kin"), (begun.pk, "conflict", "")]
    # Counted as conflicts of then were: not at all.
    tally.rebuild()
    assert proposal.tallies.get(is_current=True).finished == 0
    old.migrate(BEFORE)
    assert set(Assignment.objects.values_list("state", flat=True)) == {"conflict"}
