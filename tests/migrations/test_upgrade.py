"""A database that an older version seeded is migrated, works, and goes back."""

import json
from collections.abc import Iterator
from typing import Any

import pytest
import time_machine
from django.core.management import call_command

from proposals.actions import tally
from proposals.domain.name import normalised
from proposals.domain.workflow.status import CHAIN
from proposals.models.account import User
from proposals.models.agency import Agency
from proposals.models.audit import AuditEntry
from proposals.models.call import Call, Stage
from proposals.models.claim import Claim
from proposals.models.proposal import Proposal
from proposals.models.review import Assignment
from proposals.models.revision import Revision
from proposals.models.section import SectionVersion
from tests.history import broken
from tests.migrations import old
from tests.page import as_, browser

pytestmark = pytest.mark.django_db(transaction=True)

BEFORE = "0003_one_next_anchor"
SEEDED = "seeded_0003.json.xz"

# What the README's tour shows to whom.
TOUR = {
    "lead-a": [
        "/proposals/",
        "/proposals/{SHEPHERD}/",
        "/proposals/{SHEPHERD}/sections/equipment/",
        "/proposals/{SHEPHERD}/sections/overview/",
        "/proposals/{PANPIPE}/submit/",
        "/proposals/{MOTE}/",
        "/agency/",
        "/calls/",
        "/calls/demo-open/",
        "/calls/change-8-record/",
    ],
    "officer": [
        "/admin/",
        "/admin/proposals/message/",
        "/admin/proposals/proposal/",
        "/admin/proposals/proposal/{SHEATH:pk}/change/",
        "/admin/proposals/decision/",
        "/admin/proposals/call/",
    ],
    "reviewer": ["/admin/", "/admin/proposals/assignment/"],
    "auditor": ["/admin/proposals/proposal/", "/admin/proposals/auditentry/"],
}


@pytest.fixture
def upgraded() -> Iterator[None]:
    """The demonstration as the version before seeded it, brought to this version."""
    old.load(SEEDED, old.migrate(BEFORE))
    call_command("migrate", verbosity=0)
    with time_machine.travel(AuditEntry.objects.latest("at").at, tick=False):
        yield


def addresses(paths: list[str]) -> list[str]:
    proposals = {}
    for one in Proposal.objects.all():
        proposals[one.title.split(":")[0].split(",")[0]] = one
    found = []
    for path in paths:
        filled = path
        for name, proposal in proposals.items():
            filled = filled.replace(f"{{{name}}}", proposal.reference)
            filled = filled.replace(f"{{{name}:pk}}", str(proposal.pk))
        assert "{" not in filled, (filled, sorted(proposals))
        found.append(filled)
    return found


def test_pages_of_the_tour_answer_and_the_history_is_whole(upgraded: None) -> None:
    for name, paths in TOUR.items():
        client = as_(User.objects.get(email=f"{name}@demo.example"))
        for path in addresses(paths):
            assert client.get(path).status_code == 200, (name, path)
    reviewer = User.objects.get(email="reviewer@demo.example")
    for assignment in Assignment.objects.filter(reviewer=reviewer):
        path = f"/admin/proposals/assignment/{assignment.pk}/change/"
        assert as_(reviewer).get(path).status_code in (200, 302), path
    assert broken() == []
    assert list(tally.differences()) == []


def test_stages_with_criteria_want_two_reviews(upgraded: None) -> None:
    assert set(Stage.objects.filter(criteria=None).values_list("reviews_wanted")) == {(0,)}
    assert set(Stage.objects.exclude(criteria=None).values_list("reviews_wanted")) == {(2,)}


def test_every_revision_can_still_be_read(upgraded: None) -> None:
    officer = as_(User.objects.get(email="officer@demo.example"))
    for proposal in Proposal.objects.filter(current_revision__isnull=False):
        page: Any = officer.get(f"/admin/proposals/proposal/{proposal.pk}/change/")
        assert page.status_code == 200
        assert proposal.reference in page.content.decode()


def test_names_of_which_conflicts_are_asked_are_filled_in(upgraded: None) -> None:
    for agency in Agency.objects.all():
        assert agency.names.filter(name_folded=normalised(agency.name)).exists(), agency
    for revision in Revision.objects.all():
        team = json.loads(revision.content)["sections"].get("team")
        frozen = [normalised(team["data"]["pi_institution"])] if team else []
        names = revision.institutions.values_list("name_folded", flat=True)
        assert list(names) == frozen, revision
    for version in SectionVersion.objects.filter(code="team", data__has_key="pi_institution"):
        assert version.proposal.institutions.filter(revision=None).count() == 1, version


def test_migrations_run_back_and_forward_on_a_filled_database(upgraded: None) -> None:
    count = Proposal.objects.count()
    old.migrate(BEFORE)
    call_command("migrate", verbosity=0)  # which installs the triggers, too
    assert Proposal.objects.count() == count > 0
    assert broken() == []


def test_selection_that_was_public_stays_public(upgraded: None) -> None:
    """The version before showed every selected project on the page of its call."""
    public = Proposal.objects.announced()
    assert set(public) == set(Proposal.objects.filter(status__in=CHAIN)) != set()
    for one in public:
        notice = one.decisions.get(outcome="select", state="released")
        assert one.announced_at == notice.released_at
        page = as_(User.objects.get(email="lead-a@demo.example")).get(one.call.get_absolute_url())
        assert one.reference in page.content.decode()


def test_figures_of_the_record_became_claims_without_the_wrong_ones(upgraded: None) -> None:
    told = Claim.objects.filter(call__provenance="record").values_list("topic", "text", "standing")
    assert set(told) == {
        ("received", "more than 20 proposals", "reported"),
        ("selected", "4", "reported"),
        ("received", "18, from 11 countries and international organisations", "reported"),
        ("passed", "7", "reported"),
        ("selected", "6", "reported"),
        ("received", "41 letters of intent", "reported"),
        ("passed", "14 letters of intent", "reported"),
        ("selected", "10 projects", "reported"),
        ("mass", "0.05 kg", "reported"),
        ("mass", "35 kg", "reported"),
        ("mass", "3 kg, as of 2023", "reported"),
    }
    record = Call.objects.filter(provenance="record")
    pages = [browser().open(one.get_absolute_url()).text for one in record]
    for gone in ("first open call", "flight unit", "System level"):
        assert not [page for page in pages if gone in page], gone
    assert any("Final selection, as planned 2024-09" in page for page in pages)
