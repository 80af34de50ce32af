"""The table of the reviews: every assignment of a stage, with its reviewer, state and due time."""

from dataclasses import replace

from proposals.models.call import Stage
from proposals.pages.assignment import ASSIGNMENTS
from proposals.pages.table.declaration import Table


def review_table(stage: Stage) -> Table:
    return replace(
        ASSIGNMENTS,
        name=f"reviews-{stage.pk}",
        rows=lambda user: ASSIGNMENTS.rows(user).filter(revision__stage=stage.pk),
        columns=[one for one in ASSIGNMENTS.columns if one.key != "stage"],
        filters=[one for one in ASSIGNMENTS.filters if one.key not in {"stage", "call"}],
    )
