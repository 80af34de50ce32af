"""The proposals of one stage, with the tally of that stage, for the tables of a call's desk."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace

from django.db.models import FilteredRelation, Q, QuerySet

from proposals.access.policy import policy_for
from proposals.models.account import User
from proposals.models.call import Stage
from proposals.models.proposal import Proposal
from proposals.pages.proposal import OFFICE_PROPOSALS, by_reviewers
from proposals.pages.table.declaration import Column, Filter, Row

_COLUMNS: Mapping[str, Column] = {one.key: one for one in OFFICE_PROPOSALS.columns}
_FILTERS: Mapping[str, Filter] = {one.key: one for one in OFFICE_PROPOSALS.filters}


def submitted_rows(user: User, stage: Stage) -> QuerySet[Proposal]:
    """Return the proposals that were submitted in a stage, joined with their tally of this stage."""
    rows: QuerySet[Proposal] = policy_for(Proposal).rows(user)
    of_stage = FilteredRelation("tallies", condition=Q(tallies__stage=stage.pk))
    return (
        rows.filter(call=stage.call_id, current_revision__isnull=False)
        .annotate(tally=of_stage)
        .filter(tally__assigned__gte=0)
        .select_related("call", "stage__call", "lead_agency", "lead", "current_revision")
        .select_related("tally")  # type: ignore[misc]  # the relation that annotate() makes
        .defer("current_revision__content", "current_revision__search")
    )


def columns(*default: str, others: Sequence[str] = ()) -> list[Column]:
    """Return columns of the list of proposals by their keys: those shown first, and others to add."""
    return [replace(_COLUMNS[key], is_default=key in default) for key in (*default, *others)]


def filters(stage: Stage, *keys: str) -> list[Filter]:
    """Return filters of the list of proposals by their keys, for the proposals of a stage."""
    wanted = stage.reviews_wanted
    of_stage = {
        "reviewers": replace(_FILTERS["reviewers"], where=lambda v: by_reviewers(v, wanted))
    }
    return [({**_FILTERS, **of_stage})[key] for key in keys]


def with_stage(stage: Stage) -> Callable[[User, Sequence[Row]], Sequence[Row]]:
    """Return what gives the rows of a page the stage of their tally, which is loaded already.

    PostgreSQL refuses the query that Django makes of a join from the tally's stage to the tally.
    """

    def prepare(user: User, rows: Sequence[Row]) -> Sequence[Row]:
        for row in rows:
            row.tally.stage = stage
        return rows

    return prepare
