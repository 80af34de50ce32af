"""What an officer has to know before they draft or publish a decision."""

from collections.abc import Mapping, Sequence

from django.utils.translation import gettext

from proposals.content.decision import Grounds, News, grounds_by_proposal
from proposals.models.decision import Decision
from proposals.models.proposal import Proposal
from proposals.pages.time import clock


def before_drafting(proposals: Sequence[Proposal]) -> Mapping[int, list[str]]:
    """Return what to know about each proposal, by its key."""
    return {pk: _few_reviews(one) for pk, one in grounds_by_proposal(proposals).items()}


def before_publishing(decisions: Sequence[Decision]) -> Mapping[int, list[str]]:
    """Return what to know about each drafted decision, by its key."""
    found = grounds_by_proposal([one.proposal for one in decisions])
    return {one.pk: warnings(found[one.proposal_id]) for one in decisions}


def standing(decisions: Sequence[Decision]) -> Mapping[int, list[str]]:
    """Return what to know about each pending decision where nothing is asked for."""
    found = grounds_by_proposal([one.proposal for one in decisions])
    return {one.pk: _standing(found[one.proposal_id]) for one in decisions}


def _standing(grounds: Grounds) -> list[str]:
    text = gettext("Reviews finished: %(finished)s, wanted: %(wanted)s.")
    reviews = text % {"finished": grounds.finished, "wanted": grounds.wanted}
    return [*([reviews] if grounds.lacks_reviews else []), *map(_since, grounds.news)]


def warnings(grounds: Grounds) -> list[str]:
    return [*_few_reviews(grounds), *map(_since, grounds.news)]


def _few_reviews(grounds: Grounds) -> list[str]:
    if not grounds.lacks_reviews:
        return []
    text = gettext("Reviews finished: %(finished)s, wanted: %(wanted)s. Give a reason.")
    return [text % {"finished": grounds.finished, "wanted": grounds.wanted}]


def _since(one: News) -> str:
    text = gettext("Since the decision was drafted: %(what)s, %(at)s.")
    return text % {"what": gettext(one.verb.label), "at": clock(one.at)}
