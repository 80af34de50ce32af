"""Registered agencies by their names: which could be taken for each other, and who names them."""

from django.db.models import Exists, F, OuterRef, QuerySet, Subquery

from proposals.domain.name import alike, normalised
from proposals.models.agency import Agency, AgencyName
from proposals.models.participation import AgencyLink, RevisionParticipation
from proposals.models.revision import Revision

MOST_FOUND = 8


def similar(*names: str, besides: int = 0) -> list[Agency]:
    """Return the agencies of any country that have a name like one of these."""
    given = [name for name in names if normalised(name)]
    known = AgencyName.objects.exclude(agency=besides).order_by()
    found = {
        agency
        for agency, name in known.values_list("agency", "name_folded")
        if any(alike(name, one) for one in given)
    }
    return list(Agency.objects.filter(pk__in=found))


def joinable(name: str) -> list[Agency]:
    """Return the agencies of a name like this that aren't rejected: eight at most."""
    return [one for one in similar(name) if not one.is_rejected][:MOST_FOUND]


def line(agencies: list[Agency]) -> str:
    """Return the names and countries of some agencies in one line."""
    return "; ".join(
        f"{one.name} ({one.country.name})" if one.country else one.name for one in agencies
    )


def unlinked() -> QuerySet[RevisionParticipation]:
    """Return the organisations on current revisions that no officer has linked to an agency."""
    linked = AgencyLink.objects.filter(
        proposal=OuterRef("revision__proposal"),
        name_folded=OuterRef("name_folded"),
        country=OuterRef("country"),
    )
    current = RevisionParticipation.objects.filter(
        revision=F("revision__proposal__current_revision")
    )
    # The lead agency and those that have joined are known without a link.
    return current.filter(agency=None).exclude(Exists(linked)).order_by("pk")


def registered(revision: Revision) -> QuerySet[RevisionParticipation]:
    """Return the organisations without a link that have the name and country of an agency.

    `registered_as` is the name of that agency, which isn't rejected.
    """
    agencies = Agency.objects.exclude(state=Agency.State.REJECTED).filter(
        names__name_folded=OuterRef("name_folded"), country=OuterRef("country")
    )
    name = Subquery(agencies.order_by("pk").values("name")[:1])
    rows = unlinked().filter(revision=revision).annotate(registered_as=name)
    return rows.exclude(registered_as=None)


def naming(agency: Agency) -> QuerySet[RevisionParticipation]:
    """Return the organisations that have a name and the country of an agency, and no link."""
    names = agency.names.values("name_folded")
    return unlinked().filter(name_folded__in=names, country=str(agency.country or ""))
