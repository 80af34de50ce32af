"""Names of people and organisations as they are compared and searched."""

import unicodedata
from difflib import SequenceMatcher

# Letters of other scripts, and digits, that look like a Latin letter in lower case. The common ones
# of Unicode's confusables (UTS 39).
_LOOKS_LIKE = str.maketrans("авеіјкмнорсѕтухһԁαικνορτυχ013", "abeijkmhopcstyxhdaikvoptuxole")
_SMALL_WORDS = frozenset({"and", "de", "des", "du", "et", "for", "la", "of", "the"})
_COMPANY_FORMS = frozenset({"corporation", "gmbh", "inc", "limited", "llc", "ltd"})
# Shorter names are often acronyms, which differ in one letter and are different all the same.
_LONG = 8
_NEARLY = 0.85


def normalised(name: str) -> str:
    """Return a name for comparison: NFKC, in lower case, with one space between words.

    “Fictional Space-Agency (FSA)” and “fictional space agency FSA” are the same name. A name
    without any letter, digit or symbol gives the empty string.
    """
    # NFKC comes twice. Before, because some letters change their case only in their NFKC form;
    # after, because casefold() can separate marks that NFKC joins to their letter.
    folded = unicodedata.normalize("NFKC", unicodedata.normalize("NFKC", name).casefold())
    return " ".join("".join(map(_letter_or_space, folded)).split())


def _letter_or_space(char: str) -> str:
    """Return letters, marks, digits and symbols unchanged, and a space for anything else."""
    return " " if unicodedata.category(char)[0] in "PZC" else char


def alike(one: str, other: str) -> bool:
    """Tell whether people could take one name for the other.

    They look the same, have the same words in another order, or differ in a letter or two.
    """
    first, second = _look(one), _look(other)
    if not first or not second:
        return False
    if sorted(first) == sorted(second):
        return True
    left, right = "".join(first), "".join(second)
    if left == right:
        return True
    if min(len(left), len(right)) < _LONG:
        return False
    match = SequenceMatcher(None, left, right, autojunk=False)
    # The quick ratio is never below the exact one, and costs a tenth.
    return match.quick_ratio() >= _NEARLY and match.ratio() >= _NEARLY


def _look(name: str) -> list[str]:
    """Return the words of a name as they look: without accents, each letter as its Latin double."""
    plain = unicodedata.normalize("NFD", normalised(name))
    letters = "".join(char for char in plain if not unicodedata.combining(char))
    words = letters.translate(_LOOKS_LIKE).split()
    return [word for word in words if word not in _SMALL_WORDS | _COMPANY_FORMS]
