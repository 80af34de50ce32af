"""Fields, constraints, indexes and query sets. Import a model from its own module."""

from proposals.models import (
    account,
    agency,
    audit,
    call,
    clarification,
    decision,
    document,
    message,
    mission,
    proposal,
    question,
    review,
    revision,
    section,
)

__all__ = [
    "account",
    "agency",
    "audit",
    "call",
    "clarification",
    "decision",
    "document",
    "message",
    "mission",
    "proposal",
    "question",
    "review",
    "revision",
    "section",
]
