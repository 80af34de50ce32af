"""The background jobs: the office reads why one fails."""

from proposals.access.person import OFFICE
from proposals.access.policy import Policy, register
from proposals.models.job import Job


@register
class JobPolicy(Policy[Job]):
    model = Job
    readers = OFFICE
