"""Amendments that cross another amendment or a submission: one after the other, and nothing half."""

from datetime import datetime, timedelta

import pytest

from proposals.actions import call, tally
from proposals.actions import proposal as actions
from proposals.domain.refusal import Refusal, RuleBroken
from proposals.models.call import Amendment, Stage
from proposals.models.offer import Limit
from proposals.models.proposal import Proposal
from proposals.models.tally import Tally
from tests import factories as f
from tests.actions.race import race
from tests.history import broken

pytestmark = pytest.mark.django_db(transaction=True)
DAY = timedelta(days=1)


def two_amendments(*changes: dict[str, datetime]) -> RuleBroken:
    """Let two officers amend the first stage at once, from pages that show the same dates."""
    amended, officers = f.call(), (f.officer(), f.officer2())
    pages = [Stage.objects.get(number=1) for _ in changes]
    verbs = [
        lambda shown=shown, new=new, by=by: call.amend(
            amended, text="Words.", changed={shown: new}, by=by, at=f.NOW
        )
        for shown, new, by in zip(pages, changes, officers, strict=True)
    ]
    results = race(*verbs, behind=amended)
    (refusal,) = [one for one in results if isinstance(one, RuleBroken)]
    amendment = Amendment.objects.get()
    assert amendment in results
    assert broken() == []
    return refusal


def test_two_officers_move_the_same_date_and_the_second_is_told() -> None:
    refusal = two_amendments({"closes_at": f.CLOSES - DAY}, {"closes_at": f.CLOSES - 2 * DAY})
    assert refusal.refusal is Refusal.STALE_AMENDMENT
    assert "closes" in str(refusal)
    (change,) = Amendment.objects.get().changes
    assert change["before"] == f.CLOSES.isoformat()
    assert change["after"] == Stage.objects.get(number=1).closes_at.isoformat()


def test_two_officers_move_begin_and_end_past_each_other_and_one_is_refused() -> None:
    refusal = two_amendments({"opens_at": f.CLOSES - DAY}, {"closes_at": f.CLOSES - 2 * DAY})
    assert refusal.refusal is Refusal.CLOSES_BEFORE_OPENING
    stage = Stage.objects.get(number=1)
    assert stage.opens_at < stage.closes_at


def test_amended_limit_counts_for_a_submission_that_crosses_it() -> None:
    proposal, lead, officer = f.written(), f.lead_a(), f.officer()
    shown = Proposal.objects.get(pk=proposal.pk)
    limit = Limit.objects.get(scope="module")
    results = race(
        lambda: actions.submit(shown, by=lead, at=f.NOW),
        lambda: call.amend(
            proposal.call, text="Less.", changed={limit: {"maximum": 5}}, by=officer, at=f.NOW
        ),
        behind=Tally.objects.get(),
    )
    assert not any(isinstance(one, RuleBroken) for one in results), results
    assert list(tally.differences()) == []
    assert broken() == []
