"""What a decision rests on: the finished reviews, and what has happened since it was drafted."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime

from proposals.domain.verb import VERBS, Verb
from proposals.models.audit import AuditEntry, chain_of
from proposals.models.proposal import Proposal
from proposals.models.tally import Tally

# The officers of a decision have to know of these.
NEWS = frozenset(
    {
        Verb.ASK,
        Verb.ANSWER_QUESTION,
        Verb.RESUME,
        Verb.FINISH_REVIEW,
        Verb.DECLINE_REVIEW,
        Verb.DECLARE_CONFLICT,
        Verb.FIND_CONFLICT,
        Verb.WAIVE_CONFLICT,
        Verb.LEAVE_OUT_REVIEW,
        Verb.COUNT_REVIEW,
    }
)
# With these, an officer has looked at what was there.
_LOOKED = frozenset({Verb.DRAFT_DECISION, Verb.SCHEDULE_DECISION})


@dataclass(frozen=True)
class News:
    verb: Verb
    at: datetime
    entry: int  # the number of its entry in the history


@dataclass(frozen=True)
class Grounds:
    """The reviews of a proposal's stage, and the news since its decision was drafted or scheduled."""

    finished: int
    wanted: int
    news: tuple[News, ...]

    @property
    def reviews(self) -> str:
        return f"{self.finished}/{self.wanted}"

    @property
    def lacks_reviews(self) -> bool:
        return self.finished < self.wanted

    def since(self, entry: int) -> tuple[News, ...]:
        """Return the news that came after this entry of the history."""
        return tuple(one for one in self.news if one.entry > entry)


def last_entry() -> int:
    """Return the number of the history's last entry; 0 if there is none."""
    latest = AuditEntry.objects.order_by("-pk").values_list("pk", flat=True).first()
    return latest or 0


def grounds_of(proposal: Proposal) -> Grounds:
    """Return what a decision on one proposal rests on."""
    return grounds_by_proposal([proposal])[proposal.pk]


def grounds_by_proposal(proposals: Iterable[Proposal]) -> dict[int, Grounds]:
    """Return what the decisions on these proposals rest on, by proposal. Two queries."""
    chains = {chain_of(one): one.pk for one in proposals}
    news = _news(chains)
    tallies = Tally.objects.filter(proposal__in=chains.values(), is_current=True)
    counts = tallies.values_list("proposal", "finished", "stage__reviews_wanted")
    return {pk: Grounds(finished, wanted, tuple(news[pk])) for pk, finished, wanted in counts}


def _news(chains: Mapping[str, int]) -> dict[int, list[News]]:
    """Read the news from the history, which puts them in the order in which they were committed."""
    news: dict[int, list[News]] = {pk: [] for pk in chains.values()}
    entries = AuditEntry.objects.filter(chain__in=chains, verb__in=NEWS | _LOOKED)
    rows = entries.order_by("chain", "sequence").values_list("chain", "verb", "at", "pk")
    for chain, verb, at, pk in rows:
        if verb in _LOOKED:
            news[chains[chain]].clear()
        else:
            news[chains[chain]].append(News(VERBS[verb], at, pk))
    return news
