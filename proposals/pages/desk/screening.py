"""The screening: the table of what was submitted in a stage, and what is read of one proposal."""

from typing import Any

from proposals.access.policy import policy_for
from proposals.content.proposal import frozen_copy
from proposals.models.account import User
from proposals.models.call import Stage
from proposals.models.label import Label
from proposals.models.note import Note
from proposals.models.proposal import Proposal
from proposals.models.revision import Revision
from proposals.pages import dossier
from proposals.pages.desk.rows import columns, filters, submitted_rows, with_stage
from proposals.pages.envelope import panel
from proposals.pages.investigator import frozen_confirmations
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


def read_screening(user: User, proposal: Proposal, stage: Stage) -> dict[str, Any]:
    """Return what is read of a proposal: its latest revision of the stage, its checks and notes."""
    revisions = policy_for(Revision).rows(user).filter(proposal=proposal, stage=stage)
    revision = revisions.select_related("stage__call").latest("number")
    revision.proposal = proposal  # the same row, loaded once
    copy = frozen_copy(revision)
    return {
        "proposal": proposal,
        "revision": revision,
        "read": dossier.read(copy),
        "envelope": panel(copy),
        "checks": copy.warnings,
        "confirmations": frozen_confirmations(revision),
        "notes": policy_for(Note).rows(user).filter(proposal=proposal).select_related("written_by"),
        "known_labels": policy_for(Label).rows(user).filter(call=stage.call_id),
    }
