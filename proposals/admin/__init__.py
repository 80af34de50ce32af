"""The office's and the reviewers' desk, on Django's own admin."""

from proposals.admin import (
    account,
    agency,
    audit,
    call,
    decision,
    message,
    mission,
    offer,
    proposal,
    question,
    registration,
    review,
    reviewer,
    stage,
)

__all__ = [
    "account",
    "agency",
    "audit",
    "call",
    "decision",
    "message",
    "mission",
    "offer",
    "proposal",
    "question",
    "registration",
    "review",
    "reviewer",
    "stage",
]
