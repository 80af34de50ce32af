"""Membership of an agency: roles and signatories, leaving, and requests to join."""

from datetime import datetime
from typing import Any

from django.db import transaction

from proposals.access.agency import administrators
from proposals.actions import audit, message
from proposals.domain.audience import Audience
from proposals.domain.refusal import Refusal, RuleBroken
from proposals.domain.verb import Verb
from proposals.models.account import User
from proposals.models.agency import Agency, JoinRequest, Membership

# Requests of one person that wait for an answer. Each is a mail to people who don't know them.
MOST_REQUESTS = 5


@transaction.atomic
def change(
    membership: Membership, *, role: str, is_signatory: bool, by: User, at: datetime
) -> Membership:
    """Change a member's role, and whether they may bind the agency.

    Raises: RuleBroken NOT_MANAGER; GONE_ALREADY; LAST_ADMINISTRATOR.
    """
    agency, one = _lock_member(membership)
    _require_administrator(agency, by)
    if role != Membership.Role.ADMINISTRATOR:
        _require_another(agency, one)
    before = {"role": one.role, "may_bind": one.is_signatory}
    after = {"role": role, "may_bind": is_signatory}
    if before == after:
        return one
    one.role, one.is_signatory = role, is_signatory
    one.save(update_fields=["role", "is_signatory"])
    audit.append(
        agency,
        Verb.CHANGE_ROLE,
        by=by,
        at=at,
        before=before | {"person": one.user_id},
        after=after | {"person": one.user_id},
    )
    _tell(agency, "membership_changed", one.user, by=by, member=one)
    return one


@transaction.atomic
def remove(membership: Membership, *, by: User, at: datetime) -> None:
    """Remove a member from an agency; a member may leave on their own.

    Raises: RuleBroken NOT_MANAGER; GONE_ALREADY; LAST_ADMINISTRATOR.
    """
    agency, one = _lock_member(membership)
    if one.user_id != by.pk:
        _require_administrator(agency, by)
    _require_another(agency, one)
    before = {"role": one.role, "may_bind": one.is_signatory}
    after = {"person": one.user_id}
    audit.append(agency, Verb.REMOVE_MEMBER, by=by, at=at, before=before, after=after)
    _tell(agency, "membership_removed", one.user, by=by, member=one)
    one.delete()


@transaction.atomic
def ask(agency: Agency, *, text: str = "", by: User, at: datetime) -> JoinRequest:
    """Ask to be let into an agency.

    Raises: RuleBroken AGENCY_CLOSED; MEMBER_ALREADY; ASKED_ALREADY; NOBODY_ADMITS;
    TOO_MANY_REQUESTS.
    """
    locked = _hold(agency.pk)
    if locked.is_rejected:
        raise RuleBroken(Refusal.AGENCY_CLOSED, agency=locked.name)
    _require_outsider(locked, by)
    own = JoinRequest.objects.filter(user=by, state=JoinRequest.State.OPEN)
    if own.filter(agency=locked).exists():
        raise RuleBroken(Refusal.ASKED_ALREADY)
    if own.count() >= MOST_REQUESTS:
        raise RuleBroken(Refusal.TOO_MANY_REQUESTS, most=MOST_REQUESTS)
    if not administrators(locked).exists():
        raise RuleBroken(Refusal.NOBODY_ADMITS, agency=locked.name)
    new = JoinRequest.objects.create(agency=locked, user=by, text=text.strip(), asked_at=at)
    audit.append(locked, Verb.REQUEST_MEMBERSHIP, by=by, at=at, after={"request": new.pk})
    _tell(locked, "membership_asked", None, by=by, request=new)
    return new


@transaction.atomic
def admit(request: JoinRequest, *, role: str, by: User, at: datetime) -> Membership:
    """Let a person in who has asked, with a role.

    Raises: RuleBroken NOT_MANAGER; REQUEST_ANSWERED; AGENCY_CLOSED; MEMBER_ALREADY.
    """
    agency, one = _lock_request(request, by=by)
    if agency.is_rejected:
        raise RuleBroken(Refusal.AGENCY_CLOSED, agency=agency.name)
    _require_outsider(agency, one.user)
    member = Membership.objects.create(agency=agency, user=one.user, role=role)
    _answer(one, JoinRequest.State.ADMITTED, by=by, at=at)
    after = {"request": one.pk, "person": one.user_id, "role": role}
    audit.append(agency, Verb.ADMIT, by=by, at=at, after=after)
    _tell(agency, "membership_admitted", one.user, by=by, member=member)
    return member


@transaction.atomic
def decline(request: JoinRequest, *, reason: str = "", by: User, at: datetime) -> JoinRequest:
    """Decline a request to join. Raises: RuleBroken NOT_MANAGER; REQUEST_ANSWERED."""
    agency, one = _lock_request(request, by=by)
    _answer(one, JoinRequest.State.DECLINED, by=by, at=at)
    after = {"request": one.pk, "person": one.user_id}
    audit.append(agency, Verb.DECLINE_MEMBERSHIP, by=by, at=at, after=after, reason=reason)
    _tell(agency, "membership_declined", one.user, by=by, request=one, reason=reason)
    return one


@transaction.atomic
def withdraw(request: JoinRequest, *, by: User, at: datetime) -> JoinRequest:
    """Take an own request back. Raises: RuleBroken REQUEST_ANSWERED."""
    agency, one = _read_request(request)
    if one.user_id != by.pk or not one.is_open:
        raise RuleBroken(Refusal.REQUEST_ANSWERED)
    _answer(one, JoinRequest.State.WITHDRAWN, by=by, at=at)
    audit.append(agency, Verb.WITHDRAW_REQUEST, by=by, at=at, after={"request": one.pk})
    return one


# --- Locks and rules ---------------------------------------------------------------------------


def _hold(agency_id: int) -> Agency:
    return Agency.objects.select_for_update(no_key=True).get(pk=agency_id)


def _lock_member(membership: Membership) -> tuple[Agency, Membership]:
    agency = _hold(membership.agency_id)
    one = Membership.objects.select_related("user").filter(pk=membership.pk).first()
    if one is None:
        raise RuleBroken(Refusal.GONE_ALREADY)
    one.agency = agency
    return agency, one


def _read_request(request: JoinRequest) -> tuple[Agency, JoinRequest]:
    agency = _hold(request.agency_id)
    one = JoinRequest.objects.select_related("user").get(pk=request.pk)
    one.agency = agency
    return agency, one


def _lock_request(request: JoinRequest, *, by: User) -> tuple[Agency, JoinRequest]:
    agency, one = _read_request(request)
    _require_administrator(agency, by)
    if not one.is_open:
        raise RuleBroken(Refusal.REQUEST_ANSWERED)
    return agency, one


def _require_administrator(agency: Agency, by: User) -> None:
    if not administrators(agency).filter(pk=by.pk).exists():
        raise RuleBroken(Refusal.NOT_MANAGER)


def _require_another(agency: Agency, besides: Membership) -> None:
    """Check that an agency keeps an administrator when this member is one no more."""
    if besides.role != Membership.Role.ADMINISTRATOR:
        return
    if not administrators(agency).exclude(pk=besides.user_id).exists():
        name = str(besides.user)
        raise RuleBroken(Refusal.LAST_ADMINISTRATOR, field="role", name=name, agency=agency.name)


def _require_outsider(agency: Agency, person: User) -> None:
    held = Membership.objects.filter(agency=agency, user=person).first()
    if held is not None:
        role = held.get_role_display()
        raise RuleBroken(Refusal.MEMBER_ALREADY, name=str(person), role=role)


def _answer(one: JoinRequest, state: JoinRequest.State, *, by: User, at: datetime) -> None:
    one.state, one.answered_by, one.answered_at = state, by, at
    one.save(update_fields=["state", "answered_by", "answered_at"])


def _tell(agency: Agency, template: str, person: User | None, *, by: User, **told: Any) -> None:
    """Tell the person concerned and the administrators, but not who did it."""
    people = {one.pk: one for one in administrators(agency)}
    if person is not None:
        people[person.pk] = person
    people.pop(by.pk, None)
    message.tell(
        people.values(),
        template,
        audience=Audience.CONCERNED,
        about=f"agency:{agency.pk}",
        agency=agency,
        by=by,
        **told,
    )
