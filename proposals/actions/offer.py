"""Choose the platforms that a draft call offers."""

from collections.abc import Collection
from datetime import datetime

from django.db import transaction

from proposals.access.person import require_officer
from proposals.actions import audit
from proposals.domain.code import code_for
from proposals.domain.refusal import Refusal, RuleBroken
from proposals.domain.verb import Verb
from proposals.models.account import User
from proposals.models.call import Call
from proposals.models.mission import Platform
from proposals.models.offer import Offer


@transaction.atomic
def choose(call: Call, platforms: Collection[Platform], *, by: User, at: datetime) -> None:
    """Make an offer of each of these platforms, and delete the other offers with their limits.

    Raises: RuleBroken NOT_OFFICER; NOT_DRAFT_CALL for a published call.
    """
    require_officer(by)
    locked = Call.objects.select_for_update().get(pk=call.pk)
    offers = list(locked.offers.named())
    before = ", ".join(sorted(str(one) for one in offers))
    after = ", ".join(sorted(str(one) for one in platforms))
    if before == after:
        return
    if locked.state != Call.State.DRAFT:
        raise RuleBroken(Refusal.NOT_DRAFT_CALL)
    chosen = {platform.pk: platform for platform in platforms}
    locked.offers.exclude(platform__in=chosen).delete()
    known = {one.platform_id for one in offers}
    for pk, platform in chosen.items():
        if pk not in known:
            add(locked, platform)
    audit.append(
        locked, Verb.CHANGE, by=by, at=at, before={"platforms": before}, after={"platforms": after}
    )


def add(call: Call, platform: Platform) -> Offer:
    """Make an offer with a code that is unique in the call; the caller writes the history."""
    taken = set(call.offers.values_list("code", flat=True))
    code = code_for(platform.name, taken=taken, otherwise="platform")
    return Offer.objects.create(call=call, platform=platform, code=code)
