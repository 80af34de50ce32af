"""Writing a section: what is saved, what is refused, and two people at once."""

from datetime import timedelta
from decimal import Decimal
from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from proposals.actions import proposal as proposal_actions
from proposals.actions import section as actions
from proposals.actions import status
from proposals.content.proposal import working_copy
from proposals.domain.envelope import Mass
from proposals.domain.verb import Verb
from proposals.models.offer import Limit
from proposals.models.proposal import Proposal
from proposals.models.section import EquipmentItem, SectionVersion
from tests import factories as f
from tests.page import Page, browser

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("clock")]


def path(code: str) -> str:
    return f"/proposals/CE8-0001/sections/{code}/"


def latest(code: str) -> SectionVersion:
    return SectionVersion.objects.filter(code=code).latest("number")


def test_edit_saves_a_version_and_goes_where_the_button_says() -> None:
    f.draft()
    lead = browser(f.lead_a())
    for button, target in (
        ("stay", path("overview")),
        ("next", path("team")),
    ):
        page = lead.open(path("overview"))
        page = lead.send(page, {"title": f"Title and {button}", "level": "unit"}, button=button)
        assert lead.path == target
        assert "Saved: Overview." in page.text
        assert latest("overview").data == {"title": f"Title and {button}", "level": "unit"}


def test_edit_shows_again_what_was_saved() -> None:
    proposal = f.written()
    lead = browser(f.lead_a())
    for code in f.LETTER:
        before = lead.open(path(code))
        sent = before.form("base").values
        after = lead.send(before, {"base": sent["base"][0]}, button="stay")
        shown = {name: value for name, value in after.form("base").values.items() if value != [""]}
        for name, value in shown.items():
            if name not in ("base", "page", "csrfmiddlewaretoken") and not name.endswith("-key"):
                assert sent[name] == value
    # The same answers make no new version, whichever the section.
    assert set(SectionVersion.objects.values_list("number", flat=True)) == {1}
    assert proposal.reference in after.text


@pytest.mark.parametrize("mass", ["10", "0.5", "0.001", "10000", "TBD", "0"])
def test_edit_shows_a_mass_as_it_was_typed(mass: str) -> None:
    proposal = f.draft()
    item = f.item(cbe_kg=mass)
    actions.save(proposal, "equipment", {"items": [item]}, by=f.lead_a(), at=f.NOW)
    page = browser(f.lead_a()).open(path("equipment"))
    assert page.form("items-0-cbe_kg").values["items-0-cbe_kg"] == [mass]


def test_edit_keeps_the_lines_of_a_text() -> None:
    f.draft()
    lead = browser(f.lead_a())
    text = "First line.\r\n\r\n  Second  line,\tindented.\r\n月球 <b>& more</b>"
    page = lead.send(lead.open(path("science")), {"objective": text}, button="stay")
    assert page.form("objective").values["objective"] == [text]


def test_edit_takes_rows_away_and_ignores_empty_ones() -> None:
    f.draft()
    lead = browser(f.lead_a())
    rows = {
        "organisations-0-name": "First Ltd",
        "organisations-0-role": "industry",
        "organisations-2-name": "Third Ltd",
        "organisations-2-role": "co_funder",
    }
    page = lead.send(lead.open(path("team")), rows, button="stay")
    names = [row["name"] for row in latest("team").data["organisations"]]
    assert names == ["First Ltd", "Third Ltd"]
    page = lead.send(page, {"organisations-0-DELETE": "on"}, button="stay")
    assert [row["name"] for row in latest("team").data["organisations"]] == ["Third Ltd"]
    # A row that is taken away need not be right.
    page = lead.send(
        page, {"organisations-0-name": "", "organisations-0-DELETE": "on"}, button="stay"
    )
    assert latest("team").data == {}
    parts = Proposal.objects.get().participations.values_list("name", flat=True)
    assert list(parts) == ["Agency A"]


def test_edit_moves_and_copies_rows_without_a_script() -> None:
    proposal = f.draft()
    typed = [{"key": key, "name": f"{key} Ltd", "role": "industry"} for key in "abc"]
    actions.save(proposal, "team", {"organisations": typed}, by=f.lead_a(), at=f.NOW, base=0)
    lead = browser(f.lead_a())
    page = lead.open(path("team"))
    assert {"row-organisations-a", "row-organisations-b"} <= set(page.texts("//tr/@id"))
    for act, order in (
        ("organisations-c-up", "acb"),
        ("organisations-a-down", "cab"),
        ("organisations-a-down", "cba"),
        ("organisations-nonsense-up", "cba"),
        ("organisations-a-fly", "cba"),
        ("items-a-up", "cba"),
        ("row", "cba"),
    ):
        # What was typed meanwhile is saved with it.
        typed_now = page.form("pi_name").filled({"pi_name": act}) | {"row": act}
        lead.client.post(path("team"), typed_now)
        page = lead.open(path("team"))
        data = latest("team").data
        assert [row["name"][0] for row in data["organisations"]] == list(order)
        assert data["pi_name"] == act
    sent = page.form("pi_name").values | {"row": "organisations-b-copy"}
    response = lead.client.post(path("team"), sent)
    names = [row["name"][0] for row in latest("team").data["organisations"]]
    assert names == ["c", "b", "b", "a"]
    new = latest("team").row_keys["organisations"][2]
    assert new not in "abc"
    assert response["Location"] == f"{path('team')}#row-organisations-{new}"


def test_edit_has_its_save_button_first_for_the_enter_key() -> None:
    f.written()
    page = browser(f.lead_a()).open(path("team"))
    assert page.form("pi_name").buttons[0] == "stay"
    assert "row" in page.form("pi_name").buttons


def test_edit_takes_a_name_that_grows_when_its_case_is_folded() -> None:
    f.draft()
    lead = browser(f.lead_a())
    row = {"organisations-0-name": "ß" * 200, "organisations-0-role": "industry"}
    page = lead.send(lead.open(path("team")), row, button="stay")
    assert "Saved" in page.text


def test_edit_says_what_is_missing_and_what_is_over() -> None:
    proposal = f.draft()
    heavy = f.answers(proposal)
    equipment = heavy["equipment"] | {"items": [f.item(cbe_kg="250")], "trl": ""}
    actions.save(proposal, "overview", heavy["overview"], by=f.lead_a(), at=f.NOW)
    actions.save(proposal, "equipment", equipment, by=f.lead_a(), at=f.NOW)
    page = browser(f.lead_a()).open(path("equipment"))
    assert "Technology readiness level" in page.text
    for figure in ("300 kg", "200 kg", "100 kg"):
        assert figure in page.text


def test_edit_asks_a_letter_for_six_sections_and_a_proposal_for_all(clock: Any) -> None:
    proposal = f.in_review()
    lead = browser(f.lead_a())
    assert lead.open(path("design")).status == 404
    f.decided(proposal, "shortlist")
    page = lead.open("/proposals/CE8-0001/")
    assert [link for link in page.links if "/sections/" in link][: len(f.FULL)] == [
        path(code) for code in f.FULL
    ]
    for code in f.FULL:
        assert lead.open(path(code)).status == 200


@pytest.mark.parametrize("code", ["nonsense", "OVERVIEW", "items"])
def test_edit_of_an_unknown_section_is_not_found(code: str) -> None:
    f.draft()
    assert browser(f.lead_a()).open(path(code)).status == 404


# --- Two people ---------------------------------------------------------------------------------


def test_edit_shows_both_texts_to_the_second_of_two_who_chooses() -> None:
    f.draft()
    first, second = browser(f.lead_a()), browser(f.proposer_a())
    first_page, second_page = first.open(path("science")), second.open(path("science"))
    first.send(first_page, {"objective": "The first one's."}, button="stay")
    typed = {"objective": "The second one's.", "serves": ["geology"]}
    page = second.send(second_page, typed, button="stay")
    assert page.status == 409
    assert "lead-a changed the same text as you" in page.text
    assert page.texts("//del | //ins") == ["first", "second"]
    assert page.form("objective").values["objective"] == ["The second one's."]
    # The rest is saved, and nothing is overwritten.
    assert latest("science").data == {"objective": "The first one's.", "serves": ["geology"]}
    undecided = second.send(page, {"objective": "The second one's."}, button="stay")
    assert undecided.status == 409
    assert latest("science").data["objective"] == "The first one's."
    page = second.send(undecided, {"keep-objective": "theirs"}, button="stay")
    assert page.form("objective").values["objective"] == ["The first one's."]


def test_edit_takes_the_text_that_was_chosen() -> None:
    f.draft()
    first, second = browser(f.lead_a()), browser(f.proposer_a())
    second_page = second.open(path("science"))
    first.send(first.open(path("science")), {"objective": "Theirs."}, button="stay")
    page = second.send(second_page, {"objective": "Mine."}, button="stay")
    page = second.send(page, {"objective": "Both.", "keep-objective": "mine"}, button="stay")
    assert "Saved" in page.text
    assert latest("science").data["objective"] == "Both."


def test_edit_merges_the_rows_of_two_people() -> None:
    f.draft()
    first, second = browser(f.lead_a()), browser(f.proposer_a())
    first_page, second_page = first.open(path("team")), second.open(path("team"))
    rows = {
        "organisations-0-name": "First Ltd",
        "organisations-0-role": "industry",
        "organisations-1-name": "Second Ltd",
        "organisations-1-role": "industry",
    }
    first.send(first_page, rows, button="stay")
    mine = {"organisations-0-name": "Mine Ltd", "organisations-0-role": "co_funder"}
    page = second.send(second_page, mine, button="stay")
    assert page.status == 200
    names = [row["name"] for row in latest("team").data["organisations"]]
    assert sorted(names) == ["First Ltd", "Mine Ltd", "Second Ltd"]
    # The two of them change different cells of one row.
    first_page, second_page = first.open(path("team")), second.open(path("team"))
    first.send(first_page, {"organisations-1-name": "Changed Ltd"}, button="stay")
    second.send(second_page, {"organisations-1-brings": "Money"}, button="stay")
    row = latest("team").data["organisations"][1]
    assert (row["name"], row["brings"]) == ("Changed Ltd", "Money")


def test_autosave_answers_with_a_line_and_the_next_base() -> None:
    f.draft()
    lead = browser(f.lead_a())
    data = lead.open(path("science")).form("objective").filled({"objective": "Typed"})
    sent = data | {"auto": ["1"]}
    answer = lead.client.post(path("science"), sent, headers={"HX-Request": "true"})
    assert (answer.status_code, answer["X-Base"]) == (200, "1")
    assert "Saved" in Page(answer).text
    assert latest("science").data == {"objective": "Typed"}
    colleague = browser(f.proposer_a())
    colleague.send(colleague.open(path("science")), {"objective": "Theirs"}, button="stay")
    sent["objective"] = ["Typed more"]
    answer = lead.client.post(path("science"), sent, headers={"HX-Request": "true"})
    assert "proposer-a changed the same text." in Page(answer).text
    assert latest("science").data == {"objective": "Theirs"}


def test_page_says_who_else_has_the_section_open() -> None:
    f.draft()
    lead, colleague = browser(f.lead_a()), browser(f.proposer_a())
    assert not lead.open(f"{path('science')}here/").html.strip()
    assert colleague.open(f"{path('science')}here/").text == "Here now: lead-a."
    assert not colleague.open(f"{path('team')}here/").html.strip()
    assert browser(f.lead_b()).open(f"{path('science')}here/").status == 404


def test_save_after_closing_says_what_counts(clock: Any) -> None:
    f.submitted()
    clock.move_to(f.CLOSES - timedelta(minutes=1))
    lead = browser(f.lead_a())
    page = lead.open(path("science"))
    clock.move_to(f.CLOSES + timedelta(seconds=7))
    page = lead.send(page, {"objective": "Seven seconds late."}, button="stay")
    assert latest("science").data["objective"] == "Seven seconds late."
    assert "Saved: " not in page.text
    assert "This stage closed at" in page.text
    assert "Revision 1, received" in page.text
    assert "To ask for an extension, write to" in page.text


def test_edit_does_not_stop_the_second_of_two_in_another_section() -> None:
    f.draft()
    first, second = browser(f.lead_a()), browser(f.proposer_a())
    second_page = second.open(path("science"))
    first.send(first.open(path("overview")), {"title": "Changed"}, button="stay")
    page = second.send(second_page, {"objective": "Mine."}, button="stay")
    assert "Saved" in page.text


# --- Refusals -----------------------------------------------------------------------------------


def test_edit_is_refused_to_an_observer() -> None:
    f.written()
    observer = browser(f.observer_a())
    page = observer.open(path("overview"))
    assert "it can't be changed by you now" in page.text
    assert "title" not in page.form().names
    page = Page(observer.client.post(path("overview"), {"title": "Theirs", "stay": ""}))
    assert page.status == 422
    assert "Observers read; they don't write." in page.text
    assert page.form("title").values["title"] == ["Theirs"]
    assert latest("overview").number == 1


def test_edit_is_refused_once_the_proposal_is_in_review() -> None:
    f.in_review()
    page = Page(browser(f.lead_a()).client.post(path("overview"), {"title": "Too late"}))
    assert page.status == 422
    assert page.form("title").values["title"] == ["Too late"]
    assert "This proposal can't be edited while it is: In review." in page.text
    assert latest("overview").number == 1


def test_edit_is_refused_after_a_withdrawal_and_keeps_the_text() -> None:
    proposal = f.written()
    lead = browser(f.lead_a())
    page = lead.open(path("science"))
    status.move(proposal, Verb.WITHDRAW, by=f.lead_a(), at=f.NOW, reason="No funds.")
    page = lead.send(page, {"objective": "Typed for long."}, button="stay")
    assert page.status == 422
    assert page.form("objective").values["objective"] == ["Typed for long."]
    assert latest("science").number == 1


@pytest.mark.parametrize(
    ("nte", "refused"), [("12.599", True), ("12.6", False), ("15", False), ("", False)]
)
def test_edit_marks_an_nte_below_the_mev_at_its_field(nte: str, refused: bool) -> None:
    f.written()  # a list of 12.6 kg with growth
    lead = browser(f.lead_a())
    page = lead.send(lead.open(path("equipment")), {"nte_kg": nte}, button="stay")
    if not refused:
        assert page.errors == {}
        return
    assert page.errors["nte_kg"] == (
        "The NTE of 12.599 kg is below the maximum expected value of the items, 12.6 kg."
        " Ask for that at least."
    )
    assert page.form("base").values["nte_kg"] == ["12.599"]


def test_edit_asks_for_operating_survival_and_switch_on_temperatures() -> None:
    proposal = f.invited()
    Limit.objects.create(
        offer=proposal.call.offers.get(), quantity="temperature", scope="proposal", minimum="-50"
    )
    answers = f.answers(proposal)["design"]
    actions.save(proposal, "design", answers, by=f.lead_a(), at=f.INVITED)
    page = browser(f.lead_a()).open(path("design"))
    assert "The payload operates down to -40 °C; the platform goes down to -50 °C." in page.text
    for name in ("operating", "survival", "switch_on"):
        assert {f"{name}_min_c", f"{name}_max_c"} <= page.form("base").names


def test_answers_of_before_are_read_and_lack_the_operating_temperature() -> None:
    proposal = f.invited()
    before = dict.fromkeys(("survival_min_c", "survival_max_c"), "-180")
    SectionVersion.objects.create(
        proposal=proposal, code="design", number=9, schema=1, data=before, saved_at=f.NOW
    )
    content = working_copy(proposal)
    assert content.data("design") == before
    assert {"operating_min_c", "operating_max_c"} <= {one.field for one in content.missing}
    assert content.budget.temperature_c is None


def rover(**fields: str) -> dict[str, str]:
    """What is typed for a module of three rovers, and for one item of it."""
    item = f.item(name="Chassis", cbe_kg="28", module="rover ")
    return {
        **{f"items-0-{name}": str(value) for name, value in item.items()},
        "modules-0-name": "Rover",
        "modules-0-count": "3",
        **fields,
    }


def test_edit_takes_modules_with_their_count_and_nte() -> None:
    proposal = f.draft()
    lead = browser(f.lead_a())
    page = lead.open(path("equipment"))
    typed = {"modules-0-nte_kg": "34", "modules-0-deployed_height_mm": "1.2 m"}
    page = lead.send(page, rover(**typed, mass_max_kg="TBD"), button="stay")
    assert page.status == 200
    (module,) = latest("equipment").modules.all()
    assert (module.name, module.count, module.nte_kg) == ("Rover", 3, Decimal(34))
    assert (module.length_mm, module.deployed_height_mm) == (None, 1200)
    assert working_copy(proposal).asked == Mass(Decimal(102))
    assert "3 × Rover, each 34 kg" in page.text
    assert "over the limit of 100 kg for one module" not in page.text
    # What was saved is shown again, and saved again without a new version.
    lead.send(page, {"mass_max_kg": "TBD"}, button="stay")
    assert latest("equipment").number == 1


@pytest.mark.parametrize(
    ("typed", "field", "says"),
    [
        (
            {"modules-0-nte_kg": "33.599"},
            "modules-0-nte_kg",
            "The NTE of 33.599 kg is below the maximum expected value of the items, 33.6 kg.",
        ),
        ({"modules-0-nte_kg": "tbd"}, "modules-0-nte_kg", "Write a figure here, or leave it empty"),
        ({"items-0-module": "Rovre"}, "items-0-module", "No module “Rovre” is in the table"),
        (
            {"modules-1-name": "ROVER", "modules-1-count": "1"},
            "modules-1-name",
            "The module “ROVER” is in the table twice",
        ),
    ],
)
def test_edit_marks_modules_that_contradict_the_items(
    typed: dict[str, str], field: str, says: str
) -> None:
    f.draft()
    lead = browser(f.lead_a())
    form = lead.open(path("equipment")).form("base")
    data = {**form.values, **{name: [value] for name, value in rover(**typed).items()}}
    data["modules-TOTAL_FORMS"] = ["2"]
    assert lead.client.post(path("equipment"), data).status_code == 302
    page = lead.open(path("equipment"))
    assert says in page.errors[field]
    assert page.form("base").values["items-0-name"] == ["Chassis"]
    assert not working_copy(Proposal.objects.get()).is_complete


def test_list_of_before_is_read_with_a_module_for_each_name() -> None:
    proposal = f.written()
    latest_version = latest("equipment")
    older = SectionVersion.objects.create(
        proposal=proposal,
        code="equipment",
        number=latest_version.number + 1,
        schema=1,
        data=latest_version.data,
        saved_at=f.NOW,
    )
    names = ("Rover", "rover", "Base", "")
    older.items.bulk_create(
        EquipmentItem(version=older, position=place, **f.item(module=name))
        for place, name in enumerate(names)
    )
    content = working_copy(proposal)
    rows = content.data("equipment")["modules"]
    assert [(row["name"], row["count"]) for row in rows] == [("Rover", 1), ("Base", 1)]
    assert content.asked == Mass(Decimal(48))
    # Submitted before and after it is saved anew, it is the same.
    revision = proposal_actions.submit(proposal, by=f.lead_a(), at=f.NOW)
    actions.save(proposal, "equipment", content.data("equipment"), by=f.lead_a(), at=f.NOW)
    assert latest("equipment") == older
    assert proposal_actions.submit(proposal, by=f.lead_a(), at=f.NOW) == revision


def older_team(proposal: Proposal, **columns: Any) -> None:
    """Save the team as before co-investigators had rows: a line of text for each."""
    SectionVersion.objects.create(
        proposal=proposal, code="team", number=9, schema=2, saved_at=f.NOW, **{"data": {}} | columns
    )


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("Kim Example, House, Town\nAnn", ["Kim Example", "House, Town", "Ann", ""]),
        # It can't be stored as an answer, so it was kept as typed.
        ("Kim\ufffd, House", ["Kim\ufffd", "House"]),
    ],
)
def test_co_investigators_of_before_stand_in_rows(text: str, shown: list[str]) -> None:
    proposal = f.invited()
    kind = "typed" if "\ufffd" in text else "data"
    older_team(proposal, **{kind: {"co_investigators": text}})
    values = browser(f.lead_a()).open(path("team")).form("base").values
    names = [f"co_investigators-{row}-{name}" for row in (0, 1) for name in ("name", "institution")]
    assert [values[name][0] for name in names[: len(shown)]] == shown


# --- The envelope while a person types ----------------------------------------------------


def test_envelope_answers_to_what_is_typed_and_saves_nothing() -> None:
    proposal = f.written()
    lead = browser(f.lead_a())
    page = lead.open(path("equipment"))
    assert "12.6 of 100 kg" in page.text
    sent = page.form("base").filled({"items-0-cbe_kg": "85 kg", "items-0-name": "Drill"})
    answer = Page(lead.client.post(f"{path('equipment')}envelope/", sent))
    assert "102.6 of 100 kg, over the limit" in answer.text
    assert "CBE 85.5 kg + growth 20 % = MEV 102.6 kg, NTE 102.6 kg" in answer.text
    assert "Heaviest: Drill, 85 kg" in answer.text
    assert latest("equipment").number == 1
    assert working_copy(proposal).asked == Mass(Decimal("12.6"))
    # What can't be read as a mass is unknown.
    sent["items-0-cbe_kg"] = ["heavy"]
    answer = Page(lead.client.post(f"{path('equipment')}envelope/", sent))
    assert "at least 0.6 of 100 kg" in answer.text


def test_envelope_is_read_by_whoever_reads_the_section_and_by_nobody_else() -> None:
    f.written()
    for person, code in ((f.observer_a(), 200), (f.lead_b(), 404)):
        assert browser(person).client.post(f"{path('equipment')}envelope/").status_code == code
    lead = browser(f.lead_a())
    assert lead.client.post(f"{path('design')}envelope/").status_code == 404
    # Its address without a form leads to the section.
    assert "Equipment list" in lead.open(f"{path('equipment')}envelope/").text
    assert lead.path == path("equipment")


def test_envelope_asks_as_many_queries_for_sixty_rows_as_for_one() -> None:
    f.written()
    client = browser(f.lead_a()).client
    counts = []
    for rows in (1, 60, 60):
        typed: dict[str, Any] = {"items-TOTAL_FORMS": rows}
        for place in range(rows):
            row = f.item(name=f"Item {place}", module="Rover")
            typed |= {f"items-{place}-{name}": value for name, value in row.items()}
        with CaptureQueriesContext(connection) as asked:
            answer = client.post(f"{path('equipment')}envelope/", typed)
        assert answer.status_code == 200
        counts.append(len(asked))
    assert counts[1] == counts[2] <= counts[0]
