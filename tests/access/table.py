"""The columns and the rows of the tables of rights: roles, and models by what they are about."""

from collections.abc import Callable
from operator import attrgetter
from typing import Any

from django.db.models import Model

from proposals.models.account import User
from proposals.models.agency import Agency, AgencyName, JoinRequest, Membership
from proposals.models.asked_field import AskedField
from proposals.models.audit import AuditAnchor, AuditEntry
from proposals.models.call import (
    Amendment,
    Call,
    CallLevel,
    CallTopic,
    Criterion,
    GrowthAllowance,
    RequiredDocument,
    Result,
    Stage,
)
from proposals.models.claim import Claim
from proposals.models.clarification import Clarification
from proposals.models.comment import Comment
from proposals.models.decision import Condition, Decision
from proposals.models.document import Document
from proposals.models.extension import Extension
from proposals.models.form_draft import FormDraft
from proposals.models.investigator import InvestigatorRequest
from proposals.models.invitation import Invitation
from proposals.models.job import Job
from proposals.models.joining import Joining
from proposals.models.label import Label
from proposals.models.message import Message
from proposals.models.mission import HostInstrument, Mission, Platform
from proposals.models.note import Note
from proposals.models.offer import Limit, Offer, Period, Requirement
from proposals.models.parked import ParkedPost
from proposals.models.participation import (
    AgencyLink,
    Institution,
    Participation,
    RevisionParticipation,
)
from proposals.models.proposal import Proposal
from proposals.models.question import Question
from proposals.models.registration import Registration
from proposals.models.review import Assignment, Conflict, Review, Score
from proposals.models.reviewer import ReviewerProfile, ReviewerTopic
from proposals.models.revision import Revision
from proposals.models.saved_view import SavedView
from proposals.models.screening import CheckPoint, Screening
from proposals.models.section import (
    Descope,
    EquipmentItem,
    EquipmentMode,
    EquipmentModule,
    SectionVersion,
)
from proposals.models.signoff import Approval, SignOff
from proposals.models.tally import Tally
from proposals.models.team import TeamMember
from proposals.models.terms import Clause
from tests import factories as f
from tests.access.scene import Models, everything

Cast = Callable[[], User]

PARTNERS: list[Cast] = [f.lead_a, f.proposer_a, f.observer_a, f.lead_b]
REVIEWERS: list[Cast] = [f.reviewer, f.reviewer2, f.conflicted]
PANEL: list[Cast] = [f.chair, f.conflicted_panel]
OFFICE: list[Cast] = [f.officer, f.root, f.auditor]
EVERYONE = [*PARTNERS, *REVIEWERS, *PANEL, *OFFICE]

# About no proposal: the office and the panel read all of it.
SHARED: Models = {
    Agency,
    AgencyName,
    Amendment,
    AskedField,
    Call,
    CallLevel,
    CallTopic,
    Claim,
    Clause,
    Criterion,
    GrowthAllowance,
    HostInstrument,
    JoinRequest,
    Limit,
    Membership,
    Mission,
    Offer,
    Period,
    Platform,
    Question,
    RequiredDocument,
    Requirement,
    Result,
    Stage,
}
# Mail, background work, people and history: the office's alone.
PRIVATE: Models = {
    AuditAnchor,
    AuditEntry,
    CheckPoint,
    Job,
    Label,
    Message,
    ReviewerProfile,
    ReviewerTopic,
    User,
}
# What hangs on a proposal and is the office's alone: the panel doesn't read it.
OFFICE_ALONE: Models = {Note, Screening}
# Each person's own.
PERSONAL: Models = {SavedView}
# What hangs on a proposal and is its team's alone: nobody of the office reads it.
# Nobody's in the office, not even its person's.
HIDDEN: Models = {FormDraft, ParkedPost}
TEAM: Models = {Comment, InvestigatorRequest, Invitation}
# What hangs on a proposal, and where it names the proposal.
HANGING: dict[type[Model], str] = {
    AgencyLink: "proposal",
    Approval: "signoff.proposal",
    Assignment: "proposal",
    Clarification: "proposal",
    Condition: "decision.proposal",
    Conflict: "proposal",
    Decision: "proposal",
    Document: "proposal",
    EquipmentItem: "version.proposal",
    EquipmentModule: "version.proposal",
    Descope: "version.proposal",
    EquipmentMode: "version.proposal",
    Extension: "proposal",
    Institution: "proposal",
    Joining: "proposal",
    Note: "proposal",
    Participation: "proposal",
    Registration: "proposal",
    Review: "assignment.proposal",
    Revision: "proposal",
    RevisionParticipation: "revision.proposal",
    Screening: "proposal",
    Score: "review.assignment.proposal",
    SectionVersion: "proposal",
    SignOff: "proposal",
    Tally: "proposal",
    TeamMember: "proposal",
}
# Of these, reviewers see a part.
REVIEWED: Models = {
    Assignment,
    Clarification,
    Document,
    EquipmentItem,
    EquipmentModule,
    Descope,
    EquipmentMode,
    Proposal,
    Review,
    Revision,
    RevisionParticipation,
    Score,
    SectionVersion,
}


def of_office(model: type[Model]) -> set[Model]:
    """Return the rows that the office reads: of the working copy only what was submitted."""
    if model in TEAM:
        return set()
    if model is AuditEntry:
        return set(AuditEntry.objects.exclude(chain__startswith="comment:"))
    if model is Document:
        return set(Document.objects.filter(revisions__isnull=False))
    if model is SectionVersion:
        return set(SectionVersion.objects.filter(revisions__isnull=False))
    if model in (EquipmentItem, EquipmentModule):
        rows: Any = model._default_manager
        return set(rows.filter(version__revisions__isnull=False))
    return everything(model)


def hanging_on(proposal: Proposal, model: type[Model]) -> set[Model]:
    owner = attrgetter(HANGING[model])
    return {row for row in of_office(model) if owner(row) == proposal}
