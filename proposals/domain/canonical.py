"""Canonical text and its SHA-256: the same content always gives the same bytes."""

import hashlib
import json
from typing import Any


def canonical(content: Any) -> str:
    """Write content as JSON with sorted keys, no spaces and no ASCII escapes.

    Only str, int, bool, None, lists and dicts with str keys: a float has no one spelling.

    Raises: TypeError for anything else.
    """
    _refuse_floats(content)
    return json.dumps(content, sort_keys=True, ensure_ascii=False, separators=(",", ":"))


def sha256(text: str) -> str:
    """Return the SHA-256 of the text in UTF-8, as 64 hexadecimal digits."""
    return hashlib.sha256(text.encode()).hexdigest()


def _refuse_floats(content: Any) -> None:
    if isinstance(content, float):
        raise TypeError("a float has no canonical text; use a decimal string")
    children: Any = ()
    if isinstance(content, dict):
        children = content.values()
    elif isinstance(content, list | tuple):
        children = content
    for child in children:
        _refuse_floats(child)
