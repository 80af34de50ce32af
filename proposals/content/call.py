"""The rules of a stage and its call: levels, objectives, offers with what the host publishes, documents."""

from dataclasses import dataclass
from typing import cast

from django.core.cache import caches

from proposals.domain.asked_field import AskedRule
from proposals.domain.envelope import ESA, GrowthPolicy
from proposals.domain.section.field import Codes, Source
from proposals.domain.terms import NO_TERMS, Language, Terms
from proposals.models.call import Call, CallLevel, CallTopic, RequiredDocument, Stage
from proposals.models.offer import Offer, Period, Requirement

CACHED_SECONDS = 600


@dataclass(frozen=True)
class StageRules:
    levels: tuple[CallLevel, ...]
    objectives: tuple[CallTopic, ...]
    offers: tuple[Offer, ...]  # with platform, mission, limits, periods and requirements
    documents: tuple[RequiredDocument, ...]
    growth: GrowthPolicy = ESA
    terms: Terms = NO_TERMS
    asked: tuple[AskedRule, ...] = ()  # the fields that the office added to this stage

    def offer(self, code: str) -> Offer | None:
        """Return the offer of this code, from which its limits, periods and requirements are read."""
        return next((one for one in self.offers if one.code == code), None)

    @property
    def periods(self) -> tuple[Period, ...]:
        """Return the periods of all offers, without a query."""
        return tuple(period for one in self.offers for period in one.periods.all())

    @property
    def requirements(self) -> tuple[Requirement, ...]:
        """Return the interface requirements of all offers, without a query."""
        return tuple(requirement for one in self.offers for requirement in one.requirements.all())

    def choices(self, source: Source) -> list[tuple[str, str]]:
        """Return the entries of one of the call's lists, each with its code and its words."""
        if source is Source.LEVELS:
            return [(level.code, level.name) for level in self.levels]
        if source is Source.PLATFORMS:
            return [(one.code, str(one)) for one in self.offers if one.platform.carries_partners]
        return [(topic.code, topic.text) for topic in self.objectives]

    def codes(self) -> Codes:
        """Return the codes that stand for the row numbers which older schemas held."""
        return {
            Source.PLATFORMS: {str(one.platform_id): one.code for one in self.offers},
            Source.OBJECTIVES: {str(one.pk): one.code for one in self.objectives},
        }


def stage_rules(stage: Stage) -> StageRules:
    """Return the rules that a stage's call had when its row was read.

    A published call changes by amendment only, so the number of its last amendment identifies its
    rules, and each process caches them under it. A draft's rules are never cached. A transaction
    that amends the call asks load_rules(): if it failed, what it had cached would stay.
    """
    call = stage.call
    if call.state == Call.State.DRAFT:
        return load_rules(stage)
    key = f"rules:{stage.pk}:{call.last_amendment}"
    return cast(
        "StageRules", caches["pages"].get_or_set(key, lambda: load_rules(stage), CACHED_SECONDS)
    )


def load_rules(stage: Stage) -> StageRules:
    """Load the rules of a stage past the cache."""
    call = stage.call
    return StageRules(
        levels=tuple(call.levels.all()),
        objectives=tuple(call.topics.filter(kind=CallTopic.Kind.OBJECTIVE)),
        offers=tuple(call.offers.named().prefetch_related("limits", "periods", "requirements")),
        documents=tuple(stage.documents.all()),
        growth=growth_policy(call),
        terms=terms_of(call),
        asked=tuple(one.rule() for one in stage.asked_fields.all()),
    )


def growth_policy(call: Call) -> GrowthPolicy:
    """Return the growth allowances that a call sets, or the default's."""
    allowances = tuple(one.rule() for one in call.growth_allowances.all())
    return GrowthPolicy(call.growth_source, allowances) if allowances else ESA


def terms_of(call: Call) -> Terms:
    """Return the clauses of a call's terms, and the language that prevails."""
    language = Language(call.prevailing_language) if call.prevailing_language else None
    return Terms(language, tuple(one.rule() for one in call.clauses.all()))
