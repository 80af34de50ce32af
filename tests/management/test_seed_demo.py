"""The seeded demonstration: published facts, real histories, accounts, and nothing done twice."""

import json
from collections import Counter
from collections.abc import Iterator
from datetime import datetime
from decimal import Decimal
from typing import Any

import pytest
from allauth.account.models import EmailAddress
from django.apps import apps
from django.conf import settings
from django.contrib.auth.hashers import check_password
from django.core.management import CommandError, call_command
from django.db import transaction
from django.test import override_settings
from django.utils import timezone

from proposals.access.policy import policy_for
from proposals.content.proposal import frozen_copy, working_copy
from proposals.domain.envelope import fits
from proposals.domain.workflow.status import CHAIN, Status
from proposals.management.commands.demo import ACCOUNTS, PASSWORD
from proposals.models.account import User
from proposals.models.agency import Agency
from proposals.models.audit import AuditEntry
from proposals.models.call import Call
from proposals.models.claim import Claim
from proposals.models.decision import Decision
from proposals.models.offer import Limit, Offer
from proposals.models.proposal import Proposal
from proposals.models.review import Review
from proposals.models.revision import Revision
from tests import factories as f
from tests.history import broken
from tests.page import as_, browser

# Without the mark pytest-django makes no test database.
pytestmark = pytest.mark.django_db

LATER = {
    Status.SHORTLISTED,
    Status.LAPSED,
    Status.RESERVE,
    Status.DECLINED,
    Status.WITHDRAWN,
    *CHAIN,
    Status.LOST,
    Status.TERMINATED,
}


@pytest.fixture(scope="module")
def seeded(
    django_db_setup: None, django_db_blocker, test_settings: None, tmp_path_factory
) -> Iterator[datetime]:
    """Seed once for this module, in a transaction that is rolled back at its end."""
    configured: Any = settings.STORAGES
    default = configured["default"]
    options = {**default["OPTIONS"], "location": tmp_path_factory.mktemp("files")}
    storages = {**configured, "default": {**default, "OPTIONS": options}}
    with django_db_blocker.unblock(), transaction.atomic():
        with override_settings(STORAGES=storages):
            call_command("seed_demo", verbosity=0)
        yield timezone.now()
        transaction.set_rollback(True)


def statuses(slug: str) -> Counter[str]:
    return Counter(Proposal.objects.filter(call__slug=slug).values_list("status", flat=True))


def test_seed_demo_holds_the_public_record(seeded):
    recorded = Call.objects.filter(provenance=Call.Provenance.RECORD).order_by("announced_on")
    told = [
        (
            one.prefix,
            [stage.kind for stage in one.stages.all()],
            one.results.count(),
            one.proposals.count(),
        )
        for one in recorded
    ]
    assert told == [
        ("R-CE6", ["proposal"], 4, 0),
        ("R-CE7", ["letter", "proposal"], 6, 0),
        ("R-CE8", ["letter"], 10, 0),
    ]
    assert {one.offers.values("platform__mission").distinct().count() for one in recorded} == {1, 2}


def claims(topic: str, **of: Any) -> list[tuple[str, ...]]:
    columns = ("text", "standing", "outlet", "published_on")
    found = Claim.objects.filter(topic=topic, **of).order_by("pk")
    return list(found.values_list(*columns))


def test_seed_demo_gives_every_claim_its_source_and_standing(seeded):
    record = {"call__provenance": Call.Provenance.RECORD}
    assert claims("passed", **record) == [
        ("7", "reported", "SCMP, from a list seen by the paper", "2023-10-14"),
        ("14 letters of intent", "official", "", ""),
    ]
    assert claims("mass", **record) == [
        ("0.05 kg, 20 × 55 mm", "reported", "", ""),
        ("3 kg, as of 2023", "reported", "", ""),
        ("about 100 kg", "reported", "Summary of People's Daily Overseas", "2025-07-05"),
        ("about 35 kg", "reported", "", ""),
        ("two rovers of 5 kg each", "reported", "SpaceNews", ""),
    ]
    assert [text for text, *_ in claims("partner", **record)] == [
        "Shanghai Jiao Tong University",
        "CIOMP",
        "National Space Science Center",
        "Zhejiang University",
        "STAR.VISION",
    ]
    assert {standing for _, standing, *_ in claims("partner")} == {"reported"}
    assert [row[1:] for row in claims("terms")] == [("reported", "China News", "2019-04-24")]
    rashid = claims("other", text__contains="Rashid-2")
    assert {text for text, *_ in rashid} == {
        "Reported, not confirmed: the UAE rover Rashid-2, agreed for Chang'e-7 in September 2022, is said by unnamed sources to have been barred by US ITAR rules because of components of US origin. Neither side confirmed it."
    }
    assert [row[1:] for row in rashid] == [
        ("reported", "SCMP", "2023-03"),
        ("reported", "Atalayar", "2023-06-19"),
    ]


def test_seed_demo_holds_both_shares_of_the_asteroid_mission(seeded):
    offers = Offer.objects.filter(platform__mission__slug="asteroid-2019").order_by("pk")
    shown = {one.platform.name: [limit.maximum for limit in one.limits.all()] for one in offers}
    assert shown == {
        "eight named instruments": [Decimal("66.3")],
        "piggyback payloads": [Decimal(200)],
    }
    for offer in offers:
        assert [row[1:] for row in claims("limit", offer=offer)] == [
            ("official", "Xinhua", "2019-04-18"),
            ("inferred", "", ""),
        ]


def test_seed_demo_claims_nothing_that_no_source_says(seeded):
    recorded = Call.objects.filter(provenance=Call.Provenance.RECORD).order_by("announced_on")
    pages = [browser().open(one.get_absolute_url()).text for one in recorded]
    for gone in ("first open call", "flight unit", "System level", "Payload (single-unit) level"):
        assert not [page for page in pages if gone in page], gone
    names = ("preliminary_selection_planned", "final_selection_planned")
    assert list(recorded.values_list(*names)) == [
        ("", ""),
        ("2023-04", "2023-07"),
        ("2024-04", "2024-09"),
    ]


def test_seed_demo_leaves_unpublished_limits_empty(seeded):
    limits = Limit.objects.filter(offer__call__slug="change-8-record", offer__code="lander")
    assert {(one.quantity, one.scope): one.maximum for one in limits} == {
        ("mass", "platform"): 200,
        ("mass", "module"): 100,
        ("power", "platform"): None,
        ("data", "platform"): None,
        ("temperature", "platform"): None,
        ("size", "proposal"): None,
    }


def test_seed_demo_fills_the_open_call(seeded):
    call = Call.objects.get(slug="demo-open")
    assert call.stages.get(number=1).window().is_open(seeded)
    assert statuses("demo-open") == {"submitted": 7, "draft": 4, "withdrawn": 1}
    assert call.amendments.count() == 1
    assert call.questions.filter(answered_at=None).count() == 1
    own = Proposal.objects.filter(
        call=call, lead_agency__memberships__user__email="lead-a@demo.example"
    )
    told = {}
    for one in own:
        content = working_copy(one)
        told[one.title.partition(":")[0]] = (
            one.status,
            one.revisions.count(),
            content.is_complete,
            bool(content.warnings),
        )
    assert told == {
        "PANPIPE": ("draft", 0, True, False),
        "SHEPHERD": ("draft", 0, False, True),
        "DRYAD": ("submitted", 2, True, False),
        "HEARTH": ("withdrawn", 1, True, False),
    }


def test_seed_demo_has_41_letters_under_review(seeded):
    letters = Proposal.objects.filter(call__slug="demo-closed")
    assert letters.count() == letters.exclude(current_revision=None).count() == 41
    assert statuses("demo-closed") == {
        "in_review": 24,
        "screening": 11,
        "clarification": 3,
        "ineligible": 3,
    }
    assert Counter(letters.values_list("channel", flat=True)) == {
        "portal": 39,
        "email": 1,
        "note": 1,
    }
    pending = Decision.objects.filter(proposal__in=letters).values_list("state", flat=True)
    assert Counter(pending) == {"drafted": 2, "scheduled": 1}


def test_seed_demo_shows_every_later_status(seeded):
    assert set(statuses("demo-finished")) >= LATER
    selected = Revision.objects.filter(
        proposal__decisions__outcome="select", asked_kg__isnull=False, stage__number=2
    )
    call = Call.objects.get(slug="demo-finished")
    asked = [one.asked_kg for one in selected if one.asked_kg]
    assert len(asked) == 13
    assert fits(asked, Decimal(200), reserve=call.planning_reserve)


def test_seed_demo_announces_what_was_accepted(seeded):
    proposals = Proposal.objects.filter(call__slug="demo-finished")
    waiting = set(proposals.unannounced().values_list("status", flat=True))
    assert waiting == {"selected"}
    assert proposals.announced().count() == 11


def test_seed_demo_history_is_whole_and_past(seeded):
    assert broken() == []
    assert not AuditEntry.objects.filter(at__gt=seeded).exists()
    assert not Proposal.objects.filter(status_since__gt=seeded).exists()
    references = Proposal.objects.order_by("created_at").values_list("pk", flat=True)
    assert list(references) == sorted(references)


def test_seed_demo_accounts_can_log_in_and_nobody_else(seeded):
    able = {user.email: user for user in User.objects.all() if user.has_usable_password()}
    assert set(able) == set(ACCOUNTS)
    assert len({user.password for user in able.values()}) == 1
    assert check_password(PASSWORD, able["officer@demo.example"].password)
    confirmed = EmailAddress.objects.filter(verified=True, primary=True)
    assert set(confirmed.values_list("email", flat=True)) == set(ACCOUNTS)


def test_seed_demo_claims_nothing_of_a_real_country(seeded):
    assert set(Agency.objects.values_list("country", flat=True)) == {""}
    assert Counter(Agency.objects.values_list("state", flat=True)) == {
        "verified": 23,
        "unverified": 1,
    }


def test_seed_demo_gives_reviewers_their_work(seeded):
    reviewer = User.objects.get(email="reviewer@demo.example")
    states = reviewer.assignments.values_list("state", flat=True)
    assert Counter(states) == {"finished": 2, "accepted": 3, "invited": 1}
    partial = Review.objects.get(assignment__reviewer=reviewer, version__gt=1, finished_at=None)
    assert sorted(score.value is None for score in partial.scores.all()) == [0, 0, 1, 1]
    seen = policy_for(Review).rows(reviewer).exclude(assignment__reviewer=reviewer)
    assert set(seen.values_list("assignment__reviewer__email", flat=True)) == {
        "reviewer-2@demo.example"
    }


def test_seed_demo_keeps_the_conflicted_reviewer_from_agency_a(seeded):
    conflicted = User.objects.get(email="conflicted@demo.example")
    seen = policy_for(Proposal).rows(conflicted)
    assert [one.title.partition(":")[0] for one in seen] == ["SKIP"]
    barred = conflicted.conflicts.values_list("proposal__lead_agency__short_name", flat=True)
    assert sorted(barred) == ["CIFA", "FSAA", "FSAA"]


def test_seed_demo_answers_need_no_mending(seeded):
    to_mend = {
        str(proposal): [one.field for one in working_copy(proposal).to_mend]
        for proposal in Proposal.objects.all()
    }
    # The tour shows this one.
    shown = {"CE8D-0001": ["accommodation-0-com_x_mm"]}
    assert {name: found for name, found in to_mend.items() if found} == shown


@pytest.mark.parametrize(
    ("reference", "mev", "asked", "approvals"),
    [("CE8D-0001", "15.05350", 17, 2), ("CE8D-0002", "11.08675", Decimal("12.4"), 1)],
)
def test_seed_demo_fills_every_section_of_a_full_proposal(
    seeded, reference: str, mev: str, asked: Any, approvals: int
) -> None:
    proposal = Proposal.objects.get(reference=reference)
    revision = f.revision(proposal)
    frozen = frozen_copy(revision)
    assert set(proposal.stage.sections) == set(frozen.versions)
    assert not frozen.missing
    assert not frozen.to_mend
    assert not frozen.tbd
    assert not [one for one in frozen.warnings if one.blocks]
    assert frozen.asked is not None
    assert (frozen.budget.mev().kg, frozen.asked.kg) == (Decimal(mev), asked)
    text = json.loads(revision.content)
    assert len(text["sign_off"]["approvals"]) == approvals
    assert text["terms"]["prevailing"] == "en"


def test_seed_demo_keeps_what_the_host_publishes_for_each_period(seeded):
    for proposal in Proposal.objects.filter(call__slug="demo-full"):
        warned = [str(one.params["period"]) for one in frozen_copy(f.revision(proposal)).warnings]
        # The outpost of the second lives on its own, for hours that nobody can publish.
        expected = {"CE8D-0001": [], "CE8D-0002": ["After separation from the lander"]}
        assert warned == expected[proposal.reference]


def test_seed_demo_shows_the_full_proposal_as_the_tour_tells(seeded):
    people = {one.email.partition("@")[0]: one for one in User.objects.all()}
    lead = browser(people["lead-a"])
    address = "/proposals/CE8D-0001/"
    submit = lead.open(f"{address}submit/").text
    assert "Write -1150 or -1.150, without the comma" in submit
    assert "Magnetic moment, row 1" in submit
    assert "656.4 of 700" in lead.open(f"{address}sections/resources/").text
    team = lead.open(f"{address}team/").text
    for told in ("reed@reedworks.example", "Doesn't take part", "Confirmed on"):
        assert told in team, told
    assert "Institute of Lunar Studies of Erewhon (Asked)" in lead.open(address).text
    expected = {"lead-b": 200, "observer-a": 200, "reviewer": 404}
    assert {name: as_(people[name]).get(address).status_code for name in expected} == expected


def test_seed_demo_lets_a_reviewer_read_a_full_proposal(seeded):
    reviewer = User.objects.get(email="reviewer@demo.example")
    one = reviewer.assignments.get(proposal__reference="CE8D-0002")
    page = browser(reviewer).open(f"/admin/proposals/assignment/{one.pk}/change/").text
    for told in ("20K0G1D", "The outpost measures from its cradle", "level 750 only"):
        assert told in page, told


def test_seed_demo_does_nothing_the_second_time(seeded, capsys):
    def counts() -> dict[str, int]:
        return {model._meta.label: model._base_manager.count() for model in apps.get_models()}

    before = counts()
    call_command("seed_demo")
    assert counts() == before
    assert "nothing was changed" in capsys.readouterr().out


def test_seed_demo_refuses_a_database_with_proposals(seeded):
    with transaction.atomic():
        for one in Call.objects.filter(slug__startswith="demo-"):
            Call.objects.filter(pk=one.pk).update(slug=f"real-{one.pk}")
        with pytest.raises(CommandError, match="holds proposals"):
            call_command("seed_demo")
        transaction.set_rollback(True)
