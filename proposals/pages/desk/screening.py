"""The table of the screening: what was submitted in a stage, and what has to be looked at."""

from proposals.models.call import Stage
from proposals.pages.desk.rows import columns, filters, submitted_rows, with_stage
from proposals.pages.proposal import OFFICE_PROPOSALS
from proposals.pages.table.declaration import Table


def screening_table(stage: Stage) -> Table:
    return Table(
        name=f"screening-{stage.pk}",
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
            "mass",
            "flags",
            others=("level", "country", "lead", "channel", "received", "since"),
        ),
        filters=filters(stage, "status", "level", "flags"),
    )
