"""The rule for saving over what somebody else has saved: the same for sections and reviews."""

from typing import Any

from proposals.domain.refusal import Refusal, RuleBroken


def require_latest(base: int | None, latest: int, stale: Refusal, **params: Any) -> None:
    """Refuse a save whose form was filled from an older version than the latest.

    `base` is the number of the version that the form showed, 0 for none yet; None for a writer
    that has read nothing, which is let through.

    Raises: RuleBroken with the refusal `stale`.
    """
    if base is not None and base != latest:
        raise RuleBroken(stale, **params)
