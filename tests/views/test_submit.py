"""Submitting: in time, late, twice, and what the receipt proves."""

from datetime import timedelta
from typing import Any

import pytest

from proposals.actions import extension as extension_actions
from proposals.actions import section
from proposals.models.call import Stage
from proposals.models.message import Message
from proposals.models.proposal import Proposal
from proposals.models.revision import Revision
from proposals.models.section import SectionVersion
from tests import factories as f
from tests.page import Browser, Page, browser

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("clock")]

SUBMIT = "/proposals/CE8-0001/submit/"
SECOND = timedelta(seconds=1)
# More ids than a query of either database takes.
MANY = ",".join(map(str, range(300_000)))


def submit(lead: Browser) -> Page:
    return lead.press(lead.open(SUBMIT), "Submit this")


def test_submit_lands_on_a_receipt_and_mails_it() -> None:
    f.written()
    lead = browser(f.lead_a())
    page = submit(lead)
    assert lead.path == "/proposals/CE8-0001/revisions/1/receipt/"
    revision = Revision.objects.get()
    assert page.headings[0] == "Receipt"
    for proof in ("CE8-0001", "Revision 1", "2 Nov 2026, 12:00:00 UTC", revision.sha256, "lead-a"):
        assert proof in page.text
    message = Message.objects.filter(to="lead-a@test.example").latest("pk")
    assert message.subject == "Receipt: CE8-0001, revision 1"
    for proof in ("CE8-0001", "2026-11-02 12:00:00 UTC", revision.sha256):
        assert proof in message.body


def test_submit_again_makes_the_next_revision() -> None:
    proposal = f.submitted()
    lead = browser(f.lead_a())
    page = lead.open("/proposals/CE8-0001/sections/overview/")
    lead.send(page, {"title": "A better spectrometer"}, button="stay")
    page = submit(lead)
    assert lead.path == "/proposals/CE8-0001/revisions/2/receipt/"
    assert "Revision 2" in page.text
    first, second = Revision.objects.order_by("number")
    assert (first.title, second.title) == ("A spectrometer", "A better spectrometer")
    assert second.previous_sha256 == first.sha256
    assert "replaced by a later one" in lead.open("/proposals/CE8-0001/revisions/1/receipt/").text
    assert "A spectrometer" in lead.open("/proposals/CE8-0001/revisions/1/").headings
    proposal.refresh_from_db()
    assert proposal.current_revision == second


def test_submit_twice_makes_one_revision_and_one_receipt() -> None:
    f.written()
    lead = browser(f.lead_a())
    first = submit(lead)
    mails = Message.objects.count()
    second = lead.again()
    assert lead.path == "/proposals/CE8-0001/revisions/1/receipt/"
    assert Revision.objects.count() == 1
    assert Message.objects.count() == mails
    assert first.text == second.text


def test_submit_of_what_was_submitted_an_hour_ago_says_so(clock: Any) -> None:
    f.written()
    submit(browser(f.lead_a()))
    clock.shift(timedelta(hours=1))
    assert "Nothing has changed since this revision" in submit(browser(f.lead_a())).text
    assert Revision.objects.count() == 1


def test_submit_twice_a_late_second_click_still_shows_the_receipt(clock: Any) -> None:
    f.written()
    clock.move_to(f.CLOSES)
    lead = browser(f.lead_a())
    submit(lead)
    clock.move_to(f.CLOSES + SECOND)
    assert lead.again().headings[0] == "Receipt"
    assert Revision.objects.count() == 1


def test_submit_freezes_what_the_page_showed() -> None:
    proposal = f.written()
    lead = browser(f.lead_a())
    page = lead.open(SUBMIT)
    # A colleague saves between reading and clicking.
    answers = f.answers(proposal)["overview"] | {"title": "Not seen"}
    section.save(proposal, "overview", answers, by=f.proposer_a(), at=f.NOW)
    lead.press(page, "Submit this")
    assert Revision.objects.get().title == "A spectrometer"
    assert lead.open("/proposals/CE8-0001/").headings[0] == "Not seen"


@pytest.mark.parametrize(
    "saw",
    [
        "nonsense",
        "overview:x",
        "overview:1:2",
        "::,::",
        "x" * 200_000,
        "\0",
        ",,,",
        "overview:²",
        "overview:-1",
        f"overview:{'9' * 400}",
    ],
)
def test_submit_with_a_garbled_list_of_versions_asks_to_submit_again(saw: str) -> None:
    f.written()
    lead = browser(f.lead_a())
    page = lead.send(lead.open(SUBMIT), {"saw": saw})
    assert page.status == 422
    assert not Revision.objects.exists()
    assert lead.press(page, "Submit this").headings[0] == "Receipt"


@pytest.mark.parametrize("files", ["x", "1,,2", "9" * 30, "1;2", MANY])
def test_submit_with_a_garbled_list_of_files_asks_to_submit_again(files: str) -> None:
    f.written()
    lead = browser(f.lead_a())
    page = lead.send(lead.open(SUBMIT), {"saw_documents": files})
    assert page.status == 422
    assert "Part of the form was lost on the way." in page.text
    assert not Revision.objects.exists()


def test_submit_that_names_no_versions_takes_the_latest() -> None:
    f.written()
    lead = browser(f.lead_a())
    assert lead.send(lead.open(SUBMIT), {"saw": ""}).headings[0] == "Receipt"


@pytest.mark.parametrize("saw", ["overview:99", "x:1"])
def test_submit_refuses_versions_that_are_not_there(saw: str) -> None:
    f.written()
    lead = browser(f.lead_a())
    page = lead.send(lead.open(SUBMIT), {"saw": saw})
    assert page.status == 422
    assert "missing" in page.text
    assert not Revision.objects.exists()


# --- The window ---------------------------------------------------------------------------------


def test_submit_in_the_last_instant_is_taken(clock: Any) -> None:
    f.written()
    clock.move_to(f.CLOSES)
    assert submit(browser(f.lead_a())).headings[0] == "Receipt"


def test_submit_one_second_late_is_refused_and_the_text_kept(clock: Any) -> None:
    f.written()
    clock.move_to(f.CLOSES)
    lead = browser(f.lead_a())
    page = lead.open(SUBMIT)
    versions = list(SectionVersion.objects.values_list("pk", "data"))
    clock.move_to(f.CLOSES + SECOND)
    page = lead.press(page, "Submit this")
    assert page.status == 422
    assert "This stage isn't open for submission at this time." in page.text
    assert "Everything you wrote is kept." in page.text
    assert "Plain words that say enough." in page.text
    assert not Revision.objects.exists()
    assert Proposal.objects.get().status == "draft"
    assert list(SectionVersion.objects.values_list("pk", "data")) == versions
    assert "Submit this" not in lead.open(SUBMIT).text


def test_submit_before_the_stage_opens_is_refused(clock: Any) -> None:
    f.written()
    clock.move_to(f.NOW - timedelta(days=31))
    lead = browser(f.lead_a())
    assert lead.client.post(SUBMIT, {"saw": ""}).status_code == 422
    assert not Revision.objects.exists()


def test_submit_late_is_taken_within_a_named_extension(clock: Any) -> None:
    proposal = f.written()
    other = f.written("Without one", by=f.lead_b())
    until = f.CLOSES + timedelta(days=1)
    extension_actions.grant(proposal, until=until, reason="Strike.", by=f.officer(), at=f.NOW)
    clock.move_to(until)
    assert submit(browser(f.lead_a())).headings[0] == "Receipt"
    response = browser(f.lead_b()).client.post(f"{other.get_absolute_url()}submit/", {"saw": ""})
    assert response.status_code == 422


@pytest.mark.parametrize(
    ("stamp", "processed", "taken"),
    [
        (f.CLOSES - SECOND, f.CLOSES + SECOND, True),  # arrived in time, processed late
        (f.CLOSES, f.CLOSES + timedelta(seconds=120), True),
        (f.CLOSES, f.CLOSES + timedelta(seconds=121), False),  # too old to be believed
        (f.CLOSES + SECOND, f.CLOSES, True),  # in the future: the clock counts
        (f.CLOSES - SECOND, f.CLOSES - SECOND, True),
        (f.CLOSES + SECOND, f.CLOSES + 2 * SECOND, False),
    ],
)
def test_submit_counts_the_time_of_arrival(
    clock: Any, settings: Any, stamp: Any, processed: Any, taken: bool
) -> None:
    settings.ARRIVAL_HEADER = "X-Request-Start"
    f.written()
    clock.move_to(processed)
    lead = browser(f.lead_a())
    response = lead.client.post(
        SUBMIT, {"saw": ""}, headers={"X-Request-Start": f"t={stamp.timestamp():.3f}"}
    )
    assert response.status_code == (302 if taken else 422)
    assert Revision.objects.exists() is taken
    if taken:
        revision = Revision.objects.get()
        assert revision.received_at == min(stamp, processed)
        assert revision.recorded_at == processed


def test_submit_believes_no_stamp_where_no_proxy_is_configured(clock: Any) -> None:
    f.written()
    clock.move_to(f.CLOSES + SECOND)
    lead = browser(f.lead_a())
    stamp = f"t={f.CLOSES.timestamp()}"
    response = lead.client.post(
        SUBMIT, {"saw": ""}, headers={"X-Request-Start": stamp, "Arrival": stamp}
    )
    assert response.status_code == 422


@pytest.mark.parametrize(
    "stamp", ["", "t=", "t=nan", "t=inf", "t=-inf", "t=1e999", "x", "t=१", "0"]
)
def test_submit_ignores_a_garbled_stamp(clock: Any, settings: Any, stamp: str) -> None:
    settings.ARRIVAL_HEADER = "X-Request-Start"
    f.written()
    clock.move_to(f.CLOSES + SECOND)
    lead = browser(f.lead_a())
    response = lead.client.post(SUBMIT, {"saw": ""}, headers={"X-Request-Start": stamp})
    assert response.status_code == 422


# --- What is asked ------------------------------------------------------------------------------


def test_submit_lists_what_is_missing_and_is_refused() -> None:
    proposal = f.draft()
    f.write(proposal, ["overview", "team"], by=f.lead_a(), at=f.NOW)
    lead = browser(f.lead_a())
    page = lead.open(SUBMIT)
    assert "Scientific objective is missing" in page.text
    page = lead.press(page, "Submit this")
    assert page.status == 422
    assert "Something that this stage requires is missing" in page.text
    assert not Revision.objects.exists()


def test_submit_warns_of_a_letter_over_the_limits_and_takes_it() -> None:
    proposal = f.written()
    heavy = f.answers(proposal)["equipment"] | {
        "items": [f.item(cbe_kg="250", module="Arm")],
        "modules": [{"name": "Arm", "count": 1}],
    }
    section.save(proposal, "equipment", heavy, by=f.lead_a(), at=f.NOW)
    lead = browser(f.lead_a())
    page = lead.open(SUBMIT)
    for figure in ("300", "200", "100"):
        assert f"{figure} kg" in page.text
    assert "You may submit all the same." in page.text
    assert "This blocks the submission." not in page.text
    assert lead.press(page, "Submit this").headings[0] == "Receipt"


def test_submit_refuses_a_full_proposal_over_the_limit(clock: Any) -> None:
    proposal = f.in_review()
    f.decided(proposal, "shortlist")
    at = f.AFTER + timedelta(days=1)
    clock.move_to(at)
    f.write(proposal, f.FULL, by=f.lead_a(), at=at)
    heavy = f.answers(proposal)["equipment"] | {"items": [f.item(cbe_kg="250")]}
    section.save(proposal, "equipment", heavy, by=f.lead_a(), at=at)
    lead = browser(f.lead_a())
    page = lead.open(SUBMIT)
    assert "This blocks the submission." in page.text
    page = lead.press(page, "Submit this")
    assert page.status == 422
    assert "is over a limit" in page.text
    assert Revision.objects.count() == 1
    section.save(proposal, "equipment", f.answers(proposal)["equipment"], by=f.lead_a(), at=at)
    assert submit(lead).headings[0] == "Receipt"
    assert Revision.objects.get(number=2).stage.number == 2


def test_submit_is_the_lead_teams() -> None:
    proposal = f.written()
    for person in (f.observer_a(), f.proposer_a()):
        visitor = browser(person)
        page = visitor.open(SUBMIT)
        assert "This can't be submitted by you now" in page.text
        assert not any("saw" in form.names for form in page.forms)
        response = visitor.client.post(SUBMIT, {"saw": ""})
        assert response.status_code == 422
        assert (
            "This isn&#x27;t yours to do: the lead proposer or an administrator"
            in response.content.decode()
        )
    proposal.refresh_from_db()
    assert proposal.status == "draft"
    assert not Revision.objects.exists()


def test_submit_within_the_grace_is_taken_and_the_grace_not_announced(clock: Any) -> None:
    f.written()
    Stage.objects.filter(number=1).update(grace_seconds=60)
    for late, taken in ((61, False), (60, True)):
        clock.move_to(f.CLOSES + late * SECOND)
        lead = browser(f.lead_a())
        page = lead.open(SUBMIT)
        assert "12 Nov 2026, 12:00:00 UTC" in page.text
        assert "12:01" not in page.text
        assert lead.client.post(SUBMIT, {"saw": ""}).status_code == (302 if taken else 422)
