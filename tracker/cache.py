"""The cache in which allauth counts attempts to log in, to sign up and the like."""

from datetime import datetime

from django.core.cache.backends.db import DatabaseCache
from django.db.backends.utils import CursorWrapper


class LimitCache(DatabaseCache):
    """Forget what has ended, and nothing before: else many others would push a limit out."""

    def _cull(self, db: str, cursor: CursorWrapper, now: datetime, num: int) -> None:
        # Django deletes what has ended, then a third of the rest if `num`, the number of entries,
        # is still too high.
        super()._cull(db, cursor, now, 0)  # type: ignore[misc]
