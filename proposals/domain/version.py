"""The rule for a save that would replace another person's: of a section, a review, a revision."""

from typing import Any

from proposals.domain.refusal import Refusal, RuleBroken


def require_latest(base: int | None, latest: int, stale: Refusal, **params: Any) -> None:
    """Refuse a save whose form showed an older version than the latest version.

    `base` is the number of the version that the form showed, 0 if there was none. None is for a
    writer that has shown no version, such as a script; it is never refused.

    Raises: RuleBroken with the refusal `stale`.
    """
    if base is not None and base != latest:
        raise RuleBroken(stale, **params)
