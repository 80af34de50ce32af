"""Public identifiers of people (ORCID) and organisations (ROR): how they are read and checked."""

import re

# What people paste between the digits: blanks, hyphens and dashes.
_BETWEEN = re.compile(r"[\s\u2010-\u2015\u2212-]+")
_ORCID = re.compile(r"(?:https?://)?(?:www\.)?(?:orcid\.org/|orcid:)?(\d{15}[\dx])/?", re.ASCII)
_ROR = re.compile(r"(?:https?://)?(?:www\.)?(?:ror\.org/)?(0[0-9a-hjkmnp-tv-z]{6}\d\d)/?", re.ASCII)
# Crockford's base 32 leaves out i, l, o and u.
_BASE_32 = "0123456789abcdefghjkmnpqrstvwxyz"


def orcid(text: str) -> str:
    """Return an ORCID iD as 0000-0002-1825-0097, and nothing if the text isn't one.

    The last character checks the others (ISO 7064, MOD 11-2).
    Source: https://support.orcid.org/hc/en-us/articles/360006897674
    """
    found = _ORCID.fullmatch(_BETWEEN.sub("", text).lower())
    if not found or _mod_11_2(found[1][:-1]) != found[1][-1].upper():
        return ""
    digits = found[1].upper()
    return "-".join(digits[start : start + 4] for start in range(0, 16, 4))


def ror(text: str) -> str:
    """Return a ROR id as https://ror.org/03yrm5c26, and nothing if the text isn't one.

    Its last two digits check the others (ISO 7064, MOD 97-10, of a number in base 32).
    Source: https://ror.readme.io/docs/identifier
    """
    found = _ROR.fullmatch(_BETWEEN.sub("", text).lower())
    if not found or _mod_97_10(found[1][:-2]) != found[1][-2:]:
        return ""
    return f"https://ror.org/{found[1]}"


def _mod_11_2(digits: str) -> str:
    total = 0
    for digit in digits:
        total = (total + int(digit)) * 2
    remainder = (12 - total % 11) % 11
    return "X" if remainder == 10 else str(remainder)


def _mod_97_10(letters: str) -> str:
    total = 0
    for letter in letters:
        total = total * 32 + _BASE_32.index(letter)
    return f"{98 - total * 100 % 97:02}"
