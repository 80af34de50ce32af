"""Missions and platforms: officers may change them until a published call offers them."""

from proposals.access.policy import WRITING, Policy, register
from proposals.models.call import Call
from proposals.models.mission import HostInstrument, Mission, Platform


def is_offered(platform: Platform) -> bool:
    """Tell whether a published call offers this platform."""
    return Call.objects.public().filter(offers__platform=platform).exists()


@register
class MissionPolicy(Policy[Mission]):
    model = Mission
    officers_may = WRITING

    def is_open(self, row: Mission) -> bool:
        return not Call.objects.public().filter(offers__platform__mission=row).exists()


@register
class PlatformPolicy(Policy[Platform]):
    model = Platform
    officers_may = WRITING

    def is_open(self, row: Platform) -> bool:
        return not is_offered(row)


@register
class HostInstrumentPolicy(Policy[HostInstrument]):
    model = HostInstrument
    officers_may = WRITING

    def is_open(self, row: HostInstrument) -> bool:
        return not is_offered(row.platform)
