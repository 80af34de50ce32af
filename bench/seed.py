"""Synthetic rows: a real call, and many proposals and reviews, written without the actions."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta
from decimal import Decimal
from functools import cached_property
from typing import Any

from django.contrib.auth.models import Group
from django.db import connection, transaction
from django.db.models import Avg, Count, Max, Min, OuterRef, Q, Subquery
from django.utils import timezone

from proposals.domain.canonical import canonical, sha256
from proposals.domain.name import normalised
from proposals.domain.search import words_in
from proposals.domain.section.catalogue import SECTIONS
from proposals.domain.section.field import TBD
from proposals.domain.workflow.status import Status
from proposals.management.demonstration import account
from proposals.management.demonstration.call import amended, asked, seed_call, seed_record
from proposals.management.demonstration.source import Calendar, Row, payloads, read
from proposals.models.account import User
from proposals.models.agency import Agency
from proposals.models.audit import AuditEntry
from proposals.models.call import Call, Criterion, Stage
from proposals.models.offer import Offer
from proposals.models.participation import Institution, Participation, RevisionParticipation
from proposals.models.proposal import Proposal
from proposals.models.review import Assignment, Review, Score
from proposals.models.revision import Revision
from proposals.models.section import EquipmentItem, EquipmentModule, SectionVersion
from proposals.models.tally import Tally

CHUNK = 500
REVIEWERS = 100
ITEMS = 5
SELECTED = 10
ODD_STATUSES = (Status.DRAFT, Status.SUBMITTED, Status.SCREENING, Status.SUBMITTED)
LEAD = "lead-a@demo.example"
REVIEWER = "bench-0@test.example"
OFFICER = "officer@demo.example"


@dataclass(frozen=True)
class Load:
    """The call, its people, and the number of its proposals."""

    stage: Stage
    agencies: list[Agency]
    leads: list[User]
    officer: User
    reviewers: list[User]
    at: datetime
    size: int
    drafts: int

    @property
    def call(self) -> Call:
        return self.stage.call

    @cached_property
    def offer(self) -> Offer:
        return self.call.offers.order_by("pk")[0]

    @cached_property
    def objectives(self) -> list[str]:
        topics = self.call.topics.filter(kind="objective").order_by("pk")
        return list(topics.values_list("code", flat=True))

    @cached_property
    def payloads(self) -> list[Row]:
        return [row for row in payloads().values() if row["items"]]

    @cached_property
    def criteria(self) -> list[Criterion]:
        return list(self.stage.criteria.all())

    def status(self, number: int) -> Status:
        """Every second proposal is in review; `drafts` of the others wait to be submitted."""
        if number % 2 == 0:
            return Status.IN_REVIEW
        if number < 2 * self.drafts:
            return Status.DRAFT
        if number < 2 * (self.drafts + SELECTED):
            return Status.AGREEMENT
        return ODD_STATUSES[number // 2 % len(ODD_STATUSES)]

    def team(self, number: int) -> tuple[Agency, User]:
        """The drafts to submit belong to the first agency; the other agencies have ten in turn."""
        is_ready = number < 2 * self.drafts and number % 2
        index = 0 if is_ready else number // 10 % len(self.agencies)
        return self.agencies[index], self.leads[index]


@dataclass
class Letter:
    """One proposal that will be written to the tables."""

    proposal: Proposal
    number: int
    payload: Row
    versions: list[SectionVersion]
    revision: Revision | None = None


def seed(*, size: int, drafts: int) -> None:
    """Write `size` proposals and as many reviews, with all rows that belong to them."""
    with transaction.atomic():
        load = _load(size, drafts)
        for start in range(0, size, CHUNK):
            _write(load, range(start, min(start + CHUNK, size)))
        first = Revision.objects.filter(proposal=OuterRef("pk")).values("pk")[:1]
        Proposal.objects.update(current_revision=Subquery(first))
        Tally.objects.bulk_create(_tallies(load), batch_size=CHUNK)
    with connection.cursor() as cursor:
        cursor.execute("ANALYZE")


# --- The call and its people --------------------------------------------------------------


def _load(size: int, drafts: int) -> Load:
    """Publish the demonstration's open call, which has the envelope of Chang'e-8."""
    at = timezone.now()
    calendar = Calendar(at.date())
    cast = account.seed(calendar)
    seed_record(by=cast.officer, at=at)
    scene = seed_call(read("demo")["calls"][0], cast, calendar)
    for _ in amended(scene):
        pass
    for row in scene.row["questions"]:
        for _ in asked(scene, row):
            pass
    Agency.objects.update(state=Agency.State.VERIFIED)
    return Load(
        stage=Stage.objects.select_related("call").get(pk=scene.stages[0].pk),
        agencies=list(cast.agencies.values()),
        leads=[cast.leads[code] for code in cast.agencies],
        officer=cast.officer,
        reviewers=_reviewers(),
        at=at - timedelta(days=1),
        size=size,
        drafts=drafts,
    )


def _reviewers() -> list[User]:
    people = User.objects.bulk_create(
        User(
            email=f"bench-{number}@test.example",
            name=f"Reviewer {number}",
            organisation=f"Observatory {number}",
            is_staff=True,
        )
        for number in range(REVIEWERS)
    )
    Group.objects.get(name="reviewer").user_set.add(*people)
    return people


# --- Proposals ----------------------------------------------------------------------------


def _write(load: Load, numbers: range) -> None:
    letters = [_letter(load, number) for number in numbers]
    Proposal.objects.bulk_create(letter.proposal for letter in letters)
    Participation.objects.bulk_create(row for one in letters for row in _participations(one))
    for letter in letters:
        letter.versions = list(_versions(load, letter))
    SectionVersion.objects.bulk_create(row for one in letters for row in one.versions)
    EquipmentItem.objects.bulk_create(row for one in letters for row in _items(one))
    EquipmentModule.objects.bulk_create(row for one in letters for row in _modules(one))
    sent = [letter for letter in letters if letter.proposal.status != Status.DRAFT]
    for letter in sent:
        letter.revision = _revision(load, letter)
    Revision.objects.bulk_create(_revision_of(letter) for letter in sent)
    RevisionParticipation.objects.bulk_create(row for one in sent for row in _frozen(one))
    Institution.objects.bulk_create(row for one in letters for row in _institutions(one))
    frozen = Revision.versions.through
    frozen._default_manager.bulk_create(
        frozen(revision_id=_revision_of(letter).pk, sectionversion_id=version.pk)
        for letter in sent
        for version in letter.versions
    )
    _write_reviews(load, [one for one in sent if one.proposal.status == Status.IN_REVIEW])
    AuditEntry.objects.bulk_create(row for one in letters for row in _history(load, one))


def _letter(load: Load, number: int) -> Letter:
    payload = load.payloads[number % len(load.payloads)]
    agency, lead = load.team(number)
    reference = f"{load.call.prefix}-{number + 1:05d}"
    title = f"{payload['title']} ({number})"
    proposal = Proposal(
        reference=reference,
        call=load.call,
        stage=load.stage,
        lead_agency=agency,
        lead=lead,
        status=load.status(number),
        status_since=load.at,
        title=title,
        level=payload["level"],
        platform_id=load.offer.platform_id if payload["level"] != "mission" else None,
        search=normalised(f"{reference} {agency.name} {title}"),
        created_at=load.at - timedelta(days=20),
    )
    return Letter(proposal, number, payload, [])


def _participations(letter: Letter) -> Iterator[Participation]:
    for columns in _organisations(letter):
        yield Participation(proposal=letter.proposal, **columns)


def _frozen(letter: Letter) -> Iterator[RevisionParticipation]:
    for columns in _organisations(letter):
        yield RevisionParticipation(revision=_revision_of(letter), **columns)


def _institutions(letter: Letter) -> Iterator[Institution]:
    """The principal investigator works at the lead agency: today, and in the revision."""
    name = normalised(letter.proposal.lead_agency.name)
    for revision in {None, letter.revision}:
        yield Institution(proposal=letter.proposal, revision=revision, name_folded=name)


def _organisations(letter: Letter) -> Iterator[dict[str, Any]]:
    agency = letter.proposal.lead_agency
    names = [agency.name, *(name for name, *_ in letter.payload["partners"])]
    for position, name in enumerate(names):
        yield {
            "name": name,
            "name_folded": normalised(name),
            "role": "co_proposer" if position else "lead_institution",
            "agency": None if position else agency,
        }


def _versions(load: Load, letter: Letter) -> Iterator[SectionVersion]:
    for code, data in _answers(load, letter).items():
        yield SectionVersion(
            proposal=letter.proposal,
            code=code,
            number=1,
            schema=SECTIONS[code].schema,
            data=data,
            saved_by=letter.proposal.lead,
            saved_at=load.at,
        )


def _answers(load: Load, letter: Letter) -> dict[str, dict[str, Any]]:
    """Return a complete letter of intent, and separately the rows of its equipment list."""
    payload = letter.payload
    platform = load.offer.code if letter.proposal.platform_id else ""
    average, peak = payload["power_w"]
    length, width, height = payload["box_mm"]
    return {
        "overview": {
            "title": letter.proposal.title,
            "level": payload["level"],
            "summary": payload["summary"],
            **({"platform": platform} if platform else {}),
        },
        "team": {
            "pi_name": payload["pi"],
            "pi_institution": letter.proposal.lead_agency.name,
            "pi_email": "pi@test.example",
            "organisations": [
                {"name": name, "role": role, "brings": brings}
                for name, role, brings in payload["partners"]
            ],
        },
        "science": {
            "objective": payload["objective"],
            "serves": load.objectives,
            "complements": payload["complements"],
        },
        "equipment": {
            "power_average_w": average,
            "power_peak_w": peak,
            "data_gb_per_day": payload["data_gb_per_day"],
            "length_mm": str(length),
            "width_mm": str(width),
            "height_mm": str(height),
            "trl": payload["trl"],
        },
        "compliance": {
            "controlled_origin": payload["origin"],
            "export_regime": payload.get("export", ""),
            "hazards": payload["hazards"],
        },
        "documents": {"endorsement": payload["endorsement"]},
    }


def _equipment(letter: Letter) -> SectionVersion:
    return next(one for one in letter.versions if one.code == "equipment")


def _modules(letter: Letter) -> Iterator[EquipmentModule]:
    names = dict.fromkeys(row[-1] for row in letter.payload["items"] if row[-1])
    for position, name in enumerate(names):
        yield EquipmentModule(version=_equipment(letter), position=position, name=name, count=1)


def _items(letter: Letter) -> Iterator[EquipmentItem]:
    version = _equipment(letter)
    rows = letter.payload["items"]
    for position in range(ITEMS):
        name, kind, quantity, mass, category, basis, module = rows[position % len(rows)]
        yield EquipmentItem(
            version=version,
            position=position,
            name=name,
            kind=kind,
            quantity=quantity,
            cbe_kg=None if mass == TBD else Decimal(mass),
            category=category,
            basis=basis,
            module=module,
        )


def _revision(load: Load, letter: Letter) -> Revision:
    proposal = letter.proposal
    sections = {one.code: {"schema": one.schema, "data": one.data} for one in letter.versions}
    text = canonical({"reference": proposal.reference, "sections": sections, "documents": []})
    assert proposal.lead is not None
    return Revision(
        proposal=proposal,
        stage=load.stage,
        number=1,
        content=text,
        search=words_in(proposal.reference, sections),
        sha256=sha256(text),
        title=proposal.title,
        level=proposal.level,
        platform_id=proposal.platform_id,
        asked_kg=Decimal(5 + letter.number % 90),
        channel=proposal.channel,
        submitted_by=proposal.lead,
        received_at=load.at,
        recorded_at=load.at,
    )


def _revision_of(letter: Letter) -> Revision:
    assert letter.revision is not None
    return letter.revision


# --- Reviews and history ------------------------------------------------------------------


def _write_reviews(load: Load, letters: list[Letter]) -> None:
    """Write two reviews for each proposal; a tenth of them isn't finished."""
    assignments = Assignment.objects.bulk_create(
        row for letter in letters for row in _assignments(load, letter)
    )
    reviews = Review.objects.bulk_create(_review(load, one) for one in assignments)
    text = read("demo")["calls"][0]["questions"][0]["answer"]
    Score.objects.bulk_create(
        Score(review=review, criterion=criterion, value=2 + review.pk % 4, comment=text)
        for review in reviews
        for criterion in load.criteria
    )


def _assignments(load: Load, letter: Letter) -> Iterator[Assignment]:
    is_open = letter.number < load.size // 10
    for second in range(2):
        yield Assignment(
            proposal=letter.proposal,
            revision=_revision_of(letter),
            reviewer=load.reviewers[(letter.number + second) % REVIEWERS],
            state=Assignment.State.ACCEPTED if is_open else Assignment.State.FINISHED,
            due_at=load.at + timedelta(days=14),
            assigned_by=load.officer,
            assigned_at=load.at,
        )


def _review(load: Load, assignment: Assignment) -> Review:
    is_finished = assignment.state == Assignment.State.FINISHED
    value = 2 + assignment.pk % 4
    return Review(
        assignment=assignment,
        recommendation=Review.Recommendation.MINOR,
        summary="A sound proposal that asks for little. " * 10,
        total=Decimal(value),
        saved_at=load.at,
        finished_at=load.at if is_finished else None,
    )


def _history(load: Load, letter: Letter) -> Iterator[AuditEntry]:
    """Write the chained history entries that the actions would have written."""
    proposal, previous = letter.proposal, ""
    for sequence, (verb, by, after) in enumerate(_events(load, letter), 1):
        chain = f"proposal:{proposal.pk}"
        text = canonical(
            {
                "chain": chain,
                "sequence": sequence,
                "at": load.at.isoformat(),
                "actor": by.pk,
                "verb": verb,
                "before": {},
                "after": after,
                "reason": "",
                "previous": previous,
            }
        )
        entry = AuditEntry(
            chain=chain,
            sequence=sequence,
            at=load.at,
            actor_id=by.pk,
            verb=verb,
            text=text,
            previous_hash=previous,
            hash=sha256(text),
        )
        previous = entry.hash
        yield entry


def _events(load: Load, letter: Letter) -> Iterator[tuple[str, User, dict[str, Any]]]:
    lead, officer = letter.proposal.lead, load.officer
    assert lead is not None
    yield "create", lead, {"status": "draft", "title": letter.proposal.title}
    for version in letter.versions:
        yield "save_section", lead, {"section": version.code, "version": 1}
    if letter.revision:
        yield "submit", lead, {"status": "submitted", "stage": 1}
        yield "freeze", lead, {"revision": 1, "sha256": letter.revision.sha256}
    if letter.proposal.status == Status.IN_REVIEW:
        yield "screen", officer, {"status": "screening", "stage": 1}
        yield "start_review", officer, {"status": "in_review", "stage": 1}
        for second in range(2):
            reviewer = load.reviewers[(letter.number + second) % REVIEWERS]
            yield "assign", officer, {"reviewer": reviewer.pk}
            yield "finish_review", reviewer, {"version": 2}


# --- Tallies ------------------------------------------------------------------------------


def _tallies(load: Load) -> Iterator[Tally]:
    """Write the tallies that the actions would have written."""
    finished = Q(state=Assignment.State.FINISHED)
    counted = Assignment.objects.values("proposal").annotate(
        assigned=Count("pk"),
        finished=Count("pk", filter=finished),
        mean=Avg("review__total", filter=finished),
        lowest=Min("review__total", filter=finished),
        highest=Max("review__total", filter=finished),
    )
    reviews: dict[int, Row] = {row["proposal"]: dict(row) for row in counted.order_by()}
    for pk, asked_kg in Proposal.objects.values_list("pk", "current_revision__asked_kg"):
        counts = {name: value for name, value in reviews.get(pk, {}).items() if name != "proposal"}
        is_done = counts.get("highest") is not None
        spread = counts["highest"] - counts["lowest"] if is_done else None
        yield Tally(proposal_id=pk, stage=load.stage, asked_kg=asked_kg, spread=spread, **counts)
