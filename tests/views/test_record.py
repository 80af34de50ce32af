"""The pages of the public record: planned and actual dates, and each claim with its source."""

from datetime import date
from decimal import Decimal
from typing import Any

import pytest
from django.core.cache import caches
from django.db import connection
from django.test.utils import CaptureQueriesContext

from proposals.models.call import Call, Result
from proposals.models.claim import Claim
from proposals.models.offer import Limit, Offer
from tests import factories as f
from tests.page import browser

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("clock")]

SCMP = {"standing": "reported", "outlet": "SCMP", "published_on": "2023-10-14"}


def record(**fields: Any) -> Call:
    return f.call("REC", provenance=Call.Provenance.RECORD, **fields)


def claim(call: Call, topic: str, text: str, **fields: Any) -> Claim:
    return Claim.objects.create(
        call=call, topic=topic, text=text, **{"standing": "official", **fields}
    )


def test_detail_tells_planned_dates_from_actual_ones() -> None:
    call = record(
        preliminary_selection_planned="2024-04",
        final_selection_planned="2024-09",
        selection_announced_on=date(2025, 4, 24),
    )
    text = browser().open(call.get_absolute_url()).text
    unknown = "whether it was kept isn't known"
    assert f"Preliminary selection, as planned 2024-04 {unknown}" in text
    assert f"Final selection, as planned 2024-09 {unknown}" in text
    assert "Selection announced 24 Apr 2025" in text


def test_detail_shows_each_claim_with_its_standing_and_source() -> None:
    call = record(sources="Xinhua 2022-11-25")
    claim(call, "received", "18")
    claim(call, "passed", "7", **SCMP)
    claim(call, "terms", "Carriage is free", address="https://news.example/4", outlet="China News")
    claim(call, "other", "A window opens at 00:00.", standing="inferred")
    page = browser().open(call.get_absolute_url())
    for line in (
        "Received 18 official Passed",
        "Passed 7 reported SCMP, 2023-10-14",
        "Carriage is free official China News",
        "A window opens at 00:00. inferred by this site",
    ):
        assert line in page.text
    assert "https://news.example/4" in page.links


def test_claim_of_several_sources_is_told_once() -> None:
    call = record()
    claim(call, "other", "A rover was barred.", **SCMP)
    claim(call, "other", "A rover was barred.", standing="reported", outlet="Atalayar")
    text = browser().open(call.get_absolute_url()).text
    assert text.count("A rover was barred.") == 1
    assert "A rover was barred. reported SCMP, 2023-10-14 reported Atalayar" in text


def test_claim_on_a_project_or_a_platform_stands_beside_it() -> None:
    call = record()
    rover = Result.objects.create(call=call, title="Two rovers", partners="METU (TR)")
    Result.objects.create(call=call, title="Camera", partners="BNSSA (BH)")
    reported = {"result": rover, "standing": "reported"}
    claim(call, "mass", "2 × 5 kg", outlet="SpaceNews", **reported)
    claim(call, "partner", "Zhejiang University", **reported)
    offer = Offer.objects.get(call=call)
    claim(call, "limit", "The 200 kg include adapters.", offer=offer, **SCMP)
    page = browser().open(call.get_absolute_url())
    assert (
        "Two rovers METU (TR) Chinese partner: Zhejiang University reported "
        "2 × 5 kg reported SpaceNews"
    ) in " ".join(page.text.split())
    assert "The 200 kg include adapters. reported SCMP, 2023-10-14" in page.text
    assert page.text.count("Zhejiang University") == page.text.count("2 × 5 kg") == 1


@pytest.mark.parametrize("is_named", [True, False])
def test_platform_of_projects_has_a_column_if_a_source_names_it(is_named: bool) -> None:
    call = record()
    platform = Offer.objects.get(call=call).platform if is_named else None
    Result.objects.create(call=call, title="Rover", partners="METU (TR)", platform=platform)
    page = browser().open(call.get_absolute_url())
    assert ('data-label="Platform"' in page.html) is is_named


def test_published_limit_is_shown_with_its_own_digits() -> None:
    call = record()
    Limit.objects.filter(scope="platform").update(maximum=Decimal("66.3"))
    Limit.objects.filter(scope="module").update(maximum=Decimal(1200))
    text = browser().open(call.get_absolute_url()).text
    assert "up to 66.3 adapters" in text
    assert "up to 1200 adapters" in text


def test_page_asks_as_many_queries_for_many_claims() -> None:
    call = record()
    offer = Offer.objects.get(call=call)

    def told(number: int) -> None:
        result = Result.objects.create(
            call=call, title=f"R{number}", partners="P", platform=offer.platform
        )
        for on in ({}, {"offer": offer}, {"result": result}):
            claim(call, "other", f"T{number}", **on)

    def queries() -> int:
        caches["pages"].clear()
        with CaptureQueriesContext(connection) as asked:
            browser().open(call.get_absolute_url())
        return len(asked)

    told(1)
    queries()  # what the process keeps is loaded now
    before = queries()
    told(2)
    told(3)
    assert queries() == before
