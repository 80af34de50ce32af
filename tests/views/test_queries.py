"""Every list and detail page asks as many queries for three rows as for one."""

from datetime import date, timedelta

import pytest
from django.core.cache import caches
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from proposals.actions import clarification as clarification_actions
from proposals.actions import decision as decision_actions
from proposals.actions import document as document_actions
from proposals.actions import extension as extension_actions
from proposals.actions import proposal as proposal_actions
from proposals.actions import question as question_actions
from proposals.actions import section, status
from proposals.domain.verb import Verb
from proposals.models.agency import Membership
from proposals.models.call import (
    Amendment,
    Call,
    CallLevel,
    CallTopic,
    Criterion,
    RequiredDocument,
    Result,
    Stage,
)
from proposals.models.decision import Condition, Decision
from proposals.models.mission import HostInstrument, Mission, Platform
from proposals.models.offer import Limit
from proposals.models.proposal import Proposal
from tests import factories as f
from tests.page import as_, browser

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("clock")]

MOST = 30  # of any page; a page that needs more has lost its way


def queries(client: Client, path: str) -> list[str]:
    caches["pages"].clear()  # what is drawn once for everybody counts too
    with CaptureQueriesContext(connection) as asked:
        response = client.get(path)
    assert response.status_code == 200, path
    assert len(asked) <= MOST, path
    return [one["sql"] for one in asked.captured_queries]


class Counts:
    """The queries of some pages, before and after there is more to show."""

    def __init__(self, client: Client, *paths: str) -> None:
        self.client = client
        for path in paths:
            client.get(path)  # what is kept for the process is loaded now
        self.before = {path: queries(client, path) for path in paths}

    def assert_same(self) -> None:
        for path, before in self.before.items():
            after = queries(self.client, path)
            more = "\n".join(one for one in after if after.count(one) > before.count(one))
            assert len(after) == len(before), f"{path}\n{more}"


def more_of_a_proposal(proposal: Proposal, n: int) -> None:
    """Add one of everything that a proposal's page may show."""
    at = f.NOW + timedelta(minutes=n)
    answers = f.answers(proposal)
    overview = answers["overview"] | {"title": f"Title {n}"}
    items = [f.item(name=f"Item {k}", module=f"Module {k}") for k in range(n + 1)]
    modules = [{"name": f"Module {k}", "count": 1} for k in range(n + 1)]
    partners = [{"name": f"Partner {k}", "role": "industry"} for k in range(n + 1)]
    document_actions.store(
        proposal, code="other", file=f.pdf(f"{n}.pdf"), marking=f.MARKING, by=f.lead_a(), at=at
    )
    for code, data in (
        ("overview", overview),
        ("equipment", answers["equipment"] | {"items": items, "modules": modules}),
        ("team", answers["team"] | {"organisations": partners}),
    ):
        section.save(proposal, code, data, by=f.lead_a(), at=at)
    proposal_actions.submit(proposal, by=f.lead_a(), at=at)
    extension_actions.grant(
        proposal, until=f.CLOSES + timedelta(hours=n + 1), reason="Strike.", by=f.officer(), at=at
    )


def ask_and_decide(proposal: Proposal, n: int) -> None:
    clarification_actions.ask(
        proposal, text=f"Why {n}?", due_at=f.AFTER + timedelta(days=9), by=f.officer(), at=f.AFTER
    )
    decision = Decision.objects.create(
        proposal=proposal,
        revision=f.revision(proposal),
        from_status="in_review",
        outcome="shortlist",
        letter="Dear team.",
        state=Decision.State.RELEASED,
        drafted_by=f.officer(),
        drafted_at=f.AFTER,
        released_at=f.AFTER,
    )
    for k in range(n + 1):
        Condition.objects.create(decision=decision, text=f"Condition {k}")


def test_queries_of_ones_own_list() -> None:
    f.submitted()
    counts = Counts(as_(f.lead_a()), "/proposals/")
    f.in_review("Another")
    asked = f.in_review("A third")
    clarification_actions.ask(
        asked, text="Why?", due_at=f.AFTER + timedelta(days=9), by=f.officer(), at=f.AFTER
    )
    counts.assert_same()


def test_queries_of_a_proposals_pages() -> None:
    proposal = f.written()
    more_of_a_proposal(proposal, 0)
    base = proposal.get_absolute_url()
    counts = Counts(
        as_(f.lead_a()),
        base,
        f"{base}submit/",
        f"{base}act/withdraw/",
        *(f"{base}sections/{code}/" for code in f.LETTER),
        f"{base}revisions/1/",
        f"{base}revisions/1/receipt/",
    )
    more_of_a_proposal(proposal, 1)
    more_of_a_proposal(proposal, 2)
    assert proposal.revisions.count() == 3
    # A revision stays as it was; the latest one has three of everything.
    counts.assert_same()
    latest = [queries(counts.client, f"{base}revisions/3/{part}") for part in ("", "receipt/")]
    assert [len(one) for one in latest] == [
        len(counts.before[f"{base}revisions/1/{part}"]) for part in ("", "receipt/")
    ]


def test_queries_of_a_proposal_with_questions_and_decisions() -> None:
    proposal = f.in_review()
    ask_and_decide(proposal, 0)
    counts = Counts(as_(f.lead_a()), proposal.get_absolute_url())
    ask_and_decide(proposal, 1)
    ask_and_decide(proposal, 2)
    counts.assert_same()


def test_queries_of_a_pending_decision_are_none_of_the_teams() -> None:
    proposal = f.in_review()
    counts = Counts(as_(f.lead_a()), proposal.get_absolute_url())
    decision_actions.draft(proposal, outcome="decline", letter="No.", by=f.officer(), at=f.AFTER)
    counts.assert_same()


def more_of_a_call(call: Call, n: int) -> None:
    """Add one of everything that a call's page may show."""
    mission = Mission.objects.create(slug=f"m{n}", name=f"Mission {n}")
    for k in range(2):
        platform = Platform.objects.create(mission=mission, name=f"platform {k}")
        offer = f.offer(call, platform)
        Limit.objects.create(offer=offer, quantity="power", scope="platform", maximum=100)
        HostInstrument.objects.create(platform=platform, name=f"Camera {n}")
        offer.periods.create(kind="lit", name=f"Day {n}", code=f"day-{n}")
        offer.requirements.create(code=f"IF-{n}", text="Stand.")
    for kind in ("priority", "objective", "principle"):
        CallTopic.objects.create(call=call, kind=kind, code=f"{kind}-{n}", text=f"{kind} {n}")
    f.clause(call, n)
    f.asked_field(call, n)
    for stage in call.stages.all():
        Criterion.objects.create(stage=stage, name=f"Criterion {n}", weight=10)
        RequiredDocument.objects.create(stage=stage, code=f"d{n}", name=f"Document {n}")
    Result.objects.create(
        call=call, title=f"Result {n}", partners="Agency", platform=Platform.objects.first()
    )
    Amendment.objects.create(
        call=call, number=n + 1, published_at=f.NOW, text="More.", published_by=f.officer(),
        changes=[{"what": "Closes", "before": "1", "after": "2"}],
    )  # fmt: skip
    Call.objects.filter(pk=call.pk).update(last_amendment=n + 1)
    question = question_actions.ask(call, text=f"Why {n}?", by=f.lead_a(), at=f.NOW)
    question_actions.answer(question, text="Because.", by=f.officer(), at=f.NOW)
    Proposal.objects.filter(title=f"Selected {n}").update(status="selected")


def test_queries_of_a_call() -> None:
    call = f.submitted("Selected 0").call
    f.submitted("Selected 1")
    f.submitted("Selected 2")
    more_of_a_call(call, 0)
    visitor = Counts(Client(), call.get_absolute_url())
    partner = Counts(as_(f.lead_a()), call.get_absolute_url())
    more_of_a_call(call, 1)
    more_of_a_call(call, 2)
    visitor.assert_same()
    partner.assert_same()


def test_queries_of_the_lists_of_calls() -> None:
    f.call()
    f.draft()
    visitor = Counts(Client(), "/", "/calls/")
    partner = Counts(as_(f.lead_a()), "/", "/calls/", "/proposals/")
    for n in range(2):
        f.call(f"C{n}", announced_on=date(2026, 1, n + 1))
        old = f.call(f"O{n}", announced_on=date(2020, 1, n + 1))
        Stage.objects.filter(call=old).update(
            opens_at=f.NOW - timedelta(days=60), closes_at=f.NOW - timedelta(days=30)
        )
        CallLevel.objects.filter(call=old).delete()
    visitor.assert_same()
    partner.assert_same()


def test_queries_of_ones_agencies() -> None:
    lead = f.lead_a()
    call = f.call()
    counts = Counts(as_(lead), "/agency/", f"{call.get_absolute_url()}start/")
    for n in range(2):
        agency = f.agency(f"Agency {n}")
        Membership.objects.create(agency=agency, user=lead, role="proposer")
        f.member(f"colleague{n}@test.example", agency, Membership.Role.OBSERVER)
        f.member(f"other{n}@test.example", f.agency(), Membership.Role.OBSERVER)
    counts.assert_same()


def test_queries_of_a_timeline_do_not_grow() -> None:
    proposal = f.submitted()
    counts = Counts(as_(f.lead_a()), proposal.get_absolute_url())
    status.move(proposal, Verb.WITHDRAW, by=f.lead_a(), at=f.NOW, reason="No funds.")
    status.move(proposal, Verb.REVIVE, by=f.lead_a(), at=f.NOW)
    counts.assert_same()


def test_submitting_asks_at_most_29_queries() -> None:
    f.document(f.written())
    lead = browser(f.lead_a())
    page = lead.open("/proposals/CE8-0001/submit/")
    with CaptureQueriesContext(connection) as asked:
        answer = lead.client.post(
            "/proposals/CE8-0001/submit/", page.form(label="Submit this").values
        )
    assert answer.status_code == 302
    assert len(asked) <= 29
