"""A partner's proposals: the list, starting one, and its page."""

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest

from proposals.actions import clarification as clarification_actions
from proposals.actions import decision as decision_actions
from proposals.actions import document as document_actions
from proposals.actions import extension as extension_actions
from proposals.actions import proposal as proposal_actions
from proposals.actions import section, status
from proposals.domain.verb import Verb
from proposals.models.account import User
from proposals.models.agency import Membership
from proposals.models.call import Call
from proposals.models.proposal import Proposal
from tests import factories as f
from tests.page import as_shown, browser

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("clock")]


# --- Start --------------------------------------------------------------------------------------


def test_start_gives_a_reference_and_opens_the_first_section() -> None:
    call = f.call()
    lead = browser(f.lead_a())
    page = lead.send(lead.open(f"/calls/{call.slug}/start/"), {"title": "A spectrometer"})
    assert lead.path == "/proposals/CE8-0001/sections/overview/"
    assert page.form("title").values["title"] == ["A spectrometer"]
    proposal = Proposal.objects.get()
    assert (proposal.lead, proposal.lead_agency.name) == (f.lead_a(), "Agency A")


def test_start_offers_an_agency_once_however_many_write_for_it() -> None:
    call = f.call()
    f.proposer_a()
    lead = browser(f.lead_a())
    page = lead.open(f"/calls/{call.slug}/start/")
    options = [has["value"] for tag, has in page.tags if tag == "option" and has.get("value")]
    assert options == [str(f.agency().pk)]
    lead.send(page, {"title": "A spectrometer"})
    assert Proposal.objects.get().lead_agency == f.agency()


def test_start_chooses_the_agency_that_the_person_used_last() -> None:
    call, lead = f.call(), f.lead_a()
    other = f.agency("Agency C")
    Membership.objects.create(agency=other, user=lead, role=Membership.Role.PROPOSER)
    path = f"/calls/{call.slug}/start/"
    assert browser(lead).open(path).form("title").values["agency"] == [""]
    for agency in (f.agency(), other, f.agency()):
        proposal_actions.start(call=call, agency=agency, title="One", by=lead, at=f.NOW)
        chosen = browser(lead).open(path).form("title").values["agency"]
        assert chosen == [str(agency.pk)]
    Membership.objects.filter(agency=f.agency(), user=lead).delete()
    assert browser(lead).open(path).form("title").values["agency"] == [str(other.pk)]


def test_start_offers_nothing_to_an_observer() -> None:
    call = f.call()
    f.lead_a()
    page = browser(f.observer_a()).open(f"/calls/{call.slug}/start/")
    assert not any("title" in form.names for form in page.forms)
    assert "Ask its administrator to make you a proposer" in page.text
    assert "Register your agency first" not in page.text


def test_start_refuses_an_observer_and_another_agency() -> None:
    call = f.call()
    f.lead_a()
    for person in (f.observer_a(), f.lead_b()):
        response = browser(person).client.post(
            f"/calls/{call.slug}/start/", {"title": "Mine", "agency": f.agency().pk}
        )
        assert response.status_code == 422
    assert not Proposal.objects.exists()


@pytest.mark.parametrize(
    ("title", "sentence"),
    [("", "can't be left empty"), ("T" * 200_000, "at most 200"), ("T\0", "can't be stored")],
)
def test_start_refuses_with_a_sentence_at_the_field(title: str, sentence: str) -> None:
    call = f.call()
    lead = browser(f.lead_a())
    page = lead.send(lead.open(f"/calls/{call.slug}/start/"), {"title": title})
    assert page.status == 422
    assert sentence in page.errors["title"]
    assert page.form("title").values["title"] == [as_shown(title)]
    assert not Proposal.objects.exists()


def test_start_is_refused_after_the_first_stage_closed(clock: Any) -> None:
    call = f.call()
    clock.move_to(f.CLOSES - timedelta(seconds=1))
    lead = browser(f.lead_a())
    page = lead.open(f"/calls/{call.slug}/start/")
    clock.move_to(f.CLOSES + timedelta(seconds=1))
    page = lead.send(page, {"title": "Too late"})
    assert page.status == 422
    assert "This call takes no new proposals." in page.text
    assert page.form("title").values["title"] == ["Too late"]


def test_start_is_refused_on_a_cancelled_call() -> None:
    call = f.call()
    lead = browser(f.lead_a())
    page = lead.open(f"/calls/{call.slug}/start/")
    Call.objects.update(state=Call.State.CANCELLED)
    page = lead.send(page, {"title": "For nothing"})
    assert page.status == 422
    assert "This call takes no new proposals." in page.text
    assert f"/calls/{call.slug}/start/" not in lead.open("/proposals/").links
    assert f"/calls/{call.slug}/start/" not in lead.open(call.get_absolute_url()).links


def test_start_on_a_draft_call_is_not_found() -> None:
    f.call(publish=False)
    assert browser(f.lead_a()).open("/calls/ce8/start/").status == 404


# --- List ---------------------------------------------------------------------------------------


def test_change_since_the_submission_is_named_until_it_is_submitted(clock: Any) -> None:
    proposal = f.submitted()
    lead = browser(f.lead_a())
    for path in ("/proposals/", proposal.get_absolute_url()):
        assert "Nothing to do" in lead.open(path).text
    data = f.answers(proposal)["overview"] | {"title": "A better title"}
    section.save(proposal, "overview", data, by=f.lead_a(), at=f.NOW)
    for path in ("/proposals/", proposal.get_absolute_url()):
        assert "Submit again: what you changed since isn't submitted" in lead.open(path).text
    assert "Changed since revision 1, and not submitted." in lead.open(path).text
    proposal_actions.submit(proposal, by=f.lead_a(), at=f.NOW)
    assert "Nothing to do" in lead.open(path).text
    document = f.document(proposal)
    assert "Changed since revision 2, and not submitted." in lead.open(path).text
    proposal_actions.submit(proposal, by=f.lead_a(), at=f.NOW)
    assert "Nothing to do" in lead.open(path).text
    document_actions.remove(document, by=f.lead_a(), at=f.NOW)
    assert "Changed since revision 3, and not submitted." in lead.open(path).text


def test_withdraw_says_when_it_is_for_good(clock: Any) -> None:
    proposal = f.submitted()
    path = f"{proposal.get_absolute_url()}act/withdraw/"
    assert "You can revive it while the window is open" in browser(f.lead_a()).open(path).text
    clock.move_to(f.AFTER)
    assert "you can't revive it" in browser(f.lead_a()).open(path).text


def test_list_shows_status_next_step_and_due() -> None:
    f.submitted("The submitted one")
    f.draft("The draft")
    page = browser(f.lead_a()).open("/proposals/")
    assert "The draft" in page.text
    assert "Draft Submit closes in 1 week, 3 days 12 Nov 2026, 12:00 UTC" in page.text
    assert "Submitted Nothing to do. You can still submit again closes in 1 week" in page.text


def test_list_shows_the_due_date_of_a_question_and_of_the_next_stage(clock: Any) -> None:
    asked, invited = f.in_review("The asked one"), f.in_review("The invited one")
    due = f.AFTER + timedelta(days=3)
    clarification_actions.ask(asked, text="Why?", due_at=due, by=f.officer(), at=f.AFTER)
    f.decided(invited, "shortlist")
    clock.move_to(f.AFTER + timedelta(hours=1))
    page = browser(f.lead_a()).open("/proposals/")
    assert (
        "Question for you Answer the question due in 2 days, 23 hours 15 Nov 2026, 13:00 UTC"
        in page.text
    )
    assert (
        "Shortlisted: full proposal invited Submit the full proposal closes in 3 months, 1 week 20 Feb 2027, 12:00 UTC"
        in page.text
    )


def test_list_counts_an_extension(clock: Any) -> None:
    proposal = f.draft()
    until = f.CLOSES + timedelta(days=2)
    extension_actions.grant(proposal, until=until, reason="Strike.", by=f.officer(), at=f.NOW)
    clock.move_to(f.CLOSES + timedelta(days=1))
    assert (
        "Draft Submit closes in 1 day 14 Nov 2026, 12:00 UTC"
        in browser(f.lead_a()).open("/proposals/").text
    )


def test_list_asks_for_nothing_after_a_call_was_cancelled() -> None:
    f.draft()
    Call.objects.update(state=Call.State.CANCELLED)
    for path in ("/proposals/", "/proposals/CE8-0001/"):
        page = browser(f.lead_a()).open(path)
        assert "The call was cancelled" in page.text
        assert "12 Nov 2026" not in page.text


def test_list_shows_ones_own_agencies_alone() -> None:
    f.draft("The secret of A")
    f.draft("The secret of B", by=f.lead_b())
    for person, mine, theirs in ((f.lead_a(), "A", "B"), (f.lead_b(), "B", "A")):
        page = browser(person).open("/proposals/")
        assert f"The secret of {mine}" in page.text
        assert f"The secret of {theirs}" not in page.html


@pytest.mark.parametrize("number", ["0", "-1", "999", "x", "%00", "9" * 400])
def test_list_answers_any_page_number(number: str) -> None:
    f.draft()
    assert browser(f.lead_a()).open(f"/proposals/?page={number}").status == 200


def test_list_says_what_to_do_when_it_is_empty() -> None:
    page = browser(f.user("first@test.example")).open("/proposals/")
    assert "Nothing here yet" in page.text


# --- Detail -------------------------------------------------------------------------------------


def test_detail_shows_the_timeline_without_the_names_of_the_office() -> None:
    proposal = f.in_review()
    f.assigned(proposal)
    page = browser(f.lead_a()).open(proposal.get_absolute_url())
    for line in ("Draft started", "Revision 1 submitted", "Submitted: eligibility check"):
        assert line in page.text
    for name in ("officer@", "officer ", "reviewer"):
        assert name not in page.html


def test_detail_shows_a_decision_after_its_release_alone(clock: Any) -> None:
    proposal = f.in_review()
    decision = decision_actions.draft(
        proposal, outcome="decline", letter="With regret.", by=f.officer(), at=f.AFTER,
        reason="Confidential.", conditions=[("Mend the bracket.", None)],
    )  # fmt: skip
    clock.move_to(f.AFTER)
    lead = browser(f.lead_a())
    for act in (
        lambda: None,
        lambda: decision_actions.schedule(decision, by=f.officer2(), at=f.AFTER),
    ):
        act()
        page = lead.open(proposal.get_absolute_url())
        assert "In review" in page.text
        for secret in ("With regret.", "Not selected", "Mend the bracket.", "Confidential."):
            assert secret not in page.html
    decision_actions.release(decision, at=f.AFTER + timedelta(minutes=10))
    page = lead.open(proposal.get_absolute_url())
    for line in ("With regret.", "Not selected", "Mend the bracket."):
        assert line in page.text
    assert "Confidential." not in page.html


def test_detail_offers_what_a_person_may_do() -> None:
    proposal = f.submitted()
    submit, withdraw = "/proposals/CE8-0001/submit/", "/proposals/CE8-0001/act/withdraw/"
    links = browser(f.lead_a()).open(proposal.get_absolute_url()).links
    assert {submit, withdraw} <= set(links)
    for person in (f.observer_a(), f.proposer_a()):
        links = browser(person).open(proposal.get_absolute_url()).links
        assert not {submit, withdraw} & set(links)


def test_detail_reads_after_a_person_left_the_agency() -> None:
    proposal = f.submitted()
    lead = f.lead_a()
    Membership.objects.filter(user=lead).delete()
    assert browser(lead).open(proposal.get_absolute_url()).status == 404
    assert "lead-a" in browser(f.proposer_a()).open(proposal.get_absolute_url()).text


# --- Withdraw, revive, accept -------------------------------------------------------------------


def test_act_withdraws_with_a_reason_and_revives() -> None:
    proposal = f.submitted()
    lead = browser(f.lead_a())
    page = lead.open("/proposals/CE8-0001/act/withdraw/")
    page = lead.send(page, {"reason": "No funds."})
    assert "Withdrawn" in page.text
    assert "No funds." in page.text  # on the timeline
    revive = "/proposals/CE8-0001/act/revive/"
    assert revive in page.links
    lead.press(lead.open(revive), "Revive")
    proposal.refresh_from_db()
    assert proposal.status == "submitted"


@pytest.mark.parametrize(
    ("reason", "sentence"),
    [("", "can't be left empty"), ("R" * 200_000, "at most 2000"), ("R\0", "can't be stored")],
)
def test_act_refuses_with_a_sentence_at_the_reason(reason: str, sentence: str) -> None:
    proposal = f.submitted()
    lead = browser(f.lead_a())
    page = lead.send(lead.open("/proposals/CE8-0001/act/withdraw/"), {"reason": reason})
    assert page.status == 422
    assert sentence in page.errors["reason"]
    assert page.form("reason").values["reason"] == [as_shown(reason)]
    proposal.refresh_from_db()
    assert proposal.status == "submitted"


@pytest.mark.parametrize("person", [f.observer_a, f.proposer_a])
def test_act_shows_its_form_to_nobody_who_may_not_do_it(person: Callable[[], User]) -> None:
    f.submitted()
    page = browser(person()).open("/proposals/CE8-0001/act/withdraw/")
    assert "the lead proposer or an administrator of the lead agency does it" in page.text
    assert not any("reason" in one.names for one in page.forms)


def test_act_says_until_when_a_withdrawn_proposal_can_be_revived() -> None:
    proposal = f.submitted()
    lead = browser(f.lead_a())
    page = lead.open("/proposals/CE8-0001/act/withdraw/")
    assert "The window: closes in 1 week, 3 days 12 Nov 2026, 12:00 UTC" in page.text
    status.move(proposal, Verb.WITHDRAW, by=f.lead_a(), at=f.NOW, reason="No funds.")
    for path in ("/proposals/", proposal.get_absolute_url()):
        text = lead.open(path).text
        assert "It can still be revived closes in 1 week, 3 days 12 Nov 2026, 12:00 UTC" in text


def test_detail_offers_withdrawing_after_what_is_to_be_done(clock: Any) -> None:
    submitted, asked = f.submitted(), f.asked(f.in_review("Asked"))
    for proposal, todo in ((submitted, "submit/"), (asked.proposal, f"questions/{asked.pk}/")):
        place = proposal.get_absolute_url()
        links = browser(f.lead_a()).open(place).links
        assert links.index(f"{place}{todo}") < links.index(f"{place}act/withdraw/")
        assert [one for one in links if one.startswith(place)][-1] == f"{place}act/withdraw/"
        clock.move_to(f.AFTER)


def test_detail_names_a_decision_as_partners_do(clock: Any) -> None:
    proposal = f.invited()
    clock.move_to(f.INVITED)
    page = browser(f.lead_a()).open(proposal.get_absolute_url())
    assert "Decision: Shortlisted: full proposal invited" in page.headings


def test_act_refuses_reviving_after_the_window(clock: Any) -> None:
    proposal = f.submitted()
    status.move(proposal, Verb.WITHDRAW, by=f.lead_a(), at=f.NOW, reason="No funds.")
    clock.move_to(f.CLOSES + timedelta(seconds=1))
    lead = browser(f.lead_a())
    revive = "/proposals/CE8-0001/act/revive/"
    page = lead.open(revive)
    assert "This stage isn't open" in page.text
    assert "Revive" not in [label for one in page.forms for label in one.labels]
    assert lead.client.post(revive).status_code == 422
    proposal.refresh_from_db()
    assert proposal.status == "withdrawn"


def test_act_accepts_a_selection(clock: Any) -> None:
    proposal = f.selected()
    clock.move_to(proposal.status_since)
    lead = browser(f.lead_a())
    page = lead.open(f"{proposal.get_absolute_url()}act/accept/")
    assert "Agreement" in lead.press(page, "Accept the selection").text
    proposal.refresh_from_db()
    assert proposal.status == "agreement"


@pytest.mark.parametrize("name", ["submit", "screen", "select", "lapse", "terminate", "nonsense"])
def test_act_makes_no_other_move(name: str) -> None:
    proposal = f.submitted()
    status.move(proposal, Verb.SCREEN, by=f.officer(), at=f.AFTER)
    lead = browser(f.lead_a()).client
    path = f"/proposals/CE8-0001/act/{name}/"
    assert lead.get(path).status_code == 404
    assert lead.post(path, {"reason": "x"}).status_code == 404
    proposal.refresh_from_db()
    assert proposal.status == "screening"
