"""The lives of the letters of the demonstration calls, from the first draft to the last status."""

from collections.abc import Callable, Iterator
from datetime import timedelta

from proposals.actions import call, clarification, decision, status
from proposals.domain.verb import Verb
from proposals.domain.workflow.status import CHAIN, Level
from proposals.domain.workflow.table import TRANSITIONS
from proposals.management.demonstration.full import written_in_full, written_on
from proposals.management.demonstration.proposal import (
    Letter,
    completed,
    drafted,
    extended,
    found_ineligible,
    registered,
    resubmitted,
    review_started,
    screened,
    sent,
    submitted,
)
from proposals.management.demonstration.review import barred, panel_of, reviewed
from proposals.management.demonstration.scene import Acts, Scene
from proposals.management.demonstration.source import number, read
from proposals.management.demonstration.team import written_together
from proposals.models.decision import Decision
from proposals.models.proposal import Proposal

STEPS = (
    Verb.ACCEPT,
    Verb.START,
    Verb.DELIVER,
    Verb.INTEGRATE,
    Verb.LAUNCH,
    Verb.DEPLOY,
    Verb.COMMISSION,
    Verb.OPERATE,
    Verb.COMPLETE,
)


def lives(scene: Scene) -> Iterator[Acts[None]]:
    """Return the story of each letter of a call."""
    kind: Callable[[Letter], Acts[None]] = {
        "demo-open": _open,
        "demo-closed": _under_review,
        "demo-finished": _finished,
        "demo-full": _full,
    }[scene.call.slug]
    for rank, row in enumerate(scene.row["letters"]):
        yield kind(Letter(scene, row, rank))


# --- Open ---------------------------------------------------------------------------------


def _open(letter: Letter) -> Acts[None]:
    row = letter.row
    proposal = yield from drafted(letter, start=letter.at(row["start"]))
    if "with" in row:
        yield from written_together(letter, proposal, day=-14)
    if "submit" in row:
        yield from submitted(letter, proposal, at=letter.at(row["submit"]))
    if "again" in row:
        yield from resubmitted(letter, proposal, at=letter.at(row["again"]))
    if "withdraw" in row:
        at = letter.at(row["withdraw"])
        yield at
        status.move(proposal, Verb.WITHDRAW, by=letter.lead, at=at, reason=row["reason"])


# --- Full proposals -----------------------------------------------------------------------


def _full(letter: Letter) -> Acts[None]:
    proposal = yield from sent(letter, closes_at=letter.scene.stages[0].closes_at)
    yield from screened(letter, proposal, day=-108)
    yield from _judged(letter, proposal, days=(-104, -70))
    yield from _decided(letter, proposal, Verb.SHORTLIST, day=-60)
    yield from written_in_full(letter, proposal)
    if letter.fate != "in_review":
        yield from written_on(letter, proposal)
        return
    yield from screened(letter, proposal, day=-8)
    yield from review_started(letter, proposal, day=-7)
    yield from reviewed(
        letter.scene, proposal, letter.row["reviewers"], days=(-6, 10), merit=letter.row["merit"]
    )


# --- Under review -------------------------------------------------------------------------


def _under_review(letter: Letter) -> Acts[None]:
    row = letter.row
    write = registered if "channel" in row else sent
    closes = letter.scene.row["amendment"]["closes"]
    proposal = yield from write(letter, closes_at=letter.scene.calendar.closes(closes))
    yield from screened(letter, proposal, day=-28)
    if letter.fate == "ineligible":
        yield from found_ineligible(letter, proposal, day=-24)
    if letter.fate in ("ineligible", "screening"):
        return
    if row.get("from") == "screening":
        yield from _questioned(letter, proposal, day=-19)
        return
    yield from review_started(letter, proposal, day=-22)
    if "conflict" in row:
        yield from barred(letter.scene, proposal, row["conflict"], at=letter.at(-20))
    plan = row.get("reviewers") or panel_of(row["reviews"], letter.payload["code"])
    yield from reviewed(
        letter.scene,
        proposal,
        plan,
        days=(-17, 8),
        merit=row["merit"],
        declared=row.get("declared", ""),
    )
    if "question" in row:
        yield from _questioned(letter, proposal, day=-8)
    if "decision" in row:
        yield from _pending(letter, proposal)


def _questioned(letter: Letter, proposal: Proposal, *, day: int) -> Acts[None]:
    row, calendar = letter.row["question"], letter.scene.calendar
    at = letter.at(day)
    yield at
    one = clarification.ask(
        proposal,
        text=row["text"],
        due_at=calendar.closes(row["due"]),
        by=letter.scene.cast.officer,
        at=at,
    )
    if "answer" in row:
        at = letter.at(row["due"] - 1)
        yield at
        clarification.answer(one, text=row["answer"], by=letter.lead, at=at)


def _pending(letter: Letter, proposal: Proposal) -> Acts[None]:
    """Draft a decision, and schedule it for later if the list says so."""
    row = letter.row["decision"]
    yield from _drafted(letter, proposal, row["outcome"], day=-3)
    if "release" in row:
        at = letter.at(-2)
        yield at
        decision.schedule(
            proposal.decisions.get(),
            by=letter.scene.cast.officer2,
            at=at,
            release_at=letter.at(row["release"]),
        )


def _drafted(letter: Letter, proposal: Proposal, outcome: str, *, day: int) -> Acts[Decision]:
    at = letter.at(day)
    yield at
    proposal.refresh_from_db()
    texts = read("letters")
    last = proposal.stage_id == letter.scene.stages[-1].pk
    key = "decline_letter" if outcome == "decline" and not last else outcome
    conditions = letter.row.get("conditions", []) if outcome == Verb.SELECT else []
    return decision.draft(
        proposal,
        outcome=outcome,
        letter=texts["letters"][key].replace("{title}", letter.payload["title"]),
        reason=texts["reasons"][outcome],
        conditions=[(text, letter.scene.calendar.day(due)) for text, due in conditions],
        by=letter.scene.cast.officer,
        at=at,
    )


# --- Finished -----------------------------------------------------------------------------


def _finished(letter: Letter) -> Acts[None]:
    scene, row = letter.scene, letter.row
    if letter.fate == "lapsed" and row["stage"] == 1:
        proposal = yield from drafted(letter, start=letter.at(-2540))
        yield from _lapsed(letter, proposal, stage=1)
        return
    proposal = yield from sent(letter, closes_at=scene.stages[0].closes_at)
    yield from screened(letter, proposal, day=-2505)
    if letter.fate == "ineligible":
        yield from found_ineligible(letter, proposal, day=-2500)
        return
    yield from _judged(letter, proposal, days=(-2495, -2420))
    if letter.fate == "declined" and row.get("stage") == 1:
        yield from _decided(letter, proposal, "decline", day=-2418)
        return
    yield from _decided(letter, proposal, Verb.SHORTLIST, day=-2418)
    if letter.fate in ("lapsed", "shortlisted"):
        yield from _lapsed(letter, proposal, stage=2)
    else:
        yield from _second_stage(letter, proposal)


def _lapsed(letter: Letter, proposal: Proposal, *, stage: int) -> Acts[None]:
    """Close a draft that wasn't submitted, and reopen it much later if the list says so."""
    at = letter.scene.stages[stage - 1].closes_at + timedelta(minutes=10)
    yield at
    status.move(proposal, Verb.LAPSE, by=None, at=at)
    if "reopen" in letter.row:
        yield from extended(letter, proposal, letter.row["reopen"])


def _judged(letter: Letter, proposal: Proposal, *, days: tuple[int, int]) -> Acts[None]:
    yield from review_started(letter, proposal, day=days[0])
    plan = panel_of(2, letter.payload["code"], *days)
    window = (days[0] + 4, days[1])
    yield from reviewed(letter.scene, proposal, plan, days=window, merit=letter.row["merit"])


def _decided(letter: Letter, proposal: Proposal, outcome: str, *, day: int) -> Acts[None]:
    one = yield from _drafted(letter, proposal, outcome, day=day)
    at = letter.at(day + 1)
    yield at
    one = decision.schedule(one, by=letter.scene.cast.officer2, at=at)
    at += timedelta(minutes=letter.scene.call.undo_minutes)
    yield at
    decision.release(one, at=at)
    proposal.refresh_from_db()


def _second_stage(letter: Letter, proposal: Proposal) -> Acts[None]:
    yield from completed(letter, proposal, closes_at=letter.scene.stages[1].closes_at)
    yield from screened(letter, proposal, day=-2275)
    yield from _judged(letter, proposal, days=(-2268, -2200))
    if letter.fate == "withdrawn":
        at = letter.at(-2230)
        yield at
        status.move(proposal, Verb.WITHDRAW, by=letter.lead, at=at, reason=letter.row["reason"])
        return
    outcome = {"reserve": Verb.PUT_IN_RESERVE, "declined": Verb.DECLINE}.get(
        letter.fate, Verb.SELECT
    )
    yield from _decided(letter, proposal, outcome, day=-2190)
    if outcome is Verb.SELECT:
        yield from _flown(letter, proposal)


def _flown(letter: Letter, proposal: Proposal) -> Acts[None]:
    """Make the steps after the selection, up to the status that the list gives."""
    ends = {
        "lost": ("operating", Verb.LOSE, -760),
        "terminated": ("development", Verb.TERMINATE, -1500),
    }
    last, ending, day = ends.get(letter.fate, (letter.fate, None, 0))
    for verb, target in zip(STEPS, CHAIN[1:], strict=True):
        if verb is Verb.START:
            yield from _announced(letter, proposal)
        if proposal.status == last:
            break
        if not _leads_on(verb, proposal):
            continue
        at = letter.at(letter.scene.row["milestones"][target] + number(letter.payload["code"]) % 9)
        yield at
        by = letter.lead if verb is Verb.ACCEPT else letter.scene.cast.officer
        proposal = status.move(proposal, verb, by=by, at=at)
    if ending:
        at = letter.at(day)
        yield at
        officer = letter.scene.cast.officer2
        status.move(proposal, ending, by=officer, at=at, reason=letter.row["reason"])


def _announced(letter: Letter, proposal: Proposal) -> Acts[None]:
    at = letter.at(letter.scene.row["announced"])
    yield at
    call.announce(proposal, by=letter.scene.cast.officer2, at=at)


def _leads_on(verb: Verb, proposal: Proposal) -> bool:
    """Tell whether the table has this step for the proposal's level and status."""
    return any(
        move.source == proposal.status and Level(proposal.level) in move.levels
        for move in TRANSITIONS[verb].moves
    )
