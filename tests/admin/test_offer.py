"""What the host publishes of a platform: officers enter periods and requirements, and amend them."""

from decimal import Decimal
from typing import Any

import pytest
from django.test import Client

from proposals.models.call import Amendment, Call
from proposals.models.offer import Offer, Period, Requirement
from tests import factories as f
from tests.admin.office import buttons, change, do, nothing_changes, queries, send
from tests.page import Page, as_, browser

pytestmark = pytest.mark.django_db

NIGHT = {
    "position": "0",
    "kind": "dark",
    "name": "First lunar night",
    "hours": "354",
    "keep_alive_w": "2.5",
}


@pytest.fixture
def offer() -> Offer:
    return f.call(publish=False).offers.get()


def entered(officer: Client, offer: Offer, **rows: Any) -> Any:
    return send(officer, change(offer), rows=rows, press="_save")


def test_officer_enters_periods_and_every_visitor_reads_them(officer: Client, offer: Offer) -> None:
    cruise = {
        "position": "0",
        "kind": "cruise",
        "name": "巡航",
        "passes": "3",
        "mbit_per_pass": "120.5",
    }
    sent = entered(officer, offer, periods=[NIGHT, cruise, NIGHT | {"name": "First lunar night"}])
    assert sent.status_code == 302, Page(sent).refusals
    codes = ["first-lunar-night", "cruise", "first-lunar-night-2"]
    assert [one.code for one in offer.periods.all()] == codes
    night = offer.periods.get(code="first-lunar-night")
    assert (night.hours, night.keep_alive_w, night.energy_wh) == (354, Decimal("2.5"), None)
    Call.objects.update(state="published")
    page = browser().open(offer.call.get_absolute_url())
    assert "Periods: Test mission lander" in page.text
    assert "First lunar night Dark 354 not published 2.5 not published not published" in page.text
    assert "巡航 Cruise not published not published not published 3 120.5" in page.text


def test_periods_stand_in_the_order_that_the_officer_gives(officer: Client, offer: Offer) -> None:
    later = NIGHT | {"name": "Second", "position": "2"}
    entered(officer, offer, periods=[later, NIGHT | {"name": "First", "position": "1"}])
    assert [str(one) for one in offer.periods.all()] == ["First", "Second"]


@pytest.mark.parametrize("name", ["hours", "energy_wh", "keep_alive_w", "passes", "mbit_per_pass"])
@pytest.mark.parametrize("figure", ["-1", "NaN", "Infinity", "1e300", "lots"])
def test_impossible_figure_of_a_period_is_refused(
    officer: Client, offer: Offer, name: str, figure: str
) -> None:
    with nothing_changes():
        refused = entered(officer, offer, periods=[NIGHT | {name: figure}])
    assert refused.status_code == 200
    assert len(Page(refused).refusals) == 1


def test_officer_enters_requirements_and_every_visitor_reads_them(
    officer: Client, offer: Offer
) -> None:
    rows = [
        {
            "position": "1",
            "code": "IF-MEC-01",
            "text": "Stand on four feet.",
            "source": "Interface document, 3.1",
        },
        {"position": "2", "code": "IF-ELE-01", "text": "28 V ± 4 V."},
    ]
    sent = entered(officer, offer, requirements=rows)
    assert sent.status_code == 302, Page(sent).refusals
    Call.objects.update(state="published")
    page = browser().open(offer.call.get_absolute_url())
    assert "Interface requirements: Test mission lander" in page.text
    assert "IF-MEC-01 Stand on four feet. Interface document, 3.1" in page.text
    assert "IF-ELE-01 28 V ± 4 V." in page.text


@pytest.mark.parametrize("code", ["IF MEC", "-IF", "IF=1", "Ж-1", ""])
def test_code_of_a_requirement_has_letters_and_digits(
    officer: Client, offer: Offer, code: str
) -> None:
    refused = entered(
        officer, offer, requirements=[{"position": "1", "code": code, "text": "Stand."}]
    )
    assert refused.status_code == 200
    assert not Requirement.objects.exists()


def test_code_of_a_requirement_is_there_once(officer: Client, offer: Offer) -> None:
    same = {"position": "1", "code": "IF-MEC-01", "text": "Stand."}
    assert entered(officer, offer, requirements=[same, same]).status_code == 200
    assert not Requirement.objects.exists()


# --- Published ------------------------------------------------------------------------------


def test_figure_that_was_unknown_is_published_by_an_amendment(officer: Client) -> None:
    call = f.call()
    night, other = f.period(call), f.period(f.call("TWO"))
    name = f"period_{night.pk}_energy_wh"
    page = browser()
    assert "Night 1 Dark 354 not published" in page.open(call.get_absolute_url()).text
    sent = send(officer, do(call, "amend-offers"), {"text": "The battery is chosen.", name: "800"})
    assert sent.status_code == 302, Page(sent).refusals
    assert Period.objects.get(pk=night.pk).energy_wh == 800
    assert Period.objects.get(pk=other.pk).energy_wh is None
    assert Amendment.objects.get().changes == [
        {"what": "Night 1: energy, Wh", "before": "", "after": "800"}
    ]
    assert "Night 1 Dark 354 800" in page.open(call.get_absolute_url()).text


def test_requirement_is_amended_and_its_old_text_is_public(officer: Client) -> None:
    call = f.call()
    requirement = f.requirement(call)
    name = f"requirement_{requirement.pk}_text"
    send(officer, do(call, "amend-offers"), {"text": "Three are enough.", name: "Three feet."})
    text = browser().open(call.get_absolute_url()).text
    assert "IF-MEC-01: requirement until then: Stand on four feet. now: Three feet." in text


@pytest.mark.parametrize("figure", ["-1", "NaN", "Infinity", "1e300", "lots"])
def test_impossible_figure_is_not_published(officer: Client, figure: str) -> None:
    call = f.call()
    name = f"period_{f.period(call).pk}_hours"
    with nothing_changes():
        refused = send(officer, do(call, "amend-offers"), {"text": "Longer.", name: figure})
    assert refused.status_code == 422
    assert len(Page(refused).refusals) == 1


def test_call_without_periods_and_requirements_has_no_button_for_them(officer: Client) -> None:
    call = f.call()
    assert "amend-offers" not in buttons(officer.get(change(call)))
    f.requirement(call)
    assert "amend-offers" in buttons(officer.get(change(call)))


def test_queries_of_the_page_and_of_the_amendment_of_an_offer() -> None:
    call = f.call()
    f.period(call)
    f.requirement(call)
    paths = (change(call.offers.get()), do(call, "amend-offers"), change(call))
    before = [queries(as_(f.officer()), path) for path in paths]
    for n in (2, 3):
        f.period(call, n)
        f.requirement(call, n)
    assert [queries(as_(f.officer()), path) for path in paths] == before
