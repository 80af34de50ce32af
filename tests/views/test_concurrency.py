"""Requests that arrive at the same moment: one of each, and nobody's work is lost."""

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from threading import Barrier
from typing import Any

import pytest
from django.db import connections
from django.test import Client

from proposals.models.agency import Agency
from proposals.models.message import Message
from proposals.models.proposal import Proposal
from proposals.models.revision import Revision
from proposals.models.section import SectionVersion
from tests import factories as f
from tests.history import broken
from tests.page import as_

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.usefixtures("clock")]
CLICKS = 4


def at_once(act: Callable[[int], Any]) -> list[Any]:
    """Run `act` in as many threads as there are clicks, all beginning together."""
    barrier = Barrier(CLICKS)

    def run(number: int) -> Any:
        try:
            barrier.wait(timeout=30)
            return act(number)
        finally:
            connections.close_all()

    with ThreadPoolExecutor(CLICKS) as pool:
        return list(pool.map(run, range(CLICKS)))


def clients(*people: Any) -> list[Client]:
    return [as_(people[n % len(people)]) for n in range(CLICKS)]


def test_submit_by_many_clicks_makes_one_revision() -> None:
    f.written()
    visitors = clients(f.lead_a())
    answers = at_once(lambda n: visitors[n].post("/proposals/CE8-0001/submit/", {"saw": ""}))
    assert {one.status_code for one in answers} == {302}
    assert {one["Location"] for one in answers} == {"/proposals/CE8-0001/revisions/1/receipt/"}
    assert Revision.objects.count() == 1
    assert Message.objects.filter(subject__startswith="Receipt").count() == 1
    assert broken() == []


def test_save_by_many_at_once_takes_one_and_asks_the_others() -> None:
    f.draft()
    visitors = clients(f.lead_a(), f.proposer_a())
    path = "/proposals/CE8-0001/sections/science/"
    answers = at_once(
        lambda n: visitors[n].post(path, {"base": "0", "objective": f"Written by {n}."})
    )
    assert sorted(one.status_code for one in answers) == [302, 409, 409, 409]
    assert SectionVersion.objects.count() == 1
    for n, one in enumerate(answers):
        if one.status_code == 409:
            assert f"Written by {n}." in one.content.decode()


def test_start_by_many_at_once_gives_each_its_reference() -> None:
    f.call()
    visitors = clients(f.lead_a(), f.lead_b())
    agencies = [f.agency().pk, f.agency("Agency B").pk]
    answers = at_once(
        lambda n: visitors[n].post(
            "/calls/ce8/start/", {"title": f"Title {n}", "agency": agencies[n % 2]}
        )
    )
    assert {one.status_code for one in answers} == {302}
    references = set(Proposal.objects.values_list("reference", flat=True))
    assert references == {f"CE8-000{n}" for n in range(1, CLICKS + 1)}


def test_register_by_many_at_once_makes_one_agency() -> None:
    visitors = [as_(f.user(f"first{n}@test.example")) for n in range(CLICKS)]
    answers = at_once(
        lambda n: visitors[n].post("/agency/register/", {"name": "Agency Z", "country": "KE"})
    )
    assert sorted(one.status_code for one in answers) == [302, 422, 422, 422]
    assert Agency.objects.get().memberships.count() == 1


def test_withdraw_and_submit_at_once_leave_a_whole_history() -> None:
    proposal = f.written()
    visitors = clients(f.lead_a())
    paths = ["/proposals/CE8-0001/submit/", "/proposals/CE8-0001/act/withdraw/"]
    answers = at_once(lambda n: visitors[n].post(paths[n % 2], {"saw": "", "reason": "No funds."}))
    assert {one.status_code for one in answers} <= {302, 422}
    proposal.refresh_from_db()
    assert proposal.status == "withdrawn"
    assert Revision.objects.count() <= 1
    assert broken() == []
