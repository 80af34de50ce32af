"""The schedule of the background workers: which job runs how often, and when it is given up."""

from dataclasses import dataclass
from datetime import timedelta

from proposals.domain.translation import Sentence
from proposals.domain.translation import gettext_noop as _

MAIL = "mail"
# The queue of the scanner, which has workers only where a scanner is configured.
SCAN = "scan"
# A job that fails this often in a row is given up and shown on the desk. It is tried again after a
# rest, because what stopped it (a full disk, a database that was away) may have been mended.
MAX_TRIES = 5
REST = timedelta(minutes=15)


@dataclass(frozen=True)
class ScheduledJob:
    """A function of `jobs/`, and the minutes between two runs. The office reads its label.

    The queue has workers of its own; without a name it is the queue of all other jobs.
    """

    path: str
    label: Sentence
    minutes: int
    queue: str | None = None


SCHEDULE = (
    ScheduledJob("proposals.jobs.message.deliver", _("Deliver the outbox"), 1, MAIL),
    ScheduledJob("proposals.jobs.decision.release", _("Release decisions"), 1),
    ScheduledJob("proposals.jobs.proposal.lapse", _("Close drafts that weren't submitted"), 5),
    ScheduledJob("proposals.jobs.audit.anchor", _("Write an anchor over the history"), 60),
    ScheduledJob("proposals.jobs.parked.sweep", _("Delete forms that were kept and never sent"), 5),
    ScheduledJob("proposals.jobs.document.scan", _("Scan documents"), 1, SCAN),
    ScheduledJob("proposals.jobs.document.sweep", _("Delete files that were never finished"), 60),
)
LABELS = {job.path: job.label for job in SCHEDULE}
