"""Saving a section: versions, who may, and what a colleague saved meanwhile."""

from decimal import Decimal
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from proposals.actions import proposal as proposals
from proposals.actions import section
from proposals.content.proposal import working_copy
from proposals.content.section import stored_answers
from proposals.domain.envelope import Mass
from proposals.domain.refusal import Refusal
from proposals.domain.section.merge import Clash
from proposals.models.account import User
from proposals.models.audit import AuditEntry
from proposals.models.proposal import Proposal
from proposals.models.section import EquipmentItem
from tests import factories as f
from tests.refusal import nothing_written, refused

pytestmark = pytest.mark.django_db


def test_same_answers_make_no_new_version() -> None:
    proposal = f.draft()
    for code, data in f.answers(proposal).items():
        first = section.save(proposal, code, data, by=f.lead_a(), at=f.NOW)
        with nothing_written(proposal):
            again = section.save(proposal, code, data, by=f.lead_a(), at=f.AFTER)
        assert again.version == first.version


def test_other_answers_make_the_next_version_and_keep_the_one_before() -> None:
    proposal = f.draft()
    for number, title in enumerate(("One", "Two", "One"), start=1):
        data = {"title": title, "level": "unit"}
        version = section.save(proposal, "overview", data, by=f.lead_a(), at=f.NOW).version
        assert (version.number, version.data["title"]) == (number, title)
    titles = proposal.section_versions.order_by("number").values_list("data__title", flat=True)
    assert list(titles) == ["One", "Two", "One"]
    last = f.last_entry(proposal)
    assert last.verb == "save_section"


PAGE, OTHER = "a" * 16, "b" * 16


def write(proposal: Proposal, by: User, page: str, base: int, **inputs: Any) -> section.Saved:
    return section.save(proposal, "science", inputs, by=by, at=f.NOW, base=base, page=page)


def texts(saved: section.Saved) -> dict[str, Any]:
    return dict(saved.version.data)


def test_two_people_who_change_different_inputs_are_merged() -> None:
    proposal = f.draft()
    write(proposal, f.lead_a(), PAGE, 0, objective="Theirs")
    mine = write(proposal, f.proposer_a(), OTHER, 0, serves=["geology"])
    assert texts(mine) == {"objective": "Theirs", "serves": ["geology"]}
    assert (mine.clashes, mine.changed_by) == ((), f.lead_a())


def test_two_people_who_change_one_input_clash_and_nothing_is_overwritten() -> None:
    proposal = f.draft()
    write(proposal, f.lead_a(), PAGE, 0, objective="Theirs")
    mine = write(proposal, f.proposer_a(), OTHER, 0, objective="Mine", serves=["geology"])
    assert texts(mine) == {"objective": "Theirs", "serves": ["geology"]}
    assert mine.clashes == (Clash("objective", "Mine", "Theirs"),)
    chosen = write(proposal, f.proposer_a(), OTHER, mine.version.number, objective="Mine")
    assert texts(chosen)["objective"] == "Mine"


def test_base_that_never_was_is_merged_with_the_latest() -> None:
    proposal = f.draft()
    write(proposal, f.lead_a(), PAGE, 0, objective="Theirs")
    mine = write(proposal, f.proposer_a(), OTHER, 7, objective="Mine")
    assert texts(mine) == {"objective": "Theirs"}
    assert mine.clashes == (Clash("objective", "Mine", "Theirs"),)


def test_page_never_clashes_with_itself() -> None:
    proposal = f.draft()
    for text in ("A", "A b", "A b c", "A"):
        saved = write(proposal, f.lead_a(), PAGE, 0, objective=text)
        assert texts(saved) == {"objective": text}
        assert (saved.clashes, saved.changed_by) == ((), None)


def test_row_that_was_removed_and_taken_back_on_one_page_stays() -> None:
    proposal = f.draft()
    row = {"name": "First Ltd", "role": "industry", "key": "k1"}

    def save(by: User, page: str, base: int, rows: list[dict[str, str]], **more: str) -> Any:
        inputs = {"organisations": rows, **more}
        saved = section.save(proposal, "team", inputs, by=by, at=f.NOW, base=base, page=page)
        return saved.version.data.get("organisations")

    assert save(f.lead_a(), PAGE, 0, [row])
    assert save(f.lead_a(), PAGE, 1, []) is None
    assert save(f.proposer_a(), OTHER, 2, [], pi_name="Pat") is None
    assert save(f.lead_a(), PAGE, 1, [row])


def test_second_page_of_one_person_is_another_page() -> None:
    proposal = f.draft()
    write(proposal, f.lead_a(), PAGE, 0, objective="On the phone")
    saved = write(proposal, f.lead_a(), OTHER, 0, objective="")
    assert texts(saved) == {"objective": "On the phone"}
    assert write(proposal, f.lead_a(), OTHER, 0, objective="On the desk").clashes


def test_autosave_of_one_page_makes_one_entry_in_the_history() -> None:
    proposal = f.draft()
    for text in ("A", "A b", "A b c"):
        write(proposal, f.lead_a(), PAGE, 0, objective=text)
    write(proposal, f.proposer_a(), OTHER, 3, objective="B")
    told = AuditEntry.objects.filter(verb="save_section").order_by("pk")
    assert [one.actor_id for one in told] == [f.lead_a().pk, f.proposer_a().pk]


def test_everything_typed_is_kept_and_only_submitting_is_refused() -> None:
    proposal = f.written()
    row = f.item(name="Odd", quantity="two", cbe_kg="1,250", basis="", key="k1")
    typed = {
        "power_peak_w": "4", "power_average_w": "5", "length_mm": "long", "items": [row],
    }  # fmt: skip
    section.save(proposal, "equipment", typed, by=f.lead_a(), at=f.NOW)
    content = working_copy(proposal)
    shown = content.inputs("equipment")
    assert (shown["length_mm"], shown["items"]) == ("long", [row])
    assert [one.field for one in content.to_mend] == [
        "length_mm", "items-0-quantity", "items-0-cbe_kg", "items-0-basis", "power_peak_w",
    ]  # fmt: skip
    assert content.budget.cbe() == Mass(Decimal(0), unknown=1)
    with refused(Refusal.INCOMPLETE):
        proposals.submit(proposal, by=f.lead_a(), at=f.NOW)


def test_only_writers_of_the_lead_agency_write_and_only_while_it_is_open() -> None:
    proposal = f.submitted()
    data = {"objective": "Mine"}
    for person in (f.observer_a(), f.lead_b(), f.reviewer(), f.chair(), f.auditor()):
        with nothing_written(proposal), refused(Refusal.OBSERVER):
            section.save(proposal, "science", data, by=person, at=f.NOW)
    for person in (f.lead_a(), f.proposer_a()):
        section.save(proposal, "science", data | {"by": person.email}, by=person, at=f.NOW)
    closed = f.in_review("Another")
    with nothing_written(closed), refused(Refusal.NOT_EDITABLE, says="In review"):
        section.save(closed, "science", data, by=f.lead_a(), at=f.AFTER)


def test_lists_show_the_title_and_the_level_that_were_saved() -> None:
    proposal = f.draft()
    f.write(proposal, ["overview"], by=f.lead_a(), at=f.NOW, title="Lunar seismometer")
    again = Proposal.objects.get(pk=proposal.pk)
    assert (again.title, again.level, again.platform) == (
        "Lunar seismometer",
        "unit",
        proposal.call.offers.get().platform,
    )
    assert "lunar seismometer" in again.search


def test_team_replaces_the_other_organisations_and_links_none() -> None:
    proposal = f.draft()
    f.agency("Agency B")
    for names in (["agency b ", "Institute X"], ["Agency B", "Ünited Labs"]):
        rows = [{"name": name, "country": "KE", "role": "co_proposer"} for name in names]
        section.save(proposal, "team", {"organisations": rows}, by=f.lead_a(), at=f.NOW)
    told = proposal.participations.order_by("pk").values_list("name", "name_folded", "agency")
    assert list(told) == [
        ("Agency A", "agency a", f.agency().pk),
        ("Agency B", "agency b", None),
        ("Ünited Labs", "ünited labs", None),
    ]


@given(cbe_kg=st.decimals("0", "10000", places=3), quantity=st.integers(1, 1000), tbd=st.booleans())
def test_figure_reads_back_as_the_number_that_was_saved(
    cbe_kg: Decimal, quantity: int, tbd: bool
) -> None:
    proposal = Proposal.objects.first() or f.draft()
    row = f.item(cbe_kg="TBD" if tbd else str(cbe_kg), quantity=quantity)
    version = section.save(proposal, "equipment", {"items": [row]}, by=f.lead_a(), at=f.NOW).version
    (told,) = stored_answers(version)["items"]
    assert told["cbe_kg"] == "TBD" if tbd else Decimal(told["cbe_kg"]) == cbe_kg
    assert EquipmentItem.objects.get(version=version).quantity == quantity
    budget = working_copy(proposal).budget
    assert budget.cbe().kg == (0 if tbd else cbe_kg * quantity)
