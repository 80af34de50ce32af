"""The buttons of the lead team on the page of its proposal."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from django.urls import reverse
from django.utils.translation import gettext

from proposals.domain.workflow.table import Actor, Place, Style, Transition
from proposals.models.proposal import Proposal


@dataclass(frozen=True)
class TransitionLink:
    """A link to the page where a transition is confirmed."""

    name: str
    label: str
    intro: str
    url: str
    style: Style


@dataclass(frozen=True)
class ProposalButtons:
    """The buttons with what is to be done, and apart from them those that end the proposal."""

    steps: Sequence[TransitionLink]
    endings: Sequence[TransitionLink]


def proposal_buttons(
    proposal: Proposal, rows: Iterable[Transition], *, in_window: bool
) -> ProposalButtons:
    """Return the buttons of the open transitions."""
    placed = [row for row in rows if row.button_for(Actor.LEAD) or row.place is Place.SUBMISSION]
    placed.sort(key=lambda row: row.style is not Style.PRIMARY)
    links = [_button(proposal, row, in_window=in_window) for row in placed]
    return ProposalButtons(
        steps=[one for one in links if one.style is not Style.DANGER],
        endings=[one for one in links if one.style is Style.DANGER],
    )


def intro(row: Transition, *, in_window: bool) -> str:
    """Return the text that says what follows from a transition."""
    text = row.intro_in_window if in_window and row.intro_in_window else row.intro
    return gettext(text) if text else ""


def _button(proposal: Proposal, row: Transition, *, in_window: bool) -> TransitionLink:
    label = gettext(row.label)
    url = reverse("proposal-act", args=[proposal.reference, row.name])
    if row.place is Place.SUBMISSION:
        label = gettext("Check and submit")
        if proposal.is_submitted:
            label = gettext("Check and submit again")
        url = reverse("proposal-submit", args=[proposal.reference])
    return TransitionLink(row.name, label, intro(row, in_window=in_window), url, row.style)
