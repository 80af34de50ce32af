"""Start and submit a proposal, close drafts whose window is over, and record a signature."""

import json
import logging
from collections.abc import Collection, Mapping
from datetime import UTC, date, datetime
from typing import Any

from django.db import transaction
from django.db.models import F, Q
from django.utils import timezone

from proposals.access.agency import WRITERS
from proposals.access.person import membership_role
from proposals.access.proposal.own_agency import require_office
from proposals.actions import audit, job, participation, status, tally
from proposals.actions.status import Locked
from proposals.content import investigator
from proposals.content.proposal import Content, working_copy
from proposals.content.revision import answers_in, frozen_parts
from proposals.content.section import load_versions
from proposals.content.signoff import as_frozen, standing
from proposals.domain.canonical import canonical, sha256
from proposals.domain.envelope import rounded_up
from proposals.domain.name import normalised
from proposals.domain.refusal import Refusal, RuleBroken
from proposals.domain.search import words_in
from proposals.domain.verb import Verb
from proposals.domain.version import require_latest
from proposals.domain.window import SETTLING
from proposals.domain.workflow.need import Need
from proposals.domain.workflow.status import Status
from proposals.models.account import User
from proposals.models.agency import Agency
from proposals.models.call import Call
from proposals.models.proposal import Proposal
from proposals.models.revision import Revision
from proposals.models.section import SectionVersion

logger = logging.getLogger(__name__)
# The columns of a proposal that freezing changes, which are saved together with its status.
FROZEN = ("current_revision", "search", "has_unsubmitted_changes")


@transaction.atomic
def start(
    *,
    call: Call,
    agency: Agency,
    title: str,
    by: User,
    at: datetime,
) -> Proposal:
    """Start a draft of a member who writes for the agency, and who leads the proposal.

    Raises: RuleBroken NOT_FOR_AGENCY for any other person, NO_NEW_PROPOSALS if the stage accepts
    no submissions any more.
    """
    if membership_role(by, agency.pk) not in WRITERS:
        raise RuleBroken(Refusal.NOT_FOR_AGENCY)
    proposal = begin(call=call, agency=agency, title=title, by=by, at=at, lead=by)
    if at > proposal.stage.window().ends_at:
        raise RuleBroken(Refusal.NO_NEW_PROPOSALS)
    return proposal


def begin(
    *,
    call: Call,
    agency: Agency,
    title: str,
    by: User,
    at: datetime,
    lead: User | None = None,
    channel: str = Proposal.Channel.PORTAL,
) -> Proposal:
    """Begin a draft in the first stage of a call, with a reference that never changes.

    The caller has checked the person and the stage's window.

    Raises: RuleBroken NO_NEW_PROPOSALS for a call without a stage or that isn't published.
    """
    stage = call.stages.order_by("number").first()
    if stage is None or call.state != Call.State.PUBLISHED:
        raise RuleBroken(Refusal.NO_NEW_PROPOSALS)
    reference = _next_reference(call)
    proposal = Proposal.objects.create(
        reference=reference,
        call=call,
        stage=stage,
        lead_agency=agency,
        lead=lead,
        title=title,
        channel=channel,
        search=normalised(f"{reference} {agency.name} {title}"),
        status_since=at,
        created_at=at,
    )
    participation.lead(proposal)
    tally.enter_stage(proposal)
    audit.append(
        proposal, Verb.CREATE, by=by, at=at, after={"status": proposal.status, "title": title}
    )
    return proposal


def _next_reference(call: Call) -> str:
    # The update locks the call's row, so that no two proposals get the same number.
    Call.objects.filter(pk=call.pk).update(last_number=F("last_number") + 1)
    number = Call.objects.values_list("last_number", flat=True).get(pk=call.pk)
    return f"{call.prefix}-{number:04d}"


def search_text(proposal: Proposal, title: str) -> str:
    """Return what the office's search looks at: reference, title and lead agency."""
    return normalised(f"{proposal.reference} {proposal.lead_agency.name} {title}")


@transaction.atomic
def submit(
    proposal: Proposal,
    *,
    by: User,
    at: datetime,
    recorded_at: datetime | None = None,
    saw: Mapping[str, int] | None = None,
    saw_documents: Collection[int] | None = None,
    saw_revision: int | None = None,
) -> Revision:
    """Freeze a revision of the content that the page showed, and submit the proposal.

    `at` is the time of arrival, with which the window is compared; `recorded_at` is the time now.
    `saw` holds the version number of each section that the page showed, by section code, and
    `saw_documents` the ids of the files; None means the latest ones. `saw_revision` is the number
    of the revision that was current on that page, 0 if there was none; None skips this check. If
    the same content is sent again, the existing revision is returned.

    Raises: RuleBroken with the refusal of the need that isn't met; STALE_SUBMISSION if another
    revision was submitted meanwhile; FILE_REMOVED if a file that the page showed was removed.
    """
    locked = status.lock(proposal)
    latest = working_copy(locked)
    content = _seen(latest, saw, saw_documents)
    return submit_locked(
        locked,
        content,
        is_complete=content.is_complete,
        is_behind=content.holds != latest.holds,
        saw_revision=saw_revision,
        by=by,
        at=at,
        recorded_at=recorded_at or at,
    )


def submit_locked(
    proposal: Locked,
    content: Content,
    *,
    is_complete: bool,
    is_behind: bool = False,
    saw_revision: int | None = None,
    channel: str = Proposal.Channel.PORTAL,
    by: User,
    at: datetime,
    recorded_at: datetime,
) -> Revision:
    """Freeze this content of a locked proposal.

    `is_behind` says that the working copy is newer than this content. `channel` is the one by which
    this revision came; the proposal's own is that of its first letter.

    Raises: RuleBroken as submit().
    """
    signoff = standing(content)
    frozen = {
        **frozen_parts(content),
        **({"sign_off": as_frozen(signoff)} if signoff else {}),
        **investigator.as_frozen(content),
    }
    current = proposal.current_revision
    if current and proposal.is_submitted and _same(current, frozen, content):
        _mark_submitted(proposal, is_behind=is_behind)
        return current
    number = current.number if current else 0
    require_latest(saw_revision, number, Refusal.STALE_SUBMISSION, number=number)
    _require_files(content)
    revision = _freeze(
        proposal, content, frozen, channel=channel, by=by, at=at, recorded_at=recorded_at
    )
    proposal.current_revision = revision
    proposal.search = search_text(proposal, revision.title)
    proposal.has_unsubmitted_changes = is_behind
    if current and current.stage_id != revision.stage_id:
        tally.enter_stage(proposal)
    tally.count_content(content, revision)
    # What comes on paper is signed on paper.
    consents = signoff is None or not signoff.stops
    is_signed_off = consents or channel != Proposal.Channel.PORTAL
    checked = {Need.COMPLETE: is_complete, Need.SIGNED_OFF: is_signed_off}
    met = frozenset(need for need, is_met in checked.items() if is_met)
    status.move_locked(
        proposal, Verb.SUBMIT, by=by, at=at, met=met, changed=FROZEN, revision=revision
    )
    return revision


def _mark_submitted(proposal: Locked, *, is_behind: bool) -> None:
    """Mark a proposal whose working copy is again the same as its current revision."""
    if proposal.has_unsubmitted_changes != is_behind:
        proposal.has_unsubmitted_changes = is_behind
        proposal.save(update_fields=["has_unsubmitted_changes"])


def _seen(
    content: Content, saw: Mapping[str, int] | None, saw_documents: Collection[int] | None
) -> Content:
    """Load the versions and files that the form named."""
    versions, documents = content.versions, content.documents
    if saw is not None and saw != {code: one.number for code, one in versions.items()}:
        named = SectionVersion.objects.filter(proposal=content.proposal, code__in=saw)
        versions = load_versions(one for one in named if saw[one.code] == one.number)
    if saw_documents is not None and set(saw_documents) != {one.pk for one in documents}:
        documents = tuple(content.proposal.documents.filter(pk__in=saw_documents))
    return Content(content.proposal, content.stage, versions, documents)


def _same(revision: Revision, frozen: Mapping[str, Any], content: Content) -> bool:
    """Tell whether a revision has these answers and files, even in an older schema.

    The same answers to other terms, requirements or questions of the call aren't the same.
    """
    payload = json.loads(revision.content)
    if revision.stage_id != content.stage.pk or payload["documents"] != frozen["documents"]:
        return False
    beside = ("joined_agencies", "sign_off", "terms", "investigators")
    if any(payload.get(name) != frozen.get(name) for name in beside):
        return False
    if _words(payload["sections"]) != _words(frozen["sections"]):
        return False
    answers = answers_in(payload, codes=content.codes)
    return answers == {code: one["data"] for code, one in frozen["sections"].items()}


def _words(sections: Mapping[str, Any]) -> dict[str, Any]:
    """Return the words of the call that a text holds, by section."""
    return {code: one["asked"] for code, one in sections.items() if "asked" in one}


def _require_files(content: Content) -> None:
    """Refuse harmful files, and an old form that would bring back a file which was removed."""
    for document in content.documents:
        if document.is_harmful:
            raise RuleBroken(Refusal.FILE_HARMFUL, name=document.name, found=document.scan_found)
        if document.removed_at:
            raise RuleBroken(Refusal.FILE_REMOVED, name=document.name)


def _freeze(
    proposal: Locked,
    content: Content,
    frozen: Mapping[str, Any],
    *,
    channel: str,
    by: User,
    at: datetime,
    recorded_at: datetime,
) -> Revision:
    previous = proposal.current_revision
    number = previous.number + 1 if previous else 1
    previous_sha256 = previous.sha256 if previous else ""
    text = canonical(
        {
            "reference": proposal.reference,
            "revision": number,
            "call": content.stage.call.slug,
            "stage": content.stage.number,
            "lead_agency": proposal.lead_agency.name,
            "channel": channel,
            "submitted_by": by.pk,
            "received_at": at.astimezone(UTC).isoformat(),
            "previous_sha256": previous_sha256,
            **frozen,
        }
    )
    figures = _masses(content)
    revision = Revision.objects.create(
        proposal=proposal,
        stage=content.stage,
        number=number,
        content=text,
        search=words_in(
            proposal.reference,
            proposal.lead_agency.name,
            [(one["data"], one.get("typed", "")) for one in frozen["sections"].values()],
            frozen["names"],
            [one.name for one in content.documents],
        ),
        sha256=sha256(text),
        previous_sha256=previous_sha256,
        title=content.heading.title or proposal.title,
        level=content.heading.level,
        platform=content.offer.platform if content.offer else None,
        **figures,
        channel=channel,
        submitted_by=by,
        received_at=at,
        recorded_at=recorded_at,
    )
    revision.versions.add(*content.versions.values())
    revision.documents.add(*content.documents)
    participation.freeze(
        revision,
        content.organisations,
        lead_agency=proposal.lead_agency,
        joined=content.joined_agencies,
    )
    participation.write_institutions(proposal, content.institutions, revision=revision)
    audit.append(
        proposal,
        Verb.FREEZE,
        by=by,
        at=at,
        after={
            "revision": revision.number,
            "sha256": revision.sha256,
            **{name: str(figure) for name, figure in figures.items()},
        },
    )
    return revision


def _masses(content: Content) -> dict[str, Any]:
    """Return the columns of a revision that hold its masses."""
    asked = content.asked
    bare = content.budget.asked(counts_interfaces=False) if asked else None
    return {
        "asked_kg": rounded_up(asked.kg) if asked else None,
        "asked_without_interfaces_kg": rounded_up(bare.kg) if bare else None,
        "items_without_mass": asked.unknown if asked else 0,
    }


@transaction.atomic
def sign(proposal: Proposal, *, signed_on: date, by: User, at: datetime) -> date:
    """Record the day on which the agreement was signed; recorded again, it replaces a slip.

    The history alone keeps it, because no rule asks for it.

    Raises: RuleBroken NOT_ACCEPTED before the team has accepted; SIGNED_IN_FUTURE.
    """
    require_office(by, proposal)
    locked = status.lock(proposal)
    if not locked.is_accepted:
        raise RuleBroken(Refusal.NOT_ACCEPTED)
    if signed_on > timezone.localdate(at):
        raise RuleBroken(Refusal.SIGNED_IN_FUTURE, field="signed_on")
    audit.append(locked, Verb.SIGN, by=by, at=at, after={"signed_on": signed_on.isoformat()})
    return signed_on


def lapse_due(*, at: datetime) -> int:
    """Close drafts and invitations whose window has settled; return how many were closed.

    `at` is the time now. If a rule refuses to close a proposal, for instance because its deadline
    was just extended, the others are closed all the same.
    """
    # A letter that came in time may be confirmed after the window, unless its call is cancelled.
    letters = Proposal.objects.waiting_for_officer()
    over = Q(stage__closes_at__lt=at - SETTLING) & ~Q(pk__in=letters)
    waiting = Proposal.objects.filter(status__in=[Status.DRAFT, Status.SHORTLISTED])
    closed = 0
    ended = waiting.filter(over | Q(call__state=Call.State.CANCELLED))
    for proposal in job.in_time(ended.order_by("pk")):
        try:
            status.move(proposal, Verb.LAPSE, by=None, at=at)
            closed += 1
        except RuleBroken:
            continue
        except Exception:  # an error in one proposal must not keep the others open
            logger.exception("proposal %s couldn't be closed", proposal.pk)
    return closed
