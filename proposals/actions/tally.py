"""Update the tallies, compare them with the rows that they count, and rebuild them."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import cache
from typing import Any

from django.db import transaction

from proposals.content.call import StageRules, load_rules, stage_rules
from proposals.content.proposal import Content, frozen_copy
from proposals.domain.scoring.total import mean
from proposals.models.call import Call, Stage
from proposals.models.proposal import Proposal
from proposals.models.review import Assignment
from proposals.models.revision import Revision
from proposals.models.tally import Tally

NO_CONTENT = {
    "asked_kg": None,
    "items_without_mass": 0,
    "is_over_limit": False,
    "has_controlled_components": False,
    "has_hazards": False,
    "unknowns": 0,
}


@dataclass(frozen=True)
class Difference:
    """A column of a tally that differs from the rows that the tally counts."""

    proposal: str
    stage: int
    column: str
    stored: object
    counted: object


def enter_stage(proposal: Proposal) -> None:
    """Make the tally of a locked proposal's stage its current tally.

    This happens when a proposal is started, and when it is first submitted in its next stage.
    Between the two, lists show the figures of what was submitted last.
    """
    Tally.objects.filter(proposal=proposal, is_current=True).update(is_current=False)
    Tally.objects.update_or_create(
        proposal=proposal, stage=proposal.stage, defaults={"is_current": True}
    )


def count_reviews(proposal: Proposal, *, stage_id: int) -> None:
    """Count the reviews of one stage anew, after a review was assigned, finished or cancelled."""
    Tally.objects.filter(proposal=proposal, stage=stage_id).update(
        **_reviews(proposal.pk, stage_id)
    )


def count_content(content: Content, revision: Revision) -> None:
    """Copy the figures and flags of a new revision to the tally."""
    Tally.objects.filter(proposal=revision.proposal_id, stage=revision.stage_id).update(
        **_content(content, revision)
    )


def count_call(call: Call) -> None:
    """Hold every submitted proposal of a call against its limits anew, after they were amended."""
    # A submission that is under way has read the old limits: wait for it, and keep later ones back.
    list(Proposal.objects.select_for_update().filter(call=call).order_by("pk").values("pk"))
    rules_of = cache(load_rules)  # of this transaction, which may still fail
    for tally in Tally.objects.filter(proposal__call=call).select_related("proposal"):
        Tally.objects.filter(pk=tally.pk).update(**_latest_content(tally, rules_of=rules_of))


def _reviews(proposal_id: int, stage_id: int) -> dict[str, Any]:
    rows = Assignment.objects.filter(
        proposal=proposal_id, revision__stage=stage_id, state__in=Assignment.COUNTED
    ).values_list("state", "due_at", "review__total")
    finished = [row for row in rows if row[0] == Assignment.State.FINISHED]
    totals = [total for _, _, total in finished if total is not None]
    lowest, highest = (min(totals), max(totals)) if totals else (None, None)
    return {
        "assigned": len(rows),
        "finished": len(finished),
        "due_at": min(
            (due for state, due, _ in rows if state in Assignment.UNDER_WAY), default=None
        ),
        "mean": mean(totals),
        "lowest": lowest,
        "highest": highest,
        "spread": highest - lowest if highest is not None and lowest is not None else None,
    }


def _content(content: Content, revision: Revision) -> dict[str, Any]:
    return {
        "asked_kg": revision.asked_kg,
        "items_without_mass": revision.items_without_mass,
        "is_over_limit": any(not one.is_unknown for one in content.excesses),
        "has_controlled_components": content.flags.has_controlled_components,
        "has_hazards": content.flags.has_hazards,
        "unknowns": len(content.tbd),
    }


def differences() -> Iterator[Difference]:
    """Compare every tally with the rows that it counts; yield each column that differs."""
    for tally, counted in _all():
        for column, value in _wrong(tally, counted).items():
            yield Difference(
                tally.proposal.reference,
                tally.stage.number,
                column,
                getattr(tally, column),
                value,
            )


@transaction.atomic
def rebuild() -> int:
    """Count every tally anew; return how many were wrong."""
    wrong = 0
    for tally, counted in _all():
        if columns := _wrong(tally, counted):
            Tally.objects.filter(pk=tally.pk).update(**columns)
            wrong += 1
    return wrong


def _wrong(tally: Tally, counted: dict[str, Any]) -> dict[str, Any]:
    """Return the columns of a tally that differ from what was counted, with the counted values."""
    return {name: value for name, value in counted.items() if getattr(tally, name) != value}


def _all() -> Iterator[tuple[Tally, dict[str, Any]]]:
    """Yield every tally with the values that it should hold."""
    for tally in Tally.objects.select_related("proposal", "stage").order_by("pk"):
        yield tally, _reviews(tally.proposal_id, tally.stage_id) | _latest_content(tally)


def _latest_content(
    tally: Tally, *, rules_of: Callable[[Stage], StageRules] = stage_rules
) -> dict[str, Any]:
    """Return the figures of a stage's latest revision; empty figures if there is no revision."""
    revisions = Revision.objects.filter(proposal=tally.proposal_id, stage=tally.stage_id)
    latest = revisions.select_related("stage__call", "proposal").order_by("-number").first()
    if latest is None:
        return NO_CONTENT
    return _content(frozen_copy(latest, rules_of=rules_of), latest)
