"""A later end of a stage for one proposal, by name."""

from datetime import datetime, timedelta

import pytest

from proposals.actions import call as call_actions
from proposals.actions import extension, status
from proposals.actions import proposal as proposal_actions
from proposals.domain.refusal import Refusal
from proposals.domain.verb import VERBS, Verb
from proposals.models.extension import Extension
from proposals.models.message import Message
from proposals.models.proposal import Proposal
from tests import factories as f
from tests.refusal import nothing_written, refused

pytestmark = pytest.mark.django_db
UNTIL = f.CLOSES + timedelta(days=3)
SECOND = timedelta(seconds=1)


def grant(
    proposal: Proposal, *, until: datetime = UNTIL, reason: str = "Storm", at: datetime = f.NOW
) -> Extension:
    return extension.grant(proposal, until=until, reason=reason, by=f.officer(), at=at)


def test_extension_is_one_proposals_alone_and_its_team_is_told() -> None:
    extended, other = f.written(), f.written("Another")
    grant(extended)
    mail = Message.objects.get(about=extended.reference)
    assert mail.subject == f"{extended.reference}: your deadline was extended"
    assert f"{UNTIL:%Y-%m-%d %H:%M:%S} UTC" in mail.body
    assert "Storm" in mail.body
    assert proposal_actions.submit(extended, by=f.lead_a(), at=UNTIL).number == 1
    with nothing_written(other), refused(Refusal.WINDOW):
        proposal_actions.submit(other, by=f.lead_a(), at=f.CLOSES + SECOND)


def test_extension_ends_to_the_second() -> None:
    proposal = f.written()
    grant(proposal)
    with nothing_written(proposal), refused(Refusal.WINDOW):
        proposal_actions.submit(proposal, by=f.lead_a(), at=UNTIL + SECOND)


def test_longest_of_several_extensions_counts() -> None:
    proposal = f.written()
    grant(proposal, until=UNTIL + timedelta(days=4))
    grant(proposal, until=UNTIL)
    assert proposal_actions.submit(proposal, by=f.lead_a(), at=UNTIL + timedelta(days=4)).number


def test_lapsed_draft_is_reopened_with_its_text() -> None:
    proposal = f.written()
    status.move(proposal, Verb.LAPSE, by=None, at=f.AFTER)
    grant(proposal, at=f.AFTER)
    assert proposal.status == "draft"
    assert proposal_actions.submit(proposal, by=f.lead_a(), at=UNTIL).title == "A spectrometer"


def test_proposal_in_screening_goes_back_to_be_submitted_again() -> None:
    proposal = f.submitted()
    status.move(proposal, Verb.SCREEN, by=f.officer(), at=f.AFTER)
    grant(proposal, at=f.AFTER)
    assert proposal.status == "submitted"
    f.write(proposal, ["overview"], by=f.lead_a(), at=f.AFTER, title="Mended")
    assert proposal_actions.submit(proposal, by=f.lead_a(), at=UNTIL).number == 2
    with nothing_written(proposal), refused(Refusal.NOT_SETTLED):
        status.move(proposal, Verb.SCREEN, by=f.officer(), at=UNTIL)


def test_extension_of_the_letter_does_not_extend_the_full_proposal() -> None:
    proposal = f.in_review()
    Extension.objects.create(
        proposal=proposal,
        stage=proposal.stage,
        until=f.FULL_CLOSES + timedelta(days=30),
        reason="Storm",
        granted_by=f.officer(),
        granted_at=f.NOW,
    )
    f.decided(proposal, "shortlist")
    f.write(proposal, f.FULL, by=f.lead_a(), at=f.INVITED)
    with nothing_written(proposal), refused(Refusal.WINDOW):
        proposal_actions.submit(proposal, by=f.lead_a(), at=f.FULL_CLOSES + SECOND)


def test_extension_needs_a_reason_an_officer_and_a_later_end() -> None:
    proposal = f.written()
    with nothing_written(proposal), refused(Refusal.NO_REASON, field="reason"):
        grant(proposal, reason=" ")
    for until, at in ((f.CLOSES, f.NOW), (UNTIL, UNTIL)):
        with nothing_written(proposal), refused(Refusal.EXTENSION_TOO_EARLY, field="until"):
            grant(proposal, until=until, at=at)
    for person in (f.lead_a(), f.chair(), f.auditor()):
        with nothing_written(proposal), refused(Refusal.NOT_OFFICER):
            extension.grant(proposal, until=UNTIL, reason="Storm", by=person, at=f.NOW)


def test_proposal_under_review_is_not_reopened() -> None:
    proposal = f.in_review()
    with nothing_written(proposal), refused(Refusal.WRONG_STATUS):
        grant(proposal, at=f.AFTER)
    assert not Extension.objects.exists()


@pytest.mark.parametrize("end", ["draft", "lapse", "screen"])
def test_proposal_of_a_cancelled_call_is_not_opened_again(end: str) -> None:
    proposal = f.submitted() if end == "screen" else f.written()
    if end != "draft":
        by = f.officer() if end == "screen" else None
        status.move(proposal, VERBS[end], by=by, at=f.AFTER)
    call_actions.cancel(proposal.call, reason="No launcher", by=f.officer(), at=f.AFTER)
    with nothing_written(proposal), refused(Refusal.CALL_CANCELLED):
        grant(proposal, at=f.AFTER)
    assert not Extension.objects.exists()
