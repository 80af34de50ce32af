"""The table of the assignment: how many reviewers each proposal of a stage has and wants."""

from proposals.models.call import Stage
from proposals.pages.desk.rows import columns, filters, submitted_rows, with_stage
from proposals.pages.proposal import OFFICE_PROPOSALS
from proposals.pages.table.declaration import Table


def assignment_table(stage: Stage) -> Table:
    return Table(
        name=f"assignment-{stage.pk}",
        rows=lambda user: submitted_rows(user, stage),
        prepare=with_stage(stage),
        search=OFFICE_PROPOSALS.search,
        search_label=OFFICE_PROPOSALS.search_label,
        default_sort="reference",
        tie="pk",
        columns=columns(
            "reference",
            "title",
            "agency",
            "status",
            "reviews",
            "due",
            others=("level", "country", "mass", "flags", "received"),
        ),
        filters=filters(stage, "status", "level", "reviewers"),
    )
