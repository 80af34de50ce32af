"""Write and freeze the organisations of a proposal, and link them to registered agencies."""

from collections.abc import Collection
from datetime import datetime
from typing import Any

from django.db import transaction

from proposals.access.proposal.own_agency import require_office
from proposals.actions import audit, status
from proposals.actions.status import Locked
from proposals.domain.name import normalised
from proposals.domain.refusal import Refusal, RuleBroken
from proposals.domain.section.field import LEAD_INSTITUTION, Organisation
from proposals.domain.verb import Verb
from proposals.models.account import User
from proposals.models.agency import Agency
from proposals.models.participation import (
    AgencyLink,
    Institution,
    Participation,
    RevisionParticipation,
)
from proposals.models.proposal import Proposal
from proposals.models.revision import Revision

# The role of an agency that has joined, where the team gives it none.
CO_PROPOSER = "co_proposer"


def lead(proposal: Proposal) -> Participation:
    """Save the lead agency as the first organisation of a new proposal."""
    columns = _columns_of_lead(proposal.lead_agency)
    return Participation.objects.create(proposal=proposal, **columns)


def write(proposal: Locked, organisations: Collection[Organisation]) -> None:
    """Replace all organisations but the lead agency."""
    own = proposal.participations.order_by("pk").values("pk")[:1]
    proposal.participations.exclude(pk__in=list(own.values_list("pk", flat=True))).delete()
    Participation.objects.bulk_create(
        Participation(proposal=proposal, **columns) for columns in _columns(organisations)
    )


def freeze(
    revision: Revision,
    organisations: Collection[Organisation],
    *,
    lead_agency: Agency,
    joined: Collection[Agency],
) -> None:
    """Store with a revision the organisations that take part, the lead agency first.

    An agency that has joined and that the team names, too, has one row, which is linked to it.
    """
    named = {(normalised(one.name), one.country) for one in organisations}
    agencies = {(normalised(one.name), str(one.country or "")): one for one in joined}
    unnamed = [one for key, one in agencies.items() if key not in named]
    rows = [
        _columns_of_lead(lead_agency),
        *(_columns_of_lead(one) | {"role": CO_PROPOSER} for one in unnamed),
        *(
            one | {"agency": agencies.get((one["name_folded"], one["country"]))}
            for one in _columns(organisations)
        ),
    ]
    RevisionParticipation.objects.bulk_create(
        RevisionParticipation(revision=revision, **columns) for columns in rows
    )


def write_institutions(
    proposal: Locked, institutions: Collection[str], *, revision: Revision | None = None
) -> None:
    """Store the institutions of the investigators: of a new revision, or of the working copy."""
    if revision is None:
        proposal.institutions.filter(revision=None).delete()
    names = sorted({normalised(one[:200]) for one in institutions} - {""})
    Institution.objects.bulk_create(
        Institution(proposal=proposal, revision=revision, name_folded=name) for name in names
    )


@transaction.atomic
def link(
    organisation: RevisionParticipation, *, agency: Agency, by: User, at: datetime
) -> AgencyLink:
    """Confirm that an organisation of a revision is this registered agency.

    Raises: RuleBroken OWN_AGENCY for a member of the agency; AGENCY_NOT_VERIFIED; LINKED_ALREADY.
    """
    # Lock the agency first, as a rejection does, which then locks the proposals that it unlinks.
    registered = Agency.objects.select_for_update(no_key=True).get(pk=agency.pk)
    proposal = status.lock(organisation.revision.proposal)
    require_office(by, proposal)
    if registered.pk in by.agency_roles:
        raise RuleBroken(Refusal.OWN_AGENCY)
    if not registered.is_verified:
        raise RuleBroken(Refusal.AGENCY_NOT_VERIFIED, field="agency", name=registered.name)
    new, created = AgencyLink.objects.get_or_create(
        proposal=proposal,
        name_folded=organisation.name_folded,
        country=organisation.country,
        defaults={"agency": registered, "name": organisation.name},
    )
    if not created:
        raise RuleBroken(Refusal.LINKED_ALREADY, field="organisation", name=organisation.name)
    audit.append(proposal, Verb.LINK_AGENCY, by=by, at=at, after=_as_recorded(new))
    return new


@transaction.atomic
def unlink(linked: AgencyLink, *, by: User, at: datetime, reason: str) -> None:
    """Take a link back. Raises: RuleBroken NO_REASON."""
    proposal = status.lock(linked.proposal)
    require_office(by, proposal)
    if not reason.strip():
        raise RuleBroken(Refusal.NO_REASON, field="reason")
    _unlink(proposal, linked, by=by, at=at, reason=reason)


def unlink_all(agency: Agency, *, by: User, at: datetime, reason: str) -> None:
    """Take back all links of an agency that is locked, and which the office rejects."""
    for linked in agency.links.select_related("proposal").order_by("proposal", "pk"):
        _unlink(status.lock(linked.proposal), linked, by=by, at=at, reason=reason)


def _unlink(proposal: Locked, linked: AgencyLink, *, by: User, at: datetime, reason: str) -> None:
    before = _as_recorded(linked)
    if linked.delete()[0]:
        audit.append(
            proposal, Verb.UNLINK_AGENCY, by=by, at=at, before=before, after={}, reason=reason
        )


def _as_recorded(linked: AgencyLink) -> dict[str, Any]:
    return {"organisation": linked.name, "agency": linked.agency_id}


def _columns_of_lead(agency: Agency) -> dict[str, Any]:
    return {
        "name": agency.name,
        "name_folded": normalised(agency.name),
        "country": str(agency.country or ""),
        "role": LEAD_INSTITUTION,
        "agency": agency,
    }


def _columns(organisations: Collection[Organisation]) -> list[dict[str, Any]]:
    """Return the columns of each organisation. None is linked by its name: see link()."""
    return [
        {
            "name": one.name,
            "name_folded": normalised(one.name),
            "country": one.country,
            "role": one.role,
            "brings": one.brings,
        }
        for one in organisations
    ]
