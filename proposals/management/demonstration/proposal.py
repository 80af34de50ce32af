"""Letters and proposals being written, submitted and checked."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from proposals.actions import document, extension, registration, section, status
from proposals.actions import proposal as proposal_actions
from proposals.domain.document.marking import Control, Marking
from proposals.domain.section.field import Heading
from proposals.domain.verb import Verb
from proposals.management.demonstration.scene import Acts, Scene
from proposals.management.demonstration.section import FULL, answers, pdf, refined
from proposals.management.demonstration.source import Row, number, payloads
from proposals.models.account import User
from proposals.models.proposal import Proposal

LETTER = ("overview", "team", "science", "equipment", "compliance", "documents")


@dataclass(frozen=True)
class Letter:
    """One entry of a call's list of letters, with its payload and its lead proposer."""

    scene: Scene
    row: Row
    rank: int

    @property
    def payload(self) -> Row:
        return payloads()[self.row["payload"]]

    @property
    def lead(self) -> User:
        return self.scene.cast.leads[self.payload["agency"]]

    @property
    def fate(self) -> str:
        return str(self.row["fate"])

    def at(self, day: float) -> datetime:
        """Return a time on a day; each letter has a time of its own."""
        return self.scene.calendar.at(day, self.row["payload"])

    def sections(self) -> dict[str, Row]:
        agency = self.scene.cast.agencies[self.payload["agency"]]
        return answers(self.payload, call=self.scene.call, agency_name=agency.name)

    def heading(self) -> Heading:
        overview = self.sections()["overview"]
        return Heading(**{name: overview.get(name, "") for name in ("title", "level", "platform")})

    def near_the_end(self, closes_at: datetime, *, days: int) -> datetime:
        """Return the time of submission, which is later for letters further down the list."""
        left = 1 - (self.rank + 1) / (len(self.scene.row["letters"]) + 1)
        return closes_at - timedelta(
            days=days * left * left, minutes=number(self.payload["code"]) % 240
        )


def drafted(letter: Letter, *, start: datetime) -> Acts[Proposal]:
    """Start a proposal and save its sections one after the other over some days."""
    yield start
    scene, payload = letter.scene, letter.payload
    agency = scene.cast.agencies[payload["agency"]]
    proposal = proposal_actions.start(
        call=scene.call, agency=agency, title=payload["title"], by=letter.lead, at=start
    )
    without = letter.row.get("without", [])
    written = [code for code in LETTER if code not in without]
    step = timedelta(hours=3, minutes=number(payload["code"]) % 90)
    yield from _written(letter, proposal, written, start=start, step=step)
    if payload["endorsement"] == "given":
        at = start + step * (len(written) + 1)
        yield at
        endorsed(letter, proposal, at=at)
    return proposal


def _written(
    letter: Letter, proposal: Proposal, codes: list[str], *, start: datetime, step: timedelta
) -> Acts[None]:
    sections = letter.sections()
    for place, code in enumerate(codes, 1):
        at = start + step * place
        yield at
        section.save(proposal, code, sections[code], by=letter.lead, at=at)


def endorsed(letter: Letter, proposal: Proposal, *, at: datetime) -> None:
    """Upload the letter of endorsement."""
    agency = letter.scene.cast.agencies[letter.payload["agency"]]
    file = pdf(
        f"endorsement-{letter.payload['agency']}.pdf",
        agency.name,
        "",
        "To the office of the call",
        "",
        "We endorse the proposal",
        letter.payload["title"],
        "and bear its cost as stated in it.",
        "",
        "(A fictional letter of a fictional agency, made for demonstration.)",
    )
    marking = Marking(Control.NOT_CONTROLLED, may_be_sent=True)
    document.store(proposal, code="endorsement", file=file, marking=marking, by=letter.lead, at=at)


def submitted(letter: Letter, proposal: Proposal, *, at: datetime) -> Acts[None]:
    yield at
    proposal_actions.submit(proposal, by=letter.lead, at=at)


def resubmitted(letter: Letter, proposal: Proposal, *, at: datetime) -> Acts[None]:
    """Refine the equipment list and submit the letter once more."""
    saved_at = at - timedelta(minutes=25)
    yield saved_at
    equipment = refined(letter.sections()["equipment"])
    section.save(proposal, "equipment", equipment, by=letter.lead, at=saved_at)
    yield from submitted(letter, proposal, at=at)


def sent(letter: Letter, *, closes_at: datetime) -> Acts[Proposal]:
    """Write and submit a letter before its window closes; some letters twice."""
    at = letter.near_the_end(closes_at, days=45)
    before = timedelta(days=3 + number(letter.payload["code"]) % 9)
    proposal = yield from drafted(letter, start=at - before)
    yield from submitted(letter, proposal, at=at)
    if letter.row.get("again"):
        yield from resubmitted(letter, proposal, at=at + (closes_at - at) / 2)
    return proposal


def registered(letter: Letter, *, closes_at: datetime) -> Acts[Proposal]:
    """Let an officer enter a letter that came on paper, before or after the window closed."""
    late = letter.row["channel"] == "note"
    received_at = closes_at - timedelta(days=2, hours=3)
    at = closes_at + timedelta(hours=10) if late else received_at + timedelta(hours=5)
    yield at
    scene, payload = letter.scene, letter.payload
    entry = registration.enter(
        call=scene.call,
        agency=scene.cast.agencies[payload["agency"]],
        heading=letter.heading(),
        channel=letter.row["channel"],
        received_at=received_at,
        scan=pdf(
            "letter.pdf", payload["title"], "", payload["summary"][:90], payload["summary"][90:]
        ),
        by=scene.cast.officer,
        at=at,
    )
    if late:
        at += timedelta(hours=4)
        yield at
        registration.confirm(entry, by=scene.cast.officer2, at=at)
    return entry.proposal


def completed(letter: Letter, proposal: Proposal, *, closes_at: datetime) -> Acts[None]:
    """Write the full proposal of a shortlisted letter, with its endorsement, and submit it."""
    at = letter.near_the_end(closes_at, days=20)
    start = at - timedelta(days=30)
    yield from _written(letter, proposal, list(FULL), start=start, step=timedelta(days=4))
    yield at - timedelta(hours=2)
    endorsed(letter, proposal, at=at - timedelta(hours=2))
    yield from submitted(letter, proposal, at=at)


def screened(letter: Letter, proposal: Proposal, *, day: int) -> Acts[None]:
    at = letter.at(day)
    yield at
    status.move(proposal, Verb.SCREEN, by=letter.scene.cast.officer, at=at)


def review_started(letter: Letter, proposal: Proposal, *, day: int) -> Acts[None]:
    at = letter.at(day)
    yield at
    status.move(proposal, Verb.START_REVIEW, by=letter.scene.cast.officer, at=at)


def found_ineligible(letter: Letter, proposal: Proposal, *, day: int) -> Acts[None]:
    at = letter.at(day)
    yield at
    officer = letter.scene.cast.officer2
    status.move(proposal, Verb.FIND_INELIGIBLE, by=officer, at=at, reason=letter.row["reason"])


def extended(letter: Letter, proposal: Proposal, row: Row) -> Acts[None]:
    """Grant a later end of the stage."""
    at = letter.at(row["day"])
    yield at
    until = letter.scene.calendar.closes(row["until"])
    officer = letter.scene.cast.officer
    extension.grant(proposal, until=until, reason=row["reason"], by=officer, at=at)
