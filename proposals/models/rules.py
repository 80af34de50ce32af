"""What a stage and its call ask of a proposal: levels, objectives, platforms with limits, documents."""

from dataclasses import dataclass
from typing import cast

from django.core.cache import caches

from proposals.models.call import CallLevel, CallTopic, RequiredDocument, Stage
from proposals.models.mission import Platform

KEPT_SECONDS = 600


@dataclass(frozen=True)
class Rules:
    levels: tuple[CallLevel, ...]
    objectives: tuple[CallTopic, ...]
    platforms: tuple[Platform, ...]  # mission and limits are loaded
    documents: tuple[RequiredDocument, ...]


def rules_of(stage: Stage) -> Rules:
    call = stage.call
    return Rules(
        levels=tuple(call.levels.all()),
        objectives=tuple(call.topics.filter(kind=CallTopic.Kind.OBJECTIVE)),
        platforms=tuple(call.platforms.select_related("mission").prefetch_related("limits")),
        documents=tuple(stage.documents.all()),
    )


def kept_rules(stage: Stage, *, amendment: int | None) -> Rules:
    """Return the rules as this process keeps them, for a page.

    A published call changes by amendment only, so the number of the latest one says which rules
    these are. Submitting, which decides by them, loads them under its lock.
    """
    key = f"rules:{stage.pk}:{amendment}"
    return cast("Rules", caches["pages"].get_or_set(key, lambda: rules_of(stage), KEPT_SECONDS))
