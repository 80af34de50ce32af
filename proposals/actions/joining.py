"""Ask an agency to join a proposal of another, answer for it, and end its part."""

from datetime import datetime

from django.db import transaction
from django.db.models import QuerySet

from proposals.access.joining import administers
from proposals.access.proposal.team import actors
from proposals.actions import audit, message, status
from proposals.actions.status import Locked
from proposals.domain.audience import Audience
from proposals.domain.name import normalised
from proposals.domain.refusal import Refusal, RuleBroken
from proposals.domain.verb import Verb
from proposals.domain.workflow.table import Actor
from proposals.models.account import User
from proposals.models.agency import Agency, Membership
from proposals.models.joining import Joining
from proposals.models.proposal import Proposal


def named(name: str, country: str = "") -> Agency:
    """Return the registered agency of this name. A country decides between several.

    Raises: RuleBroken AGENCY_UNKNOWN, AGENCY_UNCLEAR.
    """
    found = Agency.objects.exclude(state=Agency.State.REJECTED).filter(
        names__name_folded=normalised(name)
    )
    if country:
        found = found.filter(country=country)
    agencies = list(found.distinct()[:2])
    if not agencies:
        raise RuleBroken(Refusal.AGENCY_UNKNOWN, field="name", name=name.strip())
    if len(agencies) > 1:
        raise RuleBroken(Refusal.AGENCY_UNCLEAR, field="country", name=name.strip())
    return agencies[0]


@transaction.atomic
def ask(proposal: Proposal, *, agency: Agency, by: User, at: datetime) -> Joining:
    """Ask a registered agency to join a proposal; its administrators get a mail.

    Raises: RuleBroken NOT_LEAD_OF_PROPOSAL, NOT_EDITABLE, ASKED_AGENCY_REJECTED, ON_IT_ALREADY,
    NOBODY_ANSWERS for an agency without an administrator.
    """
    registered = _hold(agency)
    locked = status.lock(proposal)
    _require_lead(by, locked)
    _require_editable(locked)
    if registered.is_rejected:
        raise RuleBroken(Refusal.ASKED_AGENCY_REJECTED, field="name", name=registered.name)
    is_on_it = locked.joinings.live().filter(agency=registered).exists()
    if is_on_it or registered.pk == locked.lead_agency_id:
        raise RuleBroken(Refusal.ON_IT_ALREADY, field="name", name=registered.name)
    if not _administrators(registered).exists():
        raise RuleBroken(Refusal.NOBODY_ANSWERS, field="name", name=registered.name)
    new = Joining.objects.create(proposal=locked, agency=registered, asked_by=by, asked_at=at)
    _record(new, Verb.ASK_TO_JOIN, by=by, at=at)
    _tell_agency(new, "joining_asked", by=by)
    return new


@transaction.atomic
def accept(joining: Joining, *, by: User, at: datetime) -> Joining:
    """Let an agency join; from now on its members read the proposal, and its writers write it.

    Raises: RuleBroken NOT_ADMINISTRATOR, JOINING_ANSWERED, NOT_EDITABLE, AGENCY_REJECTED.
    """
    registered = _hold(joining.agency)
    locked = status.lock(joining.proposal)
    one = _asked(joining, by)
    _require_editable(locked)
    if registered.is_rejected:
        raise RuleBroken(Refusal.AGENCY_REJECTED)
    _answer(one, Joining.State.JOINED, by=by, at=at)
    _record(one, Verb.JOIN, by=by, at=at)
    message.tell_team(locked, "joining_answered", joining=one)
    return one


@transaction.atomic
def decline(joining: Joining, *, by: User, at: datetime, reason: str = "") -> Joining:
    """Decline for an agency to join. Raises: RuleBroken NOT_ADMINISTRATOR, JOINING_ANSWERED."""
    locked = status.lock(joining.proposal)
    one = _asked(joining, by)
    _answer(one, Joining.State.DECLINED, by=by, at=at)
    _record(one, Verb.DECLINE_TO_JOIN, by=by, at=at, reason=reason)
    message.tell_team(locked, "joining_answered", joining=one, reason=reason.strip())
    return one


@transaction.atomic
def end(joining: Joining, *, by: User, at: datetime, reason: str) -> Joining:
    """End an agency's part: by its own administrator, or by the lead team, with a reason.

    The lead team also takes back a request that isn't answered yet.

    Raises: RuleBroken NOT_YOURS, JOINING_ENDED, NO_REASON.
    """
    locked = status.lock(joining.proposal)
    one = _current(joining)
    leads = Actor.LEAD in actors(by, locked)
    if not leads and not (one.is_joined and administers(by, one.agency_id)):
        raise RuleBroken(Refusal.NOT_YOURS)
    if not one.is_live:
        raise RuleBroken(Refusal.JOINING_ENDED)
    if not reason.strip():
        raise RuleBroken(Refusal.NO_REASON, field="reason")
    return _end(locked, one, by=by, at=at, reason=reason)


def end_all(agency: Agency, *, by: User, at: datetime, reason: str) -> None:
    """End every part of an agency that is locked, and which the office rejects."""
    for joining in agency.joinings.live().order_by("proposal", "pk"):
        locked = status.lock(joining.proposal)
        _end(locked, _current(joining), by=by, at=at, reason=reason)


def _end(locked: Locked, one: Joining, *, by: User, at: datetime, reason: str) -> Joining:
    was_joined = one.is_joined
    one.state = Joining.State.LEFT if was_joined else Joining.State.CANCELLED
    one.ended_at = at
    one.save(update_fields=["state", "ended_at"])
    verb = Verb.LEAVE if was_joined else Verb.CANCEL_JOINING
    _record(one, verb, by=by, at=at, reason=reason)
    _tell_agency(one, "joining_ended", reason=reason.strip())
    message.tell_team(locked, "joining_ended", joining=one, reason=reason.strip())
    return one


def _answer(one: Joining, state: Joining.State, *, by: User, at: datetime) -> None:
    one.state, one.answered_by, one.answered_at = state, by, at
    one.save(update_fields=["state", "answered_by", "answered_at"])


def _asked(joining: Joining, by: User) -> Joining:
    """Return a request that this person may answer now. The caller holds the proposal's lock."""
    one = _current(joining)
    if not administers(by, one.agency_id):
        raise RuleBroken(Refusal.NOT_ADMINISTRATOR)
    if not one.is_asked:
        raise RuleBroken(Refusal.JOINING_ANSWERED, state=one.get_state_display())
    return one


def _current(joining: Joining) -> Joining:
    """Read a row anew, under the lock of its proposal."""
    return Joining.objects.select_related("agency", "proposal__lead_agency").get(pk=joining.pk)


def _hold(agency: Agency) -> Agency:
    # The agency first, as a rejection does, which then locks the proposals that it is on.
    return Agency.objects.select_for_update(no_key=True).get(pk=agency.pk)


def _require_lead(by: User, proposal: Locked) -> None:
    if Actor.LEAD not in actors(by, proposal):
        raise RuleBroken(Refusal.NOT_LEAD_OF_PROPOSAL)


def _require_editable(proposal: Locked) -> None:
    if not proposal.is_editable:
        raise RuleBroken(Refusal.NOT_EDITABLE, status=proposal.status_label)
    if proposal.waits_for_officer:
        raise RuleBroken(Refusal.ENTERED_BY_OFFICE)


def _record(one: Joining, verb: Verb, *, by: User, at: datetime, reason: str = "") -> None:
    after = {"joining": one.pk, "agency": one.agency.name}
    audit.append(one.proposal, verb, by=by, at=at, after=after, reason=reason.strip())


def _administrators(agency: Agency) -> QuerySet[User]:
    """Return the people who answer for an agency."""
    return User.objects.filter(
        memberships__agency=agency,
        memberships__role=Membership.Role.ADMINISTRATOR,
        is_active=True,
    ).order_by("pk")


def _tell_agency(joining: Joining, template: str, **context: object) -> None:
    """Write to the administrators of an agency that isn't on the proposal, or isn't any more."""
    message.tell(
        _administrators(joining.agency),
        template,
        audience=Audience.ASKED,
        about=joining.proposal.reference,
        proposal=joining.proposal,
        joining=joining,
        **context,
    )
