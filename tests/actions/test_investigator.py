"""Investigators confirm their part: once, by their own link, and for what was written then."""

import json
import re
from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest

from proposals.access.investigator import by_link
from proposals.actions import audit, section, status
from proposals.actions import investigator as actions
from proposals.actions import proposal as proposal_actions
from proposals.content.investigator import InvestigatorPart, parts, unconfirmed
from proposals.content.proposal import working_copy
from proposals.domain.refusal import Refusal
from proposals.domain.verb import Verb
from proposals.models.account import User
from proposals.models.audit import AuditEntry
from proposals.models.investigator import InvestigatorRequest
from proposals.models.message import Message
from proposals.models.proposal import Proposal
from tests import factories as f
from tests.refusal import refused

pytestmark = pytest.mark.django_db

LATER = f.NOW + timedelta(hours=2)
LINK = re.compile(r"/investigators/([\w-]+)/")
KIM = {"name": "Kim", "institution": "House", "email": "kim@house.example", "share": "20"}


@pytest.fixture
def proposal() -> Proposal:
    """A proposal with Pat, the principal investigator, and Kim."""
    found = f.written()
    team(found, KIM)
    return found


def team(proposal: Proposal, *rows: dict[str, Any], **answers: Any) -> None:
    saved = f.answers(proposal)["team"] | {"co_investigators": list(rows)} | answers
    section.save(proposal, "team", saved, by=f.lead_a(), at=f.NOW)


def part(proposal: Proposal, name: str = "Kim") -> InvestigatorPart:
    found = parts(working_copy(Proposal.objects.get(pk=proposal.pk)))
    return next(one for one in found if one.person.name == name)


def ask(proposal: Proposal, name: str = "Kim", **told: Any) -> InvestigatorRequest:
    by, at = told.get("by") or f.lead_a(), told.get("at") or f.NOW
    return actions.ask(proposal, part=part(proposal, name).sha256, by=by, at=at)


def opened(to: str = "kim@house.example") -> InvestigatorRequest:
    """Return the question that the owner of an address opens from the latest mail."""
    body = Message.objects.filter(to=to).latest("pk").body
    match = LINK.search(body)
    assert match
    found = by_link(match[1])
    assert found
    return found


def test_investigator_confirms_their_part(proposal: Proposal) -> None:
    ask(proposal)
    mail = Message.objects.get(to="kim@house.example")
    assert mail.subject == "Please confirm your part in CE8-0001"
    actions.confirm(opened(), at=LATER)
    assert part(proposal).is_confirmed
    assert not part(proposal, "Pat Example").is_confirmed
    told = Message.objects.filter(subject="CE8-0001: Kim has confirmed their part")
    assert [one.to for one in told] == [f.lead_a().email]
    written = [(one.verb, one.actor_id) for one in audit.entries(proposal).order_by("sequence")]
    assert written[-2:] == [
        (Verb.ASK_INVESTIGATOR, f.lead_a().pk),
        (Verb.CONFIRM_PART, None),
    ]


def test_investigator_who_declines_is_told_of_to_the_team(proposal: Proposal) -> None:
    ask(proposal)
    actions.decline(opened(), at=LATER)
    assert not part(proposal).is_confirmed
    assert not part(proposal).is_askable
    assert Message.objects.filter(subject="CE8-0001: Kim doesn't take part").exists()
    with refused(Refusal.PART_ANSWERED):
        ask(proposal, at=LATER)


def test_link_is_kept_as_a_hash_and_history_holds_neither_it_nor_the_person(
    proposal: Proposal,
) -> None:
    ask(proposal)
    match = LINK.search(Message.objects.get(to="kim@house.example").body)
    assert match
    assert match[1] not in str(InvestigatorRequest.objects.values().get())
    actions.confirm(opened(), at=LATER)
    texts = " ".join(AuditEntry.objects.values_list("text", flat=True))
    for hidden in (match[1], "kim@house.example", "Kim"):
        assert hidden not in texts


@pytest.mark.parametrize(
    ("first", "refusal"),
    [(actions.confirm, Refusal.PART_CONFIRMED), (actions.decline, Refusal.PART_DECLINED)],
)
def test_link_is_used_once(proposal: Proposal, first: Callable[..., Any], refusal: Refusal) -> None:
    ask(proposal)
    link = opened()
    first(link, at=LATER)
    for again in (actions.confirm, actions.decline):
        with refused(refusal):
            again(link, at=LATER)


def test_link_that_is_too_old_is_refused(proposal: Proposal) -> None:
    one = ask(proposal)
    with refused(Refusal.PART_TOO_OLD):
        actions.confirm(opened(), at=one.expires_at)
    actions.confirm(opened(), at=one.expires_at - timedelta(seconds=1))


def test_older_link_ends_when_another_is_sent(proposal: Proposal) -> None:
    ask(proposal)
    older = opened()
    ask(proposal, at=LATER)
    with refused(Refusal.PART_REPLACED):
        actions.confirm(older, at=LATER)
    actions.confirm(opened(), at=LATER)


def test_proposal_that_ends_ends_the_link(proposal: Proposal) -> None:
    ask(proposal)
    link = opened()
    status.move(proposal, Verb.WITHDRAW, by=f.lead_a(), at=f.NOW, reason="No money")
    with refused(Refusal.PART_ENDED):
        actions.confirm(link, at=LATER)
    assert InvestigatorRequest.objects.get().state == "ended"
    with refused(Refusal.PART_ENDED):
        ask(proposal, at=LATER)


@pytest.mark.parametrize(
    "change",
    [
        {"name": "Kim Example"}, {"institution": "Other House"}, {"share": "50"}, {"email": "kim@other.example"},
    ],
)  # fmt: skip
def test_changed_part_takes_the_confirmation_back(
    proposal: Proposal, change: dict[str, str]
) -> None:
    ask(proposal)
    actions.confirm(opened(), at=LATER)
    team(proposal, KIM | change)
    now = part(proposal, change.get("name", "Kim"))
    assert not now.is_confirmed
    assert now.before is not None
    assert now.before.answered_at == LATER
    team(proposal, KIM)
    assert part(proposal).is_confirmed


def test_open_link_says_that_the_part_has_changed_or_is_gone(proposal: Proposal) -> None:
    ask(proposal)
    team(proposal, KIM | {"share": "50"})
    with refused(Refusal.PART_CHANGED):
        actions.confirm(opened(), at=LATER)
    team(proposal)
    with refused(Refusal.PART_REMOVED):
        actions.confirm(opened(), at=LATER)


def test_orcid_belongs_to_no_part(proposal: Proposal) -> None:
    ask(proposal)
    actions.confirm(opened(), at=LATER)
    team(proposal, KIM | {"orcid": "0000-0002-1825-0097"})
    assert part(proposal).is_confirmed


@pytest.mark.parametrize("who", [f.observer_a, f.lead_b, f.officer, f.reviewer])
def test_only_writers_ask(proposal: Proposal, who: Callable[[], User]) -> None:
    with refused(Refusal.OBSERVER):
        ask(proposal, by=who())
    assert not Message.objects.filter(to="kim@house.example").exists()


def test_guest_who_edits_asks_and_one_who_reads_doesnt(proposal: Proposal) -> None:
    with refused(Refusal.OBSERVER):
        ask(proposal, by=f.teammate(proposal, "read"))
    ask(proposal, by=f.teammate(proposal, "edit"))


def test_part_of_an_older_page_is_refused(proposal: Proposal) -> None:
    seen = part(proposal).sha256
    team(proposal, KIM | {"share": "50"})
    with refused(Refusal.PART_GONE):
        actions.ask(proposal, part=seen, by=f.lead_a(), at=f.NOW)


@pytest.mark.parametrize(
    "address",
    ["", "kim", "kim@house.example\r\nBcc: all@house.example", "a@b.example, c@d.example"],
)
def test_what_is_no_single_address_gets_no_mail(proposal: Proposal, address: str) -> None:
    team(proposal, KIM | {"email": address})
    before = Message.objects.count()
    assert not part(proposal).is_askable
    with refused(Refusal.NOT_AN_ADDRESS):
        ask(proposal)
    assert Message.objects.count() == before


def test_name_with_line_breaks_changes_no_head_of_a_mail(proposal: Proposal) -> None:
    name = "Kim\r\nBcc: all@house.example"
    team(proposal, KIM | {"name": name})
    ask(proposal, parts(working_copy(proposal))[1].person.name)
    actions.confirm(opened(), at=LATER)
    for mail in Message.objects.all():
        assert "\n" not in mail.subject + mail.to
        assert "\r" not in mail.subject + mail.to


def test_person_isnt_mailed_twice_within_an_hour(proposal: Proposal) -> None:
    ask(proposal)
    with refused(Refusal.SENT_JUST_NOW):
        ask(proposal, at=f.NOW + timedelta(minutes=59))
    ask(proposal, at=f.NOW + timedelta(minutes=60))


def test_one_address_gets_few_mails_within_a_day_whatever_the_names(proposal: Proposal) -> None:
    names = [f"Name {number}" for number in range(actions.MOST_TO_AN_ADDRESS + 1)]
    cases = [KIM["email"], KIM["email"].upper()]
    rows = [KIM | {"name": one, "email": cases[n % 2]} for n, one in enumerate(names)]
    team(proposal, *rows)
    for name in names[:-1]:
        ask(proposal, name)
    with refused(Refusal.TOO_MANY_TO_ADDRESS):
        ask(proposal, names[-1])
    with refused(Refusal.TOO_MANY_TO_ADDRESS):
        ask(proposal, names[-1], by=f.proposer_a())
    other = f.written("Other")
    team(other, rows[-1])
    with refused(Refusal.TOO_MANY_TO_ADDRESS):
        ask(other, names[-1])
    ask(proposal, names[-1], at=f.NOW + timedelta(days=1))


def test_colleague_with_the_same_address_hasnt_confirmed(proposal: Proposal) -> None:
    lee = KIM | {"name": "Lee"}
    team(proposal, KIM, lee)
    ask(proposal)
    actions.confirm(opened(), at=LATER)
    team(proposal, KIM | {"share": "50"}, lee)
    assert part(proposal).before is not None
    assert part(proposal, "Lee").before is None


def test_so_many_are_asked_within_a_day(
    proposal: Proposal, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(actions, "MOST_A_DAY", 2)
    team(proposal, KIM, KIM | {"name": "Lee"})
    ask(proposal)
    ask(proposal, "Lee")
    with refused(Refusal.TOO_MANY_PARTS):
        ask(proposal, "Pat Example")
    ask(proposal, "Pat Example", at=f.NOW + timedelta(days=1))


def test_revision_keeps_the_answers_without_addresses(proposal: Proposal) -> None:
    ask(proposal)
    first = proposal_actions.submit(proposal, by=f.lead_a(), at=f.NOW)
    actions.confirm(opened(), at=LATER)
    second = proposal_actions.submit(proposal, by=f.lead_a(), at=LATER)
    assert second.number == first.number + 1
    assert json.loads(first.content)["investigators"] == [
        {"name": "Pat Example", "state": "not_asked", "at": None},
        {"name": "Kim", "state": "asked", "at": f.NOW.isoformat()},
    ]
    pat, kim = json.loads(second.content)["investigators"]
    assert pat["state"] == "not_asked"
    assert kim == {"name": "Kim", "state": "confirmed", "at": LATER.isoformat()}


def test_letter_of_a_team_that_asked_nobody_says_nothing_of_it(proposal: Proposal) -> None:
    revision = proposal_actions.submit(proposal, by=f.lead_a(), at=f.NOW)
    assert "investigators" not in json.loads(revision.content)


def test_full_proposal_of_a_team_that_asked_nobody_says_so(proposal: Proposal) -> None:
    proposal.call.stages.filter(number=2).delete()
    revision = proposal_actions.submit(proposal, by=f.lead_a(), at=f.NOW)
    assert json.loads(revision.content)["investigators"] == [
        {"name": "Pat Example", "state": "not_asked", "at": None},
        {"name": "Kim", "state": "not_asked", "at": None},
    ]
    assert proposal_actions.submit(proposal, by=f.lead_a(), at=LATER) == revision


def test_missing_confirmations_count_in_the_last_stage_alone(proposal: Proposal) -> None:
    assert unconfirmed(working_copy(proposal)) == 0
    proposal.stage = proposal.call.stages.get(number=2)
    proposal.save(update_fields=["stage"])
    assert unconfirmed(working_copy(proposal)) == 2
    ask(proposal)
    actions.confirm(opened(), at=LATER)
    assert unconfirmed(working_copy(proposal)) == 1
