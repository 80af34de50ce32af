"""What an earlier version kept of the stage that a proposal has left."""

from collections.abc import Iterator

import pytest
from django.core.management import call_command

from proposals.actions import tally
from proposals.models.review import Assignment
from tests import factories as f
from tests.migrations import old

pytestmark = pytest.mark.django_db(transaction=True)

BEFORE = "0034_no_reviews_in_records"


@pytest.fixture(autouse=True)
def forward_at_last() -> Iterator[None]:
    yield
    call_command("migrate", verbosity=0)


def test_shortlisted_proposal_shows_its_letter_whose_open_reviews_end() -> None:
    proposal, other = f.in_review(), f.in_review("Another")
    f.finished(proposal)
    late = f.assigned(proposal, to=f.reviewer2())
    running = f.assigned(other)
    f.decided(proposal, "shortlist")
    old.migrate(BEFORE)
    tallies = dict(proposal.tallies.values_list("stage__number", "is_current"))
    assert tallies == {1: False, 2: True}
    Assignment.objects.filter(pk=late.pk).update(state="invited")
    call_command("migrate", verbosity=0)
    one = proposal.tallies.get(is_current=True)
    assert (one.stage.number, one.finished, one.assigned) == (1, 1, 1)
    states = dict(Assignment.objects.values_list("pk", "state"))
    assert (states[late.pk], states[running.pk]) == ("cancelled", "invited")
    assert list(tally.differences()) == []
