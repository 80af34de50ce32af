"""Who sees what, who may do what, and why not. Every query set that a person sees goes through here."""

from collections.abc import Iterable
from enum import StrEnum
from types import MappingProxyType
from typing import Any

from django.conf import settings
from django.db.models import Exists, Model, OuterRef, Q, QuerySet

from proposals.domain.name import normalised
from proposals.domain.refusal import Refusal, RuleBroken
from proposals.domain.workflow.table import Actor
from proposals.models.account import User
from proposals.models.agency import Agency, Membership
from proposals.models.call import Amendment, Call, Stage
from proposals.models.clarification import Clarification
from proposals.models.decision import Decision
from proposals.models.document import Document
from proposals.models.participation import Participation
from proposals.models.proposal import Proposal, ProposalQuerySet
from proposals.models.registration import Registration
from proposals.models.review import Assignment, Conflict, Review
from proposals.models.revision import Revision


class Role(StrEnum):
    """The office's groups."""

    OFFICER = "officer"
    REVIEWER = "reviewer"
    PANEL = "panel"
    AUDITOR = "auditor"


READERS = frozenset({Role.OFFICER, Role.PANEL, Role.AUDITOR})
READING_STATES = (Assignment.State.ACCEPTED, Assignment.State.FINISHED)
OPEN_STATES = (Assignment.State.INVITED, Assignment.State.ACCEPTED, Assignment.State.FINISHED)
WRITERS = (Membership.Role.ADMINISTRATOR, Membership.Role.PROPOSER)


# Who sees all rows of a model in the office; where a model isn't named, READERS do.
_OFFICE = frozenset({Role.OFFICER, Role.AUDITOR})
VIEW = MappingProxyType({"message": _OFFICE, "user": _OFFICE, "auditentry": _OFFICE})
# Models of which reviewers see their own part.
REVIEWER_MODELS = frozenset({"assignment", "proposal", "revision", "review", "clarification"})
# What officers make and change in plain forms; the rest changes by buttons alone.
WRITABLE = frozenset(
    {
        "agency",
        "call",
        "calllevel",
        "calltopic",
        "criterion",
        "hostinstrument",
        "limit",
        "membership",
        "mission",
        "platform",
        "requireddocument",
        "result",
        "stage",
    }
)


def roles(user: User) -> frozenset[Role]:
    """Return the office roles of a person; a superuser has an officer's, and no more."""
    known: frozenset[Role] | None = getattr(user, "_office_roles", None)
    if known is None:
        known = _load_roles(user)
        user._office_roles = known  # type: ignore[attr-defined]  # kept for one request
    return known


def _load_roles(user: User) -> frozenset[Role]:
    if not user.is_active or not user.is_staff:
        return frozenset()
    names = set(user.groups.values_list("name", flat=True))
    found = {role for role in Role if role.value in names}
    if user.is_superuser:
        found.add(Role.OFFICER)
    # Who reads every score and every proposal can't be held to a reviewer's view.
    return frozenset(found - {Role.REVIEWER} if found & READERS else found)


def reviewers() -> QuerySet[User]:
    """Return the people who may be asked for a review."""
    reading = User.objects.filter(Q(groups__name__in=READERS) | Q(is_superuser=True))
    named = User.objects.filter(groups__name=Role.REVIEWER, is_active=True, is_staff=True)
    return named.exclude(pk__in=reading.values("pk")).order_by("name")


def require_one_view(groups: Iterable[str]) -> None:
    """Raises: RuleBroken "groups" for a reviewer's group beside one that reads everything."""
    names = set(groups)
    if Role.REVIEWER in names and names & READERS:
        raise RuleBroken(
            Refusal.TWO_VIEWS,
            field="groups",
        )


def is_officer(user: User) -> bool:
    return Role.OFFICER in roles(user)


def require_officer(user: User) -> None:
    """Raises: RuleBroken "officer" for anyone else."""
    if not is_officer(user):
        raise RuleBroken(Refusal.NOT_OFFICER)


def actors(user: User, proposal: Proposal) -> frozenset[Actor]:
    """Return in whose name this person can move this proposal."""
    found = set()
    if is_officer(user):
        found.add(Actor.OFFICER)
    if _leads(user, proposal):
        found.add(Actor.LEAD)
    return frozenset(found)


def _leads(user: User, proposal: Proposal) -> bool:
    role = membership_role(user, proposal.lead_agency_id)
    if role == Membership.Role.ADMINISTRATOR:
        return True
    return role == Membership.Role.PROPOSER and proposal.lead_id == user.pk


def membership_role(user: User, agency_id: int) -> str | None:
    """Return the person's role in an agency, or None. One query for all agencies of a person."""
    known: dict[int, str] | None = getattr(user, "_membership_roles", None)
    if known is None:
        known = dict(user.memberships.values_list("agency_id", "role"))
        user._membership_roles = known  # type: ignore[attr-defined]  # kept for one request
    return known.get(agency_id) if user.is_active else None


def can_edit(user: User, proposal: Proposal) -> bool:
    """Tell whether this person may write the working copy now."""
    role = membership_role(user, proposal.lead_agency_id)
    return role in WRITERS and proposal.is_editable and not proposal.waits_for_officer


def require_edit(user: User, proposal: Proposal) -> None:
    """Raises: RuleBroken "read_only" when the working copy can't be written."""
    if not proposal.is_editable:
        raise RuleBroken(
            Refusal.NOT_EDITABLE,
            status=proposal.status_label,
        )
    if proposal.waits_for_officer:
        raise RuleBroken(
            Refusal.ENTERED_BY_OFFICE,
        )
    if not can_edit(user, proposal):
        raise RuleBroken(Refusal.OBSERVER)


# --- The portal ---------------------------------------------------------------------------


def partner_proposals(user: User) -> ProposalQuerySet:
    """Return what a person sees in the portal: the proposals of their agencies."""
    rows: ProposalQuerySet = Proposal.objects.filter(
        lead_agency__in=Membership.objects.filter(user=user).values("agency")
    )
    return rows


def partner_agencies(user: User) -> QuerySet[Agency]:
    return Agency.objects.filter(memberships__user=user)


def written_agencies(user: User) -> QuerySet[Agency]:
    """Return the agencies that a person writes for, each once."""
    # One filter: of two, the second would match anybody's membership.
    return Agency.objects.filter(memberships__user=user, memberships__role__in=WRITERS)


def readable_documents(user: User) -> QuerySet[Document]:
    """Return the files that this person may download, in the portal and in the office."""
    mine = Q(proposal__in=partner_proposals(user))
    if roles(user) & READERS:
        mine |= Q(revisions__isnull=False) | Q(proposal__registration__isnull=False)
    elif Role.REVIEWER in roles(user):
        mine |= Q(revisions__in=_reading(user).values("revision"))
    return Document.objects.filter(mine).distinct()


# --- The office ---------------------------------------------------------------------------


def in_conflict(user: User, *, of: str) -> Q:
    """Match the proposals that a reviewer may not open: same organisation, or an unwaived conflict.

    `of` names the proposal's key in the rows that are asked about. Asked row by row: a join of
    all proposals with all their organisations takes as long as there are proposals.
    """
    conflicts = Conflict.objects.filter(proposal=OuterRef(of), reviewer=user, waived_by=None)
    same = Q(agency__in=Membership.objects.filter(user=user).values("agency"))
    if organisation := normalised(user.organisation):
        same |= Q(name_folded=organisation)
    if user.country:
        same |= Q(country=user.country, proposal__call__blocks_same_country=True)
    there = Participation.objects.filter(same, proposal=OuterRef(of))
    return Q(Exists(conflicts)) | Q(Exists(there))


def _own(user: User) -> Q:
    """Match a reviewer's own assignments, conflicts taken out."""
    return Q(reviewer=user, state__in=OPEN_STATES) & ~in_conflict(user, of="proposal")


def _reading(user: User) -> QuerySet[Assignment]:
    """Return the assignments whose content is open to the reviewer.

    They have accepted, and so have declared to have no conflict.
    """
    return Assignment.objects.filter(_own(user), state__in=READING_STATES)


def _part(user: User, model: type[Model]) -> Q | None:
    """Match a reviewer's part of a model's rows; None where reviewers have no part."""
    if model is Assignment:
        return _own(user)
    if model is Proposal:
        return Q(pk__in=_reading(user).values("proposal"))
    if model is Revision:
        return Q(pk__in=_reading(user).values("revision"))
    if model is Review:
        # Their own, and the other finished ones of a revision that they finished.
        own = Assignment.objects.filter(_own(user))
        done = own.filter(state=Assignment.State.FINISHED).values("revision")
        return Q(assignment__in=own) | Q(assignment__revision__in=done, finished_at__isnull=False)
    if model is Clarification:
        return Q(revision__in=_reading(user).values("revision"))
    return None


def _without_keys(user: User, messages: QuerySet[Any]) -> QuerySet[Any]:
    """Leave out the links that open accounts: who reads an officer's could be the second officer.

    Without a mail server the outbox is the only way to them, and officers pass them on.
    """
    if user.is_superuser or (is_officer(user) and not settings.EMAIL_DELIVERY):
        return messages
    return messages.exclude(about="account")


def visible(user: User, queryset: QuerySet[Any]) -> QuerySet[Any]:
    """Narrow a query set of the office to the rows that this person may see."""
    model: type[Model] = queryset.model
    name = model._meta.model_name or ""
    mine = roles(user)
    if mine & VIEW.get(name, READERS):
        return _without_keys(user, queryset) if name == "message" else queryset
    if Role.REVIEWER in mine and (part := _part(user, model)) is not None:
        return queryset.filter(part)
    return queryset.none()


def may_view(user: User, model: type[Model]) -> bool:
    """Tell whether a person has any part in a model's rows in the office."""
    name = model._meta.model_name or ""
    mine = roles(user)
    if mine & VIEW.get(name, READERS):
        return True
    return Role.REVIEWER in mine and name in REVIEWER_MODELS


def may_write(user: User, model: type[Model], instance: Model | None = None) -> bool:
    """Tell whether an officer may change this row in a plain form."""
    if model is User:
        return user.is_superuser
    if not is_officer(user) or model._meta.model_name not in WRITABLE:
        return False
    return instance is None or not is_published(instance)


def is_published(instance: Model) -> bool:
    """Tell whether this row is part of a published call, which changes by amendment only."""
    call = instance
    if isinstance(instance, Stage | Amendment):
        call = instance.call
    if isinstance(call, Call):
        return call.state != Call.State.DRAFT
    if instance._meta.model_name == "platform":
        return Call.objects.public().filter(platforms=instance.pk).exists()
    if instance._meta.model_name == "mission":
        return Call.objects.public().filter(platforms__mission=instance.pk).exists()
    return False


def released(proposal: Proposal) -> QuerySet[Decision]:
    """Return the decisions that a proposal's team may read; pending ones are the office's."""
    return proposal.decisions.filter(state=Decision.State.RELEASED)


def registrations(user: User) -> QuerySet[Registration]:
    return Registration.objects.all() if is_officer(user) else Registration.objects.none()


def may_view_history(user: User) -> bool:
    """Tell whether a person may read the full history, names included."""
    return bool(roles(user) & _OFFICE)
