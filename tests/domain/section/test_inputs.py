"""Nothing typed is lost, and what two people change is merged: properties over every section."""

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from proposals.domain.section.catalogue import SECTIONS
from proposals.domain.section.field import Field, Input, Inputs, Section
from proposals.domain.section.inputs import (
    KEY,
    complete,
    inputs_of,
    understand,
    without_unread,
)
from proposals.domain.section.merge import changed, changed_last, merge
from proposals.domain.section.row import from_columns, to_columns
from proposals.domain.section.row_act import RowAct, acted

TEXTS = st.one_of(
    st.sampled_from(["", " ", "TBD", "tbd", "850 g", "1,250", "0.000", "12.5", "-3", "2", "new"]),
    st.text(max_size=12),
)


def options(field: Field) -> list[str]:
    return [code for code, _ in field.choices] or ["one", "two"]


def typed_into(field: Field) -> st.SearchStrategy[Any]:
    if field.input is Input.CHOICES:
        return st.lists(st.sampled_from([*options(field), "unknown"]), max_size=2, unique=True)
    return st.one_of(TEXTS, st.sampled_from(options(field)))


def inputs_in(section: Section) -> st.SearchStrategy[dict[str, Any]]:
    parts: dict[str, st.SearchStrategy[Any]] = {one.name: typed_into(one) for one in section.fields}
    for table in section.tables:
        row = {one.name: typed_into(one) for one in table.fields}
        rows = st.fixed_dictionaries({KEY: st.sampled_from("abcd"), **row})
        parts[table.name] = st.lists(rows, max_size=3, unique_by=lambda one: one[KEY])
    return st.fixed_dictionaries(parts)


sections = st.sampled_from(list(SECTIONS.values()))


@given(st.data())
def test_what_was_typed_is_read_back_from_what_is_stored(data: st.DataObject) -> None:
    section = data.draw(sections)
    typed = complete(section, data.draw(inputs_in(section)))
    found = understand(section, typed, options)
    stored = dict(found.answers)
    for table in section.tables:
        if table.storage:
            rows = found.answers.get(table.name, [])
            stored[table.name] = [from_columns(table, to_columns(table, row)) for row in rows]
    answers = without_unread(section, stored, found.typed)
    assert inputs_of(section, answers, typed=found.typed, keys=found.keys) == typed


def three(data: st.DataObject) -> tuple[Section, Inputs, Inputs, Inputs]:
    section = data.draw(sections)
    base, theirs, mine = (complete(section, data.draw(inputs_in(section))) for _ in range(3))
    return section, base, theirs, mine


@given(st.data())
def test_merge_takes_what_one_side_alone_has_changed(data: st.DataObject) -> None:
    section, base, theirs, mine = three(data)
    for one, other in ((theirs, base), (base, mine)):
        merged = merge(section, base=base, theirs=one, mine=other)
        assert merged.inputs == (theirs if other is base else mine)
        assert merged.clashes == []


@given(st.data())
def test_merge_overwrites_nothing_of_theirs_and_names_what_it_leaves_of_mine(
    data: st.DataObject,
) -> None:
    section, base, theirs, mine = three(data)
    merged = merge(section, base=base, theirs=theirs, mine=mine)
    clashing = {one.path for one in merged.clashes}
    for path in changed(section, base, theirs) & {one.name for one in section.fields}:
        assert merged.inputs[path] == theirs[path]
    for path in changed(section, base, mine) & {one.name for one in section.fields}:
        assert merged.inputs[path] == mine[path] or path in clashing


# --- The order of rows ------------------------------------------------------------------------------


def ordered(keys: str, **first: str) -> dict[str, Any]:
    """Return a team with organisations of these keys and names, and another name for the first."""
    rows = [{KEY: key, "name": key, **(first if key == "a" else {})} for key in keys]
    return complete(SECTIONS["team"], {"organisations": rows})


def keys(inputs: Inputs) -> str:
    return "".join(row[KEY] for row in inputs["organisations"])


@pytest.mark.parametrize(
    ("theirs", "mine", "merged"),
    [
        ("abc", "cab", "cab"),
        ("cab", "abc", "cab"),
        ("abxc", "bac", "bxac"),
        ("cab", "abcx", "cxab"),
        ("ac", "cab", "ca"),
    ],
)
def test_moved_rows_stay_moved_whoever_saves_next(theirs: str, mine: str, merged: str) -> None:
    section = SECTIONS["team"]
    found = merge(section, base=ordered("abc"), theirs=ordered(theirs), mine=ordered(mine))
    assert keys(found.inputs) == merged
    assert found.clashes == []


def test_moved_row_keeps_what_the_other_person_wrote_into_it() -> None:
    section = SECTIONS["team"]
    theirs, mine = ordered("abc", name="theirs"), ordered("bca")
    found = merge(section, base=ordered("abc"), theirs=theirs, mine=mine)
    assert found.inputs == ordered("bca", name="theirs")


def test_row_that_its_own_page_moves_back_is_moved_back() -> None:
    section = SECTIONS["team"]
    base, moved = ordered("abc"), ordered("bac")
    own = changed_last(section, [(base, ""), (moved, "page")])
    assert set(own) == {"organisations"}
    assert keys(merge(section, base=base, theirs=moved, mine=base).inputs) == "bac"
    assert keys(merge(section, base=base, theirs=moved, mine=base, own=own).inputs) == "abc"


@pytest.mark.parametrize(
    ("key", "act", "order"),
    [
        ("a", RowAct.UP, "abc"),
        ("b", RowAct.UP, "bac"),
        ("b", RowAct.DOWN, "acb"),
        ("c", RowAct.DOWN, "abc"),
        ("b", RowAct.COPY, "abxc"),
        ("z", RowAct.COPY, "abc"),
    ],
)
def test_row_is_moved_or_copied(key: str, act: RowAct, order: str) -> None:
    rows = ordered("abc")["organisations"]
    found = acted(rows, key, act, new_key="x")
    assert "".join(row[KEY] for row in found) == order
    assert keys({"organisations": rows}) == "abc"


# --- A whole box in the field of its length -------------------------------------------------------


@pytest.mark.parametrize(
    ("typed", "sides"),
    [
        (("300 x 150 x 120 mm", "", ""), ("300", "150", "120")),
        (("30 cm × 15 cm × 12 cm", "", ""), ("300", "150", "120")),
        (("0.3*0.15*0.12 m", "", ""), ("300", "150", "120")),
        # It was divided before, and the page still shows the box.
        (("300 x 150 x 120 mm", "150 mm", "120 mm"), ("300", "150", "120")),
        # Somebody wrote another width: nothing is overwritten, and the box stays to be mended.
        (("300 x 150 x 120 mm", "160", ""), ("", "160", "")),
        (("300 x 150", "", ""), ("", "", "")),
    ],
)
def test_box_is_divided_among_its_sides(
    typed: tuple[str, str, str], sides: tuple[str, str, str]
) -> None:
    section = SECTIONS["equipment"]
    names = ("length_mm", "width_mm", "height_mm")
    inputs = complete(section, dict(zip(names, typed, strict=True)))
    found = understand(section, inputs, lambda field: ())
    assert tuple(found.answers.get(name, "") for name in names) == sides
    assert bool(found.refusals) == (not sides[0])
    assert complete(section, inputs) == inputs


def test_box_of_a_module_is_divided_in_its_row() -> None:
    section = SECTIONS["equipment"]
    rows = [{"name": "Rover", "count": "1", "deployed_length_mm": "1 x 2 x 3 m"}]
    row = complete(section, {"modules": rows})["modules"][0]
    assert [row[f"deployed_{side}_mm"] for side in ("length", "width", "height")] == [
        "1 m",
        "2 m",
        "3 m",
    ]
