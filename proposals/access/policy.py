"""What each role sees of each model in the office, and what it may write."""

from types import MappingProxyType
from typing import Any

from django.conf import settings
from django.db.models import Model, Q, QuerySet

from proposals.access.person import READERS, Role, is_officer, roles
from proposals.access.proposal.office import accepted_assignments, own_assignments
from proposals.models.account import User
from proposals.models.call import Amendment, Call, Stage
from proposals.models.clarification import Clarification
from proposals.models.proposal import Proposal
from proposals.models.review import Assignment, Review
from proposals.models.revision import Revision

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


def _part(user: User, model: type[Model]) -> Q | None:
    """Match a reviewer's part of a model's rows; None where reviewers have no part."""
    if model is Assignment:
        return own_assignments(user)
    if model is Proposal:
        return Q(pk__in=accepted_assignments(user).values("proposal"))
    if model is Revision:
        return Q(pk__in=accepted_assignments(user).values("revision"))
    if model is Review:
        # Their own, and the other finished ones of a revision that they finished.
        own = Assignment.objects.filter(own_assignments(user))
        done = own.filter(state=Assignment.State.FINISHED).values("revision")
        return Q(assignment__in=own) | Q(assignment__revision__in=done, finished_at__isnull=False)
    if model is Clarification:
        return Q(revision__in=accepted_assignments(user).values("revision"))
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


def may_view_history(user: User) -> bool:
    """Tell whether a person may read the full history, names included."""
    return bool(roles(user) & _OFFICE)
