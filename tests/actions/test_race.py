"""Two actions at once: one succeeds, and the other is refused with the row's new state."""

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from django.core import mail
from django.utils import timezone

from proposals.actions import agency as agency_actions
from proposals.actions import (
    audit,
    call,
    decision,
    investigator,
    message,
    participation,
    section,
    status,
)
from proposals.actions import proposal as actions
from proposals.domain.refusal import Refusal, RuleBroken
from proposals.domain.verb import Verb
from proposals.models.account import User
from proposals.models.agency import Agency
from proposals.models.audit import AuditAnchor
from proposals.models.decision import Decision
from proposals.models.investigator import InvestigatorRequest
from proposals.models.message import Message
from proposals.models.offer import Limit, Offer
from proposals.models.proposal import Proposal
from proposals.models.revision import Revision
from proposals.models.section import SectionVersion
from tests import factories as f
from tests.actions.race import race
from tests.history import broken

pytestmark = pytest.mark.django_db(transaction=True)


def only_refusal(results: list[object]) -> RuleBroken:
    """Return the one refusal among two results."""
    (refusal,) = [one for one in results if isinstance(one, RuleBroken)]
    return refusal


def mover(proposal: Proposal, verb: Verb, officer: Callable[[], User]) -> Callable[[], object]:
    shown, person = Proposal.objects.get(pk=proposal.pk), officer()
    return lambda: status.move(shown, verb, by=person, at=f.AFTER, reason="Why")


def test_two_officers_make_the_same_move_once() -> None:
    proposal = f.submitted()
    screens = [mover(proposal, Verb.SCREEN, one) for one in (f.officer, f.officer2)]
    refusal = only_refusal(race(*screens, behind=proposal))
    assert (refusal.refusal, str(refusal)) == (
        Refusal.WRONG_STATUS,
        "“Start the eligibility check” isn't possible while the proposal is:"
        " Submitted: eligibility check.",
    )
    assert [one.verb for one in audit.entries(proposal)].count("screen") == 1


def test_two_officers_make_different_moves_and_one_wins() -> None:
    proposal = f.submitted()
    status.move(proposal, Verb.SCREEN, by=f.officer(), at=f.AFTER)
    names = (Verb.START_REVIEW, Verb.FIND_INELIGIBLE)
    results = race(
        mover(proposal, names[0], f.officer),
        mover(proposal, names[1], f.officer2),
        behind=proposal,
    )
    # An ineligible proposal can't go to review, but one in review can be found ineligible.
    proposal.refresh_from_db()
    verbs = [one.verb for one in audit.entries(proposal)]
    refusals = [one for one in results if isinstance(one, RuleBroken)]
    assert proposal.status == "ineligible"
    assert verbs[-2:] == (["screen", names[1]] if refusals else list(names))
    assert [one.refusal for one in refusals] == ([Refusal.WRONG_STATUS] if refusals else [])
    assert broken() == []


def test_two_submits_of_the_same_form_make_one_revision() -> None:
    proposal, lead = f.written(), f.lead_a()
    forms = [Proposal.objects.get(pk=proposal.pk) for _ in range(3)]
    verbs = [lambda shown=one: actions.submit(shown, by=lead, at=f.NOW) for one in forms]
    results = race(*verbs, behind=proposal)
    assert results == [Revision.objects.get()] * 3
    assert Message.objects.filter(subject__startswith="Receipt").count() == 1
    assert broken() == []


def test_withdrawal_and_release_do_not_both_happen() -> None:
    proposal, lead = f.in_review(), f.lead_a()
    drafted = decision.draft(
        proposal, outcome="shortlist", letter="Dear team.", by=f.officer(), at=f.AFTER
    )
    decision.schedule(drafted, by=f.officer2(), at=f.AFTER)
    shown = Proposal.objects.get(pk=proposal.pk)
    race(
        lambda: status.move(shown, Verb.WITHDRAW, by=lead, at=f.INVITED, reason="Second thoughts"),
        lambda: decision.release_due(at=f.INVITED),
        behind=proposal,
    )
    proposal.refresh_from_db()
    # Withdrawn last in any case; a decision that came too late was never told to the team.
    assert proposal.status == "withdrawn"
    told = Message.objects.filter(subject__startswith="Decision").count()
    state = Decision.objects.get().state
    assert (told, state) in {(1, "released"), (0, "cancelled")}
    assert broken() == []


def test_two_selections_at_once_do_not_overbook_the_offer() -> None:
    """Each fits alone, and not beside the other. The threads wait behind the offer's lock."""
    proposals = [f.in_last_review("One"), f.in_last_review("Two")]
    scheduled = [f.scheduled(one, "select", at=f.FULL_AFTER) for one in proposals]
    Limit.objects.filter(scope="platform").update(maximum=20)  # 12.6 kg x 1.2 = 15.12 kg each
    at = f.FULL_AFTER + timedelta(minutes=10)
    releases = [lambda one=one: decision.release(one, at=at) for one in scheduled]
    refusal = only_refusal(race(*releases, behind=Offer.objects.get()))
    assert refusal.refusal is Refusal.DOES_NOT_FIT
    assert sorted(Proposal.objects.values_list("status", flat=True)) == ["in_review", "selected"]


def test_team_submits_while_its_agency_is_rejected() -> None:
    """Rejecting unlinks the agency from the same proposal, so that each could wait for the other."""
    proposal, officer, lead = f.submitted(), f.officer(), f.lead_a()
    works = f.revision(proposal).participations.get(role="industry")
    participation.link(works, agency=proposal.lead_agency, by=officer, at=f.NOW)
    science = {**f.answers(proposal)["science"], "objective": "Another one."}
    section.save(proposal, "science", science, by=lead, at=f.NOW)
    of_a = proposal.lead_agency
    race(
        lambda: agency_actions.judge(of_a, verified=False, reason="No", by=officer, at=f.NOW),
        lambda: actions.submit(proposal, by=lead, at=f.NOW),
        behind=of_a,
    )
    of_a.refresh_from_db()
    assert of_a.state == Agency.State.REJECTED
    assert broken() == []


def test_two_officers_announce_the_same_selections_in_another_order() -> None:
    one, two = f.selected("One"), f.selected("Two")
    orders = (([two, one], f.officer()), ([one, two], f.officer2()))
    announce = [
        lambda rows=rows, by=by: call.announce_all(rows, by=by, at=f.FULL_AFTER)
        for rows, by in orders
    ]
    refusal = only_refusal(race(*announce, behind=one))
    assert refusal.refusal is Refusal.NOT_ANNOUNCEABLE
    assert not Proposal.objects.unannounced().exists()


def test_two_drafts_get_two_references() -> None:
    call, agency, lead = f.call(), f.agency(), f.lead_a()
    results = race(
        *[lambda: actions.start(call=call, agency=agency, title="T", by=lead, at=f.NOW)] * 2,
        behind=call,
    )
    assert {str(one) for one in results} == {"CE8-0001", "CE8-0002"}


def test_two_colleagues_save_one_text_and_the_second_is_asked() -> None:
    proposal, colleagues = f.draft(), (f.lead_a(), f.proposer_a())
    verbs = [
        lambda by=one: section.save(
            proposal, "science", {"objective": by.email}, by=by, at=f.NOW, base=0
        )
        for one in colleagues
    ]
    results: list[Any] = list(race(*verbs, behind=proposal))
    kept = SectionVersion.objects.get()
    (clash,) = [one for result in results for one in result.clashes]
    assert {clash.mine, clash.theirs} == {one.email for one in colleagues}
    assert kept.data == {"objective": clash.theirs}


def test_investigator_confirms_or_declines_in_two_tabs_and_one_answer_counts() -> None:
    proposal = f.written()
    request = f.asked_investigator(proposal)
    verbs = [
        lambda answer=one: answer(InvestigatorRequest.objects.get(), at=f.NOW)
        for one in (investigator.confirm, investigator.decline)
    ]
    results = race(*verbs, behind=proposal)
    state = InvestigatorRequest.objects.get(pk=request.pk).state
    refusals = {
        "confirmed": Refusal.PART_CONFIRMED,
        "declined": Refusal.PART_DECLINED,
    }
    assert only_refusal(results).refusal is refusals[state]


def test_two_colleagues_ask_one_investigator_and_one_mail_goes() -> None:
    proposal = f.written()
    verbs = [
        lambda by=one: f.asked_investigator(proposal, by=by) for one in (f.lead_a(), f.proposer_a())
    ]
    results = race(*verbs, behind=proposal)
    assert only_refusal(results).refusal is Refusal.SENT_JUST_NOW
    request = InvestigatorRequest.objects.get()
    assert Message.objects.filter(to=request.email).count() == 1


def test_two_registrations_of_one_agency_make_one() -> None:
    officer, people = f.officer(), [f.user("one@test.example"), f.user("two@test.example")]
    verbs = [
        lambda by=one: agency_actions.register(by=by, at=f.NOW, name="Agency X") for one in people
    ]
    refusal = only_refusal(race(*verbs, behind=officer))
    assert (refusal.refusal, refusal.field) == (Refusal.AGENCY_TAKEN, "name")
    assert Agency.objects.get().memberships.count() == 1


def test_two_anchors_stand_in_one_chain() -> None:
    f.submitted()
    first = audit.anchor(at=f.NOW)
    race(*[lambda: audit.anchor(at=f.AFTER)] * 2, behind=first)
    assert AuditAnchor.objects.count() == 3
    assert broken() == []


def test_two_workers_send_each_message_once(settings) -> None:
    settings.EMAIL_DELIVERY = True
    settings.EMAIL_BACKEND = "django.core.mail.backends.locmem.EmailBackend"
    mail.outbox = []
    for number in range(10):
        message.queue(to="a@test.example", subject=str(number), body="Text", about="test")
    at = timezone.now()
    results = race(*[lambda: message.deliver(at=at)] * 2, behind=Message.objects.all()[0])
    assert sorted(one.subject for one in mail.outbox) == sorted(map(str, range(10)))
    assert sum(int(str(one)) for one in results) == 10
    assert set(Message.objects.values_list("state", "tries")) == {("sent", 1)}
