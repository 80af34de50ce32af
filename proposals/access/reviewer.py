"""The register of reviewers: officers write it, and the office reads it."""

from typing import ClassVar

from proposals.access.person import OFFICE, Role
from proposals.access.policy import WRITING, Policy, register
from proposals.models.reviewer import ReviewerProfile, ReviewerTopic


@register
class ReviewerProfilePolicy(Policy[ReviewerProfile]):
    model = ReviewerProfile
    readers: ClassVar[frozenset[Role]] = OFFICE
    officers_may = WRITING


@register
class ReviewerTopicPolicy(Policy[ReviewerTopic]):
    model = ReviewerTopic
    readers: ClassVar[frozenset[Role]] = OFFICE
    officers_may = WRITING
