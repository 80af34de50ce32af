"""What a person may not see changes nothing on the desk: not a count, an order, a file or a byte."""

import re
from collections.abc import Callable, Iterator
from datetime import timedelta
from typing import Any

import pytest
import time_machine
from django.core.cache import cache
from django.test import Client

from proposals.actions import label, note, screening
from proposals.domain.screening import PointAnswer, PointGiven
from proposals.models.account import User
from proposals.models.agency import Membership
from proposals.models.call import Stage
from proposals.models.proposal import Proposal
from tests import factories as f
from tests.page import Page, as_

pytestmark = pytest.mark.django_db

DESK = "/admin/calls/ce8/"
TOKENS = re.compile(rb'name="csrfmiddlewaretoken" value="[^"]+"|nonce="[^"]+"')


def member_of_the_panel() -> User:
    return f.conflicted_panel()


def officer_who_is_a_partner() -> User:
    officer = f.officer2()
    Membership.objects.get_or_create(agency=f.agency(), user=officer, role=Membership.Role.OBSERVER)
    return officer


@pytest.fixture(autouse=True)
def after(clock: time_machine.Traveller) -> None:
    clock.move_to(f.AFTER)


def body(response: Any) -> bytes:
    content = b"".join(response.streaming_content) if response.streaming else response.content
    return TOKENS.sub(b"", content)


def addresses(client: Client) -> Iterator[str]:
    """Yield the addresses of the desk, with every sort, filter and file of its tables."""
    yield DESK
    yield "/admin/"
    for tab in Page(client.get(DESK)).links:
        if not tab.startswith(f"{DESK}") or "?" in tab.removesuffix("?stage=1"):
            continue
        path = tab.partition("?")[0]
        yield path
        table = client.get(path).context.get("table")
        if table is None:
            continue
        every = "&".join(f"column={one.value}" for one in table.columns)
        yield f"{path}?{every}"
        for query in ("q=of", "q=secret", "as=csv", f"as=csv&{every}"):
            yield f"{path}?{query}"
        for one in table.columns:
            yield f"{path}?{every}&sort=-{one.value}"
        for group in table.filters:
            for tick in group.ticks:
                yield f"{path}?{every}&{group.key}={tick.value}"


def seen(person: User) -> dict[str, bytes]:
    cache.clear()
    client = as_(User.objects.get(pk=person.pk))
    return {path: body(client.get(path)) for path in sorted(set(addresses(client)))}


def _others() -> list[Proposal]:
    """Four proposals of agency B with two reviews each."""
    people = [f.reviewer(), f.user("reviewer3@test.example", "reviewer")]
    found = []
    for number in range(4):
        proposal = f.in_review(f"Of B {number}", by=f.lead_b())
        for person in people:
            f.finished(proposal, by=person, value=number + 1)
        found.append(proposal)
    return found


def _happens_to(proposal: Proposal) -> None:
    """Let all that the office writes stand on a proposal, and give it reviews of extremes."""
    by, at = f.officer(), f.AFTER
    stage = Stage.objects.get(number=1)
    points = [PointGiven(one.pk, one.text) for one in stage.checkpoints.all()]
    rows = screening.change_checklist(stage, points or [PointGiven(None, "Whole?")], by=by, at=at)
    given = {one.pk: PointAnswer("no", "Secret") for one in rows}
    screening.fill(proposal, given, stage=stage, by=by, at=at, base=0)
    label.put(proposal, ["secret"], by=by, at=at)
    note.write(proposal, text="Secret.", by=by, at=at)
    f.finished(proposal, by=f.reviewer2(), value=5)
    f.finished(proposal, by=f.user("reviewer4@test.example", "reviewer"), value=0)
    f.assigned(proposal, to=f.reviewer())


@pytest.mark.parametrize("role", [member_of_the_panel, officer_who_is_a_partner])
def test_hidden_proposal_changes_no_byte_of_the_desk(role: Callable[[], User]) -> None:
    _others()
    stage = Stage.objects.get(number=1)
    screening.change_checklist(stage, [PointGiven(None, "Whole?")], by=f.officer(), at=f.AFTER)
    f.reviewer2()
    f.user("reviewer4@test.example", "reviewer")
    person = role()
    absent = seen(person)
    hidden = f.submitted("Secret of A")
    f.start_review(hidden, at=f.AFTER + timedelta(seconds=1))
    present = seen(person)
    _happens_to(Proposal.objects.get(pk=hidden.pk))
    changed = seen(person)
    assert len(absent) > 60
    for path, content in absent.items():
        assert b"secret" not in content.lower() or "q=secret" in path, path
        assert content == present.get(path), path
        assert content == changed.get(path), path
    assert absent.keys() == present.keys() == changed.keys()
