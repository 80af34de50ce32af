"""Publishing a call, and changing a published one by amendment."""

from datetime import timedelta
from typing import Any
from zoneinfo import ZoneInfo

import pytest

from proposals.actions import audit, call, status
from proposals.actions import proposal as proposal_actions
from proposals.domain.refusal import Refusal
from proposals.domain.verb import Verb
from proposals.models.call import Amendment, Call, Criterion, Stage
from proposals.models.message import Message
from proposals.models.offer import Limit
from tests import factories as f
from tests.refusal import refused

pytestmark = pytest.mark.django_db
LATER = f.CLOSES + timedelta(days=3)


def stage(number: int) -> Stage:
    return Stage.objects.get(number=number)


def amend(changed: dict[Any, dict[str, Any]], **fields: Any) -> Amendment:
    defaults: Any = {"text": "The network was down.", "by": f.officer(), "at": f.NOW}
    return call.amend(Call.objects.get(), changed=changed, **defaults | fields)


def told() -> set[str]:
    return set(Message.objects.filter(subject__startswith="Amendment").values_list("to", flat=True))


# --- Publish ------------------------------------------------------------------------------


def test_call_is_published_once_by_an_officer() -> None:
    draft = f.call(publish=False)
    for person in (f.chair(), f.auditor(), f.lead_a()):
        with refused(Refusal.NOT_OFFICER):
            call.publish(draft, by=person, at=f.NOW)
    call.publish(draft, by=f.officer(), at=f.NOW)
    draft.refresh_from_db()
    assert (draft.state, draft.announced_on) == ("published", f.NOW.date())
    with refused(Refusal.NOT_DRAFT_CALL):
        call.publish(draft, by=f.officer(), at=f.NOW)
    assert [one.verb for one in audit.entries(draft)] == ["publish"]


@pytest.mark.parametrize(
    ("spoil", "says"),
    [
        (lambda one: one.stages.all().delete(), "at least one stage"),
        (lambda one: one.offers.all().delete(), "at least one platform"),
        (lambda one: Criterion.objects.filter(stage__number=2).delete(), "Stage 2 has no criteria"),
        (
            lambda one: one.stages.filter(number=2).update(opens_at=f.NOW),
            "A stage opens before the one before it closes",
        ),
    ],
)
def test_call_that_is_not_whole_stays_a_draft(spoil, says: str) -> None:
    draft = f.call(publish=False)
    spoil(draft)
    with refused(says=says):
        call.publish(draft, by=f.officer(), at=f.NOW)
    draft.refresh_from_db()
    assert draft.state == "draft"


# --- Amend --------------------------------------------------------------------------------


def test_everyone_with_a_draft_or_a_submission_is_told_and_nobody_else() -> None:
    f.draft(by=f.proposer_a())
    f.observer_a()
    administrator = f.lead_a()
    f.submitted("B's own", by=f.lead_b())
    withdrawn = f.agency("Agency W")
    gone = f.draft("Gone", by=f.member("lead-w@test.example", withdrawn, "administrator"))
    status.move(gone, Verb.WITHDRAW, by=f.user("lead-w@test.example"), at=f.NOW, reason="No funds")
    f.member("idle@test.example", f.agency("Agency I"), "administrator")
    f.reviewer()
    inactive = f.member("gone@test.example", f.agency(), "proposer")
    type(inactive).objects.filter(pk=inactive.pk).update(is_active=False)
    amend({stage(1): {"closes_at": f.CLOSES - timedelta(days=1)}})
    assert told() == {
        administrator.email,
        "proposer-a@test.example",
        "observer-a@test.example",
        "lead-b@test.example",
    }


def test_amendment_keeps_what_was_and_what_is_and_the_mail_says_it() -> None:
    f.draft()
    limit = Limit.objects.get(scope="platform")
    one = amend(
        {
            Call.objects.get(): {"summary": "New words"},
            stage(1): {"closes_at": f.CLOSES - timedelta(days=1)},
            limit: {"maximum": 180},
        }
    )
    assert (one.number, one.published_at, one.text) == (1, f.NOW, "The network was down.")
    assert one.changes == [
        {"what": "Call CE8: summary", "before": "", "after": "New words"},
        {
            "what": f"{stage(1)}: closes",
            "before": "2026-11-12T12:00:00+00:00",
            "after": "2026-11-11T12:00:00+00:00",
        },
        {"what": f"{limit}: to", "before": "200.000", "after": "180"},
    ]
    assert stage(1).closes_at == f.CLOSES - timedelta(days=1)
    assert Limit.objects.get(scope="platform").maximum == 180
    mail = Message.objects.get(subject="Amendment 1: Call CE8")
    assert "The network was down." in mail.body
    assert "12 Nov 2026, 12:00:00 UTC -> 11 Nov 2026, 12:00:00 UTC" in mail.body
    assert f.last_entry(Call.objects.get()).verb == "amend"


def test_time_that_was_typed_in_another_zone_is_told_in_utc() -> None:
    f.call()
    later = stage(2).closes_at + timedelta(days=1)
    one = amend({stage(2): {"closes_at": later.astimezone(ZoneInfo("Asia/Shanghai"))}})
    assert one.changes[0]["after"] == later.isoformat()


def test_cancelled_call_says_why_tells_the_teams_and_takes_nothing() -> None:
    proposal = f.written()
    late: dict[str, Any] = {"by": f.officer(), "at": f.NOW}
    with refused(Refusal.NO_REASON, field="reason"):
        call.cancel(proposal.call, reason=" ", **late)
    with refused(Refusal.NOT_OFFICER):
        call.cancel(proposal.call, reason="No launcher.", by=f.chair(), at=f.NOW)
    call.cancel(proposal.call, reason="No launcher.", **late)
    assert Call.objects.get().state == "cancelled"
    assert Amendment.objects.get().text == "No launcher."
    assert "No launcher." in Message.objects.get(to="lead-a@test.example").body
    with refused(Refusal.WINDOW):
        proposal_actions.submit(proposal, by=f.lead_a(), at=f.NOW)
    assert proposal_actions.lapse_due(at=f.NOW) == 1
    with refused(Refusal.NOT_CANCELLABLE):
        call.cancel(proposal.call, reason="Twice.", **late)


def test_later_end_is_the_end_for_everyone() -> None:
    f.call()
    Stage.objects.filter(number=2).update(opens_at=LATER)
    amend({stage(1): {"closes_at": LATER}})
    proposal = f.written()
    assert proposal_actions.submit(proposal, by=f.lead_a(), at=LATER).number == 1


def test_stage_that_has_closed_is_not_changed() -> None:
    f.draft()
    with refused(Refusal.STAGE_CLOSED):
        amend({stage(1): {"closes_at": LATER}}, at=f.AFTER)
    assert stage(1).closes_at == f.CLOSES
    assert not Amendment.objects.exists()
    assert told() == set()


@pytest.mark.parametrize(
    ("changed", "refusal"),
    [
        ({"closes_at": f.NOW - timedelta(days=1)}, Refusal.CLOSES_IN_PAST),
        ({"opens_at": f.CLOSES}, Refusal.CLOSES_BEFORE_OPENING),
        ({"closes_at": f.CLOSES + timedelta(seconds=1)}, Refusal.STAGES_OVERLAP),
    ],
)
def test_dates_the_wrong_way_round_are_refused(changed: dict[str, Any], refusal: Refusal) -> None:
    f.call()
    before = Stage.objects.values_list("opens_at", "closes_at")
    expected = list(before)
    with refused(refusal):
        amend({stage(1): changed})
    assert list(before.all()) == expected


def test_amendment_needs_words_and_an_officer_and_a_published_call() -> None:
    one = f.call(publish=False)
    with refused(Refusal.NOT_AMENDABLE):
        amend({})
    call.publish(one, by=f.officer(), at=f.NOW)
    with refused(Refusal.NO_AMENDMENT_TEXT, field="text"):
        amend({}, text=" \n")
    for person in (f.chair(), f.auditor(), f.lead_a()):
        with refused(Refusal.NOT_OFFICER):
            amend({}, by=person)
    assert not Amendment.objects.exists()


def test_amendment_does_not_take_back_what_others_changed_meanwhile() -> None:
    shown = f.call()
    f.draft()
    amend({shown: {"summary": "New words"}})
    assert f.draft("Another").reference == "CE8-0002"


def test_amendments_are_numbered() -> None:
    f.call()
    assert [amend({}).number, amend({}).number] == [1, 2]


def test_questions_that_no_section_shows_are_refused() -> None:
    new = f.call(publish=False)
    f.asked_field(new)
    with refused(Refusal.QUESTIONS_NOT_SHOWN, says="Stage 2"):
        call.publish(new, by=f.officer(), at=f.NOW)
    Stage.objects.filter(number=2).update(sections=[*f.FULL, "questions"])
    assert call.publish(new, by=f.officer(), at=f.NOW).state == Call.State.PUBLISHED
