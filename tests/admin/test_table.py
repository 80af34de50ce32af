"""The lists of the office: filter, sort, choose, page, save, export, and go from row to row."""

import csv
import io
import zipfile
from datetime import timedelta
from typing import Any

import pytest
import time_machine
from django.test import Client

from proposals.actions import proposal as proposal_actions
from proposals.actions import section
from proposals.models.proposal import Proposal
from proposals.models.saved_view import SavedView
from proposals.models.tally import Tally
from tests import factories as f
from tests.admin.office import change, notes, nothing_changes, rows_of
from tests.page import Page, as_

pytestmark = pytest.mark.django_db

LIST = rows_of("proposal")
ASSIGNMENTS = rows_of("assignment")


def listed(client: Client, path: str) -> list[str]:
    """Return the first cell of each row, in the list's order."""
    page = client.get(path)
    assert page.status_code == 200, path
    return [line.first.text for line in page.context["table"].lines]


def cells(client: Client, path: str) -> list[list[str]]:
    lines = client.get(path).context["table"].lines
    return [[cell.text for cell in line.cells] for line in lines]


def heads(client: Client, path: str) -> list[str]:
    return [head.label for head in client.get(path).context["table"].heads]


def links(client: Client, path: str) -> dict[str, str]:
    """Return the addresses of a page's links by their words."""
    page = Page(client.get(path))
    return dict(zip(page.texts("//a[@href]"), page.links, strict=True))


@pytest.fixture
def three(clock: time_machine.Traveller) -> list[Proposal]:
    """A draft, a submitted one of agency B, and one in review with two scores."""
    rows = [
        f.draft("Alpha"),
        f.submitted("Beta", by=f.lead_b()),
        f.in_review("Gamma", level="mission"),
    ]
    f.finished(rows[2], value=4)
    f.finished(rows[2], by=f.reviewer2(), value=2)
    clock.move_to(f.AFTER)
    return rows


def many(number: int) -> list[Proposal]:
    """Drafts by the hundred: what they hold doesn't matter."""
    first = f.draft("A draft")
    rows = [
        Proposal(
            reference=f"CE8-{one:04d}",
            title=first.title,
            call=first.call,
            stage=first.stage,
            lead_agency=first.lead_agency,
            status_since=f.NOW,
            created_at=f.NOW,
        )
        for one in range(2, number + 1)
    ]
    Proposal.objects.bulk_create(rows)
    made = Proposal.objects.exclude(pk=first.pk)
    Tally.objects.bulk_create(Tally(proposal=one, stage=first.stage) for one in made)
    return [first, *made]


def test_list_shows_the_newest_first_with_its_figures(three: list[Proposal]) -> None:
    officer = as_(f.officer())
    assert listed(officer, LIST) == ["CE8-0003", "CE8-0002", "CE8-0001"]
    assert cells(officer, LIST)[0][:2] == ["Gamma", "Agency A"]
    assert cells(officer, LIST)[0][-2:] == ["2/2", "3.00"]
    assert cells(officer, LIST)[2][-3:] == ["–", "–", "–"]


@pytest.mark.parametrize(
    ("query", "expected"),
    [
        ("status=draft", ["CE8-0001"]),
        ("status=draft&status=submitted", ["CE8-0002", "CE8-0001"]),
        ("status=draft&level=mission", []),
        ("level=unit", ["CE8-0002"]),
        ("q=agency+b", ["CE8-0002"]),
        ("q=GAMMA", ["CE8-0003"]),
        ("q=gamma&status=draft", []),
        ("reviewers=none", ["CE8-0002", "CE8-0001"]),
        ("reviewers=late", []),
        ("sort=title", ["CE8-0001", "CE8-0002", "CE8-0003"]),
        ("sort=-agency", ["CE8-0002", "CE8-0003", "CE8-0001"]),
        ("sort=mass", ["CE8-0002", "CE8-0003", "CE8-0001"]),
    ],
)
def test_address_says_which_rows_in_which_order(
    three: list[Proposal], query: str, expected: list[str]
) -> None:
    assert listed(as_(f.officer()), f"{LIST}?{query}") == expected


def test_search_looks_at_all_words_that_were_submitted(three: list[Proposal]) -> None:
    """In any case and in any writing, on both databases; a working copy isn't searched."""
    one = f.written("Delta")
    data = f.answers(one)["science"] | {
        "objective": "Die ÄOLISCHEN Überreste des Mare Fecunditatis."
    }
    section.save(one, "science", data, by=f.lead_a(), at=f.NOW)
    officer = as_(f.officer())
    assert listed(officer, f"{LIST}?q=äolischen") == []
    proposal_actions.submit(one, by=f.lead_a(), at=f.NOW)
    for words in ("äolischen", "FECUNDITATIS+überreste", "delta+fecunditatis", "regional+delta"):
        assert listed(officer, f"{LIST}?q={words}") == [one.reference], words
    assert listed(officer, f"{LIST}?q=fecunditatis&status=draft") == []
    assert listed(as_(f.reviewer()), f"{LIST}?q=spectrometer") == []


def test_filter_and_badge_say_a_status_in_the_same_words(three: list[Proposal]) -> None:
    officer = as_(f.officer())
    page = officer.get(f"{LIST}?status=submitted")
    box = next(one for one in page.context["table"].filters if one.key == "status")
    badge = next(
        cell.text for cell in page.context["table"].lines[0].cells if "status" in cell.text
    )
    assert f">{box.summary}<" in badge


def test_columns_are_chosen_and_stay_in_their_order(three: list[Proposal]) -> None:
    officer = as_(f.officer())
    assert heads(officer, f"{LIST}?column=spread&column=title") == [
        "Reference",
        "Title",
        "Spread of scores",
    ]
    assert cells(officer, f"{LIST}?column=spread&column=title")[0] == ["Gamma", "2.00"]
    # Who sends the form with the default columns has chosen nothing.
    default = Page(officer.get(LIST)).form().values["column"]
    assert officer.get(LIST, {"column": default}).context["table"].query == ""


def test_every_column_and_filter_answers_at_every_role(three: list[Proposal]) -> None:
    for role in ("officer", "chair", "auditor", "reviewer"):
        client = as_(getattr(f, role)())
        for path in (LIST, ASSIGNMENTS):
            table = client.get(path).context["table"]
            keys = [one.value for one in table.columns]
            everything = "&".join(f"column={key}" for key in keys)
            for sort in ("", *keys):
                for sign in ("", "-"):
                    page = client.get(f"{path}?{everything}&sort={sign}{sort}")
                    assert page.status_code == 200, (role, sort)
            for one in table.filters:
                for tick in one.ticks:
                    assert client.get(f"{path}?{one.key}={tick.value}").status_code == 200


def test_list_says_when_it_is_empty() -> None:
    officer = as_(f.officer())
    assert "There is no row yet." in Page(officer.get(LIST)).text
    f.draft()
    assert "No row is like this." in Page(officer.get(f"{LIST}?status=lost")).text


def test_long_list_is_paged_and_a_page_too_far_is_the_last() -> None:
    many(101)
    officer = as_(f.officer())
    assert "1–100 of 101" in Page(officer.get(LIST)).text
    for query in (links(officer, LIST)["Next page"], "?page=2", "?page=99"):
        assert listed(officer, LIST + query) == ["CE8-0001"]
    assert listed(officer, f"{LIST}?page=2&sort=reference") == ["CE8-0101"]


# --- From row to row ---------------------------------------------------------------------------


def test_row_leads_to_its_neighbours_and_back_within_the_filter(three: list[Proposal]) -> None:
    f.submitted("Delta")
    officer = as_(f.officer())
    query = "status=draft&status=submitted&sort=title"
    assert listed(officer, f"{LIST}?{query}") == ["CE8-0001", "CE8-0002", "CE8-0004"]
    first = links(officer, f"{LIST}?{query}")["Alpha"]
    assert first == f"{change(three[0])}?{query}"
    assert "1 of 3" in Page(officer.get(first)).text
    assert "Previous" not in links(officer, first)
    second = links(officer, first)["Next"]
    assert "CE8-0002: Beta" in Page(officer.get(second)).text
    third = links(officer, second)["Next"]
    assert "3 of 3" in Page(officer.get(third)).text
    assert "Next" not in links(officer, third)
    assert links(officer, third)["Previous"] == second
    assert links(officer, third)["Back to the list"] == f"{LIST}?{query}"
    crumbs = Page(officer.get(third)).tags
    assert crumbs.count(("a", {"href": f"{LIST}?{query}"})) == 2  # in the breadcrumbs too


def test_rows_without_a_value_have_neighbours_too(three: list[Proposal]) -> None:
    f.draft("Omega")
    officer = as_(f.officer())
    for sort in ("mass", "-mass"):
        expected = listed(officer, f"{LIST}?sort={sort}")
        page = links(officer, f"{LIST}?sort={sort}")[expected[0]]
        walked = []
        while page:
            opened = officer.get(page)
            walked.append(opened.context["original"].reference)
            page = opened.context["next_url"]
        assert walked == expected, sort
        back = officer.get(f"{change(Proposal.objects.get(reference=expected[-1]))}?sort={sort}")
        assert back.context["previous_url"].startswith(
            change(Proposal.objects.get(reference=expected[-2]))
        )


def test_act_keeps_the_way_to_the_next_row(three: list[Proposal]) -> None:
    """What was just moved has left the filter, and the next one is still one click away."""
    second = f.submitted("Delta")
    officer = as_(f.officer())
    page = links(officer, f"{LIST}?status=submitted")["Delta"]
    button = links(officer, page)["Start the eligibility check"]
    sent: Any = officer.post(button)
    assert sent["Location"] == f"{change(second)}?status=submitted"
    assert "Not in the list any more" in Page(officer.get(sent["Location"])).text
    assert links(officer, sent["Location"])["Next"] == f"{change(three[1])}?status=submitted"


def test_assignments_lead_from_one_to_the_next() -> None:
    mine = [f.assigned(f.in_review(title)) for title in ("One", "Two")]
    f.assigned(f.in_review("Three"), to=f.reviewer2())
    reviewer = as_(f.reviewer())
    assert listed(reviewer, ASSIGNMENTS) == ["CE8-0001", "CE8-0002"]
    assert links(reviewer, change(mine[0]))["Next"] == change(mine[1])
    assert "2 of 2" in Page(reviewer.get(change(mine[1]))).text
    officer = as_(f.officer())
    query = f"reviewer={f.reviewer2().pk}"
    assert listed(officer, f"{ASSIGNMENTS}?{query}") == ["CE8-0003"]
    assert listed(officer, f"{ASSIGNMENTS}?q=reviewer2") == ["CE8-0003"]


def test_late_assignments_are_found(clock: time_machine.Traveller) -> None:
    proposal = f.in_review()
    f.assigned(proposal)
    officer = as_(f.officer())
    assert listed(officer, f"{ASSIGNMENTS}?late=yes") == []
    clock.move_to(f.AFTER + timedelta(days=15))
    officer = as_(f.officer())
    assert listed(officer, f"{ASSIGNMENTS}?late=yes") == [proposal.reference]
    assert listed(officer, f"{LIST}?reviewers=late") == [proposal.reference]


# --- Saved lists -------------------------------------------------------------------------------


def save(client: Client, query: str, name: str) -> Any:
    return client.post(f"{LIST}?{query}", {"save_view": "", "name": name})


def test_list_is_saved_under_a_name_and_removed(three: list[Proposal]) -> None:
    officer = as_(f.officer())
    sent = save(officer, "status=submitted&sort=title&page=7", "To screen")
    assert notes(officer, sent) == ["This list is saved as “To screen”."]
    saved = links(officer, LIST)["To screen"]
    assert saved == "?status=submitted&sort=title"
    assert listed(officer, LIST + saved) == ["CE8-0002"]
    # Others have lists of their own.
    assert "To screen" not in Page(as_(f.officer2()).get(LIST)).text
    view = SavedView.objects.get()
    other = as_(f.officer2())
    with nothing_changes():
        other.post(LIST, {"remove_view": str(view.pk)})
        officer.post(LIST, {"remove_view": "x"})
        officer.post(ASSIGNMENTS, {"remove_view": str(view.pk)})
    officer.post(LIST, {"remove_view": str(view.pk)})
    assert "To screen" not in links(officer, LIST)


def test_list_saved_again_under_its_name_is_replaced(three: list[Proposal]) -> None:
    officer = as_(f.officer())
    save(officer, "status=draft", "Mine")
    save(officer, "status=lost", "Mine")
    assert links(officer, LIST)["Mine"] == "?status=lost"


def test_list_without_a_name_is_not_saved(three: list[Proposal]) -> None:
    officer = as_(f.officer())
    for name in ("", "x" * 61):
        with nothing_changes():
            save(officer, "status=draft", name)


# --- Files -------------------------------------------------------------------------------------


def body(response: Any) -> bytes:
    return b"".join(response.streaming_content) if response.streaming else response.content


def test_csv_holds_all_rows_of_the_filter_with_the_columns_shown(three: list[Proposal]) -> None:
    officer = as_(f.officer())
    query = "status=submitted&status=in_review&column=title&column=score&column=received"
    response: Any = officer.get(f"{LIST}?{query}&as=csv&page=2")
    assert response["Content-Type"] == "text/csv; charset=utf-8"
    assert response["Content-Disposition"].startswith('attachment; filename="proposals-')
    rows = list(csv.reader(io.StringIO(body(response).decode("utf-8-sig"))))
    at = "2026-11-02T12:00:00+00:00"
    assert rows == [
        ["Reference", "Title", "Score", "Received"],
        ["CE8-0003", "Gamma", "3.00", at],
        ["CE8-0002", "Beta", "", at],
    ]


def test_files_hold_no_formula() -> None:
    f.submitted('=HYPERLINK("https://evil.example")')
    officer = as_(f.officer())
    rows = list(csv.reader(io.StringIO(body(officer.get(f"{LIST}?as=csv")).decode("utf-8-sig"))))
    assert rows[1][1].startswith("'=HYPERLINK")
    book = zipfile.ZipFile(io.BytesIO(body(officer.get(f"{LIST}?as=xlsx"))))
    sheet = book.read("xl/worksheets/sheet1.xml").decode()
    assert "<f>" not in sheet
    assert "'=HYPERLINK" in book.read("xl/sharedStrings.xml").decode()


def test_file_of_a_reviewer_holds_what_their_list_holds() -> None:
    proposal = f.in_review("Mine")
    f.finished(proposal)
    f.finished(proposal, by=f.reviewer2(), value=1)
    f.in_review("Other", by=f.lead_b())
    reviewer = as_(f.reviewer())
    sent = body(reviewer.get(f"{LIST}?as=csv&column=score&column=title")).decode()
    assert "Mine" in sent
    assert "Other" not in sent
    assert "Score" not in sent


# --- Many rows at once -------------------------------------------------------------------------


def test_more_rows_than_an_act_takes_are_refused() -> None:
    many(201)
    officer = as_(f.officer())
    with nothing_changes():
        sent = officer.post(LIST, {"action": "bulk_lapse", "select_across": "1"})
    assert notes(officer, sent) == ["At most 200 rows at a time: narrow the list first."]
    assert "select_across" not in Page(officer.get(LIST)).html


def test_act_without_rows_or_name_says_what_is_missing(three: list[Proposal]) -> None:
    officer = as_(f.officer())
    assert notes(officer, officer.post(LIST, {"action": "bulk_screen"})) == ["Tick the rows first."]
    sent = officer.post(LIST, {"action": "", "_selected_action": ["1", "x", "9" * 30]})
    assert notes(officer, sent) == ["Choose what to do with the rows that you ticked."]


# --- Reviews of two stages ----------------------------------------------------------------


def test_list_shows_finished_of_the_reviews_that_the_stage_wants(three: list[Proposal]) -> None:
    three[0].call.stages.update(reviews_wanted=3)
    officer = as_(f.officer())
    shown = dict(zip(listed(officer, LIST), cells(officer, LIST), strict=True))
    at = heads(officer, LIST).index("Reviews") - 1
    reviews = {name: row[at] for name, row in shown.items()}
    # Nothing is submitted of the first one.
    assert reviews == {"CE8-0001": "–", "CE8-0002": "0/3", "CE8-0003": "2/3"}
    assert listed(officer, f"{LIST}?reviewers=few&status=in_review") == ["CE8-0003"]
    three[0].call.stages.update(reviews_wanted=2)
    assert listed(officer, f"{LIST}?reviewers=few&status=in_review") == []


def test_shortlisted_proposal_keeps_the_figures_of_its_letter(three: list[Proposal]) -> None:
    f.decided(three[2], "shortlist")
    officer = as_(f.officer())
    path = f"{LIST}?status=shortlisted&column=mass&column=reviews&column=score&column=stage"
    assert listed(officer, path) == ["CE8-0003"]
    figures = ["–", "2/2 (Letter of intent)", "3.00", "Full proposal"]
    assert cells(officer, path) == [figures]
    assert listed(officer, f"{LIST}?stage=proposal") == ["CE8-0003"]


def test_full_proposal_in_review_counts_no_review_of_its_letter(
    clock: time_machine.Traveller,
) -> None:
    proposal = f.in_review()
    f.finished(proposal, value=5)
    f.decided(proposal, "shortlist")
    f.write(proposal, f.FULL, by=f.lead_a(), at=f.INVITED)
    proposal_actions.submit(proposal, by=f.lead_a(), at=f.INVITED)
    f.start_review(proposal, at=f.FULL_AFTER)
    clock.move_to(f.FULL_AFTER)
    officer = as_(f.officer())
    desk = Page(officer.get("/admin/"))
    assert "1 proposal in review without a reviewer" in desk.text
    assert listed(officer, f"{LIST}?status=in_review&reviewers=none") == ["CE8-0001"]
    assert cells(officer, f"{LIST}?column=reviews&column=score") == [["–", "–"]]
    f.assigned(proposal, to=f.reviewer2())
    assert "without a reviewer" not in Page(officer.get("/admin/")).text


def test_list_of_assignments_says_and_filters_the_stage(clock: time_machine.Traveller) -> None:
    proposal = f.in_review()
    f.finished(proposal)
    f.decided(proposal, "shortlist")
    f.write(proposal, f.FULL, by=f.lead_a(), at=f.INVITED)
    proposal_actions.submit(proposal, by=f.lead_a(), at=f.INVITED)
    f.start_review(proposal, at=f.FULL_AFTER)
    f.assigned(proposal)
    clock.move_to(f.FULL_AFTER)
    officer = as_(f.officer())
    at = heads(officer, ASSIGNMENTS).index("Stage") - 1
    assert {row[at] for row in cells(officer, ASSIGNMENTS)} == {"Letter of intent", "Full proposal"}
    of_letter = cells(officer, f"{ASSIGNMENTS}?stage=letter")
    assert [row[at] for row in of_letter] == ["Letter of intent"]
    reviewer = Page(as_(f.reviewer()).get("/admin/")).text
    assert "Letter of intent, revision 1" in reviewer
    assert "Full proposal, revision 2" in reviewer
