"""The proposals of one stage, with the tally of that stage, for the tables of a call's desk."""

from collections.abc import Mapping, Sequence
from dataclasses import replace

from django.db.models import FilteredRelation, Q, QuerySet

from proposals.access.policy import policy_for
from proposals.models.account import User
from proposals.models.call import Stage
from proposals.models.proposal import Proposal
from proposals.pages.proposal import OFFICE_PROPOSALS
from proposals.pages.table.declaration import Column, Filter

_COLUMNS: Mapping[str, Column] = {one.key: one for one in OFFICE_PROPOSALS.columns}
_FILTERS: Mapping[str, Filter] = {one.key: one for one in OFFICE_PROPOSALS.filters}


def submitted_rows(user: User, stage: Stage) -> QuerySet[Proposal]:
    """Return the proposals that were submitted in a stage, joined with their tally of this stage."""
    rows: QuerySet[Proposal] = policy_for(Proposal).rows(user)
    of_stage = FilteredRelation("tallies", condition=Q(tallies__stage=stage.pk))
    return (
        rows.filter(call=stage.call_id, current_revision__isnull=False)
        .annotate(tally=of_stage)
        .filter(tally__stage=stage.pk)
        .select_related("call", "stage__call", "lead_agency", "lead", "current_revision")
        .select_related("tally__stage")  # type: ignore[misc]  # the relation that annotate() makes
        .defer("current_revision__content", "current_revision__search")
    )


def columns(*default: str, others: Sequence[str] = ()) -> list[Column]:
    """Return columns of the list of proposals by their keys: those shown first, and others to add."""
    return [replace(_COLUMNS[key], is_default=key in default) for key in (*default, *others)]


def filters(*keys: str) -> list[Filter]:
    """Return filters of the list of proposals by their keys."""
    return [_FILTERS[key] for key in keys]
