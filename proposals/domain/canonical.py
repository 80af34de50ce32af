"""Canonical text and its SHA-256: the same content always gives the same bytes."""

import hashlib
import json
from typing import Any


def canonical(content: Any) -> str:
    """Write content as JSON with sorted keys, no spaces and no ASCII escapes.

    Allowed are str, int, bool, None, lists, and dicts with str keys. A float isn't, because the
    same float can be written in several ways.

    Raises: TypeError for anything else.
    """
    _require_one_spelling(content)
    return json.dumps(content, sort_keys=True, ensure_ascii=False, separators=(",", ":"))


def sha256(text: str) -> str:
    """Return the SHA-256 of the text in UTF-8, as 64 hexadecimal digits."""
    return hashlib.sha256(text.encode()).hexdigest()


def _require_one_spelling(content: Any) -> None:
    if isinstance(content, float):
        raise TypeError("a float has no canonical text; use a decimal string")
    children: Any = ()
    if isinstance(content, dict):
        # json.dumps would write 1 and "1" as the same key.
        if not all(isinstance(key, str) for key in content):
            raise TypeError("a key must be text")
        children = content.values()
    elif isinstance(content, list | tuple):
        children = content
    for child in children:
        _require_one_spelling(child)
