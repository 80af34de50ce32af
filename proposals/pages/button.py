"""The buttons of the lead team on the page of its proposal."""

from collections.abc import Iterable
from dataclasses import dataclass

from django.urls import reverse
from django.utils.translation import gettext

from proposals.domain.workflow.table import Actor, Place, Style, Transition
from proposals.models.proposal import Proposal

_RANK = {Style.PRIMARY: 0, Style.SECONDARY: 1, Style.DANGER: 2}


@dataclass(frozen=True)
class TransitionLink:
    """A link to the page where a transition is confirmed."""

    label: str
    url: str
    style: Style


def proposal_buttons(proposal: Proposal, rows: Iterable[Transition]) -> list[TransitionLink]:
    """Return the buttons of the open transitions; those that end the proposal come last."""
    placed = (row for row in rows if row.button_for(Actor.LEAD) or row.place is Place.SUBMISSION)
    return [_button(proposal, row) for row in sorted(placed, key=lambda row: _RANK[row.style])]


def _button(proposal: Proposal, row: Transition) -> TransitionLink:
    if row.place is not Place.SUBMISSION:
        url = reverse("proposal-act", args=[proposal.reference, row.name])
        return TransitionLink(gettext(row.label), url, row.style)
    label = gettext("Check and submit")
    if proposal.is_submitted:
        label = gettext("Check and submit again")
    return TransitionLink(label, reverse("proposal-submit", args=[proposal.reference]), row.style)
