"""A call as its page shows it: stages with their windows, offers with their envelopes."""

from dataclasses import dataclass
from datetime import datetime
from typing import cast

from django.core.cache import caches
from django.db.models import Prefetch, prefetch_related_objects
from django.utils.translation import gettext

from proposals.content.call import CACHED_SECONDS, growth_policy, terms_of
from proposals.domain.envelope import GrowthPolicy
from proposals.domain.section.catalogue import SECTIONS
from proposals.domain.terms import Terms
from proposals.models.asked_field import AskedField
from proposals.models.call import Call, CallLevel, CallTopic, Stage
from proposals.models.mission import HostInstrument, Platform
from proposals.models.offer import Limit, Offer, Period, Requirement
from proposals.pages.claim import Fact, facts


@dataclass(frozen=True)
class CallStage:
    stage: Stage
    state: str  # "coming", "open" or "over"
    sections: tuple[str, ...]

    @property
    def is_open(self) -> bool:
        return self.state == "open"

    @property
    def is_coming(self) -> bool:
        return self.state == "coming"

    @property
    def takes_new_proposals(self) -> bool:
        return self.is_open and self.stage.number == 1


@dataclass(frozen=True)
class Envelope:
    platform: Platform
    limits: tuple[Limit, ...]
    instruments: tuple[HostInstrument, ...]
    periods: tuple[Period, ...]
    requirements: tuple[Requirement, ...]
    facts: list[Fact]

    @property
    def has_mass_limit(self) -> bool:
        """Tell whether the mass of all payloads together is limited by a published figure."""
        return any(
            (one.quantity, one.scope) == ("mass", "platform") and one.maximum is not None
            for one in self.limits
        )

    @classmethod
    def of(cls, offer: Offer) -> "Envelope":
        return cls(
            platform=offer.platform,
            limits=tuple(offer.limits.all()),
            instruments=tuple(offer.platform.instruments.all()),
            periods=tuple(offer.periods.all()),
            requirements=tuple(offer.requirements.all()),
            facts=facts(offer.claims.all()),
        )


@dataclass(frozen=True)
class AskedLine:
    """A field that the office added to a stage, with the words of the choice that it depends on."""

    field: AskedField
    after_question: str
    after_choice: str


def asked_lines(stage: Stage) -> list[AskedLine]:
    fields = list(stage.asked_fields.all())
    words = {
        (one.code, choice.code): (one.text, choice.text)
        for one in fields
        for choice in one.choice_rows
    }
    return [
        AskedLine(one, *words.get((one.after_field, one.after_choice), ("", ""))) for one in fields
    ]


@dataclass(frozen=True)
class CallRules:
    """The rules of a call. Those of a published call change by amendment only."""

    offers: tuple[Envelope, ...]
    levels: tuple[CallLevel, ...]
    priorities: tuple[CallTopic, ...]
    objectives: tuple[CallTopic, ...]
    principles: tuple[CallTopic, ...]
    stages: tuple[Stage, ...]  # with their criteria
    growth: GrowthPolicy
    terms: Terms
    asked: tuple[tuple[Stage, list[AskedLine]], ...]  # of the stages that have some


def published_call(call: Call) -> Call:
    """Return a published call with its amendments, results, stages and documents.

    All of these change by amendment only, so each process caches them under the number of the
    last amendment.
    """
    key = f"call:{call.pk}:{call.last_amendment}"
    return cast("Call", caches["pages"].get_or_set(key, lambda: _with_parts(call), CACHED_SECONDS))


def _with_parts(call: Call) -> Call:
    prefetch_related_objects(
        [call],
        "amendments",
        "claims",
        "results__claims",
        "results__platform__mission",
        "stages__documents",
    )
    return call


def call_rules(call: Call) -> CallRules:
    """Load the rules of a call. Its page caches their HTML until the next amendment."""
    prefetch_related_objects(
        [call],
        "levels",
        "topics",
        "clauses",
        "stages__asked_fields",
        "stages__criteria",
        Prefetch("offers", Offer.objects.named()),
        "offers__claims",
        "offers__limits",
        "offers__periods",
        "offers__requirements",
        "offers__platform__instruments",
    )
    topics = list(call.topics.all())

    def of(kind: str) -> tuple[CallTopic, ...]:
        return tuple(topic for topic in topics if topic.kind == kind)

    return CallRules(
        offers=tuple(Envelope.of(offer) for offer in call.offers.all()),
        levels=tuple(call.levels.all()),
        priorities=of("priority"),
        objectives=of("objective"),
        principles=of("principle"),
        stages=tuple(call.stages.all()),
        growth=growth_policy(call),
        terms=terms_of(call),
        asked=tuple((stage, lines) for stage in call.stages.all() if (lines := asked_lines(stage))),
    )


def call_stages(call: Call, *, at: datetime) -> list[CallStage]:
    """Return the stages in order, each with its state now. Reads `stages`."""
    return [
        CallStage(stage, _state(stage, call, at), section_titles(stage))
        for stage in call.stages.all()
    ]


def section_titles(stage: Stage) -> tuple[str, ...]:
    return tuple(gettext(SECTIONS[code].title) for code in stage.sections)


def _state(stage: Stage, call: Call, at: datetime) -> str:
    if call.state == Call.State.CANCELLED or at > stage.closes_at:
        return "over"
    return "coming" if at < stage.opens_at else "open"
