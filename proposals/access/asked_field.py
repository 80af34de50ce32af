"""Fields that the office adds to a stage: officers write them in a draft call, and amend them later."""

from proposals.access.call import PartOfCall
from proposals.access.policy import register
from proposals.models.asked_field import AskedField


@register
class AskedFieldPolicy(PartOfCall[AskedField]):
    model = AskedField
    call = "stage.call"
