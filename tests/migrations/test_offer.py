"""A filled database goes back to where limits belonged to platforms, and comes forward again."""

import json
from collections.abc import Iterator
from typing import Any

import pytest
from django.core.cache import caches
from django.core.management import call_command
from django.db import connection
from django.db.migrations.executor import MigrationExecutor

from proposals.actions import call as call_actions
from proposals.actions.proposal import submit
from proposals.content.proposal import frozen_copy, working_copy
from proposals.domain.canonical import canonical, sha256
from proposals.models.offer import Limit
from proposals.models.proposal import Proposal
from proposals.models.revision import Revision
from tests import factories as f
from tests.history import broken

pytestmark = pytest.mark.django_db(transaction=True)

BEFORE_OFFERS = "0009_fill_tallies"


@pytest.fixture(autouse=True)
def forward_at_last() -> Iterator[None]:
    yield
    call_command("migrate", verbosity=0)


def back() -> Any:
    """Migrate to before the offers; return the models of then."""
    call_command("migrate", "proposals", BEFORE_OFFERS, verbosity=0)
    loader = MigrationExecutor(connection).loader
    return loader.project_state([("proposals", BEFORE_OFFERS)]).apps


def forward() -> None:
    """Migrate to today; a process that starts then has cached nothing."""
    call_command("migrate", verbosity=0)
    caches["pages"].clear()


def figures() -> list[Any]:
    rows = Limit.objects.order_by("offer__call", "quantity", "scope", "pk")
    return list(rows.values_list("offer__call__prefix", "offer__code", "scope", "maximum"))


def test_limits_go_to_each_call_that_offers_the_platform_and_back() -> None:
    one, two = f.call(), f.call("TWO")
    before = figures()
    call_actions.amend(one, text="Words.", changed={}, by=f.officer(), at=f.NOW)
    apps = back()
    platform = apps.get_model("proposals", "Platform").objects.get()
    limits = platform.limits.values_list("scope", "maximum")
    assert set(limits) == {("platform", 200), ("module", 100)}
    assert {call.pk for call in platform.calls.all()} == {one.pk, two.pk}
    forward()
    assert figures() == before
    one.refresh_from_db()
    assert one.last_amendment == 1


def test_amended_call_gives_no_other_call_its_limits_on_the_way_back() -> None:
    f.call()
    two = f.call("TWO")
    limit = Limit.objects.get(offer__call=two, scope="module")
    changed = {limit: {"maximum": 7}}
    call_actions.amend(two, text="Less.", changed=changed, by=f.officer(), at=f.NOW)
    apps = back()
    platform = apps.get_model("proposals", "Platform").objects.get()
    assert platform.limits.get(scope="module").maximum == 100  # those of the first offer
    forward()
    assert {maximum for _, _, scope, maximum in figures() if scope == "module"} == {100}


def test_what_was_submitted_before_is_read_and_stays_as_it_was() -> None:
    proposal = f.submitted()
    apps = back()
    old = _as_the_version_before_wrote_it(apps, proposal)
    forward()
    # Nobody has submitted it; the rest of the history is whole.
    assert broken() == [f"{proposal} 2: the history holds no SHA-256 of the revision"]
    revision = Revision.objects.get(pk=old.pk)
    assert (revision.content, revision.sha256) == (old.content, old.sha256)
    content = frozen_copy(revision)
    assert content.heading.platform == "lander"
    assert content.offer is not None
    assert content.data(content.sections[2].code)["serves"] == ["regional-geology"]
    assert [(one.name, one.role) for one in revision.participations.all()] == [
        ("Agency A", "lead_institution"),
        ("Co-proposer Ltd", "industry"),
    ]
    again = Proposal.objects.get(pk=proposal.pk)
    assert working_copy(again).is_complete
    # The same answers in another schema are no new revision.
    assert submit(again, by=f.lead_a(), at=f.NOW) == revision


def _as_the_version_before_wrote_it(apps: Any, proposal: Proposal) -> Any:
    """Submit the proposal once more, with numbers of rows where codes stand today."""
    SectionVersion = apps.get_model("proposals", "SectionVersion")
    platform = apps.get_model("proposals", "Platform").objects.get()
    topic = apps.get_model("proposals", "CallTopic").objects.get()
    changed: dict[str, dict[str, Any]] = {
        "overview": {"platform": str(platform.pk)},
        "science": {"serves": [str(topic.pk)]},
    }
    last = apps.get_model("proposals", "Revision").objects.get(proposal=proposal.pk)
    payload = json.loads(last.content)
    del payload["names"]
    payload |= {"revision": 2, "previous_sha256": last.sha256}
    versions = list(last.versions.exclude(code__in=changed))
    for code, answers in changed.items():
        before = last.versions.get(code=code)
        data = {**before.data, **answers}
        payload["sections"][code] = {"schema": 1, "data": data}
        versions.append(
            SectionVersion.objects.create(
                proposal_id=proposal.pk,
                code=code,
                number=2,
                schema=1,
                data=data,
                saved_at=f.NOW,
            )
        )
    text = canonical(payload)
    names = ("stage_id", "title", "level", "platform_id", "asked_kg", "channel")
    revision = type(last).objects.create(
        proposal_id=proposal.pk,
        number=2,
        content=text,
        sha256=sha256(text),
        previous_sha256=last.sha256,
        submitted_by_id=last.submitted_by_id,
        received_at=f.NOW,
        recorded_at=f.NOW,
        **{name: getattr(last, name) for name in names},
    )
    revision.versions.add(*versions)
    type(last.proposal).objects.filter(pk=proposal.pk).update(current_revision=revision)
    return revision
