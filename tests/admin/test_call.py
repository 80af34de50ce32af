"""An officer makes a mission, a platform and a call, and publishes it."""

from datetime import UTC, datetime
from decimal import Decimal

import pytest
from django.test import Client

from proposals.models.account import User
from proposals.models.call import (
    Call,
    CallLevel,
    CallTopic,
    Criterion,
    RequiredDocument,
    Result,
    Stage,
)
from proposals.models.mission import HostInstrument, Mission, Platform
from proposals.models.offer import Limit, Offer
from tests import factories as f
from tests.admin.office import change, do, notes, nothing_changes, rows_of, send
from tests.page import Page, as_

pytestmark = pytest.mark.django_db


def lander(officer: Client) -> Platform:
    """Make a mission with a platform and the host's instruments."""
    send(officer, f"{rows_of('mission')}add/", {"name": "Chang'e-8", "slug": "change-8"})
    mission = Mission.objects.get()
    sent = send(
        officer,
        f"{rows_of('platform')}add/",
        {"mission": mission.pk, "name": "lander"},
        rows={
            "instruments": [{"name": "Landing camera"}],
        },
        press="_save",
    )
    assert sent.status_code == 302, Page(sent).refusals
    return Platform.objects.get()


def draft(officer: Client, platform: Platform | None) -> Call:
    sent = send(
        officer,
        f"{rows_of('call')}add/",
        {
            "title": "Chang'e-8 call",
            "slug": "change-8-call",
            "prefix": "CX8",
            "platforms": [platform.pk] if platform else [],
        },
        rows={
            "levels": [{"code": "unit", "name": "Payload level", "uses_platform": "on"}],
            "topics": [
                {"kind": "objective", "text": "Regional geology"},
                {"kind": "priority", "text": "In-situ resources"},
            ],
        },
        press="_save",
    )
    assert sent.status_code == 302, Page(sent).refusals
    call = Call.objects.get(prefix="CX8")
    for offer in call.offers.all():
        add_limits(officer, offer)
    return call


def add_limits(officer: Client, offer: Offer) -> None:
    sent = send(
        officer,
        change(offer),
        rows={
            "limits": [
                {"quantity": "mass", "scope": "platform", "maximum": "200"},
                {"quantity": "mass", "scope": "module", "maximum": "100"},
            ]
        },
        press="_save",
    )
    assert sent.status_code == 302, Page(sent).refusals
    assert sent["Location"] == change(offer.call)


def add_stage(officer: Client, call: Call, number: int, **given: object) -> Stage:
    sent = send(
        officer,
        f"{rows_of('stage')}add/?call={call.pk}&number={number}",
        {
            "kind": "letter" if number == 1 else "proposal",
            "opens_at": "2026-11-01T00:00" if number == 1 else "2026-12-02T00:00",
            "closes_at": "2026-12-01T23:59:59" if number == 1 else "2027-01-31T23:59:59",
            "sections": f.LETTER if number == 1 else f.FULL,
            **given,
        },
        rows={
            "criteria": [
                {"name": "Science", "weight": "60"},
                {"name": "Feasibility", "weight": "40"},
            ],
            "documents": [{"code": "endorsement", "name": "Endorsement", "required": "on"}],
        },
        press="_save",
    )
    assert sent.status_code == 302, Page(sent).refusals
    assert sent["Location"] == change(call)
    return call.stages.get(number=number)


def test_mission_has_a_platform_with_instruments(officer: Client) -> None:
    lander(officer)
    assert HostInstrument.objects.get().name == "Landing camera"


def test_call_offers_a_platform_with_limits(officer: Client) -> None:
    call = draft(officer, lander(officer))
    offer = call.offers.get()
    assert offer.code == "lander"
    assert change(offer) in officer.get(change(call)).content.decode()
    limits = Limit.objects.values_list("offer", "quantity", "scope", "maximum")
    assert list(limits) == [
        (offer.pk, "mass", "platform", Decimal(200)),
        (offer.pk, "mass", "module", Decimal(100)),
    ]
    told = Page(officer.get(f"{rows_of('offer')}{offer.pk}/history/")).text
    assert "maximum: 200" in told


def test_platforms_of_a_draft_are_chosen_anew_and_those_that_stay_keep_their_limits(
    officer: Client,
) -> None:
    lander_ = lander(officer)
    other = Mission.objects.create(slug="other", name="Other mission")
    second = Platform.objects.create(mission=other, name="lander")
    call = draft(officer, lander_)
    sent = send(officer, change(call), {"platforms": [lander_.pk, second.pk]}, press="_save")
    assert sent.status_code == 302, Page(sent).refusals
    assert [one.code for one in call.offers.all()] == ["lander", "lander-2"]
    assert call.offers.get(code="lander").limits.count() == 2
    assert Page(officer.get(change(call))).form().values["platforms"] == [
        str(lander_.pk),
        str(second.pk),
    ]
    send(officer, change(call), {"platforms": [second.pk]}, press="_save")
    assert [one.code for one in call.offers.all()] == ["lander-2"]
    assert not Limit.objects.exists()


def test_platform_can_be_added_on_the_page_of_its_mission(officer: Client) -> None:
    lander(officer)
    mission = Mission.objects.get()
    sent = send(officer, change(mission), rows={"platforms": [{"name": "orbiter"}]}, press="_save")
    assert sent.status_code == 302, Page(sent).refusals
    assert [one.name for one in mission.platforms.all()] == ["lander", "orbiter"]


def test_call_is_made_in_parts_and_published(officer: Client, client: Client) -> None:
    call = draft(officer, lander(officer))
    add_stage(officer, call, 1)
    assert client.get(call.get_absolute_url()).status_code == 404
    sent = officer.post(do(call, "publish"))
    assert sent.status_code == 302
    assert notes(officer, sent) == [f"{call} is published. It changes by amendment only now."]
    call.refresh_from_db()
    assert (call.state, call.announced_on) == ("published", f.NOW.date())
    assert CallLevel.objects.get().name == "Payload level"
    assert set(CallTopic.objects.values_list("kind", "code", "text")) == {
        ("objective", "regional-geology", "Regional geology"),
        ("priority", "in-situ-resources", "In-situ resources"),
    }
    assert list(Criterion.objects.values_list("name", "weight")) == [
        ("Science", 60),
        ("Feasibility", 40),
    ]
    assert RequiredDocument.objects.get().required
    stage = Stage.objects.get()
    assert (stage.number, stage.sections) == (1, f.LETTER)
    assert stage.closes_at == datetime(2026, 12, 1, 23, 59, 59, tzinfo=UTC)
    public = Page(client.get(call.get_absolute_url())).text
    for told in (
        "Regional geology",
        "In-situ resources",
        "Payload level",
        "Feasibility",
        "up to 200",
    ):
        assert told in public


def test_topics_of_one_text_have_codes_that_differ_and_keep_them(officer: Client) -> None:
    call = draft(officer, lander(officer))
    same = {"kind": "objective", "text": "Regional geology"}
    sent = send(
        officer,
        change(call),
        {"topics-0-text": "Geology of the region"},
        rows={"topics": [same, same]},
        press="_save",
    )
    assert sent.status_code == 302, Page(sent).refusals
    objectives = call.topics.filter(kind="objective").order_by("pk")
    assert list(objectives.values_list("code", "text")) == [
        ("regional-geology", "Geology of the region"),
        ("regional-geology-2", "Regional geology"),
        ("regional-geology-3", "Regional geology"),
    ]


@pytest.mark.parametrize(
    ("has_platform", "stages", "sentence"),
    [
        (True, 0, "Add at least one stage first."),
        (False, 1, "Choose at least one platform first."),
    ],
)
def test_publish_refuses_an_incomplete_call(
    officer: Client, has_platform: bool, stages: int, sentence: str
) -> None:
    platform = lander(officer)
    call = draft(officer, platform)
    if stages:
        add_stage(officer, call, 1)
    if not has_platform:
        call.offers.all().delete()
    sent = officer.post(do(call, "publish"))
    assert sent.status_code == 422
    assert Page(sent).refusals == [sentence]
    call.refresh_from_db()
    assert call.state == "draft"


def test_publish_refuses_a_stage_without_criteria(officer: Client) -> None:
    call = draft(officer, lander(officer))
    stage = add_stage(officer, call, 1)
    remove = {f"criteria-{n}-DELETE": "on" for n in (0, 1)}
    assert send(officer, change(stage), remove, press="_save").status_code == 302
    assert Page(officer.post(do(call, "publish"))).refusals == ["Stage 1 has no criteria yet."]


def test_publish_refuses_stages_that_overlap(officer: Client) -> None:
    call = draft(officer, lander(officer))
    add_stage(officer, call, 1)
    add_stage(officer, call, 2, opens_at="2026-11-15T00:00")
    assert Page(officer.post(do(call, "publish"))).refusals == [
        "A stage opens before the one before it closes."
    ]


def test_call_without_a_platform_is_refused_at_the_field(officer: Client) -> None:
    lander(officer)
    values = {"title": "A call", "slug": "a-call", "prefix": "ACL"}
    sent = send(officer, f"{rows_of('call')}add/", values, press="_save")
    assert "This can't be left empty." in Page(sent).refusals
    assert Page(sent).form().values["title"] == ["A call"]


@pytest.mark.parametrize("prefix", ["A/B", "A B", "../x", "A?b", "A%2"])
def test_call_prefix_that_breaks_addresses_is_refused(officer: Client, prefix: str) -> None:
    platform = lander(officer)
    values = {"title": "A call", "slug": "a-call", "prefix": prefix, "platforms": [platform.pk]}
    sent = send(officer, f"{rows_of('call')}add/", values, press="_save")
    assert sent.status_code == 200
    assert not Call.objects.exists()
    assert Page(sent).form().values["prefix"] == [prefix]


@pytest.mark.parametrize("margin", ["NaN", "Infinity", "-0.1", "1.5", "0.12345"])
def test_call_margin_must_be_a_fraction(officer: Client, margin: str) -> None:
    platform = lander(officer)
    values = {"title": "A", "slug": "a", "prefix": "A", "platforms": [platform.pk]}
    sent = send(officer, f"{rows_of('call')}add/", {**values, "planning_reserve": margin})
    assert sent.status_code == 200
    assert len(Page(sent).refusals) == 1
    assert not Call.objects.exists()


def test_stage_that_closes_before_it_opens_is_refused(officer: Client) -> None:
    call = draft(officer, lander(officer))
    sent = send(
        officer,
        f"{rows_of('stage')}add/?call={call.pk}&number=1",
        {
            "kind": "letter",
            "opens_at": "2026-12-01T00:00",
            "closes_at": "2026-11-01T00:00",
            "sections": ["overview"],
        },
        press="_save",
    )
    assert "A stage closes after it opens." in Page(sent).refusals
    assert not Stage.objects.exists()


@pytest.mark.parametrize("maximum", ["NaN", "Infinity", "1e99", "-", "99999999999"])
def test_limit_must_be_a_figure(officer: Client, maximum: str) -> None:
    offer = draft(officer, lander(officer)).offers.get()
    sent = send(officer, change(offer), {"limits-0-maximum": maximum}, press="_save")
    assert sent.status_code == 200
    assert len(Page(sent).refusals) >= 1
    assert [one.maximum for one in offer.limits.all()] == [200, 100]


def test_limit_range_that_is_upside_down_is_refused(officer: Client) -> None:
    offer = draft(officer, lander(officer)).offers.get()
    values = {"limits-0-minimum": "300", "limits-0-maximum": "200"}
    sent = send(officer, change(offer), values, press="_save")
    assert sent.status_code == 200
    assert Page(sent).refusals


def test_history_tells_who_made_the_call_and_what_it_offers(officer: Client) -> None:
    call = draft(officer, lander(officer))
    page = Page(officer.get(f"{rows_of('call')}{call.pk}/history/")).text
    assert "Create" in page
    assert "officer" in page
    assert "platforms: Chang'e-8 lander" in page


def test_times_are_typed_in_the_officers_own_zone() -> None:
    User.objects.filter(pk=f.officer().pk).update(time_zone="Asia/Shanghai")
    officer = as_(f.officer())
    call = draft(officer, lander(officer))
    stage = add_stage(officer, call, 1, closes_at="2026-12-02T07:59:59")
    assert stage.closes_at == datetime(2026, 12, 1, 23, 59, 59, tzinfo=UTC)
    page = officer.get(change(stage))
    assert Page(page).form().values["closes_at"] == ["2026-12-02T07:59:59"]
    assert "In your time zone, Asia/Shanghai." in Page(page).text


@pytest.mark.parametrize("query", ["call=abc&number=x", "call=99999", "call=1&sections=x", "call="])
def test_stage_page_answers_whatever_its_address_says(officer: Client, query: str) -> None:
    assert officer.get(f"{rows_of('stage')}add/?{query}").status_code == 200


def test_claims_of_a_record_are_entered_with_their_source(officer: Client) -> None:
    other = f.call("OWN", publish=False)
    call = f.call("REC", publish=False, provenance=Call.Provenance.RECORD)
    rover = Result.objects.create(call=call, title="A rover", partners="METU (TR)")
    Result.objects.create(call=other, title="A camera", partners="BNSSA (BH)")
    page = Page(officer.get(change(call)))
    choices = page.texts("//*[@name='claims-__prefix__-result']/option")
    assert choices == ["---------", "A rover"]
    claim = {
        "topic": "mass",
        "text": "2 × 5 kg",
        "standing": "reported",
        "outlet": "SpaceNews",
        "published_on": "April 2025",
        "result": str(rover.pk),
    }
    refused = send(officer, change(call), rows={"claims": [claim]})
    assert "Write year, year-month or year-month-day." in Page(refused).text
    claim["published_on"] = "2025-04"
    assert send(officer, change(call), rows={"claims": [claim]}).status_code == 302
    entered = rover.claims.get()
    assert (entered.call, entered.standing, entered.published_on) == (call, "reported", "2025-04")
    assert "claims-0-text" not in Page(officer.get(change(other))).form().names


def test_inferred_claim_names_no_outlet(officer: Client) -> None:
    call = f.call("REC", publish=False, provenance=Call.Provenance.RECORD)
    claim = {"topic": "other", "text": "It fits.", "standing": "inferred", "outlet": "SCMP"}
    with nothing_changes():
        refused = send(officer, change(call), rows={"claims": [claim]})
    assert "What this site inferred has no outlet." in Page(refused).text
