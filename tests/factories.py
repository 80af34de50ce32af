"""The people of all tests, named by role, and the calls and proposals on which they act."""

import io
from datetime import UTC, datetime, timedelta
from typing import Any

from django.contrib.auth.models import Group
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db.models import Model
from pypdf import PdfWriter

from proposals.actions import agency as agency_actions
from proposals.actions import audit, section, status
from proposals.actions import call as call_actions
from proposals.actions import clarification as clarification_actions
from proposals.actions import decision as decision_actions
from proposals.actions import document as document_actions
from proposals.actions import investigator as investigator_actions
from proposals.actions import invitation as invitation_actions
from proposals.actions import offer as offer_actions
from proposals.actions import proposal as proposal_actions
from proposals.actions import review as review_actions
from proposals.content.investigator import parts
from proposals.content.proposal import working_copy
from proposals.domain.document.marking import Control, Marking
from proposals.domain.verb import Verb
from proposals.models.account import User
from proposals.models.agency import Agency, Membership
from proposals.models.asked_field import AskedField
from proposals.models.audit import AuditEntry
from proposals.models.call import Call, CallLevel, CallTopic, Criterion, RequiredDocument, Stage
from proposals.models.clarification import Clarification
from proposals.models.decision import Decision
from proposals.models.document import Document
from proposals.models.investigator import InvestigatorRequest
from proposals.models.invitation import Invitation
from proposals.models.mission import Mission, Platform
from proposals.models.offer import Limit, Offer, Period, Requirement
from proposals.models.proposal import Proposal
from proposals.models.review import Assignment
from proposals.models.revision import Revision
from proposals.models.team import TeamMember
from proposals.models.terms import Clause

NOW = datetime(2026, 11, 2, 12, 0, tzinfo=UTC)
CLOSES = NOW + timedelta(days=10)
AFTER = CLOSES + timedelta(hours=1)
INVITED = AFTER + timedelta(days=1)
FULL_CLOSES = CLOSES + timedelta(days=100)
FULL_AFTER = FULL_CLOSES + timedelta(hours=1)
MARKING = Marking(Control.NOT_CONTROLLED, may_be_sent=True)
LETTER = ["overview", "team", "science", "equipment", "compliance", "documents"]
FULL = [*LETTER, "design", "operations", "development", "data_policy", "funding"]


def user(email: str, *groups: str, **fields: Any) -> User:
    person, created = User.objects.get_or_create(
        email=email,
        defaults={"name": email.split("@", maxsplit=1)[0], "is_staff": bool(groups), **fields},
    )
    if created:
        person.groups.set(Group.objects.filter(name__in=groups))
    return person


def officer() -> User:
    return user("officer@test.example", "officer")


def officer2() -> User:
    return user("officer2@test.example", "officer")


def reviewer() -> User:
    return user("reviewer@test.example", "reviewer")


def reviewer2() -> User:
    return user("reviewer2@test.example", "reviewer")


def conflicted() -> User:
    """A reviewer whose organisation is agency A."""
    return user("conflicted@test.example", "reviewer", organisation="agency a")


def chair() -> User:
    return user("chair@test.example", "panel")


def conflicted_panel() -> User:
    """A member of the panel whose organisation is agency A."""
    return user("panel-a@test.example", "panel", organisation="agency a")


def auditor() -> User:
    return user("auditor@test.example", "auditor")


def root() -> User:
    return user("root@test.example", is_staff=True, is_superuser=True)


def agency(name: str = "Agency A", *, verified: bool = True) -> Agency:
    found = Agency.objects.filter(name=name).first()
    if found is None:
        found = agency_actions.register(by=officer(), at=NOW, name=name, is_another=True)
        if verified:
            return agency_actions.judge(found, verified=True, by=officer(), at=NOW)
    return found


def member(email: str, of: Agency, role: str) -> User:
    person = user(email)
    Membership.objects.get_or_create(agency=of, user=person, defaults={"role": role})
    return person


def lead_a() -> User:
    return member("lead-a@test.example", agency(), Membership.Role.ADMINISTRATOR)


def proposer_a() -> User:
    return member("proposer-a@test.example", agency(), Membership.Role.PROPOSER)


def observer_a() -> User:
    return member("observer-a@test.example", agency(), Membership.Role.OBSERVER)


def lead_b() -> User:
    """Agency B's administrator, who must see nothing of A's."""
    return member("lead-b@test.example", agency("Agency B"), Membership.Role.ADMINISTRATOR)


def teammate(of: Proposal, role: str = "edit", *, by: User | None = None) -> User:
    """A person who was invited to one proposal, and is in no agency unless `by` is."""
    person = by or user(f"{role}@institute.example")
    TeamMember.objects.update_or_create(
        proposal=of, user=person, defaults={"role": role, "joined_at": NOW}
    )
    return User.objects.get(pk=person.pk)


def invitation(
    to: Proposal, *, email: str = "new@institute.example", role: str = "edit", at: datetime = NOW
) -> Invitation:
    """An invitation to one proposal alone, by its lead."""
    return invitation_actions.invite(
        to.lead_agency, proposal=to, email=email, role=role, by=to.lead or lead_a(), at=at
    )


def asked_investigator(
    of: Proposal, *, email: str = "", by: User | None = None, at: datetime = NOW
) -> InvestigatorRequest:
    """A question to an investigator about their part: the principal one, or the one of an address."""
    found = parts(working_copy(of))
    part = next(one for one in found if email in ("", one.person.email))
    return investigator_actions.ask(of, part=part.sha256, by=by or of.lead or lead_a(), at=at)


def agency_invitation(
    *, email: str = "new@agency.example", role: str = "proposer", at: datetime = NOW
) -> Invitation:
    """An invitation into agency A, by its administrator."""
    return invitation_actions.invite(agency(), email=email, role=role, by=lead_a(), at=at)


def call(prefix: str = "CE8", *, publish: bool = True, **fields: Any) -> Call:
    """A call of two stages on one lander: 200 kg, 100 kg for a module."""
    found = Call.objects.filter(prefix=prefix).first()
    if found is not None:
        return found
    mission, _ = Mission.objects.get_or_create(slug="ce8", defaults={"name": "Test mission"})
    lander, _ = Platform.objects.get_or_create(mission=mission, name="lander")
    new = Call.objects.create(slug=prefix.lower(), title=f"Call {prefix}", prefix=prefix, **fields)
    offer(new, lander)
    for code in ("mission", "system", "unit"):
        CallLevel.objects.create(
            call=new, code=code, name=f"{code} level", uses_platform=code != "mission"
        )
    CallTopic.objects.create(call=new, kind="objective", code="geology", text="Regional geology")
    _stage(new, 1, "letter", LETTER, NOW - timedelta(days=30), CLOSES, "warn")
    _stage(new, 2, "proposal", FULL, CLOSES, FULL_CLOSES, "block")
    if publish:
        return call_actions.publish(new, by=officer(), at=NOW - timedelta(days=30))
    return new


def offer(of: Call, platform: Platform) -> Offer:
    """An offer of 200 kg, 100 kg for a module."""
    new = offer_actions.add(of, platform)
    for scope, maximum in (("platform", 200), ("module", 100)):
        Limit.objects.create(offer=new, quantity="mass", scope=scope, maximum=maximum)
    return new


def period(of: Call, n: int = 1, **fields: Any) -> Period:
    """A lunar night, with only its hours published, on the first platform of a call."""
    columns = {"kind": "dark", "name": f"Night {n}", "code": f"night-{n}", "hours": 354} | fields
    return Period.objects.create(offer=of.offers.all()[0], **columns)


def requirement(of: Call, n: int = 1, **fields: Any) -> Requirement:
    """An interface requirement of the first platform of a call."""
    columns = {"code": f"IF-MEC-0{n}", "text": "Stand on four feet."} | fields
    return Requirement.objects.create(offer=of.offers.all()[0], **columns)


def clause(of: Call, n: int = 1, **fields: Any) -> Clause:
    """A clause of a call's terms, in English alone."""
    columns = {"code": f"clause-{n}", "title": f"Clause {n}", "text": "Carriage is free."} | fields
    return Clause.objects.create(call=of, **columns)


def asked_field(of: Call, n: int = 1, **fields: Any) -> AskedField:
    """A choice of yes and no that the office added to the last stage of a call."""
    choices = [{"code": "yes", "text": "Yes"}, {"code": "no", "text": "No"}]
    columns = {"code": f"asked-{n}", "text": f"Question {n}?", "kind": "choice", "choices": choices}
    stage = of.stages.order_by("-number")[0]
    return AskedField.objects.create(stage=stage, position=n, **(columns | fields))


def _stage(
    of: Call,
    number: int,
    kind: str,
    sections: list[str],
    opens_at: datetime,
    closes_at: datetime,
    check: str,
) -> None:
    stage = Stage.objects.create(
        call=of,
        number=number,
        kind=kind,
        sections=sections,
        reviews_wanted=0,  # so that most decisions need no reviews before them
        opens_at=opens_at,
        closes_at=closes_at,
        mass_check=check,
        power_check=check,
    )
    Criterion.objects.create(stage=stage, name="Science", weight=60)
    Criterion.objects.create(stage=stage, name="Feasibility", weight=40)
    RequiredDocument.objects.create(
        stage=stage, code="endorsement", name="Endorsement", required=False
    )


def item(**fields: Any) -> dict[str, Any]:
    return {
        "name": "Spectrometer",
        "kind": "instrument",
        "quantity": 1,
        "cbe_kg": "10",
        "category": "new",
        "basis": "estimated",
        "module": "",
    } | fields


def answers(of: Proposal, **overview: Any) -> dict[str, dict[str, Any]]:
    """Return complete answers to every section, by code."""
    text = "Plain words that say enough."
    return {
        "overview": {"title": of.title, "level": "unit", "platform": "lander"} | overview,
        "team": {
            "pi_name": "Pat Example",
            "pi_institution": "Example Institute",
            "pi_email": "pat@test.example",
            "organisations": [{"name": "Co-proposer Ltd", "role": "industry"}],
        },
        "science": {"objective": text, "serves": ["geology"]},
        "equipment": {
            "power_average_w": "5",
            "power_peak_w": "12",
            "data_gb_per_day": "TBD",
            "length_mm": "300",
            "width_mm": "150",
            "height_mm": "150",
            "trl": "5",
            "items": [item(), item(name="Cable", kind="harness", cbe_kg="0.5")],
        },
        "compliance": {"controlled_origin": "no", "hazards": ["none"]},
        "documents": {"endorsement": "promised"},
        "design": {
            "principle": text,
            "performance": text,
            "mechanical": text,
            "electrical": text,
            "operating_min_c": "-40",
            "operating_max_c": "60",
            "survival_min_c": "-180",
            "survival_max_c": "90",
            "switch_on_min_c": "-50",
            "switch_on_max_c": "60",
        },
        "operations": {"concept": text, "duty_cycle_percent": "20", "lunar_night": text},
        "development": {"heritage": text, "schedule": text, "risks": text},
        "data_policy": {"products": text, "proprietary_months": "6", "archive": text},
        "funding": {"secured": "yes", "plan": text},
    }


def modular(of: Proposal) -> None:
    """Save typed rows of every kind; the equipment weighs as much as the list of answers()."""
    data = answers(of)["equipment"]
    items = [one | {"module": "Payload"} for one in data["items"]]
    modules = [{"name": "Payload", "count": 1}]
    by = of.lead or lead_a()
    section.save(of, "equipment", data | {"items": items, "modules": modules}, by=by, at=NOW)
    section.save(of, "resources", {"modes": [{"module": "Payload", "name": "On"}]}, by=by, at=NOW)
    section.save(of, "science_case", {"descopes": [{"name": "The mast"}]}, by=by, at=NOW)


def draft(
    title: str = "A spectrometer", *, by: User | None = None, of: Call | None = None
) -> Proposal:
    person = by or lead_a()
    lead_agency = person.memberships.get().agency
    return proposal_actions.start(
        call=of or call(), agency=lead_agency, title=title, by=person, at=NOW
    )


def written(title: str = "A spectrometer", *, by: User | None = None, **overview: Any) -> Proposal:
    """A draft whose letter is complete."""
    proposal = draft(title, by=by)
    write(proposal, LETTER, by=by or lead_a(), at=NOW, **overview)
    return proposal


def write(proposal: Proposal, codes: list[str], *, by: User, at: datetime, **overview: Any) -> None:
    for code, data in answers(proposal, **overview).items():
        if code in codes:
            section.save(proposal, code, data, by=by, at=at)
    proposal.refresh_from_db()


def submitted(
    title: str = "A spectrometer", *, by: User | None = None, **overview: Any
) -> Proposal:
    proposal = written(title, by=by, **overview)
    proposal_actions.submit(proposal, by=by or lead_a(), at=NOW)
    proposal.refresh_from_db()
    return proposal


def revision(proposal: Proposal) -> Revision:
    return proposal.revisions.order_by("-number")[0]


def in_review(
    title: str = "A spectrometer", *, by: User | None = None, **overview: Any
) -> Proposal:
    proposal = submitted(title, by=by, **overview)
    start_review(proposal)
    return proposal


def start_review(proposal: Proposal, *, at: datetime = AFTER) -> None:
    status.move(proposal, Verb.SCREEN, by=officer(), at=at)
    status.move(proposal, Verb.START_REVIEW, by=officer(), at=at)
    proposal.refresh_from_db()


def assigned(proposal: Proposal, *, to: User | None = None) -> Assignment:
    return review_actions.assign(
        proposal,
        reviewer=to or reviewer(),
        due_at=AFTER + timedelta(days=14),
        by=officer(),
        at=AFTER,
    )


def marks(assignment: Assignment, *, value: int = 4) -> review_actions.Marks:
    criteria = list(assignment.revision.stage.criteria.all())
    return review_actions.Marks(
        scores={one.pk: value for one in criteria},
        comments={one.pk: "Sound." for one in criteria},
        recommendation="yes",
        summary="Worth flying.",
        confidential="No reservations.",
    )


def finished(proposal: Proposal, *, by: User | None = None, value: int = 4) -> Assignment:
    """An assignment that its reviewer has accepted, written and finished."""
    person = by or reviewer()
    assignment = assigned(proposal, to=person)
    review_actions.accept(assignment, by=person, at=AFTER)
    review_actions.save(
        assignment.review,
        marks(assignment, value=value),
        by=person,
        at=AFTER,
        base=1,
        finish=True,
    )
    assignment.refresh_from_db()
    return assignment


def asked(proposal: Proposal, text: str = "Which laser?") -> Clarification:
    """An open question of the office to the team."""
    return clarification_actions.ask(
        proposal, text=text, due_at=AFTER + timedelta(days=7), by=officer(), at=AFTER
    )


def scheduled(proposal: Proposal, outcome: str, *, at: datetime = AFTER) -> Decision:
    """A decision that one officer drafted and another scheduled."""
    decision = decision_actions.draft(
        proposal, outcome=outcome, letter="Dear team.", by=officer(), at=at
    )
    return decision_actions.schedule(decision, by=officer2(), at=at)


def decided(proposal: Proposal, outcome: str, *, at: datetime = AFTER) -> Decision:
    """A decision that was scheduled and released."""
    decision = scheduled(proposal, outcome, at=at)
    decision_actions.release(decision, at=at + timedelta(minutes=proposal.call.undo_minutes))
    proposal.refresh_from_db()
    decision.refresh_from_db()
    return decision


def invited(title: str = "A spectrometer", *, by: User | None = None, **overview: Any) -> Proposal:
    """A shortlisted proposal whose full text is complete and not submitted yet."""
    proposal = in_review(title, by=by, **overview)
    decided(proposal, "shortlist")
    write(proposal, FULL, by=by or lead_a(), at=INVITED, **overview)
    return proposal


def in_last_review(
    title: str = "A spectrometer", *, by: User | None = None, level: str = "unit"
) -> Proposal:
    """A full proposal in review, at the time that its stage and an hour are over."""
    proposal = invited(title, by=by, level=level)
    proposal_actions.submit(proposal, by=by or lead_a(), at=INVITED)
    start_review(proposal, at=FULL_AFTER)
    return proposal


def selected(title: str = "A spectrometer", *, level: str = "unit") -> Proposal:
    """A proposal that came through both stages."""
    proposal = in_last_review(title, level=level)
    decided(proposal, "select", at=FULL_AFTER)
    return proposal


def document(of: Proposal, *, code: str = "endorsement", by: User | None = None) -> Document:
    return document_actions.store(
        of, code=code, file=pdf(), marking=MARKING, by=by or lead_a(), at=NOW
    )


def last_entry(subject: Model) -> AuditEntry:
    return audit.entries(subject).order_by("-sequence")[0]


def pdf(name: str = "letter.pdf") -> SimpleUploadedFile:
    writer = PdfWriter()
    writer.add_blank_page(width=200, height=200)
    stream = io.BytesIO()
    writer.write(stream)
    return SimpleUploadedFile(name, stream.getvalue(), content_type="application/pdf")
