"""The same content always gives the same bytes, and other content never does."""

import json
from decimal import Decimal
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from proposals.domain.canonical import canonical, sha256

texts = st.text(st.characters(exclude_categories=["Cs"]))
scalars = st.none() | st.booleans() | st.integers() | texts
contents = st.recursive(
    scalars, lambda inner: st.lists(inner) | st.dictionaries(texts, inner), max_leaves=20
)


def test_content_is_written_without_spaces_and_without_escapes() -> None:
    assert (
        canonical({"b": [1, None, True], "a": "嫦娥八号"}) == '{"a":"嫦娥八号","b":[1,null,true]}'
    )


def test_hash_is_the_published_one() -> None:
    # FIPS 180-2, appendix B.1.
    assert sha256("abc") == "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad"


def test_tuple_and_list_are_one_spelling() -> None:
    assert canonical({"a": (1, 2)}) == canonical({"a": [1, 2]})


@pytest.mark.parametrize(
    "content",
    [
        1.0,
        float("nan"),
        {"mass": 12.5},
        {"rows": [{"mass": [0.1]}]},
        ({"mass": (1, 2.0)},),
        {1.5: "a key that is a number"},
        {1: "a key that is a number"},
        {None: "a key that is nothing"},
        {"mass": Decimal(1)},
        {"day": object()},
    ],
)
def test_what_has_no_one_spelling_is_refused(content: Any) -> None:
    with pytest.raises(TypeError):
        canonical(content)


@given(st.dictionaries(texts, scalars | st.lists(scalars)), st.randoms(use_true_random=True))
def test_order_of_keys_changes_nothing(content: dict[str, Any], random: Any) -> None:
    pairs = list(content.items())
    random.shuffle(pairs)
    assert canonical(dict(pairs)) == canonical(content)


@given(contents)
def test_canonical_text_reads_back_as_the_same_content(content: Any) -> None:
    assert json.loads(canonical(content)) == content
    assert canonical(json.loads(canonical(content))) == canonical(content)


@given(contents, contents)
def test_different_content_has_a_different_text(one: Any, other: Any) -> None:
    # Python counts True as 1; JSON doesn't.
    assert (canonical(one) == canonical(other)) == (repr(_typed(one)) == repr(_typed(other)))


def _typed(content: Any) -> Any:
    if isinstance(content, dict):
        return sorted((key, _typed(value)) for key, value in content.items())
    if isinstance(content, list):
        return ["list", [_typed(one) for one in content]]
    return content
