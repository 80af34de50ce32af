"""The rows that each role is held against: A's proposal, B's, and a draft of each."""

from dataclasses import dataclass
from datetime import timedelta
from typing import Any

from django.apps import apps
from django.db.models import Model

from proposals.access.policy import policy_for
from proposals.actions import (
    audit,
    comment,
    decision,
    extension,
    form_draft,
    job,
    joining,
    label,
    membership,
    note,
    parked,
    participation,
    question,
    review,
    screening,
)
from proposals.actions import call as call_actions
from proposals.actions import proposal as proposal_actions
from proposals.content.parked import new_key
from proposals.domain.parked import Post
from proposals.domain.screening import PointAnswer, PointGiven
from proposals.models.call import Result
from proposals.models.claim import Claim
from proposals.models.document import Document
from proposals.models.mission import HostInstrument, Platform
from proposals.models.proposal import Proposal
from proposals.models.registration import Registration
from proposals.models.review import Assignment
from proposals.models.reviewer import ReviewerProfile
from proposals.models.signoff import SignOff
from tests import factories as f

Models = set[type[Model]]


@dataclass(frozen=True)
class Scene:
    """A's proposal under review by two, B's by one, and a draft of each with a file.

    `accepted` is reviewer's, `finished` is reviewer2's, and conflicted is invited to review B's.
    """

    a: Proposal
    b: Proposal
    draft_a: Proposal
    draft_b: Proposal
    file_a: Document
    file_b: Document
    draft_file_a: Document
    accepted: Assignment
    finished: Assignment


def build() -> Scene:
    a, file_a = _submitted("Of A", f.lead_a())
    b, file_b = _submitted("Of B", f.lead_b())
    draft_a, draft_b = f.draft("Draft of A"), f.draft("Draft of B", by=f.lead_b())
    f.write(draft_a, f.LETTER, by=f.lead_a(), at=f.NOW)
    draft_file_a = f.document(draft_a)
    finished = f.finished(a, by=f.reviewer2())
    f.finished(b, by=f.user("reviewer3@test.example", "reviewer"))
    f.assigned(b, to=f.conflicted())
    accepted = f.assigned(a)
    review.accept(accepted, by=f.reviewer(), at=f.AFTER)
    for proposal, file in ((a, file_a), (b, file_b)):
        _judged(proposal)
        _entered(proposal, file)
        _signed_off(proposal)
        _screened(proposal)
    for proposal in (a, b):
        f.teammate(proposal, "read")
        f.invitation(proposal)
        f.asked_investigator(proposal)
    membership.ask(f.agency(), by=f.user("asks@test.example"), at=f.NOW)
    _of_the_call()
    return Scene(a, b, draft_a, draft_b, file_a, file_b, draft_file_a, accepted, finished)


def _submitted(title: str, lead: Any) -> tuple[Proposal, Document]:
    proposal = f.draft(title, by=lead)
    f.write(proposal, f.LETTER, by=lead, at=f.NOW)
    f.modular(proposal)
    file = f.document(proposal, by=lead)
    f.member("works@test.example", f.agency("Works"), "administrator")
    joining.ask(proposal, agency=f.agency("Works"), by=lead, at=f.NOW)
    comment.write(proposal, "science", "Only for us.", by=lead, at=f.NOW)
    extension.grant(
        proposal, until=f.CLOSES + timedelta(minutes=1), reason="Post", by=f.officer(), at=f.NOW
    )
    proposal_actions.submit(proposal, by=lead, at=f.NOW)
    f.start_review(proposal)
    return proposal, file


def _judged(proposal: Proposal) -> None:
    """Ask the team, link an agency, draft a decision, and find someone's conflict."""
    organisation = f.revision(proposal).participations.get(role="industry")
    participation.link(organisation, agency=f.agency("Works"), by=f.officer(), at=f.AFTER)
    new = decision.draft(
        proposal, outcome="decline", letter="Dear team.", by=f.officer(), at=f.AFTER
    )
    new.conditions.create(text="Weigh it again.")
    f.asked(proposal)
    other = f.user("kin@test.example", "reviewer")
    review.find_conflict(proposal, reviewer=other, reason="Kin", by=f.officer(), at=f.AFTER)


def _entered(proposal: Proposal, scan: Document) -> None:
    Registration.objects.create(
        proposal=proposal,
        scan=scan,
        received_at=f.NOW,
        entered_by=f.officer(),
        entered_at=f.NOW,
    )


def _signed_off(proposal: Proposal) -> None:
    one = SignOff.objects.create(
        proposal=proposal,
        stage=proposal.stage,
        sha256="0" * 64,
        parts={},
        ready_by=f.lead_a(),
        ready_at=f.NOW,
    )
    one.approvals.create(agency=proposal.lead_agency, approved_by=f.lead_a(), approved_at=f.NOW)


def _screened(proposal: Proposal) -> None:
    """Answer a point of the checklist, write a note and put a label on."""
    stage, by, at = proposal.stage, f.officer(), f.AFTER
    if not stage.checkpoints.exists():
        screening.change_checklist(stage, [PointGiven(None, "It is whole")], by=by, at=at)
    given = {one.pk: PointAnswer("yes") for one in stage.checkpoints.all()}
    screening.fill(proposal, given, stage=stage, by=by, at=at, base=0)
    note.write(proposal, text="Ask Oz.", by=by, at=at)
    label.put(proposal, ["rover"], by=by, at=at)


def _of_the_call() -> None:
    """Fill the tables that aren't about a proposal."""
    call = f.call()
    question.ask(call, text="How cold?", by=f.lead_a(), at=f.NOW)
    call_actions.amend(call, text="Later.", changed={}, by=f.officer(), at=f.NOW)
    call.growth_allowances.create(percent=15)
    f.period(call)
    f.clause(call)
    f.asked_field(call)
    f.requirement(call)
    Result.objects.create(call=call, title="Flown", partners="Agency C")
    Claim.objects.create(call=call, topic="other", text="It flew.", standing="official")
    HostInstrument.objects.create(platform=Platform.objects.get(), name="Camera")
    parked.park(Post("/", ()), key=new_key(), by=f.lead_a(), at=f.AFTER)
    form_draft.keep("review:1", {"summary": "Half"}, by=f.reviewer(), at=f.AFTER)
    ReviewerProfile.objects.create(user=f.reviewer()).topics.create(code="geology")
    audit.anchor(at=f.AFTER)
    job.begin("proposals.jobs.audit.anchor", at=f.AFTER)


def every_model() -> Models:
    return set(apps.get_app_config("proposals").get_models())


def everything(model: type[Model]) -> set[Model]:
    return set(model._default_manager.all())


def seen(person: Any, model: type[Model]) -> set[Model]:
    return set(policy_for(model).rows(person))
