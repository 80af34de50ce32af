"""The table of the ranking: the proposals of a stage by the scores of their reviews."""

from proposals.models.call import Stage
from proposals.pages.desk.rows import columns, filters, submitted_rows, with_stage
from proposals.pages.proposal import OFFICE_PROPOSALS
from proposals.pages.table.declaration import Table


def ranking_table(stage: Stage) -> Table:
    return Table(
        name=f"ranking-{stage.pk}",
        rows=lambda user: submitted_rows(user, stage),
        prepare=with_stage(stage),
        search=OFFICE_PROPOSALS.search,
        search_label=OFFICE_PROPOSALS.search_label,
        default_sort="-score",
        tie="pk",
        columns=columns(
            "reference",
            "title",
            "agency",
            "level",
            "mass",
            "reviews",
            "score",
            "spread",
            "status",
            others=("country", "flags", "received", "lead"),
        ),
        filters=filters(stage, "status", "level", "reviewers", "flags"),
    )
