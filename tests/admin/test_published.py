"""A published call, its stages and its platforms change by amendment only."""

from typing import Any

import pytest
from django.test import Client

from proposals.actions import call as actions
from proposals.models.call import Call
from proposals.models.mission import Platform
from tests import factories as f
from tests.admin.office import change, notes, nothing_changes, rows_of, send
from tests.page import Page, as_

pytestmark = pytest.mark.django_db


@pytest.fixture(params=["officer", "superuser"])
def client(request: pytest.FixtureRequest) -> Client:
    return as_(f.officer() if request.param == "officer" else f.root())


@pytest.fixture
def call() -> Call:
    return f.call(publish=False)


def typed(client: Client, row: Any, **values: Any) -> dict[str, Any]:
    """Return what the page of a row that is still open would send, some of it changed."""
    shown = Page(client.get(change(row))).form()
    assert set(values) <= shown.names
    return {**shown.values, **values}


def refused(client: Client, row: Any, data: dict[str, Any]) -> None:
    answer = client.post(change(row), data)
    assert notes(client, answer) == ["You can't change this here now. Nothing was saved."]


def publish(call: Call) -> None:
    actions.publish(call, by=f.officer(), at=f.NOW)


def test_published_call_takes_no_change(client: Client, call: Call) -> None:
    data = typed(client, call, title="Another title", planning_reserve="0")
    publish(call)
    with nothing_changes():
        refused(client, call, data)
    shown = Page(client.get(change(call))).form()
    assert not shown.names & {"title", "topics-0-text", "levels-0-name"}
    assert "_save" not in shown.buttons


def test_published_call_takes_no_inline_row(client: Client, call: Call) -> None:
    data = typed(client, call)
    data |= {"topics-0-text": "Other", "levels-0-name": "Other", "levels-1-DELETE": "on"}
    data |= {"topics-TOTAL_FORMS": "2", "topics-1-kind": "priority", "topics-1-text": "New"}
    publish(call)
    with nothing_changes():
        refused(client, call, data)


def test_published_stage_takes_no_change(client: Client, call: Call) -> None:
    stage = call.stages.get(number=1)
    data = typed(client, stage, closes_at="2027-01-01T00:00:00", sections=["overview"])
    data |= {"criteria-0-weight": "99", "criteria-1-DELETE": "on"}
    data |= {"documents-TOTAL_FORMS": "2", "documents-1-code": "new", "documents-1-name": "New"}
    publish(call)
    with nothing_changes():
        refused(client, stage, data)
    shown = Page(client.get(change(stage))).form()
    assert not shown.names & {"closes_at", "sections", "criteria-0-weight"}
    assert "Overview, Team and agencies" in Page(client.get(change(stage))).text
    assert "_save" not in shown.buttons


def test_published_platform_takes_no_change(client: Client, call: Call) -> None:
    platform = call.offers.get().platform
    data = typed(client, platform, name="Other")
    data |= {"instruments-TOTAL_FORMS": "1", "instruments-0-name": "New"}
    publish(call)
    with nothing_changes():
        refused(client, platform, data)


def test_published_offer_takes_no_change(client: Client, call: Call) -> None:
    offer = call.offers.get()
    data = typed(client, offer, **{"limits-0-maximum": "500"})
    data |= {"limits-1-DELETE": "on"}
    publish(call)
    with nothing_changes():
        refused(client, offer, data)
    assert "limits-0-maximum" not in Page(client.get(change(offer))).form().names


def test_platforms_of_a_published_call_are_not_chosen_anew(client: Client, call: Call) -> None:
    data = typed(client, call, platforms=[])
    publish(call)
    with nothing_changes():
        refused(client, call, data)
    shown = Page(client.get(change(call)))
    assert "platforms" not in shown.form().names
    assert change(call.offers.get()) in shown.links


def test_published_platform_takes_no_change_through_its_mission(client: Client, call: Call) -> None:
    mission = call.offers.get().platform.mission
    shown = Page(client.get(change(mission))).form()
    data: dict[str, Any] = dict(shown.values)
    platform = call.offers.get().platform
    data |= {
        "platforms-TOTAL_FORMS": "1",
        "platforms-INITIAL_FORMS": "1",
        "platforms-0-id": platform.pk,
        "platforms-0-mission": mission.pk,
        "platforms-0-name": "Other",
        "platforms-0-note": "Other",
    }
    publish(call)
    with nothing_changes():
        client.post(change(mission), data)
        client.post(change(mission), data | {"platforms-0-DELETE": "on"})
    assert not {one for one in shown.names if one.startswith("platforms-0-name")}


def test_platform_of_a_mission_is_not_deleted_by_a_tick(client: Client, call: Call) -> None:
    assert (
        "platforms-0-DELETE"
        not in Page(client.get(change(call.offers.get().platform.mission))).form().names
    )


def test_published_call_takes_no_new_stage(client: Client, call: Call) -> None:
    path = f"{rows_of('stage')}add/?call={call.pk}&number=3"
    values = {
        "kind": "proposal",
        "opens_at": "2027-06-01T00:00",
        "closes_at": "2027-07-01T00:00",
        "sections": ["overview"],
    }
    data = {**Page(client.get(path)).form().values, **values}
    publish(call)
    with nothing_changes():
        refused = client.post(path, data)
    assert Page(refused).refusals == ["This isn't offered here. Choose from the list."]
    assert "Add a stage" not in Page(client.get(change(call))).text


def test_stage_of_a_draft_is_not_moved_to_a_published_call(client: Client, call: Call) -> None:
    published = f.call("PUB")
    stage = call.stages.get(number=2)
    data = typed(client, stage, call=published.pk, number="3")
    with nothing_changes():
        assert client.post(change(stage), data).status_code == 200


def test_stage_of_a_draft_takes_changes(client: Client, call: Call) -> None:
    stage = call.stages.get(number=1)
    sent = send(client, change(stage), {"criteria-0-weight": "70"}, press="_save")
    assert sent.status_code == 302
    assert [one.weight for one in stage.criteria.all()] == [70, 40]


@pytest.mark.parametrize("model", ["call", "stage", "platform", "mission", "agency"])
def test_rows_are_not_deleted(client: Client, call: Call, model: str) -> None:
    f.agency()
    row: Any = {
        "call": call,
        "stage": call.stages.get(number=1),
        "platform": call.offers.get().platform,
        "mission": call.offers.get().platform.mission,
        "agency": f.agency(),
    }[model]
    with nothing_changes():
        assert client.post(f"{rows_of(model)}{row.pk}/delete/", {"post": "yes"}).status_code == 403
        client.post(
            rows_of(model),
            {"action": "delete_selected", "_selected_action": row.pk, "post": "yes"},
        )


def test_draft_of_a_platform_that_another_call_published_is_closed(
    client: Client, call: Call
) -> None:
    other = f.call("PUB")
    platform = Platform.objects.get()
    assert other.offers.get().platform == platform
    data = {"name": "Other", "mission": platform.mission_id}
    with nothing_changes():
        refused(client, platform, data)
