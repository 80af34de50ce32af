"""Names of people and organisations as they are compared and searched."""

import unicodedata


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
