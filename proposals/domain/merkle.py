"""A Merkle tree of RFC 6962: one hash over many texts, which changes if any of them does.

Source: RFC 6962 (Certificate Transparency), section 2.1.
"""

import hashlib

EMPTY = hashlib.sha256().hexdigest()


class Tree:
    """A tree whose leaves can be added and replaced; only the nodes above them are hashed anew."""

    def __init__(self) -> None:
        self._levels: list[list[bytes]] = [[]]
        self._changed: set[int] = set()

    def __len__(self) -> int:
        return len(self._levels[0])

    def put(self, position: int, text: str) -> None:
        """Set the leaf at a position from 0 to the number of leaves, which adds a leaf."""
        # A leaf and a node begin with different bytes, so that no node passes as a leaf.
        _put(self._levels[0], position, hashlib.sha256(b"\0" + text.encode()).digest())
        self._changed.add(position)

    def root(self) -> str:
        """Return the hash over all leaves, as 64 hexadecimal digits."""
        if not self._levels[0]:
            return EMPTY
        level, changed = 0, self._changed
        while len(self._levels[level]) > 1:
            if level + 1 == len(self._levels):
                self._levels.append([])
            changed = {position // 2 for position in changed}
            for position in sorted(changed):
                pair = self._levels[level][2 * position : 2 * position + 2]
                _put(self._levels[level + 1], position, _node(pair))
            level += 1
        self._changed = set()
        return self._levels[level][0].hex()


def _put(level: list[bytes], position: int, digest: bytes) -> None:
    level[position : position + 1] = [digest]


def _node(pair: list[bytes]) -> bytes:
    """Hash two nodes; the last node of a level may be alone, and moves up as it is."""
    return hashlib.sha256(b"\1" + b"".join(pair)).digest() if len(pair) == 2 else pair[0]
