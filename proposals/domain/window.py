"""A stage's window: when it takes submissions, with grace and a named extension."""

from dataclasses import dataclass
from datetime import datetime, timedelta

# A request that arrived in time may still wait for the database when the window closes. So no
# proposal is screened or lapsed during these minutes.
SETTLING = timedelta(minutes=5)


@dataclass(frozen=True)
class Window:
    opens_at: datetime
    closes_at: datetime
    grace: timedelta = timedelta(0)
    extended_to: datetime | None = None

    @property
    def announced_end(self) -> datetime:
        """Return the end that pages show: the grace isn't announced."""
        return max(self.closes_at, self.extended_to or self.closes_at)

    @property
    def ends_at(self) -> datetime:
        """Return the last instant at which a submission is accepted."""
        return self.announced_end + self.grace

    def is_open(self, at: datetime) -> bool:
        return self.opens_at <= at <= self.ends_at

    def has_settled(self, at: datetime) -> bool:
        """Tell whether every request that arrived in time must have been processed by now."""
        return at > self.ends_at + SETTLING
