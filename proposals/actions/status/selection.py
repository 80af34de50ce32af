"""Whether a proposal fits beside all that is selected on the offer that it chose."""

from collections.abc import Iterable, Sequence
from decimal import Decimal

from proposals.domain import envelope
from proposals.domain.refusal import Refusal, RuleBroken
from proposals.domain.workflow.status import CHAIN, Level
from proposals.models.offer import Limit
from proposals.models.proposal import Proposal
from proposals.models.revision import Revision


def shortage(proposal: Proposal) -> RuleBroken | None:
    """Return why the masses don't fit the platform's limit together, or None if they do.

    What is selected counts with its current revision. The action that selects holds the lock of
    the offer while it asks.
    """
    revision = proposal.current_revision
    limit = _limit(proposal, revision) if revision else None
    if revision is None or limit is None or limit.maximum is None:
        return None
    selected = _selected(proposal, revision)
    together = [revision, *selected]
    if unknown := [one for one in together if _has_unknown_mass(one)]:
        return RuleBroken(Refusal.MASS_UNKNOWN, names=_names(unknown))
    reserve = proposal.stage.call.planning_reserve
    if envelope.fits(_masses(together, limit), limit.maximum, reserve=reserve):
        return None
    beside = sum(_masses(selected, limit), Decimal(0))
    total = sum(_masses(together, limit), Decimal(0))
    return RuleBroken(
        Refusal.DOES_NOT_FIT,
        asked=envelope.up(total - beside),
        selected=envelope.up(beside),
        reserve=envelope.up(reserve),
        total=envelope.up(total * (1 + reserve)),
        limit=envelope.down(limit.maximum),
    )


def _limit(proposal: Proposal, revision: Revision) -> Limit | None:
    """Return the mass limit of the platform. Without a platform, it is any that might apply."""
    limits = Limit.objects.filter(
        offer__call=proposal.call_id,
        quantity=Limit.Quantity.MASS,
        scope=Limit.Scope.PLATFORM,
        maximum__isnull=False,
    )
    if revision.platform_id:
        return limits.filter(offer__platform=revision.platform_id).first()
    return limits.first() if _uses_platform(proposal, revision) else None


def _uses_platform(proposal: Proposal, revision: Revision) -> bool:
    level = proposal.call.levels.filter(code=revision.level).first()
    return level.uses_platform if level else revision.level != Level.MISSION


def _selected(proposal: Proposal, revision: Revision) -> list[Revision]:
    """Load the current revisions of the proposals that are selected on the same platform."""
    others = Proposal.objects.filter(call=proposal.call_id, status__in=CHAIN).exclude(
        pk=proposal.pk
    )
    revisions = Revision.objects.filter(
        pk__in=others.values("current_revision"), platform=revision.platform_id
    )
    return list(revisions.select_related("proposal").defer("content", "search"))


def _has_unknown_mass(revision: Revision) -> bool:
    return revision.asked_kg is None or revision.items_without_mass > 0


def _masses(revisions: Iterable[Revision], limit: Limit) -> list[Decimal]:
    column = "asked_kg" if limit.counts_interfaces else "asked_without_interfaces_kg"
    return [getattr(one, column) for one in revisions]


def _names(revisions: Sequence[Revision]) -> str:
    return ", ".join(sorted(one.proposal.reference for one in revisions))
