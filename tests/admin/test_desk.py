"""The desk of a call: its tabs by role, its tables, and the way from a row back to them."""

from urllib.parse import parse_qs, urlsplit

import pytest
import time_machine
from django.test import Client

from proposals.models.proposal import Proposal
from tests import factories as f
from tests.admin.office import queries
from tests.page import Page, as_

pytestmark = pytest.mark.django_db

DESK = "/admin/calls/ce8/"
TABS = ("", "screening/", "assignment/", "reviews/", "ranking/")
OF_THE_OFFICE = ("screening/", "assignment/")


@pytest.fixture(autouse=True)
def after(clock: time_machine.Traveller) -> None:
    clock.move_to(f.AFTER)


@pytest.fixture
def two() -> list[Proposal]:
    """Two letters in review: one with a score of 2, one with a score of 4."""
    rows = [f.in_review("Alpha"), f.in_review("Beta", level="mission")]
    f.finished(rows[0], value=2)
    f.finished(rows[1], value=4)
    return rows


def listed(client: Client, path: str) -> list[str]:
    page = client.get(path)
    assert page.status_code == 200, path
    return [line.first.text for line in page.context["table"].lines]


def tabs(client: Client) -> list[str]:
    return Page(client.get(DESK)).texts("//nav[@aria-label='Desk of the call']/ul[1]//a")


@pytest.mark.parametrize(
    ("name", "expected"),
    [
        ("officer", ["Overview", "Screening", "Assignment", "Reviews", "Ranking"]),
        ("auditor", ["Overview", "Screening", "Assignment", "Reviews", "Ranking"]),
        ("chair", ["Overview", "Reviews", "Ranking"]),
    ],
)
def test_tabs_are_those_of_the_role(two: list[Proposal], name: str, expected: list[str]) -> None:
    client = as_(getattr(f, name)())
    assert tabs(client) == expected
    for tab in TABS:
        is_open = name != "chair" or tab not in OF_THE_OFFICE
        assert client.get(DESK + tab).status_code == (200 if is_open else 403), tab


@pytest.mark.parametrize("name", ["reviewer", "lead_a"])
def test_desk_is_shut_to_reviewers_and_partners(two: list[Proposal], name: str) -> None:
    client = as_(getattr(f, name)())
    for tab in TABS:
        response = client.get(DESK + tab)
        assert response.status_code in {302, 403, 404}, tab
        assert b"Alpha" not in response.content


def test_call_that_is_not_there_is_not_found(two: list[Proposal]) -> None:
    assert as_(f.officer()).get("/admin/calls/none/").status_code == 404


def test_tables_hold_what_was_submitted_in_the_stage(two: list[Proposal]) -> None:
    f.draft("A draft")
    officer = as_(f.officer())
    assert listed(officer, f"{DESK}screening/") == ["CE8-0001", "CE8-0002"]
    assert listed(officer, f"{DESK}ranking/") == ["CE8-0002", "CE8-0001"]
    assert listed(officer, f"{DESK}ranking/?sort=score") == ["CE8-0001", "CE8-0002"]
    assert listed(officer, f"{DESK}ranking/?stage=2") == []


def test_shortlisted_proposal_stays_in_the_ranking_of_its_stage() -> None:
    f.finished(f.in_review("Alpha"), value=4)
    f.invited("Invited")
    officer = as_(f.officer())
    assert set(listed(officer, f"{DESK}ranking/?stage=1")) == {"CE8-0001", "CE8-0002"}


def test_row_leads_back_to_the_list_that_it_was_opened_from(two: list[Proposal]) -> None:
    officer = as_(f.officer())
    page = officer.get(f"{DESK}ranking/?stage=1&level=mission&level=unit&sort=score")
    first = page.context["table"].lines[0]
    opened = officer.get(first.url)
    assert opened.status_code == 200
    assert opened.context["neighbours"].position == 1
    back = urlsplit(opened.context["list_url"])
    assert back.path == f"{DESK}ranking/"
    query = {"stage": ["1"], "level": ["mission", "unit"], "sort": ["score"]}
    assert {name: sorted(values) for name, values in parse_qs(back.query).items()} == query
    following = officer.get(opened.context["next_url"])
    assert following.context["title"].startswith("CE8-0002")
    assert following.context["list_url"] == opened.context["list_url"]


def test_review_opened_from_the_desk_leads_back_to_it(two: list[Proposal]) -> None:
    officer = as_(f.officer())
    line = officer.get(f"{DESK}reviews/?stage=1").context["table"].lines[0]
    assert officer.get(line.url).context["list_url"] == f"{DESK}reviews/?stage=1"


def test_overview_counts_what_waits_and_what_is_late(
    two: list[Proposal], clock: time_machine.Traveller
) -> None:
    f.in_review("Gamma")
    f.assigned(two[0], to=f.reviewer2())
    clock.move_to(f.assigned(two[1], to=f.reviewer2()).due_at.replace(year=2100))
    page = Page(as_(f.officer()).get(f"{DESK}?stage=1"))
    assert "2 overdue reviews" in page.text
    assert "2 invitations without an answer for three days" in page.text
    assert "fewer reviewers than wanted" not in page.text  # this call doesn't say how many it wants
    assert "reviewer2 0 2 2" in page.text  # finished, of, late


def test_chair_sees_no_work_of_officers(two: list[Proposal]) -> None:
    assert as_(f.chair()).get(DESK).context["overview"].waiting == []


@pytest.mark.parametrize("tab", TABS)
def test_queries_stay_the_same_at_one_row_and_at_three(tab: str) -> None:
    f.finished(f.in_review("One"))
    officer, path = as_(f.officer()), f"{DESK}{tab}?stage=1"
    one = queries(officer, path)
    for title in ("Two", "Three"):
        proposal = f.in_review(title)
        f.finished(proposal)
        f.assigned(proposal, to=f.reviewer2())
    three = queries(officer, path)
    assert one == three
    assert three <= 25


def test_preview_shows_what_was_submitted_beside_the_list(two: list[Proposal]) -> None:
    officer = as_(f.officer())
    table = Page(officer.get(f"{DESK}ranking/"))
    assert f'data-preview="{DESK}preview/"' in table.html
    page = Page(officer.get(f"{DESK}preview/{two[0].pk}/"))
    assert page.headings[0] == "CE8-0001 Alpha"


def test_preview_is_shut_where_the_proposal_is(two: list[Proposal]) -> None:
    chair, member = as_(f.chair()), as_(f.conflicted_panel())
    assert member.get(f"{DESK}preview/{two[0].pk}/").status_code == 404
    assert chair.get(f"{DESK}preview/{two[0].pk}/").status_code == 200
    assert as_(f.reviewer()).get(f"{DESK}preview/{two[0].pk}/").status_code == 403
    draft = f.draft("A draft")
    assert as_(f.officer()).get(f"{DESK}preview/{draft.pk}/").status_code == 404


@pytest.mark.parametrize("tab", [tab for tab in TABS if tab])
def test_every_column_filter_and_search_of_a_tab_answers(two: list[Proposal], tab: str) -> None:
    officer = as_(f.officer())
    table = officer.get(DESK + tab).context["table"]
    asked = [("q", "alpha"), *(("column", one.value) for one in table.columns)]
    asked += [(group.key, tick.value) for group in table.filters for tick in group.ticks]
    asked += [("sort", one.value) for one in table.columns]
    for name, value in asked:
        response = officer.get(DESK + tab, {name: value})
        assert response.status_code == 200, (name, value)


RANKING = f"{DESK}ranking/?stage=1&column=rank&column=scores&column=spread"


def ranks(client: Client) -> dict[str, str]:
    lines = client.get(RANKING).context["table"].lines
    return {line.first.text: line.cells[0].text for line in lines}


@pytest.fixture
def six() -> list[Proposal]:
    """Six letters with three reviews each: of these, the last two have the same scores."""
    people = [f.reviewer(), f.reviewer2(), f.user("reviewer3@test.example", "reviewer")]
    rows = [f.in_review(f"Letter {n}") for n in range(6)]
    for row, value in zip(rows, (1, 2, 3, 4, 5, 5), strict=True):
        for place, one in enumerate(people):
            f.finished(row, by=one, value=value - (place == 0 and value == 3))
    return rows


def test_ranks_say_what_they_could_be_and_ties_look_like_ties(six: list[Proposal]) -> None:
    found = ranks(as_(f.officer()))
    assert found["CE8-0005"] == found["CE8-0006"] == "1, could be 1 to 2"
    assert found["CE8-0001"] == "6"
    lines = as_(f.officer()).get(f"{RANKING}&column=score").context["table"].lines
    third = next(one for one in lines if one.first.text == "CE8-0003")
    # 2, 3 and 3: the mean is 2.67, and is rounded, not cut.
    assert [cell.text for cell in third.cells if cell.label in {"Score", "Spread"}] == [
        "2.7",
        "1.0",
    ]
    page = Page(as_(f.officer()).get(RANKING))
    assert "Two reviewers of one proposal typically part by 0.2 points." in page.text
    assert (
        page.texts("//*[name()='svg'][contains(@class, 'dots')]/@aria-label")[0] == "5.0, 5.0, 5.0"
    )


def test_ranks_are_those_of_what_a_person_sees(six: list[Proposal]) -> None:
    officer, member = as_(f.officer()), as_(f.conflicted_panel())
    assert len(ranks(officer)) == 6
    assert ranks(member) == {}
    page = Page(member.get(RANKING))
    assert "typically part" not in page.text


def test_few_reviews_have_no_ranks(two: list[Proposal]) -> None:
    assert set(ranks(as_(f.officer())).values()) == {"–"}
    assert "too few reviews for ranks" not in Page(as_(f.officer()).get(RANKING)).text
