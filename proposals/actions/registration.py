"""Letters that came by e-mail or diplomatic note, entered by the office."""

from datetime import datetime
from typing import Any

from django.core.files.uploadedfile import UploadedFile
from django.db import transaction

from proposals.access.proposal.own_agency import require_office
from proposals.actions import audit, document, section, status
from proposals.actions import proposal as proposal_actions
from proposals.actions.status import Locked
from proposals.content.proposal import working_copy
from proposals.domain.refusal import Refusal, RuleBroken
from proposals.domain.section.catalogue import named
from proposals.domain.section.field import Heading
from proposals.domain.verb import Verb
from proposals.models.account import User
from proposals.models.agency import Agency
from proposals.models.call import Call
from proposals.models.document import Document
from proposals.models.registration import Registration

SCAN = "scan"


@transaction.atomic
def enter(
    *,
    call: Call,
    agency: Agency,
    heading: Heading,
    channel: str,
    received_at: datetime,
    scan: UploadedFile[Any],
    by: User,
    at: datetime,
) -> Registration:
    """Enter a letter for a partner; after the window has closed, a second officer must confirm it.

    `heading` holds the letter's title, level and platform; the scan is the letter's content.

    Raises: RuleBroken RECEIVED_OUTSIDE_WINDOW, or one of FILE_... for a scan that isn't accepted.
    """
    if received_at > at:
        raise RuleBroken(Refusal.RECEIVED_IN_FUTURE, field="received_at")
    started = proposal_actions.begin(
        call=call, agency=agency, title=heading.title, by=by, at=at, channel=channel
    )
    require_office(by, started)
    proposal = status.lock(started)
    if not proposal.stage.window().is_open(received_at):
        raise RuleBroken(
            Refusal.RECEIVED_OUTSIDE_WINDOW,
            field="received_at",
        )
    for one in named(proposal.stage.sections):
        if answers := one.from_heading(heading):
            section.save_locked(proposal, one.code, answers, by=by, at=at)
    stored = _store(proposal, scan, by=by, at=at)
    registration = Registration.objects.create(
        proposal=proposal,
        received_at=received_at,
        scan=stored,
        entered_by=by,
        entered_at=at,
    )
    audit.append(
        proposal,
        Verb.REGISTER_LETTER,
        by=by,
        at=at,
        after={"channel": channel, "received_at": received_at.isoformat(), "scan": stored.sha256},
    )
    if proposal.stage.window().is_open(at):
        _take(proposal, registration, by=by, at=at)
    return registration


def _store(proposal: Locked, scan: UploadedFile[Any], *, by: User, at: datetime) -> Document:
    try:
        return document.store_locked(proposal, code=SCAN, file=scan, by=by, at=at)
    except RuleBroken as refusal:
        refusal.field = "scan"  # as it is called where letters are entered
        raise


@transaction.atomic
def confirm(registration: Registration, *, by: User, at: datetime) -> None:
    """Confirm a letter that another officer entered after closing, and submit it.

    Raises: RuleBroken OWN_LETTER for the officer who entered it.
    """
    require_office(by, registration.proposal)
    proposal = status.lock(registration.proposal)
    one = Registration.objects.get(pk=registration.pk)
    if one.entered_by_id == by.pk:
        raise RuleBroken(Refusal.OWN_LETTER)
    if proposal.current_revision_id:
        raise RuleBroken(Refusal.LETTER_CONFIRMED)
    one.confirmed_by, one.confirmed_at = by, at
    one.save(update_fields=["confirmed_by", "confirmed_at"])
    _take(proposal, one, by=by, at=at)


def _take(proposal: Locked, registration: Registration, *, by: User, at: datetime) -> None:
    """Submit a letter. Its scan is its content, so no section is required."""
    proposal_actions.submit_locked(
        proposal,
        working_copy(proposal),
        is_complete=True,
        channel=proposal.channel,
        by=by,
        at=registration.received_at,
        recorded_at=at,
    )
