"""The rules of a call: cached until its next amendment, and no other call's."""

from decimal import Decimal

import pytest
import time_machine
from django.core.cache import caches
from django.db import transaction
from django.test import Client

from proposals.actions import call as actions
from proposals.content.call import StageRules, stage_rules
from proposals.models.call import Call, Stage
from proposals.models.offer import Limit
from tests import factories as f

pytestmark = pytest.mark.django_db


def rules(call: Call) -> StageRules:
    """Return the rules as a request of now would read them."""
    return stage_rules(Stage.objects.select_related("call").get(call=call, number=1))


def figures(call: Call) -> list[tuple[str, str, Decimal | None]]:
    return [
        (limit.quantity, limit.scope, limit.maximum)
        for offer in rules(call).offers
        for limit in offer.limits.all()
    ]


def page(call: Call) -> bytes:
    with time_machine.travel(f.NOW, tick=False):
        response = Client().get(call.get_absolute_url())
    assert response.status_code == 200
    return bytes(response.content)


@pytest.mark.parametrize("scope", ["platform", "module"])
@pytest.mark.parametrize("is_cached", [True, False], ids=["cached", "drawn anew"])
def test_amending_one_call_leaves_every_other_call_as_it_was(scope: str, is_cached: bool) -> None:
    amended, others = f.call(), [f.call("TWO"), f.call("TRE")]
    shared = {call.offers.get().platform_id for call in (amended, *others)}
    assert len(shared) == 1  # they offer the same platform
    before = [(page(call), figures(call)) for call in others]
    own = page(amended)
    for maximum in (Decimal("0.5"), Decimal(77), None):
        limit = Limit.objects.get(offer__call=amended, scope=scope)
        changed = {limit: {"maximum": maximum}}
        actions.amend(amended, text="Other.", changed=changed, by=f.officer(), at=f.NOW)
        if not is_cached:
            caches["pages"].clear()
        assert [(page(call), figures(call)) for call in others] == before
        assert page(amended) != own
        assert ("mass", scope, maximum) in figures(amended)


def test_rules_of_a_published_call_are_loaded_once(django_assert_num_queries) -> None:
    stage = Stage.objects.select_related("call").get(call=f.call(), number=1)
    first = stage_rules(stage)
    with django_assert_num_queries(0):
        again = stage_rules(stage)
    assert again == first


def test_rules_hold_what_the_host_publishes_of_each_platform(django_assert_num_queries) -> None:
    call = f.call()
    for n in (1, 2, 3):
        f.period(call, n)
        f.requirement(call, n)
    found = rules(call)
    with django_assert_num_queries(0):
        assert [one.offer.code for one in found.periods] == ["lander"] * 3
        assert [str(one) for one in found.requirements] == ["IF-MEC-01", "IF-MEC-02", "IF-MEC-03"]
        offer = found.offer("lander")
        assert offer is not None
        assert [one.rule().hours for one in offer.periods.all()] == [354] * 3
        assert found.offer("orbiter") is None


def test_rules_hold_the_terms_with_their_hash() -> None:
    call = f.call(prevailing_language="en")
    assert rules(call).terms.sha256 == ""
    clause = f.clause(call)
    caches["pages"].clear()
    before = rules(call).terms.sha256
    assert len(before) == 64
    changed = {clause: {"text": "Carriage has a price."}}
    actions.amend(call, text="Costs.", changed=changed, by=f.officer(), at=f.NOW)
    after = rules(call).terms
    assert after.sha256 != before
    assert [one.text for one in after.clauses] == ["Carriage has a price."]


def test_rules_hold_the_fields_that_the_office_added_to_this_stage_alone() -> None:
    call = f.call()
    for n in (2, 1, 3):
        f.asked_field(call, n, code=f"asked-{n}", after_field="asked-1", after_choice="yes")
    assert rules(call).asked == ()
    last = Stage.objects.select_related("call").get(call=call, number=2)
    found = stage_rules(last).asked
    assert [one.code for one in found] == ["asked-1", "asked-2", "asked-3"]
    assert [choice.code for choice in found[0].choices] == ["yes", "no"]
    assert (found[1].after_field, found[1].after_choice) == ("asked-1", "yes")


def test_rules_of_a_draft_call_are_never_cached() -> None:
    draft = f.call(publish=False)
    assert rules(draft).levels[0].name == "mission level"
    draft.levels.filter(code="mission").update(name="another word")
    assert rules(draft).levels[0].name == "another word"


def test_amendment_that_fails_leaves_no_rules_behind() -> None:
    proposal = f.submitted()
    limit = Limit.objects.get(scope="platform")
    with transaction.atomic():
        changed = {limit: {"maximum": Decimal(1)}}
        actions.amend(proposal.call, text="Less.", changed=changed, by=f.officer(), at=f.NOW)
        transaction.set_rollback(True)
    actions.amend(proposal.call, text="Only words.", changed={}, by=f.officer(), at=f.NOW)
    assert ("mass", "platform", Decimal(200)) in figures(proposal.call)


def test_every_amendment_and_the_cancellation_are_counted_on_the_call() -> None:
    call = f.call()
    actions.amend(call, text="One.", changed={}, by=f.officer(), at=f.NOW)
    actions.amend(call, text="Two.", changed={}, by=f.officer(), at=f.NOW)
    actions.cancel(call, reason="No launcher.", by=f.officer(), at=f.NOW)
    call.refresh_from_db()
    assert call.last_amendment == 3
    assert list(call.amendments.values_list("number", flat=True)) == [3, 2, 1]
