"""Codes: short names of rows that are written into answers in place of a row's number."""

import re
import unicodedata
from collections.abc import Container

LONGEST = 40
# Taken off the end of a code that is too long, so that a number can follow.
_ROOM = 4


def code_for(words: str, *, taken: Container[str], otherwise: str) -> str:
    """Make a code of lower-case letters, digits and hyphens that isn't taken yet.

    `otherwise` is used for words without a letter of the Latin alphabet. A code that is taken
    gets a number.
    """
    plain = unicodedata.normalize("NFKD", words).encode("ascii", "ignore").decode().lower()
    code = _cut(re.findall(r"[a-z0-9]+", plain.replace("'", ""))) or otherwise
    number, found = 1, code
    while found in taken:
        number += 1
        found = f"{code[: LONGEST - _ROOM]}-{number}"
    return found


def _cut(words: list[str]) -> str:
    """Join as many words as there is room for."""
    code = ""
    for word in words:
        longer = f"{code}-{word}" if code else word[:LONGEST]
        if len(longer) > LONGEST:
            break
        code = longer
    return code
