"""The screening: a letter beside its checklist, and the next one a click away."""

import json

import pytest
import time_machine
from django.test import Client

from proposals.actions import label as label_actions
from proposals.actions import screening as actions
from proposals.domain.screening import PointGiven
from proposals.models.agency import Membership
from proposals.models.call import Stage
from proposals.models.proposal import Proposal
from proposals.models.screening import CheckPoint, Screening
from tests import factories as f
from tests.page import Page, as_

pytestmark = pytest.mark.django_db

LIST = "/admin/calls/ce8/screening/"


@pytest.fixture(autouse=True)
def after(clock: time_machine.Traveller) -> None:
    clock.move_to(f.AFTER)


@pytest.fixture
def letters() -> list[Proposal]:
    """Three letters that wait for their screening."""
    return [f.submitted(title) for title in ("Alpha", "Beta", "Gamma")]


@pytest.fixture
def points(letters: list[Proposal]) -> list[CheckPoint]:
    """Two points, of which the first decides."""
    given = [
        PointGiven(None, "It names a platform", decides=True),
        PointGiven(None, "It is readable"),
    ]
    return actions.change_checklist(Stage.objects.get(number=1), given, by=f.officer(), at=f.AFTER)


def page_of(client: Client, proposal: Proposal, query: str = "") -> Page:
    return Page(client.get(f"{LIST}{proposal.pk}/{query}"))


def send(
    client: Client, proposal: Proposal, query: str = "", *, result: str = "open", **given: str
) -> Page:
    """Send the form of a letter's page as it is shown, with some inputs changed."""
    form = page_of(client, proposal, query).form("base")
    data = form.filled(given) | {"result": result}
    return Page(client.post(f"{LIST}{proposal.pk}/{query}", data))


def status_of(proposal: Proposal) -> str:
    return Proposal.objects.get(pk=proposal.pk).status


def test_rows_of_the_tab_lead_to_their_checklist(
    points: list[CheckPoint], letters: list[Proposal]
) -> None:
    line = as_(f.officer()).get(LIST).context["table"].lines[0]
    assert line.url.startswith(f"{LIST}{letters[0].pk}/")


def test_one_click_finds_a_letter_eligible_and_leads_to_the_next(
    points: list[CheckPoint], letters: list[Proposal]
) -> None:
    query = "?stage=1&status=submitted"
    page = send(as_(f.officer()), letters[0], query, result="eligible")
    assert page.status == 302
    assert page.response["Location"].startswith(f"{LIST}{letters[1].pk}/")
    assert "status=submitted" in page.response["Location"]
    assert status_of(letters[0]) == "in_review"
    saved = Screening.objects.get(proposal=letters[0])
    assert (saved.answered, saved.noes) == (2, 0)


def test_last_letter_leads_back_to_the_list(
    points: list[CheckPoint], letters: list[Proposal]
) -> None:
    page = send(as_(f.officer()), letters[2], result="eligible")
    assert page.response["Location"] == f"{LIST}?stage=1"


def test_no_to_a_point_that_decides_keeps_the_review_from_starting(
    points: list[CheckPoint], letters: list[Proposal]
) -> None:
    said = {
        f"answer_{points[0].pk}": "no",
        f"note_{points[0].pk}": "Names a rover of another call.",
    }
    page = send(as_(f.officer()), letters[0], result="eligible", **said)
    assert page.status == 422
    assert "“It names a platform” is answered with no" in page.text
    assert "Names a rover of another call." in page.html
    assert status_of(letters[0]) == "submitted"
    assert send(as_(f.officer()), letters[0], result="ineligible", **said).status == 302
    assert status_of(letters[0]) == "ineligible"
    assert (
        json.loads(f.last_entry(letters[0]).text)["reason"]
        == "It names a platform: Names a rover of another call."
    )


def test_ineligible_needs_a_reason(points: list[CheckPoint], letters: list[Proposal]) -> None:
    page = send(
        as_(f.officer()), letters[0], result="ineligible", **{f"answer_{points[1].pk}": "no"}
    )
    assert page.status == 422
    assert "Say why it isn't eligible" in page.text
    page = send(as_(f.officer()), letters[0], result="ineligible", reason="It came by mistake.")
    assert page.status == 302


def test_saving_alone_changes_no_status(points: list[CheckPoint], letters: list[Proposal]) -> None:
    officer = as_(f.officer())
    given = {f"answer_{points[1].pk}": "yes", "labels": "rover,  Needs  care ", "note": "Ask Oz."}
    assert send(officer, letters[0], result="open", **given).status == 302
    assert status_of(letters[0]) == "submitted"
    page = page_of(officer, letters[0])
    assert page.form("base").values["labels"] == ["Needs care, rover"]
    assert "Ask Oz." in page.text
    assert page.form("base").values[f"answer_{points[1].pk}"] == ["yes"]


def test_two_officers_at_one_letter_see_each_other(
    points: list[CheckPoint], letters: list[Proposal]
) -> None:
    mine = page_of(as_(f.officer()), letters[0]).form("base").values
    send(as_(f.officer2()), letters[0], result="open", **{f"answer_{points[0].pk}": "no"})
    sent = {
        **mine,
        f"answer_{points[0].pk}": "yes",
        f"note_{points[1].pk}": "typed",
        "result": "open",
    }
    page = Page(as_(f.officer()).post(f"{LIST}{letters[0].pk}/", sent))
    assert page.status == 422
    assert "Another officer has filled this checklist meanwhile" in page.text
    shown = page.form("base").values
    assert shown[f"answer_{points[0].pk}"] == ["no"]
    assert shown[f"note_{points[1].pk}"] == ["typed"]
    assert (
        Page(as_(f.officer()).post(f"{LIST}{letters[0].pk}/", {**shown, "result": "open"})).status
        == 302
    )


@pytest.mark.parametrize("labels", ["x" * 300, ",".join(str(n) for n in range(30))])
def test_labels_that_are_too_long_or_too_many_are_refused(
    letters: list[Proposal], labels: str
) -> None:
    page = send(as_(f.officer()), letters[0], result="open", labels=labels)
    assert page.status == 422
    assert "characters" in page.text or "at most 20 labels" in page.text


def test_one_label_in_two_cases_is_one(letters: list[Proposal]) -> None:
    label_actions.put(letters[0], ["Rover"], by=f.officer(), at=f.AFTER)
    label_actions.put(letters[1], ["rover", "ROVER"], by=f.officer(), at=f.AFTER)
    assert [one.name for one in letters[1].labels.all()] == ["Rover"]


@pytest.mark.parametrize("name", ["chair", "reviewer", "lead_a"])
def test_screening_is_the_offices_alone(
    points: list[CheckPoint], letters: list[Proposal], name: str
) -> None:
    client = as_(getattr(f, name)())
    for path in (f"{LIST}{letters[0].pk}/", f"{LIST}checklist/"):
        assert client.get(path).status_code in {302, 403, 404}
        assert client.post(path, {"base": "0", "result": "eligible"}).status_code in {302, 403, 404}
    assert status_of(letters[0]) == "submitted"


def test_auditor_reads_and_changes_nothing(
    points: list[CheckPoint], letters: list[Proposal]
) -> None:
    auditor = as_(f.auditor())
    page = page_of(auditor, letters[0])
    assert "It names a platform" in page.text
    assert "Eligible, next" not in page.text
    assert (
        auditor.post(f"{LIST}{letters[0].pk}/", {"base": "0", "result": "eligible"}).status_code
        == 404
    )
    assert status_of(letters[0]) == "submitted"


def test_officer_is_kept_from_a_letter_of_their_own_agency(
    points: list[CheckPoint], letters: list[Proposal]
) -> None:
    officer = f.officer()
    Membership.objects.create(
        agency=letters[0].lead_agency, user=officer, role=Membership.Role.OBSERVER
    )
    assert as_(officer).get(f"{LIST}{letters[0].pk}/").status_code == 404


def test_checklist_is_written_on_its_page(
    points: list[CheckPoint], letters: list[Proposal]
) -> None:
    officer = as_(f.officer())
    form = Page(officer.get(f"{LIST}checklist/")).form("form-0-text").values
    sent = {**form, "form-0-text": "It names one platform", "form-2-text": "It has a mass"}
    assert officer.post(f"{LIST}checklist/", sent).status_code == 302
    texts = list(CheckPoint.objects.values_list("text", flat=True))
    assert texts == ["It names one platform", "It is readable", "It has a mass"]


def test_point_that_was_answered_is_not_removed(
    points: list[CheckPoint], letters: list[Proposal]
) -> None:
    officer = as_(f.officer())
    send(officer, letters[0], result="open", **{f"answer_{points[0].pk}": "yes"})
    form = Page(officer.get(f"{LIST}checklist/")).form("form-0-text").values
    page = Page(officer.post(f"{LIST}checklist/", {**form, "form-0-text": ""}))
    assert page.status == 422
    assert "“It names a platform” has answers" in page.text
    assert CheckPoint.objects.count() == 2


def test_letter_without_a_checklist_is_screened_all_the_same(letters: list[Proposal]) -> None:
    assert send(as_(f.officer()), letters[0], result="eligible").status == 302
    assert status_of(letters[0]) == "in_review"


def test_list_is_filtered_by_checklist_and_label(
    points: list[CheckPoint], letters: list[Proposal]
) -> None:
    officer = as_(f.officer())
    send(officer, letters[0], labels="rover", **{f"answer_{points[1].pk}": "no"})
    label = letters[0].labels.get()

    def listed(query: str) -> list[str]:
        return [one.first.text for one in officer.get(f"{LIST}?{query}").context["table"].lines]

    assert listed("checklist=no") == listed(f"label={label.pk}") == ["CE8-0001"]
    assert listed("checklist=none") == ["CE8-0002", "CE8-0003"]
    page = Page(officer.get(LIST))
    assert "1 answer, 1 no" in page.text
