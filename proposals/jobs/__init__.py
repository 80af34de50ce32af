"""What the worker runs; each job only calls an action with the time of the clock."""

from types import MappingProxyType

# Job by how many minutes lie between two runs. post_migrate enters them in the queue's schedule.
EVERY_MINUTES = MappingProxyType(
    {
        "proposals.jobs.message.deliver": 1,
        "proposals.jobs.decision.release": 1,
        "proposals.jobs.proposal.lapse": 5,
        "proposals.jobs.audit.anchor": 60,
    }
)
