"""The statuses of a proposal, what people read for each, and the level of cooperation."""

from enum import StrEnum
from types import MappingProxyType

from proposals.domain.translation import gettext_noop


class Status(StrEnum):
    DRAFT = "draft"
    SUBMITTED = "submitted"
    SCREENING = "screening"
    INELIGIBLE = "ineligible"
    IN_REVIEW = "in_review"
    CLARIFICATION = "clarification"
    SHORTLISTED = "shortlisted"
    LAPSED = "lapsed"
    RESERVE = "reserve"
    SELECTED = "selected"
    DECLINED = "declined"
    WITHDRAWN = "withdrawn"
    MERGED = "merged"
    AGREEMENT = "agreement"
    DEVELOPMENT = "development"
    DELIVERED = "delivered"
    INTEGRATED = "integrated"
    LAUNCHED = "launched"
    DEPLOYED = "deployed"
    COMMISSIONING = "commissioning"
    OPERATING = "operating"
    COMPLETED = "completed"
    LOST = "lost"
    TERMINATED = "terminated"


S = Status

# The words that partners read.
LABELS = MappingProxyType(
    {
        S.DRAFT: gettext_noop("Draft"),
        S.SUBMITTED: gettext_noop("Submitted"),
        S.SCREENING: gettext_noop("Submitted: eligibility check"),
        S.INELIGIBLE: gettext_noop("Not eligible"),
        S.IN_REVIEW: gettext_noop("In review"),
        S.CLARIFICATION: gettext_noop("Question for you"),
        S.SHORTLISTED: gettext_noop("Shortlisted: full proposal invited"),
        S.LAPSED: gettext_noop("Closed without submission"),
        S.RESERVE: gettext_noop("Reserve list"),
        S.SELECTED: gettext_noop("Selected"),
        S.DECLINED: gettext_noop("Not selected"),
        S.WITHDRAWN: gettext_noop("Withdrawn"),
        S.MERGED: gettext_noop("Joined into another proposal"),
        S.AGREEMENT: gettext_noop("Agreement"),
        S.DEVELOPMENT: gettext_noop("Development"),
        S.DELIVERED: gettext_noop("Delivered"),
        S.INTEGRATED: gettext_noop("Integrated"),
        S.LAUNCHED: gettext_noop("Launched"),
        S.DEPLOYED: gettext_noop("Deployed"),
        S.COMMISSIONING: gettext_noop("Commissioning"),
        S.OPERATING: gettext_noop("Operating"),
        S.COMPLETED: gettext_noop("Completed"),
        S.LOST: gettext_noop("Lost"),
        S.TERMINATED: gettext_noop("Terminated"),
    }
)
# The office reads the same words, except for the status whose label addresses the team.
OFFICE_LABELS = MappingProxyType({**LABELS, S.CLARIFICATION: gettext_noop("Question to the team")})

FINAL = frozenset(
    {
        S.INELIGIBLE,
        S.LAPSED,
        S.DECLINED,
        S.WITHDRAWN,
        S.MERGED,
        S.COMPLETED,
        S.LOST,
        S.TERMINATED,
    }
)
EDITABLE = frozenset({S.DRAFT, S.SUBMITTED, S.SHORTLISTED})
CHAIN = (
    S.SELECTED,
    S.AGREEMENT,
    S.DEVELOPMENT,
    S.DELIVERED,
    S.INTEGRATED,
    S.LAUNCHED,
    S.DEPLOYED,
    S.COMMISSIONING,
    S.OPERATING,
    S.COMPLETED,
)


class Level(StrEnum):
    """Depth of cooperation. If a call names no levels, its payloads are of the unit level."""

    MISSION = "mission"
    SYSTEM = "system"
    UNIT = "unit"
