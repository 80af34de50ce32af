"""What a stage and its call ask of a proposal: levels, objectives, platforms with limits, documents."""

from dataclasses import dataclass
from typing import cast

from django.core.cache import caches

from proposals.models.call import CallLevel, CallTopic, RequiredDocument, Stage
from proposals.models.mission import Platform

CACHED_SECONDS = 600


@dataclass(frozen=True)
class StageRules:
    levels: tuple[CallLevel, ...]
    objectives: tuple[CallTopic, ...]
    platforms: tuple[Platform, ...]  # mission and limits are loaded
    documents: tuple[RequiredDocument, ...]


def load_rules(stage: Stage) -> StageRules:
    call = stage.call
    return StageRules(
        levels=tuple(call.levels.all()),
        objectives=tuple(call.topics.filter(kind=CallTopic.Kind.OBJECTIVE)),
        platforms=tuple(call.platforms.select_related("mission").prefetch_related("limits")),
        documents=tuple(stage.documents.all()),
    )


def cached_rules(stage: Stage, *, amendment: int | None) -> StageRules:
    """Return the rules from this process' cache, for a page.

    A published call changes by amendment only, so the number of the latest amendment identifies
    its rules. Submitting decides by the rules, and loads them under its lock.
    """
    key = f"rules:{stage.pk}:{amendment}"
    return cast(
        "StageRules", caches["pages"].get_or_set(key, lambda: load_rules(stage), CACHED_SECONDS)
    )
