"""The screening: the table of what was submitted in a stage, and what is read of one proposal."""

from collections.abc import Callable, Sequence
from functools import partial, reduce
from operator import or_
from typing import Any

from django.db.models import Q, prefetch_related_objects
from django.utils.translation import gettext, ngettext
from django.utils.translation import gettext_lazy as _

from proposals.access.policy import policy_for
from proposals.content.proposal import frozen_copy
from proposals.models.account import User
from proposals.models.call import Stage
from proposals.models.label import Label
from proposals.models.note import Note
from proposals.models.proposal import Proposal
from proposals.models.revision import Revision
from proposals.models.screening import Screening
from proposals.pages import dossier
from proposals.pages.desk.rows import columns, filters, submitted_rows, with_stage
from proposals.pages.envelope import panel
from proposals.pages.investigator import frozen_confirmations
from proposals.pages.proposal import OFFICE_PROPOSALS
from proposals.pages.table.declaration import Choice, Column, Filter, Row, Table


def screening_table(stage: Stage) -> Table:
    own = [
        Column("checklist", _("checklist"), lambda row: _found(row.screening)),
        Column("labels", _("labels"), lambda row: ", ".join(map(str, row.labels.all()))),
    ]
    shown = columns(
        "reference",
        "title",
        "agency",
        "status",
        "mass",
        "flags",
        others=("level", "country", "lead", "channel", "received", "since"),
    )
    return Table(
        name=f"screening-{stage.pk}",
        rows=lambda user: submitted_rows(user, stage),
        prepare=_with_findings(stage),
        search=OFFICE_PROPOSALS.search,
        search_label=OFFICE_PROPOSALS.search_label,
        default_sort="reference",
        tie="pk",
        columns=[*shown[:6], *own, *shown[6:]],
        filters=[
            *filters(stage, "status", "level", "flags"),
            Filter("checklist", _("checklist"), _checklist_choices, partial(_by_checklist, stage)),
            Filter("label", _("labels"), partial(_label_choices, stage), _by_label),
        ],
    )


def _found(screening: Screening | None) -> str:
    """Write how many points are answered, and how many of them with no."""
    if screening is None or not screening.answered:
        return ""
    text = ngettext("%(count)s answer", "%(count)s answers", screening.answered)
    found = text % {"count": screening.answered}
    if screening.noes:
        return gettext("%(answers)s, %(noes)s no") % {"answers": found, "noes": screening.noes}
    return found


def _with_findings(stage: Stage) -> Callable[[User, Sequence[Row]], Sequence[Row]]:
    """Return what gives the rows of a page their stage, their labels and their checklist."""
    add_stage = with_stage(stage)

    def prepare(user: User, rows: Sequence[Row]) -> Sequence[Row]:
        prefetch_related_objects(list(rows), "labels")
        seen = policy_for(Screening).rows(user).filter(stage=stage, proposal__in=rows)
        found = {one.proposal_id: one for one in seen}
        for row in rows:
            row.screening = found.get(row.pk)
        return add_stage(user, rows)

    return prepare


def _checklist_choices(user: User) -> Sequence[Choice]:
    return [
        ("none", _("Not begun")),
        ("some", _("Begun")),
        ("no", _("With a “no”")),
    ]


def _by_checklist(stage: Stage, values: Sequence[str]) -> Q:
    begun = Screening.objects.filter(stage=stage, answered__gt=0).order_by()
    asked = {
        "none": ~Q(pk__in=begun.values("proposal")),
        "some": Q(pk__in=begun.values("proposal")),
        "no": Q(pk__in=begun.filter(noes__gt=0).values("proposal")),
    }
    return reduce(or_, (asked[value] for value in values))


def _label_choices(stage: Stage, user: User) -> Sequence[Choice]:
    rows = policy_for(Label).rows(user).filter(call=stage.call_id)
    return [(str(pk), name) for pk, name in rows.values_list("pk", "name")]


def _by_label(values: Sequence[str]) -> Q:
    on_proposals = Label.proposals.through._default_manager.filter(label__in=values)
    return Q(pk__in=on_proposals.values("proposal"))


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
