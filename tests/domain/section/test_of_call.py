"""Sections that ask in the call's words, and what is asked after a choice."""

from dataclasses import replace
from typing import Any

import pytest

from proposals.domain.asked_field import AnswerChoice, AnswerKind, AskedRule
from proposals.domain.refusal import Refusal
from proposals.domain.requirement import RequirementRule
from proposals.domain.section.answers import missing, tbd, without_row
from proposals.domain.section.catalogue import SECTIONS
from proposals.domain.section.field import WHOLE_PAYLOAD, Asked, Field, Input, Section
from proposals.domain.section.inputs import complete, understand
from proposals.domain.section.of_call import as_frozen, from_frozen
from proposals.domain.terms import ClauseText, Language, Terms

YES_NO = (AnswerChoice("yes", "Yes", "是"), AnswerChoice("no", "No"))
ASKED = Asked(
    requirements=(
        RequirementRule("IF-MEC-01", "Stand on four feet.", "Interface document, 3.1"),
        RequirementRule("IF.2", "Stay below 5 W."),
    ),
    terms=Terms(Language.ENGLISH, (ClauseText("carriage", "Carriage", "Free of charge."),)),
    fields=(
        AskedRule("station", "A station?", AnswerKind.CHOICE, choices=YES_NO, required=True),
        AskedRule(
            "band", "Which band?", AnswerKind.CHOICE, choices=YES_NO, required=True,
            after_field="station", after_choice="yes",
        ),
        AskedRule(
            "size", "How large?", AnswerKind.NUMBER, unit="m", required=True,
            after_field="band", after_choice="yes",
        ),
        AskedRule(
            "permit", "Permit", AnswerKind.FILE, required=True,
            after_field="station", after_choice="yes",
        ),
        AskedRule("who", "Who comes?", AnswerKind.TEXT),
    ),
)  # fmt: skip


def of_call(code: str) -> Section:
    return SECTIONS[code].of_call(ASKED)


def lacks(code: str, answers: dict[str, Any]) -> list[str]:
    return [one.field for one in missing(of_call(code), answers)]


def test_requirement_that_is_not_met_needs_a_reason() -> None:
    assert lacks("interface", {}) == ["r_IF-MEC-01", "r_IF_2"]
    assert lacks("interface", {"r_IF-MEC-01": "c", "r_IF_2": "pc"}) == ["r_IF_2_why"]
    assert not lacks("interface", {"r_IF-MEC-01": "c", "r_IF_2": "nc", "r_IF_2_why": "6 W"})


def test_requirement_shows_its_text_and_source() -> None:
    field = of_call("interface").fields[0]
    assert (field.label, field.prose) == (
        "IF-MEC-01",
        "Stand on four feet.\nInterface document, 3.1",
    )


def test_clause_is_accepted_or_deviated_from() -> None:
    assert lacks("terms", {}) == ["c_carriage"]
    assert not lacks("terms", {"c_carriage": "accepted"})
    assert lacks("terms", {"c_carriage": "deviates"}) == ["c_carriage_deviation"]


@pytest.mark.parametrize(
    ("answers", "asked"),
    [
        ({}, ["q_station"]),
        ({"q_station": "no"}, []),
        ({"q_station": "yes"}, ["q_band"]),
        ({"q_station": "yes", "q_band": "yes"}, ["q_size"]),
        # The band was answered before the station was taken back.
        ({"q_station": "no", "q_band": "yes"}, []),
    ],
)
def test_question_is_asked_after_the_choice_that_it_depends_on(
    answers: dict[str, Any], asked: list[str]
) -> None:
    assert lacks("questions", answers) == asked


def test_file_is_asked_for_after_the_choice_that_it_depends_on() -> None:
    files = SECTIONS["questions"].files
    assert [one.code for one in files(ASKED, {"q_station": "yes"})] == ["q_permit"]
    assert not files(ASKED, {"q_station": "no"})


def test_answer_that_is_not_asked_for_any_more_says_no_tbd() -> None:
    section = of_call("questions")
    answers = {"q_station": "yes", "q_band": "yes", "q_size": "TBD"}
    assert [one.field for one in tbd(section, answers)] == ["q_size"]
    assert not tbd(section, answers | {"q_station": "no"})


@pytest.mark.parametrize("code", ["interface", "terms", "questions"])
def test_words_of_the_call_are_read_as_they_were_frozen(code: str) -> None:
    frozen = from_frozen(as_frozen(SECTIONS[code], ASKED))
    kept = [
        (one.name, one.label, one.input, one.prose, one.unit, one.choices, one.after)
        for one in frozen
    ]
    assert kept == [
        (one.name, one.label, one.input, one.prose, one.unit, one.choices, one.after)
        for one in of_call(code).fields
    ]


def test_names_of_fields_can_be_paths_of_a_merge() -> None:
    for code in ("interface", "terms", "questions"):
        assert all("." not in one.name for one in of_call(code).fields)


# --- Tables after a choice, and rows of modules ------------------------------------------------


def test_table_is_asked_after_its_choice() -> None:
    section = SECTIONS["declarations"]
    none = dict.fromkeys(
        ("has_components", "has_hazards", "has_transmitters", "has_biology"), "no"
    ) | {"organics": [{"substance": "Epoxy"}]}
    assert not missing(section, none)
    named = [one.field for one in missing(section, none | {"has_components": "yes"})]
    assert named == ["components"]


def test_module_without_a_row_is_named() -> None:
    section = SECTIONS["accommodation"]
    rows = {"accommodation": [{"module": "Rover"}]}
    found = without_row(section, rows, ["Rover", "Mast"])
    assert [(one.field, one.module) for one in found] == [("accommodation", "Mast")]
    whole = {"accommodation": [{"module": WHOLE_PAYLOAD}]}
    assert not without_row(section, whole, ["Rover", "Mast"])


def test_tbd_in_a_row_names_the_row() -> None:
    rows = {"organics": [{"mass_kg": "0.2"}, {"mass_kg": "TBD"}]}
    found = tbd(SECTIONS["declarations"], rows)
    assert [(one.field, one.row) for one in found] == [("organics-1-mass_kg", 2)]


# --- The basis of a figure ------------------------------------------------------------------------

FIGURE = Section(
    "made",
    "Made",
    "",
    (
        Field("storage_mb", "Storage", Input.DECIMAL, unit="MB"),
        Field("storage_mb_basis", "Basis", Input.CHOICE, required=True, choices=(("tbc", "TBC"),), basis_of="storage_mb"),
    ),
)  # fmt: skip


@pytest.mark.parametrize(
    ("figure", "basis", "refused"),
    [("12", "", True), ("12", "tbc", False), ("TBD", "", False), ("", "", False), ("x", "", False)],
)
def test_figure_that_is_known_needs_its_basis(figure: str, basis: str, refused: bool) -> None:
    inputs = complete(FIGURE, {"storage_mb": figure, "storage_mb_basis": basis})
    found = understand(FIGURE, inputs, lambda field: dict(field.choices))
    named = [one.field for one in found.refusals if one.refusal is Refusal.NO_BASIS]
    assert named == (["storage_mb_basis"] if refused else [])


# --- Days and months ------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("typed", "answer"),
    [
        ("2027-03-31", "2027-03-31"), ("2027-3", "2027-03"), ("2027/03/01", "2027-03-01"),
        (" 2028.02.29 ", "2028-02-29"), ("2027-02-29", ""), ("2027-13", ""), ("31.03.2027", ""),
        ("1066-10-14", ""), ("soon", ""), ("2027", ""), ("2027-00-10", ""), ("٢٠٢٧-٠٣", ""),
    ],
)  # fmt: skip
def test_days_and_months(typed: str, answer: str) -> None:
    section = replace(FIGURE, fields=(Field("by", "By", Input.DATE),))
    found = understand(section, complete(section, {"by": typed}), lambda field: ())
    assert found.answers.get("by", "") == answer
    assert bool(found.refusals) == (not answer)
