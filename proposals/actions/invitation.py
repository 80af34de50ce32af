"""Invitations: send, send again, take back, accept, and accept under another address."""

import secrets
from datetime import datetime, timedelta

from allauth.account.models import EmailAddress
from django.db import transaction

from proposals.access.agency import administrators
from proposals.access.invitation import DAYS, closed, may_invite, problem
from proposals.access.person import membership_role
from proposals.access.proposal.team import writes
from proposals.actions import audit, message, status
from proposals.actions.status import Locked
from proposals.domain.audience import Audience
from proposals.domain.canonical import sha256
from proposals.domain.refusal import Refusal, RuleBroken
from proposals.domain.verb import Verb
from proposals.models.account import User
from proposals.models.agency import Agency, JoinRequest, Membership
from proposals.models.invitation import Invitation
from proposals.models.proposal import Proposal
from proposals.models.team import TeamMember

LIFETIME = timedelta(days=DAYS)
# Of one person, within a day. Each is a mail to an address that may be anybody's.
MOST_A_DAY = 20
# No second mail goes to an address within this time.
PAUSE = timedelta(hours=1)


@transaction.atomic
def invite(
    agency: Agency,
    *,
    email: str,
    role: str,
    by: User,
    at: datetime,
    proposal: Proposal | None = None,
) -> Invitation:
    """Invite the owner of an address into an agency, or to one of its proposals alone.

    Raises: RuleBroken MAY_NOT_INVITE; AGENCY_CLOSED; PROPOSAL_OVER; TOO_MANY_INVITATIONS;
    MEMBER_ALREADY; INVITED_ALREADY.
    """
    subject = _lock(agency, proposal)
    _require_inviter(by, subject)
    _require_few(by, at=at)
    address = email.strip().lower()
    known = User.objects.filter(email=address).first()
    of_agency, of_proposal = _parts(subject)
    if known:
        _require_outsider(known, of_agency, of_proposal, role=role, field="email")
    waiting = Invitation.objects.filter(
        agency=of_agency, proposal=of_proposal, email=address, state=Invitation.State.OPEN
    )
    if waiting.exists():
        raise RuleBroken(Refusal.INVITED_ALREADY, field="email", email=address)
    new = Invitation(agency=of_agency, proposal=of_proposal, email=address, role=role)
    _send(new, by=by, at=at)
    after = {"invitation": new.pk, "role": role}
    audit.append(subject, Verb.INVITE, by=by, at=at, after=after)
    return new


@transaction.atomic
def renew(invitation: Invitation, *, by: User, at: datetime) -> Invitation:
    """Send an invitation again, with a new link; the old link ends.

    Raises: RuleBroken INVITATION_CLOSED; SENT_JUST_NOW; and as invite().
    """
    subject, one = _lock_open(invitation, by=by)
    _require_few(by, at=at)
    if at < one.sent_at + PAUSE:
        raise RuleBroken(Refusal.SENT_JUST_NOW)
    one.asked_by, one.asked_at, one.consent_hash = None, None, ""
    _send(one, by=by, at=at)
    audit.append(subject, Verb.RENEW_INVITATION, by=by, at=at, after={"invitation": one.pk})
    return one


@transaction.atomic
def withdraw(invitation: Invitation, *, by: User, at: datetime) -> Invitation:
    """Take an invitation back, and tell its address.

    Raises: RuleBroken INVITATION_CLOSED; MAY_NOT_INVITE.
    """
    subject, one = _lock_open(invitation, by=by, joinable=False)
    one.state, one.consent_hash = Invitation.State.WITHDRAWN, ""
    one.save(update_fields=["state", "consent_hash"])
    audit.append(subject, Verb.WITHDRAW_INVITATION, by=by, at=at, after={"invitation": one.pk})
    _mail(one, "invitation_withdrawn")
    return one


@transaction.atomic
def accept(invitation: Invitation, *, by: User, at: datetime) -> Invitation:
    """Accept an invitation under the address to which it went.

    Raises: RuleBroken as access.invitation.problem(); OTHER_ADDRESS; MEMBER_ALREADY.
    """
    subject, one = _lock_valid(invitation, at=at)
    if by.email.lower() != one.email:
        raise RuleBroken(Refusal.OTHER_ADDRESS, invited=one.email, email=by.email)
    _join(subject, one, by=by, at=at)
    return one


@transaction.atomic
def ask_consent(invitation: Invitation, *, by: User, at: datetime) -> Invitation:
    """Ask the invited address to agree that somebody with another address accepts.

    Raises: RuleBroken as accept(); OWN_ADDRESS; ADDRESS_OPEN; SENT_JUST_NOW.
    """
    subject, one = _lock_valid(invitation, at=at)
    if by.email.lower() == one.email:
        raise RuleBroken(Refusal.OWN_ADDRESS)
    _require_confirmed(by)
    _require_outsider(by, one.agency, one.proposal, role=one.role)
    if one.asked_at and at < one.asked_at + PAUSE:
        raise RuleBroken(Refusal.SENT_JUST_NOW)
    secret = secrets.token_urlsafe(32)
    one.asked_by, one.asked_at, one.consent_hash = by, at, sha256(secret)
    one.save(update_fields=["asked_by", "asked_at", "consent_hash"])
    after = {"invitation": one.pk}
    audit.append(subject, Verb.ASK_CONSENT, by=by, at=at, after=after)
    _mail(one, "invitation_consent", secret=secret)
    return one


@transaction.atomic
def consent(invitation: Invitation, *, at: datetime) -> Invitation:
    """Agree that another address accepts. Whoever calls this came by the link of the invited address.

    Raises: RuleBroken CONSENT_OVER; ADDRESS_OPEN; and as accept().
    """
    subject, one, asker = _lock_asked(invitation, at=at)
    _require_confirmed(asker)
    _join(subject, one, by=asker, at=at)
    _tell(asker, one, "consent_given")
    return one


@transaction.atomic
def refuse_consent(invitation: Invitation, *, at: datetime) -> Invitation:
    """Refuse that another address accepts; the invitation stays open.

    Raises: RuleBroken CONSENT_OVER; and as accept().
    """
    subject, one, asker = _lock_asked(invitation, at=at)
    one.consent_hash = ""
    one.save(update_fields=["consent_hash"])
    after = {"invitation": one.pk, "person": asker.pk}
    audit.append(subject, Verb.REFUSE_CONSENT, by=None, at=at, after=after)
    _tell(asker, one, "consent_refused")
    return one


# --- Locks: the proposal's row or else the agency's, whose history is written ------------------


def _lock(agency: Agency, proposal: Proposal | None) -> Agency | Locked:
    if proposal is not None:
        return status.lock(proposal)
    return Agency.objects.select_for_update(no_key=True).get(pk=agency.pk)


def _parts(subject: Agency | Locked) -> tuple[Agency, Proposal | None]:
    """Return the agency and the proposal of an invitation."""
    if isinstance(subject, Agency):
        return subject, None
    return subject.lead_agency, subject


def _read(invitation: Invitation) -> tuple[Agency | Locked, Invitation]:
    """Lock, and read the invitation as it is now, with the people's roles of now."""
    subject = _lock(invitation.agency, invitation.proposal)
    one = Invitation.objects.select_related("invited_by", "asked_by").get(pk=invitation.pk)
    one.agency, one.proposal = _parts(subject)
    return subject, one


def _lock_open(
    invitation: Invitation, *, by: User, joinable: bool = True
) -> tuple[Agency | Locked, Invitation]:
    subject, one = _read(invitation)
    _require_inviter(by, subject, joinable=joinable)
    if not one.is_open:
        raise RuleBroken(Refusal.INVITATION_CLOSED)
    return subject, one


def _lock_valid(invitation: Invitation, *, at: datetime) -> tuple[Agency | Locked, Invitation]:
    subject, one = _read(invitation)
    if one.link_hash != invitation.link_hash:  # it was sent again, with another link
        raise RuleBroken(Refusal.INVITATION_CLOSED)
    if broken := problem(one, at=at):
        raise broken
    return subject, one


def _lock_asked(
    invitation: Invitation, *, at: datetime
) -> tuple[Agency | Locked, Invitation, User]:
    subject, one = _read(invitation)
    if not one.consent_hash or one.consent_hash != invitation.consent_hash or not one.asked_by:
        raise RuleBroken(Refusal.CONSENT_OVER)
    if broken := problem(one, at=at):
        raise broken
    return subject, one, one.asked_by


# --- Rules -------------------------------------------------------------------------------------


def _require_inviter(by: User, subject: Agency | Locked, *, joinable: bool = True) -> None:
    """Check the right of a person to invite, with the roles that they have now."""
    agency, proposal = _parts(subject)
    if not may_invite(User.objects.get(pk=by.pk), agency, proposal):
        raise RuleBroken(Refusal.MAY_NOT_INVITE)
    if joinable and (broken := closed(agency, proposal)):
        raise broken


def _require_few(by: User, *, at: datetime) -> None:
    sent = Invitation.objects.filter(invited_by=by, sent_at__gt=at - timedelta(days=1))
    if sent.count() >= MOST_A_DAY:
        raise RuleBroken(Refusal.TOO_MANY_INVITATIONS, most=MOST_A_DAY)


def _require_confirmed(person: User) -> None:
    own = EmailAddress.objects.filter(user=person, email__iexact=person.email, verified=True)
    if not person.is_active or not own.exists():
        raise RuleBroken(Refusal.ADDRESS_OPEN, address=person.email)


def _require_outsider(
    person: User, agency: Agency, proposal: Proposal | None, *, role: str, field: str | None = None
) -> None:
    """Check that an invitation would give a person something that they don't have."""
    if held := _held(User.objects.get(pk=person.pk), agency, proposal, role):
        raise RuleBroken(Refusal.MEMBER_ALREADY, field=field, name=str(person), role=held)


def _held(person: User, agency: Agency, proposal: Proposal | None, role: str) -> str:
    """Return the name of the role with which a person is in already, or nothing."""
    of_agency = membership_role(person, agency.pk)
    if proposal is None:
        return str(Membership.Role(of_agency).label) if of_agency else ""
    of_proposal = person.proposal_roles.get(proposal.pk)
    if of_proposal in TeamMember.PRESENT:
        return str(TeamMember.Role(of_proposal).label)
    if of_agency and (role == TeamMember.Role.READ or writes(person, proposal)):
        return str(Membership.Role(of_agency).label)
    return ""


# --- What happens ------------------------------------------------------------------------------


def _send(invitation: Invitation, *, by: User, at: datetime) -> None:
    """Save an invitation with a new link, which is kept as a hash, and mail the link."""
    secret = secrets.token_urlsafe(32)
    invitation.link_hash, invitation.invited_by = sha256(secret), by
    invitation.sent_at, invitation.expires_at = at, at + LIFETIME
    invitation.save()
    _mail(invitation, "invitation", secret=secret)


def _join(subject: Agency | Locked, one: Invitation, *, by: User, at: datetime) -> None:
    """Let a person in, and tell who invited them and the other administrators."""
    _require_outsider(by, one.agency, one.proposal, role=one.role)
    if one.proposal is None:
        Membership.objects.create(agency=one.agency, user=by, role=one.role)
        waiting = JoinRequest.objects.filter(agency=one.agency, user=by)
        waiting.filter(state=JoinRequest.State.OPEN).update(state=JoinRequest.State.ADMITTED)
    else:
        TeamMember.objects.update_or_create(
            proposal=one.proposal, user=by, defaults={"role": one.role, "joined_at": at}
        )
    by.__dict__.pop("agency_roles", None)
    by.__dict__.pop("proposal_roles", None)
    one.state, one.accepted_by, one.consent_hash = Invitation.State.ACCEPTED, by, ""
    one.save(update_fields=["state", "accepted_by", "consent_hash"])
    after = {"invitation": one.pk, "role": one.role, "person": by.pk}
    audit.append(subject, Verb.ACCEPT_INVITATION, by=by, at=at, after=after)
    for person in _managers(one):
        if person.pk != by.pk:
            _tell(person, one, "invitation_accepted")


def _managers(one: Invitation) -> list[User]:
    if one.proposal is not None:
        return list(message.team(one.proposal))
    return list(administrators(one.agency))


def _tell(person: User, one: Invitation, template: str) -> None:
    about = one.proposal.reference if one.proposal else f"agency:{one.agency_id}"
    message.tell([person], template, audience=Audience.CONCERNED, about=about, invitation=one)


def _mail(one: Invitation, template: str, *, secret: str = "") -> None:
    known = User.objects.filter(email=one.email).first()
    language = known.language if known else one.invited_by.language
    message.send_link(one.email, template, language=language, invitation=one, secret=secret)
