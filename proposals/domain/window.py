"""A stage's window: when it takes submissions, with grace and a named extension."""

from dataclasses import dataclass
from datetime import datetime, timedelta

# A request that arrived in time may still be on its way through the database when the
# window closes, so that nothing is screened or lapsed in these minutes.
SETTLING = timedelta(minutes=5)


@dataclass(frozen=True)
class Window:
    opens_at: datetime
    closes_at: datetime
    grace: timedelta = timedelta(0)
    extended_to: datetime | None = None

    @property
    def announced_end(self) -> datetime:
        """The end that is shown: the grace isn't announced."""
        return max(self.closes_at, self.extended_to or self.closes_at)

    @property
    def ends_at(self) -> datetime:
        """The last instant that is taken."""
        return self.announced_end + self.grace

    def is_open(self, at: datetime) -> bool:
        return self.opens_at <= at <= self.ends_at

    def has_settled(self, at: datetime) -> bool:
        """Tell whether nothing that arrived in time can still be under way."""
        return at > self.ends_at + SETTLING
