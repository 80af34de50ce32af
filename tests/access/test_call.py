"""Plain forms: officers write what isn't published, and everything else changes by buttons."""

from operator import attrgetter

import pytest
from django.db.models import Model

from proposals.access.policy import Right, policy_for
from proposals.models.account import User
from proposals.models.agency import Agency, Membership
from proposals.models.asked_field import AskedField
from proposals.models.call import (
    Call,
    CallLevel,
    CallTopic,
    Criterion,
    GrowthAllowance,
    RequiredDocument,
    Result,
    Stage,
)
from proposals.models.claim import Claim
from proposals.models.mission import HostInstrument, Mission, Platform
from proposals.models.offer import Limit, Offer, Period, Requirement
from proposals.models.reviewer import ReviewerProfile, ReviewerTopic
from proposals.models.terms import Clause
from tests import factories as f
from tests.access.scene import every_model
from tests.access.table import EVERYONE

pytestmark = pytest.mark.django_db

# The parts of a call, and where they name it.
OF_CALL: dict[type[Model], str] = {
    AskedField: "stage.call",
    CallLevel: "call",
    CallTopic: "call",
    Claim: "call",
    Clause: "call",
    Criterion: "stage.call",
    GrowthAllowance: "call",
    Limit: "offer.call",
    Offer: "call",
    Period: "offer.call",
    RequiredDocument: "stage.call",
    Requirement: "offer.call",
    Result: "call",
    Stage: "call",
}
OF_MISSION = {HostInstrument, Mission, Platform}
WRITTEN = {Agency, Call, Membership, ReviewerProfile, ReviewerTopic, *OF_CALL, *OF_MISSION}
FORM = (Right.ADD, Right.CHANGE, Right.DELETE)


def changes(person: User, row: Model) -> bool:
    return policy_for(type(row)).may(person, Right.CHANGE, row)


def test_officers_write_in_plain_forms_and_nobody_else_does() -> None:
    for role in EVERYONE:
        person = role()
        for model in every_model() - {Offer, User}:
            expected = role in (f.officer, f.root) and model in WRITTEN
            for right in FORM:
                assert policy_for(model).may(person, right) == expected, (role, model, right)


def test_offer_is_changed_and_neither_added_nor_deleted_in_a_form() -> None:
    for role in EVERYONE:
        rights = {right for right in FORM if policy_for(Offer).may(role(), right)}
        assert rights == ({Right.CHANGE} if role in (f.officer, f.root) else set()), role


def test_only_a_superuser_writes_people_and_deletes_none() -> None:
    for role in EVERYONE:
        for right in (Right.ADD, Right.CHANGE):
            assert policy_for(User).may(role(), right) == (role is f.root), (role, right)
        assert not policy_for(User).may(role(), Right.DELETE), role


def test_published_call_changes_by_amendment_alone() -> None:
    published, draft = f.call(), f.call("CE9", publish=False)
    for call in (published, draft):
        Result.objects.create(call=call, title="Flown", partners="Agency C")
        call.growth_allowances.create(percent=15)
        f.period(call)
        f.clause(call)
        f.asked_field(call)
        f.requirement(call)
        call.claims.create(topic="terms", standing="official", text="Free of charge")
    assert not changes(f.officer(), published)
    assert changes(f.officer(), draft)
    for model, path in OF_CALL.items():
        rows = list(model._default_manager.all())
        assert {attrgetter(path)(row) for row in rows} == {published, draft}, model
        for row in rows:
            assert changes(f.officer(), row) == (attrgetter(path)(row) == draft), row


def test_platform_is_written_until_a_published_call_offers_it() -> None:
    call = f.call(publish=False)
    HostInstrument.objects.create(platform=Platform.objects.get(), name="Camera")
    rows = [row for model in OF_MISSION for row in model._default_manager.all()]
    assert {type(row) for row in rows} == OF_MISSION
    assert all(changes(f.officer(), row) for row in rows)
    Call.objects.filter(pk=call.pk).update(state=Call.State.PUBLISHED)
    assert not any(changes(f.officer(), row) for row in rows)


def test_agency_stays_open_to_its_officers() -> None:
    f.lead_a()
    assert changes(f.officer(), f.agency())
    assert changes(f.officer(), Membership.objects.get())
