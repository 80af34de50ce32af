"""Put the office's labels on a proposal, and take them off."""

from collections.abc import Iterable
from datetime import datetime

from django.db import transaction

from proposals.access.proposal.own_agency import require_office
from proposals.actions import audit, status
from proposals.domain.refusal import Refusal, RuleBroken
from proposals.domain.verb import Verb
from proposals.models.account import User
from proposals.models.label import LONGEST, Label
from proposals.models.proposal import Proposal

MOST = 20  # labels of a proposal


@transaction.atomic
def put(proposal: Proposal, names: Iterable[str], *, by: User, at: datetime) -> list[Label]:
    """Let a proposal have these labels and no others.

    Raises: RuleBroken NOT_OFFICER, OWN_AGENCY, LONG_LABEL or MANY_LABELS.
    """
    require_office(by, proposal)
    wanted = {name.casefold(): name for name in (" ".join(one.split()) for one in names) if name}
    for name in wanted.values():
        if len(name) > LONGEST:
            raise RuleBroken(
                Refusal.LONG_LABEL, field="labels", label=name[:LONGEST] + "…", most=LONGEST
            )
    if len(wanted) > MOST:
        raise RuleBroken(Refusal.MANY_LABELS, field="labels", most=MOST)
    locked = status.lock(proposal)
    labels = [
        Label.objects.get_or_create(call=locked.call, name__iexact=name, defaults={"name": name})[0]
        for name in sorted(wanted.values())
    ]
    before = sorted(one.name for one in locked.labels.all())
    after = sorted(one.name for one in labels)
    if before != after:
        locked.labels.set(labels)
        audit.append(
            locked, Verb.LABEL, by=by, at=at, before={"labels": before}, after={"labels": after}
        )
    return labels
