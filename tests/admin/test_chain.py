"""A selected proposal moves along its chain by buttons, to completion or to an early end."""

from datetime import timedelta

import pytest
import time_machine

from proposals.actions import call as call_actions
from proposals.models.proposal import Proposal
from tests import factories as f
from tests.admin.office import REFUSED, buttons, change, do, notes, nothing_changes, rows_of, send
from tests.page import Page, as_

pytestmark = pytest.mark.django_db

STEPS = {
    "unit": ["start", "deliver", "integrate", "launch", "commission", "operate", "complete"],
    "mission": ["start", "launch", "commission", "operate", "complete"],
    "system": [
        "start",
        "deliver",
        "integrate",
        "launch",
        "deploy",
        "commission",
        "operate",
        "complete",
    ],
}
# The screens of the first two come with the review desk; the others change no status.
OTHERS = {"send_back", "correct", "sign", "find_conflict", "link_agency"}
LOSABLE = {"launch", "deploy", "commission", "operate"}


def accepted(clock: time_machine.Traveller, *, level: str = "unit") -> Proposal:
    """A proposal whose team has accepted the selection."""
    proposal = f.selected(level=level)
    clock.move_to(f.CLOSES + timedelta(days=400))
    as_(f.lead_a()).post(f"/proposals/{proposal.reference}/act/accept/")
    proposal.refresh_from_db()
    assert proposal.status == "agreement"
    call_actions.announce(proposal, by=f.officer(), at=f.CLOSES + timedelta(days=400))
    return proposal


@pytest.mark.parametrize("level", STEPS)
def test_chain_runs_to_completion_by_buttons(clock: time_machine.Traveller, level: str) -> None:
    proposal = accepted(clock, level=level)
    officer = as_(f.officer())
    for step in STEPS[level]:
        shown = buttons(officer.get(change(proposal))) - OTHERS
        before = STEPS[level][: STEPS[level].index(step)]
        ends = {"terminate", "lose"} if LOSABLE & set(before) else {"terminate"}
        assert shown == {step} | ends, step
        assert officer.post(do(proposal, step)).status_code == 302
    proposal.refresh_from_db()
    assert proposal.status == "completed"
    assert buttons(officer.get(change(proposal))) - OTHERS == set()


def test_step_is_not_skipped(clock: time_machine.Traveller) -> None:
    proposal = accepted(clock)
    officer = as_(f.officer())
    for step in STEPS["unit"][1:]:
        with nothing_changes():
            assert notes(officer, officer.post(do(proposal, step))) == [REFUSED]


def test_officer_does_not_accept_for_the_team(clock: time_machine.Traveller) -> None:
    proposal = f.selected()
    clock.move_to(f.CLOSES + timedelta(days=400))
    officer = as_(f.officer())
    with nothing_changes():
        assert notes(officer, officer.post(do(proposal, "accept"))) == [REFUSED]


@pytest.mark.parametrize(("act", "end"), [("terminate", "terminated"), ("lose", "lost")])
def test_early_end_needs_a_reason(clock: time_machine.Traveller, act: str, end: str) -> None:
    proposal = accepted(clock)
    officer = as_(f.officer())
    for step in STEPS["unit"][:4]:
        officer.post(do(proposal, step))
    for reason in ("", "  ", "x" * 200_000):
        with nothing_changes():
            refused = send(officer, do(proposal, act), {"reason": reason})
        assert (refused.status_code, len(Page(refused).refusals)) == (422, 1)
    sent = send(officer, do(proposal, act), {"reason": "The lander was lost."})
    assert sent.status_code == 302
    proposal.refresh_from_db()
    assert proposal.status == end
    page = as_(f.lead_a()).get(proposal.get_absolute_url()).content.decode()
    assert "The lander was lost." in page
    assert buttons(officer.get(change(proposal))) - OTHERS == set()


def test_loss_is_not_recorded_before_the_launch(clock: time_machine.Traveller) -> None:
    proposal = accepted(clock)
    officer = as_(f.officer())
    with nothing_changes():
        sent = officer.post(do(proposal, "lose"), {"reason": "The lander was lost."})
    assert notes(officer, sent) == [REFUSED]


def test_chain_moves_many_at_once(clock: time_machine.Traveller) -> None:
    moved, stays = accepted(clock), f.draft("Stays", by=f.lead_b(), of=f.call("NEW"))
    officer = as_(f.officer())
    ticked = {"action": "bulk_start", "_selected_action": [moved.pk, stays.pk], "confirmed": "1"}
    page = officer.post(rows_of("proposal"), ticked).content.decode()
    assert "1 of 2 succeeded." in page
    for one in (moved, stays):
        one.refresh_from_db()
    assert (moved.status, stays.status) == ("development", "draft")
