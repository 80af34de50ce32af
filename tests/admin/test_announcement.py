"""The office announces selections: one proposal, those of a call, or the ticked rows of a list."""

from datetime import timedelta

import pytest
import time_machine

from proposals.actions import call as actions
from proposals.actions import status
from proposals.domain.verb import Verb
from proposals.models.proposal import Proposal
from tests import factories as f
from tests.admin.office import buttons, change, do, notes, nothing_changes, rows_of, send
from tests.page import Page, as_

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def after(clock: time_machine.Traveller) -> None:
    clock.move_to(f.FULL_AFTER)


def announced() -> set[str]:
    return set(Proposal.objects.announced().values_list("title", flat=True))


def test_officer_announces_one_proposal_and_reads_its_dates(clock: time_machine.Traveller) -> None:
    proposal = f.selected("The chosen one")
    officer = as_(f.officer())
    page = officer.get(change(proposal))
    assert "announce" in buttons(page)
    notified = "Notified 20 Feb 2027, 13:10 UTC 21:10 Beijing"
    assert f"{notified} Accepted not yet Signed not yet Announced not yet" in Page(page).text
    asked = Page(officer.get(do(proposal, "announce"))).text
    assert "The team hasn't accepted the selection yet." in asked
    status.move(proposal, Verb.ACCEPT, by=f.lead_a(), at=f.FULL_AFTER + timedelta(days=1))
    clock.move_to(f.FULL_AFTER + timedelta(days=2))
    sent = send(officer, do(proposal, "announce"))
    assert notes(officer, sent) == ["The selection of The chosen one is announced."]
    page = officer.get(change(proposal))
    assert "announce" not in buttons(page)
    accepted = "Accepted 21 Feb 2027, 13:00 UTC 21:00 Beijing"
    told = "Announced 22 Feb 2027, 13:00 UTC 21:00 Beijing"
    assert f"{notified} {accepted} Signed not yet {told}" in Page(page).text
    team = Page(as_(f.lead_a()).get(proposal.get_absolute_url())).text
    assert "Selection announced to the public" in team


def test_officer_records_the_signature_with_its_own_date(clock: time_machine.Traveller) -> None:
    proposal = f.selected()
    assert "sign" not in buttons(as_(f.officer()).get(change(proposal)))
    status.move(proposal, Verb.ACCEPT, by=f.lead_a(), at=f.FULL_AFTER + timedelta(days=1))
    clock.move_to(f.FULL_AFTER + timedelta(days=60))
    officer = as_(f.officer())
    tomorrow = (f.FULL_AFTER + timedelta(days=61)).date().isoformat()
    with nothing_changes():
        refused = send(officer, do(proposal, "sign"), {"signed_on": tomorrow})
    assert Page(refused).errors["signed_on"] == "An agreement can't be signed in the future."
    assert "Signed not yet Announced not yet" in Page(officer.get(change(proposal))).text
    sent = send(officer, do(proposal, "sign"), {"signed_on": "2027-03-05"})
    said = "The agreement on A spectrometer was signed on 5 Mar 2027."
    assert notes(officer, sent) == [said]
    assert "Signed 5 Mar 2027 Announced not yet" in Page(officer.get(change(proposal))).text
    send(officer, do(proposal, "sign"), {"signed_on": "2027-03-04"})  # a slip is corrected
    assert "Signed 4 Mar 2027 Announced not yet" in Page(officer.get(change(proposal))).text
    team = Page(as_(f.lead_a()).get(proposal.get_absolute_url())).text
    assert "Agreement signed on 2027-03-04" in team
    public = Page(as_(f.lead_b()).get(proposal.call.get_absolute_url())).text
    assert "A spectrometer" not in public


def test_officer_announces_the_selections_of_a_call() -> None:
    first, second, third = f.selected("First"), f.selected("Second"), f.selected("Third")
    f.in_review("Not chosen")
    actions.announce(first, by=f.officer(), at=f.FULL_AFTER)
    officer = as_(f.officer())
    form = Page(officer.get(do(first.call, "announce"))).form()
    assert sorted(form.values["proposals"]) == [str(second.pk), str(third.pk)]
    sent = send(officer, do(first.call, "announce"), {"proposals": [str(second.pk)]})
    assert notes(officer, sent) == ["1 selection is announced."]
    assert announced() == {"First", "Second"}
    send(officer, do(first.call, "announce"))
    assert announced() == {"First", "Second", "Third"}
    assert "announce" not in buttons(officer.get(change(first.call)))


def test_ticked_rows_are_announced_each_by_itself() -> None:
    first, other = f.selected("First"), f.in_review("Not chosen")
    officer = as_(f.officer())
    ticked = {"_selected_action": [first.pk, other.pk], "confirmed": "1"}
    page = Page(officer.post(rows_of("proposal"), {"action": "bulk_announce", **ticked})).text
    assert "1 of 2 succeeded." in page
    assert "Only a selection that isn't announced yet can be announced." in page
    assert announced() == {"First"}


@pytest.mark.parametrize("name", ["chair", "auditor", "reviewer", "lead_a"])
def test_nobody_else_announces(name: str) -> None:
    proposal = f.selected()
    client = as_(getattr(f, name)())
    for row in (proposal, proposal.call):
        with nothing_changes():
            client.post(do(row, "announce"), {"proposals": [proposal.pk]})
    ticked = {"_selected_action": [proposal.pk], "confirmed": "1"}
    with nothing_changes():
        client.post(rows_of("proposal"), {"action": "bulk_announce", **ticked})
