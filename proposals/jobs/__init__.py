"""The worker's jobs; each only calls an action with the time now."""

from types import MappingProxyType

# The minutes between two runs of each job. post_migrate enters them in the queue's schedule.
EVERY_MINUTES = MappingProxyType(
    {
        "proposals.jobs.message.deliver": 1,
        "proposals.jobs.decision.release": 1,
        "proposals.jobs.proposal.lapse": 5,
        "proposals.jobs.audit.anchor": 60,
        "proposals.jobs.document.sweep": 60,
    }
)
