"""A call as its page shows it: stages with their windows, platforms with their envelopes."""

from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal

from django.utils.translation import gettext

from proposals.domain import envelope
from proposals.domain.sections import SECTIONS
from proposals.models.call import Call, Stage
from proposals.models.mission import HostInstrument, Limit, Platform


@dataclass(frozen=True)
class CallStage:
    stage: Stage
    state: str  # "coming", "open" or "over"
    sections: tuple[str, ...]

    @property
    def is_open(self) -> bool:
        return self.state == "open"


@dataclass(frozen=True)
class Envelope:
    platform: Platform
    limits: tuple[Limit, ...]
    instruments: tuple[HostInstrument, ...]
    mass_kg: Decimal | None
    usable_kg: Decimal | None

    @classmethod
    def of(cls, platform: Platform, call: Call) -> "Envelope":
        """Return a platform's limits, and the NTE mass that its limit carries."""
        limits = tuple(platform.limits.all())
        mass = next(
            (one.maximum for one in limits if (one.quantity, one.scope) == ("mass", "platform")),
            None,
        )
        usable = envelope.usable_kg(mass, margin=call.system_margin) if mass else None
        return cls(platform, limits, tuple(platform.instruments.all()), mass, usable)


def call_stages(call: Call, *, at: datetime) -> list[CallStage]:
    """Return the stages in order, each with where it stands now. Reads `stages`."""
    return [
        CallStage(stage, _state(stage, call, at), _section_titles(stage))
        for stage in call.stages.all()
    ]


def _section_titles(stage: Stage) -> tuple[str, ...]:
    return tuple(gettext(SECTIONS[code].title) for code in stage.sections)


def _state(stage: Stage, call: Call, at: datetime) -> str:
    if call.state == Call.State.CANCELLED or at > stage.closes_at:
        return "over"
    return "coming" if at < stage.opens_at else "open"
