"""All sections together: their functions, and that no two sections give the same thing."""

from collections.abc import Iterable
from decimal import Decimal
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from proposals.domain.envelope import Budget, Quantity
from proposals.domain.section.answers import names, read
from proposals.domain.section.catalogue import SECTIONS, for_files, limited_by
from proposals.domain.section.field import (
    TBD,
    Codes,
    Field,
    Flags,
    Heading,
    Investigator,
    Organisation,
    Section,
    Source,
)
from proposals.domain.section.row import from_columns, to_columns

CODES: Codes = {Source.PLATFORMS: {"17": "lander"}, Source.OBJECTIVES: {"3": "earth", "5": "ice"}}


def read_old(code: str, answers: dict[str, Any]) -> Any:
    return read(SECTIONS[code], answers, schema=1, codes=lambda: CODES)


# --- Each thing is brought once -----------------------------------------------------------


def test_one_section_gives_the_heading_and_one_the_investigators() -> None:
    sections = SECTIONS.values()
    assert len([one for one in sections if one.heading]) == 1
    assert len([one for one in sections if one.investigators]) == 1
    assert len([one for one in sections if one.modules]) == 1


@pytest.mark.parametrize("quantity", Quantity)
def test_limit_is_mended_where_the_stage_asks_for_its_figure(quantity: Quantity) -> None:
    for section in SECTIONS.values():
        if quantity in section.limited:
            assert limited_by(quantity, ["overview", section.code]) == section
    assert quantity in limited_by(quantity, ["overview"]).limited


def test_tables_have_names_of_their_own_in_all_sections() -> None:
    named = [table.name for section in SECTIONS.values() for table in section.tables]
    assert len(set(named)) == len(named)


def test_files_go_where_a_stage_takes_them() -> None:
    assert for_files(["overview", "documents"]).takes_files
    assert for_files(["overview"]).takes_files  # for a stage that forgot it


def test_fields_of_a_section_and_of_its_rows_have_names_of_their_own() -> None:
    for section in SECTIONS.values():
        named = [field.name for field in section.fields]
        for table in section.tables:
            named.append(table.name)
            rows = [field.name for field in table.fields]
            assert len(set(rows)) == len(rows), section.code
        assert len(set(named)) == len(named), section.code


@pytest.mark.parametrize("section", SECTIONS.values(), ids=lambda one: one.code)
def test_section_says_nothing_of_no_answers(section: Section) -> None:
    assert section.budget({}, Budget()) == Budget()
    assert section.contradictions({}, Budget()) == ()
    assert section.needs({}) == ()
    assert section.from_heading(Heading()) == {}
    assert not section.heading or section.heading({}) == Heading()
    assert not section.organisations or section.organisations({}) == ()
    assert not section.investigators or section.investigators({}) == ()
    assert not section.institutions or section.institutions({}) == ()
    assert not section.flags or section.flags({}) == Flags()


# --- What they say ------------------------------------------------------------------------


@given(st.builds(Heading, title=st.text(), level=st.text(), platform=st.text()))
def test_heading_is_read_back_as_it_was_written(heading: Heading) -> None:
    (section,) = [one for one in SECTIONS.values() if one.heading]
    assert section.heading is not None
    assert section.heading(section.from_heading(heading)) == heading


def test_organisations_and_investigators_are_those_of_the_team() -> None:
    section = SECTIONS["team"]
    assert section.organisations is not None
    assert section.investigators is not None
    assert section.institutions is not None
    rows = [{"name": "Works Ltd", "role": "industry"}]
    assert section.organisations({"organisations": rows}) == (
        Organisation("Works Ltd", "industry"),
    )
    answers = {"pi_name": "Pat", "pi_institution": "Institute"}
    assert _said(section.investigators(answers)) == ["Pat, Institute"]
    assert _said(section.investigators({"pi_institution": "Institute"})) == ["Institute"]
    text = "Kim, Works Ltd\n\nLee, House, Town\nAnn"
    lines = read(section, answers | {"co_investigators": text}, schema=2, codes=dict)
    people = section.investigators(lines)
    assert _said(people) == ["Pat, Institute", "Kim, Works Ltd", "Lee, House, Town", "Ann"]
    assert [one.is_principal for one in people] == [True, False, False, False]
    assert set(section.institutions(lines)) == {
        "Institute",
        "Works Ltd",
        "House",
        "Town",
        "House, Town",
    }


def _said(people: Iterable[Investigator]) -> list[str]:
    return [str(one) for one in people]


@given(st.text(alphabet="ab ,\n\t", max_size=30))
def test_co_investigators_of_the_older_text_keep_every_word_and_institution(text: str) -> None:
    section = SECTIONS["team"]
    assert section.institutions is not None
    rows = read(section, {"co_investigators": text}, schema=2, codes=dict)
    kept = [f"{row['name']},{row['institution']}" for row in rows.get("co_investigators", [])]
    lines = [line.strip() for line in text.splitlines() if line.strip()]
    plain = ["".join(line.split()).rstrip(",") for line in lines]
    assert ["".join(line.split()).rstrip(",") for line in kept] == plain
    # Revisions of that schema hold these institutions, which an audit compares.
    after_name = [line.split(",")[1:] for line in lines]
    parts = {part for line in after_name for part in line}
    parts |= {",".join(line[start:]) for line in after_name for start in range(len(line))}
    assert set(section.institutions(rows)) == {one.strip() for one in parts} - {""}


@pytest.mark.parametrize(
    ("answers", "flags"),
    [
        ({"controlled_origin": "yes"}, Flags(has_controlled_components=True)),
        ({"controlled_origin": "unknown", "hazards": ["none"]}, Flags()),
        ({"hazards": ["laser"]}, Flags(has_hazards=True)),
    ],
)
def test_compliance_is_flagged(answers: dict[str, Any], flags: Flags) -> None:
    told = SECTIONS["compliance"].flags
    assert told is not None
    assert told(answers) == flags


def test_budget_is_gathered_from_several_sections() -> None:
    budget = Budget()
    for code, answers in (
        ("equipment", {"power_average_w": "5", "nte_kg": "3", "length_mm": "TBD"}),
        ("design", {"operating_min_c": "-40", "survival_min_c": "-180", "survival_max_c": "90"}),
    ):
        budget = SECTIONS[code].budget(answers, budget)
    assert budget == Budget(
        nte_kg=Decimal(3),
        power_w=Decimal(5),
        temperature_c=(Decimal(-40), None),
        tbd=frozenset({Quantity.SIZE}),
    )


# --- Older schemas, typed rows, words -----------------------------------------------------


def test_numbers_of_rows_in_older_answers_are_read_as_codes() -> None:
    assert read_old("overview", {"title": "A", "platform": "17"}) == {
        "title": "A",
        "platform": "lander",
    }
    assert read_old("overview", {"title": "A"}) == {"title": "A"}
    assert read_old("science", {"serves": ["5", "3"]}) == {"serves": ["ice", "earth"]}
    assert read_old("science", {"objective": "Ice"}) == {"objective": "Ice"}


def test_number_of_a_row_that_is_gone_is_kept_as_it_was() -> None:
    assert read_old("overview", {"platform": "99"}) == {"platform": "99"}
    assert read_old("science", {"serves": ["3", "99"]}) == {"serves": ["earth", "99"]}


def test_modules_of_before_have_no_deployed_box() -> None:
    (module,) = read_old("equipment", {"items": [{"module": "Rover"}]})["modules"]
    before = {"name": "Rover", "count": 3, "length_mm": "400"}
    answers = {"modules": [before]}
    (read_now,) = read(SECTIONS["equipment"], answers, schema=2, codes=lambda: CODES)["modules"]
    for row in (module, read_now):
        assert [row[f"deployed_{side}_mm"] for side in ("length", "width", "height")] == [""] * 3
    assert before.items() <= read_now.items()


def test_answers_of_the_current_schema_need_no_codes() -> None:
    def codes() -> Codes:
        raise AssertionError("nothing older is to be read")

    for section in SECTIONS.values():
        assert read(section, {"x": "1"}, schema=section.schema, codes=codes) == {"x": "1"}


@given(
    mass=st.one_of(
        st.just(TBD), st.decimals(0, 10000, places=3).map(lambda d: f"{d.normalize():f}")
    ),
    quantity=st.integers(1, 1000),
    module=st.text(max_size=80),
)
def test_typed_row_is_read_back_as_it_was_answered(mass: str, quantity: int, module: str) -> None:
    rows = SECTIONS["equipment"].tables[0]
    assert rows is not None
    row = {
        "name": "Spectrometer",
        "kind": "instrument",
        "quantity": quantity,
        "cbe_kg": mass,
        "category": "new",
        "basis": "estimated",
        "module": module,
    }
    assert from_columns(rows, to_columns(rows, row)) == row


def test_words_of_the_codes_that_were_chosen_are_named_and_no_others() -> None:
    def words(field: Field) -> dict[str, str]:
        return {"earth": "Earth", "ice": "Ice"} if field.source else dict(field.choices)

    assert names(SECTIONS["science"], {"serves": ["ice", "gone"]}, words) == {
        "serves": {"ice": "Ice"}
    }
    team = {"organisations": [{"name": "Works", "role": "industry"}, {"name": "W", "role": ""}]}
    assert names(SECTIONS["team"], team, words) == {"organisations.role": {"industry": "Industry"}}
