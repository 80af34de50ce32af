"""Letters that came by e-mail or diplomatic note, entered by the office."""

from datetime import datetime
from typing import Any

from django.core.files.uploadedfile import UploadedFile
from django.db import transaction

from proposals import access
from proposals.actions import audit, document, section
from proposals.actions import proposal as proposal_actions
from proposals.domain.refusal import RuleBroken
from proposals.domain.translation import gettext_noop
from proposals.models.account import User
from proposals.models.agency import Agency
from proposals.models.call import Call
from proposals.models.document import Document
from proposals.models.proposal import Proposal
from proposals.models.registration import Registration

SCAN = "scan"


@transaction.atomic
def enter(
    *,
    call: Call,
    agency: Agency,
    overview: dict[str, str],
    channel: str,
    received_at: datetime,
    scan: UploadedFile[Any],
    by: User,
    at: datetime,
) -> Registration:
    """Enter a letter on a partner's behalf; one that is entered after closing waits for a second officer.

    `overview` holds title, level and platform; the scan is the letter's content.

    Raises: RuleBroken "received" when it came outside of the window, "file" for a bad scan.
    """
    access.require_officer(by)
    if received_at > at:
        raise RuleBroken(
            "received", gettext_noop("A letter can't have come in the future."), field="received_at"
        )
    proposal = proposal_actions.start(
        call=call, agency=agency, title=overview["title"], by=by, at=at, channel=channel
    )
    if not proposal.stage.window().is_open(received_at):
        raise RuleBroken(
            "received",
            gettext_noop("This letter came outside of the window; it can't be taken."),
            field="received_at",
        )
    section.save(proposal, "overview", overview, by=by, at=at)
    stored = _store(proposal, scan, by=by, at=at)
    registration = Registration.objects.create(
        proposal=proposal,
        received_at=received_at,
        scan=stored,
        entered_by=by,
        entered_at=at,
    )
    audit.record(
        proposal,
        "register_letter",
        by=by,
        at=at,
        after={"channel": channel, "received_at": received_at.isoformat(), "scan": stored.sha256},
    )
    if proposal.stage.window().is_open(at):
        _take(registration, by=by, at=at)
    return registration


def _store(proposal: Proposal, scan: UploadedFile[Any], *, by: User, at: datetime) -> Document:
    try:
        return document.store(proposal, code=SCAN, file=scan, by=by, at=at)
    except RuleBroken as refusal:
        refusal.field = "scan"  # as it is called where letters are entered
        raise


@transaction.atomic
def confirm(registration: Registration, *, by: User, at: datetime) -> None:
    """Confirm a letter that another officer entered after closing; it is submitted with this.

    Raises: RuleBroken "second_officer" for the officer who entered it.
    """
    access.require_officer(by)
    one = Registration.objects.select_for_update().get(pk=registration.pk)
    if one.entered_by_id == by.pk:
        raise RuleBroken(
            "second_officer",
            gettext_noop("You entered this letter; another officer must confirm it."),
        )
    if one.proposal.current_revision_id:
        raise RuleBroken("state", gettext_noop("This letter is confirmed already."))
    one.confirmed_by, one.confirmed_at = by, at
    one.save(update_fields=["confirmed_by", "confirmed_at"])
    _take(one, by=by, at=at)


def _take(registration: Registration, *, by: User, at: datetime) -> None:
    proposal: Proposal = registration.proposal
    proposal_actions.submit(
        proposal, by=by, at=registration.received_at, recorded_at=at, complete=True
    )
