"""What a section asks for, what is missing, and how often it says TBD."""

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from proposals.domain.envelope import Budget
from proposals.domain.section.answers import missing, tbd
from proposals.domain.section.catalogue import SECTIONS
from proposals.domain.section.field import TBD, Input, Source

LETTER = ("overview", "team", "science", "equipment", "compliance", "documents")
EQUIPMENT: dict[str, Any] = {
    "power_average_w": "5",
    "power_peak_w": "12",
    "data_gb_per_day": "1",
    "length_mm": "300",
    "width_mm": "150",
    "height_mm": "150",
    "trl": "5",
}
ITEM = {
    "name": "Spectrometer",
    "kind": "instrument",
    "quantity": 1,
    "cbe_kg": "10",
    "category": "new",
    "basis": "estimated",
    "module": "",
}


def names(code: str, data: dict[str, Any], *, without: tuple[Source, ...] = ()) -> list[str]:
    return [gap.field for gap in missing(SECTIONS[code], data, without=without)]


@pytest.mark.parametrize("code", SECTIONS)
def test_empty_section_names_each_required_answer(code: str) -> None:
    section = SECTIONS[code]
    required = [
        one.name for one in section.fields if one.required and not one.after and not one.basis_of
    ]
    assert names(code, {})[: len(required)] == required
    assert all(gap.section == code and gap.label for gap in missing(section, {}))


def test_letter_asks_what_the_issue_says_it_asks() -> None:
    asked = {code: names(code, {}) for code in LETTER}
    assert asked == {
        "overview": ["title", "level", "platform"],
        "team": ["pi_name", "pi_institution", "pi_email"],
        "science": ["objective", "serves"],
        "equipment": [*EQUIPMENT, "items"],
        "compliance": ["controlled_origin", "hazards"],
        "documents": ["endorsement"],
    }


def test_objective_of_the_letter_has_three_hundred_words() -> None:
    objective = next(field for field in SECTIONS["science"].fields if field.name == "objective")
    assert objective.max_words == 300


@pytest.mark.parametrize(
    ("given_", "gaps"),
    [
        ({"items": [ITEM]}, []),
        ({"mass_min_kg": "10", "mass_max_kg": "20"}, []),
        ({"mass_min_kg": "10"}, ["items"]),
        ({"mass_max_kg": "20"}, ["items"]),
        ({"items": []}, ["items"]),
        ({}, ["items"]),
    ],
)
def test_items_or_a_whole_mass_range_will_do(given_: dict[str, Any], gaps: list[str]) -> None:
    assert names("equipment", EQUIPMENT | given_) == gaps


def test_tbd_is_an_answer() -> None:
    answers = dict.fromkeys(EQUIPMENT, TBD) | {"items": [ITEM]}
    assert names("equipment", answers) == []
    assert len(tbd(SECTIONS["equipment"], answers)) == len(EQUIPMENT)


def test_nought_is_an_answer() -> None:
    answers = EQUIPMENT | {"items": [ITEM], "power_average_w": "0", "data_gb_per_day": "0"}
    assert names("equipment", answers) == []


def test_field_that_the_call_has_no_choices_for_is_not_missed() -> None:
    assert names("overview", {"title": "A spectrometer"}, without=(Source.LEVELS,)) == ["platform"]
    assert (
        names("overview", {"title": "A spectrometer"}, without=(Source.LEVELS, Source.PLATFORMS))
        == []
    )


def test_tbd_in_the_items_is_counted() -> None:
    rows = [ITEM, ITEM | {"cbe_kg": TBD}, ITEM | {"cbe_kg": TBD, "basis": "tbd"}]
    assert len(tbd(SECTIONS["equipment"], EQUIPMENT | {"items": rows})) == 3
    assert len(tbd(SECTIONS["equipment"], EQUIPMENT | {"items": [ITEM]})) == 0
    assert len(tbd(SECTIONS["equipment"], {})) == 0


@given(st.dictionaries(st.sampled_from(sorted(EQUIPMENT)), st.sampled_from(["1", "", TBD, None])))
def test_every_answer_closes_its_own_gap_and_no_other(given_: dict[str, Any]) -> None:
    answers = {"items": [ITEM], **given_}
    answered = {name for name, value in given_.items() if value}
    assert set(names("equipment", answers)) == set(EQUIPMENT) - answered
    assert len(tbd(SECTIONS["equipment"], answers)) == list(given_.values()).count(TBD)


@pytest.mark.parametrize("code", SECTIONS)
def test_choice_has_options_or_names_where_the_call_has_them(code: str) -> None:
    section = SECTIONS[code]
    fields = [*section.fields, *(field for table in section.tables for field in table.fields)]
    for field in fields:
        chosen = field.input in (Input.CHOICE, Input.CHOICES)
        assert chosen == bool(field.choices or field.source), field.name
    assert len({field.name for field in section.fields}) == len(section.fields)


@pytest.mark.parametrize(
    ("code", "answers", "field"),
    [
        ("compliance", {"hazards": ["battery", "none"]}, "hazards"),
        ("equipment", {"mass_min_kg": "5", "mass_max_kg": "4.999"}, "mass_max_kg"),
        ("design", {"operating_min_c": "5", "operating_max_c": "-5"}, "operating_max_c"),
        ("design", {"switch_on_min_c": "5", "switch_on_max_c": "-5"}, "switch_on_max_c"),
        ("equipment", {"power_average_w": "900", "power_peak_w": "40"}, "power_peak_w"),
    ],
)
def test_answers_that_cannot_both_be_true_are_named(
    code: str, answers: dict[str, Any], field: str
) -> None:
    assert [one.field for one in SECTIONS[code].contradictions(answers, Budget())] == [field]


@pytest.mark.parametrize(
    "answers",
    [
        {},
        {"hazards": ["none"]},
        {"hazards": ["battery", "laser"]},
        {"mass_min_kg": "5", "mass_max_kg": "5"},
        {"mass_min_kg": "5"},
        {"power_average_w": "TBD", "power_peak_w": "1"},
        {"power_average_w": "9", "power_peak_w": "10"},
    ],
)
def test_answers_that_agree_are_left_alone(answers: dict[str, Any]) -> None:
    assert [
        one for section in SECTIONS.values() for one in section.contradictions(answers, Budget())
    ] == []


def test_controlled_components_have_to_be_named() -> None:
    section = SECTIONS["compliance"]
    answers = {"controlled_origin": "yes", "hazards": ["none"]}
    assert [one.field for one in missing(section, answers)] == ["export_regime"]
    assert missing(section, answers | {"export_regime": "A laser diode"}) == []
