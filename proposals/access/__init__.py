"""Who sees what, who may do what, and why not. Every query set that a person sees goes through here.

Each module holds the policies of one noun; importing them registers the policies.
"""

from proposals.access import (
    account,
    agency,
    audit,
    call,
    clarification,
    decision,
    document,
    extension,
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
    "clarification",
    "decision",
    "document",
    "extension",
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
