"""Which rows a person sees, and what they may do with them. Every page gets its rows from here.

Each module holds the policies of one noun; importing a module registers its policies.
"""

from proposals.access import (
    account,
    agency,
    audit,
    call,
    claim,
    clarification,
    decision,
    document,
    extension,
    job,
    message,
    mission,
    offer,
    participation,
    proposal,
    question,
    registration,
    review,
    revision,
    saved_view,
    section,
    tally,
)

__all__ = [
    "account",
    "agency",
    "audit",
    "call",
    "claim",
    "clarification",
    "decision",
    "document",
    "extension",
    "job",
    "message",
    "mission",
    "offer",
    "participation",
    "proposal",
    "question",
    "registration",
    "review",
    "revision",
    "saved_view",
    "section",
    "tally",
]
