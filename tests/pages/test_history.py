"""The history in words: labels instead of codes, for the office and for the team."""

import re

import pytest

from proposals.actions import audit, status
from proposals.domain.canonical import canonical
from proposals.domain.verb import Verb
from proposals.models.account import User
from proposals.models.audit import AuditEntry, chain_of
from proposals.pages.history import history, verb_label
from proposals.pages.timeline import timeline
from tests import factories as f

pytestmark = pytest.mark.django_db


def test_office_reads_labels() -> None:
    proposal = f.in_review()
    f.finished(proposal)
    labels = [line.label for line in history(proposal)]
    assert labels[:4] == [
        "Review finished",
        "Review accepted, no conflict declared",
        "Reviewer assigned",
        "Review started",
    ]
    assert not any("_" in label for label in labels)


def test_office_reads_names_and_times_and_no_codes() -> None:
    proposal = f.in_review()
    f.finished(proposal)
    f.scheduled(proposal, "decline")
    details = "\n".join(line.detail for line in history(proposal))
    assert f"reviewer: {f.reviewer()}" in details
    assert "confirmed: no" in details
    assert re.search(r"release at: \d+ \w{3} \d{4}, \d\d:\d\d UTC", details)


def test_verb_of_another_version_is_shown_as_it_is() -> None:
    assert verb_label("teleport") == "teleport"


def test_team_reads_what_is_its_own_and_nothing_of_the_reviews() -> None:
    proposal = f.in_review()
    f.finished(proposal)
    labels = [event.label for event in timeline(proposal)]
    assert labels[:3] == ["In review", "Submitted: eligibility check", "Revision 1 submitted"]
    assert "Review finished" not in labels


def test_team_reads_a_reason_that_was_written_to_it() -> None:
    proposal = f.in_review()
    status.move(proposal, Verb.FIND_INELIGIBLE, by=f.officer(), at=f.AFTER, reason="Not a payload.")
    latest = timeline(proposal)[0]
    assert (latest.label, latest.detail) == ("Not eligible", "Not a payload.")


def test_team_reads_no_reason_of_a_correction() -> None:
    proposal = f.selected()
    status.move(proposal, Verb.ACCEPT, by=f.lead_a(), at=f.FULL_AFTER)
    status.move(
        proposal,
        Verb.CORRECT,
        by=f.officer(),
        second=f.officer2(),
        at=f.FULL_AFTER,
        reason="Wrong row.",
    )
    assert timeline(proposal)[0].detail == ""
    assert "Wrong row." in history(proposal)[0].detail
    assert "Wrong row." in audit.entries(proposal).order_by("-sequence")[0].text


def test_team_reads_who_acted_as_they_were_then() -> None:
    lead, officer = f.lead_a(), f.officer()
    proposal = f.submitted()
    status.move(proposal, Verb.SCREEN, by=officer, at=f.AFTER)
    # Since then, the partner has joined the office, and the officer has left it.
    User.objects.filter(pk=lead.pk).update(is_staff=True)
    User.objects.filter(pk=officer.pk).update(is_staff=False)
    by = {event.label: event.by for event in timeline(proposal)}
    assert by["Submitted: eligibility check"] == "The office"
    assert by["Revision 1 submitted"] == by["Draft started"] == "lead-a"


def test_member_of_the_lead_agency_acts_for_it_even_with_a_desk_in_the_office() -> None:
    lead = f.lead_a()
    User.objects.filter(pk=lead.pk).update(is_staff=True)
    proposal = f.draft(by=f.lead_a())
    assert timeline(proposal)[-1].by == "lead-a"


@pytest.mark.parametrize(
    ("verb", "name", "shown"),
    [("withdraw", "lead_a", "lead-a"), ("screen", "officer", "The office")],
)
def test_entry_of_an_earlier_version_names_whose_transition_it_is(
    verb: str, name: str, shown: str
) -> None:
    """Entries of earlier versions don't hold whether the person acted for the office."""
    proposal, person = f.draft(), getattr(f, name)()
    payload = {"actor": person.pk, "before": {}, "after": {"status": "draft"}, "reason": ""}
    AuditEntry.objects.create(
        chain=chain_of(proposal), sequence=99, at=f.NOW, verb=verb, text=canonical(payload)
    )
    User.objects.filter(pk=person.pk).update(is_staff=not person.is_staff)
    assert timeline(proposal)[0].by == shown
