"""Codes: short names of rows, which answers hold instead of the rows' numbers."""

import re
import unicodedata
from collections.abc import Container

LONGEST = 40
# So many characters are cut off a code that is taken, so that a number can follow.
_ROOM = 4


def code_for(words: str, *, taken: Container[str], otherwise: str) -> str:
    """Make a code of lower-case letters, digits and hyphens that isn't taken yet.

    If the words have no Latin letter or digit, `otherwise` is the code. If the code is taken, a
    number is added to it.
    """
    plain = unicodedata.normalize("NFKD", words).encode("ascii", "ignore").decode().lower()
    code = _cut(re.findall(r"[a-z0-9]+", plain.replace("'", ""))) or otherwise
    number, found = 1, code
    while found in taken:
        number += 1
        found = f"{code[: LONGEST - _ROOM]}-{number}"
    return found


def _cut(words: list[str]) -> str:
    """Join as many words as fit into a code."""
    code = ""
    for word in words:
        longer = f"{code}-{word}" if code else word[:LONGEST]
        if len(longer) > LONGEST:
            break
        code = longer
    return code
