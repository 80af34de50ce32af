"""Write the organisations that take part in a proposal, and freeze them with a revision."""

from collections.abc import Collection
from typing import Any

from proposals.actions.status import Locked
from proposals.domain.name import normalised
from proposals.domain.section.field import LEAD_INSTITUTION, Organisation
from proposals.models.agency import Agency
from proposals.models.participation import Institution, Participation, RevisionParticipation
from proposals.models.proposal import Proposal
from proposals.models.revision import Revision


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
    revision: Revision, organisations: Collection[Organisation], *, lead_agency: Agency
) -> None:
    """Store with a revision the organisations that take part, the lead agency first."""
    rows = [_columns_of_lead(lead_agency), *_columns(organisations)]
    RevisionParticipation.objects.bulk_create(
        RevisionParticipation(revision=revision, **columns) for columns in rows
    )


def write_institutions(
    proposal: Locked, institutions: Collection[str], *, revision: Revision | None = None
) -> None:
    """Store the institutions of the investigators: of a new revision, or of the working copy."""
    if revision is None:
        proposal.institutions.filter(revision=None).delete()
    names = sorted({normalised(one) for one in institutions} - {""})
    Institution.objects.bulk_create(
        Institution(proposal=proposal, revision=revision, name_folded=name) for name in names
    )


def _columns_of_lead(agency: Agency) -> dict[str, Any]:
    return {
        "name": agency.name,
        "name_folded": normalised(agency.name),
        "country": str(agency.country or ""),
        "role": LEAD_INSTITUTION,
        "agency": agency,
    }


def _columns(organisations: Collection[Organisation]) -> list[dict[str, Any]]:
    """Return the columns of each organisation, with the registered agency of the same name."""
    # Names are compared in Python, because SQLite ignores the case of ASCII letters only.
    registered = Agency.objects.only("name") if organisations else []
    known = {normalised(one.name): one for one in registered}
    return [
        {
            "name": one.name,
            "name_folded": normalised(one.name),
            "country": one.country,
            "role": one.role,
            "brings": one.brings,
            "agency": known.get(normalised(one.name)),
        }
        for one in organisations
    ]
