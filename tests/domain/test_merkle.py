"""The Merkle tree has the root that RFC 6962 defines, however its leaves came."""

import hashlib

import pytest
from hypothesis import given
from hypothesis import strategies as st

from proposals.domain.merkle import Tree

TEXTS = st.lists(st.text(max_size=3), max_size=40)


def defined(leaves: list[bytes]) -> bytes:
    """Return the root as section 2.1 of the RFC defines it."""
    if not leaves:
        return hashlib.sha256(b"").digest()
    if len(leaves) == 1:
        return hashlib.sha256(b"\x00" + leaves[0]).digest()
    split = 1
    while split * 2 < len(leaves):
        split *= 2
    return hashlib.sha256(b"\x01" + defined(leaves[:split]) + defined(leaves[split:])).digest()


def tree(texts: list[str]) -> Tree:
    new = Tree()
    for position, text in enumerate(texts):
        new.put(position, text)
    return new


@given(TEXTS)
def test_root_is_that_of_the_rfc(texts: list[str]) -> None:
    assert tree(texts).root() == defined([text.encode() for text in texts]).hex()


@given(TEXTS, st.data())
def test_root_does_not_depend_on_when_it_was_asked(texts: list[str], data: st.DataObject) -> None:
    one = Tree()
    current: list[str] = []
    for text in texts:
        position = data.draw(st.integers(0, len(current)))
        one.put(position, text)
        current[position : position + 1] = [text]
        if data.draw(st.booleans()):
            assert one.root() == tree(current).root()
    assert one.root() == tree(current).root()
    assert len(one) == len(current)


@given(TEXTS.filter(bool), st.data())
def test_any_other_leaf_gives_another_root(texts: list[str], data: st.DataObject) -> None:
    one = tree(texts)
    before = one.root()
    position = data.draw(st.integers(0, len(texts) - 1))
    one.put(position, texts[position] + "x")
    assert one.root() != before


@pytest.mark.parametrize(
    ("leaves", "root"),
    [
        # The first test vectors of the reference implementation.
        ([], "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855"),
        ([""], "6e340b9cffb37a989ca544e6bb780a2c78901d3fb33738768511a30617afa01d"),
    ],
)
def test_known_roots(leaves: list[str], root: str) -> None:
    assert tree(leaves).root() == root


def test_node_does_not_pass_as_a_leaf() -> None:
    two = tree(["a", "b"])
    nodes = "".join(hashlib.sha256(b"\0" + text).hexdigest() for text in (b"a", b"b"))
    assert tree([nodes]).root() != two.root()
