"""The team of a proposal: roles of those who were invited to it, leaving, and who leads."""

from datetime import datetime
from typing import Any

from django.db import transaction

from proposals.access.proposal.team import actors, may_lead
from proposals.actions import audit, message, status
from proposals.actions.status import Locked
from proposals.domain.audience import Audience
from proposals.domain.refusal import Refusal, RuleBroken
from proposals.domain.verb import Verb
from proposals.domain.workflow.table import Actor
from proposals.models.account import User
from proposals.models.proposal import Proposal
from proposals.models.team import TeamMember


@transaction.atomic
def change(member: TeamMember, *, role: str, by: User, at: datetime) -> TeamMember:
    """Change whether somebody who was invited to a proposal edits it or reads it.

    Raises: RuleBroken NOT_LEADING; GONE_ALREADY; LEADS_PROPOSAL.
    """
    proposal, one = _lock(member)
    _require_lead(by, proposal)
    if one.role == role:
        return one
    if role != TeamMember.Role.EDIT:
        _require_no_lead(proposal, one)
    people = {"person": one.user_id}
    before, after = people | {"role": one.role}, people | {"role": role}
    one.role = role
    one.save(update_fields=["role"])
    audit.append(proposal, Verb.CHANGE_ROLE, by=by, at=at, before=before, after=after)
    _tell(proposal, "team_changed", one.user, by=by, member=one)
    return one


@transaction.atomic
def remove(member: TeamMember, *, by: User, at: datetime) -> None:
    """Remove somebody from the team; they may leave on their own. The row stays, for conflicts.

    Raises: RuleBroken NOT_LEADING; GONE_ALREADY; LEADS_PROPOSAL.
    """
    proposal, one = _lock(member)
    if one.user_id != by.pk:
        _require_lead(by, proposal)
    _require_no_lead(proposal, one)
    before, after = {"role": one.role}, {"person": one.user_id}
    one.role = TeamMember.Role.FORMER
    one.save(update_fields=["role"])
    audit.append(proposal, Verb.REMOVE_MEMBER, by=by, at=at, before=before, after=after)
    _tell(proposal, "team_removed", one.user, by=by, member=one)


@transaction.atomic
def hand_over(proposal: Proposal, *, to: User, by: User, at: datetime) -> Locked:
    """Make another person the lead proposer.

    Raises: RuleBroken NOT_LEADING; PROPOSAL_OVER; LEADS_ALREADY; NOT_A_WRITER.
    """
    locked = status.lock(proposal)
    _require_lead(by, locked)
    if locked.is_final:
        raise RuleBroken(Refusal.PROPOSAL_OVER, reference=locked.reference)
    new = User.objects.get(pk=to.pk)
    if new.pk == locked.lead_id:
        raise RuleBroken(Refusal.LEADS_ALREADY, field="to", name=str(new))
    if not may_lead(new, locked):
        raise RuleBroken(Refusal.NOT_A_WRITER, field="to", name=str(new))
    old = locked.lead
    locked.lead = new
    locked.save(update_fields=["lead"])
    before, after = {"lead": old.pk if old else None}, {"lead": new.pk}
    audit.append(locked, Verb.HAND_OVER, by=by, at=at, before=before, after=after)
    _tell(locked, "team_handed_over", old, by=by, lead=new)
    return locked


def _lock(member: TeamMember) -> tuple[Locked, TeamMember]:
    proposal = status.lock(member.proposal)
    one = TeamMember.objects.select_related("user").get(pk=member.pk)
    if one.is_former:
        raise RuleBroken(Refusal.GONE_ALREADY)
    return proposal, one


def _require_lead(by: User, proposal: Locked) -> None:
    """Check that a person is of the lead team, with the roles that they have now."""
    if Actor.LEAD not in actors(User.objects.get(pk=by.pk), proposal):
        raise RuleBroken(Refusal.NOT_LEADING)


def _require_no_lead(proposal: Locked, one: TeamMember) -> None:
    if proposal.lead_id == one.user_id:
        raise RuleBroken(Refusal.LEADS_PROPOSAL, field="role", name=str(one.user))


def _tell(proposal: Locked, template: str, person: User | None, *, by: User, **told: Any) -> None:
    """Tell the person concerned and the lead team, but not who did it."""
    people = {one.pk: one for one in message.team(proposal)}
    if person is not None:
        people[person.pk] = person
    people.pop(by.pk, None)
    message.tell(
        people.values(),
        template,
        audience=Audience.CONCERNED,
        about=proposal.reference,
        proposal=proposal,
        by=by,
        **told,
    )
