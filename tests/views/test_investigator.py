"""The page on which investigators confirm their part, and the team's list of them."""

import pytest
from django.test import Client

from proposals.actions import review, section
from proposals.models.investigator import InvestigatorRequest
from proposals.models.message import Message
from proposals.models.proposal import Proposal
from tests import factories as f
from tests.actions.test_investigator import KIM, LINK
from tests.admin.office import change, rows_of
from tests.page import Browser, Page, as_, browser
from tests.views.test_queries import Counts

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("clock")]


@pytest.fixture
def proposal() -> Proposal:
    found = f.written("Shared")
    team(found, KIM)
    return found


def team(proposal: Proposal, *rows: dict[str, str]) -> None:
    saved = f.answers(proposal)["team"] | {"co_investigators": list(rows)}
    section.save(proposal, "team", saved, by=f.lead_a(), at=f.NOW)


def base(proposal: Proposal) -> str:
    return f"{proposal.get_absolute_url()}team/"


def asked(proposal: Proposal) -> str:
    """Ask Kim, and return the path of the link in the mail."""
    f.asked_investigator(proposal, email=KIM["email"])
    match = LINK.search(Message.objects.get(to=KIM["email"]).body)
    assert match
    return match[0]


def stranger() -> Browser:
    return Browser(Client())


def test_team_asks_and_kim_confirms_without_an_account(proposal: Proposal) -> None:
    lead = browser(f.lead_a())
    page = lead.open(base(proposal))
    assert "Not asked" in page.text
    page = lead.press(page, "Ask to confirm: Kim")
    assert "A mail went to kim@house.example." in page.text
    match = LINK.search(Message.objects.get(to=KIM["email"]).body)
    assert match
    kim = stranger()
    page = kim.open(match[0])
    for shown in ("Shared", "Agency A", proposal.call.title, "Test mission", "House", "20 %"):
        assert shown in page.text, shown
    assert "Co-investigator" in page.text
    assert InvestigatorRequest.objects.get().is_asked
    form = page.form(label="I confirm my part")
    answer = kim.client.post(match[0], {**form.filled({}), "answer": "confirm"})
    assert b"You have confirmed your part" in answer.content
    again = kim.client.post(match[0], {**form.filled({}), "answer": "decline"})
    assert again.status_code == 422
    assert b"You have confirmed your part already" in again.content
    assert "Confirmed on" in lead.open(base(proposal)).text


def test_kim_says_that_they_dont_take_part(proposal: Proposal) -> None:
    link = asked(proposal)
    answer = Client().post(link, {"answer": "decline"})
    assert "You don't take part" in Page(answer).text
    page = browser(f.lead_a()).open(base(proposal))
    assert "Doesn't take part" in page.text
    assert "Ask again: Kim" not in page.form().labels


@pytest.mark.parametrize("answer", ["", "other", "CONFIRM"])
def test_post_without_an_answer_decides_nothing(proposal: Proposal, answer: str) -> None:
    assert Client().post(asked(proposal), {"answer": answer}).status_code == 200
    assert InvestigatorRequest.objects.get().is_asked


def test_link_that_isnt_one_leads_nowhere(proposal: Proposal) -> None:
    page = stranger().open(f"{asked(proposal)[:-2]}/")
    assert page.status == 404
    assert "This link leads nowhere" in page.text
    assert "Shared" not in page.text


def test_link_of_somebody_who_was_removed_says_so(proposal: Proposal) -> None:
    link = asked(proposal)
    team(proposal)
    page = stranger().open(link)
    assert page.status == 410
    assert "The team doesn't name you as an investigator of CE8-0001 any more" in page.text
    assert "Shared" not in page.text


def test_changed_part_says_so_to_the_team(proposal: Proposal) -> None:
    Client().post(asked(proposal), {"answer": "confirm"})
    team(proposal, KIM | {"share": "50"})
    assert (
        "Changed since the confirmation, which doesn't count"
        in browser(f.lead_a()).open(base(proposal)).text
    )


def test_observer_reads_the_list_and_asks_nobody(proposal: Proposal) -> None:
    observer = as_(f.observer_a())
    page = browser(f.observer_a()).open(base(proposal))
    assert "Kim" in page.text
    assert not any("Ask to confirm" in label for one in page.forms for label in one.labels)
    form = browser(f.lead_a()).open(base(proposal)).form(label="Ask to confirm: Kim")
    answer = observer.post(form.action, {"part": form.values["part"][0]}, follow=True)
    assert b"Observers read" in answer.content
    assert not InvestigatorRequest.objects.exists()


def test_stranger_asks_nobody(proposal: Proposal) -> None:
    assert as_(f.lead_b()).post(f"{base(proposal)}investigators/", {}).status_code == 404
    assert not InvestigatorRequest.objects.exists()


def test_address_of_the_button_leads_to_the_list(proposal: Proposal) -> None:
    page = browser(f.lead_a()).open(f"{base(proposal)}investigators/")
    assert page.status == 200
    assert "Investigators" in page.headings


def test_check_warns_in_the_last_stage_and_blocks_nothing(proposal: Proposal) -> None:
    submit = f"{proposal.get_absolute_url()}submit/"
    lead = browser(f.lead_a())
    assert "not confirmed their part" not in lead.open(submit).text
    proposal.call.stages.filter(number=2).delete()
    page = lead.open(submit)
    assert "2 investigators have not confirmed their part." in page.text
    lead.press(page, "Submit this")
    assert lead.path.endswith("/receipt/")


def test_revision_says_who_had_confirmed(proposal: Proposal) -> None:
    Client().post(asked(proposal), {"answer": "confirm"})
    lead = browser(f.lead_a())
    assert "Kim: Confirmed" in lead.open(f"{proposal.get_absolute_url()}preview/").text
    lead.press(lead.open(f"{proposal.get_absolute_url()}submit/"), "Submit this")
    f.start_review(proposal)
    assignment = f.assigned(proposal)
    review.accept(assignment, by=f.reviewer(), at=f.AFTER)
    for person, path in [
        (f.lead_a(), f"{proposal.get_absolute_url()}revisions/1/"),
        (f.officer(), change(proposal)),
        (f.reviewer(), change(proposal)),
        (f.reviewer(), f"{rows_of('assignment')}{assignment.pk}/review/"),
    ]:
        page = browser(person).open(path)
        assert "Kim: Confirmed" in page.text, path
        assert "Pat Example: Not asked" in page.text, path


def test_list_takes_as_many_queries_for_three_as_for_one(proposal: Proposal) -> None:
    counts = Counts(as_(f.lead_a()), base(proposal), f"{proposal.get_absolute_url()}submit/")
    others = [KIM | {"name": name, "email": f"{name}@house.example"} for name in ("lee", "max")]
    team(proposal, KIM, *others)
    for one in others:
        f.asked_investigator(proposal, email=one["email"])
    counts.assert_same()
