"""Saving a section: versions, who may, and what a colleague saved meanwhile."""

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from proposals.actions import section
from proposals.content.proposal import working_copy
from proposals.content.section import stored_answers
from proposals.domain.refusal import Refusal
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
            assert section.save(proposal, code, data, by=f.lead_a(), at=f.AFTER) == first


def test_other_answers_make_the_next_version_and_keep_the_one_before() -> None:
    proposal = f.draft()
    for number, title in enumerate(("One", "Two", "One"), start=1):
        data = {"title": title, "level": "unit"}
        version = section.save(proposal, "overview", data, by=f.lead_a(), at=f.NOW)
        assert (version.number, version.data["title"]) == (number, title)
    titles = proposal.section_versions.order_by("number").values_list("data__title", flat=True)
    assert list(titles) == ["One", "Two", "One"]
    last = f.last_entry(proposal)
    assert last.verb == "save_section"


def test_form_filled_from_an_older_version_is_refused_with_the_name_of_who_saved() -> None:
    proposal = f.draft()
    section.save(proposal, "science", {"objective": "A"}, by=f.lead_a(), at=f.NOW, base=0)
    for base in (0, 7):
        with (
            nothing_written(proposal),
            refused(Refusal.STALE_SECTION, says="lead-a saved this section"),
        ):
            section.save(
                proposal, "science", {"objective": "B"}, by=f.proposer_a(), at=f.NOW, base=base
            )
    mine = section.save(
        proposal, "science", {"objective": "B"}, by=f.proposer_a(), at=f.NOW, base=1
    )
    assert mine.number == 2


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
    version = section.save(proposal, "equipment", {"items": [row]}, by=f.lead_a(), at=f.NOW)
    (told,) = stored_answers(version)["items"]
    assert told["cbe_kg"] == "TBD" if tbd else Decimal(told["cbe_kg"]) == cbe_kg
    assert EquipmentItem.objects.get(version=version).quantity == quantity
    budget = working_copy(proposal).budget
    assert budget.cbe().kg == (0 if tbd else cbe_kg * quantity)
