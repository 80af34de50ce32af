"""To whom mail is written; access/message.py asks whether they may read what it is about."""

from enum import StrEnum


class Audience(StrEnum):
    TEAM = "team"  # of the proposal that the mail is about
    OFFICE = "office"
    REVIEWER = "reviewer"  # of the proposal
    DISMISSED = "dismissed"  # a reviewer of the proposal whose assignment was cancelled
    ASKED = "asked"  # administrators of agencies that were asked to join the proposal
    MEMBER = "member"  # of the agency
    CONCERNED = "concerned"  # it says what happened to the person themselves
    PUBLIC = "public"  # it says what anybody may read
