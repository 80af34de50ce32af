"""The life of a proposal, held against the table of DESIGN section 4 as it was written by hand."""

import itertools

import pytest

from proposals.domain.refusal import Refusal, RuleBroken
from proposals.domain.verb import VERBS, Verb
from proposals.domain.workflow.need import Need
from proposals.domain.workflow.rules import Standing, check_needs, legal, next_status, remembered
from proposals.domain.workflow.status import FINAL, LABELS, Level, Status
from proposals.domain.workflow.table import TRANSITIONS, Actor
from tests.refusal import refused

# Transition | who | from -> to; ... The steps of the chain stand in CHAINS.
TABLE = """
submit          | lead officer   | draft submitted shortlisted -> submitted
lapse           | system officer | draft shortlisted -> lapsed
withdraw        | lead           | draft submitted screening in_review clarification shortlisted reserve selected -> withdrawn
revive          | lead           | withdrawn -> came_from
reopen          | officer        | lapsed -> came_from; screening -> submitted
screen          | officer        | submitted -> screening
find_ineligible | officer        | screening in_review clarification -> ineligible
start_review    | officer        | screening -> in_review
ask             | officer        | screening in_review reserve clarification -> clarification
answer          | lead           | clarification -> came_from
resume          | officer        | clarification -> came_from
shortlist       | release        | in_review -> shortlisted
put_in_reserve  | release        | in_review -> reserve
select          | release        | in_review reserve -> selected
decline         | release        | in_review clarification reserve -> declined
reinstate       | officer        | ineligible -> screening; declined withdrawn -> came_from
merge           | officer        | screening in_review clarification shortlisted reserve -> merged
unmerge         | officer        | merged -> came_from
send_back       | officer        | delivered integrated -> development
lose            | officer        | launched deployed commissioning operating -> lost
terminate       | officer        | selected agreement development delivered integrated launched deployed commissioning operating -> terminated
"""
CHAINS = {
    "mission": "selected agreement development launched commissioning operating completed",
    "system": "selected agreement development delivered integrated launched deployed commissioning operating completed",
    "unit": "selected agreement development delivered integrated launched commissioning operating completed",
}
STEPS = {
    "accept": "agreement",
    "start": "development",
    "deliver": "delivered",
    "integrate": "integrated",
    "launch": "launched",
    "deploy": "deployed",
    "commission": "commissioning",
    "operate": "operating",
    "complete": "completed",
}
NEEDS = {
    "submit": "window not_rejected complete signed_off",
    "lapse": "settled",
    "withdraw": "reason",
    "revive": "revivable window",
    "reopen": "not_cancelled extension",
    "screen": "settled",
    "find_ineligible": "reason",
    "start_review": "verified",
    "ask": "clarification not_scheduled",
    "answer": "answered",
    "resume": "reason",
    "shortlist": "released next_stage",
    "put_in_reserve": "released last_stage",
    "select": "released last_stage fits",
    "decline": "released",
    "reinstate": "not_cancelled reason second_officer fits",
    "merge": "target consent",
    "unmerge": "target_ended",
    "send_back": "reason",
    "correct": "reason second_officer",
    "lose": "reason",
    "terminate": "reason",
}
# Where the proposal had been; none of the sources of a way back, so that it can't be mistaken.
ORIGIN = Status.RESERVE
ALL_STATUSES = (
    "draft submitted screening ineligible in_review clarification shortlisted lapsed reserve"
    " selected declined withdrawn merged agreement development delivered integrated launched"
    " deployed commissioning operating completed lost terminated"
)
STATUSES = ALL_STATUSES.split()


def _written() -> dict[str, tuple[set[str], dict[str, str]]]:
    """Read TABLE: who, and the target of each source, by transition."""
    found = {}
    for line in TABLE.strip().splitlines():
        name, who, moves = (part.strip() for part in line.split("|"))
        targets: dict[str, str] = {}
        for move in moves.split(";"):
            sources, target = move.split("->")
            targets |= dict.fromkeys(sources.split(), target.strip())
        found[name] = (set(who.split()), targets)
    return found


def _expected(name: str, level: str) -> tuple[set[str], dict[str, str]]:
    chain = CHAINS[level].split()
    steps = list(itertools.pairwise(chain))
    if name == "correct":
        return {"officer"}, {after: before for before, after in steps}
    if name in STEPS:
        who = "lead" if name == "accept" else "officer"
        return {who}, {before: after for before, after in steps if after == STEPS[name]}
    return _written()[name]


NAMES = [*_written(), *STEPS, "correct"]


def standing(
    status: str, actor: str, *, level: str | None = None, came_from: Status | None = ORIGIN
) -> Standing:
    return Standing(
        Status(status), came_from, Level(level) if level else None, frozenset({Actor(actor)})
    )


def test_table_has_the_transitions_and_statuses_that_were_designed() -> None:
    assert sorted(TRANSITIONS) == sorted(NAMES)
    assert [status.value for status in Status] == STATUSES


@pytest.mark.parametrize("level", [*CHAINS, None])
@pytest.mark.parametrize("name", NAMES)
def test_transition_leads_from_every_status_for_every_actor_where_designed(
    name: str, level: str | None
) -> None:
    # A call that names no level has payloads of the unit level.
    who, targets = _expected(name, level or "unit")
    for status in STATUSES:
        for actor in Actor:
            if status in targets and actor in who:
                wanted = targets[status].replace("came_from", ORIGIN)
            else:
                wanted = "refused: NOT_YOURS" if status in targets else "refused: WRONG_STATUS"
            assert _outcome(name, standing(status, actor, level=level)) == wanted, (status, actor)


def _outcome(name: str, where: Standing) -> str:
    try:
        return next_status(VERBS[name], where).value
    except RuleBroken as refusal:
        return f"refused: {refusal.refusal.name}"


@pytest.mark.parametrize("level", CHAINS)
def test_chain_of_a_level_is_walked_to_its_end_by_the_offered_steps(level: str) -> None:
    walked = ["selected"]
    while walked[-1] != "completed":
        lead, officer = (standing(walked[-1], who, level=level) for who in ("lead", "officer"))
        names = {row.name for row in [*legal(lead), *legal(officer)]}
        (step,) = names & set(STEPS)
        walked.append(next_status(VERBS[step], officer if step != "accept" else lead))
    assert walked == CHAINS[level].split()


@pytest.mark.parametrize(
    ("name", "source"),
    [
        (name, source)
        for name, (_, targets) in _written().items()
        for source, target in targets.items()
        if target == "came_from"
    ],
)
def test_way_back_leads_to_where_the_proposal_was_and_nowhere_without_it(
    name: str, source: str
) -> None:
    (actor, *_rest) = _written()[name][0]
    for origin in (Status.DRAFT, Status.IN_REVIEW, Status.SELECTED):
        assert next_status(VERBS[name], standing(source, actor, came_from=origin)) == origin
    with refused(Refusal.WRONG_STATUS):
        next_status(VERBS[name], standing(source, actor, came_from=None))


def test_question_on_a_question_remembers_where_the_first_was_asked() -> None:
    asked = standing("clarification", "officer", came_from=Status.SCREENING)
    assert remembered(asked) == Status.SCREENING
    assert remembered(standing("reserve", "officer", came_from=None)) == Status.RESERVE
    # Whatever was remembered before doesn't outlive the status in which it is forgotten.
    old = standing("in_review", "officer", came_from=Status.SCREENING)
    assert remembered(old) == Status.IN_REVIEW


def test_transition_keeps_where_it_left_where_something_leads_back() -> None:
    remembering = {name for name, row in TRANSITIONS.items() if row.remembers}
    assert remembering == {"lapse", "withdraw", "find_ineligible", "ask", "decline", "merge"}


@pytest.mark.parametrize("name", NAMES)
def test_transition_is_refused_with_the_sentence_of_the_need_that_is_missing(name: str) -> None:
    needs = {Need[code.upper()] for code in NEEDS.get(name, "").split()}
    assert set(TRANSITIONS[VERBS[name]].needs) == needs
    check_needs(VERBS[name], needs)
    for need in needs:
        with refused(need.refusal):
            check_needs(VERBS[name], set(Need) - {need})


def test_refusal_of_a_status_names_the_transition_and_the_status_as_partners_read_it() -> None:
    sentence = "“Revive” isn't possible while the proposal is: Question for you."
    with refused(Refusal.WRONG_STATUS, says=sentence):
        next_status(Verb.REVIVE, standing("clarification", "lead"))


@pytest.mark.parametrize(
    ("status", "label"),
    {
        "draft": "Draft",
        "submitted": "Submitted",
        "screening": "Submitted: eligibility check",
        "ineligible": "Not eligible",
        "in_review": "In review",
        "lapsed": "Closed without submission",
        "reserve": "Reserve list",
        "declined": "Not selected",
        "withdrawn": "Withdrawn",
        "operating": "Operating",
        "terminated": "Terminated",
    }.items(),
)
def test_partner_reads_a_status_in_the_words_of_the_design(status: str, label: str) -> None:
    assert LABELS[Status(status)] == label


def test_every_status_has_a_label_of_its_own() -> None:
    assert len(set(LABELS.values())) == len(LABELS) == len(STATUSES)


def test_final_statuses_are_left_only_as_the_design_says() -> None:
    ways_out = {
        status.value: {
            name
            for name, row in TRANSITIONS.items()
            if any(move.source == status for move in row.moves)
        }
        for status in FINAL
    }
    assert ways_out == {
        "ineligible": {"reinstate"},
        "lapsed": {"reopen"},
        "declined": {"reinstate"},
        "withdrawn": {"revive", "reinstate"},
        "merged": {"unmerge"},
        "completed": {"correct"},  # a wrong click
        "lost": set(),
        "terminated": set(),
    }
